"""Methods that change or remove what is in a chat, and answers to presses."""

from __future__ import annotations

import time

from tests.telegram_double.chats import KeptMessage
from tests.telegram_double.errors import Json, bad_request
from tests.telegram_double.formatting import caption_text, message_text
from tests.telegram_double.markup import check_markup
from tests.telegram_double.methods.sending import formatted_caption
from tests.telegram_double.world import World

DELETABLE_HOURS = 48

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)
_EXPIRED = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(world: World, params: Json) -> Json:
    """New words, and a new keyboard or none."""
    if "rich_message" in params:
        raise bad_request("rich messages are not played by this double")
    message = _editable(world, params)
    body = message_text(params.get("text", ""), params.get("parse_mode"), params.get("entities"))
    if "text" not in message.payload:
        raise bad_request("there is no text in the message to edit")
    fields: Json = {"text": body.text, "entities": list(body.entities)}
    return _edit(world, message, params, fields, ("text", "entities"))


def edit_message_caption(world: World, params: Json) -> Json:
    """A new caption, or none, under a photo or a file."""
    message = _editable(world, params)
    if "text" in message.payload:
        raise bad_request("there is no caption in the message to edit")
    body = caption_text(params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities"))
    return _edit(world, message, params, formatted_caption(body), ("caption", "caption_entities"))


def edit_message_reply_markup(world: World, params: Json) -> Json:
    """A new keyboard, or none, under the same words."""
    return _edit(world, _editable(world, params), params, {}, ())


def delete_message(world: World, params: Json) -> bool:
    """Takes one message away; refused when it is not there or too old."""
    chat = world.writable(params["chat_id"])
    message = chat.existing(params["message_id"], "message to delete not found")
    if not _deletable(message):
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.changed.ring()
    return True


def delete_messages(world: World, params: Json) -> bool:
    """Takes away those of up to 100 messages that are there; the others are passed over."""
    ids: list[int] = params["message_ids"]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    chat = world.writable(params["chat_id"])
    for message_id in ids:
        message = chat.messages.get(message_id)
        if message is not None and _deletable(message):
            message.deleted = True
    world.changed.ring()
    return True


def answer_callback_query(world: World, params: Json) -> bool:
    """Ends the little clock on a pressed button; only for a while after the press."""
    expires = world.presses.get(params["callback_query_id"])
    if expires is None or time.monotonic() > expires:
        raise bad_request(_EXPIRED)
    if len(params.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in params:
        raise bad_request("URL_INVALID")
    world.changed.ring()
    return True


def _deletable(message: KeptMessage) -> bool:
    return bool(time.time() - message.payload["date"] < DELETABLE_HOURS * 3600)


def _editable(world: World, params: Json) -> KeptMessage:
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = world.writable(params["chat_id"])
    message = chat.existing(params["message_id"], "message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, message: KeptMessage, params: Json, fields: Json, replaced: tuple[str, ...]) -> Json:
    keyboard = params.get("reply_markup")
    if keyboard is not None:
        check_markup(keyboard)
    rows = keyboard["inline_keyboard"] if keyboard is not None else []
    gone = {*replaced, "reply_markup", "edit_date"}
    payload = {key: value for key, value in message.payload.items() if key not in gone}
    payload.update({key: value for key, value in fields.items() if value})
    if any(rows):
        payload["reply_markup"] = keyboard
    if payload == {key: value for key, value in message.payload.items() if key != "edit_date"}:
        raise bad_request(_SAME)
    payload["edit_date"] = int(time.time())
    message.replace(payload)
    message.keyboard = keyboard if any(rows) else None
    message.source = params.get("text") or params.get("caption") or message.source
    world.changed.ring()
    return payload
