"""When a draft goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.broadcasts.buttons import AskTime, ChooseTime, ToggleUrgent, UsualTime, button
from bot.broadcasts.chat.compose_wizard import ComposeWizard
from bot.broadcasts.chat.datetime_parser import parse_datetime
from bot.broadcasts.chat.drafts import change, with_own_draft
from bot.core.callbacks import PendingInput
from bot.core.messages import Footnote, Incoming, Text, Title
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import Role

USUAL = {UsualTime.TOMORROW: "tomorrow 10:00", UsualTime.MONDAY: "monday 10:00"}
LONGEST_AHEAD = timedelta(days=366)


class StartTime(PendingInput, code="btt"):
    """A day and a time."""

    broadcast: int


@dataclass(frozen=True, slots=True)
class ScheduleWizard:
    """The question about the time. `composing` goes on from there."""

    composing: ComposeWizard

    def register(self, routes: Routes) -> None:
        routes.on(AskTime, with_own_draft(self._ask), role=Role.SENDER)
        routes.on(ChooseTime, with_own_draft(self._choose), role=Role.SENDER)
        routes.on(ToggleUrgent, with_own_draft(self._toggle_urgent), role=Role.SENDER)
        routes.on_input(StartTime, with_own_draft(self._receive), role=Role.SENDER)

    async def _ask(self, ctx: OrganiserContext, draft: Broadcast, _: object = None) -> None:
        """Offer the usual times; any other is typed, or it can't wait for the sending hours."""
        ctx.expect(StartTime(draft.id))
        words, labels = ctx.texts.organisers.broadcasts.schedule, ctx.texts.buttons.broadcasts
        urgent = labels.not_urgent if draft.urgent_by else labels.urgent
        ctx.offer(
            Title(words.title(number=draft.id)),
            words.choose(hours=str(self.composing.policy.time.hours)),
            *([Footnote(words.marked)] if draft.urgent_by else []),
            buttons=[
                button(labels.as_soon_as_approved, ChooseTime(draft.id, UsualTime.AT_ONCE)),
                button(labels.tomorrow, ChooseTime(draft.id, UsualTime.TOMORROW)),
                button(labels.monday, ChooseTime(draft.id, UsualTime.MONDAY)),
                button(urgent, ToggleUrgent(draft.id)),
            ],
        )

    async def _choose(self, ctx: OrganiserContext, draft: Broadcast, press: ChooseTime) -> None:
        typed = USUAL.get(press.time)
        zone = self.composing.policy.time.zone
        await self._set_time(ctx, draft, parse_datetime(typed, ctx.now, zone) if typed else None)

    async def _toggle_urgent(self, ctx: OrganiserContext, draft: Broadcast, _: ToggleUrgent) -> None:
        marks = frozenset() if draft.urgent_by else frozenset({ctx.organiser.id})
        await self._ask(ctx, await change(ctx, draft, urgent_by=marks))

    async def _receive(
        self, ctx: OrganiserContext, draft: Broadcast, pending: StartTime, incoming: Incoming
    ) -> None:
        typed = incoming.text if isinstance(incoming, Text) else ""
        moment = parse_datetime(typed, ctx.now, self.composing.policy.time.zone)
        words = ctx.texts.organisers.broadcasts.schedule
        if moment is None:
            ctx.expect(pending)
            ctx.say(words.no_time)
        elif moment - ctx.now >= LONGEST_AHEAD:
            ctx.expect(pending)
            ctx.say(words.too_far)
        else:
            await self._set_time(ctx, draft, moment)

    async def _set_time(self, ctx: OrganiserContext, draft: Broadcast, moment: datetime | None) -> None:
        """Set when it begins: outside the sending hours with the next ones, as the check says."""
        await self.composing.check(ctx, await change(ctx, draft, starts_at=moment))
