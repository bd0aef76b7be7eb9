"""Personal details in a message: found, struck out before anything is kept, and named for the person.

Numbers count only with their own check (NHS: modulus 11; payment cards: Luhn, ISO/IEC 7812) or their own
shape (telephone: Ofcom's National Telephone Numbering Plan; postcode: Royal Mail's format; National
Insurance: HMRC's). Years, sums, case numbers ("EWHC 1282") and figures ("10,000 women") stay.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class DetailKind(StrEnum):
    """A kind of personal detail; its value stands in brackets where the detail stood."""

    EMAIL = "email"
    CARD = "card number"
    NHS_NUMBER = "NHS number"
    NI_NUMBER = "National Insurance number"
    PHONE = "phone number"
    POSTCODE = "postcode"
    BIRTH_DATE = "date of birth"


@dataclass(frozen=True, slots=True)
class Stripped:
    """The text with `[email]`, `[phone number]` and so on in place of details, and the kinds there were."""

    text: str
    kinds: frozenset[DetailKind]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_card(text: str) -> bool:
    """The Luhn check: doubling every second digit from the right, the sum is a multiple of 10."""
    digits = _digits(text)
    if len(set(digits)) == 1:
        return False
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_nhs_number(text: str) -> bool:
    """The check of the NHS Data Dictionary: weights 10 to 2, the rest of modulus 11 is the tenth digit."""
    digits = _digits(text)
    if len(set(digits)) == 1:
        return False
    rest = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def _always(_: str) -> bool:
    return True


_EDGE = r"(?<![\w.,£$€-])"
_END = r"(?![\w-]|[.,]\d)"
_GAP = r"[ .\-\u2010-\u2014]?"
_POSTCODE_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|"
    "EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|"
    "NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|"
    "TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = (
    r"(?:\d{1,2}[ ./\-]\d{1,2}[ ./\-](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})[a-z]*,? (?:\d{{4}}|\d{{2}})"
    rf"|(?:{_MONTHS})[a-z]* \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)


def _is_phone(text: str) -> bool:
    """Ten or eleven digits from a first 0, as every British number has."""
    return len(_digits(text)) in (10, 11)


_KINDS: tuple[tuple[DetailKind, re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), check)
    for kind, pattern, check in (
        (DetailKind.EMAIL, r"[\w.+%'\-]+ ?(?:@|\[at\]|\(at\)) ?[\w\-]+(?:\.[\w\-]+)+", _always),
        (DetailKind.EMAIL, r"\b[\w.+\-]+ at [\w\-]+ dot (?:co dot uk|org dot uk|com|org|net|uk)\b", _always),
        (DetailKind.CARD, rf"{_EDGE}\d(?:[ \-]?\d){{12,18}}{_END}", _is_card),
        (
            DetailKind.NHS_NUMBER,
            rf"(?<=nhs)(?: (?:number|no\.?|num))?(?: is)?[ :]{{1,2}}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}{_END}",
            _always,
        ),
        (DetailKind.PHONE, rf"(?<![\w.,£$€-])(?:\+|00)44{_GAP}(?:\(0\))?(?:{_GAP}\d){{9,10}}{_END}", _always),
        (
            DetailKind.PHONE,
            rf"(?<![\w.,£$€-])\(?0[1-9]\d{{1,4}}\)?(?:{_GAP}\d){{5,8}}{_END}",
            _is_phone,
        ),
        (DetailKind.NHS_NUMBER, rf"{_EDGE}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}{_END}", _is_nhs_number),
        (DetailKind.PHONE, rf"(?<![\w£$€])\+\d{{1,3}}(?:{_GAP}\d){{7,12}}{_END}", _always),
        (
            DetailKind.NI_NUMBER,
            rf"{_EDGE}(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            rf" ?\d\d ?\d\d ?\d\d ?[A-D]{_END}",
            _always,
        ),
        (
            DetailKind.POSTCODE,
            rf"(?<![\w£-])(?:{_POSTCODE_AREAS})\d[\dA-HJKMNP-Y]? ?\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)",
            _always,
        ),
        (
            DetailKind.BIRTH_DATE,
            r"(?:(?<=born)|(?<=born on)|(?<=birth)|(?<=birthday)|(?<=\bdob)|(?<=\bd\.o\.b)|(?<=\bd\.o\.b\.))"
            rf"(?: is| was| on|:|,| -)*(?: the)? ?{_DATE}(?!\w)",
            _always,
        ),
    )
)


def strip_personal_details(text: str) -> Stripped:
    """Strike out whatever is a personal detail. The place of each is kept: `ring me on [phone number]`.

    What leads into a number ("born on", "NHS number") stays or goes with it; the kinds say what there was.
    """
    found: set[DetailKind] = set()
    for kind, pattern, check in _KINDS:

        def struck(
            match: re.Match[str], kind: DetailKind = kind, check: Callable[[str], bool] = check
        ) -> str:
            if not check(match.group()):
                return match.group()
            found.add(kind)
            lead = " " if match.group()[0].isspace() else ""
            return f"{lead}[{kind}]"

        text = pattern.sub(struck, text)
    return Stripped(text, frozenset(found))
