"""What a claim says, as one hash: it stands beside the claim's pin, so that neither changes alone.

Hashed are the claim's formula, its own hypotheses, the theorem's assumptions, and the sets,
functions and symbols that they speak of; not the proof, the name or the words around them.
"""

from __future__ import annotations

from typing import Any

from verify.certificate.statement import sha256
from verify.certificate.terms import Terms
from verify.statement import Theorem


def meaning(theorem: Theorem, name: str) -> str:
    """The SHA-256 of what this claim says and of what is assumed of its symbols.

    Raises
        KeyError: if the theorem has no such claim.
        NotCertified: if a formula has no canonical form.
    """
    claim = theorem.claim(name)
    terms = Terms()
    assumptions = [k for k in theorem.claims if k.role == "assumption" and k.formula is not None]
    said: dict[str, Any] = {
        "formula": None if claim.formula is None else terms.formula(claim.formula),
        "text": claim.text if claim.formula is None else "",
        "where": [terms.formula(f) for _, f in claim.assuming],
        "assuming": [terms.formula(k.formula) for k in assumptions if k.formula is not None]}
    return sha256({**said, **terms.tables()})
