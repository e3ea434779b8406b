"""Networks of gates: an item's `gates = ["nand"]` allows only units that compute one of these.

Judged by what a unit does on bits, not by how it is written: -1, -1, 3/2 and -5, -4, 7 are both
NAND. A unit may read one bit twice, so that NOT is a NAND; it may not ignore all of its inputs.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Callable, Sequence, Union

from verify.grade.outcome import Stop
from verify.layer import Layer
from verify.network import Graph, Network

# On the bits that a unit reads, one or two of them.
GATES: dict[str, Callable[[Sequence[int]], bool]] = {
    "nand": lambda bits: not all(bits),
    "nor": lambda bits: not any(bits),
    "and": lambda bits: all(bits),
    "or": lambda bits: any(bits),
    "not": lambda bits: len(bits) == 1 and not bits[0],
}
MOST_READ = 2


def check_gates(network: Union[Network, Graph], allowed: Sequence[str]) -> None:
    """Nothing, if every unit computes one of the gates on the bits that it reads.

    Raises: Stop (incorrect) naming the first unit that does not.

    >>> from verify.network import dense
    >>> check_gates(Network((dense([[-1, -1]], ["3/2"], "step"),)), ["nand"])
    >>> check_gates(Network((dense([[1, 1]], ["-1/2"], "step"),)), ["nand"])
    Traceback (most recent call last):
    verify.grade.outcome.Stop: layers[0], unit 0 is no nand of one or two bits
    """
    named = ([(f"layers[{index}]", layer) for index, layer in enumerate(network.layers)]
             if isinstance(network, Network) else
             [(f"layer {name}", layer) for name, layer in network.layers])
    for place, layer in named:
        for unit in range(layer.outputs):
            if not any(_computes(layer, unit, GATES[name]) for name in allowed):
                raise Stop("incorrect", f"{place}, unit {unit} is no {' or '.join(allowed)} of one "
                                        "or two bits")


def _computes(layer: Layer, unit: int, gate: Callable[[Sequence[int]], bool]) -> bool:
    weights = [weight for weight in layer.weight[unit] if weight]
    if layer.activation[unit] != "step" or not 1 <= len(weights) <= MOST_READ:
        return False
    return all((sum((w * b for w, b in zip(weights, bits)), Fraction(layer.bias[unit])) > 0)
               == gate(bits) for bits in product((0, 1), repeat=len(weights)))
