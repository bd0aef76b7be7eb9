"""Walks people through flows: engine events become messages, `do` steps become effects."""

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import assert_never

from bot.core.actions import REFUSED, Action
from bot.core.callbacks import AnswerButton, CommandButton, encode
from bot.core.context import Exchange
from bot.core.messages import (
    Block,
    Button,
    Choices,
    Message,
    Paragraph,
    Redraw,
    Row,
    Send,
    Small,
)
from flows import events as happened
from flows.engine import Engine
from flows.events import (
    BACK,
    NO,
    SKIP,
    YES,
    Question,
    Turn,
)
from flows.position import Position
from flows.script import AskStep, ConfirmStep
from flows.texts import Texts, worded


class Walk:
    """The flows, with what the bot can do in them."""

    def __init__(self, engine: Engine, actions: Mapping[str, Action], texts: Texts) -> None:
        self.engine = engine
        self._actions = dict(actions)
        self._texts = texts

    def title(self, position: Position) -> str:
        """What a flow is called, also when it is gone."""
        script = self.engine.questions.scripts.get(position.flow)
        return script.title if script else "that conversation"

    async def begin(self, exchange: Exchange, flow: str) -> None:
        exchange.count(f"begun:{flow}")
        exchange.state = replace(exchange.state, reached=())
        await self._follow(exchange, self.engine.begin(flow, token_hex(3)))

    async def answer(self, exchange: Exchange, given: happened.Chose | happened.Typed) -> None:
        position = self._position(exchange)
        turn = self.engine.answer(position, given, exchange.now.isoformat())
        await self._follow(exchange, turn)

    async def back(self, exchange: Exchange) -> None:
        await self._follow(exchange, self.engine.back(self._position(exchange)))

    def ask_again(self, exchange: Exchange) -> None:
        """Ask the open question once more."""
        question = self.engine.ask_again(self._position(exchange)).question
        self._ask(exchange, question)

    def accepts(self, exchange: Exchange, text: str) -> bool:
        """Whether typed text is an answer to the open question."""
        return self.engine.accepts(self._position(exchange), text)

    def open_text(self, exchange: Exchange) -> bool:
        """Whether the open question takes any short text, so that a question could be meant as an answer."""
        return self.engine.ask_again(self._position(exchange)).question.open_text

    def asks_for(self, exchange: Exchange) -> str:
        """The kind of answer the open question asks for, such as "email"; empty where it offers choices."""
        step = self.engine.questions.asking(self._position(exchange))
        return step.ask if isinstance(step, AskStep) else ""

    def leave(self, exchange: Exchange) -> None:
        """Forget the place in a flow and everything answered in it, because the person wants to."""
        exchange.count(f"cancelled:{self._position(exchange).flow}")
        self._let_go(exchange)

    def start_over(self, exchange: Exchange) -> None:
        """Say that the flow changed under the waiting person, and let go of it."""
        title = self.title(self._position(exchange))
        self._let_go(exchange)
        exchange.say(worded(self._texts.script_changed, title=title))

    def _let_go(self, exchange: Exchange) -> None:
        exchange.state = replace(exchange.state, position=None, paused=False, menu=(), reached=())

    def _position(self, exchange: Exchange) -> Position:
        if exchange.state.position is None:
            raise LookupError("nobody is in a flow here")
        return exchange.state.position

    async def _follow(self, exchange: Exchange, turn: Turn) -> None:
        """Say what happened, do what is to be done, until the person is asked something or the flow ends."""
        before = exchange.state.position
        while True:
            exchange.state = replace(exchange.state, position=turn.position, paused=False)
            action = ""
            for event in turn.events:
                action = self._tell(exchange, event) or action
            if turn.position is None:
                self._count_end(exchange, before)
            if not action or turn.position is None:
                return
            outcome = await self._actions[action](exchange, turn.position)
            before = before if outcome.name == REFUSED else turn.position
            turn = self.engine.carry_on(turn.position, outcome.name, outcome.saved)

    def _count_asked(self, exchange: Exchange) -> None:
        """Count how far people get: a question counts once, also when it is asked again or gone back to."""
        position, reached = self._position(exchange), exchange.state.reached
        if position.step not in reached:
            exchange.count(f"asked:{position.flow}:{position.step}")
            exchange.state = replace(exchange.state, reached=(*reached, position.step))

    def _count_end(self, exchange: Exchange, before: Position | None) -> None:
        """Finished is a flow whose summary was agreed to, and what followed not refused; others have ended,
        such as after a no. `before` is the last place in the flow."""
        exchange.state = replace(exchange.state, reached=())
        if before is None:
            return
        steps = self.engine.questions.steps(before)
        agreed = any(
            visit.given == YES and isinstance(steps.get(visit.step), ConfirmStep) for visit in before.trail
        )
        exchange.count(f"{'finished' if agreed else 'ended'}:{before.flow}")

    def _tell(self, exchange: Exchange, event: happened.Event) -> str | None:
        """Say one event; the name of the action, if one is to be done now."""
        match event:
            case happened.Did(action):
                return action
            case happened.Said(text):
                exchange.say(text)
            case happened.Asked(question, again):
                self._count_asked(exchange)
                self._ask(exchange, question, again=again)
            case happened.Chosen(label):
                exchange.mark(f"You chose: {label}")
            case happened.NotUnderstood(words, help_wanted):
                exchange.say(words or self._texts.not_understood)
                if help_wanted:
                    exchange.say(self._texts.flow_help)
            case happened.Earlier():
                exchange.say(self._texts.earlier_button)
                self.ask_again(exchange)
            case happened.Repeated():
                pass
            case happened.Ended():
                exchange.state = replace(exchange.state, menu=())
            case _:
                assert_never(event)
        return None

    def _ask(self, exchange: Exchange, question: Question, *, again: bool = False) -> None:
        exchange.state = replace(exchange.state, menu=())
        message = self._message(self._position(exchange), question)
        if again and exchange.shown:
            exchange.reply.outgoing.append(Redraw(exchange.shown, message))
        else:
            exchange.reply.outgoing.append(Send(message))

    def _message(self, position: Position, question: Question) -> Message:
        blocks: list[Block] = [Paragraph(question.text)]
        if question.summary:
            lines = "\n".join(f"{called}: {value}" for called, value in question.summary)
            blocks.append(Paragraph(lines))
        if question.options:
            blocks.append(Choices(tuple(_listed(option) for option in question.options)))
        if question.can_skip:
            blocks.append(Small("You can skip this."))
        blocks.append(Small(f"{question.number} of {question.of}"))
        return Message(tuple(blocks), _rows(position, question))


def _listed(option: happened.Option) -> str:
    return f"{option.label} (chosen)" if option.ticked else option.label


def _rows(position: Position, question: Question) -> tuple[Row, ...]:
    def button(label: str, choice: str) -> Button:
        return Button(label, encode(AnswerButton(position.run, position.visit, choice)))

    options = [button(_ticked(option), option.choice) for option in question.options]
    pair = {option.choice for option in question.options} == {YES, NO}
    rows: list[Row] = [tuple(options)] if pair else [(option,) for option in options]
    around: list[Button] = []
    if question.can_go_back:
        around.append(button("Back", BACK))
    if question.can_skip:
        around.append(button("Skip", SKIP))
    around.append(Button("Cancel", encode(CommandButton("cancel", position.run))))
    return (*rows, tuple(around))


def _ticked(option: happened.Option) -> str:
    if option.ticked is None:
        return option.label
    return f"{'☑' if option.ticked else '☐'} {option.label}"
