"""The guards' network: its sums against a plain second way of doing them, and its files."""

import json
import shutil
from math import erf, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from faq.guards.transformer import Transformer, read_arrays
from faq.word_lists import DATA


def test_it_tells_danger_from_ordinary_talk(network: Transformer) -> None:
    danger = network.score(
        network.tokenizer.encode(
            ["i", "can", "not", "go", "on", "and", "i", "have", "the", "tablets", "here"]
        )
    )
    ordinary = network.score(network.tokenizer.encode(["how", "do", "i", "write", "to", "my", "mp"]))
    assert danger[0] > 1
    assert ordinary[0] < -1


def test_it_tells_a_medicine_from_ordinary_talk(network: Transformer) -> None:
    medicine = network.score(network.tokenizer.encode(["can", "i", "come", "off", "epilim"]))
    ordinary = network.score(network.tokenizer.encode(["when", "was", "epilim", "banned", "in", "france"]))
    assert medicine[1] > 1
    assert ordinary[1] < -1


def test_the_order_of_words_counts(network: Transformer) -> None:
    one = network.score(network.tokenizer.encode(["he", "hit", "me"]))
    other = network.score(network.tokenizer.encode(["me", "hit", "he"]))
    assert not np.allclose(one, other)


def test_the_sums_are_those_of_a_transformer(network: Transformer, arrays: dict[str, NDArray[Any]]) -> None:
    rows = network.tokenizer.encode(
        ["my", "mum", "stopped", "her", "tablets", "and", "she", "is", "not", "safe"]
    )
    plain = plainly(arrays, [network.tokenizer.start, *rows, network.tokenizer.end])
    assert np.allclose(network.score(rows), plain, atol=1e-3)


def plainly(arrays: dict[str, NDArray[Any]], rows: list[int]) -> NDArray[np.float64]:
    """The same written out piece by piece, with nothing clever."""

    def matrix(name: str) -> NDArray[np.float64]:
        return np.asarray(arrays[name].astype(float) * arrays[f"{name}.scales"].astype(float)[:, None])

    def norm(row: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        centred = row - row.mean()
        return np.asarray(
            centred / np.sqrt((centred**2).mean() + 1e-12) * arrays[f"{name}.stretch"]
            + arrays[f"{name}.move"]
        )

    def gelu(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([value * (1 + erf(value / sqrt(2))) / 2 for value in x])

    table = matrix("table")
    state = [norm(table[row] + arrays["places"][at], "norm") for at, row in enumerate(rows)]
    for layer in [f"layer{number}" for number in range(sum(name.endswith(".ask") for name in arrays))]:
        asked = [matrix(f"{layer}.ask") @ row + arrays[f"{layer}.ask.bias"] for row in state]
        width = len(state[0])
        after = []
        for at, row in enumerate(state):
            mixed = np.zeros(width)
            for head in range(0, width, 32):
                part = slice(head, head + 32)
                likeness = np.array([asked[at][part] @ one[width:][part] / 32**0.5 for one in asked])
                share = np.exp(likeness - likeness.max())
                mixed[part] = sum(
                    weight * one[2 * width :][part]
                    for weight, one in zip(share / share.sum(), asked, strict=True)
                )
            told = norm(
                row + matrix(f"{layer}.tell") @ mixed + arrays[f"{layer}.tell.bias"], f"{layer}.first"
            )
            inner = gelu(matrix(f"{layer}.up") @ told + arrays[f"{layer}.up.bias"])
            after.append(
                norm(told + matrix(f"{layer}.down") @ inner + arrays[f"{layer}.down.bias"], f"{layer}.second")
            )
        state = after
    return np.asarray(arrays["out"] @ np.mean(state, axis=0) + arrays["out.bias"])


def test_a_damaged_file_is_not_read(tmp_path: Path) -> None:
    for name in ("guards.npz", "guards.json"):
        shutil.copy(DATA / name, tmp_path / name)
    content = bytearray((tmp_path / "guards.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "guards.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"guards\.npz is damaged"):
        read_arrays(tmp_path)


def test_the_files_say_whose_they_are() -> None:
    about = json.loads((DATA / "guards.json").read_text("utf-8"))
    assert about["licence"] == "Apache-2.0"
    assert (DATA / "guards.npz").stat().st_size < 9_000_000
