"""Figures: added up rightly, in words, and silent about small numbers that could point at somebody."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench.speed.invented_campaign import TODAY, invent
from bot.content.catalogue import Content
from bot.core.messages import Block, Paragraph, Title
from bot.reports.page_layout import pages
from bot.reports.periods import Period, Unit, period
from bot.reports.statistics import Counts, Figures, Names, add_up, names_of, read
from bot.reports.text import Section, alt_text, describe_figures, display, name_of
from bot.storage import supporters, updates
from bot.storage.schema.enums import Granularity
from bot.storage.statistics import DayCount, Totals
from bot.storage.store import Store
from bot.storage.supporters import GivenConsent
from faq.editorial.clustering import Unanswered
from tests.conftest import english

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def names(words: Content) -> Names:
    return names_of(words)


def figures_of(
    names: Names, counts: dict[str, int], day: date = MONDAY, left: list[Unanswered] | None = None
) -> Figures:
    spans = period(Granularity.DAY, MONDAY, first=None)
    counted = [DayCount(day, what, number) for what, number in counts.items()]
    return add_up(Counts(spans, counted, Totals(12, 7), left or []), names)


def words_of(figures: Figures) -> str:
    sections = describe_figures(figures, english())
    return "\n".join(line for section in sections for line in (section.title, *section.lines))


def test_each_day_is_counted_in_its_own_span(names: Names) -> None:
    spans = period(Granularity.WEEK, MONDAY, first=None)
    counts = [
        DayCount(date(2026, 9, 7), "joined", 1),
        DayCount(date(2026, 9, 13), "joined", 2),
        DayCount(date(2026, 9, 14), "pledged:write_to_mp", 4),
        DayCount(date(2026, 9, 14), "pledged:share_myth", 8),
        DayCount(MONDAY, "joined", 16),
        DayCount(MONDAY, "forgotten", 32),
        DayCount(MONDAY, "stopped", 64),
    ]
    figures = add_up(Counts(spans, counts, Totals(0, 0), []), names)
    assert figures.joined.numbers == (3, *[0] * 10, 16)
    assert figures.pledges.numbers == (0, 12, *[0] * 10)
    assert figures.left.numbers == (*[0] * 11, 96)
    by_type = {
        line.name: series.numbers[1]
        for line, series in zip(figures.pledge_types, figures.by_pledge_type, strict=True)
    }
    assert by_type == {"Share a fact from here": 8, "Write to my MP": 4}
    assert "Week of 14 Sep: 12 (Share a fact from here 8, Write to my MP 4)" in words_of(figures)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        (Unit.DAY, "14 Sep"),
        (Unit.WEEK, "week of 14 Sep"),
        (Unit.MONTH, "Sep 2026"),
        (Unit.YEAR, "2026"),
    ],
)
def test_a_period_is_named_by_its_first_day(unit: Unit, name: str) -> None:
    assert name_of(Period(date(2026, 9, 14), MONDAY, unit), english()) == name


def test_pledge_types_are_called_as_in_the_script_the_most_pledged_first(names: Names) -> None:
    figures = figures_of(names, {"pledged:tell_friends": 2, "pledged:write_to_mp": 9, "pledged:old_deed": 1})
    assert [(line.name, line.number) for line in figures.pledge_types] == [
        ("Write to my MP", 9),
        ("Tell two friends", 2),
        ("Old deed", 1),
    ]


def test_few_people_from_one_place_are_never_numbered(names: Names) -> None:
    figures = figures_of(names, {"source:leeds": 4, "source:cardiff": 5, "source:bristol": 1})
    assert [(line.name, display(line.number, names.texts)) for line in figures.sources.lines] == [
        ("cardiff", "5"),
        ("bristol", "fewer than 5"),
        ("leeds", "fewer than 5"),
    ]
    sections = {section.title: section for section in describe_figures(figures, english())}
    assert sections["Where people came from"].lines == (
        "cardiff: 5",
        "bristol: fewer than 5",
        "leeds: fewer than 5",
    )


def test_made_up_source_codes_fill_no_screen(names: Names) -> None:
    figures = figures_of(names, {f"source:code{number}": 1 for number in range(300)})
    assert (len(figures.sources.lines), figures.sources.more) == (6, 294)
    assert "And 294 more." in words_of(figures)


@pytest.mark.parametrize(("number", "told"), [(1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_few_calls_for_help_are_never_numbered(names: Names, number: int, told: str) -> None:
    figures = figures_of(names, {"crisis": number, "medicine": number})
    assert f"Given the numbers for help in a crisis: {told}." in words_of(figures)
    assert f"Told not to stop a medicine alone: {told}." in words_of(figures)


def test_words_of_a_question_are_shown_only_when_five_asked_it(names: Names) -> None:
    asked_often = [Unanswered("is there a helpline in Wales", SUNDAY)] * 5
    asked_rarely = [Unanswered("my cousin Zebedee had mesh in Ely, what now", SUNDAY)] * 4
    figures = figures_of(names, {}, left=[*asked_often, *asked_rarely])
    told = words_of(figures)
    assert "Asked 5 times: is there a helpline in Wales" in told
    assert "Zebedee" not in told
    assert "And 1 kind of question asked less often" in told
    assert "Questions left: 9." in told


def test_every_question_of_a_flow_is_shown_in_its_order(names: Names, words: Content) -> None:
    counts = {"begun:join": 40, "asked:join:who": 40, "asked:join:adult": 30, "asked:join:gone_step": 9}
    counts |= {"finished:join": 20, "cancelled:join": 6, "ended:join": 4}
    flow = next(one for one in figures_of(names, counts).flows if one.title == "Joining the campaign")
    assert [step.number for step in flow.steps[:2]] == [40, 30]
    assert flow.steps[-1].name == "Gone step (no longer asked)"
    assert (flow.begun, flow.finished, flow.cancelled, flow.ended) == (40, 20, 6, 4)
    told = words_of(figures_of(names, counts))
    assert "Begun 40 times." in told
    assert "Came to “Are you 18 or over?”: 30 (75%)" in told
    assert "Finished: 20 (50%)" in told


def test_questions_and_whether_answers_helped(names: Names, words: Content) -> None:
    entry = words.entries[0]
    counts = {"answered": 60, "offered": 25, "none_of_these": 5, "unmatched": 15, f"answered:{entry.id}": 60}
    counts |= {f"helpful:{entry.id}": 30, f"not_helpful:{entry.id}": 6, "not_helpful:other": 2}
    told = words_of(figures_of(names, counts))
    assert "Typed: 100." in told
    assert "Answered at once: 60 (60%)" in told
    assert "Offered a choice: 25 (25%), of which none was right 5 times" in told
    assert "Said to be what was asked: 30. Said not to be: 8." in told
    assert f"{entry.question}: 6" in told


def test_nothing_yet_is_told_in_a_line(names: Names) -> None:
    (section,) = describe_figures(figures_of(names, {}), english())
    assert section.lines[1:] == (
        "Today 12 people get updates. 7 pledges stand.",
        "Nothing was counted in this time.",
    )


def test_what_is_nothing_is_left_out(names: Names) -> None:
    figures = figures_of(names, {"answered": 3, "begun:join": 2, "asked:join:who": 2, "asked:join:adult": 1})
    told = words_of(figures)
    assert [section.title for section in describe_figures(figures, english())] == [
        "Figures of the campaign",
        "Joining the campaign",
        "Questions",
    ]
    assert ": 0" not in told
    assert " 0." not in told
    assert "Who is joining" not in told, "nobody was lost there"
    assert "Came to “Are you 18 or over?”: 1 (50%)" in told


def test_a_small_campaign_is_told_in_few_words_and_a_large_one_in_parts(names: Names) -> None:
    small = {
        "joined": 3,
        "pledged:write_to_mp": 2,
        "answered": 9,
        "offered": 2,
        "unmatched": 1,
        "helpful:x": 2,
    }
    small |= {"begun:join": 4, "asked:join:who": 4, "asked:join:adult": 4, "asked:join:check": 3}
    small |= {"finished:join": 3, "cancelled:join": 1, "source:leeds": 2}
    messages = pages(describe_figures(figures_of(names, small), english()), 100)
    assert len(messages) <= 2
    assert sum(map(length, messages)) <= 600
    large = (
        small | {f"source:code{number}": 50 for number in range(9)} | {f"helpful:{at}": 9 for at in range(9)}
    )
    large |= {f"pledged:{name}": 70 for name in names.pledge_types} | {
        "asked:join:consent_updates": 2,
        "stopped": 7,
    }
    large |= {"begun:pledge": 9} | {
        f"asked:pledge:{step}": 9 - at for at, step in enumerate(names.flows["pledge"].steps)
    }
    sections = describe_figures(figures_of(names, large), english())
    messages = pages(sections, 100)
    assert 2 < len(messages) <= 5
    assert all(length(message) <= 500 for message in messages)
    lines = [
        line
        for message in messages
        for block in message
        if isinstance(block, Paragraph)
        for line in block.text.split("\n")
    ]
    assert lines == [line for section in sections for line in section.lines], "nothing is lost or doubled"


def test_a_section_that_is_too_long_goes_on_under_its_title() -> None:
    long = Section("Where people came from", tuple(f"place {at}: {'x' * 90}" for at in range(9)))
    messages = pages([Section("First", ("short",)), long])
    assert [block.text for message in messages for block in message if isinstance(block, Title)] == [
        "First",
        "Where people came from",
        "Where people came from",
    ]
    assert all(length(message) <= 600 for message in messages)


def length(message: Sequence[Block]) -> int:
    texts = [block.text for block in message if isinstance(block, Title | Paragraph)]
    return len("\n\n".join(texts).replace("\n", "\n\n").replace("\n\n\n\n", "\n\n"))


async def test_what_holds_today_is_read_from_the_records(tmp_path: Path, names: Names) -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        for number in range(3):
            who = await supporters.add(db, f"telegram:{number}", now)
            for name in ("updates", "health"):
                await supporters.agree(db, who, GivenConsent(name, "1", "May we?", now))
            await supporters.add_pledge(db, who, "write_to_mp", now)
        await supporters.withdraw(db, who, "updates", now)
        await updates.add_counts(db, {"joined": 3}, now)
    async with store.reading() as db:
        figures = add_up(await read(db, Granularity.ALL, MONDAY), names)
    await store.close()
    assert (figures.standing.getting_updates, figures.standing.pledges) == (2, 3)
    assert figures.joined.numbers == (3,)


async def test_words_and_alt_text_agree_with_the_picture_for_a_whole_campaign(
    tmp_path: Path, names: Names
) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    await invent(store, random.Random(3))
    async with store.reading() as db:
        figures = add_up(await read(db, Granularity.WEEK, TODAY), names)
    await store.close()
    assert len(alt_text(figures, english())) < 1000
    assert "message" not in alt_text(figures, english()), "a picture may stand anywhere"
    assert f"{figures.joined.total:,} joined, {figures.left.total:,} left." in alt_text(figures, english())
    assert f"Joined: {figures.joined.total:,}. Left: {figures.left.total:,}." in words_of(figures)
    assert sum(line.number or 0 for line in figures.pledge_types) == figures.pledges.total
    for flow in figures.flows:
        numbers = [step.number or 0 for step in flow.steps]
        assert numbers == sorted(numbers, reverse=True)
        assert flow.begun >= numbers[0] >= flow.finished > 0
