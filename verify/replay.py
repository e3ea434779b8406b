"""Counterexamples replayed: one term at one point of a model, in Fractions, one number at a time.

Shares nothing with `evaluate` but the meaning of the terms: no arrays, no transforms, no windows.
It is slow, and it says so (`TooLong`) instead of running for ever.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify import segments
from verify.derivative import differentiate
from verify.model import Lookup, Model, NetworkValues, Slope

MAX_STEPS = 2_000_000
Env = Mapping[c.Index, int]   # position of each index, counted from 0


class TooLong(Exception):
    """The replay would take more than MAX_STEPS evaluations."""


class NoExactValue(Exception):
    """A function with irrational values was asked for one."""


def holds(relation: c.Relation, model: Model, env: Env) -> tuple[bool, Fraction, Fraction]:
    """Whether the relation holds at this point, and the exact values of both sides."""
    replay = Replay(model)
    lhs, rhs = replay.at(relation.lhs, env), replay.at(relation.rhs, env)
    return c.HOLDS[relation.rel](lhs, rhs), lhs, rhs


class Replay:
    """A plain recursion over terms, counting its steps."""

    def __init__(self, model: Model):
        self.model, self.steps = model, 0
        self.tables: dict[Any, Fraction] = {}

    def size(self, over: c.IndexSet) -> int:
        if over.kind == "finite":
            return len(over.elements)
        return self.model.number(over.size)

    def at(self, term: Expr, env: Env) -> Fraction:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooLong(f"more than {MAX_STEPS} steps")
        if isinstance(term, sympy.Rational):
            return Fraction(int(term.p), int(term.q))
        if isinstance(term, sympy.Symbol):
            if term.name in self.model.numbers:
                return self.model.numbers[term.name]
            return Fraction(self.model.size(term.name))
        return getattr(self, "_" + type(term).__name__)(term, env)

    def _Add(self, term: Expr, env: Env) -> Fraction:
        return sum((self.at(a, env) for a in term.args), Fraction(0))

    def _Mul(self, term: Expr, env: Env) -> Fraction:
        result = Fraction(1)
        for a in term.args:
            result *= self.at(a, env)
        return result

    def _Pow(self, term: Expr, env: Env) -> Fraction:
        exponent = self.at(term.args[1], env)
        if exponent.denominator != 1:
            raise NoExactValue(str(term))
        return self.at(term.args[0], env) ** int(exponent)

    def _Abs(self, term: Expr, env: Env) -> Fraction:
        return abs(self.at(term.args[0], env))

    def _Relu(self, term: Expr, env: Env) -> Fraction:
        return max(Fraction(0), self.at(term.args[0], env))

    def _Max(self, term: Expr, env: Env) -> Fraction:
        return max(self.at(a, env) for a in term.args)

    def _Min(self, term: Expr, env: Env) -> Fraction:
        return min(self.at(a, env) for a in term.args)

    def _Floor(self, term: Expr, env: Env) -> Fraction:
        return Fraction(math.floor(self.at(term.args[0], env)))

    def _Iterate(self, term: c.Iterate, env: Env) -> Fraction:
        times, value = self.at(term.args[1], env), self.at(term.args[2], env)
        if times.denominator != 1 or times < 0:
            raise NoExactValue(str(term))
        for _ in range(int(times)):
            value = self.at(term.fn(sympy.Rational(value.numerator, value.denominator)), env)
        return value

    def _PieceCount(self, term: c.Binder, env: Env) -> Fraction:
        try:
            return Fraction(segments.count(term.body, term.index, self.model, env, self.at))
        except segments.TooManySegments as reason:
            raise TooLong(str(reason)) from None

    def _Index(self, term: c.Index, env: Env) -> Fraction:
        if term.over.kind == "finite":
            element = term.over.elements[env[term]]
            return Fraction(int(element.p), int(element.q))
        if term.over.kind == "interval":   # an index over an interval stands for its own value
            return Fraction(env[term])
        return Fraction(env[term] + (0 if term.over.kind == "naturals" else term.over.first))

    def _position(self, argument: Expr, env: Env, over: c.IndexSet) -> int:
        """The position of an element of a set: of an index its own, of a number the number's."""
        if isinstance(argument, c.Index) and argument.over == over:
            return env[argument]
        value = self.at(argument, env)
        position = int(value) - over.first
        if value.denominator != 1 or not 0 <= position < self.size(over):
            raise NoExactValue(f"{argument} = {value} is no element of {over.name}")
        return position

    def _Apply(self, term: c.Apply, env: Env) -> Fraction:
        if term.fn.definition is not None:
            return self.at(term.unfold(), env)
        provider = self.model.values[term.fn.name]
        if isinstance(provider, Slope):
            from verify.arithmetic.exact_array import ExactArray
            if provider.at is None:
                raise NoExactValue(f"{term.fn.name} has irrational values")
            return provider.at(ExactArray.of([self.at(term.arguments[0], env)])).item(0)
        if isinstance(provider, Lookup):
            value = provider.at([self.at(a, env) for a in term.arguments])
            if value is None:
                raise NoExactValue(f"{term.fn.name} has no value here")
            return value
        if isinstance(provider, NetworkValues):
            return provider.at([self._point(a, env) if isinstance(a, c.Index)
                                and a.over.kind != "interval" else self.at(a, env)
                                for a in term.arguments])
        positions = tuple(self._position(a, env, s)
                          for a, s in zip(term.arguments, term.fn.sets, strict=True))
        key = (term.fn.name, positions)
        if key not in self.tables:
            window = provider.window([(p, p + 1) for p in positions])
            self.tables[key] = window.reshape(-1).item(0)
        return self.tables[key]

    def _point(self, x: Any, env: Env) -> Any:
        """What a network reads for an index: the coordinates of a point, or a number."""
        if x.over.dimension is None:
            return self.at(x, env)
        low, high = (1, -1) if x.over.kind == "sign-cube" else (0, 1)
        d = self.size(x.over).bit_length() - 1
        return [Fraction(high if env[x] >> n & 1 else low) for n in range(d)]

    def _Coordinate(self, term: Expr, env: Env) -> Fraction:
        bit = env[term.args[0]] >> self._position(
            term.args[1], env, term.args[0].over.dimension) & 1
        return Fraction(1 - 2 * bit if term.args[0].over.kind == "sign-cube" else bit)

    def _Sign(self, term: Expr, env: Env) -> Fraction:
        exponent = self.at(term.args[0], env)
        if exponent.denominator != 1:
            raise NoExactValue(str(term))
        return Fraction(-1 if exponent.numerator % 2 else 1)

    def _Mod2(self, term: Expr, env: Env) -> Fraction:
        return (1 - self._Sign(term, env)) / 2

    def _Indicator(self, term: Expr, env: Env) -> Fraction:
        a, b = term.args
        if isinstance(a, c.Index) and isinstance(b, c.Index) and a.over.kind != "finite":
            return Fraction(env[a] == env[b])
        return Fraction(self.at(a, env) == self.at(b, env))

    def _each(self, term: c.Binder, body: Expr, env: Env) -> list[Fraction]:
        return [self.at(body, {**env, term.index: n}) for n in range(self.size(term.index.over))]

    def _SumOver(self, term: c.Binder, env: Env) -> Fraction:
        return sum(self._each(term, term.body, env), Fraction(0))

    def _Average(self, term: c.Binder, env: Env) -> Fraction:
        return self._SumOver(term, env) / self.size(term.index.over)

    def _ProductOver(self, term: c.Binder, env: Env) -> Fraction:
        result = Fraction(1)
        for value in self._each(term, term.body, env):
            result *= value
        return result

    def _NormSquared(self, term: c.Binder, env: Env) -> Fraction:
        return sum((v * v for v in self._each(term, term.body, env)), Fraction(0))

    def _Expect(self, term: c.Binder, env: Env) -> Fraction:
        over = term.index.over
        if over.kind == "space" and over.weight in self.model.values:
            weighted = c.Fn(over.weight, over)(term.index) * term.body
            return sum(self._each(term, weighted, env), Fraction(0))
        return self._SumOver(term, env) / self.size(over)

    def _L2NormSquared(self, term: c.Binder, env: Env) -> Fraction:
        return self._Expect(c.Expect(term.body**2, term.index), env)

    def _Inner(self, term: c.Binder, env: Env) -> Fraction:
        return self._Expect(c.Expect(term.args[0] * term.args[1], term.index), env)

    def _Partial(self, term: c.Binder, env: Env) -> Fraction:
        return self.at(differentiate(term.body, term.index), env)
