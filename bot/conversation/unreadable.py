"""Photos, voices, edits and whatever else the bot can't read."""

from bot.conversation.flow_runner import FlowRunner
from bot.core.context import Context
from bot.core.messages import Text, Unreadable
from bot.core.parsed_message import ParsedMessage


class UnreadableMessage:
    """Says what can be read. The words that came with a photo or an edit are read for danger alone."""

    def __init__(self, flows: FlowRunner) -> None:
        self._flows = flows

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Answer what is no text."""
        texts = context.texts.public
        match message.incoming:
            case Text():
                return False
            case Unreadable(kind):
                context.say(texts.unreadable(kind=getattr(texts.kinds, kind, texts.kinds.other)))
            case _:
                context.say(texts.edited)
        self._flows.repeat_question(context)
        return True
