"""Figures as pictures for a phone: one column, large type, colours that the colour-blind can tell apart.

What does not fit one screen well goes on another picture. This module loads matplotlib, which takes a second
and tens of megabytes: import it only to draw.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.reports.periods import Period
from bot.reports.statistics import (
    Figures,
    FlowFigures,
    Line,
    Listed,
    Series,
    is_small,
)
from bot.reports.text import alt_text, period_of, share

WIDTH = 1080
"""Pixels across, as most phones have; every length below is in pixels too."""
MARGIN = 44
TITLE, TEXT, SMALL, NUMBER = 40.0, 31.0, 28.0, 76.0
ROW, BETWEEN_ROWS = 52, 6
OVER_TIME = 250
TALLEST = 2400
"""Phones are a little over twice as high as they are wide."""
DOTS_AN_INCH = 100
ROOM_FOR_NUMBERS = 116
"""The days below bars, and the numbers above and below them."""
LETTER = 19
"""How wide a digit of small type is, with a little air."""
LETTERS_A_ROW = 46

INK, QUIET, PAPER = "#1a1a1a", "#595959", "#ffffff"
BLUE, ORANGE, GREEN, PURPLE, YELLOW = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"
SKY, GREY = "#56b4e9", "#999999"
"""From the palette of Okabe and Ito (https://jfly.uni-koeln.de/color/), made for everybody's eyes."""
OF_DEEDS = (BLUE, YELLOW, GREEN, PURPLE, SKY)
"""The largest first; deeds beyond these share the grey. Orange stands for leaving."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the picture. `draw` gets axes that are `height` pixels high, one unit a pixel across."""

    title: str
    height: int
    draw: Callable[[Axes], None]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a list: its name stands on the bar, the number at the end of the row."""

    name: str
    length: float
    told: str
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and what it shows, in words."""

    png: bytes
    shows: str


def draw(figures: Figures) -> list[Picture]:
    """One picture or more. The words are also written into the file, for programs that read them out."""
    pages = list(_pages(list(_panels(figures))))
    return [_drawn(page, _shows(figures, page, at, len(pages))) for at, page in enumerate(pages, start=1)]


def _pages(panels: Sequence[Panel]) -> Iterator[list[Panel]]:
    """Panels in their order, as many on a page as fit."""
    page: list[Panel] = []
    for panel in panels:
        if page and _height([*page, panel]) > TALLEST:
            yield page
            page = []
        page.append(panel)
    yield page


def _shows(figures: Figures, page: Sequence[Panel], number: int, of: int) -> str:
    if number == 1:
        return alt_text(figures)
    return f"Figures of the campaign, picture {number} of {of}. {'. '.join(panel.title for panel in page)}."


def _drawn(page: Sequence[Panel], shows: str) -> Picture:
    height = _height(page)
    with rc_context({"font.family": "DejaVu Sans", "text.parse_math": False, "text.color": INK}):
        size = (WIDTH / DOTS_AN_INCH, height / DOTS_AN_INCH)
        sheet = Sheet(figsize=size, dpi=DOTS_AN_INCH, facecolor=PAPER)
        top = float(height)
        for panel in page:
            top -= _taken(panel)
            _place(sheet, panel, top, height)
        drawn = BytesIO()
        sheet.savefig(drawn, format="rgba")
    return Picture(_png(Image.frombytes("RGBA", (WIDTH, height), drawn.getvalue()), shows), shows)


def _png(image: Image.Image, shows: str) -> bytes:
    """A PNG of 64 colours: a quarter of the bytes, and nobody sees a difference."""
    about, file = PngInfo(), BytesIO()
    about.add_itxt("Title", "Figures of the campaign")
    about.add_itxt("Description", shows)
    image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
        file, "PNG", optimize=True, pnginfo=about
    )
    return file.getvalue()


def _panels(figures: Figures) -> Iterator[Panel]:
    yield Panel("", 236, lambda axes: _head(axes, figures))
    pledges = f"Pledges made: {figures.pledges.total:,}"
    yield _over_time(pledges, figures.spans, figures.pledges, None, figures.by_deed)
    which = "What was pledged, as coloured above" if len(figures.deeds) > 1 else "What was pledged"
    yield _list(which, _deeds(figures), "No pledges in this time")
    joined = f"Joined (up): {figures.joined.total:,}   Left (down): {figures.left.total:,}"
    yield _over_time(joined, figures.spans, figures.joined, figures.left)
    yield _list("Where people came from", _listed(figures.sources, GREEN), "Nobody came by a link")
    for flow in figures.flows:
        yield _list(f"{flow.title}: who got how far", _flow(flow), "Begun by nobody in this time")
    yield _list("Questions people typed", _questions(figures), "No questions in this time")
    yield _list("Was the answer what was asked?", _helpful(figures), "Nobody said in this time")
    kinds = f"Asked {is_small(None)} times"
    yield _list("Questions without an answer", _listed(figures.unanswered, YELLOW, kinds), "None were left")


def _place(sheet: Sheet, panel: Panel, bottom: float, height: int) -> None:
    """Put a panel into the picture. Axes count from the left, and from the bottom up."""
    across = WIDTH - 2 * MARGIN
    box = (MARGIN / WIDTH, bottom / height, across / WIDTH, panel.height / height)
    axes = sheet.add_axes(box)
    axes.axis("off")
    axes.set_xlim(0, across)
    axes.set_ylim(0, panel.height)
    if panel.title:
        axes.text(0, panel.height + 18, panel.title, fontsize=_points(TITLE), fontweight="bold", va="bottom")
    panel.draw(axes)


def _taken(panel: Panel) -> int:
    """What a panel takes up with its title and the space above it."""
    return panel.height + (112 if panel.title else MARGIN)


def _height(page: Sequence[Panel]) -> int:
    return sum(map(_taken, page)) + MARGIN


def _head(axes: Axes, figures: Figures) -> None:
    axes.text(0, 236, "Figures of the campaign", fontsize=_points(48), fontweight="bold", va="top")
    axes.text(0, 168, period_of(figures).rstrip("."), fontsize=_points(TEXT), color=QUIET, va="top")
    told = ((figures.standing.getting_updates, "get updates"), (figures.standing.pledges, "pledges stand"))
    for at, (number, what) in enumerate(told):
        left = at * (WIDTH - 2 * MARGIN) / 2
        axes.text(left, 34, f"{number:,}", fontsize=_points(NUMBER), fontweight="bold", color=BLUE)
        axes.text(left, 0, what, fontsize=_points(TEXT))


def _over_time(
    title: str, spans: Sequence[Period], above: Series, below: Series | None, parts: Sequence[Series] = ()
) -> Panel:
    """Bars for each span, of differently coloured parts where there are any; a second series hangs below."""
    height = OVER_TIME + (90 if below or len(parts) > 1 else 0)
    return Panel(title, height, lambda axes: _time_bars(axes, spans, above, below, parts))


def _time_bars(
    axes: Axes, spans: Sequence[Period], above: Series, below: Series | None, parts: Sequence[Series]
) -> None:
    most, least = max(above.numbers), max(below.numbers) if below else 0
    scale = (axes.get_ylim()[1] - ROOM_FOR_NUMBERS) / max(1, most + least)
    base = 76 + least * scale if below else 40.0
    across = axes.get_xlim()[1]
    _standing(axes, above.numbers, (base, scale), [(BLUE, above)] if not parts else _coloured(parts))
    if below:
        _standing(axes, below.numbers, (base, -scale), [(ORANGE, below)])
    axes.axhline(base, color=INK, linewidth=2)
    last = len(spans) - 1
    for at in sorted({0, (last + 1) // 2, last}):
        x, side = (
            (0.0, "left")
            if at == 0
            else (across, "right")
            if at == last
            else (
                (at + 0.5) * across / (last + 1),
                "center",
            )
        )
        axes.text(x, 0, spans[at].short, fontsize=_points(SMALL), color=QUIET, va="bottom", ha=side)


def _coloured(parts: Sequence[Series]) -> list[tuple[str, Series]]:
    return [(_colour_of(at), part) for at, part in enumerate(parts)]


def _colour_of(deed: int) -> str:
    return OF_DEEDS[deed] if deed < len(OF_DEEDS) else GREY


def _standing(
    axes: Axes, numbers: Sequence[int], up: tuple[float, float], parts: Sequence[tuple[str, Series]]
) -> None:
    """A bar for each number, of its parts. `up` is where they stand, and pixels for each one; below 0, they
    hang."""
    base, scale = up
    wide = axes.get_xlim()[1] / len(numbers)
    told = [f"{number:,}" if number else "" for number in numbers]
    all_fit = max(map(len, told)) * LETTER <= wide
    for at, number in enumerate(numbers):
        middle, end = (at + 0.5) * wide, base + number * scale
        below = base
        for colour, part in parts:
            axes.bar(middle, part.numbers[at] * scale, width=wide * 0.8, bottom=below, color=colour)
            below += part.numbers[at] * scale
        if all_fit or number == max(numbers):
            edge, side = (end - 6, "top") if scale < 0 else (end + 6, "bottom")
            axes.text(middle, edge, told[at], fontsize=_points(SMALL), ha="center", va=side)


def _list(title: str, bars: Sequence[Bar], none: str) -> Panel:
    rows = max(1, len(bars))
    return Panel(title, rows * (ROW + BETWEEN_ROWS), lambda axes: _rows(axes, bars, none))


def _rows(axes: Axes, bars: Sequence[Bar], none: str) -> None:
    across, top = axes.get_xlim()[1], axes.get_ylim()[1]
    if not bars:
        axes.text(0, top - ROW / 2, none, fontsize=_points(TEXT), color=QUIET, va="center")
    longest = max((bar.length for bar in bars), default=0) or 1
    for at, bar in enumerate(bars):
        middle = top - at * (ROW + BETWEEN_ROWS) - ROW / 2
        long = across * bar.length / longest
        axes.barh(middle, long, height=ROW, color=bar.colour, alpha=0.3)
        axes.barh(middle, min(long, 8), height=ROW, color=bar.colour)
        axes.text(18, middle, _short(bar), fontsize=_points(TEXT), va="center_baseline")
        text = axes.text(across - 14, middle, bar.told, fontsize=_points(TEXT), fontweight="bold")
        text.set(ha="right", va="center_baseline")


def _bars(lines: Sequence[Line], colour: str) -> list[Bar]:
    return [Bar(line.name, line.number or 0, line.told, colour) for line in lines]


def _deeds(figures: Figures) -> list[Bar]:
    """The list is the key to the colours over time; its order is that of the parts, from the bottom up."""
    deeds = enumerate(figures.deeds)
    return [Bar(deed.name, deed.number or 0, deed.told, _colour_of(at)) for at, deed in deeds]


def _listed(listed: Listed, colour: str, more: str = "Others") -> list[Bar]:
    bars = _bars(listed.lines, colour)
    return [*bars, Bar(more, 0, f"{listed.more:,} more", colour)] if listed.more else bars


def _flow(flow: FlowFigures) -> list[Bar]:
    if not flow.begun and not flow.finished:
        return []
    reached = [(line.name, line.number or 0, PURPLE) for line in flow.steps]
    return _shares([*reached, ("Finished", flow.finished, GREEN)], flow.begun)


def _questions(figures: Figures) -> list[Bar]:
    asked = figures.questions
    kinds = [
        ("Answered at once", asked["answered"], BLUE),
        ("Offered a choice", asked["offered"], YELLOW),
        ("Not matched", asked["unmatched"], ORANGE),
    ]
    total = sum(number for _, number, _ in kinds)
    return _shares(kinds, total) if total else []


def _helpful(figures: Figures) -> list[Bar]:
    total = figures.helpful + figures.not_helpful
    kinds = [("Yes, that was it", figures.helpful, BLUE), ("No, something else", figures.not_helpful, ORANGE)]
    return _shares(kinds, total) if total else []


def _shares(kinds: Sequence[tuple[str, int, str]], of: int) -> list[Bar]:
    """Names, numbers and colours as bars that also tell what share of all each is."""
    return [Bar(name, number, f"{number:,}{share(number, of)}", colour) for name, number, colour in kinds]


def _short(bar: Bar) -> str:
    """The name as far as the row has room for it beside the number, which is set in broader letters."""
    room = LETTERS_A_ROW - round(1.2 * len(bar.told))
    name = " ".join(bar.name.split())
    return name if len(name) <= room else f"{name[: room - 1].rstrip()}…"


def _points(pixels: float) -> float:
    """Type is measured in points, 72 an inch."""
    return pixels * 72 / DOTS_AN_INCH
