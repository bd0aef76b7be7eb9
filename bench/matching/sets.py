"""Labelled sets: entries and messages, one JSON-lines file each."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faq.entry import Wordings
from faq.evaluation import Row, read_entries, read_rows
from faq.products import Products

VARIABLE = "MATCHING_SETS"
"""Environment variable that names the directory of the sets; `./matching-sets` without it."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """The entries and the labelled messages of a file."""

    name: str
    entries: Sequence[Wordings]
    rows: Sequence[Row]
    products: Products | None = None


def sets_directory() -> Path:
    """Return the directory of the sets if the command line names none."""
    return Path(os.environ.get(VARIABLE, "matching-sets"))


def matching_sets(directory: Path) -> list[LabelledSet]:
    """Read every `*.jsonl` in the directory, in the order of their names."""
    return [
        LabelledSet(path.stem, read_entries(path), read_rows(path))
        for path in sorted(directory.glob("*.jsonl"))
    ]
