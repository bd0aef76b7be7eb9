"""Numbers with their noun: one question, two questions."""


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun; the plural is the singular with an s unless given."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"
