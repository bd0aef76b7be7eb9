"""Word lists in `faq/data`: plain text that a volunteer can read and lengthen, one item a line."""

from pathlib import Path

DATA = Path(__file__).parent / "data"

SHORT_FORMS = DATA / "short_forms.txt"
CONTRACTION_ENDINGS = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am",
}  # fmt: skip
"""`'s` is missing on purpose: the matcher drops it ("mum's"), the guards read it as "is" ("he's here")."""
STRAIGHT_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))


def read_lines(path: Path) -> list[str]:
    """Return the lines of a list without blank lines and those that begin with `#`."""
    lines = map(str.strip, path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def read_short_forms(section: str) -> dict[str, str]:
    """Return the short forms of one section of `short_forms.txt`, after those that all readers share.

    `read_short_forms("matching")["cant"]` is `"can not"`.
    """
    forms: dict[str, str] = {}
    current = ""
    for line in read_lines(SHORT_FORMS):
        if line.startswith("["):
            current = line.strip("[]")
        elif current in ("shared", section):
            short, _, written_out = line.partition("=")
            forms[short.strip()] = written_out.strip()
    return forms
