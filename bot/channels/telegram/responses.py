"""Tells apart how a request ended: aiohttp's errors, Telegram's refusals, and answers that aren't Telegram's.

python-telegram-bot alone would take any 403 for Telegram's, and repeat a proxy's page in its error and log.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.error import NetworkError

from bot.channels.telegram.errors import AnswerMissing, AnswerUnreadable, NotConnected, ServerFault, SlowDown

_LONGEST_WAIT_SECONDS = 1_000_000.0

_NOT_CONNECTED: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((aiohttp.ClientConnectorDNSError,), "its name could not be looked up"),
    ((aiohttp.ClientConnectorCertificateError,), "its certificate is not trusted"),
    ((aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError), "the proxy made none"),
    ((aiohttp.ConnectionTimeoutError,), "it took too long"),
    ((aiohttp.ClientConnectorError,), "it was refused or failed"),
    ((aiohttp.InvalidURL,), "its address is not one"),
)


def network_error(error: Exception) -> NetworkError:
    """Return our own error for one of aiohttp's, whose message may hold the address with the token."""
    for kinds, why in _NOT_CONNECTED:
        if isinstance(error, kinds):
            return NotConnected(f"No connection to the Bot API server: {why}")
    if isinstance(error, TimeoutError):
        return AnswerMissing("The Bot API server did not answer in time")
    return AnswerMissing(f"The connection broke before the answer was there ({type(error).__name__})")


def refusal(status: int, payload: bytes) -> tuple[int, bytes]:
    """Return the status and body of a refusal, which python-telegram-bot turns into its error.

    Raises:
        SlowDown: 429 with a time to wait.
        ServerFault: 5xx, or 429 without a time.
        AnswerUnreadable: the answer isn't the Bot API's.
    """
    answer = json_object(payload)
    if answer is None or answer.get("ok") is not False:
        raise AnswerUnreadable(f"What answered is not the Bot API (HTTP status {status})")
    code = answer.get("error_code", status)
    if not isinstance(code, int) or not 400 <= code < 600:
        raise AnswerUnreadable(f"The Bot API's answer makes no sense (HTTP status {status})")
    description = str(answer.get("description") or "Telegram gave no reason")
    parameters = answer.get("parameters")
    wait, moved = _parameters(parameters if isinstance(parameters, dict) else {})
    if code == 429 and wait:
        raise SlowDown(wait)
    if code == 429 or code >= 500:
        raise ServerFault(f"{description} ({code})")
    body = {"description": description, "parameters": {"migrate_to_chat_id": moved} if moved else None}
    return code, json.dumps(body).encode()


def json_object(payload: bytes) -> dict[str, Any] | None:
    """Return the JSON object in `payload`; None if it holds anything else."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _parameters(given: Mapping[str, Any]) -> tuple[float, int]:
    """Return the seconds to wait and a group's new id, 0 where missing
    (https://core.telegram.org/bots/api#responseparameters)."""
    wait, moved = given.get("retry_after"), given.get("migrate_to_chat_id")
    return (
        wait if isinstance(wait, int | float) and 0 < wait < _LONGEST_WAIT_SECONDS else 0,
        moved if isinstance(moved, int) else 0,
    )
