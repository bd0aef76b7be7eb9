"""Fit the guards' linear model (`faq/guards/linear_model.py`): TF-IDF logistic regression over four views."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from faq.guards.linear_model import read_concepts, views

LEAST, LEAST_PARTS = 5, 15
"""Messages in which a feature, or a part of a word, must stand."""
HELD = 1 / 6
"""How strongly weights are held to 0, beside one message."""
UNTOLD = -1.0
ROUNDS = 200


def fit_lexicon(
    messages: Sequence[list[str]], labels: NDArray[Any], counts: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """The arrays that `Lexicon.of` reads. `labels` has shape (messages, 2), `counts` (messages,)."""
    meanings = read_concepts()
    seen = Counter(feature for words in messages for view in views(words, meanings) for feature in view)
    names = sorted(
        name for name, count in seen.items() if count >= (LEAST_PARTS if name[0] == "#" else LEAST)
    )
    rarity = np.array([1 + np.log((1 + len(messages)) / (1 + seen[name])) for name in names])
    at = {name: number for number, name in enumerate(names)}
    table = _table(messages, at, rarity)
    fitted = []
    for column in range(labels.shape[1]):
        told = labels[:, column] > UNTOLD
        signs = np.where(labels[told, column] > 0, 1.0, -1.0)
        fitted.append(_fitted(table[told], signs, counts[told]))
    weights = np.stack([values[:-1] * rarity for values in fitted], axis=1)
    return {
        "lexicon": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        "lexicon.weights": weights.astype(np.float16),
        "lexicon.rarity": rarity.astype(np.float16),
        "lexicon.bias": np.array([values[-1] for values in fitted], dtype=np.float32),
    }


def _table(messages: Sequence[list[str]], at: dict[str, int], rarity: NDArray[Any]) -> csr_matrix:
    """Shape (messages, features); the features of a view have length 1 together."""
    meanings = read_concepts()
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, words in enumerate(messages):
        for view in views(words, meanings):
            found = [at[feature] for feature in view if feature in at]
            length = float(np.sqrt(np.sum(rarity[found] ** 2))) if found else 1.0
            rows += [number] * len(found)
            columns += found
            values += (rarity[found] / length).tolist()
    return csr_matrix((values, (rows, columns)), shape=(len(messages), len(at)))


def _fitted(table: csr_matrix, signs: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """Weights, then the bias, by L-BFGS."""

    def cost(values: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        margins = signs * (table @ values[:-1] + values[-1])
        slope = -signs * counts / (1 + np.exp(np.clip(margins, -30, 30)))
        total = counts @ np.logaddexp(0, -margins) + HELD / 2 * values[:-1] @ values[:-1]
        return float(total), np.append(table.T @ slope + HELD * values[:-1], slope.sum())

    begin = np.zeros(table.shape[1] + 1)
    return np.asarray(minimize(cost, begin, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x)
