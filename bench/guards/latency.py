"""`python -m bench.guards.latency`: how long a message waits for the guards, on an idle and a busy machine.

The speed bench pins the bot to one core. This one pins nothing, because it measures waiting for other cores:
one message after the other, while one process for each core does nothing but compute.
"""

import argparse
import os
import random
import subprocess
import sys
from time import perf_counter

import numpy as np

from faq.guards.guards import Guards
from tests.faq.labelled import labelled_messages

BUSY_LOOP = "while True: pass"
SEED = 7


def times_ms(guards: Guards, texts: list[str], busy: int) -> list[float]:
    """Check each text beside `busy` busy processes; return the milliseconds of each."""
    loops = [subprocess.Popen([sys.executable, "-c", BUSY_LOOP]) for _ in range(busy)]
    try:
        times = []
        for text in texts:
            start = perf_counter()
            guards.check(text)
            times.append((perf_counter() - start) * 1000)
        return times
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def main() -> None:
    """Print the figures on an idle machine and on a busy one."""
    parser = argparse.ArgumentParser(prog="python -m bench.guards.latency", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--busy", type=int, default=os.cpu_count() or 1, help="processes that only compute")
    options = parser.parse_args()
    texts = [message.text for message in labelled_messages("dev")]
    chosen = random.Random(SEED).sample(texts, min(options.messages, len(texts)))
    guards = Guards()
    guards.compile_all()
    for busy in (0, options.busy):
        p50, p90, p99, slowest = np.percentile(times_ms(guards, chosen, busy), (50, 90, 99, 100))
        print(
            f"{len(chosen)} messages beside {busy} busy processes: "
            f"p50 {p50:.1f} ms, p90 {p90:.1f} ms, p99 {p99:.1f} ms, slowest {slowest:.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
