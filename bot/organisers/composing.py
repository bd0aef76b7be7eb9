"""/broadcast: from the message to asking for approval, one question after the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat import Block, Incoming, Paragraph, Small, Text, Title
from bot.exchange import Exchange
from bot.organisers import audience, message, results
from bot.organisers.audience import Audience
from bot.organisers.broadcasts import Kind, State, move, movers
from bot.organisers.desk import wait_for
from bot.organisers.drafts import button, change, listen_only, note, own, parts
from bot.organisers.message import Signature
from bot.organisers.terms import Terms
from bot.storage import audiences, broadcasts, deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser

NEW = "new"
OPEN_SHOWN = 3
ENTRIES_SHOWN = 5
_LINK = re.compile(r"(.+?)[\s:–-]+(https://\S+)", re.DOTALL)
_HOW = (
    "Send the message now, exactly as it should look: text with its formatting, or one photo or "
    "document with a "
    "caption. Nobody gets anything before you have seen it and somebody else has approved it."
)


@dataclass(frozen=True, slots=True)
class Composing:
    """What whoever writes a broadcast is asked. `called` names deeds and answers in words."""

    terms: Terms
    called: Mapping[str, str]

    async def begin(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """/broadcast."""
        del argument
        if self.terms.signature is None:
            exchange.say(
                "Updates have to say who sends them, and that is not settled: CONTROLLER_NAME and "
                "CONTROLLER_CONTACT are blank in the settings."
            )
            return
        db = await exchange.work.records()
        drafts = await broadcasts.drafts_of(db, organiser.id)
        buttons = [button(f"Go on with draft {one.id}", "o_bcheck", one.id) for one in drafts[:1]]
        buttons += [
            button(f"{results.name(one)}: {one.state.replace('_', ' ')}", "o_bsee", one.id)
            for one in await broadcasts.newest(db, OPEN_SHOWN)
        ]
        buttons.append(button("Correct an answer instead", "o_bentries", 0))
        wait_for(exchange, "bmessage", NEW)
        exchange.offer(Title("A new update to supporters: 1 of 4"), _HOW, buttons=buttons)

    async def entries(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Which answer was wrong: a correction goes to those alone who were given it."""
        del organiser, argument
        given = await audiences.entries_given(await exchange.work.records())
        if not given:
            exchange.say(
                "No answer was given to anybody who agreed to updates within 90 days: nobody to "
                "correct it for."
            )
            return
        wait_for(exchange, "bentry")
        buttons = [
            button(self.called.get(one, one)[:40], "o_bentry", 0, one) for one in given[:ENTRIES_SHOWN]
        ]
        exchange.offer("Which answer has changed? Choose it, or type its name.", buttons=buttons)

    async def entry(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        await self._correct(exchange, parts(argument)[1])

    async def take_entry(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        del organiser, argument
        await self._correct(exchange, incoming.text.strip() if isinstance(incoming, Text) else "")

    async def _correct(self, exchange: Exchange, entry: str) -> None:
        given = await audiences.entries_given(await exchange.work.records())
        if entry not in given:
            wait_for(exchange, "bentry")
            exchange.say(
                "Nobody was given an answer of that name. Type the name as the files in faq/ say it."
            )
            return
        listen_only(exchange)
        wait_for(exchange, "bmessage", f"{NEW}.{entry}")
        exchange.say(f'A correction of "{self.called.get(entry, entry)}".', _HOW)

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
        exchange.offer(title, *await self.about(exchange, draft), buttons=buttons)

    async def about(self, exchange: Exchange, draft: Broadcast) -> list[Block]:
        """Who gets it, when, until when, and at what cost."""
        db = await exchange.work.records()
        if draft.of_id is not None:
            copies = await deliveries.count_copies(db, draft.of_id, None)
            words = f"It replaces the words of {copies:,} messages of broadcast {draft.of_id}."
            return [Paragraph(f"{words} Nobody is notified.")]
        wanted = audience.load(draft.audience)
        counted = await audience.count(db, wanted, self.terms.channel, exchange.now)
        blocks: list[Block] = [Paragraph(f"{wanted.in_words(self.called)}\n{counted.in_words()}")]
        blocks.append(Paragraph("\n".join(self._times(draft, counted.kept, exchange.now))))
        if stars := self.terms.stars(counted.kept):
            blocks.append(
                Paragraph(
                    f"At {self.terms.rate} a second Telegram charges for what is over 30 a second: at most "
                    f"{stars:,} Stars."
                )
            )
        return blocks

    def _times(self, draft: Broadcast, people: int, now: datetime) -> list[str]:
        wanted = datetime.fromisoformat(draft.starts_at) if draft.starts_at else None
        soonest = now + self.terms.hold
        start = max(wanted, soonest) if wanted else soonest
        urgent = bool(draft.urgent_marks)
        begins = start if urgent else self.terms.time.next_open(start)
        lines = [
            f"It begins on {self.terms.local(begins)}" + ("" if wanted else ", if it is approved at once")
        ]
        if begins > start:
            lines.append(f"Not earlier, because {self.terms.time.why_closed(start)}.")
        finish = self.terms.finish(begins, people, urgent=urgent)
        lines.append(f"It is over on {self.terms.local(finish)}, at {self.terms.rate} a second.")
        if urgent:
            lines.append(
                "You marked it as urgent. Whoever approves it has to do so too, else the hours hold."
            )
        return lines

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
        people = await self._people(exchange, draft)
        if not people:
            exchange.say("Nobody would get it. Change the audience first.")
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
            exchange.say(f"{results.name(draft)} is held for a moment, in which it can be stopped.")

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

    async def _people(self, exchange: Exchange, draft: Broadcast) -> int:
        db = await exchange.work.records()
        if draft.of_id is not None:
            return await deliveries.count_copies(db, draft.of_id, None)
        wanted = audience.load(draft.audience)
        return (await audience.count(db, wanted, self.terms.channel, exchange.now)).kept

    def _show(self, exchange: Exchange, composed: message.Composed) -> None:
        show(exchange, self.terms.signature, composed)


def show(exchange: Exchange, signature: Signature | None, composed: message.Composed) -> None:
    """Show a message exactly as it goes out."""
    if signature is not None:
        exchange.reply.outgoing.append(signature.post(composed))
