"""The states of a broadcast, and who may move it from one to another."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Unpack

from bot.organisers.roles import may
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast, BroadcastChanges
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, Role


class Actor(StrEnum):
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


_ANYBODY = frozenset({Actor.ORGANISER})
_CLOCK = frozenset({Actor.CLOCK})
_SENDER_OR_CLOCK = frozenset({Actor.SENDER, Actor.CLOCK})

TRANSITIONS: Mapping[tuple[BroadcastState, BroadcastState], frozenset[Actor]] = {
    (BroadcastState.DRAFT, BroadcastState.AWAITING): frozenset({Actor.AUTHOR}),
    (BroadcastState.DRAFT, BroadcastState.HELD): frozenset({Actor.ALONE}),
    (BroadcastState.DRAFT, BroadcastState.STOPPED): frozenset({Actor.AUTHOR}),
    (BroadcastState.AWAITING, BroadcastState.DRAFT): frozenset({Actor.AUTHOR, Actor.SECOND}),
    (BroadcastState.AWAITING, BroadcastState.HELD): frozenset({Actor.SECOND, Actor.ALONE}),
    (BroadcastState.AWAITING, BroadcastState.STOPPED): _ANYBODY,
    (BroadcastState.HELD, BroadcastState.SCHEDULED): _CLOCK,
    (BroadcastState.HELD, BroadcastState.AWAITING): _CLOCK,
    (BroadcastState.HELD, BroadcastState.STOPPED): _ANYBODY,
    (BroadcastState.SCHEDULED, BroadcastState.SENDING): _CLOCK,
    (BroadcastState.SCHEDULED, BroadcastState.AWAITING): _CLOCK,
    (BroadcastState.SCHEDULED, BroadcastState.STOPPED): _ANYBODY,
    (BroadcastState.SENDING, BroadcastState.PAUSED): _SENDER_OR_CLOCK,
    (BroadcastState.SENDING, BroadcastState.DONE): _CLOCK,
    (BroadcastState.SENDING, BroadcastState.STOPPED): _ANYBODY,
    (BroadcastState.PAUSED, BroadcastState.SENDING): _SENDER_OR_CLOCK,
    (BroadcastState.PAUSED, BroadcastState.STOPPED): _ANYBODY,
    (BroadcastState.DONE, BroadcastState.SENDING): frozenset({Actor.SENDER}),
}
"""Every move, with those who may make it. A broadcast that lost its approver waits for approval again. One
that is done goes on when somebody sends it again to people whose copy is unsure."""

RECALL_MOVES: Mapping[tuple[BroadcastState, BroadcastState], frozenset[Actor]] = {
    **{
        transition: who
        for transition, who in TRANSITIONS.items()
        if BroadcastState.AWAITING not in transition and BroadcastState.DRAFT not in transition
    },
    (BroadcastState.DRAFT, BroadcastState.SCHEDULED): frozenset({Actor.SENDER}),
}
"""A recall needs no second person: it only ends what can do harm."""


def actors_of(broadcast: Broadcast, organiser: Organiser, *, one_is_enough: bool) -> frozenset[Actor]:
    """Return what an organiser is to a broadcast, by the roles they hold now."""
    actors = {Actor.ORGANISER}
    if may(organiser.roles, Role.SENDER):
        wrote = broadcast.author_id == organiser.id
        actors |= {Actor.SENDER, Actor.AUTHOR if wrote else Actor.SECOND}
        actors |= {Actor.ALONE} if one_is_enough else set()
    return frozenset(actors)


def can_transition(broadcast: Broadcast, to: BroadcastState, who: frozenset[Actor]) -> bool:
    """Return whether one of these may make the move."""
    moves = RECALL_MOVES if broadcast.kind == BroadcastKind.RECALL else TRANSITIONS
    return bool(moves.get((broadcast.state, to), frozenset()) & who)


async def transition(
    db: Database,
    broadcast: Broadcast,
    to: BroadcastState,
    who: frozenset[Actor],
    **changes: Unpack[BroadcastChanges],
) -> Broadcast | None:
    """Move a broadcast, with other changes; return None if that is not allowed or it moved meanwhile."""
    if not can_transition(broadcast, to, who):
        return None
    moved = replace(broadcast, state=to, **changes)
    return moved if await broadcasts.save(db, broadcast, moved) else None
