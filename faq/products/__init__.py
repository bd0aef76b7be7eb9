"""What the campaign is about, by the names that people use for it: `en/products.yaml`."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from faq.entry import ProductId, Words

Name = Annotated[Words, StringConstraints(to_lower=True)]


class Product(BaseModel):
    """A medicine, a device, or anything else that answers are about. Its id is a word for it as well."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    names: tuple[Name, ...] = Field(min_length=1)
    """What people call it besides: brands, short forms, other spellings. Near misspellings are understood."""
    other_senses: tuple[Name, ...] = ()
    """Phrases that have such a name in them and mean something else, such as "red tape"."""


class Products(BaseModel):
    """The products of the campaign by their ids. An answer about one never goes to a question on another."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    products: dict[ProductId, Product] = Field(default_factory=dict)
    others: tuple[Name, ...] = ()
    """Other things that people ask about: an answer is not given outright when the question names one that
    the entry does not."""

    @cached_property
    def any_name(self) -> re.Pattern[str]:
        """A pattern of every name of every product."""
        return phrase_pattern([name for product in self.products for name in self.names_of(product)])

    def names_of(self, product: ProductId) -> tuple[str, ...]:
        """Return the id of a product and its other names."""
        return (product, *self.products[product].names)


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of the phrases as whole words; "stop*" stands for "stopped" too."""
    longest_first = sorted(phrases, key=len, reverse=True)
    found = "|".join(re.escape(phrase).replace(r"\*", r"\w*") for phrase in longest_first)
    return re.compile(rf"\b(?:{found or '(?!)'})\b", re.IGNORECASE)
