"""What letters alone do not tell: which product a message names, and whether it says yes or no.

`data/products.json` lists the names that people use for each product, brand names among them, and names of
other medicines, devices and scandals: an answer about ours must not be given to a question about those.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.entry import Product
from faq.matching.spelling import common_words
from faq.word_lists import DATA

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
_NOT_A_PRODUCT = (("red", "tape"), ("tape", "recording"), ("sticky", "tape"))


class Products:
    """The names of the products, and the one canonical word that replaces each of them."""

    def __init__(
        self,
        names: dict[Product, Sequence[str]],
        canonical: dict[Product, str],
        others: Sequence[str] = (),
    ) -> None:
        self._canonical = canonical
        self._others: dict[str, list[tuple[str, ...]]] = {}
        for name in others:
            self._others.setdefault(name.split()[0], []).append(tuple(name.split()))
        self._names: dict[tuple[str, ...], Product | None] = {
            tuple(name.split()): product for product, listed in names.items() for name in listed
        }
        self._names.update(dict.fromkeys(_NOT_A_PRODUCT))
        self._longest = max(map(len, self._names), default=1)
        self._single = sorted(
            name[0] for name in self._names if len(name) == 1 and len(name[0]) >= MIN_LENGTH
        )

    def replace_names(self, tokens: Sequence[str]) -> tuple[list[str], frozenset[Product]]:
        """Return the tokens with every name replaced by its canonical word, and the products named."""
        replaced: list[str] = []
        named: set[Product] = set()
        start = 0
        while start < len(tokens):
            size, product = self._name_at(tokens, start)
            if product is None:
                replaced.extend(tokens[start : start + size])
            else:
                named.add(product)
                replaced.append(self._canonical[product])
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

    def _name_at(self, tokens: Sequence[str], start: int) -> tuple[int, Product | None]:
        for size in range(min(self._longest, len(tokens) - start), 0, -1):
            name = tuple(tokens[start : start + size])
            if name in self._names:
                return size, self._names[name]
        return 1, self._misspelt(tokens[start])

    def _misspelt(self, token: str) -> Product | None:
        if len(token) < MIN_LENGTH or not token.isalpha() or token in common_words():
            return None
        nearest = process.extractOne(
            token, self._single, scorer=OSA.normalized_similarity, score_cutoff=MIN_SIMILARITY, processor=None
        )
        return None if nearest is None else self._names[(str(nearest[0]),)]


@lru_cache(maxsize=1)
def load_products() -> Products:
    """Load the names in `data/products.json`."""
    document = json.loads((DATA / "products.json").read_text("utf-8"))
    campaign = {Product(key): value for key, value in document["campaign"].items()}
    return Products(
        {product: tuple(value["names"]) for product, value in campaign.items()},
        {product: str(value["canonical"]) for product, value in campaign.items()},
        tuple(document["others"]),
    )


def is_negated(tokens: Iterable[str]) -> bool:
    """Return whether the tokens say "not" an odd number of times: "mesh is not banned", "is mesh unsafe"."""
    return sum(token in _NEGATIONS for token in tokens) % 2 == 1
