"""Renders outgoing messages into calls of the Bot API, ready to be stored and sent."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from bot.channels.telegram.api_calls import Payload, with_buttons
from bot.channels.telegram.html_markup import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    Run,
    clean,
    link_tag,
    split,
    to_html,
    utf16_length,
    without_markup,
)
from bot.channels.telegram.post_calls import attach_call, composed_call, delete_call
from bot.core.messages import (
    Attach,
    Block,
    Choices,
    ComposedMessage,
    Delete,
    EditMessage,
    Footnote,
    Message,
    MessageRef,
    Outgoing,
    Paragraph,
    Person,
    Quote,
    ReplaceButtons,
    Send,
    SetMenu,
    SourceLink,
    Title,
)

__all__ = ["Payload", "plain", "render"]

_NO_PREVIEW = {"is_disabled": True}
_BETWEEN_BLOCKS = Run("\n\n")


def render(person: Person, outgoing: Outgoing) -> list[Payload]:
    """Return the calls that carry `outgoing` to a person of this channel, in order.

    A text over 4096 units becomes several messages with the buttons under the last. A message of white space
    becomes no call, since Telegram would refuse it.

    Raises:
        ValueError: a button has neither data nor a link.
    """
    chat_id = int(person.account)
    match outgoing:
        case Send(message):
            return _messages(chat_id, message, None)
        case EditMessage(shown, message):
            return _messages(chat_id, message, shown)
        case ReplaceButtons() | SetMenu() | ComposedMessage() | Delete() | Attach():
            return [_one_call(chat_id, outgoing)]


def _one_call(
    chat_id: int, outgoing: ReplaceButtons | SetMenu | ComposedMessage | Delete | Attach
) -> Payload:
    match outgoing:
        case ReplaceButtons(shown, note):
            return _confirm_choice(chat_id, shown, note)
        case SetMenu(commands):
            return _menu(chat_id, commands)
        case ComposedMessage():
            return composed_call(chat_id, outgoing)
        case Delete():
            return delete_call(chat_id, outgoing)
        case Attach():
            return attach_call(chat_id, outgoing)


def plain(payload: Payload) -> Payload | None:
    """Return the call without markup, for when Telegram can't parse it; None if it has none.

    The addresses of links are written out if the message then stays within Telegram's limit.
    """
    name = "caption" if "caption" in payload["params"] else "text"
    source = payload["params"].get(name)
    if "parse_mode" not in payload["params"] or not isinstance(source, str):
        return None
    text = without_markup(source, links=True)
    if utf16_length(text) > (TEXT_LIMIT if name == "text" else CAPTION_LIMIT):
        text = without_markup(source)
    params = {key: value for key, value in payload["params"].items() if key != "parse_mode"}
    return {"method": payload["method"], "params": {**params, name: text}}


def _messages(chat_id: int, message: Message, shown: MessageRef | None) -> list[Payload]:
    texts = _texts(message.blocks)
    payloads = [_text_call(chat_id, text, None if index else shown) for index, text in enumerate(texts)]
    if payloads:
        with_buttons(payloads[-1], message.rows)
    return payloads


def _texts(blocks: tuple[Block, ...]) -> Sequence[str]:
    """Return the blocks as HTML, a text for each message.

    Answers of the FAQ recur and hold nothing personal, so their HTML is cached. They are the messages with
    sources; no other message may stay in memory.
    """
    if any(isinstance(block, SourceLink) for block in blocks):
        return _cached_html(blocks)
    return _html(blocks)


def _html(blocks: tuple[Block, ...]) -> Sequence[str]:
    return tuple(to_html(part) for part in split(_runs(blocks)))


_cached_html = lru_cache(maxsize=512)(_html)


def _text_call(chat_id: int, text: str, shown: MessageRef | None) -> Payload:
    """Return the call for a new message, or for a text in place of a shown one, which loses its buttons."""
    params: dict[str, object] = {
        "chat_id": chat_id,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if shown is None:
        return {"method": "sendMessage", "params": params}
    return {"method": "editMessageText", "params": {**params, "message_id": int(shown.message_id)}}


def _confirm_choice(chat_id: int, shown: MessageRef, note: str) -> Payload:
    """Put the note under a shown message in place of its buttons, or remove the buttons if it is too long."""
    text = f"{shown.body}\n\n{to_html([Run(f'✓ {_line(note)}', ('i',))])}"
    if not shown.body or utf16_length(without_markup(text)) > TEXT_LIMIT:
        params: dict[str, object] = {"chat_id": chat_id, "message_id": int(shown.message_id)}
        return {"method": "editMessageReplyMarkup", "params": params}
    return _text_call(chat_id, text, shown)


def _menu(chat_id: int, commands: Sequence[tuple[str, str]]) -> Payload:
    listed = [{"command": name, "description": about} for name, about in commands]
    scope = {"type": "chat", "chat_id": chat_id}
    return {"method": "setMyCommands", "params": {"commands": listed, "scope": scope}}


def _runs(blocks: tuple[Block, ...]) -> list[Run]:
    filled = [runs for block in blocks if (runs := _without_blank(_block(block)))]
    separated = ((_BETWEEN_BLOCKS, *runs) if index else runs for index, runs in enumerate(filled))
    return list(chain.from_iterable(separated))


def _without_blank(runs: Iterator[Run]) -> list[Run]:
    """Return the runs of a block, or none if it is all white space."""
    block = [run for run in runs if run.text]
    return block if any(not run.text.isspace() for run in block) else []


def _block(block: Block) -> Iterator[Run]:
    match block:
        case Title(text):
            yield Run(_line(text), ("b",))
        case Paragraph(text):
            yield Run(_paragraphs(text))
        case Quote(label, text):
            yield Run(_line(label), ("blockquote", "b"))
            yield Run(f" {_paragraphs(text)}" if _line(label) else _paragraphs(text), ("blockquote",))
        case Choices(labels, first):
            yield Run("\n".join(f"{number}. {_line(label)}" for number, label in enumerate(labels, first)))
        case SourceLink(label, title, url, dated):
            yield Run(f"{_line(label)} ")
            yield Run(_line(title) or _line(url), (link_tag(url),) if url else ())
            yield Run(f", {_line(dated)}" if dated else "")
        case Footnote(text):
            yield Run(_paragraphs(text), ("i",))


def _paragraphs(text: str) -> str:
    """Return the text with every line as a paragraph."""
    return "\n\n".join(line for part in clean(text).split("\n") if (line := part.strip()))


def _line(text: str) -> str:
    return " ".join(clean(text).split("\n")).strip()
