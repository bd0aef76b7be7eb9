"""Thanks in their many forms, such as people send after an update: short, and made of nothing else."""

import re

from flows.answers import phrases, plain

LONGEST = 12
"""Words."""
_THANKS = phrases("thanks, thank, thankyou, thx, thnx, ty, ta, cheers, diolch, appreciated, appreciate")
_PRAISE = phrases(
    """
    ok, okay, okey, k, lovely, great, brilliant, good, nice, helpful, useful, perfect, excellent,
    wonderful, fab, fabulous, fantastic, amazing, super, cool, noted, understood, interesting, reassuring,
    gwych, da, 👍, 👌, 🙏, 👏, ❤, 💜, 💙, 💚, 😊, 🙂, 😀, 🤗, 🥰, 😍, 💐, 🌹, 🎉, 💪
    """
)
_SMALL = phrases(
    """
    a, all, and, at, bless, doing, everybody, everyone, everything, for, from, guys, have, i, is, it, it's,
    its, job, keep, keeping, kind, know, letting, lot, lots, many, me, message, million, much, my, news, of,
    oh, really, sending, so, such, team, telling, that, that's, thats, the, this, to, update, updates, us,
    very, was, well, work, x, xx, xxx, you, your, u, yn, fawr, iawn, chi, ti, am, hynny, bawb, info,
    information
    """
)
_ASKS = phrases("is, have, am, know, was")
"""Words that begin a question."""


def says_thanks(text: str) -> bool:
    """Whether the whole message is thanks: cheers for letting us know; diolch yn fawr."""
    return _made_of(text, _THANKS)


def sounds_pleased(text: str) -> bool:
    """Whether it is thanks, or what only after an update is meant as such: 👍, ok, really helpful."""
    return _made_of(text, _THANKS | _PRAISE)


def _made_of(text: str, telling: frozenset[str]) -> bool:
    words = _words(text)
    if "?" in text or not words or len(words) > LONGEST or words[0] in _ASKS:
        return False
    return not telling.isdisjoint(words) and set(words) <= _THANKS | _PRAISE | _SMALL


def _words(text: str) -> list[str]:
    """Words and smileys, without skin tones and what joins them."""
    bare = re.sub("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]", "", plain(text))
    return re.findall(r"[\w']+|[^\w\s.,;:!()'\"–-]", bare)
