"""What can be done with a question that was not answered, or that was meant as an answer."""

from bot.conversation.flow_runner import FlowRunner
from bot.conversation.start import Start
from bot.conversation.unsure import Unsure
from bot.core.context import Context
from bot.core.messages import Quote
from bot.core.state import RecentTexts
from bot.helpdesk.supporter_side import SupporterHelpdesk
from bot.storage import unanswered
from faq.pii import strip_personal_details
from flows.events import TypedAnswer


class OwnQuestions:
    """Handles the words that somebody typed a moment ago and wants to use again."""

    def __init__(
        self,
        unsure: Unsure,
        start: Start,
        *,
        helpdesk: SupporterHelpdesk,
        flows: FlowRunner,
        recent: RecentTexts,
    ) -> None:
        self._unsure = unsure
        self._start = start
        self._helpdesk = helpdesk
        self._flows = flows
        self._recent = recent

    async def none_of_these(self, context: Context) -> None:
        """None of the offered questions was meant: offer what is left."""
        context.confirm_choice(context.texts.public.you_chose_none)
        context.count("none_of_these")
        await self._unsure.offer_ways_on(context, context.texts.public.none_of_these)
        self._flows.repeat_question(context)

    async def send_on(self, context: Context) -> None:
        """Pass the question on to a person."""
        await self._helpdesk.send_on(context)
        self._flows.repeat_question(context)

    async def use_as_answer(self, context: Context) -> None:
        """Take what looked like a question as the answer to the open question."""
        text = self._recent.pop(context.person, context.now)
        if context.state.position is None:
            self._start.carry_on(context)
        elif text is None:
            self._flows.ask_again(context)
        else:
            await self._flows.answer(context, TypedAnswer(text))

    async def leave(self, context: Context) -> None:
        """Keep a question for the organisers: pressing the button is the agreement. Never who asked."""
        texts, text = context.texts.public, self._recent.pop(context.person, context.now)
        if text:
            kept = strip_personal_details(text).text
            await unanswered.add(await context.savepoint.db(), kept, context.now)
            context.confirm_choice(texts.you_left_question)
            context.say(texts.question_left, Quote(texts.your_question, kept))
        else:
            context.say(texts.leave_question_gone)
        self._flows.repeat_question(context)
