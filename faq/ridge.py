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


@dataclass(frozen=True, slots=True)
class Fit:
    """The solution for n phrases and m entries."""

    weights: Floats
    """Shape (n, m). The scores of a message are kernel(message, phrases) @ weights."""
    without_phrase: Floats
    """Shape (n, m): the scores each phrase would get had it not been there."""
    without_entry: Floats
    """Shape (n, m): the scores each phrase would get had its whole entry's phrases not been there."""


def square_up(likeness: Floats) -> Floats:
    """k + k², elementwise: the square adds every pair of features as a feature."""
    return np.asarray(likeness + likeness * likeness, dtype=np.float32)


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


def solve(kernel: Floats, owners: Owners, entries: int) -> Fit:
    """Fit on the kernel between all phrases, shape (n, n)."""
    aims = targets(owners, entries)
    inverse = np.linalg.inv(kernel.astype(np.float64) + np.diag(penalties(owners, entries)))
    weights = inverse @ aims
    alone = aims - weights / np.diag(inverse)[:, None]
    apart = alone.copy()
    for entry in range(entries):
        rows = np.flatnonzero(owners == entry)
        apart[rows] = aims[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
    return Fit(weights.astype(np.float32), alone.astype(np.float32), apart.astype(np.float32))
