"""The guards' figures on all labelled sets, with every miss named.

python -m bench.guards [--split dev|test]
"""

import argparse

from faq.guards.guards import Guards
from tests.faq.labelled import SETS, labelled_messages


def main() -> None:
    """Print the share met and the share wrongly met, then the misses."""
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
        missed = [message.text for message, met in judged if message.needs_guard and not met]
        wrong = [message.text for message, met in judged if met and not message.needs_guard]
        print(f"\n{name}, {split}: {1 - len(missed) / in_need:.1%} of {in_need} met, ", end="")
        print(f"{len(wrong) / ordinary:.1%} of {ordinary} ordinary messages met as well")
        print("\nNot met:\n", *(f"- {text}" for text in missed), sep="\n")
        print("\nMet, and ordinary:\n", *(f"- {text}" for text in wrong), sep="\n")


if __name__ == "__main__":
    main()
