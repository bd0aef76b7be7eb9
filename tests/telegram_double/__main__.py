"""Runs the double as its own process: `python -m tests.telegram_double --port 0 [--state FILE]`.

Prints one line of JSON with its url, token and pid when it is ready, and ends on SIGTERM or SIGINT. With
--state it begins with what FILE holds, if there is one, and writes everything there at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tests.telegram_double.double import TOKEN, TelegramDouble
from tests.telegram_double.state import load, save


async def serve(port: int, seed: int, token: str, state: Path | None) -> None:
    """Serves until it is told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with TelegramDouble(seed=seed, port=port, token=token) as double:
        if state is not None and state.exists():
            load(double, state)
        ready = {"url": double.url, "token": double.token, "pid": os.getpid()}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await stop.wait()
        if state is not None:
            save(double, state)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram_double", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=0, help="of all chance")
    parser.add_argument("--token", default=TOKEN, help="the bot's token")
    parser.add_argument("--state", type=Path, help="JSON file to begin with and to write at the end")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.seed, given.token, given.state))


if __name__ == "__main__":
    main()
