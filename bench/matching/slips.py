"""Random typing slips, from a seed: the same for every matcher that is measured."""

import random

MIN_LETTERS = 4
"""Shorter words get no slip."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def neighbours(letter: str) -> str:
    """Return the keys around a letter on a British keyboard, in its row and those above and below."""
    for number, row in enumerate(_ROWS):
        column = row.find(letter)
        if column >= 0:
            near = row[max(column - 1, 0) : column] + row[column + 1 : column + 2]
            for other in _ROWS[max(number - 1, 0) : number] + _ROWS[number + 1 : number + 2]:
                near += other[max(column - 1, 0) : column + 1]
            return near
    return letter


def slip(word: str, chance: random.Random) -> str:
    """Make a slip in a word: a neighbouring key, two letters swapped, one dropped or one doubled."""
    index = chance.randrange(len(word) - 1)
    kind = chance.choice(("key", "swap", "drop", "double"))
    if kind == "key":
        return word[:index] + chance.choice(neighbours(word[index].lower())) + word[index + 1 :]
    if kind == "swap":
        return word[:index] + word[index + 1] + word[index] + word[index + 2 :]
    if kind == "drop":
        return word[:index] + word[index + 1 :]
    return word[: index + 1] + word[index:]


def with_slips(text: str, slips: int, seed: int) -> str:
    """Return a message with `slips` slips, in different words if enough have `MIN_LETTERS`."""
    chance = random.Random(f"{seed}:{slips}:{text}")
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= MIN_LETTERS and word.isalpha()]
    chance.shuffle(long)
    for number in (long * slips)[:slips]:
        words[number] = slip(words[number], chance)
    return " ".join(words)
