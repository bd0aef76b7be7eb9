"""A conversation held line by line: each line is answered before the next is read."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.app import Campaign, Channel, build
from bot.channels.terminal import Screen, TerminalTransport, read, renderer
from bot.core.messages import Incoming, Person, SessionStarted
from bot.delivery.inbox import Inbox, ReceivedUpdate
from bot.storage import outbox, retention
from bot.storage.store import Store


class Session:
    """One person at the terminal; made by `Session.begin`.

    `background` is what a running bot does in tasks of its own and a terminal after each answer: erasing,
    exports, reports.
    """

    def __init__(
        self,
        person: Person,
        store: Store,
        screen: Screen,
        inbox: Inbox,
        *,
        background: Sequence[Callable[[], Awaitable[object]]],
    ) -> None:
        self._person = person
        self._store = store
        self._screen = screen
        self._inbox = inbox
        self._background = background

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
        """Show replies that an earlier session left, then greet the person or go on where they were."""
        async with store.transaction() as db:
            await retention.delete_expired(db, now())
            screen = Screen(show, await outbox.last_id(db))
            unshown = [
                row for row in await outbox.load_waiting(db, "terminal") if row.person == person.address
            ]
        channel = Channel(
            person.channel,
            render=renderer(campaign.content.texts),
            queue=screen,
            transport=TerminalTransport(show),
            share_url=lambda _: share_url,
            offers_broadcasts=offers_broadcasts,
        )
        app = build(campaign, store, channel, now)
        inbox = Inbox(store, app.conversation, campaign.content.texts, app.notifier, now=now)

        async def report() -> None:
            await app.reports.run_once(store, app.notifier)

        session = cls(
            person, store, screen, inbox, background=(app.eraser.run_once, app.exports.run_once, report)
        )
        screen.push(unshown)
        await session.handle(SessionStarted())
        return session

    async def say(self, line: str) -> None:
        """Answer one typed line; ignore an empty one."""
        if line.strip():
            await self.handle(read(line))

    async def handle(self, incoming: Incoming) -> None:
        """Answer one incoming message, press or command, then do the background work."""
        await self._inbox.handle([ReceivedUpdate(None, self._person, incoming)])
        for run_once in self._background:
            await run_once()
        async with self._store.transaction() as db:
            await outbox.delete_delivered(db, self._screen.shown)
        self._screen.shown.clear()
