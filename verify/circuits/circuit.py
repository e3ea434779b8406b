"""A circuit: gates in an acyclic graph, its counts, and its value at one point.

    >>> half = circuit(2, [logic("sum", "xor", "x1", "x2"), logic("carry", "and", "x1", "x2")],
    ...                "sum", "carry")
    >>> half.size, half.depth, value(half, (1, 1))
    (2, 1, (0, 1))
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Iterable, Sequence

from verify.circuits.gate import Gate, fires, logic

if TYPE_CHECKING:
    import networkx

__all__ = ["Circuit", "Gate", "circuit", "fires", "logic", "truth_tables", "value", "values"]

MOST_POINTS = 2**16     # of a truth table that is made point by point


@dataclass(frozen=True)
class Circuit:
    """Named inputs, gates in any order, and the names of the outputs (gates or inputs).

    Raises ValueError for a cycle (which it names), an unknown or repeated name, or no output.
    """

    inputs: tuple[str, ...]
    gates: tuple[Gate, ...]
    outputs: tuple[str, ...]

    def __post_init__(self) -> None:
        if not all(type(part) is tuple for part in (self.inputs, self.gates, self.outputs)):
            raise TypeError("inputs, gates and outputs: expected tuples (circuit builds them)")
        if not self.inputs:
            raise ValueError("inputs: expected at least 1, found none")
        if not self.outputs:
            raise ValueError("outputs: expected at least 1, found none")
        counts = Counter([*self.inputs, *(g.name for g in self.gates)])
        for name, count in counts.items():
            if count > 1:
                raise ValueError(f"{name!r}: expected one input or gate of this name, "
                                 f"found {count}")
        for gate in self.gates:
            for name in gate.reads:
                if name not in counts:
                    raise ValueError(f"gate {gate.name!r}: no input or gate is named {name!r}")
        for name in self.outputs:
            if name not in counts:
                raise ValueError(f"outputs: no input or gate is named {name!r}")
        if not self.order and self.gates:
            raise ValueError("gates: no order")

    @cached_property
    def order(self) -> tuple[Gate, ...]:
        """The gates, each after everything that it reads; raises ValueError for a cycle."""
        known = self.gate
        arrows: TopologicalSorter[str] = TopologicalSorter()
        for gate in self.gates:
            arrows.add(gate.name, *(r for r in gate.reads if r in known))
        try:
            return tuple(known[name] for name in arrows.static_order())
        except CycleError as error:
            raise ValueError(
                f"gates: expected no cycle, found {' -> '.join(error.args[1])}") from None

    @cached_property
    def gate(self) -> dict[str, Gate]:
        """The gates by name."""
        return {gate.name: gate for gate in self.gates}

    @cached_property
    def levels(self) -> dict[str, int]:
        """The number of gates on the longest path up to each name; constants count 0."""
        levels = dict.fromkeys(self.inputs, 0)
        for gate in self.order:
            levels[gate.name] = 1 + max(levels[r] for r in gate.reads) if gate.reads else 0
        return levels

    @cached_property
    def used(self) -> frozenset[str]:
        """The names on some path to an output."""
        found: set[str] = set()
        work = list(self.outputs)
        while work:
            name = work.pop()
            if name not in found:
                found.add(name)
                work += self.gate[name].reads if name in self.gate else ()
        return frozenset(found)

    @property
    def size(self) -> int:
        """The number of gates, constants apart."""
        return sum(gate.kind not in ("false", "true") for gate in self.gates)

    @property
    def depth(self) -> int:
        """The number of gates on the longest path to an output."""
        return max(self.levels[name] for name in self.outputs)

    @property
    def fan_in(self) -> int:
        """The most values that one gate reads."""
        return max((len(gate.reads) for gate in self.gates), default=0)

    @property
    def wires(self) -> int:
        """The number of values read, by all gates."""
        return sum(len(gate.reads) for gate in self.gates)

    @property
    def kinds(self) -> dict[str, int]:
        """How many gates there are of each kind, by name of kind."""
        return dict(sorted(Counter(gate.kind for gate in self.gates).items()))

    def graph(self) -> "networkx.MultiDiGraph":
        """The circuit as a networkx graph: node attribute `gate`, edge attribute `place`."""
        import networkx
        arrows = networkx.MultiDiGraph(outputs=self.outputs)
        arrows.add_nodes_from(self.inputs, gate=None)
        arrows.add_nodes_from((gate.name, {"gate": gate}) for gate in self.gates)
        for gate in self.gates:
            arrows.add_edges_from((read, gate.name, {"place": place})
                                  for place, read in enumerate(gate.reads))
        return arrows


def circuit(inputs: int | Iterable[str], gates: Iterable[Gate], *outputs: str) -> Circuit:
    """A circuit with inputs x1, ..., xn (or of these names).

    >>> circuit(2, [logic("g", "nor", "x1", "x2")], "g").inputs
    ('x1', 'x2')
    """
    names = tuple(f"x{n + 1}" for n in range(inputs)) if isinstance(inputs, int) else tuple(inputs)
    return Circuit(names, tuple(gates), outputs)


def values(circuit: Circuit, point: Sequence[Any]) -> dict[str, int]:
    """The value, 0 or 1, of every input and gate at one point: gate by gate, on Fractions.

    Raises ValueError unless the point has one 0 or 1 per input.
    """
    if len(point) != len(circuit.inputs) or any(v not in (0, 1) for v in point):
        raise ValueError(f"point: expected {len(circuit.inputs)} values 0 or 1, found {point}")
    known = {name: int(v) for name, v in zip(circuit.inputs, point)}
    for gate in circuit.order:
        known[gate.name] = fires(gate, [known[r] for r in gate.reads])
    return known


def value(circuit: Circuit, point: Sequence[Any]) -> tuple[int, ...]:
    """The outputs at one point: the reference for every faster way.

    >>> value(circuit(2, [logic("g", "xor", "x1", "x2")], "g", "x1"), (1, 0))
    (1, 1)
    """
    known = values(circuit, point)
    return tuple(known[name] for name in circuit.outputs)


def truth_tables(circuit: Circuit) -> tuple[str, ...]:
    """The table of every output, point by point (`words.tables` is the fast way).

    Raises ValueError for more than 16 inputs.
    """
    n = len(circuit.inputs)
    if 2**n > MOST_POINTS:
        raise ValueError(f"{2**n} points are more than {MOST_POINTS}")
    rows = [value(circuit, [p >> i & 1 for i in range(n)]) for p in range(2**n)]
    return tuple("".join(map(str, column)) for column in zip(*rows))
