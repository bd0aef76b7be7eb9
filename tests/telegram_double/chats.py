"""Chats and the messages in them, as the double keeps them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tests.telegram_double.errors import ApiError, Json, bad_request, forbidden


@dataclass(slots=True)
class KeptMessage:
    """A message in a chat: `payload` is what Telegram's Message object says of it now.

    `at` is `time.monotonic()` when it was accepted (one clock for all processes of a machine), `source`
    the text or caption as the bot sent it, before parsing, and `versions` every text it ever had.
    """

    message_id: int
    chat_id: int
    from_bot: bool
    at: float
    payload: Json
    keyboard: Json | None = None
    source: str = ""
    versions: list[str] = field(default_factory=list)
    deleted: bool = False

    @property
    def text(self) -> str:
        """Its text or caption as it stands now."""
        return _words(self.payload)

    @property
    def first_text(self) -> str:
        """Its text or caption as it was delivered, before any edit."""
        return self.versions[0] if self.versions else self.text

    @property
    def entities(self) -> list[Json]:
        """Entities of its text or caption."""
        entities: list[Json] = self.payload.get("entities") or self.payload.get("caption_entities") or []
        return entities

    @property
    def buttons(self) -> list[list[Json]]:
        """Rows of the inline or reply keyboard that came with it."""
        keyboard = self.payload.get("reply_markup") or self.keyboard or {}
        rows: list[list[Json]] = keyboard.get("inline_keyboard") or keyboard.get("keyboard") or []
        return rows

    @property
    def labels(self) -> list[str]:
        """What is written on its buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]

    def replace(self, payload: Json) -> None:
        """An edit: the new payload takes the place of the old one."""
        self.payload = payload
        if _words(payload) != (self.versions[-1] if self.versions else None):
            self.versions.append(_words(payload))

    def as_json(self) -> Json:
        """For the control API."""
        return {
            "message_id": self.message_id, "chat_id": self.chat_id, "from_bot": self.from_bot, "at": self.at,
            "text": self.text, "source": self.source, "versions": self.versions, "entities": self.entities,
            "buttons": self.buttons, "deleted": self.deleted, "payload": self.payload,
        }  # fmt: skip


def _words(payload: Json) -> str:
    words: str = payload.get("text") or payload.get("caption") or ""
    return words


@dataclass(slots=True)
class Chat:
    """A private chat, group, supergroup or channel; `refusal` is why the bot can't write there, if so."""

    chat_id: int
    payload: Json
    messages: dict[int, KeptMessage] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    refusal: ApiError | None = None
    next_free: float = 0.0

    @property
    def kind(self) -> str:
        """private, group, supergroup or channel."""
        kind: str = self.payload["type"]
        return kind

    def keep(self, message: KeptMessage) -> KeptMessage:
        """Adds a message at the end of the chat."""
        message.versions.append(message.text)
        self.messages[message.message_id] = message
        return message

    def sent(self) -> list[KeptMessage]:
        """What the bot sent here, in order, deleted messages too."""
        return [message for message in self.messages.values() if message.from_bot]

    def existing(self, message_id: int | None, otherwise: str) -> KeptMessage:
        """The message, or 400 with `otherwise` when it isn't there or was deleted."""
        message = self.messages.get(message_id) if message_id is not None else None
        if message is None or message.deleted:
            raise bad_request(otherwise)
        return message

    def age(self, message_id: int, hours: float) -> None:
        """Makes a message look `hours` older than it is."""
        message = self.messages[message_id]
        message.payload = {**message.payload, "date": int(time.time() - hours * 3600)}


BLOCKED = forbidden("bot was blocked by the user")
DEACTIVATED = forbidden("user is deactivated")
NOT_STARTED = forbidden("bot can't initiate conversation with a user")
KICKED = {
    "group": forbidden("bot was kicked from the group chat"),
    "supergroup": forbidden("bot was kicked from the supergroup chat"),
    "channel": forbidden("bot was kicked from the channel chat"),
}
NOT_MEMBER = {
    "group": forbidden("bot is not a member of the group chat"),
    "supergroup": forbidden("bot is not a member of the supergroup chat"),
    "channel": forbidden("bot is not a member of the channel chat"),
}


def upgraded(to_chat_id: int) -> ApiError:
    """A group that became a supergroup answers with its new number."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": to_chat_id},
    )
