"""The small pattern language of the guards: lists of wordings that a volunteer can read and lengthen.

One pattern a line. Words stand for themselves; `~` is up to three words of the same clause and `~~` up to eight
of the same sentence; `word?` may be missing; `word*` is any word that begins so; `(a|b c)` is a choice, and
`(a|b)?` one that may be missing; `^` is the start of a clause and `$` its end. `name = a | b` makes `{name}`
stand for the choice. `[section]` begins a section. Lines that begin with `#` are remarks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_NAME = re.compile(r"\{(\w+)\}")
_DEFINED = re.compile(r"(\w+) = (.+)")
_PIECE = re.compile(r"~~|~!|~|#|,|\^|\$|\(|\)\??|\||[a-z0-9]+[*?]?|\s+")
_SIGNS = {"~": "(?:[a-z0-9]+ ){0,3}", "~~": "(?:[a-z0-9,]+ ){0,8}", "~!": "(?:(?!(?:i|me|my|he|she) )[a-z0-9]+ ){0,8}", "#": "(?:19|20)[0-9][0-9] ", "^": "(?<=[.,] )", "$": "(?=[.,])",
          "(": "(?:", ")": ")", ")?": ")?", "|": "|"}


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
        if not line or line.startswith("#"):
            continue
        defined = _DEFINED.fullmatch(line)
        if line.startswith("["):
            section = line.strip("[]")
        elif defined:
            names[defined[1]] = _filled(defined[2], names)
        else:
            found.sections.setdefault(section, []).append(_filled(line, names))
    return found


def _filled(line: str, names: dict[str, str]) -> str:
    def choice(found: re.Match[str]) -> str:
        if found[1] not in names:
            raise PatternError(f"{line!r}: {{{found[1]}}} has no line that makes it; known: {', '.join(names)}")
        return f"({names[found[1]]})"

    return _NAME.sub(choice, line)


def compiled(lines: Iterable[str]) -> re.Pattern[str]:
    """One expression that finds any of the patterns in a heard message, at the start of a word."""
    return re.compile("(?<= )(?:" + "|".join(expression(line) for line in lines) + ")")


def expression(line: str) -> str:
    """A pattern as a regular expression over a heard message, where each word has a space after it."""
    if line.count("(") != line.count(")"):
        raise PatternError(f"{line!r}: every ( needs its )")
    shown = "".join(_shown(piece) for piece in _pieces(line))
    return f"(?:{shown})"


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
        return f"{piece[:-1]}[a-z]* "
    return f"(?:{piece[:-1]} )?" if piece.endswith("?") else f"{piece} "
