"""Cuts a full description of the Bot API down to what the double plays.

    python -m tests.telegram_double.trim_api FULL.json > tests/telegram_double/api.json

FULL.json is `api.json` or `api.min.json` of github.com/PaulSonOfLars/telegram-bot-api-spec (MIT licence,
see LICENSE-telegram-bot-api-spec beside this file). Kept: the methods below, and every type that one of
their parameters can hold; of each field its name, types and whether it is required.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

METHODS = [
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "copyMessage",
    "sendChatAction",
    "editMessageText",
    "editMessageReplyMarkup",
    "editMessageCaption",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyName",
    "getMyName",
    "setMyDescription",
    "getMyDescription",
    "setMyShortDescription",
    "getMyShortDescription",
    "setChatMenuButton",
    "getChatMenuButton",
    "getFile",
    "getChat",
    "leaveChat",
]
SOURCE = "github.com/PaulSonOfLars/telegram-bot-api-spec, api.min.json at commit 160fd99, trimmed"
LICENCE = "MIT licence, Copyright (c) 2020 Paul Larsen: see LICENSE-telegram-bot-api-spec"

_CONSTANT = re.compile(r"must be (\w+)$|[Aa]lways [“\"](\w+)[”\"]")
"""How a description names the one value that tells a variant from its siblings."""


def plain_type(name: str) -> str:
    """`Array of Array of X` is about `X`."""
    return name.rsplit("Array of ", 1)[-1]


def trimmed_fields(described: dict[str, Any]) -> dict[str, Any]:
    """Field name to its types, whether it is required, and the only value it may have, where there is one."""
    fields: dict[str, Any] = {}
    for field in described.get("fields", []):
        kept: dict[str, Any] = {"types": field["types"], "required": field["required"]}
        constant = _CONSTANT.search(field["description"]) if field["name"] == "type" else None
        if constant is not None:
            kept["only"] = constant[1] or constant[2]
        fields[field["name"]] = kept
    return fields


def reachable_types(api: dict[str, Any]) -> list[str]:
    """Names of all types that a parameter of METHODS can hold, at any depth, sorted."""
    found: set[str] = set()
    waiting = [api["methods"][name] for name in METHODS]
    while waiting:
        described = waiting.pop()
        names = {plain_type(each) for field in described.get("fields", []) for each in field["types"]}
        fresh = (names | set(described.get("subtypes", []))) & set(api["types"]) - found
        found |= fresh
        waiting += [api["types"][name] for name in fresh]
    return sorted(found)


def trimmed_type(described: dict[str, Any]) -> dict[str, Any]:
    """A type with its fields, or with its variants when it is one of several."""
    if "subtypes" in described:
        return {"variants": described["subtypes"]}
    return {"fields": trimmed_fields(described)}


def trimmed(api: dict[str, Any]) -> dict[str, Any]:
    """The whole trimmed description, in the form that `spec.py` reads."""
    return {
        "version": api["version"],
        "source": SOURCE,
        "licence": LICENCE,
        "methods": {name: {"fields": trimmed_fields(api["methods"][name])} for name in METHODS},
        "types": {name: trimmed_type(api["types"][name]) for name in reachable_types(api)},
    }


if __name__ == "__main__":
    full = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(trimmed(full), indent=1, ensure_ascii=False) + "\n")
