"""How hard a text is to read, as a school grade. Nothing is downloaded: syllables come from hyphenation."""

import re
from functools import lru_cache
from importlib import import_module
from typing import Any

_LANGUAGE = "en-US"
"""With an underscore textstat would fetch a pronouncing dictionary from the network. Spelt like this it
counts syllables by pyphen's hyphenation points, which come with the package."""
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_SITE = re.compile(r"\b\w+(?:\.\w+)*\.(?:com|org|net|scot|wales|uk)\b(?:/\S*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[£$€]?\d+(?:[,.:]\d+)*%?")
_CAPITALS = r"[A-Z][\w'’-]*"
_NAME = re.compile(rf"(?<![.!?:;\n\"“] )(?<=[ (]){_CAPITALS}(?:,? (?:of |for |and |the )*{_CAPITALS})*")
_MEDICINE = re.compile(r"\b(?:sodium )?valproate\b|\b(?:primodos|epilim|depakote|depakine)\b", re.IGNORECASE)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: years of school, so about five less than the reading age.

    Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas" (1975), as textstat
    computes it. Names, addresses and numbers are taken out first, since an answer can't do without them.
    Hyphenation misses a syllable here and there: on this FAQ the grade is about half a year too low.
    """
    return float(_measure().flesch_kincaid_grade(without_names(text)))


def without_names(text: str) -> str:
    """The text with one short word for each address, number and proper name. A sentence keeps its length."""
    plain = _NUMBER.sub("ten", _SITE.sub("it", _ADDRESS.sub("it", text)))
    plain = _NAME.sub("Ann", _MEDICINE.sub("it", plain))
    return re.sub(r"[ \t]+", " ", plain).replace(" .", ".").replace(" ,", ",")


@lru_cache(maxsize=1)
def _measure() -> Any:
    """textstat, of our own so that its language is set for nobody else. Loading it takes most of a second."""
    measure = import_module("textstat.textstat").textstatistics()
    measure.set_lang(_LANGUAGE)
    return measure
