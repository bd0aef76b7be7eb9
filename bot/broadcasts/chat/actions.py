"""What is done with a broadcast that was written: approve, stop, pause, and what comes after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.broadcasts import approval, message, results
from bot.broadcasts import estimate as outlook
from bot.broadcasts.buttons import button, parts
from bot.broadcasts.chat.compose_wizard import Composing, show
from bot.broadcasts.chat.drafts import (
    find,
    listen_only,
    note,
)
from bot.broadcasts.chat.listing import of_changes
from bot.broadcasts.notifications import follow_ups
from bot.broadcasts.policy import Terms
from bot.broadcasts.states import (
    Kind,
    State,
    may_move,
    move,
    movers,
)
from bot.broadcasts.status import buttons
from bot.core.context import Exchange
from bot.core.messages import (
    Attach,
    Block,
    Button,
    Incoming,
    Paragraph,
    Title,
)
from bot.organisers.router import wait_for
from bot.storage import broadcasts, deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser

NEXT: Mapping[State, str] = {
    State.AWAITING: "It waits for approval.",
    State.HELD: "It is approved and held; until it begins anybody of the team can stop it.",
    State.SCHEDULED: "It waits for its time.",
}
OVER = (State.DONE, State.STOPPED)


@dataclass(frozen=True, slots=True)
class Steering:
    terms: Terms
    composing: Composing

    async def see(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """The message, how it stands, and what can be done."""
        found = await find(exchange, argument)
        if found is None:
            return
        who = movers(found, organiser, one_is_enough=self.terms.one_is_enough)
        if found.state == State.AWAITING and may_move(found, State.HELD, who):
            await self._ask(exchange, found)
            return
        db = await exchange.work.records()
        changes = await broadcasts.changes_of(db, found.id)
        now = _words_now(found, changes)
        if found.kind != Kind.RECALL:
            show(exchange, self.terms.signature, message.load(now.message))
        blocks: list[Block] = [Title(f"{results.name(found)}: {results.state_in_words(found)}")]
        if now is not found:
            blocks.append(Paragraph(f"Above are its words since edit {now.id}."))
        words, follow = await self._standing(exchange, found)
        lines, more = of_changes(changes)
        blocks += [Paragraph(words), *([Paragraph("\n".join(lines))] if lines else [])]
        exchange.offer(*blocks, buttons=[*follow, *more])

    async def _standing(self, exchange: Exchange, found: Broadcast) -> tuple[str, list[Button]]:
        """How it stands, and what can be done."""
        db = await exchange.work.records()
        state, kind = State(found.state), Kind(found.kind)
        if state in OVER:
            follow = await follow_ups(db, found, exchange.now)
            return await results.report(db, found, exchange.now), follow
        if state in NEXT:
            people = await outlook.people(db, self.terms, found, exchange.now)
            times = outlook.times(self.terms, found, people, exchange.now) if kind != Kind.RECALL else []
            return "\n".join([NEXT[state], *times]), buttons(found)
        counted = await results.tally(db, found)
        return f"{counted.bar()} {counted.in_words(kind)}", buttons(found)

    async def _ask(self, exchange: Exchange, found: Broadcast) -> None:
        """The message as it is now, and the question whether it may go out."""
        show(exchange, self.terms.signature, message.load(found.message))
        about = await approval.about(await exchange.work.records(), self.terms, found, exchange.now)
        exchange.offer(*about, buttons=approval.choices(found))

    async def approve(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        await self._approve(exchange, organiser, argument, urgent=False)

    async def approve_urgent(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        await self._approve(exchange, organiser, argument, urgent=True)

    async def _approve(
        self, exchange: Exchange, organiser: Organiser, argument: str, *, urgent: bool
    ) -> None:
        found = await find(exchange, argument)
        if found is None:
            return
        marks = sorted(found.urgent_marks | ({str(organiser.id)} if urgent else set()))
        who = movers(found, organiser, one_is_enough=self.terms.one_is_enough)
        if may_move(found, State.HELD, who) and parts(argument)[1] != approval.digest(found):
            exchange.mark("That was an earlier version.")
            exchange.say(
                f"{results.name(found)} was changed after you were asked, so nothing is approved. "
                "Here it is as it is now."
            )
            await self._ask(exchange, found)
            return
        held = await move(
            await exchange.work.records(),
            found,
            State.HELD,
            who,
            approver_id=organiser.id,
            urgent_by=",".join(marks),
            held_until=(exchange.now + self.terms.hold).isoformat(),
        )
        if held is None:
            self._refuse(exchange, found, organiser)
            return
        why = self.terms.why_one if organiser.id == found.author_id else "urgent" if urgent else ""
        await note(exchange, organiser, "approved", found.id, why)
        exchange.mark("You approved it.")
        exchange.say(f"{results.name(found)} is approved and held for {self.terms.hold_in_words()}.")

    def _refuse(self, exchange: Exchange, found: Broadcast, organiser: Organiser) -> None:
        if found.state == State.AWAITING and found.author_id == organiser.id:
            exchange.say("You wrote it, so somebody else has to approve it.")
        elif found.state == State.DRAFT:
            exchange.mark("It is being changed.")
            exchange.say(f"{results.name(found)} is being changed by its author. You are asked again then.")
        else:
            exchange.mark("This is over.")
            exchange.say(f"{results.name(found)}: {results.state_in_words(found)} already.")

    async def send_back(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        found = await find(exchange, argument)
        if found is None:
            return
        if found.author_id is None:
            exchange.say("It was made on the command line. Stop it, and let it be made anew.")
            return
        db = await exchange.work.records()
        if found.author_id not in {one.id for one in await organisers.with_role(db, "sender")}:
            exchange.say("Whoever wrote it is no sender any more. Stop it, and write it anew.")
            return
        who = movers(found, organiser, one_is_enough=self.terms.one_is_enough)
        if not await move(db, found, State.DRAFT, who, told=str(State.DRAFT), asked_again=""):
            self._refuse(exchange, found, organiser)
            return
        await note(exchange, organiser, "sent back", found.id)
        exchange.mark("You sent it back.")
        exchange.say(f"{results.name(found)} is a draft again.")
        author = next((one for one in await organisers.everybody(db) if one.id == found.author_id), None)
        if author and author.id != organiser.id:
            again = button(f"Go on with draft {found.id}", "o_bcheck", found.id)
            exchange.tell(
                author.person, f"Organiser {organiser.id} sent draft {found.id} back.", buttons=[again]
            )

    async def stop(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Anybody of the team; at once, without asking."""
        found = await find(exchange, argument)
        if found is None:
            return
        who = movers(found, organiser, one_is_enough=False)
        over = {"finished_at": exchange.now.isoformat(), "paused_by": ""}
        if await move(await exchange.work.records(), found, State.STOPPED, who, **over):
            await note(exchange, organiser, "stopped", found.id)
            exchange.mark("You stopped it.")
            exchange.say(f"{results.name(found)} is stopped. Nobody else gets it.")
        else:
            self._refuse(exchange, found, organiser)

    async def pause(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        found = await find(exchange, argument)
        if found is None:
            return
        who = movers(found, organiser, one_is_enough=False)
        db = await exchange.work.records()
        paused = await move(db, found, State.PAUSED, who, paused_by="organiser")
        if paused:
            await note(exchange, organiser, "paused", found.id)
            exchange.offer(f"{results.name(found)} is paused.", buttons=buttons(paused))
        else:
            self._refuse(exchange, found, organiser)

    async def go_on(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        found = await find(exchange, argument)
        if found is None:
            return
        if Kind(found.kind).speaks and not self.terms.may_speak(found, exchange.now):
            exchange.say(f"Not now: {self.terms.time.why_closed(exchange.now)}. It goes on by itself then.")
            if found.paused_by == "hours":
                return
        who = movers(found, organiser, one_is_enough=False)
        if await move(await exchange.work.records(), found, State.SENDING, who, paused_by=""):
            await note(exchange, organiser, "resumed", found.id)
            exchange.say(f"{results.name(found)} goes on.")
        else:
            self._refuse(exchange, found, organiser)

    # -- afterwards

    async def results(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """A line for each delivery, without who."""
        found = await find(exchange, argument)
        if found is None:
            return
        db = await exchange.work.records()
        content = await results.results_file(db, found)
        await note(exchange, organiser, "took the results", found.id)
        exchange.reply.outgoing.append(
            Attach(f"broadcast-{found.id}-results.csv", content, results.name(found))
        )

    async def ask_recall(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        found = await self._over(exchange, argument)
        if found is None:
            return
        since = exchange.now - deliveries.RECALLABLE
        copies = await deliveries.count_copies(await exchange.work.records(), found.id, since)
        if not copies:
            exchange.say(
                "Telegram lets a bot delete its messages for 48 hours. That is over; editing is possible."
            )
            return
        exchange.offer(
            f"Delete {copies:,} messages of {results.name(found)} from people's chats? Some will have "
            "read it.",
            buttons=[
                button(f"Yes, delete {copies:,}", "o_brecallyes", found.id),
                button("No", "o_bsee", found.id),
            ],
        )

    async def recall(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Taking back begins at once; it needs nobody's approval."""
        found = await self._over(exchange, argument)
        if found is None:
            return
        made = await self._about(exchange, organiser, Kind.RECALL, found)
        db = await exchange.work.records()
        await move(db, made, State.SCHEDULED, movers(made, organiser, one_is_enough=False))
        await note(exchange, organiser, "recalled", found.id)
        exchange.mark("You chose: delete it")
        exchange.say(f"{results.name(made)} begins now.")

    async def ask_edit(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        found = await self._over(exchange, argument)
        if found is not None:
            listen_only(exchange)
            wait_for(exchange, "bedit", str(found.id))
            exchange.say(
                f"Send the new words for {results.name(found)}, exactly as they should look. They take the "
                f"place of the old ones in people's chats once {self.terms.approver}."
            )

    async def take_edit(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        found = await self._over(exchange, argument)
        if found is None:
            return
        made = await self._about(exchange, organiser, Kind.EDIT, found)
        await note(exchange, organiser, "wrote", made.id)
        await self.composing.take_message(exchange, organiser, incoming, str(made.id))

    async def ask_again(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        found = await self._over(exchange, argument)
        if found is None:
            return
        counted = await results.tally(await exchange.work.records(), found)
        unsure = counted.numbers.get("unsure", 0)
        exchange.offer(
            f"{unsure:,} may have got {results.name(found)} already. If it is sent again, some get it twice.",
            buttons=[
                button(f"Send to all {unsure:,} again", "o_bagainyes", found.id),
                button("No", "o_bsee", found.id),
            ],
        )

    async def again(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Deliberately, by somebody; never by itself."""
        found = await self._over(exchange, argument)
        if found is None:
            return
        db = await exchange.work.records()
        who = movers(found, organiser, one_is_enough=False)
        if not await move(db, found, State.SENDING, who, finished_at=None):
            self._refuse(exchange, found, organiser)
            return
        number = await deliveries.resend_unsure(db, found.id)
        await note(exchange, organiser, "sent to the unsure again", found.id)
        exchange.mark("You chose: send again")
        exchange.say(f"{number:,} are sent again.")

    async def _over(self, exchange: Exchange, argument: str) -> Broadcast | None:
        found = await find(exchange, str(parts(argument)[0]))
        if found is not None and State(found.state) not in OVER:
            exchange.say(f"{results.name(found)} is under way. Stop it first.")
            return None
        return found

    async def _about(self, exchange: Exchange, organiser: Organiser, kind: Kind, of: Broadcast) -> Broadcast:
        """A new broadcast about what another one sent, with the words that stand there now."""
        db = await exchange.work.records()
        words = _words_now(of, await broadcasts.changes_of(db, of.id)).message
        number = await broadcasts.add(
            db,
            kind=kind,
            message=words,
            audience=of.audience,
            author=organiser.id,
            now=exchange.now,
            of=of.id,
        )
        made = await broadcasts.find(db, number)
        if made is None:
            raise LookupError("a broadcast that was just made is there")
        return made


def _words_now(broadcast: Broadcast, changes: Sequence[Broadcast]) -> Broadcast:
    """The newest edit that began to replace its words, or itself."""
    edits = (one for one in changes if one.kind == Kind.EDIT and one.started_at)
    return next(edits, broadcast)
