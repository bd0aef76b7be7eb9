"""What an FAQ entry is."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)


class Negated(StrEnum):
    """Whether an entry answers a question and its opposite ("is mesh banned", "is mesh not banned")."""

    SAME_ANSWER = "same_answer"
    """The answer settles both senses, so it may be given outright for either."""
    OFFER = "offer"
    """The other sense is only offered as a choice, never answered outright."""


def _https(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("a link begins with https://")
    return url


def _existing(written: str) -> str:
    first_day(written)
    return written


def _as_written(value: object) -> object:
    """Undo what some YAML readers do: they make a date of it."""
    return value.isoformat() if isinstance(value, date) else value


def first_day(written: str) -> date:
    """Return the first day of a date that may be a month or a year alone: 2024-08 is 1 August 2024."""
    return date.fromisoformat(written + "-01-01"[len(written) - 4 :])


def last_day(written: str) -> date:
    """Return the last day of a date that may be a month or a year alone: 2024-08 is 31 August 2024."""
    first = first_day(written)
    month = 12 if len(written) == len("YYYY") else first.month
    last = first.replace(month=month, day=monthrange(first.year, month)[1])
    return first if len(written) == len("YYYY-MM-DD") else last


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Link = Annotated[str, AfterValidator(_https)]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
ProductId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,40}$")]
PartialDate = Annotated[
    str,
    BeforeValidator(_as_written),
    StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    AfterValidator(_existing),
]
"""YYYY-MM-DD, YYYY-MM or YYYY: a date is never more exact than its source."""
FactNumber = Annotated[str, StringConstraints(pattern=r"^F\d{1,3}$")]


class _Written(BaseModel):
    """A part of what volunteers write: unknown fields are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Source(_Written):
    title: Words
    """Who says it, and what it is called."""
    url: Link
    date: PartialDate | Literal["undated"]
    """When the source was published: YYYY-MM-DD, "YYYY-MM", "YYYY", or undated."""


class Entry(_Written):
    """One question the bot can answer, with everything an editor may change about it."""

    id: EntryId
    """Short, lower case, with underscores. Never changed once published: shared links carry it."""
    question: Words
    """The question as most people would ask it. It is shown above the answer."""
    also_asked: tuple[Words, ...] = Field(min_length=1)
    """Other wordings, each as a different kind of person would type it. Fifteen or more find people best."""
    myth: Words | None = None
    """The mistaken belief behind the question, where there is one."""
    answer: Words
    """Plain English: the answer in the first sentence, then the fact, then the "as of" date. No markup."""
    easy_read: Words | None = None
    """The same answer in shorter sentences and simpler words."""
    sources: tuple[Source, ...] = ()
    facts: tuple[FactNumber, ...] = ()
    """Numbers of the campaign's fact sheet that the answer rests on."""
    as_of: PartialDate | None = None
    """The date that the answer holds for, where it can go out of date."""
    about: tuple[ProductId, ...] = ()
    """The products the answer is about; empty when it is about all of them or none."""
    support: bool = False
    """Whether it says whom to talk to: it is offered to people in hardship. At most one entry does."""
    guarded: bool = False
    """Whether its wordings are of danger or of stopping a medicine, which the guards answer first."""
    negated: Negated = Negated.OFFER
    """How a question and its opposite are read."""
    confirm: Words | None = None
    """What an organiser still has to confirm. Listed by `check`, never shown to the public."""
    reviewed: date
    review_by: date

    @model_validator(mode="after")
    def _review_comes_later(self) -> "Entry":
        if self.review_by <= self.reviewed:
            raise ValueError("review_by must be later than reviewed")
        return self

    @property
    def wordings(self) -> "Wordings":
        """The part that the matcher needs."""
        return Wordings(self.id, (self.question, *self.also_asked), frozenset(self.about), self.negated)

    @property
    def digest(self) -> str:
        """A short digest of the answer's words, which changes with them."""
        answer = "\n".join(filter(None, (self.myth, self.answer, self.easy_read)))
        return sha256(answer.encode()).hexdigest()[:12]


class Topic(_Written):
    """One file of entries: what /topics lists."""

    topic: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    """The topic's name as a button shows it."""
    about: Words
    """One line that says what is inside."""
    order: Annotated[int, Field(ge=1)]
    """Its place in the list of topics."""
    entries: tuple[Entry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Wordings:
    """One entry as the matcher sees it; `phrases` has the question first."""

    id: str
    phrases: tuple[str, ...]
    about: frozenset[ProductId] = frozenset()
    negated: Negated = Negated.SAME_ANSWER
