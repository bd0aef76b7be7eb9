"""Fit the guards' linear model (`faq/guards/linear_model.py`): TF-IDF logistic regression over four views."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from faq.guards.linear_model import read_concepts, views

MIN_MESSAGES, MIN_MESSAGES_CHARS = 5, 15
"""Messages that must have a feature, or a character n-gram."""
PENALTY = 1 / 6
"""Ridge penalty on the weights, in messages."""
UNLABELLED = -1.0
MAX_ITERATIONS = 200


def fit_linear_model(
    messages: Sequence[list[str]], labels: NDArray[Any], counts: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """Return the arrays that `LinearModel.from_arrays` reads.

    `labels` has shape (messages, 2), `counts` (messages,).
    """
    meanings = read_concepts()
    seen = Counter(feature for words in messages for view in views(words, meanings) for feature in view)
    names = sorted(
        name
        for name, count in seen.items()
        if count >= (MIN_MESSAGES_CHARS if name[0] == "#" else MIN_MESSAGES)
    )
    rarity = np.array([1 + np.log((1 + len(messages)) / (1 + seen[name])) for name in names])
    columns = {name: number for number, name in enumerate(names)}
    table = _table(messages, columns, rarity)
    fitted = []
    for column in range(labels.shape[1]):
        labelled = labels[:, column] > UNLABELLED
        signs = np.where(labels[labelled, column] > 0, 1.0, -1.0)
        fitted.append(_fitted(table[labelled], signs, counts[labelled]))
    weights = np.stack([values[:-1] * rarity for values in fitted], axis=1)
    return {
        "lexicon": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        "lexicon.weights": weights.astype(np.float16),
        "lexicon.rarity": rarity.astype(np.float16),
        "lexicon.bias": np.array([values[-1] for values in fitted], dtype=np.float32),
    }


def _table(messages: Sequence[list[str]], numbers: dict[str, int], rarity: NDArray[Any]) -> csr_matrix:
    """Return shape (messages, features); the features of a view have length 1 together."""
    meanings = read_concepts()
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, words in enumerate(messages):
        for view in views(words, meanings):
            known = [numbers[feature] for feature in view if feature in numbers]
            length = float(np.sqrt(np.sum(rarity[known] ** 2))) if known else 1.0
            rows += [number] * len(known)
            columns += known
            values += (rarity[known] / length).tolist()
    return csr_matrix((values, (rows, columns)), shape=(len(messages), len(numbers)))


def _fitted(table: csr_matrix, signs: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """Return the weights, then the bias, by L-BFGS."""

    def cost(values: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        margins = signs * (table @ values[:-1] + values[-1])
        slope = -signs * counts / (1 + np.exp(np.clip(margins, -30, 30)))
        total = counts @ np.logaddexp(0, -margins) + PENALTY / 2 * values[:-1] @ values[:-1]
        return float(total), np.append(table.T @ slope + PENALTY * values[:-1], slope.sum())

    begin = np.zeros(table.shape[1] + 1)
    return np.asarray(
        minimize(cost, begin, jac=True, method="L-BFGS-B", options={"maxiter": MAX_ITERATIONS}).x
    )
