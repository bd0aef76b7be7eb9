"""What the bot says, as calls of the Bot API that are ready to be kept and sent."""

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
from bot.channels.telegram.post_calls import attach_call, delete_call, post_call
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
    """The calls that say `outgoing` to a person of this channel, in order.

    A text over 4096 units becomes several messages with the buttons under the last. A message without a word
    in it becomes no call at all: Telegram takes none. Raises ValueError for a button that does nothing.
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
            return _marked(chat_id, shown, note)
        case SetMenu(commands):
            return _menu(chat_id, commands)
        case ComposedMessage():
            return post_call(chat_id, outgoing)
        case Delete():
            return delete_call(chat_id, outgoing)
        case Attach():
            return attach_call(chat_id, outgoing)


def plain(payload: Payload) -> Payload | None:
    """The same message without markup, for when Telegram can't parse it; None if it has none.

    The addresses of links are written out while the message stays inside Telegram's limit.
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
    payloads = [_text_call(chat_id, text, shown if at == 0 else None) for at, text in enumerate(texts)]
    if payloads:
        with_buttons(payloads[-1], message.rows)
    return payloads


def _texts(blocks: tuple[Block, ...]) -> Sequence[str]:
    """The blocks as HTML, a text for each message. Answers of the FAQ come again and again and say nothing of
    anybody, so what was made of them is kept; they are the messages with sources."""
    if any(isinstance(block, SourceLink) for block in blocks):
        return _kept_html(blocks)
    return _html(blocks)


def _html(blocks: tuple[Block, ...]) -> Sequence[str]:
    return tuple(to_html(part) for part in split(_runs(blocks)))


_kept_html = lru_cache(maxsize=512)(_html)


def _text_call(chat_id: int, text: str, shown: MessageRef | None) -> Payload:
    """A new message, or the text that takes the place of a shown one; without buttons they go."""
    params: dict[str, object] = {
        "chat_id": chat_id,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if shown is None:
        return {"method": "sendMessage", "params": params}
    return {"method": "editMessageText", "params": {**params, "message_id": int(shown.message_id)}}


def _marked(chat_id: int, shown: MessageRef, note: str) -> Payload:
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
    said = [runs for block in blocks if (runs := _said(_block(block)))]
    parted = ((_BETWEEN_BLOCKS, *runs) if at else runs for at, runs in enumerate(said))
    return list(chain.from_iterable(parted))


def _said(runs: Iterator[Run]) -> list[Run]:
    """The runs of a block, none at all if it has no word in it."""
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
    """Every new line begins a paragraph."""
    return "\n\n".join(line for each in clean(text).split("\n") if (line := each.strip()))


def _line(text: str) -> str:
    return " ".join(clean(text).split("\n")).strip()
