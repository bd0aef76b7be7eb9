"""The exit codes of commands, and how a command ends with its reason."""

import sys
from typing import NoReturn

FINE, PROBLEMS, WRONG_USE = 0, 1, 2


def leave(code: int, *lines: str) -> NoReturn:
    """Print the reason to standard error and end the program with an exit code."""
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(code)
