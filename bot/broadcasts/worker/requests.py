"""What the channel is asked to do for each row: send a message, replace its words, or delete it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.broadcasts.message import Composed, load
from bot.broadcasts.policy import BroadcastPolicy
from bot.core.messages import Delete, Outgoing, Person
from bot.delivery.notifier import Render
from bot.storage.broadcasts import Broadcast
from bot.storage.deliveries import Claimed
from bot.storage.schema.enums import BroadcastKind, BroadcastState


@dataclass(slots=True)
class Requests:
    """Knows the broadcasts that are sent, with their messages: those don't change once sending has begun."""

    render: Render
    policy: BroadcastPolicy
    _messages: dict[int, tuple[Broadcast, Composed]] = field(default_factory=dict)

    def choose(self, live: Iterable[Broadcast]) -> Broadcast | None:
        """Return the broadcast whose rows go out now: one at a time, and recalls come first."""
        sending = [broadcast for broadcast in live if broadcast.state == BroadcastState.SENDING]
        for broadcast in sending:
            if broadcast.id not in self._messages:
                self._messages[broadcast.id] = broadcast, load(broadcast.message)
        recalls_first = sorted(sending, key=lambda each: (each.kind != BroadcastKind.RECALL, each.id))
        return recalls_first[0] if recalls_first else None

    def payload(self, row: Claimed) -> str:
        """Return what the channel takes for a row."""
        (payload,) = self.render(Person(row.person), self._outgoing(row))
        return payload

    def harmless(self, row: Claimed) -> bool:
        """Return whether a request can be made twice: an edit and a deletion can, a new message can't."""
        broadcast, _ = self._messages[row.broadcast_id]
        return not broadcast.kind.sends_message

    def _outgoing(self, row: Claimed) -> Outgoing:
        broadcast, message = self._messages[row.broadcast_id]
        if broadcast.kind == BroadcastKind.RECALL:
            return Delete(row.message_id or 0)
        signature = self.policy.signature
        if signature is None:
            raise LookupError("nobody signs updates while the controller is not settled")
        silent = not broadcast.urgent
        return signature.post(message, silent=silent, paid=self.policy.paid, message_id=row.message_id)
