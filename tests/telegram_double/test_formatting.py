"""Telegram's HTML: what it means and what is refused. Expected refusals are Telegram's own words."""

import pytest

from tests.telegram_double.errors import ApiError
from tests.telegram_double.formatting import Formatted, formatted, message_text, parse_html, utf16_length
from tests.telegram_double.links import link_problem


def kinds(result: Formatted) -> list[tuple[str, int, int]]:
    return [(each["type"], each["offset"], each["length"]) for each in result.entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"', []),
        ("it&#x27;s &#169; &copy; &", "it's © &copy; &", []),
        ("<b>one</b> <strong>two</strong>", "one two", [("bold", 0, 3), ("bold", 4, 3)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<code>a</code><pre>b</pre>", "ab", [("code", 0, 1), ("pre", 1, 1)]),
        ("<B>a</>", "a", [("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ('<a href="nowhere">a</a>', "a", []),
        ("<a href='https://a.uk/?x=1&amp;y=2'>a</a>", "a", [("text_link", 0, 1)]),
    ],
)
def test_html_that_telegram_takes(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    result = parse_html(source)
    assert result.text == text
    assert kinds(result) == entities


def test_links_and_languages_are_read() -> None:
    link = parse_html("<a href='https://a.uk/?x=1&amp;y=2'>a</a>")
    assert link.entities[0]["url"] == "https://a.uk/?x=1&y=2"
    code = parse_html('<pre><code class="language-python">x</code></pre>')
    assert [(each["type"], each["language"]) for each in code.entities] == [("pre", "python")]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>unclosed", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<script>alert(1)</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("line<br/>", 'Unsupported start tag "br/" at byte offset 4'),
        ("under 5 < 6", 'Unsupported start tag "" at byte offset 8'),
        ("a </b>", "Unexpected end tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=https://a.uk>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<b "x">y</b>', 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            '<tg-emoji emoji-id="9999999999999999999">x</tg-emoji>',
            "Invalid custom emoji identifier specified",
        ),
    ],
)
def test_html_that_telegram_refuses(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"
    assert refusal.value.code == 400


def test_length_counts_utf16_units_after_parsing() -> None:
    assert utf16_length("aé😀") == 4
    assert message_text("<b>" + "x" * 4096 + "</b>", "HTML", None).text == "x" * 4096
    assert message_text("😀" * 2048, None, None).text == "😀" * 2048
    for too_long in ("x" * 4097, "😀" * 2048 + "x"):
        with pytest.raises(ApiError, match="message is too long"):
            message_text(too_long, None, None)


def test_white_space_at_the_ends_goes_and_entities_move() -> None:
    result = formatted("  <b> a </b> b ", "HTML", None)
    assert result.text == "a  b"
    assert kinds(result) == [("bold", 0, 2)]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        (
            {"type": "bold", "offset": 9, "length": 1},
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            {"type": "bold", "offset": 0, "length": 9},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        ({"type": "x", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
        (
            {"type": "text_link", "offset": 0, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"},
            "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
    ],
)
def test_given_entities_are_checked(entity: dict[str, object], reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        message_text("hello", None, [entity])
    assert refusal.value.description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.org/a?b=c#d", None),
        ("example.org", None),
        ("http://127.0.0.1:8080/x", None),
        ("tg://user?id=1", None),
        ("not-a-url", "Wrong HTTP URL"),
        ("https://localhost/x", "Wrong HTTP URL"),
        ("https://exam ple.org", "Wrong HTTP URL"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("javascript://x.y", "Unsupported URL protocol"),
        ("", "URL host is empty"),
        ("https://", "URL host is empty"),
    ],
)
def test_links_that_telegram_takes_and_refuses(url: str, problem: str | None) -> None:
    assert link_problem(url) == problem
