"""The guards on labelled messages. The rows called `test` are frozen and never tuned on.

The promise is a recall of 0.98 on danger with at most 5 % of ordinary messages intercepted, on the messages
written before any guard existed; the later ones are harder. docs/guards.md has the figures. The bounds here
hold what is reached, so that no change makes it worse unseen.
"""

import random
from collections.abc import Callable, Sequence

import pytest

from faq.guards.guards import CERTAIN_WORDINGS, Guarded, Guards
from faq.guards.normaliser import TextNormaliser
from faq.guards.patterns import PatternMatcher, read_patterns
from tests.faq.labelled import SETS, Message, labelled_messages

Check = Callable[[str], tuple[Guarded, ...]]

SAMPLE = 30
"""Messages of each kind that every run checks."""


def shares(check: Check, guard: Guarded, messages: Sequence[Message]) -> tuple[float, float]:
    """Return the shares that the guard meets of the messages that need it, and of the ordinary ones."""
    met = {
        need: [guard in check(text) for text, needs_guard in messages if needs_guard is need]
        for need in (True, False)
    }
    return sum(met[True]) / len(met[True]), sum(met[False]) / len(met[False])


@pytest.mark.slow
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
def test_the_boundary(check: Check, name: str, split: str, recall: float, intercepted: float) -> None:
    met, wrongly_met = shares(check, SETS[name], list(labelled_messages(split, name)))
    assert met >= recall
    assert wrongly_met <= intercepted


@pytest.mark.parametrize("name", SETS)
def test_the_boundary_on_a_sample(check: Check, name: str) -> None:
    """A guard that is broken fails here, in seconds; one that has become worse, in the whole collection."""
    messages = [*labelled_messages("dev", name), *labelled_messages("test", name)]
    chance = random.Random(1)
    sample = [
        message
        for need in (True, False)
        for message in chance.sample([each for each in messages if each.needs_guard is need], SAMPLE)
    ]
    met, wrongly_met = shares(check, SETS[name], sample)
    assert met >= 0.9
    assert wrongly_met <= 0.1


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
    for name, guard in SETS.items():
        patterns = danger if guard is Guarded.CRISIS else medicine
        ordinary = (text for text, needs_guard in labelled_messages("dev", name) if not needs_guard)
        assert [text for text in ordinary if patterns.find(normaliser.normalise(text))] == []


def test_what_editors_wrote_down_is_ordinary(guards: Guards) -> None:
    said = "would people not make things up to get in"
    assert Guards([said]).check(said.capitalize() + "?") == ()
    assert Guards(["i want to kill myself"]).check("I want to kill myself") == (Guarded.CRISIS,)


def test_danger_comes_before_a_medicine_and_both_are_said(guards: Guards) -> None:
    both = guards.check("I have stopped taking my Epilim and I want to kill myself")
    assert both == (Guarded.CRISIS, Guarded.MEDICINE)
