"""What organisers write for the log. Lines are never deleted, so personal details are removed first."""

import re
from dataclasses import replace

from bot.core.context import Context
from bot.core.messages import Incoming, Text
from faq.pii import strip_personal_details

SHORTEST, LONGEST = 3, 200
"""Characters of a reason."""
_LIKE_A_NAME = re.compile(r"\b[A-Z][a-z'’-]+ [A-Z][a-z'’-]+\b|\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]")


def redact_for_audit(context: Context, incoming: Incoming) -> Incoming | None:
    """Return a message without personal details, or None where it may hold a name; say so."""
    if not isinstance(incoming, Text):
        return incoming
    stripped = strip_personal_details(incoming.text)
    if _LIKE_A_NAME.search(stripped.text):
        context.say(context.texts.organisers.log.no_names)
        return None
    if stripped.kinds:
        context.say(context.texts.organisers.log.struck_out)
    return replace(incoming, text=stripped.text)


def read(incoming: Incoming) -> str | None:
    """Return a reason on one line, or None where it is too short or too long to be one."""
    reason = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
    return reason if SHORTEST <= len(reason) <= LONGEST else None
