"""Seeded slips of the finger, the same for every matcher that is measured."""

import random

LEAST = 4
"""Shorter words are left alone."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def neighbours(letter: str) -> str:
    """The keys beside a letter on a British keyboard, in its own row and the ones above and below."""
    for number, row in enumerate(_ROWS):
        at = row.find(letter)
        if at >= 0:
            near = row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
            for other in _ROWS[max(number - 1, 0) : number] + _ROWS[number + 1 : number + 2]:
                near += other[max(at - 1, 0) : at + 1]
            return near
    return letter


def slip(word: str, chance: random.Random) -> str:
    """One slip in a word: a neighbouring key, two letters swapped, one dropped or one doubled."""
    at = chance.randrange(len(word) - 1)
    kind = chance.choice(("key", "swap", "drop", "double"))
    if kind == "key":
        return word[:at] + chance.choice(neighbours(word[at].lower())) + word[at + 1 :]
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    return word[: at + 1] + word[at:]


def with_slips(text: str, slips: int, seed: int) -> str:
    """A message with so many slips, in different words where there are enough of four letters or more."""
    chance = random.Random(f"{seed}:{slips}:{text}")
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= LEAST and word.isalpha()]
    chance.shuffle(long)
    for number in (long * slips)[:slips]:
        words[number] = slip(words[number], chance)
    return " ".join(words)
