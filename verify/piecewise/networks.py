"""Networks of one real variable, layer by layer: all units of a layer on one partition.

A layer first maps every vertex, then inserts the kinks of its units, then applies the activations,
which are affine inside every piece by then.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.layer import Layer
from verify.network import INPUT, Graph, Network
from verify.piecewise.kinks import split_at_zero
from verify.piecewise.vertices import NotAffine, Vertices, affine, with_rows

JUMPS = ("step", "sign")
KINDS = ("identity", "relu", *JUMPS)


def activated(vertices: Vertices, names: Sequence[str]) -> Vertices:
    """The activation names[i] applied to row i.

    Raises
        NotAffine: for an activation that is not affine in pieces.

    >>> from fractions import Fraction
    >>> from verify.piecewise.vertices import straight
    >>> line = straight(Fraction(-1), Fraction(1), Fraction(1), Fraction(0))
    >>> bent = activated(line, ["relu"])
    >>> [(str(bent.point(n)), str(bent.value(1, 0, n))) for n in range(3)]
    [('-1', '0'), ('0', '0'), ('1', '1')]
    """
    for name in names:
        if name not in KINDS:
            raise NotAffine(f"{name} is not affine in pieces")
    bent = [row for row, name in enumerate(names) if name != "identity"]
    if not bent:
        return vertices
    vertices = split_at_zero(vertices, bent)
    if any(name in JUMPS for name in names):
        vertices = vertices.three_sided()
    kinds = sorted(set(names))
    if len(kinds) == 1:
        return with_rows(vertices, _applied(vertices, kinds[0]))
    rows = {kind: [row for row, name in enumerate(names) if name == kind] for kind in kinds}
    parts = [_applied(vertices.select(rows[kind]), kind) for kind in kinds]
    order = np.argsort([row for kind in kinds for row in rows[kind]])
    return with_rows(vertices, concatenate(parts, axis=1)[:, order])


def _applied(vertices: Vertices, kind: str) -> ExactArray:
    """One activation of all rows, none of which changes its sign inside a piece."""
    if kind == "identity":
        return vertices.values
    if kind == "relu":
        return vertices.values.relu()
    signs = np.sign(vertices.values.numerators).astype(np.int64)
    inside = np.sign(signs[-1][:, :-1] + signs[0][:, 1:])
    signs[2][:, :-1], signs[0][:, 1:] = inside, inside
    if kind == "step":
        signs = np.maximum(signs, 0)
    return ExactArray(signs, 1, 1) * vertices.weight


def layer_of(vertices: Vertices, layer: Layer) -> Vertices:
    """One layer on all rows of the vertices."""
    return activated(affine(vertices, layer.weight, layer.bias), layer.activation)


def propagated(network: Network | Graph, vertices: Vertices) -> Vertices:
    """The outputs of the network, one row each, on the rows given as its inputs.

    Raises
        ValueError: unless there are exactly network.inputs rows.
        TooManyPieces: if there are more pieces than are held at once.
    """
    if network.inputs != vertices.rows:
        raise ValueError(f"expected {network.inputs} inputs, found {vertices.rows}")
    if isinstance(network, Network):
        for layer in network.layers:
            vertices = layer_of(vertices, layer)
        return vertices
    return _graph(network, vertices)


def _graph(network: Graph, vertices: Vertices) -> Vertices:
    """All nodes that are still needed stand side by side as rows, so that a new kink splits all."""
    uses = [set(node.inputs) for node in network.order] + [set(network.output)]
    layers = dict(network.layers)
    rows: dict[str, list[int]] = {INPUT: list(range(vertices.rows))}
    for number, node in enumerate(network.order):
        layer = layers[node.layer]
        read = [row for name in node.inputs for row in rows[name]]
        needed = set().union(*uses[number + 1:])
        kept = [name for name in rows if name in needed]
        carried = [row for name in kept for row in rows[name]]
        new = affine(vertices.select(read), layer.weight, layer.bias)
        joined = with_rows(vertices, vertices.values[:, carried], new.values) if carried else new
        vertices = activated(joined, ("identity",) * len(carried) + layer.activation)
        rows, place = {name: rows[name] for name in kept}, 0
        for name in kept:
            rows[name] = list(range(place, place + len(rows[name])))
            place += len(rows[name])
        rows[node.name] = list(range(place, place + layer.outputs))
    return vertices.select([row for name in network.output for row in rows[name]])
