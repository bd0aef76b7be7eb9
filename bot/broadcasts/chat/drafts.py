"""What must hold before a handler runs: the broadcast is there, is the organiser's own draft, or is over.

    routes.on(CheckDraft, with_own_draft(wizard.check), role=Role.SENDER)

The handler gets the broadcast itself, before the press or what was sent. One that needs no more of the press
than its number calls it `_`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar, TypeVarTuple, Unpack

from bot.broadcasts.message import Composed
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name
from bot.organisers.context import OrganiserContext
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast, BroadcastChanges
from bot.storage.schema.enums import BroadcastKind, BroadcastState

OVER = (BroadcastState.DONE, BroadcastState.STOPPED)


class _AboutBroadcast(Protocol):
    @property
    def broadcast(self) -> int: ...


B = TypeVar("B", bound=_AboutBroadcast)
Rest = TypeVarTuple("Rest")


def with_broadcast(
    handler: Callable[[OrganiserContext, Broadcast, B, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, B, *Rest], Awaitable[None]]:
    """Call a handler with the broadcast, or say that it is gone."""

    async def handle(ctx: OrganiserContext, about: B, *rest: *Rest) -> None:
        broadcast = await broadcasts.find(await ctx.db(), about.broadcast)
        if broadcast is None:
            ctx.say(ctx.texts.organisers.broadcasts.compose.gone)
        else:
            await handler(ctx, broadcast, about, *rest)

    return handle


def with_own_draft(
    handler: Callable[[OrganiserContext, Broadcast, B, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, B, *Rest], Awaitable[None]]:
    """Call a handler with the organiser's own draft, or say that it can't be edited."""

    async def handle(ctx: OrganiserContext, draft: Broadcast, about: B, *rest: *Rest) -> None:
        if draft.state != BroadcastState.DRAFT or draft.author_id != ctx.organiser.id:
            ctx.say(ctx.texts.organisers.broadcasts.compose.not_changeable(number=draft.id))
        else:
            await handler(ctx, draft, about, *rest)

    return with_broadcast(handle)


def with_ended(
    handler: Callable[[OrganiserContext, Broadcast, B, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, B, *Rest], Awaitable[None]]:
    """Call a handler with a broadcast that is over, or say that it is under way."""

    async def handle(ctx: OrganiserContext, broadcast: Broadcast, about: B, *rest: *Rest) -> None:
        if broadcast.state not in OVER:
            under_way = ctx.texts.organisers.broadcasts.follow_up.under_way
            ctx.say(under_way(name=name(broadcast, ctx.texts)))
        else:
            await handler(ctx, broadcast, about, *rest)

    return with_broadcast(handle)


def preview(ctx: OrganiserContext, policy: BroadcastPolicy, message: Composed) -> None:
    """Show a message exactly as it goes out."""
    if policy.signature is not None:
        ctx.context.replies.append(policy.signature.post(message))


async def change(ctx: OrganiserContext, draft: Broadcast, **changes: Unpack[BroadcastChanges]) -> Broadcast:
    """Save changes of a draft; return it with them."""
    changed = replace(draft, **changes)
    await broadcasts.save(await ctx.db(), draft, changed)
    return changed


async def add(
    ctx: OrganiserContext, *, kind: BroadcastKind, message: str, audience: str, original: int | None = None
) -> Broadcast:
    """Save a new draft of the organiser's; return it."""
    db, author = await ctx.db(), ctx.organiser.id
    number = await broadcasts.add(
        db, kind=kind, message=message, audience=audience, author=author, now=ctx.now, original=original
    )
    draft = await broadcasts.find(db, number)
    if draft is None:
        raise LookupError("a draft that was just saved is there")
    return draft


async def log(ctx: OrganiserContext, what: str, broadcast: Broadcast, why: str = "") -> None:
    """Add what was done with a broadcast to the log of what organisers did."""
    await ctx.log(what, f"broadcast {broadcast.id}", why)
