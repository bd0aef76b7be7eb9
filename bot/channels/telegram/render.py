"""What the bot says, as calls of the Bot API that are ready to be kept and sent."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypedDict

from bot.channels.telegram.markup import (
    TEXT_LIMIT,
    Run,
    clean,
    link_tag,
    split,
    to_html,
    utf16_length,
    without_markup,
)
from bot.chat import (
    Block,
    Button,
    Choices,
    Mark,
    Message,
    Outgoing,
    Paragraph,
    Person,
    Quote,
    Redraw,
    Send,
    SetMenu,
    Shown,
    Small,
    Source,
    Title,
)

_NO_PREVIEW = {"is_disabled": True}
_BETWEEN_BLOCKS = Run("\n\n")


class Payload(TypedDict):
    """One call of the Bot API: only what JSON can hold, so that the outbox can keep it."""

    method: str
    params: dict[str, object]


def render(person: Person, outgoing: Outgoing) -> list[Payload]:
    """The calls that say `outgoing` to a person of this channel, in order.

    A text over 4096 units becomes several messages with the buttons under the last. A message without a word
    in it becomes no call at all: Telegram takes none. Raises ValueError for a button that does nothing.
    """
    chat_id = int(person.account)
    match outgoing:
        case Send(message):
            return _messages(chat_id, message, None)
        case Redraw(shown, message):
            return _messages(chat_id, message, shown)
        case Mark(shown, note):
            return [_marked(chat_id, shown, note)]
        case SetMenu(commands):
            return [_menu(chat_id, commands)]


def plain(payload: Payload) -> Payload | None:
    """The same message without markup, for when Telegram can't parse it; None if it has none.

    The addresses of links are written out while the message stays inside Telegram's limit.
    """
    source = payload["params"].get("text")
    if "parse_mode" not in payload["params"] or not isinstance(source, str):
        return None
    text = without_markup(source, links=True)
    if utf16_length(text) > TEXT_LIMIT:
        text = without_markup(source)
    params = {name: value for name, value in payload["params"].items() if name != "parse_mode"}
    return {"method": payload["method"], "params": {**params, "text": text}}


def _messages(chat_id: int, message: Message, shown: Shown | None) -> list[Payload]:
    texts = [to_html(part) for part in split(_runs(message))]
    payloads = [_text_call(chat_id, text, shown if at == 0 else None) for at, text in enumerate(texts)]
    keyboard = [[_button(button) for button in row] for row in message.rows if row]
    if payloads and keyboard:
        payloads[-1]["params"]["reply_markup"] = {"inline_keyboard": keyboard}
    return payloads


def _text_call(chat_id: int, text: str, shown: Shown | None) -> Payload:
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


def _marked(chat_id: int, shown: Shown, note: str) -> Payload:
    text = f"{shown.body}\n\n{to_html([Run(f'✓ {_line(note)}', ('i',))])}"
    if not shown.body or utf16_length(without_markup(text)) > TEXT_LIMIT:
        params: dict[str, object] = {"chat_id": chat_id, "message_id": int(shown.message_id)}
        return {"method": "editMessageReplyMarkup", "params": params}
    return _text_call(chat_id, text, shown)


def _menu(chat_id: int, commands: Sequence[tuple[str, str]]) -> Payload:
    listed = [{"command": name, "description": about} for name, about in commands]
    scope = {"type": "chat", "chat_id": chat_id}
    return {"method": "setMyCommands", "params": {"commands": listed, "scope": scope}}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": clean(button.label), "url": button.url}
    if not button.data:
        raise ValueError(f"the button {button.label!r} has neither data nor a link")
    return {"text": clean(button.label), "callback_data": button.data}


def _runs(message: Message) -> list[Run]:
    blocks = [runs for block in message.blocks if (runs := _said(_block(block)))]
    parted = ((_BETWEEN_BLOCKS, *runs) if at else runs for at, runs in enumerate(blocks))
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
        case Source(title, url, dated):
            yield Run("Source: ")
            yield Run(_line(title) or _line(url), (link_tag(url),) if url else ())
            yield Run(f", {_line(dated)}" if dated else "")
        case Small(text):
            yield Run(_paragraphs(text), ("i",))


def _paragraphs(text: str) -> str:
    """Every new line begins a paragraph."""
    return "\n\n".join(line for each in clean(text).split("\n") if (line := each.strip()))


def _line(text: str) -> str:
    return " ".join(clean(text).split("\n")).strip()
