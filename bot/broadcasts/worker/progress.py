"""One message that shows how a broadcast goes, edited at most every 3 seconds."""

import asyncio
from dataclasses import dataclass, field

from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.core.messages import EditMessage, Message, MessageRef, Outgoing, Person, Send
from bot.delivery.notifier import Render
from bot.delivery.results import Delivered, NotSent, Result, Transport, Unconfirmed, Wait
from bot.storage.broadcasts import Broadcast

EVERY = 3.0
"""At least so many seconds between two edits."""


@dataclass(slots=True)
class _Shown:
    """What is on the screen of the person who sees how the broadcast goes."""

    address: str
    number: int | None = None
    message: Message | None = None
    not_before: float = 0.0
    working: "asyncio.Task[None] | None" = None


@dataclass(slots=True)
class Progress:
    """Sends the messages straight to the channel, since each is soon replaced by the next."""

    transport: Transport
    render: Render
    rate_limiter: RateLimiter
    every: float = EVERY
    _shown: dict[int, _Shown] = field(default_factory=dict)

    def due(self, broadcast: int) -> bool:
        """Return whether the message may be edited now."""
        shown = self._shown.get(broadcast)
        return shown is None or (shown.working is None and self.rate_limiter.clock() >= shown.not_before)

    def show(self, broadcast: int, address: str, number: int | None, message: Message) -> None:
        """Show a message in the place of the one before; `number` is its stored number, after a restart."""
        shown = self._shown.setdefault(broadcast, _Shown(address, number))
        if not self.due(broadcast):
            return
        if message == shown.message:
            shown.not_before = self.rate_limiter.clock() + self.every
            return
        shown.not_before = self.rate_limiter.clock() + self.every
        shown.working = asyncio.create_task(self._show(shown, Person(address), message))

    def is_for(self, broadcast: int, address: str) -> bool:
        """Return whether nobody else sees how it goes."""
        shown = self._shown.get(broadcast)
        return shown is None or shown.address == address

    def number(self, broadcast: int) -> int | None:
        """Return the number of the message on the screen, once it is known."""
        shown = self._shown.get(broadcast)
        return shown.number if shown else None

    def shows(self, broadcast: int, message: Message) -> bool:
        """Return whether this message is on the screen."""
        shown = self._shown.get(broadcast)
        return shown is not None and shown.message == message

    def forget(self, broadcast: int) -> None:
        self._shown.pop(broadcast, None)

    async def stop(self) -> None:
        tasks = [shown.working for shown in self._shown.values() if shown.working]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, person: Person, payload: str, *, counts: bool) -> Result:
        """Deliver a payload; new messages count against the rate, edits don't."""
        if not counts:
            return await self.transport.deliver(payload)
        begun = await self.rate_limiter.reply(person.address)
        result = await self.transport.deliver(payload)
        lost = isinstance(result, NotSent | Unconfirmed)
        (self.rate_limiter.lost if lost else self.rate_limiter.answered)(begun)
        return result

    async def _show(self, shown: _Shown, person: Person, message: Message) -> None:
        try:
            old = MessageRef(str(shown.number), "") if shown.number is not None else None
            outgoing: Outgoing = EditMessage(old, message) if old else Send(message)
            for payload in self.render(person, outgoing):
                result = await self._deliver(person, payload, counts=old is None)
                if isinstance(result, Delivered):
                    shown.message = message
                    shown.number = shown.number or result.message_id
                elif isinstance(result, Wait):
                    shown.not_before = self.rate_limiter.clock() + result.seconds
                elif not isinstance(result, NotSent | Unconfirmed):
                    shown.message = message  # the organiser can't be reached, or took the message away
        finally:
            shown.working = None


def row_of(broadcast: Broadcast) -> tuple[str, int] | None:
    """Return address and number of the progress message, as the broadcast stores them."""
    if broadcast.progress_person is None or broadcast.progress_message_id is None:
        return None
    return broadcast.progress_person, broadcast.progress_message_id
