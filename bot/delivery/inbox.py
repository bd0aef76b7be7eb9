"""One batch of updates as one unit of work: everything it leads to is committed together, once."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.context import Context
from bot.core.menus import list_choices
from bot.core.messages import (
    Blocked,
    Incoming,
    Message,
    Outgoing,
    Paragraph,
    Person,
    Send,
)
from bot.core.state import ConversationState, dump, load
from bot.delivery.notifier import Notifier
from bot.storage import audiences, outbox, updates
from bot.storage.audiences import GivenAnswer
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database, Savepoint
from bot.storage.store import Store
from flows.texts import Texts

log = logging.getLogger(__name__)
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReceivedUpdate:
    """One update as a channel read it. Without a person or an incoming thing it is only marked as handled."""

    update_id: int | None
    person: Person | None = None
    incoming: Incoming | None = None
    sent_at: datetime | None = None
    group: bool = False


class Responder(Protocol):
    """What answers people: the conversation."""

    async def respond(self, context: Context, incoming: Incoming) -> None: ...


@dataclass(slots=True)
class _Effects:
    states: dict[str, ConversationState] = field(default_factory=dict)
    rows: list[OutboxRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    blocked: list[str] = field(default_factory=list)
    given: list[GivenAnswer] = field(default_factory=list)
    """Which answer went to whom, and in which words."""
    sorry: dict[str, bool] = field(default_factory=dict)
    """Whether the last thing that is known to be old or new was old, and the person was told sorry."""


class Inbox:
    """Handles batches, one after the other.

    Without `durable`, whoever confirms a batch calls `sync` first; what is said goes out before that.
    """

    def __init__(
        self,
        store: Store,
        conversation: Responder,
        texts: Texts,
        notifier: Notifier,
        *,
        now: Callable[[], datetime],
        token: str = "",
        durable: bool = True,
    ) -> None:
        self._store = store
        self._conversation = conversation
        self._texts = texts
        self._notifier = notifier
        self._now = now
        self._token = token
        self._lasting = durable
        self._apologised: set[str] = set()

    async def handle(self, received: Sequence[ReceivedUpdate]) -> None:
        """Answer a batch and commit everything it leads to; what it says is sent after that.

        Raises:
            StorageError: nothing of the batch was kept, and it has to be handled again.
        """
        effects = _Effects()
        async with self._store.transaction(durable=self._lasting) as db:
            fresh, effects.states = await self._read(db, received)
            before = dict(effects.states)
            for one in fresh:
                await self._one(db, one, effects)
            await self._write(db, fresh, before, effects)
        for person in effects.blocked:
            self._notifier.queue.drop(person)
        for person, sorry in effects.sorry.items():
            (self._apologised.add if sorry else self._apologised.discard)(person)
        self._notifier.send(effects.rows)

    async def sync(self) -> None:
        """Let all batches so far outlive a power cut.

        Raises:
            StorageError: the disk does not take it; the batches must not be confirmed.
        """
        await self._store.sync()

    async def _read(
        self, db: Database, received: Sequence[ReceivedUpdate]
    ) -> tuple[list[ReceivedUpdate], dict[str, ConversationState]]:
        """What was not handled before, and where its people are in the conversation."""
        ids = {one.update_id for one in received if one.update_id is not None}
        people = {one.person.address for one in received if one.person}
        done, kept = await asyncio.gather(
            updates.already_handled(db, self._token, ids), updates.load_states(db, people)
        )
        fresh = _fresh(received, done)
        return fresh, {
            who: load(kept[who]) for who in {one.person.address for one in fresh if one.person} & kept.keys()
        }

    async def _one(self, db: Database, one: ReceivedUpdate, effects: _Effects) -> None:
        if one.person is None or one.incoming is None:
            return
        who = one.person.address
        work = Savepoint(db, self._now())
        context = Context(who, effects.states.get(who, ConversationState()), work, self._texts)
        try:
            await self._answer(context, one, effects)
            rows, others = await self._rows_of(db, context, effects)
            await work.keep()
        except Exception as error:  # one person's trouble must not become everybody's
            await work.undo()
            log.error("an update could not be answered: %s at %s", *_where(error))
            context = Context(who, effects.states.get(who, ConversationState()), work, self._texts)
            context.say(self._texts.public.apology_error)
            context.count("errors")
            rows, others = self._notifier.rows(who, context.replies), {}
        effects.states |= {**others, who: context.state}
        effects.counts.update(context.counts)
        effects.rows += rows
        effects.given += [GivenAnswer(who, entry, wording) for entry, wording in context.answers_given]
        if isinstance(one.incoming, Blocked):
            effects.blocked.append(who)
            effects.rows = [row for row in effects.rows if row.person != who]

    async def _answer(self, context: Context, one: ReceivedUpdate, effects: _Effects) -> None:
        if one.group:
            context.say(self._texts.public.group)
        elif one.incoming is not None:
            await self._conversation.respond(context, one.incoming)
            self._apologise_if_late(context, one, effects)

    def _apologise_if_late(self, context: Context, one: ReceivedUpdate, effects: _Effects) -> None:
        """One apology a person for a downtime of over an hour, before the first thing said to them."""
        if one.sent_at is None or not context.replies:
            return
        late = context.now - one.sent_at > LATE
        told = effects.sorry.get(context.person, context.person in self._apologised)
        if late and not told:
            context.replies.insert(0, Send(Message((Paragraph(self._texts.public.apology_late),))))
        effects.sorry[context.person] = late

    async def _rows_of(
        self, db: Database, context: Context, effects: _Effects
    ) -> tuple[list[OutboxRow], dict[str, ConversationState]]:
        """Return the rows of what a context says to the person and to others, and the changed states of those
        others, who can type the choices they are notified of."""
        rows = self._notifier.rows(context.person, context.replies)
        states: dict[str, ConversationState] = {}
        for address, outgoing in context.notifications:
            if Person(address).channel != self._notifier.channel:
                continue
            own = address == context.person
            before = (
                context.state if own else states.get(address) or await self._state_of(db, address, effects)
            )
            after, listed = self._with_choices(before, outgoing)
            if own:
                context.state = after
            elif after != before:
                states[address] = after
            rows += self._notifier.rows(address, [listed])
        return rows, states

    def _with_choices(
        self, state: ConversationState, outgoing: Outgoing
    ) -> tuple[ConversationState, Outgoing]:
        if not isinstance(outgoing, Send):
            return state, outgoing
        menu, message = list_choices(state.menu, outgoing.message, self._notifier.hint(state))
        return replace(state, menu=menu), Send(message)

    @staticmethod
    async def _state_of(db: Database, address: str, effects: _Effects) -> ConversationState:
        if address in effects.states:
            return effects.states[address]
        kept = await updates.load_states(db, {address})
        return load(kept.get(address, ""))

    async def _write(
        self,
        db: Database,
        fresh: Sequence[ReceivedUpdate],
        before: dict[str, ConversationState],
        effects: _Effects,
    ) -> None:
        now = self._now()
        changed = {
            who: None if state == ConversationState() else dump(state)
            for who, state in effects.states.items()
            if before.get(who) != state or state != ConversationState()
        }
        # One after the other: on a full disk SQLite itself ends the transaction at the write that fails, and
        # one handed over before that was known would be committed alone.
        if changed:
            await updates.save_states(db, changed, now)
            wrote = {one.person.address for one in fresh if one.person}
            await updates.mark_heard_from(db, [who for who in changed if who in wrote], now)
        if effects.rows:
            await outbox.add(db, effects.rows)
        if effects.given:
            await audiences.record_answers(db, effects.given, now)
        if effects.counts:
            await updates.add_counts(db, effects.counts, now)
        ids = [one.update_id for one in fresh if one.update_id is not None]
        if ids:
            await updates.mark_handled(db, self._token, ids, now)


def _fresh(received: Sequence[ReceivedUpdate], done: set[int]) -> list[ReceivedUpdate]:
    """Those that were not handled before, each once."""
    seen = set(done)
    fresh = []
    for one in received:
        if one.update_id is None or one.update_id not in seen:
            fresh.append(one)
        if one.update_id is not None:
            seen.add(one.update_id)
    return fresh


def _where(error: BaseException) -> tuple[str, str]:
    """Return the kind of an error and the line of code, without its message: that could quote a person."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
    return type(error).__name__, place
