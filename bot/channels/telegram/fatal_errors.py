"""Recognises the errors of Telegram that only the person who runs the bot can mend."""

from telegram.error import Conflict, InvalidToken

from bot.errors import TelegramFatalError


def raise_if_fatal(error: Exception) -> None:
    """Raise an error with a remedy for a refused token or a second instance.

    Raises:
        TelegramFatalError: for 401 (or 404) and 409.
    """
    if isinstance(error, InvalidToken):
        raise TelegramFatalError(
            "Telegram does not know this token (BOT_TOKEN). Ask @BotFather for the present one; "
            "a token ends when a new one is made."
        ) from None
    if isinstance(error, Conflict):
        raise TelegramFatalError(
            "Another copy of this bot is running with the same token, or a webhook is set for it. "
            "Stop the other copy, then start this one again. Nothing is lost."
        ) from None
