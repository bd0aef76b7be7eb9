"""The guards' figures on all labelled sets, with every miss named.

python -m bench.guards [--split dev|test]
"""

import argparse
import json
from pathlib import Path

from faq.guards.guards import Guards

FOLDER = Path(__file__).parents[2] / "tests" / "faq"
SETS = {"crisis": "danger", "medicine": "medicine", "crisis_later": "danger", "medicine_later": "medicine"}
"""Files, and what the label is called in them."""


def main() -> None:
    """Print the share met and the share wrongly met, then the misses."""
    parser = argparse.ArgumentParser(prog="python -m bench.guards", description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    split = parser.parse_args().split
    guards = Guards()
    for name, label in SETS.items():
        lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row["split"] == split]
        guard = name.removesuffix("_later")
        wanted = [row["text"] for row in rows if row[label]]
        ordinary = [row["text"] for row in rows if not row[label]]
        missed = [text for text in wanted if guard not in guards.check(text)]
        wrong = [text for text in ordinary if guard in guards.check(text)]
        print(f"\n{name}, {split}: {1 - len(missed) / len(wanted):.1%} of {len(wanted)} met, ", end="")
        print(f"{len(wrong) / len(ordinary):.1%} of {len(ordinary)} ordinary messages met as well")
        print("\nNot met:\n", *(f"- {text}" for text in missed), sep="\n")
        print("\nMet, and ordinary:\n", *(f"- {text}" for text in wrong), sep="\n")


if __name__ == "__main__":
    main()
