"""Kernel ridge regression in closed form: which entry a message belongs to, learnt from its phrases alone.

Saunders, Gammerman and Vovk (1998) for the solution; Rifkin and Lippert, "Notes on regularized least squares"
(2007), for leaving one out. Every phrase is a row; its target is 1 for its own entry and -1/(entries - 1) for
the others, so that a row sums to nought. Negatives, which belong nowhere, have -1/(entries - 1) throughout.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Owners = NDArray[np.int32]

LOOSENESS = 0.3
"""Weight of the penalty for a phrase of an entry of average size."""
NOWHERE = -1
"""The owner of a phrase that belongs to no entry."""
ABOUT = 3.0
"""Weight of what messages are about, beside the letters they share."""
SHARPNESS = 4.0
"""How quickly the weight falls as two messages are about different things."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The solution for n phrases and m entries."""

    weights: Floats
    """Shape (n, m). The scores of a message are kernel(message, phrases) @ weights."""
    without_phrase: Floats
    """Shape (n, m): the scores each phrase would get had it not been there."""
    without_entry: Floats
    """Shape (n, m): the scores each phrase would get had its whole entry's phrases not been there."""


def kernel(letters: Floats, about: Floats | None) -> Floats:
    """How much messages count as alike, elementwise, any shape.

    `letters` is the lexical likeness k, taken as k + k²: the square adds every pair of features as a feature.
    `about` is the cosine c of their word vectors, taken as the Gaussian kernel on the sphere, exp(4 (c - 1)).
    """
    alike = letters + letters * letters
    if about is not None:
        alike = alike + ABOUT * np.exp(SHARPNESS * (about - 1))
    return np.asarray(alike, dtype=np.float32)


def targets(owners: Owners, entries: int) -> Doubles:
    """Shape (n, m)."""
    aims = np.full((len(owners), entries), -1.0 / max(entries - 1, 1))
    owned = np.flatnonzero(owners != NOWHERE)
    aims[owned, owners[owned]] = 1.0
    return aims


def penalties(owners: Owners, entries: int) -> Doubles:
    """Shape (n,). A phrase of an entry with many phrases is held more loosely, so small entries are heard."""
    owned = owners != NOWHERE
    counts = np.bincount(owners[owned], minlength=entries).astype(float)
    loose = np.full(len(owners), LOOSENESS)
    loose[owned] *= np.sqrt(counts[owners[owned]] / counts.mean())
    return loose


def solve(alike: Floats, owners: Owners, entries: int) -> Fit:
    """Fit on the kernel between all phrases, shape (n, n).

    With K + penalties = L L', the inverse is R' R where R is L's inverse; leaving rows B out moves their
    scores to aims - (inverse at B, B)^-1 weights.
    """
    aims = targets(owners, entries).astype(np.float32)
    system = alike + np.diag(penalties(owners, entries)).astype(np.float32)
    root = lower_inverse(np.linalg.cholesky(system))
    weights = root.T @ (root @ aims)
    alone = aims - weights / (root * root).sum(axis=0)[:, None]
    apart = alone.copy()
    for entry in range(entries):
        rows = np.flatnonzero(owners == entry)
        block = root[:, rows]
        apart[rows] = aims[rows] - np.linalg.solve(block.T @ block, weights[rows])
    return Fit(weights, alone, apart)


def lower_inverse(lower: Floats) -> Floats:
    """The inverse of a lower triangular matrix, by halves: all the work is in products of matrices."""
    size = len(lower)
    if size <= 64:
        return np.asarray(np.linalg.inv(lower), dtype=np.float32)
    half = size // 2
    top, bottom = lower_inverse(lower[:half, :half]), lower_inverse(lower[half:, half:])
    whole = np.zeros_like(lower)
    whole[:half, :half], whole[half:, half:] = top, bottom
    whole[half:, :half] = -bottom @ (lower[half:, :half] @ top)
    return whole
