"""One call of the Bot API as the outbox keeps it: only what JSON can hold."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from bot.channels.telegram.html_markup import clean
from bot.core.messages import Button, Row


class File(TypedDict):
    """A file that the bot made: its parameter, its name, and its bytes in base64 or where it lies."""

    field: str
    name: str
    content: NotRequired[str]
    path: NotRequired[str]


class Payload(TypedDict):
    method: str
    params: dict[str, object]
    file: NotRequired[File]


def with_buttons(payload: Payload, rows: Sequence[Row]) -> Payload:
    """The call with rows of buttons under its message. Raises ValueError for a button that does nothing."""
    keyboard = [[_button(button) for button in row] for row in rows if row]
    if keyboard:
        payload["params"]["reply_markup"] = {"inline_keyboard": keyboard}
    return payload


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": clean(button.label), "url": button.url}
    if not button.data:
        raise ValueError(f"the button {button.label!r} has neither data nor a link")
    return {"text": clean(button.label), "callback_data": button.data}
