"""Fit the numbers of `faq/data/confidence.json` on the dev parts of labelled sets.

    python -m bench.training.fit_confidence --sets DIRECTORY

Uses every set as it is and again with a third of its entries left out at random: messages of the missing
entries are then out of scope, and as close to what is in scope as real ones are. Never reads test parts.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.matching.sets import LabelledSet, matching_sets, sets_directory
from faq.entry import Wordings
from faq.matching.calibration import NUMBERS, Features
from faq.matching.matcher import Matcher
from faq.matching.result import MAX_CHOICES

Doubles = NDArray[np.float64]

SEED = 20260226
ROUNDS = 6
"""How often a set is used with entries left out."""
LEFT_OUT_SHARE = 0.35
MAX_MESSAGES = 400
"""Messages of a set that are read each time."""
REAL_WEIGHT = 3.0
"""Weight of a set with out-of-scope messages of its own."""
MESSAGES_OF_SET = 1000.0
"""Messages that a set counts for."""
ANSWER, OFFER = 0.9, 0.57
"""Thresholds, chosen by eye on the dev parts: the least at which every set keeps wrong and out-of-scope
answers under 3 %, and the one that refuses 84 % or more of every set's out-of-scope messages while most
right entries are still offered."""
PENALTY = 30.0
"""Ridge penalty on the standardised weights, in messages."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Messages with their features and what was true of them."""

    name: str
    features: Doubles
    """Shape (messages, features)."""
    right: NDArray[np.bool_]
    """The first candidate was right."""
    offered: NDArray[np.bool_]
    """One of the first three was right."""
    in_scope: NDArray[np.bool_]
    """Some entry answers the message."""


def judge(
    labelled: LabelledSet, entries: Sequence[Wordings], vectors: bool, rng: np.random.Generator
) -> Judged:
    """Match the dev messages of a set against some of its entries."""
    matcher = Matcher(entries, vectors=vectors)
    ids = {entry.id for entry in entries}
    rows = [row for row in labelled.rows if row.split == "dev"]
    chosen = rng.permutation(len(rows))[:MAX_MESSAGES]
    features, right, offered, in_scope = [], [], [], []
    for row in (rows[number] for number in chosen):
        analysis = matcher.analyse(row.text)
        if analysis.features is None:
            continue
        best = [candidate.id for candidate in analysis.candidates]
        features.append(analysis.features)
        right.append(best[0] == row.label)
        offered.append(row.label in best[:MAX_CHOICES])
        in_scope.append(row.label in ids)
    return Judged(labelled.name, *map(np.array, (features, right, offered, in_scope)))


def gather(sets: Iterable[LabelledSet], vectors: bool) -> list[Judged]:
    """Judge each set as it is, and `ROUNDS` times with entries left out."""
    rng = np.random.default_rng(SEED)
    judged = []
    for labelled in sets:
        judged.append(judge(labelled, labelled.entries, vectors, rng))
        for _ in range(ROUNDS):
            keep = rng.random(len(labelled.entries)) > LEFT_OUT_SHARE
            entries = [entry for entry, kept in zip(labelled.entries, keep, strict=True) if kept]
            judged.append(judge(labelled, entries, vectors, rng))
        count = sum(len(part.right) for part in judged if part.name == labelled.name)
        print(labelled.name, count, flush=True)
    return judged


def fit(features: Doubles, truth: NDArray[np.bool_], weights: Doubles) -> tuple[Doubles, float]:
    """Fit a logistic regression by Newton's method, with a ridge penalty on standardised features.

    Returns the weights for the raw features, and the intercept.
    """
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    rows = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    penalty = np.diag([PENALTY] * len(Features._fields) + [0.0])
    solution = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        slope = rows.T @ (weights * (chance - truth)) + penalty @ solution
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + penalty
        solution -= np.linalg.solve(curve, slope)
    raw = solution[:-1] / spread
    return raw, float(solution[-1] - raw @ mean)


def pooled(judged: Sequence[Judged]) -> tuple[Doubles, Doubles]:
    """Return all features, shape (n, features), and a weight for each message, shape (n,).
    Every set counts the same, but one with out-of-scope messages of its own counts `REAL_WEIGHT` times, and
    so do its messages when no entry was left out: real ones are worth more than made ones.
    """
    weights = []
    for name in dict.fromkeys(part.name for part in judged):
        parts = [part for part in judged if part.name == name]
        real = 1.0 if parts[0].in_scope.all() else REAL_WEIGHT
        own = np.concatenate([np.full(len(part.right), real if part is parts[0] else 1.0) for part in parts])
        weights.append(own / own.sum() * MESSAGES_OF_SET * real)
    return np.vstack([part.features for part in judged]), np.concatenate(weights)


def numbers(judged: Sequence[Judged]) -> dict[str, object]:
    """Return the two fitted questions and the thresholds, as `data/confidence.json` holds them."""
    features, weights = pooled(judged)
    fitted: dict[str, object] = {"answer": ANSWER, "offer": OFFER}
    for name in ("right", "in_scope"):
        truth = np.concatenate([getattr(part, name) for part in judged])
        raw, intercept = fit(features, truth, weights)
        fitted[name] = {
            "weights": dict(zip(Features._fields, raw.round(4).tolist(), strict=True)),
            "intercept": round(intercept, 4),
        }
    return fitted


def main() -> None:
    """Fit with and without the table of word vectors, and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=sets_directory(), help="directory of labelled sets")
    sets = matching_sets(parser.parse_args().sets)
    if not sets:
        parser.error("no labelled sets there: name their directory with --sets")
    fitted = {
        "with_vectors": numbers(gather(sets, vectors=True)),
        "without_vectors": numbers(gather(sets, vectors=False)),
    }
    NUMBERS.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
