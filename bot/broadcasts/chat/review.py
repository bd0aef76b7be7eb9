"""Approving a broadcast, or returning it to its author."""

from dataclasses import dataclass

from bot.broadcasts import approval, message
from bot.broadcasts.buttons import ApproveBroadcast, CheckDraft, ReturnBroadcast, button
from bot.broadcasts.chat.drafts import log, preview, with_broadcast
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name
from bot.broadcasts.states import actors_of, can_transition, transition
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage import organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import BroadcastState, Role
from flows.texts.broadcasts import ReviewTexts


@dataclass(frozen=True, slots=True)
class Review:
    policy: BroadcastPolicy

    def register(self, routes: Routes) -> None:
        routes.on(ApproveBroadcast, with_broadcast(self._approve), role=Role.SENDER)
        routes.on(ReturnBroadcast, with_broadcast(self._return), role=Role.SENDER)

    def can_approve(self, ctx: OrganiserContext, broadcast: Broadcast) -> bool:
        who = actors_of(broadcast, ctx.organiser, one_is_enough=self.policy.one_is_enough)
        return can_transition(broadcast, BroadcastState.HELD, who)

    async def ask(self, ctx: OrganiserContext, broadcast: Broadcast) -> None:
        """Show the message as it is now, and ask whether it may go out."""
        preview(ctx, self.policy, message.load(broadcast.message))
        request = await approval.request(await ctx.db(), self.policy, broadcast, ctx.now, ctx.texts)
        ctx.offer(*request, buttons=approval.choices(broadcast, ctx.texts))

    async def _approve(self, ctx: OrganiserContext, broadcast: Broadcast, press: ApproveBroadcast) -> None:
        words, called = _words(ctx), name(broadcast, ctx.texts)
        if self.can_approve(ctx, broadcast) and press.version != approval.digest(broadcast):
            ctx.confirm_choice(words.earlier_version)
            ctx.say(words.changed_since(name=called))
            await self.ask(ctx, broadcast)
            return
        organiser = ctx.organiser.id
        marks = broadcast.urgent_by | {organiser} if press.urgent else broadcast.urgent_by
        held = await transition(
            await ctx.db(),
            broadcast,
            BroadcastState.HELD,
            actors_of(broadcast, ctx.organiser, one_is_enough=self.policy.one_is_enough),
            approver_id=organiser,
            urgent_by=marks,
            held_until=ctx.now + self.policy.hold,
        )
        if held is None:
            refuse(ctx, broadcast)
            return
        alone = organiser == broadcast.author_id
        why = self.policy.single_approver_reason if alone else "urgent" if press.urgent else ""
        await log(ctx, "approved", broadcast, why)
        ctx.confirm_choice(words.you_approved)
        ctx.say(words.approved(name=called, hold=self.policy.hold_in_words(ctx.texts)))

    async def _return(self, ctx: OrganiserContext, broadcast: Broadcast, _: ReturnBroadcast) -> None:
        words, db = _words(ctx), await ctx.db()
        if broadcast.author_id is None:
            ctx.say(words.made_on_command_line)
            return
        senders = await organisers.with_role(db, Role.SENDER)
        author = next((sender for sender in senders if sender.id == broadcast.author_id), None)
        if author is None:
            ctx.say(words.author_gone)
            return
        draft, who = BroadcastState.DRAFT, actors_of(broadcast, ctx.organiser, one_is_enough=False)
        if not await transition(db, broadcast, draft, who, announced_state=draft, lost_role=None):
            refuse(ctx, broadcast)
            return
        await log(ctx, "sent back", broadcast)
        ctx.confirm_choice(words.you_returned)
        ctx.say(words.returned(name=name(broadcast, ctx.texts)))
        if author.id != ctx.organiser.id:
            number = broadcast.id
            label = ctx.texts.buttons.broadcasts.go_on_with_draft(number=number)
            returned = words.returned_to_you(organiser=ctx.organiser.id, number=number)
            ctx.notify(author.person, returned, buttons=[button(label, CheckDraft(number))])


def refuse(ctx: OrganiserContext, broadcast: Broadcast) -> None:
    """Say why a broadcast can't be moved as the organiser chose."""
    words, called = _words(ctx), name(broadcast, ctx.texts)
    if broadcast.state == BroadcastState.AWAITING and broadcast.author_id == ctx.organiser.id:
        ctx.say(words.your_own)
    elif broadcast.state == BroadcastState.DRAFT:
        ctx.confirm_choice(words.being_changed)
        ctx.say(words.changed_by_author(name=called))
    else:
        ctx.confirm_choice(words.over)
        state = ctx.texts.organisers.broadcasts.states[broadcast.state]
        ctx.say(words.already(name=called, state=state))


def _words(ctx: OrganiserContext) -> ReviewTexts:
    return ctx.texts.organisers.broadcasts.review
