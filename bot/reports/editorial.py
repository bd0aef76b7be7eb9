"""What editors see in the chat: questions nobody could answer, and answers that need a look. Never people."""

from collections.abc import Mapping, Sequence

from bot.core.callbacks import CommandButton, encode
from bot.core.context import Context
from bot.core.dates import in_words
from bot.core.messages import Button, Footnote
from bot.organisers.router import InputRoute, Route
from bot.reports.page_layout import pages
from bot.reports.text import Section, times
from bot.storage import audit_log, unanswered
from bot.storage.enums import Role
from bot.storage.organisers import Organiser
from faq.editorial.clustering import Unanswered, group
from faq.entry import Entry

GROUPS_SHOWN = 10
NEWEST = 500
"""Questions that are grouped in the chat; the command line groups all."""


LONGEST = 120
"""Characters shown of a question."""
ROOM = 80
"""Characters kept free for what stands below a list."""


class EditorialReport:
    """The duties of editors."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def duties(self) -> tuple[Mapping[str, Route], Mapping[str, InputRoute]]:
        duties = {
            "questions": Route(Role.EDITOR, self._questions, "Questions without an answer"),
            "overdue": Route(Role.EDITOR, self._overdue, "Answers that need a look"),
            "o_questions": Route(Role.EDITOR, self._questions),
            "o_overdue": Route(Role.EDITOR, self._overdue),
        }
        return duties, {}

    async def _questions(self, context: Context, organiser: Organiser, argument: str) -> None:
        await _note(context, organiser, "looked at the questions left", argument)
        kept = await unanswered.load_all(await context.savepoint.db())
        groups = group([Unanswered(question.text, question.asked_on) for question in kept[-NEWEST:]])
        lines = [f"{times(len(one.questions), 'time')}: {_cut(one.typical)}" for one in groups[:GROUPS_SHOWN]]
        sections = [Section("Questions people left", tuple(lines) or ("None at the moment.",))]
        hint = "Whoever looks after the computer can make an answer of one."
        _show(context, sections, "o_questions", argument, hint if lines else "")

    async def _overdue(self, context: Context, organiser: Organiser, argument: str) -> None:
        await _note(context, organiser, "looked at what is overdue", argument)
        today = context.now.date()
        late = sorted((one for one in self._entries if one.review_by < today), key=lambda one: one.review_by)
        overdue = tuple(f"{one.question} Since {in_words(one.review_by)}." for one in late)
        waiting = tuple(one.question for one in self._entries if one.confirm)
        sections = [
            Section("Overdue for review", overdue or ("None.",)),
            Section("Something to confirm", waiting or ("None.",)),
        ]
        hint = "Whoever looks after the computer can see what has to be confirmed."
        _show(context, sections, "o_overdue", argument, hint if waiting else "")


async def _note(context: Context, organiser: Organiser, what: str, page: str) -> None:
    """Write a look into the log, once for all its pages."""
    if not page:
        await audit_log.write(await context.savepoint.db(), organiser.id, what, now=context.now)


def _show(context: Context, sections: Sequence[Section], command: str, argument: str, hint: str) -> None:
    """One page of a list, with a way to the next. The hint stands below the last."""
    laid_out = pages(sections, ROOM)
    number = min(int(argument), len(laid_out) - 1) if argument.isdecimal() else 0
    context.confirm_choice("You chose: show more")
    if number + 1 < len(laid_out):
        more = Button("Show more", encode(CommandButton(command, str(number + 1))))
        context.offer(*laid_out[number], Footnote(f"Page {number + 1} of {len(laid_out)}"), buttons=[more])
    else:
        context.say(*laid_out[number], *([Footnote(hint)] if hint else []))


def _cut(question: str) -> str:
    return question if len(question) <= LONGEST else f"{question[: LONGEST - 1].rstrip()}…"
