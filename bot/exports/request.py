"""One export as it was asked for, checked: it can be made as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.errors import ExportError
from bot.exports.datasets import (
    ANONYMISED,
    CAN_BE_ANONYMISED,
    DATASETS,
    Column,
    Dataset,
    DatasetName,
    FileFormat,
    Sensitivity,
)
from bot.storage.exports import Filters
from flows.texts.exports import ExportTexts


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """One export; `organiser` is the number of who asks for it, and `texts` describe it. Made by
    `make_request`."""

    dataset: Dataset
    columns: tuple[Column, ...]
    filters: Filters
    file_format: FileFormat
    purpose: str
    organiser: int | None
    made_at: datetime
    at_shell: bool
    texts: ExportTexts

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def described_filters(self) -> tuple[str, ...]:
        """The filters as the summary, the manifest and the log name them."""
        texts, filters = self.texts.filters, self.filters
        phrases: list[str] = []
        if filters.since:
            phrases.append(texts.since(day=filters.since.isoformat()))
        if filters.broadcast:
            phrases.append(texts.broadcast(number=filters.broadcast))
        if self.dataset.about_health:
            phrases.append(texts.with_health if filters.with_health else texts.without_health)
        if self.dataset.anonymised:
            phrases.append(texts.anonymised)
        return tuple(phrases)


def make_request(
    name: DatasetName,
    file_format: FileFormat,
    texts: ExportTexts,
    *,
    columns: Sequence[str] = (),
    since: date | None = None,
    broadcast: int = 0,
    with_health: bool = False,
    anonymised: bool = False,
    purpose: str = "",
    organiser: int | None,
    made_at: datetime,
    at_shell: bool = False,
) -> ExportRequest:
    """Return an export that can be made. Only at the command line may nobody say who they are.

    Raises:
        ExportError: it can't be made.
    """
    if anonymised:
        _check_anonymised(name, columns, with_health)
    dataset = ANONYMISED if anonymised else DATASETS[name]
    if since and not dataset.by_day:
        raise ExportError(f"{name} can't be told apart by day: leave out --since")
    if (dataset.name is DatasetName.RESULTS) != bool(broadcast):
        raise ExportError("say which broadcast with --broadcast NUMBER; it is for results alone")
    return ExportRequest(
        dataset,
        _choose_columns(dataset, columns, with_health=with_health),
        Filters(since, broadcast, with_health),
        file_format,
        " ".join(purpose.split()),
        organiser,
        made_at,
        at_shell,
        texts,
    )


def _check_anonymised(name: DatasetName, columns: Sequence[str], with_health: bool) -> None:
    if name not in CAN_BE_ANONYMISED:
        raise ExportError(
            f"{name} can't be anonymised; the anonymised figures are: export constituencies --anonymise"
        )
    if columns or with_health:
        raise ExportError("anonymised figures have fixed columns: leave out --columns and --with-health")


def _choose_columns(dataset: Dataset, names: Sequence[str], *, with_health: bool) -> tuple[Column, ...]:
    """Return the columns to write: the minimum, or those named, in the order they are named."""
    columns = _find_columns(dataset, names) if names else list(dataset.minimum)
    about_health = [column for column in dataset.columns if column.sensitivity is Sensitivity.HEALTH]
    if with_health and not dataset.about_health:
        raise ExportError(f"there is nothing about health in {dataset.name}")
    if with_health:
        columns += [column for column in about_health if column not in columns]
    elif any(column in columns for column in about_health):
        raise ExportError("the column affected says something about health: ask for it with --with-health")
    return tuple(columns)


def _find_columns(dataset: Dataset, names: Sequence[str]) -> list[Column]:
    columns = {column.name: column for column in dataset.columns}
    for index, name in enumerate(names):
        if name not in columns:
            raise ExportError(f"{dataset.name} has no column {name!r}; there are: {', '.join(columns)}")
        if name in names[:index]:
            raise ExportError(f"the column {name} is named twice")
    return [columns[name] for name in names]
