"""Failures of a request to the Bot API that python-telegram-bot has no errors of its own for.

Each says what the caller has to know before trying again: no connection was made, Telegram may have got the
request, or Telegram itself answered. None holds an address, since the token is part of every address.
"""

from datetime import timedelta

from telegram.error import NetworkError, RetryAfter, TelegramError


class NotConnected(NetworkError):  # noqa: N818  # named as python-telegram-bot names its own
    """No connection was made, so Telegram can't have got the request."""


class AnswerMissing(NetworkError):  # noqa: N818
    """The connection broke or time ran out: Telegram may have got the request."""


class AnswerUnreadable(NetworkError):  # noqa: N818
    """The answer isn't the Bot API's, such as a proxy's HTML page: Telegram may have got the request."""


class ServerFault(NetworkError):  # noqa: N818
    """Telegram answered that it is unable to (5xx, or 429 without a time): nothing was done."""


class SlowDown(RetryAfter):
    """Telegram answered 429: it accepts nothing for `seconds`.

    Skips RetryAfter's own `__init__`, which warns of a deprecation each time (python-telegram-bot 22.2 on).
    """

    def __init__(self, seconds: float) -> None:
        TelegramError.__init__(self, f"Telegram asks to wait {seconds:g} seconds")
        self.seconds = seconds
        self._retry_after = timedelta(seconds=seconds)

    @property
    def retry_after(self) -> timedelta:
        """Return `seconds` as a timedelta."""
        return self._retry_after
