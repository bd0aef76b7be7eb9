"""What a button carries: a small typed value, packed into at most 64 bytes, with no personal data in it.

A button is a class with its fields, and so is what an organiser was asked to send next:

    class ApproveBroadcast(Callback, code="ba"):
        broadcast: int
        version: str

    ApproveBroadcast(3, "ab12").pack()  # "2:ba:3:ab12"
    Callback.unpack("2:ba:3:ab12")      # ApproveBroadcast(broadcast=3, version="ab12")

Fields are int (from 0), str, bool, a StrEnum, any of these but str `| None`, and at the end tuple[str, ...].
Telegram allows 64 bytes (Bot API, InlineKeyboardButton.callback_data).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from types import NoneType
from typing import Any, ClassVar, Self, dataclass_transform, get_args, get_type_hints

VERSION = "2"
LIMIT = 64
LARGEST = 2**63 - 1
"""The largest number that SQLite keeps."""
_SEPARATOR = ":"
_TYPES: dict[str, "type[Packed]"] = {}


@dataclass_transform(frozen_default=True)
class Packed:
    """A frozen dataclass that packs into a short text and back. One without a code is a base for others."""

    code: ClassVar[str]
    _readers: ClassVar[Mapping[str, Callable[[str], object] | None]]
    """How each field is read from its text; None for a tuple of all that is left."""

    def __init_subclass__(cls, code: str = "") -> None:
        made: Any = dataclass(frozen=True)(cls)
        hints = get_type_hints(cls)
        readers = {field.name: _reader(cls, field.name, hints[field.name]) for field in fields(made)}
        if None in list(readers.values())[:-1]:
            raise TypeError(f"{cls.__qualname__}: a tuple can only be the last field")
        if code in _TYPES:
            raise TypeError(f"{cls.__qualname__} has the code of {_TYPES[code].__qualname__}: {code!r}")
        cls.code, cls._readers = code, readers
        if code:
            _TYPES[code] = cls

    def pack(self) -> str:
        """Return this value as text. Raises ValueError where it does not fit or could not be read back."""
        packed = self._joined()
        if len(packed.encode()) > LIMIT:
            raise ValueError(f"{type(self).__qualname__} takes more than {LIMIT} bytes: {packed}")
        return packed

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Return the value of this class that was packed; None for an older version or anything else."""
        version, _, rest = data.partition(_SEPARATOR)
        code, *parts = rest.split(_SEPARATOR)
        kind: Any = _TYPES.get(code)
        if version != VERSION or kind is None or not issubclass(kind, cls):
            return None
        try:
            value: Self = kind(*kind._read(parts))
            # A number could be written in several ways: only what `pack` writes is taken.
            return value if value.pack() == data else None
        except ValueError:
            return None

    @classmethod
    def _read(cls, parts: list[str]) -> list[object]:
        if not cls._readers:
            return []
        *readers, last = cls._readers.values()
        head, tail = parts[: len(readers)], parts[len(readers) :]
        values = [read(part) for read, part in zip(readers, head, strict=True) if read]
        return [*values, tuple(tail) if last is None else last(_SEPARATOR.join(tail))]

    def _joined(self) -> str:
        name = type(self).__qualname__
        if not self.code:
            raise ValueError(f"{name} is a base for others and has no code")
        values = [getattr(self, field) for field in self._readers]
        ends_in_tuple = None in self._readers.values()
        if ends_in_tuple:
            values += values.pop()
        parts = [_text(name, value) for value in values]
        if any(_SEPARATOR in part for part in (parts if ends_in_tuple else parts[:-1])):
            raise ValueError(f"{name}: only a text at the end may hold {_SEPARATOR!r}: {parts}")
        return _SEPARATOR.join([VERSION, self.code, *parts])


def _text(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case int() if not 0 <= value <= LARGEST:
            raise ValueError(f"{name}: a number from 0 to {LARGEST} is needed: {value}")
        case _:
            return str(value)


def _reader(owner: type, name: str, hint: Any) -> Callable[[str], object] | None:
    """Return what reads a field of this type, or None for a tuple. Raises TypeError for any other type."""
    if hint == tuple[str, ...]:
        return None
    if hint in (str, int):
        return hint  # type: ignore[no-any-return]  # both read a text
    if hint is bool:
        return lambda text: bool(("0", "1").index(text))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    inner = [each for each in get_args(hint) if each is not NoneType]
    if len(inner) == 1 and hint == inner[0] | None and inner[0] is not str:
        read = _reader(owner, name, inner[0])
        if read:
            return lambda text: read(text) if text else None
    raise TypeError(f"{owner.__qualname__}.{name}: a button can't hold {hint}")


class Callback(Packed):
    """What a button carries."""


class PendingInput(Packed):
    """What an organiser was asked to send next."""


class AnswerButton(Callback, code="a"):
    """An answer in one session of a flow. `visit` numbers the time that the question was asked."""

    session: str
    visit: int
    choice: str


class AboutEntry(StrEnum):
    SHOW = "s"
    SIMPLER = "e"
    HELPFUL = "y"
    NOT_HELPFUL = "n"


class EntryButton(Callback, code="e"):
    """Something about an answer. `others` are the next best entries, for "no, not that one"."""

    about: AboutEntry
    entry: str
    others: tuple[str, ...] = ()

    def fitted(self) -> "EntryButton":
        """Return the button without the last of the next best entries, as many as don't fit."""
        button = self
        while button.others and len(button._joined().encode()) > LIMIT:
            button = replace(button, others=button.others[:-1])
        return button


class TopicButton(Callback, code="t"):
    topic: str
    page: int = 0


class CommandButton(Callback, code="c"):
    """The same as typing a command."""

    command: str
    argument: str = ""
