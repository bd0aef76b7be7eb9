"""Questions: an answer, a choice of questions, or "I am not sure"."""

from bot.conversation.answer_view import AnswerView
from bot.conversation.commands import Commands
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.safety import SafetyHandler
from bot.conversation.unsure import Unsure
from bot.core.context import Context
from bot.core.parsed_message import LONGEST_QUESTION, ParsedMessage
from bot.core.state import RecentTexts
from bot.helpdesk.supporter_side import SupporterHelpdesk
from faq.matching.result import Answered, Suggested

NEXT_BEST = 3
"""Entries kept for "no, something else"."""


class Faq:
    """Looks a question up."""

    def __init__(
        self,
        answers: AnswerView,
        unsure: Unsure,
        safety: SafetyHandler,
        *,
        commands: Commands,
        helpdesk: SupporterHelpdesk,
        flows: FlowRunner,
        recent: RecentTexts,
    ) -> None:
        self._answers = answers
        self._unsure = unsure
        self._safety = safety
        self._commands = commands
        self._helpdesk = helpdesk
        self._flows = flows
        self._recent = recent

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Answer a message that holds a question."""
        if not message.holds_question:
            return False
        await self.answer(context, message)
        return True

    async def answer(self, context: Context, message: ParsedMessage) -> None:
        """Say what is known. In the middle of a flow the open question follows again."""
        if message.command or message.is_thanks:
            await self._commands.run(context, message.command or "thanks")
            return
        if message.personal_details:
            context.say(context.texts.public.personal_details)
            if not message.asks:
                self._flows.repeat_question(context)
                return
        self._recent.put(context.person, message.pii.text, context.now)
        match message.match:
            case Answered(best=best, candidates=candidates):
                context.count("answered")
                context.count(f"answered:{best.id}")
                others = [candidate.id for candidate in candidates if candidate.id != best.id][:NEXT_BEST]
                self._answers.show(context, best.id, others)
                self._flows.repeat_question(context)
            case Suggested(choices=choices):
                context.count("offered")
                await self._suggest(context, message, [choice.id for choice in choices])
            case _:
                await self._not_known(context, message)

    async def _suggest(self, context: Context, message: ParsedMessage, ids: list[str]) -> None:
        """Offer a choice of questions; what may be a reply to an update can be passed on as well."""
        if message.mentions_hardship:
            self._safety.acknowledge_hardship(context)
            ids = self._answers.with_support(ids)
        if await self._helpdesk.after_update(context):
            intro = context.texts.public.update_did_you_mean
            self._answers.offer_entries(context, intro, ids, besides=[self._unsure.pass_on(context)])
        else:
            self._answers.offer_entries(context, context.texts.public.did_you_mean, ids)

    async def _not_known(self, context: Context, message: ParsedMessage) -> None:
        after_update = await self._helpdesk.after_update(context)
        if not after_update and len(message.pii.text) > LONGEST_QUESTION:
            context.say(context.texts.public.too_long)
            return
        context.count("unmatched")
        if after_update:
            self._unsure.of_reply(context)
        elif message.mentions_hardship:
            again = not self._safety.acknowledge_hardship(context)
            await self._unsure.in_hardship(context, again=again)
        else:
            await self._unsure.of_question(context)
