"""The labelled messages of the guards, for their tests and for `bench.guards`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from faq.guards.guards import Guarded

FOLDER = Path(__file__).parent
SETS = {
    "crisis": Guarded.CRISIS,
    "crisis_later": Guarded.CRISIS,
    "medicine": Guarded.MEDICINE,
    "medicine_later": Guarded.MEDICINE,
}
"""Files, and the guard that each is about."""
LABELS = {Guarded.CRISIS: "danger", Guarded.MEDICINE: "medicine"}
"""What the label is called in the files."""


class Message(NamedTuple):
    """One labelled message."""

    text: str
    needs_guard: bool


def labelled_messages(split: str, *names: str) -> Iterator[Message]:
    """Yield one half of the messages, `dev` or `test`, of the named sets or of all."""
    for name in names or SETS:
        label = LABELS[SETS[name]]
        for row in map(json.loads, (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            if row["split"] == split:
                yield Message(row["text"], bool(row[label]))
