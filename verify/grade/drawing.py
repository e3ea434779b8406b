"""Pictures of wrong submissions: every unit's value at the counterexample, drawn by us.

A submission stays data: what is drawn is the network that was read from it, and all of its names
are escaped. Pictures travel beside a result, not in it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

MOST_UNITS, LONGEST = 200, 2**18


def drawn(network: Any, at: Sequence[Fraction], says: str, wrong: Sequence[int]) -> str:
    """An <svg> element of the network or circuit at this input, "" for one that is too large.

    `wrong` are the numbers of the outputs that are wrong there.

    >>> from verify.network import Network, dense
    >>> net = Network((dense([[2]], [1], "relu"),))
    >>> drawn(net, (Fraction(3),), "wrong", (0,)).count("<circle")
    2
    """
    from verify.circuits.circuit import Circuit
    from verify.report.pictures.failure import Failure
    from verify.report.pictures.networks import circuit, network as layers

    size = len(network.gates) if isinstance(network, Circuit) else network.units
    if size > MOST_UNITS:
        return ""
    failure = Failure(tuple(at), says, tuple(wrong))
    found = circuit("submitted", network, failure) if isinstance(network, Circuit) else (
        layers("submitted", network, failure))
    svg = "" if found is None else str(found.svg)
    return svg if len(svg) <= LONGEST else ""
