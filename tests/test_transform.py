"""The transform and the cube against their definitions, Parseval, and the inverse."""

from fractions import Fraction

import numpy as np
import pytest

from verify.arithmetic.exact_array import ExactArray, sum_of_products
from verify.cube import bits, cube, text
from verify.transform import STRIP, parity_matrix, walsh_hadamard


def parity(v, x):
    return (-1) ** (v & x).bit_count()


def by_definition(values):
    return [sum(parity(v, x) * value for x, value in enumerate(values))
            for v in range(len(values))]


def random(shape, bound, seed=0):
    return np.random.default_rng(seed).integers(-bound, bound, shape, endpoint=True)


@pytest.mark.parametrize("d", range(8))
@pytest.mark.parametrize("bound", [1, 2**40, 2**55, 2**62])
def test_transform_by_definition(d, bound):
    values = random(2**d, bound)
    array = ExactArray.integers(values, 3)
    result = walsh_hadamard(array)
    assert result.to_fractions() == [Fraction(v, 3) for v in by_definition(values.tolist())]
    assert result.is_object == (bound << d >= 2**63 and array.bound << d >= 2**63)
    replay = walsh_hadamard(array.as_objects())
    assert replay.is_object and replay.equal(result).all()


@pytest.mark.parametrize("shape", [(8, 3), (8, 2, 5), (1, 4), (2, 1), (8, 0)])
def test_further_axes_are_carried_along(shape):
    values = random(shape, 99)
    result = walsh_hadamard(ExactArray.of(values))
    assert result.shape == shape
    flat = values.reshape(shape[0], values.size // shape[0])
    expected = [by_definition(column) for column in flat.T.tolist()]
    assert result.numerators.reshape(flat.shape).T.tolist() == expected


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_several_strips_and_both_memory_orders(order, count):
    d = STRIP.bit_length() - 3                          # four columns to a strip
    values = np.asarray(random((2**d, count * 3), 9), order=order)
    result = walsh_hadamard(ExactArray.of(values))
    again = walsh_hadamard(result)                      # the transform inverts itself, up to 2**d
    assert again.equal(ExactArray.of(values) * 2**d).all()
    energy = sum_of_products(result, result, axis=0)
    assert (energy.numerators == (values**2).sum(axis=0) * 2**d).all()      # Parseval
    assert result[0].equal(ExactArray.of(values).sum(axis=0)).all()


def test_one_column_longer_than_a_strip():
    values = np.zeros(2 * STRIP, dtype=np.int64)
    values[5] = 3
    result = walsh_hadamard(ExactArray.of(values))
    assert result.numerators[:9].tolist() == [3 * parity(v, 5) for v in range(9)]
    assert (abs(result).numerators == 3).all()


def test_transform_does_not_change_its_argument():
    array = ExactArray.of([1, 2, 3, 4])
    walsh_hadamard(array)
    assert array.to_fractions() == [1, 2, 3, 4]


@pytest.mark.parametrize("shape", [(3,), (0,), (6, 2), ()])
def test_transform_refuses_other_lengths(shape):
    with pytest.raises(ValueError, match=r"a length 2\*\*d"):
        walsh_hadamard(ExactArray.of(np.zeros(shape, dtype=np.int64)))


@pytest.mark.parametrize("d", range(6))
def test_parity_matrix(d):
    expected = [[parity(v, x) for x in range(2**d)] for v in range(2**d)]
    assert parity_matrix(d).numerators.tolist() == expected
    for rows in (slice(1, 3), slice(None, None, 2), slice(3, 3)):
        assert parity_matrix(d, rows).numerators.tolist() == expected[rows]
    values = random(2**d, 2**50)
    assert (parity_matrix(d) @ ExactArray.of(values)).equal(
        walsh_hadamard(ExactArray.of(values))).all()


def test_cube_and_its_numbering():
    for d in range(1, 6):
        points = cube(d)
        assert points.bound == 1 and points.shape == (2**d, d)
        assert [tuple(row) for row in points.numerators.tolist()] == [
            bits(index, d) for index in range(2**d)]
        assert all(sum(x << i for i, x in enumerate(bits(index, d))) == index
                   for index in range(2**d))
    assert bits(1, 3) == (1, 0, 0) and text(6, 3) == "x = (0, 1, 1)"
    for call in (lambda: cube(0), lambda: bits(8, 3), lambda: bits(-1, 3),
                 lambda: parity_matrix(-1)):
        with pytest.raises(ValueError, match="expected"):
            call()
