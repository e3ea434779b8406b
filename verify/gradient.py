"""The exact gradient of a predictor p_w(x) with respect to its weights, at many inputs at once.

Backpropagation by hand, for chains of relu (or identity) layers with one output:

    d p / d weight[u, j] = delta[u] * values[j]        d p / d bias[u] = delta[u]
    delta of the layer below = (weight^T delta) * relu'(pre-activation)

where `values` are what the layer reads. relu'(0) := 0 by convention; `kinks` says whether that
convention was used. Only the values and the deltas are stored, so memory grows with the number
of units; the columns of the gradient are made on demand, a block at a time.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Iterator, Optional, Sequence

import numpy as np

from verify.arithmetic.exact_array import INT64_LIMIT, ExactArray, concatenate
from verify.arithmetic.integers import INTEGERS
from verify.network import Network, preactivations


@dataclass(frozen=True, eq=False)
class ParameterGradient:
    """p_w(x) and its partial derivatives at the given inputs; parameter_gradient builds one.

    For every layer: what it reads (inputs, points), its pre-activations (units, points) and its
    deltas (units, points). One row per unit, so that every loop runs along the points.
    """

    network: Network
    output: ExactArray                      # (points,): p_w(x)
    values: tuple[ExactArray, ...]
    before: tuple[ExactArray, ...]
    deltas: tuple[ExactArray, ...]

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.network.parameters

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters in order: layer by layer, the weight row by row, then the bias."""
        return parameter_names(self.network)

    def preactivations(self) -> list[ExactArray]:
        """The pre-activations (points, units) of every layer that has relu units."""
        return [rows.transpose() for rows, layer in zip(self.before, self.network.layers)
                if layer.relus]

    @cached_property
    def kinks(self) -> Optional[tuple[int, int, int]]:
        """(layer, unit, input) of the first relu pre-activation that is exactly 0, or None."""
        for index, (rows, layer) in enumerate(zip(self.before, self.network.layers)):
            for unit, name in enumerate(layer.activation):
                if name == "relu" and not rows.numerators[unit].all():
                    return index, unit, int((rows.numerators[unit] == 0).argmax())
        return None

    @cached_property
    def denominator(self) -> int:
        """The denominator of every block."""
        return math.lcm(*(values.denominator * delta.denominator
                          for values, delta in zip(self.values, self.deltas)))

    def block(self, start: int, stop: int) -> ExactArray:
        """The partial derivatives for the parameters start <= j < stop, (points, stop - start).

        Raises ValueError unless 0 <= start < stop <= size.
        """
        check_block(start, stop, self.size)
        pieces = list(self._pieces(start, stop))
        bound = max(self._bound(*piece) for piece in pieces)
        if bound >= INT64_LIMIT or any(delta.is_object or values is not None and values.is_object
                                       for delta, values in pieces):
            products = [delta if values is None else delta * values for delta, values in pieces]
            return concatenate([part.over(self.denominator) for part in products]).transpose()
        block = np.empty((stop - start, self.output.size), dtype=np.int64)
        row = 0
        for delta, values in pieces:
            factor = self._factor(delta, values)
            scaled = delta.numerators if factor == 1 else delta.numerators * factor
            rows = block[row:row + (delta if values is None else values).shape[0]]
            if values is None:
                rows[...] = scaled
            else:
                np.multiply(scaled, values.numerators, out=rows)
            row += len(rows)
        return ExactArray(block.T, self.denominator, bound)

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[ExactArray, Optional[ExactArray]]]:
        """(delta, values) for a run of one unit's weights, (deltas, None) for a run of biases."""
        place = 0
        for layer, values, delta in zip(self.network.layers, self.values, self.deltas):
            for unit in range(layer.outputs):
                first, last = _overlap(start - place, stop - place, layer.inputs)
                if first < last:
                    yield delta[unit:unit + 1], values[first:last]
                place += layer.inputs
            first, last = _overlap(start - place, stop - place, layer.outputs)
            if first < last:
                yield delta[first:last], None
            place += layer.outputs

    def _factor(self, delta: ExactArray, values: Optional[ExactArray]) -> int:
        below = 1 if values is None else values.denominator
        return self.denominator // (delta.denominator * below)

    def _bound(self, delta: ExactArray, values: Optional[ExactArray]) -> int:
        """Of every product and of the factor that brings them to the common denominator."""
        below = 1 if values is None else max(1, values.bound)
        return self._factor(delta, values) * max(1, delta.bound) * below


def parameter_gradient(network: Network, inputs: ExactArray) -> ParameterGradient:
    """The gradient of a network with one output at `inputs` (points, n_in).

    Raises ValueError for several outputs, or for a unit that is neither relu nor identity.

    >>> from verify.network import dense
    >>> p = Network((dense([[2]], [-1], "relu"), dense([[3]], [0])))
    >>> gradient = parameter_gradient(p, ExactArray.of([[4]]))
    >>> gradient.names[0], gradient.block(0, gradient.size).numerators.tolist()
    ('layers.0.weight[0,0]', [[12, 3, 7, 1]])
    """
    if network.outputs != 1:
        raise ValueError(f"gradient: expected a network with 1 output, found {network.outputs}")
    for index, layer in enumerate(network.layers):
        for name in layer.activation:
            if name not in ("relu", "identity"):
                raise ValueError(f"gradient: layer {index}: expected relu or identity, "
                                 f"found {name}")
    columns = preactivations(network, inputs, INTEGERS)
    after = [INTEGERS.activate(layer.activation, part)
             for layer, part in zip(network.layers, columns)]
    values = tuple(_rows(part) for part in (inputs, *after[:-1]))
    before = tuple(_rows(part) for part in columns)
    deltas = [slopes(network.layers[-1].activation, before[-1])]
    for above, layer, rows in zip(network.layers[:0:-1], network.layers[-2::-1], before[-2::-1]):
        weight = ExactArray.of(above.weight)
        deltas.insert(0, (weight.transpose() @ deltas[0]) * slopes(layer.activation, rows))
    gradient = ParameterGradient(network, after[-1][:, 0], values, before, tuple(deltas))
    if all(gradient._bound(*pair) < INT64_LIMIT for pair in zip(gradient.deltas, values)):
        return gradient
    return ParameterGradient(network, gradient.output, tuple(part.tightened() for part in values),
                             before, tuple(part.tightened() for part in deltas))


def parameter_names(network: Network) -> tuple[str, ...]:
    """The parameters in order: layer by layer, the weight row by row, then the bias.

    >>> from verify.network import dense
    >>> parameter_names(Network((dense([[1, 2]], [3]),)))
    ('layers.0.weight[0,0]', 'layers.0.weight[0,1]', 'layers.0.bias[0]')
    """
    names: list[str] = []
    for index, layer in enumerate(network.layers):
        names += [f"layers.{index}.weight[{unit},{source}]"
                  for unit in range(layer.outputs) for source in range(layer.inputs)]
        names += [f"layers.{index}.bias[{unit}]" for unit in range(layer.outputs)]
    return tuple(names)


def check_block(start: int, stop: int, size: int) -> None:
    """Raise ValueError unless start <= j < stop is a nonempty run of the parameters."""
    if not 0 <= start < stop <= size:
        raise ValueError(f"block: expected 0 <= start < stop <= {size}, found {start} and {stop}")


def _overlap(start: int, stop: int, length: int) -> tuple[int, int]:
    return max(start, 0), min(stop, length)


def _rows(values: ExactArray) -> ExactArray:
    """(points, units) as (units, points), a unit's values side by side in memory."""
    rows = np.ascontiguousarray(values.numerators.T)
    return ExactArray(rows, values.denominator, values.bound)


def slopes(activation: Sequence[str], before: ExactArray) -> ExactArray:
    """The derivative of every unit's activation, (units, points): 0 or 1, and relu'(0) := 0.

    >>> slopes(["relu", "identity"], ExactArray.of([[0, 1], [0, 1]])).numerators.tolist()
    [[0, 1], [1, 1]]
    """
    slope = before.step()
    if "identity" not in activation:
        return slope
    numerators = slope.numerators.copy()
    numerators[[name == "identity" for name in activation]] = 1
    return ExactArray(numerators, 1, 1)
