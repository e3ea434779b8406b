"""From checked rows of numbers to a Network: what every file format has in common.

Activations by name, layers that feed one another, sizes within the limits. Every refusal names the
place in the file, which the constructors in verify.network could not know.
"""

import json
from collections.abc import Sequence
from typing import Any

from verify.errors import BadInput
from verify.interchange.limits import Limits
from verify.interchange.numbers import describe
from verify.network import ACTIVATIONS, Layer, Network

NAMES = ", ".join(ACTIVATIONS)


def unit_activations(value: Any, units: int, place: str) -> tuple[str, ...]:
    """One activation name per unit, from one name or a list of `units` names.

    Raises: BadInput for an unknown name or another number of names.

    >>> unit_activations("relu", 2, "layers[0].activation")
    ('relu', 'relu')
    """
    if isinstance(value, str):
        return (_known(value, place),) * units
    if not isinstance(value, list):
        raise BadInput(place, f"one of {NAMES}, or a list of them", describe(value))
    if len(value) != units:
        raise BadInput(place, f"one name, or a list of {units}, one per unit", describe(value))
    return tuple(_known(name, f"{place}[{unit}]") for unit, name in enumerate(value))


def short(names: Sequence[str]) -> str | list[str]:
    """The shortest value that `unit_activations` reads back: one name if all units have it.

    >>> short(["relu", "relu"]), short(["relu", "step"])
    ('relu', ['relu', 'step'])
    """
    return names[0] if len(set(names)) == 1 else list(names)


def network_of(layers: Sequence[Layer], names: Sequence[str], place: str) -> Network:
    """The network of `layers`, called `names` in the file, each of which feeds the next.

    Raises: BadInput at the first layer whose weight (out, in) does not fit.
    """
    for before, after, here, there in zip(layers, layers[1:], names, names[1:]):
        if after.inputs != before.outputs:
            raise BadInput(
                f"{place}: {there}.weight",
                f"{count(before.outputs, 'column')}, one per unit of {here}",
                count(after.inputs, "column"),
            )
    return Network(tuple(layers))


def within(limits: Limits, place: str, layers: int = 0, units: int = 0,
           parameters: int = 0, wires: int = 0) -> None:
    """Nothing, when the sizes are within the limits.

    Raises: BadInput naming the size that is not.
    """
    sizes = (
        (layers, limits.layers, "layers"),
        (units, limits.units, "units"),
        (parameters, limits.parameters, "weights and biases"),
        (wires, limits.wires, "inputs of nodes"),
    )
    for size, limit, noun in sizes:
        if size > limit:
            raise BadInput(place, f"at most {limit} {noun}", str(size))


def count(number: int, noun: str) -> str:
    """A number with its noun, in the plural where there is not exactly one.

    >>> count(1, "column"), count(2, "column")
    ('1 column', '2 columns')
    """
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _known(name: Any, place: str) -> str:
    if not (isinstance(name, str) and name in ACTIVATIONS):
        found = json.dumps(name[:40]) if isinstance(name, str) else describe(name)
        raise BadInput(place, f"one of {NAMES}", found)
    return name
