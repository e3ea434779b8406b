"""The method `breakpoints`: what it decides, against plain Fractions and against z3."""

import random
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Abs, Integer, Max, Min, Rational, Symbol

from verify import calculus as c
from verify import kernel, replay
from verify.evaluate import Evaluator
from verify.finding import Finding
from verify.instance import at_instance
from verify.methods import breakpoints, smt
from verify.model import Model, NetworkValues, Table
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive
from verify.values import NotEvaluated

F = Fraction
X = c.Interval(0, 1)
x = c.Index("x", X)
k = Symbol("k", integer=True, nonnegative=True)
N = c.Fn("N", X)
tent = c.Fn("f", definition=lambda z: c.Relu(2 * c.Relu(z) - 4 * c.Relu(z - Rational(1, 2))))
T = c.Fn("T", definition=lambda z: Abs(z - 2 * c.Floor((z + 1) / 2)))
SAW = c.Eq(N(x), T(2**k * x))


def saw(times: int, last: Any = -4) -> Network:
    fold = dense([[2, -4], [2, -4]], [0, "-1/2"], "relu")
    return Network((dense([[1], [1]], [0, "-1/2"], "relu"), *[fold] * (times - 1),
                    dense([[2, last]], [0])))


def model(times: int, network: Network | None = None) -> Model:
    return Model(sizes={"k": times}, values={"N": NetworkValues(network or saw(times), X)})


def decide(formula: c.Formula, instance: Model | None = None) -> Finding:
    """The finding; a refutation is replayed by the kernel, which raises if it does not replay."""
    finding = breakpoints.decide(formula, instance or Model())
    verdict = kernel.judge(finding)
    assert verdict.status == finding.outcome
    return finding


def count(term: Any, instance: Model | None = None, over: c.Index = x) -> int:
    """The number of pieces by three routes: the method, the evaluator, the replay."""
    instance = instance or Model()
    node = c.PieceCount(term, over)
    found = breakpoints.piece_count(term, over, instance)
    assert Evaluator(instance).scalar(node) == found == replay.Replay(instance).at(node, {})
    return found


# ---- the sawtooth ------------------------------------------------------------------------------

@pytest.mark.parametrize("times", range(1, 13))
def test_sawtooth(times: int) -> None:
    finding = decide(SAW, model(times))
    assert (finding.outcome, finding.values) == ("proved", {"pieces": str(2**times)})
    assert decide(c.ForAll((x,), c.Eq(c.Iterate(tent, k, x), T(2**k * x))),
                  model(times)).outcome == "proved"
    assert breakpoints.piece_count(N(x), x, model(times)) == 2**times


def test_sawtooth_in_many_windows() -> None:
    finding = decide(SAW, model(20))
    assert (finding.outcome, finding.values) == ("proved", {"pieces": str(2**20)})
    assert decide(c.Eq(c.PieceCount(N(x), x), 2**k), model(20)).outcome == "proved"
    wrong = decide(c.Eq(c.PieceCount(N(x), x), 2**k - 1), model(20))
    assert wrong.outcome == "refuted" and wrong.counterexample is not None


@pytest.mark.parametrize("times", [1, 2, 7, 12, 19])
def test_a_mutated_weight_is_refuted_with_its_piece(times: int) -> None:
    finding = decide(SAW, model(times, saw(times, last="-31/8")))
    assert finding.outcome == "refuted" and finding.counterexample is not None
    found: Any = finding.counterexample.env[x]
    said = finding.values or {}
    low, high = (Fraction(end) for end in said["piece"].split(" <= x <= "))
    assert low < found < high and high - low == F(1, 2**times)
    assert said["rhs there"] == f"-{2**times} x + 2"


def test_a_kink_moved_by_a_third() -> None:
    layers = saw(6).layers
    moved = dense(layers[3].weight, (0, F(-1, 2) + F(1, 300)), "relu")
    finding = decide(SAW, model(6, Network((*layers[:3], moved, *layers[4:]))))
    assert finding.outcome == "refuted"


def test_wrong_at_one_point_only() -> None:
    """A step unit that is 1 at no point where it should be: the value at one point decides."""
    at_most_half = Network((dense([[-1]], ["1/2"], "step"), dense([[1]], [0])))
    instance = model(1, at_most_half)
    half = Rational(1, 2)
    below = 1 - c.Floor(x + half)                        # 1 for x < 1/2
    assert decide(c.Eq(N(x), below), instance).outcome == "proved"
    through = 1 + c.Floor(half - x)                      # 1 for x <= 1/2, 0 beyond
    finding = decide(c.Eq(N(x), through), instance)
    assert finding.outcome == "refuted" and finding.counterexample is not None
    assert finding.counterexample.env[x] == F(1, 2)
    assert decide(c.Eq(N(x) + c.Indicator(x, half), through), instance).outcome == "proved"
    assert count(N(x), instance) == 2


# ---- the language ------------------------------------------------------------------------------

I3 = c.Index("i", c.Range(3, "three"))
E = c.Index("e", c.Finite("1/2", 2))
J = c.Index("j", c.Range(Symbol("n"), "n"))
values = Model(sizes={"n": 3, "k": 4}, numbers={"a": F(1, 3)}, values={
    "w": Table.of(["1/2", -1, 3]), "N": NetworkValues(saw(2), X)})
w = c.Fn("w", J.over)
a = Symbol("a")

PROVED: list[c.Formula] = [
    c.Le(Min(x, 1 - x), Rational(1, 2)), c.Lt(0, Max(x, a) + x), c.Ne(c.Floor(x) - 2, x),
    c.Eq(c.SumOver(w(J) * x, J), Rational(5, 2) * x), c.Eq(c.SumOver(J * x, J), 6 * x),
    c.Eq(c.Iterate(N, 2, x), T(2**k * x)), c.Eq(N(N(x)), T(2**k * x)),
    c.Eq(c.Mod2(c.Floor(3 * x)), c.Floor(3 * x) - 2 * c.Floor(3 * x / 2)),
    c.Eq(c.Sign(c.Floor(2 * x)) + 2 * c.Floor(2 * x) - 4 * c.Indicator(x, 1), 1),
    c.Eq(x**Integer(1) * 2**(k - 4), x), c.Eq(x * c.Floor(x / 2), 0),
    c.Eq(Abs(x - a), c.Relu(x - a) + c.Relu(a - x)),
    c.ForAll((x, I3), c.Le(c.Relu(x - I3), 0)),
    c.ForAll((I3, x), c.Eq(Max(x, I3), I3)),
    c.ForAll((x,), c.Eq(c.Iterate(tent, I3, 0 * x), 0)),
    c.ForAll((x, E), c.Lt(0, E)),
]
REFUTED: list[c.Formula] = [
    c.Le(x, Rational(999, 1000)), c.Lt(0, x), c.Ne(c.Floor(x), x), c.Ne(x, a),
    c.Eq(c.Iterate(N, 2, x), T(2**k * x) + c.Indicator(x, 1)),
    c.ForAll((x, I3), c.Le(c.Relu(2 * x - I3), 0)), c.Ne(3 * x, 1 + x), c.Lt(x, 1),
    c.ForAll((x, J), c.Le(w(J) * x, 2)), c.Eq(c.Sign(c.Floor(2 * x)), 1),
]


@pytest.mark.parametrize("number", range(len(PROVED)))
def test_proved(number: int) -> None:
    assert decide(PROVED[number], values).outcome == "proved"


@pytest.mark.parametrize("number", range(len(REFUTED)))
def test_refuted(number: int) -> None:
    finding = decide(REFUTED[number], values)
    assert finding.outcome == "refuted" and "x" in (finding.values or {})["piece"]


two = c.Index("y", X)
UNKNOWN = [
    (c.ForAll((x,), c.Le(x, 1), where=c.Lt(x, 0)), "a condition on an interval"),
    (c.Eq(x, two), "2 indices of intervals"),
    (c.Eq(x * c.Floor(2 * x), x), "two functions that vary"),
    (c.Eq(x**2, x), "a power of a function"), (c.Eq(2**x, x), "not one integer"),
    (c.Eq(1 / (k - 4) + x, x), "division by 0"), (c.Eq(c.Fn("g", X)(x), x), "g"),
    (c.Eq(c.Mod2(x), x), "integer"), (c.Eq(Symbol("unknown") * x, x), "unknown"),
    (c.Eq(c.Floor(2**60 * x), x), "more than"),
]


@pytest.mark.parametrize("formula, note", UNKNOWN, ids=[note for _, note in UNKNOWN])
def test_unknown(formula: c.Formula, note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.piecewise.windows.MOST_PIECES", 2**20)
    finding = decide(formula, values)
    assert finding.outcome == "unknown" and note in finding.note
    assert finding.reason == ("memory" if note == "more than" else "no exact value")


def test_sigmoid_is_unknown_not_wrong() -> None:
    network = Network((dense([[1]], [0], "sigmoid"), dense([[1]], [0])))
    finding = decide(c.Le(N(x), 1), model(1, network))
    assert finding.outcome == "unknown" and "sigmoid" in finding.note


def test_one_point_and_empty_intervals() -> None:
    point, empty = (c.Index("x", c.Interval(*ends)) for ends in ((1, 1), (1, 0)))
    assert decide(c.Eq(point, 1)).outcome == "proved"
    assert decide(c.Lt(point, 1)).outcome == "refuted"
    assert breakpoints.decide(c.Eq(empty, 7), Model()).reason == "vacuous"
    assert breakpoints.piece_count(Abs(point), point, Model()) == 1


# ---- against other routes ----------------------------------------------------------------------

def random_term(rng: random.Random, depth: int, variable: c.Index) -> Any:
    if depth == 0:
        return Rational(rng.randint(-6, 6), rng.randint(1, 4)) * variable + Rational(
            rng.randint(-6, 6), rng.randint(1, 3))
    one, other = (random_term(rng, depth - 1, variable) for _ in range(2))
    if not (one.has(variable) and other.has(variable)):
        return variable             # sympy cannot compare the constants in a Max
    return rng.choice([one + other, one - other, Max(one, other), Min(one, other), Abs(one) - other,
                       c.Relu(one) + other / 3, c.Floor(one / 2) + other, c.Floor(one),
                       T(one), c.Iterate(tent, 2, one)])


@pytest.mark.parametrize("seed", range(30))
def test_agrees_with_points_and_counts(seed: int) -> None:
    """Random terms: the count by three routes; no grid point contradicts a proof."""
    rng = random.Random(seed)
    y = c.Index("y", c.Interval(Rational(-rng.randint(1, 4), 3), rng.randint(1, 2)))
    term, other = (random_term(rng, 2, y) for _ in range(2))
    assert count(term, over=y) >= 1
    finding = decide(c.ForAll((y,), c.Le(term, other)))
    low, high = (F(int(e.p), int(e.q)) for e in y.over.elements)
    for n in range(101):
        point: Any = low + (high - low) * n / 100
        truth, _, _ = replay.holds(c.Le(term, other), Model(), {y: point})
        assert truth or finding.outcome == "refuted"
    assert finding.outcome in ("proved", "refuted")


@pytest.mark.parametrize("seed", range(8))
def test_agrees_with_z3(seed: int) -> None:
    rng = random.Random(f"z3 {seed}")
    y = c.Index("y", c.Interval(-1, 1))
    term, other = (random_term(rng, 1, y) for _ in range(2))
    formula = c.ForAll((y,), rng.choice([c.Le, c.Eq, c.Ne, c.Lt])(
        term, rng.choice([other, term + Abs(other), term + 0])))
    ours, theirs = decide(formula), smt.decide(formula, Model())
    assert theirs.outcome in (ours.outcome, "unknown")


def test_z3_knows_floor_and_iterate() -> None:
    for times in (1, 2, 3):
        formula = c.ForAll((x,), c.Eq(c.Iterate(tent, k, x), T(2**k * x)))
        assert smt.decide(formula, model(times)).outcome == "proved"
    wrong = c.ForAll((x,), c.Eq(c.Iterate(tent, k, x), T(2**k * x) + c.Floor(x)))
    finding = smt.decide(wrong, model(2))
    assert finding.outcome == "refuted" and finding.counterexample is not None
    assert finding.counterexample.env == {x: 1}


def test_counts() -> None:
    assert count(Abs(x - a), values) == 2
    assert count(x - Integer(3)) == 1
    assert count(c.Floor(x)) == 1                  # 0 on [0, 1), and a point
    assert count(c.Floor(3 * x)) == 3
    assert count(c.Relu(x - 1)) == 1
    assert count(N(x), model(5)) == 32
    assert count(c.Iterate(N, 3, x), model(3)) == 512
    assert count(N(N(x)) - c.Iterate(N, 2, x), model(3)) == 1
    spike = c.Floor(x / 2 - Rational(1, 4)) + c.Floor(Rational(1, 4) - x / 2)
    assert count(spike) == 2                       # 0 at 1/2, -1 beside it
    with pytest.raises(replay.TooLong):
        replay.Replay(model(12)).at(c.PieceCount(N(x), x), {})


def test_evaluator_and_replay_agree_on_the_new_nodes() -> None:
    i = c.Index("i", c.Range(7, "seven"))
    instance = model(3)
    for term in (c.Floor((i - 4) / Integer(3)), c.Iterate(tent, k, (i - 1) / Integer(6)),
                 c.Iterate(N, 2, i / Integer(9)), c.Iterate(tent, 0, i)):
        value = Evaluator(instance).value(term)
        for n in range(7):
            assert value.array.item(n) == replay.Replay(instance).at(term, {i: n})
    with pytest.raises(NotEvaluated):
        Evaluator(instance).value(c.Iterate(tent, -1, i))
    with pytest.raises(NotEvaluated):
        Evaluator(instance).scalar(c.PieceCount(x * x, x))


# ---- in a check --------------------------------------------------------------------------------

def claim(formula: c.Formula) -> Claim:
    return Claim("it", "construction", formula, Exhaustive())


def test_an_interval_goes_to_breakpoints_then_to_z3() -> None:
    assert at_instance(claim(SAW), model(9), {}).method == "breakpoints"
    square = at_instance(claim(c.Le(x * x, x)), Model(), {})
    assert (square.method, square.outcome) == ("smt", "proved")
    assert at_instance(claim(c.Le(x, two + 1)), Model(), {}).method == "smt"


def test_a_count_is_named_after_the_method() -> None:
    formula = c.Eq(c.PieceCount(N(x), x), 2**k)
    finding = at_instance(claim(formula), model(4), {"it": (F(16), F(16))})
    assert (finding.method, finding.outcome) == ("breakpoints", "proved")
    wrong = at_instance(claim(formula), model(4), {"it": (F(16), F(17))})
    assert wrong.method == "breakpoints" and wrong.outcome == "refuted"


def test_breakpoints_without_functions_of_sympy() -> None:
    """The term `2 x` in all its sympy spellings is one function."""
    for spelling in (x + x, sympy.Mul(2, x, evaluate=False), 2 * x):
        assert decide(c.Eq(spelling, Max(x, 2 * x))).outcome == "proved"
