"""cvc5 beside z3: both build the question anew, both agree with exact fractions, and a
contradiction ends the check."""

import json
import subprocess
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

cvc5 = pytest.importorskip("cvc5", reason="cvc5 is not installed")

import verify  # noqa: E402
from verify import calculus as c  # noqa: E402
from verify import kernel  # noqa: E402
from verify.arithmetic.cvc5_terms import Cvc5  # noqa: E402
from verify.arithmetic.exact import FUNCTIONS, IRRATIONAL  # noqa: E402
from verify.arithmetic.smt import Z3  # noqa: E402
from verify.finding import Finding  # noqa: E402
from verify.methods import second_opinion, smt  # noqa: E402
from verify.methods.equivalence import decide, questions  # noqa: E402
from verify.methods.second_opinion import SolversDisagree, ask  # noqa: E402
from verify.model import Model, NetworkValues  # noqa: E402
from verify.network import ACTIVATIONS, Network, dense, forward  # noqa: E402
from verify.statement import Claim, Smt, Source, Theorem  # noqa: E402

VERSION = f"corroborated by cvc5 {cvc5.__version__}"
PROVED, REFUTED = Finding("smt", "proved"), Finding("smt", "refuted")
X, Y = c.Interval(0, 1, "I"), c.Interval(-1, 1, "J")
x, y = c.Index("x", X), c.Index("y", Y)
N = c.Fn("N", X, Y)
NETWORK = Network((dense([[1, 1], [1, -1]], [0, 0], ["relu", "sign"]), dense([[1, 1]], [0])))
MODEL = Model(sizes={"n": 3}, numbers={"a": Fraction(1, 3)},
              values={"N": NetworkValues(NETWORK, X)})
a, n = c.sympy.Symbol("a"), c.Size("n")
j = c.Index("j", c.Range(n, "n"))


def value(term):
    """The number that a cvc5 term without variables is, by cvc5."""
    return Fraction(cvc5.Solver(value.manager).simplify(term).getRealValue())


# ---- forward passes -----------------------------------------------------------------------------

numbers = st.integers(-3, 3).map(Fraction) | st.fractions(-2, 2, max_denominator=7)


@st.composite
def networks(draw):
    """Two inputs, some hidden units whose sums are often exactly 0, two outputs."""
    units = draw(st.integers(1, 4))
    kinds = st.sampled_from(["relu", "step", "sign", "identity"])
    rows = [[draw(numbers), draw(numbers)] for _ in range(units)]
    hidden = dense(rows, [0] * units, [draw(kinds) for _ in range(units)])
    return Network((hidden, dense([[draw(numbers) for _ in range(units)] for _ in range(2)],
                                  [draw(numbers), 0], [draw(kinds), draw(kinds)])))


@settings(deadline=None, max_examples=60)
@given(network=networks(), point=st.tuples(numbers, numbers))
def test_z3_cvc5_and_fractions_compute_the_same(network, point):
    exact = list(forward(network, point))
    assert [z3.simplify(v).as_fraction() for v in forward(network, point, Z3)] == exact
    value.manager = cvc5.TermManager()
    assert [value(v) for v in forward(network, point, Cvc5(value.manager))] == exact


def test_ties_at_zero_and_large_numbers():
    network = Network((dense([[1]] * 4, [0] * 4, ["relu", "step", "sign", "identity"]),))
    for number in (0, 1, -1, Fraction(1, 10**30), -Fraction(10**30, 7)):
        value.manager = cvc5.TermManager()
        ours = [value(v) for v in forward(network, [number], Cvc5(value.manager))]
        assert ours == list(forward(network, [number]))


@pytest.mark.parametrize("values", [[1], [1, 2, 3]])
def test_a_wrong_number_of_values_is_refused(values):
    with pytest.raises(ValueError, match="expected 2"):
        forward(NETWORK, values, Cvc5(cvc5.TermManager()))


def test_every_activation_is_known_and_no_other():
    assert tuple(FUNCTIONS) + IRRATIONAL == ACTIVATIONS
    manager = cvc5.TermManager()
    cvc = Cvc5(manager)
    r = manager.mkConst(manager.getRealSort(), "r")
    assert len({str(t) for t in cvc.activate(ACTIVATIONS, [r] * len(ACTIVATIONS))}) == len(
        ACTIVATIONS)
    with pytest.raises(ValueError):
        cvc.activate(["softsign"], [r])


def test_an_irrational_activation_is_one_function_to_cvc5_too():
    def unit(bias):
        return Network((dense([[1]], [bias], "tanh"),))
    (formula, model), = questions(unit(0), unit(0))
    assert ask(smt.decide(formula, model), formula, model).answer == "agree"
    (formula, model), = questions(unit(0), unit(1))
    assert smt.decide(formula, model).outcome == "unknown"


# ---- formulas -----------------------------------------------------------------------------------

FORMULAS = [
    c.Le(N(x, y), 3), c.Lt(N(x, y), 3), c.Le(N(x, y), 2), c.Ne(N(x, y), 4), c.Ne(N(x, y), 0),
    c.Eq(N(x, y) - N(x, y), 0), c.Le(abs(x - y), 2), c.Lt(abs(x - y), 2),
    c.Eq(c.sympy.Max(x, y) + c.sympy.Min(x, y), x + y), c.Eq(c.Relu(y), (y + abs(y)) / 2),
    c.Lt(c.SumOver(x * j, j), 6), c.Le(c.SumOver(x * j, j), 2 * n),
    c.Le(x**2 * a, a * x), c.Lt(a * x, a), c.Le(y**3, 1), c.Eq(x**2, x),
    c.Le(c.SumOver(a**2 * j, j), 1), c.Le(n * a, 1), c.Lt(n * a, 1)]


@pytest.mark.parametrize("relation", FORMULAS, ids=str)
def test_cvc5_is_of_z3s_opinion(relation):
    formula = c.ForAll((x, y), relation)
    found = smt.decide(formula, MODEL)
    assert kernel.judge(found).status == found.outcome in ("proved", "refuted")
    assert ask(found, formula, MODEL).words == VERSION
    opposite = REFUTED if found.outcome == "proved" else PROVED
    with pytest.raises(SolversDisagree, match=r"z3 says (un)?sat \(\w+\), cvc5 [0-9.]+ says"):
        ask(opposite, formula, MODEL)


def test_floors():
    formula = c.ForAll((y,), c.Le(c.Floor(y), y))
    assert ask(PROVED, formula, MODEL).words == VERSION
    with pytest.raises(SolversDisagree):
        ask(PROVED, c.ForAll((y,), c.Lt(c.Floor(y), y)), MODEL)


def test_an_iteration_is_written_out_by_both():
    tent = c.Fn("tent", definition=lambda e: 1 - abs(2 * e - 1))
    thrice = c.Iterate(tent, n, x)
    for relation, outcome in ((c.Le(thrice, 1), "proved"), (c.Lt(thrice, 1), "refuted"),
                              (c.Eq(thrice, tent(tent(tent(x)))), "proved"),
                              (c.Eq(thrice, tent(tent(x))), "refuted")):
        formula = c.ForAll((x,), relation)
        found = smt.decide(formula, MODEL)
        assert found.outcome == outcome
        assert ask(found, formula, MODEL).words == VERSION


def test_an_unbounded_interval():
    tent = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
    bent = Network((dense([[2], [-2]], [-1, 1], "relu"), dense([[-1, -1]], [1])))
    for box in (None, [(0, 1)], [(None, 1)], [(0, None)]):
        found = decide(tent, bent, box)
        assert found.outcome == ("proved" if box and box[0][0] == 0 else "refuted")
        for question in questions(tent, bent, box):
            assert ask(found, *question).answer == "agree"


@settings(deadline=None, max_examples=20)
@given(network=networks(), data=st.data())
def test_both_solvers_agree_on_permuted_and_on_changed_networks(network, data):
    hidden, last = network.layers
    order = data.draw(st.permutations(range(hidden.outputs)))
    same = Network((
        dense([hidden.weight[k] for k in order], [hidden.bias[k] for k in order],
              [hidden.activation[k] for k in order]),
        dense([[row[k] for k in order] for row in last.weight], last.bias, last.activation)))
    weight = [list(row) for row in last.weight]
    weight[1][0] += 1
    changed = Network((hidden, dense(weight, last.bias, last.activation)))
    for other, allowed in ((same, ["proved"]), (changed, ["proved", "refuted"])):
        for formula, model in questions(network, other, [(-1, 1), (-1, 1)]):
            found = smt.decide(formula, model)
            assert found.outcome in allowed
            assert ask(found, formula, model).answer == "agree"
    grid = list(product([Fraction(k, 2) for k in range(-2, 3)], repeat=2))
    if any(forward(network, p) != forward(changed, p) for p in grid):
        assert decide(network, changed, [(-1, 1), (-1, 1)]).outcome == "refuted"


# ---- what is unknown stays unknown --------------------------------------------------------------


def test_what_cvc5_cannot_say_is_said():
    f = c.Fn("f", X)
    assert ask(PROVED, c.ForAll((x,), c.Le(f(x), 1)), MODEL).answer == "unknown"
    assert ask(PROVED, c.ForAll((x,), c.Le(x, 1), where=c.Lt(x, 1)), MODEL).answer == "unknown"
    over = c.Index("k", c.Naturals)
    assert ask(PROVED, c.ForAll((over,), c.Le(0, over)), MODEL).words == (
        "cvc5: unknown (naturals is no interval)")


def test_cvc5_too_is_bounded(monkeypatch):
    monkeypatch.setattr(second_opinion, "RLIMIT", 1)
    assert ask(PROVED, c.ForAll((x, y), FORMULAS[0]), MODEL).words == (
        "cvc5: unknown (resourceout)")


def test_only_what_z3_decided_gets_a_second_opinion():
    for finding in (Finding("smt", "unknown"), Finding("exhaustive", "proved")):
        with pytest.raises(ValueError):
            ask(finding, FORMULAS[0], MODEL)
    with pytest.raises(ValueError):
        ask(PROVED, FORMULAS[0])


def test_goals_are_built_with_the_other_module():
    def square(solver):
        r = solver.Real("r")
        return r * r >= 0

    def parity(solver):
        b = solver.BitVec("b", 8)
        return solver.LShR(b, 4) & 1 == solver.ZeroExt(7, solver.Extract(4, 4, b))

    for goal in (square, parity):
        assert smt.decide_goal(Smt(goal)).outcome == "proved"
        assert ask(PROVED, Smt(goal)).words == VERSION
    with pytest.raises(SolversDisagree):
        ask(PROVED, Smt(lambda solver: solver.Real("r") > 0))
    strange = ask(PROVED, Smt(lambda solver: solver.Z3_get_version()))
    assert strange.words == "cvc5: unknown (cvc5 has no such goal: AttributeError)"


# ---- in a check ---------------------------------------------------------------------------------


def theorem(*claims):
    return Theorem("boxes", "on a box", Source("nobody", "Nobody"), claims,
                   lambda given, network: MODEL)


TRUE = Claim("bounded", "conclusion", c.ForAll((x, y), c.Le(N(x, y), 3)))
FALSE = Claim("too low", "conclusion", c.ForAll((x, y), c.Le(N(x, y), 2)))
GOAL = Claim("a square", "crosscheck", None, Smt(lambda s: s.Real("r") * s.Real("r") >= 0),
             text="no square is negative")
GIVEN_UP = Claim("no formula of z3's", "crosscheck",
                 c.ForAll((x,), c.Le(c.Fn("f", X)(x), 1), where=c.Le(x, 1)))


def test_a_check_with_a_second_opinion():
    plain = verify.check(theorem(TRUE, GOAL))
    second = verify.check(theorem(TRUE, GOAL), second_opinion=True)
    assert [k.status for k in plain.claims] == [k.status for k in second.claims] == ["proved"] * 2
    assert not any("cvc5" in t for t in plain.trusts) and VERSION in second.trusts
    assert all(VERSION in k.trusts for k in second.claims)
    refuted = verify.check(theorem(FALSE), second_opinion=True).claim("too low")
    assert (refuted.status, VERSION in refuted.trusts) == ("refuted", True)
    at = [Fraction(refuted.counterexample["at"][i]) for i in "xy"]
    assert forward(NETWORK, at)[0] == Fraction(refuted.values["lhs"]) > 2


def test_it_never_turns_unknown_into_proved():
    report = verify.check(theorem(TRUE, GIVEN_UP), second_opinion=True)
    claim = report.claim("no formula of z3's")
    assert claim.status == "unknown" and "cvc5" not in claim.note + " ".join(claim.trusts)


def test_an_opinion_that_is_none_is_a_note(monkeypatch):
    monkeypatch.setattr(second_opinion, "RLIMIT", 1)
    claim = verify.check(theorem(TRUE), second_opinion=True).claim("bounded")
    assert claim.status == "proved" and "cvc5: unknown (resourceout)" in claim.note


def test_without_cvc5_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "cvc5", None)
    claim = verify.check(theorem(TRUE), second_opinion=True).claim("bounded")
    assert claim.status == "proved" and claim.note == "cvc5: not installed"


def test_a_contradiction_ends_the_check(monkeypatch):
    monkeypatch.setattr(smt, "decide", lambda formula, model: PROVED)
    assert verify.check(theorem(FALSE)).verdict == "proved"      # z3 alone would be believed
    with pytest.raises(SolversDisagree, match="z3 says unsat .*cvc5 .* says sat"):
        verify.check(theorem(FALSE), second_opinion=True)
    assert issubclass(SolversDisagree, kernel.KernelError)


def test_two_runs_differ_in_seconds_only():
    def stripped():
        tree = verify.check(theorem(TRUE, GOAL), second_opinion=True).to_json()
        for claim in tree["claims"]:
            del claim["seconds"]
        return tree
    assert stripped() == stripped()


def test_the_flag():
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-m", "verify", "theorem1", "--d", "1", "--loss",
                           "logistic", "--second-opinion", "--json"], cwd=root,
                          capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    claims = {k["name"]: k for k in json.loads(done.stdout)["claims"]}
    assert VERSION in claims["slope at p"]["trusts"]
    assert all(VERSION not in k["trusts"] for k in claims.values() if k["method"] != "smt")
