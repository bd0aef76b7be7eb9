"""The bench runs and judges rightly. How fast anything is, is no matter for tests."""

import os

import pytest

from bench.speed.cores import Cores, use_of
from bench.speed.figures import Bar, figures_of, table
from bench.speed.measure import Measured, Sizes, repeat
from bench.speed.questions import Question, labelled
from bot.content.catalogue import read_content

TINY = Sizes(loaded=6, at_once=3, people=3, unloaded=2, distant=6, distant_echo=2, each_in_order=1, warm_up=2)


def measured(per_cpu_second: float, latency: float = 0.01, out_of_order: int = 0) -> Measured:
    return Measured(
        per_cpu_second=per_cpu_second,
        per_second=per_cpu_second,
        distant_per_second=200.0,
        out_of_order=out_of_order,
        unexpected=0,
        latency=latency,
        start=1.0,
        resident=100.0,
    )


@pytest.mark.slow
@pytest.mark.serial
async def test_both_bots_answer_and_are_measured() -> None:
    questions = [Question(entry.question, entry.question) for entry in read_content().entries]
    bot, echo = await repeat(questions[: TINY.in_all], TINY, Cores(None, None))
    for found in (bot, echo):
        assert (found.out_of_order, found.unexpected) == (0, 0)
        assert 0 < found.latency < found.start
        assert found.per_second > 0
        assert found.resident > 10
    assert echo.distant_per_second < 40  # one after the other, so the round trip shows, even in two answers


def test_questions_are_many_and_different() -> None:
    texts = labelled()
    assert len(texts) > 200
    assert len(set(texts)) == len(texts)


def test_ratios_are_taken_within_a_repetition() -> None:
    bot = [measured(600.0), measured(100.0), measured(900.0)]
    echo = [measured(1000.0), measured(200.0), measured(1000.0)]
    first = figures_of(bot, echo)[0]
    assert (first.judged.least, first.judged.median, first.judged.most) == (0.5, 0.6, 0.9)
    assert first.meets_must
    assert not first.meets_aim
    assert first.verdict == "must ≥ 0.6, aim ≥ 1.5: met, the aim not yet"


@pytest.mark.parametrize(
    ("bot", "missed"),
    [
        (measured(590.0), "answers per CPU second"),
        (measured(1600.0, latency=0.021), "latency unloaded, p50, ms"),
        (measured(1600.0, out_of_order=1), "of 20 people out of order"),
    ],
)
def test_a_missed_bar_is_named(bot: Measured, missed: str) -> None:
    figures = figures_of([bot], [measured(1000.0)])
    assert [one.name for one in figures if not one.meets_must] == [missed]
    (line,) = [line for line in table(figures).splitlines() if line.endswith("MISSED")]
    assert line.startswith(missed)


def test_a_bar_at_most_is_met_from_below() -> None:
    bar = Bar(2, most=True)
    assert bar.met(2.0, bar.must)
    assert not bar.met(2.1, bar.must)


def test_a_process_has_used_something() -> None:
    use = use_of(os.getpid())
    assert use.cpu_seconds > 0
    assert use.resident > 1
