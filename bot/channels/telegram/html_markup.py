"""Telegram's HTML: the only module that writes, escapes, measures and splits it.

A text stays a list of runs until it is written, so no text can break the markup and no cut can fall inside a
tag or a character. The rules are those of https://core.telegram.org/bots/api#html-style. Lengths are UTF-16
code units of the text as people see it, which is how Telegram counts.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

TEXT_LIMIT = 4096
"""UTF-16 units of a message without its markup (https://core.telegram.org/bots/api#sendmessage)."""
CAPTION_LIMIT = 1024
"""UTF-16 units of a caption without its markup (https://core.telegram.org/bots/api#sendphoto)."""

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
_UNSENDABLE = re.compile("[\x00\r\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the tags around it, the outermost first: `("blockquote", "b")`."""

    text: str
    tags: tuple[str, ...] = ()


def link_tag(url: str) -> str:
    """Return the tag of a link, for `Run.tags`."""
    return f'a href="{html.escape(clean(url))}"'


def to_html(runs: Sequence[Run]) -> str:
    """Return the runs as Telegram's HTML, every character of their texts escaped."""
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


def _shared(opened: tuple[str, ...], needed: tuple[str, ...]) -> int:
    """Return how many tags, from the outermost, can stay open."""
    pairs = zip(opened, needed, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def without_markup(source: str, *, links: bool = False) -> str:
    """Return the text that people see of `to_html`'s HTML; with `links`, addresses follow their words."""
    if links:
        source = _LINK.sub(r"\2 (\1)", source)
    return html.unescape(_TAG.sub("", source))


def runs_of(text: str, entities: Sequence[Mapping[str, object]]) -> list[Run]:
    """Return the runs of a message that Telegram shows with these MessageEntity objects.

    Entities that can't be sent again (a mention of a person, a custom emoji) and those that Telegram makes by
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
    """Return `text` without what no server accepts: halves of surrogate pairs, NUL, carriage returns."""
    if not _UNSENDABLE.search(text):
        return text
    joined = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def utf16_length(text: str) -> int:
    """Return the length of `text` as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def split(runs: Sequence[Run], limit: int = TEXT_LIMIT) -> list[list[Run]]:
    """Split the runs into parts of at most `limit` units: between paragraphs if possible, else between lines,
    sentences or words. White space at the ends of a part is dropped; a text of white space has no parts."""
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
    space = _SPACE.match(text, start)
    return space.end() - start if space else 0


def _reach(text: str, start: int, limit: int) -> int:
    """Return the index that `limit` units from `start` reach."""
    longest = text[start : start + limit]
    if utf16_length(longest) <= limit:
        return start + len(longest)
    return start + len(longest.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))


def _good_cut(text: str, start: int, end: int) -> int:
    """Return the best place for a cut after `start` and not after `end`."""
    for break_ in ("\n\n", "\n"):
        if (place := text.rfind(break_, start + 1, end + len(break_))) > 0:
            return place
    if sentences := list(_SENTENCE_END.finditer(text, start, end + 1)):
        return sentences[-1].end()
    spaces = (place for place in range(end, start, -1) if text[place].isspace())
    return next(spaces, None) or _between_characters(text, start, end)


def _between_characters(text: str, start: int, end: int) -> int:
    """Return a cut inside a word that is too long, but not inside what people see as one character."""
    places = (place for place in range(end, start, -1) if not _joins(text, place))
    return next(places, end)


def _joins(text: str, index: int) -> bool:
    """Return whether a character belongs to the one before it: an accent, a joined emoji, a skin tone."""
    mark = text[index]
    return (
        mark in _JOINERS
        or text[index - 1] == "\u200d"
        or unicodedata.combining(mark) > 0
        or "\U0001f3fb" <= mark <= "\U0001f3ff"
    )


def _cut_out(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    part: list[Run] = []
    offset = 0
    for run in runs:
        text = run.text[max(start - offset, 0) : max(end - offset, 0)]
        if text:
            part.append(Run(text, run.tags))
        offset += len(run.text)
    return part
