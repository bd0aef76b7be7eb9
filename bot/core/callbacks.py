"""Typed values that buttons carry, packed into at most 64 bytes, with no personal data in them.

Each kind of button is a class with its fields, and so is each pending input:

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
"""The largest number that SQLite can store."""
_SEPARATOR = ":"
_TYPES: dict[str, "type[Packed]"] = {}


@dataclass_transform(frozen_default=True)
class Packed:
    """A frozen dataclass that packs into a short text and back. A class without a code is a base."""

    code: ClassVar[str]
    _readers: ClassVar[Mapping[str, Callable[[str], object] | None]]
    """The parser of each field; None for a tuple of all parts that are left."""

    def __init_subclass__(cls, code: str = "") -> None:
        frozen: Any = dataclass(frozen=True)(cls)
        hints = get_type_hints(cls)
        readers = {field.name: _reader(cls, field.name, hints[field.name]) for field in fields(frozen)}
        if None in list(readers.values())[:-1]:
            raise TypeError(f"{cls.__qualname__}: a tuple can only be the last field")
        if code in _TYPES:
            raise TypeError(f"{cls.__qualname__} has the code of {_TYPES[code].__qualname__}: {code!r}")
        cls.code, cls._readers = code, readers
        if code:
            _TYPES[code] = cls

    def pack(self) -> str:
        """Return this value as text.

        Raises:
            ValueError: it is longer than 64 bytes, or would not be read back the same.
        """
        packed = self._joined()
        if len(packed.encode()) > LIMIT:
            raise ValueError(f"{type(self).__qualname__} takes more than {LIMIT} bytes: {packed}")
        return packed

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Return the packed value of this class; None for an older version or anything else."""
        version, _, rest = data.partition(_SEPARATOR)
        code, *parts = rest.split(_SEPARATOR)
        packed: Any = _TYPES.get(code)
        if version != VERSION or packed is None or not issubclass(packed, cls):
            return None
        try:
            value: Self = packed(*packed._read(parts))
            # "07" reads as a number too: only what `pack` writes is accepted.
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
    """Return the parser of a field, or None for a tuple.

    Raises:
        TypeError: a button can't hold this type.
    """
    if hint == tuple[str, ...]:
        return None
    if hint in (str, int):
        return hint  # type: ignore[no-any-return]  # both read a text
    if hint is bool:
        return lambda text: bool(("0", "1").index(text))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    inner = [member for member in get_args(hint) if member is not NoneType]
    if len(inner) == 1 and hint == inner[0] | None and inner[0] is not str:
        read = _reader(owner, name, inner[0])
        if read:
            return lambda text: read(text) if text else None
    raise TypeError(f"{owner.__qualname__}.{name}: a button can't hold {hint}")


class Callback(Packed):
    """A button's data."""


class PendingInput(Packed):
    """The input that an organiser was asked to send next."""


class AnswerButton(Callback, code="a"):
    """An answer in one session of a flow. `visit` numbers the time that the question was asked."""

    session: str
    visit: int
    choice: str


class AboutEntry(StrEnum):
    """What to do with an answer, or what somebody thinks of it."""

    SHOW = "s"
    SIMPLER = "e"
    HELPFUL = "y"
    NOT_HELPFUL = "n"


class EntryButton(Callback, code="e"):
    """A press below an answer. `others` are the next best entries, for "no, not that one"."""

    about: AboutEntry
    entry: str
    others: tuple[str, ...] = ()

    def fitted(self) -> "EntryButton":
        """Return the button with as many of the next best entries as fit into 64 bytes."""
        button = self
        while button.others and len(button._joined().encode()) > LIMIT:
            button = replace(button, others=button.others[:-1])
        return button


class TopicButton(Callback, code="t"):
    """A page of a topic's questions."""

    topic: str
    page: int = 0


class CommandButton(Callback, code="c"):
    """A command, as if it was typed."""

    command: str
    argument: str = ""
