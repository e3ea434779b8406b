"""How few errors are possible on alternating labels: exact optima, computed in independent ways.

The labels 0, 1, 0, 1, ... stand at n points in a row. A classifier that changes its answer rarely
has to be wrong often, and a relu network of few units changes its answer rarely:

    units and layers  ->  pieces  ->  intervals of one answer  ->  errors

    >>> intervals = relu_intervals(m=2, layers=3)
    >>> intervals, least_errors(64, intervals)
    (10, 27)

Source: Telgarsky 2015. His constants are smaller; those here are the best possible for intervals.
"""

import itertools
from fractions import Fraction
from typing import Any, Optional

from verify.network import Network, dense


def least_errors(n: int, intervals: int) -> int:
    """The fewest errors of any classifier with at most that many intervals, by dynamic programming.

    It equals (n - intervals)/2 rounded up, or 0. Within an interval of b points the better of the
    two answers is wrong at b/2 points, rounded down; the program tries all ends of the last one.
    Raises ValueError unless n >= 0 and intervals >= 1.

    >>> least_errors(8, 3), least_errors(8, 8)
    (3, 0)
    """
    _check(n, intervals)
    best = [j // 2 for j in range(n + 1)]                       # one interval
    for _ in range(min(intervals, n) - 1):
        best = [min(best[i] + (j - i) // 2 for i in range(j + 1)) for j in range(n + 1)]
    return best[n]


def brute_force_errors(n: int, intervals: int) -> int:
    """The same number, from all 2^n ways to answer.

    Raises ValueError unless 0 <= n <= 16 and intervals >= 1.

    >>> brute_force_errors(8, 3)
    3
    """
    _check(n, intervals)
    if n > 16:
        raise ValueError(f"expected n <= 16, found n = {n}")
    return min(sum(answer != i % 2 for i, answer in enumerate(answers))
               for answers in itertools.product((0, 1), repeat=n)
               if len(list(itertools.groupby(answers))) <= intervals)


def piece_bound(t: int, m: int, layers: int) -> int:
    """The most affine pieces of a network of t-piece units, m a layer: t (m(t - 1) + 1)^(layers-1).

    Layers include the output unit, which is bent as well. Edges may skip layers. It is at most
    Telgarsky's (tm)^layers. Raises ValueError unless t, m and layers are at least 1.

    >>> piece_bound(2, 3, 2), (2 * 3)**2
    (8, 36)
    """
    if min(t, m, layers) < 1:
        raise ValueError(f"expected t, m, layers >= 1, found {t}, {m}, {layers}")
    return t * (m * (t - 1) + 1)**(layers - 1)


def relu_intervals(m: int, layers: int) -> int:
    """The most intervals of one answer of a relu network, m units a layer: (m + 1)^(layers-1) + 1.

    Before its own relu, which never moves a value past 1/2, the output is continuous with
    (m + 1)^(layers - 1) pieces, and within each the answer changes at most once. It is attained
    for m >= 3, see `constructions.alternation.full_zigzag`. Raises ValueError unless m and layers
    are at least 1.

    >>> relu_intervals(3, 2)
    5
    """
    if min(m, layers) < 1:
        raise ValueError(f"expected m, layers >= 1, found {m}, {layers}")
    return (m + 1)**(layers - 1) + 1


def least_error(n: int, m: int, layers: int) -> Fraction:
    """No relu network of m units a layer is wrong at a smaller part of the n points.

    Raises ValueError unless n, m and layers are at least 1.

    >>> least_error(16, 1, 1)
    Fraction(7, 16)
    """
    if n < 1:
        raise ValueError(f"expected n >= 1, found n = {n}")
    return Fraction(max(0, -(-(n - relu_intervals(m, layers)) // 2)), n)


def shallow_intervals(units: int) -> int:
    """The exact most intervals of one answer with one hidden layer of so many units.

    It is 1, 2, 3 for 0, 1, 2 units and units + 2 for more. With u units there are u + 1 pieces,
    and u + 2 intervals if all of them cross 1/2, rising and falling in turn. One unit has a flat
    side. For two, the first slope p > 0 is minus the sum of the jumps of the units that look left:
    of none 0, of the first more than p, of the second less than 0, of both p minus the last slope;
    so it is never p. For more see `constructions.alternation.error_optimal`.
    Raises ValueError unless units >= 0.

    >>> [shallow_intervals(units) for units in range(6)]
    [1, 2, 3, 5, 6, 7]
    """
    if units < 0:
        raise ValueError(f"expected units >= 0, found {units}")
    return units + (2 if units > 2 else 1)


def fewest_units(n: int) -> int:
    """The exact number of hidden units, in one layer, that make no error on the n points.

    Raises ValueError unless n >= 1.

    >>> [fewest_units(n) for n in range(1, 9)]
    [0, 1, 2, 3, 3, 4, 5, 6]
    """
    if n < 1:
        raise ValueError(f"expected n >= 1, found n = {n}")
    return next(units for units in range(n) if shallow_intervals(units) >= n)


def no_errors(n: int, units: int, z3: Any) -> Any:
    """The z3 term "a network with one hidden layer of so many units is right at all of i/n, i < n".

    Its unknowns are the network's numbers: c and, for each unit, a_u and b_u; the network is
    c + the sum of +-relu(a_u x + b_u). A unit's outer weight may be +-1, since relu(rz) = r relu(z)
    for r >= 0; which units count negatively is one case per number of positive ones. Units of one
    sign may be sorted by slope. Nothing else is assumed: if the term is unsatisfiable there is no
    such network.

    Raises ValueError unless n >= 1 and units >= 0.
    """
    if n < 1 or units < 0:
        raise ValueError(f"expected n >= 1 and units >= 0, found n = {n}, units = {units}")
    c, a, b = _unknowns(units, z3)
    zero, half = z3.RealVal(0), z3.Q(1, 2)
    cases = []
    for positive in range(units + 1):
        signs = _signs(positive, units)
        conditions = [a[u] <= a[u + 1] for u in range(units - 1) if signs[u] == signs[u + 1]]
        for i in range(n):
            bends = [a[u] * z3.Q(i, n) + b[u] for u in range(units)]
            value = z3.Sum([c, *(z3.If(bend > 0, sign * bend, zero)
                                 for sign, bend in zip(signs, bends))])
            conditions.append(value >= half if i % 2 else value < half)
        cases.append(z3.And(z3.Int("positive") == positive, *conditions))
    return z3.Or(*cases)


def realisable(n: int, units: int, z3: Any, work: int = 400_000_000) -> Optional[Network]:
    """A network with one hidden layer of so many units and no error at i/n, i < n; None if none is.

    z3 is the module. Nothing is taken from it on trust when it finds a network: the caller can run
    it. That there is none rests on z3. `work` bounds its effort, in its own unit.

    Raises
        ValueError: unless n >= 1 and units >= 1.
        TimeoutError: if z3 gives up.

    >>> import z3
    >>> realisable(4, 2, z3) is None, realisable(4, 3, z3) is None
    (True, False)
    """
    if units < 1:
        raise ValueError(f"expected units >= 1, found {units}")
    solver = z3.Solver()
    solver.set("rlimit", work)
    solver.add(no_errors(n, units, z3))
    answer = solver.check()
    if answer == z3.unsat:
        return None
    if answer == z3.unknown:
        if "interrupted" in solver.reason_unknown():
            raise KeyboardInterrupt    # z3 turns it into an answer
        raise TimeoutError(f"z3 gives up on n = {n}, units = {units}: {solver.reason_unknown()}")
    model = solver.model()

    def number(unknown: Any) -> Fraction:
        value = model.eval(unknown, model_completion=True)
        return Fraction(value.numerator_as_long(), value.denominator_as_long())

    c, a, b = _unknowns(units, z3)
    positive = model.eval(z3.Int("positive")).as_long()
    return Network((dense([[number(slope)] for slope in a], [number(shift) for shift in b], "relu"),
                    dense([_signs(positive, units)], [number(c)])))


def _unknowns(units: int, z3: Any) -> tuple[Any, list[Any], list[Any]]:
    return (z3.Real("c"), [z3.Real(f"a{u}") for u in range(units)],
            [z3.Real(f"b{u}") for u in range(units)])


def _signs(positive: int, units: int) -> list[int]:
    return [1] * positive + [-1] * (units - positive)


def _check(n: int, intervals: int) -> None:
    if n < 0 or intervals < 1:
        raise ValueError(f"expected n >= 0 and intervals >= 1, found {n} and {intervals}")
