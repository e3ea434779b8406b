"""Where a claim about a network or circuit fails: what its picture marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Mapping, Sequence


@dataclass(frozen=True)
class Failure:
    """An input at which a claim about an object fails, what is wrong there, and which of the
    object's outputs the claim reads."""

    at: tuple[Fraction, ...]
    says: str
    outputs: tuple[int, ...]


def failure(claims: Sequence[Any], thing: Any, name: str,
            values: Mapping[str, Any]) -> Failure | None:
    """The first refuted claim that is about this object and gives one of its inputs.

    `name` is what the object is called; `values` are a model's functions, of which some may be the
    object's outputs.
    """
    inputs = getattr(thing, "inputs", None)
    count = len(inputs) if isinstance(inputs, tuple) else inputs
    if not isinstance(count, int) or count < 1:
        return None
    functions = {key: getattr(provider, "output", 0) for key, provider in values.items()
                 if _made_of(provider, thing)}
    for claim in claims:
        found = claim.counterexample or {}
        at = found.get("at") or {}
        if claim.status != "refuted" or len(at) != 1:
            continue
        read = {key for key in (*functions, name) if _reads(found.get("relation", ""), key)}
        point = _point(*at.values())
        if point is None or len(point) != count or not (read or not functions):
            continue
        outputs = {functions[key] for key in read if key in functions}
        return Failure(point, _sentence(claim, found), tuple(sorted(outputs or {0})))
    return None


def _made_of(provider: Any, thing: Any) -> bool:
    made = getattr(provider, "circuit", None) or getattr(provider, "network", None)
    return type(made) is type(thing) and bool(made == thing)


def _reads(relation: str, function: str) -> bool:
    """Whether a function is applied in a formula's text.

    >>> _reads("2 c(x) + s(x) = 0", "s"), _reads("abs(x) = 0", "s")
    (True, False)
    """
    return re.search(rf"(?<![\w.]){re.escape(function)}\(", relation) is not None


def _point(place: Any) -> tuple[Fraction, ...] | None:
    numbers = place if isinstance(place, (list, tuple)) else str(place).strip("()").split(",")
    try:
        return tuple(Fraction(str(number).strip()) for number in numbers if str(number).strip())
    except (ValueError, ZeroDivisionError):    # an index of another kind
        return None


def _sentence(claim: Any, found: Mapping[str, Any]) -> str:
    (name, place), = found["at"].items()
    where = f"“{claim.name}” fails at {name} = {place}"
    if "" in (found.get("lhs", ""), found.get("rhs", "")):
        return where
    return (f"{where}, where the left side of {found['relation']} is {found['lhs']} and the right "
            f"side is {found['rhs']}")
