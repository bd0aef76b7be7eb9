"""What can be exported, with which columns, and how much care each asks for.

Every label and description stands in the texts, see `flows/texts/exports.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HIDDEN_UNDER = 5


class DatasetName(StrEnum):
    PLEDGES = "pledges"
    SUPPORTERS = "supporters"
    CONSENTS = "consents"
    OPT_OUTS = "opt-outs"
    BROADCASTS = "broadcasts"
    RESULTS = "results"
    CONSTITUENCIES = "constituencies"


class FileFormat(StrEnum):
    """CSV and XLSX are for spreadsheets, JSON (one object a line) for programs."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class ColumnType(StrEnum):
    """How a value is written."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"


class Sensitivity(StrEnum):
    """What choosing a column takes."""

    MINIMUM = "minimum"
    """Chosen beforehand."""
    MORE = "more"
    """Only when asked for, with a purpose."""
    TYPED = "typed"
    """Words that people may have typed: they could name somebody. Asked for, and confirmed."""
    HEALTH = "health"
    """Asked for, and confirmed by itself."""
    ADDRESS = "address"
    """Who it is, as the number of their chat. Asked for, with a warning."""


WITH_WARNING = (Sensitivity.TYPED, Sensitivity.ADDRESS, Sensitivity.HEALTH)


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads the column in the file; `text` is the key of its words where that is another."""

    name: str
    kind: ColumnType = ColumnType.TEXT
    sensitivity: Sensitivity = Sensitivity.MINIMUM
    typed: bool = False
    """Whether people typed it: personal details are struck out."""
    text: str = ""

    @property
    def key(self) -> str:
        """Its key in `ColumnTexts`."""
        return self.text or self.name


@dataclass(frozen=True, slots=True)
class Dataset:
    """One thing to export."""

    name: DatasetName
    columns: tuple[Column, ...]
    by_day: bool = True
    """Whether `--since` makes sense."""
    health_rows: bool = False
    """Whether whole rows tell of health, and are left out without that confirmation."""
    has_caution: bool = False
    """Whether a caution is shown before, and kept in the manifest."""
    anonymised: bool = False

    @property
    def key(self) -> str:
        """Its key in `DatasetTexts`."""
        return self.name.replace("-", "_") + ("_anonymised" if self.anonymised else "")

    @property
    def minimum(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.sensitivity is Sensitivity.MINIMUM)

    @property
    def about_health(self) -> bool:
        """Whether there is anything about health in it."""
        return self.health_rows or any(column.sensitivity is Sensitivity.HEALTH for column in self.columns)


_NUMBER, _DAY, _TIME = ColumnType.NUMBER, ColumnType.DAY, ColumnType.TIME
_MORE = Sensitivity.MORE
_SUPPORTER = Column("supporter", _NUMBER)
_NATION = Column("nation")
_ABOUT_A_PERSON = (
    Column("source", sensitivity=Sensitivity.TYPED, typed=True),
    Column("affected", sensitivity=Sensitivity.HEALTH),
    Column("address", sensitivity=Sensitivity.ADDRESS),
)
_CONSTITUENCY = Column("constituency", sensitivity=Sensitivity.TYPED, typed=True)
_ADDRESS = _ABOUT_A_PERSON[-1]
_DAY_OUT_OF_REACH = Column("unreachable_on", _DAY, _MORE)
_PLACE = (
    Column("nation", text="nation_of_most"),
    Column("constituency", typed=True, text="constituency_of_most"),
)

DATASETS: Mapping[DatasetName, Dataset] = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            DatasetName.PLEDGES,
            (
                Column("pledge", _NUMBER),
                Column("deed"),
                Column("made_on", _DAY),
                _NATION,
                _CONSTITUENCY,
                Column("supporter", _NUMBER, _MORE),
                *_ABOUT_A_PERSON,
            ),
        ),
        Dataset(
            DatasetName.SUPPORTERS,
            (
                _SUPPORTER,
                Column("joined_on", _DAY),
                _NATION,
                _CONSTITUENCY,
                Column("updates"),
                Column("pledges", _NUMBER, _MORE),
                Column("last_heard_on", _DAY, _MORE),
                _DAY_OUT_OF_REACH,
                Column("language", sensitivity=_MORE),
                *_ABOUT_A_PERSON,
            ),
        ),
        Dataset(
            DatasetName.CONSENTS,
            (
                Column("consent", _NUMBER),
                _SUPPORTER,
                Column("agreed_to"),
                Column("version"),
                Column("given_at", _TIME),
                Column("withdrawn_at", _TIME),
                Column("wording", sensitivity=_MORE),
                _ADDRESS,
            ),
            health_rows=True,
        ),
        Dataset(
            DatasetName.OPT_OUTS,
            (
                _SUPPORTER,
                Column("opted_out_at", _TIME),
                Column("joined_on", _DAY, _MORE),
                _DAY_OUT_OF_REACH,
                _ADDRESS,
            ),
        ),
        Dataset(
            DatasetName.BROADCASTS,
            (
                Column("broadcast", _NUMBER),
                Column("kind"),
                Column("state", text="broadcast_state"),
                Column("created_at", _TIME),
                Column("started_at", _TIME),
                Column("finished_at", _TIME),
                *(Column(name, _NUMBER) for name in ("sent", "blocked", "failed", "unsure", "withdrawn")),
                *(Column(name, _NUMBER, _MORE) for name in ("waiting", "recalled", "author", "approver")),
            ),
        ),
        Dataset(
            DatasetName.RESULTS,
            (
                Column("result", _NUMBER),
                _SUPPORTER,
                Column("state", text="delivery_state"),
                Column("at", _TIME),
                Column("reason"),
                _ADDRESS,
            ),
        ),
        Dataset(
            DatasetName.CONSTITUENCIES,
            (*_PLACE, Column("people", _NUMBER), Column("pledges", _NUMBER)),
            by_day=False,
            has_caution=True,
        ),
    )
}
ANONYMISED = Dataset(
    DatasetName.CONSTITUENCIES,
    (*_PLACE, Column("people", _NUMBER, text="people_or_hidden")),
    by_day=False,
    has_caution=True,
    anonymised=True,
)
CAN_BE_ANONYMISED = (DatasetName.CONSTITUENCIES, DatasetName.PLEDGES)
