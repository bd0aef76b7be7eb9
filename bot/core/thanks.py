"""Thanks in their many forms: short, and made of nothing else."""

import re

from flows.answer_parsers import phrases, plain

LONGEST = 16
"""Words."""
_THANKS = phrases("thanks, thank, thankyou, thx, thnx, ty, tysm, ta, cheers, diolch, appreciated, appreciate")
_PRAISE = phrases(
    """
    ok, okay, okey, k, lovely, great, brilliant, good, nice, helpful, useful, perfect, excellent,
    wonderful, fab, fabulous, fantastic, amazing, super, cool, noted, understood, interesting, reassuring,
    gwych, da, 👍, 👌, 🙏, 👏, ❤, 💜, 💙, 💚, 😊, 🙂, 😀, 🤗, 🥰, 😍, 💐, 🌹, 🎉, 💪
    """
)
_SMALL = phrases(
    """
    a, absolutely, again, ah, all, always, am, and, answer, answers, anyway, are, at, aw, awfully, bawb, be,
    been, bless, bot, bye, chat, chi, darling, day, dear, doing, duck, ever, evening, everybody, everyone,
    everything, explain, explaining, fawr, for, friend, from, god, goodbye, guys, have, help, helped,
    helping, helps, hen, hun, hynny, i, iawn, indeed, info, information, is, it, it's, its, job, keep,
    keeping, kind, kindly, kindness, know, letting, lot, lots, love, many, mate, me, message, million, much,
    my, news, night, of, oh, patience, pet, really, reply, right, sending, so, such, sweetheart, taking,
    team, telling, that, that's, thats, the, then, this, ti, time, to, today, tonight, u, update, updates,
    us, very, was, well, work, x, xx, xxx, yes, yn, you, you're, you've, your, youre, youve
    """
)
_NO_THANKS = phrases("no, not, nothing, but, however, though, never")
_ASKS = phrases("is, have, am, know, was, are")
"""Words that begin a question."""


def says_thanks(text: str) -> bool:
    """Whether the whole message is thanks: cheers for letting us know; diolch yn fawr."""
    return _made_of(text, _THANKS)


def sounds_pleased(text: str) -> bool:
    """Whether it is thanks, or what only after an update is meant as such: 👍, ok, really helpful."""
    return _made_of(text, _THANKS | _PRAISE)


def begins_with_thanks(text: str) -> bool:
    """Whether a message begins with thanks and asks nothing: what the FAQ knows nothing of is thanks then."""
    words = _words(text)
    return "?" not in text and not _THANKS.isdisjoint(words[:3]) and _NO_THANKS.isdisjoint(words)


def _made_of(text: str, telling: frozenset[str]) -> bool:
    words = _words(text)
    if "?" in text or not words or len(words) > LONGEST or words[0] in _ASKS:
        return False
    return not telling.isdisjoint(words) and set(words) <= _THANKS | _PRAISE | _SMALL


def _words(text: str) -> list[str]:
    """Words and smileys, without skin tones and what joins them."""
    bare = re.sub("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]", "", plain(text))
    return re.findall(r"[\w']+|[^\w\s.,;:!()'\"–-]", bare)
