"""Half adder and full adder: proved, mutants refuted."""

import pytest

from constructions import gates
from theorems.expressivity import full_adder, half_adder
from theorems.expressivity.least_gates import FULL_ADDER_ROWS, Row, claim, provider
from verify import kernel
from verify.circuits.circuit import circuit, logic, truth_tables
from verify.errors import BadInput
from verify.methods import exhaustive, sat
from verify.model import Model
from verify.runner import check

pytest.importorskip("pysat")


def mutants(whole):
    """Every circuit with one gate of another kind."""
    for number, gate in enumerate(whole.gates):
        for kind in ("and", "or", "nor", "xor"):
            changed = [*whole.gates]
            changed[number] = logic(gate.name, kind, *gate.reads)
            yield circuit(len(whole.inputs), changed, *whole.outputs)


def test_half_adder():
    report = check(half_adder.theorem, {})
    assert report.verdict == "proved" and report.quantities["size"] == "5"
    methods = {k.name: k.method for k in report.claims}
    assert methods["nand: half adder needs 5"] == "sat"


@pytest.mark.parametrize("theorem, whole", [
    (half_adder, gates.half_adder()), (full_adder, gates.full_adder())])
def test_a_mutated_adder_is_refuted(theorem, whole):
    formula = theorem.theorem.claim("2 c + s is the number of 1s").formula
    expected = truth_tables(whole)
    refuted = 0
    for mutant in mutants(whole):
        found = exhaustive.decide(formula, theorem.instance({}, mutant))
        assert (found.outcome == "proved") == (truth_tables(mutant) == expected)
        refuted += found.outcome == "refuted"
        if found.outcome == "refuted":
            assert kernel.judge(found).status == "refuted"
    assert refuted >= 3 * whole.size


def test_other_witnesses():
    wanted = full_adder.theorem.claim("2 c + s is the number of 1s").formula
    for network in (gates.full_adder("logic"), gates.full_adder_network("step"),
                    gates.full_adder_network("relu")):
        assert exhaustive.decide(wanted, full_adder.instance({}, network)).outcome == "proved"
    with pytest.raises(BadInput):
        full_adder.instance({}, gates.half_adder())


@pytest.mark.parametrize("row", FULL_ADDER_ROWS[1:2] + FULL_ADDER_ROWS[4:], ids=lambda r: r.name)
def test_quick_rows_of_three_bits(row):
    found = sat.decide(claim(row).formula, Model(values=dict([provider(row)])))
    assert kernel.judge(found).status == "proved"
    looser = Row(row.basis, row.what, row.targets, row.gates + 1)
    found = sat.decide(claim(looser).formula, Model(values=dict([provider(looser)])))
    assert kernel.judge(found).status == "refuted"


@pytest.mark.slow
def test_full_adder():
    report = check(full_adder.theorem, {"table": "whole"})
    assert report.verdict == "proved" and report.quantities["size"] == "9"
    assert sum(claim.method == "sat" for claim in report.claims) == 8
