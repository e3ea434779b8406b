"""Networks too deep to be looked at piece by piece, that are one block repeated.

N(x) = f^n(x) on an interval, where N is a chain of n equal blocks B (a layer whose weights have
rank 1 counts as two, with one number in between): if B(x) = f(x) and f(x) stays in the interval,
for every x in it, then N = f^n there, by induction on the number of blocks.  Both premises are
decided piece by piece.  What is not such a chain is tried at some points, exactly, which may refute
and never proves.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify import calculus as c
from verify.finding import Counterexample, Finding
from verify.methods import breakpoints
from verify.model import Model, NetworkValues
from verify.network import Layer, Network, Vector
from verify.replay import NoExactValue, TooLong, holds

MOST_TIMES = 24  # a function with two pieces, iterated more often, is not looked at by pieces
TRIED = 40      # points k/TRIED of the interval, and as many of the form 1/2^k, 1/3^k


def decide(formula: c.Formula, model: Model) -> Finding:
    """Decide N(x) = f^n(x) for all x in an interval, one side being a network that the model has.

    Proved, refuted with a point, or unknown.
    """
    relation, indices = c.relation_of(formula), c.quantified(formula)
    if (len(indices) != 1 or indices[0].over.kind != "interval"
            or getattr(formula, "where", None) is not None):
        return _unknown("one number of an interval is needed")
    x = indices[0]
    found = _sides(relation, x, model)
    if found is None:
        return _unknown("no network on one side with an iterated function on the other")
    composed = _composed(x, *found, model)
    if composed.outcome == "proved":
        return composed
    failing: Any = _some_point(relation, x, model)
    if failing is not None:
        return Finding("breakpoints", "refuted",
                       counterexample=Counterexample(model, {x: failing}, relation))
    return composed


def too_many_pieces(formula: c.Formula, model: Model) -> bool:
    """Whether a function is iterated so often that its pieces may be too many to look at."""
    relation = c.relation_of(formula)
    return any(model.number(i.args[1]) > MOST_TIMES for side in (relation.lhs, relation.rhs)
               for i in side.atoms(c.Iterate))


def _composed(x: c.Index, network: Network, iterated: c.Iterate, model: Model) -> Finding:
    """Whether the network is a chain of blocks, each of them the iterated function."""
    times = model.number(iterated.args[1])
    layers = _through_one(network.layers)
    size, rest = divmod(len(layers), times) if times else (0, 1)
    if rest or any(layers[n] != layers[n % size] for n in range(len(layers))):
        return _unknown(f"the network is no chain of {times} equal blocks")
    block = NetworkValues(Network(layers[:size]), x.over)
    one = Model(sizes=model.sizes, numbers=model.numbers, values={**model.values, "block": block})
    fn, (low, high) = iterated.fn, x.over.elements
    premises = (c.Eq(c.Fn("block", x.over)(x), fn(x)), c.Le(low, fn(x)), c.Le(fn(x), high))
    for premise in premises:
        if breakpoints.decide(c.ForAll((x,), premise), one).outcome != "proved":
            return _unknown("one block is not the iterated function, or leaves the interval")
    return Finding("breakpoints", "proved", trusts=("induction on the number of blocks",),
                   values={"blocks": str(times)})


def _unknown(note: str) -> Finding:
    return Finding("breakpoints", "unknown", reason="memory", note=note)


def _sides(relation: c.Relation, x: c.Index, model: Model) -> tuple[Network, c.Iterate] | None:
    for left, right in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
        if (relation.rel == "=" and isinstance(left, c.Apply) and left.arguments == (x,)
                and isinstance(right, c.Iterate) and right.args[2] == x):
            provider = model.values.get(left.fn.name)
            if isinstance(provider, NetworkValues) and isinstance(provider.network, Network):
                return provider.network, right
    return None


def _through_one(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The same chain, each layer whose weights have rank 1 as two, with one number in between."""
    found: list[Layer] = []
    for layer in layers:
        first = layer.weight[0]
        factors = [_factor(row, first) for row in layer.weight]
        if layer.inputs > 1 and layer.outputs > 1 and None not in factors:
            found += [Layer((first,), (Fraction(0),), ("identity",)),
                      Layer(tuple((f,) for f in factors if f is not None), layer.bias,
                            layer.activation)]
        else:
            found.append(layer)
    return tuple(found)


def _factor(row: Vector, first: Vector) -> Fraction | None:
    """f with row = f first, or None."""
    place = next((n for n, v in enumerate(first) if v), None)
    if place is None:
        return None
    factor = row[place] / first[place]
    return factor if all(v == factor * w for v, w in zip(row, first)) else None


def _some_point(relation: c.Relation, x: c.Index, model: Model) -> Fraction | None:
    """A point of the interval at which the relation fails, found by trying."""
    low, high = (Fraction(int(e.p), int(e.q)) for e in x.over.elements)
    parts = [Fraction(n, TRIED) for n in range(TRIED + 1)]
    parts += [Fraction(1, base**n) for base in (2, 3) for n in range(1, TRIED, 3)]
    for part in parts:
        point = low + part * (high - low)
        try:
            at: Any = {x: point}       # an index over an interval stands for its own value
            truth, _, _ = holds(relation, model, at)
        except (NoExactValue, TooLong):
            continue
        if not truth:
            return point
    return None
