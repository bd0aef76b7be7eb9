"""Telegram's HTML: written, escaped, measured and split here and nowhere else.

A text is a list of runs until the moment it is written, so no words can break the markup and no cut can fall
inside a tag or a character. The rules are those of https://core.telegram.org/bots/api#html-style; lengths are
UTF-16 code units of the text as people see it, which is how Telegram counts.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

TEXT_LIMIT = 4096
"""UTF-16 units of a message after its markup is read (https://core.telegram.org/bots/api#sendmessage)."""
CAPTION_LIMIT = 1024
"""UTF-16 units of a caption after its markup is read (https://core.telegram.org/bots/api#sendphoto)."""

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote expandable",
}
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")
_SPACE = re.compile(r"\s+")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_ODD = re.compile("[\x00\r\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the tags around it, the outermost first: `("blockquote", "b")`."""

    text: str
    tags: tuple[str, ...] = ()


def link_tag(url: str) -> str:
    """The tag of a link, for `Run.tags`."""
    return f'a href="{html.escape(clean(url))}"'


def to_html(runs: Sequence[Run]) -> str:
    """The runs as Telegram's HTML, every character of their texts escaped."""
    pieces: list[str] = []
    opened: tuple[str, ...] = ()
    for run in (*runs, Run("")):
        if run.tags != opened:
            shared = _shared(opened, run.tags)
            pieces += [f"</{tag.split()[0]}>" for tag in reversed(opened[shared:])]
            pieces += [f"<{tag}>" for tag in run.tags[shared:]]
        pieces.append(html.escape(run.text, quote=False))
        opened = run.tags
    return "".join(pieces)


def _shared(opened: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """How many tags, from the outermost, can stay open."""
    for at, (one, other) in enumerate(zip(opened, wanted, strict=False)):
        if one != other:
            return at
    return min(len(opened), len(wanted))


def without_markup(source: str, *, links: bool = False) -> str:
    """The text that people see of HTML that `to_html` wrote; with `links`, addresses follow their words."""
    if links:
        source = _LINK.sub(r"\2 (\1)", source)
    return html.unescape(_TAG.sub("", source))


def runs_of(text: str, entities: Sequence[Mapping[str, object]]) -> list[Run]:
    """A message that Telegram shows, with its MessageEntity objects, as runs.

    Entities that can't be sent again (a mention of a person, a custom emoji) and those that Telegram finds by
    itself (a bare link) become plain text.
    """
    spans = sorted(_spans(entities), key=lambda span: (span[0], -span[1], not span[2].startswith("block")))
    if not spans:
        return [Run(text)]
    units = text.encode("utf-16-le")
    whole = len(units) // 2
    edges = sorted({0, whole, *(min(max(edge, 0), whole) for span in spans for edge in span[:2])})
    return [
        Run(
            units[2 * start : 2 * end].decode("utf-16-le", "replace"),
            tuple(tag for first, last, tag in spans if first <= start and end <= last),
        )
        for start, end in pairwise(edges)
    ]


def _spans(entities: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, int, str]]:
    for entity in entities:
        kind, offset, length, url = (entity.get(key) for key in ("type", "offset", "length", "url"))
        if not isinstance(offset, int) or not isinstance(length, int) or length <= 0:
            continue
        if kind == "text_link" and isinstance(url, str):
            yield offset, offset + length, link_tag(url)
        elif isinstance(kind, str) and kind in _TAGS:
            yield offset, offset + length, _TAGS[kind]


def clean(text: str) -> str:
    """`text` without what no server takes: halves of surrogate pairs, NUL, carriage returns."""
    if not _ODD.search(text):
        return text
    joined = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def utf16_length(text: str) -> int:
    """How long Telegram says `text` is."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def split(runs: Sequence[Run], limit: int = TEXT_LIMIT) -> list[list[Run]]:
    """The runs in parts of at most `limit` units, cut between paragraphs where that can be, else between
    lines, sentences or words. White space at the ends of a part is dropped; a text of nothing else gives
    no part at all."""
    text = "".join(run.text for run in runs)
    if text and text == text.strip() and utf16_length(text) <= limit:
        return [list(runs)]
    return [_cut_out(runs, start, end) for start, end in _stretches(text, limit)]


def _stretches(text: str, limit: int) -> Iterator[tuple[int, int]]:
    start, whole = 0, len(text.rstrip())
    while (start := start + _space_at(text, start)) < whole:
        end = min(_reach(text, start, limit), whole)
        if end < whole:
            end = _good_cut(text, start, end)
        yield start, start + len(text[start:end].rstrip())
        start = end


def _space_at(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() - start if found else 0


def _reach(text: str, start: int, limit: int) -> int:
    """How far `limit` units go."""
    most = text[start : start + limit]
    if utf16_length(most) <= limit:
        return start + len(most)
    return start + len(most.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))


def _good_cut(text: str, start: int, end: int) -> int:
    """The best place for a cut after `start` and not after `end`."""
    for break_ in ("\n\n", "\n"):
        if (found := text.rfind(break_, start + 1, end + len(break_))) > 0:
            return found
    if sentences := list(_SENTENCE_END.finditer(text, start, end + 1)):
        return sentences[-1].end()
    spaces = (at for at in range(end, start, -1) if text[at].isspace())
    return next(spaces, None) or _between_characters(text, start, end)


def _between_characters(text: str, start: int, end: int) -> int:
    """A cut inside a word that is too long, and not inside what people see as one character."""
    places = (at for at in range(end, start, -1) if not _joins(text, at))
    return next(places, end)


def _joins(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it: an accent, a joined emoji, a skin tone."""
    mark = text[at]
    return (
        mark in _JOINERS
        or text[at - 1] == "\u200d"
        or unicodedata.combining(mark) > 0
        or "\U0001f3fb" <= mark <= "\U0001f3ff"
    )


def _cut_out(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    part: list[Run] = []
    at = 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            part.append(Run(text, run.tags))
        at += len(run.text)
    return part
