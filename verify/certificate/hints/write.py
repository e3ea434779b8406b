"""Hints for the claims of one statement, added to their evidence."""

from __future__ import annotations

from typing import Any

from verify.certificate.hints.general import by_size, plain
from verify.errors import NotCertified
from verify.recheck.reading import STEPS, Budget, Rejected
from verify.recheck.statement import Formula, read_statement

KINDS = {"identity": plain, "slack": plain, "induction-on-size": by_size}


def hinted(said: dict[str, Any], claims: list[dict[str, Any]]) -> None:
    """Adds to the evidence of each claim of a statement what the rechecker is to be told; a proof
    that cannot be told becomes an oracle's word."""
    Budget.left = STEPS
    statement = read_statement(said)
    for claim in claims:
        evidence = claim["evidence"]
        if evidence is None or evidence["kind"] not in KINDS:
            continue
        own = statement.claims[claim["name"]]
        names = {*evidence.get("using", ()), *evidence.get("base", {}).get("using", ()),
                 *evidence.get("step", {}).get("using", ())}
        facts: dict[str, Formula] = {}
        for name in sorted(names):
            fact = own.assuming.get(name) or statement.claims[name].formula
            if fact is not None:
                facts[name] = fact
        if own.formula is None:
            continue
        try:
            claim["evidence"] = KINDS[evidence["kind"]](statement, own.formula, evidence, facts)
        except (NotCertified, Rejected) as reason:
            claim["evidence"] = {"kind": "oracle", "who": "netproof, normal forms",
                                 "what": str(reason)}
