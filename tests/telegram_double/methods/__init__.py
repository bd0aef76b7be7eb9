"""The methods that the double plays, except those that receive updates (see `server.py`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.telegram_double.errors import Json
from tests.telegram_double.methods import editing, profile, sending
from tests.telegram_double.world import World

Method = Callable[[World, Json], Any]

METHODS: dict[str, Method] = {
    "getMe": profile.get_me,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": editing.answer_callback_query,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": partial(profile.set_my_text, "name"),
    "getMyName": partial(profile.get_my_text, "name"),
    "setMyDescription": partial(profile.set_my_text, "description"),
    "getMyDescription": partial(profile.get_my_text, "description"),
    "setMyShortDescription": partial(profile.set_my_text, "short_description"),
    "getMyShortDescription": partial(profile.get_my_text, "short_description"),
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
    "getFile": profile.get_file,
    "getChat": profile.get_chat,
    "leaveChat": profile.leave_chat,
}
"""By the method's exact name: takes the world and checked parameters, gives the result or raises ApiError."""
