"""What editors see in the chat: questions nobody could answer, and answers that need a look. Never people."""

from collections.abc import Mapping, Sequence

from bot.chat import Paragraph, Small, Title
from bot.dates import in_words
from bot.exchange import Exchange
from bot.organisers.desk import Awaited, Duty
from bot.organisers.roles import Role
from bot.storage import organisers, unanswered
from bot.storage.organisers import Organiser
from faq.model import Entry
from faq.unanswered import Unanswered, group

GROUPS_SHOWN = 10
NEWEST = 500
"""Questions that are grouped in the chat; the command line groups all."""


class Editing:
    """The duties of editors."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def duties(self) -> tuple[Mapping[str, Duty], Mapping[str, Awaited]]:
        duties = {
            "questions": Duty(Role.EDITOR, self._questions, "Questions without an answer"),
            "overdue": Duty(Role.EDITOR, self._overdue, "Answers that need a look"),
        }
        return duties, {}

    async def _questions(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del argument
        db = await exchange.work.records()
        await organisers.write_log(db, organiser.id, "looked at the questions left", now=exchange.now)
        kept = await unanswered.all_of_them(db)
        groups = group([Unanswered(text, day) for text, day in kept[-NEWEST:]])
        lines = [f"{len(one.questions)} times: {one.typical}" for one in groups[:GROUPS_SHOWN]]
        exchange.say(
            Title("Questions people left"),
            Paragraph("\n".join(lines) or "None at the moment."),
            Small("`python main.py unanswered` turns one into a wording or a draft answer."),
        )

    async def _overdue(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del argument
        db = await exchange.work.records()
        await organisers.write_log(db, organiser.id, "looked at what is overdue", now=exchange.now)
        today = exchange.now.date()
        late = [
            f"{one.id}: due on {in_words(one.review_by)}" for one in self._entries if one.review_by < today
        ]
        waiting = [one.id for one in self._entries if one.confirm]
        exchange.say(
            Title("Overdue for review"),
            Paragraph("\n".join(late) or "None."),
            Title("Something to confirm"),
            Paragraph(", ".join(waiting) or "None."),
            Small("`python main.py check` says what."),
        )
