"""The figures of all repetitions: medians, ranges, ratios to the baseline, and whether bars are met."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.speed.measure import ORDERED_PEOPLE, ROUND_TRIP, Measured


@dataclass(frozen=True, slots=True)
class Bar:
    """The value that a figure has to reach, and the aim. With `most` they are upper limits."""

    must: float
    aim: float | None = None
    most: bool = False

    def met(self, value: float, bar: float) -> bool:
        return value <= bar if self.most else value >= bar

    def __str__(self) -> str:
        sign = "≤" if self.most else "≥"
        aimed = f", aim {sign} {self.aim:g}" if self.aim is not None else ""
        return f"must {sign} {self.must:g}{aimed}"


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of the repetitions and their range."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))

    def shown(self, digits: int) -> str:
        return f"{self.median:,.{digits}f} ({self.least:,.{digits}f}-{self.most:,.{digits}f})"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. The bar is compared with `judged`; without a bar it only informs."""

    name: str
    bot: Spread
    echo: Spread | None
    judged: Spread
    judged_is: str
    digits: int
    bar: Bar | None = None

    @property
    def meets_must(self) -> bool:
        return self.bar is None or self.bar.met(self.judged.median, self.bar.must)

    @property
    def meets_aim(self) -> bool:
        return self.bar is None or self.bar.aim is None or self.bar.met(self.judged.median, self.bar.aim)

    @property
    def verdict(self) -> str:
        """Describe the bar and whether it is met."""
        if self.bar is None:
            return ""
        if not self.meets_must:
            return f"{self.bar}: MISSED"
        return f"{self.bar}: met" if self.meets_aim else f"{self.bar}: met, the aim not yet"

    def as_json(self) -> dict[str, Any]:
        bar = {"must": self.bar.must, "aim": self.bar.aim, "at_most": self.bar.most} if self.bar else None
        return {
            "name": self.name,
            "bot": asdict(self.bot),
            "echo": asdict(self.echo) if self.echo else None,
            "judged": {"is": self.judged_is, **asdict(self.judged)},
            "bar": bar,
            "meets_must": self.meets_must,
            "meets_aim": self.meets_aim,
        }


def figures_of(bot: Sequence[Measured], echo: Sequence[Measured]) -> list[Figure]:
    """Return all figures. Ratios are between the nth repetition of one bot and the nth of the other."""

    def beside(name: str, value: Callable[[Measured], float], digits: int, bar: Bar | None = None) -> Figure:
        ratios = [value(measured) / value(baseline) for measured, baseline in zip(bot, echo, strict=True)]
        ours, theirs = (Spread.of([value(measured) for measured in side]) for side in (bot, echo))
        return Figure(name, ours, theirs, Spread.of(ratios), "ratio to the echo", digits, bar)

    def alone(name: str, value: Callable[[Measured], float], bar: Bar) -> Figure:
        spread = Spread.of([value(measured) for measured in bot])
        return Figure(name, spread, None, spread, "number", 0, bar)

    return [
        beside("answers per CPU second", lambda measured: measured.per_cpu_second, 0, Bar(0.6, 1.5)),
        beside("answers per second", lambda measured: measured.per_second, 0),
        _from_afar(bot, echo),
        alone(
            f"of {ORDERED_PEOPLE} people out of order",
            lambda measured: measured.out_of_order,
            Bar(0, most=True),
        ),
        alone("answers not as expected", lambda measured: measured.unexpected, Bar(0, most=True)),
        beside("latency unloaded, p50, ms", lambda measured: measured.latency * 1000, 2, Bar(2, most=True)),
        beside("start to first answer, s", lambda measured: measured.start, 2),
        beside("resident memory, MiB", lambda measured: measured.resident, 0),
    ]


def _from_afar(bot: Sequence[Measured], echo: Sequence[Measured]) -> Figure:
    """Return the rate at a distance as a multiple of one over the round trip, the rate of one by one."""
    return Figure(
        f"answers per second at {ROUND_TRIP * 1000:.0f} ms",
        Spread.of([measured.distant_per_second for measured in bot]),
        Spread.of([measured.distant_per_second for measured in echo]),
        Spread.of([measured.distant_per_second * ROUND_TRIP for measured in bot]),
        "multiple of one over the round trip",
        0,
        Bar(5, 25),
    )


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table for people to read."""
    rows = [("", "bot", "echo (baseline)", "ratio", "")]
    rows += [
        (
            figure.name,
            figure.bot.shown(figure.digits),
            figure.echo.shown(figure.digits) if figure.echo else "-",
            figure.judged.shown(2) if figure.echo else "-",
            figure.verdict,
        )
        for figure in figures
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers, verdict = (
        cell.rjust(width) if 0 < place < len(row) - 1 else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join((name, *numbers, verdict)).rstrip()
