"""What buttons about broadcasts carry."""

from enum import StrEnum

from bot.core.callbacks import Callback
from bot.core.messages import Button
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import Nation
from flows.texts import Texts
from flows.texts.phrase import Table


class ShowBroadcasts(Callback, code="bl"):
    """A page of what was written and sent before."""

    page: int


class ListAnswers(Callback, code="ba"):
    """A page of the answers that can be corrected."""

    page: int = 0


class CorrectAnswer(Callback, code="bac"):
    entry: str


class AboutBroadcast(Callback):
    """A button about one broadcast."""

    broadcast: int


# -- a draft


class CheckDraft(AboutBroadcast, code="bc"):
    pass


class ChangeMessage(AboutBroadcast, code="bcm"):
    pass


class SendTest(AboutBroadcast, code="bct"):
    pass


class DiscardDraft(AboutBroadcast, code="bcd"):
    pass


class AskApproval(AboutBroadcast, code="bca"):
    pass


class ShowAudience(AboutBroadcast, code="bw"):
    pass


class ResetAudience(AboutBroadcast, code="bwe"):
    """Everybody again."""


class NarrowAudience(AboutBroadcast, code="bwn"):
    pass


class ListPledges(AboutBroadcast, code="bwpl"):
    page: int = 0


class TogglePledge(AboutBroadcast, code="bwp"):
    pledge: str


class ListNations(AboutBroadcast, code="bwcl"):
    pass


class ToggleNation(AboutBroadcast, code="bwc"):
    nation: Nation


class ListLanguages(AboutBroadcast, code="bwll"):
    page: int = 0


class ToggleLanguage(AboutBroadcast, code="bwl"):
    language: str


class ListSources(AboutBroadcast, code="bwsl"):
    page: int = 0


class ToggleSource(AboutBroadcast, code="bws"):
    """By its place in the list of all: a source code can be too long for a button."""

    index: int


class ListRests(AboutBroadcast, code="bwrl"):
    pass


class ChooseRest(AboutBroadcast, code="bwr"):
    days: int


class AskTime(AboutBroadcast, code="bt"):
    pass


class UsualTime(StrEnum):
    AT_ONCE = "now"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


class ChooseTime(AboutBroadcast, code="btc"):
    time: UsualTime


class ToggleUrgent(AboutBroadcast, code="btu"):
    pass


# -- one that waits for approval, is sent, or is over


class ShowBroadcast(AboutBroadcast, code="bs"):
    pass


class ApproveBroadcast(AboutBroadcast, code="by"):
    """`version` is the digest of what was shown: another version is not approved."""

    version: str
    urgent: bool = False


class ReturnBroadcast(AboutBroadcast, code="bn"):
    pass


class StopBroadcast(AboutBroadcast, code="bx"):
    pass


class PauseBroadcast(AboutBroadcast, code="bp"):
    pass


class ResumeBroadcast(AboutBroadcast, code="bg"):
    pass


class GetResults(AboutBroadcast, code="br"):
    pass


class AskRecall(AboutBroadcast, code="bdl"):
    pass


class Recall(AboutBroadcast, code="bdly"):
    pass


class AskEdit(AboutBroadcast, code="be"):
    pass


class AskResend(AboutBroadcast, code="bu"):
    pass


class Resend(AboutBroadcast, code="buy"):
    """Send to those again of whom it is unsure whether they have it."""


def button(label: str, callback: Callback) -> Button:
    return Button(label, callback.pack())


def about(labels: Table, callback: type[AboutBroadcast], broadcast: Broadcast) -> Button:
    """Return a button that says which broadcast it is about: Stop update 7."""
    return button(labels[broadcast.kind](number=broadcast.id), callback(broadcast.id))


def show(broadcast: Broadcast, texts: Texts) -> Button:
    return about(texts.buttons.broadcasts.show, ShowBroadcast, broadcast)
