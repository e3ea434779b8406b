"""What the theorem on parity in constant depth is tried on: terms, circuits, all 2-CNFs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Mapping, Sequence

from constructions import constant_depth as build
from constructions import few_bits_cnf as few
from constructions.depth_three import describes
from constructions.parity_circuits import layered
from verify.calculus import Cube, Fn, Range
from verify.circuits.circuit import Circuit
from verify.circuits.values import CircuitValues
from verify.circuits.words import tables
from verify.errors import BadInput
from verify.model import Model, Table

LEAST = {2: 3, 3: 5, 4: 9}      # least sizes in depth 3, which claims of the theorem decide
SWITCHED = (("D3", 3, 2), ("D33", 3, 3), ("D4", 4, 2))      # bits, width of the CNFs
FREE = Fraction(1, 20)          # how often a restriction leaves a bit free


def splits(n: int) -> tuple[tuple[int, int], ...]:
    """(ands, ors) of one gate less than the least, the top gate apart."""
    total = LEAST[n] - 2
    return tuple((ands, total - ands) for ands in range(1, total + 1))


def right(n: int, ands: int, ors: int) -> Fn:
    """1 at the right descriptions of a circuit of depth 3."""
    label = f"parity of {n}: {ands} and, {ors} or"
    size = len(describes(n, ands, ors).inputs)
    return Fn(f"right[{label}]", Cube(Range(size, f"bits of {label}"), f"descriptions of {label}"))


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """The terms and the circuits for the user's n and depth.

    Raises
        BadInput: unless the circuit has n inputs and one output.
    """
    n, depth = given["n"], given["depth"]
    found = network if network is not None else build.parity(n, depth)
    if not isinstance(found, Circuit) or (len(found.inputs), len(found.outputs)) != (n, 1):
        raise BadInput("the network", f"a circuit with {n} inputs and one output", "another one")
    return model(n, build.minterms(n), circuit=found, depth=depth, most=given["bits"])


def model(n: int, terms: Sequence[Sequence[int | None]], b: int = 2, circuit: Circuit | None = None,
          depth: int = 3, values: Sequence[Sequence[int]] | None = None, most: int = 0) -> Model:
    """These terms (None where a variable is missing) as a normal form; b odd is the complement."""
    found = circuit or build.parity(n, depth)
    r = build.width(n, depth)
    # the measured values, not those that the claims hope for
    covers = values or [[int(all(t is None or (p >> i & 1) == t for i, t in enumerate(term)))
                         for p in range(2**n)] for term in terms]
    sizes = [1 + 2**(r - 1)]
    for e in range(1, depth - 1):
        sizes.append(sizes[-1] + 2**r * r**e)
    data: dict[str, Any] = {
        "P": Table.of([[int(t == 1) for t in term] for term in terms]),
        "Q": Table.of([[int(t == 0) for t in term] for term in terms]),
        "T": Table.of(covers), "C": CircuitValues(found),
        "Z": Table.of(sizes), "V": Table.of([r**(e + 1) for e in range(depth - 1)])}
    for k, cnf in ((3, few.cnfs(3, 2)), (4, few.cnfs(4, 2))):
        odd = sum(1 << p for p in range(2**k) if p.bit_count() % 2)
        data[f"I{k}"] = Table.of([few.isolated(f, k) for f in cnf])
        data[f"O{k}"] = Table.of([0 if f & ~odd else f.bit_count() for f in cnf])
    for name, size, width in SWITCHED:
        if size <= most:
            data[name] = Table.of([list(few.deep(f, size, FREE)) for f in few.cnfs(size, width)])
    three, units = build.depth_three(n), layered(n)
    data |= {"C3": CircuitValues(three), "CT": CircuitValues(units)}
    for k in LEAST:
        for split in splits(k):
            data[right(k, *split).name] = CircuitValues(describes(k, *split))
    return Model(sizes={"n": n, "m": len(terms), "b": b, "r": r, "d": depth - 1},
                 numbers={"gates": Fraction(build.size(found)),
                          "levels": Fraction(build.depth_of(found)),
                          "wrong": Fraction(wrong(found)), "depth": Fraction(depth),
                          "gates3": Fraction(build.size(three)),
                          "levels3": Fraction(build.depth_of(three)),
                          "formula3": Fraction(build.gates_of(build.blocks(n))),
                          "gatesT": Fraction(build.size(units)),
                          "levelsT": Fraction(build.depth_of(units)),
                          "least3": Fraction(LEAST.get(n, 0))},
                 values=data, name=f"n = {n}, depth = {depth}")


def wrong(found: Circuit) -> int:
    """At how many inputs the circuit is not parity: 64 inputs a machine word, all of them."""
    import numpy as np
    bits = np.unpackbits(tables(found)[0].astype("<u8").view(np.uint8), bitorder="little")
    points = np.arange(2**len(found.inputs), dtype=np.uint64)
    return int((bits[:points.size] != np.bitwise_count(points) % 2).sum())


def five_bits() -> Model:
    """13 gates of depth 3 for five bits."""
    return model(5, build.minterms(5), circuit=build.depth_three(5))


def thresholds() -> Model:
    """4 threshold gates in depth 2 for three bits."""
    return model(3, build.minterms(3), circuit=layered(3))
