"""Words that people read stand in YAML: a search of the code for others, and for texts that are misused."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows.texts.buttons import ButtonLabels
from flows.texts.organisers import OrganiserTexts
from flows.texts.phrase import Phrase, Plural, Section, Table, names
from flows.texts.public import PublicTexts

ROOT = Path(__file__).resolve().parent.parent
LETTER = re.compile(r"[^\W\d_]")
BLANK = "\N{WHITE SQUARE}"
NOT_CHAT = (
    "bot/cli/",
    "bot/config/",
    "bot/content/",
    "bot/storage/",
    "bot/channels/telegram/errors.py",
    "bot/channels/telegram/responses.py",
    "bot/channels/telegram/sender.py",
)
"""The command line's own words, mistakes for editors, SQL, and what Telegram answers, for the log."""
FEWEST_WORDS = 3
"""Words of a string that is taken for a text wherever it stands; what is filled in counts as a word."""
LABEL_CALLS = frozenset(
    {
        *("Button", "Choices", "Footnote", "Paragraph", "Quote", "ReplaceButtons", "SourceLink", "Title"),
        *("confirm_choice", "notify", "offer", "say"),
    }
)
"""Calls whose plain strings are shown, even a single word."""
NOT_SHOWN_CALLS = frozenset({"Refused", "NotSent", "Unconfirmed", "log", "write_log"})
"""Results of sending carry a reason for the log; the log of what organisers did stays as it was written."""
NOT_WORDS = frozenset({"buttons", "data", "more", "rows", "url"})
"""Arguments of those calls that are no words."""

UNUSED: frozenset[str] = frozenset()
"""Texts that no code says yet."""


# --- words in code ----------------------------------------------------------------------------------


def words_in(source: str) -> list[tuple[int, str]]:
    """Return each string of a module that people would read, with its line."""
    finder = _WordFinder()
    finder.visit(ast.parse(source))
    return sorted(finder.findings)


class _WordFinder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.findings: set[tuple[int, str]] = set()

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Go past the annotation, which may be a string."""
        if node.value:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        """What is raised goes to a log or to the command line."""

    def visit_Assert(self, node: ast.Assert) -> None:
        """What an assertion says is for the developer."""

    def visit_Call(self, node: ast.Call) -> None:
        name, owner = _called(node.func)
        if owner in ("log", "re") or name in NOT_SHOWN_CALLS:
            return
        if name in LABEL_CALLS:
            shown = [*node.args[:1]] if name == "Button" else node.args
            shown += [each.value for each in node.keywords if each.arg not in NOT_WORDS]
            for argument in shown:
                self._note(argument, 1)
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._note(node, FEWEST_WORDS)
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._note(node, FEWEST_WORDS)

    def _note(self, node: ast.expr, fewest: int) -> None:
        for string in _strings(node):
            text = _text(string)
            words = [word for word in text.split() if BLANK in word or LETTER.search(word)]
            if LETTER.search(text) and len(words) >= fewest:
                self.findings.add((string.lineno, " ".join(text.split())))


def _strings(node: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Yield the strings that an expression may stand for, or that it lists; not those of calls in it."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            yield node
        case ast.IfExp():
            yield from (*_strings(node.body), *_strings(node.orelse))
        case ast.BinOp():
            yield from (*_strings(node.left), *_strings(node.right))
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _strings(part)
        case ast.Starred():
            yield from _strings(node.value)


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    """Return a string as it stands, with a blank for what is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(str(value.value) if isinstance(value, ast.Constant) else BLANK for value in node.values)


def _called(func: ast.expr) -> tuple[str, str]:
    """Return the name of what is called, and of what it is an attribute of."""
    if isinstance(func, ast.Attribute):
        return func.attr, func.value.id if isinstance(func.value, ast.Name) else ""
    return (func.id, "") if isinstance(func, ast.Name) else ("", "")


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def chat_modules() -> list[Path]:
    return [path for path in modules("bot") if not shown(path).startswith(NOT_CHAT)]


@cache
def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", chat_modules(), ids=shown)
def test_words_that_people_read_stand_in_yaml(path: Path) -> None:
    assert words_in(source_of(path)) == []


@pytest.mark.parametrize(
    "line",
    [
        'context.say("Stopped")',
        'Button("Undo", encode(x))',
        'context.offer(text, Footnote(f"on {day}"), buttons=buttons)',
        'context.say("Yes" if agreed else text)',
        'context.confirm_choice(note=f"You chose: {label}")',
        'HINT = "You can skip this."',
        'lines = [f"Agreed on {day}"]',
        'HINT = ("Type the words, "\n "not the number.")',
    ],
)
def test_words_in_code_are_found(line: str) -> None:
    assert len(words_in(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        '"""Return what is kept about somebody."""',
        'raise ValueError("this button does nothing")',
        'log.error("an erasure could not be finished: %s", error)',
        'PATTERN = re.compile("no words at all")',
        'Button(label, encode(CommandButton("undo_stop")))',
        'Button(label, data="1:y", url="https://example.org")',
        'context.say(texts.stopped, f"{first}: {second}")',
        'context.count("joined again")',
        'Refused("not delivered within 24 hours")',
        'assert found, "nobody is there now"',
    ],
)
def test_what_nobody_reads_in_the_chat_is_no_finding(line: str) -> None:
    assert words_in(line) == []


# --- texts and their use ----------------------------------------------------------------------------


def fields(section: type[Section], place: str) -> Iterator[tuple[str, str, Any]]:
    """Yield the place, the name and the field of every text; a table is one text."""
    for name, field in section.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section) and not issubclass(kind, Table):
            yield from fields(kind, f"{place}.{name}")
        else:
            yield f"{place}.{name}", name, field


def texts() -> Iterator[tuple[str, str, Any]]:
    for file, section in (
        ("public", PublicTexts),
        ("buttons", ButtonLabels),
        ("organisers", OrganiserTexts),
    ):
        yield from fields(section, file)


@cache
def placeholders() -> dict[str, list[frozenset[str]]]:
    """Return the names that texts of each name declare, but of texts that are called like a function."""
    functions = {
        node.name
        for path in modules("bot", "flows")
        for node in ast.walk(ast.parse(source_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    declared: dict[str, list[frozenset[str]]] = defaultdict(list)
    for _, name, field in texts():
        if field.annotation in (Phrase, Plural) and name not in functions:
            known = [each.declared for each in field.metadata if isinstance(each, names)]
            declared[name].append(frozenset(*known) if known else frozenset())
    return declared


def attributes(node: ast.expr, aliases: dict[str, set[str]]) -> set[str]:
    """Return the attributes that an expression may stand for, through a condition or a local name."""
    match node:
        case ast.Attribute():
            return {node.attr}
        case ast.IfExp():
            return attributes(node.body, aliases) | attributes(node.orelse, aliases)
        case ast.Name():
            return aliases.get(node.id, set())
        case _:
            return set()


def misused(source: str) -> Iterator[str]:
    """Yield each call of a text with other names than it declares."""
    tree, declared = ast.parse(source), placeholders()
    aliases: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            aliases[node.targets[0].id] |= attributes(node.value, {}) & declared.keys()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.keywords:
            continue
        given = frozenset(keyword.arg or "**" for keyword in node.keywords)
        for name in attributes(node.func, aliases) & declared.keys():
            if given not in declared[name]:
                yield f"line {node.lineno}: {name}({', '.join(sorted(given))})"


@pytest.mark.parametrize("path", modules("bot", "flows"), ids=shown)
def test_texts_are_filled_in_with_the_names_they_declare(path: Path) -> None:
    assert list(misused(source_of(path))) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("texts.public.cancelled(name=title)", "name"),
        ("texts.public.cancelled(title=title, name=name)", "name, title"),
        ("texts.public.cancelled(**values)", "**"),
        ("text = texts.public.cancelled\ntext(name=title)", "name"),
        ("(texts.cancelled if left else texts.already_in_flow)(title=title, day=day)", "day, title"),
    ],
)
def test_a_text_filled_in_wrongly_is_found(line: str, names: str) -> None:
    assert any(finding.endswith(f"cancelled({names})") for finding in misused(line))


def test_a_text_filled_in_rightly_is_no_finding() -> None:
    assert list(misused("texts.public.cancelled(title=title)")) == []
    assert list(misused("(texts.cancelled if left else texts.already_in_flow)(title=title)")) == []


def accessed(sources: Iterable[str]) -> set[str]:
    return {
        node.attr
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
    }


def test_every_text_is_said_somewhere() -> None:
    said = accessed(map(source_of, modules("bot", "flows")))
    assert sorted(place for place, name, _ in texts() if name not in said) == sorted(UNUSED)
