"""The Bot API double: a real HTTP server on loopback that plays Telegram for one bot."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Self

from tests.telegram_double.bell import SLOWEST
from tests.telegram_double.chats import KeptMessage
from tests.telegram_double.control import Control
from tests.telegram_double.errors import Json
from tests.telegram_double.faults import Fault, FaultKind
from tests.telegram_double.flights import Flight
from tests.telegram_double.people import Channel, Group, Person
from tests.telegram_double.rates import RateLimits, most_in_window
from tests.telegram_double.server import Call, Server
from tests.telegram_double.world import World, scope_key

TOKEN = "123456789:AAMadeUpTokenOfTheTelegramDouble_00"
"""The token of the played bot; nobody else's."""


class TelegramDouble:
    """Plays Telegram: `async with TelegramDouble() as double: ... double.url ... double.token`.

    `seed` fixes all chance (ids, faults); `port` 0 takes a free one.
    """

    def __init__(self, *, seed: int = 0, port: int = 0, token: str = TOKEN) -> None:
        self.token = token
        self.world = World(token, seed)
        self.server = Server(self.world, Control(self).handle)
        self._port = port
        self._people: dict[int, Person] = {}

    async def __aenter__(self) -> Self:
        await self.server.start(self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.close()

    @property
    def url(self) -> str:
        """What BOT_API_URL is to be; methods are at `{url}/bot{token}/{method}`."""
        return f"http://127.0.0.1:{self.server.port}"

    # --- the people's side

    def person(self, chat_id: int, first_name: str = "", **user: object) -> Person:
        """The person with that private chat, made known to Telegram the first time. `user` adds fields such
        as `language_code`, `last_name`, `username`."""
        if chat_id not in self._people:
            name = first_name or f"Person {chat_id}"
            about = {"id": chat_id, "is_bot": False, "first_name": name, "language_code": "en", **user}
            self._people[chat_id] = Person(self.world, chat_id, about)
        return self._people[chat_id]

    def group(self, chat_id: int = -1000, title: str = "A group") -> Group:
        """A group; a supergroup when the number is -1000000000000 or below."""
        return Group(self.world, chat_id, title)

    def channel(self, chat_id: int = -1_001_000_000_000, title: str = "A channel") -> Channel:
        """A channel that the bot is in."""
        return Channel(self.world, chat_id, title)

    def inject(self, update: Mapping[str, object]) -> int:
        """Queues any JSON object as an update, sensible or not; gives its id."""
        return self.world.updates.push_raw(update)

    def delivers_again(self, update_id: int) -> None:
        """Delivers an update once more, confirmed or not."""
        self.world.updates.push_again(update_id)

    def restarts_update_ids(self, at: int) -> None:
        """The next update gets this number, as after a week without any."""
        self.world.updates.next_id = at

    def drops_waiting_updates(self) -> int:
        """Telegram throws away what waited over 24 hours; gives how many."""
        count = len(self.world.updates.waiting)
        self.world.updates.waiting.clear()
        return count

    def ages(self, chat_id: int, message_id: int, hours: float) -> None:
        """Makes a message look that much older."""
        self.world.chats[chat_id].age(message_id, hours)

    # --- what was seen

    def sent(self, chat_id: int) -> list[str]:
        """Texts of what the bot sent to a chat, in order, as delivered (before edits, deleted ones too)."""
        return [message.first_text for message in self.messages(chat_id)]

    def messages(self, chat_id: int) -> list[KeptMessage]:
        """What the bot sent to a chat, in order."""
        chat = self.world.chats.get(chat_id)
        return chat.sent() if chat is not None else []

    def all_messages(self) -> list[KeptMessage]:
        """What the bot sent to any chat, in the order of acceptance."""
        every = [message for chat in self.world.chats.values() for message in chat.sent()]
        return sorted(every, key=lambda message: message.at)

    @property
    def requests(self) -> Counter[str]:
        """How often each method was called, refused calls and dropped ones too."""
        return self.server.requests

    def calls(self, method: str | None = None) -> list[Call]:
        """All requests, or those of one method, with their parameters and the status of the answer."""
        return [call for call in self.server.calls if method in (None, call.method)]

    def refusals(self) -> list[Call]:
        """Requests that were refused, for whatever reason (code 400 and above)."""
        return [call for call in self.server.calls if call.code >= 400]

    def most_in_a_second(self, chat_id: int | None = None) -> int:
        """The most messages accepted in any second, overall or for one chat."""
        messages = self.all_messages() if chat_id is None else self.messages(chat_id)
        return most_in_window(message.at for message in messages)

    @property
    def waiting_updates(self) -> int:
        """Updates not yet confirmed (or not yet taken by the webhook)."""
        return len(self.world.updates.waiting)

    @property
    def flood_breaches(self) -> int:
        """Requests that came while a flood fault held their chat."""
        return self.server.faults.breaches

    @property
    def rate_refusals(self) -> int:
        """Sends refused by the rate limits."""
        return self.world.rates.refused

    def commands(self, scope: Json | None = None, language: str = "") -> list[str]:
        """Names in the commands menu of a scope and language."""
        return [each["command"] for each in self.world.commands.get((scope_key(scope), language), [])]

    @property
    def connections(self) -> int:
        """How many the bot has open and has used."""
        return self.server.flights.connections

    def cut_off(self, at: float, method: str = "sendMessage", reading: float = 0.0) -> list[Flight]:
        """What was on its way when the bot was killed at that moment (`time.monotonic()`): requests that came
        and whose answer the bot had not read, or had for less than `reading` seconds. Ask once `connections`
        is 0."""
        return self.server.flights.cut_off(at, method, reading)

    async def wait_until(self, condition: Callable[[], bool], within: float = 5.0, what: str = "") -> None:
        """Returns once `condition()` is true; looked at after each request, and every 20 ms. TimeoutError
        after as long as `within` seconds are on the slowest machine."""
        deadline = time.monotonic() + within * SLOWEST
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not true within {within} s: {what or condition}")
            await self.world.changed.wait(min(left, 0.02))

    # --- what goes wrong

    def fault(
        self,
        kind: FaultKind | str,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        chance: float = 1.0,
        seconds: float = 1.0,
        description: str | None = None,
        everyone: bool = False,
        hold: bool = True,
        accepted: bool = False,
    ) -> Fault:
        """Puts a fault in force, see `Fault` and `FaultKind`."""
        kind = FaultKind(kind)
        return self.server.faults.add(
            Fault(kind, method, chat_id, times, chance, seconds, description, everyone, hold, accepted)
        )

    def heals(self) -> None:
        """Takes all faults away."""
        self.server.faults.clear()

    @property
    def round_trip(self) -> float:
        """Seconds that every request takes on the way, half there and half back."""
        return self.server.round_trip

    @round_trip.setter
    def round_trip(self, seconds: float) -> None:
        self.server.round_trip = seconds

    @property
    def rate_limits(self) -> RateLimits | None:
        """The limits in force; None (the default) sets none."""
        return self.world.rates.limits

    @rate_limits.setter
    def rate_limits(self, limits: RateLimits | None) -> None:
        self.world.rates.limits = limits

    async def goes_down(self) -> None:
        """Cuts all connections and listens no more: connecting is refused."""
        await self.server.stop()

    async def comes_back(self) -> None:
        """Listens again, on the same port."""
        await self.server.start()
