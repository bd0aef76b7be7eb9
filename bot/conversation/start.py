"""Where a conversation begins and goes on: welcome, deep links, joining, carrying on, leaving."""

from dataclasses import replace

from bot.config.controller import Controller
from bot.conversation.answer_view import AnswerView
from bot.conversation.flow_runner import FlowRunner
from bot.core.callbacks import CommandButton
from bot.core.context import Context
from bot.core.messages import Button
from bot.organisers.router import OrganiserRouter

LONGEST_SOURCE = 40
"""Characters of the name of a leaflet or meeting."""


class Start:
    """Welcomes people, and begins and ends flows. `controller` is None while nothing may be collected."""

    def __init__(
        self,
        answers: AnswerView,
        flows: FlowRunner,
        organisers: OrganiserRouter,
        controller: Controller | None,
    ) -> None:
        self._answers = answers
        self._flows = flows
        self._organisers = organisers
        self._controller = controller

    async def start(self, context: Context, argument: str) -> None:
        """Begin, at the place that a link named, or go on where somebody was."""
        kind, _, value = argument.partition("_")
        if kind == "org" and await self._organisers.accept(context, value):
            return
        if kind == "src" and value:
            source = value[:LONGEST_SOURCE]
            context.count(f"source:{source}")
            context.state = replace(context.state, source=source)
        if kind == "faq" and value in self._answers.entries:
            context.count(f"answered:{value}")
            self._answers.show(context, value)
            self._flows.repeat_question(context)
        elif argument in ("join", "pledge"):
            await self.begin(context, argument)
        else:
            self.resume(context)

    def resume(self, context: Context) -> None:
        """Go on with the question somebody had come to, or welcome them."""
        if context.state.position is not None:
            self.carry_on(context)
        elif self._controller:
            self.offer(context, context.texts.public.welcome(controller=self._controller.name))
        else:
            self.offer(context, context.texts.public.welcome_no_controller)

    def offer(self, context: Context, intro: str = "") -> None:
        """Offer where a conversation can begin; without a controller, nothing that collects."""
        labels = context.texts.buttons.conversation
        topics = Button(labels.browse_topics, CommandButton("topics").pack())
        join = Button(labels.join, CommandButton("join").pack())
        pledge = Button(labels.pledge, CommandButton("pledge").pack())
        privacy = Button(labels.privacy, CommandButton("privacy").pack())
        buttons = [topics, join, pledge, privacy] if self._controller else [topics, privacy]
        context.offer(intro or context.texts.public.ask_me, buttons=buttons)

    async def begin(self, context: Context, flow: str) -> None:
        """Begin a flow, unless one is open or nothing may be collected."""
        position = context.state.position
        if self._controller is None:
            context.say(context.texts.public.not_collecting)
        elif position is not None:
            context.say(context.texts.public.already_in_flow(title=self._flows.title(context, position)))
            self._repeat_paused(context)
        else:
            context.confirm_choice(context.texts.public.you_chose_this)
            await self._flows.begin(context, flow)

    def carry_on(self, context: Context) -> None:
        """Go on with a flow that waits."""
        position = context.state.position
        if position is None:
            self.offer(context, context.texts.public.nothing_to_carry_on)
            return
        context.say(context.texts.public.carry_on_reminder(title=self._flows.title(context, position)))
        self._repeat_paused(context)

    def cancel(self, context: Context, session: str = "") -> None:
        """Leave a flow (that of a button's `session`), or what somebody was asked to send."""
        texts, position = context.texts.public, context.state.position
        if (context.state.pending_input or context.state.pending_message) and not session:
            context.state = replace(context.state, pending_input="", pending_message="")
            context.say(texts.nothing_sent)
            self._flows.repeat_question(context)
        elif position is None or (session and session != position.session):
            context.confirm_choice(texts.over)
            context.say(texts.nothing_to_cancel)
        else:
            title = self._flows.title(context, position)
            context.confirm_choice(texts.you_left)
            self._flows.leave(context)
            context.say(texts.cancelled(title=title))

    def ask_what_to_stop(self, context: Context) -> None:
        """Ask what "stop it" means: the updates, these questions, or something else altogether."""
        labels = context.texts.buttons.conversation
        buttons = [Button(labels.stop_updates, CommandButton("stop").pack())]
        if context.state.position is not None:
            buttons.append(Button(labels.leave_questions, CommandButton("cancel").pack()))
            buttons.append(Button(labels.carry_on, CommandButton("carry_on").pack()))
        else:
            buttons.append(Button(labels.ask_something_else, CommandButton("ask").pack()))
        context.offer(context.texts.public.stop_what, buttons=buttons)

    def _repeat_paused(self, context: Context) -> None:
        context.state = replace(context.state, paused=False)
        self._flows.repeat_question(context)
