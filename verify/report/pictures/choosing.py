"""Which pictures a report has: those of its theorem, and those of whatever its model holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Mapping, Sequence

from verify.report.pictures.picture import Picture

MOST_OBJECTS = 8        # pictures of networks and circuits on one page
MOST_UNNAMED = 40       # units of those that are there only as some function's values


def pictures(theorem: Any, given: Mapping[str, Any], model: Any,
             claims: Sequence[Any]) -> tuple[Picture, ...]:
    """All pictures of one check, in the order of the page; none without an instance."""
    if model is None:
        return ()
    from verify.report.pictures.functions import functions
    found = list(functions(theorem, model, claims))
    if theorem.pictures is not None:
        found += [picture for picture in theorem.pictures(given, model) if picture is not None]
    for name, thing in sorted(_objects(model).items())[:MOST_OBJECTS]:
        picture = of_object(name, thing, _input(claims, thing))
        if picture is not None:
            found.append(picture)
    return tuple(found)


def _objects(model: Any) -> dict[str, Any]:
    """The objects that a model names; else the networks and circuits that its functions are of."""
    if model.objects:
        return dict(model.objects)
    found: dict[str, Any] = {}
    for name, provider in sorted(model.values.items()):
        thing = getattr(provider, "circuit", None) or getattr(provider, "network", None)
        small = len(getattr(thing, "gates", ())) + getattr(thing, "units", 0) <= MOST_UNNAMED
        if thing is not None and small and not any(thing == other for other in found.values()):
            found[name] = thing
    return found


def of_object(name: str, thing: Any, at: Sequence[Fraction] | None = None) -> Picture | None:
    """A picture of a network, a circuit or the like; None of anything else."""
    from verify.circuits.circuit import Circuit
    from verify.equilibrium import Computation
    from verify.network import Graph, Network
    from verify.report.pictures import matrix, networks
    from verify.tied import WeightTied
    if isinstance(thing, (Network, Graph)):
        return networks.network(name, thing, at)
    if isinstance(thing, WeightTied):
        return matrix.tied(name, thing)
    if isinstance(thing, Circuit):
        return networks.circuit(name, thing)
    if isinstance(thing, Computation):
        return networks.computation(name, thing)
    return None


def _input(claims: Sequence[Any], thing: Any) -> tuple[Fraction, ...] | None:
    """The input at which a construction was refuted, if it is one of this network's."""
    for claim in claims:
        at = (claim.counterexample or {}).get("at") or {}
        if claim.status != "refuted" or len(at) != 1 or getattr(thing, "inputs", 0) < 1:
            continue
        (place,) = at.values()
        numbers = place if isinstance(place, (list, tuple)) else str(place).strip("()").split(",")
        try:
            found = tuple(Fraction(str(number).strip()) for number in numbers)
        except (ValueError, ZeroDivisionError):    # an index of another kind
            continue
        if len(found) == thing.inputs:
            return found
    return None
