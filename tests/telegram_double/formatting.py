"""Telegram's HTML, and texts measured as Telegram measures them.

The rules and the wording follow `parse_html` of TDLib (github.com/tdlib/td, MessageEntity.cpp), which is what
Telegram's own server runs, and core.telegram.org/bots/api#html-style. Lengths and offsets are UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.telegram_double.errors import ApiError, Json, bad_request
from tests.telegram_double.links import link_problem

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100

_TAGS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code",
    "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_GIVEN_TYPES = frozenset(_TAGS.values()) | frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "expandable_blockquote",
        "text_mention",
    ]
)
_NEEDED = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
_SPECIAL = re.compile(r"[<&]")
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_END_TAG = re.compile(r"([^\s>]*)\s*")
_TOKEN = re.compile(r"[a-zA-Z0-9.\-]*")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as people see it, with its entities in Telegram's own form."""

    text: str
    entities: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    first_piece: int


def utf16_length(text: str) -> int:
    """How long Telegram says `text` is."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(source: str, parse_mode: str | None, given: list[Json] | None) -> Formatted:
    """What `source` says in `parse_mode`; the double knows HTML and plain text with given entities."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        return _trimmed(parse_html(source))
    _check_entities(source, given or [])
    return _trimmed(Formatted(source, tuple(given or ())))


def message_text(source: str, parse_mode: str | None, given: list[Json] | None) -> Formatted:
    """A message's text, refused when it is empty or over 4096 units."""
    if not source:
        raise bad_request("message text is empty")
    result = formatted(source, parse_mode, given)
    if not result.text:
        raise bad_request("text must be non-empty")
    if utf16_length(result.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return result


def caption_text(source: str, parse_mode: str | None, given: list[Json] | None) -> Formatted:
    """A caption, refused when it is over 1024 units; an empty one is fine."""
    result = formatted(source, parse_mode, given)
    if utf16_length(result.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return result


@lru_cache(maxsize=1024)  # the same answers are sent to many people
def parse_html(source: str) -> Formatted:
    """Text and entities of Telegram's HTML; ApiError 400 "can't parse entities: ..." when it is broken."""
    if "<" not in source and "&" not in source:
        return Formatted(source)
    return _HtmlReader(source).read()


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Json] = []

    def read(self) -> Formatted:
        source = self._source
        while (special := _SPECIAL.search(source, self._at)) is not None:
            self._say(source[self._at : special.start()])
            self._at = special.start()
            if source[self._at] == "&":
                self._say(self._character())
            elif source.startswith("/", self._at + 1):
                self._end_tag()
            else:
                self._start_tag()
        self._say(source[self._at :])
        if self._open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        entities = sorted(self._entities, key=lambda each: (each["offset"], -each["length"]))
        return Formatted("".join(self._pieces), tuple(entities[:ENTITY_LIMIT]))

    def _say(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._offset += utf16_length(text)

    def _character(self) -> str:
        """What stands for the `&` here: a reference is read, any other ampersand means itself."""
        found = _CHARACTER.match(self._source, self._at)
        code = 0
        if found is not None:
            code = ord(_NAMED[found[3]]) if found[3] else int(found[1], 16) if found[1] else int(found[2])
        if found is None or not 0 < code < 0x10FFFF:
            self._at += 1
            return "&"
        self._at = found.end()
        return chr(code)

    def _place(self, at: int) -> str:
        return f"at byte offset {len(self._source[:at].encode())}"

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        assert found is not None, "every pattern here matches nothing too"
        self._at = found.end()
        return found[0]

    def _next(self) -> str:
        return self._source[self._at : self._at + 1]

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            raise _broken(f"Unclosed start tag {self._place(begin)}")
        if name not in _TAGS:
            raise _broken(f'Unsupported start tag "{name}" {self._place(begin)}')
        argument = ""
        while self._take(_SPACE) is not None and self._next() != ">":
            argument = self._attribute(name, begin) or argument
        self._at += 1
        if name == "span" and argument != "tg-spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" {self._place(begin)}')
        if name == "tg-emoji" and not (argument.isdecimal() and int(argument) < 2**63):
            raise _broken("Invalid custom emoji identifier specified")
        self._open.append(_OpenTag(name, argument, self._offset, len(self._pieces)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Reads one attribute and gives its value when `tag` has a use for it."""
        name = self._take(_ATTRIBUTE)
        if not name and self._next():
            raise _broken(f'Empty attribute name in the tag "{tag}" {self._place(begin)}')
        self._take(_SPACE)
        value = ""
        if self._next() == "=":
            self._at += 1
            self._take(_SPACE)
            value = self._attribute_value(begin)
        if not self._next():
            raise _broken(f"Unclosed start tag {self._place(begin)}")
        return _used(tag, name.lower(), value)

    def _attribute_value(self, begin: int) -> str:
        quote = self._next()
        if quote not in ("'", '"') or not quote:
            start = self._at
            token = self._take(_TOKEN)
            if self._next() and not (self._next().isspace() or self._next() == ">"):
                raise _broken(f"Unexpected end of name token {self._place(start)}")
            return token.lower()
        end = self._source.find(quote, self._at + 1)
        if end < 0:
            raise _broken(f"Unclosed start tag {self._place(begin)}")
        raw = self._source[self._at + 1 : end]
        self._at = end + 1
        return parse_references(raw)

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _broken(f"Unexpected end tag {self._place(begin)}")
        self._at += 2
        name = self._take(_END_TAG).rstrip()
        if self._next() != ">":
            raise _broken(f"Unclosed end tag {self._place(begin)}")
        opened = self._open[-1]
        if name and name != opened.name:
            raise _broken(
                f'Unmatched end tag {self._place(begin)}, expected "</{opened.name}>", found "</{name}>"'
            )
        self._at += 1
        self._open.pop()
        if self._offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _OpenTag) -> None:
        kind = _TAGS[opened.name]
        entity: Json = {"type": kind, "offset": opened.offset, "length": self._offset - opened.offset}
        if kind == "text_link":
            url = opened.argument or "".join(self._pieces[opened.first_piece :])
            if link_problem(url):
                return
            entity["url"] = url
        elif kind == "custom_emoji":
            entity["custom_emoji_id"] = opened.argument
        elif kind == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif kind == "code" and opened.argument:
            entity["language"] = opened.argument
        elif kind == "pre":
            self._take_language(entity)
        self._entities.append(entity)

    def _take_language(self, pre: Json) -> None:
        """`<pre><code class="language-x">` is one block of code in x."""
        inner = self._entities[-1] if self._entities else None
        if inner is not None and inner["type"] == "code" and inner["offset"] == pre["offset"]:
            if inner["length"] == pre["length"] and "language" in inner:
                pre["language"] = inner["language"]
            self._entities.pop()


def _used(tag: str, name: str, value: str) -> str:
    if tag == "code" and name == "class":
        return value.removeprefix("language-") if value.startswith("language-") else ""
    if tag == "blockquote" and name == "expandable":
        return "expandable"
    wanted = {"a": "href", "span": "class", "tg-emoji": "emoji-id"}
    return value if wanted.get(tag) == name else ""


def parse_references(text: str) -> str:
    """`text` with its character references read."""
    return _CHARACTER.sub(_referred, text) if "&" in text else text


def _referred(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0 < code < 0x10FFFF else found[0]


def _broken(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _trimmed(whole: Formatted) -> Formatted:
    """Telegram takes white space off both ends of a text, and moves the entities with it."""
    text = whole.text.strip()
    if len(text) == len(whole.text):
        return whole
    skipped = utf16_length(whole.text[: len(whole.text) - len(whole.text.lstrip())])
    length = utf16_length(text)
    entities: list[Json] = []
    for entity in whole.entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, length)
        if end > start:
            entities.append({**entity, "offset": start, "length": end - start})
    return Formatted(text, tuple(entities))


def _check_entities(text: str, given: list[Json]) -> None:
    length = utf16_length(text) if given else 0
    for entity in given:
        if entity["type"] not in _GIVEN_TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        _check_span(entity["offset"], entity["length"], length)
        _check_entity_fields(entity)


def _check_span(offset: int, length: int, whole: int) -> None:
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > whole:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > whole:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}"
        )


def _check_entity_fields(entity: dict[str, Any]) -> None:
    needed = _NEEDED.get(entity["type"])
    if needed and needed not in entity:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{needed}\"")
    if entity["type"] == "text_link" and (problem := link_problem(entity["url"])):
        raise bad_request(f"entity URL '{entity['url']}' is invalid: {problem}")
