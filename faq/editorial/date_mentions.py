"""The dates that a text names in words: "26 February 2026", "February 2026", "in 2026"."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DATE = re.compile(
    r"(?P<plan>\b(?:to|until|till|by|before|due|due in|due on) )?"
    rf"\b(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{'|'.join(_MONTHS)}) )?"
    r"(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as the text has it, and the first day it can mean."""

    words: str
    first_day: date


def latest_date(text: str) -> DateMention | None:
    """Return the latest date on which, in the words of the text, something happened or held, or None.

    A date in the future of the text ("until March 2027") does not count. A day that no month has
    (31 June) counts as its month.
    """
    mentions = [_read(match) for match in _DATE.finditer(text) if not match["plan"]]
    return max(mentions, key=lambda mention: mention.first_day, default=None)


def _read(match: re.Match[str]) -> DateMention:
    year = int(match["year"])
    month = _MONTHS.index(match["month"].capitalize()) + 1 if match["month"] else 1
    words = match[0].strip()
    try:
        return DateMention(words, date(year, month, int(match["day"] or 1)))
    except ValueError:
        return DateMention(words, date(year, month, 1))
