"""The message that a supporter leaves for the organisers, and thanks after an update."""

from bot.conversation.flow_runner import FlowRunner
from bot.core.context import Context
from bot.core.parsed_message import ParsedMessage
from bot.helpdesk.supporter_side import SupporterHelpdesk


class SupporterMessage:
    """Passes on the words that somebody was asked for."""

    def __init__(self, helpdesk: SupporterHelpdesk, flows: FlowRunner) -> None:
        self._helpdesk = helpdesk
        self._flows = flows

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Take the message that is waited for."""
        if not context.state.pending_message:
            return False
        await self._helpdesk.take(context, message.text)
        self._flows.repeat_question(context)
        return True
