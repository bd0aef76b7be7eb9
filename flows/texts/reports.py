"""What organisers read of how the campaign goes: figures, pictures, the weekly digest, and editors' lists."""

from typing import Annotated

from flows.texts.phrase import LABEL_LIMIT, Phrase, Plural, Section, Table, names

WithNumber = Annotated[Phrase, names("number")]
WithQuestion = Annotated[Plural, names("question")]
Dates = Annotated[Phrase, names("first", "last")]
Label = Annotated[Phrase, names(limit=LABEL_LIMIT)]
NumberLabel = Annotated[Phrase, names("number", limit=LABEL_LIMIT)]


class FigureTitles(Section):
    pledges: Phrase
    joined: Phrase
    sources: Phrase
    questions: Phrase
    unanswered: Phrase
    safety: Phrase


class PeriodTexts(Table):
    """The days that figures are of, by the unit they are cut into."""

    day: Dates
    week: Dates
    month: Dates
    year: Dates


class SeriesNames(Table):
    """What is shown over time."""

    pledges: Phrase
    joined: Phrase
    left: Phrase


class WaysOut(Table):
    """How people leave."""

    stopped: Phrase
    withdrawn: Phrase
    forgotten: Phrase


class StepNames(Section):
    """What the steps of a conversation are called that have no name of their own."""

    check: Phrase
    consent: Annotated[Phrase, names("name")]
    gone: Annotated[Phrase, names("name")]


class FigureTexts(Section):
    """Figures in words."""

    title: Phrase
    titles: FigureTitles
    periods: PeriodTexts
    week_of: Annotated[Phrase, names("date")]
    steps: StepNames
    ways_out: WaysOut
    fewer: WithNumber
    share: Annotated[Phrase, names("number", "percent")]
    count: Annotated[Phrase, names("name", "number")]
    line: Annotated[Phrase, names("name", "number")]
    more: WithNumber
    nothing: Phrase
    getting_updates: Plural
    pledges_stand: Plural
    made: Annotated[Phrase, names("made")]
    made_and_taken_back: Annotated[Phrase, names("made", "taken_back")]
    span_deed: Annotated[Phrase, names("span", "deed")]
    span_deeds: Annotated[Phrase, names("span", "number", "deeds")]
    series: SeriesNames
    over_time: Annotated[Phrase, names("series", "spans")]
    over_time_gaps: Annotated[Phrase, names("series", "spans")]
    joined: Annotated[Phrase, names("joined", "left")]
    who_left: Annotated[Phrase, names("ways")]
    begun: Plural
    came_to: Annotated[Phrase, names("question", "number")]
    finished: WithNumber
    cancelled: WithNumber
    ended: WithNumber
    typed: WithNumber
    answered: WithNumber
    offered: WithNumber
    offered_wrong: Annotated[Plural, names("number")]
    unmatched: WithNumber
    helpful: Annotated[Phrase, names("helpful", "not_helpful")]
    least_helpful: Phrase
    unanswered: WithNumber
    asked: WithQuestion
    asked_less: Plural
    crisis: WithNumber
    medicine: WithNumber
    answer_errors: WithNumber


class AltTexts(Section):
    """What the pictures show, for those who can't see them."""

    period: Annotated[Phrase, names("period")]
    pledges: Plural
    pledges_of: Annotated[Plural, names("deeds")]
    joined: Annotated[Phrase, names("joined", "left")]
    questions: Annotated[Phrase, names("answered", "offered", "unmatched")]
    helpful: Annotated[Phrase, names("helpful", "not_helpful")]
    picture: Annotated[Phrase, names("number", "total", "panels")]


class ChartTexts(Section):
    """What stands in the pictures."""

    getting_updates: Phrase
    pledges_stand: Phrase
    pledges: WithNumber
    deeds: Phrase
    deeds_coloured: Phrase
    no_pledges: Phrase
    joined: Annotated[Phrase, names("joined", "left")]
    sources: Phrase
    no_sources: Phrase
    flow: Annotated[Phrase, names("flow")]
    not_begun: Phrase
    finished: Phrase
    typed: Phrase
    no_questions: Phrase
    answered: Phrase
    offered: Phrase
    unmatched: Phrase
    helpful: Phrase
    nobody_said: Phrase
    unanswered: Phrase
    none_left: Phrase
    asked_few: WithNumber
    others: Phrase
    more: WithNumber


class StatsTexts(Section):
    """Around the figures that an organiser asked for."""

    coming: Phrase
    failed: Phrase
    in_words: Annotated[Phrase, names("picture")]
    other_days: Phrase


class WaitingMessages(Table):
    """How many messages of a kind nobody has closed."""

    talk: WithNumber
    reply: WithNumber
    complaint: WithNumber


class DigestTitles(Section):
    came_in: Phrase
    waits: Phrase
    review: Phrase
    broke: Phrase


class DigestTexts(Section):
    """The weekly digest."""

    about: Phrase
    subscribed: Phrase
    not_subscribed: Phrase
    first: Annotated[Phrase, names("date")]
    stopped: Phrase
    title: Phrase
    period: Dates
    titles: DigestTitles
    pledges: Annotated[Phrase, names("pledges", "taken_back")]
    pledges_of: Annotated[Phrase, names("pledges", "deeds", "taken_back")]
    questions: Annotated[Phrase, names("answered", "offered", "unmatched")]
    left: Plural
    waiting: WaitingMessages
    nobody_waits: Phrase
    complaint: Annotated[Phrase, names("number", "waiting")]
    review: Annotated[Phrase, names("overdue", "days", "soon")]
    failed: WithNumber
    unconfirmed: WithNumber
    undelivered: WithNumber
    nothing_broke: Phrase


class EditorialTexts(Section):
    """What editors see."""

    questions: Phrase
    asked: WithQuestion
    no_questions: Phrase
    questions_hint: Phrase
    overdue: Phrase
    since: Annotated[Phrase, names("question", "date")]
    to_confirm: Phrase
    none: Phrase
    confirm_hint: Phrase
    page: Annotated[Phrase, names("number", "total")]


class ReportTexts(Section):
    """Every report."""

    figures: FigureTexts
    alt: AltTexts
    chart: ChartTexts
    stats: StatsTexts
    digest: DigestTexts
    editorial: EditorialTexts


class ReportButtons(Section):
    """Below figures, digests and editors' lists."""

    last_days: NumberLabel
    last_weeks: NumberLabel
    everything: Label
    see_figures: Label
    get_digest: Label
    stop_digest: Label
    show_more: Label
