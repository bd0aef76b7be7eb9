"""The closed form against doing it the long way."""

import numpy as np
import pytest

from faq.matching.kernel_ridge import (
    OUT_OF_SCOPE,
    Floats,
    Owners,
    kernel,
    lower_inverse,
    penalties,
    solve,
    targets,
)

CHANCE = np.random.default_rng(5)


def sample(rows: int = 30, entries: int = 5) -> tuple[Floats, Owners]:
    points = CHANCE.random((rows, 8)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    owners = np.arange(rows, dtype=np.int32) % entries
    owners[-3:] = OUT_OF_SCOPE
    return kernel(points @ points.T, None), owners


def long_way(alike: Floats, owners: Owners, entries: int, keep: np.ndarray, row: int) -> np.ndarray:
    """Scores of one row by a solution that never saw the rows outside `keep`."""
    system = alike.astype(float) + np.diag(penalties(owners, entries))
    weights = np.linalg.solve(system[np.ix_(keep, keep)], targets(owners, entries)[keep])
    return np.asarray(alike[row, keep] @ weights)


def test_the_weights_solve_the_system() -> None:
    alike, owners = sample()
    fit = solve(alike, owners, 5)
    system = alike + np.diag(penalties(owners, 5))
    assert system @ fit.weights == pytest.approx(targets(owners, 5), abs=1e-3)


def test_leaving_one_phrase_out_is_exact() -> None:
    alike, owners = sample()
    fit = solve(alike, owners, 5)
    for row in (0, 7, 20):
        keep = np.delete(np.arange(len(owners)), row)
        assert fit.without_phrase[row] == pytest.approx(long_way(alike, owners, 5, keep, row), abs=1e-3)


def test_leaving_an_entry_out_is_exact() -> None:
    alike, owners = sample()
    fit = solve(alike, owners, 5)
    for row in (0, 7, 20):
        keep = np.flatnonzero(owners != owners[row])
        assert fit.without_entry[row] == pytest.approx(long_way(alike, owners, 5, keep, row), abs=1e-3)


def test_targets_of_a_row_sum_to_zero_unless_it_is_out_of_scope() -> None:
    aims = targets(np.array([0, 2, OUT_OF_SCOPE], dtype=np.int32), 3)
    assert aims[:2].sum(axis=1) == pytest.approx([0, 0])
    assert (aims[2] == -0.5).all()


def test_the_kernel_grows_with_both_kinds_of_likeness() -> None:
    low, high = np.float32(0.2), np.float32(0.6)
    assert kernel(np.array([high]), None) > kernel(np.array([low]), None)
    assert kernel(np.array([low]), np.array([high])) > kernel(np.array([low]), np.array([low]))


@pytest.mark.parametrize("size", [1, 63, 150, 257])
def test_the_inverse_by_halves(size: int) -> None:
    root = (np.tril(CHANCE.random((size, size))) / size + np.eye(size)).astype(np.float32)
    assert root @ lower_inverse(root) == pytest.approx(np.eye(size), abs=1e-4)
