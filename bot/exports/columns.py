"""Which columns go into the file: the minimum is shown first, and all of them with ticks on demand."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.core.messages import Block, Button, Choices, EditMessage, Message, Paragraph, Send, Title
from bot.exports.buttons import (
    ChooseFormat,
    ConfirmColumn,
    LeaveExport,
    ShowColumns,
    ShowSelection,
    TickColumn,
)
from bot.exports.datasets import Sensitivity
from bot.exports.manifest import caution_of, warnings_of
from bot.exports.open_export import OpenExport
from bot.exports.selection import ExportSelection
from bot.organisers.context import OrganiserContext
from flows.texts.exports import ExportTexts

PAGE = 4
"""Columns with a button: two buttons more fit below them."""
_HEALTH = "health"
"""Stands for everything about health: it is ticked as one."""
_TICKED, _UNTICKED = "☑ ", "☐ "
P = TypeVar("P", ShowSelection, ShowColumns, TickColumn, ConfirmColumn)


def with_columns(
    handler: Callable[[OrganiserContext, OpenExport, P], Awaitable[None]],
) -> Callable[[OrganiserContext, OpenExport, P], Awaitable[None]]:
    """Call a handler unless anonymised figures were chosen meanwhile, which have fixed columns."""

    async def handle(ctx: OrganiserContext, export: OpenExport, press: P) -> None:
        if export.selection.anonymised:
            texts = ctx.texts.organisers.exports.wizard
            ctx.confirm_choice(texts.over)
            ctx.say(texts.selection_changed)
        else:
            await handler(ctx, export, press)

    return handle


async def press_selection(ctx: OrganiserContext, export: OpenExport, _: ShowSelection) -> None:
    show_selection(ctx, export)


def show_selection(ctx: OrganiserContext, export: OpenExport) -> None:
    """Show what will be in the file."""
    texts, labels = ctx.texts.organisers.exports, ctx.texts.buttons.exports
    selection = export.selection
    ticked = [label for label, chosen in _ticks(selection, texts).values() if chosen]
    blocks: list[Block] = [
        Title(texts.wizard.selection_title(dataset=texts.datasets[selection.dataset.key].label)),
        Paragraph("\n".join(ticked) or texts.wizard.nothing_selected),
        *([Paragraph(texts.wizard.minimum)] if selection.is_minimum else []),
        *([Paragraph(caution_of(selection.dataset, texts))] if selection.dataset.has_caution else []),
    ]
    buttons = [
        Button(labels.go_on, ChooseFormat(export.id).pack()),
        Button(labels.change_columns, ShowColumns(export.id, 0).pack()),
        Button(labels.leave, LeaveExport(export.id).pack()),
    ]
    _redraw(ctx, blocks, buttons, buttons)


async def press_columns(ctx: OrganiserContext, export: OpenExport, press: ShowColumns) -> None:
    show_columns(ctx, export, press.page)


def show_columns(ctx: OrganiserContext, export: OpenExport, page: int = 0) -> None:
    """Show all columns with ticks, redrawn in place, those of a page with a button."""
    texts, labels = ctx.texts.organisers.exports, ctx.texts.buttons.exports
    selection = export.selection
    columns = [
        Button(
            f"{_TICKED if chosen else _UNTICKED}{label}",
            TickColumn(export.id, selection.changes, name).pack(),
        )
        for name, (label, chosen) in _ticks(selection, texts).items()
    ]
    pages = -(-len(columns) // PAGE)
    page %= pages
    done = [Button(labels.done, ShowSelection(export.id).pack())]
    if pages > 1:
        done.insert(0, Button(labels.more_columns, ShowColumns(export.id, (page + 1) % pages).pack()))
    blocks: list[Block] = [
        Title(texts.wizard.columns_title(dataset=texts.datasets[selection.dataset.key].label)),
        Paragraph(texts.wizard.ask_columns),
    ]
    _redraw(ctx, blocks, [*columns, *done], [*columns[page * PAGE : (page + 1) * PAGE], *done])


async def tick_column(ctx: OrganiserContext, export: OpenExport, press: TickColumn) -> None:
    """Tick or untick a column; what needs care is asked about first, by itself."""
    warnings = _warnings_before(export.selection, press.column, ctx.texts.organisers.exports)
    if not warnings:
        _change(ctx, export, press)
        return
    labels = ctx.texts.buttons.exports
    page = _page_of(export.selection, press.column, ctx.texts.organisers.exports)
    ctx.context.shown = None  # the list stays as it is, above the warning
    buttons = [
        Button(labels.confirm_column, ConfirmColumn(press.export, press.changes, press.column).pack()),
        Button(labels.keep_out, ShowColumns(export.id, page).pack()),
    ]
    ctx.offer(Title(ctx.texts.organisers.exports.wizard.are_you_sure), *warnings, buttons=buttons)


async def confirm_column(ctx: OrganiserContext, export: OpenExport, press: ConfirmColumn) -> None:
    _change(ctx, export, press)


def _change(ctx: OrganiserContext, export: OpenExport, press: TickColumn | ConfirmColumn) -> None:
    """Tick or untick a column, unless the button belongs to an earlier list, and show the list."""
    selection, name = export.selection, press.column
    if press.changes == selection.changes:
        if name == _HEALTH and selection.dataset.about_health:
            export.selection = selection.toggle_health()
        elif name in {column.name for column in selection.offered}:
            export.selection = selection.toggle(name)
    show_columns(ctx, export, _page_of(selection, name, ctx.texts.organisers.exports))


def _ticks(selection: ExportSelection, texts: ExportTexts) -> dict[str, tuple[str, bool]]:
    """Return the label of every column that can be chosen, and whether it is, by its name."""
    ticks = {
        column.name: (str(texts.columns[column.key].label), column.name in selection.columns)
        for column in selection.offered
    }
    if selection.dataset.about_health:
        ticks[_HEALTH] = (texts.wizard.about_health, selection.with_health)
    return ticks


def _page_of(selection: ExportSelection, name: str, texts: ExportTexts) -> int:
    names = list(_ticks(selection, texts))
    return names.index(name) // PAGE if name in names else 0


def _warnings_before(selection: ExportSelection, name: str, texts: ExportTexts) -> list[str]:
    """Return what to say before a column is ticked; nothing when it needs no care, or is ticked off."""
    if name == _HEALTH:
        return [] if selection.with_health else warnings_of([Sensitivity.HEALTH], texts)
    unticked = [column for column in selection.offered if column.name not in selection.columns]
    return warnings_of([column.sensitivity for column in unticked if column.name == name], texts)


def _redraw(
    ctx: OrganiserContext, blocks: Sequence[Block], listed: Sequence[Button], buttons: Sequence[Button]
) -> None:
    """Show a list in the place of the message whose button was pressed, or below.

    Everything that is listed can be typed, without its tick; some of it has a button.
    """
    context = ctx.context
    choices = Choices(tuple(button.label for button in listed))
    message = Message((*blocks, choices), tuple((button,) for button in buttons))
    context.replies.append(EditMessage(context.shown, message) if context.shown else Send(message))
    context.list_choices(
        [
            replace(button, label=button.label.removeprefix(_TICKED).removeprefix(_UNTICKED))
            for button in listed
        ]
    )
    context.shown = None
