"""Who is responsible for people's data, and whether any may be taken."""

from dataclasses import dataclass

from flows.validation import Action


@dataclass(frozen=True, slots=True)
class Controller:
    """The data controller, as people are told it."""

    name: str
    contact: str
    privacy_url: str | None = None


ACTIONS = {
    "record_supporter": Action(frozenset({"adult", "updates"}), frozenset({"refused"})),
    "decline_updates": Action(frozenset(), frozenset({"stopped"})),
    "record_pledge": Action(frozenset({"adult", "deed", "pledge"}), frozenset({"refused", "counted"})),
}
"""What flows can ask the bot to do, with the answers each needs and the outcomes each can have."""

CONSTANTS = frozenset({"controller", "contact"})
"""The names that every script may put in braces."""
