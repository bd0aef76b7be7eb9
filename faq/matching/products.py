"""What letters alone do not tell: which product a message names, and whether it says yes or no.

`data/products.json` lists the names that people use for each product, brand names among them, and names of
other medicines, devices and scandals, which an answer about ours must not be given to as if it were about
them.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.entry import Product
from faq.matching.spelling import common_words

NAMES = Path(__file__).parent.parent / "data" / "products.json"
SURE = 0.74
"""How alike a misspelt name and a product's name must be (optimal string alignment; 1 is the same)."""
SHORTEST = 4
"""Names with fewer letters count only when they are spelt right."""

_NOT = ("not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without")
_OPPOSITES = ("unsafe", "illegal", "unlawful", "untrue", "false")
_NEGATORS = frozenset((*_NOT, *_OPPOSITES))
_OTHER_THINGS = (("red", "tape"), ("tape", "recording"), ("sticky", "tape"))


class Products:
    """The names of the products, and the one word that each name is read as."""

    def __init__(
        self, names: dict[Product, Sequence[str]], heads: dict[Product, str], others: Sequence[str] = ()
    ) -> None:
        self._heads = heads
        self._others: dict[str, list[tuple[str, ...]]] = {}
        for name in others:
            self._others.setdefault(name.split()[0], []).append(tuple(name.split()))
        self._names: dict[tuple[str, ...], Product | None] = {
            tuple(name.split()): product for product, listed in names.items() for name in listed
        }
        self._names.update(dict.fromkeys(_OTHER_THINGS))
        self._longest = max(map(len, self._names), default=1)
        self._single = sorted(name[0] for name in self._names if len(name) == 1 and len(name[0]) >= SHORTEST)

    def read(self, tokens: Sequence[str]) -> tuple[list[str], frozenset[Product]]:
        """The message with every name put as its product's one word, and the products it names."""
        written: list[str] = []
        named: set[Product] = set()
        at = 0
        while at < len(tokens):
            size, product = self._name_at(tokens, at)
            if product is None:
                written.extend(tokens[at : at + size])
            else:
                named.add(product)
                written.append(self._heads[product])
            at += size
        return written, frozenset(named)

    def strangers(self, tokens: Sequence[str]) -> frozenset[str]:
        """The names of other medicines, devices and scandals in a message, as `data/products.json` has
        them."""
        return frozenset(
            " ".join(name)
            for at, token in enumerate(tokens)
            for name in self._others.get(token, ())
            if tuple(tokens[at : at + len(name)]) == name
        )

    def _name_at(self, tokens: Sequence[str], at: int) -> tuple[int, Product | None]:
        for size in range(min(self._longest, len(tokens) - at), 0, -1):
            name = tuple(tokens[at : at + size])
            if name in self._names:
                return size, self._names[name]
        return 1, self._misspelt(tokens[at])

    def _misspelt(self, token: str) -> Product | None:
        if len(token) < SHORTEST or not token.isalpha() or token in common_words():
            return None
        found = process.extractOne(
            token, self._single, scorer=OSA.normalized_similarity, score_cutoff=SURE, processor=None
        )
        return None if found is None else self._names[(str(found[0]),)]


@lru_cache(maxsize=1)
def products() -> Products:
    """The names in `data/products.json`."""
    written = json.loads(NAMES.read_text("utf-8"))
    ours = {Product(key): value for key, value in written["campaign"].items()}
    return Products(
        {product: tuple(value["names"]) for product, value in ours.items()},
        {product: str(value["head"]) for product, value in ours.items()},
        tuple(written["others"]),
    )


def denies(tokens: Iterable[str]) -> bool:
    """Whether a message says "not" an odd number of times: "mesh is not banned", but not "is mesh banned"."""
    return sum(token in _NEGATORS for token in tokens) % 2 == 1
