"""YAML files: values that stay as typed, and every mistake of form with its line."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from bot.content.yaml_reader import Document, build, read_document
from bot.errors import ContentError, Mistake
from faq.entry import Topic
from flows.script import Script

STEPS = "title: t\nsteps:\n"
END = "  end: { say: Bye. }\n"
ENTRY = """\
topic: Mesh
about: All about it.
order: 1
entries:
- id: pause
  question: Is mesh paused?
  also_asked: [mesh pause]
  answer: Yes.
  sources: [{ title: A, url: "https://example.org", date: 2020-07-08 }]
  reviewed: 2026-11-23
  review_by: 2027-02-23
"""


def read(folder: Path, text: str | bytes) -> Document:
    path = folder / "words.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path, folder)


def mistakes(folder: Path, text: str, model: type[BaseModel] = Script) -> list[tuple[int, str]]:
    document = read(folder, text)
    assert build(document, model) is None
    assert {mistake.file for mistake in document.mistakes} <= {"words.yaml"}
    return [(mistake.line, mistake.what) for mistake in document.mistakes]


# --- values


def test_scalars_stay_as_they_were_typed(tmp_path: Path) -> None:
    text = "a: No\nb: 12:30\nc: 07\nd: 1e3\ne: ~\nf: 2020-07-08\ng: A&E or 5 * 5\nh: 'true'\n"
    assert read(tmp_path, text).data == {
        "a": "No",
        "b": "12:30",
        "c": "07",
        "d": "1e3",
        "e": "~",
        "f": "2020-07-08",
        "g": "A&E or 5 * 5",
        "h": "true",
    }


def test_values_know_their_lines(tmp_path: Path) -> None:
    document = read(tmp_path, "# words\na:\n  - x\n  - b: y\n    c: >-\n      long\n      text\nd: z\n")
    assert document.line(("a",)) == 2
    assert document.line(("a", 0)) == 3
    assert document.line(("a", 1, "c")) == 5
    assert document.line(("d",)) == 8
    assert document.line(("a", 1, "gone", "c")) == 4
    assert document.line(("gone",)) == 2


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, b"\xef\xbb\xbftitle: t\r\nsteps:\r\n  end: { say: Bye. }\r\n")
    assert document.mistakes == []
    assert document.line(("steps", "end")) == 3
    assert build(document, Script) is not None


# --- mistakes of form


QUOTE = "; quote a text that holds ': ' or ' #' or begins with { [ & * ! | > % @ or `, and indent with spaces"
FORM = [
    ("", 1, "is empty"),
    ("# nothing but a comment\n", 1, "is empty"),
    ("a: b: c\n", 1, f"mapping values are not allowed in this context{QUOTE}"),
    ("a: x\nb: {controller} runs it\n", 2, f"did not find expected key{QUOTE}"),
    ("a: x\nb: 'open\n", 2, f"found unexpected end of stream{QUOTE}"),
    ("a:\n\tb: c\n", 2, "there is a tab here; indent with spaces"),
    ("a: x\n---\nb: y\n", 2, "a second document begins here; one file holds one, so take the --- out"),
    ("a: x\nb: \x07\n", 2, "control characters are not allowed; take the character out"),
    ("a: x\nb: y\na: z\n", 3, "`a` stands twice (first on line 1); keep one"),
    ("a: x\nb:\nc: z\n", 2, "`b` is empty; fill it in or take the line out"),
    ("a: x\nb: '  '\n", 2, "`b` is empty; fill it in or take the line out"),
    ("a:\n  - x\n  -\n", 3, "`1` is empty; fill it in or take the line out"),
    ("a: x\n? [b]\n: y\n", 2, "a name must be plain text"),
    ("a: &x y\n", 1, "anchors and aliases (& and *) are not used here; write the text again, or quote it"),
    ("a: x\nb:\n  <<: { c: y }\n", 3, "merge keys (<<) are not used here; write the fields out"),
]


@pytest.mark.parametrize(("text", "line", "what"), FORM, ids=[text[:12] for text, _, _ in FORM])
def test_one_mistake_of_form_is_one_message(tmp_path: Path, text: str, line: int, what: str) -> None:
    assert [(mistake.line, mistake.what) for mistake in read(tmp_path, text).mistakes] == [(line, what)]


def test_an_alias_is_refused_where_it_stands_and_where_it_points(tmp_path: Path) -> None:
    document = read(tmp_path, "a: &x y\nb: A&E\nc: *x\n")
    assert [mistake.line for mistake in document.mistakes] == [1, 3]
    assert document.data is None


def test_a_file_that_is_not_utf8_or_not_there(tmp_path: Path) -> None:
    assert [str(mistake) for mistake in read(tmp_path, b"a: caf\xe9\n").mistakes] == [
        "words.yaml:1: is not UTF-8 text; save it again as UTF-8"
    ]
    missing = read_document(tmp_path / "gone.yaml", tmp_path)
    assert [str(mistake) for mistake in missing.mistakes] == [
        "gone.yaml:1: can't be read: No such file or directory"
    ]


# --- mistakes of kind

ID = "an id has lower-case letters, digits and _, a letter first, 3 to 40"
DATE = "a date is written like 2026-11-23, 2026-11 or 2026"
NAME = "a name has lower-case letters, digits and _, a letter first, 30 at most"
KEYS = "a step has one of the keys `ask`, `choices`, `several`, `consent`, `branch`, `confirm`, `do`, `say`"
ASK = "  a:\n    ask: yes_no\n    say: Sure?\n    save: sure\n    next: end\n"
CHOOSE = (
    "  a:\n    say: Which?\n    choices:\n      x: { label: X-ray }\n      y: { label: Yacht }\n"
    "    save: which\n    next: end\n"
)
SEVERAL = CHOOSE.replace("choices", "several")
MUST_BE_LIST = "this must be a list, such as [one, two]"
KIND = [
    (ASK.replace("next:", "nxt:"), 7, "a: there is no field `nxt` here; did you mean `next`?"),
    (ASK.replace("save:", "saev:"), 6, "a: there is no field `saev` here; did you mean `save`?"),
    (ASK.replace("ask:", "aks:"), 4, "a: there is no field `aks` here; did you mean `ask`?"),
    (ASK.replace("say:", "sya:"), 5, "a: there is no field `sya` here; did you mean `say`?"),
    (ASK.replace("yes_no", "yesno"), 4, "a, ask: 'yesno' is unknown; did you mean 'yes_no'?"),
    (ASK.replace("    save: sure\n", ""), 3, "a: `save` is missing"),
    (ASK.replace("    next: end\n", ""), 3, "a: `next` is missing"),
    (ASK.replace("next: end", "next: The End"), 7, f"a, next: 'The End' can't stand here; {NAME}"),
    (
        ASK.replace("save: sure", "save: sure\n    optional: maybe"),
        7,
        "a, optional: this must be true or false",
    ),
    (ASK.replace("say: Sure?", "say: [Sure?]"), 5, "a, say: this must be a text"),
    (ASK.replace("say: Sure?", "say: { Sure: it is }"), 5, "a, say: this must be a text"),
    (ASK.replace("  a:", "  A step:"), 3, f"A step: 'A step' can't stand here; {NAME}"),
    (
        ASK.replace("say: Sure?", "say: Sure?\n    do: jump"),
        6,
        "a: there is no field `do` here; the fields are",
    ),
    (CHOOSE.replace("choices", "choises"), 5, "a: there is no field `choises` here; did you mean `choices`?"),
    (
        CHOOSE.replace("label: Yacht", "lable: Yacht"),
        7,
        "a, choices, y: there is no field `lable` here; did you mean `label`?",
    ),
    (CHOOSE.replace("Yacht", "y" * 41), 7, "a, choices, y, label: 41 characters; at most 40 fit here"),
    (
        CHOOSE.replace("    next: end\n", ""),
        3,
        "a: the choice 'x' leads nowhere; give it, or the step, a `next`",
    ),
    (
        CHOOSE.replace("{ label: X-ray }", "X-ray"),
        6,
        "a, choices, x: this must be names with values below it",
    ),
    (
        SEVERAL.replace("label: Yacht", "label: Yacht, next: end"),
        7,
        "a, several, y: there is no field `next` here; the fields are `label`",
    ),
    (
        SEVERAL.replace("      y: { label: Yacht }\n", ""),
        5,
        "a, several: 1 of them; at least 2 must stand here",
    ),
    (
        "  a: { do: record, say: Hello., next: end }\n",
        3,
        "a: there is no field `say` here; the fields are `do`",
    ),
    ("  a: { sya: Hello., next: end }\n", 3, "a: there is no field `sya` here; did you mean `say`?"),
    ("  a: { next: end }\n", 3, f"a: {KEYS}"),
    ("  a: Hello.\n", 3, f"a: this must be a step, such as {{ say: Hello. }}; {KEYS}"),
    ("  a: { confirm: which, say: Right?, next: end }\n", 3, f"a, confirm: {MUST_BE_LIST}"),
    (
        "  a: { confirm: [], say: Right?, next: end }\n",
        3,
        "a, confirm: 0 of them; at least 1 must stand here",
    ),
]


@pytest.mark.parametrize(("steps", "line", "what"), KIND, ids=range(len(KIND)))
def test_one_mistake_in_a_step_is_one_message(tmp_path: Path, steps: str, line: int, what: str) -> None:
    found = mistakes(tmp_path, STEPS + steps + END)
    assert len(found) == 1, found
    assert found[0][0] == line
    assert found[0][1].startswith(what)


@pytest.mark.parametrize(
    ("good", "bad", "line", "what"),
    [
        ("order: 1", "order: first", 3, "order: this must be a whole number"),
        ("order: 1", "order: 0", 3, "order: input should be greater than or equal to 1"),
        ("topic: Mesh", "topic: " + "m" * 25, 1, "topic: 25 characters; at most 24 fit here"),
        ("about: All", "abuot: All", 2, "there is no field `abuot` here; did you mean `about`?"),
        (
            "- id: pause",
            "- id: A pause",
            5,
            f"A pause, id: 'A pause' can't stand here; {ID}",
        ),
        ("  answer: Yes.\n", "", 5, "pause: `answer` is missing"),
        (
            "  answer: Yes.\n",
            "  anwser: Yes.\n",
            8,
            "pause: there is no field `anwser` here; did you mean `answer`?",
        ),
        ("2026-11-23", "2026-13-23", 10, "pause, reviewed: this must be a date like 2026-11-23"),
        ("2026-11-23", "23/11/2026", 10, "pause, reviewed: this must be a date like 2026-11-23"),
        ("2027-02-23", "2026-02-23", 5, "pause: review_by must be later than reviewed"),
        (
            "2020-07-08",
            "undted",
            9,
            f"pause, sources, date: 'undted' can't stand here; {DATE} or undated",
        ),
        ("https://", "htp://", 9, "pause, sources, url: a link begins with https://"),
        ("url:", "ulr:", 9, "pause, sources: there is no field `ulr` here; did you mean `url`?"),
        ("[mesh pause]", "mesh pause", 7, "pause, also_asked: this must be a list, such as [one, two]"),
        ("[mesh pause]", "[]", 7, "pause, also_asked: 0 of them; at least 1 must stand here"),
        (
            "  answer",
            "  about: [Pelvic mesh]\n  answer",
            8,
            "pause, about: 'Pelvic mesh' can't stand here; "
            "a product is one word in lower-case letters, 2 to 40",
        ),
    ],
)
def test_one_mistake_in_an_entry_is_one_message(
    tmp_path: Path, good: str, bad: str, line: int, what: str
) -> None:
    assert build(read(tmp_path, ENTRY), Topic) is not None
    assert ENTRY.count(good) == 1
    assert mistakes(tmp_path, ENTRY.replace(good, bad), Topic) == [(line, what)]


def test_mistakes_of_form_and_of_kind_are_told_together(tmp_path: Path) -> None:
    text = STEPS + ASK.replace("next:", "nxt:").replace("say: Sure?", "say:") + END.replace("Bye.", "'' ")
    assert sorted(mistakes(tmp_path, text)) == [
        (5, "`say` is empty; fill it in or take the line out"),
        (7, "a: there is no field `nxt` here; did you mean `next`?"),
        (8, "`say` is empty; fill it in or take the line out"),
    ]


def test_a_file_with_a_mistake_of_form_is_not_used(tmp_path: Path) -> None:
    assert mistakes(tmp_path, f"title: t\n{STEPS}{END}") == [
        (2, "`title` stands twice (first on line 1); keep one")
    ]


def test_a_list_for_a_whole_file(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "- a\n- b\n") == [(1, "this must be names with values below it")]


class _Loose(BaseModel):
    model_config = ConfigDict(extra="forbid")

    one: int | None = None
    many: list[dict[str, int]] = []


def test_any_model_is_told_about_in_words(tmp_path: Path) -> None:
    text = "one: x\nmany:\n  - a: 1\n  - b: y\n"
    assert mistakes(tmp_path, text, _Loose) == [
        (1, "one: this must be a whole number"),
        (4, "many, b: this must be a whole number"),
    ]


def test_an_error_holds_every_mistake_once_and_in_order() -> None:
    first, second, third = Mistake("a.yaml", 2, "x"), Mistake("a.yaml", 10, "x"), Mistake("b.yaml", 1, "x")
    error = ContentError([third, second, first, second])
    assert error.mistakes == (first, second, third)
    assert str(error) == "a.yaml:2: x\na.yaml:10: x\nb.yaml:1: x"
