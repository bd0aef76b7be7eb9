"""Choices told to somebody who did not just write, such as an organiser who has to approve something.

They come in between whatever is on that person's screen. So their numbers go on after those of the list shown
last, count only until another list is shown, and never while something else is asked for: a "2" typed then
is an answer to that. The words of a choice can be typed at any time, so they should say what they belong to:
"Approve update 3", not "Approve".
"""

from dataclasses import replace
from datetime import datetime

from bot.core.messages import (
    Button,
    Choices,
    Footnote,
    Message,
    Outgoing,
    Send,
)
from bot.core.state import ConversationState, dump, load
from bot.storage import updates
from bot.storage.savepoint import Database
from flows.answer_parsers import plain, read_number

REMEMBERED = 12
"""Choices that were told, the newest of all messages."""
HIGHEST = 30
"""After this number they begin again."""
BY_WORDS = "You are in the middle of something else: to choose here, type the words, not the number."


def list_choices(state: ConversationState, outgoing: Outgoing) -> tuple[ConversationState, Outgoing]:
    """A message with its choices listed for whoever has this state, and their state that knows them."""
    if not isinstance(outgoing, Send):
        return state, outgoing
    buttons = _choices(outgoing.message)
    if not buttons:
        return state, outgoing
    first = _next_number(state)
    kept = state.notified_choices if first > 1 + len(state.menu) else _without_numbers(state.notified_choices)
    told = [(str(number), one.label, one.data) for number, one in enumerate(buttons, start=first)]
    listed = Choices(tuple(one.label for one in buttons), first)
    hint = (Footnote(BY_WORDS),) if _asked(state) else ()
    message = Message((*outgoing.message.blocks, listed, *hint), outgoing.message.rows)
    return replace(state, notified_choices=(*kept, *told)[-REMEMBERED:]), Send(message)


async def list_for(db: Database, address: str, outgoing: Outgoing, now: datetime) -> Outgoing:
    """The same for an address, in an open transaction, where no update of this person is being answered."""
    kept = await updates.load_states(db, {address})
    before = load(kept.get(address, ""))
    after, listed = list_choices(before, outgoing)
    if after != before:
        await updates.save_states(db, {address: dump(after)}, now)
    return listed


def chosen(state: ConversationState, text: str) -> str | None:
    """The code of the told choice that a whole message names: by its words, or by its number where that can't
    be meant for anything else."""
    said = plain(text)
    for _, label, data in reversed(state.notified_choices):
        if said == plain(label):
            return data
    number = None if _asked(state) else read_number(text)
    return next((data for told, _, data in reversed(state.notified_choices) if told == str(number)), None)


def after_list(state: ConversationState) -> ConversationState:
    """Another list is shown: numbers belong to that one from now on."""
    return replace(state, notified_choices=_without_numbers(state.notified_choices))


def _choices(message: Message) -> list[Button]:
    """Those of a message that does not list them itself; links have no number."""
    if any(isinstance(block, Choices) for block in message.blocks):
        return []
    return [button for row in message.rows for button in row if button.data]


def _next_number(state: ConversationState) -> int:
    last = max([len(state.menu), *(int(number) for number, _, _ in state.notified_choices if number)])
    return last + 1 if last < HIGHEST else len(state.menu) + 1


def _without_numbers(told: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(("", label, data) for _, label, data in told)


def _asked(state: ConversationState) -> bool:
    """Whether a number could be the answer to something else."""
    in_flow = state.position is not None and not state.paused
    return bool(state.pending_input or state.pending_message) or in_flow
