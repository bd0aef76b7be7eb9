"""The inbox: handles a batch of updates in one transaction.

The numbers of the updates are committed together with everything that the updates lead to, replies included.
After a crash a batch was therefore either handled, and is passed over when it comes again, or left no trace.
Only after the commit do replies go to the sender, and only then does a channel acknowledge button presses and
confirm the batch: before it, a failed commit would leave people with a confirmation of something never kept.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.context import Context
from bot.core.menus import list_choices
from bot.core.messages import Blocked, Incoming, Message, Outgoing, Paragraph, Person, Send
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
    """An update as a channel read it. Without a person or an incoming thing it is only marked as handled."""

    update_id: int | None
    person: Person | None = None
    incoming: Incoming | None = None
    sent_at: datetime | None = None
    group: bool = False


class Responder(Protocol):
    """Answers people: the conversation."""

    async def respond(self, context: Context, incoming: Incoming) -> None: ...


@dataclass(slots=True)
class _Effects:
    """Everything that a batch leads to."""

    states: dict[str, ConversationState] = field(default_factory=dict)
    rows: list[OutboxRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    blocked: list[str] = field(default_factory=list)
    answers: list[GivenAnswer] = field(default_factory=list)
    """Person, entry and digest of the wording for each FAQ answer given."""
    apologised: dict[str, bool] = field(default_factory=dict)
    """Whether the person's newest message came late, so that they got an apology for the delay."""


class Inbox:
    """Handles batches, one after the other.

    With `durable` a handled batch outlives a power cut. Without it, call `sync` before confirming batches to
    the channel; replies go out before that, and again if a lost batch comes a second time.
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
        self._durable = durable
        self._apologised: set[str] = set()

    async def handle(self, received: Sequence[ReceivedUpdate]) -> None:
        """Answer a batch, commit everything it leads to, and queue its replies.

        Raises:
            StorageError: nothing of the batch was kept; handle it again.
        """
        effects = _Effects()
        async with self._store.transaction(durable=self._durable) as db:
            fresh, effects.states = await self._read(db, received)
            before = dict(effects.states)
            for update in fresh:
                await self._handle_update(db, update, effects)
            await self._write(db, fresh, before, effects)
        for person in effects.blocked:
            self._notifier.queue.drop(person)
        for person, apologised in effects.apologised.items():
            (self._apologised.add if apologised else self._apologised.discard)(person)
        self._notifier.send(effects.rows)

    async def sync(self) -> None:
        """Write all batches so far through to the disk, so that they outlive a power cut.

        Raises:
            StorageError: the disk failed; the batches must not be confirmed.
        """
        await self._store.sync()

    async def _read(
        self, db: Database, received: Sequence[ReceivedUpdate]
    ) -> tuple[list[ReceivedUpdate], dict[str, ConversationState]]:
        """Return the updates that were not handled before, and the stored states of their people."""
        ids = {update.update_id for update in received if update.update_id is not None}
        handled, states = await asyncio.gather(
            updates.already_handled(db, self._token, ids), updates.load_states(db, _people(received))
        )
        fresh = _without_handled(received, handled)
        return fresh, {person: load(states[person]) for person in _people(fresh) & states.keys()}

    async def _handle_update(self, db: Database, update: ReceivedUpdate, effects: _Effects) -> None:
        """Answer one update in a savepoint of its own and add what it leads to."""
        if update.person is None or update.incoming is None:
            return
        person = update.person.address
        savepoint = Savepoint(db, self._now())
        state = effects.states.get(person, ConversationState())
        context = Context(person, state, savepoint, self._texts)
        try:
            await self._answer(context, update, effects)
            rows, others = await self._rows_of(db, context, effects)
            await savepoint.keep()
        except Exception as error:  # an error with one person's update must not lose the whole batch
            await savepoint.undo()
            log.error("an update could not be answered: %s at %s", *_where(error))
            context = Context(person, state, savepoint, self._texts)
            context.say(self._texts.public.apology_error)
            context.count("errors")
            rows, others = self._notifier.rows(person, context.replies), {}
        effects.states |= {**others, person: context.state}
        effects.counts.update(context.counts)
        effects.rows += rows
        effects.answers += [GivenAnswer(person, entry, wording) for entry, wording in context.answers_given]
        if isinstance(update.incoming, Blocked):
            effects.blocked.append(person)
            effects.rows = [row for row in effects.rows if row.person != person]

    async def _answer(self, context: Context, update: ReceivedUpdate, effects: _Effects) -> None:
        if update.group:
            context.say(self._texts.public.group)
        elif update.incoming is not None:
            await self._conversation.respond(context, update.incoming)
            self._apologise_if_late(context, update, effects)

    def _apologise_if_late(self, context: Context, update: ReceivedUpdate, effects: _Effects) -> None:
        """Begin the first reply after a downtime of over an hour with an apology, once a person."""
        if update.sent_at is None or not context.replies:
            return
        late = context.now - update.sent_at > LATE
        apologised = effects.apologised.get(context.person, context.person in self._apologised)
        if late and not apologised:
            context.replies.insert(0, Send(Message((Paragraph(self._texts.public.apology_late),))))
        effects.apologised[context.person] = late

    async def _rows_of(
        self, db: Database, context: Context, effects: _Effects
    ) -> tuple[list[OutboxRow], dict[str, ConversationState]]:
        """Return the rows of all replies and notifications, and the changed states of the people notified.

        Their menus gain the choices of the notification, which they can type.
        """
        rows = self._notifier.rows(context.person, context.replies)
        states: dict[str, ConversationState] = {}
        for address, outgoing in context.notifications:
            if Person(address).channel != self._notifier.channel:
                continue
            own = address == context.person
            before = (
                context.state if own else states.get(address) or await self._state_of(db, address, effects)
            )
            after, notification = self._with_choices(before, outgoing)
            if own:
                context.state = after
            elif after != before:
                states[address] = after
            rows += self._notifier.rows(address, [notification])
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
        states = await updates.load_states(db, {address})
        return load(states.get(address, ""))

    async def _write(
        self,
        db: Database,
        fresh: Sequence[ReceivedUpdate],
        before: dict[str, ConversationState],
        effects: _Effects,
    ) -> None:
        now = self._now()
        changed = {
            person: None if state == ConversationState() else dump(state)
            for person, state in effects.states.items()
            if before.get(person) != state or state != ConversationState()
        }
        # Each write waits for the one before it. On a full disk SQLite itself rolls the transaction back at
        # the write that fails; one handed over by then would be committed alone, outside of any transaction.
        if changed:
            await updates.save_states(db, changed, now)
            await updates.mark_heard_from(db, list(changed.keys() & _people(fresh)), now)
        if effects.rows:
            await outbox.add(db, effects.rows)
        if effects.answers:
            await audiences.record_answers(db, effects.answers, now)
        if effects.counts:
            await updates.add_counts(db, effects.counts, now)
        ids = [update.update_id for update in fresh if update.update_id is not None]
        if ids:
            await updates.mark_handled(db, self._token, ids, now)


def _people(received: Sequence[ReceivedUpdate]) -> set[str]:
    return {update.person.address for update in received if update.person}


def _without_handled(received: Sequence[ReceivedUpdate], handled: set[int]) -> list[ReceivedUpdate]:
    """Return the updates that were not handled before, each once."""
    seen = set(handled)
    fresh = []
    for update in received:
        if update.update_id is None or update.update_id not in seen:
            fresh.append(update)
        if update.update_id is not None:
            seen.add(update.update_id)
    return fresh


def _where(error: BaseException) -> tuple[str, str]:
    """Return the type of an error and its line of code, without the message, which could quote a person."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
    return type(error).__name__, place
