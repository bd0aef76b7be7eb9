"""Words of hardship: messages that are no question and no danger, and that need a kind word first.

`data/hardship.txt` is the list, for people to read and lengthen.
"""

from functools import lru_cache

from faq.guards.patterns import PatternMatcher, read_patterns
from faq.tokenizer import tokens
from faq.word_lists import DATA

HARDSHIP = DATA / "hardship.txt"


def mentions_hardship(text: str) -> bool:
    """Return whether a message has words of hardship in it."""
    return _matcher().find(f" {' '.join(tokens(text))} ") is not None


@lru_cache(maxsize=1)
def _matcher() -> PatternMatcher:
    return PatternMatcher(read_patterns(HARDSHIP).sections["hardship"])
