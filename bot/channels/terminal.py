"""The conversation in a terminal, line by line, as transcripts record it.

What a person types stands after "> "; everything else is the bot.
"""

import json
import textwrap
from collections.abc import Callable, Sequence, Set
from functools import partial

from bot.core.messages import (
    Attach,
    Choices,
    Command,
    ComposedMessage,
    Delete,
    EditMessage,
    Footnote,
    Incoming,
    Message,
    Outgoing,
    Paragraph,
    Person,
    Quote,
    ReplaceButtons,
    Send,
    SetMenu,
    SourceLink,
    Text,
    Title,
)
from bot.delivery.notifier import Render
from bot.delivery.results import Delivered, OnSendStart, Result
from bot.storage.outbox import OutboxRow
from flows.texts import Texts
from flows.texts.public import TerminalTexts

WIDTH = 96
PROMPT = "> "


def renderer(texts: Texts) -> Render:
    """Return what makes payloads of what is said, one for each message, with the words of a language."""
    return partial(_render, texts.public.terminal)


def _render(words: TerminalTexts, person: Person, outgoing: Outgoing) -> list[str]:
    """Return a payload for each message; marks and menus need nothing here."""
    del person
    match outgoing:
        case ReplaceButtons() | SetMenu() | Delete():
            return []
        case ComposedMessage():
            text = _post(words, outgoing)
        case Attach(name, _, note):
            text = f"{words.file(name=name)}\n\n{note}".strip()
        case Send(message) | EditMessage(_, message):
            text = _text(message)
    return [json.dumps({"text": text}, ensure_ascii=False)]


def read(line: str) -> Incoming:
    """What a typed line is: a command, or words."""
    text = line.strip()
    if text.startswith("/") and len(text) > 1:
        name, _, argument = text[1:].partition(" ")
        return Command(name.lower(), argument.strip())
    return Text(text)


class Counter:
    """Shows at once what is not kept in the outbox, such as the file of an export."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        if begins is not None:
            begins()
        self._show(json.loads(payload)["text"])
        return Delivered()


class Screen:
    """Shows rows as they are committed, and remembers which, so that they can be taken off the outbox."""

    def __init__(self, show: Callable[[str], None], last_id: int = 0) -> None:
        self._show = show
        self._last_id = last_id
        self.shown: list[int] = []

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def push(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            self._show(json.loads(row.payload)["text"])
            self.shown.append(row.id)

    def drop(self, person: str) -> None:
        """Nothing waits here: rows are shown at once."""


def _post(words: TerminalTexts, post: ComposedMessage) -> str:
    """A composed message; its markup is shown as it is, since a terminal has none of its own."""
    file = words.photo if post.photo else words.document if post.document else ""
    buttons = " ".join(f"[{button.label}]" for row in post.rows for button in row)
    return "\n\n".join(part for part in (file, post.markup, post.footer, buttons) if part)


def _text(message: Message) -> str:
    parts: list[str] = []
    numbered: set[str] = set()
    for block in message.blocks:
        match block:
            case Title(text):
                parts.append(_wrapped(text))
            case Paragraph(text):
                parts.append("\n\n".join(_wrapped(line) for line in text.split("\n") if line))
            case Quote(label, text):
                parts.append(_wrapped(f"{label} {text}", "| "))
            case Choices(labels, first):
                numbered.update(labels)
                parts.append(
                    "\n".join(f"  {number}. {label}" for number, label in enumerate(labels, start=first))
                )
            case SourceLink(label, title, url, dated):
                parts.append(f"{_wrapped(f'{label} {title}, {dated}')}\n  {url}")
            case Footnote(text):
                parts.append(_wrapped(f"({text})"))
    beside = [button for row in message.rows for button in row if not _listed(button.label, numbered)]
    if beside:
        parts.append(" ".join(f"[{button.label}]" for button in beside))
    return "\n\n".join(parts)


def _listed(label: str, numbered: Set[str]) -> bool:
    """Return whether a button is in the list above: boxes to tick always are, in words of their own."""
    return label in numbered or label.startswith(("☐ ", "☑ "))


def _wrapped(text: str, prefix: str = "") -> str:
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
