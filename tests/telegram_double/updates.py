"""Updates that wait for the bot, and getUpdates over them.

After the Bot API page: an update is confirmed when getUpdates comes with an offset above its id, a negative
offset keeps only the last ones, and there is one receiver at a time. Numbers are 32-bit and start anywhere.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.telegram_double.bell import Bell
from tests.telegram_double.errors import Json, conflict

LIMIT = 100
LONGEST_POLL = 50
LEFT_OUT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it asks for them by name."""

_FAR_AHEAD = 10
"""An offset further than this above the last id is meaningless to Telegram, which then gives everything."""


@dataclass(slots=True)
class WaitingUpdate:
    """One update, already in the form in which it is sent."""

    update_id: int
    body: bytes
    repeated: bool = False
    delivered: bool = False


class UpdateQueue:
    """`waiting` in the order of arrival; `everything` by id, so that one can be delivered again."""

    def __init__(self, chance: random.Random) -> None:
        self.next_id = chance.randrange(100_000_000, 900_000_000)
        self.waiting: deque[WaitingUpdate] = deque()
        self.everything: dict[int, bytes] = {}
        self.allowed: tuple[str, ...] = ()
        self.arrived = Bell()
        self.unwanted = 0
        self._receiver: asyncio.Future[None] | None = None
        self._closed = False

    def push(self, kind: str, payload: Json) -> int:
        """Queues an update of `kind` (such as "message"); gives its id. Unwanted kinds are dropped."""
        update_id = self._new_id()
        if self.wants(kind):
            self._put(update_id, {"update_id": update_id, kind: payload})
        else:
            self.unwanted += 1
        return update_id

    def push_raw(self, update: Mapping[str, object]) -> int:
        """Queues any object as it is, sensible or not; an `update_id` is given to it when it has none."""
        given = update.get("update_id")
        update_id = given if isinstance(given, int) else self._new_id()
        self.next_id = max(self.next_id, update_id + 1)
        self._put(update_id, {"update_id": update_id, **update})
        return update_id

    def push_again(self, update_id: int) -> None:
        """Delivers once more an update that was pushed before, confirmed or not."""
        self.waiting.append(WaitingUpdate(update_id, self.everything[update_id], repeated=True))
        self._wake()

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in LEFT_OUT

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Keeps the wish of getUpdates or setWebhook; None leaves it as it was."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def confirm(self, offset: int) -> None:
        """Forgets what lies below `offset`; of a negative one, all but the last `-offset` updates."""
        if offset > self.next_id + _FAR_AHEAD:
            return
        waiting = self.waiting
        if offset < 0:
            while len(waiting) > -offset:
                waiting.popleft()
            return
        while waiting and waiting[0].update_id < offset and _is_done(waiting[0]):
            waiting.popleft()
        if waiting and waiting[0].update_id < offset:
            self.waiting = deque(each for each in waiting if each.update_id >= offset or not _is_done(each))

    async def fetch(self, offset: int, limit: int, seconds: float) -> bytes:
        """The waiting updates as a JSON array, at once when there are any, else within `seconds`."""
        if self._receiver is not None and not self._receiver.done():
            self._receiver.set_exception(
                conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            )
        if offset:
            self.confirm(offset)
        if not self.waiting and seconds > 0 and not self._closed:
            await self._wait(min(seconds, LONGEST_POLL))
        count = limit if 1 <= limit <= LIMIT else LIMIT
        chosen = [each for each, _ in zip(self.waiting, range(count), strict=False)]
        for each in chosen:
            each.delivered = True
        return b"[" + b",".join(each.body for each in chosen) + b"]"

    async def _wait(self, seconds: float) -> None:
        receiver: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._receiver = receiver
        try:
            async with asyncio.timeout(seconds):
                await receiver
        except TimeoutError:
            return
        finally:
            if self._receiver is receiver:
                self._receiver = None

    def close(self) -> None:
        """Lets a waiting receiver go with nothing: the server stops."""
        self._closed = True
        self._wake()

    def _new_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _put(self, update_id: int, update: Json) -> None:
        body = json.dumps(update).encode()
        self.everything[update_id] = body
        self.waiting.append(WaitingUpdate(update_id, body))
        self._wake()

    def _wake(self) -> None:
        if self._receiver is not None and not self._receiver.done():
            self._receiver.set_result(None)
        self.arrived.ring()


def _is_done(update: WaitingUpdate) -> bool:
    """A repeated update is confirmed only after it was delivered that second time."""
    return update.delivered or not update.repeated
