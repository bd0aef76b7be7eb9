"""Routes what organisers type, press and send.

The role is looked up every time: removing somebody takes effect at once, in open menus too. Users without the
role get the same reply as for an unknown command.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.core.callbacks import Callback, PendingInput
from bot.core.context import Context
from bot.core.messages import Incoming, Text
from bot.organisers import audit_text
from bot.organisers import routes as table
from bot.organisers.context import OrganiserContext
from bot.organisers.roles import may
from bot.organisers.routes import CrisisPolicy, Routes
from bot.storage import organisers


class OrganiserRouter:
    """Finds the route of what came. `accept` takes up an invitation by its code and says whether it held."""

    def __init__(self, routes: Routes, accept: Callable[[Context, str], Awaitable[bool]]) -> None:
        self.routes = routes
        self.accept = accept

    async def run_command(self, context: Context, name: str, argument: str) -> bool:
        """Run a command; False when there is none of this name for this person."""
        return await self._run(context, self.routes.commands.get(name), argument)

    async def press(self, context: Context, callback: Callback) -> bool:
        """Do what a button stands for; False when it is not for this person."""
        return await self._run(context, self.routes.callbacks.get(type(callback)), callback)

    def crisis_policy(self, context: Context) -> CrisisPolicy:
        """Return what to do about words of danger in what this person was asked to send."""
        _, route = self._pending(context)
        return route.crisis_policy if route else CrisisPolicy.REPLACE

    async def receive(self, context: Context, incoming: Incoming) -> bool:
        """Take what an organiser was asked to send; False when nothing was asked for.

        A choice of the list shown last, or the label of one that came in between, is that choice.
        """
        waiting = context.state.pending_input
        pending, route = self._pending(context)
        context.state = replace(context.state, pending_input="")
        data = None
        if waiting and isinstance(incoming, Text):
            data = context.state.menu.choose(incoming.text, question_open=True)
        if data:
            # Choices that have no route, such as everybody's own, are left to the conversation.
            callback = Callback.unpack(data)
            return callback is not None and await self.press(context, callback)
        ctx = await self._organiser_context(context, route)
        if route is None or ctx is None:
            return False
        checked = audit_text.redact_for_audit(context, incoming) if route.logged else incoming
        if checked is None:
            context.state = replace(context.state, pending_input=waiting)
        else:
            await route.handler(ctx, pending, checked)
        return True

    async def commands_of(self, context: Context) -> dict[str, str]:
        """Return the commands that this person has as an organiser; none for everybody else."""
        organiser = await organisers.find(await context.savepoint.db(), context.person)
        if organiser is None:
            return {}
        return self.routes.menu(organiser.roles, context.texts)

    def _pending(self, context: Context) -> tuple[PendingInput | None, table.InputRoute | None]:
        pending = PendingInput.unpack(context.state.pending_input)
        return pending, self.routes.inputs.get(type(pending)) if pending else None

    async def _run(self, context: Context, route: table.Route | None, value: Callback | str) -> bool:
        ctx = await self._organiser_context(context, route)
        if route is None or ctx is None:
            return False
        shown = context.state.menu.shown
        await route.handler(ctx, value)
        if context.state.pending_input and context.state.menu.shown is shown:
            # What is asked for now came without a list: a number is an answer, and no choice of an older one.
            context.clear_menu()
        return True

    async def _organiser_context(
        self, context: Context, route: table.Route | None
    ) -> OrganiserContext | None:
        """Return the context of an organiser who may use a route; None for everybody else."""
        if route is None:
            return None
        organiser = await organisers.find(await context.savepoint.db(), context.person)
        if organiser is None:
            return None
        ctx = OrganiserContext(context, organiser)
        return ctx if route.role is None or may(ctx.organiser.roles, route.role) else None
