"""Fits the weights of the guards' second opinion and writes them to `faq/data/guard_weights.json`.

    python -m bench.fit_guards [--dry-run]

Learns from the `dev` halves of `tests/faq/crisis.jsonl` and `medicine.jsonl`, from `bench/guard_phrases`,
and, as ordinary talk, from the `dev` half of `tests/faq/questions.jsonl` and the wordings of the FAQ. Rows of
the frozen `test` halves are left out as they are read. Ridge regression in its dual form; each guard's bound
lets `FALSE_SHARE` of the ordinary messages pass by mistake in eightfold cross-validation.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.content import read_document
from faq.crisis import CrisisGuard
from faq.heard import Ear
from faq.medicine import MedicineGuard
from faq.second_opinion import WEIGHTS, Bag, held_back, read_concepts, sentences

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "faq"
PHRASES = Path(__file__).parent / "guard_phrases"
RIDGE = 0.4
BIAS = 0.3
"""The constant feature beside the normed bag."""
ORDINARY = 0.4
"""How much a question of the FAQ counts beside a labelled line."""
FALSE_SHARE = {"crisis": 0.05, "medicine": 0.08}
FOLDS = 8
BLOCK = 8192
"""Features that are multiplied at a time."""
DOUBT = {"crisis": -0.6, "medicine": -0.4}
"""Below this a pattern alone does not count. About one message of danger in a hundred scores less."""
SMALLEST = 0.004
"""Weights nearer to 0 than this are left out of the file."""
STRUGGLING, STOPPING = "i_am_struggling", "stop_valproate"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message as the guard hears it, its idioms struck out."""

    heard: str
    yes: bool
    weight: float
    dev: bool
    caught: bool


def labelled(name: str, label: str) -> list[tuple[str, bool, bool]]:
    """Text, label and whether it is of the dev half: the dev rows, then the training wordings."""
    rows: list[tuple[str, bool, bool]] = []
    for line in (TESTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "dev":
            rows.append((row["text"], bool(row[label]), True))
    for path in sorted(PHRASES.glob(f"{name}*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        rows += [(line[2:], line[0] == "+", False) for line in lines if line[:2] in ("+ ", "- ")]
    return rows


def ordinary(without: set[str]) -> list[str]:
    """Questions that are no business of a guard: the FAQ's dev questions and its own wordings."""
    found: list[str] = []
    for line in (TESTS / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "dev" and row["label"] not in without:
            found.append(row["text"])
    for path in sorted((ROOT / "faq" / "entries").glob("*.yaml")):
        for entry in read_document(path, ROOT).data["entries"]:
            if entry["id"] not in without:
                found.extend([entry["question"], *entry["also_asked"]])
    return found


def heard_rows(name: str, guard: CrisisGuard | MedicineGuard, ear: Ear) -> list[Row]:
    """Everything the guard's second opinion learns from."""
    label = "danger" if name == "crisis" else "medicine"
    texts = [(text, yes, 1.0, dev) for text, yes, dev in labelled(name, label)]
    texts += [(text, False, ORDINARY, False) for text in ordinary({STRUGGLING, STOPPING})]
    if name == "crisis":
        texts += [(text, False, ORDINARY, False) for text, _, _ in labelled("medicine", "medicine")]
    rows: list[Row] = []
    for text, yes, weight, dev in texts:
        heard = ear.hear(text)
        rest = guard.rest(heard)
        caught = guard.pattern(rest) is not None
        if isinstance(guard, MedicineGuard) and not caught and not guard.names_medicine(rest):
            continue
        rows.append(Row(rest, yes, weight, dev, caught))
    return rows


def kernel(bags: Sequence[dict[str, float]]) -> Floats:
    """Shape (messages, messages): how alike the normed bags are, the constant feature counted in.

    A feature of one bag alone adds only to the diagonal; the rest is summed block by block.
    """
    seen = Counter(feature for bag in bags for feature in bag)
    shared = {feature: at for at, feature in enumerate(sorted(name for name in seen if seen[name] > 1))}
    total = np.full((len(bags), len(bags)), BIAS**2, dtype=np.float32)
    entries: list[list[tuple[int, int, float]]] = [[] for _ in range(len(shared) // BLOCK + 1)]
    for row, bag in enumerate(bags):
        length = np.sqrt(sum(count * count for count in bag.values())) or 1.0
        total[row, row] += sum((bag[name] / length) ** 2 for name in bag if name not in shared)
        for feature, count in bag.items():
            if feature in shared:
                block, column = divmod(shared[feature], BLOCK)
                entries[block].append((row, column, count / length))
    for entry in entries:
        dense = np.zeros((len(bags), BLOCK), dtype=np.float32)
        for row, column, count in entry:
            dense[row, column] = count
        total += dense @ dense.T
    return np.asarray(total, dtype=np.float64)


def duals(likeness: Floats, y: Floats, weight: Floats) -> Floats:
    """How much each message counts in the solution, shape (messages,)."""
    return np.asarray(np.linalg.solve(likeness + RIDGE * np.diag(1 / weight), y))


def cross_validated(
    likeness: Floats, wholes: Sequence[int], parts: Sequence[Sequence[int]], rows: Sequence[Row]
) -> Floats:
    """The score of each message by weights that never saw it: the highest of its whole and its sentences."""
    y = np.array([1.0 if row.yes else -1.0 for row in rows])
    weight = np.array([row.weight for row in rows])
    fold = np.random.default_rng(20261123).integers(0, FOLDS, len(rows))
    scores = np.zeros(len(rows))
    for number in range(FOLDS):
        learn = np.where(fold != number)[0]
        own = [wholes[at] for at in learn]
        alpha = duals(likeness[np.ix_(own, own)], y[learn], weight[learn])
        for at in np.where(fold == number)[0]:
            own_scores = likeness[list(parts[at])][:, own] @ alpha
            own_scores[1:] -= held_back(len(own_scores) - 1)
            scores[at] = own_scores.max()
    return scores


def fit(name: str, rows: Sequence[Row]) -> dict[str, object]:
    """Fit one guard; prints how it does across the folds."""
    bag = Bag(read_concepts())
    pieces: list[str] = []
    parts: list[list[int]] = []
    for row in rows:
        own = [row.heard, *sentences(row.heard)]
        parts.append(list(range(len(pieces), len(pieces) + len(own))))
        pieces.extend(own)
    bags = [bag.features(piece) for piece in pieces]
    wholes = [part[0] for part in parts]
    likeness = kernel(bags)
    scores = cross_validated(likeness, wholes, parts, rows)
    ordinary_scores = [
        score for score, row in zip(scores, rows, strict=True) if not row.yes and row.weight >= 1
    ]
    bound = float(np.quantile(ordinary_scores, 1 - FALSE_SHARE[name]))
    report(name, rows, scores, bound)
    y = np.array([1.0 if row.yes else -1.0 for row in rows])
    alpha = duals(likeness[np.ix_(wholes, wholes)], y, np.array([row.weight for row in rows]))
    return {"bound": round(bound, 3), "doubt": DOUBT[name], **primal([bags[at] for at in wholes], alpha)}


def primal(bags: Sequence[dict[str, float]], alpha: Floats) -> dict[str, object]:
    """The weight of each feature, in thousandths, and of the constant one."""
    weights: dict[str, float] = defaultdict(float)
    for bag, share in zip(bags, alpha, strict=True):
        length = np.sqrt(sum(count * count for count in bag.values())) or 1.0
        for feature, count in bag.items():
            weights[feature] += float(share) * count / length
    kept = {name: round(weight * 1000) for name, weight in weights.items() if abs(weight) >= SMALLEST}
    return {"bias": round(float(alpha.sum()) * BIAS**2, 4), "weights": kept}


def report(name: str, rows: Sequence[Row], scores: Floats, bound: float) -> None:
    """What patterns and second opinion find, together and each alone."""
    for title, chosen in (
        ("dev half", [at for at, row in enumerate(rows) if row.dev]),
        ("training wordings", [at for at, row in enumerate(rows) if not row.dev and row.weight >= 1]),
        ("ordinary questions", [at for at, row in enumerate(rows) if row.weight < 1]),
    ):
        for yes in (True, False):
            own = [at for at in chosen if rows[at].yes is yes]
            if not own:
                continue
            patterns = np.mean([rows[at].caught for at in own])
            second = np.mean([scores[at] > bound for at in own])
            both = np.mean(
                [scores[at] > bound or (rows[at].caught and scores[at] > DOUBT[name]) for at in own]
            )
            print(
                f"{name:9} {title:18} {'yes' if yes else 'no':3} {len(own):5}: patterns {patterns:.3f},"
                f" second opinion {second:.3f}, together {both:.3f}"
            )


def main() -> None:
    """Fit both guards."""
    crisis, medicine = CrisisGuard(), MedicineGuard()
    ear = Ear(crisis.words | medicine.words)
    fitted = {
        "crisis": fit("crisis", heard_rows("crisis", crisis, ear)),
        "medicine": fit("medicine", heard_rows("medicine", medicine, ear)),
    }
    if "--dry-run" not in sys.argv:
        WEIGHTS.write_text(json.dumps(fitted, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
