"""What a method reports and what the kernel makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from verify.calculus import Index, Relation


@dataclass(frozen=True)
class Counterexample:
    """A point of a model at which a relation fails: enough to replay it exactly.

    model    the numbers and functions (a verify.model.Model)
    env      index -> position, counted from 0
    relation the relation that fails there
    """

    model: Any
    env: Mapping[Index, int]
    relation: Relation


@dataclass(frozen=True)
class Finding:
    """A method's raw answer; only the kernel turns it into a verdict.

    outcome  proved, refuted, supported, cited, unknown
    used     names of the claims that the answer rests on
    reason   for unknown: one of time, memory, solver, vacuous, lemma, tactic, not-installed
    evidence what a certificate writes down of a proof, beside the tactic and `used`
    """

    method: str
    outcome: str
    scope: str = ""
    used: frozenset[str] = frozenset()
    trusts: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    values: Mapping[str, Any] | None = None
    reason: str = ""
    note: str = ""
    evidence: Any = None
