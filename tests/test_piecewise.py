"""Whole functions compared, not samples: an oracle that turns a network R -> R into its pieces.

A piecewise linear function is a sorted list of points (x, f(x)), none of them on the line between
its neighbours, and the slopes before the first and behind the last.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import pytest

from constructions import alternation, alternation_bounds, sawtooth, sawtooth_shallow
from verify.network import dense, forward, Network


@dataclass(frozen=True)
class Curve:
    xs: tuple
    ys: tuple
    before: Fraction
    behind: Fraction

    def __call__(self, x):
        i = bisect_right(self.xs, x)
        if i == 0:
            return self.ys[0] + self.before * (x - self.xs[0])
        if i == len(self.xs):
            return self.ys[-1] + self.behind * (x - self.xs[-1])
        share = (x - self.xs[i - 1]) / (self.xs[i] - self.xs[i - 1])
        return self.ys[i - 1] + share * (self.ys[i] - self.ys[i - 1])

    def slopes(self):
        between = [(self.ys[i + 1] - self.ys[i]) / (self.xs[i + 1] - self.xs[i])
                   for i in range(len(self.xs) - 1)]
        return [self.before, *between, self.behind]

    @property
    def kinks(self):
        slopes = self.slopes()
        return [x for x, left, right in zip(self.xs, slopes, slopes[1:]) if left != right]

    def crossings(self, level):
        """Points inside a piece where the function is `level`."""
        ends = [None, *self.xs, None]
        for left, right, slope, x, y in zip(ends, ends[1:], self.slopes(),
                                            (self.xs[0], *self.xs), (self.ys[0], *self.ys)):
            if slope:
                at = x + (level - y) / slope
                if (left is None or left < at) and (right is None or at < right):
                    yield at

    def normal(self):
        """Only the kinks are kept; a straight line keeps the point at 0."""
        xs = self.kinks or [Fraction(0)]
        return Curve(tuple(xs), tuple(self(x) for x in xs), self.before, self.behind)

    def intervals(self, low=None, high=None):
        """How many intervals of one answer 1[f >= 1/2] has, single points counted."""
        marks = sorted({*self.xs, *self.crossings(Fraction(1, 2))})
        marks = [x for x in marks if (low is None or x >= low) and (high is None or x <= high)]
        ends = [marks[0] - 1 if low is None else low, marks[-1] + 1 if high is None else high]
        marks = sorted({*marks, *ends})
        spots = [s for a, b in zip(marks, marks[1:]) for s in (a, (a + b) / 2)] + [marks[-1]]
        return len(list(groupby(self(s) >= Fraction(1, 2) for s in spots)))


class _Curves:
    """An arithmetic for `forward` whose numbers are functions of one real x."""

    def affine(self, weight, bias, values):
        return [self._sum(row, b, values) for row, b in zip(weight, bias)]

    def _sum(self, row, bias, curves):
        xs = sorted({x for curve in curves for x in curve.xs})
        return Curve(tuple(xs), tuple(sum(w * c(x) for w, c in zip(row, curves)) + bias
                                      for x in xs),
                     sum(w * c.before for w, c in zip(row, curves)),
                     sum(w * c.behind for w, c in zip(row, curves))).normal()

    def activate(self, names, values):
        return [self._relu(c) if name == "relu" else c for name, c in zip(names, values)]

    def _relu(self, curve):
        xs = sorted({*curve.xs, *curve.crossings(0)})
        return Curve(tuple(xs), tuple(max(curve(x), 0) for x in xs), min(curve.before, 0),
                     max(curve.behind, 0)).normal()

    def concatenate(self, parts):
        return [value for part in parts for value in part]


def curve(network):
    x = Curve((Fraction(0),), (Fraction(0),), Fraction(1), Fraction(1))
    result, = forward(network, [x], _Curves())
    return result


def sawtooth_curve(k):
    return Curve(tuple(Fraction(j, 2**k) for j in range(2**k + 1)),
                 tuple(Fraction(j % 2) for j in range(2**k + 1)), Fraction(0), Fraction(0))


def test_the_oracle_itself():
    network = Network((dense([[1], [-2], [0]], [-1, 3, 1], "relu"), dense([[1, 1, 5]], [0])))
    found = curve(network)
    assert found.kinks == [1, Fraction(3, 2)] and found.slopes() == [-2, -1, 1]
    for x in (Fraction(j, 8) for j in range(-20, 40)):
        assert found(x) == forward(network, [x])[0]
    assert curve(Network((dense([[1]], [0], "relu"),))).intervals() == 2
    spike = Network((dense([[1], [1], [1]], [0, "-1/2", -1], "relu"), dense([[1, -2, 1]], [0])))
    assert curve(spike).intervals() == 3                    # 1/2 at one point only


@pytest.mark.parametrize("k", range(1, 8))
def test_the_same_function_on_the_whole_line(k):
    expected = sawtooth_curve(k)
    for build in (sawtooth.deep, sawtooth_shallow.shallow_on_line,
                  sawtooth_shallow.shallow_relu_output,
                  *((sawtooth.merged, sawtooth.recurrent) if k > 1 else ())):
        assert curve(build(k)) == expected, build.__name__
    assert len(expected.slopes()) == 2**k + 2 and expected.intervals() == 2**k + 1


@pytest.mark.parametrize("k", range(1, 8))
def test_the_same_function_on_the_unit_interval(k):
    expected = sawtooth_curve(k)
    for build in (sawtooth.merged, sawtooth.skip, sawtooth_shallow.shallow,
                  sawtooth_shallow.shallow_with_skip):
        found = curve(build(k))
        assert [x for x in found.kinks if 0 < x < 1] == list(expected.xs[1:-1])
        assert [found(x) for x in expected.xs] == list(expected.ys), build.__name__


@pytest.mark.parametrize("m, layers", [(3, 1), (4, 1), (5, 1), (6, 1), (9, 1), (3, 2), (4, 2),
                                       (5, 2), (3, 3)])
def test_full_zigzags_have_all_pieces_that_there_can_be(m, layers):
    network = alternation.full_zigzag(m, layers)
    found = curve(network)
    most = (m + 1)**layers
    assert network.relus == m * layers and network.depth == layers + 1 and network.width == m
    assert network.parameters == m * (m + 1) * (layers - 1) + 3 * m + 1
    assert len(found.slopes()) == most
    assert 2 * most == alternation_bounds.piece_bound(2, m, layers + 1)
    assert found.intervals() == alternation_bounds.relu_intervals(m, layers + 1) == most + 1
    ends = [0, *found.kinks, 1]
    assert [found(x) for x in ends] == [i % 2 for i in range(most + 1)]


@pytest.mark.parametrize("m", [3, 4])
def test_no_error_on_alternating_points_of_the_zigzag_and_the_least_on_more(m):
    found = curve(alternation.full_zigzag(m, 2))
    pieces = (m + 1)**2
    places = [Fraction(0), *found.kinks, Fraction(1)]
    wrong = [x for i, x in enumerate(places) if (found(x) >= Fraction(1, 2)) != i % 2]
    assert wrong == [] and alternation_bounds.least_error(pieces + 1, m, 3) == 0
    longer = places + [1 + Fraction(i, 10**6) for i in range(1, 6)]
    errors = sum((found(x) >= Fraction(1, 2)) != i % 2 for i, x in enumerate(longer))
    assert Fraction(errors, pieces + 6) == alternation_bounds.least_error(pieces + 6, m, 3)


@pytest.mark.parametrize("units", [1, 2, 3, 4, 5, 8, 13])
def test_intervals_of_the_error_optimal_networks(units):
    found = curve(alternation.error_optimal(7, units))
    assert len(found.kinks) == units
    assert found.intervals() == alternation_bounds.shallow_intervals(units)


def test_a_network_of_two_layers_of_two_beats_the_sawtooth():
    """relu_intervals is no more than a bound for m = 2: it says 10 here."""
    network = Network((dense([[1], [-1]], [1, 1], "relu"),
                       dense([[-3, -1], [2, -2]], [17, 0], "relu"),
                       dense([[1, 1]], ["-27/2"], "relu")))
    assert curve(network).intervals() == 6 > curve(sawtooth.merged(2)).intervals() == 5
