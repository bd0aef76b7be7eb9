"""What the buttons of the helpdesk carry, and what listeners are asked to send."""

from bot.core.callbacks import Callback, PendingInput


class ListThreads(Callback, code="hl"):
    """The open messages, from this place in the list on."""

    start: int


class ShowThread(Callback, code="hs"):
    thread: int


class AskAnswer(Callback, code="ha"):
    thread: int


class SendAnswer(Callback, code="hx"):
    """Send the answer that was shown: the version is of its words and of what they answer."""

    thread: int
    messages: int
    digest: str


class AcknowledgeComplaint(Callback, code="hk"):
    thread: int


class CloseThread(Callback, code="hc"):
    thread: int


class ThreadAnswer(PendingInput, code="iha"):
    thread: int


class WriteBack(Callback, code="hw"):
    """A supporter's: write more in their own message."""

    thread: int
