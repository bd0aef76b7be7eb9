"""How hard a text is to read, as a school grade."""

import re
from functools import lru_cache

import pyphen

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_SITE = re.compile(r"\b\w+(?:\.\w+)*\.(?:com|org|net|scot|wales|uk)\b(?:/\S*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[£$€]?\d+(?:[,.:]\d+)*%?")
_CAPITALS = r"[A-Z][\w'’-]*"
_NAME = re.compile(rf"(?<![.!?:;\n\"“] )(?<=[ (]){_CAPITALS}(?:,? (?:of |for |and |the )*{_CAPITALS})*")
_SENTENCE = re.compile(r"\b[^.!?]+")
_WORD = re.compile(r"\w[\w'’-]*")
MIN_SENTENCE_WORDS = 3
"""Shorter ones ("Yes.") are no sentences: they would make any text look easy."""


def grade(text: str, products: re.Pattern[str] | None = None) -> float:
    """Return the Flesch-Kincaid grade: years of school, so about five less than the reading age.

    Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas" (1975). Names, those of
    `products` among them, addresses and numbers are taken out first, since an answer can't do without them.
    Syllables are counted by points of hyphenation, which miss one here and there: on this FAQ the grade is
    about half a year too low.
    """
    plain = without_names(text, products)
    words = _WORD.findall(plain.lower())
    if not words:
        return 0.0
    lengths = [len(_WORD.findall(sentence)) for sentence in _SENTENCE.findall(plain)]
    sentences = max(1, sum(length >= MIN_SENTENCE_WORDS for length in lengths))
    syllables = sum(len(_hyphenation().positions(word.replace("-", ""))) + 1 for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=1)
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US")


def without_names(text: str, products: re.Pattern[str] | None = None) -> str:
    """Replace each address, number and proper name by a short word, so that sentences keep their length."""
    plain = _NUMBER.sub("ten", _SITE.sub("it", _ADDRESS.sub("it", text)))
    plain = _NAME.sub("Ann", products.sub("it", plain) if products else plain)
    return re.sub(r"[ \t]+", " ", plain).replace(" .", ".").replace(" ,", ",")
