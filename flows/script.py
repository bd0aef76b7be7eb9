"""Scripts as volunteers write them: steps of eight kinds, each known by its own key."""

from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
AnswerKind = Literal["yes_no", "text", "email", "postcode", "date"]


class _Written(BaseModel):
    """What volunteers write: unknown fields are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Tick(_Written):
    """One of several things that can be ticked."""

    label: Label
    """What the button says, at most 24 characters where possible. It can be typed as well."""


class Choice(_Written):
    """One of the answers to a question."""

    label: Label
    """What the button says: verb first, at most 24 characters where possible. It can be typed as well."""
    next: Name | None = None
    """The step that follows this choice; the step's own `next` when left out."""


class SayStep(_Written):
    """Says something and goes on. Without `next` the conversation ends here."""

    say: Words
    next: Name | None = None

    @property
    def followers(self) -> tuple[str, ...]:
        return (self.next,) if self.next else ()


class _Answerable(_Written):
    """What every step has that waits for an answer."""

    help: Words | None = None
    """What to say after two answers that were not understood."""
    invalid: Words | None = None
    """What to say to an answer that was not understood: what is needed, with an example."""


class _Question(_Answerable):
    """What every question has."""

    say: Words
    """The question: one at a time, short."""
    save: Name
    """The name that the answer is kept under."""
    called: Label | None = None
    """What the answer is called in the summary. Left out of the summary when it has no name."""
    optional: bool = False
    """Whether the question may be skipped."""


class AskStep(_Question):
    """Asks for an answer of a kind that is typed, or for yes or no."""

    ask: AnswerKind
    next: Name

    @property
    def followers(self) -> tuple[str, ...]:
        return (self.next,)


class ChooseStep(_Question):
    """Asks for one of several choices."""

    choices: dict[Name, Choice] = Field(min_length=1, max_length=8)
    next: Name | None = None

    @model_validator(mode="after")
    def _leads_on(self) -> "ChooseStep":
        open_ends = [name for name, choice in self.choices.items() if not choice.next]
        if (open_ends or self.optional) and not self.next:
            what = f"the choice {open_ends[0]!r}" if open_ends else "Skip"
            raise ValueError(f"{what} leads nowhere; give it, or the step, a `next`")
        return self

    @property
    def followers(self) -> tuple[str, ...]:
        ways = [choice.next or self.next for choice in self.choices.values()]
        if self.optional:
            ways.append(self.next)
        return tuple(dict.fromkeys(way for way in ways if way))


class SeveralStep(_Question):
    """Asks for any number of choices, ticked one by one and ended with Done."""

    several: dict[Name, Tick] = Field(min_length=2, max_length=8)
    next: Name

    @property
    def followers(self) -> tuple[str, ...]:
        return (self.next,)


class ConsentStep(_Answerable):
    """Asks for one consent. Nothing is ticked beforehand, and no is as easy as yes."""

    consent: Name
    """The consent's name, as the records keep it."""
    version: Words
    """Changed whenever the wording changes. Consents given earlier keep the wording they were given to."""
    wording: Words
    """Exactly what the person agrees to: who, what, why, and how to withdraw."""
    called: Label
    """What the consent is called in the summary and on the receipt."""
    next: Name
    """The step after yes."""
    otherwise: Name | None = None
    """The step after no; the same as after yes when left out."""

    @property
    def followers(self) -> tuple[str, ...]:
        return (self.next, self.otherwise) if self.otherwise else (self.next,)


class BranchStep(_Written):
    """Goes on by an answer that was saved earlier."""

    branch: Name
    cases: dict[str, Name] = Field(min_length=1)
    otherwise: Name

    @property
    def followers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.cases.values(), self.otherwise)))


class ConfirmStep(_Answerable):
    """Shows what was answered and lets each answer be changed before going on."""

    confirm: tuple[Name, ...] = Field(min_length=1)
    """The names of answers and consents to show; those that were never asked are left out."""
    say: Words
    yes: Label | None = None
    next: Name

    @property
    def followers(self) -> tuple[str, ...]:
        return (self.next,)


class DoStep(_Written):
    """Does something the bot can do, such as recording a pledge."""

    do: Name
    next: Name | None = None
    cases: dict[Name, Name] = Field(default_factory=dict)
    """Steps for particular outcomes of the action; `next` for every other."""

    @property
    def followers(self) -> tuple[str, ...]:
        ways = (*self.cases.values(), self.next)
        return tuple(dict.fromkeys(way for way in ways if way))


KINDS: dict[str, type[_Written]] = {
    "ask": AskStep,
    "choices": ChooseStep,
    "several": SeveralStep,
    "consent": ConsentStep,
    "branch": BranchStep,
    "confirm": ConfirmStep,
    "do": DoStep,
    "say": SayStep,
}


def _kind(step: Any) -> str | None:
    """Return the kind of a step by its key, so that a mistake in one kind is reported for that kind alone.

    None for a step with `say` and a misspelt second key, which would otherwise pass for a `say` step.
    """
    for key, model in KINDS.items():
        if isinstance(step, model) and key in model.model_fields:
            return key
        if isinstance(step, dict) and key in step:
            return None if key == "say" and any(map(_is_misspelt_kind, step)) else key
    return None


def _is_misspelt_kind(name: str) -> bool:
    fields = {field for model in KINDS.values() for field in model.model_fields}
    return name not in fields and bool(get_close_matches(name, [kind for kind in KINDS if kind != "say"]))


Step = Annotated[
    Annotated[AskStep, Tag("ask")]
    | Annotated[ChooseStep, Tag("choices")]
    | Annotated[SeveralStep, Tag("several")]
    | Annotated[ConsentStep, Tag("consent")]
    | Annotated[BranchStep, Tag("branch")]
    | Annotated[ConfirmStep, Tag("confirm")]
    | Annotated[DoStep, Tag("do")]
    | Annotated[SayStep, Tag("say")],
    Discriminator(
        _kind,
        custom_error_type="unknown_step",
        custom_error_message="a step has one of the keys " + ", ".join(f"`{key}`" for key in KINDS),
    ),
]
QuestionStep = AskStep | ChooseStep | SeveralStep | ConsentStep | ConfirmStep


class Script(_Written):
    """One conversation. It begins at its first step."""

    title: Words
    """What the conversation is called when a person comes back to it: "joining the campaign"."""
    steps: dict[Name, Step] = Field(min_length=1)

    @property
    def first(self) -> str:
        return next(iter(self.steps))
