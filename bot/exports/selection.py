"""What an organiser has chosen so far, kept between two presses of a button."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.exports.datasets import ANONYMISED, DATASETS, Column, Dataset, DatasetName, FileFormat, Sensitivity
from bot.exports.request import ExportRequest, make_request
from flows.texts.exports import ExportTexts


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """`columns` are names. Neither a dataset nor a format is chosen in the beginning."""

    purpose: str
    name: DatasetName | None = None
    broadcast: int = 0
    columns: tuple[str, ...] = ()
    with_health: bool = False
    anonymised: bool = False
    file_format: FileFormat | None = None
    changes: int = 0
    """How often something was chosen: buttons carry it, so that one of an earlier list changes nothing."""

    @property
    def dataset(self) -> Dataset:
        """What is exported. Raises LookupError before it is chosen."""
        if self.name is None:
            raise LookupError("no dataset is chosen yet")
        return ANONYMISED if self.anonymised else DATASETS[self.name]

    @property
    def offered(self) -> tuple[Column, ...]:
        """Columns that may be ticked one by one; what tells of health is confirmed by itself."""
        columns = self.dataset.columns
        return tuple(column for column in columns if column.sensitivity is not Sensitivity.HEALTH)

    @property
    def is_minimum(self) -> bool:
        """Whether nothing was added to the minimum of columns, nor left out."""
        return not self.with_health and self.columns == tuple(column.name for column in self.dataset.minimum)

    def of(self, dataset: Dataset, broadcast: int = 0) -> "ExportSelection":
        """Return the same purpose for another dataset, with its minimum of columns; anonymised figures have
        fixed ones."""
        names = () if dataset.anonymised else tuple(column.name for column in dataset.minimum)
        return ExportSelection(
            self.purpose,
            dataset.name,
            broadcast,
            names,
            anonymised=dataset.anonymised,
            changes=self.changes + 1,
        )

    def toggle(self, name: str) -> "ExportSelection":
        """Return the selection with a column added in its usual place, or taken out."""
        chosen = set(self.columns) ^ {name}
        columns = tuple(column.name for column in self.offered if column.name in chosen)
        return replace(self, columns=columns, changes=self.changes + 1)

    def toggle_health(self) -> "ExportSelection":
        """Return the selection with what tells of health, or without."""
        return replace(self, with_health=not self.with_health, changes=self.changes + 1)

    def in_format(self, file_format: FileFormat) -> "ExportSelection":
        return replace(self, file_format=file_format, changes=self.changes + 1)

    def request(self, organiser: int, made_at: datetime, texts: ExportTexts) -> ExportRequest:
        """Return the export itself. Raises LookupError before a dataset and a format are chosen."""
        if self.file_format is None:
            raise LookupError("no format is chosen yet")
        return make_request(
            self.dataset.name,
            self.file_format,
            texts,
            columns=self.columns,
            broadcast=self.broadcast,
            with_health=self.with_health,
            anonymised=self.anonymised,
            purpose=self.purpose,
            organiser=organiser,
            made_at=made_at,
        )

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "ExportSelection":
        stored = json.loads(text)
        name, file_format = stored.pop("name"), stored.pop("file_format")
        return cls(
            name=DatasetName(name) if name else None,
            file_format=FileFormat(file_format) if file_format else None,
            columns=tuple(stored.pop("columns")),
            **stored,
        )
