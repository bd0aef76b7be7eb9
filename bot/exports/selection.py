"""What an organiser has chosen so far, kept between two presses of a button."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.exports.datasets import (
    SUBJECTS,
    Column,
    Dataset,
    Sensitivity,
)
from bot.exports.exporter import ExportRequest, FileFormat, request


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """`columns` are names; `anonymised` goes with constituencies alone."""

    purpose: str
    what: str = ""
    broadcast: int = 0
    columns: tuple[str, ...] = ()
    with_health: bool = False
    anonymised: bool = False
    form: str = ""
    changes: int = 0
    """How often something was ticked: buttons carry it, so that one pressed twice, or later, does nothing."""

    @property
    def subject(self) -> Dataset:
        return SUBJECTS[self.what]

    @property
    def offered(self) -> tuple[Column, ...]:
        """Columns that may be ticked one by one; what tells of health is confirmed by itself."""
        return tuple(column for column in self.subject.columns if column.care is not Sensitivity.HEALTH)

    def of(self, what: str, broadcast: int = 0, *, anonymised: bool = False) -> "ExportSelection":
        """The same purpose for another thing, with its minimum of columns."""
        names = () if anonymised else tuple(column.name for column in SUBJECTS[what].minimum)
        return ExportSelection(self.purpose, what, broadcast, names, anonymised=anonymised)

    def ticked(self, name: str) -> "ExportSelection":
        """With a column that was not there, in its usual place, or without one that was."""
        wanted = set(self.columns) ^ {name}
        columns = tuple(one.name for one in self.offered if one.name in wanted)
        return replace(self, columns=columns, changes=self.changes + 1)

    def health_ticked(self) -> "ExportSelection":
        """With what tells of health, or without."""
        return replace(self, with_health=not self.with_health, changes=self.changes + 1)

    def request(self, organiser: int, at: datetime) -> ExportRequest:
        """The export itself. Raises ColumnError if there is nothing to write."""
        return request(
            self.what,
            FileFormat(self.form),
            columns=self.columns,
            broadcast=self.broadcast,
            with_health=self.with_health,
            anonymised=self.anonymised,
            purpose=self.purpose,
            organiser=organiser,
            at=at,
        )

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "ExportSelection":
        kept = json.loads(text)
        return cls(**{**kept, "columns": tuple(kept["columns"])})
