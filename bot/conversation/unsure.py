"""What is offered where there is no answer: topics, the organisers, a person."""

from collections.abc import Sequence

from bot.conversation.answer_view import AnswerView
from bot.conversation.safety import SafetyHandler
from bot.conversation.start import Start
from bot.core.callbacks import CommandButton
from bot.core.context import Context
from bot.core.messages import Button, Choices
from bot.core.parsed_message import ParsedMessage
from bot.core.state import RecentTexts
from bot.helpdesk.supporter_side import SupporterHelpdesk

MOST_BUTTONS = 6
"""As many as a message has at most."""


class Unsure:
    """Says that the bot is not sure, with the ways that are left."""

    def __init__(self, answers: AnswerView, helpdesk: SupporterHelpdesk) -> None:
        self._answers = answers
        self._helpdesk = helpdesk

    async def of_question(self, context: Context) -> None:
        """Nothing matched: offer topics and a way to leave the question for the organisers."""
        await self.offer_ways_on(context, context.texts.public.unsure)

    async def in_hardship(self, context: Context, *, again: bool) -> None:
        """The same to somebody in a hard time, with whom they can talk to first."""
        texts = context.texts.public
        intro = texts.hardship_again if again else texts.unsure_in_hardship
        await self.offer_ways_on(context, intro, self._answers.support())

    def of_reply(self, context: Context) -> None:
        """The same of what may be a reply to an update."""
        ways = [self.pass_on(context), _browse(context)]
        context.offer(context.texts.public.update_reply, buttons=ways)

    async def offer_ways_on(self, context: Context, intro: str, first: Sequence[Button] = ()) -> None:
        """Offer what is left where there is no answer; a person only where somebody reads messages."""
        texts, labels = context.texts.public, context.texts.buttons.conversation
        leave = Button(labels.leave_question, CommandButton("leave_question").pack())
        ways = [*first, _browse(context), leave]
        if await self._helpdesk.can_be_taken(context):
            ways.append(Button(labels.send_to_person, CommandButton("send_on").pack()))
            context.offer(intro, texts.can_leave_or_send_on, buttons=ways)
        else:
            context.offer(intro, texts.can_leave, buttons=ways)

    def pass_on(self, context: Context) -> Button:
        """Return the button that passes on what may be a reply to an update."""
        return Button(context.texts.buttons.conversation.send_to_organisers, CommandButton("send_on").pack())


def _browse(context: Context) -> Button:
    return Button(context.texts.buttons.conversation.browse_topics, CommandButton("topics").pack())


class PleasedReply:
    """Thanks, or what only after an update is meant as such: 👍, ok, really helpful."""

    def __init__(self, helpdesk: SupporterHelpdesk) -> None:
        self._helpdesk = helpdesk

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Answer thanks for an update."""
        if not message.sounds_pleased or not await self._helpdesk.after_update(context):
            return False
        context.say(context.texts.public.you_are_welcome)
        return True


class NothingAsked:
    """The last to listen: a number that is on no list, "ok", a smiley."""

    def __init__(
        self,
        unsure: Unsure,
        start: Start,
        safety: SafetyHandler,
        helpdesk: SupporterHelpdesk,
        recent: RecentTexts,
    ) -> None:
        self._unsure = unsure
        self._start = start
        self._safety = safety
        self._helpdesk = helpdesk
        self._recent = recent

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Say what can be done; a number may be meant for the list shown last."""
        choices = context.state.menu.shown
        texts = context.texts.public
        if context.state.paused:
            self._safety.remind_of_waiting_flow(context)
        elif not message.is_number and await self._helpdesk.after_update(context):
            self._recent.put(context.person, message.text, context.now)
            self._unsure.of_reply(context)
        elif message.is_number and len(choices) > MOST_BUTTONS:
            context.say(texts.not_on_the_list, Choices(tuple(choice.label for choice in choices)))
        elif message.is_number and choices:
            context.offer(texts.not_on_the_list, buttons=[Button(each.label, each.data) for each in choices])
        else:
            self._start.offer(context, texts.no_question)
        return True
