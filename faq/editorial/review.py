"""Remarks for the editor: what loads without a mistake, but could be better or truer."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal, Protocol

from faq.editorial.date_mentions import latest_date
from faq.editorial.readability import grade
from faq.editorial.similarity import near_duplicates
from faq.entry import Entry, ProductId, Topic, first_day, last_day
from faq.matching.result import MatchResult
from faq.products import Products, phrase_pattern
from faq.safety import ProductSafety

MAX_ANSWER_LENGTH = 600
"""Characters of an answer: more does not fit a phone's screen with its buttons."""
MIN_WORDINGS = 15
MAX_GRADE = 6.0
"""Flesch-Kincaid grade, names left out: a reading age of about eleven."""
MAX_GRADE_EASY_READ = 5.0
"""The same: a reading age of about ten."""
NEAR_DUPLICATE = 92.0
"""Similarity, 0 to 100, from which a second wording teaches the matcher nothing."""

Kind = Literal["warning", "confirm"]

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_AVOIDED = re.compile(r"\b(?:victims?|unfortunately|alleged(?:ly)?)\b|!", re.IGNORECASE)
_HTTP = re.compile(r"\bhttp://\S+", re.IGNORECASE)
_UNFINISHED = re.compile(r"\bwrite (?:the|another|who|what|a) [\w -]+ here\b", re.IGNORECASE)
_INSTEAD = {
    "victim": "say 'people affected by'",
    "unfortunately": "say what happened, without it",
    "alleged": "say who holds which view",
    "!": "end with a full stop",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at. `place` counts from 0 where one item of a list in `field` is meant."""

    entry: str
    field: str
    what: str
    kind: Kind = "warning"
    place: int | None = None


class Matches(Protocol):
    """What the review needs of `faq.matching.matcher.Matcher`."""

    def match(self, text: str) -> MatchResult: ...


def review(
    topics: Sequence[Topic],
    today: date,
    matcher: Matches | None,
    *,
    products: Products,
    safety: Mapping[ProductId, ProductSafety],
) -> list[Remark]:
    """Return everything worth a second look, entry by entry in the order of the files.

    Texts on using a product need its line of `safety`. Without a matcher its part is left out. Opens no
    network; takes a second for the whole FAQ: for `check`, not for a running bot.
    """
    entries = [entry for topic in topics for entry in topic.entries]
    remarks = [remark for entry in entries for check in _CHECKS for remark in check(entry)]
    remarks += chain.from_iterable(_overdue(entry, today) for entry in entries)
    remarks += chain.from_iterable(_readable(entry, products) for entry in entries)
    for product, needed in safety.items():
        named, used = phrase_pattern(products.names_of(product)), phrase_pattern(needed.use)
        remarks += chain.from_iterable(_safe(entry, product, needed.line, named, used) for entry in entries)
    remarks += _too_similar(entries)
    if matcher is not None:
        remarks += chain.from_iterable(_given_elsewhere(entry, matcher) for entry in entries)
    order = {entry.id: number for number, entry in enumerate(entries)}
    return sorted(remarks, key=lambda remark: order[remark.entry])


def _to_confirm(entry: Entry) -> Iterator[Remark]:
    if entry.confirm:
        yield Remark(entry.id, "confirm", entry.confirm, "confirm")


def _sourced(entry: Entry) -> Iterator[Remark]:
    if not entry.sources:
        yield Remark(entry.id, "sources", "the answer has no source; add one with title, url and date")


def _dated(entry: Entry) -> Iterator[Remark]:
    """A claim can't hold for a day later than its newest source."""
    dates = [last_day(source.date) for source in entry.sources if source.date != "undated"]
    newest = max(dates, default=None)
    if newest is None:
        if entry.as_of and entry.sources:
            yield Remark(entry.id, "as_of", f"is {entry.as_of}, but no source of this entry has a date")
        return
    if entry.as_of and first_day(entry.as_of) > newest:
        yield Remark(entry.id, "as_of", f"is {entry.as_of}, later than the newest source ({newest})")
    for field, text in _texts(entry, "answer", "easy_read"):
        mention = latest_date(text)
        if mention and mention.first_day > newest:
            yield Remark(entry.id, field, f"names {mention.words}, later than the newest source ({newest})")


def _overdue(entry: Entry, today: date) -> Iterator[Remark]:
    if entry.review_by < today:
        what = f"the review was due on {entry.review_by}; read it again, then set reviewed and review_by"
        yield Remark(entry.id, "review_by", what)


def _readable(entry: Entry, products: Products) -> Iterator[Remark]:
    for field, hardest in (("answer", MAX_GRADE), ("easy_read", MAX_GRADE_EASY_READ)):
        for _, text in _texts(entry, field):
            reached = grade(text, products.any_name)
            if reached > hardest:
                ages = f"reading age about {reached + 5:.0f}, more than {hardest + 5:.0f}"
                yield Remark(entry.id, field, f"is hard to read ({ages}); use shorter sentences and words")


def _short(entry: Entry) -> Iterator[Remark]:
    length = len(entry.answer)
    if length > MAX_ANSWER_LENGTH:
        yield Remark(entry.id, "answer", f"is {length} characters long; {MAX_ANSWER_LENGTH} is the most")


def _has_easy_read(entry: Entry) -> Iterator[Remark]:
    if not entry.easy_read:
        yield Remark(entry.id, "easy_read", "there is no easy-read version; add one")


def _well_asked(entry: Entry) -> Iterator[Remark]:
    count = len(entry.also_asked)
    if count < MIN_WORDINGS:
        what = f"is {count} long; {MIN_WORDINGS} or more other wordings find people best"
        yield Remark(entry.id, "also_asked", what)


def _https(entry: Entry) -> Iterator[Remark]:
    for place, source in enumerate(entry.sources):
        if not source.url.startswith("https://"):
            yield Remark(entry.id, "sources", f"{source.url} is not an https:// link", place=place)
    for field, text in _texts(entry, "answer", "easy_read"):
        for link in _HTTP.findall(text):
            yield Remark(entry.id, field, f"{link} is not an https:// link")


def _safe(
    entry: Entry, product: ProductId, line: str, named: re.Pattern[str], used: re.Pattern[str]
) -> Iterator[Remark]:
    """An answer with a sentence on using a product must have its line."""
    for field, text in _texts(entry, "answer", "easy_read"):
        sentences = re.split(r"[.!?]\s|\n", text)
        if line not in text and any(named.search(part) and used.search(part) for part in sentences):
            yield Remark(entry.id, field, f"speaks of using {product} without this line: {line}")


def _in_house_style(entry: Entry) -> Iterator[Remark]:
    for field, text in _texts(entry, "question", "myth", "answer", "easy_read"):
        for word in dict.fromkeys(match.lower() for match in _AVOIDED.findall(_QUOTED.sub("", text))):
            advice = next(words for start, words in _INSTEAD.items() if word.startswith(start))
            yield Remark(entry.id, field, f"has '{word}', which we avoid; {advice}")


def _finished(entry: Entry) -> Iterator[Remark]:
    for field, text in _texts(entry, "question", "myth", "answer", "easy_read"):
        if _UNFINISHED.search(text):
            yield Remark(entry.id, field, "still holds the words of a draft; fill it in")
    for place, wording in enumerate(entry.also_asked):
        if _UNFINISHED.search(wording):
            yield Remark(entry.id, "also_asked", "still holds the words of a draft; fill it in", place=place)


_CHECKS: tuple[Callable[[Entry], Iterator[Remark]], ...] = (
    _to_confirm,
    _finished,
    _sourced,
    _dated,
    _short,
    _has_easy_read,
    _well_asked,
    _https,
    _in_house_style,
)


def _too_similar(entries: Sequence[Entry]) -> Iterator[Remark]:
    """Yield each pair once, at the later of the two."""
    owners = [(entry.id, place) for entry in entries for place in range(-1, len(entry.also_asked))]
    phrases = [phrase for entry in entries for phrase in entry.wordings.phrases]
    for first, second in near_duplicates(phrases, NEAR_DUPLICATE):
        other, (own, place) = owners[first][0], owners[second]
        advice = "keep one" if own == other else f"which {other} has; keep it where it is best answered"
        what = f"'{phrases[second]}' is nearly '{phrases[first]}', {advice}"
        yield _at(own, place, what)


def _given_elsewhere(entry: Entry, matcher: Matches) -> Iterator[Remark]:
    for place, phrase in enumerate(entry.wordings.phrases, start=-1):
        candidates = matcher.match(phrase).candidates
        if candidates and candidates[0].id != entry.id:
            best = candidates[0]
            yield _at(entry.id, place, f"the matcher gives '{phrase}' to {best.id}, for '{best.wording}'")


def _at(entry: str, place: int, what: str) -> Remark:
    """Make a remark on a phrase: -1 is the question, 0 the first other wording."""
    if place < 0:
        return Remark(entry, "question", what)
    return Remark(entry, "also_asked", what, place=place)


def _texts(entry: Entry, *fields: str) -> Iterator[tuple[str, str]]:
    """Yield those of the fields that are filled in, with their text."""
    for field in fields:
        text: str | None = getattr(entry, field)
        if text:
            yield field, text
