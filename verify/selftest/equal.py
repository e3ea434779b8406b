"""Whether two networks compute the same function: an exact input at which they do not, or a proof.

    >>> from verify.network import Network, dense
    >>> once, twice = (Network((dense([[w]], [0]),)) for w in (1, 2))
    >>> Reference(once).compare(twice)
    Comparison(outcome='different', how='at (1): (1) and (2)')
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any, Iterator

from verify.block_maps import Units
from verify.circuits.circuit import Circuit
from verify.layer import Layer
from verify.methods import equivalence
from verify.network import Graph, Network, forward
from verify.selftest.gates import compared
from verify.tied import WeightTied

CORNERS = 6          # up to so many inputs all corners of the cube are tried
SEED, DRAWN = 0, 60
SECONDS = 20.0       # for a proof


@dataclass(frozen=True)
class Comparison:
    """different, equal or unknown, and how that is known."""

    outcome: str
    how: str


@dataclass(frozen=True)
class Reference:
    """A network that others are compared with, on all of R^n."""

    network: Any

    @cached_property
    def function(self) -> Network | Graph:
        return as_function(self.network)

    @cached_property
    def values(self) -> list[tuple[tuple[Fraction, ...], Any]]:
        return [(x, forward(self.function, x)) for x in inputs(self.function.inputs)]

    def compare(self, other: Any) -> Comparison:
        """Some inputs first, exactly; where they all agree, an SMT solver on every output."""
        if isinstance(other, Circuit):
            return Comparison(*compared(self.network, other))
        function = as_function(other)
        for x, value in self.values:
            found = forward(function, x)
            if found != value:
                return Comparison("different", f"at {_shown(x)}: {_shown(value)} and "
                                               f"{_shown(found)}")
        finding = equivalence.decide(self.function, function, limit=SECONDS)
        if finding.outcome == "refuted":
            return Comparison("different", finding.note)
        if finding.outcome == "proved":
            return Comparison("equal", f"{finding.scope}, by {', '.join(finding.trusts)}")
        return Comparison("unknown", finding.note or finding.reason)


def as_function(network: Any) -> Network | Graph:
    """The function that a network stands for; of a weight-tied one, one step of state and input.

    Raises
        TypeError: for another kind of network, or one with maps that are no units.
    """
    if isinstance(network, (Network, Graph)):
        return network
    if not isinstance(network, WeightTied) or not all(
            isinstance(part, Units) for part in network.maps):
        raise TypeError(f"no function of a {type(network).__name__} is known")
    rows = tuple(left + right for left, right in zip(
        network.weight.dense(), network.injection.dense(), strict=True))
    names = tuple(name for part in network.maps if isinstance(part, Units) for name in part.names)
    return Network((Layer(rows, network.bias, names),))


def inputs(size: int) -> Iterator[tuple[Fraction, ...]]:
    """Inputs at which a wrong network is likely to be seen: corners, units, drawn fractions.

    >>> len(list(inputs(2))) > 60
    True
    """
    source = random.Random(SEED)
    zero = (Fraction(0),) * size
    yield zero
    for place in range(size):
        for value in (1, -1, Fraction(1, 2), 7, -7):
            yield (*zero[:place], Fraction(value), *zero[place + 1:])
    if size <= CORNERS:
        for signs in (0, 1), (-1, 1):
            yield from (tuple(map(Fraction, corner)) for corner in product(signs, repeat=size))
    for n in range(DRAWN):
        reach = (1, 3, 50)[n % 3]
        yield tuple(Fraction(source.randint(-reach * 64, reach * 64), 64) for _ in range(size))
    if size == 1:
        yield from ((Fraction(n, 48),) for n in range(-48, 145))


def _shown(values: Any) -> str:
    return "(" + ", ".join(map(str, values)) + ")"
