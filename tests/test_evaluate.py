"""The fast evaluation agrees with the plain replay, whatever provides the values."""

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import Integer

from verify import calculus as c
from verify import sweep
from verify.evaluate import Evaluator
from verify.methods import exhaustive
from verify.model import DenseFamily, Model, ParityFamily, Slope, Table, in_python_integers
from verify.replay import Replay, holds
from verify.transform import parity_matrix

d = c.Size("d")
X, H, W = c.Cube(d, "X"), c.Range(2**d, "H"), c.Range(c.Size("n"), "W")
x, y, i, k, j = (c.Index("x", X), c.Index("y", X), c.Index("i", H), c.Index("k", H),
                 c.Index("j", W))
h, f, a, g, r = c.Fn("h", H, X), c.Fn("f", X), c.Fn("a", H), c.Fn("g", W, X), c.Fn("r")
S = c.Space("S", 4)
s, t = c.Index("s", S), c.Index("t", S)
u, q = c.Fn("u", S), c.Fn("q", S)

TERMS = [
    c.Expect(h(i, x) * f(x), x), c.SumOver(h(i, x) * f(x), x), c.Expect(h(i, x) * h(k, x), x),
    c.Average(c.Expect(h(i, x) * f(x), x)**2, i), c.SumOver(a(i) * h(i, x), i),
    c.Expect(c.SumOver(a(i) * h(i, x), i)**2, x), c.Inner(f(x), h(i, x), x),
    c.NormSquared(c.Expect(g(j, x) * h(i, x), x), j), c.L2NormSquared(f(x) - h(i, x), x),
    c.Average(c.NormSquared(c.Expect(r(f(x) * h(i, x)) * g(j, x), x), j), i),
    c.Expect(f(x)**2 * h(i, x)**3, x), c.Expect(h(i, x), x) - c.Expect(f(y), y),
    c.Indicator(i, k) * a(i), c.Expect(c.Sign(i) * f(x) * h(i, x), x),
    c.ProductOver(1 + c.Expect(g(j, x), x), j), c.Relu(f(x)) - abs(f(x)),
]


def values(dense: bool, seed: int = 3) -> Model:
    rng = random.Random(seed)
    row = [Fraction(rng.randint(-4, 4), rng.choice((1, 3))) for _ in range(4)]
    family: Any = DenseFamily(parity_matrix(2, slice(0, 4))) if dense else ParityFamily(2)
    return Model(sizes={"d": 2, "n": 3}, values={
        "h": family, "f": Table.of(row), "a": Table.of(row[::-1]), "r": Slope(lambda z: z * z + 1),
        "g": Table.of([[rng.randint(-3, 3) for _ in range(4)] for _ in range(3)]),
        "u": Table.of(row), "q": Table.of(["1/2", "1/4", "1/4", "0"])})


def agree(term: Any, model: Model) -> None:
    """Evaluator and Replay give the same number at every value of the free indices."""
    value = Evaluator(model).value(term)
    axes, evaluator = value.axes, Evaluator(model)
    points: list[dict[Any, int]] = [{}]
    for axis in axes:
        points = [{**p, axis: n} for p in points for n in range(evaluator.extent(axis))]
    for point in points:
        found = value.array[tuple(point[axis] for axis in axes)].reshape(-1).item(0)
        assert found == Replay(model).at(term, point), (term, point)


@pytest.mark.parametrize("dense", [True, False], ids=["dense", "parity"])
@pytest.mark.parametrize("number", range(len(TERMS)))
def test_replay_agrees(number: int, dense: bool) -> None:
    agree(TERMS[number], values(dense))


@pytest.mark.parametrize("number", range(len(TERMS)))
def test_families_and_integers_agree(number: int) -> None:
    found = [Evaluator(m).value(TERMS[number]) for m in
             (values(True), values(False), in_python_integers(values(False)))]
    axes = found[0].axes
    arrays = [v.array.transpose([v.axes.index(e) for e in axes]) if len(axes) > 1 else v.array
              for v in found]
    assert arrays[0].to_fractions() == arrays[1].to_fractions() == arrays[2].to_fractions()


@pytest.mark.parametrize("term", [
    c.Expect(u(s), s), c.Expect(u(s)**2, s) - c.Expect(u(s), s)**2, c.Average(u(s), s),
    c.Expect(c.Expect(u(s) * c.Indicator(s, t), s) * u(t), t), c.Expect(Integer(1), s)], ids=str)
def test_weights(term: Any) -> None:
    model = values(True)
    agree(term, model)
    uniform = replace(model, values={**model.values, "q": Table.of(["1/4"] * 4)})
    if term not in (c.Average(u(s), s), c.Expect(Integer(1), s)):
        assert Evaluator(model).scalar(term) != Evaluator(uniform).scalar(term)


def test_expectations_under_one_sign_capture_nothing() -> None:
    agree(c.Expect(f(x), x) + c.Expect(f(y) * f(x), y), values(True))


class Stored:
    """A gradient given as a list of rows, one per point, columns the weights."""

    def __init__(self, table: Table):
        self.table, self.size = table, table.shape[0]
        self.output = table.array.transpose()

    def block(self, start: int, stop: int) -> Any:
        return self.table.array[start:stop].transpose()


@pytest.mark.parametrize("entries", [1, 4, 8, 2**24])
def test_windows(monkeypatch: pytest.MonkeyPatch, entries: int) -> None:
    """Sums over the weights do not depend on how many weights are taken at a time."""
    from verify.model import Gradient
    plain = values(False)
    table = plain.values["g"]
    model = replace(plain, blocked="W", values={**plain.values, "g": Gradient(Stored(table))})
    inner = c.Expect(g(j, x) * h(i, x), x)
    terms = [c.Average(c.NormSquared(inner, j), i), c.SumOver(c.Expect(g(j, x), x)**2, j) + 5,
             c.SumOver(c.Expect(g(j, x), x), j)**2, c.Expect(f(x), x), 2 * c.SumOver(j, j) + j * 0,
             c.Expect(c.NormSquared(g(j, x), j), x) - c.SumOver(c.Average(inner, i)**2, j),
             c.ProductOver(c.Expect(g(j, x), x) + 1, j), c.Average(c.Expect(g(j, x), x), j)]
    monkeypatch.setattr(sweep, "WINDOW_ENTRIES", entries)
    assert sweep.evaluate_lines(terms, model) == [Replay(plain).at(t, {}) for t in terms]


@pytest.mark.parametrize("points", [1, 2, 2**22])
@pytest.mark.parametrize("formula", [
    c.Le(f(x), c.SumOver(f(x)**2, x) + 9), c.Le(f(x), c.Expect(f(x), x)), c.Ne(a(i), a(k)),
    c.ForAll((i, k), c.Eq(c.Expect(h(i, x) * h(k, x), x), 0), distinct=True),
    c.ForAll((x,), c.Le(c.SumOver(Integer(1), x), 2))], ids=str)
def test_points_in_windows(monkeypatch: pytest.MonkeyPatch, points: int, formula: Any) -> None:
    """The verdict does not depend on how many points are evaluated at a time."""
    model = values(True)
    whole = exhaustive.decide(formula, model)
    monkeypatch.setattr(exhaustive, "WINDOW_POINTS", points)
    found = exhaustive.decide(formula, model)
    assert found.outcome == whole.outcome
    if found.counterexample is not None:
        assert not holds(found.counterexample.relation, model, found.counterexample.env)[0]


def test_a_power_needs_an_integer_exponent():
    """2^(k/2) at k = 3 has no exact value, and is not 2."""
    k, m = c.Size("k"), c.Size("m")
    model = Model(sizes={"k": 3, "m": 4})
    assert exhaustive.decide(c.Eq(2**(k / 2), 2), model).outcome == "unknown"
    assert exhaustive.decide(c.Eq((m + 1)**k, 125), model).outcome == "proved"
    assert exhaustive.decide(c.Eq((m + 1)**k, 124), model).outcome == "refuted"


def test_a_table_left_at_one_end_of_a_square():
    """X(r, i - 1) where i is not the first: the place outside depends on one index of two."""
    n, m = c.Size("n"), c.Size("m")
    rows, places = c.Range(n, "rows"), c.Range(m, "places", first=0)
    r, i = c.Index("r", rows), c.Index("i", places)
    X = c.Fn("X", rows, places)
    model = Model(sizes={"n": 2, "m": 3}, values={"X": Table.of([[1, 2, 3], [4, 5, 6]])})
    rises = c.ForAll((r, i), c.Eq(X(r, i), X(r, i - 1) + 1), where=c.Le(1, i))
    assert exhaustive.decide(rises, model).values == {"checked": "4"}
    everywhere = c.ForAll((r, i), c.Eq(X(r, i), X(r, i - 1) + 1))
    assert exhaustive.decide(everywhere, model).outcome == "unknown"
