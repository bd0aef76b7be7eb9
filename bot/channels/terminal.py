"""The conversation in a terminal, line by line, as transcripts record it.

A line that a person typed begins with "> "; every other line is the bot's.
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
    """Return a renderer with the texts of one language: messages in, a payload for each out."""
    return partial(_render, texts.public.terminal)


def _render(texts: TerminalTexts, person: Person, outgoing: Outgoing) -> list[str]:
    """Return a payload for each message; marks, menus and deletions show nothing in a terminal."""
    del person
    match outgoing:
        case ReplaceButtons() | SetMenu() | Delete():
            return []
        case ComposedMessage():
            text = _composed(texts, outgoing)
        case Attach(name, _, note):
            text = f"{texts.file(name=name)}\n\n{note}".strip()
        case Send(message) | EditMessage(_, message):
            text = _text(message)
    return [json.dumps({"text": text}, ensure_ascii=False)]


def read(line: str) -> Incoming:
    """Read a typed line: as a command if it begins with a slash, else as text."""
    text = line.strip()
    if text.startswith("/") and len(text) > 1:
        name, _, argument = text[1:].partition(" ")
        return Command(name.lower(), argument.strip())
    return Text(text)


class TerminalTransport:
    """Shows at once what bypasses the outbox, such as the file of an export."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        if begins is not None:
            begins()
        self._show(json.loads(payload)["text"])
        return Delivered()


class Screen:
    """The terminal's outbox queue: shows rows as they are committed and lists them in `shown` for removal."""

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
        """Do nothing: rows are shown at once, so none is queued."""


def _composed(texts: TerminalTexts, message: ComposedMessage) -> str:
    """Return a composed message with its markup as written, since a terminal shows none."""
    file = texts.photo if message.photo else texts.document if message.document else ""
    buttons = " ".join(f"[{button.label}]" for row in message.rows for button in row)
    return "\n\n".join(part for part in (file, message.markup, message.footer, buttons) if part)


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
    buttons = [button for row in message.rows for button in row if not _listed(button.label, numbered)]
    if buttons:
        parts.append(" ".join(f"[{button.label}]" for button in buttons))
    return "\n\n".join(parts)


def _listed(label: str, numbered: Set[str]) -> bool:
    """Return whether the numbered list shows a button; it shows every box to tick, without the box."""
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
