"""What letters alone do not tell: which product a message names, and whether it says yes or no."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.entry import ProductId
from faq.matching.spelling import common_words
from faq.products import Products
from faq.tokenizer import tokens as tokenize

MIN_SIMILARITY = 0.74
"""Similarity of a misspelt name to a product's name (optimal string alignment; 1 is the same)."""
MIN_LENGTH = 4
"""Names with fewer letters count only when they are spelt right."""

_NEGATIONS = frozenset(
    {
        "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without",
        "unsafe", "illegal", "unlawful", "untrue", "false",
    }
)  # fmt: skip


class ProductNames:
    """The names of the products, each of which is read as the product's id."""

    def __init__(self, products: Products) -> None:
        self._others: dict[str, list[tuple[str, ...]]] = {}
        for name in filter(None, map(_tokens, products.others)):
            self._others.setdefault(name[0], []).append(name)
        self._names: dict[tuple[str, ...], ProductId | None] = {}
        for product, listed in products.products.items():
            self._names.update(dict.fromkeys(map(_tokens, products.names_of(product)), product))
            self._names.update(dict.fromkeys(map(_tokens, listed.other_senses)))
        self._longest = max(map(len, self._names), default=1)
        self._single = sorted(
            name[0] for name in self._names if len(name) == 1 and len(name[0]) >= MIN_LENGTH
        )

    def replace_names(self, tokens: Sequence[str]) -> tuple[list[str], frozenset[ProductId]]:
        """Return the tokens with every name replaced by its product's id, and the products named."""
        replaced: list[str] = []
        named: set[ProductId] = set()
        start = 0
        while start < len(tokens):
            size, product = self._name_at(tokens, start)
            if product is None:
                replaced.extend(tokens[start : start + size])
            else:
                named.add(product)
                replaced.append(product)
            start += size
        return replaced, frozenset(named)

    def other_products(self, tokens: Sequence[str]) -> frozenset[str]:
        """Return the names of other medicines, devices and scandals among the tokens."""
        return frozenset(
            " ".join(name)
            for start, token in enumerate(tokens)
            for name in self._others.get(token, ())
            if tuple(tokens[start : start + len(name)]) == name
        )

    def _name_at(self, tokens: Sequence[str], start: int) -> tuple[int, ProductId | None]:
        for size in range(min(self._longest, len(tokens) - start), 0, -1):
            name = tuple(tokens[start : start + size])
            if name in self._names:
                return size, self._names[name]
        return 1, self._misspelt(tokens[start])

    def _misspelt(self, token: str) -> ProductId | None:
        if len(token) < MIN_LENGTH or not token.isalpha() or token in common_words():
            return None
        nearest = process.extractOne(
            token, self._single, scorer=OSA.normalized_similarity, score_cutoff=MIN_SIMILARITY, processor=None
        )
        return None if nearest is None else self._names[(str(nearest[0]),)]


def _tokens(name: str) -> tuple[str, ...]:
    return tuple(tokenize(name))


def is_negated(tokens: Iterable[str]) -> bool:
    """Return whether the tokens say "not" an odd number of times: "mesh is not banned", "is mesh unsafe"."""
    return sum(token in _NEGATIONS for token in tokens) % 2 == 1
