"""Personal details in a message: found, struck out before anything is kept, and named to the person.

Numbers count only with their own check (NHS number, payment card, IBAN: python-stdnum) or shape (telephone:
Ofcom's numbering plan; postcode: Royal Mail's; National Insurance number: HMRC's). Years, sums, case numbers
("EWHC 1282") and figures ("10,000 women") stay.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from stdnum import iban, luhn
from stdnum.gb import nhs


class DetailKind(StrEnum):
    """A kind of personal detail; its value stands in brackets where the detail stood."""

    EMAIL = "email"
    CARD = "card number"
    ACCOUNT = "bank account"
    NHS_NUMBER = "NHS number"
    NI_NUMBER = "National Insurance number"
    PHONE = "phone number"
    POSTCODE = "postcode"
    BIRTH_DATE = "date of birth"


@dataclass(frozen=True, slots=True)
class Stripped:
    """The text with `[email]`, `[phone number]` and so on in place of each detail, and the kinds found."""

    text: str
    kinds: frozenset[DetailKind]

    @property
    def rest(self) -> str:
        """The text without the brackets and what only leads up to them: there may be a question left."""
        return without_marks(self.text)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One shape of a detail. The pattern's group `detail` is struck out where `is_valid` agrees."""

    kind: DetailKind
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool]

    def strike_out(self, text: str) -> str:
        """Return the text with a mark in place of each of these details."""
        return self.pattern.sub(self._mark, text)

    def _mark(self, match: re.Match[str]) -> str:
        detail = match["detail"]
        return match.group().replace(detail, f"[{self.kind}]") if self.is_valid(detail) else match.group()


def is_email(text: str) -> bool:
    """Return whether the text is the address of a mailbox (RFC 5321, 6531). Nothing is looked up."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _is_card(text: str) -> bool:
    digits = _digits(text)
    return len(set(digits)) > 1 and luhn.is_valid(digits)


def _is_nhs_number(text: str) -> bool:
    digits = _digits(text)
    return len(set(digits)) > 1 and nhs.is_valid(digits)


def _is_phone(text: str) -> bool:
    """Ten or eleven digits with the first 0, as every British number that people have."""
    return len(_digits(text)) in (10, 11)


def _is_dictated_phone(text: str) -> bool:
    """A telephone number in pieces of any length, but not a date with a number after it."""
    return _digits(text)[1] != "0" and not re.match(rf"(?:{_DATE})(?![0-9])", text)


def _always(_: str) -> bool:
    return True


_EDGE = r"(?<![\w.,£$€/-])"
_END = r"(?![\w-]|[.,/][0-9])"
_GAP = r"[ ./\-\u2010-\u2014]?"
_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|"
    "EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|"
    "ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|"
    "SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = (
    r"[0-9]{1,2}[ ./\-][0-9]{1,2}[ ./\-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})[a-z]*,? [0-9]{{2,4}}"
    rf"|(?:{_MONTHS})[a-z]* [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
)
_BORN = r"\b(?:born|birth|birthday|dob|d\.o\.b\.?)(?: is| was| on| the|:|,| -)* ?"
_NHS = r"\bnhs(?: number| no\.?| num)?(?: is| was)?[ :#]{0,2}"
_TENS = rf"[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}{_END}"
_TEN = rf"[0-9](?:{_GAP}[0-9]){{9}}{_END}"
_NUMBER_EDGE = r"(?<![0-9.,£$€/-])"
_NI_PREFIX = r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"


def _rule(kind: DetailKind, detail: str, is_valid: Callable[[str], bool] = _always, lead: str = "") -> _Rule:
    return _Rule(kind, re.compile(f"{lead}(?P<detail>{detail})", re.IGNORECASE), is_valid)


_AT = r" ?(?:@|\[at\]|\(at\)) ?"
_DOT = r"(?: ?\. ?| dot | ?\[dot\] ?| ?\(dot\) ?)"
_LOCAL = r"(?<![\w.+'\-])[\w.+'\-]+(?: dot [\w.+'\-]+)*"
_ENDING = (
    rf"(?:(?:co|org|ac|gov|nhs|me){_DOT}uk|com|org|net|info|uk|eu|ie|scot|wales|cymru|london|charity|ngo)\b"
)
"""Where dots are dictated, or have spaces beside them, only these end an address."""
_IN_ADDRESS = r"[^\s<>()\[\]\",;:@]"
_LABEL = r"\b(?:is|was|no|num|number|:|#|\.| )*"
_IBAN = r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?|[a-z]{2}[0-9]{2}[a-z0-9]{11,30}"
_SORT_CODE = r"[0-9]{2}[ .\-]?[0-9]{2}[ .\-]?[0-9]{2}"

_LEADING_UP = frozenset(
    {
        "i", "im", "i'm", "am", "me", "us", "my", "her", "his", "our", "the", "a", "is", "was", "it's",
        "its", "and", "or", "of", "on", "at", "in", "to", "can", "you", "please", "pls", "live", "ring",
        "call", "text", "phone", "contact", "reach", "write", "message", "mobile", "telephone", "tel",
        "email", "e-mail", "mail", "address", "post", "code", "postcode", "home", "card", "bank", "sort",
        "account", "nhs", "ni", "national", "insurance", "number", "no", "num", "dob", "date", "birth",
        "born",
    }
)  # fmt: skip
"""Words that say nothing more when the detail that they led up to is gone."""
_MARK = re.compile(rf"\[(?:{'|'.join(DetailKind)})\][.,;:]*")

_RULES = (
    _rule(DetailKind.EMAIL, rf"{_IN_ADDRESS}+@[\w.\-]*\w", is_email, rf"(?<!{_IN_ADDRESS})"),
    _rule(DetailKind.EMAIL, rf"{_LOCAL}{_AT}[\w\-]+(?:\.[\w\-]+)+"),
    _rule(DetailKind.EMAIL, rf"{_LOCAL}{_AT}(?:[\w\-]+{_DOT})+{_ENDING}"),
    _rule(DetailKind.EMAIL, rf"{_LOCAL} at (?:[\w\-]+ dot )+{_ENDING}"),
    _rule(DetailKind.ACCOUNT, rf"(?-i:{_IBAN}){_END}", iban.is_valid, _EDGE),
    _rule(DetailKind.ACCOUNT, rf"GB[0-9]{{2}} ?[A-Z]{{4}}(?: ?[0-9]){{14}}{_END}", lead=_EDGE),
    _rule(DetailKind.ACCOUNT, rf"{_SORT_CODE}[ ,]{{1,2}}[0-9]{{8}}{_END}", lead=_EDGE),
    _rule(DetailKind.ACCOUNT, rf"{_SORT_CODE}{_END}", lead=rf"\bsort ?code{_LABEL}"),
    _rule(DetailKind.ACCOUNT, rf"[0-9]{{8}}{_END}", lead=rf"\b(?:account|acct?|a/c){_LABEL}"),
    _rule(DetailKind.CARD, rf"[0-9](?:[ \-]?[0-9]){{12,18}}{_END}", _is_card, _EDGE),
    _rule(DetailKind.NHS_NUMBER, _TEN, lead=_NHS),
    _rule(DetailKind.PHONE, rf"(?:\+|00)44{_GAP}(?:\(0\))?(?:{_GAP}[0-9]){{9,10}}{_END}", lead=_EDGE),
    _rule(DetailKind.PHONE, rf"\(?0[1-9][0-9]{{1,4}}\)?(?:{_GAP}[0-9]){{5,8}}{_END}", _is_phone, _EDGE),
    _rule(DetailKind.NHS_NUMBER, _TENS, _is_nhs_number, _EDGE),
    _rule(DetailKind.PHONE, rf"0(?:[ .\-]?[0-9]){{9,10}}{_END}", _is_dictated_phone, _NUMBER_EDGE),
    _rule(DetailKind.PHONE, rf"7[1-9][0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}{_END}", lead=_NUMBER_EDGE),
    _rule(DetailKind.PHONE, rf"\+[0-9]{{1,3}}(?:{_GAP}[0-9]){{7,12}}{_END}", lead=r"(?<![\w£$€])"),
    _rule(DetailKind.NI_NUMBER, rf"{_NI_PREFIX}(?: ?[0-9]{{2}}){{3}} ?[A-D]{_END}", lead=_EDGE),
    _rule(
        DetailKind.POSTCODE,
        rf"(?:{_AREAS})[0-9][0-9A-HJKMNP-Y]? ?[0-9][ABD-HJLNP-UW-Z]{{2}}(?!\w)",
        lead=r"(?<![\w£-])",
    ),
    _rule(
        DetailKind.POSTCODE,
        rf"(?:{_AREAS}) [0-9][0-9A-HJKMNP-Y]? ?[0-9](?!st|nd|rd|th)[ABD-HJLNP-UW-Z]{{2}}(?!\w)",
        lead=r"(?<![\w£-])",
    ),
    _rule(DetailKind.BIRTH_DATE, rf"(?:{_DATE})(?!\w)", lead=_BORN),
)


def strip_personal_details(text: str) -> Stripped:
    """Strike out every personal detail, each in its place: `ring me on [phone number]`."""
    kinds: set[DetailKind] = set()
    for rule in _RULES:
        before, text = text, rule.strike_out(text)
        if text != before:
            kinds.add(rule.kind)
    return Stripped(text, frozenset(kinds))


def without_marks(text: str) -> str:
    """Return a text of `strip_personal_details` without its brackets and the words that lead up to them.

    `is there a scheme yet, ring me on [phone number]` gives `is there a scheme yet,`.
    """
    *before, last = (part.split() for part in _MARK.split(text))
    for words in before:
        while words and words[-1].strip(":,.#").lower() in _LEADING_UP | {""}:
            words.pop()
    return " ".join(word for words in (*before, last) for word in words)
