"""Each mistake in a script gives one clear message on the right line, before anybody walks through it."""

from pathlib import Path

import pytest

from bot.content.yaml_reader import build, read_document
from flows.script import Script
from flows.validation import Action, ScriptNames, check_script, saved_on_every_way

SCRIPT_NAMES = ScriptNames(
    {"record": Action(frozenset({"colour"}), frozenset({"full"})), "look_up": Action()},
    frozenset({"controller"}),
)
GOOD = """\
title: painting
steps:
  colour:
    say: Which colour?
    choices:
      red: { label: Red }
      blue: { label: Blue, next: sure }
    save: colour
    called: Colour
    next: check
  sure:
    ask: yes_no
    say: Sure about it, {controller}?
    save: sure
    next: fork
  fork:
    branch: sure
    cases: { "yes": check }
    otherwise: colour
  check:
    confirm: [colour, sure]
    say: Is that right?
    next: record
  record: { do: record, cases: { full: sorry }, next: thanks }
  sorry: { say: No paint left. }
  thanks: { say: "Painted {colour}." }
"""


def found(folder: Path, text: str) -> list[str]:
    path = folder / "flows" / "scripts" / "paint.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    document = read_document(path, folder)
    script = build(document, Script)
    assert script is not None, document.mistakes
    return [
        str(document.mistake(problem.location, problem.what))
        for problem in check_script(script, SCRIPT_NAMES)
    ]


def test_a_good_script_has_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD) == []


BROKEN = [
    ("next: thanks }", "next: thank }", 24, "there is no step 'thank'; did you mean 'thanks'?"),
    ("next: sure }", "next: sur }", 7, "there is no step 'sur'; did you mean 'sure'?"),
    ("full: sorry", "full: zzz", 24, "there is no step 'zzz'"),
    ('"yes": check', '"yes": chek', 18, "there is no step 'chek'; did you mean 'check'?"),
    ("otherwise: colour", "otherwise: color", 19, "there is no step 'color'; did you mean 'colour'?"),
    (
        "do: record,",
        "do: recrod,",
        24,
        "the bot can't do 'recrod'; did you mean 'record'? it can do: look_up, record",
    ),
    ("{ full: sorry }", "{ ful: sorry }", 24, "'record' has no outcome 'ful'; its outcomes: full"),
    ("Painted {colour}.", "Painted {color}.", 26, "no step saves 'color'; did you mean 'colour'?"),
    (
        "Painted {colour}.",
        "Painted {contoller}.",
        26,
        "no step saves 'contoller'; did you mean 'controller'?",
    ),
    (
        "Painted {colour}.",
        "Painted {sure}.",
        26,
        "'sure' is used here, but not every way to this step saves it",
    ),
    (
        "Is that right?",
        '"Right, {Colour}?"',
        22,
        "a placeholder is a plain {name} in lower-case letters; no other { or } may stand here",
    ),
    (
        "Is that right?",
        '"Right, {colour!r}?"',
        22,
        "a placeholder is a plain {name} in lower-case letters; no other { or } may stand here",
    ),
    ("Which colour?", "x" * 4097, 4, "4097 characters; a message holds 4096"),
    (
        "label: Blue,",
        "label: red!,",
        7,
        "'red' and 'blue' have the same label; a typed answer could not tell them apart",
    ),
    (
        "label: Red }",
        "label: Skip }",
        6,
        "'Skip' always means something else when it is typed; choose another label",
    ),
    (
        "label: Red }",
        'label: "2" }',
        6,
        "'2' always means something else when it is typed; choose another label",
    ),
    ("label: Red }", 'label: "Red {colour}" }', 6, "nothing is filled in here, so no { or } may stand here"),
    (
        "title: painting",
        'title: "painting {colour}"',
        1,
        "nothing is filled in here, so no { or } may stand here",
    ),
    ("called: Colour", 'called: "{colour}"', 9, "nothing is filled in here, so no { or } may stand here"),
    ("[colour, sure]", "[colour, sur]", 21, "no step saves 'sur'; did you mean 'sure'?"),
    ("[colour, sure]", "[colour, colour]", 21, "'colour' stands twice in this summary; keep one"),
    ('"yes": check', '"yess": check', 18, "'sure' is never 'yess'; did you mean 'yes'? it can be: no, yes"),
    (
        "    save: sure\n",
        "    save: sure\n    invalid: Not {sure}.\n",
        15,
        "'sure' is used here, but not every way to this step saves it",
    ),
    (
        "    save: sure\n",
        "    save: controller\n",
        14,
        "the bot fills in 'controller' by itself; choose another name",
    ),
]


@pytest.mark.parametrize(("good", "bad", "line", "what"), BROKEN, ids=[bad[:20] for _, bad, _, _ in BROKEN])
def test_one_mistake_is_one_message(tmp_path: Path, good: str, bad: str, line: int, what: str) -> None:
    assert GOOD.count(good) == 1
    text = GOOD.replace(good, bad)
    if bad.endswith("controller\n"):
        text = text.replace("branch: sure", "branch: colour").replace('"yes": check', "red: check")
        text = text.replace(", sure]", "]")
    assert found(tmp_path, text) == [f"flows/scripts/paint.yaml:{line}: {what}"]


def test_a_step_that_nothing_leads_to(tmp_path: Path) -> None:
    what = "no step leads to 'lost'; lead to it or take it out"
    assert found(tmp_path, GOOD + "  lost: { say: Hello. }\n") == [f"flows/scripts/paint.yaml:27: {what}"]


def test_a_loop_that_never_waits(tmp_path: Path) -> None:
    text = (
        GOOD.replace("No paint left. }", "No paint left., next: again }")
        + "  again: { say: x, next: sorry }\n"
    )
    what = "the loop through 'sorry' never waits for the person; put a question in it"
    assert found(tmp_path, text) == [f"flows/scripts/paint.yaml:25: {what}"]


def test_a_loop_through_branches_and_actions_never_waits_either(tmp_path: Path) -> None:
    text = GOOD.replace("thanks: { say", "thanks: { next: spin, say") + (
        "  spin: { branch: colour, cases: { red: seek }, otherwise: seek }\n"
        "  seek: { do: look_up, next: spin }\n"
    )
    what = "the loop through 'spin' never waits for the person; put a question in it"
    assert found(tmp_path, text) == [f"flows/scripts/paint.yaml:27: {what}"]


def test_a_loop_with_a_question_in_it_is_fine(tmp_path: Path) -> None:
    assert "otherwise: colour" in GOOD
    assert found(tmp_path, GOOD) == []


def test_an_action_needs_its_answers_on_every_way(tmp_path: Path) -> None:
    text = GOOD.replace("    called: Colour\n", "    called: Colour\n    optional: true\n")
    assert found(tmp_path, text) == [
        "flows/scripts/paint.yaml:25: 'record' needs 'colour', but not every way to this step saves it",
        "flows/scripts/paint.yaml:27: 'colour' is used here, but not every way to this step saves it",
    ]


def test_an_action_whose_answer_nothing_saves(tmp_path: Path) -> None:
    text = "title: t\nsteps:\n  a: { do: record }\n"
    assert found(tmp_path, text) == ["flows/scripts/paint.yaml:3: no step saves 'colour'"]


def test_a_consent_and_an_answer_of_one_name(tmp_path: Path) -> None:
    text = (
        "title: t\nsteps:\n"
        "  a: { consent: x, version: '1', wording: May we?, called: X, next: b }\n"
        "  b:\n    ask: text\n    say: Why?\n    save: x\n    next: c\n"
        "  c: { say: Bye. }\n"
    )
    what = "'x' names a consent and an answer; give them different names"
    assert found(tmp_path, text) == [f"flows/scripts/paint.yaml:7: {what}"]


def test_cases_of_a_branch_are_those_of_every_step_that_saves_the_answer(tmp_path: Path) -> None:
    text = (
        "title: t\nsteps:\n"
        "  a: { say: Which?, several: { x: { label: X-ray }, y: { label: Yacht } }, save: a, next: b }\n"
        "  b: { branch: a, cases: { x: c, z: c }, otherwise: c }\n"
        "  c: { say: Bye. }\n"
    )
    assert found(tmp_path, text) == ["flows/scripts/paint.yaml:4: 'a' is never 'z'; it can be: x, y"]
    typed = text.replace("several: { x: { label: X-ray }, y: { label: Yacht } }", "ask: text")
    assert found(tmp_path, typed) == []


def test_done_is_no_label_where_several_can_be_ticked(tmp_path: Path) -> None:
    text = (
        "title: t\nsteps:\n"
        "  a: { say: Which?, several: { x: { label: X-ray }, y: { label: Done. } }, save: a, next: c }\n"
        "  c: { say: Bye. }\n"
    )
    what = "'Done.' always means something else when it is typed; choose another label"
    assert found(tmp_path, text) == [f"flows/scripts/paint.yaml:3: {what}"]


def test_several_mistakes_are_told_together(tmp_path: Path) -> None:
    text = GOOD.replace("next: thanks }", "next: thank }").replace("do: record", "do: recrod")
    text = text.replace("label: Blue,", "label: Red,")
    assert [line.split(":")[1] for line in found(tmp_path, text)] == ["24", "24", "7"]


def test_what_is_saved_on_every_way(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD)
    script = build(read_document(path, tmp_path), Script)
    assert script is not None
    saved = saved_on_every_way(script)
    assert saved["colour"] == frozenset()
    assert saved["sure"] == {"colour"}
    assert saved["fork"] == {"colour", "sure"}
    assert saved["check"] == {"colour"}
    assert saved["thanks"] == {"colour"}
