"""Figures in words, for those who can't see the picture or would rather read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reports.periods import Period
from bot.reports.statistics import (
    Figures,
    FlowFigures,
    Line,
    Listed,
    Series,
    is_small,
)

WITHOUT_PICTURE = "The picture could not be drawn this time. Here are the figures in words."


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the figures: a title and sentences."""

    title: str
    lines: tuple[str, ...]


def tell(figures: Figures) -> tuple[Section, ...]:
    """Everything that the picture shows, and a little more. What is nothing is left out."""
    parts = (
        Section("Pledges", tuple(_pledges(figures))),
        Section("Joined and left", tuple(_joined(figures))),
        Section("Where people came from", tuple(_listed(figures.sources))),
        *(Section(flow.title, tuple(_flow(flow))) for flow in figures.flows),
        Section("Questions", tuple(_questions(figures))),
        Section("Left for the organisers", tuple(_unanswered(figures))),
        Section("Safety and trouble", tuple(_safety(figures))),
    )
    told = [part for part in parts if part.lines]
    nothing = () if told else ("Nothing was counted in this time.",)
    head = (period_of(figures), " ".join(_now(figures)), *nothing)
    return (Section("Figures of the campaign", head), *told)


def alt_text(figures: Figures) -> str:
    """What the picture shows, in a few sentences: under 1000 characters, to fit a caption."""
    asked, of_deeds = figures.questions, join_counts(figures.deeds[:3])
    sentences = [
        f"Figures of the campaign, {period_of(figures)}",
        *_now(figures),
        f"{times(figures.pledges.total, 'pledge')} made{': ' + of_deeds if of_deeds else ''}.",
        f"{figures.joined.total:,} joined, {figures.left.total:,} left.",
        f"Questions: {asked['answered']:,} answered, {asked['offered']:,} offered a choice, "
        f"{asked['unmatched']:,} not matched.",
        f"Helpful: {figures.helpful:,} yes, {figures.not_helpful:,} no.",
    ]
    return " ".join(sentences)


def period_of(figures: Figures) -> str:
    """10 November 2026 to 23 November 2026, day by day."""
    days = f"{_day(figures.spans[0])} to {figures.last.day} {figures.last:%B %Y}"
    return f"{days}, {figures.spans[0].unit} by {figures.spans[0].unit}."


def _day(span: Period) -> str:
    return f"{span.first.day} {span.first:%B %Y}"


def _now(figures: Figures) -> Iterator[str]:
    people, pledges = figures.standing.getting_updates, figures.standing.pledges
    yield f"Today {people:,} {'person gets' if people == 1 else 'people get'} updates."
    yield f"{times(pledges, 'pledge')} {'stands' if pledges == 1 else 'stand'}."


def _pledges(figures: Figures) -> Iterator[str]:
    if figures.pledges.total or figures.taken_back:
        taken_back = f" Taken back: {figures.taken_back:,}." if figures.taken_back else ""
        yield f"Made: {figures.pledges.total:,}.{taken_back}"
    yield from (f"{deed.name}: {deed.told}" for deed in figures.deeds)
    if len(figures.deeds) > 1 and len(figures.spans) > 1:
        yield from _deeds_over_time(figures)
    else:
        yield from _over_time("Pledges", figures.pledges, figures.spans)


def _deeds_over_time(figures: Figures) -> Iterator[str]:
    """A line for each span in which anything was pledged: how many, and of which deeds."""
    for at, (span, number) in enumerate(zip(figures.spans, figures.pledges.numbers, strict=True)):
        deeds = zip(figures.deeds, figures.by_deed, strict=True)
        made = [Line(deed.name, series.numbers[at]) for deed, series in deeds if series.numbers[at]]
        if made:
            name = f"{span.name[:1].upper()}{span.name[1:]}"
            yield f"{name}: {join_counts(made) if len(made) == 1 else f'{number:,} ({join_counts(made)})'}"


def _joined(figures: Figures) -> Iterator[str]:
    if figures.joined.total or figures.left.total:
        yield f"Joined: {figures.joined.total:,}. Left: {figures.left.total:,}."
    if figures.ways_out:
        yield f"Of those who left: {join_counts(figures.ways_out)}."
    yield from _over_time("Joined", figures.joined, figures.spans)
    yield from _over_time("Left", figures.left, figures.spans)


def _over_time(what: str, series: Series, spans: Sequence[Period]) -> Iterator[str]:
    """Spans in which nothing happened are left out: they would have to be listened to one by one."""
    told = [f"{span.name} {number:,}" for span, number in zip(spans, series.numbers, strict=True) if number]
    if told and len(spans) > 1:
        rest = "" if len(told) == len(spans) else "; otherwise none"
        yield f"{what} over time: {', '.join(told)}{rest}."


def _listed(listed: Listed) -> Iterator[str]:
    yield from (f"{line.name}: {line.told}" for line in listed.lines)
    if listed.more:
        yield f"And {listed.more:,} more."


def _flow(flow: FlowFigures) -> Iterator[str]:
    """Questions to which as many came as to the one before are left out: nobody was lost there."""
    if flow.begun:
        yield f"Begun {times(flow.begun, 'time')}."
    before: int | None = flow.begun
    for step in flow.steps:
        if step.number and step.number != before:
            yield f"Came to “{step.name}”: {step.told}{share(step.number, flow.begun)}"
            before = step.number
    if flow.finished:
        yield f"Finished: {flow.finished:,}{share(flow.finished, flow.begun)}"
    if flow.cancelled:
        yield f"Cancelled: {flow.cancelled:,}."
    if flow.ended:
        yield f"Ended with nothing kept, such as after a no: {flow.ended:,}."


def _questions(figures: Figures) -> Iterator[str]:
    asked = figures.questions
    total = asked["answered"] + asked["offered"] + asked["unmatched"]
    if total:
        yield f"Typed: {total:,}."
    if asked["answered"]:
        yield f"Answered at once: {asked['answered']:,}{share(asked['answered'], total)}"
    if asked["offered"]:
        wrong = f", of which none was right {times(asked['none_of_these'], 'time')}"
        told = f"Offered a choice: {asked['offered']:,}{share(asked['offered'], total)}"
        yield told + (wrong if asked["none_of_these"] else "")
    if asked["unmatched"]:
        yield f"Not matched: {asked['unmatched']:,}{share(asked['unmatched'], total)}"
    if figures.helpful or figures.not_helpful:
        yield f"Said to be what was asked: {figures.helpful:,}. Said not to be: {figures.not_helpful:,}."
    if figures.least_helpful.lines:
        yield "Answers that were most often not what was asked:"
        yield from _listed(figures.least_helpful)


def _unanswered(figures: Figures) -> Iterator[str]:
    listed = figures.unanswered
    if figures.unanswered_total:
        yield f"Questions left: {figures.unanswered_total:,}."
    yield from (f"Asked {times(line.number or 0, 'time')}: {line.name}" for line in listed.lines)
    if listed.more:
        groups = "kind of question" if listed.more == 1 else "kinds of question"
        yield f"And {listed.more:,} {groups} asked less often. Editors can read them all."


def _safety(figures: Figures) -> Iterator[str]:
    if figures.crisis != 0:
        yield f"Given the numbers for help in a crisis: {is_small(figures.crisis)}."
    if figures.medicine != 0:
        yield f"Told not to stop a medicine alone: {is_small(figures.medicine)}."
    if figures.errors:
        yield f"Errors in answering: {figures.errors:,}."


def share(number: int, of: int) -> str:
    """As " (37%)"; nothing where there is nothing to share."""
    return f" ({round(100 * number / of)}%)" if of else ""


def join_counts(lines: Sequence[Line]) -> str:
    return ", ".join(f"{line.name} {line.told}" for line in lines)


def times(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
