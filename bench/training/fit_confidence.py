"""Fits the numbers of `faq/data/confidence.json` on the dev parts of labelled sets.

    python -m bench.training.fit_confidence --sets DIRECTORY

Every set is used as it is and again with a third of its entries left out at random: the messages of the
entries that are gone are then out of scope, and close to what is in scope, as they are in life. Test parts
are not read.
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
from faq.matching.calibration import NUMBERS, SIGNS
from faq.matching.matcher import Matcher

Doubles = NDArray[np.float64]

SEED = 20260226
TIMES = 6
"""How often a set is used with entries left out."""
LEFT_OUT = 0.35
MOST = 400
"""Messages of a set that are read each time."""
REAL = 3.0
"""How much more a set with out-of-scope messages of its own counts."""
EACH = 1000.0
"""Messages that a set counts for."""
ANSWER, OFFER = 0.9, 0.57
"""Thresholds, chosen by eye on the dev parts: the least at which every set keeps wrong and out-of-scope
answers under 3 %, and the one that refuses 84 % or more of every set's out-of-scope messages while most
right entries are still offered."""
PENALTY = 30.0
"""Ridge penalty on the standardised weights, in messages."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Messages with their signs and what was true of them."""

    name: str
    signs: Doubles
    """Shape (messages, signs)."""
    right: NDArray[np.bool_]
    """The first candidate was right."""
    offered: NDArray[np.bool_]
    """One of the first three was right."""
    inside: NDArray[np.bool_]
    """Some entry answers the message."""


def judge(
    labelled: LabelledSet, entries: Sequence[Wordings], vectors: bool, rng: np.random.Generator
) -> Judged:
    """Match the dev messages of a set against some of its entries."""
    matcher = Matcher(entries, vectors=vectors)
    ids = {entry.id for entry in entries}
    rows = [row for row in labelled.rows if row.split == "dev"]
    chosen = rng.permutation(len(rows))[:MOST]
    signs, right, offered, inside = [], [], [], []
    for row in (rows[number] for number in chosen):
        reading = matcher.read(row.text)
        if not reading.signs:
            continue
        found = [candidate.id for candidate in reading.ranked]
        signs.append(reading.signs)
        right.append(found[0] == row.label)
        offered.append(row.label in found[:3])
        inside.append(row.label in ids)
    return Judged(labelled.name, np.array(signs), np.array(right), np.array(offered), np.array(inside))


def gather(sets: Iterable[LabelledSet], vectors: bool) -> list[Judged]:
    """Each set as it is and `TIMES` times with entries left out."""
    rng = np.random.default_rng(SEED)
    judged = []
    for labelled in sets:
        judged.append(judge(labelled, labelled.entries, vectors, rng))
        for _ in range(TIMES):
            keep = rng.random(len(labelled.entries)) > LEFT_OUT
            entries = [entry for entry, kept in zip(labelled.entries, keep, strict=True) if kept]
            judged.append(judge(labelled, entries, vectors, rng))
        print(labelled.name, sum(len(one.right) for one in judged if one.name == labelled.name), flush=True)
    return judged


def fit(signs: Doubles, truth: NDArray[np.bool_], weights: Doubles) -> tuple[Doubles, float]:
    """Logistic regression by Newton's method, ridge penalty on standardised signs. Weights for the raw
    signs."""
    mean, spread = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-6)
    rows = np.hstack([(signs - mean) / spread, np.ones((len(signs), 1))])
    penalty = np.diag([PENALTY] * len(SIGNS) + [0.0])
    solution = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        slope = rows.T @ (weights * (chance - truth)) + penalty @ solution
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + penalty
        solution -= np.linalg.solve(curve, slope)
    raw = solution[:-1] / spread
    return raw, float(solution[-1] - raw @ mean)


def pooled(judged: Sequence[Judged]) -> tuple[Doubles, Doubles]:
    """All signs, and a weight for each message. Shapes (n, signs), (n,).

    Every set counts the same, but one with out-of-scope messages of its own counts `REAL` times, and so do
    its messages when no entry was left out: real ones are worth more than made ones.
    """
    weights = []
    for name in {one.name: None for one in judged}:
        same = [one for one in judged if one.name == name]
        real = REAL if not same[0].inside.all() else 1.0
        own = np.concatenate([np.full(len(one.right), real if one is same[0] else 1.0) for one in same])
        weights.append(own / own.sum() * EACH * real)
    return np.vstack([one.signs for one in judged]), np.concatenate(weights)


def numbers(judged: Sequence[Judged]) -> dict[str, object]:
    """The two fitted questions and the thresholds, as `data/confidence.json` holds them."""
    signs, weights = pooled(judged)
    found: dict[str, object] = {"answer": ANSWER, "offer": OFFER}
    for name in ("right", "inside"):
        truth = np.concatenate([getattr(one, name) for one in judged])
        raw, intercept = fit(signs, truth, weights)
        found[name] = {
            "weights": {sign: round(float(value), 4) for sign, value in zip(SIGNS, raw, strict=True)},
            "intercept": round(intercept, 4),
        }
    return found


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
