"""What can be exported, with which columns, and how much care each asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

HIDDEN_UNDER = 5


class ColumnError(ValueError):
    """Columns that can't be exported like this; the message says which and what to do."""


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
    WORDS = "words"
    """Words that people may have typed: they could name somebody. Asked for, and confirmed."""
    HEALTH = "health"
    """Asked for, and confirmed by itself."""
    ADDRESS = "address"
    """Who it is, as the number of their chat. Asked for, with a warning."""


WARNINGS: Mapping[Sensitivity, str] = {
    Sensitivity.WORDS: "People typed some of it themselves: it could name somebody. "
    "Read it before you pass it on.",
    Sensitivity.ADDRESS: "With the numbers of their chats people can be found on Telegram. "
    "Guard this file well.",
}
HEALTH_WARNING = "It says something about people's health. That asks for the most care of all."


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads the column in the file, `called` is what people read, and `about` explains it."""

    name: str
    called: str
    about: str
    kind: ColumnType = ColumnType.TEXT
    care: Sensitivity = Sensitivity.MINIMUM
    typed: bool = False
    """Whether people typed it: whatever in it is a personal detail is struck out."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One thing to export. `caution` is shown before and kept in the manifest."""

    name: str
    about: str
    columns: tuple[Column, ...]
    by_day: bool = True
    """Whether `--since` makes sense."""
    health_rows: bool = False
    """Whether whole rows tell of health, and are left out without that confirmation."""
    caution: str = ""

    @property
    def minimum(self) -> tuple[Column, ...]:
        return tuple(one for one in self.columns if one.care is Sensitivity.MINIMUM)

    @property
    def about_health(self) -> bool:
        """Whether there is anything about health in it."""
        return self.health_rows or any(one.care is Sensitivity.HEALTH for one in self.columns)


_SUPPORTER = Column(
    "supporter", "Number of the person", "the bot's own number for a person", ColumnType.NUMBER
)
_MORE_SUPPORTER = Column(
    "supporter",
    "Number of the person",
    "the bot's own number for a person",
    ColumnType.NUMBER,
    Sensitivity.MORE,
)
_NATION = Column("nation", "Nation", "where they live, as they said")
_CONSTITUENCY = Column(
    "constituency",
    "Constituency",
    "as they typed it, while they agree to its sharing",
    care=Sensitivity.WORDS,
    typed=True,
)
_SOURCE = Column(
    "source", "Link they came by", "the code in the link they came by", care=Sensitivity.WORDS, typed=True
)
_AFFECTED = Column(
    "affected",
    "How affected",
    "how they are affected, while they agree to its keeping",
    care=Sensitivity.HEALTH,
)
_DAY_OUT_OF_REACH = Column(
    "unreachable_on",
    "Day out of reach",
    "the day the bot could not reach them",
    ColumnType.DAY,
    Sensitivity.MORE,
)
_ADDRESS = Column(
    "address", "Chat on Telegram", "the number of their chat on Telegram", care=Sensitivity.ADDRESS
)


def _counted(state: str, called: str, about: str, care: Sensitivity = Sensitivity.MINIMUM) -> Column:
    return Column(state, called, about, ColumnType.NUMBER, care)


SUBJECTS: Mapping[str, Dataset] = {
    one.name: one
    for one in (
        Dataset(
            "pledges",
            "deed, day and place of each pledge",
            (
                Column("pledge", "Number of the pledge", "the number of the pledge", ColumnType.NUMBER),
                Column("deed", "What was pledged", "what was pledged"),
                Column("made_on", "Day of the pledge", "the day", ColumnType.DAY),
                _NATION,
                _CONSTITUENCY,
                _MORE_SUPPORTER,
                _SOURCE,
                _AFFECTED,
                _ADDRESS,
            ),
        ),
        Dataset(
            "supporters",
            "one row for each person",
            (
                _SUPPORTER,
                Column(
                    "joined_on", "Day they joined", "the day they joined or pledged first", ColumnType.DAY
                ),
                _NATION,
                _CONSTITUENCY,
                Column("updates", "Agree to updates", "whether they agree to updates now"),
                Column(
                    "pledges",
                    "How many pledges",
                    "how many pledges they made",
                    ColumnType.NUMBER,
                    Sensitivity.MORE,
                ),
                Column(
                    "last_heard_on",
                    "Day they last wrote",
                    "the day they last wrote",
                    ColumnType.DAY,
                    Sensitivity.MORE,
                ),
                _DAY_OUT_OF_REACH,
                Column("language", "Language", "the language they chose for updates", care=Sensitivity.MORE),
                _SOURCE,
                _AFFECTED,
                _ADDRESS,
            ),
        ),
        Dataset(
            "consents",
            "who agreed to what, and when",
            (
                Column("consent", "Number of the consent", "the number of the consent", ColumnType.NUMBER),
                _SUPPORTER,
                Column("agreed_to", "What was agreed to", "what was agreed to"),
                Column("version", "Version of the words", "the version of the wording"),
                Column("given_at", "When it was given", "when it was given, UTC", ColumnType.TIME),
                Column("withdrawn_at", "When taken back", "when it was taken back, UTC", ColumnType.TIME),
                Column(
                    "wording",
                    "The exact words",
                    "the campaign's exact words that were agreed to",
                    care=Sensitivity.MORE,
                ),
                _ADDRESS,
            ),
            health_rows=True,
        ),
        Dataset(
            "opt-outs",
            "people who stopped updates",
            (
                _SUPPORTER,
                Column(
                    "opted_out_at", "When updates stopped", "when they stopped updates, UTC", ColumnType.TIME
                ),
                Column(
                    "joined_on",
                    "Day they joined",
                    "the day they joined or pledged first",
                    ColumnType.DAY,
                    Sensitivity.MORE,
                ),
                _DAY_OUT_OF_REACH,
                _ADDRESS,
            ),
        ),
        Dataset(
            "broadcasts",
            "each broadcast with what became of it",
            (
                Column("broadcast", "Number of the update", "the number of the broadcast", ColumnType.NUMBER),
                Column("kind", "Update or correction", "an update or a correction"),
                Column("state", "Where it stands", "where it stands"),
                Column("created_at", "When drafted", "when it was drafted, UTC", ColumnType.TIME),
                Column("started_at", "When sending began", "when sending began, UTC", ColumnType.TIME),
                Column("finished_at", "When sending ended", "when sending ended, UTC", ColumnType.TIME),
                _counted("sent", "Sent", "how many got it"),
                _counted("blocked", "Blocked the bot", "how many had blocked the bot"),
                _counted("failed", "Failed", "how many could not be sent"),
                _counted("unsure", "Unsure", "how many may or may not have got it"),
                _counted("withdrawn", "Opted out before", "how many opted out before their turn"),
                _counted("waiting", "Still waiting", "how many still wait", Sensitivity.MORE),
                _counted("recalled", "Recalled", "how many were recalled", Sensitivity.MORE),
                Column(
                    "author",
                    "Who wrote it",
                    "the number of the organiser who wrote it",
                    ColumnType.NUMBER,
                    Sensitivity.MORE,
                ),
                Column(
                    "approver",
                    "Who approved it",
                    "the number of the organiser who approved it",
                    ColumnType.NUMBER,
                    Sensitivity.MORE,
                ),
            ),
        ),
        Dataset(
            "results",
            "what became of one broadcast, person by person",
            (
                Column("result", "Number of the row", "the number of the row", ColumnType.NUMBER),
                _SUPPORTER,
                Column("state", "What became of it", "what became of it"),
                Column("at", "When", "when, UTC", ColumnType.TIME),
                Column("reason", "Why it failed", "why it could not be sent, as Telegram says"),
                _ADDRESS,
            ),
        ),
        Dataset(
            "constituencies",
            "how many people pledged, by constituency",
            (
                Column("nation", "Nation", "where most of its people say they live"),
                Column("constituency", "Constituency", "as most of its people typed it", typed=True),
                Column(
                    "people",
                    "How many people",
                    "how many people pledged and agreed to be counted",
                    ColumnType.NUMBER,
                ),
                Column("pledges", "How many pledges", "how many pledges they made", ColumnType.NUMBER),
            ),
            by_day=False,
            caution=(
                f"Numbers under {HIDDEN_UNDER} can point at a person, and people typed the names of places "
                "themselves. Keep this inside the campaign; for anybody else use the anonymised figures."
            ),
        ),
    )
}
ANONYMISED = Dataset(
    "constituencies",
    "how many people pledged, by constituency, small numbers hidden",
    (
        Column("nation", "Nation", "where most of its people say they live"),
        Column("constituency", "Constituency", "as most of its people typed it", typed=True),
        Column(
            "people",
            "How many people",
            "how many people pledged and agreed to be counted, or: hidden",
            ColumnType.NUMBER,
        ),
    ),
    by_day=False,
    caution=(
        f"Numbers under {HIDDEN_UNDER} are hidden, and some larger ones too, so that none can be worked out "
        "from the totals. Two such tables of different days can still be compared: give them out seldom."
    ),
)
CAN_BE_ANONYMISED = ("constituencies", "pledges")


def chosen(subject: Dataset, names: Sequence[str], *, with_health: bool) -> tuple[Column, ...]:
    """The columns to write: the minimum, or those named, in the order they are named.

    Raises:
        ColumnError: an unknown or doubled column, or health without its confirmation.
    """
    columns = _named(subject, names) if names else list(subject.minimum)
    if with_health and not subject.about_health:
        raise ColumnError(f"there is nothing about health in {subject.name}")
    if with_health:
        columns += [one for one in subject.columns if one.care is Sensitivity.HEALTH and one not in columns]
    elif any(one.care is Sensitivity.HEALTH for one in columns):
        raise ColumnError("the column affected says something about health: ask for it with --with-health")
    return tuple(columns)


def _named(subject: Dataset, names: Sequence[str]) -> list[Column]:
    known = {one.name: one for one in subject.columns}
    for at, name in enumerate(names):
        if name not in known:
            _unknown(subject, name)
        if name in names[:at]:
            raise ColumnError(f"the column {name} is named twice")
    return [known[name] for name in names]


def _unknown(subject: Dataset, name: str) -> NoReturn:
    listed = ", ".join(one.name for one in subject.columns)
    raise ColumnError(f"{subject.name} has no column {name!r}; there are: {listed}")
