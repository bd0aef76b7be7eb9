"""The people's side: what a person, a group or a channel does, for tests to say in plain words."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.telegram_double.bell import SLOWEST
from tests.telegram_double.chats import BLOCKED, DEACTIVATED, KICKED, NOT_STARTED, Chat, KeptMessage, upgraded
from tests.telegram_double.errors import Json
from tests.telegram_double.formatting import TEXT_LIMIT, utf16_length
from tests.telegram_double.world import World

# One white pixel, so that a person's photo is a real one.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "a735815d0000000049454e44ae426082"
)
_MARKS = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?|https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Person:
    """Somebody with a private chat with the bot. What they do gives the id of the update it made."""

    def __init__(self, world: World, chat_id: int, user: Json) -> None:
        self.world = world
        self.chat_id = chat_id
        self.user = user
        self.chat: Chat = world.add_chat(
            {"id": chat_id, "type": "private", **{k: v for k, v in user.items() if k in _CHAT_NAMES}}
        )
        self._heard = 0

    def sends(self, text: str, *, ago: float = 0.0) -> int:
        """Writes to the bot, `ago` seconds before now; as Telegram's apps do, splits what is over 4096."""
        update_id = 0
        for part in _parts(text):
            update_id = self.sends_message(ago=ago, text=part, **_entities(part))
        return update_id

    def sends_message(self, *, ago: float = 0.0, **fields: Any) -> int:
        """Sends a message with any fields of Telegram's Message, such as `dice={...}`."""
        return self.world.receive(self.chat, "message", {"from": self.user, **fields}, ago)

    def starts(self, parameter: str = "") -> int:
        """Opens the bot for the first time, or by a link with a parameter."""
        self.chat.refusal = None
        return self.sends(f"/start {parameter}".strip())

    def sends_photo(self, caption: str = "", data: bytes = PIXEL) -> int:
        """Sends a photo."""
        about = self.world.keep_file(data, "photo.png", "image/png", "photos").about
        return self.sends_message(photo=[{**about, "width": 1, "height": 1}], **_caption(caption))

    def sends_document(
        self, name: str, data: bytes, caption: str = "", content_type: str = "text/plain"
    ) -> int:
        """Sends a file."""
        about = self.world.keep_file(data, name, content_type, "documents").about
        document = {**about, "file_name": name, "mime_type": content_type}
        return self.sends_message(document=document, **_caption(caption))

    def sends_voice(self, seconds: int = 3, data: bytes = b"OggS") -> int:
        """Sends a voice message."""
        about = self.world.keep_file(data, "voice.oga", "audio/ogg", "voice").about
        return self.sends_message(voice={**about, "duration": seconds, "mime_type": "audio/ogg"})

    def sends_sticker(self, emoji: str = "👍") -> int:
        """Sends a sticker."""
        about = self.world.keep_file(b"RIFF", "sticker.webp", "image/webp", "stickers").about
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.sends_message(sticker={**about, **shape, "emoji": emoji})

    def sends_location(self, latitude: float = 51.5, longitude: float = -0.12) -> int:
        """Sends a place."""
        return self.sends_message(location={"latitude": latitude, "longitude": longitude})

    def sends_contact(self, phone: str = "+447700900123") -> int:
        """Sends their own number."""
        who = {"first_name": self.user["first_name"], "user_id": self.chat_id}
        return self.sends_message(contact={"phone_number": phone, **who})

    def sends_poll(self, question: str = "Which?", options: tuple[str, ...] = ("This", "That")) -> int:
        """Sends a poll."""
        choices = [
            {"text": each, "voter_count": 0, "persistent_id": str(number)}
            for number, each in enumerate(options)
        ]
        return self.sends_message(
            poll={
                "id": str(self.world.chance.getrandbits(60)), "question": question, "options": choices,
                "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
                "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
            }
        )  # fmt: skip

    def sends_forward(self, text: str, name: str = "Somebody else") -> int:
        """Forwards a post of somebody who hides their account."""
        origin = {"type": "hidden_user", "date": int(time.time()) - 60, "sender_user_name": name}
        return self.sends_message(text=text, forward_origin=origin, **_entities(text))

    def replies(self, text: str, message_id: int) -> int:
        """Writes in reply to a message."""
        original = self.chat.messages[message_id].payload
        return self.sends_message(text=text, reply_to_message=original, **_entities(text))

    def edits(self, text: str, message_id: int | None = None) -> int:
        """Edits what they wrote last, or the message with that number."""
        own = [message for message in self.chat.messages.values() if not message.from_bot]
        message = own[-1] if message_id is None else self.chat.messages[message_id]
        payload = {**message.payload, "text": text, "edit_date": int(time.time()), **_entities(text)}
        message.replace(payload)
        return self.world.updates.push("edited_message", payload)

    def presses(
        self, button: str, *, times: int = 1, message_id: int | None = None, expired: bool = False
    ) -> int:
        """Presses the newest button with that label or callback data; of a reply keyboard, sends its label.

        With `expired` the bot can't acknowledge the press any more. LookupError names the buttons there are.
        """
        message, found = self._button(button, message_id)
        update_id = 0
        for _ in range(times):
            if message is None:
                update_id = self.sends(found["text"])
            else:
                update_id = self.world.press(
                    self.user, message.payload, found["callback_data"], expired=expired
                )
        return update_id

    def presses_data(self, data: str, message_id: int | None = None) -> int:
        """Presses a button that nobody sent, with made-up data, under the newest message or that one."""
        sent = self.chat.sent()
        message = sent[-1] if message_id is None else self.chat.messages[message_id]
        return self.world.press(self.user, message.payload, data)

    def blocks(self) -> int:
        """Blocks the bot: nothing can be sent here any more."""
        self.chat.refusal = BLOCKED
        return self._standing("member", "kicked")

    def unblocks(self) -> int:
        """Unblocks the bot."""
        self.chat.refusal = None
        return self._standing("kicked", "member")

    def leaves_telegram(self) -> None:
        """Deletes their account: sends are refused, and no update says so."""
        self.chat.refusal = DEACTIVATED

    def never_started(self) -> None:
        """Known to Telegram, but never opened the bot."""
        self.chat.refusal = NOT_STARTED

    def joins_group(self, group: Group) -> int:
        """Adds the bot to a group."""
        return group.adds_bot(self)

    def says_in(self, group: Group, text: str) -> int:
        """Writes in a group that the bot is in."""
        return self.world.receive(group.chat, "message", {"from": self.user, "text": text, **_entities(text)})

    def sent(self) -> list[str]:
        """Texts of what the bot sent here, as delivered."""
        return [message.first_text for message in self.chat.sent()]

    def messages(self) -> list[KeptMessage]:
        """What the bot sent here, in order."""
        return self.chat.sent()

    @property
    def last(self) -> KeptMessage:
        """The bot's newest message here."""
        return self.chat.sent()[-1]

    async def hears(self, count: int = 1, within: float = 5.0) -> list[str]:
        """The next `count` texts from the bot that weren't heard before; TimeoutError tells what came.
        `within` as in `TelegramDouble.wait_until`."""
        await self.hears_messages(count, within, heard=False)
        return [message.first_text for message in self._unheard(count)]

    async def hears_messages(
        self, count: int = 1, within: float = 5.0, *, heard: bool = True
    ) -> list[KeptMessage]:
        """Like `hears`, with the messages themselves; `heard=False` looks without taking them."""
        deadline = time.monotonic() + within * SLOWEST
        while len(new := self.chat.sent()[self._heard :]) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                came = [message.first_text for message in new]
                raise TimeoutError(f"{count} messages expected within {within} s, {len(new)} came: {came}")
            await self.world.changed.wait(left)
        return self._unheard(count) if heard else new[:count]

    def _unheard(self, count: int) -> list[KeptMessage]:
        new = self.chat.sent()[self._heard : self._heard + count]
        self._heard += len(new)
        return new

    def _button(self, button: str, message_id: int | None) -> tuple[KeptMessage | None, Json]:
        """The message whose inline button it is, or None for the reply keyboard."""
        messages = [message for message in reversed(self.chat.sent()) if not message.deleted]
        for message in messages if message_id is None else [self.chat.messages[message_id]]:
            for each in (each for row in _inline_rows(message) for each in row):
                if "callback_data" in each and button in (each["text"], each["callback_data"]):
                    return message, each
        for row in (self.chat.reply_keyboard or {}).get("keyboard", []):
            for each in row:
                if each["text"] == button:
                    return None, each
        there = [label for message in messages for label in message.labels]
        raise LookupError(f"{self.user['first_name']} sees no button {button!r}; there are {there}")

    def _standing(self, old: str, new: str) -> int:
        return self.world.updates.push("my_chat_member", standing(self.world, self.chat, self.user, old, new))


class Group:
    """A group that the bot may be added to."""

    def __init__(self, world: World, chat_id: int, title: str) -> None:
        self.world = world
        kind = "supergroup" if chat_id <= -1_000_000_000_000 else "group"
        self.chat_id = chat_id
        self.chat = world.add_chat({"id": chat_id, "type": kind, "title": title})

    def adds_bot(self, by: Person) -> int:
        """Somebody adds the bot; gives the id of the my_chat_member update."""
        self.chat.refusal = None
        change = standing(self.world, self.chat, by.user, "left", "member")
        update_id = self.world.updates.push("my_chat_member", change)
        self.world.receive(self.chat, "message", {"from": by.user, "new_chat_members": [self.world.author]})
        return update_id

    def removes_bot(self, by: Person) -> int:
        """Somebody throws the bot out."""
        self.chat.refusal = KICKED[self.chat.kind]
        change = standing(self.world, self.chat, by.user, "member", "kicked")
        return self.world.updates.push("my_chat_member", change)

    def becomes_supergroup(self, new_chat_id: int, by: Person) -> Group:
        """The group gets a new number; sends to the old one are refused with it."""
        self.chat.refusal = upgraded(new_chat_id)
        self.world.receive(self.chat, "message", {"from": by.user, "migrate_to_chat_id": new_chat_id})
        return Group(self.world, new_chat_id, self.chat.payload["title"])

    def sent(self) -> list[str]:
        """Texts of what the bot sent here."""
        return [message.first_text for message in self.chat.sent()]


class Channel:
    """A channel that the bot is in."""

    def __init__(self, world: World, chat_id: int, title: str) -> None:
        self.world = world
        self.chat = world.add_chat({"id": chat_id, "type": "channel", "title": title})

    def posts(self, text: str) -> int:
        """The channel posts something; gives the id of the channel_post update."""
        fields = {"sender_chat": self.chat.payload, "text": text, **_entities(text)}
        return self.world.receive(self.chat, "channel_post", fields)

    def sent(self) -> list[str]:
        """Texts of what the bot sent here."""
        return [message.first_text for message in self.chat.sent()]


_CHAT_NAMES = ("first_name", "last_name", "username")


def standing(world: World, chat: Chat, user: Json, old: str, new: str) -> Json:
    """A ChatMemberUpdated about the bot itself."""
    return {
        "chat": chat.payload, "from": user, "date": int(time.time()),
        "old_chat_member": _member(world, old), "new_chat_member": _member(world, new),
    }  # fmt: skip


def _member(world: World, status: str) -> Json:
    member: Json = {"user": world.author, "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member


def _parts(text: str) -> list[str]:
    """`text` in pieces of at most 4096 UTF-16 units."""
    if utf16_length(text) <= TEXT_LIMIT:
        return [text]
    size = TEXT_LIMIT if text.isascii() else TEXT_LIMIT // 2
    return [text[at : at + size] for at in range(0, len(text), size)]


def _inline_rows(message: KeptMessage) -> list[list[Json]]:
    rows: list[list[Json]] = message.payload.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _entities(text: str) -> Json:
    """Commands, links and addresses, which Telegram finds by itself."""
    found = [
        {
            "type": _mark(each[0]),
            "offset": utf16_length(text[: each.start()]),
            "length": utf16_length(each[0]),
        }
        for each in _MARKS.finditer(text)
    ]
    return {"entities": found} if found else {}


def _mark(text: str) -> str:
    if text.startswith("/"):
        return "bot_command"
    return "url" if text.startswith("http") else "email"


def _caption(caption: str) -> Json:
    if not caption:
        return {}
    found = _entities(caption)
    return {"caption": caption, **({"caption_entities": found["entities"]} if found else {})}
