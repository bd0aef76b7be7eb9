"""/broadcast: from the message to asking for approval, one question after the other."""

import re
from dataclasses import dataclass, replace

from bot.broadcasts import approval, message
from bot.broadcasts.audience import Audience
from bot.broadcasts.buttons import (
    AskApproval,
    AskTime,
    ChangeMessage,
    CheckDraft,
    DiscardDraft,
    ListAnswers,
    SendTest,
    ShowAudience,
    ShowBroadcasts,
    button,
)
from bot.broadcasts.chat.drafts import add, change, log, preview, with_own_draft
from bot.broadcasts.chat.listing import list_broadcasts
from bot.broadcasts.estimate import count_people
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name
from bot.broadcasts.states import actors_of, transition
from bot.core.callbacks import PendingInput
from bot.core.messages import Footnote, Incoming, Text, Title
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import CrisisPolicy, Routes
from bot.storage import organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import BroadcastKind, BroadcastState, Role
from flows.phrases import SpokenPhrases
from flows.texts.broadcasts import ComposeTexts

GREETINGS = ("start", "thanks")
"""What people type to the bot and could be an update all the same."""
_LINK = re.compile(r"(.+?)[\s:–-]+(https://\S+)", re.DOTALL)


class NewMessage(PendingInput, code="bm"):
    """The message of a new update, or of a correction of an answer: its `entry`."""

    entry: str = ""


class ChangedMessage(PendingInput, code="bmc"):
    broadcast: int


class Link(PendingInput, code="bml"):
    """The label and address of a button with a link."""

    broadcast: int


class PeopleCount(PendingInput, code="bmp"):
    """The number that was shown: typing it confirms."""

    broadcast: int
    people: int


@dataclass(frozen=True, slots=True)
class ComposeWizard:
    """What the author of a broadcast is asked."""

    policy: BroadcastPolicy
    phrases: SpokenPhrases

    def register(self, routes: Routes) -> None:
        sender = Role.SENDER
        routes.command("broadcast", self._begin, role=sender)
        routes.on(ShowBroadcasts, self._show_broadcasts, role=sender)
        routes.on(ChangeMessage, with_own_draft(self._ask_message), role=sender)
        routes.on(CheckDraft, with_own_draft(self.check), role=sender)
        routes.on(SendTest, with_own_draft(self._send_test), role=sender)
        routes.on(DiscardDraft, with_own_draft(self._discard), role=sender)
        routes.on(AskApproval, with_own_draft(self._ask_count), role=sender)
        # The words of an update are for many people, and go through a preview and an approval.
        ignore = CrisisPolicy.IGNORE
        routes.on_input(NewMessage, self._receive_new, role=sender, crisis_policy=ignore)
        changed = with_own_draft(self._receive_changed)
        routes.on_input(ChangedMessage, changed, role=sender, crisis_policy=ignore)
        routes.on_input(Link, with_own_draft(self._receive_link), role=sender)
        routes.on_input(PeopleCount, with_own_draft(self._receive_count), role=sender)

    def how(self, ctx: OrganiserContext) -> str:
        """Return how to send the message, and what happens before anybody gets it."""
        words = _words(ctx)
        return words.how_alone if self.policy.one_is_enough else words.how

    async def _begin(self, ctx: OrganiserContext, _: str) -> None:
        words = _words(ctx)
        if self.policy.signature is None:
            ctx.say(words.not_settled)
            return
        lines, buttons = await list_broadcasts(ctx, 0)
        buttons.append(button(ctx.texts.buttons.broadcasts.correct_answer, ListAnswers()))
        ctx.expect(NewMessage())
        known = [words.known(lines="\n".join(lines))] if lines else []
        ctx.offer(Title(words.title), self.how(ctx), *known, buttons=buttons)

    async def _show_broadcasts(self, ctx: OrganiserContext, press: ShowBroadcasts) -> None:
        words, labels = _words(ctx), ctx.texts.buttons.broadcasts
        lines, buttons = await list_broadcasts(ctx, press.page)
        if press.page:
            newer = labels.show_newer if press.page > 1 else labels.show_newest
            buttons.append(button(newer, ShowBroadcasts(press.page - 1)))
        listed = "\n".join(lines) or words.nothing
        ctx.offer(Title(words.list_title), listed, words.begin_new, buttons=buttons)

    # -- the message

    async def _receive_new(self, ctx: OrganiserContext, pending: NewMessage, incoming: Incoming) -> None:
        composed = self._read(ctx, pending, incoming)
        if composed is None:
            return
        entry = pending.entry
        draft = await add(
            ctx,
            kind=BroadcastKind.CORRECTION if entry else BroadcastKind.UPDATE,
            message=composed.dump(),
            audience=(Audience(entry=entry, rest_days=0) if entry else Audience()).dump(),
        )
        await log(ctx, "wrote", draft)
        preview(ctx, self.policy, composed)
        ctx.expect(Link(draft.id))
        words, labels = _words(ctx), ctx.texts.buttons.broadcasts
        ctx.offer(
            Title(words.link_title(number=draft.id)),
            words.ask_link,
            buttons=[
                button(labels.no_link, ShowAudience(draft.id)),
                button(labels.change_message, ChangeMessage(draft.id)),
            ],
        )

    async def _ask_message(self, ctx: OrganiserContext, draft: Broadcast, _: ChangeMessage) -> None:
        ctx.clear_menu()
        ctx.expect(ChangedMessage(draft.id))
        ctx.say(_words(ctx).send_again)

    async def _receive_changed(
        self, ctx: OrganiserContext, draft: Broadcast, _: ChangedMessage, incoming: Incoming
    ) -> None:
        await self.replace_message(ctx, draft, incoming)

    async def replace_message(self, ctx: OrganiserContext, draft: Broadcast, incoming: Incoming) -> None:
        """Put what was sent in the place of a draft's message, or ask for it again."""
        pending = ChangedMessage(draft.id)
        composed = self._read(ctx, pending, incoming)
        if composed is None:
            return
        earlier = message.load(draft.message)
        composed = replace(composed, label=earlier.label, url=earlier.url)
        if draft.kind == BroadcastKind.EDIT:
            if composed.has_file:
                ctx.expect(pending)
                ctx.say(_words(ctx).edit_with_file)
                return
            composed = replace(composed, photo=earlier.photo, document=earlier.document)
            if self._is_too_long(ctx, pending, composed):  # a caption may be shorter than a text
                return
        await self.check(ctx, await change(ctx, draft, message=composed.dump()))

    def _read(
        self, ctx: OrganiserContext, pending: PendingInput, incoming: Incoming
    ) -> message.Composed | None:
        """Return the message that was sent; where it can't be sent on, say why and ask again."""
        composed = message.read_message(incoming)
        if composed is None:
            ctx.expect(pending)
            ctx.say(_words(ctx).not_sendable)
        elif not self._is_too_long(ctx, pending, composed) and not self._is_for_bot(ctx, pending, composed):
            return composed
        return None

    def _is_too_long(self, ctx: OrganiserContext, pending: PendingInput, composed: message.Composed) -> bool:
        over = self.policy.signature.too_long_by(composed) if self.policy.signature else 0
        if over:
            ctx.expect(pending)
            ctx.say(_words(ctx).too_long(over))
        return over > 0

    def _is_for_bot(self, ctx: OrganiserContext, pending: PendingInput, composed: message.Composed) -> bool:
        """Return whether the whole message is a command in words, such as stop; if so, ask back."""
        command = "" if composed.has_file else self.phrases.spoken_command(composed.text)
        if not command or command in GREETINGS:
            return False
        ctx.expect(pending)
        ctx.clear_menu()
        ctx.say(_words(ctx).meant_for_bot(text=composed.text.strip()))
        return True

    async def _receive_link(
        self, ctx: OrganiserContext, draft: Broadcast, pending: Link, incoming: Incoming
    ) -> None:
        link = _LINK.fullmatch(incoming.text.strip()) if isinstance(incoming, Text) else None
        if link is None or len(link[1].strip()) > message.LONGEST_LABEL:
            ctx.expect(pending)
            ctx.say(_words(ctx).bad_link(limit=message.LONGEST_LABEL))
            return
        composed = replace(message.load(draft.message), label=link[1].strip(), url=link[2])
        await change(ctx, draft, message=composed.dump())
        preview(ctx, self.policy, composed)
        go_on = button(ctx.texts.buttons.broadcasts.go_on, ShowAudience(draft.id))
        ctx.offer(_words(ctx).with_link, buttons=[go_on])

    # -- the last step

    async def check(self, ctx: OrganiserContext, draft: Broadcast, _: object = None) -> None:
        """Show the exact message, who gets it, when and at what cost."""
        preview(ctx, self.policy, message.load(draft.message))
        labels, number = ctx.texts.buttons.broadcasts, draft.id
        buttons = [
            button(labels.ask_approval, AskApproval(number)),
            button(labels.send_test, SendTest(number)),
            button(labels.change_message, ChangeMessage(number)),
        ]
        if draft.kind.sends_message:
            buttons += [
                button(labels.change_audience, ShowAudience(number)),
                button(labels.change_time, AskTime(number)),
            ]
        buttons.append(button(labels.discard, DiscardDraft(number)))
        prospect = await approval.prospect(await ctx.db(), self.policy, draft, ctx.now, ctx.texts)
        ctx.offer(Title(_words(ctx).check_title(number=number)), *prospect, buttons=buttons)

    async def _send_test(self, ctx: OrganiserContext, draft: Broadcast, _: SendTest) -> None:
        """Send the message to its author alone, as everybody would get it."""
        await log(ctx, "tested", draft)
        preview(ctx, self.policy, message.load(draft.message))
        ctx.say(Footnote(_words(ctx).tested))

    async def _discard(self, ctx: OrganiserContext, draft: Broadcast, _: DiscardDraft) -> None:
        stopped, who = BroadcastState.STOPPED, actors_of(draft, ctx.organiser, one_is_enough=False)
        await transition(await ctx.db(), draft, stopped, who, announced_state=stopped)
        await log(ctx, "threw away", draft)
        ctx.confirm_choice(_words(ctx).chose_discard)
        ctx.say(_words(ctx).discarded(number=draft.id))

    async def _ask_count(self, ctx: OrganiserContext, draft: Broadcast, _: AskApproval) -> None:
        """Ask for the number of people: typing it confirms."""
        words = _words(ctx)
        people = await count_people(await ctx.db(), self.policy, draft, ctx.now)
        if not people:
            ctx.say(words.nobody_corrected if draft.kind == BroadcastKind.CORRECTION else words.nobody)
            return
        ctx.clear_menu()
        ctx.expect(PeopleCount(draft.id, people))
        ctx.say(words.confirm(people=people))

    async def _receive_count(
        self, ctx: OrganiserContext, draft: Broadcast, pending: PeopleCount, incoming: Incoming
    ) -> None:
        typed = incoming.text.strip().replace(",", "") if isinstance(incoming, Text) else ""
        if typed != str(pending.people):
            ctx.say(_words(ctx).wrong_number)
            await self.check(ctx, draft)
        elif self.policy.one_is_enough:
            await self._approve_alone(ctx, draft)
        else:
            await self._ask_others(ctx, draft)

    async def _approve_alone(self, ctx: OrganiserContext, draft: Broadcast) -> None:
        who = actors_of(draft, ctx.organiser, one_is_enough=True)
        until = ctx.now + self.policy.hold
        if await transition(await ctx.db(), draft, BroadcastState.HELD, who, held_until=until):
            await log(ctx, "approved alone", draft, self.policy.single_approver_reason)
            hold = self.policy.hold_in_words(ctx.texts)
            ctx.say(_words(ctx).held_alone(name=name(draft, ctx.texts), hold=hold))

    async def _ask_others(self, ctx: OrganiserContext, draft: Broadcast) -> None:
        db = await ctx.db()
        senders = await organisers.with_role(db, Role.SENDER)
        approvers = [sender for sender in senders if sender.id != ctx.organiser.id]
        if not approvers:
            ctx.say(_words(ctx).no_approver)
            return
        who = actors_of(draft, ctx.organiser, one_is_enough=False)
        if await transition(db, draft, BroadcastState.AWAITING, who):
            await log(ctx, "asked for approval", draft)
            ctx.say(_words(ctx).asked(len(approvers), name=name(draft, ctx.texts)))


def _words(ctx: OrganiserContext) -> ComposeTexts:
    return ctx.texts.organisers.broadcasts.compose
