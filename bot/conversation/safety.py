"""Words of danger and of changing a medicine are met before anything else."""

from dataclasses import replace

from bot.conversation.flow_runner import FlowRunner
from bot.core.context import Context
from bot.core.messages import Text
from bot.core.parsed_message import ParsedMessage
from faq.guards.guards import Guarded
from faq.safety import Safety as SafetyWords

CARE_AGAIN_AFTER = 6
"""Messages after which a kind word may be said again: sooner it would sound like a machine."""


class SafetyHandler:
    """Gives numbers of help and safety answers, and kind words to people in hardship."""

    def __init__(self, words: SafetyWords, flows: FlowRunner) -> None:
        self._words = words
        self._flows = flows

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Meet words of danger or of changing a medicine."""
        if message.in_danger:
            self.show_numbers(context)
            if Guarded.MEDICINE in message.risks:  # one line of it: who is in danger needs the numbers
                context.say(self._words.medicine[0])
        elif Guarded.MEDICINE in message.risks:
            context.count("medicine")
            context.say(*self._words.medicine)
            self._flows.repeat_question(context)
        elif isinstance(message.incoming, Text) and context.state.care_cooldown:
            context.state = replace(context.state, care_cooldown=context.state.care_cooldown - 1)
        return bool(message.risks)

    def show_numbers(self, context: Context) -> None:
        """Give the numbers first: nothing to choose, nothing kept but a count. A flow waits."""
        context.count("crisis")
        context.say(*self._words.crisis)
        context.clear_menu()
        waits = context.state.position is not None
        context.state = replace(context.state, paused=waits, pending_message="", pending_input="")
        if waits:
            context.say(self._words.crisis_flow_waits)

    def remind_of_waiting_flow(self, context: Context) -> None:
        """Say how to go on with a flow that waits since somebody was in danger."""
        context.say(self._words.crisis_flow_waits)

    def acknowledge_hardship(self, context: Context) -> bool:
        """Say a kind word, unless one was said a few messages ago; return whether it was said."""
        if context.state.care_cooldown:
            return False
        context.say(self._words.care)
        context.state = replace(context.state, care_cooldown=CARE_AGAIN_AFTER)
        return True
