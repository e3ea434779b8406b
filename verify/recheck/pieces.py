"""Evidence of section 5.11: functions on an interval, piece by piece."""
from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from .affine import Affine, ends
from .evaluate import HOLDS, Instance
from .reading import fields, need, number
from .statement import Formula, Term, parts


def pieces(instance: Instance, formula: Formula, evidence: Any) -> None:
    """5.11"""
    points = list(map(number, fields(evidence, kind=str, points=list)[1]))
    need(all(a < b for a, b in pairwise(points)), "points: they do not rise")
    need(formula.where is None and not formula.distinct, "a formula with a condition")
    if not formula.index:
        sides = [instance.scalar(_counted(instance, t, points))({})
                 for t in (formula.left, formula.right)]
        need(any(p[0] == "pieces" for t in (formula.left, formula.right) for p in parts(t)),
             "a closed formula without pieces")
        need(HOLDS[formula.rel](*sides), f"the formula fails: {sides[0]} {formula.rel} {sides[1]}")
        return
    need(len(formula.index) == 1 and instance.sets[formula.index[0][1]].kind == "interval",
         "not a formula with one index over an interval")
    key = formula.index[0]
    _ends(instance, key[1], points)
    both = instance.relation((formula.left, formula.rel, formula.right))
    for p in points:
        need(both({key: p})[2], f"the formula fails at {p}")
    left, right = instance.scalar(formula.left), instance.scalar(formula.right)
    for low, high in pairwise(points):
        x = {key: Affine(low, high)}
        a, b = ends(left(x) - right(x))
        need({"=": a == b == 0, "<=": max(a, b) <= 0, "<": max(a, b) <= 0 and (a or b),
              "!=": a * b >= 0 and (a or b)}[formula.rel],
             f"the formula fails between {low} and {high}")


def _ends(instance: Instance, over: str, points: list[Any]) -> None:
    need(len(points) > 1 and (points[0], points[-1]) == instance.sets[over].elements,
         "points: not from one end of the interval to the other")


def _counted(instance: Instance, t: Any, points: list[Any]) -> Any:
    """A term with every `pieces` term replaced by its number."""
    if type(t) is not tuple:
        return t
    if t and t[0] == "pieces":
        return ("num", _pieces(instance, t, points))
    return tuple(_counted(instance, a, points) for a in t)


def _pieces(instance: Instance, t: Term, points: list[Any]) -> int:
    key = t[2][1:]
    _ends(instance, key[1], points)
    need(all(p[0] != "index" or p[1:] == key for p in parts(t[1])),
         "pieces of a function of other indices")
    body, count, before = instance.scalar(t[1]), 0, None
    for low, high in pairwise(points):
        a, b = ends(body({key: Affine(low, high)}))
        slope = Fraction(b - a) / (high - low)
        count += before != (slope, a) or a != body({key: low})
        before = (slope, b)
    return count
