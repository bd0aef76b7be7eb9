"""The rendering is what Telegram takes, word for word, and nothing that anybody writes breaks it."""

from __future__ import annotations

import json
import random

import pytest

from bot.channels.telegram.html_markup import (
    Run,
    clean,
    runs_of,
    split,
    to_html,
    utf16_length,
    without_markup,
)
from bot.channels.telegram.render import Payload, plain, render
from bot.core.messages import (
    Block,
    Button,
    Choices,
    EditMessage,
    Footnote,
    Message,
    MessageRef,
    Paragraph,
    Person,
    Quote,
    ReplaceButtons,
    Row,
    Send,
    SourceLink,
    Title,
)
from tests.telegram_double.formatting import Formatted, message_text, parse_html

ANN = Person("telegram:77")
PIECES = [
    "<", ">", "&", "&amp;", "&lt;b&gt;", "<b>", "</b>", "</blockquote>", '<a href="', '"', "'", "&#x41;",
    "&copy", "\n", "\n\n", " ", " ", " ", "\t", "\u00a0", "\r\n", "\x00", "word", "Wörter", "redress.",
    "why?", "…”", "1.", "😀", "👩‍👩‍👧", "e\u0301", "\ud83d", "\udc00", "中文", "\u200f", "https://x.org/?a=1&b=<2>",
    "a" * 700, "x. " * 500, "😀" * 300, "*_`[]()~#|{}",
]  # fmt: skip


def said(*blocks: Block, rows: tuple[Row, ...] = ()) -> list[Payload]:
    return render(ANN, Send(Message(blocks, rows)))


def text_of(payload: Payload) -> str:
    text = payload["params"]["text"]
    assert isinstance(text, str)
    return text


def seen(payload: Payload) -> Formatted:
    """As Telegram shows it; raises the double's ApiError for what Telegram refuses."""
    return message_text(text_of(payload), "HTML", None)


def marked(shown: Formatted, kind: str) -> list[str]:
    units = shown.text.encode("utf-16-le")
    spans = [(each["offset"], each["length"]) for each in shown.entities if each["type"] == kind]
    return [units[2 * offset : 2 * (offset + length)].decode("utf-16-le") for offset, length in spans]


def test_each_block_has_its_own_look() -> None:
    (payload,) = said(
        Title("Time limits"),
        Quote("Myth:", "It is too late."),
        Paragraph("Perhaps not.\nAsk a solicitor & <soon>."),
        Choices(("Yes", "No"), first=2),
        SourceLink("Source:", 'The "Hughes" report', "https://x.org/?a=1&b=2", "7 February 2024"),
        Footnote("Checked in May."),
    )
    assert payload["method"] == "sendMessage"
    assert payload["params"] == {
        "chat_id": 77,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "text": "<b>Time limits</b>\n\n"
        "<blockquote><b>Myth:</b> It is too late.</blockquote>\n\n"
        "Perhaps not.\n\nAsk a solicitor &amp; &lt;soon&gt;.\n\n"
        "2. Yes\n3. No\n\n"
        'Source: <a href="https://x.org/?a=1&amp;b=2">The "Hughes" report</a>, 7 February 2024\n\n'
        "<i>Checked in May.</i>",
    }
    link = [each for each in seen(payload).entities if each["type"] == "text_link"]
    assert [each["url"] for each in link] == ["https://x.org/?a=1&b=2"]


def test_a_link_can_not_break_out_of_its_tag() -> None:
    (payload,) = said(SourceLink("Source:", "</a><b>", 'https://x.org/">&quot;<b>', ""))
    shown = seen(payload)
    assert shown.text == "Source: </a><b>"
    assert marked(shown, "bold") == []


def test_buttons_stand_in_their_rows_under_the_last_part() -> None:
    rows = ((Button("Yes", data="1:y"), Button("No", data="1:n")), (), (Button("Read", url="https://x.org"),))
    parts = said(Paragraph("word " * 2000), rows=rows)
    assert len(parts) == 3
    assert [("reply_markup" in part["params"]) for part in parts] == [False, False, True]
    assert parts[-1]["params"]["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "1:y"}, {"text": "No", "callback_data": "1:n"}],
            [{"text": "Read", "url": "https://x.org"}],
        ]
    }


def test_a_button_that_does_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="'Go' has neither"):
        said(Paragraph("x"), rows=((Button("Go"),),))


def test_a_message_without_a_word_is_no_message() -> None:
    assert said(Paragraph(" \n "), Title(""), Choices(()), rows=((Button("Go", data="x"),),)) == []
    assert [text_of(each) for each in said(Paragraph(""), Footnote("x"), Paragraph("\n"))] == ["<i>x</i>"]


@pytest.mark.parametrize(
    ("text", "first_ends", "second_starts"),
    [
        ("a" * 3000 + "\n\n" + "One. Two. " * 200, "a", "One."),
        ("One two. " * 600, "two.", "One"),
        ("word " * 1000, "word", "word"),
        ("x" * 5000, "x", "x"),
        ("1. a\n" + "b " * 2044 + "\nc d e f g", "b", "c"),
    ],
)
def test_cut_at_paragraphs_else_lines_sentences_words(text: str, first_ends: str, second_starts: str) -> None:
    first, second = ("".join(run.text for run in part) for part in split([Run(text)]))
    assert first.endswith(first_ends)
    assert second.startswith(second_starts)
    assert "".join((first + second).split()) == "".join(text.split())


def test_a_part_is_as_long_as_telegram_allows_and_no_longer() -> None:
    assert [utf16_length(text_of(each)) for each in said(Paragraph("😀" * 2048))] == [4096]
    assert [utf16_length(text_of(each)) for each in said(Paragraph("x" + "😀" * 2048))] == [4095, 2]
    assert [len(text_of(each)) for each in said(Paragraph("&" * 4096))] == [5 * 4096]
    assert [len(text_of(each)) for each in said(Paragraph("&" * 4097))] == [5 * 4096, 5]


def test_what_people_see_as_one_character_stays_whole() -> None:
    family = "👩\u200d👩\u200d👧"
    first, second = said(Paragraph("a" * 4090 + family + "b"))
    assert (text_of(first), text_of(second)) == ("a" * 4090, family + "b")
    first, second = said(Paragraph("a" * 4095 + "e\u0301"))
    assert text_of(second) == "e\u0301"


def test_a_long_quote_is_a_quote_in_every_part() -> None:
    parts = said(Quote("Myth:", "It is too late. " * 400))
    assert len(parts) == 2
    assert [marked(seen(part), "blockquote") for part in parts] == [[seen(part).text] for part in parts]
    assert [marked(seen(part), "bold") for part in parts] == [["Myth:"], []]


def test_random_texts_are_taken_and_kept_word_for_word() -> None:
    chance = random.Random(20261)
    longest = 0
    for _ in range(400):
        blocks = [a_block(chance) for _ in range(chance.randint(1, 6))]
        parts = said(*blocks, rows=((Button("Go", data="1"),),))
        shown = [seen(part) for part in parts]
        assert bare("".join(each.text for each in shown)) == bare("".join(map(words, blocks)))
        assert [utf16_length(each.text) <= 4096 for each in shown] == [True] * len(parts)
        assert json.loads(json.dumps(parts)) == parts
        json.dumps(parts, ensure_ascii=False).encode()
        if parts and (first := blocks[0]) and isinstance(first, Title) and bare(first.text):
            assert bare(first.text).startswith(bare(marked(shown[0], "bold")[0]))
        for part, each in zip(parts, shown, strict=True):
            again = plain(part)
            assert again is not None
            assert bare(each.text) in bare(text_of(again)) or "href" in text_of(part)
            assert utf16_length(text_of(again)) <= 4096
        longest = max(longest, len(parts))
    assert longest > 3


def a_text(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.choice([0, 1, 3, 10, 30])))


def a_block(chance: random.Random) -> Block:
    one, other = a_text(chance), a_text(chance)
    kinds: list[Block] = [
        Title(one), Paragraph(one), Quote(one, other), Choices((one, other)), Footnote(one),
        SourceLink("Source:", one, "https://x.org/" + other, ""),
    ]  # fmt: skip
    return chance.choice(kinds)


def words(block: Block) -> str:
    match block:
        case Title(text) | Paragraph(text) | Footnote(text):
            return text
        case Quote(label, text):
            return clean(label) + clean(text)
        case Choices(labels):
            return "".join(f"{at}.{clean(label)}" for at, label in enumerate(labels, 1))
        case SourceLink(label, title, url, _):
            return label + (title if bare(title) else url)


def bare(text: str) -> str:
    return "".join(clean(text).split())


def test_a_redraw_takes_the_place_of_the_message() -> None:
    message = Message((Paragraph("Tick all"),), ((Button("✓ A", data="a"),),))
    (payload,) = render(ANN, EditMessage(MessageRef("31", "old"), message))
    assert payload["method"] == "editMessageText"
    assert payload["params"]["message_id"] == 31
    assert payload["params"]["reply_markup"] == {"inline_keyboard": [[{"text": "✓ A", "callback_data": "a"}]]}
    first, second = render(
        ANN, EditMessage(MessageRef("31", "old"), Message((Paragraph("w " * 3000),), message.rows))
    )
    assert (first["method"], second["method"]) == ("editMessageText", "sendMessage")
    assert ("reply_markup" in first["params"], "reply_markup" in second["params"]) == (False, True)


def test_a_choice_is_written_into_the_message_and_its_buttons_go() -> None:
    (payload,) = render(ANN, ReplaceButtons(MessageRef("31", "<b>Join?</b> A &amp; B"), "You chose: <Yes>"))
    assert payload["method"] == "editMessageText"
    assert text_of(payload) == "<b>Join?</b> A &amp; B\n\n<i>✓ You chose: &lt;Yes&gt;</i>"
    assert "reply_markup" not in payload["params"]


@pytest.mark.parametrize("body", ["", "x" * 4090, "<b>" + "😀" * 2040 + "</b>"])
def test_where_a_choice_does_not_fit_only_the_buttons_go(body: str) -> None:
    (payload,) = render(ANN, ReplaceButtons(MessageRef("31", body), "You chose: Yes"))
    assert payload == {"method": "editMessageReplyMarkup", "params": {"chat_id": 77, "message_id": 31}}


def test_plain_says_the_same_without_markup() -> None:
    (payload,) = said(
        Title("A < B & C"),
        SourceLink("Source:", "Report", "https://x.org/?a&b", "2 May"),
        rows=((Button("G", "g"),),),
    )
    again = plain(payload)
    assert again is not None
    assert text_of(again) == "A < B & C\n\nSource: Report (https://x.org/?a&b), 2 May"
    assert "parse_mode" not in again["params"]
    assert again["params"]["reply_markup"] == payload["params"]["reply_markup"]
    assert "parse_mode" in payload["params"], "the payload itself is left alone"
    assert plain(again) is None
    assert plain({"method": "editMessageReplyMarkup", "params": {"chat_id": 1, "message_id": 2}}) is None


def test_plain_leaves_addresses_out_where_they_do_not_fit() -> None:
    (payload,) = said(Paragraph("x" * 4050), SourceLink("Source:", "Report", "https://x.org/" + "y" * 60, ""))
    again = plain(payload)
    assert again is not None
    assert text_of(again) == "x" * 4050 + "\n\nSource: Report"


def test_a_shown_message_comes_back_as_the_html_that_made_it() -> None:
    source = (
        '<blockquote><b>Myth:</b> 😀 old &amp; "new"</blockquote>\n\n<i>a<b>b</b></i><s>c</s> '
        '<a href="https://x.org/?a=1&amp;b=2">re<u>po</u>rt</a> <code>&lt;</code>'
    )
    shown = parse_html(source)
    assert to_html(runs_of(shown.text, shown.entities)) == source


def test_entities_that_overlap_or_lie_outside_still_give_sound_html() -> None:
    chance = random.Random(5)
    kinds = ["bold", "italic", "blockquote", "url", "custom_emoji", "text_link", "pre", "nonsense", 7]
    for _ in range(300):
        text = clean(a_text(chance))
        entities = [
            {
                "type": chance.choice(kinds),
                "offset": chance.randint(-3, 40),
                "length": chance.randint(-1, 40),
                "url": "https://x.org",
            }
            for _ in range(chance.randint(0, 5))
        ]
        source = to_html(runs_of(text, entities))
        assert without_markup(source) == parse_html(source).text
        if max(text, default="") < "\U00010000":  # else an odd offset may halve a character
            assert parse_html(source).text == text
