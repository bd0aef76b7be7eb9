"""A message as a listener hears it: one form, whatever was typed, dictated, hidden or stretched.

The guards read this form and nothing else does. It is built for recall: text-speak is written out, letters
hidden behind digits or dots come back, and a misspelt word of danger or of medicine is put right.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import OSA

LONGEST = 4096
"""Characters that are read: the longest message Telegram carries. Danger may stand in the last line."""

_DATA = Path(__file__).parent.parent / "data"
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_SINGLE_LETTERS = re.compile(r"(?<![a-z0-9'])[a-z0-9](?:[ .\-_*/]{1,3}[a-z0-9](?![a-z0-9'])){2,}")
_TRAILED_OFF = re.compile(r"\.{2,}|\u2026")
_GLUED = re.compile(r"(?<=[a-z])[._/]+(?=[a-z])")
_TOKEN = re.compile(r"[a-z0-9]+(?:[*@$!|'][a-z0-9]+)*|[.?!\n]|[,;:()\"\u2013\u2014]|(?<= )-(?= )")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DISGUISED = re.compile(r"[0-9@$!|]")
_UNMASK = str.maketrans("013457@$!|", "oieastasil")
_ENDINGS = {
    "n't": " not",
    "'re": " are",
    "'ve": " have",
    "'ll": " will",
    "'d": " would",
    "'m": " am",
    "'s": " is",
}
_MEANT_TO = frozenset(
    {"want", "wants", "wanted", "going", "need", "try", "trying", "ready", "about", "like", "got"}
)
_REPEATED = re.compile(r"(?<= )((?:[a-z]+ ){1,3})\1+")
_SIGNS = {"\U0001f198": " sos ", "\U0001f52a": " knife ", "\U0001f48a": " pills ", "\U0001f52b": " gun "}
_NEAR_FROM = 6
"""Letters from which on one slip is put right."""
_TWO_SLIPS_FROM = 9


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def short_forms() -> dict[str, str]:
    """Text-speak and common slips, as `guard_short_forms.txt` lists them: `2nite = tonight`."""
    pairs = (line.split("=", 1) for line in _lines("guard_short_forms.txt"))
    return {short.strip(): whole.strip() for short, whole in pairs}


def word_list(name: str) -> frozenset[str]:
    """The words of one list in `faq/data`, any number on a line."""
    return frozenset(word for line in _lines(name) for word in line.split())


class Ear:
    """Hears messages. `spoken` are the words of the guards' patterns, which are never bent to another word.

    The same ear may be used from many tasks: it keeps nothing of what it heard.
    """

    def __init__(self, spoken: Iterable[str]) -> None:
        forms = short_forms()
        self._short = {short: whole for short, whole in forms.items() if " " not in short}
        self._phrases = {f" {short} ": f" {whole} " for short, whole in forms.items() if " " in short}
        self._phrase = re.compile("|".join(map(re.escape, self._phrases)))
        self._targets = word_list("guard_mended_words.txt")
        self._spoken = frozenset(spoken) | self._targets
        self._others = self._spoken | word_list("guard_real_words.txt") | word_list("words.txt")
        by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._targets):
            if len(word) >= _NEAR_FROM:
                by_letter[word[0]].append(word)
        self._by_letter = dict(by_letter)

    def hear(self, text: str) -> str:
        """`. i want to die . ` for "I wanna DIE!!!": lower-case words, each with a space after it.

        A sentence ends in ` . `, a clause in ` , `, and the whole begins and ends with a full stop.
        """
        plain = self._plain(text)
        words: list[str] = []
        for bit in _TOKEN.findall(plain):
            words.extend(self._said(bit, words))
        heard = " ".join([".", *words, "."]) + " "
        heard = self._phrase.sub(lambda found: self._phrases[found.group()], heard)
        return _REPEATED.sub(r"\1", re.sub(r"(?:[.,] )+\. |\. (?:[.,] )+", ". ", heard))

    def _plain(self, text: str) -> str:
        plain = text[:LONGEST]
        for sign, word in _SIGNS.items():
            plain = plain.replace(sign, word)
        plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", plain).lower())
        plain = "".join(
            letter for letter in plain if not unicodedata.combining(letter) and letter != "\u200b"
        )
        plain = _SINGLE_LETTERS.sub(lambda found: self._joined(found.group()), plain)
        return _GLUED.sub(" ", _TRAILED_OFF.sub(" ", plain))

    def _joined(self, letters: str) -> str:
        """`k.y.s` is `kys`; `i w a n t t o d i e` falls apart into the fewest known words."""
        run = re.sub(r"[^a-z0-9]", "", letters).translate(_UNMASK)
        best: list[list[str] | None] = [[]] + [None] * len(run)
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - 12), end):
                before, word = best[start], run[start:end]
                if before is None or not self._speaks(word):
                    continue
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, word]
        return " ".join(best[-1] or [run])

    def _speaks(self, word: str) -> bool:
        return word in self._spoken or word in self._short or word in ("i", "a")

    def _said(self, bit: str, before: list[str]) -> list[str]:
        if not bit[0].isalnum():
            return [","] if bit in ',;:()"\u2013\u2014-' else ["."]
        if bit == "2" and before and before[-1] in _MEANT_TO:
            return ["to"]
        bare = bit.strip("!|$@")
        whole = self._short.get(bare) or self._short.get(bare.replace("'", ""))
        if bare == "kms" and before and before[-1].isdigit():
            whole = "kilometres"
        if whole is not None:
            return [] if whole == "-" else whole.split()
        return self._apart(bare) if "'" in bare else [self._meant(bare)]

    def _meant(self, bit: str) -> str:
        return self._starred(bit) if "*" in bit else self.mend(self._undisguised(bit))

    def _apart(self, bit: str) -> list[str]:
        for ending, rest in _ENDINGS.items():
            if bit.endswith(ending):
                return [self.mend(bit[: -len(ending)].replace("'", "")), rest.strip()]
        return bit.replace("'", " ").split()

    def _undisguised(self, bit: str) -> str:
        if bit.isdigit() or not _DISGUISED.search(bit):
            return bit
        shown = bit.translate(_UNMASK)
        if shown in self._short and " " not in self._short[shown]:
            shown = self._short[shown]
        return shown if shown in self._spoken or self.mend(shown) in self._targets else bit

    def _starred(self, bit: str) -> str:
        shape = re.compile(re.escape(bit).replace(r"\*", "[a-z]"))
        return min((word for word in self._spoken if shape.fullmatch(word)), default=bit.replace("*", ""))

    def mend(self, word: str) -> str:
        """The word itself where it is known, else the one word of danger or medicine it was meant to be."""
        if word in self._others or not word.isalpha():
            return word
        if _STRETCHED.search(word):
            word = min(
                (_STRETCHED.sub(shape, word) for shape in (r"\1\1", r"\1")),
                key=lambda shown: (shown not in self._others, -len(shown)),
            )
        if word.endswith("in") and word + "g" in self._others:
            return word + "g"
        return word if len(word) < _NEAR_FROM or word in self._targets else self._nearest(word)

    def _nearest(self, word: str) -> str:
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        best, distance = word, slips + 1
        for target in self._by_letter.get(word[0], ()):
            if abs(len(target) - len(word)) < distance:
                slip = OSA.distance(word, target, score_cutoff=distance - 1)
                if slip < distance:
                    best, distance = target, slip
        return best
