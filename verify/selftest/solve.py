"""A small model at which a formula fails though some facts hold, proposed by z3, replayed exactly.

With every size fixed, a table is a few unknown numbers and a formula a condition on them.  Nothing
rests on z3: what it proposes becomes an instance, and there the facts and the formula are decided
in exact arithmetic like everything else.

    >>> i = c.Index("i", c.Range(c.Size("n"), "N")); f = c.Fn("f", i.over)
    >>> counterexample(c.Le(f(i), 2), {"small": c.Le(f(i), 3)}, {"n": 1}).outcome
    'refuted'
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, Iterable, Mapping

from verify import calculus as c
from verify import replay
from verify.finding import Counterexample, Finding
from verify.methods import exhaustive
from verify.model import Model, UniformWeights
from verify.selftest.terms import Translation
from verify.selftest.unknowns import Cannot, Outside
from verify.values import NotEvaluated

MOST_POINTS = 3000       # of one formula
HOPS = 4                 # from what is changed to what shares a fact with it
WORK = 3_000_000         # in z3's own unit, a few seconds; for each of two attempts
ERRORS = (Cannot, NotEvaluated, KeyError, TypeError, ValueError, IndexError, ZeroDivisionError,
          OverflowError, replay.NoExactValue, replay.TooLong)
Facts = Mapping[str, c.Formula]


def counterexample(formula: c.Formula, facts: Facts, sizes: Mapping[str, int], work: int = WORK,
                   base: Model | None = None, loose: frozenset[str] = frozenset()) -> (
                       Finding | None):
    """The exact refutation of the formula at a model of these sizes where all facts hold, or None.

    None says nothing: another model may do, or z3 gave up, or a term has no translation.
    base, loose   an instance, and the names of what may be changed of it
    """
    import z3
    for grid in (False, True):       # any real numbers; then multiples of 1/2 up to 4
        try:
            translation = Translation(z3, sizes, grid, base, loose)
            failing, points = _negated(translation, formula)
            if z3.is_false(z3.simplify(failing)):
                return None
            known = [_everywhere(translation, fact) for fact in facts.values()]
        except ERRORS:
            return None
        solver = z3.Solver()
        solver.set("rlimit", work)
        solver.add(*translation.conditions, *known, failing)
        answer = solver.check()
        if answer == z3.unsat and not grid:
            return None
        if answer == z3.sat:
            found = _replayed(translation, solver.model(), points, formula, facts)
            if found is not None:
                return found
    return None


def near(formula: c.Formula, facts: Facts, model: Model, first: Iterable[str], work: int,
         hops: int = HOPS) -> Finding | None:
    """A counterexample that differs from an instance in what `first` names, or in what shares a
    fact with that, and so on: the less is changed, the easier it is to find."""
    named = [names(f) for f in (formula, *facts.values())]
    loose = frozenset(first)
    for _ in range(hops):
        found = counterexample(formula, facts, model.sizes, work, model, loose)
        if found is not None:
            return found
        wider = loose.union(*(one for one in named if one & loose))
        if wider == loose:
            break
        loose = wider
    return None


def names(formula: c.Formula) -> frozenset[str]:
    """The functions and the numbers that a formula speaks of, by name."""
    relations = [c.relation_of(formula), getattr(formula, "where", None)]
    terms = [c.unfolded(s) for r in relations if r is not None for s in (r.lhs, r.rhs)]
    return frozenset(fn.name for t in terms for a in t.atoms(c.Apply) for fn in (a.fn,)) | (
        frozenset(s.name for t in terms for s in t.free_symbols if s.is_Symbol))


def _replayed(translation: Translation, answer: Any, points: list[tuple[Any, Any]],
              formula: c.Formula, facts: Facts) -> Finding | None:
    """What z3 proposes, if it is a counterexample."""
    try:
        model = translation.model(answer)
        env = next(env for env, here in points if translation.z3.is_true(
            answer.eval(here, model_completion=True)))
        return refuted(formula, facts, model, translation.positions(answer, env))
    except (*ERRORS, StopIteration):
        return None


def refuted(formula: c.Formula, facts: Facts, model: Model, env: Mapping[Any, Any]) -> (
        Finding | None):
    """The refutation of the formula at this point, if it fails there and the facts hold: exactly.
    """
    where = getattr(formula, "where", None)
    if where is not None and not replay.holds(where, model, env)[0]:
        return None
    relation = c.relation_of(formula)
    if replay.holds(relation, model, env)[0] or not hold(facts, model):
        return None
    return Finding("exhaustive", "refuted", counterexample=Counterexample(model, env, relation))


def hold(facts: Facts, model: Model) -> bool:
    """Whether every fact holds at the model (or speaks of no point), decided exactly."""
    found = (exhaustive.decide(fact, model) for fact in facts.values())
    return all(f.outcome == "proved" or f.reason == "vacuous" for f in found)


def with_weights(model: Model, formulas: list[c.Formula]) -> Model:
    """The model with the uniform weights written out that it has where none are given."""
    values = dict(model.values)
    for formula in formulas:
        relation = c.relation_of(formula)
        for side in map(c.unfolded, (relation.lhs, relation.rhs)):
            indices = {i.over for i in side.atoms(c.Index)}
            for over in indices | {s for f in side.atoms(c.Fn) for s in f.sets}:
                if over.kind == "space" and over.weight not in values:
                    values[over.weight] = UniformWeights(model.number(over.size))
    return replace(model, values=values)


def points_read_outside(narrow: c.Formula, wide: c.Formula,
                        sizes: Mapping[str, int]) -> int | None:
    """How many points only the wider of two conditions lets in, if a table is read outside its
    range at each of them; 0 if at some it is not; None if there are none, or terms are too large.
    """
    import z3
    translation = Translation(z3, sizes)
    count = 0
    try:
        for env in _points(translation, wide, free=False):
            where = [translation.relation(f.where, env) for f in (narrow, wide)
                     if isinstance(f, c.ForAll) and f.where is not None]
            if len(where) == 2 and z3.is_false(where[0]) and z3.is_true(where[1]):
                try:
                    translation.relation(c.relation_of(wide), env)
                    return 0
                except Outside:
                    count += 1
    except ERRORS:
        return None
    return count or None


def _negated(translation: Translation, formula: c.Formula) -> tuple[Any, list[tuple[Any, Any]]]:
    """At some point the condition holds and the relation does not; and each such point."""
    points = []
    for env in _points(translation, formula, free=True):
        truth, condition = _truth(translation, formula, env)
        points.append((env, translation.z3.And(condition, translation.z3.Not(truth))))
    return translation.z3.Or([here for _, here in points]), points


def _everywhere(translation: Translation, formula: c.Formula) -> Any:
    return translation.z3.And([
        translation.z3.Implies(condition, truth)
        for env in _points(translation, formula, free=False)
        for truth, condition in (_truth(translation, formula, env),)])


def _points(translation: Translation, formula: c.Formula, free: bool) -> list[dict[Any, Any]]:
    """Every choice of positions; an index of an infinite set is unknown (where that is free)."""
    indices = c.quantified(formula)
    choices: list[list[Any]] = []
    count = 1
    for index in indices:
        if index.over.kind in c.INFINITE:
            if not free:
                raise Cannot(f"all of {index.over.name}")
            choices.append([translation.unknown(index)])
        else:
            choices.append(list(range(translation.size(index.over))))
        count *= len(choices[-1])
    if count > MOST_POINTS:
        raise Cannot(f"{count} points")
    return [dict(zip(indices, places)) for places in product(*choices)
            if not getattr(formula, "distinct", False) or len(set(places)) == len(places)]


def _truth(translation: Translation, formula: c.Formula, env: Any) -> tuple[Any, Any]:
    """Whether the relation holds at a point, and whether the formula speaks of the point."""
    where, z3 = getattr(formula, "where", None), translation.z3
    condition = z3.BoolVal(True) if where is None else translation.relation(where, env)
    if z3.is_false(condition):       # then a term may be read outside its range
        return z3.BoolVal(True), condition
    try:
        return translation.relation(c.relation_of(formula), env), condition
    except Outside:                  # the formula does not speak of this point
        return z3.BoolVal(True), condition
