"""Everything that the double knows: the bot, chats, files, presses, commands, updates."""

from __future__ import annotations

import hashlib
import json
import random
import time
from dataclasses import dataclass

from tests.telegram_double.bell import Bell
from tests.telegram_double.chats import Chat, KeptMessage
from tests.telegram_double.errors import Json, bad_request
from tests.telegram_double.rates import RateGate
from tests.telegram_double.updates import UpdateQueue


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that the bot or a person sent."""

    file_id: str
    path: str
    name: str
    content_type: str
    data: bytes

    @property
    def about(self) -> Json:
        """The fields that every kind of file has in a message."""
        unique = hashlib.sha256(self.file_id.encode()).hexdigest()[:15]
        return {"file_id": self.file_id, "file_unique_id": unique, "file_size": len(self.data)}


class World:
    """The state of one bot's Telegram. Message ids of all chats come from one sequence, as Telegram's do for
    private chats and small groups."""

    def __init__(self, token: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.token = token
        self.bot: Json = {
            "id": int(token.split(":", 1)[0]), "is_bot": True, "first_name": "First Do No Harm",
            "username": "first_do_no_harm_bot", "can_join_groups": True, "can_read_all_group_messages": False,
            "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
        }  # fmt: skip
        self.author: Json = {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, KeptFile] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int | None, Json] = {}
        self.presses: dict[str, float] = {}
        self.press_seconds = 600.0
        self.rates = RateGate()
        self.updates = UpdateQueue(self.chance)
        self.changed = Bell()
        self._next_message_id = self.chance.randrange(1_000, 100_000)

    def new_message_id(self) -> int:
        """The next number for a message."""
        self._next_message_id += 1
        return self._next_message_id

    def restart_message_ids(self, at: int) -> None:
        """The next message gets a number above `at`."""
        self._next_message_id = at

    def add_chat(self, payload: Json) -> Chat:
        """Makes a chat known; one that is known already stays as it is."""
        chat_id: int = payload["id"]
        return self.chats.setdefault(chat_id, Chat(chat_id, payload))

    def chat(self, chat_id: int | str) -> Chat:
        """The chat by number or @name, or 400."""
        if isinstance(chat_id, str):
            names = (c for c in self.chats.values() if f"@{c.payload.get('username')}" == chat_id)
            chat = next(names, None)
        else:
            chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable(self, chat_id: int | str) -> Chat:
        """The chat if the bot may write there, or the refusal."""
        chat = self.chat(chat_id)
        if chat.refusal is not None:
            raise chat.refusal
        return chat

    def keep_file(self, data: bytes, name: str, content_type: str, folder: str) -> KeptFile:
        """Stores a file under a new id and path."""
        number = len(self.files) + 1
        file_id = f"{folder[:2].upper()}{number:06d}{self.chance.getrandbits(128):032x}"
        suffix = name.rsplit(".", 1)[-1] if "." in name else "bin"
        kept = KeptFile(file_id, f"{folder}/file_{number}.{suffix}", name, content_type, data)
        self.files[file_id] = kept
        return kept

    def post(self, chat: Chat, fields: Json, keyboard: Json | None = None, source: str = "") -> KeptMessage:
        """Puts a message of the bot into `chat`; an inline keyboard becomes part of it."""
        message_id = self.new_message_id()
        payload: Json = {"message_id": message_id, "date": int(time.time()), "chat": chat.payload}
        if chat.kind == "channel":
            payload["sender_chat"] = chat.payload
        else:
            payload["from"] = self.author
        payload.update(fields)
        if keyboard is not None and "inline_keyboard" in keyboard:
            payload["reply_markup"] = keyboard
        elif keyboard is not None:
            chat.reply_keyboard = keyboard if "keyboard" in keyboard else None
        message = KeptMessage(message_id, chat.chat_id, True, time.monotonic(), payload, keyboard, source)
        chat.keep(message)
        self.changed.ring()
        return message

    def receive(self, chat: Chat, kind: str, fields: Json, ago: float = 0.0) -> int:
        """Puts a message that somebody wrote into `chat` and queues the update; gives the update's id."""
        message_id = self.new_message_id()
        date = int(time.time() - ago)
        payload: Json = {"message_id": message_id, "date": date, "chat": chat.payload, **fields}
        chat.keep(KeptMessage(message_id, chat.chat_id, False, time.monotonic(), payload))
        return self.updates.push(kind, payload)

    def press(self, user: Json, message: Json, data: str, *, expired: bool = False) -> int:
        """Somebody presses a button: queues the callback query; gives the update's id."""
        query_id = str(self.chance.getrandbits(62))
        self.presses[query_id] = time.monotonic() + (-1 if expired else self.press_seconds)
        query = {"id": query_id, "from": user, "message": message, "chat_instance": "1", "data": data}
        return self.updates.push("callback_query", query)


def scope_key(scope: Json | None) -> str:
    """One text for each scope of commands."""
    return json.dumps(scope or {"type": "default"}, sort_keys=True)
