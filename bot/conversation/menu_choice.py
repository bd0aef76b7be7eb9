"""A choice from the list shown last, typed by its number or its words."""

from bot.conversation.button_presses import ButtonPresses
from bot.core.context import Context
from bot.core.parsed_message import ParsedMessage


class MenuChoice:
    """Does what the named choice does when it is pressed."""

    def __init__(self, buttons: ButtonPresses) -> None:
        self._buttons = buttons

    async def handle(self, context: Context, message: ParsedMessage) -> bool:
        """Choose what the message names."""
        menu = context.state.menu
        exactly = menu.choose(message.text, question_open=context.state.question_open)
        data = exactly or menu.guess(message.text)
        if data is None:
            return False
        await self._buttons.press(context, data)
        return True
