"""What the theorem on parity circuits is tried on: words, the values of all gates, the circuits."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any, Mapping, Sequence

import numpy as np

from constructions import parity_circuits as builders
from constructions.sawtooth import parity_by_sawtooth
from theorems.expressivity.xor_instance import values
from verify.calculus import IndexSet
from verify.circuits.circuit import Circuit
from verify.circuits.values import CircuitValues
from verify.model import Model, NetworkValues, Table
from verify.network import Layer

ALL, SOME = 8, 256      # all words of up to 8 bits; of longer ones so many
EXHAUSTIVE = 24         # inputs of circuits that are tried at every point
NETWORKS = 16           # inputs of relu networks that are


def words(n: int) -> list[list[int]]:
    """All words of n bits, or 256 of them: 0...0, 1...1 and others from a seed."""
    if n <= ALL:
        return [[p >> i & 1 for i in range(n)] for p in range(2**n)]
    random = Random(n)
    return [[0] * n, [1] * n, *([random.getrandbits(1) for _ in range(n)]
                                for _ in range(SOME - 2))]


def chain(word: Sequence[int]) -> tuple[list[int], list[list[int]]]:
    """The parities along the chain, and its three inner gates after bits 2, 3, ..."""
    last, inner = [word[0]], []
    for bit in word[1:]:
        first = 1 - last[-1] * bit
        inner.append([first, 1 - last[-1] * first, 1 - bit * first])
        last.append(1 - inner[-1][1] * inner[-1][2])
    return last, inner


def tree(word: Sequence[int]) -> tuple[list[int], list[list[int]], list[int]]:
    """Of the nodes 1, ..., 2n - 1: values, inner gates (of nodes below n), ones below them."""
    n = len(word)
    value, ones = [0] * n + list(word), [0] * n + list(word)
    inner = [[0, 0, 0] for _ in range(n)]
    for i in range(n - 1, 0, -1):
        a, b = value[2 * i], value[2 * i + 1]
        first = 1 - a * b
        inner[i] = [first, 1 - a * first, 1 - b * first]
        value[i] = 1 - inner[i][1] * inner[i][2]
        ones[i] = ones[2 * i] + ones[2 * i + 1]
    return value[1:], inner[1:], ones[1:]


def levels(n: int) -> tuple[list[int], list[int]]:
    """The depths of the chain's stages and of the tree's nodes, by gates: nand after nand."""
    along = [0]
    for _ in range(1, n):
        along.append(_after(along[-1], 0))
    nodes = [0] * (2 * n)
    for i in range(n - 1, 0, -1):
        nodes[i] = _after(nodes[2 * i], nodes[2 * i + 1])
    return along, nodes[1:]


def _after(a: int, b: int) -> int:
    first = max(a, b) + 1
    return max(max(a, first), max(b, first)) + 2


def sums(n: int) -> Mapping[str, Any]:
    """What threshold gates make of a sum s of n bits, for s = 0, ..., n."""
    q = n.bit_length() - 1
    h = [[int(s >= j) for j in range(1, n + 1)] for s in range(n + 1)]
    alternating = [[sum((-1)**j * v for j, v in enumerate(row[:m])) for m in range(n + 1)]
                   for row in h]
    pairs = [[min(s // 2, m) for m in range(n // 2 + 1)] for s in range(n + 1)]
    digit, left, taken = [], [], []
    for s in range(n + 1):
        rest, half, digits = [s], [0], []
        for i in range(1, q + 1):
            power = 2**(q + 1 - i)
            digits.append(int(rest[-1] >= power))
            rest.append(rest[-1] - power * digits[-1])
            half.append(half[-1] + power // 2 * digits[-1])
        digit.append(digits or [0])
        left.append(rest)
        taken.append(half)
    return {"g": h, "A": alternating, "D": pairs, "d": digit, "R": left, "E": taken,
            "W": [2**(q - i) for i in range(q + 1)]}


def instance(given: Mapping[str, Any], network: Any, cube: IndexSet,
             step: Layer = builders.RECURRENT, start: Sequence[int] = (0, 0)) -> Model:
    """All words of n bits (some, for n > 8), the values of every gate and state, the circuits.

    Raises
        BadInput: unless the network or circuit has n inputs and one output.
    """
    n = given["n"]
    made: dict[str, Circuit] = {"C": builders.chain(n), "B": builders.tree(n),
                                "T": builders.layered(n), "K": builders.skipping(n),
                                "G": builders.digits(n)}
    witness = made["B"] if network is None else network
    some = words(n)
    states = [builders.states(word, step, start) for word in some]
    chains, trees, (along, nodes) = [chain(w) for w in some], [tree(w) for w in some], levels(n)
    tables: dict[str, Any] = {
        "b": some, "S": [[sum(w[:t]) for t in range(n + 1)] for w in some],
        "u": [[state[0] for state in run] for run in states],
        "v": [[state[1] for state in run] for run in states],
        "p": [last for last, _ in chains],
        **{f"p{k + 1}": [[g[k] for g in inner] for _, inner in chains] for k in range(3)},
        "r": [value for value, _, _ in trees], "c": [ones for _, _, ones in trees],
        **{f"r{k + 1}": [[g[k] for g in inner] for _, inner, _ in trees] for k in range(3)},
        "l": along, "e": nodes, "z": [4 * j for j in range(n)], **sums(n)}
    relu = parity_by_sawtooth(n)
    numbers: dict[str, int] = {"relus": relu.relus, "cell": builders.RECURRENT.parameters,
                               "states": builders.RECURRENT.outputs}
    for name, circuit in made.items():
        numbers[f"size{name}"], numbers[f"depth{name}"] = circuit.size, circuit.depth
    three = builders.depth_three()
    above = builders.literals_free(three)
    numbers |= {"sizeH": above.size, "depthH": above.depth}
    functions: dict[str, Any] = {name: CircuitValues(circuit) for name, circuit in made.items()}
    functions |= {"H": CircuitValues(three), "N": values(witness, cube, n, 1)[0],
                  "P": NetworkValues(relu, cube),
                  "U": NetworkValues(builders.unrolled(n), cube)}
    return Model(
        sizes={"n": n, "k": (n - 1).bit_length(), "q": n.bit_length() - 1, "h": n // 2,
               "M": len(some), "I": n - 1},
        values={**{name: Table.of(_array(rows)) for name, rows in tables.items()}, **functions},
        numbers={name: Fraction(v) for name, v in numbers.items()}, name=f"n = {n}",
        objects={"N": witness})


def _array(rows: Any) -> Any:
    if any(isinstance(v, Fraction) for row in rows if isinstance(row, list) for v in row):
        return rows
    return np.array(rows, dtype=np.int64)
