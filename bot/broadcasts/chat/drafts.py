"""A draft in the hands of whoever writes it, and the buttons that carry its number."""

from dataclasses import replace

from bot.broadcasts.buttons import parts
from bot.broadcasts.states import State
from bot.core.context import Exchange
from bot.storage import broadcasts, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser


async def find(exchange: Exchange, argument: str) -> Broadcast | None:
    """The broadcast of a button; says so when it is gone."""
    found = await broadcasts.find(await exchange.work.records(), parts(argument)[0])
    if found is None:
        exchange.say("That broadcast is gone. /broadcast shows what there is.")
    return found


async def own(exchange: Exchange, organiser: Organiser, argument: str) -> Broadcast | None:
    """A draft of the organiser's own; says so when it is none any more."""
    found = await find(exchange, argument)
    if found is not None and (found.state != State.DRAFT or found.author_id != organiser.id):
        exchange.say(f"Broadcast {found.id} can't be changed now. /broadcast shows how it stands.")
        return None
    return found


async def change(exchange: Exchange, draft: Broadcast, **changes: object) -> Broadcast:
    """Keep a change of a draft."""
    changed = replace(draft, **changes)  # type: ignore[arg-type]  # names of its fields
    await broadcasts.save(await exchange.work.records(), draft, changed)
    return changed


async def note(exchange: Exchange, organiser: Organiser, what: str, number: int, why: str = "") -> None:
    """Write a deed about a broadcast into the log."""
    db = await exchange.work.records()
    await organisers.write_log(db, organiser.id, what, now=exchange.now, about=f"broadcast {number}", why=why)


def listen_only(exchange: Exchange) -> None:
    """Forget the list shown last: the next message is no choice from it."""
    exchange.state = replace(exchange.state, menu=())
