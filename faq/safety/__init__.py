"""The reviewed words that come before every answer: `en/safety.yaml`, and that of every other language."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faq.entry import ProductId, Source, Words


class ProductSafety(BaseModel):
    """What has to go with every text on using a product."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    line: Words
    """The sentence itself."""
    use: tuple[Words, ...] = Field(min_length=1)
    """Words that make a sentence with the product's name one on using it; "stop*" is "stopped" too."""


class Safety(BaseModel):
    """What is said when a guard stops a message. A newline in a text is a paragraph break. No markup."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    crisis: tuple[Words, ...] = Field(min_length=1)
    """The crisis answer, short paragraphs in the order they are read. Check every number at every release."""
    crisis_flow_waits: Words
    """Said after the crisis answer when questions were open: they wait, and how to go on."""
    medicine: tuple[Words, ...] = Field(min_length=1)
    """The answer to any wording about stopping, missing or changing an epilepsy medicine."""
    products: dict[ProductId, ProductSafety] = Field(default_factory=dict)
    """By the product's id, for products that are not safe to use or to stop without advice."""
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
