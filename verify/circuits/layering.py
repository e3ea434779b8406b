"""Which bit of a circuit stands in which layer of a network.

A gate stands one layer above what it reads, and a bit that is read further up is handed on from
layer to layer by a unit of its own; constants, copies and complements need no units.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Mapping

from verify.circuits.circuit import Circuit
from verify.circuits.expansion import Expansion, Unit, expand
from verify.circuits.gate import Gate

RELAY = Expansion(Fraction(0), (), (Unit(Fraction(1), (Fraction(1),), Fraction(0)),))


@dataclass(frozen=True)
class Schedule:
    """layers   for layer 1, 2, ...: name -> (names that it reads in the layer before, expansion)
    free     name -> (names, expansion without units), for constants, copies and complements, each
             after what it reads
    level    the layer that each used name is first available in
    """

    layers: tuple[Mapping[str, tuple[tuple[str, ...], Expansion]], ...]
    free: Mapping[str, tuple[tuple[str, ...], Expansion]]
    level: Mapping[str, int]


def schedule(circuit: Circuit, activation: str) -> Schedule:
    """Layers for everything that the outputs of the circuit depend on."""
    level = dict.fromkeys(circuit.inputs, 0)
    root = {name: name for name in circuit.inputs}      # what a copy or complement is made from
    free: dict[str, tuple[tuple[str, ...], Expansion]] = {}
    made: dict[str, tuple[tuple[str, ...], Expansion]] = {}
    last: dict[str, int] = defaultdict(int)             # root -> the last layer that must have it
    for gate, reads, expansion in _needed(circuit, activation):
        if expansion.units:
            level[gate.name] = 1 + max(level[r] for r in reads)
            root[gate.name] = gate.name
            made[gate.name] = reads, expansion
            for read in reads:
                last[root[read]] = max(last[root[read]], level[gate.name] - 1)
        else:
            level[gate.name] = level[reads[0]] if reads else 0
            root[gate.name] = root[reads[0]] if reads else ""
            free[gate.name] = reads, expansion
    top = max(level[name] for name in circuit.outputs)
    for name in circuit.outputs:
        last[root[name]] = top
    layers: list[dict[str, tuple[tuple[str, ...], Expansion]]] = [{} for _ in range(top)]
    for name in (*circuit.inputs, *made):
        if level[name] > 0 and level[name] <= top:
            layers[level[name] - 1][name] = made[name]
        for layer in range(level[name] + 1, last[name] + 1):
            layers[layer - 1][name] = (name,), RELAY
    return Schedule(tuple(layers), free, level)


def _needed(circuit: Circuit, activation: str) -> list[tuple[Gate, tuple[str, ...], Expansion]]:
    """(gate, what its expansion reads, expansion) for what the outputs depend on, in order."""
    needed = set(circuit.outputs)
    found = []
    for gate in reversed(circuit.order):
        if gate.name in needed:
            expansion = expand(gate, activation)
            reads = gate.reads if expansion.units or expansion.affine else ()
            needed.update(reads)
            found.append((gate, reads, expansion))
    return found[::-1]
