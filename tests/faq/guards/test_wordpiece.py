"""Words as pieces."""

import pytest

from faq.guards.wordpiece import WordPieceTokenizer

KNOWN = ["[UNK]", "[CLS]", "[SEP]", "mesh", "un", "##aliv", "##e", "##a", "##l", "a", "."]


@pytest.fixture
def pieces() -> WordPieceTokenizer:
    return WordPieceTokenizer(KNOWN)


def spelt(pieces: WordPieceTokenizer, *words: str) -> list[str]:
    return [KNOWN[row] for row in pieces.encode(words)]


def test_a_known_word_is_one_piece(pieces: WordPieceTokenizer) -> None:
    assert spelt(pieces, "mesh", ".") == ["mesh", "."]


def test_another_falls_apart_into_the_longest_known(pieces: WordPieceTokenizer) -> None:
    assert spelt(pieces, "unalive") == ["un", "##aliv", "##e"]
    assert spelt(pieces, "unal") == ["un", "##a", "##l"]


def test_one_that_can_not_be_spelt_is_unknown(pieces: WordPieceTokenizer) -> None:
    assert spelt(pieces, "unkind", "mesh") == ["[UNK]", "mesh"]


def test_only_whole_words_count_as_words(pieces: WordPieceTokenizer) -> None:
    assert pieces.words == {"mesh", "un", "a"}
