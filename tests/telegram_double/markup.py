"""Keyboards: what Telegram refuses beyond the types of their fields."""

from __future__ import annotations

from typing import Any

from tests.telegram_double.errors import Json, bad_request
from tests.telegram_double.links import link_problem

BUTTON_LIMIT = 100
DATA_LIMIT = 64

ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_STYLES = ("danger", "success", "primary")


def check_markup(markup: Json) -> None:
    """Refuses a keyboard that has the right types and still can't be sent (ApiError 400)."""
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        _check_count(rows)
        for row in rows:
            for button in row:
                _check_inline(button)
    elif "keyboard" in markup:
        _check_reply_keyboard(markup)
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= 64:
        raise bad_request("input field placeholder must be of 1-64 characters")


def _check_count(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")


def _check_label(button: Json, what: str) -> None:
    if not button["text"].strip():
        raise bad_request(f"can't parse {what}: text of the button must be non-empty")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")


def _check_inline(button: Json) -> None:
    _check_label(button, "inline keyboard button")
    used = [name for name in ACTIONS if name in button]
    if not used or (used == ["callback_data"] and not button["callback_data"]):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(used) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action of a button must be used")
    _check_action(used[0], button[used[0]])


def _check_action(action: str, value: Any) -> None:
    if action == "callback_data" and len(value.encode()) > DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and (problem := link_problem(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: {problem}")
    if action == "copy_text" and not 1 <= len(value["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action in ("pay", "callback_game"):
        raise bad_request("BUTTON_TYPE_INVALID")
    if action == "web_app":
        _check_web_app("inline keyboard button", value["url"])


def _check_web_app(what: str, url: str) -> None:
    if not url.startswith("https://") or link_problem(url):
        raise bad_request(f"{what} Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_reply_keyboard(markup: Json) -> None:
    rows = markup["keyboard"]
    _check_count(rows)
    for row in rows:
        for button in row:
            _check_label(button, "keyboard button")
            if "web_app" in button:
                _check_web_app("keyboard button", button["web_app"]["url"])
