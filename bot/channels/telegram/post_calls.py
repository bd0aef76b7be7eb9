"""Calls for composed messages, for files that the bot made and for deleting messages."""

from base64 import b64encode
from pathlib import Path

from bot.channels.telegram.api_calls import File, Payload, with_buttons
from bot.channels.telegram.html_markup import Run, clean, to_html
from bot.core.messages import Attach, ComposedMessage, Delete

_NO_PREVIEW = {"is_disabled": True}


def composed_call(chat_id: int, composed: ComposedMessage) -> Payload:
    """Return the call that sends a composed message, or that edits the one it replaces.

    A caption is edited by editMessageCaption, whichever file it stands under
    (https://core.telegram.org/bots/api#editmessagecaption); the file stays.
    """
    params: dict[str, object] = {"chat_id": chat_id, "parse_mode": "HTML"}
    if composed.photo or composed.document:
        method = _add_file(params, composed)
    else:
        method = "sendMessage" if composed.message_id is None else "editMessageText"
        params |= {"text": _body(composed), "link_preview_options": _NO_PREVIEW}
    if composed.message_id is not None:
        params["message_id"] = composed.message_id
    elif composed.silent:
        params["disable_notification"] = True
    if composed.paid and composed.message_id is None:
        params["allow_paid_broadcast"] = True
    return with_buttons({"method": method, "params": params}, composed.rows)


def delete_call(chat_id: int, deletion: Delete) -> Payload:
    """Return the call that deletes a message."""
    return {"method": "deleteMessage", "params": {"chat_id": chat_id, "message_id": deletion.message_id}}


def attach_call(chat_id: int, attached: Attach) -> Payload:
    """Return the call that sends a file as a document; `uploads.py` puts its bytes into the request."""
    params: dict[str, object] = {"chat_id": chat_id}
    if attached.note:
        params["caption"] = clean(attached.note)
    file: File = {"field": "document", "name": clean(attached.name)}
    if isinstance(attached.content, Path):
        file["path"] = str(attached.content)
    else:
        file["content"] = b64encode(attached.content).decode("ascii")
    return {"method": "sendDocument", "params": params, "file": file}


def _add_file(params: dict[str, object], composed: ComposedMessage) -> str:
    """Add the caption and, for a new message, the file; return the method."""
    if body := _body(composed):
        params["caption"] = body
    if composed.message_id is not None:
        return "editMessageCaption"
    if composed.photo:
        params["photo"] = composed.photo
        return "sendPhoto"
    params["document"] = composed.document
    return "sendDocument"


def _body(composed: ComposedMessage) -> str:
    footer = to_html([Run(clean(composed.footer), ("i",))]) if composed.footer else ""
    return "\n\n".join(part for part in (composed.markup, footer) if part)
