"""Turns Telegram's updates into the incoming messages of `bot.core.messages`.

Reads Update objects as plain dictionaries (https://core.telegram.org/bots/api#update): python-telegram-bot's
objects cost about twenty times as much, and a new kind of message can't break this.

Met with silence, on purpose: messages of bots, channels and their posts, inline queries, reactions, polls,
payments, business and guest messages; groups, unless the bot is added or addressed; service messages (a
pinned message, a timer, a changed title); the ticks of a live location; a command for another bot.
"""

import re
from collections.abc import Callable, Mapping
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
    """The bot itself, from getMe: its id and its username without the @."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class IncomingUpdate:
    """One update; without `incoming` it is met with silence.

    `press_id` has to be acknowledged with answerCallbackQuery in any case. In a group (`group`) the person is
    the whole group and `incoming` at most `Unreadable("group")`: the bot works in private chats. `sent_at` is
    Unix time in seconds, None for buttons and edits. `album` is the same for all photos or files that were
    sent together, else empty.
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
    """An update in another shape than the Bot API documents: counted, confirmed and never logged."""

    update_id: int


def read_update(raw: object, me: Me) -> IncomingUpdate | Unparsable | None:
    """Read an Update object; return None if it has no number, so that it can't even be confirmed."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(update_id, int) or isinstance(update_id, bool):
        return None
    try:
        for kind, read in _READERS.items():
            if raw.get(kind) is not None:
                return read(update_id, _object(raw, kind), me)
    except _ShapeError:
        return Unparsable(update_id)
    return IncomingUpdate(update_id)


class _ShapeError(Exception):
    """A field is missing or of another type than the Bot API documents."""


def _message(update_id: int, message: Json, me: Me) -> IncomingUpdate:
    chat_id, kind = _chat(message)
    if _from_bot(message) or kind not in ("private", *_GROUPS):
        return IncomingUpdate(update_id)
    private = kind == "private"
    incoming = _read_private(message, me) if private else _read_group(message, me)
    album = _maybe(message, "media_group_id", str) or ""
    sent_at = _maybe(message, "date", int)
    return IncomingUpdate(
        update_id, _person(chat_id), incoming, group=not private, sent_at=sent_at, album=album
    )


def _read_private(message: Json, me: Me) -> Incoming | None:
    text = _text(message, "text")
    if text is not None:
        if not _is_forwarded(message):
            return _read_text(message, text, me)
        return Unreadable("forward") if _is_from_channel(message) else Text(text, _markup(message, text))
    for field, kind in CONTENT.items():
        if message.get(field) is not None:
            return _file(message, field, kind)
    return None if any(message.get(field) is not None for field in SERVICE) else Unreadable("other")


def _read_text(message: Json, text: str, me: Me) -> Incoming | None:
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Text(text, _markup(message, text))
    name, addressed, argument = command.groups()
    if addressed and addressed.casefold() != me.username.casefold():
        return None
    return Command(name.lower(), (argument or "").strip())


def _file(message: Json, field: str, kind: str) -> Unreadable:
    """Read a file; a photo comes in several sizes, the largest last
    (https://core.telegram.org/bots/api#message)."""
    caption = _text(message, "caption") or ""
    if kind not in ("photo", "document") or field not in ("photo", "document"):
        return Unreadable(kind, caption=caption)
    sizes = message.get(field)
    largest = sizes[-1] if isinstance(sizes, list) and sizes else sizes
    file_id = largest.get("file_id") if isinstance(largest, dict) else None
    markup = _markup(message, caption, "caption_entities")
    return Unreadable(kind, file_id if isinstance(file_id, str) else "", caption, markup)


def _markup(message: Json, text: str, field: str = "entities") -> str:
    """Return a message's text as HTML, with the entities of a field."""
    entities = _maybe(message, field, list) or ()
    return to_html(runs_of(text, [entity for entity in entities if isinstance(entity, dict)]))


def _is_forwarded(message: Json) -> bool:
    return message.get("forward_origin") is not None or message.get("forward_date") is not None


def _is_from_channel(message: Json) -> bool:
    """Return whether it was forwarded from a channel, also as servers before Bot API 7.0 say it."""
    origin = _maybe(message, "forward_origin", dict) or {}
    chat = _maybe(message, "forward_from_chat", dict) or {}
    return origin.get("type") == "channel" or chat.get("type") == "channel"


def _read_group(message: Json, me: Me) -> Incoming | None:
    """Read a group's message only if it addresses the bot: its command, its name, or a reply to it."""
    text = _text(message, "text") or _text(message, "caption") or ""
    replied_to = _maybe(message, "reply_to_message", dict) or {}
    author = _maybe(replied_to, "from", dict) or {}
    named = re.search(rf"(?<!\w)(/\w+)?@{re.escape(me.username)}\b", text, re.IGNORECASE)
    return Unreadable("group") if named or author.get("id") == me.id else None


def _edited(update_id: int, message: Json, me: Me) -> IncomingUpdate:
    del me
    chat_id, kind = _chat(message)
    if kind != "private" or _from_bot(message) or message.get("location") is not None:
        return IncomingUpdate(update_id)
    text = _text(message, "text") or _text(message, "caption") or ""
    return IncomingUpdate(update_id, _person(chat_id), Edited(text))


def _press(update_id: int, query: Json, me: Me) -> IncomingUpdate:
    """Read a button press. One without its message comes from a chat that Telegram no longer keeps; buttons
    are in private chats only, where the id of the chat is the person's."""
    del me
    press_id = _needed(query, "id", str)
    sender = _needed(_object(query, "from"), "id", int)
    message = _maybe(query, "message", dict)
    chat_id, kind = (sender, "private") if message is None else _chat(message)
    if kind != "private" or query.get("inline_message_id") is not None:
        return IncomingUpdate(update_id, press_id=press_id)
    press = ButtonPress(_text(query, "data") or "", None if message is None else _shown(message))
    return IncomingUpdate(update_id, _person(chat_id), press, press_id)


def _shown(message: Json) -> MessageRef | None:
    """Return the message under which a button is; None if it has no text or is inaccessible (date 0)."""
    text = _text(message, "text")
    if text is None or message.get("date") == 0:
        return None
    return MessageRef(str(_needed(message, "message_id", int)), _markup(message, text))


def _membership(update_id: int, change: Json, me: Me) -> IncomingUpdate:
    """Read my_chat_member: the bot was blocked, unblocked, or added to a group."""
    del me
    chat_id, kind = _chat(change)
    old = _needed(_object(change, "old_chat_member"), "status", str)
    new = _needed(_object(change, "new_chat_member"), "status", str)
    sent_at = _maybe(change, "date", int)
    if kind == "private":
        changes: dict[str, Incoming] = {"kicked": Blocked(), "member": Unblocked()}
        return IncomingUpdate(update_id, _person(chat_id), changes.get(new), sent_at=sent_at)
    if kind in _GROUPS and old in _OUTSIDE and new in _INSIDE:
        return IncomingUpdate(update_id, _person(chat_id), Unreadable("group"), group=True, sent_at=sent_at)
    return IncomingUpdate(update_id)


_READERS: dict[str, Callable[[int, Json, Me], IncomingUpdate]] = {
    "message": _message,
    "callback_query": _press,
    "edited_message": _edited,
    "my_chat_member": _membership,
}
ALLOWED_UPDATES = tuple(_READERS)
"""The kinds of update to ask Telegram for (https://core.telegram.org/bots/api#getupdates)."""


def _person(chat_id: int) -> Person:
    return Person(f"telegram:{chat_id}")


def _chat(message: Json) -> tuple[int, str]:
    chat = _object(message, "chat")
    return _needed(chat, "id", int), _needed(chat, "type", str)


def _from_bot(message: Json) -> bool:
    sender = _maybe(message, "from", dict)
    return sender is not None and sender.get("is_bot") is True


def _text(parent: Json, name: str) -> str | None:
    """Return a text field, cleaned here and nowhere later; None if it is missing."""
    text = _maybe(parent, name, str)
    return None if text is None else clean(text)


def _object(parent: Json, name: str) -> Json:
    return _needed(parent, name, dict)


def _needed(parent: Json, name: str, kind: type[T]) -> T:
    """Return a field; raise _ShapeError if it is missing, null or of another type."""
    value = _maybe(parent, name, kind)
    if value is None:
        raise _ShapeError
    return value


def _maybe(parent: Json, name: str, kind: type[T]) -> T | None:
    """Return a field, None if it is missing or null; raise _ShapeError if it is of another type."""
    value = parent.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _ShapeError
    return value
