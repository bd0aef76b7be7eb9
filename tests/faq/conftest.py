"""What several tests of `faq` share: everything that is trained is loaded once."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from numpy.typing import NDArray

from faq.guards.classifier import RiskClassifier
from faq.guards.guards import Guarded, Guards
from faq.guards.transformer import Transformer, read_arrays


@pytest.fixture(scope="session")
def guards() -> Guards:
    return Guards()


@pytest.fixture(scope="session")
def check(guards: Guards) -> Callable[[str], tuple[Guarded, ...]]:
    """`Guards.check` that scores each message once, however many tests ask."""
    return cache(guards.check)


@pytest.fixture(scope="session")
def arrays() -> dict[str, NDArray[Any]]:
    """The trained arrays of the guards."""
    return read_arrays()[0]


@pytest.fixture(scope="session")
def network(arrays: dict[str, NDArray[Any]]) -> Transformer:
    return Transformer(arrays)


@pytest.fixture(scope="session")
def classifier() -> RiskClassifier:
    return RiskClassifier.read()
