"""Views of a message and their index."""

import numpy as np
import pytest

from faq.matching.tfidf import TfidfIndex, bigrams, char_ngrams, skipgrams, unigrams

PHRASES = [["is", "mesh", "banned"], ["is", "mesh", "safe"], ["write", "to", "my", "mp"]]


def test_words_are_counted_by_stem() -> None:
    assert unigrams(["claims", "claim", "now"]) == {"claim": 2, "now": 1}


def test_neighbours_mark_the_edges() -> None:
    assert bigrams(["is", "mesh"]) == {"is": 1, "mesh": 1, "^ is": 1, "is mesh": 1, "mesh $": 1}


def test_pairs_forget_the_order_and_reach_four_words() -> None:
    assert skipgrams(["b", "a"]) == skipgrams(["a", "b"])
    assert "a f" not in skipgrams(["a", "b", "c", "d", "e", "f"])
    assert "a e" in skipgrams(["a", "b", "c", "d", "e", "f"])


def test_pieces_stay_inside_a_word() -> None:
    counted = char_ngrams(["mp", "no"])
    assert " mp " in counted
    assert not any("p " in piece and "n" in piece for piece in counted)


def test_a_phrase_is_like_itself_and_unlike_others() -> None:
    index, vectors = TfidfIndex.build(PHRASES)
    likeness = index.similarity(vectors[0])
    assert likeness[0] == pytest.approx(1)
    assert likeness[0] > likeness[1] > likeness[2]


def test_likeness_is_the_mean_of_the_four_cosines() -> None:
    index, vectors = TfidfIndex.build(PHRASES)
    dense = np.zeros((len(PHRASES), 1000))
    for row, vector in enumerate(vectors):
        dense[row, vector.ids] = vector.weights
    message = index.vector(["is", "mesh", "banned", "now"])
    wide = np.zeros(1000)
    wide[message.ids] = message.weights
    assert index.similarity(message) == pytest.approx(dense @ wide, abs=1e-6)


def test_a_message_of_unknown_features_is_like_nothing() -> None:
    index, _ = TfidfIndex.build(PHRASES)
    assert not index.similarity(index.vector(["qqq"])).any()
    assert index.known_share(["qqq"]) == 0
    assert index.known_share(["mesh"]) == 1
    assert 0 < index.known_share(["mesh", "qqq"]) < 0.5


def test_rare_words_weigh_more() -> None:
    index, _ = TfidfIndex.build(PHRASES)
    assert index.rarity("qqq") == 1
    assert 1 > index.rarity("banned") > index.rarity("mesh") > 0


def test_an_index_survives_being_kept() -> None:
    index, _ = TfidfIndex.build(PHRASES)
    restored = TfidfIndex.restore(index.arrays())
    message = ["is", "mesh", "sling"]
    assert (restored.similarity(restored.vector(message)) == index.similarity(index.vector(message))).all()
