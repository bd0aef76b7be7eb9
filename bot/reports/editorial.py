"""What editors see in the chat: questions nobody could answer, and answers that need a look. Never people."""

from collections.abc import Sequence

from bot.core.messages import Button, Footnote
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.reports.buttons import ShowOverdue, ShowQuestions
from bot.reports.page_layout import pages
from bot.reports.text import ReportSection
from bot.storage import unanswered
from bot.storage.schema.enums import Role
from faq.editorial.clustering import Unanswered, group
from faq.entry import Entry
from flows.texts.reports import EditorialTexts

GROUPS_SHOWN = 10
NEWEST = 500
"""Questions that are grouped in the chat; the command line groups all."""
LONGEST = 120
"""Characters shown of a question."""
ROOM = 80
"""Characters kept free for what stands below a list."""


class EditorialReport:
    """Lists of what editors should write or review next."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def register(self, routes: Routes) -> None:
        """Let editors see the lists."""
        routes.command("questions", self._open_questions, role=Role.EDITOR)
        routes.command("overdue", self._open_overdue, role=Role.EDITOR)
        routes.on(ShowQuestions, self._show_questions, role=Role.EDITOR)
        routes.on(ShowOverdue, self._show_overdue, role=Role.EDITOR)

    async def _open_questions(self, ctx: OrganiserContext, _: str) -> None:
        await ctx.log("looked at the questions left")
        await self._show_questions(ctx, ShowQuestions(0))

    async def _open_overdue(self, ctx: OrganiserContext, _: str) -> None:
        await ctx.log("looked at what is overdue")
        await self._show_overdue(ctx, ShowOverdue(0))

    async def _show_questions(self, ctx: OrganiserContext, press: ShowQuestions) -> None:
        """Show a page of the questions that people left, those asked most often first."""
        texts = _texts(ctx)
        questions = await unanswered.load_all(await ctx.db())
        groups = group([Unanswered(question.text, question.asked_on) for question in questions[-NEWEST:]])
        lines = tuple(
            texts.asked(len(similar.questions), question=_shorten(similar.typical))
            for similar in groups[:GROUPS_SHOWN]
        )
        sections = [ReportSection(texts.questions, lines or (texts.no_questions,))]
        _show(ctx, sections, press, texts.questions_hint if lines else "")

    async def _show_overdue(self, ctx: OrganiserContext, press: ShowOverdue) -> None:
        """Show a page of the answers that are overdue for review or have something to confirm."""
        texts, dates, today = _texts(ctx), ctx.texts.public.dates, ctx.now.date()
        late = sorted(
            (entry for entry in self._entries if entry.review_by < today), key=lambda entry: entry.review_by
        )
        overdue = tuple(
            texts.since(question=entry.question, date=dates.day(entry.review_by)) for entry in late
        )
        waiting = tuple(entry.question for entry in self._entries if entry.confirm)
        sections = [
            ReportSection(texts.overdue, overdue or (texts.none,)),
            ReportSection(texts.to_confirm, waiting or (texts.none,)),
        ]
        _show(ctx, sections, press, texts.confirm_hint if waiting else "")


def _texts(ctx: OrganiserContext) -> EditorialTexts:
    return ctx.texts.organisers.reports.editorial


def _show(
    ctx: OrganiserContext, sections: Sequence[ReportSection], press: ShowQuestions | ShowOverdue, hint: str
) -> None:
    """Show one page of a list, with a way to the next. The hint stands below the last."""
    laid_out = pages(sections, ROOM)
    number = min(press.page, len(laid_out) - 1)
    label = ctx.texts.buttons.organisers.reports.show_more
    ctx.chose(label)
    if number + 1 < len(laid_out):
        following = Button(label, type(press)(number + 1).pack())
        place = _texts(ctx).page(number=number + 1, total=len(laid_out))
        ctx.offer(*laid_out[number], Footnote(place), buttons=[following])
    else:
        ctx.say(*laid_out[number], *([Footnote(hint)] if hint else []))


def _shorten(question: str) -> str:
    return question if len(question) <= LONGEST else f"{question[: LONGEST - 1].rstrip()}…"
