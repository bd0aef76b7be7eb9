"""Requests on their way: come, and with no answer that the bot has read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Flight:
    """One request. Times are `time.monotonic()`; `closed` is when its connection ended, `unread` says that the
    bot's end of it was gone with something in it that nobody had read."""

    method: str
    chat_id: int | None
    came: float
    answered: float | None = None
    closed: float | None = None
    unread: bool = False

    def cut_off(self, at: float) -> bool:
        """Whether the bot's end at that moment came before its answer was read there."""
        if self.came > at and self.closed is None:
            return False
        over = self.closed is None or self.closed < at
        return not over and (self.answered is None or self.answered >= at or self.unread)


@dataclass(slots=True)
class Flights:
    """All requests, and which was the last of each connection."""

    all: list[Flight] = field(default_factory=list)
    _last: dict[object, Flight] = field(default_factory=dict)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._last)

    def begin(self, connection: object, flight: Flight) -> Flight:
        self.all.append(flight)
        self._last[connection] = flight
        return flight

    def close(self, connection: object, at: float, error: BaseException | None) -> None:
        """A connection ended. The kernel resets it when its other end was closed with unread bytes in it, and
        ends it in peace otherwise (RFC 9293, 3.6.1; tcp_close in Linux)."""
        flight = self._last.pop(connection, None)
        if flight is not None:
            flight.closed = at
            flight.unread = isinstance(error, ConnectionError)

    def cut_off(self, at: float, method: str) -> list[Flight]:
        """The requests of a method that were on their way when the bot was killed at that moment. Ask once its
        connections are closed."""
        return [flight for flight in self.all if flight.method == method and flight.cut_off(at)]
