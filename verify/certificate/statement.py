"""What a theorem claims for given numbers, in one canonical form, and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Iterable, Mapping

from verify.calculus import Formula
from verify.certificate.core_terms import CoreTerms
from verify.statement import (AT_INSTANCE, At, Cite, Claim, FalseAt, Induction, Instances, Measured,
                              Slack, Theorem)


def canonical(value: Any) -> bytes:
    """The canonical bytes of a JSON value.

    >>> canonical({"b": ["1/2"], "a": None})
    b'{"a":null,"b":["1/2"]}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def scope_of(claim: Claim) -> str:
    """What a proof of this claim must show."""
    by = claim.by
    if isinstance(by, FalseAt):
        return "false"
    if isinstance(by, Cite):
        return "cited"
    on_instance = isinstance(by, (*AT_INSTANCE, Measured)) or (
        getattr(by, "at", None) is not None)
    return "instance" if on_instance or claim.role == "assumption" else "every"


def shown(theorem: Theorem, given: Mapping[str, Any]) -> list[Claim]:
    """The claims that are made for these numbers."""
    return [k for k in theorem.claims if k.when is None or k.when(given)]


def statement(theorem: Theorem, given: Mapping[str, Any], claims: Iterable[Claim] | None = None,
              ) -> tuple[dict[str, Any], CoreTerms]:
    """The statement of a theorem (or of some of its claims) for given numbers, and the tables of
    what it speaks of.

    Raises
        NotCertified: if a formula has no canonical form.
    """
    terms = CoreTerms()
    chosen = shown(theorem, given) if claims is None else list(claims)
    written = [_claim(theorem, k, {other.name for other in chosen}, terms) for k in chosen]
    for k in chosen:
        _gather(k.by, terms)
    names = {p.name for p in theorem.given}
    return {"theorem": theorem.name,
            "given": {k: str(v) for k, v in sorted(given.items()) if v is not None and k in names},
            **terms.tables(), "claims": written}, terms


def _claim(theorem: Theorem, claim: Claim, shown_here: set[str],
           terms: CoreTerms) -> dict[str, Any]:
    assuming = [*claim.assuming, *_hidden(theorem, claim, shown_here)]
    return {"name": claim.name, "role": claim.role, "scope": scope_of(claim),
            "formula": None if claim.formula is None else terms.formula(claim.formula),
            "assuming": [{"name": n, "formula": terms.formula(f)} for n, f in assuming]}


def _hidden(theorem: Theorem, claim: Claim, shown_here: set[str]) -> list[tuple[str, Formula]]:
    """The assumptions beneath a claim that are not judged for these numbers: a step of a chain that
    is shown all the same has them as hypotheses of its own."""
    found: dict[str, Formula] = {}
    seen: set[str] = set()
    work = [claim]
    while work:
        here = work.pop()
        for name in (*here.using, *getattr(here.by, "steps", ())):
            if name in seen:
                continue
            seen.add(name)
            other = theorem.claim(name)
            work.append(other)
            if other.role == "assumption" and name not in shown_here and other.formula is not None:
                found[name] = other.formula
    return sorted(found.items())


def _gather(tactic: Any, terms: CoreTerms) -> None:
    """The sets, functions and symbols that only a proof speaks of."""
    if isinstance(tactic, Slack):
        for amount in tactic.amounts:
            terms.term(amount)
    elif isinstance(tactic, Induction):
        if tactic.base is not None:
            _gather(tactic.base, terms)
        if tactic.step is not None:
            _gather(tactic.step, terms)
    elif isinstance(tactic, Instances):
        for use in tactic.facts:
            _gather(use, terms)
        for term in (*tactic.integers, *(t for pair in tactic.products for t in pair)):
            terms.term(term)
    elif isinstance(tactic, At):
        for index, term in tactic.terms:
            terms.index(index)
            terms.term(term)


def hash_of(theorem: Theorem, given: Mapping[str, Any]) -> str:
    """The SHA-256 of the statement that a certificate of this theorem must prove."""
    return sha256(statement(theorem, given)[0])
