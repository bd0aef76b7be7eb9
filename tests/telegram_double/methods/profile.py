"""Methods about the bot itself, its commands, its files and the chats it is in."""

from __future__ import annotations

import re

from tests.telegram_double.chats import NOT_MEMBER
from tests.telegram_double.errors import Json, bad_request
from tests.telegram_double.world import World, scope_key

DOWNLOAD_BYTES = 20 * 2**20

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, params: Json) -> Json:
    """The bot's own user."""
    return world.bot


def set_my_commands(world: World, params: Json) -> bool:
    """The menu of commands for one scope and language."""
    commands: list[Json] = params["commands"]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_command_key(world, params)] = commands
    return True


def get_my_commands(world: World, params: Json) -> list[Json]:
    """The menu of exactly this scope and language."""
    return world.commands.get(_command_key(world, params), [])


def delete_my_commands(world: World, params: Json) -> bool:
    """Forgets the menu of this scope and language."""
    world.commands.pop(_command_key(world, params), None)
    return True


def _command_key(world: World, params: Json) -> tuple[str, str]:
    scope: Json | None = params.get("scope")
    if scope is not None and "chat_id" in scope:
        world.chat(scope["chat_id"])
    return scope_key(scope), _language(params)


def _language(params: Json) -> str:
    language: str = params.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("BOT_LANG_CODE_INVALID")
    return language


def set_my_text(field: str, world: World, params: Json) -> bool:
    """The bot's name, description or short description in one language."""
    text: str = params.get(field, "")
    if len(text) > _LONGEST[field]:
        raise bad_request(f"BOT_{field.upper()}_TOO_LONG" if field != "name" else "BOT_TITLE_INVALID")
    world.profile[field, _language(params)] = text
    return True


def get_my_text(field: str, world: World, params: Json) -> Json:
    """The text for a language, or the one for all languages."""
    language = _language(params)
    default = world.bot["first_name"] if field == "name" else ""
    return {field: world.profile.get((field, language)) or world.profile.get((field, ""), "") or default}


def set_chat_menu_button(world: World, params: Json) -> bool:
    """What the button beside the input field opens, in one chat or everywhere."""
    chat_id: int | None = params.get("chat_id")
    if chat_id is not None:
        world.chat(chat_id)
    world.menu_buttons[chat_id] = params.get("menu_button", {"type": "default"})
    return True


def get_chat_menu_button(world: World, params: Json) -> Json:
    """The menu button of a chat, or the one for all."""
    fallback = world.menu_buttons.get(None, {"type": "commands"})
    return world.menu_buttons.get(params.get("chat_id"), fallback)


def get_file(world: World, params: Json) -> Json:
    """Where a file can be fetched; refused over 20 MB."""
    kept = world.files.get(params["file_id"])
    if kept is None:
        raise bad_request("invalid file_id")
    if len(kept.data) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**kept.about, "file_path": kept.path}


def get_chat(world: World, params: Json) -> Json:
    """What is known of a chat."""
    chat = world.chat(params["chat_id"])
    return {
        **chat.payload, "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }  # fmt: skip


def leave_chat(world: World, params: Json) -> bool:
    """The bot goes out of a group or channel."""
    chat = world.writable(params["chat_id"])
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.refusal = NOT_MEMBER[chat.kind]
    return True
