"""What the theorem on xor is tried on: a threshold gate, networks, all small nand programs."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement, product
from typing import Any, Iterator, Mapping

import numpy as np

from constructions import gates
from theorems.expressivity.least_gates import XOR_ROWS, constructions, provider
from verify.calculus import IndexSet
from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import logic, threshold, truth_table
from verify.circuits.values import CircuitValues
from verify.errors import BadInput
from verify.model import Model, NetworkValues, Table

TARGET = "0110"
SMALL, LEAST = 3, 4         # gates of the programs that are all gone through


def values(network: Any, cube: IndexSet, inputs: int, outputs: int = 1) -> list[Any]:
    """The functions that a network or a circuit computes, one provider per output.

    Raises
        BadInput: unless it has so many inputs and outputs.
    """
    circuit_given = isinstance(network, Circuit)
    found = (len(network.inputs), len(network.outputs)) if circuit_given else (
        network.inputs, network.outputs)
    if found != (inputs, outputs):
        raise BadInput("the network", f"{inputs} inputs and {outputs} "
                       f"output{'s' if outputs > 1 else ''}", f"{found[0]} and {found[1]}")
    if circuit_given:
        return [CircuitValues(network, k) for k in range(outputs)]
    if outputs == 1:
        return [NetworkValues(network, cube)]
    from verify.methods.equivalence import output
    return [NetworkValues(output(network, k), cube) for k in range(outputs)]


def instance(given: Mapping[str, Any], network: Any, cube: IndexSet) -> Model:
    """One threshold gate with the user's weights, the networks, and the nand programs.

    Raises
        BadInput: unless the network has 2 inputs and 1 output.
    """
    w1, w2, t = (given[name] for name in ("w1", "w2", "t"))
    tables = {name: [[int(truth_table(gate)[a + 2 * b]) for b in (0, 1)] for a in (0, 1)]
              for name, gate in (("h", threshold("h", ("a", "b"), (w1, w2), t)),
                                 ("g", threshold("g", ("a", "b"), (w1, w2), above=t)))}
    relu, skip, bent = gates.xor_relu(), gates.xor_skip("relu"), gates.xor_skip("step")
    two, nand = gates.xor_threshold(), gates.xor("nand")
    small, least = programs(SMALL), programs(LEAST)
    return Model(
        sizes={"n": 2},
        numbers={"w1": Fraction(w1), "w2": Fraction(w2), "t": Fraction(t),
                 "hidden": Fraction(two.units), "relu_hidden": Fraction(relu.units),
                 "skip_hidden": Fraction(skip.units), "step_skip_hidden": Fraction(bent.units),
                 "gates": Fraction(nand.size)},
        values={**{name: Table.of(rows) for name, rows in tables.items()},
                "N": values(network or two, cube, 2)[0],
                "T": NetworkValues(two, cube), "R": NetworkValues(relu, cube),
                "S": NetworkValues(skip, cube), "B": NetworkValues(bent, cube),
                "D": CircuitValues(nand),
                "errors3": Table.of(np.array([wrong for wrong, _ in small])),
                "errors4": Table.of(np.array([wrong for wrong, _ in least])),
                "same": Table.of(np.array([same for _, same in least])),
                **constructions(XOR_ROWS)[1], **dict(map(provider, XOR_ROWS))},
        name=f"w1 = {w1}, w2 = {w2}, t = {t}")


def count(s: int) -> int:
    """How many programs of s nand gates of two inputs there are.

    >>> count(3), count(4)
    (180, 2700)
    """
    total = 1
    for wires in range(2, 2 + s):
        total *= wires * (wires + 1) // 2
    return total


def each_program(s: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every program: for each gate the two earlier wires that it reads, in one order."""
    yield from product(*(combinations_with_replacement(range(wires), 2)
                         for wires in range(2, 2 + s)))


@lru_cache(maxsize=4)
def programs(s: int) -> tuple[tuple[int, int], ...]:
    """For every program of s nand gates: at how many inputs its last gate is not xor, and whether
    the program is the one of `constructions.gates.xor` up to the names of its gates."""
    found = []
    for program in each_program(s):
        wires = [0b1010, 0b1100]        # of x1, x2: bit number = input number
        for left, right in program:
            wires.append(15 & ~(wires[left] & wires[right]))
        wrong = (wires[-1] ^ int(TARGET[::-1], 2)).bit_count()
        found.append((wrong, int(not wrong and _isomorphic(program))))
    return tuple(found)


def _isomorphic(program: tuple[tuple[int, int], ...]) -> bool:
    """Whether the program's circuit is the known one, inputs being labelled."""
    from networkx.algorithms.isomorphism import is_isomorphic
    names = ["x1", "x2", *(f"g{k}" for k in range(len(program)))]
    mine = circuit(2, [logic(names[k + 2], "nand", names[left], names[right])
                       for k, (left, right) in enumerate(program)], names[-1])
    one, other = mine.graph(), gates.xor("nand").graph()
    for arrows, whole in ((one, mine), (other, gates.xor("nand"))):
        for name in arrows:
            arrows.nodes[name]["label"] = name if name in whole.inputs else \
                "output" if name in whole.outputs else "gate"
    return is_isomorphic(one, other, node_match=lambda a, b: a["label"] == b["label"])


def loose(kept: str) -> Model:
    """xor as a gate of which one of the two assumptions is left out."""
    t = {"fires": 1, "rests": 3}[kept]
    return Model(sizes={"n": 2}, name=f"w1 = w2 = 1, t = {t}",
                 numbers={"w1": Fraction(1), "w2": Fraction(1), "t": Fraction(t)},
                 values={"h": Table.of([[0, 1], [1, 0]])})
