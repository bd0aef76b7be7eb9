"""The wordings of all entries as the matcher counts them."""

from collections.abc import Sequence

from faq.entry import ProductId, Wordings
from faq.matching.products import ProductNames
from faq.products import Products
from faq.tokenizer import stem, tokens


class Corpus:
    """Every phrase as tokens, with each product under one name, and the number of the entry it belongs to."""

    def __init__(self, entries: Sequence[Wordings], products: Products) -> None:
        self.entries = tuple(entries)
        self.products = products
        self._names = ProductNames(products)
        self.phrases = [phrase for entry in entries for phrase in entry.phrases]
        self.owners = [number for number, entry in enumerate(entries) for _ in entry.phrases]
        self.tokens = [self.read(phrase)[0] for phrase in self.phrases]
        stems: list[set[str]] = [set() for _ in entries]
        names: list[set[str]] = [set() for _ in entries]
        for owner, words in zip(self.owners, self.tokens, strict=True):
            stems[owner].update(map(stem, words))
            names[owner] |= self.other_products(words)
        self.stems_of_entry = [frozenset(entry) for entry in stems]
        self.other_products_of_entry = [frozenset(entry) for entry in names]

    def read(self, text: str) -> tuple[list[str], frozenset[ProductId]]:
        """Return the tokens of a text, each product under one name, and the products it names."""
        return self._names.replace_names(tokens(text))

    def other_products(self, words: Sequence[str]) -> frozenset[str]:
        """Return the other things that these tokens name, which the campaign is not about."""
        return self._names.other_products(words)
