"""Words of hardship: messages that are no question and no danger, and that want a kind word first.

`data/hardship.txt` is the list, for people to read and lengthen.
"""

import re
from functools import lru_cache
from pathlib import Path

from faq.tokenizer import tokens

LIST = Path(__file__).parent.parent / "data" / "hardship.txt"
BETWEEN = r"(?:\w+ ){0,3}"
"""What "..." stands for: up to three words."""


def tells_of_hardship(text: str) -> bool:
    """Whether a message has words of hardship in it."""
    return _pattern().search(f" {' '.join(tokens(text))} ") is not None


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    lines = (line.strip() for line in LIST.read_text("utf-8").splitlines())
    phrases = [_phrase(line) for line in lines if line and not line.startswith("#")]
    return re.compile(rf" (?:{'|'.join(phrases)})")


def _phrase(line: str) -> str:
    """One line of the list as a regular expression over words with a space after each."""
    return "".join(BETWEEN if part == "..." else _either(part) for part in line.split())


def _either(part: str) -> str:
    words = (re.escape(word).replace(r"\*", r"\w*") for word in part.split("/"))
    return f"(?:{'|'.join(words)}) "
