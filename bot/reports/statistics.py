"""How the campaign goes, in numbers: added up from totals that never say who.

Where a small number could point at somebody (where people came from, what was asked, calls for help), one
under five is given as "fewer than 5".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.catalogue import Content
from bot.reports.periods import Period, period
from bot.storage import statistics as totals
from bot.storage import unanswered
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Granularity
from bot.storage.statistics import DayCount, Totals
from faq.editorial.clustering import Unanswered, group
from flows.script import ChooseStep, ConfirmStep, ConsentStep, QuestionStep, Script
from flows.texts.reports import FigureTexts

FEWEST_SHOWN = 5
MOST_LISTED = 6
PLEDGE_TYPE = "deed"
"""The answer of a script that says what is pledged."""
LEFT = {"stopped": "stopped", "withdrawn:updates": "withdrawn", "forgotten": "forgotten"}
"""What is counted when somebody leaves, and its key in the texts."""


@dataclass(frozen=True, slots=True)
class FlowWords:
    """What a script and the questions in it are called, in their order."""

    title: str
    steps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What the figures call things. Made once with `names_of`."""

    pledge_types: Mapping[str, str]
    flows: Mapping[str, FlowWords]
    questions: Mapping[str, str]
    texts: FigureTexts


@dataclass(frozen=True, slots=True)
class Line:
    """One named number. None stands for "fewer than 5"."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """A number for each span of time."""

    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Listed:
    """The largest of many, and how many more there are."""

    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """How far people got in one script. Each question counts once for each session."""

    title: str
    begun: int
    steps: tuple[Line, ...]
    finished: int
    cancelled: int
    ended: int
    """Came to an end at which nothing is kept, such as after a no to the consent."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is shown of one period."""

    spans: tuple[Period, ...]
    standing: Totals
    pledges: Series
    pledge_types: tuple[Line, ...]
    by_pledge_type: tuple[Series, ...]
    """The pledges of each type over time, in the same order."""
    taken_back: int
    joined: Series
    left: Series
    ways_out: tuple[Line, ...]
    sources: Listed
    flows: tuple[FlowFigures, ...]
    questions: Mapping[str, int]
    """answered, offered and unmatched; none_of_these are among the offered."""
    helpful: int
    not_helpful: int
    least_helpful: Listed
    unanswered: Listed
    """Groups of questions left for the organisers, of five and more; `more` counts the smaller groups."""
    unanswered_total: int
    crisis: int | None
    medicine: int | None
    errors: int

    @property
    def first(self) -> date:
        return self.spans[0].first

    @property
    def last(self) -> date:
        return self.spans[-1].last


@dataclass(frozen=True, slots=True)
class Counts:
    """What figures are made of, as it was read. Questions left for the organisers have no asker."""

    spans: tuple[Period, ...]
    counts: Sequence[DayCount]
    standing: Totals
    left_questions: Sequence[Unanswered]


async def read(db: Database, by: Granularity, today: date, since: date | None = None) -> Counts:
    """Read what the figures of a period are made of."""
    return await read_spans(db, period(by, today, first=await totals.first_day(db), since=since))


async def read_spans(db: Database, spans: tuple[Period, ...]) -> Counts:
    """Read what the figures of these spans are made of."""
    first, last = spans[0].first, spans[-1].last
    questions = [Unanswered(left.text, left.asked_on) for left in await unanswered.load_all(db)]
    return Counts(
        spans,
        await totals.counts_between(db, first, last),
        await totals.totals(db),
        [question for question in questions if first <= question.asked_on <= last],
    )


def add_up(counted: Counts, names: Names) -> Figures:
    """Return the figures of a period. Grouping thousands of questions takes seconds: not on an event loop."""
    total: Counter[str] = Counter()
    for count in counted.counts:
        total[count.name] += count.number
    groups = group(counted.left_questions)
    sizes = [(similar.typical, len(similar.questions)) for similar in groups]
    large = [Line(typical, size) for typical, size in sizes if size >= FEWEST_SHOWN]
    not_helpful, sources = _under(total, "not_helpful"), _under(total, "source")
    ways_out = ((names.texts.ways_out[key], total[what]) for what, key in LEFT.items())
    pledged = _largest_first(_under(total, "pledged"))
    return Figures(
        spans=counted.spans,
        standing=counted.standing,
        pledges=_over_time(counted, lambda what: what.startswith("pledged:")),
        pledge_types=tuple(
            Line(names.pledge_types.get(pledge_type, _plain(pledge_type)), number)
            for pledge_type, number in pledged.items()
        ),
        by_pledge_type=tuple(_over_time(counted, f"pledged:{pledge_type}".__eq__) for pledge_type in pledged),
        taken_back=total["unpledged"] + total["withdrawn:pledge"],
        joined=_over_time(counted, lambda what: what == "joined"),
        left=_over_time(counted, lambda what: what in LEFT),
        ways_out=tuple(Line(name, number) for name, number in ways_out if number),
        sources=_listed(sources, dict(zip(sources, sources, strict=True))),
        flows=tuple(_flow(total, flow, names) for flow in names.flows),
        questions={what: total[what] for what in ("answered", "offered", "unmatched", "none_of_these")},
        helpful=sum(_under(total, "helpful").values()),
        not_helpful=sum(not_helpful.values()),
        least_helpful=_listed(not_helpful, names.questions),
        unanswered=Listed(tuple(large[:MOST_LISTED]), len(groups) - len(large[:MOST_LISTED])),
        unanswered_total=len(counted.left_questions),
        crisis=_hidden(total["crisis"]),
        medicine=_hidden(total["medicine"]),
        errors=total["errors"],
    )


def names_of(content: Content) -> Names:
    """Return what the figures call things, from the bot's own words."""
    texts = content.texts.organisers.reports.figures
    return Names(
        pledge_types=_pledge_type_labels(content.scripts.values()),
        flows={name: _flow_words(script, texts) for name, script in content.scripts.items()},
        questions={entry.id: entry.question for entry in content.entries},
        texts=texts,
    )


def _pledge_type_labels(scripts: Iterable[Script]) -> dict[str, str]:
    return {
        key: choice.label
        for script in scripts
        for step in script.steps.values()
        if isinstance(step, ChooseStep) and step.save == PLEDGE_TYPE
        for key, choice in step.choices.items()
    }


def _flow_words(script: Script, texts: FigureTexts) -> FlowWords:
    steps = {
        name: _step_name(step, texts) for name, step in script.steps.items() if isinstance(step, QuestionStep)
    }
    return FlowWords(script.title[:1].upper() + script.title[1:], steps)


def _step_name(step: QuestionStep, texts: FigureTexts) -> str:
    if isinstance(step, ConfirmStep):
        return texts.steps.check
    if isinstance(step, ConsentStep):
        return texts.steps.consent(name=step.called)
    return step.called or step.say


def _over_time(counted: Counts, is_part: Callable[[str], bool]) -> Series:
    """Return a total for each span. Spans and counts are in the order of time: one pass is enough."""
    numbers = [0] * len(counted.spans)
    index = 0
    for count in counted.counts:
        while count.day > counted.spans[index].last:
            index += 1
        if is_part(count.name):
            numbers[index] += count.number
    return Series(tuple(numbers))


def _under(total: Mapping[str, int], kind: str) -> dict[str, int]:
    """Return the totals of one kind by what follows the colon in their names."""
    return {
        rest: number
        for what, number in total.items()
        if number and (rest := what.partition(":")[2]) and what.startswith(f"{kind}:")
    }


def _largest_first(numbers: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _listed(numbers: Mapping[str, int], labels: Mapping[str, str]) -> Listed:
    """Return the largest, with small numbers hidden and in the order of their names, not of their size."""
    ordered = sorted(numbers.items(), key=lambda item: (-(_hidden(item[1]) or 0), item[0]))
    lines = [Line(labels.get(key, _plain(key)), _hidden(number)) for key, number in ordered]
    return Listed(tuple(lines[:MOST_LISTED]), max(0, len(lines) - MOST_LISTED))


def _flow(total: Mapping[str, int], flow: str, names: Names) -> FlowFigures:
    """Return the figures of a script. Questions that it no longer asks come last."""
    words, asked = names.flows[flow], _under(_under(total, "asked"), flow)
    gone = sorted(asked.keys() - words.steps.keys())
    labels = {**words.steps, **{step: names.texts.steps.gone(name=_plain(step)) for step in gone}}
    return FlowFigures(
        title=words.title,
        begun=total.get(f"begun:{flow}", 0),
        steps=tuple(Line(label, asked.get(step, 0)) for step, label in labels.items()),
        finished=total.get(f"finished:{flow}", 0),
        cancelled=total.get(f"cancelled:{flow}", 0),
        ended=total.get(f"ended:{flow}", 0),
    )


def _hidden(number: int) -> int | None:
    return None if 0 < number < FEWEST_SHOWN else number


def _plain(key: str) -> str:
    return key.replace("_", " ").capitalize()
