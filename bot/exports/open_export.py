"""The export that an organiser is choosing: loaded once for each button, and stored once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.exports.selection import ExportSelection
from bot.organisers.context import OrganiserContext
from bot.storage import export_jobs


@dataclass(slots=True)
class OpenExport:
    """An export before it is confirmed; a handler gives it another selection."""

    id: int
    selection: ExportSelection


class _AboutExport(Protocol):
    @property
    def export(self) -> int: ...


P = TypeVar("P", bound=_AboutExport)


def with_export(
    handler: Callable[[OrganiserContext, OpenExport, P], Awaitable[None]],
) -> Callable[[OrganiserContext, P], Awaitable[None]]:
    """Call a handler with the export that is being chosen, or say that it is over; store what was chosen."""

    async def handle(ctx: OrganiserContext, press: P) -> None:
        db = await ctx.db()
        job = await export_jobs.find_choosing(db, press.export, ctx.person)
        if job is None:
            texts = ctx.texts.organisers.exports.wizard
            ctx.confirm_choice(texts.over)
            ctx.say(texts.over_next)
            return
        selection = ExportSelection.load(job.selection)
        export = OpenExport(job.id, selection)
        await handler(ctx, export, press)
        if export.selection != selection:
            await export_jobs.save_selection(db, job.id, export.selection.dump())

    return handle


def lower_first(label: str) -> str:
    """Return a label as it stands in a sentence."""
    return label[:1].lower() + label[1:]
