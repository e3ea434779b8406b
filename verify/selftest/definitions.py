"""Assumptions that only define a function of which nothing else speaks: they cost nothing.

Whatever else holds, there is a function with E(0) = a and E(i) = t(E(i - 1)), and one that chooses
a summand that is not 0 from every sum that is not 0. So what follows with such a definition, and
does not speak of the function, follows without it (the extension is conservative). Only these
shapes are known:

    E(i, ...) = t                    t without E
    E(0, ...) = t, E(i, ...) = t'    t without E, t' with no E but E(i - 1, ...)
    E(last) = the sum of the t       besides E(0) = t(0) and E(i) = E(i - 1) + t(i)
    sum_b t(b) * [t(u(i, ...)) = 0] = 0      a choice u(i, ...) of a b

    >>> i = c.Index("i", c.Range(c.Size("n"), "N")); E, f = c.Fn("E", i.over), c.Fn("f", i.over)
    >>> facts = {"E is twice f": c.ForAll((i,), c.Eq(E(i), 2 * f(i)))}
    >>> free(facts, [c.Le(f(i), 1)]), free(facts, [c.Le(E(i), 1)])
    ({'E is twice f'}, set())
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, Iterable, Mapping

import sympy

from verify import calculus as c
from verify.errors import Refused

Facts = Mapping[str, c.Formula]


def free(facts: Facts, others: Iterable[c.Formula]) -> set[str]:
    """The names of the facts that only define functions of which neither the other facts nor the
    other formulas speak."""
    banned = set().union(*(functions(formula) for formula in others))
    while True:
        found, put_in = _freed(facts, banned)
        # what was put in place of a function elsewhere defines it only if nothing is left of it
        wrong = {fn for fn in put_in for name, fact in facts.items()
                 if name not in found and fn in functions(fact)}
        if not wrong:
            return found
        banned |= wrong


def _freed(facts: Facts, banned: set[c.Fn]) -> tuple[set[str], list[c.Fn]]:
    """One function after the other: what only defines it, or is its definition, put in place of
    it in the facts that are left."""
    left = {name: _unfolded(fact) for name, fact in facts.items()}
    found: set[str] = set()
    put_in: list[c.Fn] = []
    while True:
        about: dict[c.Fn, list[str]] = {}
        for name, fact in left.items():
            for fn in functions(fact) - banned:
                about.setdefault(fn, []).append(name)
        done = next((fn for fn, names in about.items()
                     if defines([left[n] for n in names], fn)), None)
        if done is not None:
            found |= set(about[done])
            left = {name: fact for name, fact in left.items() if name not in about[done]}
            continue
        for fn, name in ((fn, n) for fn, names in about.items() for n in names):
            rest = {n: f for n, f in left.items() if n != name}
            if _clause(left[name], fn) == "whole":
                try:
                    left = {n: _put(f, left[name], fn) for n, f in rest.items()}
                except Refused:
                    continue
                found.add(name)
                put_in.append(fn)
                break
        else:
            return found, put_in


def _unfolded(formula: c.Formula) -> c.Formula:
    def plain(relation: c.Relation) -> c.Relation:
        return c.Relation(c.unfolded(relation.lhs), relation.rel, c.unfolded(relation.rhs))
    if isinstance(formula, c.ForAll):
        return replace(formula, relation=plain(formula.relation),
                       where=None if formula.where is None else plain(formula.where))
    return plain(formula)


def _put(formula: c.Formula, definition: c.Formula, fn: c.Fn) -> c.Formula:
    """The formula with what the definition says in place of the function.

    Raises
        Refused: if an index of an argument is bound in the definition.
    """
    relation = c.relation_of(definition)
    arguments = relation.lhs.arguments

    def put(term: Any) -> Any:
        if not getattr(term, "args", ()) or isinstance(term, (c.Index, c.Fn)):
            return term
        term = term.func(*map(put, term.args))
        if not isinstance(term, c.Apply) or term.fn != fn:
            return term
        if c.bound_indices(relation.rhs) & set().union(*map(c.free_indices, term.arguments)):
            raise Refused("ill-formed", "an index would be bound")
        return relation.rhs.xreplace(dict(zip(arguments, term.arguments, strict=True)))

    def both(one: c.Relation) -> c.Relation:
        return c.Relation(put(one.lhs), one.rel, put(one.rhs))

    if isinstance(formula, c.ForAll):
        return replace(formula, relation=both(formula.relation),
                       where=None if formula.where is None else both(formula.where))
    return both(formula)


def defines(formulas: list[c.Formula], fn: c.Fn) -> bool:
    """Whether there is a function of which all these formulas hold, whatever else they speak of."""
    if len(formulas) == 1 and _chooses(formulas[0], fn):
        return True
    places = [_clause(formula, fn) for formula in formulas]
    rest = [formula for formula, place in zip(formulas, places, strict=True) if place is None]
    kinds = [place for place in places if place is not None]
    if kinds == ["whole"] and not rest:
        return True
    if not kinds or "whole" in kinds or len({k for k, _ in kinds}) < len(kinds) or (
            len({p for _, p in kinds}) > 1):
        return False
    by_kind = {k: f for f, k in zip(formulas, (p and p[0] for p in places), strict=True) if k}
    return not rest or len(rest) == 1 and set(by_kind) == {"base", "step"} and _is_total(
        rest[0], by_kind["base"], by_kind["step"], fn)


def _is_total(formula: c.Formula, base: c.Formula, step: c.Formula, fn: c.Fn) -> bool:
    """Whether E(last) = sum of t, where E(first) = t(first) and E(i) = E(i - 1) + t(i)."""
    relation, at_first, later = (c.relation_of(f) for f in (formula, base, step))
    if len(fn.sets) != 1 or relation.rel != "=" or c.quantified(formula):
        return False
    over = fn.sets[0]
    total = c.unfolded(relation.rhs)
    if relation.lhs != fn(over.first + over.size - 1) or not isinstance(total, c.SumOver) or (
            total.index.over != over):
        return False

    def term(value: Any) -> Any:
        if value == 0:                  # an even number
            even = {a: sympy.Integer(0) for a in total.body.atoms(c.Mod2)
                    if a.args[0] == total.index}
            return total.body.xreplace(even).xreplace({total.index: value})
        return total.body.xreplace({total.index: value})

    index, = later.lhs.arguments
    more = c.unfolded(later.rhs) - fn(index - 1)
    return not sympy.expand(more - term(index)) and not sympy.expand(
        c.unfolded(at_first.rhs) - term(sympy.Integer(over.first)))


def functions(formula: c.Formula) -> set[c.Fn]:
    """The functions that a formula speaks of, also inside of definitions."""
    relations = [c.relation_of(formula), getattr(formula, "where", None)]
    found: set[c.Fn] = set()
    for side in (s for r in relations if r is not None for s in (r.lhs, r.rhs)):
        term = c.unfolded(side)
        named = {a.fn for a in term.atoms(c.Apply)} | term.atoms(c.Fn)
        found |= named | {f for fn in named for f in (fn.gradient, fn.derivative) if f is not None}
        # the weight of a space is a function that expectations speak of
        found |= {c.Fn(i.over.weight, i.over) for i in term.atoms(c.Index)
                  if i.over.kind == "space"}
    return found


def _clause(formula: c.Formula, fn: c.Fn) -> Any:
    """whole, or (base, place) or (step, place) of a recursion along one argument; None if it is
    none of these."""
    relation, where = c.relation_of(formula), getattr(formula, "where", None)
    if relation.rel != "=" or getattr(formula, "distinct", False):
        return None
    lhs, rhs = relation.lhs, c.unfolded(relation.rhs)
    if not isinstance(lhs, c.Apply) or lhs.fn != fn or not fn.sets or not _has_values(fn, rhs):
        return None
    inside = [a for a in rhs.atoms(c.Apply) if a.fn == fn]
    if not all(isinstance(a, c.Index) for a in lhs.arguments) and not inside:
        return _base(formula, fn)
    if len(set(lhs.arguments)) < len(lhs.arguments) or not all(
            isinstance(a, c.Index) for a in lhs.arguments):
        return None
    if not inside:
        return "whole" if where is None and all(
            a.over == s for a, s in zip(lhs.arguments, fn.sets, strict=True)) else None
    for place, (argument, over) in enumerate(zip(lhs.arguments, fn.sets, strict=True)):
        before = (*lhs.arguments[:place], argument - 1, *lhs.arguments[place + 1:])
        if over.kind != "range" or any(a.arguments != before for a in inside) or any(
                a.over != s for n, (a, s) in enumerate(zip(lhs.arguments, fn.sets, strict=True))
                if n != place):
            continue
        later = argument.over.kind == "range" and argument.over.first == over.first + 1
        guarded = argument.over == over and where == c.Le(over.first + 1, argument)
        if (later and where is None) or guarded:
            return "step", place
    return None


def _base(formula: c.Formula, fn: c.Fn) -> Any:
    """(base, place): the value at the first place, for all others of the other arguments."""
    lhs = c.relation_of(formula).lhs
    places = [n for n, a in enumerate(lhs.arguments) if not isinstance(a, c.Index)]
    others = [(a, s) for n, (a, s) in enumerate(zip(lhs.arguments, fn.sets, strict=True))
              if n not in places]
    if len(places) != 1 or getattr(formula, "where", None) is not None or (
            len({a for a, _ in others}) < len(others) or any(a.over != s for a, s in others)):
        return None
    over = fn.sets[places[0]]
    return ("base", places[0]) if over.kind == "range" and (
        lhs.arguments[places[0]] == over.first) else None


def _chooses(formula: c.Formula, fn: c.Fn) -> bool:
    """sum_b t(b) * [t(fn(i, ...)) = 0] = 0, where fn gives a b; if all are 0, so is the sum."""
    relation = c.relation_of(formula)
    if relation.rhs != 0 or not isinstance(relation.lhs, sympy.Mul) or (
            fn.definition is not None or fn.values):
        return False
    sums = [a for a in relation.lhs.args if isinstance(a, c.SumOver)]
    zero = [a for a in relation.lhs.args if isinstance(a, c.Indicator)]
    if len(relation.lhs.args) != 2 or len(sums) != 1 or len(zero) != 1 or zero[0].args[1] != 0:
        return False
    total, chosen = sums[0], zero[0].args[0]
    applied = [a for a in chosen.atoms(c.Apply) if a.fn == fn]
    quantified = set(c.quantified(formula))
    return (len(applied) == 1 and fn.into == total.index.over in fn.sets
            and set(applied[0].arguments) <= quantified
            and len(set(applied[0].arguments)) == len(fn.sets)
            and all(isinstance(i, c.Index) and i.over == s
                    for i, s in zip(applied[0].arguments, fn.sets, strict=True))
            and fn not in {a.fn for a in c.unfolded(total).atoms(c.Apply)}
            and chosen == total.body.xreplace({total.index: applied[0]}))


def _has_values(fn: c.Fn, term: Any) -> bool:
    """Whether the term's values are values of the function, on its face."""
    if fn.values or fn.is_gradient or fn.definition is not None or (
            fn.gradient is not None or fn.derivative is not None):
        return False
    if fn.into is None:
        return True
    return natural(term) if fn.into.kind == "naturals" else _inside(term, fn.into)


def _inside(term: Any, into: c.IndexSet) -> bool:
    """Whether a term is in a range, for each choice of what is 0 or 1 in it."""
    bits = sorted({a for a in term.atoms(c.Indicator, c.Mod2, c.Apply) if _is_bit(a)}, key=str)
    outer = [b for b in bits if not any(b != a and a.has(b) for a in bits)]
    if len(outer) > 4:
        return False
    for values in product((0, 1), repeat=len(outer)):
        case = sympy.expand(term.xreplace(dict(zip(outer, map(sympy.Integer, values)))))
        indices = [a for a in case.args or (case,) if isinstance(a, c.Index)]
        index = indices[0] if len(indices) == 1 else None
        shift = case if index is None else case - index
        if isinstance(case, c.Apply) and case.fn.into == into:
            continue
        if not shift.is_Integer or index is not None and index.over.kind != "range":
            return False
        low = shift if index is None else shift + index.over.first
        high = low if index is None else low + index.over.size - 1
        if not (low >= into.first and (into.first + into.size - 1 - high).is_nonnegative):
            return False
    return True


def _is_bit(term: Any) -> bool:
    if isinstance(term, c.Apply):
        into = term.fn.into
        return into is not None and into.kind == "range" and (into.first, into.size) == (0, 2)
    return True


def natural(term: Any) -> bool:
    """Whether a term is 0, 1, 2, ... on its face."""
    if isinstance(term, (sympy.Add, sympy.Mul)):
        return all(map(natural, term.args))
    if isinstance(term, sympy.Pow):
        return natural(term.base) and natural(term.exp)
    if isinstance(term, (c.SumOver, c.ProductOver)):
        return natural(term.body)
    if isinstance(term, c.Index):
        return term.over.kind == "naturals" or term.over.kind == "range" and term.over.first >= 0
    if isinstance(term, c.Apply):
        into = term.fn.into
        return into is not None and (into.kind == "naturals"
                                     or into.kind == "range" and into.first >= 0)
    return isinstance(term, (c.Indicator, c.Mod2)) or bool(
        getattr(term, "is_Symbol", False) and term.is_integer and term.is_nonnegative) or bool(
        getattr(term, "is_Integer", False) and term >= 0)
