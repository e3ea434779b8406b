"""Bounds on a network's outputs over a box of inputs, by exact interval arithmetic.

True, and no more than that: what the units have in common is forgotten layer by layer, so that the
bounds are wider than the outputs are.
"""

from fractions import Fraction
from typing import Sequence, Union

from verify.arithmetic.exact import FUNCTIONS
from verify.network import INPUT, Graph, Layer, Network

Interval = tuple[Fraction, Fraction]

_RANGES = {"sigmoid": (Fraction(0), Fraction(1)), "tanh": (Fraction(-1), Fraction(1))}


def output_bounds(network: Union[Network, Graph], box: Sequence[Interval]) -> list[Interval]:
    """For every output a lowest and a highest value that it cannot leave.

    Raises ValueError unless there is one interval for each input.

    >>> from verify.network import dense
    >>> tent = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
    >>> [tuple(map(str, each)) for each in output_bounds(tent, [(Fraction(0), Fraction(1))])]
    [('-2', '2')]
    """
    if len(box) != network.inputs:
        raise ValueError(f"box: expected {network.inputs} intervals, found {len(box)}")
    if isinstance(network, Network):
        values = list(box)
        for layer in network.layers:
            values = _through(layer, values)
        return values
    layers, known = dict(network.layers), {INPUT: list(box)}
    for node in network.order:
        read = [value for name in node.inputs for value in known[name]]
        known[node.name] = _through(layers[node.layer], read)
    return [value for name in network.output for value in known[name]]


def _through(layer: Layer, values: Sequence[Interval]) -> list[Interval]:
    result = []
    for row, bias, name in zip(layer.weight, layer.bias, layer.activation):
        low = high = bias
        for weight, (least, most) in zip(row, values):
            if weight:
                low += weight * (least if weight > 0 else most)
                high += weight * (most if weight > 0 else least)
        # Every activation is monotone.
        result.append(_RANGES[name] if name in _RANGES
                      else (FUNCTIONS[name](low), FUNCTIONS[name](high)))
    return result
