"""What people do, as the library reads it, and waiting for what the bot does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import telegram
from telegram import Update
from telegram.constants import ChatMemberStatus, MessageLimit

from tests.telegram_double import TelegramDouble
from tests.telegram_double.conftest import Api


async def test_everything_that_people_send_is_read_by_the_library(
    double: TelegramDouble, bot: telegram.Bot
) -> None:
    ann = double.person(1)
    deeds: dict[str, Callable[[], int]] = {
        "text": lambda: ann.sends("hello"),
        "photo": lambda: ann.sends_photo("my picture"),
        "sticker": ann.sends_sticker,
        "voice": ann.sends_voice,
        "document": lambda: ann.sends_document("story.txt", b"x", "https://a.uk"),
        "location": ann.sends_location,
        "contact": ann.sends_contact,
        "poll": ann.sends_poll,
        "forward_origin": lambda: ann.sends_forward("a post"),
        "dice": lambda: ann.sends_message(dice={"emoji": "🎲", "value": 3}),
    }
    ids = [deed() for deed in deeds.values()]
    updates = await bot.get_updates()
    assert [update.update_id for update in updates] == ids
    for field, update in zip(deeds, updates, strict=True):
        assert update.message is not None
        assert getattr(update.message, field)
        assert update.effective_user is not None
        assert update.effective_user.full_name == "Ann"


async def test_commands_and_links_are_marked(double: TelegramDouble, bot: telegram.Bot) -> None:
    double.person(1).starts("src_leaflet1")
    double.person(1).sends("😀 see https://a.uk or ann@a.uk")
    start, links = await bot.get_updates()
    assert start.message is not None
    assert start.message.parse_entities() == {start.message.entities[0]: "/start"}
    assert start.message.text == "/start src_leaflet1"
    assert links.message is not None
    assert sorted(links.message.parse_entities().values()) == ["ann@a.uk", "https://a.uk"]


async def test_edits_blocks_and_groups(double: TelegramDouble, bot: telegram.Bot) -> None:
    ann = double.person(1)
    group = double.group(-5, "Campaigners")
    ann.sends("helo")
    ann.edits("hello")
    ann.blocks()
    ann.unblocks()
    ann.joins_group(group)
    ann.says_in(group, "hello all")
    double.channel().posts("news")
    updates = await bot.get_updates()
    edited = updates[1].edited_message
    assert edited is not None
    assert (edited.text, edited.edit_date is not None) == ("hello", True)
    standing = [_standing(update) for update in updates[2:5]]
    assert standing == [("member", "kicked"), ("kicked", "member"), ("left", "member")]
    assert updates[5].message is not None
    assert updates[5].message.new_chat_members == (bot.bot,)
    assert updates[6].effective_chat is not None
    assert updates[6].effective_chat.type == "group"
    assert updates[7].channel_post is not None
    assert updates[7].channel_post.text == "news"


def _standing(update: Update) -> tuple[ChatMemberStatus | str, ChatMemberStatus | str]:
    change = update.my_chat_member
    assert change is not None
    return change.old_chat_member.status, change.new_chat_member.status


async def test_long_and_old_messages(double: TelegramDouble, api: Api) -> None:
    double.person(1).sends("x" * 5000, ago=7200)
    messages = [each["message"] for each in await api.gives("getUpdates")]
    assert [len(each["text"]) for each in messages] == [MessageLimit.MAX_TEXT_LENGTH, 5000 - 4096]
    double.person(1).sends("now")
    assert (await api.gives("getUpdates"))[-1]["message"]["date"] - messages[0]["date"] >= 7199


async def test_buttons_are_pressed_by_label_or_data(double: TelegramDouble, api: Api) -> None:
    ann = double.person(1)
    rows = [[{"text": "Yes", "callback_data": "1:yes"}, {"text": "More", "url": "https://a.uk"}]]
    await api.gives("sendMessage", chat_id=1, text="one", reply_markup={"inline_keyboard": rows})
    await api.gives("sendMessage", chat_id=1, text="two", reply_markup={"keyboard": [["Skip"]]})
    ann.presses("Yes", times=2)
    ann.presses("1:yes")
    ann.presses("Skip")
    ann.presses_data("made up")
    updates = await api.gives("getUpdates")
    data = [each["callback_query"]["data"] for each in updates if "callback_query" in each]
    assert data == ["1:yes", "1:yes", "1:yes", "made up"]
    assert len({each["callback_query"]["id"] for each in updates if "callback_query" in each}) == 4
    assert updates[3]["message"]["text"] == "Skip"
    with pytest.raises(LookupError, match="Ann sees no button 'No'; there are"):
        ann.presses("No")
    with pytest.raises(LookupError):
        ann.presses("More")


async def test_people_hear_what_the_bot_says_once_and_in_order(double: TelegramDouble, api: Api) -> None:
    ann = double.person(1)
    waiting = asyncio.create_task(ann.hears(2))
    for text in ("one", "two", "three"):
        await api.gives("sendMessage", chat_id=1, text=text)
    assert await waiting == ["one", "two"]
    assert [message.text for message in await ann.hears_messages()] == ["three"]
    with pytest.raises(TimeoutError, match=r"2 messages expected within 0.005 s, 0 came: \[\]"):
        await ann.hears(2, within=0.005)
    await api.gives("sendMessage", chat_id=1, text="four")
    assert ann.last.text == "four"


async def test_waiting_has_an_end(double: TelegramDouble) -> None:
    with pytest.raises(TimeoutError, match="pigs fly"):
        await double.wait_until(lambda: False, within=0.005, what="pigs fly")
