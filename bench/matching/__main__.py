"""Compare the matcher with others on labelled sets: `python -m bench.matching --sets DIRECTORY`.

The sets are directories of JSON-lines files with rows of kind `entry` and `query`; they are not part of the
project. Figures are those of the test split; thresholds that need tuning are tuned on the dev split.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from rapidfuzz import fuzz, process

from bench.matching.baselines import BASELINES
from bench.matching.sets import LabelledSet, matching_sets, sets_directory
from bench.matching.slips import with_slips
from bot.content.catalogue import read_content
from faq.entry import Wordings
from faq.evaluation import Report, Row, auroc, evaluate, read_rows
from faq.matching.matcher import Matcher
from faq.products import Products

QUESTIONS = Path(__file__).parents[2] / "tests" / "faq" / "questions.jsonl"
COLUMNS = (
    "top1",
    "top3",
    "auroc",
    "mcc",
    "answered_right",
    "answered_wrong",
    "offered_right",
    "refused_in_scope",
    "oos_answered",
    "oos_offered",
    "oos_recall",
)
SEED = 7
MAX_ROWS = 1000
"""Messages at most that the baselines and the slips are measured on, drawn with `SEED`."""


def share(value: float | None) -> str:
    """Return a percentage, or a dash for None."""
    return "    -" if value is None else f"{100 * value:5.1f}"


def print_reports(reports: Sequence[tuple[str, Report]]) -> None:
    """Print one line a set: ranking, in against out of scope, decisions."""
    print("\nTest split, per cent\n" + " " * 30 + " ".join(f"{name[:14]:>14}" for name in COLUMNS))
    for name, report in reports:
        values = " ".join(f"{share(getattr(report, column)):>14}" for column in COLUMNS)
        print(f"{name:<30}{values}  load {report.load_s:.2f} s, p50 {report.p50_ms:.2f} ms")


def drawn(rows: Sequence[Row], *, in_scope: bool) -> list[Row]:
    """Return the test rows in or out of scope, a sample of `MAX_ROWS` if there are more."""
    matching = [row for row in rows if row.split == "test" and (row.label is not None) == in_scope]
    return matching if len(matching) <= MAX_ROWS else random.Random(SEED).sample(matching, MAX_ROWS)


Ranker = Callable[[str], tuple[list[str], float]]


def rankers(labelled: LabelledSet) -> list[tuple[str, Ranker]]:
    """Return all baselines and the matcher, each a function from a message to entries and the best score."""
    entries = labelled.entries
    matcher = Matcher(entries, labelled.products)

    def ours(text: str) -> tuple[list[str], float]:
        result = matcher.match(text)
        return [candidate.id for candidate in result.candidates[:3]], result.in_scope

    baselines = [(kind.name, kind(entries).rank) for kind in BASELINES]
    return [*baselines, ("this matcher", ours)]


def compare(labelled: LabelledSet) -> None:
    """Print top 1 and top 3, AUROC, and top 1 with one and two slips a message, for every matcher."""
    inside, outside = drawn(labelled.rows, in_scope=True), drawn(labelled.rows, in_scope=False)
    print(f"\n{labelled.name}, {len(inside)} in scope, {len(outside)} out of scope")
    print(" " * 30 + "  top1  top3 auroc 1slip 2slip")
    for name, rank in rankers(labelled):
        ranked = [(row, *rank(row.text)) for row in inside]
        top1 = np.mean([row.accepts(ids[0]) if ids else False for row, ids, _ in ranked])
        top3 = np.mean([any(map(row.accepts, ids)) for row, ids, _ in ranked])
        scores = [score for *_, score in ranked]
        area = auroc(scores, [rank(row.text)[1] for row in outside]) if outside else None
        slipped = [
            float(
                np.mean(
                    [row.accepts((rank(with_slips(row.text, slips, SEED))[0] or [""])[0]) for row in inside]
                )
            )
            for slips in (1, 2)
        ]
        print(
            f"{name:<30}" + " ".join(share(v) for v in (float(top1), float(top3), area, *slipped)), flush=True
        )


def timed(call: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Return median and 99th percentile in milliseconds, after a short warm-up."""
    for text in texts[:20]:
        call(text)
    times = []
    for text in texts:
        start = perf_counter()
        call(text)
        times.append((perf_counter() - start) * 1000)
    return float(np.percentile(times, 50)), float(np.percentile(times, 99))


def print_speed(
    name: str, entries: Sequence[Wordings], texts: Sequence[str], products: Products | None = None
) -> None:
    """Print the times of the matcher and of WRatio over the same phrases."""
    phrases = [phrase for entry in entries for phrase in entry.phrases]
    start = perf_counter()
    matcher = Matcher(entries, products)
    load = perf_counter() - start
    ours = timed(matcher.match, texts)
    theirs = timed(lambda text: process.extractOne(text, phrases, scorer=fuzz.WRatio), texts)
    print(
        f"{name:<24}{len(entries)} entries, {len(phrases)} phrases: load {load:.2f} s; "
        f"p50 {ours[0]:.2f} ms, p99 {ours[1]:.2f} ms; WRatio p50 {theirs[0]:.2f} ms, p99 {theirs[1]:.2f} ms"
    )


def many_entries(sets: Sequence[LabelledSet], count: int = 500, each: int = 6) -> list[Wordings]:
    """Make entries of the sets' phrases, shuffled: for speed alone."""
    phrases = [phrase for labelled in sets for entry in labelled.entries for phrase in entry.phrases]
    random.Random(SEED).shuffle(phrases)
    parts = [tuple(phrases[start : start + each]) for start in range(0, count * each, each)]
    return [Wordings(f"entry_{number}", part) for number, part in enumerate(parts) if part]


def own_set() -> LabelledSet:
    """Return the bot's own FAQ with its labelled questions."""
    content = read_content()
    entries = [entry.wordings for entry in content.entries]
    return LabelledSet("our own FAQ", entries, read_rows(QUESTIONS), content.products)


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=sets_directory(), help="directory of labelled sets")
    parser.add_argument("--quick", action="store_true", help="leave the baselines out")
    options = parser.parse_args()
    sets = [*matching_sets(options.sets), own_set()]
    print_reports(
        [(labelled.name, evaluate(labelled.rows, labelled.entries, labelled.products)) for labelled in sets]
    )
    if not options.quick:
        for labelled in sets:
            compare(labelled)
    print("\nSpeed")
    texts = [row.text for row in sets[-1].rows]
    print_speed("our own FAQ", sets[-1].entries, texts, sets[-1].products)
    if len(sets) > 1:
        print_speed("500 entries", many_entries(sets), [row.text for row in sets[0].rows][:800])


if __name__ == "__main__":
    main()
