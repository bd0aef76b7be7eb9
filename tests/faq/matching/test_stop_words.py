"""The words that tell a question from others."""

from faq.matching.stop_words import gist
from faq.tokenizer import tokens


def test_plain_words_go_and_stems_stay_in_order() -> None:
    assert gist(tokens("Is there a petition I could be signing?")) == ["petit", "sign"]


def test_a_not_is_never_plain() -> None:
    assert gist(tokens("it is not so")) == ["not"]


def test_plain_words_alone_have_no_gist() -> None:
    assert gist(tokens("what is it about")) == []
