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

from bot.reports.statistics import Figures, FlowFigures, Listed, Series
from bot.reports.text import alt_text, describe_period, display, short_name, with_share
from flows.texts import Texts
from flows.texts.reports import ChartTexts, FigureTexts

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
OF_PLEDGE_TYPES = (BLUE, YELLOW, GREEN, PURPLE, SKY)
"""The largest first; pledge types beyond these share the grey. Orange stands for leaving."""


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
    number: str
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and what it shows, in words."""

    png: bytes
    shows: str


def draw(figures: Figures, texts: Texts) -> list[Picture]:
    """Return one picture or more. Their words are also in the file, for programs that read them out."""
    pages = list(_pages(list(_Panels(figures, texts).all())))
    title = texts.organisers.reports.figures.title
    return [
        _drawn(page, title, _alt_text(figures, page, number, len(pages), texts))
        for number, page in enumerate(pages, start=1)
    ]


def _pages(panels: Sequence[Panel]) -> Iterator[list[Panel]]:
    """Yield pages of panels in their order, as many on each as fit."""
    page: list[Panel] = []
    for panel in panels:
        if page and _height([*page, panel]) > TALLEST:
            yield page
            page = []
        page.append(panel)
    yield page


def _alt_text(figures: Figures, page: Sequence[Panel], number: int, total: int, texts: Texts) -> str:
    if number == 1:
        return alt_text(figures, texts)
    panels = ". ".join(panel.title for panel in page)
    return texts.organisers.reports.alt.picture(number=number, total=total, panels=panels)


def _drawn(page: Sequence[Panel], title: str, shows: str) -> Picture:
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
    return Picture(_png(Image.frombytes("RGBA", (WIDTH, height), drawn.getvalue()), title, shows), shows)


def _png(image: Image.Image, title: str, shows: str) -> bytes:
    """Return a PNG of 64 colours: a quarter of the bytes, and nobody sees a difference."""
    about, file = PngInfo(), BytesIO()
    about.add_itxt("Title", title)
    about.add_itxt("Description", shows)
    image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
        file, "PNG", optimize=True, pnginfo=about
    )
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Panels:
    """The parts of the picture, in their order."""

    figures: Figures
    texts: Texts

    @property
    def words(self) -> ChartTexts:
        return self.texts.organisers.reports.chart

    @property
    def numbers(self) -> FigureTexts:
        return self.texts.organisers.reports.figures

    def all(self) -> Iterator[Panel]:
        figures, words = self.figures, self.words
        days = [short_name(span, self.texts.public.dates) for span in figures.spans]
        yield Panel("", 236, lambda axes: _head(axes, figures, self.texts))
        pledges = words.pledges(number=f"{figures.pledges.total:,}")
        yield _over_time(pledges, days, figures.pledges, None, figures.by_pledge_type)
        title = words.deeds_coloured if len(figures.pledge_types) > 1 else words.deeds
        yield _list(title, self._pledge_types(), words.no_pledges)
        joined = words.joined(joined=f"{figures.joined.total:,}", left=f"{figures.left.total:,}")
        yield _over_time(joined, days, figures.joined, figures.left)
        yield _list(words.sources, self._listed(figures.sources, GREEN, words.others), words.no_sources)
        for flow in figures.flows:
            yield _list(words.flow(flow=flow.title), self._flow(flow), words.not_begun)
        yield _list(words.typed, self._questions(), words.no_questions)
        yield _list(words.helpful, self._helpful(), words.nobody_said)
        few = words.asked_few(number=display(None, self.numbers))
        yield _list(words.unanswered, self._listed(figures.unanswered, YELLOW, few), words.none_left)

    def _pledge_types(self) -> list[Bar]:
        """Return the key to the colours over time, in the order of the parts from the bottom up."""
        return [
            Bar(line.name, line.number or 0, display(line.number, self.numbers), _colour_of(index))
            for index, line in enumerate(self.figures.pledge_types)
        ]

    def _listed(self, listed: Listed, colour: str, others: str) -> list[Bar]:
        bars = [
            Bar(line.name, line.number or 0, display(line.number, self.numbers), colour)
            for line in listed.lines
        ]
        if listed.more:
            bars.append(Bar(others, 0, self.words.more(number=f"{listed.more:,}"), colour))
        return bars

    def _flow(self, flow: FlowFigures) -> list[Bar]:
        if not flow.begun and not flow.finished:
            return []
        reached = [(line.name, line.number or 0, PURPLE) for line in flow.steps]
        return self._shares([*reached, (self.words.finished, flow.finished, GREEN)], flow.begun)

    def _questions(self) -> list[Bar]:
        asked = self.figures.questions
        kinds = [
            (self.words.answered, asked["answered"], BLUE),
            (self.words.offered, asked["offered"], YELLOW),
            (self.words.unmatched, asked["unmatched"], ORANGE),
        ]
        total = sum(number for _, number, _ in kinds)
        return self._shares(kinds, total) if total else []

    def _helpful(self) -> list[Bar]:
        labels, figures = self.texts.buttons.answers, self.figures
        total = figures.helpful + figures.not_helpful
        kinds = [
            (labels.helpful, figures.helpful, BLUE),
            (labels.not_helpful, figures.not_helpful, ORANGE),
        ]
        return self._shares(kinds, total) if total else []

    def _shares(self, kinds: Sequence[tuple[str, int, str]], total: int) -> list[Bar]:
        """Return names, numbers and colours as bars that also show each one's share of the total."""
        return [
            Bar(name, number, with_share(number, total, self.numbers), colour)
            for name, number, colour in kinds
        ]


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
    """Return the height of a panel with its title and the space above it."""
    return panel.height + (112 if panel.title else MARGIN)


def _height(page: Sequence[Panel]) -> int:
    return sum(map(_taken, page)) + MARGIN


def _head(axes: Axes, figures: Figures, texts: Texts) -> None:
    reports, standing = texts.organisers.reports, figures.standing
    days = describe_period(figures, texts).rstrip(".")
    axes.text(0, 236, reports.figures.title, fontsize=_points(48), fontweight="bold", va="top")
    axes.text(0, 168, days, fontsize=_points(TEXT), color=QUIET, va="top")
    totals = (
        (standing.getting_updates, reports.chart.getting_updates),
        (standing.pledges, reports.chart.pledges_stand),
    )
    for index, (number, what) in enumerate(totals):
        left = index * (WIDTH - 2 * MARGIN) / 2
        axes.text(left, 34, f"{number:,}", fontsize=_points(NUMBER), fontweight="bold", color=BLUE)
        axes.text(left, 0, what, fontsize=_points(TEXT))


def _over_time(
    title: str,
    days: Sequence[str],
    above: Series,
    below: Series | None,
    parts: Sequence[Series] = (),
) -> Panel:
    """Bars for each span, of differently coloured parts where there are any; a second series hangs below."""
    height = OVER_TIME + (90 if below or len(parts) > 1 else 0)
    return Panel(title, height, lambda axes: _time_bars(axes, days, above, below, parts))


def _time_bars(
    axes: Axes, days: Sequence[str], above: Series, below: Series | None, parts: Sequence[Series]
) -> None:
    most, least = max(above.numbers), max(below.numbers) if below else 0
    scale = (axes.get_ylim()[1] - ROOM_FOR_NUMBERS) / max(1, most + least)
    base = 76 + least * scale if below else 40.0
    across = axes.get_xlim()[1]
    _standing(axes, above.numbers, (base, scale), [(BLUE, above)] if not parts else _coloured(parts))
    if below:
        _standing(axes, below.numbers, (base, -scale), [(ORANGE, below)])
    axes.axhline(base, color=INK, linewidth=2)
    last = len(days) - 1
    middle = (last + 1) // 2
    centre = (middle + 0.5) * across / (last + 1)
    labels = {middle: (centre, "center"), last: (across, "right"), 0: (0.0, "left")}
    for index, (x, side) in sorted(labels.items()):
        axes.text(x, 0, days[index], fontsize=_points(SMALL), color=QUIET, va="bottom", ha=side)


def _coloured(parts: Sequence[Series]) -> list[tuple[str, Series]]:
    return [(_colour_of(index), part) for index, part in enumerate(parts)]


def _colour_of(index: int) -> str:
    return OF_PLEDGE_TYPES[index] if index < len(OF_PLEDGE_TYPES) else GREY


def _standing(
    axes: Axes, numbers: Sequence[int], up: tuple[float, float], parts: Sequence[tuple[str, Series]]
) -> None:
    """Draw a bar for each number, of its parts.

    `up` is where they stand, and how many pixels each unit has; bars with pixels below 0 hang.
    """
    base, scale = up
    wide = axes.get_xlim()[1] / len(numbers)
    labels = [f"{number:,}" if number else "" for number in numbers]
    all_fit = max(map(len, labels)) * LETTER <= wide
    for index, number in enumerate(numbers):
        middle, end = (index + 0.5) * wide, base + number * scale
        below = base
        for colour, part in parts:
            axes.bar(middle, part.numbers[index] * scale, width=wide * 0.8, bottom=below, color=colour)
            below += part.numbers[index] * scale
        if all_fit or number == max(numbers):
            edge, side = (end - 6, "top") if scale < 0 else (end + 6, "bottom")
            axes.text(middle, edge, labels[index], fontsize=_points(SMALL), ha="center", va=side)


def _list(title: str, bars: Sequence[Bar], none: str) -> Panel:
    rows = max(1, len(bars))
    return Panel(title, rows * (ROW + BETWEEN_ROWS), lambda axes: _rows(axes, bars, none))


def _rows(axes: Axes, bars: Sequence[Bar], none: str) -> None:
    across, top = axes.get_xlim()[1], axes.get_ylim()[1]
    if not bars:
        axes.text(0, top - ROW / 2, none, fontsize=_points(TEXT), color=QUIET, va="center")
    longest = max((bar.length for bar in bars), default=0) or 1
    for index, bar in enumerate(bars):
        middle = top - index * (ROW + BETWEEN_ROWS) - ROW / 2
        long = across * bar.length / longest
        axes.barh(middle, long, height=ROW, color=bar.colour, alpha=0.3)
        axes.barh(middle, min(long, 8), height=ROW, color=bar.colour)
        axes.text(18, middle, _short(bar), fontsize=_points(TEXT), va="center_baseline")
        text = axes.text(across - 14, middle, bar.number, fontsize=_points(TEXT), fontweight="bold")
        text.set(ha="right", va="center_baseline")


def _short(bar: Bar) -> str:
    """Return the name, cut to the room that the number leaves, which is set in broader type."""
    room = LETTERS_A_ROW - round(1.2 * len(bar.number))
    name = " ".join(bar.name.split())
    return name if len(name) <= room else f"{name[: room - 1].rstrip()}…"


def _points(pixels: float) -> float:
    """Return pixels as points, in which type is measured: 72 an inch."""
    return pixels * 72 / DOTS_AN_INCH
