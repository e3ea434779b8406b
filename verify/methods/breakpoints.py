"""Functions of one real variable on a whole interval, piece by piece, exactly.

Both sides are affine between finitely many points, jumps included, so a relation holds on all of
the interval if it holds at the points and, in the limit, at both ends of every open piece.  No
solver takes part, and no grid: the points are where the functions have their kinks.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any, Iterator, Mapping

from verify import calculus as c
from verify.finding import Counterexample, Finding
from verify.model import Model
from verify.piecewise.comparing import Affine, Failure
from verify.piecewise.function import Piecewise
from verify.piecewise.terms import Env, ends, piece_count, positions, value
from verify.piecewise.vertices import TooManyPieces
from verify.piecewise.windows import windows
from verify.values import NotEvaluated

__all__ = ["decide", "piece_count", "speaks_of_pieces"]

MOST_CASES = 2**12      # values of the indices beside the one of the interval


def speaks_of_pieces(formula: c.Formula) -> bool:
    """Whether a number of pieces occurs in a formula."""
    relation = c.relation_of(formula)
    return any(c.unfolded(side).has(c.PieceCount) for side in (relation.lhs, relation.rhs))


def decide(formula: c.Formula, model: Model) -> Finding:
    """Decide a formula about one number of an interval (and indices of small ranges), or a closed
    one about numbers of pieces.

    Proved for the instance, refuted with a point that fails and its piece, or unknown: a term that
    is not affine in pieces, or too many pieces.

    >>> x = c.Index("x", c.Interval(0, 1))
    >>> decide(c.Le(c.Relu(2 * x - 1), x), Model()).outcome
    'proved'
    """
    relation, indices = c.relation_of(formula), c.quantified(formula)
    if isinstance(formula, c.ForAll) and (formula.where is not None or formula.distinct):
        return _unknown("a condition on an interval")
    lines = [i for i in indices if i.over.kind == "interval"]
    try:
        if not indices and speaks_of_pieces(formula):
            return _closed(relation, model)
        if len(lines) != 1:
            return _unknown(f"{len(lines)} indices of intervals, not 1")
        return _on_interval(relation, lines[0], [i for i in indices if i != lines[0]], model)
    except (NotEvaluated, TooManyPieces) as reason:
        return _unknown(str(reason))


def _unknown(note: str) -> Finding:
    reason = "memory" if "more than" in note else "no exact value"
    return Finding("breakpoints", "unknown", reason=reason, note=note)


def _closed(relation: c.Relation, model: Model) -> Finding:
    lhs, rhs = (value(side, model, {}) for side in (relation.lhs, relation.rhs))
    values = {"lhs": str(lhs), "rel": relation.rel, "rhs": str(rhs)}
    if c.HOLDS[relation.rel](lhs, rhs):
        return Finding("breakpoints", "proved", values=values)
    return Finding("breakpoints", "refuted", values=values,
                   counterexample=Counterexample(model, {}, relation))


def _on_interval(relation: c.Relation, x: c.Index, others: list[c.Index], model: Model) -> Finding:
    low, high = ends(x)
    if low > high:
        return Finding("breakpoints", "unknown", reason="vacuous", note=f"{x.over.name} is empty")
    checked = 0
    for places, env in _cases(others, model):
        found = _whole(relation, x, low, high, env, model)
        if isinstance(found, int):
            checked += found
            continue
        failure, values = found
        at: dict[c.Index, Any] = {**places, x: failure.point}
        return Finding("breakpoints", "refuted", values=values,
                       counterexample=Counterexample(model, at, relation))
    if not checked:
        return Finding("breakpoints", "unknown", reason="vacuous",
                       note="an index runs over the empty set")
    return Finding("breakpoints", "proved", values={"pieces": str(checked)})


def _cases(others: list[c.Index], model: Model) -> Iterator[tuple[dict[c.Index, int],
                                                                  dict[Any, Fraction]]]:
    """Every choice of the other indices: their positions and their values."""
    ranges = [list(enumerate(positions(i, model))) for i in others]
    count = 1
    for values in ranges:
        count *= len(values)
    if count > MOST_CASES:
        raise NotEvaluated(f"{count} cases are more than {MOST_CASES}")
    for case in product(*ranges):
        yield ({i: place for i, (place, _) in zip(others, case)},
               {i: number for i, (_, number) in zip(others, case)})


def _whole(relation: c.Relation, x: c.Index, low: Fraction, high: Fraction, env: Mapping[Any, Any],
           model: Model) -> int | tuple[Failure, dict[str, str]]:
    """The number of pieces looked at, or the first failure and what is to be said of it."""
    if low == high:
        sides = [value(side, model, {**env, x: low}) for side in (relation.lhs, relation.rhs)]
        if c.HOLDS[relation.rel](*sides):
            return 1
        return Failure(low, low, low), {"piece": f"{x.name} = {low}"}
    total = 0
    for pieces, found in windows(low, high, lambda a, b: _part(relation, x, a, b, env, model)):
        if found is not None:
            return found
        total += pieces
    return total


def _part(relation: c.Relation, x: c.Index, a: Fraction, b: Fraction, env: Env,
          model: Model) -> tuple[int, tuple[int, tuple[Failure, dict[str, str]] | None]]:
    here = {**env, x: Piecewise.variable(a, b)}
    lhs, rhs = (_function(value(side, model, here), a, b) for side in (relation.lhs, relation.rhs))
    pieces = max(lhs.pieces, rhs.pieces)
    failure = lhs.failure(relation.rel, rhs)
    if failure is None:
        return pieces, (pieces, None)
    values = {"piece": f"{failure.low} <= {x.name} <= {failure.high}"}
    for name, side in (("lhs", lhs), ("rhs", rhs)):
        if failure.low < failure.point < failure.high:
            values[f"{name} there"] = _shown(side.piece(side.piece_at(failure.point)), x.name)
    return pieces, (pieces, (failure, values))


def _function(found: Any, a: Fraction, b: Fraction) -> Piecewise:
    return found if isinstance(found, Piecewise) else Piecewise.constant(found, a, b)


def _shown(piece: Affine, name: str) -> str:
    """An affine function in words.

    >>> _shown(Affine(Fraction(-2), Fraction(1, 3)), "x")
    '-2 x + 1/3'
    """
    slope, offset = piece
    if not slope:
        return str(offset)
    factor = f"{slope} " if slope.denominator == 1 else f"({slope}) "
    factor = "" if slope == 1 else "-" if slope == -1 else factor
    rest = f" {'+' if offset > 0 else '-'} {abs(offset)}" if offset else ""
    return f"{factor}{name}{rest}"
