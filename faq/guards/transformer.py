"""A small network that reads a whole message and gives one number for danger and one for a medicine.

A transformer encoder (Vaswani and others 2017; Devlin and others 2019) of few layers, run with numpy alone:
word pieces in, their outputs averaged, two numbers out, above 0 for yes. Unlike a list of wordings it
understands sentences that nobody thought of, and the order of their words. `bench/training/train_guards.py`
trains it; `data/guards.json` holds its source, licence and SHA-256. Its weights are whole numbers of eight
bits with one scale a row.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.guards.wordpiece import WordPieceTokenizer
from faq.word_lists import DATA

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]

HEAD_WIDTH = 32
"""Numbers of one attention head."""
EPSILON = np.float32(1e-12)
MAX_PIECES = 110
"""Pieces that are read together; it was trained on no more."""


def read_arrays(folder: Path = DATA) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Read `guards.npz`, and `guards.json` beside it.

    Raises:
        ValueError: the one is not the file that the other describes.
    """
    content = (folder / "guards.npz").read_bytes()
    description = json.loads((folder / "guards.json").read_text("utf-8"))
    if hashlib.sha256(content).hexdigest() != description["sha256"]:
        raise ValueError(f"{folder / 'guards.npz'} is damaged: its SHA-256 is not the one in guards.json")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays), description


class Transformer:
    """The trained network. It keeps nothing of what it reads, so many tasks may share it."""

    def __init__(self, arrays: Arrays) -> None:
        self.tokenizer = WordPieceTokenizer(arrays["pieces"].tobytes().decode().split("\n"))
        self._embeddings = arrays["table"]
        self._embedding_scales = arrays["table.scales"].astype(np.float32)
        self._positions = arrays["places"].astype(np.float32)
        self._norm = _LayerNorm(arrays, "norm")
        count = sum(name.endswith(".ask") for name in arrays)
        self._layers = [_Layer(arrays, f"layer{number}") for number in range(count)]
        self._out, self._bias = arrays["out"].astype(np.float32), arrays["out.bias"].astype(np.float32)

    def score(self, rows: Sequence[int]) -> Floats:
        """Return danger and medicine, shape (2,), of at most `MAX_PIECES` pieces, given by their rows."""
        chosen = np.array([self.tokenizer.start, *rows[:MAX_PIECES], self.tokenizer.end])
        embedded = self._embeddings[chosen].astype(np.float32) * self._embedding_scales[chosen, None]
        state = self._norm(embedded + self._positions[: len(chosen)])
        for layer in self._layers:
            state = layer(state)
        return np.asarray(state.mean(axis=0) @ self._out.T + self._bias, dtype=np.float32)


class _LayerNorm:
    """Every row to mean 0 and variance 1, then scaled and shifted (Ba and others 2016)."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._scale = arrays[f"{name}.stretch"].astype(np.float32)
        self._shift = arrays[f"{name}.move"].astype(np.float32)

    def __call__(self, state: Floats) -> Floats:
        centred = state - state.mean(axis=1, keepdims=True)
        width = np.float32(state.shape[1])
        variance = np.einsum("ij,ij->i", centred, centred) / width
        return np.asarray(centred * (1 / np.sqrt(variance + EPSILON))[:, None] * self._scale + self._shift)


class _Layer:
    """Self-attention between all pieces, then a feed-forward network for each piece."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        # The arrays keep the names they were trained under.
        self._qkv, self._attention_out, self._ffn_in, self._ffn_out = (
            _Linear(arrays, f"{name}.{part}") for part in ("ask", "tell", "up", "down")
        )
        self._attention_norm = _LayerNorm(arrays, f"{name}.first")
        self._ffn_norm = _LayerNorm(arrays, f"{name}.second")

    def __call__(self, state: Floats) -> Floats:
        state = self._attention_norm(state + self._attention(state))
        return self._ffn_norm(state + self._ffn_out(gelu(self._ffn_in(state))))

    def _attention(self, state: Floats) -> Floats:
        count, width = state.shape
        query, key, value = (
            self._qkv(state).reshape(count, 3, width // HEAD_WIDTH, HEAD_WIDTH).transpose(1, 2, 0, 3)
        )
        logits = query @ key.transpose(0, 2, 1) * np.float32(HEAD_WIDTH**-0.5)
        weights = np.exp(logits - logits.max(axis=2, keepdims=True))
        mixed = (weights / weights.sum(axis=2, keepdims=True)) @ value
        return self._attention_out(mixed.transpose(1, 0, 2).reshape(count, width))


class _Linear:
    """A matrix and a bias. The matrix is kept as (out, in), in whole numbers with one scale a row."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        rows = arrays[name].astype(np.float32) * arrays[f"{name}.scales"].astype(np.float32)[:, None]
        self._matrix = np.ascontiguousarray(rows.T)
        self._bias = arrays[f"{name}.bias"].astype(np.float32)

    def __call__(self, state: Floats) -> Floats:
        return np.asarray(state @ self._matrix + self._bias)


def gelu(state: Floats) -> Floats:
    """Return x times the normal distribution function of x.

    By Abramowitz and Stegun's formula 7.1.26 (error under 2e-7): numpy has no error function.
    """
    size = np.abs(state) * np.float32(2**-0.5)
    step = 1 / (1 + np.float32(0.3275911) * size)
    series = step * (
        0.254829592
        + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    error = np.sign(state) * (1 - series * np.exp(-size * size))
    return np.asarray(0.5 * state * (1 + error), dtype=np.float32)
