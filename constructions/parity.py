"""Networks that compute a parity (-1)^<x,v> of the bits of x, from Lemma 3 of the 2017 paper.

All of them read the integer s = <x, v> and fold it: a piecewise linear function of s that is 1 at
even and -1 at odd integers.
"""

from fractions import Fraction
from typing import Sequence

from verify.network import Layer, Network, dense


def zigzag(d: int) -> Network:
    """s -> 1 - 2 relu(s) + 4 sum over i = 1..d-1 of (-1)^(i+1) relu(s - i).

    Shape
        1 -> 1, one hidden layer of d relu units, 3d + 1 parameters.
    Why it works
        At an integer s only the units i < s are active.  The slope starts at -2 and each unit
        turns it over, -2, 2, -2, ..., so the value runs 1, -1, 1, ... at s = 0, 1, 2, ..., d.
    Source
        Shalev-Shwartz, Shamir, Shammah 2017, Lemma 3, with d units instead of the 3d/2 there.

    >>> from verify.network import forward
    >>> [int(forward(zigzag(3), (s,))[0]) for s in range(4)]
    [1, -1, 1, -1]
    """
    turns = [-2] + [4 * (-1) ** (i + 1) for i in range(1, d)]
    return Network((dense([[1]] * d, [-i for i in range(d)], "relu"),
                    dense([turns], [1], "identity")))


def even_triads(d: int) -> Network:
    """s -> -1 + 2 sum over even e in 2..d of tri(s - e).

    Here tri(z) = relu(z + 1) - 2 relu(z) + relu(z - 1), a triad of units.
    The construction as the paper prints it: a triad of units for each even number 2, 4, ...; it
    has none at 0 and answers -1 there, where the label is 1.  Kept to be refuted.

    Shape
        1 -> 1, one hidden layer of 3 floor(d/2) relu units (one idle unit if d = 1).
    """
    return _triads([e for e in range(2, d + 1, 2)], -1, 2)


def odd_triads(d: int) -> Network:
    """s -> 1 - 2 sum over odd o in 1..d of tri(s - o): the paper's construction, repaired.

    Shape
        1 -> 1, one hidden layer of 3 ceil(d/2) relu units.

    >>> from verify.network import forward
    >>> [int(forward(odd_triads(3), (s,))[0]) for s in range(4)]
    [1, -1, 1, -1]
    """
    return _triads([o for o in range(1, d + 1, 2)], 1, -2)


def _triads(centres: Sequence[int], base: int, height: int) -> Network:
    biases = [Fraction(-c + shift) for c in centres for shift in (1, 0, -1)] or [Fraction(0)]
    turns = [height * t for _ in centres for t in (1, -2, 1)] or [0]
    return Network((dense([[1]] * len(biases), biases, "relu"),
                    dense([turns], [base], "identity")))


def parity(d: int, v: int = -1) -> Network:
    """x in {0,1}^d -> (-1)^<x,v>, the zigzag of s = <x, v>; v is the number of a point of the cube
    (coordinate v_i = bit i - 1), by default all ones.

    Shape
        d -> 1, one hidden layer of d relu units, d(d + 2) + 1 parameters.
    Raises
        ValueError: unless d >= 1 and v is -1 or 0 <= v < 2^d.

    >>> from verify.network import forward
    >>> int(forward(parity(3), (1, 1, 1))[0])
    -1
    """
    if d < 1 or not -1 <= v < 2**d:
        raise ValueError(f"expected d >= 1 and 0 <= v < 2^d, found d = {d}, v = {v}")
    bits = [1 if v == -1 else v >> i & 1 for i in range(d)]
    first, last = zigzag(d).layers
    return Network((Layer(tuple(tuple(Fraction(b) for b in bits) for _ in range(d)),
                          first.bias, first.activation), last))
