"""Carries rows of the outbox to Telegram, and says what became of each."""

import json
import logging
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.errors import (
    AnswerMissing,
    AnswerUnreadable,
    NotConnected,
    ServerFault,
    SlowDown,
)
from bot.channels.telegram.render import Payload, plain
from bot.channels.telegram.transport import QuietBot, call
from bot.channels.telegram.uploads import opened
from bot.delivery.results import (
    Delivered,
    NotSent,
    OnSendStart,
    Refused,
    Result,
    Unconfirmed,
    Unreachable,
    Wait,
)

log = logging.getLogger(__name__)
_SAME_ALREADY = "message is not modified"
_MARKUP_REFUSED = "can't parse entities"
_NO_SUCH_METHOD = "not found"
_GONE = ("chat not found", "user is deactivated", "user not found")


class TelegramSender:
    """Hands operations to the Bot API."""

    def __init__(self, bot: QuietBot) -> None:
        self._bot = bot

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        """Carry out one operation; `begins` is called once it has its connection.

        Raises:
            InvalidToken: Telegram does not know the token any more (401); nothing can be sent.
        """
        return await self._call(json.loads(payload), begins)

    async def _call(self, payload: Payload, begins: OnSendStart | None) -> Result:
        try:
            with opened(payload) as (params, seconds):
                answer = await call(self._bot, payload["method"], params, seconds, begins)
        except BadRequest as error:
            return await self._refused(payload, error.message, begins)
        except (SlowDown, ServerFault, NotConnected) as error:
            return _later(error)
        except (AnswerMissing, AnswerUnreadable) as error:
            return Unconfirmed(error.message)
        except Forbidden:
            return Unreachable()
        except (InvalidToken, Conflict, ChatMigrated, TelegramError) as error:
            return _refused_for_good(error)
        return Delivered(_message_id(answer))

    async def _refused(self, payload: Payload, message: str, begins: OnSendStart | None) -> Result:
        said = message.casefold()
        if _SAME_ALREADY in said:
            return Delivered()
        if any(gone in said for gone in _GONE):
            return Unreachable()
        without = plain(payload) if _MARKUP_REFUSED in said else None
        if without is not None:
            log.warning("Telegram could not read the markup of a message; it is sent as plain text")
            return await self._call(without, begins)
        return Refused(message)


def _message_id(answer: Any) -> int | None:
    found = answer.get("message_id") if isinstance(answer, dict) else None
    return found if isinstance(found, int) else None


def _refused_for_good(error: TelegramError) -> Refused:
    """Python-telegram-bot makes one error of 401, which ends everything, and 404 for an unknown method."""
    if isinstance(error, InvalidToken) and _NO_SUCH_METHOD not in error.message.casefold():
        raise error
    return Refused(type(error).__name__)


def _later(error: SlowDown | ServerFault | NotConnected) -> Result:
    return Wait(error.seconds) if isinstance(error, SlowDown) else NotSent(error.message)
