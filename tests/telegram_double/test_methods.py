"""What the double accepts, keeps and refuses, by bare HTTP and through the real telegram.Bot."""

from __future__ import annotations

import json

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tests.telegram_double import TelegramDouble
from tests.telegram_double.conftest import Api
from tests.telegram_double.people import PIXEL

ONE_BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


async def test_every_way_to_send_parameters_is_read(double: TelegramDouble, api: Api) -> None:
    address = api.address("sendMessage")
    markup = json.dumps(ONE_BUTTON)
    form = aiohttp.FormData(
        {"chat_id": "1", "text": "as parts", "reply_markup": markup}, default_to_multipart=True
    )
    for way in (
        api.session.post(address, json={"chat_id": 1, "text": "as JSON", "reply_markup": ONE_BUTTON}),
        api.session.post(address, data={"chat_id": "1", "text": "as a form", "reply_markup": markup}),
        api.session.post(address, data=form),
        api.session.get(address, params={"chat_id": "1", "text": "in the address", "reply_markup": markup}),
        api.session.post(
            address.lower().replace(double.token.lower(), double.token), json={"chat_id": "1", "text": "x"}
        ),
    ):
        async with way as answer:
            assert answer.status == 200
    assert double.sent(1) == ["as JSON", "as a form", "as parts", "in the address", "x"]
    assert [message.labels for message in double.messages(1)] == [["Yes"]] * 4 + [[]]


async def test_wrong_tokens_methods_and_bodies(double: TelegramDouble, api: Api) -> None:
    async with api.session.post(f"{double.url}/bot1:wrong/getMe") as answer:
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert answer.status == 401
    async with api.session.get(f"{double.url}/file/bot1:wrong/photos/x") as answer:
        assert answer.status == 401
    assert await api("sendNothing") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    async with api.session.post(
        api.address("getMe"), data=b"{", headers={"Content-Type": "application/json"}
    ) as a:
        assert (await a.json())["description"] == "Bad Request: can't parse JSON object"


async def test_the_library_reads_what_is_delivered(double: TelegramDouble, bot: telegram.Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    message = await bot.send_message(1, "<b>Hello</b> &amp; more", parse_mode="HTML", reply_markup=keyboard)
    assert message.text == "Hello & more"
    assert message.text_html == "<b>Hello</b> &amp; more"
    assert message.reply_markup == keyboard
    assert message.from_user == bot.bot
    assert message.chat.first_name == "Ann"
    kept = double.messages(1)[0]
    assert (kept.text, kept.source, kept.labels) == ("Hello & more", "<b>Hello</b> &amp; more", ["Yes"])
    reply = await bot.send_message(1, "again", reply_to_message_id=message.message_id)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == message.message_id
    assert reply.message_id > message.message_id


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "", "text": "x"}, "chat_id is empty"),
        ({"chat_id": 2, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": ""}, "message text is empty"),
        ({"chat_id": 1, "text": " \n"}, "text must be non-empty"),
        ({"chat_id": 1, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 1, "text": "x", "colour": "red"}, 'unknown parameter "colour"'),
        ({"chat_id": 1, "text": 5}, 'field "text" must be of type String'),
        ({"chat_id": 1.5, "text": "x"}, 'field "chat_id" must be of type Integer'),
        (
            {"chat_id": 1, "text": "x", "protect_content": "maybe"},
            'field "protect_content" must be of type Boolean',
        ),
        ({"chat_id": 1, "text": "x", "parse_mode": "LaTeX"}, "unsupported parse_mode"),
        ({"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ({"chat_id": 1, "text": "x", "reply_markup": {}}, "object expected as reply markup"),
        (
            {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 5}},
            "message to be replied not found",
        ),
        ({"chat_id": 1, "text": "x", "reply_parameters": {"quote": "y"}}, 'can\'t find field "message_id"'),
        (
            {"chat_id": 1, "text": "x", "link_preview_options": {"is_disabled": "yes"}},
            'field "is_disabled" must be of type Boolean',
        ),
    ],
)
async def test_messages_that_telegram_refuses(api: Api, params: dict[str, object], reason: str) -> None:
    assert await api.refused("sendMessage", **params) == reason
    assert api.double.sent(1) == []
    assert [call.code for call in api.double.calls("sendMessage")] == [400]


UNALLOWED = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x"}, UNALLOWED),
        ({"text": "x", "callback_data": ""}, UNALLOWED),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": " ", "callback_data": "x"},
            "can't parse inline keyboard button: text of the button must be non-empty",
        ),
        (
            {"text": "x", "callback_data": "x", "url": "https://a.uk"},
            "can't parse inline keyboard button: exactly one action of a button must be used",
        ),
        (
            {"text": "x", "callback_data": "x", "size": 1},
            'can\'t parse inline keyboard button: Unknown field "size" in InlineKeyboardButton',
        ),
        (
            {"text": "x", "url": None, "callback_data": "x"},
            'can\'t parse inline keyboard button: Field "url" must be of type String',
        ),
        (
            {"text": "x", "url": "not-a-url"},
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "url": "ftp://example.com"},
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "x", "web_app": {"url": "http://a.uk"}},
            "inline keyboard button Web App URL 'http://a.uk' is invalid: Only HTTPS links are allowed",
        ),
        ({"text": "x", "pay": True}, "BUTTON_TYPE_INVALID"),
        ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_buttons_that_telegram_refuses(api: Api, button: dict[str, object], reason: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    assert await api.refused("sendMessage", chat_id=1, text="x", reply_markup=markup) == reason


async def test_keyboards_at_the_limits(double: TelegramDouble, api: Api) -> None:
    rows = [[{"text": "x", "callback_data": "x" * 64}]] * 100
    await api.gives("sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": rows})
    one_more = {"inline_keyboard": [*rows, rows[0]]}
    assert (
        await api.refused("sendMessage", chat_id=1, text="x", reply_markup=one_more)
        == "reply markup is too long"
    )
    await api.gives("sendMessage", chat_id=1, text="x", reply_markup={"keyboard": [["Yes", {"text": "No"}]]})
    assert double.messages(1)[-1].labels == ["Yes", "No"]
    long = {"force_reply": True, "input_field_placeholder": "x" * 65}
    assert "1-64" in await api.refused("sendMessage", chat_id=1, text="x", reply_markup=long)


async def test_edits(double: TelegramDouble, api: Api) -> None:
    sent = await api.gives("sendMessage", chat_id=1, text="one", reply_markup=ONE_BUTTON)
    at = {"chat_id": 1, "message_id": sent["message_id"]}
    assert (await api.refused("editMessageText", **at, text="one", reply_markup=ONE_BUTTON)).startswith(
        "message is not modified: specified new message content"
    )
    edited = await api.gives("editMessageText", **at, text="<b>two</b>", parse_mode="HTML")
    assert (edited["text"], edited["entities"][0]["type"]) == ("two", "bold")
    assert "reply_markup" not in edited
    await api.gives("editMessageReplyMarkup", **at, reply_markup=ONE_BUTTON)
    assert (await api.refused("editMessageReplyMarkup", **at, reply_markup=ONE_BUTTON)).startswith(
        "message is not mod"
    )
    await api.gives("editMessageReplyMarkup", **at)
    message = double.messages(1)[0]
    assert (message.text, message.versions, message.labels) == ("two", ["one", "two"], [])
    assert double.sent(1) == ["one"]


async def test_edits_that_telegram_refuses(double: TelegramDouble, api: Api) -> None:
    sent = await api.gives("sendMessage", chat_id=1, text="one")
    double.person(1).sends("mine")
    mine = max(double.world.chats[1].messages)
    edit = "editMessageText"
    assert await api.refused(edit, chat_id=1, message_id=7, text="x") == "message to edit not found"
    assert await api.refused(edit, chat_id=1, message_id=mine, text="x") == "message can't be edited"
    assert await api.refused(edit, chat_id=1, text="x") == "message identifier is not specified"
    at = {"chat_id": 1, "message_id": sent["message_id"]}
    assert await api.refused(edit, **at, text="") == "message text is empty"
    assert await api.refused(edit, **at, text="<b>", parse_mode="HTML") == (
        "can't parse entities: Can't find end tag corresponding to start tag \"b\""
    )
    assert (
        await api.refused("editMessageCaption", **at, caption="x")
        == "there is no caption in the message to edit"
    )
    await api.gives("deleteMessage", **at)
    assert await api.refused(edit, **at, text="x") == "message to edit not found"


async def test_deleting(double: TelegramDouble, api: Api) -> None:
    ids = [(await api.gives("sendMessage", chat_id=1, text=f"{n}"))["message_id"] for n in range(4)]
    assert await api.refused("deleteMessage", chat_id=1, message_id=1) == "message to delete not found"
    double.ages(1, ids[0], 49)
    assert await api.refused("deleteMessage", chat_id=1, message_id=ids[0]) == (
        "message can't be deleted for everyone"
    )
    assert await api.gives("deleteMessage", chat_id=1, message_id=ids[1]) is True
    assert await api.gives("deleteMessages", chat_id=1, message_ids=[*ids, 1]) is True
    assert [message.deleted for message in double.messages(1)] == [False, True, True, True]


async def test_files_come_and_go_whole(double: TelegramDouble, bot: telegram.Bot, api: Api) -> None:
    photo = await bot.send_photo(1, PIXEL, caption="<i>A pixel</i>", parse_mode="HTML")
    assert photo.caption_html == "<i>A pixel</i>"
    document = await bot.send_document(1, b"a,b\n1,2\n", filename="pledges.csv", caption="All")
    assert document.document is not None
    assert document.document.file_name == "pledges.csv"
    fetched = await (await bot.get_file(document.document.file_id)).download_as_bytearray()
    assert bytes(fetched) == b"a,b\n1,2\n"
    again = await bot.send_photo(1, photo.photo[0].file_id)
    assert again.photo[0].file_id == photo.photo[0].file_id
    await bot.edit_message_caption(1, photo.message_id, caption="Another")
    assert double.messages(1)[0].versions == ["A pixel", "Another"]
    assert double.sent(1) == ["A pixel", "All", ""]
    with pytest.raises(telegram.error.BadRequest, match="Image_process_failed"):
        await bot.send_photo(1, b"not a picture")
    with pytest.raises(telegram.error.BadRequest, match="caption is too long"):
        await bot.send_document(1, b"x", caption="x" * 1025)
    with pytest.raises(telegram.error.BadRequest, match="File must be non-empty"):
        await bot.send_document(1, b"")
    assert await api.refused("getFile", file_id="x") == "invalid file_id"
    assert await api.refused("sendPhoto", chat_id=1, photo="x") == "wrong file identifier/HTTP URL specified"


async def test_a_persons_file_can_be_fetched(double: TelegramDouble, bot: telegram.Bot) -> None:
    double.person(1).sends_document("story.txt", b"my story")
    update = (await bot.get_updates())[0]
    assert update.message is not None
    assert update.message.document is not None
    fetched = await (await update.message.document.get_file()).download_as_bytearray()
    assert bytes(fetched) == b"my story"


async def test_copying(double: TelegramDouble, bot: telegram.Bot) -> None:
    double.person(2)
    original = await bot.send_message(1, "<b>Draft</b>", parse_mode="HTML")
    copied = await bot.copy_message(2, 1, original.message_id)
    assert double.sent(2) == ["Draft"]
    assert double.messages(2)[0].message_id == copied.message_id
    assert double.messages(2)[0].entities == double.messages(1)[0].entities
    with pytest.raises(telegram.error.BadRequest, match="Message to copy not found"):
        await bot.copy_message(2, 1, 7)


async def test_where_the_bot_may_not_write(double: TelegramDouble, bot: telegram.Bot) -> None:
    person = double.person(1)
    group = double.group(-5)
    for act, reason in (
        (person.blocks, "bot was blocked by the user"),
        (person.leaves_telegram, "user is deactivated"),
        (person.never_started, "bot can't initiate conversation with a user"),
    ):
        act()
        with pytest.raises(telegram.error.Forbidden, match=reason):
            await bot.send_message(1, "x")
    person.unblocks()
    await bot.send_message(1, "welcome back")
    await bot.send_message(-5, "hello all")
    group.removes_bot(person)
    with pytest.raises(telegram.error.Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(-5, "x")
    group.becomes_supergroup(-1_000_000_000_005, person)
    with pytest.raises(telegram.error.ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == -1_000_000_000_005
    assert await bot.leave_chat(-1_000_000_000_005)
    with pytest.raises(telegram.error.Forbidden, match="not a member of the supergroup"):
        await bot.send_message(-1_000_000_000_005, "x")


async def test_commands_and_profile_by_scope_and_language(double: TelegramDouble, bot: telegram.Bot) -> None:
    everyone = telegram.BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("start", "Begin"), ("help", "What I can do")], scope=everyone)
    await bot.set_my_commands([("start", "Dechrau")], scope=everyone, language_code="cy")
    await bot.set_my_commands([("broadcast", "Send")], scope=telegram.BotCommandScopeChat(1))
    assert double.commands({"type": "all_private_chats"}) == ["start", "help"]
    assert [c.description for c in await bot.get_my_commands(everyone, "cy")] == ["Dechrau"]
    assert double.commands({"type": "chat", "chat_id": 1}) == ["broadcast"]
    assert double.commands() == []
    await bot.delete_my_commands(everyone)
    assert await bot.get_my_commands(everyone) == ()
    with pytest.raises(telegram.error.BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([("Not Good", "x")])
    await bot.set_my_description("Long")
    await bot.set_my_short_description("Short")
    await bot.set_my_name("Name")
    assert (await bot.get_my_description()).description == "Long"
    assert (await bot.get_my_short_description("cy")).short_description == "Short"
    assert (await bot.get_my_name()).name == "Name"
    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    assert (await bot.get_chat_menu_button(1)).type == "commands"
    assert await bot.send_chat_action(1, "typing")
    assert (await bot.get_chat(1)).first_name == "Ann"


async def test_presses_are_acknowledged_only_for_a_while(double: TelegramDouble, bot: telegram.Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    message = await bot.send_message(1, "Well?", reply_markup=keyboard)
    double.person(1).presses("Yes")
    double.person(1).presses("yes", expired=True)
    fresh, old = await bot.get_updates()
    assert fresh.callback_query is not None
    assert old.callback_query is not None
    assert fresh.callback_query.data == "yes"
    assert fresh.callback_query.message is not None
    assert fresh.callback_query.message.message_id == message.message_id
    assert await fresh.callback_query.answer("Thank you")
    assert double.calls("answerCallbackQuery")[0].params["text"] == "Thank you"
    for late in (old.callback_query.id, "12345"):
        with pytest.raises(telegram.error.BadRequest, match="Query is too old and response timeout expired"):
            await bot.answer_callback_query(late)
