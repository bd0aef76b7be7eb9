"""An answer to the open question of a flow, or a question asked in the middle of it."""

from bot.conversation.faq import Faq
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.safety import SafetyHandler
from bot.core.callbacks import CommandButton
from bot.core.context import Context
from bot.core.messages import Button
from bot.core.parsed_message import Decision, ParsedMessage
from bot.core.state import RecentTexts
from faq.pii import DetailKind
from flows.events import TypedAnswer

ASKED_FOR = {"email": DetailKind.EMAIL, "postcode": DetailKind.POSTCODE, "date": DetailKind.BIRTH_DATE}
"""Personal details that a step of a flow may ask for."""


class OpenQuestion:
    """Answers the open question. Where it takes any text, only a sure match counts as a question."""

    def __init__(self, flows: FlowRunner, faq: Faq, safety: SafetyHandler, recent: RecentTexts) -> None:
        self._flows = flows
        self._faq = faq
        self._safety = safety
        self._recent = recent

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Take the message as something said to the open question."""
        if not context.state.in_flow:
            return False
        if not self._flows.accepts(context, message.text):
            return await self._beside_the_question(context, message)
        open_text = self._flows.open_text(context)
        if open_text and message.personal_details:
            self._refuse_personal_details(context)
        elif open_text and message.decision is Decision.ANSWERED:
            await self._faq.answer(context, message)
            self._recent.put(context.person, message.text, context.now)
            mine = Button(context.texts.buttons.conversation.my_answer, CommandButton("mine").pack())
            context.offer(context.texts.public.or_your_answer, buttons=[mine])
        else:
            await self._flows.answer(context, TypedAnswer(message.text))
        return True

    async def _beside_the_question(self, context: Context, message: ParsedMessage) -> bool:
        """Take a message that is no answer to the open question: perhaps it asks something of its own."""
        if message.decision in (Decision.ANSWERED, Decision.COMMAND):
            return False
        if message.personal_details - {ASKED_FOR.get(self._flows.asks_for(context))}:
            self._refuse_personal_details(context)
        elif message.decision is Decision.SUGGESTED and message.sounds_asked:
            return False
        elif message.mentions_hardship and self._safety.acknowledge_hardship(context):
            self._flows.repeat_question(context)
        else:
            await self._flows.answer(context, TypedAnswer(message.text))
        return True

    def _refuse_personal_details(self, context: Context) -> None:
        context.say(context.texts.public.personal_details)
        self._flows.repeat_question(context)
