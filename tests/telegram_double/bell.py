"""Wakes whoever waits for something to have changed."""

from __future__ import annotations

import asyncio

SLOWEST = 10
"""How many times as long as usual anything may take before a wait is given up, on a very busy machine."""


class Bell:
    """Everybody who waits at the moment of `ring` is woken; ringing with nobody there costs nothing."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wakes all who wait."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, seconds: float) -> bool:
        """True when it rang within `seconds`."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
