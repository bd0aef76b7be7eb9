"""Figures in words, for those who can't see the picture or would rather read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reports.periods import Period, Unit
from bot.reports.statistics import FEWEST_SHOWN, Figures, FlowFigures, Line, Listed, Series
from flows.texts import Texts
from flows.texts.dates import DateTexts
from flows.texts.reports import FigureTexts


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the figures: a title and sentences."""

    title: str
    lines: tuple[str, ...]


def display(number: int | None, texts: FigureTexts) -> str:
    """Return a number as it is shown; None stands for a small one, which is hidden."""
    return texts.fewer(number=FEWEST_SHOWN) if number is None else f"{number:,}"


def with_share(number: int, total: int, texts: FigureTexts) -> str:
    """Return a number with its share of a total: 30 (75%)."""
    return texts.share(number=f"{number:,}", percent=round(100 * number / total)) if total else f"{number:,}"


def join_counts(lines: Sequence[Line], texts: FigureTexts) -> str:
    """Return named numbers in a row: Write to my MP 9, Tell two friends 2."""
    return ", ".join(texts.count(name=line.name, number=display(line.number, texts)) for line in lines)


def describe_period(figures: Figures, texts: Texts) -> str:
    """Return the days that figures are of: 10 November 2026 to 23 November 2026, day by day."""
    dates, periods = texts.public.dates, texts.organisers.reports.figures.periods
    return periods[figures.spans[0].unit](first=dates.day(figures.first), last=dates.day(figures.last))


def describe_figures(figures: Figures, texts: Texts) -> tuple[Section, ...]:
    """Return everything that the pictures show, and a little more. What is zero is left out."""
    return _Description(figures, texts.organisers.reports.figures, texts).sections()


def alt_text(figures: Figures, texts: Texts) -> str:
    """Return what the picture shows, in a few sentences: under 1000 characters, to fit a caption."""
    words, asked = texts.organisers.reports.alt, figures.questions
    pledge_types = join_counts(figures.pledge_types[:3], texts.organisers.reports.figures)
    pledges = figures.pledges.total
    sentences = [
        words.period(period=describe_period(figures, texts)),
        *_Description(figures, texts.organisers.reports.figures, texts).totals(),
        words.pledges_of(pledges, deeds=pledge_types) if pledge_types else words.pledges(pledges),
        words.joined(joined=f"{figures.joined.total:,}", left=f"{figures.left.total:,}"),
        words.questions(
            answered=f"{asked['answered']:,}",
            offered=f"{asked['offered']:,}",
            unmatched=f"{asked['unmatched']:,}",
        ),
        words.helpful(helpful=f"{figures.helpful:,}", not_helpful=f"{figures.not_helpful:,}"),
    ]
    return " ".join(sentences)


def short_name(span: Period, dates: DateTexts) -> str:
    """Return a period as an axis shows it: 16 Nov, Nov 2026, or 2026."""
    match span.unit:
        case Unit.DAY | Unit.WEEK:
            return dates.day_of_year(span.first, short=True)
        case Unit.MONTH:
            return dates.month(span.first, short=True)
        case Unit.YEAR:
            return str(span.first.year)


def name_of(span: Period, texts: Texts) -> str:
    """Return a period in words: 16 Nov, week of 16 Nov, Nov 2026, or 2026."""
    short = short_name(span, texts.public.dates)
    return texts.organisers.reports.figures.week_of(date=short) if span.unit is Unit.WEEK else short


@dataclass(frozen=True, slots=True)
class _Description:
    """The sentences about some figures."""

    figures: Figures
    words: FigureTexts
    texts: Texts

    def sections(self) -> tuple[Section, ...]:
        figures, titles = self.figures, self.words.titles
        sections = (
            Section(titles.pledges, tuple(self._pledges())),
            Section(titles.joined, tuple(self._joined())),
            Section(titles.sources, tuple(self._listed(figures.sources))),
            *(Section(flow.title, tuple(self._flow(flow))) for flow in figures.flows),
            Section(titles.questions, tuple(self._questions())),
            Section(titles.unanswered, tuple(self._unanswered())),
            Section(titles.safety, tuple(self._safety())),
        )
        filled = [section for section in sections if section.lines]
        nothing = () if filled else (self.words.nothing,)
        head = (describe_period(figures, self.texts), " ".join(self.totals()), *nothing)
        return (Section(self.words.title, head), *filled)

    def totals(self) -> Iterator[str]:
        """Say what holds today."""
        yield self.words.getting_updates(self.figures.standing.getting_updates)
        yield self.words.pledges_stand(self.figures.standing.pledges)

    def _pledges(self) -> Iterator[str]:
        figures, words = self.figures, self.words
        made = f"{figures.pledges.total:,}"
        if figures.taken_back:
            yield words.made_and_taken_back(made=made, taken_back=f"{figures.taken_back:,}")
        elif figures.pledges.total:
            yield words.made(made=made)
        yield from map(self._line, figures.pledge_types)
        if len(figures.pledge_types) > 1 and len(figures.spans) > 1:
            yield from self._pledge_types_over_time()
        else:
            yield from self._over_time(words.series.pledges, figures.pledges)

    def _pledge_types_over_time(self) -> Iterator[str]:
        """Say for each span in which anything was pledged how many pledges, and of which types."""
        figures = self.figures
        for index, (span, number) in enumerate(zip(figures.spans, figures.pledges.numbers, strict=True)):
            by_type = zip(figures.pledge_types, figures.by_pledge_type, strict=True)
            made = [
                Line(kind.name, series.numbers[index]) for kind, series in by_type if series.numbers[index]
            ]
            if not made:
                continue
            name, counts = name_of(span, self.texts), join_counts(made, self.words)
            name = f"{name[:1].upper()}{name[1:]}"
            if len(made) == 1:
                yield self.words.span_deed(span=name, deed=counts)
            else:
                yield self.words.span_deeds(span=name, number=f"{number:,}", deeds=counts)

    def _joined(self) -> Iterator[str]:
        figures, words = self.figures, self.words
        if figures.joined.total or figures.left.total:
            yield words.joined(joined=f"{figures.joined.total:,}", left=f"{figures.left.total:,}")
        if figures.ways_out:
            yield words.who_left(ways=join_counts(figures.ways_out, words))
        yield from self._over_time(words.series.joined, figures.joined)
        yield from self._over_time(words.series.left, figures.left)

    def _over_time(self, name: str, series: Series) -> Iterator[str]:
        """Leave out spans in which nothing happened: they would have to be listened to one by one."""
        spans = self.figures.spans
        counts = [
            self.words.count(name=name_of(span, self.texts), number=f"{number:,}")
            for span, number in zip(spans, series.numbers, strict=True)
            if number
        ]
        if counts and len(spans) > 1:
            phrase = self.words.over_time if len(counts) == len(spans) else self.words.over_time_gaps
            yield phrase(series=name, spans=", ".join(counts))

    def _listed(self, listed: Listed) -> Iterator[str]:
        yield from map(self._line, listed.lines)
        if listed.more:
            yield self.words.more(number=f"{listed.more:,}")

    def _line(self, line: Line) -> str:
        return self.words.line(name=line.name, number=display(line.number, self.words))

    def _flow(self, flow: FlowFigures) -> Iterator[str]:
        """Leave out questions to which as many came as to the one before: nobody was lost there."""
        if flow.begun:
            yield self.words.begun(flow.begun)
        before: int | None = flow.begun
        for step in flow.steps:
            if step.number and step.number != before:
                number = with_share(step.number, flow.begun, self.words)
                yield self.words.came_to(question=step.name, number=number)
                before = step.number
        if flow.finished:
            yield self.words.finished(number=with_share(flow.finished, flow.begun, self.words))
        if flow.cancelled:
            yield self.words.cancelled(number=f"{flow.cancelled:,}")
        if flow.ended:
            yield self.words.ended(number=f"{flow.ended:,}")

    def _questions(self) -> Iterator[str]:
        figures, words, asked = self.figures, self.words, self.figures.questions
        total = asked["answered"] + asked["offered"] + asked["unmatched"]
        answered, offered, unmatched = (
            with_share(asked[outcome], total, words) for outcome in ("answered", "offered", "unmatched")
        )
        if total:
            yield words.typed(number=f"{total:,}")
        if asked["answered"]:
            yield words.answered(number=answered)
        if asked["offered"]:
            wrong = asked["none_of_these"]
            yield words.offered_wrong(wrong, number=offered) if wrong else words.offered(number=offered)
        if asked["unmatched"]:
            yield words.unmatched(number=unmatched)
        if figures.helpful or figures.not_helpful:
            yield words.helpful(helpful=f"{figures.helpful:,}", not_helpful=f"{figures.not_helpful:,}")
        if figures.least_helpful.lines:
            yield words.least_helpful
            yield from self._listed(figures.least_helpful)

    def _unanswered(self) -> Iterator[str]:
        listed = self.figures.unanswered
        if self.figures.unanswered_total:
            yield self.words.unanswered(number=f"{self.figures.unanswered_total:,}")
        yield from (self.words.asked(line.number or 0, question=line.name) for line in listed.lines)
        if listed.more:
            yield self.words.asked_less(listed.more)

    def _safety(self) -> Iterator[str]:
        figures, words = self.figures, self.words
        if figures.crisis != 0:
            yield words.crisis(number=display(figures.crisis, words))
        if figures.medicine != 0:
            yield words.medicine(number=display(figures.medicine, words))
        if figures.errors:
            yield words.answer_errors(number=f"{figures.errors:,}")
