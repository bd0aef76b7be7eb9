"""Messages that no entry answers, so that the matcher has an idea of what lies outside the FAQ."""

from functools import lru_cache
from pathlib import Path

NEGATIVES = Path(__file__).parent.parent / "data" / "negatives.txt"


@lru_cache(maxsize=1)
def negatives() -> tuple[str, ...]:
    """Some 200 messages of small talk and of other services, written for the purpose, in the file's order."""
    lines = NEGATIVES.read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
