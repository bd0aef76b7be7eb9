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
    return _join(items, texts, texts.public.lists.last_and)


def join_either(items: Sequence[str], texts: Texts) -> str:
    """Return one or more items of which each will do: "a, b or c"."""
    return _join(items, texts, texts.public.lists.last_or)


def join_commas(items: Sequence[str], texts: Texts) -> str:
    """Return one or more items with nothing but commas between them: "a, b, c"."""
    return _join(items, texts, texts.public.lists.comma)


def _join(items: Sequence[str], texts: Texts, last: Phrase) -> str:
    *start, end = items
    if not start:
        return end
    return last(start=join_commas(start, texts), end=end)
