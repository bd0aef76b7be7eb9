"""Words that organisers give for the log. It is only ever added to, so they are looked over first."""

import re
from dataclasses import replace

from bot.core.context import Context
from bot.core.messages import Incoming, Text
from faq.pii import strip_personal_details

SHORTEST, LONGEST = 3, 200
"""Characters of a reason."""
STRUCK_OUT = "I struck out what looks like personal details: this goes into a log that is kept for ever."
NO_NAMES = (
    "That looks like somebody's name, and names don't belong in the log, which is kept for ever. Type it "
    "again without. If it is a place or a body, type it in small letters. /cancel leaves."
)
_LIKE_A_NAME = re.compile(r"\b[A-Z][a-z'’-]+ [A-Z][a-z'’-]+\b|\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]")


def redact_for_audit(context: Context, incoming: Incoming) -> Incoming | None:
    """What came, with personal details struck out; None where there may be somebody's name. Says either."""
    if not isinstance(incoming, Text):
        return incoming
    stripped = strip_personal_details(incoming.text)
    if _LIKE_A_NAME.search(stripped.text):
        context.say(NO_NAMES)
        return None
    if stripped.kinds:
        context.say(STRUCK_OUT)
    return replace(incoming, text=stripped.text)


def read(incoming: Incoming) -> str | None:
    """A reason on one line; None when it is too short or too long to be one."""
    said = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
    return said if SHORTEST <= len(said) <= LONGEST else None
