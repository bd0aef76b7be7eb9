"""Who may do what."""

from bot.storage.schema.enums import Role


def may(held: frozenset[Role], needed: Role) -> bool:
    """Return whether somebody with these roles may do what a role may."""
    return Role.OWNER in held or needed in held
