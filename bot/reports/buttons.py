"""What the buttons of the reports carry."""

from bot.core.callbacks import Callback
from bot.storage.schema.enums import Granularity


class ShowFigures(Callback, code="rs"):
    by: Granularity


class StartDigest(Callback, code="rd"):
    """Send the weekly digest from now on."""


class StopDigest(Callback, code="rx"):
    """Send no more digests."""


class ShowQuestions(Callback, code="rq"):
    """A page of the questions without an answer."""

    page: int


class ShowOverdue(Callback, code="ro"):
    """A page of the answers that need a look."""

    page: int
