"""What can become of a request to the Bot API besides what python-telegram-bot has its own errors for.

They say what matters for what is done next: was no connection made, may Telegram have got the request, or did
Telegram itself answer. None holds an address, since the token is part of every address.
"""

from datetime import timedelta

from telegram.error import NetworkError, RetryAfter, TelegramError


class NotConnected(NetworkError):  # noqa: N818  # named as python-telegram-bot names its own
    """No connection was made: Telegram can't have got the request."""


class AnswerMissing(NetworkError):  # noqa: N818
    """The connection broke or time ran out: Telegram may have got the request."""


class AnswerUnreadable(NetworkError):  # noqa: N818
    """Something answered that doesn't speak as the Bot API does, such as a proxy's page of HTML: Telegram may
    have got the request."""


class ServerFault(NetworkError):  # noqa: N818
    """Telegram itself answered that it can't just now (5xx, or 429 without a time): nothing was done."""


class SlowDown(RetryAfter):
    """429: Telegram takes nothing more for `seconds`.

    RetryAfter itself warns of its deprecation each time it is made (python-telegram-bot 22.2 and later).
    """

    def __init__(self, seconds: float) -> None:
        TelegramError.__init__(self, f"Telegram asks to wait {seconds:g} seconds")
        self.seconds = seconds
        self._retry_after = timedelta(seconds=seconds)

    @property
    def retry_after(self) -> timedelta:
        """The same, as a timedelta."""
        return self._retry_after
