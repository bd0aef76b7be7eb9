"""The wordings of all entries as the matcher counts them."""

from collections.abc import Sequence

from faq.entry import Product, Wordings
from faq.matching.products import load_products
from faq.tokenizer import stem, tokens


class Corpus:
    """Every phrase as tokens, with each product under one name, and the number of the entry it belongs to."""

    def __init__(self, entries: Sequence[Wordings]) -> None:
        self.entries = tuple(entries)
        self._products = load_products() if any(entry.about for entry in entries) else None
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

    def read(self, text: str) -> tuple[list[str], frozenset[Product]]:
        """Return the tokens of a text, each product under one name, and the products it names."""
        words = tokens(text)
        return self._products.replace_names(words) if self._products else (words, frozenset())

    def other_products(self, words: Sequence[str]) -> frozenset[str]:
        """Return the medicines, devices and scandals outside the campaign that these tokens name."""
        return self._products.other_products(words) if self._products else frozenset()
