"""What a button carries: a short, typed and versioned code with no personal data in it.

Telegram allows 64 bytes (Bot API, InlineKeyboardButton.callback_data). Unknown or older codes read as None.
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
LIMIT = 64


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """An answer to one asking of one question in one going-through of a flow."""

    run: str
    visit: int
    choice: str


class AboutEntry(StrEnum):
    SHOW = "s"
    SIMPLER = "e"
    HELPFUL = "y"
    NOT_HELPFUL = "n"


@dataclass(frozen=True, slots=True)
class EntryButton:
    """Something about an answer. `others` are the next best entries, for "no, not that one"."""

    about: AboutEntry
    entry: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicButton:
    topic: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class CommandButton:
    """The same as typing a command."""

    command: str
    argument: str = ""


AnyButton = AnswerButton | EntryButton | TopicButton | CommandButton


def encode(button: AnyButton) -> str:
    """The code for a button, at most 64 bytes; next best entries that don't fit are left out."""
    match button:
        case AnswerButton(run, visit, choice):
            parts = ["a", run, str(visit), choice]
        case EntryButton(about, entry, others):
            return _encode_entry(about, entry, others)
        case TopicButton(topic, page):
            parts = ["t", topic, str(page)]
        case CommandButton(command, argument):
            parts = ["c", command, argument]
    return _joined(parts)


def decode(data: str) -> AnyButton | None:
    """The button that a code stands for; None for a code of another version or of nothing."""
    version, *parts = data.split(":")
    if version != VERSION:
        return None
    match parts:
        case ["a", run, visit, choice] if visit.isdecimal():
            return AnswerButton(run, int(visit), choice)
        case ["e", about, entry, *others] if about in set(AboutEntry):
            return EntryButton(AboutEntry(about), entry, tuple(others))
        case ["t", topic, page] if page.isdecimal():
            return TopicButton(topic, int(page))
        case ["c", command, first, *rest]:
            return CommandButton(command, ":".join([first, *rest]))
        case _:
            return None


def _encode_entry(about: AboutEntry, entry: str, others: tuple[str, ...]) -> str:
    parts = ["e", str(about), entry]
    for other in others:
        if len(":".join([VERSION, *parts, other]).encode()) > LIMIT:
            break
        parts.append(other)
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    code = ":".join([VERSION, *parts])
    if len(code.encode()) > LIMIT:
        raise ValueError(f"a button's code is over {LIMIT} bytes: {code}")
    return code
