"""The table of word vectors."""

import hashlib
import json
import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

from faq.matching.embeddings import WordVectors, load_word_vectors
from faq.word_lists import DATA


@pytest.fixture(scope="module")
def table() -> WordVectors:
    return WordVectors.read()


def cosine(table: WordVectors, first: str, second: str) -> float:
    return float(table.encode(first.split()) @ table.encode(second.split()))


def test_the_file_is_small_and_is_the_one_described() -> None:
    content = (DATA / "vectors.npz").read_bytes()
    described = json.loads((DATA / "vectors.json").read_text("utf-8"))
    assert len(content) < 6_000_000
    assert hashlib.sha256(content).hexdigest() == described["sha256"]
    assert "Apache-2.0" in described["licence"]


@pytest.mark.parametrize(
    ("message", "near", "far"),
    [
        ("lawyer", "solicitor", "kitchen"),
        ("how much money will i get", "what sum would be paid", "where is the meeting held"),
        ("my baby was harmed", "injured child", "train timetable"),
    ],
)
def test_like_is_near_like(table: WordVectors, message: str, near: str, far: str) -> None:
    assert cosine(table, message, near) > cosine(table, message, far) + 0.2


def test_vectors_have_length_one_or_zero(table: WordVectors) -> None:
    assert np.linalg.norm(table.encode(["claim", "money"])) == pytest.approx(1, abs=1e-5)
    assert not table.encode(["qzxvqzxv"]).any()
    assert table.encode_all([]).shape == (0, table.width)


def test_a_form_that_is_not_listed_has_its_stem_s_vector() -> None:
    codes = np.full((1, 2), 0x9A, dtype=np.uint8)
    table = WordVectors({"claim": 0}, codes, np.ones(1, dtype=np.float16), "")
    assert table.row_of("claiming") == 0
    assert table.row_of("mesh") is None
    assert table.encode(["claims"]) == pytest.approx(np.array([1, 1, 2, 2]) / np.sqrt(10))


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    shutil.copy(DATA / "vectors.json", tmp_path)
    (tmp_path / "vectors.npz").write_bytes(b"not a table")
    with pytest.raises(ValueError, match="damaged"):
        WordVectors.read(tmp_path)


def test_the_bot_goes_without_a_table_it_cannot_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> WordVectors:
        raise FileNotFoundError("vectors.npz")

    monkeypatch.setattr(WordVectors, "read", missing)
    load_word_vectors.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert load_word_vectors() is None
    load_word_vectors.cache_clear()
    assert "left out" in caplog.text
