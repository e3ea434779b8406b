"""SAT with checked proofs: the checker against truth tables, equivalence, formulas over cubes."""

import sys
from itertools import product
from pathlib import Path
from random import Random

import pytest

from verify import kernel
from verify.calculus import (Coordinate, Cube, Eq, Fn, ForAll, Index, Indicator, Le, Lt, Mod2, Ne,
                             Range, Sign, Size, SumOver)
from verify.circuits import equivalence, rup, solving
from verify.circuits.circuit import circuit, logic, truth_tables, value
from verify.circuits.cnf import Cnf, TooLarge, prime_implicants
from verify.circuits.gate import threshold
from verify.circuits.values import CircuitValues
from verify.methods import exhaustive, sat
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.timelimit import TimeLimit, time_limit

pytest.importorskip("pysat")
sys.path.insert(0, str(Path(__file__).parent / "models"))
from circuit_samples import chain, random_circuit, tree  # noqa: E402

FOUR = [(1, 2), (-1, 2), (1, -2), (-1, -2)]


def satisfiable(variables, clauses):
    return any(all(any((v[abs(x) - 1] == 1) == (x > 0) for x in clause) for clause in clauses)
               for v in product((0, 1), repeat=variables))


def random_clauses(random):
    n = random.randint(3, 8)
    return n, [tuple(random.choice((-1, 1)) * v
                     for v in random.sample(range(1, n + 1), min(n, random.choice((1, 2, 3, 3)))))
               for _ in range(random.randint(n, 5 * n))]


@pytest.mark.parametrize("seed", range(150))
def test_no_proof_of_what_is_false(seed):
    """Random lines, and a real proof for other clauses, are never accepted for satisfiable ones."""
    random = Random(seed)
    n, clauses = random_clauses(random)
    cnf = Cnf()
    cnf.variables, cnf.clauses = n, list(clauses)
    answer = solving.solve(cnf, solver=random.choice(("cadical153", "glucose4")))
    assert answer.outcome == ("sat" if satisfiable(n, clauses) else "unsat")
    if answer.outcome == "unsat":
        assert rup.check(n, clauses, answer.proof) == answer.derived
        lines = list(answer.proof)
    else:
        lines = [" ".join(str(random.choice((-1, 1)) * random.randint(1, n))
                          for _ in range(random.randint(1, 3))) + " 0" for _ in range(8)] + ["0"]
    while satisfiable(n, clauses) is False:     # take clauses away until it is satisfiable
        clauses = clauses[1:]
    with pytest.raises(rup.NotProved):
        rup.check(n, clauses, lines)


@pytest.mark.parametrize("lines", [
    [], ["2 0"][:0], ["0"], ["-1 -2 3 0", "0"], ["d 1 2 0", "2 0", "0"], ["2"], ["x 0"], ["2 0 0"],
    ["d 1 2 0", "d -1 2 0", "0"], ["1 0 2 0"], ["٢ 0"]])
def test_proofs_that_are_none(lines):
    with pytest.raises(rup.NotProved):
        rup.check(2, FOUR, lines)


def test_deletions_are_honoured_and_duplicates_counted():
    assert rup.check(2, [*FOUR, (2, 1)], ["d 1 2 0", "2 0", "0"]) == 1
    with pytest.raises(rup.NotProved):
        rup.check(2, [*FOUR, (2, 1)], ["d 1 2 0", "d 2 1 0", "2 0", "0"])


def test_the_solver_is_not_believed(monkeypatch):
    cnf = Cnf()
    cnf.variables, cnf.clauses = 2, FOUR[:3]
    monkeypatch.setattr(solving, "_ask", lambda *_: (False, None, ["0"]))
    assert solving.solve(cnf).outcome == "unknown"
    monkeypatch.setattr(solving, "_ask", lambda *_: (True, [-1, -2], None))
    assert solving.solve(cnf).outcome == "unknown"
    monkeypatch.setattr(solving, "_ask", lambda *_: (True, [1, 2], None))
    assert solving.solve(cnf).outcome == "sat"


def test_without_python_sat_nothing_is_decided(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysat.solvers", None)
    found = equivalence.decide(chain(4), tree(4))
    assert (found.outcome, found.answer.reason) == ("unknown", "not-installed")


@pytest.mark.parametrize("seed", range(40))
def test_equivalence_is_equality_of_tables(seed):
    left, right = random_circuit(seed, inputs=4), random_circuit(seed + 1000, inputs=4)
    for other in (right, left):
        found = equivalence.decide(left, other)
        same = truth_tables(left) == truth_tables(other)
        assert found.outcome == ("unsat" if same else "sat")
        if not same:
            assert value(left, found.point) != value(other, found.point)


@pytest.mark.parametrize("form", ["xor", "nand"])
def test_parities_of_sixty_four_bits(form):
    found = equivalence.decide(chain(64, form), tree(64, form))
    assert found.outcome == "unsat" and found.answer.derived < 2000
    cnf = Cnf()
    cnf.require(equivalence.split_parities(equivalence.miter(chain(64, form), tree(64, form))), "d")
    assert rup.check(cnf.variables, cnf.clauses, found.answer.proof) == found.answer.derived
    gates = [logic(g.name, "or" if g.name == "p40" else g.kind, *g.reads)
             for g in chain(64).gates]
    wrong = circuit(64, gates, "p64")
    found = equivalence.decide(wrong, tree(64, form))
    assert found.outcome == "sat"
    assert value(wrong, found.point)[0] != sum(found.point) % 2


def test_clauses_of_one_gate_have_its_models():
    for seed in range(40):
        whole = random_circuit(seed, inputs=3, gates=3)
        cnf = Cnf()
        literals = cnf.circuit(whole)
        for point in product((0, 1), repeat=3):
            fixed = Cnf()
            fixed.variables, fixed.clauses = cnf.variables, list(cnf.clauses)
            for name, bit in zip(whole.inputs, point):
                fixed.add(literals[name] if bit else -literals[name])
            answer = solving.solve(fixed)
            assert tuple(answer.of(literals[name]) for name in whole.outputs) == value(whole, point)


def test_a_threshold_gate_with_too_many_sums(monkeypatch):
    monkeypatch.setattr("verify.circuits.cnf.MOST_NODES", 50)
    names = [f"x{i + 1}" for i in range(12)]
    gate = threshold("g", names, [2 * i * i + 17 for i in range(12)], 601)
    with pytest.raises(TooLarge):
        Cnf().circuit(circuit(12, [gate], "g"))
    assert prime_implicants("0110", "1") == [(0, 1), (1, 0)]


# ---- formulas ------------------------------------------------------------------------------------

n = Size("n")
places = Range(n, "places")
X = Cube(places, "inputs")
x, i = Index("x", X), Index("i", places)
C, D = Fn("C", X), Fn("D", X)
total = SumOver(Coordinate(x, i), i)


def model(left, right):
    return Model(sizes={"n": len(left.inputs)},
                 values={"C": CircuitValues(left), "D": CircuitValues(right)})


FORMULAS = [
    Eq(C(x), D(x)), Eq(C(x), Mod2(total)), Le(C(x), D(x)), Lt(C(x), D(x) + 1), Ne(C(x), D(x)),
    Le(C(x) * total, 3), Eq(2 * C(x) * D(x), C(x) + D(x) - Mod2(C(x) + D(x))),
    Eq(Sign(total), 1 - 2 * Mod2(total)), Eq(Indicator(C(x), D(x)), 1 - Mod2(C(x) + D(x))),
    ForAll((x,), Eq(C(x), 1), where=Le(2, total)), ForAll((x,), Eq(D(x), 0), where=Lt(total, 0)),
    ForAll((x, i), Le(Coordinate(x, i) * C(x), D(x))), Le(total / 2 - 1, C(x) + D(x)),
    Eq(C(x), 1), Ne(C(x), 0), Eq(C(x), 2), Le((C(x) - D(x))**2, 1),
]


@pytest.mark.parametrize("number", range(len(FORMULAS)))
def test_formulas_are_decided_as_by_enumeration(number):
    for seed in range(6):
        left, right = random_circuit(seed, inputs=3), random_circuit(seed + 50, inputs=3)
        here = model(left, right)
        found = sat.decide(FORMULAS[number], here)
        expected = exhaustive.decide(FORMULAS[number], here)
        assert (found.outcome, found.reason) == (expected.outcome, expected.reason)
        if found.outcome == "refuted":
            assert kernel.judge(found).status == "refuted"      # replayed in the formula itself


def test_a_formula_of_sixty_four_bits_and_its_refutation():
    here = model(chain(64, "nand"), tree(64))
    found = kernel.judge(sat.decide(Eq(C(x), D(x)), here))
    assert found.status == "proved" and "rup.py" in found.trusts[0]
    assert kernel.judge(sat.decide(Eq(C(x), Mod2(total)), here)).status == "proved"
    wrong = model(circuit(64, [*chain(63).gates, logic("w", "or", "p63", "x64")], "w"), tree(64))
    refuted = kernel.judge(sat.decide(Eq(C(x), D(x)), wrong))
    assert refuted.status == "refuted" and refuted.values["lhs"] != refuted.values["rhs"]


def test_networks_of_step_units_are_circuits():
    xor = Network((dense([[1, 1], [1, 1]], [0, -1], "step"), dense([[1, -1]], [0], "step")))
    here = Model(sizes={"n": 2}, values={"C": NetworkValues(xor, X)})
    assert sat.decide(Eq(C(x), Mod2(total)), here).outcome == "proved"
    relu = Network((dense([[1, 1]], [0], "relu"),))
    here = Model(sizes={"n": 2}, values={"C": NetworkValues(relu, X)})
    assert sat.decide(Eq(C(x), total), here).outcome == "unknown"


# The alarm may ring inside a callback of the garbage collector, which swallows it; it rings again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_time_limit_stops_the_solver():
    from verify.circuits.programs import BASES, describes
    parity = "".join(str(p.bit_count() % 2) for p in range(16))
    hard = describes(4, 9, BASES["nand"], (parity,))
    with pytest.raises(TimeLimit), time_limit(0.8):
        equivalence.satisfy(hard)
