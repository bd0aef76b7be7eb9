"""Talk to a person: supporters leave a message on purpose, organisers answer, and neither sees the other's
account. Complaints about personal data take the same road, with their legal clock shown.
"""

from datetime import datetime, timedelta

from bot.buttons import CommandButton, encode
from bot.chat import Button, Incoming, Paragraph, Small, Text, Title
from bot.exchange import Exchange
from bot.organisers.desk import Awaited, Duty, wait_for
from bot.organisers.roles import Role
from bot.storage import organisers, threads
from bot.storage.organisers import Organiser
from bot.storage.threads import Thread

ACKNOWLEDGE_WITHIN = timedelta(days=30)
"""A data-protection complaint is acknowledged within 30 days (ICO guidance on complaints, June 2026)."""
KINDS = {"talk": "message", "reply": "question the bot could not answer", "complaint": "complaint about data"}
SHOWN = 6
WRITE_BACK = "To answer them, press Write back first. Other words you type here go to the computer alone."


class Talks:
    """The organisers' side, and what a supporter's message leads to."""

    def duties(self) -> dict[str, Duty]:
        return {
            "talks": Duty(Role.LISTENER, self._list, "Messages that people left"),
            "o_talk": Duty(Role.LISTENER, self._show),
            "o_answer": Duty(Role.LISTENER, self._ask_answer),
            "o_close": Duty(Role.LISTENER, self._close),
        }

    def awaited(self) -> dict[str, Awaited]:
        return {"answer": Awaited(Role.LISTENER, self._take_answer)}

    async def somebody_listens(self, exchange: Exchange) -> bool:
        return bool(await organisers.with_role(await exchange.work.records(), Role.LISTENER))

    async def go_on(self, exchange: Exchange, number: str, text: str) -> bool:
        """Add to a talk that is open and the supporter's own; False when there is none."""
        db = await exchange.work.records()
        thread = await threads.find(db, int(number)) if number.isdecimal() else None
        if thread is None or thread.person != exchange.person or thread.closed_at:
            return False
        await threads.add(db, thread.id, text, from_person=True, now=exchange.now)
        for listener in await organisers.with_role(db, Role.LISTENER):
            said = Paragraph(f"They wrote: {text}")
            exchange.tell(
                listener.person, Title(f"More on message {number}"), said, buttons=_buttons(thread.id)
            )
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
            exchange.tell(listener.person, *_blocks(thread), buttons=_buttons(number))
        exchange.count(f"talk:{kind}")
        return True

    async def _list(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser, argument
        waiting = await threads.open_ones(await exchange.work.records())
        if not waiting:
            exchange.say("Nobody is waiting for an answer.")
            return
        lines = [f"{one.id}: {KINDS[one.kind]}, {_clock(one, exchange.now)}" for one in waiting]
        buttons = [
            Button(f"Show {one.id}", encode(CommandButton("o_talk", str(one.id)))) for one in waiting[:SHOWN]
        ]
        exchange.offer(Title("Open messages"), Paragraph("\n".join(lines)), buttons=buttons)

    async def _show(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        thread = await self._thread(exchange, argument)
        if thread is None:
            return
        db = await exchange.work.records()
        await organisers.write_log(db, organiser.id, "read", now=exchange.now, about=f"message {thread.id}")
        exchange.offer(*_blocks(thread), buttons=_buttons(thread.id))

    async def _ask_answer(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        thread = await self._thread(exchange, argument)
        if thread is not None:
            wait_for(exchange, "answer", str(thread.id))
            exchange.say(
                f"Type your answer to message {thread.id}. It goes out in the campaign's name, not yours. "
                "/cancel leaves."
            )

    async def _take_answer(
        self, exchange: Exchange, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        thread = await self._thread(exchange, argument)
        if thread is None:
            return
        if not isinstance(incoming, Text):
            wait_for(exchange, "answer", argument)
            exchange.say("Only words can be passed on. Type your answer, or /cancel.")
            return
        db = await exchange.work.records()
        await threads.add(db, thread.id, incoming.text, from_person=False, now=exchange.now)
        await organisers.write_log(
            db, organiser.id, "answered", now=exchange.now, about=f"message {thread.id}"
        )
        again = Button("Write back", encode(CommandButton("talk", str(thread.id))))
        exchange.tell(
            thread.person,
            Title("From the organisers"),
            Paragraph(incoming.text),
            Small(WRITE_BACK),
            buttons=[again],
        )
        close = Button("Close it", encode(CommandButton("o_close", str(thread.id))))
        exchange.offer("Your answer is on its way.", buttons=[close])

    async def _close(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        thread = await self._thread(exchange, argument)
        if thread is None:
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


def _blocks(thread: Thread) -> list[Title | Paragraph | Small]:
    said = [
        Paragraph(f"{'They wrote' if one.from_person else 'You answered'}: {one.text}")
        for one in thread.messages
    ]
    kind = "" if thread.kind == "talk" else f", a {KINDS[thread.kind]}"
    return [
        Title(f"Message {thread.id}{kind}"),
        *said,
        Small(f"{_due(thread)}. /talks shows all that are open."),
    ]


def _buttons(number: int) -> list[Button]:
    return [
        Button("Answer", encode(CommandButton("o_answer", str(number)))),
        Button("Close it", encode(CommandButton("o_close", str(number)))),
    ]


def _due(thread: Thread) -> str:
    opened = datetime.fromisoformat(thread.opened_at)
    if thread.kind != "complaint":
        return f"Left on {opened:%d %B}"
    return f"Left on {opened:%d %B}; the law says to acknowledge it by {opened + ACKNOWLEDGE_WITHIN:%d %B}"


def _clock(thread: Thread, now: datetime) -> str:
    days = (now - datetime.fromisoformat(thread.opened_at)).days
    waited = f"{days} day{'' if days == 1 else 's'} old" if days else "from today"
    if thread.kind != "complaint":
        return waited
    if thread.acknowledged_at:
        return f"{waited}, acknowledged"
    return f"{waited}, to be acknowledged within {max(ACKNOWLEDGE_WITHIN.days - days, 0)} days"
