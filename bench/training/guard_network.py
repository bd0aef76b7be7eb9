"""The guards' network while it is trained, with PyTorch: the same sums as `faq/guards/transformer.py`.

It begins as the first layers of all-MiniLM-L6-v2 (`sentence_model.py` says whose that is). Needs the
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

from faq.guards.transformer import HEAD

Tensors = dict[str, Any]
WIDTH = 384
OUTPUTS = 2
DROPPED = 0.1
"""Share of numbers that are dropped by chance while training; twice as many before the last step."""
LEVELS = 63
"""Numbers of a matrix lie between -63 and 63: seven bits."""
NOTHING = -1e9


def begin(model: Path, layers: int, places: int, pieces: Sequence[int]) -> Tensors:
    """The first so many layers of the sentence model, these rows of its table, and a fresh last step."""
    kept = load_file(model / "model.safetensors")
    net: Tensors = {
        "table": kept["embeddings.word_embeddings.weight"][list(pieces)],
        "places": kept["embeddings.position_embeddings.weight"][:places]
        + kept["embeddings.token_type_embeddings.weight"][0],
        "norm.stretch": kept["embeddings.LayerNorm.weight"],
        "norm.move": kept["embeddings.LayerNorm.bias"],
        "out": torch.randn(OUTPUTS, WIDTH) * 0.02,
        "out.bias": torch.zeros(OUTPUTS),
    }
    for layer in range(layers):
        net.update(_layer(kept, f"encoder.layer.{layer}.", f"layer{layer}"))
    return {name: value.clone().requires_grad_() for name, value in net.items()}


def _layer(kept: Mapping[str, Any], old: str, new: str) -> Tensors:
    asked = [f"{old}attention.self.{part}" for part in ("query", "key", "value")]
    found: Tensors = {
        f"{new}.ask": torch.cat([kept[f"{name}.weight"] for name in asked]),
        f"{new}.ask.bias": torch.cat([kept[f"{name}.bias"] for name in asked]),
    }
    names = {"tell": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense"}
    for name, was in names.items():
        found[f"{new}.{name}"], found[f"{new}.{name}.bias"] = (
            kept[f"{old}{was}.weight"],
            kept[f"{old}{was}.bias"],
        )
    for name, was in {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}.items():
        found[f"{new}.{name}.stretch"], found[f"{new}.{name}.move"] = (
            kept[f"{old}{was}.weight"],
            kept[f"{old}{was}.bias"],
        )
    return found


def scores(net: Tensors, rows: Sequence[Sequence[int]], *, learning: bool = False) -> Any:
    """Shape (messages, 2). A message is the rows of its pieces, its two marks included."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    there = torch.zeros(len(rows), longest)
    for number, row in enumerate(rows):
        ids[number, : len(row)], there[number, : len(row)] = torch.tensor(row), 1.0
    state = _norm(net, "norm", functional.embedding(ids, net["table"]) + net["places"][:longest])
    state = functional.dropout(state, DROPPED, learning)
    absent = ((1 - there) * NOTHING)[:, None, None, :]
    for layer in range(sum(name.endswith(".ask") for name in net)):
        state = _through(net, f"layer{layer}", state, absent, learning=learning)
    mean = (state * there[..., None]).sum(1) / there.sum(1, keepdim=True)
    return functional.dropout(mean, 2 * DROPPED, learning) @ net["out"].T + net["out.bias"]


def _through(net: Tensors, name: str, state: Any, absent: Any, *, learning: bool) -> Any:
    count, longest, width = state.shape
    parts = (
        _linear(net, f"{name}.ask", state).view(count, longest, 3, width // HEAD, HEAD).permute(2, 0, 3, 1, 4)
    )
    likeness = parts[0] @ parts[1].transpose(2, 3) * HEAD**-0.5 + absent
    mixed = functional.dropout(likeness.softmax(-1), DROPPED, learning) @ parts[2]
    told = _linear(net, f"{name}.tell", mixed.transpose(1, 2).reshape(count, longest, width))
    state = _norm(net, f"{name}.first", state + functional.dropout(told, DROPPED, learning))
    inner = _linear(net, f"{name}.down", functional.gelu(_linear(net, f"{name}.up", state)))
    return _norm(net, f"{name}.second", state + functional.dropout(inner, DROPPED, learning))


def _linear(net: Tensors, name: str, state: Any) -> Any:
    return functional.linear(state, net[name], net[f"{name}.bias"])


def _norm(net: Tensors, name: str, state: Any) -> Any:
    return functional.layer_norm(state, state.shape[-1:], net[f"{name}.stretch"], net[f"{name}.move"], 1e-12)


def packed(net: Mapping[str, Any], pieces: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The network as `faq/guards/transformer.py` reads it: matrices in whole numbers with a scale a row."""
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
