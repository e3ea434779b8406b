"""Terms of the calculus as z3 terms about a model of fixed sizes, whose tables are unknown."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Callable, Iterable

import sympy

from verify import calculus as c
from verify.derivative import differentiate
from verify.selftest.unknowns import Cannot, Env, Outside, Unknowns, as_fraction

MOST_STEPS = 12          # of an iteration


class Translation(Unknowns):
    """Values are Fractions as long as they are known, z3 terms where they are not."""

    def relation(self, relation: c.Relation, env: Env) -> Any:
        lhs, rhs = self.at(relation.lhs, env), self.at(relation.rhs, env)
        return self.z3.simplify(self.z3.And(
            c.HOLDS[relation.rel](self.lift(lhs), self.lift(rhs))))

    def at(self, term: Any, env: Env) -> Any:
        if isinstance(term, sympy.Rational):
            return as_fraction(term)
        if isinstance(term, sympy.Symbol):
            return self.symbol(term)
        method: Callable[..., Any] | None = getattr(self, "_" + type(term).__name__, None)
        if method is None:
            raise Cannot(type(term).__name__)
        return method(term, env)

    def _sum(self, values: Iterable[Any]) -> Any:
        listed = list(values)
        known = sum((v for v in listed if isinstance(v, Fraction)), Fraction(0))
        rest = [v for v in listed if not isinstance(v, Fraction)]
        return self.z3.Sum([self.lift(known), *rest]) if rest else known

    def _product(self, values: Iterable[Any]) -> Any:
        result: Any = Fraction(1)
        for value in values:
            if isinstance(result, Fraction) and isinstance(value, Fraction):
                result = result * value
            elif Fraction(0) in [v for v in (result, value) if isinstance(v, Fraction)]:
                result = Fraction(0)
            else:
                result = self.lift(result) * self.lift(value)
        return result

    def _Add(self, term: Any, env: Env) -> Any:
        return self._sum(self.at(a, env) for a in term.args)

    def _Mul(self, term: Any, env: Env) -> Any:
        return self._product(self.at(a, env) for a in term.args)

    def _Pow(self, term: Any, env: Env) -> Any:
        base, exponent = (self.at(a, env) for a in term.args)
        if not isinstance(exponent, Fraction) or exponent.denominator != 1:
            raise Cannot("an unknown exponent")
        if isinstance(base, Fraction):
            return base ** int(exponent)
        if not 0 <= exponent <= MOST_STEPS:
            raise Cannot(f"the exponent {exponent}")
        return self._product([base] * int(exponent))

    def _if(self, condition: Any, yes: Any, no: Any) -> Any:
        return self.z3.If(condition, self.lift(yes), self.lift(no))

    def _Abs(self, term: Any, env: Env) -> Any:
        value = self.at(term.args[0], env)
        return abs(value) if isinstance(value, Fraction) else self._if(value >= 0, value, -value)

    def _Relu(self, term: Any, env: Env) -> Any:
        return self._largest([Fraction(0), self.at(term.args[0], env)])

    def _largest(self, values: list[Any]) -> Any:
        result = values[0]
        for value in values[1:]:
            both = isinstance(result, Fraction) and isinstance(value, Fraction)
            result = max(result, value) if both else self._if(
                self.lift(value) > self.lift(result), value, result)
        return result

    def _Max(self, term: Any, env: Env) -> Any:
        return self._largest([self.at(a, env) for a in term.args])

    def _Min(self, term: Any, env: Env) -> Any:
        largest = self._largest([self._product([Fraction(-1), self.at(a, env)])
                                 for a in term.args])
        return self._product([Fraction(-1), largest])

    def _Floor(self, term: Any, env: Env) -> Any:
        value = self.at(term.args[0], env)
        return (Fraction(math.floor(value)) if isinstance(value, Fraction)
                else self.z3.ToReal(self.z3.ToInt(value)))

    def _Mod2(self, term: Any, env: Env) -> Any:
        value = self.at(term.args[0], env)
        if isinstance(value, Fraction):
            if value.denominator != 1:
                raise Cannot("the parity of a fraction")
            return Fraction(value.numerator % 2)
        self.conditions.append(self.z3.IsInt(value))
        return self.z3.ToReal(self.z3.ToInt(value) % 2)

    def _Sign(self, term: Any, env: Env) -> Any:
        return self._sum([Fraction(1), self._product([Fraction(-2), self._Mod2(term, env)])])

    def _Indicator(self, term: Any, env: Env) -> Any:
        a, b = term.args
        if isinstance(a, c.Index) and isinstance(b, c.Index) and a.over.kind not in (
                "finite", *c.INFINITE):
            return Fraction(env[a] == env[b])
        one, other = (self.at(part, env) for part in term.args)
        if isinstance(one, Fraction) and isinstance(other, Fraction):
            return Fraction(one == other)
        return self._if(self.lift(one) == self.lift(other), Fraction(1), Fraction(0))

    def _Iterate(self, term: c.Iterate, env: Env) -> Any:
        times, value = self.at(term.args[1], env), self.at(term.args[2], env)
        if not isinstance(times, Fraction) or times.denominator != 1 or not (
                0 <= times <= MOST_STEPS) or term.fn.definition is None:
            raise Cannot("an iteration")
        for _ in range(int(times)):
            argument = c.Index("iterate", c.Reals)
            value = self.at(c.unfolded(term.fn(argument)), {**env, argument: value})
        return value

    def _Index(self, term: c.Index, env: Env) -> Any:
        place = env[term]
        if not isinstance(place, int):
            return place
        if term.over.kind == "finite":
            return as_fraction(term.over.elements[place])
        return Fraction(place + term.over.first)

    def _Coordinate(self, term: Any, env: Env) -> Any:
        x, i = term.args
        place = env[i] if isinstance(i, c.Index) else self.at(i, env) - 1
        bit = env[x] >> int(place) & 1
        return Fraction(1 - 2 * bit if x.over.kind == "sign-cube" else bit)

    def _Apply(self, term: c.Apply, env: Env) -> Any:
        if term.fn.definition is not None:
            return self.at(term.unfold(), env)
        if not term.fn.sets:
            return self.value(term.fn, [self.at(a, env) for a in term.arguments])
        table = self.table(term.fn)
        places = [self._place(a, env, s) for a, s in zip(term.arguments, term.fn.sets,
                                                         strict=True)]
        return self._read(table, places, ())

    def _place(self, argument: Any, env: Env, over: c.IndexSet) -> Any:
        if isinstance(argument, c.Index) and argument.over == over:
            return env[argument]
        value = self.at(argument, env)
        if not isinstance(value, Fraction):
            return value - over.first
        if value.denominator != 1 or not 0 <= value - over.first < self.size(over):
            raise Outside(f"{argument} is outside {over.name}")
        return int(value) - over.first

    def _read(self, table: Any, places: list[Any], known: tuple[int, ...]) -> Any:
        """The entry; where a place is unknown, a case for each."""
        while len(known) < len(places) and isinstance(places[len(known)], int):
            known = (*known, places[len(known)])
        if len(known) == len(places):
            return table[known]
        options = sorted({place[len(known)] for place in table})
        result = self._read(table, places, (*known, options[-1]))
        for option in options[-2::-1]:
            result = self._if(places[len(known)] == option,
                              self._read(table, places, (*known, option)), result)
        return result

    # ---- binders -----------------------------------------------------------------------------

    def _each(self, body: Any, index: c.Index, env: Env) -> list[Any]:
        return [self.at(body, {**env, index: n}) for n in range(self.size(index.over))]

    def _SumOver(self, term: Any, env: Env) -> Any:
        return self._sum(self._each(term.body, term.index, env))

    def _ProductOver(self, term: Any, env: Env) -> Any:
        return self._product(self._each(term.body, term.index, env))

    def _Average(self, term: Any, env: Env) -> Any:
        share = Fraction(1, self.size(term.index.over))
        return self._product([share, self._SumOver(term, env)])

    def _NormSquared(self, term: Any, env: Env) -> Any:
        return self._sum(self._each(term.body**2, term.index, env))

    def _Expect(self, term: Any, env: Env) -> Any:
        over = term.index.over
        if over.kind != "space":
            return self._Average(term, env)
        weight = c.Fn(over.weight, over)(term.index)
        return self._sum(self._each(weight * term.body, term.index, env))

    def _L2NormSquared(self, term: Any, env: Env) -> Any:
        return self._Expect(c.Expect(term.body**2, term.index), env)

    def _Inner(self, term: Any, env: Env) -> Any:
        return self._Expect(c.Expect(term.args[0] * term.args[1], term.index), env)

    def _Partial(self, term: Any, env: Env) -> Any:
        return self.at(differentiate(term.body, term.index), env)
