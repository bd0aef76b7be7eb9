"""A draft in the hands of whoever writes it, and the buttons that carry its number."""

from dataclasses import replace

from bot.broadcasts.buttons import parts
from bot.core.context import Context
from bot.storage import audit_log, broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastState
from bot.storage.organisers import Organiser


async def find(context: Context, argument: str) -> Broadcast | None:
    """The broadcast of a button; says so when it is gone."""
    found = await broadcasts.find(await context.savepoint.db(), parts(argument)[0])
    if found is None:
        context.say("That broadcast is gone. /broadcast shows what there is.")
    return found


async def own(context: Context, organiser: Organiser, argument: str) -> Broadcast | None:
    """A draft of the organiser's own; says so when it is none any more."""
    found = await find(context, argument)
    if found is not None and (found.state != BroadcastState.DRAFT or found.author_id != organiser.id):
        context.say(f"Broadcast {found.id} can't be changed now. /broadcast shows how it stands.")
        return None
    return found


async def change(context: Context, draft: Broadcast, **changes: object) -> Broadcast:
    """Keep a change of a draft."""
    changed = replace(draft, **changes)  # type: ignore[arg-type]  # names of its fields
    await broadcasts.save(await context.savepoint.db(), draft, changed)
    return changed


async def note(context: Context, organiser: Organiser, what: str, number: int, why: str = "") -> None:
    """Write a deed about a broadcast into the log."""
    db = await context.savepoint.db()
    await audit_log.write(db, organiser.id, what, now=context.now, subject=f"broadcast {number}", reason=why)
