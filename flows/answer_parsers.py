"""Parsers of typed answers, one for each kind of answer that a step may ask for."""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime

from email_validator import EmailNotValidError, validate_email
from rapidfuzz import fuzz, process

from flows.script import AnswerKind

SHORT_TEXT_LIMIT = 200


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of a text that has commas between them."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


_CONSENT = phrases(
    """
    yes, y, 1, yes please, please do, i do, i agree, agree, agreed, i consent, yes i agree, yes i do, you may,
    yes i consent, yes you may, yes i am happy with that, yes i'm happy with that
    """
)
"""Phrases that state a consent. "ok" and "sure" are not among them: people say them without reading."""
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
"""Words that turn a sentence round: "not pelvic mesh" must not pass for a misspelt "pelvic mesh"."""
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
    """Return the answer in its stored form, or None when the text is not an answer of this kind."""
    return _READERS[kind](text)


def read_yes_no(text: str) -> str | None:
    """Return "yes" or "no"; the numbers 1 and 2 stand for the two buttons."""
    return _yes_or_no(text, _YES)


def read_consent(text: str) -> str | None:
    """Return "yes" or "no" to a consent: as `read_yes_no`, but yes only for phrases that state a consent."""
    return _yes_or_no(text, _CONSENT)


def read_text(text: str) -> str | None:
    """Return a text on one line: at most 200 characters, with a letter or digit in it."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT_TEXT_LIMIT and any(map(str.isalnum, line)) else None


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
    """Return a full UK postcode as `LS1 4AP`. A letter O in place of the 0 after the gap is corrected."""
    postcode = re.sub(r"[\s.,-]+", "", text).upper()
    if postcode[-3:-2] == "O":
        postcode = f"{postcode[:-3]}0{postcode[-2:]}"
    parts = _POSTCODE.fullmatch(postcode)
    return f"{parts[1]} {parts[2]}" if parts else None


def read_date(text: str) -> str | None:
    """Return a date as YYYY-MM-DD. The day comes before the month, as in Britain."""
    typed = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.strip().lower()).replace(",", " ").replace(" of ", " ")
    typed = re.sub(r"\bsept\b", "sep", _WEEKDAY.sub("", typed)).rstrip(".")
    typed = " ".join(typed.split())
    days = (_parse_date(typed, form) for form in _DATE_FORMS)
    return next((day.isoformat() for day in days if day), None)


def read_number(text: str) -> int | None:
    """Return the number of a message that is nothing else: "2", "option 2"."""
    match = _NUMBER.fullmatch(plain(text))
    return int(match[1]) if match else None


def read_choice(text: str, labels: Mapping[str, str]) -> str | None:
    """Return the choice named by its number or its label, typed with a slip or two; None when unsure.

    `labels` maps each choice to its label, in the order of the numbers.
    """
    typed = plain(text)
    names = list(labels)
    number = read_number(text)
    if number is not None:
        return names[number - 1] if 1 <= number <= len(names) else None
    plain_labels = [plain(label) for label in labels.values()]
    if typed in plain_labels:
        return names[plain_labels.index(typed)]
    return _nearest(typed, plain_labels, names)


def read_choices(text: str, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return several choices typed at once, as "1, 3" or labels with commas; None when unsure of one."""
    whole = read_choice(text, labels) or read_part(text, labels)
    if whole:
        return (whole,)
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    choices = {read_choice(part, labels) or read_part(part, labels) for part in parts}
    return tuple(name for name in labels if name in choices) if choices and None not in choices else None


def read_part(text: str, labels: Mapping[str, str]) -> str | None:
    """Return the one choice whose label has every typed word: "mesh" for "Pelvic mesh"."""
    words = set(_words(plain(text)))
    if not any(len(word) >= 4 for word in words):
        return None
    names = [name for name, label in labels.items() if words <= set(_words(plain(label)))]
    return names[0] if len(names) == 1 else None


def plain(text: str) -> str:
    """Return a text without case, end marks and doubled spaces, for comparing labels and commands."""
    straight = text.replace("’", "'").replace("“", '"').replace("”", '"')
    return " ".join(straight.casefold().split()).strip(" .!?,;:'\"")


def _yes_or_no(text: str, yes: Set[str]) -> str | None:
    typed = " ".join(plain(text).replace(",", " ").split())
    if typed not in yes | _NO:
        typed = re.sub(r"([a-z])\1+$", r"\1", typed)  # yesss, noooo: a key held down
    if typed in yes:
        return "yes"
    return "no" if typed in _NO else None


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text)


def _nearest(typed: str, labels: Sequence[str], names: Sequence[str]) -> str | None:
    if len(typed) < 3:
        return None
    ranked = process.extract(typed, labels, scorer=fuzz.ratio, limit=2)
    best = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    if best[1] < 82 or best[1] - runner_up < 8:
        return None
    turned = _NOT & set(_words(typed)) ^ _NOT & set(_words(labels[best[2]]))
    other_number = re.findall(r"\d+", typed) != re.findall(r"\d+", labels[best[2]])
    return None if turned or other_number else names[best[2]]


def _parse_date(text: str, form: str) -> date | None:
    try:
        day = datetime.strptime(text, form).date()  # noqa: DTZ007  (a calendar date has no time zone)
    except ValueError:
        return None
    return day if day.year >= 1900 else None


_READERS: Mapping[AnswerKind, Callable[[str], str | None]] = {
    "yes_no": read_yes_no,
    "text": read_text,
    "email": read_email,
    "postcode": read_postcode,
    "date": read_date,
}
