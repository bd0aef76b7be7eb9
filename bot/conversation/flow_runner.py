"""Walks people through flows: engine events become messages, `do` steps become effects."""

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import assert_never

from bot.core.actions import REFUSED, Action
from bot.core.callbacks import AnswerButton, CommandButton
from bot.core.context import Context
from bot.core.messages import Block, Button, Choices, EditMessage, Footnote, Message, Paragraph, Row, Send
from flows import events as happened
from flows.engine import Engine
from flows.events import BACK, NO, SKIP, YES, Question, Turn
from flows.position import Position
from flows.script import AskStep, ConfirmStep
from flows.texts import Texts
from flows.texts.buttons import FlowLabels


class FlowRunner:
    """The flows, with what the bot can do in them."""

    def __init__(self, engine: Engine, actions: Mapping[str, Action]) -> None:
        self.engine = engine
        self._actions = dict(actions)

    def title(self, context: Context, position: Position) -> str:
        """Return what a flow is called, also when it is gone."""
        script = self.engine.questions.scripts.get(position.flow)
        return script.title if script else context.texts.public.that_conversation

    async def begin(self, context: Context, flow: str) -> None:
        context.count(f"begun:{flow}")
        context.state = replace(context.state, asked_steps=())
        await self._follow(context, self.engine.begin(flow, token_hex(3)))

    async def answer(self, context: Context, given: happened.ButtonAnswer | happened.TypedAnswer) -> None:
        position = self._position(context)
        turn = self.engine.answer(position, given, context.now.isoformat())
        await self._follow(context, turn)

    async def back(self, context: Context) -> None:
        await self._follow(context, self.engine.back(self._position(context)))

    def repeat_question(self, context: Context) -> None:
        """Ask the open question again, after something else was said in the middle of a flow."""
        if context.state.in_flow:
            self.ask_again(context)

    def ask_again(self, context: Context) -> None:
        """Ask the open question once more, also of a flow that waits."""
        question = self.engine.ask_again(self._position(context)).question
        self._ask(context, question)

    def accepts(self, context: Context, text: str) -> bool:
        """Whether typed text is an answer to the open question."""
        return self.engine.accepts(self._position(context), text)

    def open_text(self, context: Context) -> bool:
        """Whether the open question takes any short text, so that a question could be meant as an answer."""
        return self.engine.ask_again(self._position(context)).question.open_text

    def asks_for(self, context: Context) -> str:
        """The kind of answer the open question asks for, such as "email"; empty where it offers choices."""
        step = self.engine.questions.asking(self._position(context))
        return step.ask if isinstance(step, AskStep) else ""

    def leave(self, context: Context) -> None:
        """Forget the place in a flow and everything answered in it, because the person wants to."""
        context.count(f"cancelled:{self._position(context).flow}")
        self._let_go(context)

    def start_over(self, context: Context) -> None:
        """Say that the flow changed under the waiting person, and let go of it."""
        title = self.title(context, self._position(context))
        self._let_go(context)
        context.say(context.texts.public.script_changed(title=title))

    def _let_go(self, context: Context) -> None:
        context.clear_menu()
        context.state = replace(context.state, position=None, paused=False, asked_steps=())

    def _position(self, context: Context) -> Position:
        if context.state.position is None:
            raise LookupError("nobody is in a flow here")
        return context.state.position

    async def _follow(self, context: Context, turn: Turn) -> None:
        """Say what happened, do what is to be done, until the person is asked something or the flow ends."""
        before = context.state.position
        while True:
            context.state = replace(context.state, position=turn.position, paused=False)
            action = ""
            for event in turn.events:
                action = self._tell(context, event) or action
            if turn.position is None:
                self._count_end(context, before)
            if not action or turn.position is None:
                return
            outcome = await self._actions[action](context, turn.position)
            before = before if outcome.name == REFUSED else turn.position
            turn = self.engine.carry_on(turn.position, outcome.name, outcome.saved)

    def _count_asked(self, context: Context) -> None:
        """Count how far people get: a question counts once, also when it is asked again or gone back to."""
        position, asked_steps = self._position(context), context.state.asked_steps
        if position.step not in asked_steps:
            context.count(f"asked:{position.flow}:{position.step}")
            context.state = replace(context.state, asked_steps=(*asked_steps, position.step))

    def _count_end(self, context: Context, before: Position | None) -> None:
        """Finished is a flow whose summary was agreed to, and what followed not refused; others have ended,
        such as after a no. `before` is the last place in the flow."""
        context.state = replace(context.state, asked_steps=())
        if before is None:
            return
        steps = self.engine.questions.steps(before)
        agreed = any(
            visit.given == YES and isinstance(steps.get(visit.step), ConfirmStep) for visit in before.trail
        )
        context.count(f"{'finished' if agreed else 'ended'}:{before.flow}")

    def _tell(self, context: Context, event: happened.Event) -> str | None:
        """Say one event; the name of the action, if one is to be done now."""
        match event:
            case happened.ActionRequested(action):
                return action
            case happened.MessageSaid(text):
                context.say(text)
            case happened.QuestionAsked(question, again):
                self._count_asked(context)
                self._ask(context, question, again=again)
            case happened.AnswerRecorded(label):
                context.confirm_choice(context.texts.public.you_chose(choice=label))
            case happened.AnswerNotUnderstood(words, help_wanted):
                context.say(words or context.texts.public.not_understood)
                if help_wanted:
                    context.say(context.texts.public.flow_help)
            case happened.StaleAnswer():
                context.say(context.texts.public.earlier_button)
                self.ask_again(context)
            case happened.DuplicateAnswer():
                pass
            case happened.FlowEnded():
                context.clear_menu()
            case _:
                assert_never(event)
        return None

    def _ask(self, context: Context, question: Question, *, again: bool = False) -> None:
        context.clear_menu()
        message = _message(context.texts, self._position(context), question)
        if again and context.shown:
            context.replies.append(EditMessage(context.shown, message))
        else:
            context.replies.append(Send(message))


def _message(texts: Texts, position: Position, question: Question) -> Message:
    words = texts.public.flow
    blocks: list[Block] = [Paragraph(question.text)]
    if question.summary:
        lines = (words.summary(name=called, answer=value) for called, value in question.summary)
        blocks.append(Paragraph("\n".join(lines)))
    if question.options:
        listed = (words.chosen(choice=each.label) if each.ticked else each.label for each in question.options)
        blocks.append(Choices(tuple(listed)))
    if question.can_skip:
        blocks.append(Footnote(words.can_skip))
    blocks.append(Footnote(words.progress(number=question.number, total=question.of)))
    return Message(tuple(blocks), _rows(texts.buttons.flow, position, question))


def _rows(labels: FlowLabels, position: Position, question: Question) -> tuple[Row, ...]:
    def button(label: str, choice: str) -> Button:
        return Button(label, AnswerButton(position.session, position.visit, choice).pack())

    options = [button(_ticked(option), option.choice) for option in question.options]
    pair = {option.choice for option in question.options} == {YES, NO}
    rows: list[Row] = [tuple(options)] if pair else [(option,) for option in options]
    around: list[Button] = []
    if question.can_go_back:
        around.append(button(labels.back, BACK))
    if question.can_skip:
        around.append(button(labels.skip, SKIP))
    around.append(Button(labels.cancel, CommandButton("cancel", position.session).pack()))
    return (*rows, tuple(around))


def _ticked(option: happened.Option) -> str:
    if option.ticked is None:
        return option.label
    return f"{'☑' if option.ticked else '☐'} {option.label}"
