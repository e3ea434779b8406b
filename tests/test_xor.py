"""XOR: proved as stated, its false variants refuted, minima against an independent search."""

import dataclasses
import sys
from fractions import Fraction
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

from constructions import gates
from constructions.least_gates import least
from theorems.expressivity import xor as module
from theorems.expressivity import xor_instance
from theorems.expressivity.least_gates import HALF_ADDER_ROWS, XOR_ROWS, Row, claim, provider
from theorems.expressivity.xor import theorem
from verify.calculus import Cube, Eq, Le
from verify.circuits.circuit import circuit, logic, truth_tables
from verify.circuits.programs import BASES, NORMAL, describes
from verify.circuits.values import CircuitValues
from verify.errors import BadInput
from verify.methods import exhaustive, sat
from verify.methods.instances import decide
from verify.model import Model
from verify.network import Network, dense
from verify.runner import check
from verify.statement import Instances

pytest.importorskip("pysat")
sys.path.insert(0, str(Path(__file__).parent / "models"))
CONSTRUCTIONS = dataclasses.replace(theorem, claims=tuple(
    k for k in theorem.claims if k.role in ("assumption", "construction")))
GIVEN = {"w1": 1, "w2": 1, "t": 1}
FACTS = {name: theorem.claim(name).formula for name in (*module.GATE, *module.STRICT)}


@pytest.fixture(scope="module")
def report():
    return check(theorem, GIVEN)


def by_name(report):
    return {claim.name: claim for claim in report.claims}


def test_everything_is_proved(report):
    assert report.verdict == "proved" and report.counts["proved"] == len(report.claims)
    claims = by_name(report)
    for name in ("no threshold gate is xor", "nor with ties the other way", "no relu unit is xor",
                 "no function of one threshold gate is xor", "no affine function is xor"):
        assert (claims[name].method, claims[name].scope) == ("symbolic", "every value")
    assert claims["and-not: xor needs 7"].method == "sat"
    assert claims["three nand gates are not enough"].values["checked"] == "180"


@pytest.mark.parametrize("given", [(3, -2, 1), (0, 0, 0), (-5, -5, -7), (10**6, -10**6, 1)])
def test_other_weights(given):
    model = xor_instance.instance(dict(zip(("w1", "w2", "t"), given)), None, module.inputs)
    for name in (*module.GATE, *module.STRICT, *module.CUTS, "no threshold gate is xor",
                 "nor with ties the other way", "no function of one threshold gate is xor"):
        found = exhaustive.decide(theorem.claim(name).formula, model)
        assert found.outcome == "proved", name


@pytest.mark.parametrize("gate", [(0, 0, 0, 1), (0, 1, 0, 0), (1, 1, 1, 0), (0, 0, 0, 0)])
def test_other_gates_are_not_excluded(gate):
    """The same words about and, x1 and not x2, nand and 0 are false, and are not proved."""
    from sympy import Integer

    from verify.calculus import Indicator
    right = sum((Indicator(module.h(*point), value)
                 for point, value in zip(module.POINTS, gate)), Integer(0))
    found = decide(Le(right, 3), Instances(*module.everywhere(*module.GATE),
                                           integers=module.four), FACTS)
    assert found.outcome != "proved"


def test_without_one_of_the_four_inequalities_nothing_is_proved():
    formula = theorem.claim(module.CUTS[0]).formula
    every = module.everywhere(*module.GATE)
    needed = []
    for left_out in every:
        rest = [at for at in every if at is not left_out]
        found = decide(formula, Instances(*rest, integers=module.four), FACTS)
        needed.append(found.outcome != "proved")
    assert sum(needed) == 4     # the other four say what holds where the gate is right anyway


def test_one_relu_unit_more_than_that():
    """A sharper inequality about one relu unit is false: and is one."""
    from sympy import Abs

    from verify.calculus import ForAll
    unit = module.unit
    false = ForAll((module.sign, module.u, module.v, module.d, module.c), Le(
        Abs(unit(1, 1) - unit(0, 0)), Abs(unit(0, 0) - unit(1, 0)) + Abs(unit(1, 0) - unit(0, 1))))
    assert decide(false, Instances(integers=(module.sign,)), {}).outcome != "proved"


@pytest.mark.parametrize("witness", [
    gates.xor_relu(), gates.xor_skip(), gates.xor("nor"), gates.xor("mcculloch-pitts")])
def test_witnesses_of_many_kinds(witness):
    model = xor_instance.instance(GIVEN, witness, module.inputs)
    assert exhaustive.decide(theorem.claim("N is xor").formula, model).outcome == "proved"


def test_a_wrong_witness_is_refuted():
    wrong = Network((dense([[1, 1], [1, 1]], [0, -1], "step"), dense([[1, 1]], [0], "step")))
    report = check(CONSTRUCTIONS, GIVEN, witness=wrong)
    assert report.verdict == "refuted"
    assert [k.name for k in report.claims if k.status == "refuted"] == ["N is xor"]
    with pytest.raises(BadInput):
        check(theorem, GIVEN, witness=gates.half_adder())


def search(targets, basis, most):
    """The least number of gates, by going through all programs: an oracle without clauses."""
    n = len(targets[0]).bit_length() - 1
    ones = 2**2**n - 1
    wires = [sum(1 << p for p in range(2**n) if p >> i & 1) for i in range(n)]
    wanted = {int(target[::-1], 2) for target in targets}

    def grow(known, left):
        if wanted <= set(known):
            return True
        if left == 0:
            return False
        made = set()
        for kind, digits in BASES[basis]:
            pairs = [(w, w) for w in known] if len(digits) == 2 else product(known, repeat=2)
            for a, b in pairs:
                bits = digits if len(digits) == 4 else digits[0] + digits[1] * 2 + digits[1]
                made.add(sum(int(bits[i]) * part for i, part in enumerate(
                    ((ones ^ a) & (ones ^ b), a & (ones ^ b), (ones ^ a) & b, a & b))))
        return any(grow([*known, value], left - 1) for value in made - set(known))

    return next(s for s in range(most + 1) if grow(wires, s))


@pytest.mark.parametrize("row", [r for r in (*XOR_ROWS, *HALF_ADDER_ROWS) if r.gates <= 5],
                         ids=lambda row: row.name)
def test_the_table_against_a_search(row):
    assert search(row.targets, row.basis, row.gates) == row.gates == \
        least(row.basis, row.what).size
    assert truth_tables(least(row.basis, row.what)) == row.targets


@pytest.mark.parametrize("row", [r for r in (*XOR_ROWS, *HALF_ADDER_ROWS) if r.gates <= 5],
                         ids=lambda row: row.name)
def test_one_gate_more_than_the_least_is_refuted(row):
    """The same claim for one gate more is false, and the description replays."""
    from verify import kernel
    looser = Row(row.basis, row.what, row.targets, row.gates + 1)
    model = Model(values=dict([provider(looser)]))
    found = sat.decide(claim(looser).formula, model)
    assert kernel.judge(found).status == "refuted"


def test_uniqueness_by_hand():
    """The programs of four nand gates that are xor: two, which differ in the order of two gates."""
    right = [program for program, (wrong, same) in zip(
        xor_instance.each_program(4), xor_instance.programs(4)) if not wrong]
    assert right == [((0, 1), (0, 2), (1, 2), (3, 4)), ((0, 1), (1, 2), (0, 2), (3, 4))]
    assert all(same for wrong, same in xor_instance.programs(4) if not wrong)
    assert len(list(combinations_with_replacement(range(2), 2))) == 3


def test_descriptions_are_right_exactly_if_they_compute_the_target():
    """All descriptions of two and-gates by enumeration, against the circuit `describes`."""
    whole = describes(2, 1, NORMAL["u2"], ("0111",))
    values = CircuitValues(whole).window([(0, CircuitValues(whole).shape[0])]).numerators
    right = [p for p, value in enumerate(values.tolist()) if value]
    assert right
    for p in right:
        chosen = [name for k, name in enumerate(whole.inputs) if p >> k & 1]
        assert {c for c in chosen if c.startswith("g0 =")} <= {"g0 = 0111(0, 1)"}
        assert {c for c in chosen if " at " in c} == {"g0 at 1", "g0 at 2", "g0 at 3"}


def test_a_gate_of_another_basis_is_noticed(monkeypatch):
    from theorems.expressivity import least_gates
    monkeypatch.setattr(least_gates, "least", lambda basis, what: circuit(
        2, [logic("s", "xor", "x1", "x2")], "s"))
    with pytest.raises(ValueError, match="no gate of nand"):
        least_gates.constructions((Row("nand", "xor", ("0110",), 4),))


def test_the_formula_that_is_shown_is_the_one_that_is_decided():
    row = XOR_ROWS[0]
    formula = claim(row).formula
    name, values = provider(row)
    index = formula.indices[0]
    assert index.over == Cube(index.over.dimension, index.over.name)
    assert 2**int(index.over.dimension.size) == values.shape[0]
    assert formula.relation == Eq(row.fn(index), 0) and name == row.fn.name
    assert Fraction(row.gates) == 4
