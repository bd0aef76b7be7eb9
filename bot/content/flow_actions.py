"""What flows can ask the bot to do, and the names that every script may use."""

from flows.validation import Action

ACTIONS = {
    "record_supporter": Action(frozenset({"adult", "updates"}), frozenset({"refused"})),
    "decline_updates": Action(frozenset(), frozenset({"stopped"})),
    "record_pledge": Action(frozenset({"adult", "deed", "pledge"}), frozenset({"refused", "counted"})),
}
"""What flows can ask the bot to do, with the answers each needs and the outcomes each can have."""

CONSTANTS = frozenset({"controller", "contact"})
"""The names that every script may put in braces."""
