"""Requests on their way: come, and with no answer that the bot has read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Flight:
    """One request. Times are `time.monotonic()`; `closed` is when its connection ended, `unread` that the
    bot's end of it was gone with something in it that nobody had read."""

    method: str
    chat_id: int | None
    came: float
    answered: float | None = None
    closed: float | None = None
    unread: bool = False

    def cut_off(self, at: float, reading: float) -> bool:
        """Whether it was on its way when the bot was killed at that moment. An answer is, for so many seconds
        of `reading` after it was given, or for as long as the kernel says that nobody read it."""
        if self.closed is None or self.closed < at:
            return False
        return self.answered is None or self.answered >= at - reading or self.unread


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

    def cut_off(self, at: float, method: str, reading: float) -> list[Flight]:
        """The requests of a method that were on their way when the bot was killed at that moment."""
        return [flight for flight in self.all if flight.method == method and flight.cut_off(at, reading)]
