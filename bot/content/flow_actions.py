"""Actions and constants that every script may use."""

from flows.validation import Action

ACTIONS = {
    "record_supporter": Action(frozenset({"adult", "updates"}), frozenset({"refused"})),
    "decline_updates": Action(frozenset(), frozenset({"stopped"})),
    "record_pledge": Action(frozenset({"adult", "deed", "pledge"}), frozenset({"refused", "counted"})),
}
"""The actions of `do` steps, each with the answers it needs and its special outcomes."""

CONSTANTS = frozenset({"controller", "contact"})
"""The names that every script may put in braces."""
