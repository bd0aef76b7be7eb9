"""`/control/...`: the double's test side over HTTP, for tests in another process than the double.

Requests and answers are JSON. A problem is answered with 400 and `{"error": ...}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.telegram_double.errors import Json
from tests.telegram_double.rates import RateLimits
from tests.telegram_double.server import Call

if TYPE_CHECKING:
    from tests.telegram_double.double import TelegramDouble

_DEEDS = frozenset(
    [
        "sends",
        "starts",
        "sends_photo",
        "sends_document",
        "sends_voice",
        "sends_sticker",
        "sends_location",
        "sends_contact",
        "sends_poll",
        "sends_forward",
        "replies",
        "edits",
        "presses",
        "presses_data",
        "blocks",
        "unblocks",
        "leaves_telegram",
        "never_started",
    ]
)


class Control:
    """Each method is one address: `person` is POST /control/person."""

    def __init__(self, double: TelegramDouble) -> None:
        self._double = double
        self._reads: dict[str, Callable[[Json], Any]] = {
            "messages": self.messages, "sent": self.sent, "stats": self.stats, "calls": self.calls,
        }  # fmt: skip
        self._writes: dict[str, Callable[[Json], Any]] = {
            "updates": self.updates, "person": self.person, "people": self.people, "fault": self.fault,
            "heal": self.heal, "settings": self.settings,
        }  # fmt: skip

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answers one control request."""
        name = request.path.removeprefix("/control/")
        table = self._reads if request.method == "GET" else self._writes
        act = table.get(name)
        if act is None:
            return _answer({"error": f"nothing at {request.method} {name}; there is {sorted(table)}"}, 404)
        try:
            body = await request.read()
            given: Json = dict(request.query) | (json.loads(body) if body else {})
            return _answer(act(given))
        except (KeyError, LookupError, TypeError, ValueError, AttributeError) as error:
            return _answer({"error": f"{type(error).__name__}: {error}"}, 400)

    def updates(self, given: Json) -> Json:
        """`{"updates": [...]}`: queues raw updates; `{"again": [ids]}` delivers some once more."""
        ids = [self._double.inject(each) for each in given.get("updates", [])]
        for update_id in given.get("again", []):
            self._double.delivers_again(update_id)
        return {"update_ids": ids}

    def person(self, given: Json) -> Json:
        """`{"chat_id": 1, "does": "sends", "text": "hello"}`: other keys are arguments of the deed."""
        deed = given.pop("does")
        if deed not in _DEEDS:
            raise LookupError(f"nobody can do {deed!r}; people can {sorted(_DEEDS)}")
        person = self._double.person(int(given.pop("chat_id")))
        if "data" in given and deed in ("sends_photo", "sends_document", "sends_voice"):
            given["data"] = given["data"].encode()
        return {"update_id": getattr(person, deed)(**given)}

    def people(self, given: Json) -> Json:
        """`{"send": [[chat_id, text], ...]}`: many messages; `{"known": [chat_ids]}` makes chats known."""
        for chat_id in given.get("known", []):
            self._double.person(chat_id)
        ids = [self._double.person(chat_id).sends(text) for chat_id, text in given.get("send", [])]
        return {"update_ids": ids}

    def fault(self, given: Json) -> Json:
        """The arguments of `TelegramDouble.fault`."""
        self._double.fault(**given)
        return {"faults": len(self._double.server.faults.faults)}

    def heal(self, given: Json) -> Json:
        """No more faults."""
        self._double.heals()
        return {"faults": 0}

    def settings(self, given: Json) -> Json:
        """`{"round_trip": 0.05, "rate_limits": {"overall": 30, "per_chat": 1} or null}`."""
        if "round_trip" in given:
            self._double.round_trip = float(given["round_trip"])
        if "rate_limits" in given:
            limits = given["rate_limits"]
            self._double.rate_limits = None if limits is None else RateLimits(**limits)
        return {"round_trip": self._double.round_trip}

    def sent(self, given: Json) -> Json:
        """`?chat_id=1`: texts sent there; without it, of all chats by number."""
        if "chat_id" in given:
            return {"sent": self._double.sent(int(given["chat_id"]))}
        chats = self._double.world.chats
        return {"sent": {str(chat_id): texts for chat_id in chats if (texts := self._double.sent(chat_id))}}

    def messages(self, given: Json) -> Json:
        """`?chat_id=1`: all messages of a chat, the person's and the bot's, in order and with times."""
        chat = self._double.world.chats.get(int(given["chat_id"]))
        return {"messages": [each.as_json() for each in chat.messages.values()] if chat is not None else []}

    def calls(self, given: Json) -> Json:
        """`?method=sendMessage`: requests with the status of the answer."""
        return {"calls": [_call(call) for call in self._double.calls(given.get("method"))]}

    def stats(self, given: Json) -> Json:
        """Counts of everything."""
        double = self._double
        faults = [{"kind": each.kind.value, "used": each.used} for each in double.server.faults.faults]
        return {
            "requests": dict(double.requests), "sent": len(double.all_messages()),
            "refusals": [_call(call) for call in double.refusals()],
            "waiting_updates": double.waiting_updates, "most_in_a_second": double.most_in_a_second(),
            "flood_breaches": double.flood_breaches, "rate_refusals": double.rate_refusals, "faults": faults,
            "webhook_tries": double.server.webhook.tries,
        }  # fmt: skip


def _call(call: Call) -> Json:
    return {
        "at": call.at, "method": call.method, "chat_id": call.chat_id, "code": call.code,
        "description": call.description,
    }  # fmt: skip


def _answer(body: Json, status: int = 200) -> web.Response:
    encoded = json.dumps(body, default=str).encode()
    return web.Response(body=encoded, status=status, content_type="application/json")
