"""Piecewise against an independent oracle: plain Fractions at every point that can matter."""

import random
from fractions import Fraction
from typing import Any, Callable

import numpy as np
import pytest

from verify.network import Graph, Network, Node, dense, forward
from verify.piecewise.function import Piecewise, of_network
from verify.piecewise.vertices import NotAffine, TooManyPieces, at_most, straight

F = Fraction
Function = Callable[[Fraction], Fraction]


def probes(f: Piecewise) -> list[Fraction]:
    """All points of the partition, two points inside every piece, and some that know nothing."""
    points = f.points()
    inside = [a + (b - a) * part for a, b in zip(points, points[1:]) for part in (F(1, 3), F(7, 8))]
    return points + inside + [f.low + (f.high - f.low) * F(n, 97) for n in range(98)]


def agree(f: Piecewise, oracle: Function) -> None:
    """f is the oracle at every point of its partition and, as both are affine inside the pieces
    (three points are tried), everywhere between."""
    points = f.points()
    assert points == sorted(set(points))
    for x in probes(f):
        assert f(x) == oracle(x), x
    for number, (a, b) in enumerate(zip(points, points[1:])):
        slope, offset = f.piece(number)
        for part in (F(1, 10**9), F(1, 2), 1 - F(1, 10**9)):
            x = a + (b - a) * part
            assert slope * x + offset == oracle(x)


def weights(rng: random.Random, rows: int, columns: int, dens: tuple[int, ...]) -> list[list[Any]]:
    return [[F(rng.randint(-4, 4), rng.choice(dens)) for _ in range(columns)] for _ in range(rows)]


def random_network(rng: random.Random, names: tuple[str, ...], dens: tuple[int, ...],
                   depth: int = 3) -> Network:
    widths = [1] + [rng.randint(1, 4) for _ in range(depth - 1)] + [1]
    layers = []
    for before, after in zip(widths, widths[1:]):
        bias = [F(rng.randint(-4, 4), rng.choice(dens)) for _ in range(after)]
        layers.append(dense(weights(rng, after, before, dens), bias,
                            [rng.choice(names) for _ in range(after)]))
    return Network(tuple(layers))


NAMES = {"relu": ("relu",), "jumps": ("step", "sign", "relu", "identity")}


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("dens", [(1, 2, 4), (1, 2, 3, 5, 7)], ids=["dyadic", "general"])
@pytest.mark.parametrize("seed", range(12))
def test_random_networks(seed: int, dens: tuple[int, ...], names: str) -> None:
    rng = random.Random(f"{seed} {dens} {names}")
    network = random_network(rng, NAMES[names], dens, rng.randint(1, 4))
    low = F(rng.randint(-6, 0), rng.choice(dens))
    f, = of_network(network, low, low + F(rng.randint(1, 20), rng.choice(dens)))
    agree(f, lambda x: forward(network, (x,))[0])
    agree(f.normalised(), lambda x: forward(network, (x,))[0])
    assert f.normalised().pieces == least(f)


def least(f: Piecewise) -> int:
    """The number of maximal pieces, counted one by one in Fractions."""
    pieces, count = [f.piece(n) for n in range(f.pieces)], 1
    for x, a, b in zip(f.points()[1:], pieces, pieces[1:]):
        count += a != b or a.slope * x + a.offset != f(x)
    return count


def test_wide_layers_use_the_matrix_product() -> None:
    rng = random.Random(5)
    network = Network((dense(weights(rng, 30, 1, (1, 3)), [F(n, 7) for n in range(30)], "relu"),
                       dense(weights(rng, 12, 30, (1, 2)), [F(-n) for n in range(12)], "relu"),
                       dense(weights(rng, 1, 12, (1,)), [0])))
    f, = of_network(network, -3, 3)
    agree(f, lambda x: forward(network, (x,))[0])
    assert f.pieces > 20


def test_graphs_with_skips_and_several_outputs() -> None:
    bend = dense([[1], [-1]], ["-1/3", "1/2"], "relu")
    mixed = dense([[1, -2, 1], [0, 3, -1]], [0, "1/5"], ["relu", "sign"])
    graph = Graph(1, (("bend", bend), ("mixed", mixed)), (
        Node("a", "bend", ("x",)), Node("b", "mixed", ("a", "x"))), ("b", "a"))
    outputs = of_network(graph, -2, 2)
    assert len(outputs) == graph.outputs == 4
    for row, f in enumerate(outputs):
        agree(f, lambda x, row=row: forward(graph, (x,))[row])     # type: ignore[misc]


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("limit", [2, 2**31], ids=["own weights", "common weight"])
def test_random_expressions(limit: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one weight for all vertices while that pays, and with a weight for each."""
    monkeypatch.setattr("verify.piecewise.kinks.COMMON_WEIGHT_LIMIT", limit)
    check_random_expression(seed)


def check_random_expression(seed: int) -> None:
    rng = random.Random(seed)
    low, high = F(-rng.randint(1, 5), 3), F(rng.randint(1, 9), 4)

    def make(depth: int) -> tuple[Piecewise, Function]:
        if not depth:
            slope, offset = F(rng.randint(-5, 5), rng.randint(1, 4)), F(rng.randint(-5, 5), 6)
            return (Piecewise.variable(low, high).scaled(slope) + offset,
                    lambda x: slope * x + offset)
        f, a = make(depth - 1)
        g, b = make(depth - 1)
        kind = rng.choice(["add", "sub", "max", "min", "abs", "relu", "step", "sign", "floor"])
        if kind in ("add", "sub", "max", "min"):
            both: dict[str, tuple[Callable[..., Piecewise], Callable[..., Any]]] = {
                "add": (lambda p, q: p + q, lambda p, q: p + q),
                "sub": (lambda p, q: p - q, lambda p, q: p - q),
                "max": (Piecewise.maximum, max), "min": (Piecewise.minimum, min)}
            ours, theirs = both[kind]
            return ours(f, g), lambda x: theirs(a(x), b(x))
        one: dict[str, tuple[Callable[..., Piecewise], Callable[..., Any]]] = {
            "abs": (abs, abs), "relu": (Piecewise.relu, lambda v: max(v, F(0))),
            "step": (Piecewise.step, lambda v: F(v > 0)),
            "sign": (Piecewise.sign, lambda v: F((v > 0) - (v < 0))),
            "floor": (Piecewise.floor, lambda v: F(v // 1))}
        mine, plain = one[kind]
        return mine(f) + g.scaled(F(1, 3)), lambda x: plain(a(x)) + b(x) / 3

    f, oracle = make(3)
    agree(f, oracle)
    agree(f.normalised(), oracle)
    assert f.equal(f.normalised())


@pytest.mark.parametrize("seed", range(15))
def test_composition(seed: int) -> None:
    rng = random.Random(seed)
    inner, = of_network(random_network(rng, NAMES["jumps"] if seed % 2 else NAMES["relu"],
                                       (1, 2, 3)), -2, 2)
    values = [inner(x) for x in probes(inner)]
    reach = max(map(abs, values)) + 1
    outer, = of_network(random_network(rng, NAMES["relu"] if seed % 3 else NAMES["jumps"],
                                       (1, 3)), -reach, reach)
    agree(outer.compose(inner), lambda x: outer(inner(x)))


def test_composition_with_a_point_hit_by_a_constant() -> None:
    x = Piecewise.variable(0, 1)
    jump = (x - F(1, 2)).sign()
    half = Piecewise.constant(F(1, 2), 0, 1)
    assert jump.compose(half).as_constant() == 0
    assert jump.compose(1 - x).equal(-jump)
    with pytest.raises(ValueError, match="outside"):
        jump.compose(x + F(1, 10))


def test_iterates_of_the_tent() -> None:
    x = Piecewise.variable(0, 1)
    tent = 1 - abs(x * 2 - 1)
    assert tent.iterate(0).equal(x)
    fifth = tent.iterate(5)
    assert fifth.normalised().pieces == 32
    assert fifth.equal(closed_form(5))
    third = (x * 3 - (x * 3).floor()).minimum(1)         # x -> 3x mod 1, jumps and thirds
    thrice = third.iterate(3)
    agree(thrice, lambda v: v * 27 - v * 27 // 1)


def closed_form(k: int) -> Piecewise:
    y = Piecewise.variable(0, 1) * 2**k
    return abs(y - ((y + 1) * F(1, 2)).floor() * 2)


# ---- points and jumps --------------------------------------------------------------------------

def test_a_value_at_one_point_only() -> None:
    x = Piecewise.variable(-1, 1)
    spike = 1 - abs(x.sign())
    assert (spike(0), spike(F(1, 10**9)), spike.normalised().pieces) == (1, 0, 2)
    assert spike.failure("=", 0) == (0, -1, 0)
    assert spike.failure("<=", F(1, 2)) == (0, -1, 0)
    assert (-spike).failure("<=", 0) is None
    failure = (-spike).failure("<", 0)
    assert failure is not None and failure.point < 0
    assert not spike.equal(0) and not spike.continuous


def test_ties_at_points() -> None:
    x = Piecewise.variable(-1, 1)
    assert x.step()(0) == 0 and x.sign()(0) == 0 and (-x).step()(0) == 0
    assert (x.step() + (-x).step()).equal(1 - (1 - abs(x.sign())))
    assert x.floor()(0) == 0 and x.floor()(1) == 1 and x.floor()(-1) == -1
    assert (-x).floor()(F(1, 2)) == -1
    assert (x.relu() - (-x).relu()).equal(x)


@pytest.mark.parametrize("relation, holds", [
    ("=", lambda a, b: a == b), ("<=", lambda a, b: a <= b), ("<", lambda a, b: a < b),
    ("!=", lambda a, b: a != b)])
def test_relations(relation: str, holds: Callable[[Fraction, Fraction], bool]) -> None:
    """A failure is one; and where none is found, none of many points is one."""
    rng = random.Random(relation)
    found = {True: 0, False: 0}
    for _ in range(30):
        f, g = (of_network(random_network(rng, NAMES[rng.choice(list(NAMES))], (1, 2, 3)), -1, 1)[0]
                for _ in range(2))
        g = rng.choice([g, f, f.maximum(g), f + 1, f + abs(g) + F(1, 3), f - g.step()])
        failure = f.failure(relation, g)
        found[failure is None] += 1
        if failure is not None:
            point, low, high = failure
            assert low <= point <= high and not holds(f(point), g(point))
        else:
            assert all(holds(f(x), g(x)) for x in probes(f) + probes(g))
    assert min(found.values()) >= 3, found


def test_products() -> None:
    x = Piecewise.variable(0, 1)
    assert ((x * F(1, 10)).floor() * x).equal(0)
    assert (x * Piecewise.constant(3, 0, 1)).equal(x * 3)
    with pytest.raises(NotAffine, match="two functions that vary"):
        x * x


# ---- integers that do not fit, and limits ------------------------------------------------------

def test_python_integers_take_over() -> None:
    """k = 70 tents near 0: few pieces, slopes of 2^70; then thirds beside them."""
    fold = dense([[2, -4], [2, -4]], [0, "-1/2"], "relu")
    layers = (dense([[1], [1]], [0, "-1/2"], "relu"), *[fold] * 69, dense([[2, -4]], [0]))
    network = Network(layers)
    f, = of_network(network, 0, F(3, 2**70))
    assert f.vertices.values.is_object or f.vertices.place.is_object
    assert f.normalised().points() == [0, F(1, 2**70), F(2, 2**70), F(3, 2**70)]
    agree(f, lambda x: forward(network, (x,))[0])
    y = Piecewise.variable(0, F(3, 2**70)) * 2**70
    assert f.equal(abs(y - ((y + 1) * F(1, 2)).floor() * 2))
    wrong = f + Piecewise.variable(0, F(3, 2**70)).scaled(F(1, 3**50))
    failure = wrong.failure("=", f)
    assert failure is not None and 0 < failure.point < F(1, 2**70)


def test_large_weights_with_many_denominators() -> None:
    rng = random.Random(3)
    primes = (1009, 1013, 1019, 1021, 1031)
    network = Network((dense([[F(rng.randint(-10**9, 10**9), rng.choice(primes))]
                              for _ in range(6)],
                             [F(rng.randint(-10**8, 10**8), rng.choice(primes))
                              for _ in range(6)], "relu"),
                       dense([[F(rng.randint(-10**9, 10**9), 7) for _ in range(6)]
                              for _ in range(5)], [F(n, 11) for n in range(5)],
                             ["relu", "step", "sign", "relu", "relu"]),
                       dense([[1, -2, 3, -4, 5]], ["1/13"])))
    f, = of_network(network, -1, 1)
    agree(f, lambda x: forward(network, (x,))[0])
    assert f.vertices.values.numerators.dtype == object


def test_an_int64_that_would_wrap_does_not() -> None:
    x = Piecewise.variable(0, 1)
    big = x * 2**62 + 2**62
    assert big(1) == 2**63 and (big + big)(1) == 2**64 and (big * 8 - big * 8).equal(0)
    assert big.maximum(-big)(F(1, 2)) == 2**62 + 2**61


def test_floors_of_large_numbers() -> None:
    """Where a difference of two floors would leave int64, and where the floors do."""
    x = Piecewise.variable(0, F(1, 2**60))
    for offset in (2**62 - 3, -2**62 + 1, 2**70, -2**70):
        line = x.scaled(5 * 2**60) + offset + F(1, 3)
        agree(line.floor(), lambda v: F((v * 5 * 2**60 + offset + F(1, 3)) // 1))
        bent = line.maximum(line * -1 + 2 * offset + 4)         # not one piece
        agree(bent.floor(), lambda v: F(bent(v) // 1))
    wide = abs(Piecewise.variable(-1, 1)) * 2**63 - 2**62
    with pytest.raises(TooManyPieces):
        wide.floor()
    with pytest.raises(TooManyPieces):
        (wide * F(7, 8)).floor()


def test_too_many_pieces_are_refused_in_time() -> None:
    with at_most(1000), pytest.raises(TooManyPieces):
        closed_form(20)
    with pytest.raises(TooManyPieces):
        closed_form(60)
    assert closed_form(8).pieces == 256


def test_wrong_uses() -> None:
    with pytest.raises(ValueError, match="low < high"):
        Piecewise.variable(1, 1)
    with pytest.raises(ValueError, match="one interval"):
        Piecewise.variable(0, 1) + Piecewise.variable(0, 2)
    with pytest.raises(ValueError, match="from 0 to 1"):
        Piecewise.variable(0, 1)(2)
    with pytest.raises(ValueError, match="expected one of"):
        Piecewise.variable(0, 1).failure(">", 0)
    with pytest.raises(ValueError, match="inputs"):
        of_network(Network((dense([[1, 1]], [0]),)), 0, 1)


def test_values_are_frozen() -> None:
    f = Piecewise(straight(F(0), F(1), F(1), F(0)))
    with pytest.raises(ValueError):
        f.vertices.place.numerators[0] = 1
    assert f.vertices.place.numerators.dtype == np.int64
