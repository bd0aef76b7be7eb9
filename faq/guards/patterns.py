"""The small pattern language of the guards: lists of wordings that a volunteer can read and lengthen.

One pattern a line. Words stand for themselves; `~` is up to three words of the same clause; `word?` may be
missing; `word*` is any word that begins so; `(a|b c)` is a choice, `(a|b)?` one that may be missing; `,` is
the break between two clauses, `^` the start of a clause and `$` its end. `name = a | b` makes `{name}` stand
for the choice. `[section]` begins a section. Lines that begin with `#` and a space are remarks.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_NAME = re.compile(r"\{(\w+)\}")
_DEFINED = re.compile(r"(\w+) = (.+)")
_PIECE = re.compile(r"~|,|\^|\$|\(|\)\??|\||[a-z0-9]+[*?]?|\s+")
_WORD = re.compile(r"[a-z0-9]+")
_SIGNS = {
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
        lines = " ".join(line for lines in self.sections.values() for line in lines)
        return frozenset(re.findall(r"(?<![a-z0-9])[a-z]+(?![a-z0-9*])", lines))


def read_patterns(path: Path) -> PatternFile:
    """Read a file of patterns; names may be used only below the line that makes them."""
    found, names = PatternFile(), dict[str, str]()
    section = ""
    for line in map(str.strip, path.read_text(encoding="utf-8").splitlines()):
        if not line or line == "#" or line.startswith("# "):
            continue
        defined = _DEFINED.fullmatch(line)
        if line.startswith("["):
            section = line.strip("[]")
        elif defined:
            names[defined[1]] = _filled(defined[2], names)
        else:
            found.sections.setdefault(section, []).append(_filled(line, names))
    return found


def _filled(line: str, names: Mapping[str, str]) -> str:
    def choice(found: re.Match[str]) -> str:
        if found[1] not in names:
            raise PatternError(
                f"{line!r}: {{{found[1]}}} has no line that makes it; known: {', '.join(names)}"
            )
        return f"({names[found[1]]})"

    return _NAME.sub(choice, line)


def expression(line: str) -> str:
    """A pattern as a regular expression over a heard message, where each word has a space after it."""
    if line.count("(") != line.count(")"):
        raise PatternError(f"{line!r}: every ( needs its )")
    return "(?<= )(?:" + "".join(_shown(piece) for piece in _pieces(line)) + ")"


def _pieces(line: str) -> Iterator[str]:
    at = 0
    while at < len(line):
        found = _PIECE.match(line, at)
        if found is None:
            raise PatternError(f"{line!r}: {line[at]!r} has no meaning here")
        at = found.end()
        if not found.group().isspace():
            yield found.group()


def _shown(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if piece.endswith("*"):
        return f"{piece[:-1]}[a-z0-9]* "
    return f"(?:{piece[:-1]} )?" if piece.endswith("?") else f"{piece} "


def _parts(line: str) -> Iterator[list[list[str]]]:
    """What must be there, one part at a time: for each part its choices, for each choice its plain words.

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


class Listener:
    """Finds any of many patterns in a heard message.

    Only those patterns are tried of which one needed word was said: each pattern waits under the rarest
    words it can't do without, so that hundreds of patterns cost a message no more than a handful.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = list(dict.fromkeys(lines))
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._waiting: dict[str, list[int]] = defaultdict(list)
        self._unbidden: list[int] = []
        common = Counter(word for line in self._lines for word in set(_WORD.findall(line)))
        for number, line in enumerate(self._lines):
            needed = _needed(line, common)
            for word in needed:
                self._waiting[word].append(number)
            if not needed:
                self._unbidden.append(number)

    def _pattern(self, number: int) -> re.Pattern[str]:
        """A pattern, compiled when it is first tried: most never are, and all of them take a second."""
        if number not in self._patterns:
            self._patterns[number] = re.compile(expression(self._lines[number]))
        return self._patterns[number]

    def get_ready(self) -> None:
        """Compile every pattern now, so that no message has to wait for one."""
        for number in range(len(self._lines)):
            self._pattern(number)

    def _bidden(self, heard: str) -> list[int]:
        bidden = set(self._unbidden)
        for word in set(heard.split(" ")):
            bidden.update(self._waiting.get(word, ()))
        return sorted(bidden)

    def find(self, heard: str) -> str | None:
        """The first pattern that is found, as it stands in its file, or None."""
        for number in self._bidden(heard):
            if self._pattern(number).search(heard):
                return self._lines[number]
        return None


def _needed(line: str, common: Mapping[str, int]) -> frozenset[str]:
    """Words of which a message must hold one, or none where every message has to be tried."""
    best, cost = frozenset[str](), float("inf")
    for choices in _parts(line):
        if not all(choices):
            continue
        words = frozenset(min(choice, key=lambda word: common[word]) for choice in choices)
        price = sum(common[word] for word in words)
        if price < cost:
            best, cost = words, price
    return best
