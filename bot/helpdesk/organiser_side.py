"""Talk to a person: supporters leave a message on purpose, organisers answer, and neither sees the other's
account. Complaints about personal data take the same road, with their legal clock shown.
"""

import hashlib
from datetime import datetime

from bot.core.callbacks import CommandButton, encode
from bot.core.context import Exchange
from bot.core.messages import (
    Block,
    Button,
    Incoming,
    Paragraph,
    Small,
    Text,
    Title,
)
from bot.core.state import Recent
from bot.helpdesk import complaints
from bot.organisers.roles import Role
from bot.organisers.router import (
    Awaited,
    Duty,
    Heed,
    wait_for,
)
from bot.storage import organisers, threads
from bot.storage.organisers import Organiser
from bot.storage.threads import Thread

KINDS = {"talk": "message", "reply": "question the bot could not answer", "complaint": "complaint about data"}
SHOWN = 5
"""Talks of a page; the sixth button leads to others."""
WRITE_BACK = "To answer them, choose Write back first. Other words you type here go to the computer alone."
ACKNOWLEDGED = (
    "The organisers have your complaint about data of {day} and are looking into it. They will tell you here "
    "what comes of it."
)


class Talks:
    """The organisers' side, and what a supporter's message leads to.

    An answer that is not sent yet is held in memory alone, for an hour.
    """

    def __init__(self) -> None:
        self._unsent = Recent()

    def duties(self) -> dict[str, Duty]:
        return {
            "talks": Duty(Role.LISTENER, self._list, "Messages that people left"),
            "o_talks": Duty(Role.LISTENER, self._list),
            "o_talk": Duty(Role.LISTENER, self._show),
            "o_answer": Duty(Role.LISTENER, self._ask_answer),
            "o_say": Duty(Role.LISTENER, self._send),
            "o_ack": Duty(Role.LISTENER, self._acknowledge),
            "o_close": Duty(Role.LISTENER, self._close),
        }

    def awaited(self) -> dict[str, Awaited]:
        return {"answer": Awaited(Role.LISTENER, self._take_answer, Heed.BESIDE)}

    async def somebody_listens(self, exchange: Exchange) -> bool:
        return bool(await organisers.with_role(await exchange.work.records(), Role.LISTENER))

    # -- what supporters do

    async def go_on(self, exchange: Exchange, number: str, text: str) -> bool:
        """Add to a talk that is open and the supporter's own; False when there is none."""
        db = await exchange.work.records()
        thread = await threads.find(db, int(number)) if number.isdecimal() else None
        if thread is None or thread.person != exchange.person or thread.closed_at:
            return False
        await threads.add(db, thread.id, text, from_person=True, now=exchange.now)
        for listener in await organisers.with_role(db, Role.LISTENER):
            said = Paragraph(f"They wrote: {text}")
            exchange.tell(listener.person, Title(f"More on message {number}"), said, buttons=_steps(thread))
        return True

    async def begin(self, exchange: Exchange, kind: str, text: str) -> bool:
        """Pass a supporter's message on; False when no organiser listens."""
        db = await exchange.work.records()
        listeners = await organisers.with_role(db, Role.LISTENER)
        if not listeners:
            return False
        number = await threads.begin(db, exchange.person, kind, text, exchange.now)
        thread = await threads.find(db, number)
        if thread is None:
            raise LookupError("a talk that has just begun is there")
        for listener in listeners:
            exchange.tell(listener.person, *_blocks(thread, exchange.now), buttons=_steps(thread))
        exchange.count(f"talk:{kind}")
        return True

    # -- what organisers do

    async def _list(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """What is open, the oldest first, a page at a time."""
        db = await exchange.work.records()
        waiting = await threads.open_ones(db)
        if not argument:
            await organisers.write_log(db, organiser.id, "looked at the open messages", now=exchange.now)
        if not waiting:
            exchange.say("Nobody is waiting for an answer.")
            return
        start = int(argument) if argument.isdecimal() and int(argument) < len(waiting) else 0
        page, after = waiting[start : start + SHOWN], start + SHOWN
        lines = [f"{one.id}: {KINDS[one.kind]}, {complaints.clock(one, exchange.now)}" for one in page]
        buttons = [_button("Show", "o_talk", one.id) for one in page]
        if after < len(waiting):
            left = Button("Show newer ones", encode(CommandButton("o_talks", str(after))))
            buttons.append(left)
        elif start:
            buttons.append(Button("Show the oldest", encode(CommandButton("o_talks", "0"))))
        shown = f"{start + 1} to {start + len(page)} of {len(waiting)}, the oldest first"
        exchange.offer(Title("Open messages"), Paragraph("\n".join(lines)), Small(shown), buttons=buttons)

    async def _show(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        thread = await self._thread(exchange, argument)
        if thread is None:
            return
        db = await exchange.work.records()
        await organisers.write_log(db, organiser.id, "read", now=exchange.now, about=f"message {thread.id}")
        exchange.offer(*_blocks(thread, exchange.now), buttons=_steps(thread))

    async def _ask_answer(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        thread = await self._thread(exchange, argument)
        if thread is not None:
            wait_for(exchange, "answer", str(thread.id))
            exchange.say(
                *_answered(thread),
                f"Type your answer to message {thread.id}. You see it once more before it goes. It goes out "
                "in the campaign's name, not yours. /cancel leaves.",
            )

    async def _take_answer(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        """Show the answer as it would go out; nothing goes before that was looked at."""
        del organiser
        thread = await self._thread(exchange, argument)
        if thread is None:
            return
        if not isinstance(incoming, Text):
            wait_for(exchange, "answer", argument)
            exchange.say("Only words can be passed on. Type your answer, or /cancel.")
            return
        self._unsent.hold(exchange.person, incoming.text, exchange.now)
        self._preview(exchange, thread, incoming.text)

    def _preview(self, exchange: Exchange, thread: Thread, text: str) -> None:
        version = _version(thread, text)
        exchange.offer(
            Title(f"Your answer to message {thread.id}"),
            *_answered(thread),
            Paragraph(text),
            Small("Nothing has been sent yet."),
            buttons=[
                Button("Send it", encode(CommandButton("o_say", f"{thread.id}.{version}"))),
                Button("Change it", encode(CommandButton("o_answer", str(thread.id)))),
            ],
        )

    async def _send(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Send the very answer that was shown, if nobody else answered meanwhile."""
        number, _, shown = argument.partition(".")
        thread = await self._thread(exchange, number)
        if thread is None:
            return
        text = self._unsent.take(exchange.person, exchange.now)
        if text is None:
            exchange.mark("This is over.")
            exchange.say("I hold no answer of yours that waits to be sent: that is over after an hour.")
            return
        if shown != _version(thread, text):
            exchange.mark("Look at it once more.")
            self._unsent.hold(exchange.person, text, exchange.now)
            if not shown.startswith(f"{len(thread.messages)}."):
                exchange.say(f"Meanwhile, in message {thread.id}:", *_said(thread)[-1:])
            self._preview(exchange, thread, text)
            return
        exchange.mark("You chose: send it")
        await self._pass_on(exchange, organiser, thread, text, "answered")
        exchange.offer("Your answer is on its way.", buttons=[_button("Close", "o_close", thread.id)])

    async def _acknowledge(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        """Tell whoever complained that the complaint is looked into, in fixed words."""
        thread = await self._thread(exchange, argument)
        if thread is None:
            return
        exchange.mark("You chose: acknowledge it")
        if thread.acknowledged_at is None:
            day = datetime.fromisoformat(thread.opened_at)
            text = ACKNOWLEDGED.format(day=f"{day.day} {day:%B}")
            await self._pass_on(exchange, organiser, thread, text, "acknowledged")
        steps = [_button("Answer", "o_answer", thread.id), _button("Close", "o_close", thread.id)]
        exchange.offer(f"Complaint {thread.id} is acknowledged.", buttons=steps)

    async def _pass_on(
        self, exchange: Exchange, organiser: Organiser, thread: Thread, text: str, what: str
    ) -> None:
        """Send words to the supporter, and let the other listeners know."""
        db = await exchange.work.records()
        await threads.add(db, thread.id, text, from_person=False, now=exchange.now)
        await organisers.write_log(db, organiser.id, what, now=exchange.now, about=f"message {thread.id}")
        exchange.tell(
            thread.person,
            Title("From the organisers"),
            Paragraph(text),
            Small(WRITE_BACK),
            buttons=[Button("Write back", encode(CommandButton("talk", str(thread.id))))],
        )
        for other in await organisers.with_role(db, Role.LISTENER):
            if other.id != organiser.id:
                told = f"Message {thread.id} was {what} by {organiser.called}."
                exchange.tell(other.person, told, buttons=[_button("Show", "o_talk", thread.id)])

    async def _close(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        thread = await self._thread(exchange, argument)
        if thread is None:
            return
        if complaints.waits(thread):
            exchange.offer(
                f"Complaint {thread.id} has not been acknowledged, and the law asks for that: "
                f"{complaints.clock(thread, exchange.now)}. Acknowledge or answer it first; then you can "
                "close it.",
                buttons=_steps(thread)[:2],
            )
            return
        db = await exchange.work.records()
        if await threads.close(db, thread.id, exchange.now):
            about = f"message {thread.id}"
            await organisers.write_log(db, organiser.id, "closed", now=exchange.now, about=about)
        exchange.mark("Closed.")
        exchange.say(f"Message {thread.id} is closed. It is deleted after 30 days.")

    async def _thread(self, exchange: Exchange, argument: str) -> Thread | None:
        number = int(argument) if argument.isdecimal() else 0
        thread = await threads.find(await exchange.work.records(), number)
        if thread is None:
            exchange.say("That message is gone: it was deleted, or the person erased their data.")
        return thread


def _blocks(thread: Thread, now: datetime) -> list[Block]:
    kind = "" if thread.kind == "talk" else f", a {KINDS[thread.kind]}"
    return [
        Title(f"Message {thread.id}{kind}"),
        *_said(thread),
        Small(f"{complaints.dates(thread, now)}. /talks shows all that are open."),
    ]


def _said(thread: Thread) -> list[Paragraph]:
    return [
        Paragraph(f"{'They wrote' if one.from_person else 'The organisers answered'}: {one.text}")
        for one in thread.messages
    ]


def _steps(thread: Thread) -> list[Button]:
    """What can be done with a talk. A complaint is acknowledged before it is closed."""
    answer, close = _button("Answer", "o_answer", thread.id), _button("Close", "o_close", thread.id)
    if complaints.waits(thread):
        return [_button("Acknowledge", "o_ack", thread.id), answer, close]
    return [answer, close]


def _button(verb: str, command: str, number: int) -> Button:
    """Its label says what it belongs to: it may be typed long after it was shown."""
    noun = "" if verb == "Acknowledge" else "message "
    return Button(f"{verb} {noun}{number}", encode(CommandButton(command, str(number))))


def _answered(thread: Thread) -> list[Block]:
    """That somebody answered already, so that nobody is answered twice without meaning it."""
    if not thread.messages or thread.messages[-1].from_person:
        return []
    at = datetime.fromisoformat(thread.messages[-1].at)
    return [Paragraph(f"Message {thread.id} was answered on {at.day} {at:%B}. Another answer comes on top.")]


def _version(thread: Thread, text: str) -> str:
    """What an answer was when it was shown, and what it answered: neither may have changed when it goes."""
    words = hashlib.sha256(f"{thread.id} {text}".encode()).hexdigest()[:12]
    return f"{len(thread.messages)}.{words}"
