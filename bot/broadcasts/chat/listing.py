"""Drafts and updates, a page at a time. Edits and recalls stand with what they change."""

from collections.abc import Sequence

from bot.broadcasts.buttons import CheckDraft, ShowBroadcasts, button, show
from bot.broadcasts.chat.drafts import OVER
from bot.broadcasts.results import short_name
from bot.core.messages import Button
from bot.core.pagination import BUTTONS
from bot.organisers.context import OrganiserContext
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import BroadcastState
from flows.texts import Texts

A_PAGE = BUTTONS - 2
"""There is room for two more buttons: one that leads on, and one for something else."""
CHANGES_SHOWN = 2


async def list_broadcasts(ctx: OrganiserContext, page: int) -> tuple[list[str], list[Button]]:
    """Return a line and a button for each of a page, with a button for older ones where there are any."""
    db, labels = await ctx.db(), ctx.texts.buttons.broadcasts
    listed = await broadcasts.list_for(db, ctx.organiser.id, page * A_PAGE, A_PAGE + 1)
    lines, buttons = [], []
    for broadcast in listed[:A_PAGE]:
        if broadcast.state == BroadcastState.DRAFT:
            changes: list[Broadcast] = []
            label = labels.go_on_with_draft(number=broadcast.id)
            buttons.append(button(label, CheckDraft(broadcast.id)))
        else:
            changes = await broadcasts.changes_of(db, broadcast.id)
            buttons.append(show(broadcast, ctx.texts))
        lines.append("; ".join(_line(each, ctx.texts) for each in (broadcast, *reversed(changes))))
    if len(listed) > A_PAGE:
        buttons.append(button(labels.show_older, ShowBroadcasts(page + 1)))
    return lines, buttons


def list_changes(changes: Sequence[Broadcast], texts: Texts) -> tuple[list[str], list[Button]]:
    """Return the edits and recalls of a broadcast, with buttons for those under way first."""
    under_way_first = sorted(changes, key=lambda change: change.state in OVER)
    return (
        [_line(change, texts) for change in reversed(changes)],
        [show(change, texts) for change in under_way_first[:CHANGES_SHOWN]],
    )


def _line(broadcast: Broadcast, texts: Texts) -> str:
    words = texts.organisers.broadcasts
    return words.control.state(name=short_name(broadcast, texts), state=words.states[broadcast.state])
