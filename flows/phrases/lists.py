"""Lists of phrases that people type, one text a list with commas between: the models of `en/*.yaml`."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationInfo, field_validator

from flows.answer_parsers import plain
from flows.texts.phrase import Section


def _split(written: Any) -> Any:
    """Return the phrases of a list as it is written, in the form in which messages are compared."""
    if not isinstance(written, str):  # TypeErrors are no mistakes of the file to pydantic
        raise ValueError("has to be phrases with commas between them")  # noqa: TRY004
    phrases = [" ".join(phrase.split()) for phrase in written.split(",")]
    for index, phrase in enumerate(phrases):
        if not phrase:
            raise ValueError("a phrase is missing between two commas")
        if phrase != plain(phrase):
            raise ValueError(f"'{phrase}' can never be heard; write it as '{plain(phrase)}'")
        if phrase in phrases[:index]:
            raise ValueError(f"'{phrase}' stands twice in this list; keep one")
    return frozenset(phrases)


Phrases = Annotated[frozenset[str], BeforeValidator(_split, json_schema_input_type=str)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class PhraseLists(Section):
    """Lists that belong together. A translation adds to them: people type English besides."""

    def under(self, translation: BaseModel) -> Self:
        """Return the lists with those of a translation added."""
        changes: dict[str, Any] = {}
        for name in translation.model_fields_set:
            own, more = getattr(self, name), getattr(translation, name)
            changes[name] = own.under(more) if isinstance(own, PhraseLists) else own | more
        return self.model_copy(update=changes)


class CommandLists(PhraseLists):
    """The whole messages that mean each command."""

    stop: Phrases
    stop_what: Phrases
    cancel: Phrases
    help: Phrases
    start: Phrases
    carry_on: Phrases
    topics: Phrases
    join: Phrases
    pledge: Phrases
    mydata: Phrases
    forget: Phrases
    privacy: Phrases
    settings: Phrases
    simple: Phrases
    confused: Phrases
    about: Phrases
    urgent: Phrases
    thanks: Phrases
    talk: Phrases
    leave_question: Phrases
    send_on: Phrases
    complain: Phrases
    verify: Phrases

    @field_validator("*")
    @classmethod
    def _means_one_command(cls, phrases: frozenset[str], info: ValidationInfo) -> frozenset[str]:
        for command, others in info.data.items():
            for phrase in sorted(phrases & (others or frozenset())):
                raise ValueError(f"'{phrase}' means `{command}` already; keep one")
        return phrases


class WhoIsThere(PhraseLists):
    """The parts of a question after a person or a machine."""

    before: Phrases
    asking: Phrases
    beings: Phrases
    beside: Phrases


class CommandPhrases(PhraseLists):
    """`commands.yaml`."""

    commands: CommandLists
    who_is_there: WhoIsThere
    written_out: Mapping[Word, Word]


class ThanksPhrases(PhraseLists):
    """`thanks.yaml`."""

    thanks: Phrases
    praise: Phrases
    small: Phrases
    no_thanks: Phrases
    questions: Phrases


class SmallTalkPhrases(PhraseLists):
    """`small_talk.yaml`."""

    no_question: Phrases
    asking: Phrases
    before_a_number: Phrases
