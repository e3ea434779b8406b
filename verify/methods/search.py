"""Small counterexamples to a relation that is claimed for every parameter.

Tries small models, smallest first: every function gets small values, the facts that the claim may
use are required to hold, and the relation is evaluated exactly.  What it finds is refuted; finding
nothing says nothing.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any, Iterator, Mapping

import numpy as np
import sympy

from verify import calculus as c
from verify.arithmetic.exact_array import ExactArray
from verify.finding import Finding
from verify.methods import exhaustive
from verify.model import Model, Slope, Table
from verify.values import NotEvaluated

TRIES = 150           # models per choice of sizes
VALUES = (0, 1, -1, 2, Fraction(1, 2), -2)
SIZES = (1, 2)
SLOPES = (
    Slope(lambda z: z * 0 - 1), Slope(lambda z: z * 0), Slope(lambda z: z.sign()),
    Slope(lambda z: z.step() - 1),
)


def refute(formula: c.Formula, facts: Mapping[str, c.Formula], tries: int = TRIES) -> Finding:
    """A small model where the facts hold and the formula fails, or unknown."""
    generator = random.Random(0)
    terms = [c.unfolded(t) for f in (formula, *facts.values())
             for r in (c.relation_of(f),) for t in (r.lhs, r.rhs)]
    applications = set().union(*(t.atoms(c.Apply) for t in terms))
    applications |= {fn.gradient(c.Index("j", fn.gradient.sets[0]), *a.arguments)
                     for a in applications for fn in (a.fn,) if fn.gradient is not None}
    fns = {a.fn for a in applications}
    fns |= {fn.derivative for fn in fns if fn.derivative is not None}
    for sizes in _sizes(terms):
        for _ in range(tries):
            model = _model(fns, terms, sizes, generator)
            if model is None:
                break
            try:
                finding = exhaustive.decide(formula, model)
                if finding.outcome == "refuted" and all(
                        exhaustive.decide(f, model).outcome == "proved"
                        or exhaustive.decide(f, model).reason == "vacuous"
                        for f in facts.values()):
                    return finding
            except (NotEvaluated, KeyError, TypeError, ValueError, ZeroDivisionError):
                break
    return Finding("exhaustive", "unknown", reason="tactic", note="no small counterexample found")


def _sizes(terms: list[Any]) -> Iterator[dict[str, int]]:
    symbols = sorted({s.name for t in terms for s in _size_symbols(t)})
    choices = sorted(product(SIZES, repeat=len(symbols)), key=sum)
    for choice in choices[:32]:
        yield dict(zip(symbols, choice))


def _size_symbols(term: Any) -> set[sympy.Symbol]:
    found = {s for s in term.free_symbols if isinstance(s, sympy.Symbol) and s.is_positive}
    sets = {i.over for i in term.atoms(c.Index)}
    sets |= {s for f in term.atoms(c.Fn) for s in f.sets}
    for over in sets:
        found |= over.size.free_symbols
        if over.dimension is not None:
            found |= over.dimension.size.free_symbols
    return found


def _model(fns: set[c.Fn], terms: list[Any], sizes: dict[str, int],
           generator: random.Random) -> Model | None:
    values: dict[str, Any] = {}
    weights = {i.over.weight for t in terms for i in t.atoms(c.Index) if i.over.kind == "space"}
    for fn in sorted(fns, key=lambda f: f.name):
        if fn.definition is not None or fn.name in weights:
            continue
        if not fn.sets:
            values[fn.name] = generator.choice(SLOPES)
            continue
        shape = []
        for over in fn.sets:
            if over.size.free_symbols - {sympy.Symbol(n, integer=True, positive=True)
                                         for n in sizes}:
                return None
            shape.append(int(over.size.subs({s: sizes[s.name] for s in over.size.free_symbols})))
        choices = fn.values or VALUES
        if fn.into is not None:
            low = fn.into.first if fn.into.kind == "range" else 0
            count = 3 if fn.into.kind == "naturals" else int(
                fn.into.size.subs({s: sizes.get(s.name, 1) for s in fn.into.size.free_symbols}))
            choices = tuple(range(low, low + count))
        flat = [generator.choice(choices) for _ in range(int(np.prod(shape)))]
        values[fn.name] = Table(ExactArray.of(flat).reshape(*shape))
    numbers = {s.name: Fraction(generator.choice(VALUES)) for t in terms
               for s in sorted(t.free_symbols, key=str)
               if isinstance(s, sympy.Symbol) and not s.is_positive}
    return Model(sizes=sizes, values=values, numbers=numbers, name="a small model")
