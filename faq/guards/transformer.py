"""A small network that reads a whole message and gives one number for danger and one for a medicine.

A transformer encoder (Vaswani and others 2017; Devlin and others 2019) of few layers, run with numpy alone:
word pieces in, their outputs averaged, two numbers out, above 0 for yes. Unlike lists of wordings it hears
a sentence that nobody thought of, and the order of its words. `bench/training/train_guards.py` trains it;
`data/guards.json` says from what, under which licence, and what the file's SHA-256 is. Its weights are
whole numbers of eight bits with one scale a row.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.guards.wordpiece import Pieces

Floats = NDArray[np.float32]

DATA = Path(__file__).parent.parent / "data"
HEAD = 32
"""Numbers of one head of attention."""
LEAST_VARIANCE = np.float32(1e-12)
ROOM = 110
"""Pieces that are read together; it was trained on no more."""


def read_arrays(folder: Path = DATA) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """What `guards.npz` holds, and `guards.json` beside it.

    Raises:
        ValueError: the one is not the file that the other describes.
    """
    content = (folder / "guards.npz").read_bytes()
    about = json.loads((folder / "guards.json").read_text("utf-8"))
    if hashlib.sha256(content).hexdigest() != about["sha256"]:
        raise ValueError(f"{folder / 'guards.npz'} is damaged: its SHA-256 is not the one in guards.json")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays), about


class Network:
    """The trained network. It keeps nothing of what it reads, and may be asked from many tasks at once."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.pieces = Pieces(arrays["pieces"].tobytes().decode().split("\n"))
        self._codes = arrays["table"]
        self._scales = arrays["table.scales"].astype(np.float32)
        self._places = arrays["places"].astype(np.float32)
        self._norm = _Norm(arrays, "norm")
        count = sum(name.endswith(".ask") for name in arrays)
        self._layers = [_Layer(arrays, f"layer{number}") for number in range(count)]
        self._out, self._bias = arrays["out"].astype(np.float32), arrays["out.bias"].astype(np.float32)

    def score(self, rows: Sequence[int]) -> Floats:
        """Danger and medicine, shape (2,), of at most `ROOM` pieces, given by their rows."""
        chosen = np.array([self.pieces.start, *rows[:ROOM], self.pieces.end])
        table = self._codes[chosen].astype(np.float32) * self._scales[chosen, None]
        state = self._norm(table + self._places[: len(chosen)])
        for layer in self._layers:
            state = layer(state)
        return np.asarray(state.mean(axis=0) @ self._out.T + self._bias, dtype=np.float32)


class _Norm:
    """Every row to mean 0 and variance 1, then stretched and moved (Ba and others 2016)."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._stretch = arrays[f"{name}.stretch"].astype(np.float32)
        self._move = arrays[f"{name}.move"].astype(np.float32)

    def __call__(self, state: Floats) -> Floats:
        centred = state - state.mean(axis=1, keepdims=True)
        width = np.float32(state.shape[1])
        variance = np.einsum("ij,ij->i", centred, centred) / width
        return np.asarray(
            centred * (1 / np.sqrt(variance + LEAST_VARIANCE))[:, None] * self._stretch + self._move
        )


class _Layer:
    """Attention between all pieces, then two matrices for each piece by itself."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._ask, self._tell, self._up, self._down = (
            _Linear(arrays, f"{name}.{part}") for part in ("ask", "tell", "up", "down")
        )
        self._first, self._second = _Norm(arrays, f"{name}.first"), _Norm(arrays, f"{name}.second")

    def __call__(self, state: Floats) -> Floats:
        state = self._first(state + self._attended(state))
        return self._second(state + self._down(gelu(self._up(state))))

    def _attended(self, state: Floats) -> Floats:
        count, width = state.shape
        query, key, value = self._ask(state).reshape(count, 3, width // HEAD, HEAD).transpose(1, 2, 0, 3)
        likeness = query @ key.transpose(0, 2, 1) * np.float32(HEAD**-0.5)
        likeness = np.exp(likeness - likeness.max(axis=2, keepdims=True))
        mixed = (likeness / likeness.sum(axis=2, keepdims=True)) @ value
        return self._tell(mixed.transpose(1, 0, 2).reshape(count, width))


class _Linear:
    """A matrix and what is added. The matrix is kept as (out, in), in whole numbers with one scale a row."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        rows = arrays[name].astype(np.float32) * arrays[f"{name}.scales"].astype(np.float32)[:, None]
        self._matrix = np.ascontiguousarray(rows.T)
        self._added = arrays[f"{name}.bias"].astype(np.float32)

    def __call__(self, state: Floats) -> Floats:
        return np.asarray(state @ self._matrix + self._added)


def gelu(state: Floats) -> Floats:
    """x times the normal distribution function of x, by Abramowitz and Stegun's 7.1.26 (error under 2e-7)."""
    size = np.abs(state) * np.float32(2**-0.5)
    step = 1 / (1 + np.float32(0.3275911) * size)
    series = step * (
        0.254829592
        + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    error = np.sign(state) * (1 - series * np.exp(-size * size))
    return np.asarray(0.5 * state * (1 + error), dtype=np.float32)
