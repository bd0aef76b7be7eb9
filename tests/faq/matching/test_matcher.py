"""The matcher as a whole."""

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from faq.entry import Negated, Wordings
from faq.matching import model as learning
from faq.matching.matcher import Matcher
from faq.matching.result import MAX_CANDIDATES, MAX_CHOICES, Answered, Suggested, Unmatched
from faq.products import Product, Products
from tests.conftest import real_words

PRODUCTS = real_words().products

ENTRIES = (
    Wordings(
        "mesh_banned",
        (
            "Is mesh banned?",
            "has mesh been stopped",
            "are they still using mesh",
            "is the mesh pause still on",
        ),
        frozenset({"mesh"}),
        Negated.OFFER,
    ),
    Wordings(
        "primodos_court",
        (
            "What happened in court about Primodos?",
            "did the Primodos families lose their case",
            "Bayer judgment",
        ),
        frozenset({"primodos"}),
    ),
    Wordings("write_mp", ("How do I write to my MP?", "contact my MP", "letter to my member of parliament")),
    Wordings("redress", ("What is redress?", "what does redress mean", "meaning of redress")),
    Wordings("amount", ("How much money will people get?", "what sum would be paid", "compensation amount")),
    Wordings("wait", ("Why is it taking so long?", "how long must we wait", "when will government answer")),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(ENTRIES, PRODUCTS)


def best(result: Answered | Suggested | Unmatched) -> str:
    return result.candidates[0].id


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_wording_finds_its_own_entry(matcher: Matcher, entry: Wordings) -> None:
    for phrase in entry.phrases:
        result = matcher.match(phrase)
        assert isinstance(result, Answered)
        assert result.best.id == entry.id
        assert result.best.wording == phrase


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("is mehs baned??", "mesh_banned"),
        ("is TVT banned", "mesh_banned"),
        ("contcat my mp", "write_mp"),
        ("whats redress", "redress"),
        ("how much cash would victims receive", "amount"),
    ],
)
def test_slips_brands_and_synonyms_find_theirs(matcher: Matcher, text: str, entry: str) -> None:
    assert best(matcher.match(text)) == entry


@pytest.mark.parametrize("text", ["what is the weather tomorrow", "zxcv qwpo", "recipe for pancakes"])
def test_what_lies_outside_is_not_answered(matcher: Matcher, text: str) -> None:
    assert isinstance(matcher.match(text), Unmatched)


@pytest.mark.parametrize("text", ["", "   ", "\U0001f622", "?!"])
def test_a_message_without_words_has_no_candidates(matcher: Matcher, text: str) -> None:
    assert matcher.match(text) == Unmatched(())


def test_an_entry_about_another_product_is_never_a_candidate(matcher: Matcher) -> None:
    for text in ("is Primodos banned", "has duogynon been stopped", "is primados pause still on"):
        assert "mesh_banned" not in [candidate.id for candidate in matcher.match(text).candidates]
    for text in ("what happened in court about epilim", "did the mesh families lose their case"):
        assert "primodos_court" not in [candidate.id for candidate in matcher.match(text).candidates]


@pytest.mark.parametrize("text", ["Is mesh not banned?", "mesh isn't banned", "has mesh not been stopped"])
def test_the_other_sense_is_offered_and_not_answered(matcher: Matcher, text: str) -> None:
    result = matcher.match(text)
    assert isinstance(result, Suggested)
    assert result.choices[0].id == "mesh_banned"


def test_an_entry_that_settles_both_senses_answers_both() -> None:
    settled = Wordings(ENTRIES[0].id, ENTRIES[0].phrases, ENTRIES[0].about, Negated.SAME_ANSWER)
    result = Matcher((settled, *ENTRIES[1:]), PRODUCTS).match("Is mesh not banned?")
    assert isinstance(result, Answered)
    assert result.best.id == "mesh_banned"


def test_a_question_about_another_medicine_is_not_answered(matcher: Matcher) -> None:
    assert isinstance(matcher.match("How much money will people get?"), Answered)
    assert not isinstance(matcher.match("How much money will thalidomide people get?"), Answered)


@pytest.mark.parametrize(
    "text", ["mesh", "TVT?", "primados", "the mesh", "please stop", "court", "much money"]
)
def test_what_says_too_little_is_not_answered(matcher: Matcher, text: str) -> None:
    assert not isinstance(matcher.match(text), Answered)


@pytest.mark.parametrize(
    "text", ["what is redress", "What does redres mean", "bayer judgments", "mesh banned"]
)
def test_little_is_enough_where_it_is_the_entrys_own_words(matcher: Matcher, text: str) -> None:
    assert isinstance(matcher.match(text), Answered)


def test_a_product_alone_is_not_answered_even_by_a_wording_of_that_one_word() -> None:
    named = Wordings("mesh_banned", (*ENTRIES[0].phrases, "mesh"), frozenset({"mesh"}))
    assert isinstance(Matcher((named, *ENTRIES[1:]), PRODUCTS).match("mesh"), Suggested)


def test_candidates_are_ranked_and_few(matcher: Matcher) -> None:
    candidates = matcher.match("how long must we wait for money").candidates
    scores = [candidate.score for candidate in candidates]
    assert len(candidates) == MAX_CANDIDATES
    assert scores == sorted(scores, reverse=True)
    assert len({candidate.id for candidate in candidates}) == MAX_CANDIDATES
    assert len(Suggested(candidates).choices) == MAX_CHOICES


def test_equal_entries_keep_their_order() -> None:
    same = [Wordings(name, ("one and the same question",)) for name in ("first", "second", "third")]
    ranked = Matcher(same).match("one and the same question").candidates
    assert [candidate.id for candidate in ranked] == ["first", "second", "third"]


def test_no_entries_match_nothing() -> None:
    assert Matcher(()).match("is mesh banned") == Unmatched(())


def test_a_single_entry_is_found() -> None:
    assert best(Matcher(ENTRIES[:1]).match("is mesh banned")) == "mesh_banned"


def test_it_works_without_the_table() -> None:
    plain = Matcher(ENTRIES, PRODUCTS, vectors=False)
    assert best(plain.match("is mesh banned")) == "mesh_banned"
    assert isinstance(plain.match("what is the weather tomorrow"), Unmatched)


def test_threads_agree(matcher: Matcher) -> None:
    texts = [phrase for entry in ENTRIES for phrase in entry.phrases] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(matcher.match, texts)) == [matcher.match(text) for text in texts]


def scrambled(count: int, seed: int = 3) -> list[Wordings]:
    chance = random.Random(seed)
    words = [f"{a}{b}" for a in ("ka", "lo", "mi", "nu", "pe") for b in ("rast", "tum", "ven", "dol", "gis")]
    return [
        Wordings(f"e{number}", tuple(" ".join(chance.sample(words, 6)) for _ in range(3)))
        for number in range(count)
    ]


def test_past_too_many_phrases_the_nearest_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = scrambled(30)
    assert not Matcher(entries).too_many_phrases
    monkeypatch.setattr(learning, "MAX_PHRASES", 50)
    monkeypatch.setattr("faq.matching.matcher.MAX_PHRASES", 50)
    matcher = Matcher(entries)
    assert matcher.too_many_phrases
    for entry in entries:
        assert best(matcher.match(entry.phrases[0])) == entry.id


def assert_same(first: Matcher, second: Matcher) -> None:
    for entry in ENTRIES:
        for phrase in entry.phrases:
            assert first.match(phrase + " please") == second.match(phrase + " please")


def learnings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows by one whenever something is learnt anew."""
    counted: list[int] = []
    real = learning._solution

    def counting(*given: object) -> object:
        counted.append(1)
        return real(*given)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(learning, "_solution", counting)
    return counted


def test_a_cache_gives_the_same_without_learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = learnings(monkeypatch)
    path = tmp_path / "deep" / "cache.npz"
    first = Matcher(ENTRIES, PRODUCTS, cache=path)
    second = Matcher(ENTRIES, PRODUCTS, cache=path)
    assert len(counted) == 1
    assert_same(first, second)


def test_a_cache_of_other_words_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = learnings(monkeypatch)
    path = tmp_path / "cache.npz"
    Matcher(ENTRIES[:3], cache=path)
    assert_same(Matcher(ENTRIES, PRODUCTS, cache=path), Matcher(ENTRIES, PRODUCTS))
    assert len(counted) == 3


def test_a_cache_of_other_products_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = learnings(monkeypatch)
    path = tmp_path / "cache.npz"
    lamps = Products(products={"lamp": Product(names=("lantern",))})
    assert "lantern" not in " ".join(phrase for entry in ENTRIES for phrase in entry.phrases)
    Matcher(ENTRIES, cache=path)
    Matcher(ENTRIES, lamps, cache=path)
    assert len(counted) == 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"PK\x03\x04 half a file"])
def test_a_damaged_cache_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "cache.npz"
    path.write_bytes(damage)
    assert_same(Matcher(ENTRIES, PRODUCTS, cache=path), Matcher(ENTRIES, PRODUCTS))
    with np.load(path, allow_pickle=False) as kept:
        assert "key" in kept


def test_a_cut_cache_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.npz"
    Matcher(ENTRIES, PRODUCTS, cache=path)
    whole = path.read_bytes()
    for size in range(0, len(whole), len(whole) // 3):
        path.write_bytes(whole[:size])
        assert_same(Matcher(ENTRIES, PRODUCTS, cache=path), Matcher(ENTRIES, PRODUCTS))


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert (
        best(Matcher(ENTRIES, PRODUCTS, cache=tmp_path / "file" / "cache.npz").match("is mesh banned"))
        == "mesh_banned"
    )


def imported(modules: Sequence[str]) -> set[str]:
    """Top-level packages that are there after importing these."""
    code = f"import sys, {', '.join(modules)}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return set(done.stdout.split())


def test_importing_it_is_light() -> None:
    heavy = {"yaml", "telegram", "torch", "scipy", "sklearn", "transformers", "pyphen", "onnxruntime"}
    assert not imported(["faq.matching.matcher"]) & heavy
