"""What is done with a broadcast that was written: approve, stop, pause, and what comes after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.broadcasts import approval, message, results
from bot.broadcasts import estimate as outlook
from bot.broadcasts.buttons import button, parts
from bot.broadcasts.chat.compose_wizard import ComposeWizard, show
from bot.broadcasts.chat.drafts import (
    find,
    note,
)
from bot.broadcasts.chat.listing import of_changes
from bot.broadcasts.notifications import follow_ups
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.states import actors_of, can_transition, transition
from bot.broadcasts.status import buttons
from bot.core.context import Context
from bot.core.messages import (
    Attach,
    Block,
    Button,
    Incoming,
    Paragraph,
    Title,
)
from bot.organisers.router import expect_input
from bot.storage import broadcasts, deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastKind, BroadcastState, DeliveryState, PauseReason, Role
from bot.storage.organisers import Organiser

NEXT: Mapping[BroadcastState, str] = {
    BroadcastState.AWAITING: "It waits for approval.",
    BroadcastState.HELD: "It is approved and held; until it begins anybody of the team can stop it.",
    BroadcastState.SCHEDULED: "It waits for its time.",
}
OVER = (BroadcastState.DONE, BroadcastState.STOPPED)


@dataclass(frozen=True, slots=True)
class BroadcastActions:
    policy: BroadcastPolicy
    composing: ComposeWizard

    async def see(self, context: Context, organiser: Organiser, argument: str) -> None:
        """The message, how it stands, and what can be done."""
        found = await find(context, argument)
        if found is None:
            return
        who = actors_of(found, organiser, one_is_enough=self.policy.one_is_enough)
        if found.state == BroadcastState.AWAITING and can_transition(found, BroadcastState.HELD, who):
            await self._ask(context, found)
            return
        db = await context.savepoint.db()
        changes = await broadcasts.changes_of(db, found.id)
        now = _words_now(found, changes)
        if found.kind != BroadcastKind.RECALL:
            show(context, self.policy.signature, message.load(now.message))
        blocks: list[Block] = [Title(f"{results.name(found)}: {results.state_in_words(found)}")]
        if now is not found:
            blocks.append(Paragraph(f"Above are its words since edit {now.id}."))
        words, follow = await self._standing(context, found)
        lines, more = of_changes(changes)
        blocks += [Paragraph(words), *([Paragraph("\n".join(lines))] if lines else [])]
        context.offer(*blocks, buttons=[*follow, *more])

    async def _standing(self, context: Context, found: Broadcast) -> tuple[str, list[Button]]:
        """How it stands, and what can be done."""
        db = await context.savepoint.db()
        state, kind = found.state, found.kind
        if state in OVER:
            follow = await follow_ups(db, found, context.now)
            return await results.report(db, found, context.now), follow
        if state in NEXT:
            people = await outlook.count_people(db, self.policy, found, context.now)
            times = (
                outlook.describe_schedule(self.policy, found, people, context.now)
                if kind != BroadcastKind.RECALL
                else []
            )
            return "\n".join([NEXT[state], *times]), buttons(found)
        counted = await results.delivery_counts(db, found)
        return f"{counted.bar()} {counted.in_words(kind)}", buttons(found)

    async def _ask(self, context: Context, found: Broadcast) -> None:
        """The message as it is now, and the question whether it may go out."""
        show(context, self.policy.signature, message.load(found.message))
        about = await approval.about(await context.savepoint.db(), self.policy, found, context.now)
        context.offer(*about, buttons=approval.choices(found))

    async def approve(self, context: Context, organiser: Organiser, argument: str) -> None:
        await self._approve(context, organiser, argument, urgent=False)

    async def approve_urgent(self, context: Context, organiser: Organiser, argument: str) -> None:
        await self._approve(context, organiser, argument, urgent=True)

    async def _approve(self, context: Context, organiser: Organiser, argument: str, *, urgent: bool) -> None:
        found = await find(context, argument)
        if found is None:
            return
        urgent_by = found.urgent_by | {organiser.id} if urgent else found.urgent_by
        who = actors_of(found, organiser, one_is_enough=self.policy.one_is_enough)
        if can_transition(found, BroadcastState.HELD, who) and parts(argument)[1] != approval.digest(found):
            context.confirm_choice("That was an earlier version.")
            context.say(
                f"{results.name(found)} was changed after you were asked, so nothing is approved. "
                "Here it is as it is now."
            )
            await self._ask(context, found)
            return
        held = await transition(
            await context.savepoint.db(),
            found,
            BroadcastState.HELD,
            who,
            approver_id=organiser.id,
            urgent_by=urgent_by,
            held_until=context.now + self.policy.hold,
        )
        if held is None:
            self._refuse(context, found, organiser)
            return
        why = (
            self.policy.single_approver_reason
            if organiser.id == found.author_id
            else "urgent"
            if urgent
            else ""
        )
        await note(context, organiser, "approved", found.id, why)
        context.confirm_choice("You approved it.")
        context.say(f"{results.name(found)} is approved and held for {self.policy.hold_in_words()}.")

    def _refuse(self, context: Context, found: Broadcast, organiser: Organiser) -> None:
        if found.state == BroadcastState.AWAITING and found.author_id == organiser.id:
            context.say("You wrote it, so somebody else has to approve it.")
        elif found.state == BroadcastState.DRAFT:
            context.confirm_choice("It is being changed.")
            context.say(f"{results.name(found)} is being changed by its author. You are asked again then.")
        else:
            context.confirm_choice("This is over.")
            context.say(f"{results.name(found)}: {results.state_in_words(found)} already.")

    async def send_back(self, context: Context, organiser: Organiser, argument: str) -> None:
        found = await find(context, argument)
        if found is None:
            return
        if found.author_id is None:
            context.say("It was made on the command line. Stop it, and let it be made anew.")
            return
        db = await context.savepoint.db()
        if found.author_id not in {one.id for one in await organisers.with_role(db, Role.SENDER)}:
            context.say("Whoever wrote it is no sender any more. Stop it, and write it anew.")
            return
        who = actors_of(found, organiser, one_is_enough=self.policy.one_is_enough)
        if not await transition(
            db, found, BroadcastState.DRAFT, who, announced_state=BroadcastState.DRAFT, lost_role=None
        ):
            self._refuse(context, found, organiser)
            return
        await note(context, organiser, "sent back", found.id)
        context.confirm_choice("You sent it back.")
        context.say(f"{results.name(found)} is a draft again.")
        author = next((one for one in await organisers.load_team(db) if one.id == found.author_id), None)
        if author and author.id != organiser.id:
            again = button(f"Go on with draft {found.id}", "o_bcheck", found.id)
            context.notify(
                author.person, f"Organiser {organiser.id} sent draft {found.id} back.", buttons=[again]
            )

    async def stop(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Anybody of the team; at once, without asking."""
        found = await find(context, argument)
        if found is None:
            return
        who = actors_of(found, organiser, one_is_enough=False)
        over = {"finished_at": context.now, "paused_by": None}
        if await transition(await context.savepoint.db(), found, BroadcastState.STOPPED, who, **over):
            await note(context, organiser, "stopped", found.id)
            context.confirm_choice("You stopped it.")
            context.say(f"{results.name(found)} is stopped. Nobody else gets it.")
        else:
            self._refuse(context, found, organiser)

    async def pause(self, context: Context, organiser: Organiser, argument: str) -> None:
        found = await find(context, argument)
        if found is None:
            return
        who = actors_of(found, organiser, one_is_enough=False)
        db = await context.savepoint.db()
        paused = await transition(db, found, BroadcastState.PAUSED, who, paused_by=PauseReason.ORGANISER)
        if paused:
            await note(context, organiser, "paused", found.id)
            context.offer(f"{results.name(found)} is paused.", buttons=buttons(paused))
        else:
            self._refuse(context, found, organiser)

    async def go_on(self, context: Context, organiser: Organiser, argument: str) -> None:
        found = await find(context, argument)
        if found is None:
            return
        if found.kind.sends_message and not self.policy.may_speak(found, context.now):
            context.say(f"Not now: {self.policy.time.why_closed(context.now)}. It goes on by itself then.")
            if found.paused_by is PauseReason.HOURS:
                return
        who = actors_of(found, organiser, one_is_enough=False)
        if await transition(await context.savepoint.db(), found, BroadcastState.SENDING, who, paused_by=None):
            await note(context, organiser, "resumed", found.id)
            context.say(f"{results.name(found)} goes on.")
        else:
            self._refuse(context, found, organiser)

    # -- afterwards

    async def results(self, context: Context, organiser: Organiser, argument: str) -> None:
        """A line for each delivery, without who."""
        found = await find(context, argument)
        if found is None:
            return
        db = await context.savepoint.db()
        content = await results.results_file(db, found)
        await note(context, organiser, "took the results", found.id)
        context.replies.append(Attach(f"broadcast-{found.id}-results.csv", content, results.name(found)))

    async def ask_recall(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        found = await self._over(context, argument)
        if found is None:
            return
        since = context.now - deliveries.RECALLABLE
        copies = await deliveries.count_copies(await context.savepoint.db(), found.id, since)
        if not copies:
            context.say(
                "Telegram lets a bot delete its messages for 48 hours. That is over; editing is possible."
            )
            return
        context.offer(
            f"Delete {copies:,} messages of {results.name(found)} from people's chats? Some will have "
            "read it.",
            buttons=[
                button(f"Yes, delete {copies:,}", "o_brecallyes", found.id),
                button("No", "o_bsee", found.id),
            ],
        )

    async def recall(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Taking back begins at once; it needs nobody's approval."""
        found = await self._over(context, argument)
        if found is None:
            return
        made = await self._about(context, organiser, BroadcastKind.RECALL, found)
        db = await context.savepoint.db()
        await transition(db, made, BroadcastState.SCHEDULED, actors_of(made, organiser, one_is_enough=False))
        await note(context, organiser, "recalled", found.id)
        context.confirm_choice("You chose: delete it")
        context.say(f"{results.name(made)} begins now.")

    async def ask_edit(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        found = await self._over(context, argument)
        if found is not None:
            context.clear_menu()
            expect_input(context, "bedit", str(found.id))
            context.say(
                f"Send the new words for {results.name(found)}, exactly as they should look. They take the "
                f"place of the old ones in people's chats once {self.policy.approver}."
            )

    async def take_edit(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        found = await self._over(context, argument)
        if found is None:
            return
        made = await self._about(context, organiser, BroadcastKind.EDIT, found)
        await note(context, organiser, "wrote", made.id)
        await self.composing.take_message(context, organiser, incoming, str(made.id))

    async def ask_again(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        found = await self._over(context, argument)
        if found is None:
            return
        counted = await results.delivery_counts(await context.savepoint.db(), found)
        unsure = counted.numbers.get(DeliveryState.UNSURE, 0)
        context.offer(
            f"{unsure:,} may have got {results.name(found)} already. If it is sent again, some get it twice.",
            buttons=[
                button(f"Send to all {unsure:,} again", "o_bagainyes", found.id),
                button("No", "o_bsee", found.id),
            ],
        )

    async def again(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Deliberately, by somebody; never by itself."""
        found = await self._over(context, argument)
        if found is None:
            return
        db = await context.savepoint.db()
        who = actors_of(found, organiser, one_is_enough=False)
        if not await transition(db, found, BroadcastState.SENDING, who, finished_at=None):
            self._refuse(context, found, organiser)
            return
        number = await deliveries.resend_unsure(db, found.id)
        await note(context, organiser, "sent to the unsure again", found.id)
        context.confirm_choice("You chose: send again")
        context.say(f"{number:,} are sent again.")

    async def _over(self, context: Context, argument: str) -> Broadcast | None:
        found = await find(context, str(parts(argument)[0]))
        if found is not None and found.state not in OVER:
            context.say(f"{results.name(found)} is under way. Stop it first.")
            return None
        return found

    async def _about(
        self, context: Context, organiser: Organiser, kind: BroadcastKind, of: Broadcast
    ) -> Broadcast:
        """A new broadcast about what another one sent, with the words that stand there now."""
        db = await context.savepoint.db()
        words = _words_now(of, await broadcasts.changes_of(db, of.id)).message
        number = await broadcasts.add(
            db,
            kind=kind,
            message=words,
            audience=of.audience,
            author=organiser.id,
            now=context.now,
            original=of.id,
        )
        made = await broadcasts.find(db, number)
        if made is None:
            raise LookupError("a broadcast that was just made is there")
        return made


def _words_now(broadcast: Broadcast, changes: Sequence[Broadcast]) -> Broadcast:
    """The newest edit that began to replace its words, or itself."""
    edits = (one for one in changes if one.kind == BroadcastKind.EDIT and one.started_at)
    return next(edits, broadcast)
