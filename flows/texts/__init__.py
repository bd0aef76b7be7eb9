"""Everything the bot says that is neither an answer nor a step of a conversation, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.texts.buttons import ButtonLabels
from flows.texts.organisers import OrganiserTexts
from flows.texts.phrase import ENGLISH, Phrase
from flows.texts.public import PublicTexts


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language; what a translation lacks stands in English."""

    public: PublicTexts
    buttons: ButtonLabels
    organisers: OrganiserTexts
    language: str = ENGLISH


def join_list(items: Sequence[str], texts: Texts) -> str:
    """Return one or more items as a sentence lists them: "a, b and c"."""
    lists = texts.public.lists
    *start, end = items
    if not start:
        return end
    text = start[0]
    for item in start[1:]:
        text = lists.comma(start=text, end=item)
    return lists.last_and(start=text, end=end)


def worded(phrase: Phrase, **values: str) -> str:
    """Return a phrase filled in. Calling the phrase does the same."""
    return phrase(**values)
