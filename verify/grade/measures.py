"""What a network costs, counted by us, and the limits that it must keep before it is evaluated.

Two of the bounds are about work that has not been done yet: how many multiplications all inputs
take, and how long any number on the way can become.
"""

from __future__ import annotations

from math import lcm
from typing import Iterable, Union

from verify.grade.grade_limits import ItemLimits
from verify.grade.outcome import Stop
from verify.layer import Layer
from verify.network import INPUT, Graph, Network

Net = Union[Network, Graph]


def check_limits(network: Net, limits: ItemLimits) -> tuple[tuple[str, int], ...]:
    """The measures of a network that keeps the limits: layers, hidden units, parameters, bits.

    Raises: Stop (over_limit) naming the first limit that is not kept.

    >>> from verify.network import dense
    >>> check_limits(Network((dense([[1, 1]], ["-1/2"], "step"),)), ItemLimits())[:2]
    (('layers', 1), ('hidden units', 0))
    """
    layers = list(_layers(network))
    bits = 0
    for layer in layers:
        for row in (*layer.weight, layer.bias):
            for number in row:
                if abs(number.numerator) > limits.abs_numerator:
                    _over("numerator", limits.abs_numerator, number.numerator)
                if number.denominator > limits.denominator:
                    _over("denominator", limits.denominator, number.denominator)
                bits += number.numerator.bit_length() + number.denominator.bit_length() - 1
    measures = (("layers", network.depth), ("hidden units", network.units),
                ("parameters", network.parameters), ("bits", bits))
    for (name, value), most in zip(measures, (limits.layers, limits.hidden_units,
                                              limits.parameters, limits.total_bits)):
        if value > most:
            raise Stop("over_limit", f"at most {most} {name}, found {value}")
    return measures


def check_work(network: Net, limits: ItemLimits, inputs: int, input_bits: int) -> None:
    """Nothing, if evaluating on so many inputs keeps the budgets.

    Raises: Stop (over_limit) before anything is computed.
    """
    weights = sum(layer.nonzeros for layer in _used(network))
    if inputs * weights > limits.operations:
        raise Stop("over_limit", f"at most {limits.operations} multiplications, needed "
                                 f"{inputs} inputs x {weights} weights")
    bits = longest_bits(network, input_bits)
    if bits > limits.value_bits:
        raise Stop("over_limit", f"at most {limits.value_bits} bits in any value, "
                                 f"the weights allow {bits}")
    slow = 1 if bits < 60 else 32 + bits // 64      # beyond a machine word
    if inputs * weights * slow > 8 * limits.operations:
        raise Stop("over_limit", f"numbers of {bits} bits on {inputs} inputs are too much work")


def longest_bits(network: Net, input_bits: int) -> int:
    """A bound on the bits of numerator and denominator of any value: each layer adds those of its
    weights over their common denominator, and those of its width.

    >>> from verify.network import dense
    >>> longest_bits(Network((dense([[3, 1]], [0]),)), 1)
    6
    """
    longest = input_bits
    if isinstance(network, Network):
        bits = input_bits
        for layer in network.layers:
            bits += _growth(layer)
            longest, bits = max(longest, bits), 1 if _saturated(layer) else bits
        return longest
    growth = {name: (_growth(layer), _saturated(layer)) for name, layer in network.layers}
    known = {INPUT: input_bits}
    for node in network.order:
        more, saturated = growth[node.layer]
        bits = more + max(known[name] for name in node.inputs)
        longest, known[node.name] = max(longest, bits), 1 if saturated else bits
    return longest


def _saturated(layer: Layer) -> bool:
    """Whether every unit answers -1, 0 or 1."""
    return all(name in ("step", "sign") for name in layer.activation)


def _growth(layer: Layer) -> int:
    common = denominator = 1
    for row in (*layer.weight, layer.bias):
        for number in row:
            common = max(common, abs(number.numerator))
            denominator = lcm(denominator, number.denominator)
            if denominator.bit_length() > 2**16:
                return 2**16
    return common.bit_length() + denominator.bit_length() + (layer.inputs + 1).bit_length()


def _layers(network: Net) -> Iterable[Layer]:
    return network.layers if isinstance(network, Network) else (
        layer for _, layer in network.layers)


def _used(network: Net) -> Iterable[Layer]:
    if isinstance(network, Network):
        return network.layers
    layers = dict(network.layers)
    return (layers[node.layer] for node in network.nodes)


def _over(noun: str, most: int, found: int) -> None:
    shown = str(found) if abs(found) < 10**40 else f"a number of {found.bit_length()} bits"
    raise Stop("over_limit", f"a weight's {noun} is at most {most}, found {shown}")
