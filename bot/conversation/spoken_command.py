"""Whole messages that stand for a command: "stop", "join the campaign"."""

from bot.conversation.commands import Commands
from bot.core.context import Context
from bot.core.parsed_message import ParsedMessage

TO_A_PERSON_TOO = frozenset({"thanks", "about"})
"""What is passed on when it is typed as a message for the organisers."""


class SpokenCommand:
    """Runs the command that a whole message stands for."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Run the command, unless it is words to a person."""
        command = message.command
        if command is None or (context.state.pending_message and command in TO_A_PERSON_TOO):
            return False
        await self._commands.run(context, command)
        return True
