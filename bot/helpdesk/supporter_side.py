"""Messages that supporters leave for the organisers on purpose."""

from dataclasses import replace
from datetime import timedelta

from bot.config.controller import Controller
from bot.core.callbacks import CommandButton, encode
from bot.core.context import Context
from bot.core.messages import Button, Quote
from bot.core.state import RecentTexts
from bot.helpdesk.organiser_side import OrganiserHelpdesk
from bot.storage import deliveries
from bot.storage.enums import ThreadKind
from flows.texts import Texts

REPLIES_WITHIN = timedelta(days=3)
"""So long after an update what people write may be a reply to it."""


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
        """Whether what somebody writes may be a reply to an update, because they had one in the last days.
        Nobody sends updates where nobody is responsible for them."""
        if not self._contact:
            return False
        at = await deliveries.last_update_at(await context.savepoint.db(), context.person)
        return at is not None and context.now - at <= REPLIES_WITHIN

    async def can_be_taken(self, context: Context) -> bool:
        """Whether there is somebody who would read a message now."""
        return bool(self._contact) and await self._talks.somebody_listens(context)

    async def ask(self, context: Context, kind: ThreadKind, thread: str = "") -> None:
        """Say who reads it and ask for the words; nobody there is said before anything is typed."""
        if not await self.can_be_taken(context):
            self._nobody(context)
            return
        context.clear_menu()
        context.state = replace(context.state, pending_message=f"{kind} {thread}".strip())
        if thread:  # they know by now who reads it
            context.say(self._texts.public.write_back_ask)
        else:
            context.say(
                self._texts.public.complaint_ask if kind == "complaint" else self._texts.public.talk_ask
            )

    async def take(self, context: Context, text: str) -> None:
        """Pass on the words that were asked for."""
        kind, _, thread = context.state.pending_message.partition(" ")
        context.state = replace(context.state, pending_message="")
        if thread and await self._talks.go_on(context, thread, text):
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
            self._texts.buttons.conversation.leave_question, encode(CommandButton("leave_question"))
        )
        context.offer(self._texts.public.leave_instead, buttons=[leave])

    async def _begin(self, context: Context, kind: ThreadKind, text: str) -> bool:
        """Whether there was somebody to pass the words on to."""
        if not self._contact or not await self._talks.begin(context, kind, text):
            self._nobody(context)
            return False
        if kind == "complaint":
            context.say(self._texts.public.complaint_passed_on)
        else:
            sent = [Quote(self._texts.public.you_sent, text)] if kind == "reply" else []
            context.say(self._texts.public.talk_passed_on, *sent)
        return True

    def _nobody(self, context: Context) -> None:
        if self._contact:
            context.say(self._texts.public.talk_nobody(contact=self._contact))
        else:
            context.say(self._texts.public.talk_no_controller)
