"""Figures as a picture for a phone: one column, large type, colours that the colour-blind can tell apart.

This module loads matplotlib, which takes a second and tens of megabytes: import it only to draw.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from bot.organisers.figures import Figures, FlowFigures, Line, Listed, Series, few
from bot.organisers.in_words import alt_text, period_of, share
from bot.organisers.spans import Span

WIDTH = 1080
"""Pixels across, as most phones have; every length below is in pixels too."""
MARGIN = 44
TITLE, TEXT, NUMBER = 40.0, 31.0, 76.0
ROW, BETWEEN_ROWS = 52, 6
OVER_TIME = 250
DOTS_AN_INCH = 100
NUMBERED_BARS = 14
"""With more bars than this their numbers would run into each other."""
LETTERS_A_ROW = 46

INK, QUIET, PAPER = "#1a1a1a", "#595959", "#ffffff"
BLUE, ORANGE, GREEN, PURPLE, YELLOW = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"
"""From the palette of Okabe and Ito (https://jfly.uni-koeln.de/color/), made to be told apart by everybody."""


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


def draw(figures: Figures) -> bytes:
    """The picture, as PNG. What it shows is also written into the file, for programs that read it out."""
    panels = list(_panels(figures))
    heights = [panel.height + _above(panel) for panel in panels]
    height = sum(heights) + MARGIN
    with rc_context({"font.family": "DejaVu Sans", "text.parse_math": False, "text.color": INK}):
        canvas = Canvas(figsize=(WIDTH / DOTS_AN_INCH, height / DOTS_AN_INCH), dpi=DOTS_AN_INCH, facecolor=PAPER)
        top = float(height)
        for panel, taken in zip(panels, heights, strict=True):
            _place(canvas, panel, top - taken, height)
            top -= taken
        picture = BytesIO()
        about = {"Title": "Figures of the campaign", "Description": alt_text(figures)}
        FigureCanvasAgg(canvas).print_png(picture, metadata=about)
    return picture.getvalue()


def _panels(figures: Figures) -> Iterator[Panel]:
    yield Panel("", 236, lambda axes: _head(axes, figures))
    yield _over_time("Pledges made", figures.spans, figures.pledges, None)
    yield _list("What was pledged", _bars(figures.deeds, BLUE), "No pledges in this time")
    joined = f"Joined: {figures.joined.total:,}    Left: {figures.left.total:,}"
    yield _over_time(joined, figures.spans, figures.joined, figures.left)
    yield _list("Where people came from", _listed(figures.sources, GREEN), "Nobody came by a link with a code")
    for flow in figures.flows:
        yield _list(f"{flow.title}: who got how far", _flow(flow), "Begun by nobody in this time")
    yield _list("Questions people typed", _questions(figures), "No questions in this time")
    yield _list("Was the answer what was asked?", _helpful(figures), "Nobody said in this time")
    kinds = f"Asked {few(None)} times"
    yield _list("Questions without an answer", _listed(figures.unanswered, YELLOW, kinds), "None were left")


def _place(canvas: Canvas, panel: Panel, bottom: float, height: int) -> None:
    """Put a panel into the picture. Axes count from the left, and from the bottom up."""
    across = WIDTH - 2 * MARGIN
    box = (MARGIN / WIDTH, bottom / height, across / WIDTH, panel.height / height)
    axes = canvas.add_axes(box)
    axes.axis("off")
    axes.set_xlim(0, across)
    axes.set_ylim(0, panel.height)
    if panel.title:
        axes.text(0, panel.height + 18, panel.title, fontsize=_points(TITLE), fontweight="bold", va="bottom")
    panel.draw(axes)


def _above(panel: Panel) -> int:
    """Room for the title and for the space above it."""
    return 118 if panel.title else MARGIN


def _head(axes: Axes, figures: Figures) -> None:
    axes.text(0, 236, "Figures of the campaign", fontsize=_points(48), fontweight="bold", va="top")
    axes.text(0, 168, period_of(figures).rstrip("."), fontsize=_points(TEXT), color=QUIET, va="top")
    told = ((figures.standing.getting_updates, "get updates"), (figures.standing.pledges, "pledges stand"))
    for at, (number, what) in enumerate(told):
        left = at * (WIDTH - 2 * MARGIN) / 2
        axes.text(left, 34, f"{number:,}", fontsize=_points(NUMBER), fontweight="bold", color=BLUE)
        axes.text(left, 0, what, fontsize=_points(TEXT))


def _over_time(title: str, spans: Sequence[Span], above: Series, below: Series | None) -> Panel:
    """Bars for each span; a second series hangs below the line."""
    height = OVER_TIME if below is None else OVER_TIME + 90
    return Panel(title, height, lambda axes: _time_bars(axes, spans, above, below))


def _time_bars(axes: Axes, spans: Sequence[Span], above: Series, below: Series | None) -> None:
    most, least = max(above.numbers), max(below.numbers) if below else 0
    room = 36 + 2 * 40
    scale = (axes.get_ylim()[1] - room) / max(1, most + least)
    base = 76 + least * scale if below else 40.0
    wide = axes.get_xlim()[1] / len(spans)
    for at, number in enumerate(above.numbers):
        _standing(axes, (at * wide, wide), (base, number * scale), _numbered(spans, number, most), BLUE)
    for at, number in enumerate(below.numbers if below else ()):
        _standing(axes, (at * wide, wide), (base, -number * scale), _numbered(spans, number, least), ORANGE)
    axes.axhline(base, color=INK, linewidth=2)
    for at in _labelled(len(spans)):
        where = {"ha": "left"} if at == 0 else {"ha": "right"} if at == len(spans) - 1 else {"ha": "center"}
        x = {"left": 0.0, "right": axes.get_xlim()[1], "center": (at + 0.5) * wide}[where["ha"]]
        axes.text(x, 0, spans[at].short, fontsize=_points(28), color=QUIET, va="bottom", ha=where["ha"])


def _standing(axes: Axes, across: tuple[float, float], up: tuple[float, float], told: str, colour: str) -> None:
    """One bar: where it begins and how wide, where it stands and how high (or how deep)."""
    (left, wide), (base, high) = across, up
    axes.bar(left + wide / 2, high, width=wide * 0.8, bottom=base, color=colour)
    edge, side = (base + high - 6, "top") if high < 0 else (base + high + 6, "bottom")
    axes.text(left + wide / 2, edge, told, fontsize=_points(28), ha="center", va=side)


def _numbered(spans: Sequence[Span], number: int, most: int) -> str:
    """The number of a bar, if there is room for all of them; otherwise for the highest."""
    shown = number and (len(spans) <= NUMBERED_BARS or number == most)
    return f"{number:,}" if shown else ""


def _labelled(count: int) -> list[int]:
    """Which bars bear their day: the first, the last, and one in the middle."""
    return sorted({0, count // 2, count - 1}) if count > 2 else list(range(count))


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
        axes.text(
            across, middle, bar.told, fontsize=_points(TEXT), fontweight="bold", ha="right", va="center_baseline"
        )


def _bars(lines: Sequence[Line], colour: str) -> list[Bar]:
    return [Bar(line.name, line.number or 0, line.told, colour) for line in lines]


def _listed(listed: Listed, colour: str, more: str = "Others") -> list[Bar]:
    bars = _bars(listed.lines, colour)
    return [*bars, Bar(more, 0, f"{listed.more:,} more", colour)] if listed.more else bars


def _flow(flow: FlowFigures) -> list[Bar]:
    if not flow.begun and not flow.finished:
        return []
    reached = [(line.name, line.number or 0, PURPLE) for line in flow.steps]
    return [
        Bar(name, number, f"{number:,}{share(number, flow.begun)}", colour)
        for name, number, colour in (*reached, ("Finished", flow.finished, GREEN))
    ]


def _questions(figures: Figures) -> list[Bar]:
    asked = figures.questions
    kinds = (
        ("Answered at once", asked["answered"], BLUE),
        ("Offered a choice", asked["offered"], YELLOW),
        ("Not matched", asked["unmatched"], ORANGE),
    )
    total = sum(number for _, number, _ in kinds)
    return [Bar(name, number, f"{number:,}{share(number, total)}", colour) for name, number, colour in kinds if total]


def _helpful(figures: Figures) -> list[Bar]:
    total = figures.helpful + figures.not_helpful
    kinds = (("Yes, that was it", figures.helpful, BLUE), ("No, something else", figures.not_helpful, ORANGE))
    return [Bar(name, number, f"{number:,}{share(number, total)}", colour) for name, number, colour in kinds if total]


def _short(bar: Bar) -> str:
    """The name as far as the row has room for it beside the number, which is set in broader letters."""
    room = LETTERS_A_ROW - round(1.2 * len(bar.told))
    name = " ".join(bar.name.split())
    return name if len(name) <= room else f"{name[: room - 1].rstrip()}…"


def _points(pixels: float) -> float:
    """Type is measured in points, 72 an inch."""
    return pixels * 72 / DOTS_AN_INCH
