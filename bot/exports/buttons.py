"""What exporters press: `export` is the number of the export that is being chosen."""

from bot.core.callbacks import Callback, PendingInput
from bot.exports.datasets import DatasetName, FileFormat


class Purpose(PendingInput, code="xp"):
    """What the export is for."""


class ChooseVariant(Callback, code="xv"):
    """A dataset that comes in two variants."""

    export: int
    dataset: DatasetName


class ChooseDataset(Callback, code="xd"):
    export: int
    dataset: DatasetName
    anonymised: bool


class ChooseBroadcast(Callback, code="xb"):
    export: int
    broadcast: int


class ShowSelection(Callback, code="xs"):
    """What will be in the file."""

    export: int


class ShowColumns(Callback, code="xc"):
    """All columns with ticks, some of them with a button."""

    export: int
    page: int


class TickColumn(Callback, code="xt"):
    """Put a column in, or leave it out. `changes` is that of the selection whose columns were shown."""

    export: int
    changes: int
    column: str


class ConfirmColumn(Callback, code="xk"):
    """Put a column in after its warning."""

    export: int
    changes: int
    column: str


class ChooseFormat(Callback, code="xf"):
    export: int


class ShowSummary(Callback, code="xu"):
    export: int
    file_format: FileFormat


class SendFile(Callback, code="xx"):
    """Send what the summary says. `changes` is that of the selection that was summed up."""

    export: int
    changes: int


class LeaveExport(Callback, code="xl"):
    export: int
