"""From a message as typed to its tokens and stems, for the matcher, the hardship list and the editors."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from faq.word_lists import CONTRACTION_ENDINGS, STRAIGHT_APOSTROPHES, read_short_forms

MAX_LENGTH = 600
"""Characters of a message that are read. The rest is cut: no question needs more."""
STOP_WORDS = frozenset(
    {
        "a", "about", "actually", "am", "an", "and", "any", "are", "at", "be", "been", "can", "could",
        "did", "do", "does", "for", "from", "get", "got", "has", "have", "how", "i", "if", "in", "is",
        "it", "just", "know", "me", "my", "of", "on", "or", "our", "please", "really", "should", "so",
        "some", "tell", "that", "the", "their", "them", "there", "they", "this", "to", "us", "want",
        "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
        "you", "your",
    }
)  # fmt: skip
"""Words that most questions share. "not" and "no" are not among them: they turn a question round."""

_REPEATED = re.compile(r"([a-z])\1{2,}")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_ENDINGS = {**{ending: [word] for ending, word in CONTRACTION_ENDINGS.items()}, "'s": []}
_STEMMER = snowballstemmer.stemmer("english")


def tokens(text: str) -> list[str]:
    """Return the lower-case words and numbers of a message in order, short forms written out.

    Stop words stay: "how", "when" and "can" tell questions apart. `I can't find it` gives
    `["i", "can", "not", "find", "it"]`; symbols and emoji alone give an empty list.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).translate(STRAIGHT_APOSTROPHES).lower()
    return [word for token in _TOKEN.findall(_REPEATED.sub(r"\1\1", plain)) for word in _write_out(token)]


def _write_out(token: str) -> list[str]:
    """Return one token without apostrophes: `don't` gives `["do", "not"]`, `mum's` gives `["mum"]`."""
    written_out = _short_forms().get(token)
    if written_out is not None:
        return written_out.split()
    if "'" not in token:
        return [token]
    for ending, words in _ENDINGS.items():
        if token.endswith(ending):
            return [*_write_out(token.removesuffix(ending)), *words] if token != ending else words
    return token.replace("'", " ").split()


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    return read_short_forms("matching")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the Snowball English stem (Porter 2, snowballstem.org): `claims` and `claiming` give `claim`."""
    return str(_STEMMER.stemWord(word))


def content_stems(words: Iterable[str]) -> list[str]:
    """Return the stems of all words but stop words, in order: what tells one question from another."""
    return [stem(word) for word in words if word not in STOP_WORDS]
