"""Views of a message and their index."""

import numpy as np
import pytest

from faq.matching.tfidf import (
    Index,
    neighbours,
    pairs,
    pieces,
    words,
)

PHRASES = [["is", "mesh", "banned"], ["is", "mesh", "safe"], ["write", "to", "my", "mp"]]


def test_words_are_counted_by_stem() -> None:
    assert words(["claims", "claim", "now"]) == {"claim": 2, "now": 1}


def test_neighbours_mark_the_edges() -> None:
    assert neighbours(["is", "mesh"]) == {"is": 1, "mesh": 1, "^ is": 1, "is mesh": 1, "mesh $": 1}


def test_pairs_forget_the_order_and_reach_four_words() -> None:
    assert pairs(["b", "a"]) == pairs(["a", "b"])
    assert "a f" not in pairs(["a", "b", "c", "d", "e", "f"])
    assert "a e" in pairs(["a", "b", "c", "d", "e", "f"])


def test_pieces_stay_inside_a_word() -> None:
    counted = pieces(["mp", "no"])
    assert " mp " in counted
    assert not any("p " in piece and "n" in piece for piece in counted)


def test_a_phrase_is_like_itself_and_unlike_others() -> None:
    index, vectors = Index.build(PHRASES)
    likeness = index.likeness(vectors[0])
    assert likeness[0] == pytest.approx(1)
    assert likeness[0] > likeness[1] > likeness[2]


def test_likeness_is_the_mean_of_the_four_cosines() -> None:
    index, vectors = Index.build(PHRASES)
    dense = np.zeros((len(PHRASES), 1000))
    for row, vector in enumerate(vectors):
        dense[row, vector.ids] = vector.weights
    message = index.vector(["is", "mesh", "banned", "now"])
    wide = np.zeros(1000)
    wide[message.ids] = message.weights
    assert index.likeness(message) == pytest.approx(dense @ wide, abs=1e-6)


def test_a_message_of_unknown_features_is_like_nothing() -> None:
    index, _ = Index.build(PHRASES)
    assert not index.likeness(index.vector(["qqq"])).any()
    assert index.known_share(["qqq"]) == 0
    assert index.known_share(["mesh"]) == 1
    assert 0 < index.known_share(["mesh", "qqq"]) < 0.5


def test_rare_words_weigh_more() -> None:
    index, _ = Index.build(PHRASES)
    assert index.rarity("qqq") == 1
    assert 1 > index.rarity("banned") > index.rarity("mesh") > 0


def test_an_index_survives_being_kept() -> None:
    index, _ = Index.build(PHRASES)
    restored = Index.restore(index.arrays())
    message = ["is", "mesh", "sling"]
    assert (restored.likeness(restored.vector(message)) == index.likeness(index.vector(message))).all()
