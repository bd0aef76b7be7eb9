"""The guards' network while it is trained, with PyTorch: the same arithmetic as `faq/guards/transformer.py`.

It starts from the first layers of all-MiniLM-L6-v2 (`sentence_model.py` says whose that is). Needs the
packages `torch` and `safetensors`; the bot needs neither.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch.nn import functional

from faq.guards.transformer import HEAD_WIDTH

Tensors = dict[str, Any]
EMBEDDING_WIDTH = 384
OUTPUTS = 2
DROPOUT = 0.1
"""Twice as much before the output layer."""
LEVELS = 63
"""Numbers of a matrix lie between -63 and 63: seven bits."""
MASKED = -1e9


def begin(model: Path, layers: int, places: int, pieces: Sequence[int]) -> Tensors:
    """Take the first layers of the sentence model and these rows of its table, with a fresh output layer."""
    weights = load_file(model / "model.safetensors")
    net: Tensors = {
        "table": weights["embeddings.word_embeddings.weight"][list(pieces)],
        "places": weights["embeddings.position_embeddings.weight"][:places]
        + weights["embeddings.token_type_embeddings.weight"][0],
        "norm.stretch": weights["embeddings.LayerNorm.weight"],
        "norm.move": weights["embeddings.LayerNorm.bias"],
        "out": torch.randn(OUTPUTS, EMBEDDING_WIDTH) * 0.02,
        "out.bias": torch.zeros(OUTPUTS),
    }
    for layer in range(layers):
        net.update(_layer(weights, f"encoder.layer.{layer}.", f"layer{layer}"))
    return {name: value.clone().requires_grad_() for name, value in net.items()}


def _layer(weights: Mapping[str, Any], old: str, new: str) -> Tensors:
    qkv = [f"{old}attention.self.{part}" for part in ("query", "key", "value")]
    layer: Tensors = {
        f"{new}.ask": torch.cat([weights[f"{name}.weight"] for name in qkv]),
        f"{new}.ask.bias": torch.cat([weights[f"{name}.bias"] for name in qkv]),
    }
    names = {"tell": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense"}
    for name, source in names.items():
        layer[f"{new}.{name}"], layer[f"{new}.{name}.bias"] = (
            weights[f"{old}{source}.weight"],
            weights[f"{old}{source}.bias"],
        )
    for name, source in {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}.items():
        layer[f"{new}.{name}.stretch"], layer[f"{new}.{name}.move"] = (
            weights[f"{old}{source}.weight"],
            weights[f"{old}{source}.bias"],
        )
    return layer


def scores(net: Tensors, rows: Sequence[Sequence[int]], *, learning: bool = False) -> Any:
    """Return shape (messages, 2). A message is the rows of its pieces, its two marks included."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    present = torch.zeros(len(rows), longest)
    for number, row in enumerate(rows):
        ids[number, : len(row)], present[number, : len(row)] = torch.tensor(row), 1.0
    state = _norm(net, "norm", functional.embedding(ids, net["table"]) + net["places"][:longest])
    state = functional.dropout(state, DROPOUT, learning)
    absent = ((1 - present) * MASKED)[:, None, None, :]
    for layer in range(sum(name.endswith(".ask") for name in net)):
        state = _run_layer(net, f"layer{layer}", state, absent, learning=learning)
    mean = (state * present[..., None]).sum(1) / present.sum(1, keepdim=True)
    return functional.dropout(mean, 2 * DROPOUT, learning) @ net["out"].T + net["out.bias"]


def _run_layer(net: Tensors, name: str, state: Any, absent: Any, *, learning: bool) -> Any:
    count, longest, width = state.shape
    heads = (count, longest, 3, width // HEAD_WIDTH, HEAD_WIDTH)
    query, key, value = _linear(net, f"{name}.ask", state).view(heads).permute(2, 0, 3, 1, 4)
    logits = query @ key.transpose(2, 3) * HEAD_WIDTH**-0.5 + absent
    mixed = functional.dropout(logits.softmax(-1), DROPOUT, learning) @ value
    attended = _linear(net, f"{name}.tell", mixed.transpose(1, 2).reshape(count, longest, width))
    state = _norm(net, f"{name}.first", state + functional.dropout(attended, DROPOUT, learning))
    inner = _linear(net, f"{name}.down", functional.gelu(_linear(net, f"{name}.up", state)))
    return _norm(net, f"{name}.second", state + functional.dropout(inner, DROPOUT, learning))


def _linear(net: Tensors, name: str, state: Any) -> Any:
    return functional.linear(state, net[name], net[f"{name}.bias"])


def _norm(net: Tensors, name: str, state: Any) -> Any:
    return functional.layer_norm(state, state.shape[-1:], net[f"{name}.stretch"], net[f"{name}.move"], 1e-12)


def packed(net: Mapping[str, Any], pieces: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the network as `faq/guards/transformer.py` reads it: whole numbers with a scale a row."""
    arrays: dict[str, NDArray[Any]] = {"pieces": np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8)}
    for name, value in net.items():
        numbers = value.detach().numpy().astype(np.float32)
        if numbers.ndim == 1 or name in ("places", "out"):
            arrays[name] = numbers.astype(np.float32 if name.startswith("out") else np.float16)
        else:
            scales = (np.abs(numbers).max(axis=1) / LEVELS + 1e-12).astype(np.float16)
            arrays[name] = (
                np.rint(numbers / scales[:, None].astype(np.float32)).clip(-LEVELS, LEVELS).astype(np.int8)
            )
            arrays[f"{name}.scales"] = scales
    return arrays
