"""The few marks of Markdown that a message from a file may use, as the markup that Telegram shows.

**bold**, *italic* or _italic_, and [words](https://address). Everything else is plain text.
"""

import html
import re

from markdown_it import MarkdownIt

_TELEGRAM_TAGS = {"strong": "b", "em": "i"}
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  (its name in markdown-it)
        return url.startswith("https://")


_PARSER = _Parser("zero").enable(["emphasis", "link"])


def to_markup(text: str) -> str:
    """Turn the marks into HTML. Every other character is escaped, so nothing can break it."""
    (inline,) = _PARSER.parseInline(text)
    for token in inline.children or ():
        token.tag = _TELEGRAM_TAGS.get(token.tag, token.tag)
        token.attrs.pop("title", None)
    return str(_PARSER.renderer.render([inline], _PARSER.options, {}))


def without_markup(markup: str) -> str:
    """Return what people see of it."""
    return html.unescape(_TAG.sub("", markup))


def links(markup: str) -> list[tuple[str, str]]:
    """Return the words of each link with its address, which nobody sees in the text."""
    return [(without_markup(words), html.unescape(address)) for address, words in _ANCHOR.findall(markup)]
