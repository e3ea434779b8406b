"""TORCH: a forward pass on float64 tensors, and networks as torch modules. Evidence, never proof.

Values have shape (points, inputs). The arithmetic takes the float64 nearest to each weight; the
modules refuse a weight that is no float64 unless asked to round.
"""

from fractions import Fraction
from typing import Any, Callable, Sequence

import torch

from verify.arithmetic.exact import check_count, fraction
from verify.layer import Layer

FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "identity": lambda v: v,
    "relu": torch.relu,
    "step": lambda v: (v > 0).to(v.dtype),
    "sign": torch.sign,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


def _floats(rows: Sequence[Any]) -> torch.Tensor:
    return torch.tensor([[float(fraction(number)) for number in row] for row in rows],
                        dtype=torch.float64)


class _Tensors:
    """The arithmetic on float64 tensors.

    >>> TORCH.affine([[1, 2]], [3], torch.tensor([[10.0, 20.0]], dtype=torch.float64)).tolist()
    [[53.0]]
    """

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: torch.Tensor) -> torch.Tensor:
        check_count(len(bias), len(weight), "rows of weights, one per bias")
        check_count(len(weight[0]), values.shape[-1], "values")
        return torch.nn.functional.linear(values, _floats(weight), _floats([bias])[0])

    def activate(self, names: Sequence[str], values: torch.Tensor) -> torch.Tensor:
        check_count(len(names), values.shape[-1], "values")
        if len(set(names)) == 1:
            return FUNCTIONS[names[0]](values)
        return torch.stack([FUNCTIONS[name](values[..., i]) for i, name in enumerate(names)], -1)

    def concatenate(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.cat(list(parts), dim=-1)


TORCH = _Tensors()


class Activations(torch.nn.Module):
    """One activation per unit, for rows of units that are not all relu."""

    def __init__(self, names: Sequence[str]):
        super().__init__()
        self.names = tuple(names)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return TORCH.activate(self.names, values)

    def extra_repr(self) -> str:
        return ", ".join(self.names)


class GraphModule(torch.nn.Module):
    """A graph of layers: steps are (node, layer, nodes read), each after what it reads."""

    def __init__(self, layers: dict[str, torch.nn.Module],
                 steps: Sequence[tuple[str, str, tuple[str, ...]]], output: tuple[str, ...]):
        super().__init__()
        self.place = {name: index for index, name in enumerate(layers)}
        self.layers = torch.nn.ModuleList(layers.values())
        self.steps, self.output = tuple(steps), output

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        known = {"x": values}
        for name, layer, read in self.steps:
            joined = torch.cat([known[source] for source in read], dim=-1)
            known[name] = self.layers[self.place[layer]](joined)
        return torch.cat([known[name] for name in self.output], dim=-1)


def chain(layers: Sequence[Layer], rounded: bool = False) -> torch.nn.Sequential:
    """A Sequential of Linear, ReLU (or Activations) for a chain of layers.

    Raises ValueError when a number is no float64, unless `rounded` allows the nearest one.
    """
    parts: list[torch.nn.Module] = []
    for index, layer in enumerate(layers):
        parts.append(_linear(layer, f"layer {index}", rounded))
        if set(layer.activation) == {"relu"}:
            parts.append(torch.nn.ReLU())
        elif set(layer.activation) != {"identity"}:
            parts.append(Activations(layer.activation))
    return torch.nn.Sequential(*parts)


def graph(layers: Sequence[tuple[str, Layer]], steps: Sequence[tuple[str, str, tuple[str, ...]]],
          output: tuple[str, ...], rounded: bool = False) -> GraphModule:
    """A module for an acyclic graph of layers; a layer used twice is one module.

    Raises ValueError when a number is no float64, unless `rounded` allows the nearest one.
    """
    modules: dict[str, torch.nn.Module] = {}
    for name, layer in layers:
        parts: list[torch.nn.Module] = [_linear(layer, f"layer {name!r}", rounded)]
        if set(layer.activation) != {"identity"}:
            parts.append(Activations(layer.activation))
        modules[name] = torch.nn.Sequential(*parts)
    return GraphModule(modules, steps, output)


def _linear(layer: Layer, place: str, rounded: bool) -> torch.nn.Linear:
    if not rounded:
        for number in (n for row in (*layer.weight, layer.bias) for n in row):
            if not _is_float64(number):
                raise ValueError(f"{place}: expected float64 numbers (or rounded=True), "
                                 f"found {number}")
    linear = torch.nn.utils.skip_init(      # leaves torch's random numbers alone
        torch.nn.Linear, layer.inputs, layer.outputs, dtype=torch.float64)
    with torch.no_grad():
        linear.weight.copy_(_floats(layer.weight))
        linear.bias.copy_(_floats([layer.bias])[0])
    return linear


def _is_float64(number: Fraction) -> bool:
    try:
        return Fraction(float(number)) == number
    except OverflowError:
        return False
