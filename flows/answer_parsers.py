"""Kinds of answer a step may ask for, read from what a person typed."""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime

from email_validator import EmailNotValidError, validate_email
from rapidfuzz import fuzz, process

from flows.script import AnswerKind

SHORT_TEXT_LIMIT = 200


def phrases(listed: str) -> frozenset[str]:
    """Phrases written as one text, with commas between them."""
    return frozenset(" ".join(phrase.split()) for phrase in listed.split(","))


_CONSENT = phrases(
    """
    yes, y, 1, yes please, please do, i do, i agree, agree, agreed, i consent, yes i agree, yes i do, you may,
    yes i consent, yes you may, yes i am happy with that, yes i'm happy with that
    """
)
"""Words that state a consent. "ok" and "sure" can be said without having read anything."""
_YES = _CONSENT | phrases(
    """
    yeah, yea, yep, yup, aye, ya, i am, yes i am, yes it is, yes that is right, yes that's right,
    that is right, that's right, correct, right, true, ok, okay, sure, of course, certainly, definitely,
    absolutely, ydw, ie, yep i am, yeah i am, yes we are, over 18, yes over 18, i am over 18, i'm over 18,
    im over 18, yes i am over 18, yes i'm over 18, yes im over 18, i am 18 or over, yes i am 18 or over,
    i am an adult, i'm an adult, yes i am an adult, for myself, yes for myself, for me, yes for me
    """
)
_NO = phrases(
    """
    no, n, 2, nope, nah, naw, not, never, no thanks, no thank you, i do not, i don't, i dont, no i do not,
    no i don't, no i dont, i am not, i'm not, im not, no i am not, no i'm not, no im not, disagree,
    i disagree, i do not agree, i don't agree, i dont agree, i do not consent, i don't consent, no way,
    not really, not now, not today, not yet, rather not, i'd rather not, i would rather not, no you may not,
    you may not, please don't, please do not, wrong, false, na, nac ydw,
    under 18, i am under 18, i'm under 18, im under 18, no i am under 18,
    no i'm under 18, no im under 18, someone else, for someone else, no for someone else
    """
)
_NOT = phrases(
    """
    no, not, never, none, neither, nor, without, don't, dont, doesn't, doesnt, isn't, isnt, won't, wont,
    can't, cant, cannot, didn't, didnt, except, unlike
    """
)
"""Words that turn a sentence round. "not pelvic mesh" is a slip away from "pelvic mesh", and no slip."""
_NUMBER = re.compile(r"(?:(?:number|option|choice|answer) )?#?([0-9]{1,3})[.)]*")
# Outward and inward code as in the Government's bulk data standard for postcodes (BS 7666).
_POSTCODE = re.compile(
    r"([A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPS-UW]|[A-HK-Y][0-9][ABEHMNPRV-Y])"
    r")([0-9][ABD-HJLNP-UW-Z]{2})"
)
_DATE_FORMS = (
    *("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d", "%Y/%m/%d"),
    *("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"),
)
_BETWEEN = re.compile(r"[,;&+/\n]|\band\b|(?<=\d)\s+(?=\d)", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,? *")


def read_typed(kind: AnswerKind, text: str) -> str | None:
    """The answer in the form it is kept in, or None when the text is no answer of this kind."""
    return _READERS[kind](text)


def read_yes_no(text: str) -> str | None:
    """ "yes" or "no"; the numbers 1 and 2 stand for the two buttons."""
    return _yes_or_no(text, _YES)


def read_consent(text: str) -> str | None:
    """ "yes" or "no" to a consent: like `read_yes_no`, but yes only for words that state it."""
    return _yes_or_no(text, _CONSENT)


def read_text(text: str) -> str | None:
    """A short text on one line, at most 200 characters, with a letter or digit in it."""
    said = " ".join(text.split())
    return said if len(said) <= SHORT_TEXT_LIMIT and any(map(str.isalnum, said)) else None


def read_email(text: str) -> str | None:
    """Return an e-mail address as it was typed (RFC 5321, 6531). Nothing is looked up."""
    address = text.strip().lstrip("<(\"'").rstrip(".,;>)\"'").removeprefix("mailto:")
    try:
        checked = validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return None
    ending = checked.ascii_domain.rpartition(".")[2]
    return address if len(ending) > 1 else None  # no ending has one letter: the last was cut off


def read_postcode(text: str) -> str | None:
    """A whole UK postcode as `LS1 4AP`. The letter O typed for the 0 after the gap is put right."""
    said = re.sub(r"[\s.,-]+", "", text).upper()
    if said[-3:-2] == "O":
        said = f"{said[:-3]}0{said[-2:]}"
    found = _POSTCODE.fullmatch(said)
    return f"{found[1]} {found[2]}" if found else None


def read_date(text: str) -> str | None:
    """A date as YYYY-MM-DD. Day before month, as in Britain."""
    said = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.strip().lower()).replace(",", " ").replace(" of ", " ")
    said = re.sub(r"\bsept\b", "sep", _WEEKDAY.sub("", said)).rstrip(".")
    said = " ".join(said.split())
    for form in _DATE_FORMS:
        found = _dated(said, form)
        if found:
            return found.isoformat()
    return None


def read_number(text: str) -> int | None:
    """The number that a whole message is, as from a list."""
    found = _NUMBER.fullmatch(plain(text))
    return int(found[1]) if found else None


def read_choice(text: str, labels: Mapping[str, str]) -> str | None:
    """The choice meant by a number or by its label, typed with a slip or two; None when that is not sure.

    `labels` maps each choice to what its button says, in the order of the numbers.
    """
    said = plain(text)
    names = list(labels)
    number = read_number(text)
    if number is not None:
        return names[number - 1] if 1 <= number <= len(names) else None
    plain_labels = [plain(label) for label in labels.values()]
    if said in plain_labels:
        return names[plain_labels.index(said)]
    return _nearest(said, plain_labels, names)


def read_choices(text: str, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    """Several choices typed at once, as "1, 3" or labels with commas; None when one of them is not sure."""
    whole = read_choice(text, labels) or read_part(text, labels)
    if whole:
        return (whole,)
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    found = [read_choice(part, labels) or read_part(part, labels) for part in parts]
    if not found or None in found:
        return None
    chosen = set(found)
    return tuple(name for name in labels if name in chosen)


def read_part(text: str, labels: Mapping[str, str]) -> str | None:
    """The one choice whose label has every word that was typed, such as "mesh" for "Pelvic mesh"."""
    words = set(_words(plain(text)))
    if not any(len(word) >= 4 for word in words):
        return None
    found = [name for name, label in labels.items() if words <= set(_words(plain(label)))]
    return found[0] if len(found) == 1 else None


def plain(text: str) -> str:
    """Text without case, end marks and doubled spaces: how labels and commands are compared."""
    said = text.replace("’", "'").replace("“", '"').replace("”", '"')
    return " ".join(said.casefold().split()).strip(" .!?,;:'\"")


def _yes_or_no(text: str, yes: Set[str]) -> str | None:
    said = " ".join(plain(text).replace(",", " ").split())
    if said not in yes | _NO:
        said = re.sub(r"([a-z])\1+$", r"\1", said)  # yesss, noooo: a key held down
    if said in yes:
        return "yes"
    return "no" if said in _NO else None


def _words(said: str) -> list[str]:
    return re.findall(r"[\w'-]+", said)


def _nearest(said: str, labels: Sequence[str], names: Sequence[str]) -> str | None:
    if len(said) < 3:
        return None
    ranked = process.extract(said, labels, scorer=fuzz.ratio, limit=2)
    best = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    if best[1] < 82 or best[1] - runner_up < 8:
        return None
    turned = _NOT & set(_words(said)) ^ _NOT & set(_words(labels[best[2]]))
    other_number = re.findall(r"\d+", said) != re.findall(r"\d+", labels[best[2]])
    return None if turned or other_number else names[best[2]]


def _dated(text: str, form: str) -> date | None:
    try:
        found = datetime.strptime(text, form).date()  # noqa: DTZ007  (a calendar date has no time zone)
    except ValueError:
        return None
    return found if found.year >= 1900 else None


_READERS: Mapping[AnswerKind, Callable[[str], str | None]] = {
    "yes_no": read_yes_no,
    "text": read_text,
    "email": read_email,
    "postcode": read_postcode,
    "date": read_date,
}
