"""Kinds of answer a step may ask for, read from what a person typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from rapidfuzz import fuzz, process

from flows.model import AnswerKind

SHORT_TEXT_LIMIT = 200
_YES = frozenset(
    [
        "yes",
        "y",
        "yeah",
        "yep",
        "yup",
        "yes please",
        "i do",
        "i am",
        "i agree",
        "agree",
        "yes i agree",
        "aye",
        "ok",
        "okay",
        "sure",
        "1",
    ]
)
_NO = frozenset(
    ["no", "n", "nope", "nah", "no thanks", "no thank you", "i do not", "i don't", "i am not", "i'm not", "2"]
)
# Outward and inward code as in the Government's bulk data standard for postcodes (BS 7666).
_POSTCODE = re.compile(
    r"(GIR 0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPS-UW]|[A-HK-Y][0-9][ABEHMNPRV-Y])"
    r") ?([0-9][ABD-HJLNP-UW-Z]{2})"
)
_EMAIL = re.compile(
    r"[^@\s,;<>\"']{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.IGNORECASE
)
_DATE_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y")


def read_typed(kind: AnswerKind, text: str) -> str | None:
    """The answer in the form it is kept in, or None when the text is no answer of this kind."""
    return _READERS[kind](text)


def read_yes_no(text: str) -> str | None:
    """ "yes" or "no"; the numbers 1 and 2 stand for the two buttons."""
    said = plain(text)
    if said in _YES:
        return "yes"
    return "no" if said in _NO else None


def read_text(text: str) -> str | None:
    """A short text on one line, at most 200 characters."""
    said = " ".join(text.split())
    return said if 0 < len(said) <= SHORT_TEXT_LIMIT else None


def read_email(text: str) -> str | None:
    """An e-mail address, as it was typed."""
    said = text.strip().strip(".,;<>")
    return said if len(said) <= 254 and _EMAIL.fullmatch(said) else None


def read_postcode(text: str) -> str | None:
    """A whole UK postcode as `LS1 4AP`."""
    said = re.sub(r"[\s.,-]+", "", text).upper()
    found = _POSTCODE.fullmatch(said)
    return f"{found[1]} {found[2]}" if found else None


def read_date(text: str) -> str | None:
    """A date as YYYY-MM-DD. Day before month, as in Britain."""
    said = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.strip().lower()).replace(",", " ").replace(" of ", " ")
    said = " ".join(said.split())
    for form in _DATE_FORMS:
        found = _dated(said, form)
        if found:
            return found.isoformat()
    return None


def read_choice(text: str, labels: Mapping[str, str]) -> str | None:
    """The choice meant by a number or by its label, typed with a slip or two; None when that is not sure.

    `labels` maps each choice to what its button says, in the order of the numbers.
    """
    said = plain(text)
    names = list(labels)
    number = said.rstrip(".)")
    if number.isdecimal():
        return names[int(number) - 1] if 1 <= int(number) <= len(names) else None
    plain_labels = [plain(label) for label in labels.values()]
    if said in plain_labels:
        return names[plain_labels.index(said)]
    return _nearest(said, plain_labels, names)


def read_choices(text: str, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    """Several choices typed at once, as "1, 3" or labels with commas; None when one of them is not sure."""
    if read_choice(text, labels):
        return (str(read_choice(text, labels)),)
    parts = [part for part in re.split(r"[,;&\n]|\band\b|(?<=\d)\s+(?=\d)", text) if part.strip()]
    found = [read_choice(part, labels) for part in parts]
    if not found or None in found:
        return None
    chosen = set(found)
    return tuple(name for name in labels if name in chosen)


def plain(text: str) -> str:
    """Text without case, end marks and doubled spaces: how labels and commands are compared."""
    return " ".join(text.replace("’", "'").casefold().split()).strip(" .!?,;:'\"")


def _nearest(said: str, labels: Sequence[str], names: Sequence[str]) -> str | None:
    if len(said) < 3:
        return None
    ranked = process.extract(said, labels, scorer=fuzz.ratio, limit=2)
    best = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    return names[best[2]] if best[1] >= 82 and best[1] - runner_up >= 8 else None


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
