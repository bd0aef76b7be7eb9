"""/export in the chat: purpose, dataset, columns, format, how many rows, and only then the file."""

from bot.core.messages import Button, Footnote, Incoming, Text, Title
from bot.exports.buttons import (
    ChooseBroadcast,
    ChooseDataset,
    ChooseFormat,
    ChooseVariant,
    ConfirmColumn,
    LeaveExport,
    Purpose,
    SendFile,
    ShowColumns,
    ShowSelection,
    ShowSummary,
    TickColumn,
)
from bot.exports.columns import (
    confirm_column,
    press_columns,
    press_selection,
    show_columns,
    show_selection,
    tick_column,
    with_columns,
)
from bot.exports.datasets import ANONYMISED, DATASETS, HIDDEN_UNDER, DatasetName, FileFormat
from bot.exports.exporter import count_rows, note
from bot.exports.manifest import KEEP, warnings_for
from bot.exports.open_export import OpenExport, lower_first, with_export
from bot.exports.request import ExportRequest
from bot.exports.selection import ExportSelection
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage import export_jobs, exports
from bot.storage.schema.enums import Role

SHORTEST, LONGEST = 5, 300
"""Characters of a purpose."""
BROADCASTS = 6
LONGEST_MESSAGE = 600
"""Characters that are read at one go (house rule)."""
SHOWN_OF_PURPOSE = 160
_OFFERED = (
    DatasetName.PLEDGES,
    DatasetName.SUPPORTERS,
    DatasetName.CONSENTS,
    DatasetName.OPT_OUTS,
    DatasetName.BROADCASTS,
    DatasetName.CONSTITUENCIES,
)
_WITH_VARIANTS = (DatasetName.BROADCASTS, DatasetName.CONSTITUENCIES)
"""What is asked once more, so that no list is longer than six."""


def add_routes(routes: Routes) -> None:
    """Add what exporters can do, and what they are asked to send."""
    role = Role.EXPORTER
    routes.command("export", _begin, role=role)
    routes.on_input(Purpose, _receive_purpose, role=role, logged=True)
    routes.on(ChooseVariant, with_export(_choose_variant), role=role)
    routes.on(ChooseDataset, with_export(_choose_dataset), role=role)
    routes.on(ChooseBroadcast, with_export(_choose_broadcast), role=role)
    routes.on(ShowSelection, with_export(with_columns(press_selection)), role=role)
    routes.on(ShowColumns, with_export(with_columns(press_columns)), role=role)
    routes.on(TickColumn, with_export(with_columns(tick_column)), role=role)
    routes.on(ConfirmColumn, with_export(with_columns(confirm_column)), role=role)
    routes.on(ChooseFormat, with_export(_choose_format), role=role)
    routes.on(ShowSummary, with_export(_show_summary), role=role)
    routes.on(SendFile, with_export(_send), role=role)
    routes.on(LeaveExport, with_export(_leave), role=role)


async def _begin(ctx: OrganiserContext, _: str) -> None:
    texts = ctx.texts.organisers.exports.wizard
    ctx.expect(Purpose())
    ctx.say(Title(texts.title), texts.ask_purpose, Footnote(texts.cancel_hint))


async def _receive_purpose(ctx: OrganiserContext, pending: Purpose, incoming: Incoming) -> None:
    texts = ctx.texts.organisers.exports
    purpose = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
    if not SHORTEST <= len(purpose) <= LONGEST:
        ctx.expect(pending)
        ctx.say(texts.wizard.purpose_unclear)
        return
    selection = ExportSelection(purpose).dump()
    number = await export_jobs.begin(await ctx.db(), ctx.person, ctx.organiser.id, selection, ctx.now)
    buttons = []
    for name in _OFFERED:
        press = ChooseVariant(number, name) if name in _WITH_VARIANTS else ChooseDataset(number, name, False)
        buttons.append(Button(texts.datasets[DATASETS[name].key].label, press.pack()))
    ctx.offer(texts.wizard.ask_dataset, buttons=buttons)


async def _choose_variant(ctx: OrganiserContext, export: OpenExport, press: ChooseVariant) -> None:
    texts, labels = ctx.texts.organisers.exports, ctx.texts.buttons.exports
    _confirm(ctx, texts.datasets[DATASETS[press.dataset].key].label)
    if press.dataset is DatasetName.BROADCASTS:
        question: str = texts.wizard.ask_broadcasts_variant
        variants = {
            labels.all_broadcasts: ChooseDataset(export.id, press.dataset, False),
            labels.results_of_one: ChooseDataset(export.id, DatasetName.RESULTS, False),
        }
    else:
        question = texts.wizard.ask_constituencies_variant(limit=HIDDEN_UNDER)
        variants = {
            labels.every_number: ChooseDataset(export.id, press.dataset, False),
            labels.hide_small_numbers: ChooseDataset(export.id, press.dataset, True),
        }
    ctx.offer(question, buttons=[Button(label, variant.pack()) for label, variant in variants.items()])


async def _choose_dataset(ctx: OrganiserContext, export: OpenExport, press: ChooseDataset) -> None:
    dataset = ANONYMISED if press.anonymised else DATASETS[press.dataset]
    _confirm(ctx, ctx.texts.organisers.exports.datasets[dataset.key].label)
    if dataset.name is DatasetName.RESULTS:
        await _ask_broadcast(ctx, export)
        return
    export.selection = export.selection.of(dataset)
    if dataset.anonymised:
        _ask_format(ctx, export)
    else:
        show_selection(ctx, export)


async def _ask_broadcast(ctx: OrganiserContext, export: OpenExport) -> None:
    texts, labels = ctx.texts.organisers.exports.wizard, ctx.texts.buttons.exports
    newest = await exports.newest_broadcasts(await ctx.db(), BROADCASTS)
    if not newest:
        ctx.say(texts.no_results)
        return
    dates = ctx.texts.public.dates
    buttons = [
        Button(
            labels.result(number=broadcast.id, day=dates.day(broadcast.started_on, short=True)),
            ChooseBroadcast(export.id, broadcast.id).pack(),
        )
        for broadcast in newest
    ]
    ctx.offer(texts.ask_broadcast, buttons=buttons)


async def _choose_broadcast(ctx: OrganiserContext, export: OpenExport, press: ChooseBroadcast) -> None:
    ctx.confirm_choice(ctx.texts.organisers.exports.wizard.broadcast_chosen(number=press.broadcast))
    export.selection = export.selection.of(DATASETS[DatasetName.RESULTS], press.broadcast)
    show_selection(ctx, export)


async def _choose_format(ctx: OrganiserContext, export: OpenExport, _: ChooseFormat) -> None:
    if export.selection.columns or export.selection.anonymised:
        ctx.confirm_choice(ctx.texts.organisers.exports.wizard.went_on)
        _ask_format(ctx, export)
    else:
        ctx.say(ctx.texts.organisers.exports.wizard.no_column)
        show_columns(ctx, export)


def _ask_format(ctx: OrganiserContext, export: OpenExport) -> None:
    buttons = [
        Button(_format_label(ctx, file_format), ShowSummary(export.id, file_format).pack())
        for file_format in (FileFormat.XLSX, FileFormat.CSV, FileFormat.JSON)
    ]
    ctx.offer(ctx.texts.organisers.exports.wizard.ask_format, buttons=buttons)


async def _show_summary(ctx: OrganiserContext, export: OpenExport, press: ShowSummary) -> None:
    """Show everything once more, with the number of rows, before it is confirmed."""
    texts, labels = ctx.texts.organisers.exports, ctx.texts.buttons.exports
    label = _format_label(ctx, press.file_format)
    ctx.confirm_choice(ctx.texts.organisers.common.you_chose(choice=label))
    export.selection = export.selection.in_format(press.file_format)
    request = export.selection.request(ctx.organiser.id, ctx.now, texts)
    chosen = _describe(request)
    facts = [
        texts.summary.rows(await count_rows(await ctx.db(), request)),
        *warnings_for(request),
        texts.summary.through_telegram(day=ctx.texts.public.dates.day((ctx.now + KEEP).date())),
    ]
    around = f"{texts.summary.title}\n1. {labels.send}\n2. {labels.leave}\n"
    if len(around) + sum(len(line) + 2 for line in (*chosen, *facts)) > LONGEST_MESSAGE:
        ctx.say("\n".join(chosen))
        chosen = []
    buttons = [
        Button(labels.send, SendFile(export.id, export.selection.changes).pack()),
        Button(labels.leave, LeaveExport(export.id).pack()),
    ]
    ctx.offer(Title(texts.summary.title), "\n".join([*chosen, *facts]), buttons=buttons)


async def _send(ctx: OrganiserContext, export: OpenExport, press: SendFile) -> None:
    """Note the export in the log and have it made; both or neither."""
    texts = ctx.texts.organisers.exports
    if press.changes != export.selection.changes:
        # What was summed up is not what would be sent.
        ctx.confirm_choice(texts.wizard.over)
        ctx.say(texts.wizard.selection_changed)
        return
    request = export.selection.request(ctx.organiser.id, ctx.now, texts)
    db = await ctx.db()
    await note(db, request, await count_rows(db, request))
    await export_jobs.confirm(db, export.id, ctx.now)
    _confirm(ctx, ctx.texts.buttons.exports.send)
    ctx.say(texts.wizard.sending)


async def _leave(ctx: OrganiserContext, export: OpenExport, _: LeaveExport) -> None:
    texts = ctx.texts.organisers.exports.wizard
    await export_jobs.delete(await ctx.db(), export.id)
    ctx.confirm_choice(texts.left)
    ctx.say(texts.nothing_exported)


def _confirm(ctx: OrganiserContext, label: str) -> None:
    ctx.confirm_choice(ctx.texts.organisers.common.you_chose(choice=lower_first(label)))


def _describe(request: ExportRequest) -> list[str]:
    texts, summary = request.texts, request.texts.summary
    purpose, filters = request.purpose, "; ".join(request.described_filters)
    if len(purpose) > SHOWN_OF_PURPOSE:
        purpose = f"{purpose[: SHOWN_OF_PURPOSE - 1]}…"
    columns = [lower_first(texts.columns[column.key].label) for column in request.columns]
    return [
        summary.what(about=texts.datasets[request.dataset.key].about),
        summary.purpose(purpose=purpose),
        summary.columns(columns=", ".join(columns)),
        *([summary.filters(filters=filters)] if filters else []),
    ]


def _format_label(ctx: OrganiserContext, file_format: FileFormat) -> str:
    labels = ctx.texts.buttons.exports
    match file_format:
        case FileFormat.XLSX:
            return labels.xlsx
        case FileFormat.CSV:
            return labels.csv
        case FileFormat.JSON:
            return labels.json_lines
