"""The drafts and updates there are, a page at a time. Edits and recalls stand with what they change."""

from collections.abc import Sequence

from bot.broadcasts import results
from bot.broadcasts.buttons import button
from bot.core.messages import Button
from bot.core.pagination import BUTTONS
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastState
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database

A_PAGE = BUTTONS - 2
"""Beside them there is room for leading on and for one more."""
CHANGES_SHOWN = 2


async def list_broadcasts(db: Database, organiser: Organiser, page: int) -> tuple[list[str], list[Button]]:
    """A line and a button for each of a page, with a button for older ones where there are any."""
    found = await broadcasts.list_for(db, organiser.id, page * A_PAGE, A_PAGE + 1)
    lines, buttons = [], []
    for one in found[:A_PAGE]:
        is_draft = one.state == BroadcastState.DRAFT
        buttons.append(button(f"Go on with draft {one.id}", "o_bcheck", one.id) if is_draft else _see(one))
        changes = [] if is_draft else await broadcasts.changes_of(db, one.id)
        lines.append("; ".join(_line(each) for each in (one, *reversed(changes))))
    if len(found) > A_PAGE:
        buttons.append(button("Show older ones", "o_bolder", page + 1))
    return lines, buttons


def of_changes(changes: Sequence[Broadcast]) -> tuple[list[str], list[Button]]:
    """The edits and recalls of a broadcast, with buttons for those under way first."""
    over = (BroadcastState.DONE, BroadcastState.STOPPED)
    by_turn = sorted(changes, key=lambda one: one.state in over)
    return [_line(one) for one in reversed(changes)], [_see(one) for one in by_turn[:CHANGES_SHOWN]]


def _line(broadcast: Broadcast) -> str:
    kind = results.called(broadcast)
    return f"{kind} {broadcast.id}: {results.state_in_words(broadcast)}"


def _see(broadcast: Broadcast) -> Button:
    return button(results.labelled("Show", broadcast), "o_bsee", broadcast.id)
