"""VNN-LIB property files: a box of inputs and what an output must not be, beside an ONNX file.

Version 1.0 is what most verifiers read (X_0, Y_0, nothing but <= and >=); version 2.0 is the
typed language of the standard's own parser. In both, `sat` means that some input of the box has an
output with one of the violations, so that `unsat` is the proof that there is none.

Numbers are written in decimals, exactly; where a constraint has a number such as 1/3 that has no
finite decimal, both of its sides are multiplied by the denominators.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Callable, Iterator, Sequence, Union

from verify.interchange.bounds import output_bounds
from verify.network import Graph, Network

Box = Sequence[tuple[Fraction, Fraction]]
_Name = Callable[[int], str]


@dataclass(frozen=True)
class Bound:
    """sum of weights[j] * Y_j  `relation`  bound, where the relation is "<=" or ">="."""

    weights: tuple[Fraction, ...]
    relation: str
    bound: Fraction

    def __post_init__(self) -> None:
        if self.relation not in ("<=", ">="):
            raise ValueError(f"relation: expected <= or >=, found {self.relation!r}")
        if not any(self.weights):
            raise ValueError("weights: expected one that is not 0, found none")


# One way to violate the property: all of these at once. Several ways: one of them is enough.
Violations = Sequence[Sequence[Bound]]


def property_1(box: Box, violations: Violations, about: str = "") -> str:
    """The property in VNN-LIB 1.0.

    Raises ValueError for an empty box or no violations.

    >>> one = Bound((Fraction(1),), ">=", Fraction(5, 2))
    >>> print(property_1([(Fraction(0), Fraction(1))], [[one]]).rstrip())
    (declare-const X_0 Real)
    (declare-const Y_0 Real)
    <BLANKLINE>
    (assert (>= X_0 0.0))
    (assert (<= X_0 1.0))
    (assert (>= Y_0 2.5))
    """
    outputs = _outputs(box, violations)
    x, y = "X_{}".format, "Y_{}".format
    lines = [f"; {line}" for line in about.splitlines()]
    lines += [f"(declare-const {x(index)} Real)" for index in range(len(box))]
    lines += [f"(declare-const {y(index)} Real)" for index in range(outputs)]
    lines += ["", *(f"(assert {side})" for side in _sides(box, x, False))]
    if len(violations) == 1:
        lines += [f"(assert {_constraint(bound, y, False)})" for bound in violations[0]]
    else:
        ways = " ".join("(and " + " ".join(_constraint(bound, y, False) for bound in way) + ")"
                        for way in violations)
        lines.append(f"(assert (or {ways}))")
    return "\n".join(lines) + "\n"


def property_2(box: Box, violations: Violations, about: str = "") -> str:
    """The same property in VNN-LIB 2.0, of an ONNX network with element type float64.

    Raises ValueError for an empty box or no violations.

    >>> one = Bound((Fraction(1),), ">=", Fraction(5, 2))
    >>> print(property_2([(Fraction(0), Fraction(1))], [[one]]).rstrip())
    (vnnlib-version <2.0>)
    <BLANKLINE>
    (declare-network N
      (declare-input X float64 [1,1])
      (declare-output Y float64 [1,1])
    )
    <BLANKLINE>
    (assert (and (>= X[0,0] 0.0) (<= X[0,0] 1.0)))
    (assert (>= Y[0,0] 2.5))
    """
    outputs = _outputs(box, violations)
    x, y = "X[0,{}]".format, "Y[0,{}]".format
    lines = [f"; {line}" for line in about.splitlines()]
    lines += ["(vnnlib-version <2.0>)", "", "(declare-network N",
              f"  (declare-input X float64 [1,{len(box)}])",
              f"  (declare-output Y float64 [1,{outputs}])", ")", ""]
    sides = list(_sides(box, x, True))
    lines += [f"(assert (and {low} {high}))" for low, high in zip(sides[::2], sides[1::2])]
    ways = [_all([_constraint(bound, y, True) for bound in way]) for way in violations]
    lines.append(f"(assert {ways[0] if len(ways) == 1 else '(or ' + ' '.join(ways) + ')'})")
    return "\n".join(lines) + "\n"


def unit_cube_property(network: Union[Network, Graph], name: str, version: int) -> str:
    """What is true of the network: in the unit cube, each output lies strictly between two numbers.

    The numbers are the next integers beyond exact interval bounds. `unsat` is the right answer.

    Raises ValueError for a version other than 1 and 2.
    """
    if version not in (1, 2):
        raise ValueError(f"version: expected 1 or 2, found {version}")
    box = [(Fraction(0), Fraction(1))] * network.inputs
    bounds = output_bounds(network, box)
    low = [Fraction(math.ceil(least) - 1) for least, _ in bounds]
    high = [Fraction(math.floor(most) + 1) for _, most in bounds]
    title = name if name.isprintable() else ascii(name)
    about = (f"{title}: for all inputs in [0, 1] every output lies strictly between\n"
             "the numbers below, by exact interval arithmetic: unsat is the right answer.")
    write = property_1 if version == 1 else property_2
    return write(box, outside(low, high), about)


def outside(low: Sequence[Fraction], high: Sequence[Fraction]) -> list[list[Bound]]:
    """The violations of: every output j lies strictly between low[j] and high[j].

    >>> [way[0].relation for way in outside([Fraction(0)], [Fraction(1)])]
    ['<=', '>=']
    """
    ways = []
    for index, (a, b) in enumerate(zip(low, high)):
        weights = tuple(Fraction(index == other) for other in range(len(low)))
        ways += [[Bound(weights, "<=", a)], [Bound(weights, ">=", b)]]
    return ways


def _outputs(box: Box, violations: Violations) -> int:
    lengths = {len(bound.weights) for way in violations for bound in way}
    if not box or any(low > high for low, high in box):
        raise ValueError("box: expected at least 1 input and low <= high, found otherwise")
    if len(lengths) != 1 or not all(violations):
        raise ValueError("violations: expected bounds on the same outputs, found otherwise")
    return lengths.pop()


def _sides(box: Box, name: _Name, typed: bool) -> Iterator[str]:
    for index, (low, high) in enumerate(box):
        for relation, value in ((">=", low), ("<=", high)):
            yield _inequality({name(index): Fraction(1)}, relation, value, typed)


def _constraint(bound: Bound, name: _Name, typed: bool) -> str:
    terms = {name(index): weight for index, weight in enumerate(bound.weights) if weight}
    return _inequality(terms, bound.relation, bound.bound, typed)


def _inequality(terms: dict[str, Fraction], relation: str, bound: Fraction, typed: bool) -> str:
    numbers = [*terms.values(), bound]
    if not all(map(_is_decimal, numbers)):
        common = math.lcm(*(value.denominator for value in numbers))
        terms = {name: weight * common for name, weight in terms.items()}
        bound *= common
    # The typed language takes the type of a product from its first factor: the variable.
    parts = [name if weight == 1 else f"(* {name} {decimal(weight)})" if typed
             else f"(* {decimal(weight)} {name})" for name, weight in terms.items()]
    total = parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"
    return f"({relation} {total} {decimal(bound)})"


def _all(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"(and {' '.join(parts)})"


def _is_decimal(value: Fraction) -> bool:
    return pow(10, value.denominator.bit_length(), value.denominator) == 0


def decimal(value: Fraction) -> str:
    """The finite decimal of a number that has one.

    Raises ValueError for one that has none, such as 1/3.

    >>> decimal(Fraction(-5, 16)), decimal(Fraction(3))
    ('-0.3125', '3.0')
    """
    if not _is_decimal(value):
        raise ValueError(f"expected a number with a finite decimal, found {value}")
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, rest = digits[:len(digits) - places], digits[len(digits) - places:] or "0"
    return f"{'-' if value < 0 else ''}{whole}.{rest}"
