"""Methods that put something new into a chat."""

from __future__ import annotations

from tests.telegram_double.chats import Chat
from tests.telegram_double.errors import Json, bad_request
from tests.telegram_double.formatting import Formatted, caption_text, message_text
from tests.telegram_double.markup import check_markup
from tests.telegram_double.spec import Upload
from tests.telegram_double.world import KeptFile, World

PHOTO_BYTES = 10 * 2**20
DOCUMENT_BYTES = 50 * 2**20

_IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")
_NOT_COPIED = frozenset(
    ("message_id", "date", "edit_date", "chat", "from", "sender_chat", "reply_markup", "forward_origin")
)
_CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(world: World, params: Json) -> Json:
    """A text message."""
    body = message_text(params["text"], params.get("parse_mode"), params.get("entities"))
    fields: Json = {"text": body.text}
    if body.entities:
        fields["entities"] = list(body.entities)
    return _deliver(world, params, fields, params["text"])


def send_photo(world: World, params: Json) -> Json:
    """A photo with an optional caption."""
    kept = _file(world, params, "photo", "photos", PHOTO_BYTES)
    if not kept.data.startswith(_IMAGE_STARTS):
        raise bad_request("IMAGE_PROCESS_FAILED")
    fields: Json = {"photo": [photo_size(kept)], **_caption(params)}
    return _deliver(world, params, fields, params.get("caption", ""))


def send_document(world: World, params: Json) -> Json:
    """A file with an optional caption."""
    kept = _file(world, params, "document", "documents", DOCUMENT_BYTES)
    document = {**kept.about, "file_name": kept.name, "mime_type": kept.content_type}
    return _deliver(world, params, {"document": document, **_caption(params)}, params.get("caption", ""))


def copy_message(world: World, params: Json) -> Json:
    """A copy of any message without a link to it; gives only the new message's number."""
    original = world.chat(params["from_chat_id"]).existing(params["message_id"], "message to copy not found")
    fields = {key: value for key, value in original.payload.items() if key not in _NOT_COPIED}
    if "caption" in params and "text" not in fields:
        fields = {key: value for key, value in fields.items() if not key.startswith("caption")}
        fields.update(_caption(params))
    delivered = _deliver(world, params, fields, params.get("caption", original.source))
    return {"message_id": delivered["message_id"]}


def send_chat_action(world: World, params: Json) -> bool:
    """ "typing..." and its like: nothing is kept of it."""
    if params["action"] not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.writable(params["chat_id"])
    return True


def photo_size(kept: KeptFile) -> Json:
    """A photo's one size: the double doesn't decode pictures."""
    return {**kept.about, "width": 90, "height": 90}


def formatted_caption(body: Formatted) -> Json:
    """The fields of a message that hold its caption."""
    if not body.text:
        return {}
    fields: Json = {"caption": body.text}
    if body.entities:
        fields["caption_entities"] = list(body.entities)
    return fields


def _caption(params: Json) -> Json:
    return formatted_caption(
        caption_text(params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities"))
    )


def _deliver(world: World, params: Json, fields: Json, source: str) -> Json:
    """The checks that all kinds of message share, then the message itself."""
    _refuse_unplayed(params)
    keyboard = params.get("reply_markup")
    if keyboard is not None:
        check_markup(keyboard)
    chat = world.writable(params["chat_id"])
    if "reply_parameters" in params:
        fields = {**fields, **_reply(chat, params["reply_parameters"])}
    world.rates.admit(chat)
    return world.post(chat, fields, keyboard, source).payload


def _reply(chat: Chat, reply: Json) -> Json:
    original = chat.messages.get(reply["message_id"])
    if original is not None and not original.deleted:
        shown = {key: value for key, value in original.payload.items() if key != "reply_to_message"}
        return {"reply_to_message": shown}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _refuse_unplayed(params: Json) -> None:
    if "business_connection_id" in params:
        raise bad_request("business connection not found")
    if "message_thread_id" in params:
        raise bad_request("message thread not found")


def _file(world: World, params: Json, name: str, folder: str, limit: int) -> KeptFile:
    """An uploaded file, kept; or one that Telegram has already, by its id. Links are not fetched."""
    given: Upload | str = params[name]
    if isinstance(given, str) and given.startswith("attach://"):
        raise bad_request(f"there is no {name} in the request")
    if isinstance(given, str):
        known = world.files.get(given)
        if known is None:
            if given.startswith(("http://", "https://")):
                raise bad_request("failed to get HTTP URL content")
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    if not given.data:
        raise bad_request("file must be non-empty")
    if len(given.data) > limit:
        raise bad_request(f"file of size {len(given.data)} bytes is too big for a {name}")
    return world.keep_file(given.data, given.name, given.content_type, folder)
