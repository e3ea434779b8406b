"""Half adder: five nand gates, and no fewer.

Statement
    x1 + x2 = 2 (x1 and x2) + (x1 xor x2). Five nand gates of two values compute both bits, and no
    four do, whichever wires the outputs are.
Where
    s(x), c(x)  sum and carry of the network that is judged, on {0,1}^2
    right[..]   1 at the bits that describe so many gates rightly
Witness
    constructions.gates.half_adder
Source
    The lecture's slides on the half adder
Proof idea
    All descriptions of four gates are refuted by a SAT solver, whose proof is checked.
"""

from fractions import Fraction
from typing import Any, Mapping

from sympy import Symbol

from constructions import gates
from theorems.expressivity.least_gates import HALF_ADDER_ROWS, claim, constructions, provider
from theorems.expressivity.xor_instance import values
from theorems.sources import LECTURE
from verify.calculus import (Coordinate, Cube, Eq, Fn, Index, Mod2, ProductOver, Range,
                             SumOver)
from verify.circuits.circuit import Circuit
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, FalseAt, Theorem

places = Range(2, "places")
inputs = Cube(places, "inputs")
x, i = Index("x", inputs), Index("i", places)
s, c = Fn("s", inputs), Fn("c", inputs)
total = SumOver(Coordinate(x, i), i)
size = Symbol("size")
MINIMUM = HALF_ADDER_ROWS[0]


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """The two outputs of the network, and the descriptions of fewer gates.

    Raises
        BadInput: unless the network has 2 inputs and 2 outputs.
    """
    own = network is None
    network = gates.half_adder() if own else network
    digits = dict(zip(("s", "c"), values(network, inputs, 2, 2)))
    units = network.size if isinstance(network, Circuit) else network.units
    return Model(sizes={"n": 2}, numbers={"size": Fraction(units)},
                 values={**digits, **constructions(HALF_ADDER_ROWS)[1],
                         **dict(map(provider, HALF_ADDER_ROWS))},
                 name="all four inputs")


def _or_for_and() -> Model:
    """The carry taken for `or`."""
    return Model(sizes={"n": 2}, name="carry = x1 or x2",
                 values={"s": Table.of([0, 1, 1, 0]), "c": Table.of([0, 1, 1, 1])})


theorem = Theorem(
    name="half-adder",
    title="a half adder is five nand gates, and no fewer",
    source=LECTURE.at("slides on the half adder"),
    statement="Five nand gates of two values compute the sum and the carry of two bits; no four "
              "do. The least numbers over other bases stand in a table.",
    where=(("s(x), c(x)", "sum and carry of the network that is judged"),
           ("right[...](c)", "1 if the bits c describe so many gates that compute both"),
           ("size", "gates of the circuit that is judged, or hidden units of the network")),
    instance=instance,
    witness=lambda given: gates.half_adder(),
    exists=s,
    quantities=lambda given, model, sides: {"size": model.numbers["size"]},
    claims=(
        Claim("the sum is xor", "construction", Eq(s(x), Mod2(total)), Exhaustive()),
        Claim("the carry is and", "construction", Eq(c(x), ProductOver(Coordinate(x, i), i)),
              Exhaustive()),
        Claim("2 c + s is the number of 1s", "conclusion", Eq(2 * c(x) + s(x), total),
              Exhaustive()),
        *constructions(HALF_ADDER_ROWS)[0],
        claim(MINIMUM, "conclusion"),
        *map(claim, HALF_ADDER_ROWS[1:]),
        Claim("or is no carry", "necessity", Eq(2 * c(x) + s(x), total), FalseAt(_or_for_and)),
    ),
)
