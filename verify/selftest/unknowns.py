"""What is unknown of a model of fixed sizes, as z3 constants; the model that an answer is."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any, Mapping

import sympy

from verify import calculus as c
from verify.arithmetic.exact_array import ExactArray
from verify.model import Lookup, Model, Slope, Table

MOST_ENTRIES = 400       # of one table
GRID = 8                 # steps of 1/2, where only so many values are tried
Env = Mapping[c.Index, Any]


class Cannot(Exception):
    """A term has no translation, or one that is too large."""


class Outside(Cannot):
    """A table is read where it has no entry."""


class Unknowns:
    """The entries of every table, every number, and indices of infinite sets.

    base, loose   an instance, and the names of what is unknown of it: the rest is as it is there
    """

    def __init__(self, z3: Any, sizes: Mapping[str, int], grid: bool = False,
                 base: Model | None = None, loose: frozenset[str] = frozenset()):
        self.z3, self.sizes, self.grid = z3, dict(sizes), grid
        self.base, self.loose = base, loose
        self.functions: dict[str, list[tuple[list[Any], Any]]] = {}
        self.tables: dict[str, tuple[c.Fn, dict[tuple[int, ...], Any]]] = {}
        self.numbers: dict[str, Any] = {}
        self.indices: dict[c.Index, Any] = {}
        self.conditions: list[Any] = []

    # ---- what is unknown ---------------------------------------------------------------------

    def size(self, over: c.IndexSet) -> int:
        if over.kind == "finite":
            return len(over.elements)
        if over.kind in c.INFINITE:
            raise Cannot(f"all of {over.name}")
        size = over.size.subs({s: self.sizes[s.name] for s in over.size.free_symbols})
        if not size.is_Integer:
            raise Cannot(f"the size {over.size}")
        return int(size)

    def unknown(self, index: c.Index) -> Any:
        """The value of an index of an infinite set."""
        if index not in self.indices:
            whole = index.over.kind in ("naturals", "integers")
            value = self.number(f"{index.name}.{len(self.indices)}", whole)
            self.indices[index] = value
            if index.over.kind == "naturals":
                self.conditions.append(value >= 0)
            if index.over.kind == "interval":
                low, high = index.over.elements
                self.conditions += [self.lift(as_fraction(low)) <= value] if low.is_finite else []
                self.conditions += [value <= self.lift(as_fraction(high))] if high.is_finite else []
        return self.indices[index]

    def number(self, name: str, whole: bool) -> Any:
        """A fresh unknown number."""
        if not self.grid:
            return self.z3.ToReal(self.z3.Int(name)) if whole else self.z3.Real(name)
        steps = self.z3.Int(name)
        self.conditions += [steps >= -GRID, steps <= GRID]
        return self.z3.ToReal(steps) / (1 if whole else 2)

    def value(self, fn: c.Fn, arguments: list[Any]) -> Any:
        """A function of numbers at its arguments: equal at equal arguments, else unknown; one of
        several numbers is a table of whole ones."""
        if self.base is not None and fn.name in self.base.values and fn.name not in self.loose:
            return self._looked_up(self.base.values[fn.name], arguments)
        known = self.functions.setdefault(fn.name, [])
        lifted = [self.lift(argument) for argument in arguments]
        whole = len(lifted) > 1
        result = self.number(f"{fn.name}.{len(known)}", whole)
        self.conditions += [self.z3.IsInt(argument) for argument in lifted if whole]
        self.conditions += [
            self.z3.Implies(self.z3.And([a == b for a, b in zip(lifted, other, strict=True)]),
                            result == value) for other, value in known]
        known.append((lifted, result))
        return result

    def _looked_up(self, provider: Any, arguments: list[Any]) -> Any:
        """The value that a function of numbers has in the instance."""
        if not isinstance(provider, Lookup):
            raise Cannot("a function of numbers as it is in an instance")
        known = all(isinstance(argument, Fraction) for argument in arguments)
        if known and provider.at(arguments) is not None:
            return provider.at(arguments)
        lifted = [self.lift(argument) for argument in arguments]
        result = self.number(f"lookup.{len(self.conditions)}", True)
        self.conditions.append(self.z3.Or([
            self.z3.And(result == value, *(a == key for a, key in zip(lifted, keys, strict=True)))
            for keys, value in provider.table.items()]))
        return result

    def table(self, fn: c.Fn) -> dict[tuple[int, ...], Any]:
        """The unknown values of a function of indices."""
        if fn.name not in self.tables:
            sizes = [self.size(over) for over in fn.sets]
            if not sizes or math.prod(sizes) > MOST_ENTRIES:
                raise Cannot(f"no table of {fn.name}")
            entries: dict[tuple[int, ...], Any] = {}
            if self.base is not None and fn.name in self.base.values and (
                    fn.name not in self.loose):
                flat = self.base.values[fn.name].window([(0, size) for size in sizes]).reshape(-1)
                entries = {place: flat.item(n)
                           for n, place in enumerate(product(*map(range, sizes)))}
                self.tables[fn.name] = fn, entries
                return entries
            for place in product(*map(range, sizes)):
                name = f"{fn.name}{list(place)}"
                whole = fn.into is not None
                entries[place] = value = self.number(name, whole)
                if fn.values:
                    self.conditions.append(self.z3.Or([value == v for v in fn.values]))
                if fn.into is not None:
                    low = 0 if fn.into.kind == "naturals" else fn.into.first
                    self.conditions.append(value >= low)
                    if fn.into.kind != "naturals":
                        self.conditions.append(value < low + self.size(fn.into))
            self.tables[fn.name] = fn, entries
        return self.tables[fn.name][1]

    def symbol(self, symbol: sympy.Symbol) -> Any:
        if symbol.name in self.sizes:
            return Fraction(self.sizes[symbol.name])
        if self.base is not None and symbol.name in self.base.numbers and (
                symbol.name not in self.loose):
            return self.base.numbers[symbol.name]
        if symbol.name not in self.numbers:
            value = self.number(symbol.name, bool(symbol.is_integer))
            self.numbers[symbol.name] = value
            self.conditions += [value > 0] if symbol.is_positive else (
                [value >= 0] if symbol.is_nonnegative else [])
        return self.numbers[symbol.name]

    # ---- the answer --------------------------------------------------------------------------

    def model(self, answer: Any) -> Model:
        """The instance that z3's answer describes."""
        def value(term: Any) -> Fraction:
            if isinstance(term, Fraction):
                return term
            found = answer.eval(term, model_completion=True)
            if not self.z3.is_rational_value(found):
                raise Cannot("an irrational value")
            return Fraction(found.numerator_as_long(), found.denominator_as_long())

        values: dict[str, Any] = {}
        for name, (fn, entries) in self.tables.items():
            if self.base is not None and name in self.base.values and name not in self.loose:
                continue
            flat = [value(entries[place]) for place in sorted(entries)]
            values[name] = Table(ExactArray.of(flat).reshape(*(self.size(s) for s in fn.sets)))
        for name, known in self.functions.items():
            table = {tuple(map(value, one)): value(other) for one, other in known}
            values[name] = _slope({x: y for (x,), y in table.items()}) if all(
                len(one) == 1 for one in table) else Lookup(
                    {tuple(map(int, one)): int(y) for one, y in table.items()})
        numbers = {name: value(term) for name, term in self.numbers.items()}
        if self.base is not None:
            return replace(self.base, sizes=self.sizes, values={**self.base.values, **values},
                           numbers={**self.base.numbers, **numbers},
                           name=f"{self.base.name}, changed")
        return Model(sizes=self.sizes, values=values, numbers=numbers, name="a small model")

    def positions(self, answer: Any, env: Env) -> dict[c.Index, Any]:
        """Where z3's answer has the formula fail; indices of infinite sets by their values."""
        found: dict[c.Index, Any] = {}
        for index, place in env.items():
            if isinstance(place, int):
                found[index] = place
                continue
            value = answer.eval(place, model_completion=True)
            if not self.z3.is_rational_value(value):
                raise Cannot("an irrational value")
            exact = Fraction(value.numerator_as_long(), value.denominator_as_long())
            shift = index.over.first if index.over.kind in ("integers", "reals") else 0
            found[index] = exact - shift
        return found

    def lift(self, value: Any) -> Any:
        """A number as z3 has it."""
        return (self.z3.RealVal(f"{value.numerator}/{value.denominator}")
                if isinstance(value, Fraction) else value)


def as_fraction(number: Any) -> Fraction:
    """A sympy rational number."""
    return Fraction(int(number.p), int(number.q))


def _slope(known: Mapping[Fraction, Fraction]) -> Slope:
    """The function with these values, and 0 elsewhere."""
    def at(array: ExactArray) -> ExactArray:
        flat = array.reshape(-1)
        values = [known.get(flat.item(n), Fraction(0)) for n in range(flat.size)]
        return ExactArray.of(values).reshape(*array.shape)

    return Slope(at)
