"""A call of the Bot API as the outbox stores it: JSON values only."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from bot.channels.telegram.html_markup import clean
from bot.core.messages import Button, Row


class File(TypedDict):
    """A file that the bot made: its parameter, its name, and either its bytes in base64 or its path."""

    field: str
    name: str
    content: NotRequired[str]
    path: NotRequired[str]


class Payload(TypedDict):
    """A method with its parameters, and the file that is uploaded with them."""

    method: str
    params: dict[str, object]
    file: NotRequired[File]


def with_buttons(payload: Payload, rows: Sequence[Row]) -> Payload:
    """Put rows of buttons under the message of a call and return it.

    Raises:
        ValueError: a button has neither data nor a link.
    """
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
