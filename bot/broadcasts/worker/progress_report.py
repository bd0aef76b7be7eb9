"""Shows one organiser how each broadcast goes, until its end was shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.broadcasts import results
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.status import progress_message
from bot.broadcasts.worker.progress import Progress, row_of
from bot.core.messages import Block, Message, Person, Row, Send
from bot.delivery.notifier import Notifier
from bot.storage import broadcasts, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastState, Role
from flows.texts import Texts

RATE_OVER = 10.0
"""Seconds over which the shown rate is measured."""


@dataclass(slots=True)
class ProgressReport:
    """Decides what is shown and to whom; `progress` shows it."""

    progress: Progress
    notifier: Notifier
    policy: BroadcastPolicy
    texts: Texts
    _ended: dict[int, Broadcast] = field(default_factory=dict)
    """Broadcasts whose end is not shown yet."""
    _listed: dict[int, tuple[tuple[str, tuple[Row, ...]], tuple[Block, ...]]] = field(default_factory=dict)
    """By broadcast: to whom which buttons were listed last, and how."""
    _handled: list[tuple[float, int, int]] = field(default_factory=list)
    """When a broadcast had how many rows handled, for the rate."""

    async def show(self, db: Database, live: Sequence[Broadcast]) -> None:
        """Show how each goes, as often as its message may be edited."""
        over = (BroadcastState.DONE, BroadcastState.STOPPED)
        self._ended.update((broadcast.id, broadcast) for broadcast in live if broadcast.state in over)
        for broadcast in {**self._ended, **{each.id: each for each in live}}.values():
            if broadcast.started_at is None:
                self._ended.pop(broadcast.id, None)
            elif self.progress.due(broadcast.id):
                await self._show(db, broadcast)

    async def stop(self) -> None:
        await self.progress.stop()

    async def _show(self, db: Database, broadcast: Broadcast) -> None:
        stored = row_of(broadcast)
        senders = await organisers.with_role(db, Role.SENDER)
        if stored and stored[0] not in {sender.person for sender in senders}:
            stored = None  # who saw it before has lost the role
        address = stored[0] if stored else self._viewer(senders, broadcast)
        if not self.progress.is_for(broadcast.id, address):
            self.progress.forget(broadcast.id)
        message = await self._message(db, broadcast, address)
        ended = broadcast.id in self._ended
        if not address or (ended and self.progress.shows(broadcast.id, message)):
            self._ended.pop(broadcast.id, None)
            self.progress.forget(broadcast.id)
            return
        number = self.progress.number(broadcast.id)
        if number is not None and stored is None and not ended:
            current = await broadcasts.find(db, broadcast.id) or broadcast
            shown = replace(current, progress_person=address, progress_message_id=number)
            await broadcasts.save(db, current, shown)
        self.progress.show(broadcast.id, address, stored[1] if stored else None, message)

    async def _message(self, db: Database, broadcast: Broadcast, address: str) -> Message:
        """Return the message with its choices listed. Renumber the choices only when they changed."""
        counts = await results.delivery_counts(db, broadcast)
        rate = self._rate(broadcast.id, counts.handled)
        message = progress_message(broadcast, counts, rate, self.texts)
        if not address or not message.rows:
            return message
        choices = (address, message.rows)
        listed = self._listed.get(broadcast.id)
        if listed is None or listed[0] != choices:
            outgoing = await self.notifier.list_choices(db, address, Send(message))
            blocks = outgoing.message.blocks if isinstance(outgoing, Send) else message.blocks
            listed = self._listed[broadcast.id] = choices, blocks[len(message.blocks) :]
        return replace(message, blocks=(*message.blocks, *listed[1]))

    def _viewer(self, senders: Sequence[Organiser], broadcast: Broadcast) -> str:
        """Return the address of who sees how it goes: its author, else its approver, else another sender."""
        first = [broadcast.author_id, broadcast.approver_id]
        viewer = min(
            senders,
            key=lambda sender: first.index(sender.id) if sender.id in first else len(first),
            default=None,
        )
        address = viewer.person if viewer else ""
        return address if Person(address).channel == self.policy.channel else ""

    def _rate(self, broadcast: int, handled: int) -> float:
        """Return the messages a second over the last seconds; 0 while that is not known."""
        now = self.progress.rate_limiter.clock()
        self._handled = [
            point for point in self._handled if point[1] == broadcast and now - point[0] <= RATE_OVER
        ]
        first = self._handled[0] if self._handled else None
        self._handled.append((now, broadcast, handled))
        return (handled - first[2]) / (now - first[0]) if first and now > first[0] else 0.0
