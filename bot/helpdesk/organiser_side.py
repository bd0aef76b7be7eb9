"""Talk to a person: supporters leave a message on purpose, organisers answer, and neither sees the other's
account. Complaints about personal data take the same road, with their legal clock shown.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from bot.core.callbacks import CommandButton, encode
from bot.core.context import Context
from bot.core.messages import (
    Block,
    Button,
    Footnote,
    Incoming,
    Paragraph,
    Text,
    Title,
)
from bot.core.state import RecentTexts
from bot.helpdesk import complaints
from bot.organisers.router import (
    CrisisPolicy,
    InputRoute,
    Route,
    expect_input,
)
from bot.storage import audit_log, organisers, threads
from bot.storage.enums import Role, ThreadKind
from bot.storage.organisers import Organiser
from bot.storage.threads import Thread

KINDS: Mapping[ThreadKind, str] = {
    ThreadKind.TALK: "message",
    ThreadKind.REPLY: "question the bot could not answer",
    ThreadKind.COMPLAINT: "complaint about data",
}
SHOWN = 5
"""Talks of a page; the sixth button leads to others."""
WRITE_BACK = "To answer them, choose Write back first. Other words you type here go to the computer alone."
ACKNOWLEDGED = (
    "The organisers have your complaint about data of {day} and are looking into it. They will tell you here "
    "what comes of it."
)


class OrganiserHelpdesk:
    """The organisers' side, and what a supporter's message leads to.

    An answer that is not sent yet is held in memory alone, for an hour.
    """

    def __init__(self) -> None:
        self._unsent = RecentTexts()

    def duties(self) -> dict[str, Route]:
        return {
            "talks": Route(Role.LISTENER, self._list, "Messages that people left"),
            "o_talks": Route(Role.LISTENER, self._list),
            "o_talk": Route(Role.LISTENER, self._show),
            "o_answer": Route(Role.LISTENER, self._ask_answer),
            "o_say": Route(Role.LISTENER, self._send),
            "o_ack": Route(Role.LISTENER, self._acknowledge),
            "o_close": Route(Role.LISTENER, self._close),
        }

    def awaited(self) -> dict[str, InputRoute]:
        return {"answer": InputRoute(Role.LISTENER, self._take_answer, CrisisPolicy.ALSO)}

    async def somebody_listens(self, context: Context) -> bool:
        return bool(await organisers.with_role(await context.savepoint.db(), Role.LISTENER))

    # -- what supporters do

    async def go_on(self, context: Context, number: str, text: str) -> bool:
        """Add to a talk that is open and the supporter's own; False when there is none."""
        db = await context.savepoint.db()
        thread = await threads.find(db, int(number)) if number.isdecimal() else None
        if thread is None or thread.person != context.person or thread.closed_at:
            return False
        await threads.add_message(db, thread.id, text, from_supporter=True, now=context.now)
        for listener in await organisers.with_role(db, Role.LISTENER):
            said = Paragraph(f"They wrote: {text}")
            context.notify(listener.person, Title(f"More on message {number}"), said, buttons=_steps(thread))
        return True

    async def begin(self, context: Context, kind: ThreadKind, text: str) -> bool:
        """Pass a supporter's message on; False when no organiser listens."""
        db = await context.savepoint.db()
        listeners = await organisers.with_role(db, Role.LISTENER)
        if not listeners:
            return False
        number = await threads.begin(db, context.person, kind, text, context.now)
        thread = await threads.find(db, number)
        if thread is None:
            raise LookupError("a talk that has just begun is there")
        for listener in listeners:
            context.notify(listener.person, *_blocks(thread, context.now), buttons=_steps(thread))
        context.count(f"talk:{kind}")
        return True

    # -- what organisers do

    async def _list(self, context: Context, organiser: Organiser, argument: str) -> None:
        """What is open, the oldest first, a page at a time."""
        db = await context.savepoint.db()
        waiting = await threads.load_open(db)
        if not argument:
            await audit_log.write(db, organiser.id, "looked at the open messages", now=context.now)
        if not waiting:
            context.say("Nobody is waiting for an answer.")
            return
        start = int(argument) if argument.isdecimal() and int(argument) < len(waiting) else 0
        page, after = waiting[start : start + SHOWN], start + SHOWN
        lines = [f"{one.id}: {KINDS[one.kind]}, {complaints.waiting_time(one, context.now)}" for one in page]
        buttons = [_button("Show", "o_talk", one.id) for one in page]
        if after < len(waiting):
            left = Button("Show newer ones", encode(CommandButton("o_talks", str(after))))
            buttons.append(left)
        elif start:
            buttons.append(Button("Show the oldest", encode(CommandButton("o_talks", "0"))))
        shown = f"{start + 1} to {start + len(page)} of {len(waiting)}, the oldest first"
        context.offer(Title("Open messages"), Paragraph("\n".join(lines)), Footnote(shown), buttons=buttons)

    async def _show(self, context: Context, organiser: Organiser, argument: str) -> None:
        thread = await self._thread(context, argument)
        if thread is None:
            return
        db = await context.savepoint.db()
        await audit_log.write(db, organiser.id, "read", now=context.now, subject=f"message {thread.id}")
        context.offer(*_blocks(thread, context.now), buttons=_steps(thread))

    async def _ask_answer(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        thread = await self._thread(context, argument)
        if thread is not None:
            expect_input(context, "answer", str(thread.id))
            context.say(
                *_answered(thread),
                f"Type your answer to message {thread.id}. You see it once more before it goes. It goes out "
                "in the campaign's name, not yours. /cancel leaves.",
            )

    async def _take_answer(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        """Show the answer as it would go out; nothing goes before that was looked at."""
        del organiser
        thread = await self._thread(context, argument)
        if thread is None:
            return
        if not isinstance(incoming, Text):
            expect_input(context, "answer", argument)
            context.say("Only words can be passed on. Type your answer, or /cancel.")
            return
        self._unsent.put(context.person, incoming.text, context.now)
        self._preview(context, thread, incoming.text)

    def _preview(self, context: Context, thread: Thread, text: str) -> None:
        version = _version(thread, text)
        context.offer(
            Title(f"Your answer to message {thread.id}"),
            *_answered(thread),
            Paragraph(text),
            Footnote("Nothing has been sent yet."),
            buttons=[
                Button("Send it", encode(CommandButton("o_say", f"{thread.id}.{version}"))),
                Button("Change it", encode(CommandButton("o_answer", str(thread.id)))),
            ],
        )

    async def _send(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Send the very answer that was shown, if nobody else answered meanwhile."""
        number, _, shown = argument.partition(".")
        thread = await self._thread(context, number)
        if thread is None:
            return
        text = self._unsent.pop(context.person, context.now)
        if text is None:
            context.confirm_choice("This is over.")
            context.say("I hold no answer of yours that waits to be sent: that is over after an hour.")
            return
        if shown != _version(thread, text):
            context.confirm_choice("Look at it once more.")
            self._unsent.put(context.person, text, context.now)
            if not shown.startswith(f"{len(thread.messages)}."):
                context.say(f"Meanwhile, in message {thread.id}:", *_said(thread)[-1:])
            self._preview(context, thread, text)
            return
        context.confirm_choice("You chose: send it")
        await self._pass_on(context, organiser, thread, text, "answered")
        context.offer("Your answer is on its way.", buttons=[_button("Close", "o_close", thread.id)])

    async def _acknowledge(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Tell whoever complained that the complaint is looked into, in fixed words."""
        thread = await self._thread(context, argument)
        if thread is None:
            return
        context.confirm_choice("You chose: acknowledge it")
        if thread.acknowledged_at is None:
            text = ACKNOWLEDGED.format(day=f"{thread.opened_at.day} {thread.opened_at:%B}")
            await self._pass_on(context, organiser, thread, text, "acknowledged")
        steps = [_button("Answer", "o_answer", thread.id), _button("Close", "o_close", thread.id)]
        context.offer(f"Complaint {thread.id} is acknowledged.", buttons=steps)

    async def _pass_on(
        self, context: Context, organiser: Organiser, thread: Thread, text: str, what: str
    ) -> None:
        """Send words to the supporter, and let the other listeners know."""
        db = await context.savepoint.db()
        await threads.add_message(db, thread.id, text, from_supporter=False, now=context.now)
        await audit_log.write(db, organiser.id, what, now=context.now, subject=f"message {thread.id}")
        context.notify(
            thread.person,
            Title("From the organisers"),
            Paragraph(text),
            Footnote(WRITE_BACK),
            buttons=[Button("Write back", encode(CommandButton("talk", str(thread.id))))],
        )
        for other in await organisers.with_role(db, Role.LISTENER):
            if other.id != organiser.id:
                told = f"Message {thread.id} was {what} by {organiser.label}."
                context.notify(other.person, told, buttons=[_button("Show", "o_talk", thread.id)])

    async def _close(self, context: Context, organiser: Organiser, argument: str) -> None:
        thread = await self._thread(context, argument)
        if thread is None:
            return
        if complaints.waits(thread):
            context.offer(
                f"Complaint {thread.id} has not been acknowledged, and the law asks for that: "
                f"{complaints.waiting_time(thread, context.now)}. Acknowledge or answer it first; "
                "then you can close it.",
                buttons=_steps(thread)[:2],
            )
            return
        db = await context.savepoint.db()
        if await threads.close(db, thread.id, context.now):
            about = f"message {thread.id}"
            await audit_log.write(db, organiser.id, "closed", now=context.now, subject=about)
        context.confirm_choice("Closed.")
        context.say(f"Message {thread.id} is closed. It is deleted after 30 days.")

    async def _thread(self, context: Context, argument: str) -> Thread | None:
        number = int(argument) if argument.isdecimal() else 0
        thread = await threads.find(await context.savepoint.db(), number)
        if thread is None:
            context.say("That message is gone: it was deleted, or the person erased their data.")
        return thread


def _blocks(thread: Thread, now: datetime) -> list[Block]:
    kind = "" if thread.kind is ThreadKind.TALK else f", a {KINDS[thread.kind]}"
    return [
        Title(f"Message {thread.id}{kind}"),
        *_said(thread),
        Footnote(f"{complaints.dates(thread, now)}. /talks shows all that are open."),
    ]


def _said(thread: Thread) -> list[Paragraph]:
    return [
        Paragraph(f"{'They wrote' if one.from_supporter else 'The organisers answered'}: {one.text}")
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
    if not thread.messages or thread.messages[-1].from_supporter:
        return []
    at = thread.messages[-1].sent_at
    return [Paragraph(f"Message {thread.id} was answered on {at.day} {at:%B}. Another answer comes on top.")]


def _version(thread: Thread, text: str) -> str:
    """What an answer was when it was shown, and what it answered: neither may have changed when it goes."""
    words = hashlib.sha256(f"{thread.id} {text}".encode()).hexdigest()[:12]
    return f"{len(thread.messages)}.{words}"
