"""Random formulas over cubes: the SAT route and enumeration never disagree."""

import sys
from pathlib import Path
from random import Random

import pytest
from sympy import Integer, Rational

from verify import kernel
from verify.calculus import (Coordinate, Cube, Eq, Finite, Fn, ForAll, Index, Indicator, Le, Lt,
                             Mod2, Ne, Range, Sign, Size, SumOver, quantified, relation_of)
from verify.circuits.values import CircuitValues
from verify.methods import exhaustive, sat
from verify.model import Model

pytest.importorskip("pysat")
sys.path.insert(0, str(Path(__file__).parent / "models"))
from circuit_samples import random_circuit  # noqa: E402

n, m = Size("n"), Size("m")
places, spots = Range(n, "places"), Range(m, "spots", first=0)
X, Y = Cube(places, "inputs"), Cube(spots, "others")
x, x2, y = Index("x", X), Index("x2", X), Index("y", Y)
i, j, k = Index("i", places), Index("j", spots), Index("k", Finite(-1, "1/2", 2, name="few"))
C, D = Fn("C", X), Fn("D", Y)


def term(random, depth, bound=()):
    """A random term; `bound` are the indices that a sum around it runs over."""
    choice = random.randint(0, 11 if depth else 3)
    parts = [term(random, depth - 1, bound) for _ in range(2 if choice > 3 else 0)]
    even = [2 * part if random.random() < 0.5 else part for part in parts]
    if choice == 0:
        return C(random.choice((x, x2)))
    if choice == 1:
        return D(y)
    if choice == 2:
        return Rational(random.randint(-3, 3), random.choice((1, 1, 2)))
    if choice == 3:
        over = random.choice(bound) if bound else Integer(1)
        return Coordinate(y if over == j else x, over)
    if choice in (7, 8):
        return (Mod2 if choice == 7 else Sign)(even[0])
    if choice == 9:
        index = random.choice((i, j))
        return SumOver(term(random, depth - 1, (index,)), index)
    if choice == 10:
        return Indicator(*parts)
    return parts[0] * parts[1] if choice == 6 else parts[0] - parts[1] if choice == 11 else \
        parts[0] + parts[1]


def formula(random):
    found = random.choice((Eq, Le, Lt, Ne))(term(random, 3), term(random, 2))
    if random.random() < 0.4:
        where = random.choice((Eq, Le, Lt, Ne))(term(random, 1), term(random, 1))
        found = ForAll(quantified(found), found, where=where)
    if random.random() < 0.2:
        found = ForAll((*quantified(found), k), relation_of(found),
                       where=getattr(found, "where", None))
    return found


@pytest.mark.parametrize("seed", range(120))
def test_random_formulas(seed):
    random = Random(seed)
    sizes = {"n": random.randint(1, 3), "m": random.randint(1, 2)}
    model = Model(sizes=sizes, values={
        "C": CircuitValues(random_circuit(seed, inputs=sizes["n"])),
        "D": CircuitValues(random_circuit(seed + 1, inputs=sizes["m"]))})
    asked = formula(random)
    found, expected = sat.decide(asked, model), exhaustive.decide(asked, model)
    if "unknown" not in (found.outcome, expected.outcome):
        assert found.outcome == expected.outcome
    if "vacuous" in (found.reason, expected.reason):
        assert found.reason == expected.reason
    if found.outcome == "refuted":
        assert kernel.judge(found).status == "refuted"      # replayed in the formula itself
