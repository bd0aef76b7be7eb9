"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass

from flows.position import Position

DONE, BACK, SKIP, YES, NO, CHANGE = "done", "back", "skip", "yes", "no", "change"


@dataclass(frozen=True, slots=True)
class ButtonAnswer:
    """A pressed button of a question. `visit` numbers the time that the question was asked."""

    choice: str
    visit: int


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """A typed answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """A choice with its label. `ticked` is None unless several can be chosen."""

    choice: str
    label: str
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a channel shows it. `summary` pairs the labels of answers with the answers."""

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
    """The text of a `say` step."""

    text: str


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question that now waits for an answer."""

    question: Question
    again: bool = False
    """Whether only the ticks changed, so that the message that shows the question is edited."""


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """An answered question. `label` is what to write into its message: the answer, Skip or Back."""

    label: str


@dataclass(frozen=True, slots=True)
class AnswerNotUnderstood:
    """An answer that could not be read."""

    text: str | None
    """What the script says to it, if anything."""
    help: bool
    """Whether two or more tries failed, so that help is offered."""


@dataclass(frozen=True, slots=True)
class DuplicateAnswer:
    """A second press of a button that was counted already. It changes nothing and gets no reply."""


@dataclass(frozen=True, slots=True)
class StaleAnswer:
    """An answer to an earlier question, or to a consent whose wording has changed since."""


@dataclass(frozen=True, slots=True)
class ActionRequested:
    """The action of a `do` step, for the caller to run before `Engine.carry_on`."""

    action: str


@dataclass(frozen=True, slots=True)
class FlowEnded:
    """The end of the flow."""


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
    """The events that one answer led to, and the new position; None when the flow is over."""

    events: tuple[Event, ...]
    position: Position | None
