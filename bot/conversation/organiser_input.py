"""What an organiser was asked to send, such as the message of an update."""

from dataclasses import replace

from bot.conversation.safety import SafetyHandler
from bot.core.context import Context
from bot.core.messages import Edited, Text
from bot.core.parsed_message import ParsedMessage
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import CrisisPolicy


class OrganiserInput:
    """Hands over what an organiser was asked for; words of danger in it are met with help first."""

    def __init__(self, organisers: OrganiserRouter, safety: SafetyHandler) -> None:
        self._organisers = organisers
        self._safety = safety

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Take the input that is waited for. Help may come in its place, or before it."""
        pending = context.state.pending_input
        if not pending or isinstance(message.incoming, Edited):
            return False
        if isinstance(message.incoming, Text) and message.command == "cancel":
            return False
        policy = self._organisers.crisis_policy(context)
        if policy is not CrisisPolicy.IGNORE and message.in_danger:
            self._safety.show_numbers(context)
            if policy is CrisisPolicy.REPLACE:
                return True
            context.state = replace(context.state, pending_input=pending)
        return await self._organisers.receive(context, message.incoming)
