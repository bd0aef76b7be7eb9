"""The states of a broadcast, and who may move it from one to another."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from bot.organisers.roles import Role, may
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database


class State(StrEnum):
    DRAFT = "draft"
    AWAITING = "awaiting_approval"
    HELD = "held"
    """Approved; for a short while anybody of the team can still stop it before anything goes out."""
    SCHEDULED = "scheduled"
    """Waits for its time, the sending hours, or another broadcast to end."""
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


class Kind(StrEnum):
    UPDATE = "update"
    CORRECTION = "correction"
    """For those alone who were given an answer that changed."""
    EDIT = "edit"
    """New words in the place of those that another broadcast sent."""
    RECALL = "recall"
    """Deletes what another broadcast sent."""

    @property
    def speaks(self) -> bool:
        """Whether people get a new message, for which their consent and the sending hours count."""
        return self in (Kind.UPDATE, Kind.CORRECTION)


class Mover(StrEnum):
    AUTHOR = "author"
    SECOND = "second"
    """A sender who did not write it."""
    ALONE = "alone"
    """The author, where the settings say that one person is enough."""
    SENDER = "sender"
    ORGANISER = "organiser"
    """Anybody of the team, whatever their role."""
    CLOCK = "clock"
    """The bot itself."""


_ANYBODY = frozenset({Mover.ORGANISER})
_CLOCK = frozenset({Mover.CLOCK})
_SENDER_OR_CLOCK = frozenset({Mover.SENDER, Mover.CLOCK})

MOVES: Mapping[tuple[State, State], frozenset[Mover]] = {
    (State.DRAFT, State.AWAITING): frozenset({Mover.AUTHOR}),
    (State.DRAFT, State.HELD): frozenset({Mover.ALONE}),
    (State.DRAFT, State.STOPPED): frozenset({Mover.AUTHOR}),
    (State.AWAITING, State.DRAFT): frozenset({Mover.AUTHOR, Mover.SECOND}),
    (State.AWAITING, State.HELD): frozenset({Mover.SECOND, Mover.ALONE}),
    (State.AWAITING, State.STOPPED): _ANYBODY,
    (State.HELD, State.SCHEDULED): _CLOCK,
    (State.HELD, State.AWAITING): _CLOCK,
    (State.HELD, State.STOPPED): _ANYBODY,
    (State.SCHEDULED, State.SENDING): _CLOCK,
    (State.SCHEDULED, State.AWAITING): _CLOCK,
    (State.SCHEDULED, State.STOPPED): _ANYBODY,
    (State.SENDING, State.PAUSED): _SENDER_OR_CLOCK,
    (State.SENDING, State.DONE): _CLOCK,
    (State.SENDING, State.STOPPED): _ANYBODY,
    (State.PAUSED, State.SENDING): _SENDER_OR_CLOCK,
    (State.PAUSED, State.STOPPED): _ANYBODY,
    (State.DONE, State.SENDING): frozenset({Mover.SENDER}),
}
"""Every move there is, with those who may make it. Back to waiting for approval goes what lost its approver;
on from the end goes what is sent again on purpose to those whose copy is unsure."""

RECALL_MOVES: Mapping[tuple[State, State], frozenset[Mover]] = {
    **{move: who for move, who in MOVES.items() if State.AWAITING not in move and State.DRAFT not in move},
    (State.DRAFT, State.SCHEDULED): frozenset({Mover.SENDER}),
}
"""Taking back needs no second person: it only ends what can do harm."""


def movers(broadcast: Broadcast, organiser: Organiser, *, one_is_enough: bool) -> frozenset[Mover]:
    """What somebody is to a broadcast, by the roles they hold now."""
    found = {Mover.ORGANISER}
    if may(frozenset(map(Role, organiser.roles)), Role.SENDER):
        wrote = broadcast.author_id == organiser.id
        found |= {Mover.SENDER, Mover.AUTHOR if wrote else Mover.SECOND}
        found |= {Mover.ALONE} if one_is_enough else set()
    return frozenset(found)


def may_move(broadcast: Broadcast, to: State, who: frozenset[Mover]) -> bool:
    """Whether one of these may make the move."""
    moves = RECALL_MOVES if broadcast.kind == Kind.RECALL else MOVES
    return bool(moves.get((State(broadcast.state), to), frozenset()) & who)


async def move(
    db: Database, broadcast: Broadcast, to: State, who: frozenset[Mover], **changes: object
) -> Broadcast | None:
    """Move a broadcast, with other changes of its record; None when it may not be, or it moved meanwhile."""
    if not may_move(broadcast, to, who):
        return None
    moved = replace(broadcast, state=str(to), **changes)  # type: ignore[arg-type]  # names of its fields
    return moved if await broadcasts.save(db, broadcast, moved) else None
