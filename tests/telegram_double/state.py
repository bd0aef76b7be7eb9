"""Keeps a double's Telegram in a file: chats, messages, waiting updates, files, commands."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.telegram_double.chats import KeptMessage
from tests.telegram_double.errors import ApiError, Json
from tests.telegram_double.updates import WaitingUpdate
from tests.telegram_double.world import KeptFile, World

if TYPE_CHECKING:
    from tests.telegram_double.double import TelegramDouble


def save(double: TelegramDouble, path: Path) -> None:
    """Writes everything to `path` as JSON."""
    world = double.world
    state = {
        "chats": [_chat(world, chat_id) for chat_id in world.chats],
        "files": [_file(each) for each in world.files.values()],
        "commands": [[*key, commands] for key, commands in world.commands.items()],
        "next_update_id": world.updates.next_id,
        "next_message_id": world.new_message_id(),
        "waiting": [[each.update_id, each.body.decode()] for each in world.updates.waiting],
        "requests": dict(double.requests),
    }
    path.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")


def load(double: TelegramDouble, path: Path) -> None:
    """Reads what `save` wrote into a new double."""
    state = json.loads(path.read_text(encoding="utf-8"))
    world = double.world
    for about in state["chats"]:
        _load_chat(double, about)
    for about in state["files"]:
        kept = KeptFile(**{**about, "data": base64.b64decode(about["data"])})
        world.files[kept.file_id] = kept
    world.commands = {(scope, language): commands for scope, language, commands in state["commands"]}
    world.restart_message_ids(state["next_message_id"])
    world.updates.next_id = state["next_update_id"]
    for update_id, body in state["waiting"]:
        world.updates.everything[update_id] = body.encode()
        world.updates.waiting.append(WaitingUpdate(update_id, body.encode()))
    double.requests.update(state["requests"])


def _file(kept: KeptFile) -> Json:
    return {**asdict(kept), "data": base64.b64encode(kept.data).decode()}


def _chat(world: World, chat_id: int) -> Json:
    chat = world.chats[chat_id]
    refusal = chat.refusal
    return {
        "payload": chat.payload,
        "reply_keyboard": chat.reply_keyboard,
        "refusal": refusal and [refusal.code, refusal.description, refusal.parameters],
        "messages": [asdict(message) for message in chat.messages.values()],
    }


def _load_chat(double: TelegramDouble, about: Json) -> None:
    payload = about["payload"]
    if payload["type"] == "private":
        names = {key: value for key, value in payload.items() if key not in ("id", "type", "first_name")}
        double.person(payload["id"], payload["first_name"], **names)
    chat = double.world.add_chat(payload)
    chat.reply_keyboard = about["reply_keyboard"]
    chat.refusal = ApiError(*about["refusal"]) if about["refusal"] else None
    chat.messages = {each["message_id"]: KeptMessage(**each) for each in about["messages"]}
