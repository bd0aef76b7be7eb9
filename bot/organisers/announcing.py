"""Tells organisers when a broadcast reaches a new state, each state once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.buttons import CommandButton, encode
from bot.chat import Block, Button, Message, Outgoing, Paragraph, Send, Small, Title
from bot.organisers import audience, results
from bot.organisers.broadcasts import Kind, State
from bot.organisers.message import load
from bot.organisers.progress import WHY_PAUSED, buttons
from bot.organisers.terms import Terms
from bot.storage import deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser
from bot.storage.work import Database

To = list[tuple[str, Outgoing]]
"""What is said, and to which address."""


@dataclass(frozen=True, slots=True)
class Announcer:
    """`called` names deeds, answers and languages in words."""

    terms: Terms
    called: Mapping[str, str]

    async def news(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        """What is to be told of the state that a broadcast has come to."""
        match State(broadcast.state):
            case State.AWAITING:
                return await self._ask_approval(db, broadcast, now)
            case State.HELD:
                return await self._tell_hold(db, broadcast)
            case State.SCHEDULED:
                return await self._tell_time(db, broadcast)
            case State.PAUSED if broadcast.paused_by == "trouble":
                words = f"{results.name(broadcast)} is paused. {WHY_PAUSED['trouble']}"
                return _to(await organisers.with_role(db, "sender"), words, *buttons(broadcast))
            case State.DONE | State.STOPPED:
                return await self._report(db, broadcast, now)
            case _:
                return []

    async def _ask_approval(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        """Those who may approve get the message exactly as it would go out, then the question."""
        senders = await organisers.with_role(db, "sender")
        others = [one for one in senders if one.id != broadcast.author_id]
        if self.terms.one_is_enough and not others:
            others = senders
        who = await self._about(db, broadcast, now)
        approve = [Button("Approve", encode(CommandButton("o_byes", str(broadcast.id))))]
        if broadcast.urgent_marks and Kind(broadcast.kind).speaks:
            urgent = Button("Approve as urgent", encode(CommandButton("o_burgent", str(broadcast.id))))
            approve.append(urgent)
        back = Button("Send it back", encode(CommandButton("o_bback", str(broadcast.id))))
        said: To = []
        for one in others:
            said += self._exactly(one.person, broadcast)
            said += _to([one], *who, *approve, back, *buttons(broadcast))
        return said

    async def _about(self, db: Database, broadcast: Broadcast, now: datetime) -> list[Block]:
        author = f"organiser {broadcast.author_id}" if broadcast.author_id else "the command line"
        blocks: list[Block] = [Title(f"{results.name(broadcast)} waits for approval")]
        blocks.append(Paragraph(f"Above is the message. It comes from {author}."))
        if Kind(broadcast.kind).speaks:
            wanted = audience.load(broadcast.audience)
            counted = await audience.count(db, wanted, self.terms.channel, now)
            blocks.append(Paragraph(f"{wanted.in_words(self.called)}\n{counted.in_words()}"))
        elif broadcast.of_id is not None:
            copies = await deliveries.count_copies(db, broadcast.of_id, None)
            blocks.append(Paragraph(f"It replaces the words of {copies:,} messages."))
        if broadcast.urgent_marks:
            urgent = (
                "The author marked it as urgent. With your mark too it may go out outside the sending hours."
            )
            blocks.append(Paragraph(urgent))
        starts = broadcast.starts_at
        when = self.terms.local(datetime.fromisoformat(starts)) if starts else "as soon as it is approved"
        blocks.append(Small(f"When: {when}. After approval it is held for {_minutes(self.terms)}."))
        return blocks

    async def _tell_hold(self, db: Database, broadcast: Broadcast) -> To:
        """Everybody of the team can stop it while it is held."""
        until = datetime.fromisoformat(broadcast.held_until) if broadcast.held_until else None
        when = f"Nothing goes out before {self.terms.local(until)}. " if until else ""
        words = (
            f"{results.name(broadcast)} is approved. {when}Until then and after, any organiser can stop it."
        )
        return _to(await organisers.everybody(db), words, *buttons(broadcast))

    async def _tell_time(self, db: Database, broadcast: Broadcast) -> To:
        starts = datetime.fromisoformat(broadcast.starts_at) if broadcast.starts_at else None
        if broadcast.kind == Kind.RECALL or starts is None:
            return []
        words = f"The hold of {results.name(broadcast)} is over. It goes out on {self.terms.local(starts)}."
        return _to(await _concerned(db, broadcast), words, *buttons(broadcast))

    async def _report(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        if broadcast.started_at is None:
            return _to(
                await _concerned(db, broadcast), f"{results.name(broadcast)} was stopped. Nobody got it."
            )
        words = await results.report(db, broadcast, now)
        follow = await follow_ups(db, broadcast, now)
        return _to(await _concerned(db, broadcast), Title("Report"), Paragraph(words), *follow)

    def _exactly(self, address: str, broadcast: Broadcast) -> To:
        if self.terms.signature is None or broadcast.kind == Kind.RECALL:
            return []
        return [(address, self.terms.signature.post(load(broadcast.message), silent=True))]


async def follow_ups(db: Database, broadcast: Broadcast, now: datetime) -> list[Button]:
    """What can be done with a broadcast that is over."""
    number = str(broadcast.id)
    found = [Button("Results as a file", encode(CommandButton("o_bresults", number)))]
    if not Kind(broadcast.kind).speaks:
        return found
    if await deliveries.count_copies(db, broadcast.id, now - deliveries.RECALLABLE):
        found.append(Button("Recall: delete it", encode(CommandButton("o_brecall", number))))
    if await deliveries.count_copies(db, broadcast.id, None):
        found.append(Button("Correct it by editing", encode(CommandButton("o_bedit", number))))
    if (await deliveries.counts(db, broadcast.id)).get("unsure") and broadcast.state == State.DONE:
        found.append(Button("Send to the unsure again", encode(CommandButton("o_bagain", number))))
    return found


async def _concerned(db: Database, broadcast: Broadcast) -> list[Organiser]:
    """Who wrote and who approved it; all senders when neither is there any more."""
    senders = await organisers.with_role(db, "sender")
    found = [one for one in senders if one.id in (broadcast.author_id, broadcast.approver_id)]
    return found or senders


def _to(people: list[Organiser], *said: Block | str | Button) -> To:
    rows = tuple((one,) for one in said if isinstance(one, Button))
    blocks = tuple(
        Paragraph(one) if isinstance(one, str) else one for one in said if not isinstance(one, Button)
    )
    return [(one.person, Send(Message(blocks, rows))) for one in people]


def _minutes(terms: Terms) -> str:
    seconds = terms.hold.total_seconds()
    return f"{seconds / 60:g} minutes" if seconds >= 60 else f"{seconds:g} seconds"
