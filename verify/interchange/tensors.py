"""Named tensors (from npz, safetensors or torch files) to a network and back.

The contract's names are layers.0.weight, layers.0.bias, layers.1.weight, ...; weights (out, in).
The state dict of a torch Sequential, "0.weight", "2.weight" or "net.0.weight", is read as well: its
numbers put the layers in order. A float is the dyadic number that it is, so nothing is rounded.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Union

import numpy as np

from verify.errors import BadInput
from verify.interchange.assemble import count, network_of, short, unit_activations, within
from verify.interchange.json_text import parse
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.numbers import describe
from verify.network import Layer, Network

# How activations are given where a file has none: "relu,identity", '["relu", ["step", "sign"]]' or
# the same as a list; one entry per layer, each one name or one name per unit.
Activation = Union[str, Sequence[Any]]

_NAME = re.compile(r"((?:[A-Za-z_][A-Za-z0-9_]*\.)*)(0|[1-9][0-9]{0,5})\.(weight|bias)")


@dataclass(frozen=True)
class Tensors:
    """What a container file holds: arrays by name, and its activations where it states them."""

    arrays: Mapping[str, np.ndarray]
    activation: Activation | None = None


def network(found: Tensors, place: str, activation: Activation | None = None,
            limits: Limits = LIMITS) -> Network:
    """The network of the tensors; `activation` counts only where the file states none.

    Raises: BadInput naming the file and the tensor.

    >>> arrays = {"0.weight": np.ones((2, 1)), "0.bias": np.array([0, -0.5]),
    ...           "2.weight": np.array([[1.0, -2.0]])}
    >>> tent = network(Tensors(arrays), "tent.npz")
    >>> [layer.activation for layer in tent.layers], tent.layers[0].bias[1]
    ([('relu', 'relu'), ('identity',)], Fraction(-1, 2))
    """
    prefix, indices = _stack(found.arrays, place)
    within(limits, place, layers=len(indices))
    within(limits, place, parameters=sum(array.size for array in found.arrays.values()))
    stems = [f"{prefix}{index}" for index in indices]
    # A plain Sequential must leave out what its ReLUs are; a file of ours must not.
    torch_style = prefix != "layers."
    rows = [_weight(found.arrays, stem, place) for stem in stems]
    within(limits, place, units=sum(len(row) for row in rows))
    names = _activations(found.activation, activation, len(rows), torch_style, place)
    layers = []
    for stem, weight, name in zip(stems, rows, names):
        bias = _bias(found.arrays, stem, len(weight), torch_style, place)
        units = unit_activations(name, len(weight), f"{place}: activation of {stem}")
        layers.append(Layer(weight, bias, units))
    return network_of(layers, stems, place)


def tensors(given: Network, place: str) -> Tensors:
    """The float64 tensors that hold exactly this network, activations as JSON text.

    Raises: BadInput naming the first weight that float64 cannot hold; see rounding.py.

    >>> from verify.network import Network, dense
    >>> tensors(Network((dense([["1/2"]], [0], "relu"),)), "n.npz").arrays["layers.0.weight"]
    array([[0.5]])
    """
    arrays: dict[str, np.ndarray] = {}
    for index, layer in enumerate(given.layers):
        stem = f"layers.{index}"
        arrays[f"{stem}.weight"] = np.array([
            [float64(w, f"{place}: {stem}.weight[{row},{column}]") for column, w in enumerate(ws)]
            for row, ws in enumerate(layer.weight)
        ], dtype="<f8")
        arrays[f"{stem}.bias"] = np.array([
            float64(b, f"{place}: {stem}.bias[{row}]") for row, b in enumerate(layer.bias)
        ], dtype="<f8")
    return Tensors(arrays, json.dumps([short(layer.activation) for layer in given.layers]))


def _stack(arrays: Mapping[str, np.ndarray], place: str) -> tuple[str, list[int]]:
    """The common prefix of all names, and the numbers of the layers in ascending order."""
    expected = 'tensors named "layers.0.weight", "layers.0.bias", ... or as in a torch Sequential'
    prefixes: dict[str, str] = {}
    indices = set()
    for name in arrays:
        match = _NAME.fullmatch(name)
        if match is None:
            raise BadInput(place, expected, json.dumps(name[:60]))
        prefixes.setdefault(match[1], name)
        indices.add(int(match[2]))
    if not indices:
        raise BadInput(place, expected, "none")
    if len(prefixes) > 1:
        first, second = list(prefixes.values())[:2]
        raise BadInput(place, "layers of one stack", f'"{first[:60]}" and "{second[:60]}"')
    return next(iter(prefixes)), sorted(indices)


def _weight(arrays: Mapping[str, np.ndarray], stem: str, place: str) -> tuple:
    array = arrays.get(f"{stem}.weight")
    where = f"{place}: {stem}.weight"
    if array is None:
        raise BadInput(where, "a weight of shape (out, in)", "none")
    if array.ndim != 2 or 0 in array.shape:
        raise BadInput(where, "a weight of shape (out, in)", f"shape {array.shape}")
    return tuple(map(tuple, _exact(array, where)))


def _bias(arrays: Mapping[str, np.ndarray], stem: str, units: int, torch_style: bool,
          place: str) -> tuple[Fraction, ...]:
    array = arrays.get(f"{stem}.bias")
    where = f"{place}: {stem}.bias"
    expected = f"shape ({units},), {count(units, 'number')}, one per row of weight"
    if array is None:
        if torch_style:  # Linear(..., bias=False) saves no bias
            return (Fraction(0),) * units
        raise BadInput(where, expected, "none")
    if array.shape != (units,):
        raise BadInput(where, expected, f"shape {array.shape}")
    return tuple(_exact(array, where))


def _exact(array: np.ndarray, place: str) -> list[Any]:
    """The array as (nested) Fractions, each the very number that the float or integer is."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind not in "fiu" or size > 8:  # long double is another number on every machine
        raise BadInput(place, "float or integer numbers of at most 64 bits", str(array.dtype))
    if kind == "f":
        array = array.astype(np.float64)
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            index = tuple(int(number) for number in bad[0])
            spot = ",".join(map(str, index))
            raise BadInput(f"{place}[{spot}]", "a finite number", str(float(array[index])))
    if array.ndim == 1:
        return [Fraction(value) for value in array.tolist()]
    return [[Fraction(value) for value in row] for row in array.tolist()]


def _activations(stated: Activation | None, given: Activation | None, layers: int,
                 torch_style: bool, place: str) -> list[Any]:
    where = f"{place}: activation"
    value = stated if stated is not None else given
    if value is None:
        if torch_style:
            return ["relu"] * (layers - 1) + ["identity"]
        example = ",".join(["relu"] * (min(layers, 4) - 1) + ["identity"])
        expected = f'activations in the metadata or given, one per layer, such as "{example}"'
        raise BadInput(where, expected, "none")
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = parse(value.encode("utf-8", "surrogatepass"), where)
    elif isinstance(value, str):
        value = [name.strip() for name in value.split(",")]
    if not isinstance(value, (list, tuple)):
        raise BadInput(where, "a list of activations, one per layer", describe(value))
    if len(value) != layers:
        expected = f"{count(layers, 'activation')}, one per layer"
        raise BadInput(where, expected, str(len(value)))
    return [list(name) if isinstance(name, tuple) else name for name in value]


def float64(value: Fraction, place: str) -> float:
    """The float64 that is exactly this number.

    Raises: BadInput at `place` where there is none.

    >>> float64(Fraction(3, 8), "n.npz: layers.0.bias[0]")
    0.375
    """
    expected = "a weight that float64 holds exactly (or allow rounding)"
    try:
        result = float(value)
    except OverflowError:
        raise BadInput(place, expected, "one beyond the largest float64") from None
    if Fraction(result) != value:
        text = str(value) if value.denominator.bit_length() < 100 else "a longer fraction"
        raise BadInput(place, expected, text if len(text) < 60 else "a longer fraction")
    return result
