"""What can be done with a broadcast that is over: results, recalling, editing, sending to the unsure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.broadcasts import results
from bot.broadcasts.buttons import (
    AskEdit,
    AskRecall,
    AskResend,
    GetResults,
    Recall,
    Resend,
    ShowBroadcast,
    button,
)
from bot.broadcasts.chat.compose_wizard import ComposeWizard
from bot.broadcasts.chat.drafts import add, log, with_broadcast, with_ended
from bot.broadcasts.chat.review import refuse
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name
from bot.broadcasts.states import actors_of, transition
from bot.core.callbacks import PendingInput
from bot.core.messages import Attach, Incoming
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import CrisisPolicy, Routes
from bot.storage import broadcasts, deliveries
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import BroadcastKind, BroadcastState, DeliveryState, Role
from flows.texts.broadcasts import FollowUpTexts


class EditedMessage(PendingInput, code="bme"):
    """New words for what a broadcast sent."""

    broadcast: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    policy: BroadcastPolicy
    composing: ComposeWizard

    def register(self, routes: Routes) -> None:
        sender = Role.SENDER
        routes.on(GetResults, with_broadcast(self._send_results), role=sender)
        routes.on(AskRecall, with_ended(self._ask_recall), role=sender)
        routes.on(Recall, with_ended(self._recall), role=sender)
        routes.on(AskEdit, with_ended(self._ask_edit), role=sender)
        routes.on(AskResend, with_ended(self._ask_resend), role=sender)
        routes.on(Resend, with_ended(self._resend), role=sender)
        edited = with_ended(self._receive_edit)
        routes.on_input(EditedMessage, edited, role=sender, crisis_policy=CrisisPolicy.IGNORE)

    async def _send_results(self, ctx: OrganiserContext, broadcast: Broadcast, _: GetResults) -> None:
        content = await results.results_file(await ctx.db(), broadcast)
        await log(ctx, "took the results", broadcast)
        file = Attach(f"broadcast-{broadcast.id}-results.csv", content, name(broadcast, ctx.texts))
        ctx.context.replies.append(file)

    async def _ask_recall(self, ctx: OrganiserContext, broadcast: Broadcast, _: AskRecall) -> None:
        since = ctx.now - deliveries.RECALLABLE
        copies = await deliveries.count_copies(await ctx.db(), broadcast.id, since)
        if not copies:
            ctx.say(_words(ctx).recall_too_late)
            return
        labels = ctx.texts.buttons.broadcasts
        ctx.offer(
            _words(ctx).ask_recall(copies, name=name(broadcast, ctx.texts)),
            buttons=[
                button(labels.recall_yes(copies), Recall(broadcast.id)),
                button(labels.no_, ShowBroadcast(broadcast.id)),
            ],
        )

    async def _recall(self, ctx: OrganiserContext, broadcast: Broadcast, _: Recall) -> None:
        """Begin to recall at once: it needs nobody's approval."""
        recall = await self._add(ctx, BroadcastKind.RECALL, broadcast)
        who = actors_of(recall, ctx.organiser, one_is_enough=False)
        await transition(await ctx.db(), recall, BroadcastState.SCHEDULED, who)
        await log(ctx, "recalled", broadcast)
        ctx.confirm_choice(_words(ctx).chose_recall)
        ctx.say(_words(ctx).recall_begins(name=name(recall, ctx.texts)))

    async def _ask_edit(self, ctx: OrganiserContext, broadcast: Broadcast, _: AskEdit) -> None:
        ctx.clear_menu()
        ctx.expect(EditedMessage(broadcast.id))
        words = _words(ctx)
        ask = words.ask_edit_alone if self.policy.one_is_enough else words.ask_edit
        ctx.say(ask(name=name(broadcast, ctx.texts)))

    async def _receive_edit(
        self, ctx: OrganiserContext, broadcast: Broadcast, _: EditedMessage, incoming: Incoming
    ) -> None:
        edit = await self._add(ctx, BroadcastKind.EDIT, broadcast)
        await log(ctx, "wrote", edit)
        await self.composing.replace_message(ctx, edit, incoming)

    async def _ask_resend(self, ctx: OrganiserContext, broadcast: Broadcast, _: AskResend) -> None:
        counts = await results.delivery_counts(await ctx.db(), broadcast)
        unsure, labels = counts.numbers.get(DeliveryState.UNSURE, 0), ctx.texts.buttons.broadcasts
        ctx.offer(
            _words(ctx).ask_resend(unsure, name=name(broadcast, ctx.texts)),
            buttons=[
                button(labels.resend_yes(unsure), Resend(broadcast.id)),
                button(labels.no_, ShowBroadcast(broadcast.id)),
            ],
        )

    async def _resend(self, ctx: OrganiserContext, broadcast: Broadcast, _: Resend) -> None:
        """Send again to those who may have it: only somebody decides that, never the bot."""
        db, who = await ctx.db(), actors_of(broadcast, ctx.organiser, one_is_enough=False)
        if not await transition(db, broadcast, BroadcastState.SENDING, who, finished_at=None):
            refuse(ctx, broadcast)
            return
        number = await deliveries.resend_unsure(db, broadcast.id)
        await log(ctx, "sent to the unsure again", broadcast)
        ctx.confirm_choice(_words(ctx).chose_resend)
        ctx.say(_words(ctx).resent(number))

    async def _add(self, ctx: OrganiserContext, kind: BroadcastKind, original: Broadcast) -> Broadcast:
        """Save a draft about what another broadcast sent, with the words that people see now."""
        changes = await broadcasts.changes_of(await ctx.db(), original.id)
        message = current_version(original, changes).message
        return await add(ctx, kind=kind, message=message, audience=original.audience, original=original.id)


def current_version(broadcast: Broadcast, changes: Sequence[Broadcast]) -> Broadcast:
    """Return the newest edit that began to replace the words of a broadcast, or the broadcast itself."""
    edits = (change for change in changes if change.kind == BroadcastKind.EDIT and change.started_at)
    return next(edits, broadcast)


def _words(ctx: OrganiserContext) -> FollowUpTexts:
    return ctx.texts.organisers.broadcasts.follow_up
