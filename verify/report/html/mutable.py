"""A small network whose weights the reader may change, and the function that it should be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify import calculus as c

MOST_PARAMETERS, MOST_PIECES = 80, 64
STEPS = 1024        # points at which the changed network is looked at
POWERS = 2**12      # of the denominators: then a browser's numbers hold every value exactly


def mutable(theorem: Any, model: Any) -> dict[str, Any] | None:
    """The network, the claim that it breaks, and the function's points; None where a theorem has
    no claim that its network of one input is a given continuous function on an interval."""
    from verify.network import Network
    if theorem.exists is None:
        return None
    network = model.objects.get(theorem.exists.name)
    if not isinstance(network, Network) or (network.inputs, network.outputs) != (1, 1) \
            or network.parameters > MOST_PARAMETERS:
        return None
    known = {"relu", "identity"}
    numbers = [v for layer in network.layers for row in (*layer.weight, layer.bias) for v in row]
    if not all(set(layer.activation) <= known for layer in network.layers) or not all(
            POWERS % v.denominator == 0 and abs(v) <= POWERS for v in numbers):
        return None
    for claim in theorem.claims:
        target = _target(claim, theorem.exists, model) if claim.formula is not None else None
        if target is not None:
            return {"claim": claim.name, "steps": STEPS, "points": target, "layers": [
                {"weight": [[str(v) for v in row] for row in layer.weight],
                 "bias": [str(v) for v in layer.bias], "activation": list(layer.activation)}
                for layer in network.layers]}
    return None


def _target(claim: Any, symbol: Any, model: Any) -> list[list[str]] | None:
    from verify.piecewise.function import Piecewise
    from verify.piecewise.terms import ends, value
    from verify.piecewise.vertices import TooManyPieces, at_most
    from verify.values import NotEvaluated
    indices, relation = c.quantified(claim.formula), c.relation_of(claim.formula)
    if claim.role != "construction" or relation.rel != "=" or len(indices) != 1:
        return None
    x = indices[0]
    if x.over.kind != "interval" or relation.lhs != symbol(x):
        return None
    try:
        low, high = ends(x)
        with at_most(4096):
            found = value(relation.rhs, model, {x: Piecewise.variable(low, high)})
    except (NotEvaluated, TooManyPieces):
        return None
    if not isinstance(found, Piecewise) or not found.continuous or found.pieces > MOST_PIECES:
        return None
    found = found.normalised()
    return [[str(point), str(found(Fraction(point)))] for point in found.points()]
