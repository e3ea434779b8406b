"""A text that two networks share when one is the other with its hidden units in another order.

Only a hint for a person: equal fingerprints are worth a look, and nobody's grade depends on them.
"""

from __future__ import annotations

import hashlib
from typing import Union

from verify.layer import Layer
from verify.network import Graph, Network

_ROUNDS = 3


def fingerprint(network: Union[Network, Graph]) -> str:
    """Equal for networks that are equal up to the order of hidden units.

    >>> from verify.network import dense
    >>> one = Network((dense([[1, 0], [2, 3]], [0, 5], "relu"), dense([[7, 8]], [0])))
    >>> two = Network((dense([[2, 3], [1, 0]], [5, 0], "relu"), dense([[8, 7]], [0])))
    >>> fingerprint(one) == fingerprint(two)
    True
    """
    if isinstance(network, Graph):
        return _hash(repr(network))
    # Colours of units are refined by the colours of what they read and of what reads them.
    layers = network.layers
    colours = [[str(i) for i in range(network.inputs)]]
    colours += [["h"] * layer.outputs for layer in layers[:-1]]
    colours += [[str(i) for i in range(network.outputs)]]
    for _ in range(_ROUNDS):
        for index, layer in enumerate(layers[:-1]):
            after = layers[index + 1]
            colours[index + 1] = [
                _unit(layer, unit, colours[index])
                + _hash(repr(sorted((str(row[unit]), colours[index + 2][number])
                                    for number, row in enumerate(after.weight))))
                for unit in range(layer.outputs)]
            colours[index + 1] = [_hash(text) for text in colours[index + 1]]
    last = layers[-1]
    return _hash(repr([sorted(level) for level in colours])
                 + repr([_unit(last, unit, colours[-2]) for unit in range(last.outputs)]))


def _unit(layer: Layer, unit: int, before: list[str]) -> str:
    reads = sorted((before[i], str(weight)) for i, weight in enumerate(layer.weight[unit]))
    return repr((reads, str(layer.bias[unit]), layer.activation[unit]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
