"""The guards on labelled messages. The rows called `test` are frozen and never tuned on.

The promise is a recall of 0.98 on danger with at most 5 % of ordinary messages intercepted, on the messages
written before any guard existed; the later ones are harder. docs/guards.md has the figures. The bounds here
hold what is reached, so that no change makes it worse unseen.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from faq.guards.guards import CERTAIN_WORDINGS, Guarded, Guards
from faq.guards.normaliser import TextNormaliser
from faq.guards.patterns import PatternMatcher, read_patterns

FOLDER = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def guards() -> Guards:
    return Guards()


@cache
def rows(name: str, label: str, split: str) -> tuple[list[str], list[str]]:
    """The messages that the guard has to meet, and those it has to let through."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [row for row in map(json.loads, lines) if row["split"] == split]
    return [row["text"] for row in found if row[label]], [row["text"] for row in found if not row[label]]


@pytest.mark.parametrize(
    ("name", "split", "recall", "intercepted"),
    [
        ("crisis", "dev", 0.97, 0.04),
        ("crisis", "test", 0.98, 0.05),
        ("crisis_later", "dev", 0.97, 0.03),
        ("crisis_later", "test", 0.96, 0.07),
        ("medicine", "dev", 0.95, 0.04),
        ("medicine", "test", 0.98, 0.05),
        ("medicine_later", "dev", 0.98, 0.05),
        ("medicine_later", "test", 0.95, 0.05),
    ],
)
def test_the_boundary(guards: Guards, name: str, split: str, recall: float, intercepted: float) -> None:
    guard = name.removesuffix("_later")
    wanted, ordinary = rows(name, "danger" if guard == "crisis" else guard, split)
    met = sum(guard in guards.check(text) for text in wanted) / len(wanted)
    wrong = sum(guard in guards.check(text) for text in ordinary) / len(ordinary)
    assert met >= recall
    assert wrong <= intercepted


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "i feel suicidal",
        "im going to end my life tonight",
        "my daughter says she wants to die",
        "I have taken an overdose",
        "he is hitting me, I am scared",
        "kms",
        "I WANT TO DIE!!!",
        "the wait for redress makes me want to end my life",
    ],
)
def test_plain_danger_is_met(guards: Guards, text: str) -> None:
    assert guards.check(text)[:1] == (Guarded.CRISIS,)


@pytest.mark.parametrize(
    "text",
    [
        "this wait is killing me slowly",
        "mesh ruined my life",
        "we could die waiting for redress",
        "stop this scandal",
        "is there a scheme yet",
        "how many babies died because of primodos",
        "yes",
        "stop",
        "Leeds East",
    ],
)
def test_campaign_talk_is_let_through(guards: Guards, text: str) -> None:
    assert guards.check(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "should I stop taking Epilim?",
        "can i come off depakote",
        "I want to halve my dose of valproate",
        "my daughter missed her epilim this morning",
    ],
)
def test_changing_a_medicine_is_met(guards: Guards, text: str) -> None:
    assert guards.check(text) == (Guarded.MEDICINE,)


def test_questions_about_valproate_itself_are_let_through(guards: Guards) -> None:
    assert guards.check("what are the rules for valproate now") == ()
    assert guards.check("why did the valproate court case stop") == ()


def test_every_pattern_can_be_read(guards: Guards) -> None:
    guards.compile_all()


def test_no_certain_wording_is_found_in_ordinary_talk() -> None:
    certain = read_patterns(CERTAIN_WORDINGS)
    danger, medicine = (
        PatternMatcher(certain.sections["danger"]),
        PatternMatcher(certain.sections["medicine"]),
    )
    normaliser = TextNormaliser(certain.words)
    for name, label, patterns in (("crisis", "danger", danger), ("medicine", "medicine", medicine)):
        for file in (name, f"{name}_later"):
            ordinary = rows(file, label, "dev")[1]
            assert [text for text in ordinary if patterns.find(normaliser.normalise(text))] == []


def test_what_editors_wrote_down_is_ordinary(guards: Guards) -> None:
    said = "would people not make things up to get in"
    assert Guards([said]).check(said.capitalize() + "?") == ()
    assert Guards(["i want to kill myself"]).check("I want to kill myself") == (Guarded.CRISIS,)


def test_danger_comes_before_a_medicine_and_both_are_said(guards: Guards) -> None:
    both = guards.check("I have stopped taking my Epilim and I want to kill myself")
    assert both == (Guarded.CRISIS, Guarded.MEDICINE)
