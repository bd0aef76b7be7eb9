"""Words as pieces."""

import pytest

from faq.guards.wordpiece import Pieces

KNOWN = ["[UNK]", "[CLS]", "[SEP]", "mesh", "un", "##aliv", "##e", "##a", "##l", "a", "."]


@pytest.fixture
def pieces() -> Pieces:
    return Pieces(KNOWN)


def spelt(pieces: Pieces, *words: str) -> list[str]:
    return [KNOWN[row] for row in pieces.of(words)]


def test_a_known_word_is_one_piece(pieces: Pieces) -> None:
    assert spelt(pieces, "mesh", ".") == ["mesh", "."]


def test_another_falls_apart_into_the_longest_known(pieces: Pieces) -> None:
    assert spelt(pieces, "unalive") == ["un", "##aliv", "##e"]
    assert spelt(pieces, "unal") == ["un", "##a", "##l"]


def test_one_that_can_not_be_spelt_is_unknown(pieces: Pieces) -> None:
    assert spelt(pieces, "unkind", "mesh") == ["[UNK]", "mesh"]


def test_only_whole_words_count_as_words(pieces: Pieces) -> None:
    assert pieces.words == {"mesh", "un", "a"}
