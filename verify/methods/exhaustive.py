"""Every point of a finite domain, evaluated exactly, whole arrays at a time."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from verify import calculus as c
from verify.arithmetic.exact_array import ExactArray
from verify.checkpoint import Once, always
from verify.evaluate import Evaluator, window_key
from verify.finding import Counterexample, Finding
from verify.model import Gradient, Model
from verify.values import NotEvaluated, Value
from verify.watching import covered

WINDOW_POINTS = 2**22   # points evaluated at a time

COMPARE = {
    "=": lambda a, b: a.equal(b),
    "!=": lambda a, b: ~a.equal(b),
    "<=": lambda a, b: a.less_equal(b),
    "<": lambda a, b: a.less(b),
}


class _Fails(Exception):
    """A point at which the formula does not hold."""

    def __init__(self, env: dict[c.Index, int]):
        super().__init__()
        self.env = env


def decide(formula: c.Formula, model: Model, once: Once = always) -> Finding:
    """Decide a formula at the instance: every point of its (finite) domain is evaluated.

    Proved for the instance, refuted with the first point that fails, or unknown: no exact value,
    too large, or no point at all (vacuous).  Windows without a failure are worked out once.
    """
    relation, indices = c.relation_of(formula), c.quantified(formula)
    evaluator = Evaluator(model)
    checked, tightest = 0, None
    try:
        parts = list(_windows(evaluator, formula, indices))
        for number, windows in enumerate(parts):
            covered("parts of the domain", number, len(parts))
            evaluator.windows, evaluator.cache = dict(windows), {}
            key = tuple(str(part) for part in sorted(windows.values()))
            count, sides = once(key, lambda: _window(evaluator, formula, indices))
            checked += count
            if sides is not None and (tightest is None or Fraction(sides[0]) < tightest[0]):
                tightest = (Fraction(sides[0]), sides[1], sides[2])
    except _Fails as failure:
        return Finding("exhaustive", "refuted",
                       counterexample=Counterexample(model, failure.env, relation))
    except NotEvaluated as reason:
        return Finding("exhaustive", "unknown", reason="memory" if "more than" in str(reason)
                       else "no exact value", note=str(reason))
    if not checked:
        return Finding("exhaustive", "unknown", reason="vacuous",
                       note="no point satisfies the conditions")
    return Finding("exhaustive", "proved", values=_values(checked, tightest, indices, relation.rel))


def _window(evaluator: Evaluator, formula: c.Formula,
            indices: tuple[c.Index, ...]) -> tuple[int, tuple[str, str, str] | None]:
    """How many points of this window count, and where both sides are closest: slack, lhs, rhs.

    Raises
        _Fails: with the first point at which the formula fails.
    """
    relation = c.relation_of(formula)
    lhs, rhs, mask = _sides(evaluator, formula, indices)
    holds = np.broadcast_to(COMPARE[relation.rel](lhs, rhs), mask.shape)
    failing = mask & ~holds
    if failing.any():
        where = np.argwhere(failing)[0]
        raise _Fails({i: int(n) + evaluator.range_of(i)[0] for i, n in zip(indices, where)})
    count = int(mask.sum())
    if not indices:
        return count, ("0", str(lhs.reshape(-1).item(0)), str(rhs.reshape(-1).item(0)))
    found = _tightest(lhs, rhs, mask) if relation.rel == "<=" else None
    return count, None if found is None else (str(found[0]), str(found[1]), str(found[2]))


def _values(checked: int, tightest: Any, indices: tuple[c.Index, ...],
            rel: str) -> dict[str, str]:
    values = {"checked": str(checked)} if indices else {}
    if tightest is not None:
        values.update(lhs=str(tightest[1]), rel=rel, rhs=str(tightest[2]))
    return values


def _windows(evaluator: Evaluator, formula: c.Formula, indices: tuple[c.Index, ...]) -> Any:
    """Windows of one index such that a window has few enough points (an index that is also bound
    in the formula is not windowed: its sums run over the whole set)."""
    relation = c.relation_of(formula)
    bound = c.bound_indices(c.unfolded(relation.lhs)) | c.bound_indices(c.unfolded(relation.rhs))
    points = 1
    for index in indices:
        points *= evaluator.extent(index)
    blocked = [i for i in indices if i.over.name == evaluator.model.blocked and i not in bound]
    columns = [v.shape[1] for v in evaluator.model.values.values() if isinstance(v, Gradient)]
    if blocked and columns:      # one value per weight still needs a column of the gradient each
        width = max(1, WINDOW_POINTS // columns[0])
        whole = evaluator.extent(blocked[0])     # now: later a window is in force
        for left in range(0, whole, width):
            yield {window_key(blocked[0]): (left, min(whole, left + width))}
        return
    if points > evaluator.model.most_points:
        raise NotEvaluated(f"{points} points are more than {evaluator.model.most_points}")
    free = [i for i in indices if i not in bound]
    if points <= WINDOW_POINTS or not free:
        yield {}
        return
    first = free[0]
    start, stop = evaluator.range_of(first)
    width = max(1, WINDOW_POINTS // (points // max(1, stop - start)))
    for left in range(start, stop, width):
        yield {window_key(first): (left, min(stop, left + width))}


def _sides(evaluator: Evaluator, formula: c.Formula,
           indices: tuple[c.Index, ...]) -> tuple[ExactArray, ExactArray, np.ndarray]:
    """Both sides as arrays with one axis per index, and which points count."""
    relation = c.relation_of(formula)
    shape = tuple(evaluator.extent(i) for i in indices)
    evaluator.outside = []
    lhs, rhs = (_spread(evaluator, evaluator.value(t), indices)
                for t in (relation.lhs, relation.rhs))
    outside, evaluator.outside = evaluator.outside, None
    mask = np.ones(shape, dtype=bool)
    if isinstance(formula, c.ForAll):
        if formula.distinct:
            positions = [np.arange(*evaluator.range_of(i)).reshape(
                [-1 if k == n else 1 for k in range(len(indices))])
                for n, i in enumerate(indices)]
            for n, one in enumerate(positions):
                for other in positions[:n]:
                    mask = mask & (one != other)
        if formula.where is not None:
            left, right = (_spread(evaluator, evaluator.value(t), indices)
                           for t in (formula.where.lhs, formula.where.rhs))
            mask = mask & COMPARE[formula.where.rel](left, right)
    for value in outside:
        if (mask & ~_spread(evaluator, value, indices).equal(0)).any():
            raise NotEvaluated("a table is read outside its range")
    return lhs, rhs, mask


def _spread(evaluator: Evaluator, value: Value, indices: tuple[c.Index, ...]) -> ExactArray:
    missing = set(value.axes) - set(indices)
    if missing:
        raise NotEvaluated(f"{', '.join(i.name for i in missing)} is not quantified")
    return evaluator.aligned(value, indices)


def _tightest(lhs: ExactArray, rhs: ExactArray, mask: np.ndarray) -> Any:
    """The point with the least slack: (slack, lhs, rhs); None if no point counts."""
    slack = rhs - lhs
    numerators = np.broadcast_to(slack.numerators, mask.shape)
    if not mask.any():
        return None
    counted = np.flatnonzero(mask)
    least = counted[int(numerators.reshape(-1)[counted].argmin())]
    at = np.unravel_index(int(least), mask.shape)
    value = Fraction(int(numerators[at]), slack.denominator)

    def item(array: ExactArray) -> Fraction:
        entry = np.broadcast_to(array.numerators, mask.shape)[at]
        return Fraction(int(entry), array.denominator)

    return (value, item(lhs), item(rhs))
