"""Commands about a person's own data that end something in the conversation too."""

from bot.conversation.flow_runner import FlowRunner
from bot.conversation.start import Start
from bot.core.context import Context
from bot.core.state import RecentTexts
from bot.supporters.buttons import ConfirmErasure, KeepData
from bot.supporters.my_data import MyData


class DataCommands:
    """Erases, keeps, and stops updates."""

    def __init__(self, my_data: MyData, start: Start, flows: FlowRunner, recent: RecentTexts) -> None:
        self._my_data = my_data
        self._start = start
        self._flows = flows
        self._recent = recent

    async def forget(self, context: Context, _: ConfirmErasure) -> None:
        """Erase everything, the words in memory too."""
        context.confirm_choice(context.texts.public.you_chose_erase)
        self._recent.drop(context.person)
        await self._my_data.forget(context)

    async def keep(self, context: Context, _: KeepData) -> None:
        """Keep everything after all."""
        context.confirm_choice(context.texts.public.you_chose_keep)
        context.say(context.texts.public.forget_kept)
        self._flows.repeat_question(context)

    async def stop(self, context: Context) -> None:
        """Stop updates, and leave a flow that is open."""
        if context.state.position is not None:
            self._start.cancel(context)
        await self._my_data.stop(context)
