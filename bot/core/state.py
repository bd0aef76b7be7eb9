"""The state of a person's conversation, stored as JSON and erased after 30 days without a message."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.menus import NOTHING_LISTED, Choice, Menu
from flows.position import Agreement, Position, Visit

SAME_PRESS = timedelta(seconds=30)
PRESSES_REMEMBERED = 6


@dataclass(frozen=True, slots=True)
class ConversationState:
    """The state of one person's conversation."""

    position: Position | None = None
    paused: bool = False
    """Whether the flow waits until the person carries on, because something more urgent came up."""
    menu: Menu = NOTHING_LISTED
    """The choices that can be made by number or by words."""
    simple: bool = False
    source: str = ""
    """The leaflet or meeting that a person came from; recorded only when they join."""
    pending_message: str = ""
    """The kind of message that a supporter is about to leave for the organisers, and its thread."""
    care_cooldown: int = 0
    """The number of messages in which hardship is not acknowledged again."""
    pending_input: str = ""
    """The packed `PendingInput`: what an organiser was asked to send next."""
    asked_steps: tuple[str, ...] = ()
    """The questions asked so far in this session of a flow, so that each counts once."""
    recent_presses: tuple[tuple[str, str], ...] = ()
    """The last button presses with their times (ISO 8601)."""

    @property
    def in_flow(self) -> bool:
        """Whether a question of a flow is open."""
        return self.position is not None and not self.paused

    @property
    def question_open(self) -> bool:
        """Whether a number could be the answer to something other than a menu."""
        return bool(self.pending_input or self.pending_message) or self.in_flow

    def with_press(self, key: str, now: datetime) -> "ConversationState":
        """Return the state with one more button press."""
        recent = (*self.recent_presses, (key, now.isoformat()))[-PRESSES_REMEMBERED:]
        return replace(self, recent_presses=recent)

    def just_pressed(self, key: str, now: datetime) -> bool:
        """Return whether the same button of the same message was pressed within the last 30 seconds."""
        return any(
            pressed == key and now - datetime.fromisoformat(time) < SAME_PRESS
            for pressed, time in self.recent_presses
        )


_EMPTY = ConversationState()


def dump(state: ConversationState) -> str:
    """Return the state as JSON, without empty fields."""
    kept: dict[str, Any] = {}
    for name in ConversationState.__dataclass_fields__:
        value = getattr(state, name)
        if value != getattr(_EMPTY, name):
            kept[name] = asdict(value) if isinstance(value, Position | Menu) else value
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> ConversationState:
    """Return a state that `dump` wrote. An unreadable one counts as empty: the person starts again."""
    try:
        stored = json.loads(text)
        names = ConversationState.__dataclass_fields__.keys() & stored.keys()
        return ConversationState(**{name: _READERS.get(name, _same)(stored[name]) for name in names})
    except (ValueError, TypeError, KeyError, AttributeError):
        return _EMPTY


def _same(stored: Any) -> Any:
    return stored


def _presses(kept: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(time)) for key, time in kept)


def _steps(kept: Any) -> tuple[str, ...]:
    return tuple(str(step) for step in kept)


def _menu(kept: dict[str, Any]) -> Menu:
    return Menu(**{part: tuple(Choice(**choice) for choice in choices) for part, choices in kept.items()})


def _position(kept: dict[str, Any]) -> Position:
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept["answers"].items()
    }
    consents = {name: Agreement(**given) for name, given in kept["consents"].items()}
    trail = tuple(Visit(**visit) for visit in kept["trail"])
    return Position(**{**kept, "answers": values, "consents": consents, "trail": trail})


_READERS: dict[str, Callable[[Any], Any]] = {
    "position": _position,
    "menu": _menu,
    "asked_steps": _steps,
    "recent_presses": _presses,
}


@dataclass(slots=True)
class RecentTexts:
    """Texts that people may use again within the hour. Never stored, so that a restart loses them."""

    keep_for: timedelta = timedelta(hours=1)
    _held: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def put(self, person: str, text: str, now: datetime) -> None:
        """Hold the last text of a person, and let go of texts that are too old."""
        self._held.pop(person, None)
        self._held[person] = (text, now)
        while self._is_over(oldest := next(iter(self._held)), now):
            del self._held[oldest]

    def pop(self, person: str, now: datetime) -> str | None:
        """Return a person's text and let go of it; None when there is none, or it is too old."""
        text, held_at = self._held.pop(person, ("", now))
        return text if text and now - held_at <= self.keep_for else None

    def _is_over(self, person: str, now: datetime) -> bool:
        return now - self._held[person][1] > self.keep_for

    def drop(self, person: str) -> None:
        """Let go of a person's text."""
        self._held.pop(person, None)
