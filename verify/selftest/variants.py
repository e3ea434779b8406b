"""Formulas that are a little different from a claim and should be false: its likely misprints.

    >>> i = c.Index("i", c.Range(c.Size("n"), "N")); f = c.Fn("f", i.over)
    >>> [v.change for v in variants(c.Le(f(i), 3))]
    ['reversed', 'made strict', 'right side halved']
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Iterator

import sympy

from verify import calculus as c

# What a claim's relation becomes.  An equality is also tried as an inequality between its sides.
OTHERS = {"<=": (("reversed", "swap <="), ("made strict", "<")),
          "<": (("reversed", "swap <"), ("made strict the other way", "swap <=")),
          "=": (("not equal", "!="), ("made strict", "<")),
          "!=": (("equal", "="),)}


@dataclass(frozen=True)
class Variant:
    """A formula and, in words, how it differs from the claim's."""

    change: str
    formula: c.Formula
    shifted: Any = None          # the symbol or index that is one more or less on the right side
    by: int = 0


def variants(formula: c.Formula) -> Iterator[Variant]:
    """Each a different formula: the relation, constants and indices changed one at a time."""
    relation = c.relation_of(formula)
    seen = {relation}
    for change, other in (*_relations(relation), *_constants(relation), *_ranges(relation)):
        if other not in seen:
            seen.add(other)
            yield Variant(change, _with(formula, other))
    for one, by, other in _shifts(relation):
        if other not in seen:
            seen.add(other)
            change = f"{one} {'+' if by > 0 else '-'} 1 for {one} on the right"
            yield Variant(change, _with(formula, other), one, by)
    if isinstance(formula, c.ForAll):
        for change, where in _conditions(formula):
            yield Variant(change, replace(formula, where=where))


def readable(variant: Variant) -> c.Formula | None:
    """The variant where the shifted index stays in its range, if it is one of a range: elsewhere
    a table would be read outside.  None if it is none, or the formula has a condition already.

    >>> i = c.Index("i", c.Range(c.Size("n"), "N")); f = c.Fn("f", i.over)
    >>> shifted = [v for v in variants(c.ForAll((i,), c.Eq(f(i), f(i)**2))) if v.by == 1]
    >>> readable(shifted[0]).where
    Relation(lhs=i, rel='<=', rhs=n - 1)
    """
    formula, one = variant.formula, variant.shifted
    if not isinstance(one, c.Index) or one.over.kind != "range" or (
            getattr(formula, "where", None) is not None):
        return None
    last = one.over.first + one.over.size - 1
    where = c.Le(one, last - 1) if variant.by > 0 else c.Le(one.over.first + 1, one)
    if isinstance(formula, c.ForAll):
        return replace(formula, where=where)
    return c.ForAll(c.quantified(formula), formula, where=where)


def _with(formula: c.Formula, relation: c.Relation) -> c.Formula:
    return replace(formula, relation=relation) if isinstance(formula, c.ForAll) else relation


def _relations(relation: c.Relation) -> Iterator[tuple[str, c.Relation]]:
    for change, rel in OTHERS[relation.rel]:
        if rel.startswith("swap "):
            yield change, c.Relation(relation.rhs, rel.removeprefix("swap "), relation.lhs)
        else:
            yield change, c.Relation(relation.lhs, rel, relation.rhs)


def _constants(relation: c.Relation) -> Iterator[tuple[str, c.Relation]]:
    """Of an equality, either way; of an inequality, what may make it stronger."""
    rhs, equal = relation.rhs, relation.rel == "="
    if relation.rel == "!=":
        return
    if rhs != 0:
        yield "right side halved", replace(relation, rhs=rhs / 2)
    if equal and rhs != 0:
        yield "right side doubled", replace(relation, rhs=2 * rhs)
        yield "sign of the right side changed", replace(relation, rhs=-rhs)
    if equal:
        yield "right side plus 1", replace(relation, rhs=rhs + 1)
    # of an inequality, not those in the definition of a sum's terms: they may well have slack
    looked_at = rhs if equal else rhs.xreplace({b: sympy.Dummy() for b in rhs.atoms(c.Binder)})
    literals = {n for n in looked_at.atoms(sympy.Rational) if abs(n) not in (0, 1)}
    for number in sorted(literals):
        yield f"{number} halved", replace(relation, rhs=_literal(rhs, number, number / 2))
        if equal:
            yield f"{number} doubled", replace(relation, rhs=_literal(rhs, number, 2 * number))


def _literal(term: Any, old: sympy.Rational, new: sympy.Rational) -> Any:
    """The term with a number replaced, exponents excepted: x^2 has no other constant for that."""
    if term == old:
        return new
    if not term.args or isinstance(term, (c.Index, c.Fn)):
        return term
    if isinstance(term, sympy.Pow) and term.exp.is_Rational:
        return term.func(_literal(term.base, old, new), term.exp)
    return term.func(*(_literal(a, old, new) for a in term.args))


def _shifts(relation: c.Relation) -> Iterator[tuple[Any, int, c.Relation]]:
    """On the right side alone: k + 1 or k - 1 for a whole number k, i + 1 for an index i."""
    rhs = relation.rhs
    if relation.rel == "!=":
        return
    symbols = [s for s in rhs.free_symbols if isinstance(s, sympy.Symbol) and s.is_integer]
    indices = [i for i in c.free_indices(rhs) if i.over.kind in ("range", "naturals", "integers")]
    for one in sorted((*symbols, *indices), key=str):
        for by in (1, -1):
            shifted = rhs.xreplace({one: one + by})
            if shifted != rhs:
                yield one, by, replace(relation, rhs=shifted)


def _ranges(relation: c.Relation) -> Iterator[tuple[str, c.Relation]]:
    """Of an equality: a sum or product over a range, on the right side, without its last term."""
    if relation.rel != "=":
        return
    binders = [b for b in relation.rhs.atoms(c.SumOver, c.ProductOver) if b.index.over.kind
               == "range"]
    for over in sorted({b.index.over for b in binders}, key=str):
        shorter = replace(over, name=f"{over.name} but the last", size=over.size - 1)
        changed = {b: b.func(b.body.xreplace({b.index: new}), new) for b in binders
                   if b.index.over == over for new in (c.Index(b.index.name, shorter),)}
        yield (f"without the last term over {over.name}",
               replace(relation, rhs=relation.rhs.xreplace(changed)))


def _conditions(formula: c.ForAll) -> Iterator[tuple[str, c.Relation]]:
    """A condition on indices that lets one more number in, or one on sizes twice as many."""
    where = formula.where
    if where is None or where.rel not in ("<=", "<"):
        return
    if c.free_indices(where.lhs) | c.free_indices(where.rhs):
        yield "condition off by one", replace(where, rhs=where.rhs + 1)
    else:
        yield "condition doubled", replace(where, rhs=2 * where.rhs)
