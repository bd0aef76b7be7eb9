"""Numbers with their noun: one question, two questions."""


def counted(number: int, one: str, many: str = "") -> str:
    """`many` is the plural where it is not `one` with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
