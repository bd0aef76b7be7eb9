"""The reviewed words that come before every answer: `en/safety.yaml`, and that of every other language."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faq.entry import Source, Words


class Safety(BaseModel):
    """What is said when a guard stops a message. A newline in a text is a paragraph break. No markup."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    crisis: tuple[Words, ...] = Field(min_length=1)
    """The crisis answer, short paragraphs in the order they are read. Check every number at every release."""
    crisis_flow_waits: Words
    """Said after the crisis answer when questions were open: they wait, and how to go on."""
    medicine: tuple[Words, ...] = Field(min_length=1)
    """The answer to any wording about stopping, missing or changing an epilepsy medicine."""
    valproate: Words
    """Goes with every text about using valproate (MHRA, 31 January 2024)."""
    care: Words
    """A kind line before the reply to a message of hardship that is not of danger."""
    crisis_sources: tuple[Source, ...] = Field(min_length=1)
    """Where each number of the crisis answer was checked."""
    medicine_sources: tuple[Source, ...] = Field(min_length=1)
    """What the medicine answer rests on."""
    reviewed: date
    """When these texts were last checked, numbers included."""
    review_by: date
    """When they have to be checked again."""

    @model_validator(mode="after")
    def _review_comes_later(self) -> "Safety":
        if self.review_by <= self.reviewed:
            raise ValueError("review_by must be later than reviewed")
        return self
