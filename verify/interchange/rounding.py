"""The nearest network in float64: another network than the one given, and how far from it.

Nothing is rounded unless it is asked for, and what was proved of the network given says nothing
about the rounded one, which has to be checked as a network of its own.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Callable, Iterator, TypeVar, Union

from verify.errors import BadInput
from verify.network import Graph, Layer, Network

Rounded = TypeVar("Rounded", bound=Union[Network, Graph])


@dataclass(frozen=True)
class Error:
    """The largest |rounded - given| among all weights, where it is, and how many were changed."""

    largest: Fraction
    place: str
    changed: int


def nearest(given: Rounded, place: str) -> Rounded:
    """The network with every weight replaced by the nearest float64, ties to even.

    Raises: BadInput for a weight beyond the largest float64.

    >>> from verify.network import dense
    >>> float(nearest(Network((dense([["1/3"]], [0]),)), "n.npz").layers[0].weight[0][0])
    0.3333333333333333
    """
    def near(value: Fraction, where: str) -> Fraction:
        try:
            return Fraction(float(value))
        except OverflowError:
            expected = "a weight that float64 can hold"
            raise BadInput(f"{place}: {where}", expected, "a larger one") from None

    layers = [(name, _mapped(layer, f"layers.{name}", near)) for name, layer in _named(given)]
    if isinstance(given, Graph):
        return replace(given, layers=tuple(layers))
    return replace(given, layers=tuple(layer for _, layer in layers))


def error(given: Union[Network, Graph], rounded: Union[Network, Graph]) -> Error:
    """How far the weights of a rounded network are from those given, exactly.

    >>> from verify.network import dense
    >>> third = Network((dense([[1, "1/3"]], [0]),))
    >>> error(third, nearest(third, "n.npz"))
    Error(largest=Fraction(1, 54043195528445952), place='layers.0.weight[0,1]', changed=1)
    """
    largest, place, changed = Fraction(0), "", 0
    other = dict(_named(rounded))
    for name, layer in _named(given):
        for (where, a), (_, b) in zip(_numbers(layer), _numbers(other[name])):
            changed += a != b
            if abs(a - b) > largest:
                largest, place = abs(a - b), f"layers.{name}.{where}"
    return Error(largest, place, changed)


def _named(network: Union[Network, Graph]) -> tuple[tuple[str, Layer], ...]:
    if isinstance(network, Graph):
        return network.layers
    return tuple((str(index), layer) for index, layer in enumerate(network.layers))


def _mapped(layer: Layer, stem: str, near: Callable[[Fraction, str], Fraction]) -> Layer:
    return Layer(
        tuple(tuple(near(w, f"{stem}.weight[{unit},{column}]") for column, w in enumerate(row))
              for unit, row in enumerate(layer.weight)),
        tuple(near(b, f"{stem}.bias[{unit}]") for unit, b in enumerate(layer.bias)),
        layer.activation)


def _numbers(layer: Layer) -> Iterator[tuple[str, Fraction]]:
    for unit, (row, bias) in enumerate(zip(layer.weight, layer.bias)):
        yield from ((f"weight[{unit},{column}]", w) for column, w in enumerate(row))
        yield f"bias[{unit}]", bias
