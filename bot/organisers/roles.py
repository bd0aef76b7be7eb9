"""Roles: who may do what."""

from enum import StrEnum


class Role(StrEnum):
    """A person may hold several. Owners invite and remove, and may do everything else too."""

    OWNER = "owner"
    SENDER = "sender"
    """Writes and approves broadcasts."""
    EXPORTER = "exporter"
    EDITOR = "editor"
    """Sees unanswered questions and what is to be mended in the words; never people."""
    VIEWER = "viewer"
    """Sees figures only."""
    LISTENER = "listener"
    """Gets messages that supporters leave, and answers them."""


def may(held: frozenset[Role], needed: Role) -> bool:
    """Return whether somebody with these roles may do what a role may."""
    return Role.OWNER in held or needed in held
