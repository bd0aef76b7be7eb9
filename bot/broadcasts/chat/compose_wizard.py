"""/broadcast: from the message to asking for approval, one question after the other."""

import re
from dataclasses import dataclass, replace

from bot.broadcasts import approval, message, results
from bot.broadcasts import estimate as outlook
from bot.broadcasts.audience import Audience
from bot.broadcasts.buttons import button, parts
from bot.broadcasts.chat.drafts import (
    change,
    listen_only,
    note,
    own,
)
from bot.broadcasts.chat.listing import shelf
from bot.broadcasts.message import Signature
from bot.broadcasts.policy import Terms
from bot.broadcasts.states import (
    Kind,
    State,
    move,
    movers,
)
from bot.core.context import Exchange
from bot.core.messages import (
    Block,
    Incoming,
    Paragraph,
    Small,
    Text,
    Title,
)
from bot.core.spoken_commands import spoken_command
from bot.organisers.router import wait_for
from bot.storage import broadcasts, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser

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
class Composing:
    """What whoever writes a broadcast is asked."""

    terms: Terms

    @property
    def how(self) -> str:
        return (
            "Send the message now, exactly as it should look: text with its formatting, or one photo or "
            "document with a caption. Nobody gets anything before you have seen it and "
            f"{self.terms.approver}."
        )

    async def begin(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """/broadcast."""
        del argument
        if self.terms.signature is None:
            exchange.say(
                "Updates have to say who sends them, and that is not settled: CONTROLLER_NAME and "
                "CONTROLLER_CONTACT are blank in the settings."
            )
            return
        lines, buttons = await shelf(await exchange.work.records(), organiser, 0)
        buttons.append(button("Correct an answer", "o_bentries", 0))
        wait_for(exchange, "bmessage", NEW)
        known = [Paragraph("\n".join(["What there is:", *lines]))] if lines else []
        exchange.offer(Title("A new update to supporters: 1 of 4"), self.how, *known, buttons=buttons)

    async def older(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """What was written and sent before, a page at a time."""
        page = parts(argument)[0]
        lines, buttons = await shelf(await exchange.work.records(), organiser, page)
        if page:
            newer = "Show newer ones" if page > 1 else "Show the newest"
            buttons.append(button(newer, "o_bolder", page - 1))
        known = Paragraph("\n".join(lines) or "There are none.")
        exchange.offer(Title("Drafts and updates"), known, "/broadcast begins a new one.", buttons=buttons)

    # -- the message

    async def take_message(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        """The message came: new, or in the place of a draft's."""
        composed = message.composed(incoming)
        if composed is None:
            wait_for(exchange, "bmessage", argument)
            exchange.say("That can't be sent on. Send text, or one photo or document. /cancel leaves.")
            return
        if self._too_long(exchange, composed, argument):
            return
        if self._meant_otherwise(exchange, composed, argument):
            return
        if argument.startswith(NEW):
            await self._new(exchange, organiser, composed, argument.partition(".")[2])
            return
        draft = await own(exchange, organiser, argument)
        if draft is not None:
            await self._changed(exchange, organiser, draft, composed)

    def _too_long(self, exchange: Exchange, composed: message.Composed, argument: str) -> bool:
        over = self.terms.signature.too_long_by(composed) if self.terms.signature else 0
        if over:
            wait_for(exchange, "bmessage", argument)
            exchange.say(
                f"That is {over} characters too long with the sender's name under it. Send a shorter one."
            )
        return over > 0

    def _meant_otherwise(self, exchange: Exchange, composed: message.Composed, argument: str) -> bool:
        """Whether the whole message is a word by which people steer the bot, such as stop: then ask back."""
        command = "" if composed.has_file else spoken_command(composed.text)
        if not command or command in GREETINGS:
            return False
        wait_for(exchange, "bmessage", argument)
        listen_only(exchange)
        exchange.say(
            f'Did you mean that for me? No update is made that says no more than "{composed.text.strip()}". '
            "/cancel leaves; otherwise send the message in a whole sentence."
        )
        return True

    async def _new(
        self, exchange: Exchange, organiser: Organiser, composed: message.Composed, entry: str
    ) -> None:
        wanted = Audience(entry=entry, rest_days=0) if entry else Audience()
        number = await broadcasts.add(
            await exchange.work.records(),
            kind=Kind.CORRECTION if entry else Kind.UPDATE,
            message=composed.dump(),
            audience=wanted.dump(),
            author=organiser.id,
            now=exchange.now,
        )
        await note(exchange, organiser, "wrote", number)
        self._show(exchange, composed)
        wait_for(exchange, "blink", str(number))
        exchange.offer(
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
        self, exchange: Exchange, organiser: Organiser, draft: Broadcast, composed: message.Composed
    ) -> None:
        before = message.load(draft.message)
        if draft.kind == Kind.EDIT and composed.has_file:
            wait_for(exchange, "bmessage", str(draft.id))
            exchange.say("Editing changes the words alone. Send the new words without a file.")
            return
        kept = replace(composed, label=before.label, url=before.url)
        if draft.kind == Kind.EDIT:
            kept = replace(kept, photo=before.photo, document=before.document)
            if self._too_long(exchange, kept, str(draft.id)):
                return
        await change(exchange, draft, message=kept.dump())
        await self.check(exchange, organiser, str(draft.id))

    async def ask_change(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        draft = await own(exchange, organiser, argument)
        if draft is not None:
            listen_only(exchange)
            wait_for(exchange, "bmessage", str(draft.id))
            exchange.say("Send the message anew, exactly as it should look.")

    async def take_link(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(exchange, organiser, argument)
        if draft is None:
            return
        found = _LINK.fullmatch(incoming.text.strip()) if isinstance(incoming, Text) else None
        if found is None or len(found[1].strip()) > message.LONGEST_LABEL:
            wait_for(exchange, "blink", argument)
            exchange.say(
                f"Send a label of at most {message.LONGEST_LABEL} characters and an address that begins with "
                "https://, like: Read more https://www.example.org"
            )
            return
        composed = replace(message.load(draft.message), label=found[1].strip(), url=found[2])
        await change(exchange, draft, message=composed.dump())
        self._show(exchange, composed)
        exchange.offer(
            "Above is the message with its button.", buttons=[button("Go on", "o_baudience", draft.id)]
        )

    # -- the end of the walk

    async def check(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Everything at a glance, with the exact message above."""
        draft = await own(exchange, organiser, argument)
        if draft is None:
            return
        self._show(exchange, message.load(draft.message))
        speaks = Kind(draft.kind).speaks
        buttons = [
            button("Ask for approval", "o_bask", draft.id),
            button("Send me a test", "o_btest", draft.id),
            button("Change the message", "o_bchange", draft.id),
        ]
        if speaks:
            buttons += [
                button("Change the audience", "o_baudience", draft.id),
                button("Change the time", "o_bwhen", draft.id),
            ]
        buttons.append(button("Throw it away", "o_bthrow", draft.id))
        title = Title(f"Draft {draft.id}: check it")
        exchange.offer(title, *await self._about(exchange, draft), buttons=buttons)

    async def _about(self, exchange: Exchange, draft: Broadcast) -> list[Block]:
        """Who gets it, when, until when, and at what cost."""
        return await approval.prospect(await exchange.work.records(), self.terms, draft, exchange.now)

    async def test(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """The message to the organiser alone, as everybody would get it."""
        draft = await own(exchange, organiser, argument)
        if draft is None:
            return
        await note(exchange, organiser, "tested", draft.id)
        self._show(exchange, message.load(draft.message))
        exchange.say(Small("That was the test. Its buttons work."))

    async def throw_away(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        draft = await own(exchange, organiser, argument)
        if draft is None:
            return
        db = await exchange.work.records()
        await move(
            db, draft, State.STOPPED, movers(draft, organiser, one_is_enough=False), told=str(State.STOPPED)
        )
        await note(exchange, organiser, "threw away", draft.id)
        exchange.mark("You chose: throw it away")
        exchange.say(f"Draft {draft.id} is gone. Nobody got it.")

    async def ask(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """The number of people typed is what confirms."""
        draft = await own(exchange, organiser, argument)
        if draft is None:
            return
        db = await exchange.work.records()
        people = await outlook.people(db, self.terms, draft, exchange.now)
        if not people:
            exchange.say(NOBODY_CORRECTED if draft.kind == Kind.CORRECTION else NOBODY)
            return
        listen_only(exchange)
        wait_for(exchange, "bconfirm", f"{draft.id}.{people}")
        exchange.say(f"To confirm, type how many people it is for: {people}. /cancel leaves it as a draft.")

    async def take_confirm(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(exchange, organiser, argument)
        if draft is None:
            return
        typed = incoming.text.strip().replace(",", "") if isinstance(incoming, Text) else ""
        if typed != parts(argument)[1]:
            exchange.say("That is not the number, so nothing happens. The draft is kept.")
            await self.check(exchange, organiser, str(draft.id))
            return
        if self.terms.one_is_enough:
            await self._approve_alone(exchange, organiser, draft)
        else:
            await self._ask_others(exchange, organiser, draft)

    async def _approve_alone(self, exchange: Exchange, organiser: Organiser, draft: Broadcast) -> None:
        db = await exchange.work.records()
        who = movers(draft, organiser, one_is_enough=True)
        until = (exchange.now + self.terms.hold).isoformat()
        if await move(db, draft, State.HELD, who, held_until=until):
            await note(exchange, organiser, "approved alone", draft.id, self.terms.why_one)
            exchange.say(
                f"{results.name(draft)} is held for {self.terms.hold_in_words()}, in which it can be stopped."
            )

    async def _ask_others(self, exchange: Exchange, organiser: Organiser, draft: Broadcast) -> None:
        db = await exchange.work.records()
        others = [one for one in await organisers.with_role(db, "sender") if one.id != organiser.id]
        if not others:
            exchange.say(
                "Nobody else may approve it. An owner invites another sender with /team; the draft is kept."
            )
            return
        who = movers(draft, organiser, one_is_enough=False)
        if await move(db, draft, State.AWAITING, who):
            await note(exchange, organiser, "asked for approval", draft.id)
            exchange.say(
                f"{results.name(draft)} waits for somebody else to approve it. {len(others)} can do "
                "so and are asked now."
            )

    def _show(self, exchange: Exchange, composed: message.Composed) -> None:
        show(exchange, self.terms.signature, composed)


def show(exchange: Exchange, signature: Signature | None, composed: message.Composed) -> None:
    """Show a message exactly as it goes out."""
    if signature is not None:
        exchange.reply.outgoing.append(signature.post(composed))
