"""ExactArray: numpy made exact. Many rationals over one denominator, no wrapping, no rounding.

Every operation first bounds its result by the bounds of its operands. Where the bound stays under
2**63 numpy's int64 computes it; else the operands' bounds are tightened to the true maxima and
asked again; else Python integers (dtype object) compute it. A matrix product goes through float64
only where every partial sum is an integer under 2**53. Once in Python integers, always in Python
integers: that is how `as_objects` replays a computation without int64 and without float64.

    >>> (ExactArray.of(["1/2", 3]) * 2**80).to_fractions() == [Fraction(2**79), Fraction(3 * 2**80)]
    True
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Optional, Sequence, Union

import numpy as np

from verify.arithmetic.engines import float_matmul, largest, long_sum
from verify.arithmetic.exact import fraction

INT64_LIMIT = 2**63         # |numerator| < this: int64 holds it and its negative
FLOAT64_LIMIT = 2**53       # integers under this, and sums of them, are exact in float64

Scalar = Union[int, Fraction]


@dataclass(frozen=True, eq=False)
class ExactArray:
    """numerators / denominator, and a bound that no |numerator| exceeds.

    The numerators are int64 (then bound < 2**63) or Python ints in an array of dtype object.
    `of` and `integers` build one; the caller of the bare constructor answers for the bound.
    Raises TypeError for another dtype, ValueError for a denominator < 1 or a bound out of range.
    """

    numerators: np.ndarray
    denominator: int
    bound: int

    __array_ufunc__ = None      # so that numpy leaves `array * exact` to us, and we refuse it

    def __post_init__(self) -> None:
        if self.numerators.dtype not in (np.int64, np.object_):
            raise TypeError(f"numerators: expected int64 or object, found {self.numerators.dtype}")
        if type(self.denominator) is not int or type(self.bound) is not int:
            raise TypeError("denominator and bound: expected Python ints")
        if self.denominator < 1:
            raise ValueError(f"denominator: expected at least 1, found {self.denominator}")
        if self.bound < 0 or not self.is_object and self.bound >= INT64_LIMIT:
            raise ValueError(f"bound: expected 0 <= bound < 2**63, found {self.bound}")
        frozen = self.numerators.view()
        frozen.flags.writeable = False
        object.__setattr__(self, "numerators", frozen)

    # ---- building --------------------------------------------------------------------------

    @staticmethod
    def of(values: Any) -> "ExactArray":
        """Exactly these numbers: nested ints, Fractions, texts "p/q", or an array.

        An array may hold integers, booleans or floats; a float is the dyadic number that it is.
        Raises TypeError for a float outside an array, ValueError for NaN, infinity, a bad text.

        >>> ExactArray.of([["1/2", 1], [0, -2]]).numerators.tolist()
        [[1, 2], [0, -4]]
        """
        if isinstance(values, np.ndarray) and values.dtype.kind in "iub":
            return ExactArray.integers(values.copy())
        if isinstance(values, np.ndarray) and values.dtype.kind == "f":
            if values.dtype.itemsize > 8:
                raise TypeError(f"expected float64 or shorter, found {values.dtype}")
            if not np.isfinite(values).all():
                raise ValueError("expected finite numbers, found NaN or infinity")
            shape = values.shape
            numbers = [Fraction(number) for number in values.ravel().tolist()]
        else:
            nested = np.array(values, dtype=object)
            shape = nested.shape
            numbers = [fraction(number) for number in nested.ravel().tolist()]
        denominator = math.lcm(*(number.denominator for number in numbers))
        flat = [number.numerator * (denominator // number.denominator) for number in numbers]
        return ExactArray.integers(np.array(flat, dtype=object).reshape(shape), denominator,
                                   compact=True)

    @staticmethod
    def integers(numerators: np.ndarray, denominator: int = 1, bound: Optional[int] = None,
                 compact: bool = False) -> "ExactArray":
        """numerators / denominator, for an array of integers; without a bound, the true maximum.

        A given bound is believed, and int64 is not copied. `compact` moves Python ints to int64
        where they fit. Raises TypeError unless the array holds integers (or booleans).
        """
        if numerators.dtype == object:
            if not all(type(number) is int for number in numerators.ravel().tolist()):
                raise TypeError("numerators: expected Python ints in an array of dtype object")
        elif numerators.dtype.kind not in "iub":
            raise TypeError(f"numerators: expected integers, found {numerators.dtype}")
        if bound is None or bound >= INT64_LIMIT:
            bound = largest(numerators)
        if numerators.dtype != object or compact:
            dtype = np.int64 if bound < INT64_LIMIT else object
            numerators = numerators.astype(dtype, copy=False)
        return ExactArray(numerators, int(denominator), int(bound))

    # ---- looking ---------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numerators.shape

    @property
    def ndim(self) -> int:
        return self.numerators.ndim

    @property
    def size(self) -> int:
        return self.numerators.size

    @property
    def is_object(self) -> bool:
        """Whether the numerators are Python ints."""
        return self.numerators.dtype == object

    def item(self, *index: int) -> Fraction:
        """One number; without an index, the only one."""
        return Fraction(int(self.numerators.item(*index)), self.denominator)

    def to_fractions(self) -> Any:
        """The numbers as nested lists of Fractions (a Fraction if there are no axes)."""
        def convert(part: Any) -> Any:
            if isinstance(part, list):
                return [convert(inner) for inner in part]
            return Fraction(part, self.denominator)
        return convert(self.numerators.tolist())

    # ---- the same numbers, held otherwise ----------------------------------------------------

    def tightened(self) -> "ExactArray":
        """The same numbers with the bound moved down to the largest |numerator|."""
        return ExactArray(self.numerators, self.denominator, largest(self.numerators))

    def as_objects(self) -> "ExactArray":
        """The same numbers in Python ints, as will be everything computed from them."""
        return ExactArray(_objects(self.numerators), self.denominator, self.bound)

    def reduced(self) -> "ExactArray":
        """The same numbers over the least common denominator (slow: for small arrays).

        >>> ExactArray.integers(np.array([2, 4]), 6).reduced().denominator
        3
        """
        factor = math.gcd(self.denominator, *self.numerators.ravel().tolist())
        if factor == 1:
            return self.tightened()
        divided = _array(self.numerators // factor, self.is_object)
        return ExactArray(divided, self.denominator // factor, largest(divided))

    def over(self, denominator: int) -> "ExactArray":
        """The same numbers over a multiple of the denominator; raises ValueError for another one.

        >>> ExactArray.of(["1/2"]).over(6).numerators.tolist()
        [3]
        """
        factor, rest = divmod(denominator, self.denominator)
        if rest or factor < 1:
            raise ValueError(f"expected a multiple of {self.denominator}, found {denominator}")
        (a,) = ready((self,), lambda bounds: _multiplied(bounds[0], factor))
        return ExactArray(_times(a, factor), denominator, a.bound * factor)

    def _moved(self, numerators: Any) -> "ExactArray":
        return ExactArray(_array(numerators, self.is_object), self.denominator, self.bound)

    def __getitem__(self, index: Any) -> "ExactArray":
        return self._moved(self.numerators[index])

    def reshape(self, *shape: int) -> "ExactArray":
        return self._moved(self.numerators.reshape(shape))

    def transpose(self, axes: Optional[Sequence[int]] = None) -> "ExactArray":
        return self._moved(self.numerators.transpose(axes))

    def expand_dims(self, axis: int) -> "ExactArray":
        return self._moved(np.expand_dims(self.numerators, axis))

    # ---- computing -------------------------------------------------------------------------

    def __add__(self, other: Union["ExactArray", Scalar]) -> "ExactArray":
        return _combine(np.add, self, other)

    def __sub__(self, other: Union["ExactArray", Scalar]) -> "ExactArray":
        return _combine(np.subtract, self, other)

    def __rsub__(self, other: Scalar) -> "ExactArray":
        return _combine(np.subtract, other, self)

    def __mul__(self, other: Union["ExactArray", Scalar]) -> "ExactArray":
        if not isinstance(other, ExactArray):
            return self.scaled(other) if _is_scalar(other) else NotImplemented
        a, b = ready((self, other), lambda bounds: bounds[0] * bounds[1])
        product = np.multiply(a.numerators, b.numerators)
        return ExactArray(_array(product, a.is_object),
                          a.denominator * b.denominator, a.bound * b.bound)

    __radd__, __rmul__ = __add__, __mul__

    def scaled(self, factor: Scalar) -> "ExactArray":
        """The numbers times one exact factor.

        >>> ExactArray.of([2, 4]).scaled(Fraction(1, 2)).to_fractions()
        [Fraction(1, 1), Fraction(2, 1)]
        """
        exact = fraction(factor)
        common = math.gcd(exact.numerator, self.denominator)
        numerator = exact.numerator // common
        (a,) = ready((self,), lambda bounds: _multiplied(bounds[0], abs(numerator)))
        return ExactArray(_times(a, numerator), self.denominator // common * exact.denominator,
                          a.bound * abs(numerator))

    def __neg__(self) -> "ExactArray":
        return self._moved(np.negative(self.numerators))

    def __abs__(self) -> "ExactArray":
        return self._moved(np.abs(self.numerators))

    def square(self) -> "ExactArray":
        return self * self

    def relu(self) -> "ExactArray":
        """max(0, v) of every number v."""
        return self._moved(np.maximum(self.numerators, 0))

    def step(self) -> "ExactArray":
        """1 where v > 0, else 0."""
        positive = np.asarray(self.numerators > 0, dtype=np.int64)
        return ExactArray(_array(positive, self.is_object), 1, 1)

    def sign(self) -> "ExactArray":
        """1 where v > 0, -1 where v < 0, 0 where v = 0."""
        positive, negative = self.numerators > 0, self.numerators < 0
        return ExactArray(_array(np.subtract(positive, negative, dtype=np.int64),
                                 self.is_object), 1, 1)

    def __matmul__(self, other: "ExactArray") -> "ExactArray":
        """The matrix product, as numpy's; float64 only where every partial sum is exact."""
        if not isinstance(other, ExactArray):
            return NotImplemented
        if not self.ndim or not other.ndim or (
                self.shape[-1] != other.shape[max(other.ndim - 2, 0)]):
            raise ValueError(f"cannot multiply shapes {self.shape} and {other.shape}")
        inner, a, b = self.shape[-1], self, other

        def reach(bounds: Sequence[int]) -> int:        # of every partial sum
            return inner * max(bounds[0], 1) * max(bounds[1], 1)

        if not (a.is_object or b.is_object) and reach((a.bound, b.bound)) >= FLOAT64_LIMIT:
            a, b = a.tightened(), b.tightened()
        a, b = ready((a, b), reach)
        if not a.is_object and reach((a.bound, b.bound)) < FLOAT64_LIMIT:
            product = float_matmul(a.numerators, b.numerators)
        else:
            product = np.matmul(a.numerators, b.numerators)
        return ExactArray(_array(product, a.is_object), a.denominator * b.denominator,
                          inner * a.bound * b.bound)

    def sum(self, axis: Union[None, int, tuple[int, ...]] = None) -> "ExactArray":
        """The sum over all entries, or over one or several axes.

        >>> ExactArray.integers(np.full(4, 2**62)).sum().item() == 2**64
        True
        """
        axes = tuple(range(self.ndim)) if axis is None else axis
        axes = tuple(range(self.ndim)[i] for i in ((axes,) if isinstance(axes, int) else axes))
        count, a = math.prod(self.shape[i] for i in axes), self
        if not a.is_object and count * a.bound >= INT64_LIMIT:
            a = a.tightened()
        if a.is_object:
            total = _array(a.numerators.sum(axis=axes), True)
        elif count * a.bound < INT64_LIMIT:
            total = _array(a.numerators.sum(axis=axes, dtype=np.int64), False)
        else:
            total = long_sum(a.numerators, axes, a.bound)
        return ExactArray(total, a.denominator, count * a.bound)

    # ---- comparing -------------------------------------------------------------------------

    def equal(self, other: Union["ExactArray", Scalar]) -> np.ndarray:
        """Where the two are equal, as booleans."""
        return _compare(np.equal, self, other)

    def less(self, other: Union["ExactArray", Scalar]) -> np.ndarray:
        """Where self < other, as booleans."""
        return _compare(np.less, self, other)

    def less_equal(self, other: Union["ExactArray", Scalar]) -> np.ndarray:
        """Where self <= other, as booleans."""
        return _compare(np.less_equal, self, other)

    def __eq__(self, other: object) -> bool:
        raise TypeError("an ExactArray has no ==: use .equal(other), which compares numbers")

    def __hash__(self) -> int:
        return id(self)


def concatenate(arrays: Sequence[ExactArray], axis: int = 0) -> ExactArray:
    """The arrays side by side along one axis, over one denominator.

    Raises ValueError for an empty list or shapes that do not fit.

    >>> concatenate([ExactArray.of([1]), ExactArray.of(["1/2"])]).to_fractions()
    [Fraction(1, 1), Fraction(1, 2)]
    """
    if not arrays:
        raise ValueError("concatenate: expected at least one array, found none")
    denominator, factors, parts = _aligned(arrays, max)
    joined = np.concatenate([_times(a, factor) for a, factor in zip(parts, factors)], axis=axis)
    return ExactArray(joined, denominator, max(a.bound * f for a, f in zip(parts, factors)))


def sum_of_products(a: ExactArray, b: ExactArray,
                    axis: Union[None, int, tuple[int, ...]] = None) -> ExactArray:
    """(a * b).sum(axis) for two arrays of one shape, without storing the product where it fits.

    Raises ValueError unless the shapes are equal.

    >>> sum_of_products(ExactArray.of([1, 2]), ExactArray.of([3, "1/2"])).item()
    Fraction(4, 1)
    """
    if a.shape != b.shape:
        raise ValueError(f"expected arrays of one shape, found {a.shape} and {b.shape}")
    axes = tuple(range(a.ndim)) if axis is None else axis
    axes = tuple(range(a.ndim)[i] for i in ((axes,) if isinstance(axes, int) else axes))
    count = math.prod(a.shape[i] for i in axes)
    if a.is_object or b.is_object or count * a.bound * b.bound >= INT64_LIMIT:
        return (a * b).sum(axes)
    every = list(range(a.ndim))
    total = np.einsum(a.numerators, every, b.numerators, every,
                      [i for i in every if i not in axes])
    return ExactArray(_array(total, False), a.denominator * b.denominator,
                      count * a.bound * b.bound)


def ready(arrays: Sequence[ExactArray],
          reach: Callable[[Sequence[int]], int]) -> Sequence[ExactArray]:
    """The operands, all int64 or all Python ints, of an operation that `reach(bounds)` bounds.

    They are int64 only if no result can leave int64: by the bounds given, or by the true maxima.
    """
    if not any(a.is_object for a in arrays):
        if reach([a.bound for a in arrays]) < INT64_LIMIT:
            return arrays
        arrays = [a.tightened() for a in arrays]
        if reach([a.bound for a in arrays]) < INT64_LIMIT:
            return arrays
    return [a.as_objects() for a in arrays]


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _objects(numerators: np.ndarray) -> np.ndarray:
    return numerators if numerators.dtype == object else numerators.astype(object)


def _array(values: Any, is_object: bool) -> np.ndarray:
    """What numpy returned, as an array again (a scalar, where no axis is left)."""
    return np.asarray(values).astype(object) if is_object else np.asarray(values, dtype=np.int64)


def _multiplied(bound: int, factor: int) -> int:
    return max(bound * factor, factor)      # the factor itself must fit too


def _times(a: ExactArray, factor: int) -> np.ndarray:
    if factor == 1:
        return a.numerators
    return _array(np.multiply(a.numerators, factor), a.is_object)


def _aligned(arrays: Sequence[ExactArray], total: Callable[[Sequence[int]], int]) -> tuple[
        int, list[int], Sequence[ExactArray]]:
    """The common denominator, the factor that each array's numerators need, the ready arrays."""
    denominator = math.lcm(*(a.denominator for a in arrays))
    factors = [denominator // a.denominator for a in arrays]
    return denominator, factors, ready(
        arrays, lambda bounds: total([_multiplied(b, f) for b, f in zip(bounds, factors)]))


def _operands(*values: Any) -> list[ExactArray]:
    return [value if isinstance(value, ExactArray) else ExactArray.of(value) for value in values]


def _combine(operation: np.ufunc, left: Any, right: Any) -> ExactArray:
    if not all(isinstance(value, ExactArray) or _is_scalar(value) for value in (left, right)):
        return NotImplemented
    denominator, (f, g), (a, b) = _aligned(_operands(left, right), sum)
    combined = operation(_times(a, f), _times(b, g))
    return ExactArray(_array(combined, a.is_object), denominator, a.bound * f + b.bound * g)


def _compare(relation: np.ufunc, left: Any, right: Any) -> np.ndarray:
    _, (f, g), (a, b) = _aligned(_operands(left, right), max)
    return np.asarray(relation(_times(a, f), _times(b, g)), dtype=bool)
