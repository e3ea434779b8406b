"""`verify THEOREM --formal`: what Coq says, as one more claim of the report.

Its role is crosscheck: it may add a word and never raises the report's verdict; a Coq that is
missing, too slow or of another version leaves the claim unknown.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Sequence

from verify import kernel
from verify.errors import BadInput
from verify.finding import Finding
from verify.formal.check import Progress, check
from verify.formal.coq import MATHCOMP, Coq, Missing, find
from verify.formal.meaning import meaning
from verify.formal.outcome import Outcome, overall
from verify.formal.printed import pins
from verify.formal.table import Pin, Table, read
from verify.report.model import Report, ReportClaim
from verify.statement import Theorem

NAME = "formal proof"


def table_of(theorem: Theorem) -> tuple[Table, tuple[Pin, ...]]:
    """The table that a theorem names, and its pins in it.

    Raises: BadInput where the theorem has none.
    """
    if not theorem.formal:
        raise BadInput("--formal", f"a theorem with a formal statement ({theorem.name} has none)",
                       theorem.name)
    table = read(theorem.formal)
    if not table.of(theorem.name):
        raise BadInput(str(theorem.formal), f"a pin for {theorem.name}", "none")
    return table, pins(table, theorem)


def judged(theorem: Theorem, stated: Sequence[Pin], outcomes: Sequence[Outcome],
           ) -> tuple[Outcome, ...]:
    """The same outcomes; a pin that is out of step with the claim it restates has failed."""
    return tuple(replace(outcome, status="failed", reason="pin", detail=late)
                 if (late := out_of_step(theorem, pin)) and outcome.status == "proved" else outcome
                 for pin, outcome in zip(stated, outcomes))


def out_of_step(theorem: Theorem, pin: Pin) -> str:
    """Why a pin does not stand for the claim that it names; empty if it does."""
    if not pin.claim or not pin.meaning:
        return ""
    try:
        found = meaning(theorem, pin.claim)
    except KeyError:
        return f"there is no claim {pin.claim!r} any more"
    if found != pin.meaning:
        return f"the claim {pin.claim!r} has changed since the statement of {pin.name} was typed"
    return ""


def with_formal(report: Report, theorem: Theorem, *, limit: float | None = None,
                coq: Coq | Missing | None = None, progress: Progress | None = None) -> Report:
    """The report with one more claim: the theorem's formal statements, put to Coq."""
    started = time.monotonic()
    table, stated = table_of(theorem)
    chosen = find() if coq is None else coq
    outcomes = judged(theorem, stated,
                      check(table, stated, limit=limit, coq=chosen, progress=progress))
    verdict = kernel.judge(finding(stated, outcomes, chosen))
    spent = time.monotonic() - started
    text = "; ".join(pin.says for pin in table.of(theorem.name) if not pin.definition)
    line = ReportClaim(name=NAME, role="crosscheck", text=text, typeset="", status=verdict.status,
                       scope=verdict.scope, method=verdict.method, trusts=verdict.trusts,
                       reason=verdict.reason, note=verdict.note, seconds=spent)
    claims = (*report.claims, line)
    versions = {**report.versions, **({"coq": chosen.version} if isinstance(chosen, Coq) else {})}
    return replace(report, claims=claims, versions=versions, seconds=report.seconds + spent,
                   verdict=kernel.overall([(c.role, c.status) for c in claims], report.applies),
                   trusts=tuple(dict.fromkeys((*report.trusts, *verdict.trusts))))


def finding(stated: Sequence[Pin], outcomes: Sequence[Outcome], coq: Coq | Missing) -> Finding:
    """What the outcomes come to: proved only if every pin is."""
    status = overall(outcomes)
    if status != "proved":
        worst = next(o for o in outcomes if o.status == status)
        return Finding("formal", "unknown", reason=worst.reason,
                       note=f"{'failed' if status == 'failed' else 'not checked'}: {worst.detail}")
    axioms = sorted({name for outcome in outcomes for name in outcome.axioms})
    version = coq.version if isinstance(coq, Coq) else ""
    trusts = (f"Coq {version}", f"MathComp {MATHCOMP}", *(f"axiom {name}" for name in axioms))
    names = ", ".join(pin.name for pin in stated if not pin.definition)
    return Finding("formal", "proved", scope="every value", trusts=trusts, note=f"Coq: {names}")
