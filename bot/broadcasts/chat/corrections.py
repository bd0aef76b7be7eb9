"""Correcting an answer: the new words go only to people who were given other ones than today's."""

from dataclasses import dataclass

from bot.broadcasts.buttons import CorrectAnswer, ListAnswers, button
from bot.broadcasts.chat.compose_wizard import ComposeWizard, NewMessage
from bot.core.callbacks import PendingInput
from bot.core.messages import Incoming, Text
from bot.core.pagination import BUTTONS, page_of, short
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage import audiences
from bot.storage.schema.enums import Role


class CorrectedAnswer(PendingInput, code="bcq"):
    """The question of the answer that has changed."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Which answer it is about. `composing` goes on from there."""

    composing: ComposeWizard

    def register(self, routes: Routes) -> None:
        routes.on(ListAnswers, self._list_answers, role=Role.SENDER)
        routes.on(CorrectAnswer, self._choose, role=Role.SENDER)
        routes.on_input(CorrectedAnswer, self._receive_question, role=Role.SENDER)

    async def _list_answers(self, ctx: OrganiserContext, press: ListAnswers) -> None:
        words, labels = ctx.texts.organisers.broadcasts.corrections, ctx.texts.buttons.broadcasts
        given = await audiences.entries_given(await ctx.db())
        if not given:
            ctx.say(words.nobody)
            return
        ctx.expect(CorrectedAnswer())
        page, following = page_of(given, press.page, BUTTONS)
        listed = [self._question(entry) for entry in page]
        buttons = [
            button(short(question), CorrectAnswer(entry))
            for entry, question in zip(page, listed, strict=True)
        ]
        if following is not None:
            more = labels.show_more if following else labels.show_first
            buttons.append(button(more, ListAnswers(following)))
            listed.append(more)
        ctx.offer(words.which, buttons=buttons, choices=listed)

    async def _choose(self, ctx: OrganiserContext, press: CorrectAnswer) -> None:
        await self._correct(ctx, press.entry, await audiences.entries_given(await ctx.db()))

    async def _receive_question(self, ctx: OrganiserContext, _: CorrectedAnswer, incoming: Incoming) -> None:
        typed = incoming.text.strip().casefold() if isinstance(incoming, Text) else ""
        given = await audiences.entries_given(await ctx.db())
        meant = (entry for entry in given if typed in (entry.casefold(), self._question(entry).casefold()))
        await self._correct(ctx, next(meant, ""), given)

    async def _correct(self, ctx: OrganiserContext, entry: str, given: list[str]) -> None:
        words = ctx.texts.organisers.broadcasts.corrections
        if entry not in given:
            ctx.expect(CorrectedAnswer())
            ctx.say(words.unknown)
            return
        ctx.clear_menu()
        ctx.expect(NewMessage(entry))
        ctx.say(words.correction_of(question=self._question(entry)), self.composing.how(ctx))

    def _question(self, entry: str) -> str:
        return self.composing.policy.labels.get(entry, entry)
