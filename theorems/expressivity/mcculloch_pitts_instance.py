"""The instances of the theorem on McCulloch-Pitts units: a net for a truth table, and all units
of few inputs, numbered."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Mapping

import numpy as np

from constructions import mcculloch_pitts as builders
from constructions.truth_tables import digits
from verify.arithmetic.exact_array import ExactArray
from verify.circuits.circuit import Circuit
from verify.circuits.networks import to_network
from verify.circuits.reading import from_network
from verify.circuits.values import CircuitValues
from verify.calculus import Cube
from verify.errors import BadInput
from verify.model import Model, NetworkValues, Table
from verify.network import Graph, Network

MOST_BITS = 8
REPEATED = 3         # synapses of one input, where they may be repeated


def parity(n: int) -> str:
    """The truth table of the parity of n bits.

    >>> parity(2)
    '0110'
    """
    return "".join(str(p.bit_count() % 2) for p in range(2**n))


def table_of(given: Mapping[str, Any]) -> str:
    """The given truth table, or that of parity.

    Raises
        BadInput: unless it has 2^n digits 0 and 1, n from 2 to 8.
    """
    if not given["table"]:
        return parity(given["n"])
    n = len(digits(given["table"])).bit_length() - 1
    if not 2 <= n <= MOST_BITS:
        raise BadInput("--table", f"a table of 2 to {MOST_BITS} bits", f"{n}")
    return given["table"]


def witness(given: Mapping[str, Any]) -> Circuit:
    return builders.two_layer(table_of(given))


def instance(given: Mapping[str, Any], network: Any) -> Model:
    return model(table_of(given), network or witness(given), given["bits"])


def model(table: str, circuit: Any, few: int = 0) -> Model:
    """A net of units for a truth table, and all units of up to `few` inputs; a network of step
    units is read as a circuit of threshold gates.

    Raises
        BadInput: unless the net is a circuit with as many inputs as the table has, and one output.
    """
    n = len(table).bit_length() - 1
    if isinstance(circuit, (Network, Graph)):
        circuit = from_network(circuit)
    if not isinstance(circuit, Circuit) or (len(circuit.inputs), len(circuit.outputs)) != (n, 1):
        found = type(circuit).__name__ if not isinstance(circuit, Circuit) else (
            f"{len(circuit.inputs)} and {len(circuit.outputs)}")
        raise BadInput("the network", f"a circuit with {n} inputs and 1 output", found)
    values, half = list(digits(table)), 2**(n - 1)
    units = [gate for gate in circuit.order if gate.kind == "mcculloch-pitts"]
    hidden = [gate for gate in circuit.order if gate.name not in circuit.outputs]
    provided: dict[str, Any] = {
        "N": CircuitValues(circuit), "f": Table.of(values), "f0": Table.of(values[:half]),
        "f1": Table.of(values[half:]),
        "T": NetworkValues(to_network(circuit, "step").network, Cube(n, "inputs")),
        "X": CircuitValues(builders.exclusive_or_by_two()),
        "Y": CircuitValues(builders.doubled_synapse())}
    for bits in range(1, few + 1):
        provided |= all_units(bits, 1)
    for bits in range(1, min(few, 3) + 1):
        provided |= all_units(bits, REPEATED)
    least = min((gate.threshold for gate in units), default=Fraction(0))
    numbers: dict[str, Any] = {
        "others": len(circuit.gates) - len(units), "hidden": len(hidden), "depth": circuit.depth,
        "zero": values[0], "least": least}
    return Model(sizes={"n": n, "m": n - 1}, values=provided,
                 numbers={name: Fraction(value) for name, value in numbers.items()},
                 name=f"n = {n}, this function", objects={"N": circuit})


def thresholds(n: int, most: int) -> int:
    """How many thresholds 0, 1, ... make a difference: up to one that is never reached."""
    return most * n + 2


def mark(n: int, most: int) -> str:
    """What tells the units of one list from those of another.

    >>> mark(3, 1), mark(3, 2)
    ('3', '3, 2')
    """
    return f"{n}" if most == 1 else f"{n}, {most}"


@lru_cache
def all_units(n: int, most: int) -> dict[str, Any]:
    """Every unit of n inputs, each with up to `most` exciting synapses or an inhibiting one.

    Its number is threshold * base^n + sum of role_i base^(i-1), base = most + 2: the role of an
    input is its number of exciting synapses, or most + 1 if it inhibits.
    """
    base, mark_ = most + 2, mark(n, most)
    numbers = np.arange(thresholds(n, most) * base**n)
    roles = np.stack([numbers // base**i % base for i in range(n)], axis=1)
    threshold = numbers // base**n
    excites, inhibits = np.where(roles <= most, roles, 0), (roles > most).astype(np.int64)
    points = np.array([[p >> i & 1 for i in range(n)] for p in range(2**n)])
    fires = (inhibits @ points.T == 0) & (excites @ points.T >= threshold[:, None])
    places = 1 << np.arange(2**n)
    return {f"e[{mark_}]": Table(ExactArray.integers(excites)),
            f"h[{mark_}]": Table(ExactArray.integers(inhibits)),
            f"t[{mark_}]": Table(ExactArray.integers(threshold)),
            f"R[{mark_}]": Table(ExactArray.integers((fires * places).sum(axis=1))),
            f"P[{n}]": Table(ExactArray.integers(places))}


def two_inputs() -> Model:
    """All units of two inputs."""
    return Model(values=all_units(2, 1), name="n = 2, all units")


def broken() -> Model:
    """The net for xor without its second unit."""
    whole = builders.two_layer("0110")
    from verify.circuits.circuit import circuit
    from verify.circuits.gate import unit
    gates = [gate for gate in whole.gates if gate.name == "h0"]
    return model("0110", circuit(2, [*gates, unit("y", ["h0"], [], 1)], "y"))


def quantities(given: Mapping[str, Any], model: Model, sides: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"hidden units": model.numbers["hidden"]}
    for bits in range(1, given["bits"] + 1):
        table = model.values[f"R[{bits}]"].array.numerators
        positive = table[3**bits:]
        found[f"functions of one unit, {bits} input{'s' * (bits > 1)}"] = (
            f"{len(np.unique(table))}; {len(np.unique(positive))} with thresholds of at least 1")
    return found
