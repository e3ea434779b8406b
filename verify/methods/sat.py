"""Formulas over cubes decided by a SAT solver, whose proof is checked and whose word is not taken.

The formula becomes a circuit that is 1 where it fails (`verify.circuits.formula`), the circuit
becomes clauses, and `unsat` counts when `verify.circuits.rup` has gone through the proof.  `sat`
comes with a point, which the kernel replays in the formula itself.
"""

from __future__ import annotations

from verify import calculus as c
from verify.circuits import equivalence
from verify.circuits.circuit import Circuit
from verify.circuits.cnf import TooLarge
from verify.circuits.formula import Translation, cases
from verify.finding import Counterexample, Finding
from verify.model import Model
from verify.values import NotEvaluated


def decide(formula: c.Formula, model: Model) -> Finding:
    """Decide a formula whose indices run over cubes (and small ranges), at the instance.

    Raises
        TimeLimit: where a limit is in force and reached.
    """
    trusts: list[str] = []
    derived = lemmas = reached = 0
    solver = ""
    try:
        for translation, env, fails, counts in cases(formula, model):
            answer = equivalence.satisfy(translation.circuit(fails))
            if answer.outcome == "unknown":
                return Finding("sat", "unknown", reason=answer.answer.reason,
                               note=answer.answer.note)
            if answer.point is not None:
                found = _points(translation, answer.point)
                return Finding("sat", "refuted", counterexample=Counterexample(
                    model, {**env, **found}, c.relation_of(formula)))
            derived, lemmas = derived + answer.answer.derived, lemmas + answer.lemmas
            solver = answer.answer.solver
            reached += _reached(translation.circuit(counts))
            trusts += [t for t in answer.answer.trusts if t not in trusts]
    except NotEvaluated as reason:
        return Finding("sat", "unknown", reason="solver", note=str(reason))
    except TooLarge as reason:
        return Finding("sat", "unknown", reason="memory", note=str(reason))
    if not reached:
        return Finding("sat", "unknown", reason="vacuous",
                       note="no point satisfies the conditions")
    note = f"{derived} clauses derived by the checker, from {solver}'s proof"
    if lemmas:
        note += f" and {lemmas} lemma{'s' if lemmas > 1 else ''} of ours"
    return Finding("sat", "proved", trusts=tuple(trusts), note=note)


def _reached(condition: Circuit) -> bool:
    """Whether the condition holds anywhere: of a formula about no point nothing is proved."""
    return condition.gate[condition.outputs[0]].kind == "true" or \
        equivalence.satisfy(condition).outcome == "sat"


def _points(translation: Translation, point: tuple[int, ...]) -> dict[c.Index, int]:
    """index -> number of the point of its cube."""
    found: dict[c.Index, int] = {}
    for ((index, bit), _), value in zip(translation.inputs.items(), point):
        found[index] = found.get(index, 0) | value << bit
    return found
