"""The bot's profile on Telegram: the menu of commands and the descriptions."""

import logging
from collections.abc import Mapping

from telegram.error import TelegramError

from bot.channels.telegram.transport import QuietBot, call

log = logging.getLogger(__name__)


async def set_profile(bot: QuietBot, commands: Mapping[str, str], about: str, description: str) -> None:
    """Set the menu of commands for private chats, remove it elsewhere, and set the descriptions.

    A refusal is only logged: the bot answers people without a profile too.
    """
    listed = [{"command": name, "description": text} for name, text in commands.items()]
    calls: list[tuple[str, dict[str, object]]] = [
        ("setMyCommands", {"commands": listed, "scope": {"type": "all_private_chats"}}),
        ("deleteMyCommands", {"scope": {"type": "all_group_chats"}}),
        ("deleteMyCommands", {"scope": {"type": "default"}}),
        ("setMyShortDescription", {"short_description": about[:120]}),
        ("setMyDescription", {"description": description[:512]}),
    ]
    for method, params in calls:
        try:
            await call(bot, method, params)
        except TelegramError as error:
            log.warning("%s was not accepted: %s", method, type(error).__name__)
