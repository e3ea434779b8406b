"""A network as sentences: every unit with what it computes, every weight exact.

Hidden units are numbered through the whole network, h0, h1, ...; inputs are x1, x2, ...; a single
output is y, several are y0, y1, .... In a graph a unit is called after its node, a[0], a[1], ....
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Union

from verify.interchange.assemble import count
from verify.network import INPUT, Graph, Network


@dataclass(frozen=True)
class Unit:
    """One unit as it stands in the network: its block, name, activation, terms and bias."""

    block: str
    name: str
    activation: str
    terms: tuple[tuple[str, Fraction], ...]
    bias: Fraction

    @property
    def formula(self) -> str:
        """What the unit computes, such as `relu(2*x1 - 4*x2 + 1/2)`."""
        inner = linear(self.terms, self.bias)
        return inner if self.activation == "identity" else f"{self.activation}({inner})"


def units(network: Union[Network, Graph]) -> Iterator[Unit]:
    """Every unit, block by block in the order of computation; terms of weight 0 left out.

    >>> from verify.network import Network, dense
    >>> tent = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
    >>> [f"{unit.name} = {unit.formula}" for unit in units(tent)]
    ['h0 = relu(x1)', 'h1 = relu(x1 - 1/2)', 'y = 2*h0 - 4*h1']
    """
    inputs = [f"x{index + 1}" for index in range(network.inputs)]
    if isinstance(network, Graph):
        layers = dict(network.layers)
        known = {INPUT: inputs}
        blocks = []
        for node in network.order:
            layer = layers[node.layer]
            known[node.name] = [f"{node.name}[{unit}]" for unit in range(layer.outputs)]
            read = [name for source in node.inputs for name in known[source]]
            title = f"node {node.name} (layer {node.layer} of {', '.join(node.inputs)})"
            blocks.append((title, layer, read, known[node.name]))
    else:
        blocks = []
        hidden = 0
        for index, layer in enumerate(network.layers):
            if index < len(network.layers) - 1:
                names = [f"h{hidden + unit}" for unit in range(layer.outputs)]
                hidden += layer.outputs
            else:
                several = layer.outputs > 1
                names = [f"y{unit}" if several else "y" for unit in range(layer.outputs)]
            blocks.append((f"layer {index}", layer, inputs, names))
            inputs = names
    for title, layer, read, names in blocks:
        for name, row, bias, activation in zip(names, layer.weight, layer.bias, layer.activation):
            terms = tuple((source, weight) for source, weight in zip(read, row) if weight)
            yield Unit(title, name, activation, terms, bias)


def linear(terms: Sequence[tuple[str, Fraction]], bias: Fraction) -> str:
    """The affine map as one would write it by hand.

    >>> linear((("x1", Fraction(2)), ("x2", Fraction(-1))), Fraction(1, 2))
    '2*x1 - x2 + 1/2'
    """
    text = ""
    for name, weight in terms:
        size = name if abs(weight) == 1 else f"{abs(weight)}*{name}"
        text += _signed(size, weight, not text)
    if bias or not text:
        text += _signed(str(abs(bias)), bias, not text)
    return text


def summary(network: Union[Network, Graph]) -> str:
    """The counts in one line.

    >>> from verify.network import Network, dense
    >>> summary(Network((dense([[1]], [0]),)))
    '1 input, 1 output, depth 1, width 0, 0 hidden units, 0 relus, 2 parameters, 1 nonzero'
    """
    nonzeros = network.nonzeros
    return ", ".join((
        count(network.inputs, "input"), count(network.outputs, "output"),
        f"depth {network.depth}", f"width {network.width}",
        count(network.units, "hidden unit"), count(network.relus, "relu"),
        count(network.parameters, "parameter"),
        f"{nonzeros} nonzero" + ("" if nonzeros == 1 else "s"),
    ))


def annotated(network: Union[Network, Graph]) -> str:
    """The counts, then every block with its units: what `verify inspect` prints and .txt holds."""
    lines = [summary(network)]
    block = None
    for unit in units(network):
        if unit.block != block:
            block = unit.block
            lines += ["", block]
        lines.append(f"  {unit.name} = {unit.formula}")
    return "\n".join(lines + _output(network)) + "\n"


def markdown(network: Union[Network, Graph]) -> str:
    """The same as one Markdown table."""
    lines = [summary(network), "", "| where | unit | computes |", "| --- | --- | --- |"]
    for unit in units(network):
        cells = (unit.block, f"`{unit.name}`", f"`{unit.formula}`")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines + _output(network)) + "\n"


def table(network: Union[Network, Graph]) -> str:
    """CSV with one row for each nonzero weight and for each bias (input `1`).

    Numerator and denominator stand apart: a spreadsheet would read 1/2 as the first of February.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("where", "unit", "activation", "input", "numerator", "denominator"))
    for unit in units(network):
        for name, weight in (*unit.terms, ("1", unit.bias)):
            rows.writerow((unit.block, unit.name, unit.activation, name,
                           weight.numerator, weight.denominator))
    return text.getvalue()


def _signed(text: str, value: Fraction, first: bool) -> str:
    if first:
        return f"-{text}" if value < 0 else text
    return f" - {text}" if value < 0 else f" + {text}"


def _output(network: Union[Network, Graph]) -> list[str]:
    return ["", f"output: {', '.join(network.output)}"] if isinstance(network, Graph) else []
