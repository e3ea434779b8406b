"""What the theorem on shallow networks is tried on: a truth table; functions of 1, 2, 3 bits."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement, product
from typing import Any, Mapping

import numpy as np

from constructions import truth_tables as builders
from verify.arithmetic.exact_array import ExactArray
from verify.arithmetic.integers import INTEGERS
from verify.calculus import Cube, Range, Size
from verify.cube import cube
from verify.errors import BadInput
from verify.layer import dense
from verify.model import Model, NetworkValues, Table
from verify.network import Network, forward

FEW = (1, 2, 3)                   # bits of the functions that are looked at one by one
THRESHOLD_FUNCTIONS = {1: 4, 2: 14, 3: 104}
COUNTED_BITS, COUNTED_NEURONS = 2, 2
coordinates = Range(Size("n"), "bits")
inputs = Cube(coordinates, "inputs")


def table(given: Mapping[str, Any]) -> str:
    """The truth table that is given, or one drawn with --seed.

    Raises BadInput unless it has 2^n digits.
    """
    if not given["table"]:
        return builders.seeded(given["n"], given["seed"])
    builders.digits(given["table"], given["n"])
    return str(given["table"])


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """The networks of one truth table on all inputs, and the finite tables.

    Raises BadInput for a wrong table, and unless the network has n inputs and one output.
    """
    n, word = given["n"], table(given)
    network = network or builders.depth_three(word)
    if (network.inputs, network.outputs) != (n, 1):
        raise BadInput("the network", f"{n} inputs and 1 output",
                       f"{network.inputs} and {network.outputs}")
    shallow = builders.depth_two(word)
    a = (n + 1) // 2
    few: dict[str, Any] = {}
    for bits in FEW:
        few.update(functions_of(bits))
    return Model(
        sizes={"n": n, "a": a, "Y": 2**a, "Z": 2**(n - a), "X": 2**n, "d": COUNTED_BITS,
               "s": COUNTED_NEURONS}, name=f"n = {n}, table {shortened(word)}",
        values={"f": Table.of(list(builders.digits(word))), "N": NetworkValues(network, inputs),
                "N2": NetworkValues(shallow, inputs), **telescope(word), **one_by_one(word),
                "F": Table.of(list(answers())),
                "b": Table.of([(count - 1).bit_length() for count in answers()]), **few},
        numbers={"vertices": Fraction(n + 1 + network.units + 1),
                 "vertices2": Fraction(n + 1 + shallow.units + 1),
                 "ones": Fraction(max(1, word.count("1"))), "depth": Fraction(network.depth),
                 "depth2": Fraction(shallow.depth),
                 "neurons": Fraction(network.units + 1), "least": Fraction(least(n))},
        objects={"N": network}, most_points=2**24)


def shortened(word: str) -> str:
    return word if len(word) <= 16 else f"{word[:13]}..."


def least(n: int) -> int:
    """The least number of neurons that the count does not exclude for all functions of n bits."""
    s = 0
    while (n + 1) * (2 * n * s + s * (s + 1)) < 2 * 2**n:
        s += 1
    return s


def telescope(word: str) -> dict[str, Table]:
    """The network of depth 3 at x = (y, z): layers 2 and 3, unit by unit, by its own weights.

    T(c, y, i) is what unit c of layer 2 has read of the constant and of t_1, ..., t_i; g(z, y, c)
    its value; S(z, y, c) what the output has read of the units up to c.
    """
    network = builders.depth_three(word)
    n, second = network.inputs, ExactArray.of(network.layers[1].weight)
    a = (n + 1) // 2
    rows, columns = 2**a, 2**(n - a)
    first = forward(Network(network.layers[:1]), cube(n), INTEGERS).numerators
    units = forward(Network(network.layers[:2]), cube(n), INTEGERS).numerators
    output = forward(network, cube(n), INTEGERS).reshape(columns, rows)
    thresholds = np.array(first[:rows, :rows - 1])
    weight = np.array(second.numerators)[:-1] * (2 // second.denominator)
    begins = (weight[:, -1] + 3) // 2                  # f(0, c), of the constant's f(0, c) - 3/2
    steps = weight[:, None, :rows - 1] // 2 * thresholds[None]
    sums = begins[:, None, None] + np.concatenate(
        [np.zeros((columns, rows, 1), dtype=np.int64), np.cumsum(steps, axis=2)], axis=2)
    g = np.array(units[:, :-1]).reshape(columns, rows, columns)
    reads = np.array([int(w) for w in network.layers[2].weight[0][:-1]])
    return {"h": Table.of(np.array(builders.digits(word)).reshape(columns, rows)),
            "t": Table.of(thresholds), "T": Table.of(sums), "unit": Table.of(g),
            "S": Table.of(np.pad(np.cumsum(g * reads, axis=2), ((0, 0), (0, 0), (1, 0)))),
            "out": Table(output)}


def one_by_one(word: str) -> dict[str, Table]:
    """The network of depth 2: distances of inputs, and what its output has read up to each unit."""
    network = builders.depth_two(word)
    n, values = network.inputs, np.array(builders.digits(word))
    points = np.array(cube(n).numerators)
    far = (points[:, None, :] != points[None]).sum(axis=2)
    units = np.array(forward(Network(network.layers[:1]), cube(n), INTEGERS).numerators)
    reads = np.array([int(w) for w in network.layers[1].weight[0][:-1]])
    read = np.zeros((2**n, 2**n), dtype=np.int64)
    read[:, np.flatnonzero(values) if values.any() else [0]] = units[:, :-1] * reads
    sums = np.pad(np.cumsum(read, axis=1), ((0, 0), (1, 0)))
    return {"f1": Table.of(values), "far": Table.of(far), "D": Table.of(sums),
            "out2": Table(forward(network, cube(n), INTEGERS).reshape(-1))}


# ---- all functions of few bits -----------------------------------------------------------------


@lru_cache(maxsize=4)
def functions_of(bits: int) -> dict[str, Table]:
    """For each function of so many bits: weights, or multipliers that show there are none.

    is(f)     1 if f is a threshold function;  w(f, j): weights, j = 0 the constant's
    lam(f, x) multipliers: two points where f is 1 and two where it is 0, with one sum
    code(k)   the threshold functions, by their numbers;  m(f, k): three of them whose majority is f
    """
    points = 2**bits
    found = threshold_functions(bits)
    numbers = sorted(found)
    isit, weights, multipliers = [], [], []
    for f in range(2**points):
        isit.append(int(f in found))
        weights.append(found.get(f, (0,) * (bits + 1)))
        multipliers.append([0] * points if f in found else summed(f, bits))
    result = {f"is{bits}": Table.of(isit), f"w{bits}": Table.of(weights),
              f"lam{bits}": Table.of(multipliers), f"code{bits}": Table.of(numbers)}
    if bits > 1:
        result[f"m{bits}"] = Table.of(majorities(numbers, points))
    if bits == 2:
        result |= pairs_with_ties(numbers) | {"mu": Table.of(opposite(numbers))}
    return result


def threshold_functions(bits: int) -> dict[int, tuple[int, ...]]:
    """Number of a function -> integer weights whose sum is never between -1 and 1."""
    found: dict[int, tuple[int, ...]] = {}
    for weights in product(range(-2, 3), repeat=bits):
        for bias in range(-13, 14, 2):
            sums = [bias + sum(2 * w for j, w in enumerate(weights) if x >> j & 1)
                    for x in range(2**bits)]
            found.setdefault(sum(1 << x for x, v in enumerate(sums) if v > 0),
                             (bias, *(2 * w for w in weights)))
    return found


def summed(f: int, bits: int) -> list[int]:
    """Two points where f is 1 and two where it is 0 with the same sum, as multiplicities.

    Raises RuntimeError if there are none.
    """
    points = range(2**bits)
    for ones in combinations_with_replacement([x for x in points if f >> x & 1], 2):
        for zeros in combinations_with_replacement([x for x in points if not f >> x & 1], 2):
            if all(sum(x >> j & 1 for x in ones) == sum(x >> j & 1 for x in zeros)
                   for j in range(bits)):
                return [ones.count(x) + zeros.count(x) for x in points]
    raise RuntimeError(f"no certificate for function {f} of {bits} bits")


def majorities(numbers: list[int], points: int) -> list[tuple[int, ...]]:
    """For each function three threshold functions of which it is the majority."""
    found: dict[int, tuple[int, ...]] = {}
    for one, two in combinations_with_replacement(numbers, 2):
        for three in numbers:
            found.setdefault(one & two | one & three | two & three, (one, two, three))
        if len(found) == 2**points:
            break
    return [found[f] for f in range(2**points)]


def pairs_with_ties(numbers: list[int]) -> dict[str, Table]:
    """For each function of 2 bits two threshold functions: f is one of them (or), or both (and)."""
    either = {one | two: (one, two) for one in numbers for two in numbers}
    both = {one & two: (one, two) for one in numbers for two in numbers}
    return {"up": Table.of([either[f] for f in range(16)]),
            "down": Table.of([both[f] for f in range(16)])}


def opposite(numbers: list[int]) -> list[list[list[int]]]:
    """For each pair of threshold functions two points that no output without ties can separate as
    exclusive or does: one is asked to be 1 where both units, or 0 where the opposite, ..."""
    def column(x: int, one: int, two: int) -> tuple[int, int]:
        sign = 1 if x in (1, 2) else -1
        return sign * (2 * (one >> x & 1) - 1), sign * (2 * (two >> x & 1) - 1)

    table = []
    for one in numbers:
        row = []
        for two in numbers:
            columns = [column(x, one, two) for x in range(4)]
            x, y = next((x, y) for x in range(4) for y in range(4)
                        if columns[x] == tuple(-v for v in columns[y]))
            row.append([int(p in (x, y)) for p in range(4)])
        table.append(row)
    return table


@lru_cache(maxsize=1)
def answers() -> tuple[int, ...]:
    """How many answers 0, 1, 2 neurons can give on the 4 inputs of 2 bits, the second reading the
    first: every choice of weights up to 2. Three of four points of a plane, or four points in
    space, have no more."""
    points = [(x & 1, x >> 1) for x in range(4)]

    def neurons(columns: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
        found = set()
        for weights in product(range(-2, 3), repeat=len(columns[0])):
            for bias in range(-13, 14, 2):
                found.add(tuple(int(2 * sum(w * v for w, v in zip(weights, column)) + bias > 0)
                                for column in columns))
        return found

    first = neurons([tuple(p) for p in points])
    second = sum(len(neurons([(*p, bit) for p, bit in zip(points, one)])) for one in first)
    return 1, len(first), second


def sigmoid_at_zero() -> Model:
    """E4: a sigmoid unit's value at 0, which is 1/2."""
    value, = forward(Network((dense([[1]], [0], "sigmoid"),)), [0])
    return Model(numbers={"value": value}, name="n = 1, the sigmoid at 0")


def a_sign() -> Model:
    """E3: what a sign unit says where it is not 1."""
    value, = forward(Network((dense([[1]], [0], "sign"),)), [-1])
    return Model(numbers={"value": value}, name="n = 1, a neuron of one input")


def thirteen_bits() -> Model:
    """The least number of bits for which the bound does not follow from the count."""
    return Model(sizes={"d": 13, "s": least(13)}, name="13 bits",
                 values={"b": Table.of([(13 + 1) * (2 * 13 * i + i * (i + 1)) // 2
                                        for i in range(least(13) + 1)])})
