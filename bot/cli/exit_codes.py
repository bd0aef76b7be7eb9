"""How commands end, and how they say why."""

import sys
from typing import NoReturn

FINE, PROBLEMS, WRONG_USE = 0, 1, 2


def leave(code: int, *lines: str) -> NoReturn:
    """End with an exit code and a reason for whoever typed the command."""
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(code)
