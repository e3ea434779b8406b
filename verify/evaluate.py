"""Exact values of terms at an instance, whole arrays at a time.

A term with free indices has an array of values, one axis per index.  Sums over the points of a
space against a family are handed to the family (a fast transform for the parities), so that no
array over family x space x weights is ever formed.  Sums over the index set named `blocked` run
window by window (see `sweep`).
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import prod
from typing import Any, Sequence

import numpy as np
import sympy
from sympy import Expr

from verify import calculus as c
from verify.arithmetic.exact_array import ExactArray
from verify.contraction import contracted, has_family, parity_of
from verify.cube import cube
from verify.derivative import differentiate
from verify.model import Lookup, Model, NetworkValues, ParityFamily, Slope
from verify.piecewise.terms import piece_count
from verify.values import NotEvaluated, Value

MAX_ENTRIES = 2**26   # an array larger than this (512 MB of int64) is not formed
MOST_STEPS = 2**16    # of an iteration


def window_key(index: c.Index) -> str:
    """The name of the window of one index, free in a formula (a set's name windows its sums)."""
    return f"{index.name} in {index.over.name}"


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or base == 0 and exponent < 0:
        raise NotEvaluated(f"no exact value of {base} to the power {exponent}")
    return base ** int(exponent)


class Evaluator:
    """Evaluates terms at one model; `windows` restricts the range of some index sets."""

    def __init__(self, model: Model, windows: dict[str, tuple[int, int]] | None = None):
        self.model, self.windows = model, dict(windows or {})
        self.cache: dict[Any, Any] = {}
        self.bound: dict[sympy.Symbol, Value] = {}     # what stands for an iterate
        # where a table was read outside its range, if the caller looks whether those points count
        self.outside: list[Value] | None = None

    # ---- sizes and axes ----------------------------------------------------------------------

    def number(self, expression: Expr) -> int:
        """A size as an integer."""
        return self.model.number(expression)

    def dimension(self, point: c.Index) -> int:
        """The number of coordinates of a point of a cube."""
        if point.over.dimension is None:
            raise NotEvaluated(f"{point.over.name} is no cube")
        return self.number(point.over.dimension.size)

    def range_of(self, index: c.Index) -> tuple[int, int]:
        for name in (window_key(index), index.over.name):
            if name in self.windows:
                return self.windows[name]
        if index.over.kind in c.INFINITE:
            raise NotEvaluated(f"{index.over.name} is infinite")
        return (0, self.number(index.over.size))

    def extent(self, index: c.Index) -> int:
        start, stop = self.range_of(index)
        return stop - start

    def _room(self, axes: Sequence[c.Index]) -> None:
        entries = 1
        for axis in axes:
            entries *= self.extent(axis)
        if entries > MAX_ENTRIES:
            raise NotEvaluated(f"{entries} values over {', '.join(a.name for a in axes)} "
                               f"are more than {MAX_ENTRIES}")

    def aligned(self, value: Value, axes: tuple[c.Index, ...]) -> ExactArray:
        """The array with one axis per index of `axes`, of length 1 where it does not depend."""
        order = [value.axes.index(a) for a in axes if a in value.axes]
        array = value.array.transpose(order) if len(order) > 1 else value.array
        shape = [self.extent(a) if a in value.axes else 1 for a in axes]
        return array.reshape(*shape)

    # ---- terms -------------------------------------------------------------------------------

    def value(self, term: Expr) -> Value:
        """The values of a term, one axis per free index."""
        if isinstance(term, sympy.Rational):
            return Value(ExactArray.of(Fraction(int(term.p), int(term.q))), ())
        if isinstance(term, sympy.Symbol):
            return self._symbol(term)
        method = getattr(self, "_" + type(term).__name__, None)
        if method is None:
            raise NotEvaluated(f"no value is defined for {type(term).__name__}")
        return method(term)

    def scalar(self, term: Expr) -> Fraction:
        """The value of a closed term."""
        value = self.value(term)
        if value.axes:
            raise NotEvaluated(f"{term} depends on {', '.join(a.name for a in value.axes)}")
        return value.array.item()

    def _symbol(self, term: sympy.Symbol) -> Value:
        if term in self.bound:
            return self.bound[term]
        if term.name in self.model.numbers:
            return Value(ExactArray.of(self.model.numbers[term.name]), ())
        if term.name not in self.model.sizes:
            raise NotEvaluated(f"the instance gives no value for {term.name}")
        return Value(ExactArray.of(self.model.size(term.name)), ())

    def _combine(self, values: Sequence[Value], operation: str) -> Value:
        axes: tuple[c.Index, ...] = ()
        for value in values:
            axes += tuple(a for a in value.axes if a not in axes)
        self._room(axes)
        result = self.aligned(values[0], axes)
        for value in values[1:]:
            other = self.aligned(value, axes)
            result = result + other if operation == "+" else result * other
        return Value(result, axes)

    def _Add(self, term: Expr) -> Value:
        return self._combine([self.value(a) for a in self._merged(term)], "+")

    def _Mul(self, term: Expr) -> Value:
        return self._combine([self.value(a) for a in term.args], "*")

    def _Pow(self, term: Expr) -> Value:
        base, exponent = term.args
        if not exponent.is_Integer and not c.free_indices(base):
            return self._elementwise(self.value(exponent), partial(_power, self.scalar(base)))
        if isinstance(exponent, c.Coordinate) and exponent.args[0].over.kind == "cube":
            return self.value(1 + exponent * (base - 1))
        if not exponent.is_Integer:
            raise NotEvaluated(f"no exact value of {term}")
        value, n = self.value(base), int(exponent)
        if n < 0:
            value, n = self._elementwise(value, lambda e: 1 / e), -n
        result = value.array
        for _ in range(n - 1):
            result = result * value.array
        return Value(result, value.axes) if n else Value(ExactArray.of(1), ())

    def _elementwise(self, value: Value, operation: Any) -> Value:
        if value.array.size > 2**16:
            raise NotEvaluated("too many values for this operation")
        flat = [operation(value.array.reshape(-1).item(n)) for n in range(value.array.size)]
        return Value(ExactArray.of(flat).reshape(*value.array.shape), value.axes)

    def _Abs(self, term: Expr) -> Value:
        value = self.value(term.args[0])
        return Value(abs(value.array), value.axes)

    def _Relu(self, term: Expr) -> Value:
        value = self.value(term.args[0])
        return Value(value.array.relu(), value.axes)

    def _Max(self, term: Expr) -> Value:
        result = self.value(term.args[0])
        for argument in term.args[1:]:     # max(a, b) = a + relu(b - a)
            rise = self._combine([self.value(argument), Value(-result.array, result.axes)], "+")
            result = self._combine([result, Value(rise.array.relu(), rise.axes)], "+")
        return result

    def _Min(self, term: Expr) -> Value:
        value = self._Max(sympy.Max(*(-a for a in term.args), evaluate=False))
        return Value(-value.array, value.axes)

    def _Floor(self, term: Expr) -> Value:
        value = self.value(term.args[0])
        floors = value.array.numerators // value.array.denominator
        return Value(ExactArray.integers(np.asarray(floors, value.array.numerators.dtype)),
                     value.axes)

    def _Iterate(self, term: c.Iterate) -> Value:
        times, value = self.scalar(term.args[1]), self.value(term.args[2])
        if times.denominator != 1 or not 0 <= times <= MOST_STEPS:
            raise NotEvaluated(f"{times} steps, not a number from 0 to {MOST_STEPS}")
        provider = self.model.values.get(term.fn.name)
        for _ in range(int(times)):
            if term.fn.definition is not None:
                argument = sympy.Dummy()
                self.bound[argument] = value
                value = self.value(term.fn(argument).unfold())
                del self.bound[argument]
            elif isinstance(provider, NetworkValues):
                network = provider
                value = self._elementwise(value, lambda e: network.at([e]))
            else:
                raise NotEvaluated(f"{term.fn.name} is no function of one number here")
        return value

    def _PieceCount(self, term: c.Binder) -> Value:
        return Value(ExactArray.of(piece_count(term.body, term.index, self.model)), ())

    # ---- indices and functions ---------------------------------------------------------------

    def _Index(self, term: c.Index) -> Value:
        start, stop = self.range_of(term)
        if term.over.kind == "finite":
            numbers: Any = [Fraction(int(e.p), int(e.q)) for e in term.over.elements[start:stop]]
            return Value(ExactArray.of(numbers), (term,))
        return Value(ExactArray.integers(np.arange(start, stop) + term.over.first), (term,))

    def _Apply(self, term: c.Apply) -> Value:
        fn = term.fn
        if fn.definition is not None:
            return self.value(term.unfold())
        provider = self.model.values.get(fn.name)
        if provider is None:
            raise NotEvaluated(f"the instance gives no values for {fn.name}")
        if isinstance(provider, Slope):
            if provider.at is None:
                raise NotEvaluated(f"{fn.name} has irrational values")
            value = self.value(term.arguments[0])
            return Value(provider.at(value.array), value.axes)
        if isinstance(provider, Lookup):
            return self._looked_up(provider, term)
        if not fn.sets:
            raise NotEvaluated(f"{fn.name} is a function of numbers and has no slope here")
        if any(c.free_indices(a) and (not isinstance(a, c.Index) or a.over.first != s.first)
               for a, s in zip(term.arguments, fn.sets)):
            return self._gathered(provider, term)
        return self._indexed(provider, term)

    def _looked_up(self, provider: Lookup, term: c.Apply) -> Value:
        """f(i, v) for a function that is given by a table, value by value."""
        arguments = [self._position(a) for a in term.arguments]
        axes = tuple(dict.fromkeys(axis for value in arguments for axis in value.axes))
        self._room(axes)
        arrays = [self.aligned(value, axes) for value in arguments]
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
        rows = [np.broadcast_to(a.numerators, shape).reshape(-1).tolist() for a in arrays]
        found = [provider.at([Fraction(v, a.denominator) for v, a in zip(row, arrays)])
                 for row in zip(*rows)]
        absent = np.array([v is None for v in found]).reshape(shape)
        if absent.any():
            if self.outside is None:
                raise NotEvaluated(f"{term.fn.name} has no value at an argument")
            self.outside.append(Value(ExactArray.integers(absent.astype(np.int64)), axes))
        values = [Fraction(0) if v is None else v for v in found]
        return Value(ExactArray.of(values).reshape(*shape), axes)

    def _gathered(self, provider: Any, term: c.Apply) -> Value:
        """f(i + k - 1, ...): the whole table, read at the places that the arguments give."""
        sizes = [self.number(s.size) for s in term.fn.sets]
        if len(sizes) != len(term.arguments) or prod(sizes) > MAX_ENTRIES:
            raise NotEvaluated(f"no table of {term.fn.name}")
        table = provider.window([(0, n) for n in sizes])
        places = [self._position(a) for a in term.arguments]
        axes = tuple(dict.fromkeys(axis for place in places for axis in place.axes))
        self._room(axes)
        positions = []
        for place, over, n in zip(places, term.fn.sets, sizes):
            array = self.aligned(place, axes)
            numbers = array.numerators - over.first * array.denominator
            at, rest = np.divmod(numbers, array.denominator)
            outside = np.asarray((rest != 0) | (at < 0) | (at >= n))
            if outside.any():
                if self.outside is None:
                    raise NotEvaluated(f"{term.fn.name} outside {over.name}")
                everywhere = np.broadcast_to(outside, [self.extent(a) for a in axes])
                self.outside.append(Value(ExactArray.integers(everywhere.astype(np.int64)), axes))
                at = np.where(outside, 0, at)
            positions.append(np.asarray(at, dtype=np.int64))
        return Value(table[tuple(np.broadcast_arrays(*positions))], axes)

    def _indexed(self, provider: Any, term: c.Apply) -> Value:
        arguments = term.arguments
        axes: list[c.Index | None] = []
        windows: list[tuple[int, int]] = []
        for argument in arguments:
            if isinstance(argument, c.Index):
                axes.append(argument)
                windows.append(self.range_of(argument))
            else:                      # the number of an element
                axes.append(None)
                position = self.number(argument) - term.fn.sets[len(windows)].first
                windows.append((position, position + 1))
        self._room([a for a in dict.fromkeys(axes) if a is not None])
        array = provider.window(windows)
        kept: list[c.Index] = []
        for n, axis in reversed(list(enumerate(axes))):
            if axis is None:
                array = array[(slice(None),) * n + (0,)]
        for axis in [a for a in axes if a is not None]:
            if axis in kept:           # f(i, i): the diagonal
                first = kept.index(axis)
                diagonal = np.diagonal(array.numerators, axis1=first, axis2=len(kept))
                order = list(range(diagonal.ndim - 1))
                order.insert(first, diagonal.ndim - 1)
                array = ExactArray.integers(np.transpose(diagonal, order).copy(),
                                            array.denominator, array.bound)
            else:
                kept.append(axis)
        return Value(array, tuple(kept))

    def _Coordinate(self, term: Expr) -> Value:
        x, i = term.args
        points = cube(self.dimension(x))
        if x.over.kind == "sign-cube":
            points = points * -2 + 1
        (left, right), column = self.range_of(x), None
        if isinstance(i, c.Index):
            start, stop = self.range_of(i)
            return Value(points[left:right, start:stop], (x, i))
        column = self.number(i) - 1
        return Value(points[left:right, column], (x,))

    def _Sign(self, term: Expr) -> Value:
        pair = parity_of(term)
        if pair is not None:
            v, x = pair
            family = ParityFamily(self.dimension(x))
            return Value(family.window([self.range_of(v), self.range_of(x)]), (v, x))
        value = self.value(term.args[0])
        if (value.array.numerators % value.array.denominator != 0).any():
            raise NotEvaluated("(-1)^e needs an integer e")
        odd = (value.array.numerators // value.array.denominator) % 2
        return Value(ExactArray.integers(np.asarray(1 - 2 * odd, dtype=np.int64)), value.axes)

    def _Mod2(self, term: Expr) -> Value:
        sign = self._Sign(term)
        return Value((sign.array * -1 + 1).scaled(Fraction(1, 2)), sign.axes)

    def _Indicator(self, term: Expr) -> Value:
        a, b = term.args
        if (isinstance(a, c.Index) and isinstance(b, c.Index) and a.over != b.over
                and "finite" not in (a.over.kind, b.over.kind)):
            raise NotEvaluated(f"{a} and {b} run over different sets")
        difference = self._combine([self._position(term.args[0]),
                                    self._negative(self._position(term.args[1]))], "+")
        equal = np.asarray(difference.array.equal(0), dtype=np.int64)
        return Value(ExactArray.integers(equal), difference.axes)

    def _position(self, term: Expr) -> Value:
        if isinstance(term, c.Index) and term.over.kind != "finite":
            start, stop = self.range_of(term)
            return Value(ExactArray.integers(np.arange(start, stop) + term.over.first), (term,))
        return self.value(term)

    def _negative(self, value: Value) -> Value:
        return Value(-value.array, value.axes)

    # ---- binders -----------------------------------------------------------------------------

    def _SumOver(self, term: c.Binder) -> Value:
        return self._total(term.body, term.index)

    def _total(self, body: Expr, index: c.Index) -> Value:
        if has_family(self, body, index):
            return contracted(self, body, index, weighted=False)
        value = self.value(body)
        if index not in value.axes:
            return Value(value.array * self.extent(index), value.axes)
        axis = value.axes.index(index)
        return Value(value.array.sum(axis), tuple(a for a in value.axes if a != index))

    def _Average(self, term: c.Binder) -> Value:
        total = self._total(term.body, term.index)
        size = self.number(term.index.over.size)
        if size == 0:
            raise NotEvaluated(f"an average over the empty set {term.index.over.name}")
        return Value(total.array.scaled(Fraction(1, size)), total.axes)

    def _ProductOver(self, term: c.Binder) -> Value:
        value = self.value(term.body)
        if term.index not in value.axes:
            return self.value(term.body ** self.extent(term.index))
        axis = value.axes.index(term.index)
        axes = tuple(a for a in value.axes if a != term.index)
        result = Value(ExactArray.of(1), ())
        for n in range(value.array.shape[axis]):
            slab = Value(value.array[(slice(None),) * axis + (n,)], axes)
            result = self._combine([result, slab], "*")
        return result

    def _NormSquared(self, term: c.Binder) -> Value:
        value = self.value(term.body)
        if term.index not in value.axes:
            return self._total(term.body**2, term.index)
        axis = value.axes.index(term.index)
        return Value(value.array.square().sum(axis),
                     tuple(a for a in value.axes if a != term.index))

    def _L2NormSquared(self, term: c.Binder) -> Value:
        return self._Expect(c.Expect(term.body**2, term.index))

    def _Inner(self, term: c.Binder) -> Value:
        f, g, x = term.args
        return self._Expect(c.Expect(f * g, x))

    def _Partial(self, term: c.Binder) -> Value:
        return self.value(differentiate(term.body, term.index))

    def _Expect(self, term: c.Binder) -> Value:
        return contracted(self, term.body, term.index, weighted=True)

    # ---- sums of expectations ----------------------------------------------------------------

    def _merged(self, term: Expr) -> list[Expr]:
        """The summands, expectations over one space put under one sign so that they may cancel."""
        merged: dict[c.Index, Expr] = {}
        rest: list[Expr] = []
        for summand in term.args:
            factor, inner = summand.as_coeff_Mul()
            while isinstance(inner, (c.Apply, c.Partial, c.Inner)):
                if isinstance(inner, c.Partial):
                    inner = differentiate(inner.body, inner.index)
                elif isinstance(inner, c.Inner):
                    inner = c.Expect(inner.args[0] * inner.args[1], inner.index)
                elif inner.fn.definition is not None:
                    inner = inner.unfold()
                else:
                    break
            if isinstance(inner, c.Expect) and not any(
                    x in c.bound_indices(inner.body) for x in merged):
                first = next((x for x in merged if x.over == inner.index.over), inner.index)
                body = inner.body.xreplace({inner.index: first})
                merged[first] = merged.get(first, sympy.Integer(0)) + factor * body
            else:
                rest.append(factor * inner)
        return rest + [c.Expect(body, x) for x, body in merged.items()]
