"""The pieces of a function of one variable, found slowly: lists of segments in Fractions.

The independent count for replays: it shares neither code nor arrays with `verify.piecewise`.  A
function is the list of its segments (a, b, slope, offset), open intervals from left to right; what
it is at the points between them is left to the replay.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Callable, Iterator, Mapping, NamedTuple, Sequence

import sympy
from sympy import Expr

from verify import calculus as c
from verify.model import Model, NetworkValues
from verify.network import forward

MOST_SEGMENTS = 2000


class TooManySegments(Exception):
    """More segments than this slow count takes on, or a term that it does not know."""


class Segment(NamedTuple):
    """slope x + offset for a < x < b."""

    a: Fraction
    b: Fraction
    slope: Fraction
    offset: Fraction

    def at(self, x: Fraction) -> Fraction:
        return self.slope * x + self.offset


Curve = list[Segment]


def count(body: Expr, x: c.Index, model: Model, env: Mapping[Any, Any],
          at: Callable[[Expr, Mapping[Any, Any]], Fraction]) -> int:
    """The least number of segments of body for x in its interval; at(term, env) is the value of a
    term at one point.

    Raises
        TooManySegments: beyond MOST_SEGMENTS, or for a term that is not affine in pieces.
    """
    low, high = (Fraction(int(e.p), int(e.q)) for e in x.over.elements)
    if low == high:
        return 1
    found = curve(body, x, model, env, at, [Segment(low, high, Fraction(1), Fraction(0))])
    pieces = 1
    for left, right in zip(found, found[1:]):
        same = left[2:] == right[2:] and at(body, {**env, x: left.b}) == left.at(left.b)
        pieces += not same
    return pieces


def curve(body: Expr, x: c.Index, model: Model, env: Mapping[Any, Any],
          at: Callable[[Expr, Mapping[Any, Any]], Fraction], start: Curve) -> Curve:
    """The segments of body, where `start` are those of x.

    Raises
        TooManySegments: as `count`.
    """
    return _Segments(x, model, env, at).of(body, {x: start})


def _together(curves: Sequence[Curve]) -> Iterator[list[Segment]]:
    """The segments of several curves on the intervals between all of their ends."""
    places = [0] * len(curves)
    a = curves[0][0].a
    end = curves[0][-1].b
    while a < end:
        here = [curve[place] for curve, place in zip(curves, places)]
        b = min(segment.b for segment in here)
        yield [Segment(a, b, *segment[2:]) for segment in here]
        places = [place + (segment.b == b) for place, segment in zip(places, here)]
        a = b


def _bounded(curve: Curve) -> Curve:
    if len(curve) > MOST_SEGMENTS:
        raise TooManySegments(f"more than {MOST_SEGMENTS} segments")
    return curve


def _linear(weights: Sequence[Fraction], bias: Fraction, curves: Sequence[Curve]) -> Curve:
    """The sum of weights[i] curves[i], plus bias."""
    return _bounded([
        Segment(here[0].a, here[0].b,
                sum((w * s.slope for w, s in zip(weights, here)), Fraction(0)),
                sum((w * s.offset for w, s in zip(weights, here)), Fraction(bias)))
        for here in _together(curves)])


def _cut(curve: Curve, places: Callable[[Segment], Sequence[Fraction]]) -> Curve:
    """Every segment cut at its places, which are given in order and lie inside."""
    out: Curve = []
    for segment in curve:
        ends = [segment.a, *places(segment), segment.b]
        out += [Segment(a, b, *segment[2:]) for a, b in zip(ends, ends[1:])]
        _bounded(out)
    return out


def _zero(segment: Segment) -> Sequence[Fraction]:
    if segment.at(segment.a) * segment.at(segment.b) >= 0:
        return ()
    return (-segment.offset / segment.slope,)


def _bent(curve: Curve, name: str) -> Curve:
    """relu, step, sign or abs of a curve."""
    out = []
    for segment in _cut(curve, _zero):
        value = segment.at((segment.a + segment.b) / 2)
        sign = (value > 0) - (value < 0)
        if name in ("relu", "abs"):
            factor = max(sign, 0) if name == "relu" else sign
            out.append(segment._replace(slope=factor * segment.slope,
                                        offset=factor * segment.offset))
        else:
            level = Fraction(max(sign, 0) if name == "step" else sign)
            out.append(segment._replace(slope=Fraction(0), offset=level))
    return out


def _floor(curve: Curve) -> Curve:
    def levels(segment: Segment) -> Sequence[Fraction]:
        low, high = sorted((segment.at(segment.a), segment.at(segment.b)))
        if high - low > MOST_SEGMENTS:
            raise TooManySegments(f"more than {MOST_SEGMENTS} segments")
        numbers = range(math.floor(low) + 1, math.ceil(high))
        return sorted((n - segment.offset) / segment.slope for n in numbers)

    return [s._replace(slope=Fraction(0), offset=Fraction(math.floor(s.at((s.a + s.b) / 2))))
            for s in _cut(curve, levels)]


class _Curves:
    """The arithmetic on lists of curves, for `verify.network.forward`."""

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Any) -> list[Curve]:
        return [_linear(row, b, values) for row, b in zip(weight, bias)]

    def activate(self, names: Sequence[str], values: Any) -> list[Curve]:
        for name in names:
            if name not in ("identity", "relu", "step", "sign"):
                raise TooManySegments(f"{name} is not affine in pieces")
        return [value if name == "identity" else _bent(value, name)
                for name, value in zip(names, values)]

    def concatenate(self, parts: Sequence[Any]) -> list[Curve]:
        return [value for part in parts for value in part]


class _Segments:
    """A recursion over terms; what does not depend on the variable is left to the replay."""

    def __init__(self, x: c.Index, model: Model, env: Mapping[Any, Any],
                 at: Callable[[Expr, Mapping[Any, Any]], Fraction]):
        self.x, self.model, self.env, self.at = x, model, env, at

    def of(self, term: Expr, bound: Mapping[Any, Curve]) -> Curve:
        """The segments of a term, given those of the variable and of bound symbols."""
        if term in bound:
            return bound[term]
        if not any(term.has(name) for name in bound):
            whole = bound[self.x]
            value = self.at(term, self.env)
            return [Segment(whole[0].a, whole[-1].b, Fraction(0), value)]
        if isinstance(term, c.Apply):
            return self._applied(term, bound)
        if isinstance(term, c.Iterate):
            return self._iterated(term, bound)
        if isinstance(term, sympy.Mul):
            varying = [a for a in term.args if any(a.has(name) for name in bound)]
            if len(varying) == 1:
                rest = [self.at(a, self.env) for a in term.args if a is not varying[0]]
                return _linear([math.prod(rest, start=Fraction(1))], Fraction(0),
                               [self.of(varying[0], bound)])
        parts = [self.of(a, bound) for a in term.args]
        one = [Fraction(1)] * len(parts)
        if isinstance(term, sympy.Add):
            return _linear(one, Fraction(0), parts)
        if isinstance(term, (c.Relu, sympy.Abs)):
            return _bent(parts[0], "relu" if isinstance(term, c.Relu) else "abs")
        if isinstance(term, c.Floor):
            return _floor(parts[0])
        if isinstance(term, (sympy.Max, sympy.Min)):
            sign = Fraction(1 if isinstance(term, sympy.Max) else -1)
            found = parts[0]
            for part in parts[1:]:      # max(f, g) = f + relu(g - f), min(f, g) = f - relu(f - g)
                rise = _bent(_linear([sign, -sign], Fraction(0), [part, found]), "relu")
                found = _linear([Fraction(1), sign], Fraction(0), [found, rise])
            return found
        raise TooManySegments(f"no segments of {type(term).__name__}")

    def _applied(self, term: c.Apply, bound: Mapping[Any, Curve]) -> Curve:
        if term.fn.definition is not None:
            return self.of(term.unfold(), bound)
        return self._network(term.fn, self.of(term.arguments[0], bound))

    def _network(self, fn: c.Fn, curve: Curve) -> Curve:
        provider = self.model.values.get(fn.name)
        if not isinstance(provider, NetworkValues):
            raise TooManySegments(f"no segments of {fn.name}")
        return forward(provider.network, [curve], _Curves())[0]

    def _iterated(self, term: c.Iterate, bound: Mapping[Any, Curve]) -> Curve:
        curve = self.of(term.args[2], bound)
        for _ in range(int(self.at(term.args[1], self.env))):
            if term.fn.definition is None:
                curve = self._network(term.fn, curve)
            else:
                argument = sympy.Dummy()
                curve = self.of(term.fn(argument).unfold(), {**bound, argument: curve})
        return curve
