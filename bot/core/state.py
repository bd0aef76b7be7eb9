"""Where a person is in the conversation: small, and gone after 30 days without a message."""

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
    position: Position | None = None
    paused: bool = False
    """The flow waits because something more urgent came up, until the person says to carry on."""
    menu: Menu = NOTHING_LISTED
    """The choices that can be made by number or by words."""
    simple: bool = False
    source: str = ""
    """The leaflet or meeting a person came from, kept on only when they join."""
    pending_message: str = ""
    """The kind of message a supporter is about to leave for the organisers, and the talk it belongs to."""
    care_cooldown: int = 0
    """Messages to come at which a kind word is not said again."""
    pending_input: str = ""
    """What an organiser was asked to send next."""
    asked_steps: tuple[str, ...] = ()
    """The questions of this session of a flow that were asked so far, each counted once."""
    recent_presses: tuple[tuple[str, str], ...] = ()
    """The last presses and when they came."""

    @property
    def in_flow(self) -> bool:
        """Whether a question of a flow is open."""
        return self.position is not None and not self.paused

    @property
    def question_open(self) -> bool:
        """Whether a number could be the answer to something other than a menu."""
        return bool(self.pending_input or self.pending_message) or self.in_flow

    def with_press(self, key: str, now: datetime) -> "ConversationState":
        """Return the state that remembers a press of a button."""
        recent = (*self.recent_presses, (key, now.isoformat()))[-PRESSES_REMEMBERED:]
        return replace(self, recent_presses=recent)

    def just_pressed(self, key: str, now: datetime) -> bool:
        """Whether the same button of the same message was pressed within the last 30 seconds."""
        return any(
            pressed == key and now - datetime.fromisoformat(time) < SAME_PRESS
            for pressed, time in self.recent_presses
        )


_EMPTY = ConversationState()


def dump(state: ConversationState) -> str:
    """Return the state as JSON, without what is empty."""
    kept: dict[str, Any] = {}
    for name in ConversationState.__dataclass_fields__:
        value = getattr(state, name)
        if value != getattr(_EMPTY, name):
            kept[name] = asdict(value) if isinstance(value, Position | Menu) else value
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> ConversationState:
    """Return the state that `dump` wrote. One that can't be read counts as empty: the person starts again."""
    try:
        kept = json.loads(text)
        known = {
            name: value for name, value in kept.items() if name in ConversationState.__dataclass_fields__
        }
        for name, read in _READERS.items():
            if name in known:
                known[name] = read(known[name])
        return ConversationState(**known)
    except (ValueError, TypeError, KeyError, AttributeError):
        return _EMPTY


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
    """Words a person may want to use again in a moment. In memory alone: never written, lost on a restart."""

    keep_for: timedelta = timedelta(hours=1)
    _held: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def put(self, person: str, text: str, now: datetime) -> None:
        self._held.pop(person, None)
        self._held[person] = (text, now)
        while self._is_over(oldest := next(iter(self._held)), now):
            del self._held[oldest]

    def pop(self, person: str, now: datetime) -> str | None:
        text, at = self._held.pop(person, ("", now))
        return text if text and now - at <= self.keep_for else None

    def _is_over(self, person: str, now: datetime) -> bool:
        return now - self._held[person][1] > self.keep_for

    def drop(self, person: str) -> None:
        self._held.pop(person, None)
