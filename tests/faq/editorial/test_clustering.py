"""Unanswered questions: groups, drafts, and one line more in a file where nothing else moves."""

import difflib
import os
import random
import stat
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from faq.editorial.clustering import MIN_SIMILARITY, Group, Unanswered, draft_entry, group
from faq.editorial.similarity import content, normalise, similarity_table
from faq.editorial.yaml_edit import WordingError, add_wording, as_scalar, file_of
from faq.entry import Topic

ENTRIES = Path(__file__).parents[3] / "faq" / "entries" / "en"
FILES = sorted(ENTRIES.glob("*.yaml"), key=lambda path: path.stat().st_size)
DAY = date(2026, 11, 1)

WRITTEN = """\
# A note at the top, with "quotes".
topic: Basics   # the label
about: >-
  Folded
  lines.

order: 1
entries:
- id: first
  question: "What is it?"
  also_asked:
  - one wording   # a remark
  - 'no: really'
  - >-
    a folded
    wording

  # a comment between
  answer:   odd   spaces
- id: second
  question: Is it so?
  also_asked: [is it,  "really, so"]  # in brackets
  answer: |
    kept

- id: third
  question: At the end?
  answer: No.
  also_asked:
        - far in"""


def asked(*texts: str) -> list[Unanswered]:
    return [Unanswered(text, DAY + timedelta(days=number)) for number, text in enumerate(texts)]


def added(before: str, after: str) -> list[str]:
    """The lines added; fails when one was taken away."""
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    assert not [line for line in lines if line.startswith("- ")], lines
    return [line[2:] for line in lines if line.startswith("+ ")]


def loaded(text: str) -> Any:
    return YAML(typ="safe").load(StringIO(text))


def written(folder: Path, text: str = WRITTEN) -> Path:
    path = folder / "basics.yaml"
    path.write_bytes(text.encode())
    return path


def test_like_questions_come_together_the_largest_group_first() -> None:
    groups = group(
        asked(
            "is there a mesh clinic in leeds",
            "can i bring my dog to the event",
            "Is there a mesh clinic in Leeds?",
            "mesh clinic leeds",
            "can I bring my dog to the events?",
        )
    )
    assert [len(one.questions) for one in groups] == [3, 2]
    assert groups[0].wordings == ("is there a mesh clinic in leeds", "mesh clinic leeds")
    assert (groups[0].first_asked, groups[0].last_asked) == (DAY, DAY + timedelta(days=3))
    assert groups[1].typical == "can i bring my dog to the event"


def test_questions_of_different_things_stay_apart() -> None:
    groups = group(asked("mesh", "is mesh safe", "who is the health minister", "👍", "👎"))
    assert [len(one.questions) for one in groups] == [1] * 5


def test_no_questions_no_groups() -> None:
    assert group([]) == []


def test_every_two_of_a_group_are_alike_whatever_the_order() -> None:
    chance = random.Random(7)
    words = ["mesh", "scheme", "leeds", "claim", "form", "doctor", "letter", "clinic", "money", "report"]
    questions = asked(*(" ".join(chance.sample(words, chance.randint(1, 5))) for _ in range(150)))
    groups = group(questions)
    assert Counter(one for every in groups for one in every.questions) == Counter(questions)
    assert any(len(one.wordings) > 1 for one in groups)
    assert all(similarity_table(one.wordings).min() >= MIN_SIMILARITY for one in groups)
    chance.shuffle(questions)
    assert group(questions) == groups


def test_gist_keeps_what_turns_a_question_round() -> None:
    assert content("Is mesh not banned in the UK?") == "mesh not ban uk"
    assert content("What is it?") == "what is it"
    assert normalise(" 👍 ") == "👍"


def test_a_draft_is_refused_until_it_is_filled_in_and_then_loads() -> None:
    questions = asked("can i: bring my dog", "can i bring: my dog?", "- can I bring my dog #2")
    draft = draft_entry(Group(tuple(questions)), date(2026, 11, 30))
    text = f"topic: New\nabout: New.\norder: 1\nentries:\n{draft}"
    with pytest.raises(ValidationError) as refused:
        Topic.model_validate(loaded(text))
    assert {problem["loc"][-1] for problem in refused.value.errors()} >= {"id", "url"}
    filled = text.replace("WRITE-A-SHORT-ID-HERE", "dogs").replace("write the date here", "undated")
    filled = filled.replace("write the link here", "https://www.gov.uk/dogs")
    entry = Topic.model_validate(loaded(filled)).entries[0]
    assert entry.question == "can i: bring my dog"
    assert entry.also_asked == ("- can I bring my dog #2",)
    assert (entry.reviewed, entry.review_by) == (date(2026, 11, 30), date(2027, 2, 28))
    assert "Asked 3 times, last on 2026-11-03" in text


def test_a_draft_of_one_question_has_a_place_for_other_wordings() -> None:
    text = draft_entry(Group(tuple(asked("why"))), DAY)
    assert loaded(text)[0]["also_asked"] == ["write another wording here"]
    assert "Asked once" in text


@pytest.mark.parametrize(
    "path",
    [*FILES[:2], *(pytest.param(path, marks=pytest.mark.slow) for path in FILES[2:])],
    ids=lambda path: path.name,
)
def test_every_real_file_gains_one_line_and_no_more(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes().decode()
    ids = [entry["id"] for entry in loaded(before)["entries"]]
    copy = written(tmp_path, before)
    for entry_id in (ids[0], ids[-1]):
        now = copy.read_bytes().decode()
        add_wording(copy, entry_id, "a wording: nobody 'wrote' #yet")
        after = copy.read_bytes().decode()
        assert added(now, after) == ["      - \"a wording: nobody 'wrote' #yet\"\n"]
        entry = next(entry for entry in loaded(after)["entries"] if entry["id"] == entry_id)
        assert entry["also_asked"][-1] == "a wording: nobody 'wrote' #yet"
        Topic.model_validate(loaded(after))


def test_there_are_real_files() -> None:
    assert len(FILES) >= 9


def test_a_line_after_a_folded_wording(tmp_path: Path) -> None:
    path = written(tmp_path)
    add_wording(path, "first", "  a new\n one ")
    assert added(WRITTEN, path.read_text()) == ["  - a new one\n"]
    assert loaded(path.read_text())["entries"][0]["also_asked"][-2:] == ["a folded wording", "a new one"]


def test_a_list_in_brackets_stays_on_its_line(tmp_path: Path) -> None:
    path = written(tmp_path)
    add_wording(path, "second", 'a "b", [c] \\ d')
    line = 'also_asked: [is it,  "really, so", "a \\"b\\", [c] \\\\ d"]  # in brackets'
    assert path.read_text() == WRITTEN.replace('also_asked: [is it,  "really, so"]  # in brackets', line)
    assert loaded(path.read_text())["entries"][1]["also_asked"][-1] == 'a "b", [c] \\ d'


def test_a_file_without_an_end_of_line(tmp_path: Path) -> None:
    path = written(tmp_path)
    add_wording(path, "third", "new")
    assert path.read_text() == WRITTEN + "\n        - new\n"


def test_windows_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    before = "\ufeff" + WRITTEN.replace("\n", "\r\n")
    path = written(tmp_path, before)
    add_wording(path, "third", "new")
    add_wording(path, "first", "naïve – “quoted” 👍")
    wanted = before.replace("    wording\r\n\r\n", "    wording\r\n\r\n  - naïve – “quoted” 👍\r\n")
    assert path.read_bytes().decode() == wanted + "\r\n        - new\r\n"


@pytest.mark.parametrize(
    "wording",
    ["no", "12:30", "07", "- dash", "# hash", "a: b", "*star", "&and", "'quote", '"double', "? what", "{a}",
     "[b", "%x", "@y", "`z", "null", "~", "!tag", "| bar", "> fold", "trailing:", "x" * 500 + " y " * 100],
)  # fmt: skip
def test_any_wording_is_written_so_that_it_reads_the_same(wording: str, tmp_path: Path) -> None:
    wording = " ".join(wording.split())
    for entry_id in ("first", "second", "third"):
        path = written(tmp_path)
        add_wording(path, entry_id, wording)
        assert len(path.read_text().splitlines()) <= len(WRITTEN.splitlines()) + 1
        node = YAML().compose(path.read_text())
        entries = next(value for key, value in node.value if key.value == "entries").value
        lists = [value for entry in entries for key, value in entry.value if key.value == "also_asked"]
        assert wording in [items.value[-1].value for items in lists]
    assert "\n" not in as_scalar(wording)


@pytest.mark.parametrize(
    ("entry_id", "wording", "words"),
    [
        ("nowhere", "new", "there is no entry 'nowhere' here"),
        ("first", "One  wording?", "already has the wording"),
        ("first", "what is it", "already has the wording"),
        ("first", " \n ", "the wording is empty"),
    ],
)
def test_refusals_leave_the_file_alone(entry_id: str, wording: str, words: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    with pytest.raises(WordingError, match=words):
        add_wording(path, entry_id, wording)
    assert path.read_text() == WRITTEN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entries:\n- id: first\n  also_asked: [", r":\d+: is not YAML"),
        ("- a\n- b\n", "there is no entry"),
        ("", "there is no entry"),
        ("entries:\n- id: first\n  question: x\n", "has no also_asked yet"),
        ("entries:\n- id: first\n  also_asked: text\n", "has no also_asked yet"),
    ],
)
def test_files_that_do_not_serve(text: str, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(WordingError, match=words):
        add_wording(path, "first", "new")
    assert path.read_text() == text


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match="can't be read"):
        add_wording(tmp_path / "missing.yaml", "first", "new")
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"topic: caf\xe9\n")
    with pytest.raises(WordingError, match="is not UTF-8"):
        add_wording(path, "first", "new")


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WordingError, match="can't be written: Permission denied"):
        add_wording(path, "first", "new")
    assert path.read_text() == WRITTEN
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_protected_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path)
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write what is protected
    with pytest.raises(WordingError, match="write-protected"):
        add_wording(path, "first", "new")
    assert path.read_text() == WRITTEN


def test_rights_and_links_stay(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    add_wording(link, "first", "new")
    assert link.is_symlink()
    assert "- new\n" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_file_of_an_entry_is_found(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "about.yaml").write_text("# first\nentries:\n- id: first_of_all\n  question: first\n")
    assert file_of("first", tmp_path) == path
    with pytest.raises(WordingError, match="there is no entry 'fir'"):
        file_of("fir", tmp_path)


def test_drafts_and_wordings_have_no_marks_of_personal_details() -> None:
    (one,) = group(asked("is there a scheme yet, ring [phone number]"))
    assert one.wording == "is there a scheme yet,"
    assert "question: is there a scheme yet,\n" in draft_entry(one, DAY)
    (none,) = group(asked("my number is [phone number]"))
    assert "question: write the question here\n" in draft_entry(none, DAY)
