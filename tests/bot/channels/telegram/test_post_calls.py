"""Composed messages, files that the bot made, and taking messages back, up to Telegram and from it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.telegram.render import plain, render
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.transport import build_bot
from bot.channels.telegram.update_parser import IncomingUpdate, Me, read_update
from bot.core.messages import (
    Attach,
    Button,
    ComposedMessage,
    Delete,
    Incoming,
    Outgoing,
    Person,
    Text,
    Unreadable,
)
from bot.delivery.results import Delivered, Result
from tests.telegram_double import TelegramDouble

ANN = Person("telegram:1")
STOP = ((Button("Stop updates", "1:c:stop:"),),)


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        double.person(1)
        yield double


@pytest.fixture
async def transport(double: TelegramDouble) -> AsyncIterator[TelegramSender]:
    bot = build_bot(double.token, double.url)
    await bot.connect()
    yield TelegramSender(bot)
    await bot.disconnect()


async def carried(transport: TelegramSender, outgoing: Outgoing) -> Result:
    (payload,) = render(ANN, outgoing)
    return await transport.deliver(json.dumps(payload))


async def test_a_text_arrives_as_it_was_composed(double: TelegramDouble, transport: TelegramSender) -> None:
    post = ComposedMessage("<b>News</b> &amp; more", "From us.", rows=STOP, silent=True, paid=True)
    result = await carried(transport, post)
    (message,) = double.messages(1)
    assert result == Delivered(message.message_id)
    assert message.text == "News & more\n\nFrom us."
    assert [one["type"] for one in message.entities] == ["bold", "italic"]
    assert message.labels == ["Stop updates"]
    (call,) = double.calls("sendMessage")
    assert call.params["allow_paid_broadcast"] is True
    assert call.params["disable_notification"] is True


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_that_telegram_has_goes_out_with_its_caption(
    double: TelegramDouble, transport: TelegramSender, kind: str
) -> None:
    ann = double.person(1)
    _ = ann.sends_photo("Look") if kind == "photo" else ann.sends_document("a.pdf", b"%PDF", "Look")
    (waiting,) = double.world.updates.waiting
    incoming = _read(json.loads(waiting.body))
    assert isinstance(incoming, Unreadable)
    assert (incoming.kind, incoming.caption) == (kind, "Look")
    photo, document = (incoming.file_id, "") if kind == "photo" else ("", incoming.file_id)
    post = ComposedMessage(incoming.markup, "From us.", photo=photo, document=document, rows=STOP)
    result = await carried(transport, post)
    (message,) = double.messages(1)
    assert isinstance(result, Delivered)
    assert message.text == "Look\n\nFrom us."
    await carried(transport, replace(post, markup="Look again", message_id=result.message_id))
    assert message.text == "Look again\n\nFrom us."
    assert message.labels == ["Stop updates"]


async def test_words_are_replaced_and_messages_deleted(
    double: TelegramDouble, transport: TelegramSender
) -> None:
    result = await carried(transport, ComposedMessage("Old", rows=STOP))
    assert isinstance(result, Delivered)
    assert result.message_id is not None
    await carried(transport, ComposedMessage("New", rows=STOP, message_id=result.message_id))
    (message,) = double.messages(1)
    assert message.versions == ["Old", "New"]
    again = await carried(transport, ComposedMessage("New", rows=STOP, message_id=result.message_id))
    assert isinstance(again, Delivered), "the same words once more are no trouble"
    await carried(transport, Delete(result.message_id))
    assert message.deleted


async def test_a_file_that_the_bot_made_is_uploaded(
    double: TelegramDouble, transport: TelegramSender
) -> None:
    await carried(transport, Attach("results.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n", "Update 1"))
    (message,) = double.messages(1)
    document = message.payload["document"]
    assert document["file_name"] == "results.csv"
    assert double.world.files[document["file_id"]].data == b"\xef\xbb\xbfa,b\r\n1,2\r\n"
    assert message.text == "Update 1"


def test_a_caption_without_markup_when_telegram_refuses_it() -> None:
    (payload,) = render(ANN, ComposedMessage('<a href="https://example.org">here</a>', photo="F1"))
    without = plain(payload)
    assert without is not None
    assert without["params"]["caption"] == "here (https://example.org)"
    assert "parse_mode" not in without["params"]


def _read(raw: object) -> Incoming | None:
    found = read_update(raw, Me(5, "a_bot"))
    assert isinstance(found, IncomingUpdate)
    return found.incoming


def test_formatting_comes_along_as_markup() -> None:
    chat = {"id": 1, "type": "private"}
    bold = [{"type": "bold", "offset": 0, "length": 1}]
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "a < b", "entities": bold}
    incoming = _read({"update_id": 1, "message": message})
    assert isinstance(incoming, Text)
    assert (incoming.text, incoming.markup) == ("a < b", "<b>a</b> &lt; b")
