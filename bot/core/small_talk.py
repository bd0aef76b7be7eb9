"""Messages that hold no question: a number, yes, "ok", a smiley. There is nothing in them to look up."""

import re

from flows.answer_parsers import phrases, plain, read_yes_no

_NO_QUESTION = phrases(
    """
    back, go back, previous, next, skip, done, finish, finished, undo, maybe, not sure, i am not sure,
    i'm not sure, i don't know, i dont know, dont know, don't know, dunno, no idea, great, good, fine, cool,
    lol, haha, oh, ah, hmm, um, right, i see, understood, nothing, test, testing
    """
)
_ASKING = phrases(
    """
    is, are, was, were, am, can, could, do, does, did, has, have, will, would, should, may, who, whos,
    who's, what, whats, what's, when, whens, when's, where, wheres, where's, why, whys, how, hows, how's,
    which, wot, y, isnt, isn't, cant, can't, dont, don't
    """
)
LONGEST_ANSWER = 3
"""Words of something that may just be an answer that was not understood."""


def is_number(text: str) -> bool:
    """Whether the message is a number and nothing else, as from a list."""
    return re.fullmatch(r"(?:(?:number|option|choice|answer) )?[#-]?[0-9][0-9.)]*", plain(text)) is not None


def holds_question(text: str) -> bool:
    """Whether there is something in the message that could be looked up."""
    said = plain(text)
    letters = sum(map(str.isalpha, said))
    return letters > 1 and said not in _NO_QUESTION and read_yes_no(text) is None


def sounds_asked(text: str) -> bool:
    """Whether a message that is no answer to the open question sounds like a question of the person's own."""
    words = text.casefold().split()
    return "?" in text or len(words) > LONGEST_ANSWER or bool(words and words[0] in _ASKING)
