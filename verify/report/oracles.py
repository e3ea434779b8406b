"""Which claims of a report rest on a solver's word, read from its certificate."""

from __future__ import annotations

from verify.report.model import Report


def named_oracles(report: Report) -> dict[str, dict[str, str]]:
    """Claim -> whose word; `opinions` are crosschecks, on which nothing rests.

    Raises
        ValueError: if the report has no certificate.
    """
    if report.certificate is None:
        raise ValueError("the report has no certificate")
    roles = {claim.name: claim.role for claim in report.claims}
    found: dict[str, dict[str, str]] = {"oracles": {}, "opinions": {}}
    for claim in report.certificate["claims"]:
        evidence = claim["evidence"]
        if evidence is not None and evidence["kind"] == "oracle":
            kind = "opinions" if roles[claim["name"]] == "crosscheck" else "oracles"
            found[kind][claim["name"]] = evidence["who"]
    return found
