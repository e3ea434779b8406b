"""Variants that a claim implies: a larger right side, or the claim itself at the next number.

    >>> m, l = c.Size("m"), c.Size("l")
    >>> direction((m + 1)**(l - 1) + 3, l), direction(5 / m, m), direction(m - 2 * l, l)
    (1, -1, -1)
"""

from __future__ import annotations

from typing import Any, Mapping

import sympy

from verify import calculus as c


def direction(term: Any, number: Any) -> int | None:
    """1 if the term does not fall as the number grows, -1 if it does not rise, 0 if it does not
    contain it, None if that cannot be read off."""
    if not contains(term, number):
        return 0
    if term == number:
        return 1
    if isinstance(term, sympy.Add):
        found = _all([direction(a, number) for a in term.args])
        above = _from_one(term)
        return found if found is not None or above == term else direction(
            above, next((new for new in above.free_symbols if new.name == f"{number}'"), number))
    if isinstance(term, sympy.Mul):
        return _product(term, number)
    if isinstance(term, sympy.Pow):
        return _power(term.args[0], term.args[1], number)
    if isinstance(term, (c.Relu, c.Floor)):
        return direction(term.args[0], number)
    if isinstance(term, (sympy.Max, sympy.Min)):
        return _all([direction(a, number) for a in term.args])
    if isinstance(term, (c.SumOver, c.Average)) and not _size_contains(term.index.over, number):
        return direction(term.body, number)
    return None


def _from_one(term: Any) -> Any:
    """The term with 1 + n for every whole number that is at least 1, multiplied out."""
    return sympy.expand(term.subs({s: 1 + sympy.Symbol(f"{s}'", integer=True, nonnegative=True)
                                   for s in term.free_symbols if s.is_Symbol
                                   and s.is_integer and s.is_positive}))


def _all(found: list[int | None]) -> int | None:
    """The one direction of several; None if they differ or one is not known."""
    if None in found or {1, -1} <= set(found):
        return None
    return 1 if 1 in found else -1 if -1 in found else 0


def _product(term: Any, number: Any) -> int | None:
    """Factors that are not negative, all in one direction; and a number in front."""
    factor, rest = term.as_coeff_Mul()
    factors = [f for f in sympy.Mul.make_args(rest)]
    if not all(nonnegative(f) for f in factors if contains(rest, number)):
        return None
    found = _all([direction(f, number) for f in factors])
    return found if found is None or factor > 0 else -found


def _power(base: Any, exponent: Any, number: Any) -> int | None:
    if exponent.is_number and nonnegative(base):
        found = direction(base, number)
        return found if found is None or exponent > 0 else -found
    if not contains(base, number) and nonnegative(base - 1):
        return direction(exponent, number)
    if nonnegative(base - 1) and nonnegative(exponent):
        return _all([direction(base, number), direction(exponent, number)])
    return None


def nonnegative(term: Any) -> bool:
    """Whether a term is at least 0 for all values of its symbols, on its face."""
    plain = term.xreplace({i: sympy.Symbol(f"index {i.name}", integer=True, nonnegative=True)
                           for i in term.atoms(c.Index) if i.over.kind in ("range", "naturals")})
    if plain.is_nonnegative is True or isinstance(plain, sympy.Add) and (
            _from_one(plain).is_nonnegative is True):
        return True
    if isinstance(term, (sympy.Add, sympy.Mul)):
        return all(nonnegative(a) for a in term.args)
    if isinstance(term, sympy.Pow):
        return bool(term.exp.is_even) or nonnegative(term.base)
    if isinstance(term, (c.NormSquared, c.L2NormSquared, c.Indicator, c.Mod2, c.Relu)):
        return True
    return isinstance(term, (c.SumOver, c.Average, c.ProductOver)) and nonnegative(term.body)


def contains(term: Any, number: Any) -> bool:
    """Whether a symbol or an index occurs, also in the size of a set that something runs over."""
    if isinstance(number, c.Index):
        return number in c.free_indices(term)
    if number in term.free_symbols:
        return True
    return any(_size_contains(i.over, number) for i in term.atoms(c.Index)) or any(
        _size_contains(over, number) for f in term.atoms(c.Fn) for over in f.sets)


def _size_contains(over: c.IndexSet, number: Any) -> bool:
    sets = (over, over.dimension)
    return any(number in one.size.free_symbols for one in sets if one is not None)


def unbounded(formula: c.Formula, facts: Mapping[str, c.Formula]) -> c.Formula:
    """The same claim with 0, 1, 2, ... for an index from 0 to n - 1, where the size n is a number
    of which nothing else speaks: proved for every n, it is proved for every natural number."""
    if not isinstance(formula, c.ForAll):
        return formula
    changed: dict[Any, Any] = {}
    for index in formula.indices:
        size = index.over.size
        sides = [c.relation_of(formula).lhs, c.relation_of(formula).rhs]
        sides += [] if formula.where is None else [formula.where.lhs, formula.where.rhs]
        named = c.Index(index.name, c.Naturals)
        plain = [side.xreplace({index: named}) for side in map(c.unfolded, sides)]
        plain += [i for i in formula.indices if i != index]
        for fact in facts.values():
            relations = [c.relation_of(fact), getattr(fact, "where", None)]
            plain += [t for r in relations if r is not None for t in (r.lhs, r.rhs)]
            plain += c.quantified(fact)
        if index.over.kind == "range" and index.over.first == 0 and size.is_Symbol and not any(
                contains(c.unfolded(t), size) for t in plain):
            changed[index] = named

    def put(relation: c.Relation) -> c.Relation:
        return c.Relation(relation.lhs.xreplace(changed), relation.rel,
                          relation.rhs.xreplace(changed))

    return c.ForAll(tuple(changed.get(i, i) for i in formula.indices), put(formula.relation),
                    formula.distinct, None if formula.where is None else put(formula.where))
