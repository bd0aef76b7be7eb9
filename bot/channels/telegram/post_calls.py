"""Messages that somebody composed, files that the bot made, and taking messages back, as calls."""

from base64 import b64encode
from pathlib import Path

from bot.channels.telegram.api_calls import File, Payload, with_buttons
from bot.channels.telegram.html_markup import Run, clean, to_html
from bot.core.messages import Attach, ComposedMessage, Delete

_NO_PREVIEW = {"is_disabled": True}


def post_call(chat_id: int, post: ComposedMessage) -> Payload:
    """The call that sends a post, or that puts it in the place of one that was sent.

    A caption is edited by editMessageCaption, whatever file it stands under
    (https://core.telegram.org/bots/api#editmessagecaption); the file stays.
    """
    params: dict[str, object] = {"chat_id": chat_id, "parse_mode": "HTML"}
    if post.photo or post.document:
        method = _of_file(params, post)
    else:
        method = "sendMessage" if post.message_id is None else "editMessageText"
        params |= {"text": _body(post), "link_preview_options": _NO_PREVIEW}
    if post.message_id is not None:
        params["message_id"] = post.message_id
    elif post.silent:
        params["disable_notification"] = True
    if post.paid and post.message_id is None:
        params["allow_paid_broadcast"] = True
    return with_buttons({"method": method, "params": params}, post.rows)


def delete_call(chat_id: int, gone: Delete) -> Payload:
    return {"method": "deleteMessage", "params": {"chat_id": chat_id, "message_id": gone.message_id}}


def attach_call(chat_id: int, attached: Attach) -> Payload:
    """A file goes as a document, its bytes beside the parameters until the carrier uploads them."""
    params: dict[str, object] = {"chat_id": chat_id}
    if attached.note:
        params["caption"] = clean(attached.note)
    file: File = {"field": "document", "name": clean(attached.name)}
    if isinstance(attached.content, Path):
        file["path"] = str(attached.content)
    else:
        file["content"] = b64encode(attached.content).decode("ascii")
    return {"method": "sendDocument", "params": params, "file": file}


def _of_file(params: dict[str, object], post: ComposedMessage) -> str:
    if body := _body(post):
        params["caption"] = body
    if post.message_id is not None:
        return "editMessageCaption"
    if post.photo:
        params["photo"] = post.photo
        return "sendPhoto"
    params["document"] = post.document
    return "sendDocument"


def _body(post: ComposedMessage) -> str:
    footer = to_html([Run(clean(post.footer), ("i",))]) if post.footer else ""
    return "\n\n".join(part for part in (post.markup, footer) if part)
