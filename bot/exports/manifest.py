"""What goes with every export: who took what, when and why, and by when it is to be deleted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.exports.datasets import Column, Dataset

KEEP = timedelta(days=30)
NOT_STATED = "not stated"
COMMAND_LINE = "command line"
SUFFIX = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_by` is "organiser 3" or the command line: never a name, as files are handed on."""

    subject: Dataset
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    form: str
    made_by: str
    made_at: datetime
    purpose: str
    rows: int

    @property
    def delete_by(self) -> date:
        return (self.made_at + KEEP).date()

    def as_json(self) -> str:
        """The manifest as a file beside the export, two spaces a level."""
        told = {
            "export": self.subject.name,
            "about": self.subject.about,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "made_by": self.made_by,
            "purpose": self.purpose,
            "filters": list(self.filters),
            "rows": self.rows,
            "columns": {one.name: one.about for one in self.columns},
            "format": self.form,
            "delete_by": self.delete_by.isoformat(),
            **({"caution": self.subject.caution} if self.subject.caution else {}),
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    def lines(self) -> list[tuple[str, str | int | date]]:
        """The manifest as lines of a label and a value."""
        caution = [("Caution", self.subject.caution)] if self.subject.caution else []
        columns = [(f"Column {one.name}", one.about) for one in self.columns]
        return [
            ("What", f"{self.subject.name}: {self.subject.about}"),
            ("Made at (UTC)", self.made_at.replace(tzinfo=None, microsecond=0)),
            ("Made by", self.made_by),
            ("Purpose", self.purpose),
            ("Filters", "; ".join(self.filters) or "none"),
            ("Rows", self.rows),
            ("Delete by", self.delete_by),
            *caution,
            *columns,
        ]

    def in_words(self) -> str:
        """The manifest as text, a line each."""
        return "\n".join(f"{label}: {value}" for label, value in self.lines())


def filters_in_words(
    subject: Dataset, *, since: date | None, broadcast: int, with_health: bool, anonymised: bool
) -> tuple[str, ...]:
    """The filters as the manifest and the log name them."""
    told: list[str] = []
    if since:
        told.append(f"since {since.isoformat()}")
    if broadcast:
        told.append(f"broadcast {broadcast}")
    if subject.about_health:
        told.append("with health" if with_health else "without health")
    if anonymised:
        told.append("anonymised")
    return tuple(told)


def who(organiser: int | None, *, at_shell: bool) -> str:
    """Who made an export, by the number that the organisers' log goes by."""
    if organiser is None:
        return COMMAND_LINE
    return f"organiser {organiser}, {COMMAND_LINE}" if at_shell else f"organiser {organiser}"


def column_names(columns: Sequence[Column]) -> str:
    return ", ".join(one.name for one in columns)
