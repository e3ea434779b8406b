"""A network as sentences: every unit with what it computes, every weight exact.

Hidden units are numbered through the whole network, h0, h1, ...; inputs are x1, x2, ...; a single
output is y, several are y0, y1, .... In a graph a unit is called after its node, a[0], a[1], ....
In a weight-tied network z1[0], z1[1], ... are the units of block 1, on the right their last values;
where a block is not elementwise, a1[0], a1[1], ... are what its map is applied to.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Union

from verify.block_maps import Units
from verify.interchange.assemble import count
from verify.network import INPUT, Graph, Network
from verify.tied import WeightTied

Shown = Union[Network, Graph, WeightTied]

_LONGEST = 64   # characters of a row of weights that still fits beside what it computes


@dataclass(frozen=True)
class Unit:
    """One unit as it stands in the network; `terms` are the entries of its row that are not 0."""

    block: str
    name: str
    activation: str
    terms: tuple[tuple[str, Fraction], ...]
    bias: Fraction
    row: tuple[Fraction, ...]

    @property
    def formula(self) -> str:
        """What the unit computes, such as `relu(2*x1 - 4*x2 + 1/2)`."""
        inner = linear(self.terms, self.bias)
        return inner if self.activation == "identity" else f"{self.activation}({inner})"


def units(network: Shown) -> Iterator[Unit]:
    """Every unit, block by block in the order of computation; terms of weight 0 left out.

    >>> from verify.network import Network, dense
    >>> tent = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
    >>> [f"{unit.name} = {unit.formula}" for unit in units(tent)]
    ['h0 = relu(x1)', 'h1 = relu(x1 - 1/2)', 'y = 2*h0 - 4*h1']
    """
    if isinstance(network, WeightTied):
        yield from _tied_units(network)
        return
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
            yield Unit(title, name, activation, terms, bias, row)


def _tied_units(tied: WeightTied) -> Iterator[Unit]:
    names = [f"z{index}[{unit}]" for index, size in enumerate(tied.blocks, start=1)
             for unit in range(size)]
    for index, (rows, places, part) in enumerate(
            zip(tied.row_ranges, tied.column_ranges, tied.maps), start=1):
        elementwise = isinstance(part, Units)
        title = f"block {index}" if elementwise else f"block {index}, z{index} = {part}(a{index})"
        for unit, row in enumerate(rows):
            terms = [(names[column], value) for column, value in tied.weight.row(row)]
            terms += [(f"x{column + 1}", value) for column, value in tied.injection.row(row)]
            name = names[places[unit]] if elementwise else f"a{index}[{unit}]"
            activation = part.names[unit] if isinstance(part, Units) else "identity"
            ((whole,), (injected,)) = (matrix.block([row], range(matrix.columns))
                                       for matrix in (tied.weight, tied.injection))
            yield Unit(title, name, activation, tuple(terms), tied.bias[row], whole + injected)


def output_units(network: Union[Network, Graph]) -> list[str]:
    """The names of the units that are the network's value, in order; a graph may repeat one.

    >>> from verify.network import Network, dense
    >>> output_units(Network((dense([[1], [2]], [0, 0]),)))
    ['y0', 'y1']
    """
    if isinstance(network, Network):
        return [unit.name for unit in units(network)][-network.outputs:]
    nodes, layers = {node.name: node for node in network.nodes}, dict(network.layers)
    return [f"{name}[{unit}]" for name in network.output
            for unit in range(layers[nodes[name].layer].outputs)]


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


def summary(network: Shown) -> str:
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
    """The counts, then every row of weights with what it computes: what .txt holds.

    Rows too long for a line are left out; the formula has all that is not 0 in them.

    >>> from verify.network import Network, dense
    >>> print(annotated(Network((dense([[2, 0], ["1/2", -1]], [0, 1], "relu"),))), end="")
    2 inputs, 2 outputs, depth 1, width 0, 0 hidden units, 2 relus, 6 parameters, 4 nonzeros
    <BLANKLINE>
    layer 0: 2 -> 2, a row of weights | bias for each unit
      [   2  0 | 0 ]  y0 = relu(2*x1)
      [ 1/2 -1 | 1 ]  y1 = relu(1/2*x1 - x2 + 1)
    """
    lines = [summary(network)]
    for block, members in groupby(units(network), key=lambda unit: unit.block):
        each = list(members)
        rows = aligned(each)
        shape = f"{len(each[0].row)} -> {len(each)}"
        legend = ", a row of weights | bias for each unit" if rows[0] else ""
        lines += ["", f"{block}: {shape}{legend}"]
        lines += [f"  {row}{'  ' if row else ''}{unit.name} = {unit.formula}"
                  for unit, row in zip(each, rows)]
    return "\n".join(lines + _output(network)) + "\n"


def aligned(members: Sequence[Unit]) -> list[str]:
    """The rows of a block's matrix and its biases in columns; empty texts where they are long."""
    cells = [[str(number) for number in (*unit.row, unit.bias)] for unit in members]
    widths = [max(map(len, column)) for column in zip(*cells)]
    if sum(widths) + len(widths) > _LONGEST:
        return [""] * len(members)
    padded = [[cell.rjust(width) for cell, width in zip(row, widths)] for row in cells]
    return [f"[ {' '.join(row[:-1])} | {row[-1]} ]" for row in padded]


def markdown(network: Union[Network, Graph]) -> str:
    """The same as one Markdown table."""
    lines = [summary(network), "", "| where | weights and bias | unit | computes |",
             "| --- | --- | --- | --- |"]
    for block, members in groupby(units(network), key=lambda unit: unit.block):
        each = list(members)
        for unit, row in zip(each, aligned(each)):
            shown = f"`{' '.join(row.split())}`" if row else ""
            cells = (block, shown, f"`{unit.name}`", f"`{unit.formula}`")
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines + _output(network)) + "\n"


def table(network: Shown) -> str:
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


def _output(network: Shown) -> list[str]:
    return ["", f"output: {', '.join(network.output)}"] if isinstance(network, Graph) else []
