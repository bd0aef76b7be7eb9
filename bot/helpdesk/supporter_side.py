"""Messages that supporters leave for the organisers on purpose."""

from dataclasses import replace
from datetime import timedelta

from bot.config.controller import Controller
from bot.core.callbacks import CommandButton
from bot.core.context import Context
from bot.core.messages import Button, Quote
from bot.core.state import RecentTexts
from bot.helpdesk.buttons import WriteBack
from bot.helpdesk.organiser_side import OrganiserHelpdesk
from bot.storage import deliveries
from bot.storage.schema.enums import ThreadKind
from flows.texts import Texts

REPLIES_WITHIN = timedelta(days=3)
"""How long after an update a message may be a reply to it."""


class SupporterHelpdesk:
    """Asks for a message, says who reads it and when, and passes it on."""

    def __init__(
        self, texts: Texts, talks: OrganiserHelpdesk, controller: Controller | None, recent: RecentTexts
    ) -> None:
        self._texts = texts
        self._talks = talks
        self._contact = controller.contact if controller else ""
        self._recent = recent

    async def after_update(self, context: Context) -> bool:
        """Return whether a message may be a reply to an update, sent to this person in the last days.

        Without a controller nobody is sent updates.
        """
        if not self._contact:
            return False
        last_update = await deliveries.last_update_at(await context.savepoint.db(), context.person)
        return last_update is not None and context.now - last_update <= REPLIES_WITHIN

    async def can_be_taken(self, context: Context) -> bool:
        """Return whether anybody would read a message now."""
        return bool(self._contact) and await self._talks.somebody_listens(context)

    async def ask(self, context: Context, kind: ThreadKind) -> None:
        """Say who reads a message of this kind, and ask for it."""
        texts = self._texts.public
        await self._expect(
            context, kind, texts.complaint_ask if kind is ThreadKind.COMPLAINT else texts.talk_ask
        )

    async def write_back(self, context: Context, press: WriteBack) -> None:
        """Ask for more in a thread, of somebody who knows by now who reads it."""
        await self._expect(context, f"talk {press.thread}", self._texts.public.write_back_ask)

    async def _expect(self, context: Context, pending: str, question: str) -> None:
        """Ask for a message. Where nobody would read it, say so before anything is typed."""
        if not await self.can_be_taken(context):
            self._nobody(context)
            return
        context.clear_menu()
        context.state = replace(context.state, pending_message=pending)
        context.say(question)

    async def take(self, context: Context, text: str) -> None:
        """Pass on the message that was asked for."""
        kind, _, number = context.state.pending_message.partition(" ")
        context.state = replace(context.state, pending_message="")
        if number.isdecimal() and await self._talks.add(context, int(number), text):
            context.say(self._texts.public.talk_passed_on)
            return
        await self._begin(context, ThreadKind(kind), text)

    async def send_on(self, context: Context) -> None:
        """Pass on the message that could not be answered."""
        text = self._recent.pop(context.person, context.now)
        if text is None:
            context.say(self._texts.public.send_on_gone)
            return
        if await self._begin(context, ThreadKind.REPLY, text):
            context.confirm_choice(self._texts.public.sent_on)
            return
        self._recent.put(context.person, text, context.now)
        leave = Button(
            self._texts.buttons.conversation.leave_question, CommandButton("leave_question").pack()
        )
        context.offer(self._texts.public.leave_instead, buttons=[leave])

    async def _begin(self, context: Context, kind: ThreadKind, text: str) -> bool:
        """Pass a message on; False where there is nobody to read it."""
        if not self._contact or not await self._talks.begin(context, kind, text):
            self._nobody(context)
            return False
        if kind is ThreadKind.COMPLAINT:
            context.say(self._texts.public.complaint_passed_on)
        else:
            sent = [Quote(self._texts.public.you_sent, text)] if kind is ThreadKind.REPLY else []
            context.say(self._texts.public.talk_passed_on, *sent)
        return True

    def _nobody(self, context: Context) -> None:
        if self._contact:
            context.say(self._texts.public.talk_nobody(contact=self._contact))
        else:
            context.say(self._texts.public.talk_no_controller)
