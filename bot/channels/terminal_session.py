"""A conversation held line by line: each line is answered before the next is read."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.app import Campaign, Channel, build
from bot.channels.terminal import (
    Counter,
    Screen,
    read,
    renderer,
)
from bot.core.messages import Incoming, Person, SessionStarted
from bot.delivery.inbox import Inbox, ReceivedUpdate
from bot.storage import outbox, retention
from bot.storage.store import Store


class Session:
    """One person at the terminal. Make one with `Session.begin`, which also shows what was still unsaid.

    `beside` is what is done after each answer: erasing, exports, figures.
    """

    def __init__(
        self,
        person: Person,
        store: Store,
        screen: Screen,
        inbox: Inbox,
        *,
        beside: Sequence[Callable[[], Awaitable[object]]],
    ) -> None:
        self._person = person
        self._store = store
        self._screen = screen
        self._inbox = inbox
        self._beside = beside

    @classmethod
    async def begin(
        cls,
        person: Person,
        store: Store,
        campaign: Campaign,
        *,
        show: Callable[[str], None],
        now: Callable[[], datetime],
        share_url: str,
        offers_broadcasts: bool = False,
    ) -> "Session":
        """Show what was committed but not shown before, then greet the person or go on where they were."""
        async with store.transaction() as db:
            await retention.delete_expired(db, now())
            screen = Screen(show, await outbox.last_id(db))
            unsaid = [
                row for row in await outbox.load_waiting(db, "terminal") if row.person == person.address
            ]
        channel = Channel(
            person.channel,
            render=renderer(campaign.content.texts),
            queue=screen,
            transport=Counter(show),
            share_url=lambda _: share_url,
            offers_broadcasts=offers_broadcasts,
        )
        app = build(campaign, store, channel, now)
        inbox = Inbox(store, app.conversation, campaign.content.texts, app.notifier, now=now)

        async def report() -> None:
            await app.reports.run_once(store, app.notifier)

        session = cls(
            person, store, screen, inbox, beside=(app.eraser.run_once, app.exports.run_once, report)
        )
        screen.push(unsaid)
        await session.take(SessionStarted())
        return session

    async def say(self, line: str) -> None:
        """Answer one typed line; an empty one says nothing."""
        if line.strip():
            await self.take(read(line))

    async def take(self, incoming: Incoming) -> None:
        """Answer one incoming thing."""
        await self._inbox.handle([ReceivedUpdate(None, self._person, incoming)])
        for finish in self._beside:
            await finish()
        async with self._store.transaction() as db:
            await outbox.delete_delivered(db, self._screen.shown)
        self._screen.shown.clear()
