"""/export in the chat: purpose, what, columns, format, how many rows, and only then the file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.core.callbacks import CommandButton, encode
from bot.core.context import Context
from bot.core.dates import in_words
from bot.core.messages import (
    Block,
    Button,
    Choices,
    EditMessage,
    Footnote,
    Incoming,
    Message,
    Paragraph,
    Send,
    Text,
    Title,
)
from bot.exports.datasets import (
    ANONYMISED,
    HEALTH_WARNING,
    SUBJECTS,
    WARNINGS,
    Column,
    ColumnError,
)
from bot.exports.exporter import FileFormat, count_rows, note
from bot.exports.manifest import KEEP
from bot.exports.selection import ExportSelection
from bot.organisers.router import InputRoute, Route, expect_input
from bot.storage import export_jobs, exports
from bot.storage.enums import Role
from bot.storage.export_jobs import ExportJob
from bot.storage.organisers import Organiser

SHORTEST, LONGEST = 5, 300
"""Characters of a purpose."""
BROADCASTS = 6
LONGEST_MESSAGE = 600
"""Characters that are read at one go (house rule)."""
SHOWN_OF_PURPOSE = 160
A_PAGE = 4
"""Columns with a button: two buttons more fit below them."""
PASSES_THROUGH_TELEGRAM = (
    "It passes through Telegram, which can read it. I delete my message after an hour. Keep your copy safe; "
    "delete it by {day}."
)
_ANONYMISED = "anonymised"
_CHOICES = {
    "pledges": "Pledges",
    "supporters": "Supporters",
    "consents": "Consents",
    "opt-outs": "Opt-outs",
    "broadcasts": "Updates sent",
    "constituencies": "Constituencies",
}
_KINDS = {
    "broadcasts": ("What about them?", {"broadcasts": "List all updates", "results": "See results of one"}),
    "constituencies": (
        "Who is it for? Numbers under 5 can point at a person.",
        {"constituencies": "Show every number", _ANONYMISED: "Hide small numbers"},
    ),
}
"""What is asked once more, so that no list is longer than six."""
_HEALTH = "health"
_FORMS = {FileFormat.XLSX: "Spreadsheet (XLSX)", FileFormat.CSV: "CSV", FileFormat.JSON: "JSON lines"}


def duties() -> tuple[Mapping[str, Route], Mapping[str, InputRoute]]:
    """What exporters can do, and what they are asked to send."""
    steps = {
        "export": _begin,
        "o_ex_kind": _choose_kind,
        "o_ex_what": _choose_what,
        "o_ex_of": _choose_broadcast,
        "o_ex_tick": _tick,
        "o_ex_sure": _tick_surely,
        "o_ex_cols": _show_columns,
        "o_ex_pick": _pick_columns,
        "o_ex_form": _ask_form,
        "o_ex_sum": _sum_up,
        "o_ex_send": _send,
        "o_ex_no": _leave,
    }
    about = {"export": "Take records out, as a file"}
    known = {name: Route(Role.EXPORTER, step, about.get(name, "")) for name, step in steps.items()}
    return known, {"export_purpose": InputRoute(Role.EXPORTER, _take_purpose, logged=True)}


async def _begin(context: Context, organiser: Organiser, argument: str) -> None:
    del organiser, argument
    expect_input(context, "export_purpose")
    context.say(
        Title("Export"),
        "What is it for? Write one sentence, without anybody's name. It is kept in the log.",
        Footnote("/cancel leaves."),
    )


async def _take_purpose(context: Context, organiser: Organiser, incoming: Incoming, argument: str) -> None:
    del argument
    purpose = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
    if not SHORTEST <= len(purpose) <= LONGEST:
        expect_input(context, "export_purpose")
        context.say(
            'Write in a few words what the export is for, such as "letter to MPs in Leeds". /cancel leaves.'
        )
        return
    db = await context.savepoint.db()
    number = await export_jobs.begin(
        db, context.person, organiser.id, ExportSelection(purpose).dump(), context.now
    )
    buttons = [
        _button(label, "o_ex_kind" if name in _KINDS else "o_ex_what", number, name)
        for name, label in _CHOICES.items()
    ]
    context.offer("What do you need?", buttons=buttons)


async def _choose_kind(context: Context, organiser: Organiser, argument: str) -> None:
    """Of what there is in two forms, which of them."""
    del organiser
    job, name = await _job(context, argument)
    if job is None or name not in _KINDS:
        return
    context.confirm_choice(f"You chose: {_CHOICES[name].lower()}")
    question, kinds = _KINDS[name]
    buttons = [_button(label, "o_ex_what", job.id, kind) for kind, label in kinds.items()]
    context.offer(question, buttons=buttons)


async def _choose_what(context: Context, organiser: Organiser, argument: str) -> None:
    job, name = await _job(context, argument)
    if job is None or (name not in SUBJECTS and name != _ANONYMISED):
        return
    wish = ExportSelection.load(job.selection)
    context.confirm_choice(f"You chose: {_called(name).lower()}")
    if name == _ANONYMISED:
        await _keep(context, job, wish.of(ANONYMISED.name, anonymised=True))
        await _ask_form(context, organiser, str(job.id))
    elif name == "results":
        await _ask_broadcast(context, job)
    else:
        await _keep(context, job, wish.of(name))
        await _show_columns(context, organiser, str(job.id))


async def _ask_broadcast(context: Context, job: ExportJob) -> None:
    found = await exports.newest_broadcasts(await context.savepoint.db(), BROADCASTS)
    if not found:
        context.say("No update was sent yet, so there are no results.")
        return
    buttons = [
        _button(f"Update {sent.id}, {_short_day(sent.started_on)}", "o_ex_of", job.id, str(sent.id))
        for sent in found
    ]
    context.offer("Of which update?", buttons=buttons)


async def _choose_broadcast(context: Context, organiser: Organiser, argument: str) -> None:
    job, number = await _job(context, argument)
    if job is not None and number.isdecimal():
        context.confirm_choice(f"You chose: update {number}")
        await _keep(context, job, ExportSelection.load(job.selection).of("results", int(number)))
        await _show_columns(context, organiser, str(job.id))


async def _show_columns(context: Context, organiser: Organiser, argument: str) -> None:
    """What will be in the file: the minimum, until somebody changes it."""
    del organiser
    job, _ = await _job(context, argument)
    if job is None:
        return
    wish = ExportSelection.load(job.selection)
    usual = "That is the least that makes sense. Take no more than you need."
    blocks: list[Block] = [
        Title(f"{_called(wish.what)}: what will be in the file"),
        Paragraph("\n".join(_in_file(wish)) or "Nothing yet."),
        *([] if wish.changes else [Paragraph(usual)]),
        *([Paragraph(wish.subject.caution)] if wish.subject.caution else []),
    ]
    buttons = [
        _button("Go on", "o_ex_form", job.id),
        _button("Change columns", "o_ex_pick", job.id),
        _button("Leave", "o_ex_no", job.id),
    ]
    _redraw(context, blocks, buttons, buttons)


async def _pick_columns(context: Context, organiser: Organiser, argument: str) -> None:
    """All columns with ticks, redrawn in place, some of them with a button."""
    del organiser
    job, page = await _job(context, argument)
    if job is not None:
        _draw_columns(
            context, job.id, ExportSelection.load(job.selection), int(page) if page.isdecimal() else 0
        )


def _draw_columns(context: Context, number: int, wish: ExportSelection, page: int) -> None:
    ticks = _ticks(wish)
    columns = [
        _button(_box(ticked, label), "o_ex_tick", number, f"{name}.{wish.changes}")
        for name, (label, ticked) in ticks.items()
    ]
    pages = -(-len(columns) // A_PAGE)
    page %= pages
    done = _button("Done", "o_ex_cols", number)
    more = [_button("More columns", "o_ex_pick", number, str((page + 1) % pages))] if pages > 1 else []
    shown = [*columns[page * A_PAGE : (page + 1) * A_PAGE], *more, done]
    blocks: list[Block] = [
        Title(f"{_called(wish.what)}: columns"),
        Paragraph("Press a column, or type its number, to put it in or leave it out."),
    ]
    _redraw(context, blocks, [*columns, *more, done], shown)


def _ticks(wish: ExportSelection) -> dict[str, tuple[str, bool]]:
    """Every column that can be chosen, how it is called and whether it is."""
    ticks = {column.name: (column.called, column.name in wish.columns) for column in wish.offered}
    if wish.subject.about_health:
        ticks[_HEALTH] = ("About health", wish.with_health)
    return ticks


def _in_file(wish: ExportSelection) -> list[str]:
    return [label for label, ticked in _ticks(wish).values() if ticked]


def _page_of(wish: ExportSelection, name: str) -> int:
    names = list(_ticks(wish))
    return names.index(name) // A_PAGE if name in names else 0


async def _tick(context: Context, organiser: Organiser, argument: str) -> None:
    """Tick or untick a column; what needs care is asked about once more, by itself."""
    job, pressed = await _job(context, argument)
    if job is None:
        return
    wish = ExportSelection.load(job.selection)
    name = pressed.partition(".")[0]
    warning = _warning(wish, name)
    if warning is None:
        await _tick_surely(context, organiser, argument)
        return
    context.shown = None
    sure = _button("Yes, I need it", "o_ex_sure", job.id, pressed)
    no = _button("No", "o_ex_pick", job.id, str(_page_of(wish, name)))
    context.offer(Title("Are you sure?"), warning, buttons=[sure, no])


async def _tick_surely(context: Context, organiser: Organiser, argument: str) -> None:
    del organiser
    job, pressed = await _job(context, argument)
    if job is None:
        return
    wish = ExportSelection.load(job.selection)
    name, _, changes = pressed.partition(".")
    if changes != str(wish.changes):
        pass  # a button of an earlier drawing: only show how it stands
    elif name == _HEALTH and wish.subject.about_health:
        wish = wish.health_ticked()
    elif name in {column.name for column in wish.offered}:
        wish = wish.ticked(name)
    await _keep(context, job, wish)
    _draw_columns(context, job.id, wish, _page_of(wish, name))


async def _ask_form(context: Context, organiser: Organiser, argument: str) -> None:
    del organiser
    job, _ = await _job(context, argument)
    if job is None:
        return
    wish = ExportSelection.load(job.selection)
    if not (wish.columns or wish.anonymised):
        context.say("Tick one column at least.")
        _draw_columns(context, job.id, wish, 0)
        return
    context.confirm_choice("You went on.")
    buttons = [_button(label, "o_ex_sum", job.id, str(form)) for form, label in _FORMS.items()]
    context.offer("As what kind of file?", buttons=buttons)


async def _sum_up(context: Context, organiser: Organiser, argument: str) -> None:
    """Everything once more, with the number of rows, before it is confirmed."""
    job, form = await _job(context, argument)
    if job is None or form not in set(FileFormat):
        return
    context.confirm_choice(f"You chose: {_FORMS[FileFormat(form)]}")
    wish = replace(ExportSelection.load(job.selection), form=form)
    try:
        wanted = wish.request(organiser.id, context.now)
    except ColumnError as error:
        context.say(str(error))
        return
    await _keep(context, job, wish)
    rows = await count_rows(await context.savepoint.db(), wanted)
    chosen = [
        f"What: {wanted.subject.about}",
        f"For: {_cut(wanted.purpose)}",
        f"In it: {', '.join(_lower(column.called) for column in wanted.columns)}",
        *([f"Filters: {'; '.join(wanted.filters_in_words)}"] if wanted.filters_in_words else []),
    ]
    told = [
        f"Rows: {rows}",
        *_warnings(wanted.columns, with_health=wish.with_health),
        PASSES_THROUGH_TELEGRAM.format(day=in_words((context.now + KEEP).date())),
    ]
    buttons = [_button("Send the file", "o_ex_send", job.id), _button("Leave", "o_ex_no", job.id)]
    around = len("Shall I send it?\n1. Send the file\n2. Leave\n")
    if around + sum(len(line) + 2 for line in (*chosen, *told)) > LONGEST_MESSAGE:
        context.say("\n".join(chosen))
        chosen = []
    context.offer(Title("Shall I send it?"), "\n".join([*chosen, *told]), buttons=buttons)


async def _send(context: Context, organiser: Organiser, argument: str) -> None:
    """Note the export in the log and have it made; both or neither."""
    job, _ = await _job(context, argument)
    if job is None:
        return
    wanted = ExportSelection.load(job.selection).request(organiser.id, context.now)
    db = await context.savepoint.db()
    await note(db, wanted, await count_rows(db, wanted))
    await export_jobs.confirm(db, job.id, context.now)
    context.confirm_choice("You chose: send the file")
    context.say("I am putting the file together. It comes here in a moment.")


async def _leave(context: Context, organiser: Organiser, argument: str) -> None:
    del organiser
    job, _ = await _job(context, argument)
    if job is not None:
        await export_jobs.delete(await context.savepoint.db(), job.id)
        context.confirm_choice("You left.")
        context.say("Nothing was exported.")


async def _job(context: Context, argument: str) -> tuple[ExportJob | None, str]:
    """What is being chosen, and the rest of a button's argument; says so when it is over."""
    number, _, rest = argument.partition(".")
    db = await context.savepoint.db()
    job = await export_jobs.find_choosing(db, int(number), context.person) if number.isdecimal() else None
    if job is None:
        context.confirm_choice("This is over.")
        context.say("That export is over. /export begins another.")
    return job, rest


async def _keep(context: Context, job: ExportJob, wish: ExportSelection) -> None:
    await export_jobs.save_selection(await context.savepoint.db(), job.id, wish.dump())


def _warning(wish: ExportSelection, name: str) -> str | None:
    """What to say before something is ticked; None when it needs no care, or is ticked off."""
    if name == _HEALTH:
        return None if wish.with_health else HEALTH_WARNING
    column = next((one for one in wish.offered if one.name == name), None)
    return WARNINGS.get(column.care) if column and name not in wish.columns else None


def _warnings(columns: Sequence[Column], *, with_health: bool) -> list[str]:
    cares = {column.care for column in columns}
    return [*(told for care, told in WARNINGS.items() if care in cares), *([HEALTH_WARNING] * with_health)]


def _redraw(
    context: Context, blocks: Sequence[Block], listed: Sequence[Button], buttons: Sequence[Button]
) -> None:
    """Show a list in the place of the one whose button was pressed, or anew. Everything that is listed can be
    typed; some of it has a button."""
    choices = Choices(tuple(button.label for button in listed))
    message = Message((*blocks, choices), tuple((button,) for button in buttons))
    context.replies.append(EditMessage(context.shown, message) if context.shown else Send(message))
    context.list_choices([replace(button, label=_unboxed(button.label)) for button in listed])
    context.shown = None


def _button(label: str, command: str, number: int, rest: str = "") -> Button:
    argument = f"{number}.{rest}" if rest else str(number)
    return Button(label, encode(CommandButton(command, argument)))


def _box(ticked: bool, label: str) -> str:
    return f"{'☑' if ticked else '☐'} {label}"


def _unboxed(label: str) -> str:
    return label.removeprefix("☐ ").removeprefix("☑ ")


def _called(name: str) -> str:
    names = {"results": "Results of an update", _ANONYMISED: "Constituencies, small numbers hidden"}
    return names.get(name) or _CHOICES[name]


def _lower(called: str) -> str:
    """As it stands in a sentence."""
    return called[:1].lower() + called[1:]


def _cut(purpose: str) -> str:
    return purpose if len(purpose) <= SHOWN_OF_PURPOSE else f"{purpose[: SHOWN_OF_PURPOSE - 1]}…"


def _short_day(day: date) -> str:
    """13 Nov 2026, which fits a button."""
    return f"{day.day} {day:%b %Y}"
