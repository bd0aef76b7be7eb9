"""/broadcast: from the message to asking for approval, one question after the other."""

import re
from dataclasses import dataclass, replace

from bot.broadcasts import approval, message, results
from bot.broadcasts import estimate as outlook
from bot.broadcasts.audience import Audience
from bot.broadcasts.buttons import button, parts
from bot.broadcasts.chat.drafts import (
    change,
    note,
    own,
)
from bot.broadcasts.chat.listing import list_broadcasts
from bot.broadcasts.message import Signature
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.states import actors_of, transition
from bot.core.context import Context
from bot.core.messages import (
    Block,
    Footnote,
    Incoming,
    Paragraph,
    Text,
    Title,
)
from bot.organisers.router import expect_input
from bot.storage import broadcasts, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastKind, BroadcastState, Role
from bot.storage.organisers import Organiser
from flows.phrases import SpokenPhrases

NEW = "new"
NOBODY = "Nobody would get it. Change the audience first."
NOBODY_CORRECTED = (
    "Nobody would get it: nobody has had that answer in other words than today's. Change the answer in faq/ "
    "first, then come back to this draft."
)

GREETINGS = ("start", "thanks")
"""What people type to the bot and could be an update all the same."""
_LINK = re.compile(r"(.+?)[\s:–-]+(https://\S+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ComposeWizard:
    """What whoever writes a broadcast is asked."""

    policy: BroadcastPolicy
    _phrases: SpokenPhrases

    @property
    def how(self) -> str:
        return (
            "Send the message now, exactly as it should look: text with its formatting, or one photo or "
            "document with a caption. Nobody gets anything before you have seen it and "
            f"{self.policy.approver}."
        )

    async def begin(self, context: Context, organiser: Organiser, argument: str) -> None:
        """/broadcast."""
        del argument
        if self.policy.signature is None:
            context.say(
                "Updates have to say who sends them, and that is not settled: CONTROLLER_NAME and "
                "CONTROLLER_CONTACT are blank in the settings."
            )
            return
        lines, buttons = await list_broadcasts(await context.savepoint.db(), organiser, 0)
        buttons.append(button("Correct an answer", "o_bentries", 0))
        expect_input(context, "bmessage", NEW)
        known = [Paragraph("\n".join(["What there is:", *lines]))] if lines else []
        context.offer(Title("A new update to supporters: 1 of 4"), self.how, *known, buttons=buttons)

    async def older(self, context: Context, organiser: Organiser, argument: str) -> None:
        """What was written and sent before, a page at a time."""
        page = parts(argument)[0]
        lines, buttons = await list_broadcasts(await context.savepoint.db(), organiser, page)
        if page:
            newer = "Show newer ones" if page > 1 else "Show the newest"
            buttons.append(button(newer, "o_bolder", page - 1))
        known = Paragraph("\n".join(lines) or "There are none.")
        context.offer(Title("Drafts and updates"), known, "/broadcast begins a new one.", buttons=buttons)

    # -- the message

    async def take_message(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        """The message came: new, or in the place of a draft's."""
        composed = message.composed(incoming)
        if composed is None:
            expect_input(context, "bmessage", argument)
            context.say("That can't be sent on. Send text, or one photo or document. /cancel leaves.")
            return
        if self._too_long(context, composed, argument):
            return
        if self._meant_otherwise(context, composed, argument):
            return
        if argument.startswith(NEW):
            await self._new(context, organiser, composed, argument.partition(".")[2])
            return
        draft = await own(context, organiser, argument)
        if draft is not None:
            await self._changed(context, organiser, draft, composed)

    def _too_long(self, context: Context, composed: message.Composed, argument: str) -> bool:
        over = self.policy.signature.too_long_by(composed) if self.policy.signature else 0
        if over:
            expect_input(context, "bmessage", argument)
            context.say(
                f"That is {over} characters too long with the sender's name under it. Send a shorter one."
            )
        return over > 0

    def _meant_otherwise(self, context: Context, composed: message.Composed, argument: str) -> bool:
        """Whether the whole message is a word by which people steer the bot, such as stop: then ask back."""
        command = "" if composed.has_file else self._phrases.spoken_command(composed.text)
        if not command or command in GREETINGS:
            return False
        expect_input(context, "bmessage", argument)
        context.clear_menu()
        context.say(
            f'Did you mean that for me? No update is made that says no more than "{composed.text.strip()}". '
            "/cancel leaves; otherwise send the message in a whole sentence."
        )
        return True

    async def _new(
        self, context: Context, organiser: Organiser, composed: message.Composed, entry: str
    ) -> None:
        wanted = Audience(entry=entry, rest_days=0) if entry else Audience()
        number = await broadcasts.add(
            await context.savepoint.db(),
            kind=BroadcastKind.CORRECTION if entry else BroadcastKind.UPDATE,
            message=composed.dump(),
            audience=wanted.dump(),
            author=organiser.id,
            now=context.now,
        )
        await note(context, organiser, "wrote", number)
        self._show(context, composed)
        expect_input(context, "blink", str(number))
        context.offer(
            Title(f"Draft {number}: 2 of 4"),
            "Above is exactly what people will see. Shall it have a button with a link? Send its "
            "label and address "
            "in one message, like: Read more https://www.example.org",
            buttons=[
                button("No button", "o_baudience", number),
                button("Change the message", "o_bchange", number),
            ],
        )

    async def _changed(
        self, context: Context, organiser: Organiser, draft: Broadcast, composed: message.Composed
    ) -> None:
        before = message.load(draft.message)
        if draft.kind == BroadcastKind.EDIT and composed.has_file:
            expect_input(context, "bmessage", str(draft.id))
            context.say("Editing changes the words alone. Send the new words without a file.")
            return
        kept = replace(composed, label=before.label, url=before.url)
        if draft.kind == BroadcastKind.EDIT:
            kept = replace(kept, photo=before.photo, document=before.document)
            if self._too_long(context, kept, str(draft.id)):
                return
        await change(context, draft, message=kept.dump())
        await self.check(context, organiser, str(draft.id))

    async def ask_change(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is not None:
            context.clear_menu()
            expect_input(context, "bmessage", str(draft.id))
            context.say("Send the message anew, exactly as it should look.")

    async def take_link(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        found = _LINK.fullmatch(incoming.text.strip()) if isinstance(incoming, Text) else None
        if found is None or len(found[1].strip()) > message.LONGEST_LABEL:
            expect_input(context, "blink", argument)
            context.say(
                f"Send a label of at most {message.LONGEST_LABEL} characters and an address that begins with "
                "https://, like: Read more https://www.example.org"
            )
            return
        composed = replace(message.load(draft.message), label=found[1].strip(), url=found[2])
        await change(context, draft, message=composed.dump())
        self._show(context, composed)
        context.offer(
            "Above is the message with its button.", buttons=[button("Go on", "o_baudience", draft.id)]
        )

    # -- the end of the walk

    async def check(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Everything at a glance, with the exact message above."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        self._show(context, message.load(draft.message))
        sends_message = draft.kind.sends_message
        buttons = [
            button("Ask for approval", "o_bask", draft.id),
            button("Send me a test", "o_btest", draft.id),
            button("Change the message", "o_bchange", draft.id),
        ]
        if sends_message:
            buttons += [
                button("Change the audience", "o_baudience", draft.id),
                button("Change the time", "o_bwhen", draft.id),
            ]
        buttons.append(button("Throw it away", "o_bthrow", draft.id))
        title = Title(f"Draft {draft.id}: check it")
        context.offer(title, *await self._about(context, draft), buttons=buttons)

    async def _about(self, context: Context, draft: Broadcast) -> list[Block]:
        """Who gets it, when, until when, and at what cost."""
        return await approval.prospect(await context.savepoint.db(), self.policy, draft, context.now)

    async def test(self, context: Context, organiser: Organiser, argument: str) -> None:
        """The message to the organiser alone, as everybody would get it."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        await note(context, organiser, "tested", draft.id)
        self._show(context, message.load(draft.message))
        context.say(Footnote("That was the test. Its buttons work."))

    async def throw_away(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        db = await context.savepoint.db()
        await transition(
            db,
            draft,
            BroadcastState.STOPPED,
            actors_of(draft, organiser, one_is_enough=False),
            announced_state=BroadcastState.STOPPED,
        )
        await note(context, organiser, "threw away", draft.id)
        context.confirm_choice("You chose: throw it away")
        context.say(f"Draft {draft.id} is gone. Nobody got it.")

    async def ask(self, context: Context, organiser: Organiser, argument: str) -> None:
        """The number of people typed is what confirms."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        db = await context.savepoint.db()
        people = await outlook.count_people(db, self.policy, draft, context.now)
        if not people:
            context.say(NOBODY_CORRECTED if draft.kind == BroadcastKind.CORRECTION else NOBODY)
            return
        context.clear_menu()
        expect_input(context, "bconfirm", f"{draft.id}.{people}")
        context.say(f"To confirm, type how many people it is for: {people}. /cancel leaves it as a draft.")

    async def take_confirm(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        typed = incoming.text.strip().replace(",", "") if isinstance(incoming, Text) else ""
        if typed != parts(argument)[1]:
            context.say("That is not the number, so nothing happens. The draft is kept.")
            await self.check(context, organiser, str(draft.id))
            return
        if self.policy.one_is_enough:
            await self._approve_alone(context, organiser, draft)
        else:
            await self._ask_others(context, organiser, draft)

    async def _approve_alone(self, context: Context, organiser: Organiser, draft: Broadcast) -> None:
        db = await context.savepoint.db()
        who = actors_of(draft, organiser, one_is_enough=True)
        until = context.now + self.policy.hold
        if await transition(db, draft, BroadcastState.HELD, who, held_until=until):
            await note(context, organiser, "approved alone", draft.id, self.policy.single_approver_reason)
            context.say(
                f"{results.name(draft)} is held for {self.policy.hold_in_words()}, "
                "in which it can be stopped."
            )

    async def _ask_others(self, context: Context, organiser: Organiser, draft: Broadcast) -> None:
        db = await context.savepoint.db()
        others = [one for one in await organisers.with_role(db, Role.SENDER) if one.id != organiser.id]
        if not others:
            context.say(
                "Nobody else may approve it. An owner invites another sender with /team; the draft is kept."
            )
            return
        who = actors_of(draft, organiser, one_is_enough=False)
        if await transition(db, draft, BroadcastState.AWAITING, who):
            await note(context, organiser, "asked for approval", draft.id)
            context.say(
                f"{results.name(draft)} waits for somebody else to approve it. {len(others)} can do "
                "so and are asked now."
            )

    def _show(self, context: Context, composed: message.Composed) -> None:
        show(context, self.policy.signature, composed)


def show(context: Context, signature: Signature | None, composed: message.Composed) -> None:
    """Show a message exactly as it goes out."""
    if signature is not None:
        context.replies.append(signature.post(composed))
