"""Exact values of a theorem's claims at several of its numbers, worked out for an explorer.

Only values are worked out, no verdicts: what is proved for every parameter is said by the check.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any, Mapping, Sequence

from verify import calculus as c
from verify.arithmetic.exact import NoExactValue
from verify.errors import BadInput
from verify.instance import closed_values
from verify.parameters import complete
from verify.timelimit import TimeLimit, time_limit

SCHEMA = "netproof-explorer/1"
MOST_VALUES, BEYOND = 8, 2      # of an integer: up to its default and a little further
LONGEST = 400                   # digits of a value that is still worth showing


def explored(theorem: Any, seconds: float = 20.0) -> dict[str, Any]:
    """What the explorer shows (netproof-explorer/1): its first integer and its first choice vary,
    all other numbers are the defaults.

    Numbers for which there is no instance, or no time, are left out.
    """
    varied = [p for p in theorem.given if p.kind == "integer"][:1]
    varied += [p for p in theorem.given if p.kind == "choice"][:1]
    ranges = [_values(p) for p in varied]
    points = []
    try:
        with time_limit(seconds):
            for chosen in sorted(product(*ranges), key=lambda v: [str(v[1:]), v[:1]]):
                given = dict(zip((p.name for p in varied), chosen))
                point = values_at(theorem, given) if given else None
                if point is not None:
                    points.append({"given": given, **point})
    except TimeLimit:
        pass    # what is there is shown; the page says for which numbers
    shown = [{"name": p.name, "symbol": p.symbol, "help": p.help, "default": p.default,
              "values": [v for v in values if any(q["given"][p.name] == v for q in points)]}
             for p, values in zip(varied, ranges)]
    return {"schema": SCHEMA, "theorem": theorem.name, "parameters": shown, "points": points}


def values_at(theorem: Any, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Both sides of every closed claim, and the theorem's quantities; None without an instance."""
    try:
        values = complete(theorem.given, dict(given), theorem.name)
        witness = theorem.witness(values) if theorem.witness is not None else None
        model = theorem.instance(values, witness)
    except (BadInput, NoExactValue):
        return None
    claims = [k for k in theorem.claims if k.when is None or k.when(values)]
    sides = closed_values(claims, model)
    lines = []
    for claim in claims:
        if claim.name not in sides:
            continue
        lhs, rhs = sides[claim.name]
        relation = c.relation_of(claim.formula)
        if all(isinstance(v, Fraction) and len(str(v)) <= LONGEST for v in (lhs, rhs)):
            lines.append({"name": claim.name, "lhs": str(lhs), "rel": relation.rel,
                          "rhs": str(rhs), "holds": bool(c.HOLDS[relation.rel](lhs, rhs))})
    found = theorem.quantities(values, model, sides) if theorem.quantities is not None else {}
    return {"claims": lines, "quantities": {name: str(v) for name, v in found.items()
                                            if isinstance(v, (int, Fraction))}}


def _values(parameter: Any) -> list[Any]:
    if parameter.kind == "choice":
        return list(parameter.choices)
    high = min(parameter.high, parameter.default + BEYOND)
    return list(range(max(parameter.low, high - MOST_VALUES + 1), high + 1))


def columns(points: Sequence[Mapping[str, Any]], most: int = 5) -> list[str]:
    """The quantities (or else the claims) that a table of all points has room for."""
    names: list[str] = []
    for point in points:
        names += [n for n in point["quantities"] if n not in names]
    if names:
        return names[:most]
    for point in points:
        names += [k["name"] for k in point["claims"] if k["name"] not in names]
    return names[:most]


def cell(point: Mapping[str, Any], name: str) -> str:
    """A quantity, or both sides of a claim, at one point; empty if it has none there."""
    if name in point["quantities"]:
        return point["quantities"][name]
    signs = {"<=": "≤", "!=": "≠"}
    for claim in point["claims"]:
        if claim["name"] == name:
            return f"{claim['lhs']} {signs.get(claim['rel'], claim['rel'])} {claim['rhs']}"
    return ""
