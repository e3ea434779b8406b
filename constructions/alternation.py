"""Networks that classify alternating labels with the fewest errors: the lower bound is attained.

The labels 0, 1, 0, 1, ... stand at the points 0, 1/n, ..., (n - 1)/n, and a network f answers 1
where f(x) >= 1/2. How few errors its number of units allows is in constructions.alternation_bounds.
The networks here make that few. Their trick is a unit that looks left, relu(q - x): it gives the
slope at the far left, so that m units make m + 1 pieces that all cross 1/2.
"""

import itertools
from fractions import Fraction
from typing import Sequence

from constructions.alternation_bounds import fewest_units
from verify.network import Layer, Network, dense

MOST = 200               # units in a layer of full_zigzag: two such layers share m^2 weights


def alternating(n: int) -> Network:
    """A network with one hidden layer, and as few units as possible, that is right at all n points.

    Shape
        1 -> 1, one hidden layer of 1, 2, 3 units for n = 2, 3, 4 and of n - 2 for n >= 5.
    Why it works
        See `error_optimal`.
    Raises
        ValueError: unless n >= 2.

    >>> from verify.network import forward
    >>> [int(forward(alternating(6), [f"{i}/6"])[0] >= Fraction(1, 2)) for i in range(6)]
    [0, 1, 0, 1, 0, 1]
    >>> alternating(6).units
    4
    """
    if n < 2:
        raise ValueError(f"expected n >= 2, found n = {n}")
    return error_optimal(n, fewest_units(n))


def error_optimal(n: int, units: int) -> Network:
    """A network with one hidden layer of that many units and the fewest errors on the n points.

    Shape
        1 -> 1, one hidden layer, 3 units + 1 parameters. Errors: (n - s)/2 rounded up, or 0, where
        s is 2 or 3 for 1 or 2 units and units + 2 for more.
    Why it works
        Its slopes in units of n are 1, -1, 1, -2, 1, -1, 1, ... with kinks at 1, 2, 3 + 1/6,
        4 - 1/6, 5, 6, ... in units of 1/n. So f(i/n) = i mod 2 at the first s points, except that 3
        units give f(4/n) = -1/2. Behind them f keeps to one side of 1/2, and half of the labels
        are right. The units at the kinks 2 and 3 + 1/6 look left, with slopes -2 and 3: they add
        up to the first slope, 1. That takes 3 units; fewer give the slopes 1 and 1, -1 from 0 on.
    Raises
        ValueError: unless n >= 1 and units >= 1.

    >>> from verify.network import forward
    >>> values = [forward(error_optimal(9, 3), [f"{i}/9"])[0] for i in range(9)]
    >>> sum((value >= Fraction(1, 2)) != i % 2 for i, value in enumerate(values))
    2
    """
    if n < 1 or units < 1:
        raise ValueError(f"expected n >= 1 and units >= 1, found n = {n}, units = {units}")
    if units < 3:
        slopes, kinks, left = [0, 1, -1], [Fraction(0), Fraction(1)], []
    else:
        slopes = [-2 if i == 3 else (-1)**i for i in range(units + 1)]
        kinks = [Fraction(i) for i in range(1, units + 1)]
        kinks[2:4] = [Fraction(19, 6), Fraction(23, 6)]
        left = [1, 2]
    return Network(_zigzag([Fraction(n * slope) for slope in slopes[:units + 1]],
                           [kink / n for kink in kinks[:units]], left))


def full_zigzag(m: int, layers: int = 1) -> Network:
    """x -> g(g(...g(x))), where g runs m + 1 times between 0 and 1 while x goes from 0 to 1.

    Shape
        1 -> 1, hidden layers of m relu units, m(m + 1)(layers - 1) + 3m + 1 parameters. It has
        (m + 1)^layers pieces, each from 0 to 1 or back, and answers in (m + 1)^layers + 1
        intervals: no network of this shape has more of either.
    Why it works
        The slopes of g are A, -A, B, -2A, B, -B, ... with A = m + 1, B = (m - 2)(m + 1)/(m - 3/2);
        the pieces' lengths 1/A, 1/A, 1/B, 1/(2A), 1/B, ... add up to 1. The units at the second
        and third kink look left, with slopes -(A + B) and B + 2A: they add up to the first slope.
    Raises
        ValueError: unless 3 <= m <= 200 and layers >= 1.

    >>> from verify.network import forward
    >>> [str(forward(full_zigzag(3), [x])[0]) for x in (0, "1/4", "1/2", "7/8", 1)]
    ['0', '1', '0', '1', '0']
    """
    if not 3 <= m <= MOST or layers < 1:
        raise ValueError(f"expected 3 <= m <= {MOST} and layers >= 1, "
                         f"found m = {m}, layers = {layers}")
    a, b = Fraction(m + 1), Fraction(2 * (m - 2) * (m + 1), 2 * m - 3)
    heights = [a, a, b, 2 * a] + [b] * (m - 3)
    kinks = list(itertools.accumulate(1 / height for height in heights[:m]))
    first, last = _zigzag([(-1)**i * height for i, height in enumerate(heights)], kinks, [1, 2])
    return Network((first, *[_joined(last, first)] * (layers - 1), last))


def _zigzag(slopes: Sequence[Fraction], kinks: Sequence[Fraction],
            left: Sequence[int]) -> tuple[Layer, Layer]:
    """The layers of the function with f(0) = 0, these slopes, and these kinks between them.

    The units at the kinks with the numbers in `left` look left; the first slope has to be minus
    the sum of the jumps there, and every kink at least 0.
    """
    jumps = [after - before for before, after in zip(slopes, slopes[1:])]
    looks = [-1 if i in left else 1 for i in range(len(kinks))]
    lift = -sum(jumps[i] * kinks[i] for i in left)
    return (dense([[look] for look in looks],
                  [-look * kink for look, kink in zip(looks, kinks)], "relu"),
            dense([jumps], [lift]))


def _joined(last: Layer, first: Layer) -> Layer:
    """The layer `first` of what the linear layer `last` gives: one layer for the two."""
    (row,), (bias,) = last.weight, last.bias
    return dense([[look * weight for weight in row] for (look,) in first.weight],
                 [look * bias + shift for (look,), shift in zip(first.weight, first.bias)],
                 first.activation)
