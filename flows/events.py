"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass

from flows.position import Position

DONE, BACK, SKIP, YES, NO, CHANGE = "done", "back", "skip", "yes", "no", "change"


@dataclass(frozen=True, slots=True)
class ButtonAnswer:
    """A button of a question was pressed. `visit` tells which asking of it."""

    choice: str
    visit: int


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    choice: str
    label: str
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a channel shows it."""

    text: str
    options: tuple[Option, ...]
    visit: int
    number: int
    of: int
    can_go_back: bool
    can_skip: bool
    summary: tuple[tuple[str, str], ...] = ()
    open_text: bool = False
    """Whether any short text is an answer."""
    consent: bool = False
    """Whether yes means consent, so that only clear words for yes will do."""


@dataclass(frozen=True, slots=True)
class MessageSaid:
    text: str


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    question: Question
    again: bool = False
    """The same question with other ticks: the message that shows it is redrawn."""


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """The question was left; `label` is what to write into its message: the answer, Skip or Back."""

    label: str


@dataclass(frozen=True, slots=True)
class AnswerNotUnderstood:
    text: str | None
    """The script's own words for it, if it has any."""
    help: bool
    """Two or more tries failed: offer help."""


@dataclass(frozen=True, slots=True)
class DuplicateAnswer:
    """A press that was already counted: nothing changes, nothing needs to be said."""


@dataclass(frozen=True, slots=True)
class StaleAnswer:
    """The answer was to an earlier question, or to other words than this question has now."""


@dataclass(frozen=True, slots=True)
class ActionRequested:
    action: str


@dataclass(frozen=True, slots=True)
class FlowEnded:
    pass


Event = (
    MessageSaid
    | QuestionAsked
    | AnswerRecorded
    | AnswerNotUnderstood
    | DuplicateAnswer
    | StaleAnswer
    | ActionRequested
    | FlowEnded
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What happened, and where the person is now; None when the conversation is over."""

    events: tuple[Event, ...]
    position: Position | None
