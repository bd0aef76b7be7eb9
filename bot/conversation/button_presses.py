"""What a pressed button does, of answers and questions; other buttons belong to commands and features."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.answer_view import AnswerView
from bot.conversation.commands import Commands
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.start import Start
from bot.core.callbacks import AboutEntry, AnswerButton, Callback, CommandButton, EntryButton, TopicButton
from bot.core.context import Context
from bot.organisers.router import OrganiserRouter
from flows.events import ButtonAnswer

Press = Callable[[Context, Any], Awaitable[None]]
EARLIER_STOP = "1:c:stop:"
"""What "Stop updates" carried in version 1. It stands under sent updates, and an opt-out always counts."""


class ButtonPresses:
    """Finds what a button stands for. `features` are the buttons of features, each with its handler."""

    def __init__(
        self,
        answers: AnswerView,
        flows: FlowRunner,
        start: Start,
        *,
        commands: Commands,
        organisers: OrganiserRouter,
        features: Mapping[type[Callback], Press],
    ) -> None:
        self._answers = answers
        self._flows = flows
        self._start = start
        self._commands = commands
        self._organisers = organisers
        self._handlers: dict[type[Callback], Press] = {
            AnswerButton: self._answer,
            EntryButton: self._about_entry,
            TopicButton: self._list_questions,
            **features,
        }

    async def press(self, context: Context, data: str) -> None:
        """Do what a button stands for, once: a second press within seconds is a double tap."""
        if context.shown:
            key = f"{context.shown.message_id}|{data}"
            if context.state.just_pressed(key, context.now):
                return
            context.state = context.state.with_press(key, context.now)
        # As with a command: what an organiser was asked to send is let go of.
        context.state = replace(context.state, pending_input="")
        callback = CommandButton("stop") if data == EARLIER_STOP else Callback.unpack(data)
        handler = self._handlers.get(type(callback)) if callback else None
        if isinstance(callback, CommandButton) and self._commands.knows(callback.command):
            await self._commands.run(context, callback.command, callback.argument)
        elif handler:
            await handler(context, callback)
        elif callback is None or not await self._organisers.press(context, callback):
            context.say(context.texts.public.unknown_button)
            self._start.offer(context)

    async def _answer(self, context: Context, press: AnswerButton) -> None:
        position = context.state.position
        if position is None or position.session != press.session:
            context.confirm_choice(context.texts.public.over)
            context.say(context.texts.public.ended_button)
            self._flows.repeat_question(context)
            return
        await self._flows.answer(context, ButtonAnswer(press.choice, press.visit))

    async def _list_questions(self, context: Context, press: TopicButton) -> None:
        context.confirm_choice(context.texts.public.you_chose_this)
        self._answers.offer_questions(context, press.topic, press.page)

    async def _about_entry(self, context: Context, press: EntryButton) -> None:
        texts, entry = context.texts.public, self._answers.entries.get(press.entry)
        if entry is None:
            self._answers.offer_topics(context, texts.gone_entry)
            return
        match press.about:
            case AboutEntry.SHOW:
                context.confirm_choice(texts.you_chose(choice=entry.question))
                context.count(f"answered:{entry.id}")
                self._answers.show(context, entry.id)
                self._flows.repeat_question(context)
            case AboutEntry.SIMPLER:
                context.state = replace(context.state, simple=True)
                context.say(texts.settings_simple)
                self._answers.show(context, entry.id, press.others)
                self._flows.repeat_question(context)
            case AboutEntry.HELPFUL:
                context.confirm_choice(texts.you_said(answer=context.texts.buttons.answers.helpful.lower()))
                context.count(f"helpful:{entry.id}")
                context.say(texts.glad)
            case AboutEntry.NOT_HELPFUL:
                context.confirm_choice(
                    texts.you_said(answer=context.texts.buttons.answers.not_helpful.lower())
                )
                context.count(f"not_helpful:{entry.id}")
                self._offer_next_best(context, press.others)

    def _offer_next_best(self, context: Context, others: tuple[str, ...]) -> None:
        if others:
            self._answers.offer_entries(context, context.texts.public.not_that_one, others)
        else:
            self._answers.offer_topics(context, context.texts.public.noted)
