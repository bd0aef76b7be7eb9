"""Normalise a message for the guards: text-speak, disguised letters, repeated letters, typos.

Only the guards read this form. It is built for recall: text-speak is written out, letters hidden behind
digits or dots come back, and a misspelt word of danger or of medicine is put right.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from faq.word_lists import CONTRACTION_ENDINGS, DATA, STRAIGHT_APOSTROPHES, read_lines, read_short_forms

MAX_LENGTH = 4096
"""Characters that are read: the longest message Telegram carries. Danger may stand in the last line."""

_SINGLE_LETTERS = re.compile(r"(?<![a-z0-9'])[a-z0-9](?:[ .\-_*/]{1,3}[a-z0-9](?![a-z0-9'])){2,}")
_ELLIPSIS = re.compile(r"\.{2,}|\u2026")
_GLUED = re.compile(r"(?<=[a-z])[._/]+(?=[a-z])")
_TOKEN = re.compile(r"[a-z0-9]+(?:[*@$!|'][a-z0-9]+)*|[.?!\n]|[,;:()\"\u2013\u2014]|(?<= )-(?= )")
_REPEATED_LETTER = re.compile(r"([a-z])\1{2,}")
_DISGUISED = re.compile(r"[0-9@$!|]")
_UNDISGUISE = str.maketrans("013457@$!|", "oieastasil")
_ENDINGS = CONTRACTION_ENDINGS | {"'s": "is"}
_BEFORE_TO = frozenset(
    {"want", "wants", "wanted", "going", "need", "try", "trying", "ready", "about", "like", "got"}
)
"""Words after which "2" means "to"."""
_REPEATED_WORDS = re.compile(r"(?<= )((?:[a-z]+ ){1,3})\1+")
_REPEATED_STOPS = re.compile(r"(?:[.,] )+\. |\. (?:[.,] )+")
_EMOJI = {"\U0001f198": " sos ", "\U0001f52a": " knife ", "\U0001f48a": " pills ", "\U0001f52b": " gun "}
_ONE_SLIP_FROM = 6
"""Letters of the shortest word in which one slip is put right."""
_TWO_SLIPS_FROM = 9


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in read_lines(DATA / name) for word in line.split())


class TextNormaliser:
    """Normalises messages. It keeps nothing of them, so many tasks may share it.

    `protected` are the words of the guards' patterns, which are never replaced by another word.
    """

    def __init__(self, protected: Iterable[str]) -> None:
        forms = read_short_forms("guards")
        self._short = {short: whole for short, whole in forms.items() if " " not in short}
        self._phrases = {f" {short} ": f" {whole} " for short, whole in forms.items() if " " in short}
        self._phrase = re.compile("|".join(map(re.escape, self._phrases)))
        self._targets = _words("guard_spelling_targets.txt")
        self._vocabulary = frozenset(protected) | self._targets
        self._known = self._vocabulary | _words("guard_real_words.txt") | _words("words.txt")
        self._targets_by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._targets):
            if len(word) >= _ONE_SLIP_FROM:
                self._targets_by_letter[word[0]].append(word)

    def normalise(self, text: str) -> str:
        """Return a message as lower-case words, each with a space after it.

        A sentence ends in ` . `, a clause in ` , `, and the whole begins and ends with a full stop:
        "I wanna DIE!!!" gives `. i want to die . `.
        """
        words: list[str] = []
        for token in _TOKEN.findall(self._plain(text)):
            words.extend(self._write_out(token, words))
        joined = " ".join([".", *words, "."]) + " "
        joined = self._phrase.sub(lambda phrase: self._phrases[phrase.group()], joined)
        return _REPEATED_WORDS.sub(r"\1", _REPEATED_STOPS.sub(". ", joined))

    def _plain(self, text: str) -> str:
        plain = text[:MAX_LENGTH]
        for emoji, word in _EMOJI.items():
            plain = plain.replace(emoji, word)
        plain = unicodedata.normalize("NFKD", plain.translate(STRAIGHT_APOSTROPHES).lower())
        plain = "".join(
            letter for letter in plain if not unicodedata.combining(letter) and letter != "\u200b"
        )
        plain = _SINGLE_LETTERS.sub(lambda letters: self._join(letters.group()), plain)
        return _GLUED.sub(" ", _ELLIPSIS.sub(" ", plain))

    def _join(self, letters: str) -> str:
        """Join single letters: `k.y.s` gives `kys`, `i w a n t t o d i e` the fewest known words."""
        run = re.sub(r"[^a-z0-9]", "", letters).translate(_UNDISGUISE)
        best: list[list[str] | None] = [[]] + [None] * len(run)  # the fewest words up to each letter
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - 12), end):
                before, word = best[start], run[start:end]
                if before is None or not self._is_word(word):
                    continue
                shortest = best[end]
                if shortest is None or len(before) + 1 < len(shortest):
                    best[end] = [*before, word]
        return " ".join(best[-1] or [run])

    def _is_word(self, word: str) -> bool:
        return word in self._vocabulary or word in self._short or word in ("i", "a")

    def _write_out(self, typed: str, before: list[str]) -> list[str]:
        if not typed[0].isalnum():
            return [","] if typed in ',;:()"\u2013\u2014-' else ["."]
        if typed == "2" and before and before[-1] in _BEFORE_TO:
            return ["to"]
        bare = typed.strip("!|$@")
        whole = self._short.get(bare) or self._short.get(bare.replace("'", ""))
        if bare == "kms" and before and before[-1].isdigit():
            whole = "kilometres"
        if whole is not None:
            return [] if whole == "-" else whole.split()
        if "'" in bare:
            return self._without_apostrophe(bare)
        return [self._unstar(bare) if "*" in bare else self.correct(self._undisguise(bare))]

    def _without_apostrophe(self, word: str) -> list[str]:
        for ending, rest in _ENDINGS.items():
            if word.endswith(ending):
                return [self.correct(word[: -len(ending)].replace("'", "")), rest]
        return word.replace("'", " ").split()

    def _undisguise(self, word: str) -> str:
        """Return `suicide` for `su1c1de`, and the word itself where that gives no word of the guards."""
        if word.isdigit() or not _DISGUISED.search(word):
            return word
        shown = word.translate(_UNDISGUISE)
        if shown in self._short and " " not in self._short[shown]:
            shown = self._short[shown]
        return shown if shown in self._vocabulary or self.correct(shown) in self._targets else word

    def _unstar(self, word: str) -> str:
        shape = re.compile(re.escape(word).replace(r"\*", "[a-z]"))
        return min(
            (known for known in self._vocabulary if shape.fullmatch(known)), default=word.replace("*", "")
        )

    def correct(self, word: str) -> str:
        """Return a known word itself, any other as the one word of danger or medicine it was meant to be."""
        if word in self._known or not word.isalpha():
            return word
        if _REPEATED_LETTER.search(word):
            word = min(
                (_REPEATED_LETTER.sub(shape, word) for shape in (r"\1\1", r"\1")),
                key=lambda shown: (shown not in self._known, -len(shown)),
            )
        if word.endswith("in") and word + "g" in self._known:
            return word + "g"
        return word if len(word) < _ONE_SLIP_FROM or word in self._targets else self._nearest(word)

    def _nearest(self, word: str) -> str:
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        best, distance = word, slips + 1
        for target in self._targets_by_letter.get(word[0], ()):
            if abs(len(target) - len(word)) < distance:
                slip = OSA.distance(word, target, score_cutoff=distance - 1)
                if slip < distance:
                    best, distance = target, slip
        return best
