"""Telegram's updates as the words of `bot.core.messages`.

Update objects are read as they come over the wire (https://core.telegram.org/bots/api#update): building
python-telegram-bot's objects costs about twenty times as much, and no new kind of message can break this.

What is met with silence, on purpose: whatever bots write, channels and their posts, inline queries,
reactions, polls, payments, business and guest messages; groups, unless the bot is added or spoken to; service
messages (something was pinned, a timer set, a title changed); the ticks of a live location; a command for
another bot.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.channels.telegram.html_markup import clean, runs_of, to_html
from bot.channels.telegram.message_kinds import CONTENT, SERVICE
from bot.core.messages import (
    Blocked,
    ButtonPress,
    Command,
    Edited,
    Incoming,
    MessageRef,
    Person,
    Text,
    Unblocked,
    Unreadable,
)

Json = Mapping[str, Any]
T = TypeVar("T")

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?[.,!?]*(?:\s+(.*))?", re.DOTALL)
_GROUPS = ("group", "supergroup")
_OUTSIDE = ("left", "kicked")
_INSIDE = ("member", "administrator", "creator")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, as getMe tells: its number and its username without the @."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class IncomingUpdate:
    """One update. Without `incoming` it is met with silence.

    `press_id` is to be acknowledged by answerCallbackQuery, whatever else is done. In a group (`group`) the
    person is the whole group and only `Unreadable("group")` ever comes: the bot works in private chats.
    `sent_at` is Unix time in seconds, None where Telegram doesn't tell it (buttons, edits). `album` is the
    same for all photos or files that were sent together, else empty.
    """

    update_id: int
    person: Person | None = None
    incoming: Incoming | None = None
    press_id: str | None = None
    group: bool = False
    sent_at: int | None = None
    album: str = ""


@dataclass(frozen=True, slots=True)
class Unparsable:
    """An update that isn't shaped as Telegram says: to be counted, confirmed and never logged."""

    update_id: int


def read_update(raw: object, me: Me) -> IncomingUpdate | Unparsable | None:
    """What an Update object says; None if it has no number, so that it can't even be confirmed."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(update_id, int) or isinstance(update_id, bool):
        return None
    try:
        for kind, read in _READERS.items():
            if raw.get(kind) is not None:
                return read(update_id, _object(raw, kind), me)
    except _OddError:
        return Unparsable(update_id)
    return IncomingUpdate(update_id)


class _OddError(Exception):
    """Not what the Bot API says."""


def _message(update_id: int, message: Json, me: Me) -> IncomingUpdate:
    chat_id, kind = _chat(message)
    if _from_bot(message) or kind not in ("private", *_GROUPS):
        return IncomingUpdate(update_id)
    private = kind == "private"
    said = _read_private(message, me) if private else _read_group(message, me)
    album = _maybe(message, "media_group_id", str) or ""
    sent_at = _maybe(message, "date", int)
    return IncomingUpdate(update_id, _person(chat_id), said, group=not private, sent_at=sent_at, album=album)


def _read_private(message: Json, me: Me) -> Incoming | None:
    text = _maybe(message, "text", str)
    if text is not None:
        if _is_forwarded(message):
            return Unreadable("forward") if _is_from_channel(message) else _words(message, text)
        return _read_text(message, text, me)
    for field, kind in CONTENT.items():
        if message.get(field) is not None:
            return _file(message, field, kind)
    return None if any(message.get(field) is not None for field in SERVICE) else Unreadable("other")


def _read_text(message: Json, text: str, me: Me) -> Incoming | None:
    command = _COMMAND.fullmatch(clean(text))
    if command is None:
        return _words(message, text)
    name, addressed, argument = command.groups()
    if addressed and addressed.casefold() != me.username.casefold():
        return None
    return Command(name.lower(), (argument or "").strip())


def _words(message: Json, text: str) -> Text:
    return Text(clean(text), _markup(text, _maybe(message, "entities", list)))


def _file(message: Json, field: str, kind: str) -> Unreadable:
    """A photo comes in several sizes, the largest last (https://core.telegram.org/bots/api#message)."""
    caption = _maybe(message, "caption", str) or ""
    if kind not in ("photo", "document") or field not in ("photo", "document"):
        return Unreadable(kind, caption=clean(caption))
    found = message.get(field)
    largest = found[-1] if isinstance(found, list) and found else found
    file_id = largest.get("file_id") if isinstance(largest, dict) else None
    markup = _markup(caption, _maybe(message, "caption_entities", list))
    return Unreadable(kind, file_id if isinstance(file_id, str) else "", clean(caption), markup)


def _markup(text: str, entities: Sequence[Any] | None) -> str:
    return to_html(runs_of(clean(text), [one for one in entities or () if isinstance(one, dict)]))


def _is_forwarded(message: Json) -> bool:
    return message.get("forward_origin") is not None or message.get("forward_date") is not None


def _is_from_channel(message: Json) -> bool:
    """Also as servers before Bot API 7.0 told it."""
    origin = _maybe(message, "forward_origin", dict) or {}
    chat = _maybe(message, "forward_from_chat", dict) or {}
    return origin.get("type") == "channel" or chat.get("type") == "channel"


def _read_group(message: Json, me: Me) -> Incoming | None:
    """Only what is said to the bot: its command, its name, or an answer to a message of its own."""
    text = _maybe(message, "text", str) or _maybe(message, "caption", str) or ""
    answered = _maybe(message, "reply_to_message", dict) or {}
    author = _maybe(answered, "from", dict) or {}
    named = re.search(rf"(?<!\w)(/\w+)?@{re.escape(me.username)}\b", text, re.IGNORECASE)
    return Unreadable("group") if named or author.get("id") == me.id else None


def _edited(update_id: int, message: Json, me: Me) -> IncomingUpdate:
    del me
    chat_id, kind = _chat(message)
    if kind != "private" or _from_bot(message) or message.get("location") is not None:
        return IncomingUpdate(update_id)
    words = _maybe(message, "text", str) or _maybe(message, "caption", str) or ""
    return IncomingUpdate(update_id, _person(chat_id), Edited(clean(words)))


def _press(update_id: int, query: Json, me: Me) -> IncomingUpdate:
    """A press without a message comes from a chat that Telegram has forgotten: buttons are in private chats
    only, and there the chat has the person's number."""
    del me
    press_id = _needed(query, "id", str)
    sender = _needed(_object(query, "from"), "id", int)
    message = _maybe(query, "message", dict)
    chat_id, kind = (sender, "private") if message is None else _chat(message)
    if kind != "private" or query.get("inline_message_id") is not None:
        return IncomingUpdate(update_id, press_id=press_id)
    pressed = ButtonPress(
        clean(_maybe(query, "data", str) or ""), None if message is None else _shown(message)
    )
    return IncomingUpdate(update_id, _person(chat_id), pressed, press_id)


def _shown(message: Json) -> MessageRef | None:
    """None for an InaccessibleMessage, whose date is 0, and for one without a text."""
    text = _maybe(message, "text", str)
    if text is None or message.get("date") == 0:
        return None
    entities = [entity for entity in _maybe(message, "entities", list) or () if isinstance(entity, dict)]
    return MessageRef(str(_needed(message, "message_id", int)), to_html(runs_of(clean(text), entities)))


def _standing(update_id: int, change: Json, me: Me) -> IncomingUpdate:
    """my_chat_member: the bot was blocked, unblocked, or added to a group."""
    del me
    chat_id, kind = _chat(change)
    old = _needed(_object(change, "old_chat_member"), "status", str)
    new = _needed(_object(change, "new_chat_member"), "status", str)
    sent_at = _maybe(change, "date", int)
    if kind == "private":
        told: dict[str, Incoming] = {"kicked": Blocked(), "member": Unblocked()}
        return IncomingUpdate(update_id, _person(chat_id), told.get(new), sent_at=sent_at)
    if kind in _GROUPS and old in _OUTSIDE and new in _INSIDE:
        return IncomingUpdate(update_id, _person(chat_id), Unreadable("group"), group=True, sent_at=sent_at)
    return IncomingUpdate(update_id)


_READERS: dict[str, Callable[[int, Json, Me], IncomingUpdate]] = {
    "message": _message,
    "callback_query": _press,
    "edited_message": _edited,
    "my_chat_member": _standing,
}
ALLOWED_UPDATES = tuple(_READERS)
"""The kinds of update that Telegram need send (https://core.telegram.org/bots/api#getupdates)."""


def _person(chat_id: int) -> Person:
    return Person(f"telegram:{chat_id}")


def _chat(message: Json) -> tuple[int, str]:
    chat = _object(message, "chat")
    return _needed(chat, "id", int), _needed(chat, "type", str)


def _from_bot(message: Json) -> bool:
    sender = _maybe(message, "from", dict)
    return sender is not None and sender.get("is_bot") is True


def _object(of: Json, name: str) -> Json:
    return _needed(of, name, dict)


def _needed(of: Json, name: str, kind: type[T]) -> T:
    value = _maybe(of, name, kind)
    if value is None:
        raise _OddError
    return value


def _maybe(of: Json, name: str, kind: type[T]) -> T | None:
    """The field, None if it is missing or null. Raises _OddError if it is of another kind."""
    value = of.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _OddError
    return value
