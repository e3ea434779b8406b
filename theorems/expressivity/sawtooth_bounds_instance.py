"""The instances of the sawtooth lower bound: a network's pieces, intervals and errors, counted."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any, Callable, Mapping

from constructions import alternation, alternation_bounds, sawtooth
from verify.errors import BadInput
from verify.model import Model, Table
from verify.network import Network, dense, forward, preactivations

HALF = Fraction(1, 2)
DYNAMIC = 3_000_000        # steps of the dynamic program
PIECES = 2**14             # a network with more is not taken apart
BRUTE = 10                 # up to so many points all answers are tried

Line = tuple[Fraction, Fraction]            # slope and value at 0
Piece = tuple[Fraction, Fraction, tuple[Line, ...]]


def witness(given: Mapping[str, Any]) -> Network:
    """A network of l layers with m units: for l = 2 as few errors as m units can make."""
    m, layers = given["m"], given["l"]
    if layers == 1:
        return Network((dense([[1]], [0]),))
    if layers == 2 or m < 3 or (m + 1)**(layers - 1) > PIECES // 4:
        first, last = alternation.error_optimal(2**given["k"], m).layers
        same = dense([[int(i == j) for j in range(m)] for i in range(m)], [0] * m, "relu")
        return Network((first, *[same] * (layers - 2), last))
    return alternation.full_zigzag(m, layers - 1)


def instance(given: Mapping[str, Any], network: Any) -> Model:
    return model(given["k"], given["m"], given["l"], network or witness(given))


def model(k: int, m: int, layers: int, network: Any, gap: Fraction | None = None) -> Model:
    """The instance with 2^k points i * gap (gap is 1/2^k if it is not said).

    Raises
        BadInput: unless the network has one input, one output, and relu or identity units only.
    """
    _require_relu(network)
    n = 2**k
    gap = Fraction(1, n) if gap is None else gap
    values = [forward(network, [i * gap])[0] for i in range(n)]
    deep = [forward(sawtooth.merged(k), [i * gap])[0] if k else Fraction(0) for i in range(n)]
    answers = [int(v >= HALF) for v in values]
    wrong = [int(answer != i % 2) for i, answer in enumerate(answers)]
    changes = [0, *(int(one != other) for one, other in zip(answers, answers[1:]))]
    levels = piece_levels(network)
    counts = [len(pieces) for pieces in levels]
    depths = (counts + [counts[-1]] * layers)[:layers + 1]
    walk = along_the_grid(network, [i * gap for i in range(n)], levels[-2])
    most = alternation_bounds.relu_intervals(m, layers)
    numbers = {"layers": network.depth, "most": most,
               "width": max(len(layer.activation) for layer in network.layers),
               "shallow": alternation_bounds.shallow_intervals(m)}
    if dynamic(k, m, layers):
        numbers["optimum"] = alternation_bounds.least_errors(n, most)
    if n <= BRUTE:
        numbers["brute"] = alternation_bounds.brute_force_errors(n, most)
    return Model(
        sizes={"k": k, "m": m, "l": layers, "c": len(levels[-2]), "g": len(walk["pos"]) - 1,
               "t": 2, "bent": int(network.layers[-1].activation[0] == "relu")},
        values={"V": Table.of(values), "D": Table.of(deep), "P": Table.of(depths),
                "before": Table.of(depths[:-1]), "K": Table.of(bends(network, levels, m, layers)),
                "a": Table.of(answers), "E": Table.of(list(itertools.accumulate(wrong))),
                "S": Table.of(list(itertools.accumulate(changes))),
                **{name: Table.of(column) for name, column in walk.items()}},
        numbers={name: Fraction(value) for name, value in numbers.items()},
        name=f"k = {k}, m = {m}, l = {layers}, this network", objects={"V": network})


def dynamic(k: int, m: int, layers: int) -> bool:
    """Whether the dynamic program for the optimum is quick."""
    n = 2**k
    return min(n, alternation_bounds.relu_intervals(m, layers)) * n * n <= DYNAMIC


def is_dynamic(given: Mapping[str, Any]) -> bool:
    return dynamic(given["k"], given["m"], given["l"])


def meets(power: int) -> Callable[[Model], bool]:
    """Whether (2m)^l <= 2^(k-power), as a predicate of the instance."""
    return lambda model: 2**power * (2 * model.size("m"))**model.size("l") <= 2**model.size("k")


def piece_counts(network: Network) -> list[int]:
    """The pieces of [0, 1] on which all units of the first i layers are affine, i = 0, 1, ...

    >>> piece_counts(sawtooth.merged(3))
    [1, 2, 4, 8, 8]
    """
    return [len(pieces) for pieces in piece_levels(network)]


def piece_levels(network: Network) -> list[list[Piece]]:
    """These pieces themselves, from left to right, each with the line of every unit."""
    levels: list[list[Piece]] = [
        [(Fraction(0), Fraction(1), ((Fraction(1), Fraction(0)),))]]
    for layer in network.layers:
        levels.append([new for piece in levels[-1] for new in _through(layer, piece)])
        if len(levels[-1]) > PIECES:
            raise BadInput("the network", f"at most {PIECES} pieces", f"{len(levels[-1])}")
    return levels


def bends(network: Network, levels: list[list[Piece]], m: int, layers: int) -> list[list[int]]:
    """K[i][u]: in how many of the pieces before layer i + 1 its unit u + 1 has a zero inside."""
    found = [[0] * m for _ in range(layers)]
    for row, layer, pieces in zip(found, network.layers, levels):
        for left, right, lines in pieces:
            zeros = _zeros(layer, _lines(layer, lines))
            for unit, zero in enumerate(zeros[:m]):
                row[unit] += zero is not None and left < zero < right
    return found


def along_the_grid(network: Network, points: list[Fraction],
                   pieces: list[Piece]) -> dict[str, list[Any]]:
    """The tables over the grid: the points and all ends of pieces, in order."""
    grid = sorted({*points, *(end for left, right, _ in pieces for end in (left, right))})
    lines = [_lines(network.layers[-1], lines)[0] for _, _, lines in pieces]
    numbers = {place: number for number, place in enumerate(points)}
    table: dict[str, list[Any]] = {
        "pos": grid, "h": [preactivations(network, [place])[-1][0] for place in grid],
        "last": [0], "piece": [1], "start": [0], "new": [], "cut": [],
        "slope": [slope for slope, _ in lines], "offset": [value for _, value in lines]}
    table["ah"] = [int(value >= HALF) for value in table["h"]]
    for number, place in enumerate(grid[1:], start=1):
        begins = grid[number - 1] == pieces[table["piece"][-1] - 1][1]      # the piece ended there
        table["new"].append(int(place in numbers))
        table["cut"].append(int(begins))
        table["last"].append(numbers.get(place, table["last"][-1]))
        table["piece"].append(table["piece"][-1] + begins)
        table["start"].append(number - 1 if begins else table["start"][-1])
    return table


def _lines(layer: Any, lines: tuple[Line, ...]) -> list[Line]:
    """What each unit of a layer reads on a piece, as a slope and a value at 0."""
    return [(sum((weight * slope for weight, (slope, _) in zip(row, lines)), Fraction(0)),
             bias + sum((weight * value for weight, (_, value) in zip(row, lines)), Fraction(0)))
            for row, bias in zip(layer.weight, layer.bias)]


def _zeros(layer: Any, before: list[Line]) -> list[Fraction | None]:
    """Where each unit bends, if it is a relu."""
    return [-value / slope if kind == "relu" and slope else None
            for (slope, value), kind in zip(before, layer.activation)]


def _through(layer: Any, piece: Piece) -> list[Piece]:
    """The pieces that a layer makes of one piece, cut where a unit's input changes its sign."""
    left, right, lines = piece
    before = _lines(layer, lines)
    zeros = {zero for zero in _zeros(layer, before) if zero is not None and left < zero < right}
    cuts = [left, *sorted(zeros), right]
    result = []
    for start, stop in zip(cuts, cuts[1:]):
        middle = (start + stop) / 2
        after = tuple((slope, value) if kind == "identity" or slope * middle + value > 0
                      else (Fraction(0), Fraction(0))
                      for (slope, value), kind in zip(before, layer.activation))
        result.append((start, stop, after))
    return result


def _require_relu(network: Any) -> None:
    if not isinstance(network, Network) or (network.inputs, network.outputs) != (1, 1):
        raise BadInput("the network", "layers in a row, with 1 input and 1 output",
                       type(network).__name__ if not isinstance(network, Network)
                       else f"{network.inputs} and {network.outputs}")
    for number, layer in enumerate(network.layers):
        for kind in layer.activation:
            if kind not in ("relu", "identity"):
                raise BadInput(f"layer {number}", "relu or identity units", kind)


def printed_points() -> Model:
    """Points i/2^n instead of i/2^k (k = 2), and the sawtooth f^2: 2 of 4 labels are wrong."""
    return model(2, 2, 3, sawtooth.merged(2), Fraction(1, 16))


def one_mirror_map() -> Model:
    """k = 1: the deep sawtooth with its relu at the output is the mirror map itself."""
    return model(1, 2, 2, sawtooth.deep(1))


def two_teeth() -> Model:
    """f(z) + f(z - 2) for the mirror map f, at z = 0, 1/2, ..., 3."""
    return Model(values={"W": Table.of([0, 1, 0, 0, 0, 1, 0])}, name="f(z) + f(z - 2)")
