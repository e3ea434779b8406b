"""ExactArray against Fractions: every operation, below, at and beyond int64 and float64."""

import math
import operator
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.arithmetic.engines import float_matmul, long_sum
from verify.arithmetic.exact_array import ExactArray, concatenate, sum_of_products
from verify.transform import parity_matrix, walsh_hadamard

EDGES = [2**26, 2**31, 2**32, 2**52, 2**53, 2**61, 2**62, 2**63, 2**64, 2**80]
INTEGERS = st.one_of(
    st.integers(-9, 9), st.integers(-2**90, 2**90),
    st.builds(lambda edge, near, sign: sign * (edge + near),
              st.sampled_from(EDGES), st.integers(-1, 1), st.sampled_from([-1, 1])))
FRACTIONS = st.builds(Fraction, INTEGERS, st.sampled_from([1, 1, 2, 3, 12, 2**40, 2**65]))

# operation on ExactArrays, the same on two Fractions
BINARY = {
    "add": (operator.add, operator.add),
    "subtract": (operator.sub, operator.sub),
    "multiply": (operator.mul, operator.mul),
    "equal": (ExactArray.equal, operator.eq),
    "less": (ExactArray.less, operator.lt),
    "less_equal": (ExactArray.less_equal, operator.le),
}
UNARY = {
    "negative": (operator.neg, operator.neg),
    "absolute": (abs, abs),
    "square": (ExactArray.square, lambda v: v * v),
    "relu": (ExactArray.relu, lambda v: max(v, Fraction(0))),
    "step": (ExactArray.step, lambda v: int(v > 0)),
    "sign": (ExactArray.sign, lambda v: (v > 0) - (v < 0)),
    "scaled": (lambda a: a.scaled(Fraction(6, 5)), lambda v: v * Fraction(6, 5)),
    "times_int": (lambda a: -3 * a, lambda v: -3 * v),
    "plus_int": (lambda a: 2**62 + a, lambda v: 2**62 + v),
    "int_minus": (lambda a: 1 - a, lambda v: 1 - v),
    "over": (lambda a: a.over(a.denominator * 2**40), lambda v: v),
    "reduced": (ExactArray.reduced, lambda v: v),
    "tightened": (ExactArray.tightened, lambda v: v),
    "as_objects": (ExactArray.as_objects, lambda v: v),
}


def check(result, expected):
    """The numbers are as expected, and the bound and the dtype keep their promises."""
    if isinstance(result, np.ndarray):
        assert result.dtype == bool and result.tolist() == expected
        return
    assert result.to_fractions() == expected
    flat = result.numerators.ravel().tolist()
    assert all(type(number) is int and abs(number) <= result.bound for number in flat)
    assert result.is_object or result.bound < 2**63


def matmul(a, b):
    return [[sum((x * y for x, y in zip(row, column)), Fraction(0)) for column in zip(*b)]
            for row in a]


def variants(array):
    """The same numbers with a loose bound where int64 allows it, and in Python integers."""
    yield array
    yield array.as_objects()
    if not array.is_object:
        yield ExactArray(array.numerators, array.denominator, 2**63 - 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(FRACTIONS, FRACTIONS), min_size=1, max_size=4), st.data())
def test_elementwise_operations_agree_with_fractions(pairs, data):
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    name = data.draw(st.sampled_from(sorted(BINARY)))
    ours, theirs = BINARY[name]
    for a, b in product(variants(ExactArray.of(left)), variants(ExactArray.of(right))):
        check(ours(a, b), [theirs(x, y) for x, y in pairs])
    name = data.draw(st.sampled_from(sorted(UNARY)))
    ours, theirs = UNARY[name]
    for a in variants(ExactArray.of(left)):
        check(ours(a), [theirs(x) for x in left])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.integers(0, 3), st.integers(1, 3), st.data())
def test_matmul_and_sums_agree_with_fractions(rows, inner, columns, data):
    def draw(height, width):
        return [data.draw(st.lists(FRACTIONS, min_size=width, max_size=width))
                for _ in range(height)]
    left, right = draw(rows, inner), draw(inner, columns)
    a = ExactArray.of(left)
    b = ExactArray.of(right) if inner else ExactArray.of(np.zeros((0, columns), dtype=int))
    expected = matmul(left, right) if inner else [[0] * columns] * rows
    for x, y in product(variants(a), variants(b)):
        check(x @ y, expected)
    for x in variants(a):
        check(x.sum(), sum(map(sum, left)))
        check(x.sum(axis=-1), [sum(row) for row in left])
        check(x.sum((0,)), [sum(column) for column in zip(*left)])
        check(sum_of_products(x, x), sum(v * v for row in left for v in row))
        check(sum_of_products(x, x, axis=1), [sum(v * v for v in row) for row in left])
        check(concatenate([x, b.transpose()]) if inner == columns else x,
              left + [list(c) for c in zip(*right)] if inner == columns else left)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 4), st.data())
def test_transform_agrees_with_fractions(d, data):
    values = data.draw(st.lists(FRACTIONS, min_size=2**d, max_size=2**d))
    expected = [sum((-1)**(v & x).bit_count() * value for x, value in enumerate(values))
                for v in range(2**d)]
    for a in variants(ExactArray.of(values)):
        check(walsh_hadamard(a), expected)
        check(parity_matrix(d) @ a, expected)


BIG = 2**62 + 12345
FORCED = {      # operands that fit int64, a result that does not
    "add": (lambda a: a + a, 2 * BIG),
    "subtract": (lambda a: a - (-a), 2 * BIG),
    "multiply": (lambda a: a * a, BIG**2),
    "square": (lambda a: a.square(), BIG**2),
    "scaled": (lambda a: a.scaled(3), 3 * BIG),
    "over": (lambda a: a.over(5), BIG),
    "concatenate": (lambda a: concatenate([a, ExactArray.of(["1/7"])])[0], BIG),
    "matmul": (lambda a: a @ a, 2 * BIG**2),
    "sum": (lambda a: a.sum(), 2 * BIG),
    "sum_of_products": (lambda a: sum_of_products(a, a), 2 * BIG**2),
    "transform": (lambda a: walsh_hadamard(a)[0], 2 * BIG),
}


@pytest.mark.parametrize("name", FORCED)
def test_every_operation_falls_back_to_python_integers(name):
    operation, expected = FORCED[name]
    a = ExactArray.of([BIG, BIG])
    assert not a.is_object
    result = operation(a)
    assert result.is_object
    assert set(np.atleast_1d(np.array(result.to_fractions(), dtype=object))) == {expected}


@pytest.mark.parametrize("name", FORCED)
def test_a_loose_bound_is_tightened_before_falling_back(name):
    loose = ExactArray(np.array([3, 3]), 1, 2**63 - 1)
    result = FORCED[name][0](loose)
    assert not result.is_object and result.bound < 2**20


def test_comparison_of_denominators_that_leave_int64():
    a, b = ExactArray.of([Fraction(2**62, 3)]), ExactArray.of([Fraction(2**62 + 1, 5)])
    assert b.less(a).tolist() == [True] and a.less_equal(b).tolist() == [False]
    assert a.equal(Fraction(2**62, 3)).tolist() == [True]


def test_zeros_meet_a_denominator_that_leaves_int64():
    zeros = ExactArray.of([0, 0])
    check(zeros + Fraction(1, 2**70), [Fraction(1, 2**70)] * 2)
    check(zeros.scaled(2**70), [0, 0])
    check(zeros.over(2**70), [0, 0])


@pytest.mark.parametrize("edge", [2**53 - 1, 2**53, 2**53 + 1])
def test_matmul_around_the_limit_of_float64(edge):
    left = [[edge, 1, 1]]
    check(ExactArray.of(left) @ ExactArray.of([[1], [1], [1]]), [[edge + 2]])
    half = edge // 2                # the entries fit float64, the sum of the products does not
    check(ExactArray.of([[half, half, half]]) @ ExactArray.of([[1], [1], [1]]), [[3 * half]])


def test_float64_would_have_been_wrong_there():
    wrong = float_matmul(np.array([[2**53, 1, 1]]), np.ones((3, 1), dtype=np.int64))
    assert wrong.item() != 2**53 + 2


@pytest.mark.parametrize("shape", [(3, 2), (2, 3), (300, 2), (2, 300)])
def test_matmul_works_strip_by_strip(shape):
    rng = np.random.default_rng(0)
    a, b = rng.integers(-99, 99, (shape[0], 700)), rng.integers(-99, 99, (700, shape[1]))
    assert ((ExactArray.of(a) @ ExactArray.of(b)).numerators == a @ b).all()


def test_matmul_of_vectors_and_stacks():
    a, b = np.arange(24).reshape(2, 3, 4), np.arange(4)
    exact_a, exact_b = ExactArray.of(a), ExactArray.of(b)
    assert (exact_a @ exact_b).to_fractions() == (a @ b).tolist()
    assert (exact_b @ exact_b).item() == 14
    with pytest.raises(ValueError, match=r"\(2, 3, 4\)"):
        exact_a @ exact_a
    with pytest.raises(TypeError):
        exact_a @ a


@pytest.mark.parametrize("bound", [2**40, 2**57, 2**62])
@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1), (0, 2), (0, 1, 2)])
def test_long_sums_in_chunks(axes, bound):
    numbers = np.random.default_rng(1).integers(bound - 9, bound, (5, 300, 2))
    assert (long_sum(numbers, axes, bound) == numbers.astype(object).sum(axis=axes)).all()


def test_reading_numbers():
    assert ExactArray.of(["-3/6", 2, Fraction(1, 3)]).to_fractions() == [
        Fraction(-1, 2), 2, Fraction(1, 3)]
    floats = np.array([0.1, -0.75, 3.0, 5e-324])
    assert ExactArray.of(floats).to_fractions() == [Fraction(v) for v in floats.tolist()]
    assert ExactArray.of(np.float32([0.1])).item() == Fraction(float(np.float32(0.1)))
    assert ExactArray.of(np.array([2**64 - 1], dtype=np.uint64)).item() == 2**64 - 1
    assert ExactArray.of(np.array([-2**63])).bound == 2**63
    assert abs(ExactArray.of(np.array([-2**63]))).item() == 2**63
    assert ExactArray.of(np.array([-128], dtype=np.int8)).bound == 128
    assert ExactArray.of([]).sum().item() == 0
    assert ExactArray.of(7).shape == ()


@pytest.mark.parametrize("values, error", [
    (0.5, TypeError), ([1, 0.5], TypeError), (True, TypeError), ([[1], [1, 2]], TypeError),
    ("0.5", ValueError), ("1/0", ValueError), ("１", ValueError), ("1e5", ValueError),
    (np.array([np.nan]), ValueError), (np.array([-np.inf]), ValueError),
    (np.array([1j]), TypeError), (np.longdouble([1]), TypeError)])
def test_refused_numbers(values, error):
    with pytest.raises(error):
        ExactArray.of(values)


def test_refused_arrays():
    with pytest.raises(TypeError, match="expected integers"):
        ExactArray.integers(np.array([0.5]))
    with pytest.raises(TypeError, match="Python ints"):
        ExactArray.integers(np.array([True, 2], dtype=object))
    with pytest.raises(ValueError, match="denominator"):
        ExactArray.integers(np.array([1]), 0)
    with pytest.raises(ValueError, match="bound"):
        ExactArray(np.array([1]), 1, 2**63)
    with pytest.raises(TypeError, match="int64 or object"):
        ExactArray(np.array([1], dtype=np.int32), 1, 1)
    with pytest.raises(ValueError, match="multiple"):
        ExactArray.of(["1/2"]).over(3)
    with pytest.raises(ValueError, match="at least one"):
        concatenate([])
    with pytest.raises(ValueError, match="one shape"):
        sum_of_products(ExactArray.of([1]), ExactArray.of([1, 2]))


def test_traps():
    a = ExactArray.of([1, 2])
    with pytest.raises(TypeError, match="equal"):
        a == a
    with pytest.raises(ValueError, match="read-only"):
        a.numerators[0] = 5
    for other in (0.5, np.array([1, 2]), True, np.int64(3)):
        with pytest.raises(TypeError):
            a * other
        with pytest.raises(TypeError):
            other + a
    source = np.array([1, 2])
    kept = ExactArray.of(source)
    source[0] = 9
    assert kept.to_fractions() == [1, 2]


def test_shapes():
    numbers = np.arange(12)
    a = ExactArray.integers(numbers, 5)
    assert a.reshape(3, 4).transpose().to_fractions() == [
        [Fraction(int(v), 5) for v in row] for row in numbers.reshape(3, 4).T]
    assert a.reshape(3, 2, 2).transpose((2, 0, 1)).shape == (2, 3, 2)
    assert a.expand_dims(0).shape == (1, 12) and a.size == 12 and a.ndim == 1
    assert a[3].item() == a.item(3) == Fraction(3, 5) and a[3].ndim == 0
    assert (a[3] + a).shape == (12,)
    assert a[a.less(1)].to_fractions() == [Fraction(v, 5) for v in range(5)]


def test_object_mode_is_kept():
    a = ExactArray.of([[1, 2], [3, 4]]).as_objects()
    for result in (a + 1, a * 2, a @ a, a.sum(), a.relu(), a.step(), a.sign(), a[0, 0], abs(a),
                   concatenate([a, a]), walsh_hadamard(a), a.reduced(), sum_of_products(a, a)):
        assert result.is_object
        assert all(type(v) is int for v in result.numerators.ravel().tolist())


def test_chain_of_operations_grows_without_wrapping():
    a = ExactArray.of([3])
    for _ in range(8):
        a = a * a
    assert a.item() == 3**256 and math.log2(a.bound) > 400
