"""Which pictures a report has: those of its theorem, and those of whatever its model holds."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from verify.report.pictures.failure import Failure, failure
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
        first = name.partition(",")[0]
        picture = of_object(name, thing, failure(claims, thing, first, model.values))
        if picture is not None:
            found.append(picture)
    return tuple(found)


def _objects(model: Any) -> dict[str, Any]:
    """The objects that a model names; else the networks and circuits that its functions are of,
    called after these functions."""
    if model.objects:
        return dict(model.objects)
    found: dict[str, Any] = {}
    for name, provider in sorted(model.values.items()):
        thing = getattr(provider, "circuit", None) or getattr(provider, "network", None)
        small = len(getattr(thing, "gates", ())) + getattr(thing, "units", 0) <= MOST_UNNAMED
        if thing is None or not small:
            continue
        same = [names for names, other in found.items()
                if type(thing) is type(other) and thing == other]
        names = ", ".join((*same, name))
        found = {names if old in same else old: other for old, other in found.items()}
        found.setdefault(names, thing)
    return found


def of_object(name: str, thing: Any, fails: Failure | None = None) -> Picture | None:
    """A picture of a network, a circuit or the like, with the place where a claim about it fails;
    None of anything else."""
    from verify.circuits.circuit import Circuit
    from verify.equilibrium import Computation
    from verify.network import Graph, Network
    from verify.report.pictures import matrix, networks
    from verify.tied import WeightTied
    if isinstance(thing, (Network, Graph)):
        return networks.network(name, thing, fails)
    if isinstance(thing, WeightTied):
        return matrix.tied(name, thing)
    if isinstance(thing, Circuit):
        return networks.circuit(name, thing, fails)
    if isinstance(thing, Computation):
        return networks.computation(name, thing)
    return None
