"""Messages that supporters leave for the organisers on purpose."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.content.flow_actions import Controller
from bot.core.callbacks import CommandButton, encode
from bot.core.context import Exchange
from bot.core.messages import Button, Quote
from bot.core.state import Recent
from bot.helpdesk.organiser_side import Talks
from bot.storage import deliveries
from flows.texts import Texts, worded

REPLIES_WITHIN = timedelta(days=3)
"""So long after an update what people write may be a reply to it."""


class Messages:
    """Asks for a message, says who reads it and when, and passes it on."""

    def __init__(self, texts: Texts, talks: Talks, controller: Controller | None, recent: Recent) -> None:
        self._texts = texts
        self._talks = talks
        self._contact = controller.contact if controller else ""
        self._recent = recent

    async def after_update(self, exchange: Exchange) -> bool:
        """Whether what somebody writes may be a reply to an update, because they had one in the last days.
        Nobody sends updates where nobody is responsible for them."""
        if not self._contact:
            return False
        at = await deliveries.last_update_at(await exchange.work.records(), exchange.person)
        return at is not None and exchange.now - datetime.fromisoformat(at) <= REPLIES_WITHIN

    async def can_be_taken(self, exchange: Exchange) -> bool:
        """Whether there is somebody who would read a message now."""
        return bool(self._contact) and await self._talks.somebody_listens(exchange)

    async def ask(self, exchange: Exchange, kind: str, thread: str = "") -> None:
        """Say who reads it and ask for the words; nobody there is said before anything is typed."""
        if not await self.can_be_taken(exchange):
            self._nobody(exchange)
            return
        exchange.state = replace(exchange.state, leaving=f"{kind} {thread}".strip(), menu=())
        if thread:  # they know by now who reads it
            exchange.say(self._texts.write_back_ask)
        else:
            exchange.say(self._texts.complaint_ask if kind == "complaint" else self._texts.talk_ask)

    async def take(self, exchange: Exchange, text: str) -> None:
        """Pass on the words that were asked for."""
        kind, _, thread = exchange.state.leaving.partition(" ")
        exchange.state = replace(exchange.state, leaving="")
        if thread and await self._talks.go_on(exchange, thread, text):
            exchange.say(self._texts.talk_passed_on)
            return
        await self._begin(exchange, kind, text)

    async def send_on(self, exchange: Exchange) -> None:
        """Pass on the message that could not be answered."""
        text = self._recent.take(exchange.person, exchange.now)
        if text is None:
            exchange.say(self._texts.send_on_gone)
            return
        if await self._begin(exchange, "reply", text):
            exchange.mark("You sent it to a person.")
            return
        self._recent.hold(exchange.person, text, exchange.now)
        leave = Button("Leave my question", encode(CommandButton("leave_question")))
        exchange.offer(self._texts.leave_instead, buttons=[leave])

    async def _begin(self, exchange: Exchange, kind: str, text: str) -> bool:
        """Whether there was somebody to pass the words on to."""
        if not self._contact or not await self._talks.begin(exchange, kind, text):
            self._nobody(exchange)
            return False
        if kind == "complaint":
            exchange.say(self._texts.complaint_passed_on)
        else:
            sent = [Quote("You sent:", text)] if kind == "reply" else []
            exchange.say(self._texts.talk_passed_on, *sent)
        return True

    def _nobody(self, exchange: Exchange) -> None:
        if self._contact:
            exchange.say(worded(self._texts.talk_nobody, contact=self._contact))
        else:
            exchange.say(self._texts.talk_no_controller)
