"""How much an evaluation takes, and the points between which a function of one number is affine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from verify import calculus as c
from verify import segments
from verify.errors import NotCertified
from verify.model import Model, ParityFamily, Slope
from verify.replay import NoExactValue, Replay, TooLong


MOST_UNITS = 300      # the pieces of a network with more units are not written


def sides(formula: c.Formula) -> list[Any]:
    """The terms of a formula: both sides of its relation, and of its condition."""
    relation, where = c.relation_of(formula), getattr(formula, "where", None)
    terms = [relation.lhs, relation.rhs, *((where.lhs, where.rhs) if where is not None else ())]
    return [c.unfolded(term) for term in terms]


def steps(formula: c.Formula, model: Model, words: bool = True) -> int:
    """About how many terms a plain recursion visits to evaluate a formula at every point.

    With `words`, a sum over products of values 1 or -1 counts as few: rows of signs fit into words.
    """
    total = sum(_cost(side, model, words) for side in sides(formula))
    for index in c.quantified(formula):
        if index.over.kind in c.INFINITE:
            raise NotCertified(f"{index} runs over {index.over.name}")
        total *= _size(index.over, model)
    return total


def _size(over: c.IndexSet, model: Model) -> int:
    return len(over.elements) if over.kind == "finite" else model.number(over.size)


def _cost(term: Any, model: Model, words: bool) -> int:
    inner = sum(_cost(a, model, words) for a in term.args)
    if isinstance(term, c.Apply):
        return 1 + inner + _network_size(term.fn.name, model)
    if isinstance(term, c.Iterate):
        return 1 + inner * max(1, model.number(term.args[1]))
    if isinstance(term, c.Binder) and c.binds(term) and not isinstance(term, c.PieceCount):
        size = _size(term.index.over, model)
        few = words and _of_signs(term, model)
        return 1 + (max(4, size // 256) if few else size * inner)
    return 1 + inner


def _of_signs(term: c.Binder, model: Model) -> bool:
    """Whether a binder's body is made of values 1 and -1 alone."""
    applied = term.atoms(c.Apply)
    return bool(applied) and all(
        isinstance(model.values.get(a.fn.name), ParityFamily)
        or getattr(model.values.get(a.fn.name), "signs", False) for a in applied)


def _network_size(name: str, model: Model) -> int:
    if name in model.origins:
        kind, network = model.origins[name]
        return int(network.parameters) if kind == "network" else 1
    network = getattr(model.values.get(name), "network", None)
    return int(network.parameters) if network is not None else 0


def numeric_functions(formula: c.Formula, model: Model) -> set[str]:
    """The functions of numbers whose values would have to be recorded one by one."""
    names = {f.name for side in sides(formula) for f in side.atoms(c.Fn)}
    return {n for n in names if isinstance(model.values.get(n), Slope) and n not in model.origins}


def breakpoints(formula: c.Formula, model: Model) -> list[Fraction]:
    """Points of an interval between which both sides of a formula about it (or every function
    whose pieces it counts) are affine.

    Raises
        NotCertified: for more than one interval, and for too many points.
    """
    terms, indices = sides(formula), c.quantified(formula)
    if len(indices) == 1 and indices[0].over.kind == "interval":
        x, bodies = indices[0], terms
    else:
        counts = [n for term in terms for n in term.atoms(c.PieceCount)]
        lines = {n.index for n in counts}
        if indices or len(lines) != 1:
            raise NotCertified("not one number of one interval")
        x, bodies = counts[0].index, [n.body for n in counts]
    low, high = (Fraction(int(e.p), int(e.q)) for e in x.over.elements)
    if low == high:
        return [low, high]
    for fn in set().union(*(b.atoms(c.Fn) for b in bodies)):
        network = getattr(model.values.get(fn.name), "network", None)
        if network is not None and network.units > MOST_UNITS:
            raise NotCertified(f"{fn.name} has {network.units} units")
    replay = Replay(model)
    start = [segments.Segment(low, high, Fraction(1), Fraction(0))]
    found = {low, high}
    try:
        for body in bodies:
            curve = segments.curve(sympy.sympify(body), x, model, {}, replay.at, start)
            found |= {s.b for s in curve}
    except (segments.TooManySegments, NoExactValue, TooLong, KeyError) as reason:
        raise NotCertified(str(reason)) from None
    return sorted(found)
