"""Measure the guards on all labelled sets and list every mistake.

python -m bench.guards [--split dev|test]
"""

import argparse

from faq.guards.guards import Guards
from tests.faq.labelled import SETS, labelled_messages


def main() -> None:
    """Print the shares recognised rightly and wrongly, then the mistakes."""
    parser = argparse.ArgumentParser(prog="python -m bench.guards", description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    split = parser.parse_args().split
    guards = Guards()
    for name, guard in SETS.items():
        judged = [
            (message, guard in guards.check(message.text)) for message in labelled_messages(split, name)
        ]
        in_need = sum(message.needs_guard for message, _ in judged)
        ordinary = len(judged) - in_need
        missed = [message.text for message, flagged in judged if message.needs_guard and not flagged]
        wrong = [message.text for message, flagged in judged if flagged and not message.needs_guard]
        print(f"\n{name}, {split}: {1 - len(missed) / in_need:.1%} of {in_need} recognised, ", end="")
        print(f"{len(wrong) / ordinary:.1%} of {ordinary} ordinary messages as well")
        print("\nMissed:\n", *(f"- {text}" for text in missed), sep="\n")
        print("\nRecognised, but ordinary:\n", *(f"- {text}" for text in wrong), sep="\n")


if __name__ == "__main__":
    main()
