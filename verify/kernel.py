"""The kernel: the only maker of verdicts.

    judge        a finding of a method -> a Verdict, or an exception if the method may not say that
    combine      a general verdict and the instance's -> the verdict of the claim
    overall      the verdicts of all claims -> the verdict of the report

What must hold here for `proved` to mean anything:
  1. a method says only what its row of TABLE allows; anything else is a bug and raises
  2. a refutation carries a counterexample, and it is replayed exactly, by code that shares neither
     arrays nor transforms with the code that found it; where that takes too long, by the same
     terms in Python integers without any transform
  3. a claim is never better than what it rests on: a premise that is not proved makes it unknown,
     and what the premise trusts, it trusts
  4. nothing passes vacuously
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Iterable, Mapping

from verify import calculus as c
from verify.finding import Counterexample, Finding
from verify.methods import exhaustive
from verify.model import in_python_integers
from verify.replay import NoExactValue, TooLong, holds

TABLE: Mapping[str, frozenset[str]] = {
    "exhaustive": frozenset({"proved", "refuted", "unknown"}),
    "breakpoints": frozenset({"proved", "refuted", "unknown"}),
    "symbolic": frozenset({"proved", "refuted", "unknown"}),
    "smt": frozenset({"proved", "refuted", "unknown"}),
    "sat": frozenset({"proved", "refuted", "unknown"}),
    "enclosure": frozenset({"proved", "refuted", "unknown"}),
    "counterexample": frozenset({"proved", "unknown"}),   # "as printed, ... is false"
    "sampled": frozenset({"refuted", "supported", "unknown"}),
    "float": frozenset({"refuted", "supported", "unknown"}),
    "cited": frozenset({"cited"}),
    "formal": frozenset({"proved", "unknown"}),           # Coq; what it cannot prove may be true
}

MAY_LOWER = ("assumption", "step", "conclusion", "construction")
_SEAL = object()


class KernelError(Exception):
    """A method said what it may not, or a refutation does not replay: a bug, never a verdict."""


@dataclass(frozen=True, init=False)
class Verdict:
    """What the kernel decided.  Only `judge` and `combine` make one."""

    status: str
    method: str
    scope: str
    trusts: tuple[str, ...]
    used: frozenset[str]
    counterexample: Counterexample | None
    values: Mapping[str, Any] | None
    reason: str
    note: str

    def __init__(self, seal: object, **fields: Any):
        if seal is not _SEAL:
            raise KernelError("a Verdict is made by the kernel only")
        for name, value in fields.items():
            object.__setattr__(self, name, value)


def judge(finding: Finding,
          premises: Mapping[str, Verdict | None] | None = None) -> Verdict:
    """The verdict on a finding, given the verdicts of the claims it rests on.

    `premises` holds every claim named in `finding.used` that is not an assumption; None for one
    that was not checked.
    Raises
        KernelError: if the method may not say this, or a counterexample does not replay.
    """
    if finding.outcome not in TABLE.get(finding.method, frozenset()):
        raise KernelError(f"{finding.method} may not say {finding.outcome}")
    if finding.outcome == "refuted" or finding.method == "counterexample":
        return _judge_refutation(finding)
    weak = [(name, v) for name, v in sorted((premises or {}).items())
            if name in finding.used and (v is None or v.status != "proved")]
    trusts = list(finding.trusts)
    for name, premise in sorted((premises or {}).items()):
        if name in finding.used and premise is not None:
            trusts += [t for t in premise.trusts if t not in trusts]
    if finding.outcome == "proved" and weak:
        name, premise = weak[0]
        return _verdict(finding, status="unknown", trusts=tuple(trusts), reason="lemma",
                        note=f"rests on {name!r}, which is "
                             + (premise.status if premise is not None else "not checked"))
    return _verdict(finding, status=finding.outcome, trusts=tuple(trusts))


def _judge_refutation(finding: Finding) -> Verdict:
    if finding.outcome == "unknown":
        return _verdict(finding, status="unknown")
    if finding.counterexample is None:
        raise KernelError(f"{finding.method} refutes without a counterexample")
    replayed = replay(finding.counterexample)
    if replayed is None:
        return _verdict(finding, status="unknown", reason="memory",
                        note="the counterexample is too large to replay", counterexample=None)
    truth, lhs, rhs = replayed
    if truth:
        raise KernelError(f"a counterexample does not replay: {lhs} against {rhs}")
    values = {**(finding.values or {}), "lhs": str(lhs),
              "rel": finding.counterexample.relation.rel, "rhs": str(rhs)}
    return _verdict(finding, status=finding.outcome, values=values)


def replay(example: Counterexample) -> tuple[bool, Fraction, Fraction] | None:
    """The relation at the counterexample, evaluated anew: (does it hold, lhs, rhs); None if the
    replay cannot be carried out."""
    try:
        return holds(example.relation, example.model, example.env)
    except NoExactValue:
        return None
    except TooLong:
        pass
    if example.env:
        return None
    slow = exhaustive.decide(example.relation, in_python_integers(example.model))
    if slow.outcome == "unknown":
        return None
    if slow.outcome == "proved":
        values = slow.values or {}
        return True, Fraction(values.get("lhs", 0)), Fraction(values.get("rhs", 0))
    from verify.evaluate import Evaluator
    evaluator = Evaluator(in_python_integers(example.model))
    return (False, evaluator.scalar(example.relation.lhs), evaluator.scalar(example.relation.rhs))


def _verdict(finding: Finding, **changes: Any) -> Verdict:
    fields: dict[str, Any] = {
        "status": "unknown", "method": finding.method, "scope": finding.scope,
        "trusts": finding.trusts, "used": finding.used,
        "counterexample": finding.counterexample, "values": finding.values,
        "reason": finding.reason, "note": finding.note}
    fields.update(changes)
    return Verdict(_SEAL, **fields)


def combine(general: Verdict, instance: Verdict | None, applies: bool) -> Verdict:
    """The verdict of a claim proved for every parameter and tried at one instance.

    If the instance refutes what was proved, though every assumption holds there, the proof or the
    evaluation is wrong: the claim is refuted, and says so.
    """
    if instance is None:
        return general
    if instance.status == "refuted" and applies:
        note = "" if general.status != "proved" else (
            "the proof for every parameter contradicts this instance: please report this")
        return _rebuilt(instance, scope=instance.scope, note=note, used=general.used,
                        trusts=general.trusts)
    values = instance.values if instance.status == "proved" else None
    return _rebuilt(general, values=values)


def withhold(verdict: Verdict, reason: str, note: str) -> Verdict:
    """The same claim, but unknown: an assumption of the theorem fails at this instance."""
    return _rebuilt(verdict, status="unknown", reason=reason, note=note, counterexample=None)


def _rebuilt(verdict: Verdict, **changes: Any) -> Verdict:
    fields = {name: getattr(verdict, name) for name in Verdict.__dataclass_fields__}
    fields.update(changes)
    return Verdict(_SEAL, **fields)


def overall(claims: Iterable[tuple[str, str]], applies: bool) -> str:
    """The report's verdict from (role, status) pairs, as the contract defines it."""
    pairs = list(claims)
    if not applies or any(status == "refuted" for _, status in pairs):
        return "refuted"
    deciding = [(role, status) for role, status in pairs if role in MAY_LOWER]
    says_something = any(role in ("conclusion", "construction") for role, _ in deciding)
    if says_something and all(status == "proved" for _, status in deciding):
        return "proved"
    return "undecided"


def scope_of(formula: c.Formula) -> str:
    """The sizes that a general proof covers: 'every |H|, |X|, n'."""
    relation = c.relation_of(formula)
    terms = [c.unfolded(relation.lhs), c.unfolded(relation.rhs)]
    names: set[str] = set()
    for term in terms:
        for index in term.atoms(c.Index):
            base = index.over.dimension or index.over
            names |= {s.name for s in base.size.free_symbols}
        names |= {s.name for s in term.free_symbols if getattr(s, "is_nonnegative", False)}
    return "every " + ", ".join(sorted(names, key=lambda n: (n.strip("|").lower(), n))) \
        if names else "every value"
