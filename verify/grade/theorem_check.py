"""A submitted network as the witness of an installed theorem: every claim is checked with it.

    spec = { theorem = "...", given = { k = 3 } }
"""

from __future__ import annotations

from typing import Any

from verify import catalogue, library
from verify.errors import BadInput, Refused
from verify.grade.assignment import Item, keys, table_of, text
from verify.grade.cleaning import clean
from verify.grade.outcome import Counterexample, Coverage, Outcome, Stop
from verify.parameters import complete


def check_theorem(item: Item, place: str) -> None:
    """Nothing, if the theorem is installed, takes a network, and these numbers; BadInput else."""
    keys(item.spec, place, ("theorem",), ("given", "claims"))
    theorem = catalogue.find(text(item.spec["theorem"], f"{place}.theorem"))
    if not library.takes_network(theorem):
        raise BadInput(f"{place}.theorem", "a theorem that takes a network", theorem.name)
    complete(theorem.given, table_of(item.spec.get("given", {}), f"{place}.given"), theorem.name)


def grade_by_theorem(item: Item, network: Any) -> Outcome:
    """`correct` where all claims are proved with this network, `incorrect` where one is refuted.

    Raises: Stop where the theorem cannot take it.
    """
    try:
        report = library.check(item.spec["theorem"], witness=network, **item.spec.get("given", {}))
    except (BadInput, Refused) as error:
        raise Stop("malformed", clean(str(error))) from None
    if report.verdict == "proved":
        proved = report.counts["proved"]
        return Outcome("correct", f"all claims of {report.title} are proved with this network "
                                  f"({proved} claims)", None, Coverage("theorem", proved))
    for claim in report.claims:
        if claim.status != "refuted":
            continue
        at = (claim.counterexample or {}).get("at") or {}
        shown = ", ".join(f"{name}={value}" for name, value in at.items())
        values = claim.values or {}
        counterexample = Counterexample(
            tuple(map(str, at.values())), str(values.get("lhs", "")), str(values.get("rhs", "")))
        return Outcome("incorrect", clean(f"{claim.name} is false{f' at {shown}' if at else ''}"),
                       counterexample if at else None, Coverage("theorem", len(report.claims)))
    return Outcome("undecided", "the theorem's claims could not be decided with this network; "
                                "please tell your lecturer")
