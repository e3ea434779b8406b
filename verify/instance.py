"""Trying a claim at the instance: closed lines in one sweep, quantified ones point by point."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, Sequence

from verify import calculus as c
from verify.checkpoint import Once, always
from verify.errors import Refused
from verify.finding import Counterexample, Finding
from verify.methods import breakpoints, composition, exhaustive
from verify.model import Model
from verify.statement import Claim, Exhaustive, FalseAt, Sat, Theorem
from verify.sweep import evaluate_lines
from verify.values import NotEvaluated


def closed_values(claims: Sequence[Claim], model: Model,
                  once: Once = always) -> dict[str, tuple[Any, Any]]:
    """claim -> (lhs, rhs) at the instance, for every claim without free indices."""
    lines = [k for k in claims if k.formula is not None
             and (k.at_instance(model) if callable(k.at_instance) else k.at_instance)
             and (k.role in ("step", "conclusion", "construction") or isinstance(k.by, Exhaustive)
                  or k.role == "sharper")
             and not isinstance(k.formula, c.ForAll) and not c.quantified(k.formula)]
    terms = list(dict.fromkeys(t for k in lines for r in (c.relation_of(formula_of(k)),)
                               for t in (r.lhs, r.rhs)))
    values = dict(zip(terms, evaluate_lines(terms, model, once)))
    sides = {}
    for k in lines:
        relation = c.relation_of(formula_of(k))
        sides[k.name] = (values[relation.lhs], values[relation.rhs])
    return sides


def formula_of(claim: Claim) -> c.Formula:
    """The formula of a claim that needs one.

    Raises
        Refused: if it has none.
    """
    if claim.formula is None:
        raise Refused("ill-formed", f"{claim.name!r} has no formula")
    return claim.formula


def facts_of(theorem: Theorem, claim: Claim) -> dict[str, c.Formula]:
    """What the proof of a claim may use: the formulas of `using`, and its own hypotheses."""
    facts = {n: f for n in claim.using for f in (theorem.claim(n).formula,) if f is not None}
    return {**facts, **dict(claim.assuming)}


def refuted_hypothesis(claim: Claim, model: Model) -> str:
    """The name of a hypothesis of the claim's own that is false at the instance, or ""."""
    return next((name for name, formula in claim.assuming
                 if exhaustive.decide(formula, model).outcome == "refuted"), "")


def at_instance(claim: Claim, model: Model, sides: Mapping[str, tuple[Any, Any]],
                once: Once = always) -> Finding:
    """The finding for one claim at the instance; values are exact strings."""
    formula = formula_of(claim)
    scope = model.name
    if claim.name in sides:
        lhs, rhs = sides[claim.name]
        for side in (lhs, rhs):
            if isinstance(side, NotEvaluated):
                reason = "memory" if "more than" in str(side) else "no exact value"
                return Finding("exhaustive", "unknown", scope, reason=reason, note=str(side))
        relation = c.relation_of(formula)
        values = {"lhs": str(lhs), "rel": relation.rel, "rhs": str(rhs)}
        method = "breakpoints" if breakpoints.speaks_of_pieces(formula) else "exhaustive"
        if c.HOLDS[relation.rel](lhs, rhs):
            return Finding(method, "proved", scope, values=values)
        return Finding(method, "refuted", scope, values=values,
                       counterexample=Counterexample(model, {}, relation))
    try:
        return replace(_by_points(claim, formula, model, once), scope=scope)
    except MemoryError:             # one claim too large; the others may still be decided
        return Finding("exhaustive", "unknown", scope, reason="memory", note="out of memory")


def _by_points(claim: Claim, formula: c.Formula, model: Model, once: Once) -> Finding:
    if any(i.over.kind in ("interval", "naturals") for i in c.quantified(formula)):
        return _on_an_interval(formula, model)
    if isinstance(claim.by, Sat):
        from verify.methods import sat
        return sat.decide(formula, model)
    return exhaustive.decide(formula, model, once)


def _on_an_interval(formula: c.Formula, model: Model) -> Finding:
    """One interval: by composition or piece by piece; the rest, and several intervals, by z3."""
    composed = composition.decide(formula, model)
    if composed.outcome != "unknown" or composition.too_many_pieces(formula, model):
        return composed
    found = breakpoints.decide(formula, model)
    if found.outcome != "unknown" or found.reason == "vacuous":
        return found
    from verify.methods import smt
    other = smt.decide(formula, model)
    if other.outcome == "unknown" and found.reason == "memory":
        return replace(other, reason="memory", note=f"{found.note}; {other.note}")
    return other


def false_at(claim: Claim, by: FalseAt, theorem: Theorem) -> Finding:
    """The formula is false in general: refuted at the given model, where the rest holds."""
    model = by.model()
    formula = formula_of(claim)
    for name in by.holding:
        held = exhaustive.decide(formula_of(theorem.claim(name)), model)
        if held.outcome != "proved" and held.reason != "vacuous":
            return Finding("counterexample", "unknown", reason="tactic",
                           note=f"{name!r} does not hold at the counterexample")
    found = exhaustive.decide(formula, model)
    if found.counterexample is None:
        return Finding("counterexample", "unknown", reason="tactic",
                       note="the formula holds at the proposed counterexample")
    example = Counterexample(model, found.counterexample.env, found.counterexample.relation)
    return Finding("counterexample", "proved", scope=f"false: {model.name}", counterexample=example,
                   used=frozenset())
