"""A small pattern language: lists of wordings that a volunteer can read and lengthen.

One pattern a line. Words stand for themselves; `~` is up to three words of the same clause; `word?` may be
missing; `word*` is any word that begins so; `(a|b c)` is a choice, `(a|b)?` one that may be missing; `,` is
the break between two clauses, `^` the start of a clause and `$` its end. `name = a | b` makes `{name}` stand
for the choice. `[section]` begins a section. Lines that begin with `#` are comments.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from faq.word_lists import read_lines

_NAME = re.compile(r"\{(\w+)\}")
_DEFINITION = re.compile(r"(\w+) = (.+)")
_PIECE = re.compile(r"~|,|\^|\$|\(|\)\??|\||[a-z0-9]+[*?]?|\s+")
_WORD = re.compile(r"[a-z0-9]+")
_SYMBOLS = {
    "~": "(?:[a-z0-9]+ ){0,3}",
    "^": "(?<=[.,] )",
    "$": "(?=[.,])",
    "(": "(?:",
    ")": ")",
    ")?": ")?",
    "|": "|",
}


class PatternError(ValueError):
    """A pattern that can't be read. The message names it and says what is wrong."""


@dataclass(slots=True)
class PatternFile:
    """The patterns of one file by section, in order, names filled in."""

    sections: dict[str, list[str]] = field(default_factory=dict)

    @property
    def words(self) -> frozenset[str]:
        """Every word that stands whole in a pattern."""
        text = " ".join(line for lines in self.sections.values() for line in lines)
        return frozenset(re.findall(r"(?<![a-z0-9])[a-z]+(?![a-z0-9*])", text))


def read_patterns(path: Path) -> PatternFile:
    """Read a file of patterns. A name may be used only below the line that defines it.

    Raises:
        PatternError: a pattern uses a name that no line above it defines.
    """
    file, names = PatternFile(), dict[str, str]()
    section = ""
    for line in read_lines(path):
        definition = _DEFINITION.fullmatch(line)
        if line.startswith("["):
            section = line.strip("[]")
        elif definition:
            names[definition[1]] = _fill_in(definition[2], names)
        else:
            file.sections.setdefault(section, []).append(_fill_in(line, names))
    return file


def _fill_in(line: str, names: Mapping[str, str]) -> str:
    def choice(name: re.Match[str]) -> str:
        if name[1] not in names:
            known = ", ".join(names)
            raise PatternError(f"{line!r}: no line above defines {{{name[1]}}}; known: {known}")
        return f"({names[name[1]]})"

    return _NAME.sub(choice, line)


def to_regex(line: str) -> str:
    """Turn a pattern into a regular expression over a text in which each word has a space after it."""
    if line.count("(") != line.count(")"):
        raise PatternError(f"{line!r}: every ( needs its )")
    return "(?<= )(?:" + "".join(_piece_to_regex(piece) for piece in _pieces(line)) + ")"


def _pieces(line: str) -> Iterator[str]:
    start = 0
    while start < len(line):
        piece = _PIECE.match(line, start)
        if piece is None:
            raise PatternError(f"{line!r}: {line[start]!r} has no meaning here")
        start = piece.end()
        if not piece.group().isspace():
            yield piece.group()


def _piece_to_regex(piece: str) -> str:
    if piece in _SYMBOLS:
        return _SYMBOLS[piece]
    if piece.endswith("*"):
        return f"{piece[:-1]}[a-z0-9]* "
    return f"(?:{piece[:-1]} )?" if piece.endswith("?") else f"{piece} "


def _required_parts(line: str) -> Iterator[list[list[str]]]:
    """Yield what must be there, one part at a time: for each part its choices, for each its plain words.

    A part that may be missing, and a gap, is left out. A choice inside a choice counts for nothing.
    """
    depth, choices = 0, list[list[str]]()
    for piece in _pieces(line):
        if piece == "(":
            depth += 1
            if depth == 1:
                choices = [[]]
        elif piece in (")", ")?"):
            depth -= 1
            if depth == 0 and piece == ")":
                yield choices
        elif depth == 1 and piece == "|":
            choices.append([])
        elif piece == "|" and depth == 0:
            raise PatternError(f"{line!r}: a | stands inside ( and ) only")
        elif depth <= 1 and _WORD.fullmatch(piece):
            if depth:
                choices[-1].append(piece)
            else:
                yield [[piece]]


class PatternMatcher:
    """Finds any of many patterns in a text.

    A pattern is tried only where one of the words it cannot do without is in the text, and is kept under the
    rarest such words, so that hundreds of patterns cost a message no more than a handful.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = list(dict.fromkeys(lines))
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._unconditional: list[int] = []
        frequency = Counter(word for line in self._lines for word in set(_WORD.findall(line)))
        for number, line in enumerate(self._lines):
            words = _required_words(line, frequency)
            for word in words:
                self._by_word[word].append(number)
            if not words:
                self._unconditional.append(number)

    def compile_all(self) -> None:
        """Compile every pattern now, so that no message has to wait for one."""
        for number in range(len(self._lines)):
            self._pattern(number)

    def find(self, text: str) -> str | None:
        """Return the first pattern that is found, as it stands in its file, or None."""
        for number in self._candidates(text):
            if self._pattern(number).search(text):
                return self._lines[number]
        return None

    def _candidates(self, text: str) -> list[int]:
        numbers = set(self._unconditional)
        for word in set(text.split(" ")):
            numbers.update(self._by_word.get(word, ()))
        return sorted(numbers)

    def _pattern(self, number: int) -> re.Pattern[str]:
        # Compiled when it is first tried: most never are, and all of them take a second.
        if number not in self._compiled:
            self._compiled[number] = re.compile(to_regex(self._lines[number]))
        return self._compiled[number]


def _required_words(line: str, frequency: Mapping[str, int]) -> frozenset[str]:
    """Return words of which a text must hold one, or none where every text has to be tried."""
    best, lowest = frozenset[str](), float("inf")
    for choices in _required_parts(line):
        if not all(choices):
            continue
        words = frozenset(min(choice, key=lambda word: frequency[word]) for choice in choices)
        cost = sum(frequency[word] for word in words)
        if cost < lowest:
            best, lowest = words, cost
    return best
