"""The types of the texts: a phrase with its placeholders, a phrase by count, and sections of them."""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationInfo, create_model
from pydantic_core import CoreSchema, core_schema

MESSAGE_LIMIT = 4096
"""Characters a message may have (Bot API, sendMessage)."""
LABEL_LIMIT = 64
"""Characters of a button's label that fit on a phone."""
MENU_LIMIT = 256
"""Characters that the menu may say of a command (Bot API, BotCommand)."""
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
ENGLISH = "en"
Category = Literal["zero", "one", "two", "few", "many", "other"]
"""The categories of plurals, https://cldr.unicode.org/index/cldr-spec/plural-rules"""
_WELSH: Mapping[int, Category] = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}


class Phrase(str):
    """One text. It is a string as it stands; one with placeholders is called with a value for each.

    >>> Phrase("Update {number} is sent.", ["number"])(number=3)
    'Update 3 is sent.'
    """

    names: frozenset[str]

    def __new__(cls, text: str, names: Iterable[str] = ()) -> Self:
        phrase = super().__new__(cls, text)
        phrase.names = frozenset(names)
        return phrase

    def __call__(self, **values: str | int) -> str:
        """Return the text with its placeholders filled in.

        Raises:
            TypeError: a value is missing, or one is given that the text does not declare.
        """
        if values.keys() != self.names:
            declared, given = (", ".join(sorted(names)) or "none" for names in (self.names, values))
            raise TypeError(f"this text has the names {declared}, not {given}: {str(self)!r}")
        return PLACEHOLDER.sub(lambda match: str(values[match[1]]), self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return names().__get_pydantic_core_schema__(source, handler)


class Plural:
    """A phrase by count, in the forms that its language has. `{count}` is the number, with commas.

    >>> Plural({"other": Phrase("{count} people", ["count"])})(1200)
    '1,200 people'
    """

    def __init__(self, forms: Mapping[Category, Phrase], language: str = ENGLISH) -> None:
        self.forms = MappingProxyType(dict(forms))
        self._language = language

    def __call__(self, count: int, **values: str | int) -> str:
        """Return the form for a count, filled in.

        Raises:
            TypeError: as for a phrase.
        """
        form = self.forms.get(_category(self._language, count)) or self.forms["other"]
        return form(count=f"{count:,}", **values)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return names().__get_pydantic_core_schema__(source, handler)


def _category(language: str, count: int) -> Category:
    if language == "cy":
        return _WELSH.get(count, "other")
    return "one" if count == 1 else "other"


class names:  # noqa: N801 - reads as a word in an annotation
    """Declares the placeholders of a text: `Annotated[Phrase, names("number")]`.

    A text with others, or without one of them, is refused, and one of more characters than the limit.
    A plural has `count` besides, and a form of it may leave placeholders out.
    """

    def __init__(self, *declared: str, limit: int = MESSAGE_LIMIT) -> None:
        self.declared = declared
        self.limit = limit

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if source is Phrase:
            text = core_schema.str_schema(strip_whitespace=True, min_length=1)
            return core_schema.no_info_after_validator_function(self._phrase, text)
        forms = handler.generate_schema(dict[Category, str])
        return core_schema.with_info_after_validator_function(
            self._plural,
            forms,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda plural: dict(plural.forms)),
        )

    def _phrase(self, text: str) -> Phrase:
        self._check(text, self.declared)
        for name in self.declared:
            if f"{{{name}}}" not in text:
                raise ValueError(f"{{{name}}} is missing; this text has to say it")
        return Phrase(text, self.declared)

    def _plural(self, forms: Mapping[Category, str], info: ValidationInfo) -> Plural:
        if "other" not in forms:
            raise ValueError("`other` is missing: the form for every number without one of its own")
        declared = ("count", *self.declared)
        for text in forms.values():
            self._check(text, declared)
        for name in declared:
            if f"{{{name}}}" not in forms["other"]:
                raise ValueError(f"{{{name}}} is missing in `other`; this text has to say it")
        language = (info.context or {}).get("language", ENGLISH)
        return Plural({category: Phrase(text, declared) for category, text in forms.items()}, language)

    def _check(self, text: str, declared: tuple[str, ...]) -> None:
        for match in PLACEHOLDER.finditer(text):
            if match[1] not in declared:
                known = ", ".join(f"{{{name}}}" for name in declared) or "none"
                raise ValueError(f"{match[0]} can't stand here; the names this text knows: {known}")
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            raise ValueError("a name is a plain {name} in lower-case letters; no other { or } may stand here")
        if len(text) > self.limit:
            raise ValueError(f"{len(text)} characters; this text holds {self.limit}")


class Section(BaseModel):
    """Texts that belong together. Unknown and missing ones are mistakes; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def under(self, translation: BaseModel) -> Self:
        """Return the section with everything that a translation has in place of its own."""
        changes = {}
        for name in translation.model_fields_set:
            own, given = getattr(self, name), getattr(translation, name)
            changes[name] = own.under(given) if isinstance(own, Section) else given
        return self.model_copy(update=changes)


class Table(Section):
    """Phrases looked up by a key that the program has, such as the names of roles."""

    def __getitem__(self, key: str) -> Phrase:
        phrase: Phrase = getattr(self, key)
        return phrase


@cache
def translation_of(section: type[Section]) -> type[Section]:
    """Return the model of a translation: as the section, but every text may be left out."""
    fields: dict[str, Any] = {}
    for name, field in section.model_fields.items():
        optional = copy(field)
        optional.default = None
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            optional.annotation = translation_of(field.annotation)
        fields[name] = (optional.annotation, optional)
    return create_model(section.__name__, __base__=Section, **fields)
