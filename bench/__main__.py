"""`make bench`: compare the bot's speed with a bare echo bot, on the same core in the same run."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from platform import platform, python_version

from bench.speed.contender import ROOT
from bench.speed.cores import Cores, choose_cores, pin
from bench.speed.figures import Figure, figures_of, table
from bench.speed.measure import Measured, Sizes, repeat
from bench.speed.questions import Question, ask_many

CACHE = ROOT / "data" / "matcher.npz"
QUICK = Sizes(
    loaded=300,
    at_once=100,
    people=50,
    unloaded=20,
    distant=400,
    distant_echo=20,
    each_in_order=10,
    warm_up=50,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the figures; return 0 if every required bar is met, else 1."""
    options = _options().parse_args(arguments)
    sizes = _sizes(options.quick, options.questions)
    repetitions = options.repetitions or (1 if options.quick else 3)
    cores = choose_cores()
    print(f"Choosing {sizes.in_all} questions that the bot answers.", file=sys.stderr)
    questions = ask_many(sizes.in_all, CACHE)
    pin(0, cores.server)
    bot, echo = asyncio.run(_measure(questions, sizes, cores, repetitions))
    figures = figures_of(bot, echo)
    _print(figures, sizes, cores, repetitions)
    if options.json:
        report = _as_json(figures, sizes, repetitions)
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(figure.meets_must for figure in figures) else 1


async def _measure(
    questions: Sequence[Question], sizes: Sizes, cores: Cores, repetitions: int
) -> tuple[list[Measured], list[Measured]]:
    pairs = []
    for number in range(1, repetitions + 1):
        print(f"Repetition {number} of {repetitions}.", file=sys.stderr)
        pairs.append(await repeat(questions, sizes, cores))
    return [bot for bot, _ in pairs], [echo for _, echo in pairs]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run: rougher figures in half a minute")
    parser.add_argument("--questions", type=int, metavar="N", help="questions under load")
    parser.add_argument("--repetitions", type=int, metavar="N", help="of the whole measurement; 3 by default")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser


def _sizes(quick: bool, questions: int | None) -> Sizes:
    sizes = QUICK if quick else Sizes()
    if not questions:
        return sizes
    fewer = min(questions, sizes.unloaded)
    return replace(
        sizes,
        loaded=questions,
        people=min(sizes.people, questions),
        unloaded=fewer,
        distant=min(sizes.distant, questions),
        distant_echo=min(sizes.distant_echo, questions),
        warm_up=min(sizes.warm_up, questions),
        each_in_order=min(sizes.each_in_order, questions),
    )


def _print(figures: Sequence[Figure], sizes: Sizes, cores: Cores, repetitions: int) -> None:
    print(
        f"{sizes.loaded} different questions, {repetitions} repetitions, median (range); {cores}.\n"
        f"The echo is python-telegram-bot {version('python-telegram-bot')}, polling, its default transport "
        f"(httpx {version('httpx')}, with sniffio).\n"
    )
    print(table(figures))


def _as_json(figures: Sequence[Figure], sizes: Sizes, repetitions: int) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform(),
        "python": python_version(),
        "repetitions": repetitions,
        "sizes": asdict(sizes),
        "figures": [figure.as_json() for figure in figures],
    }


if __name__ == "__main__":
    sys.exit(main())
