"""Kernel ridge regression in closed form: which entry a message belongs to, learnt from its phrases alone.

Saunders, Gammerman and Vovk (1998) for the solution; Rifkin and Lippert, "Notes on regularized least squares"
(2007), for leaving one out. Every phrase is a row; its target is 1 for its own entry and -1/(entries - 1) for
the others, so that a row sums to 0. Phrases out of scope have -1/(entries - 1) throughout.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Owners = NDArray[np.int32]

PENALTY = 0.3
"""Ridge penalty for a phrase of an entry of average size."""
OUT_OF_SCOPE = -1
"""The owner of a phrase that belongs to no entry."""
SEMANTIC_WEIGHT = 3.0
"""Weight of the word vectors' similarity beside the lexical one."""
SHARPNESS = 4.0
"""How quickly the semantic part falls as two messages differ in what they are about."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The solution for n phrases and m entries."""

    weights: Floats
    """Shape (n, m). The scores of a message are kernel(message, phrases) @ weights."""
    without_phrase: Floats
    """Shape (n, m): the scores each phrase would get if it were left out of the fit."""
    without_entry: Floats
    """Shape (n, m): the scores each phrase would get if all phrases of its entry were left out of the fit."""


def kernel(lexical: Floats, semantic: Floats | None) -> Floats:
    """Return how similar messages are, elementwise, any shape.

    `lexical` is a cosine k, taken as k + k²: the square adds every pair of features as a feature.
    `semantic` is the cosine c of their word vectors, taken as the Gaussian kernel on the sphere,
    exp(4 (c - 1)).
    """
    values = lexical + lexical * lexical
    if semantic is not None:
        values = values + SEMANTIC_WEIGHT * np.exp(SHARPNESS * (semantic - 1))
    return np.asarray(values, dtype=np.float32)


def targets(owners: Owners, entries: int) -> Doubles:
    """Return what each phrase should score for each entry, shape (n, m)."""
    wanted = np.full((len(owners), entries), -1.0 / max(entries - 1, 1))
    owned = np.flatnonzero(owners != OUT_OF_SCOPE)
    wanted[owned, owners[owned]] = 1.0
    return wanted


def penalties(owners: Owners, entries: int) -> Doubles:
    """Return the ridge penalty of each phrase, shape (n,).

    It is weaker for phrases of small entries, so that large entries do not drown them out.
    """
    owned = owners != OUT_OF_SCOPE
    counts = np.bincount(owners[owned], minlength=entries).astype(float)
    penalty = np.full(len(owners), PENALTY)
    penalty[owned] *= np.sqrt(counts[owners[owned]] / counts.mean())
    return penalty


def solve(kernel_matrix: Floats, owners: Owners, entries: int) -> Fit:
    """Fit on the kernel between all phrases, shape (n, n).

    With K + penalties = L L', the inverse is R' R where R is L's inverse; leaving rows B out moves their
    scores to targets - (inverse at B, B)^-1 weights.
    """
    wanted = targets(owners, entries).astype(np.float32)
    system = kernel_matrix + np.diag(penalties(owners, entries)).astype(np.float32)
    root = lower_inverse(np.linalg.cholesky(system))
    weights = root.T @ (root @ wanted)
    without_phrase = wanted - weights / (root * root).sum(axis=0)[:, None]
    without_entry = without_phrase.copy()
    for entry in range(entries):
        rows = np.flatnonzero(owners == entry)
        block = root[:, rows]
        without_entry[rows] = wanted[rows] - np.linalg.solve(block.T @ block, weights[rows])
    return Fit(weights, without_phrase, without_entry)


def lower_inverse(lower: Floats) -> Floats:
    """Invert a lower triangular matrix by halves: numpy has no such routine, and products are quick."""
    size = len(lower)
    if size <= 64:
        return np.asarray(np.linalg.inv(lower), dtype=np.float32)
    half = size // 2
    top, bottom = lower_inverse(lower[:half, :half]), lower_inverse(lower[half:, half:])
    inverse = np.zeros_like(lower)
    inverse[:half, :half], inverse[half:, half:] = top, bottom
    inverse[half:, :half] = -bottom @ (lower[half:, :half] @ top)
    return inverse
