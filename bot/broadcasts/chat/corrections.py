"""Correcting an answer: the new words go to those alone who were given other ones than today's."""

from dataclasses import dataclass

from bot.broadcasts.buttons import button, parts
from bot.broadcasts.chat.compose_wizard import NEW, ComposeWizard
from bot.core.context import Context
from bot.core.messages import Incoming, Text
from bot.core.pagination import (
    BUTTONS,
    more,
    page_of,
    short,
)
from bot.organisers.router import expect_input
from bot.storage import audiences
from bot.storage.organisers import Organiser


@dataclass(frozen=True, slots=True)
class Corrections:
    """Which answer it is about. `composing` goes on from there."""

    composing: ComposeWizard

    async def entries(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Which answer was wrong, by its question."""
        del organiser
        given = await audiences.entries_given(await context.savepoint.db())
        if not given:
            context.say(
                "No answer was given to anybody who agreed to updates within 90 days: nobody to "
                "correct it for."
            )
            return
        expect_input(context, "bentry")
        shown, following = page_of(given, parts(argument)[0], BUTTONS)
        questions = [self._question(one) for one in shown]
        buttons = [
            button(short(question), "o_bentry", 0, entry)
            for entry, question in zip(shown, questions, strict=True)
        ]
        if following is not None:
            buttons.append(button(more(following), "o_bentries", following))
            questions.append(more(following))
        context.offer(
            "Which answer has changed? Choose it, or type its question.", buttons=buttons, listed=questions
        )

    async def entry(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        await self._correct(context, parts(argument)[1])

    async def take_entry(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        del organiser, argument
        typed = incoming.text.strip().casefold() if isinstance(incoming, Text) else ""
        given = await audiences.entries_given(await context.savepoint.db())
        asked = (one for one in given if typed in (one.casefold(), self._question(one).casefold()))
        await self._correct(context, next(asked, ""))

    async def _correct(self, context: Context, entry: str) -> None:
        given = await audiences.entries_given(await context.savepoint.db())
        if entry not in given:
            expect_input(context, "bentry")
            context.say("Nobody was given an answer to that. Type the question as the list has it.")
            return
        context.clear_menu()
        expect_input(context, "bmessage", f"{NEW}.{entry}")
        context.say(f'A correction of "{self._question(entry)}".', self.composing.how)

    def _question(self, entry: str) -> str:
        return self.composing.policy.labels.get(entry, entry)
