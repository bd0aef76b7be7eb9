"""Looking at a broadcast, stopping, pausing and resuming it."""

from dataclasses import dataclass
from typing import Unpack

from bot.broadcasts import message, results
from bot.broadcasts.buttons import PauseBroadcast, ResumeBroadcast, ShowBroadcast, StopBroadcast
from bot.broadcasts.chat.drafts import OVER, log, preview, with_broadcast
from bot.broadcasts.chat.follow_up import current_version
from bot.broadcasts.chat.listing import list_changes
from bot.broadcasts.chat.review import Review, refuse
from bot.broadcasts.estimate import count_people, describe_schedule, why_closed
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name, name_and_state
from bot.broadcasts.states import actors_of, transition
from bot.broadcasts.status import buttons, follow_ups
from bot.core.messages import Button, Title
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast, BroadcastChanges
from bot.storage.schema.enums import BroadcastKind, BroadcastState, PauseReason, Role
from flows.texts.broadcasts import ControlTexts

NOT_BEGUN = (BroadcastState.AWAITING, BroadcastState.HELD, BroadcastState.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Control:
    policy: BroadcastPolicy
    review: Review

    def register(self, routes: Routes) -> None:
        routes.on(ShowBroadcast, with_broadcast(self._show), role=Role.SENDER)
        routes.on(StopBroadcast, with_broadcast(self._stop), role=None)  # anybody of the team may stop it
        routes.on(PauseBroadcast, with_broadcast(self._pause), role=Role.SENDER)
        routes.on(ResumeBroadcast, with_broadcast(self._resume), role=Role.SENDER)

    async def _show(self, ctx: OrganiserContext, broadcast: Broadcast, _: ShowBroadcast) -> None:
        """Show the message, how it stands, and what can be done."""
        if broadcast.state == BroadcastState.AWAITING and self.review.can_approve(ctx, broadcast):
            await self.review.ask(ctx, broadcast)
            return
        changes = await broadcasts.changes_of(await ctx.db(), broadcast.id)
        current = current_version(broadcast, changes)
        if broadcast.kind != BroadcastKind.RECALL:
            preview(ctx, self.policy, message.load(current.message))
        since = [_words(ctx).words_since(number=current.id)] if current is not broadcast else []
        status, choices = await self._status(ctx, broadcast)
        lines, change_buttons = list_changes(changes, ctx.texts)
        ctx.offer(
            Title(name_and_state(broadcast, ctx.texts)),
            *since,
            status,
            *(["\n".join(lines)] if lines else []),
            buttons=[*choices, *change_buttons],
        )

    async def _status(self, ctx: OrganiserContext, broadcast: Broadcast) -> tuple[str, list[Button]]:
        """Return how it stands, and what can be done."""
        db, texts = await ctx.db(), ctx.texts
        if broadcast.state in OVER:
            report = await results.report(db, broadcast, ctx.now, texts)
            return report, await follow_ups(db, broadcast, ctx.now, texts)
        kind = broadcast.kind
        if broadcast.state in NOT_BEGUN:
            lines: list[str] = [_words(ctx).next[broadcast.state]]
            if kind != BroadcastKind.RECALL:
                people = await count_people(db, self.policy, broadcast, ctx.now)
                lines += describe_schedule(self.policy, broadcast, people, ctx.now, texts)
            return "\n".join(lines), buttons(broadcast, texts)
        counts = await results.delivery_counts(db, broadcast)
        return f"{counts.bar()} {counts.in_words(kind, texts)}", buttons(broadcast, texts)

    async def _stop(self, ctx: OrganiserContext, broadcast: Broadcast, _: StopBroadcast) -> None:
        """Stop at once, without asking back."""
        moved = await self._move(ctx, broadcast, BroadcastState.STOPPED, finished_at=ctx.now, paused_by=None)
        if moved:
            await log(ctx, "stopped", broadcast)
            ctx.confirm_choice(_words(ctx).you_stopped)
            ctx.say(_words(ctx).stopped(name=name(broadcast, ctx.texts)))

    async def _pause(self, ctx: OrganiserContext, broadcast: Broadcast, _: PauseBroadcast) -> None:
        paused = await self._move(ctx, broadcast, BroadcastState.PAUSED, paused_by=PauseReason.ORGANISER)
        if paused:
            await log(ctx, "paused", broadcast)
            words = _words(ctx).paused(name=name(broadcast, ctx.texts))
            ctx.offer(words, buttons=buttons(paused, ctx.texts))

    async def _resume(self, ctx: OrganiserContext, broadcast: Broadcast, _: ResumeBroadcast) -> None:
        sends_message = broadcast.kind.sends_message
        if sends_message and not self.policy.may_send(broadcast, ctx.now):
            ctx.say(why_closed(self.policy, ctx.now, _words(ctx).not_now))
            if broadcast.paused_by is PauseReason.HOURS:
                return
        if await self._move(ctx, broadcast, BroadcastState.SENDING, paused_by=None):
            await log(ctx, "resumed", broadcast)
            ctx.say(_words(ctx).resumed(name=name(broadcast, ctx.texts)))

    async def _move(
        self,
        ctx: OrganiserContext,
        broadcast: Broadcast,
        to: BroadcastState,
        **changes: Unpack[BroadcastChanges],
    ) -> Broadcast | None:
        """Move a broadcast, or say why it can't be moved."""
        who = actors_of(broadcast, ctx.organiser, one_is_enough=False)
        moved = await transition(await ctx.db(), broadcast, to, who, **changes)
        if moved is None:
            refuse(ctx, broadcast)
        return moved


def _words(ctx: OrganiserContext) -> ControlTexts:
    return ctx.texts.organisers.broadcasts.control
