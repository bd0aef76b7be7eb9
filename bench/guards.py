"""The guards' figures on both labelled sets, with every miss named.

python -m bench.guards [--split dev|test]
"""

import argparse
import json
from pathlib import Path

from faq.guards import Guards

FOLDER = Path(__file__).parents[1] / "tests" / "faq"
LABELS = {"crisis": "danger", "medicine": "medicine"}


def main() -> None:
    """Print the share met and the share wrongly met, then the misses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    split = parser.parse_args().split
    guards = Guards()
    for name, label in LABELS.items():
        lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row["split"] == split]
        wanted = [row["text"] for row in rows if row[label]]
        ordinary = [row["text"] for row in rows if not row[label]]
        missed = [text for text in wanted if guards.check(text) != name]
        wrong = [text for text in ordinary if guards.check(text) == name]
        print(f"\n{name}, {split}: {1 - len(missed) / len(wanted):.1%} of {len(wanted)} met, ", end="")
        print(f"{len(wrong) / len(ordinary):.1%} of {len(ordinary)} ordinary messages met as well")
        print("\nNot met:\n", *(f"- {text}" for text in missed), sep="\n")
        print("\nMet, and ordinary:\n", *(f"- {text}" for text in wrong), sep="\n")


if __name__ == "__main__":
    main()
