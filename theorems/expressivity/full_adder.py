"""Full adder: nine nand gates, and no fewer; the xor of three bits: eight.

Statement
    x1 + x2 + x3 = 2 c + s with s the xor of the three bits and c their majority. Nine nand gates of
    two values compute both bits, and no eight do; eight compute s, and no seven.
Where
    s(x), c(x)  sum and carry of the network that is judged, on {0,1}^3
    right[..]   1 at the bits that describe so many gates rightly
Witness
    constructions.gates.full_adder
Source
    The lecture's slides on the full adder
Proof idea
    All descriptions of eight gates are refuted by a SAT solver, whose proof is checked.
"""

from fractions import Fraction
from typing import Any, Mapping

from sympy import Symbol

from constructions import gates
from theorems.expressivity.least_gates import (FULL_ADDER_ROWS, SLOW_ROWS, claim, constructions,
                                               provider)
from theorems.expressivity.xor_instance import values
from theorems.sources import LECTURE
from verify.calculus import Coordinate, Cube, Eq, Fn, Index, Mod2, Range, SumOver
from verify.circuits.circuit import Circuit
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, FalseAt, Parameter, Theorem

places = Range(3, "places")
inputs = Cube(places, "inputs")
x, i = Index("x", inputs), Index("i", places)
s, c = Fn("s", inputs), Fn("c", inputs)
total = SumOver(Coordinate(x, i), i)
size = Symbol("size")
ADDER, PARITY = FULL_ADDER_ROWS[:2], FULL_ADDER_ROWS[2:]


def whole(given: Mapping[str, Any]) -> bool:
    """Whether the rows that take long are wanted."""
    return given.get("table") == "whole"


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """The two outputs of the network, and the descriptions of fewer gates.

    Raises
        BadInput: unless the network has 3 inputs and 2 outputs.
    """
    network = gates.full_adder() if network is None else network
    digits = dict(zip(("s", "c"), values(network, inputs, 3, 2)))
    units = network.size if isinstance(network, Circuit) else network.units
    rows = (*FULL_ADDER_ROWS, *SLOW_ROWS) if whole(given) else FULL_ADDER_ROWS
    return Model(sizes={"n": 3}, numbers={"size": Fraction(units)},
                 values={**digits, **constructions(ADDER)[1], **dict(map(provider, rows)),
                         **constructions((*PARITY, *SLOW_ROWS))[1]},
                 name="all eight inputs")


def _two_carries() -> Model:
    """The carry taken for that of the first half adder alone."""
    return Model(sizes={"n": 3}, name="carry = x1 and x2",
                 values={"s": Table.of([0, 1, 1, 0, 1, 0, 0, 1]),
                         "c": Table.of([0, 0, 0, 1, 0, 0, 0, 1])})


theorem = Theorem(
    name="full-adder",
    title="a full adder is nine nand gates, and no fewer",
    source=LECTURE.at("slides on the full adder"),
    statement="Nine nand gates of two values compute the sum and the carry of three bits; no eight "
              "do. The xor of three bits takes eight nand gates. The least numbers over other "
              "bases stand in a table.",
    where=(("s(x), c(x)", "sum and carry of the network that is judged"),
           ("right[...](c)", "1 if the bits c describe so many gates that compute them"),
           ("size", "gates of the circuit that is judged, or hidden units of the network")),
    given=(Parameter("table", "choice", "short", "rows of the table of least numbers of gates: the "
                     "rest takes half a minute", choices=("short", "whole")),),
    instance=instance,
    witness=lambda given: gates.full_adder(),
    exists=s,
    quantities=lambda given, model, sides: {"size": model.numbers["size"]},
    claims=(
        Claim("the sum is xor", "construction", Eq(s(x), Mod2(total)), Exhaustive()),
        Claim("2 c + s is the number of 1s", "conclusion", Eq(2 * c(x) + s(x), total),
              Exhaustive(), text="so that c is the majority"),
        *constructions(ADDER)[0], *constructions((*PARITY, *SLOW_ROWS))[0],
        claim(ADDER[0], "conclusion"),
        claim(PARITY[0], "conclusion"),
        *map(claim, (*ADDER[1:], *PARITY[1:])),
        *(claim(row, when=whole) for row in SLOW_ROWS),
        Claim("one half adder's carry is not enough", "necessity", Eq(2 * c(x) + s(x), total),
              FalseAt(_two_carries)),
    ),
)
