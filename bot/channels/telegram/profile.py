"""What Telegram shows of the bot: the commands menu and who it is."""

import logging
from collections.abc import Mapping

from telegram.error import TelegramError

from bot.channels.telegram.transport import QuietBot, call

log = logging.getLogger(__name__)


async def show_profile(bot: QuietBot, commands: Mapping[str, str], about: str, description: str) -> None:
    """Set the commands menu for private chats, none elsewhere, and the bot's description.

    A refusal is logged and does no harm: the bot answers all the same.
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
