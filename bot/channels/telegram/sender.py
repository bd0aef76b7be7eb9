"""The transport to Telegram: carries rows out and reports what became of each."""

import json
import logging
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.errors import AnswerMissing, AnswerUnreadable, NotConnected, ServerFault, SlowDown
from bot.channels.telegram.render import Payload, plain
from bot.channels.telegram.transport import QuietBot, call
from bot.channels.telegram.uploads import with_upload
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
    """Calls the Bot API, one call a row."""

    def __init__(self, bot: QuietBot) -> None:
        self._bot = bot

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        """Carry out one call; `begins` is called once it has its connection, right before its first byte.

        Raises:
            InvalidToken: Telegram no longer knows the token (401); nothing can be sent.
        """
        return await self._call(json.loads(payload), begins)

    async def _call(self, payload: Payload, begins: OnSendStart | None) -> Result:
        try:
            with with_upload(payload) as (params, seconds):
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
        reason = message.casefold()
        if _SAME_ALREADY in reason:  # the edit arrived before, and its answer got lost
            return Delivered()
        if any(gone in reason for gone in _GONE):
            return Unreachable()
        plain_text = plain(payload) if _MARKUP_REFUSED in reason else None
        if plain_text is not None:
            log.warning("Telegram could not read the markup of a message; it is sent as plain text")
            return await self._call(plain_text, begins)
        return Refused(message)


def _message_id(answer: Any) -> int | None:
    message_id = answer.get("message_id") if isinstance(answer, dict) else None
    return message_id if isinstance(message_id, int) else None


def _refused_for_good(error: TelegramError) -> Refused:
    """Return the refusal of one call, or raise the error if it ends the bot.

    python-telegram-bot raises InvalidToken for 401, which ends everything, and for 404, an unknown method.
    """
    if isinstance(error, InvalidToken) and _NO_SUCH_METHOD not in error.message.casefold():
        raise error
    return Refused(type(error).__name__)


def _later(error: SlowDown | ServerFault | NotConnected) -> Result:
    """Return when to try again: Telegram has done nothing for this call."""
    return Wait(error.seconds) if isinstance(error, SlowDown) else NotSent(error.message)
