"""Files that only their owner can read, put in their place when they are whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ONLY_OWNER = 0o600


@contextmanager
def private_file(output: Path) -> Iterator[Path]:
    """A new, empty file beside `output`, which takes its place at the end; on failure it is gone.

    Raises:
        OSError: the folder can't be written.
    """
    partial = output.with_name(f"{output.name}.part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, ONLY_OWNER))
    try:
        yield partial
        _reach_the_disk(partial)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def write_private(output: Path, text: str) -> None:
    """Write a small text as such a file."""
    with private_file(output) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def _reach_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
