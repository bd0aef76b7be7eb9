"""The little of Markdown that a message from a file may use, as the markup that Telegram shows.

**bold**, *italic* or _italic_, and [words](https://address). Everything else is plain text.
"""

import html
import re

_LINK = re.compile(r"\[([^\]\n]+)\]\((https://[^\s)\"<>]+)\)")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*_])")
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def to_markup(text: str) -> str:
    """The text with its marks as HTML; every other character is escaped, so nothing can break it."""
    pieces: list[str] = []
    at = 0
    for link in _LINK.finditer(text):
        pieces += [
            _marked(text[at : link.start()]),
            f'<a href="{html.escape(link[2])}">{_marked(link[1])}</a>',
        ]
        at = link.end()
    return "".join([*pieces, _marked(text[at:])])


def without_markup(markup: str) -> str:
    """What people see of it."""
    return html.unescape(_TAG.sub("", markup))


def links(markup: str) -> list[tuple[str, str]]:
    """The words of each link with its address, which nobody sees in the text."""
    return [(without_markup(found[2]), html.unescape(found[1])) for found in _ANCHOR.finditer(markup)]


def _marked(text: str) -> str:
    escaped = html.escape(text, quote=False)
    return _ITALIC.sub(r"<i>\2</i>", _BOLD.sub(r"<b>\1</b>", escaped))
