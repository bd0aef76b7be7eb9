"""What every kind of update means, and that no shape of update can do harm."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from bot.channels.telegram.message_kinds import CONTENT, SERVICE, UNREADABLE_KINDS
from bot.channels.telegram.transport import build_bot, call
from bot.channels.telegram.update_parser import ALLOWED_UPDATES, IncomingUpdate, Me, Unparsable, read_update
from bot.core.messages import (
    Blocked,
    ButtonPress,
    Command,
    Edited,
    Incoming,
    MessageRef,
    Person,
    Text,
    Unblocked,
    Unreadable,
)
from tests.telegram_double import TelegramDouble

ME = Me(42, "Redress_Bot")
ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
BOT = {"id": 42, "is_bot": True, "first_name": "Redress", "username": "Redress_Bot"}
OTHER_BOT = {"id": 43, "is_bot": True, "first_name": "Other"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -100, "type": "group", "title": "Us"}
CHANNEL = {"id": -1001, "type": "channel", "title": "News"}
ASKED = "\ud83d\ude00 Join?".encode("utf-16", "surrogatepass").decode("utf-16")

Json = dict[str, Any]


def message(**fields: object) -> Json:
    return {"message_id": 5, "date": 1_700_000_000, "chat": PRIVATE, "from": ANN, **fields}


def read(**update: object) -> IncomingUpdate:
    result = read_update({"update_id": 900, **update}, ME)
    assert isinstance(result, IncomingUpdate)
    assert result.update_id == 900
    return result


def said(**fields: object) -> Incoming | None:
    return read(message=message(**fields)).incoming


def test_a_text_comes_with_who_and_when() -> None:
    assert read(message=message(text="What is redress?")) == IncomingUpdate(
        900, Person("telegram:7"), Text("What is redress?"), sent_at=1_700_000_000
    )


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("/start", Command("start")),
        ("/start src_leaflet1", Command("start", "src_leaflet1")),
        ("/START@redress_bot  src_x \n", Command("start", "src_x")),
        ("/forget.", Command("forget")),
        ("/my_data two\nlines", Command("my_data", "two\nlines")),
        ("/start@SomeOtherBot hello", None),
        ("/", Text("/")),
        ("/etc/passwd", Text("/etc/passwd")),
        ("please /stop", Text("please /stop")),
        ("/" + "a" * 33, Text("/" + "a" * 33)),
        ("nul\x00 and half \ud83d", Text("nul and half \ufffd")),
    ],
)
def test_commands_and_texts(text: str, meaning: Incoming | None) -> None:
    assert said(text=text) == meaning


@pytest.mark.parametrize(("field", "kind"), CONTENT.items())
def test_what_the_bot_can_not_read_is_named(field: str, kind: str) -> None:
    assert said(**{field: {}}, caption="What is redress?") == Unreadable(kind)
    assert kind in UNREADABLE_KINDS


def test_a_gif_is_an_animation_though_it_is_a_document_too() -> None:
    assert said(document={}, animation={}) == Unreadable("animation")


def test_kinds_of_message_that_come_after_this_was_written_are_answered_too() -> None:
    assert said(hologram={"file_id": "x"}) == Unreadable("other")


@pytest.mark.parametrize("field", sorted(SERVICE))
def test_service_messages_are_met_with_silence(field: str) -> None:
    assert said(**{field: {}}) is None


def test_null_is_the_same_as_nothing() -> None:
    nothing = dict.fromkeys([*CONTENT, *SERVICE, "forward_origin", "entities", "caption"])
    assert said(**nothing, text="hello") == Text("hello")
    assert said(**{**nothing, "voice": {}}) == Unreadable("voice")
    assert read(message=None, callback_query=press(inline_message_id=None)).person == Person("telegram:7")


def test_photos_of_one_album_are_known_to_belong_together() -> None:
    albums = [read(message=message(photo=[], media_group_id="88")).album for _ in range(2)]
    assert albums == ["88", "88"]


@pytest.mark.parametrize(
    ("origin", "meaning"),
    [
        ({"forward_origin": {"type": "user", "sender_user": ANN}}, Text("/stop")),
        ({"forward_origin": {"type": "hidden_user", "sender_user_name": "x"}}, Text("/stop")),
        ({"forward_origin": {"type": "channel", "chat": CHANNEL}}, Unreadable("forward")),
        ({"forward_date": 1, "forward_from_chat": CHANNEL}, Unreadable("forward")),
        ({"forward_date": 1, "forward_from": ANN}, Text("/stop")),
    ],
)
def test_a_forwarded_text_is_a_text_but_no_command_and_a_channels_post_is_neither(
    origin: Json, meaning: Incoming
) -> None:
    assert said(text="/stop", **origin) == meaning


def test_an_edit_is_an_edit_and_a_live_location_that_moves_is_nothing() -> None:
    assert read(edited_message=message(text="x", edit_date=5)).incoming == Edited()
    assert read(edited_message=message(location={}, edit_date=5)).incoming is None
    assert read(edited_message=message(text="x", chat=GROUP)).incoming is None


def press(**fields: object) -> Json:
    shown = message(
        **{"from": BOT}, text=ASKED, entities=[{"type": "bold", "offset": 3, "length": 5}], reply_markup={}
    )
    return {"id": "q1", "from": ANN, "chat_instance": "1", "data": "1:a", "message": shown, **fields}


def test_a_press_comes_with_the_message_as_it_is_shown() -> None:
    assert read(callback_query=press()) == IncomingUpdate(
        900, Person("telegram:7"), ButtonPress("1:a", MessageRef("5", "😀 <b>Join?</b>")), press_id="q1"
    )


@pytest.mark.parametrize(
    "gone", [{"message_id": 5, "chat": PRIVATE, "date": 0}, {**message(), "photo": []}, None]
)
def test_a_press_on_a_message_that_is_out_of_reach_still_counts(gone: Json | None) -> None:
    update = read(callback_query=press(message=gone))
    assert (update.person, update.incoming) == (Person("telegram:7"), ButtonPress("1:a", None))


def test_presses_in_groups_and_inline_messages_are_only_acknowledged() -> None:
    for query in (press(message=message(chat=GROUP, text="x")), press(message=None, inline_message_id="i")):
        assert read(callback_query=query) == IncomingUpdate(900, press_id="q1")


def standing(chat: Json, old: str, new: str) -> Json:
    members = {name: {"user": BOT, "status": status} for name, status in (("old", old), ("new", new))}
    return {
        "chat": chat,
        "from": ANN,
        "date": 9,
        "old_chat_member": members["old"],
        "new_chat_member": members["new"],
    }


@pytest.mark.parametrize(
    ("chat", "old", "new", "meaning"),
    [
        (PRIVATE, "member", "kicked", Blocked()),
        (PRIVATE, "kicked", "member", Unblocked()),
        (GROUP, "left", "member", Unreadable("group")),
        (GROUP, "kicked", "administrator", Unreadable("group")),
        (GROUP, "member", "administrator", None),
        (GROUP, "member", "kicked", None),
        (CHANNEL, "left", "administrator", None),
    ],
)
def test_blocked_unblocked_and_added(chat: Json, old: str, new: str, meaning: Incoming | None) -> None:
    update = read(my_chat_member=standing(chat, old, new))
    assert update.incoming == meaning
    assert update.group == (meaning == Unreadable("group"))
    if meaning:
        assert update.person == Person(f"telegram:{chat['id']}")


@pytest.mark.parametrize(
    ("fields", "addressed"),
    [
        ({"text": "/help@redress_bot"}, True),
        ({"text": "hello @Redress_Bot, what is it?"}, True),
        ({"caption": "@Redress_Bot", "photo": []}, True),
        ({"text": "yes", "reply_to_message": message(**{"from": BOT})}, True),
        ({"text": "yes", "reply_to_message": message()}, False),
        ({"text": "/help"}, False),
        ({"text": "/help@redress_botanics"}, False),
        ({"text": "mail me@redress_bot"}, False),
        ({"text": "hello all"}, False),
        ({"new_chat_members": [BOT]}, False),
        ({"text": "@Redress_Bot", "from": OTHER_BOT}, False),
    ],
)
def test_in_a_group_only_what_is_said_to_the_bot_counts_and_not_its_words(
    fields: Json, addressed: bool
) -> None:
    update = read(message=message(**{"chat": GROUP, **fields}))
    assert update.incoming == (Unreadable("group") if addressed else None)
    if addressed:
        assert (update.person, update.group) == (Person("telegram:-100"), True)


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": message(chat=CHANNEL, text="x")},
        {"message": message(chat=CHANNEL, text="x")},
        {"message": message(text="x", **{"from": OTHER_BOT})},
        {"edited_message": message(text="x", **{"from": OTHER_BOT})},
        {"inline_query": {"id": "1"}},
        {"message_reaction": {"chat": PRIVATE}},
        {"something_new": 7},
        {"message": None},
        {},
    ],
)
def test_silence(update: Json) -> None:
    assert read(**update) == IncomingUpdate(900)


@pytest.mark.parametrize(
    "update",
    [
        {"message": "x"},
        {"message": {}},
        {"message": message(chat={"id": "7", "type": "private"})},
        {"message": message(chat={"id": True, "type": "private"})},
        {"message": message(text=7)},
        {"message": message(text="x", date="now")},
        {"callback_query": {"id": 1, "from": ANN}},
        {"callback_query": press(message=message(text="x", message_id=None))},
        {"my_chat_member": {"chat": PRIVATE}},
    ],
)
def test_what_can_not_be_parsed_has_a_number_and_no_words(update: Json) -> None:
    assert read_update({"update_id": 900, **update}, ME) == Unparsable(900)


@pytest.mark.parametrize(
    "raw", [None, 7, "x", [], {}, {"update_id": "9"}, {"update_id": True}, {"message": {}}]
)
def test_an_update_without_a_number_is_nothing(raw: object) -> None:
    assert read_update(raw, ME) is None


def test_no_shape_of_update_raises() -> None:
    chance = random.Random(11)
    sound = [
        {"message": message(text="/start x", entities=[{"type": "bold", "offset": 0, "length": 3}])},
        {"message": message(chat=GROUP, text="x", reply_to_message=message(**{"from": BOT}))},
        {"message": message(text="x", forward_origin={"type": "channel"})},
        {"callback_query": press()},
        {"my_chat_member": standing(PRIVATE, "member", "kicked")},
        {"edited_message": message(text="x")},
    ]
    outcomes = set()
    for _ in range(4000):
        update = {"update_id": 900, **copy.deepcopy(chance.choice(sound))}
        for _ in range(chance.randint(1, 3)):
            break_something(update, chance)
        result = read_update(update, ME)
        outcomes.add(type(result))
    assert outcomes == {IncomingUpdate, Unparsable, type(None)}


def break_something(value: Any, chance: random.Random) -> None:
    junk: list[Any] = [
        None,
        True,
        -1,
        10**30,
        1.5,
        "",
        "x\ud800",
        [],
        [None, 3, {}],
        {},
        {"id": {}},
        {"type": "bold", "offset": "x"},
    ]
    while isinstance(value, dict | list) and value:
        key: Any = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        if not isinstance(value[key], dict | list) or not value[key] or chance.random() < 0.3:
            value[key] = copy.deepcopy(chance.choice(junk))
            return
        value = value[key]


async def test_what_people_do_comes_through_getupdates() -> None:
    async with TelegramDouble(seed=3) as double:
        ann = double.person(7, "Ann")
        ann.starts("src_leaflet1")
        ann.sends("hello")
        ann.sends_photo(caption="look")
        ann.blocks()
        double.group().adds_bot(ann)
        double.channel().posts("news")
        bot = build_bot(double.token, double.url)
        async with bot:
            me = Me(bot.id, bot.username)
            raw = await call(bot, "getUpdates", {"allowed_updates": list(ALLOWED_UPDATES)})
    updates = [read_update(each, me) for each in raw]
    assert [each.incoming for each in updates if isinstance(each, IncomingUpdate)] == [
        Command("start", "src_leaflet1"),
        Text("hello"),
        Unreadable("photo"),
        Blocked(),
        Unreadable("group"),
        None,
        None,
    ]
