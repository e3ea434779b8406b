"""`verify circuit`: smallest circuits with their proofs, and one line for whatever is wrong."""

import json

import pytest

from verify.circuits.building import build
from verify.circuits.circuit import truth_tables
from verify.circuits.minimal import minimal
from verify.circuits.programs import BASES
from verify.cli import main
from verify.interchange.json_format import read

pytest.importorskip("pysat")


def run(capsys, *arguments):
    code = main(["circuit", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_xor_of_nand_gates(capsys):
    code, out, err = run(capsys, "--table", "0110", "--basis", "nand")
    assert (code, err) == (0, "")
    assert "proved: 4 of the nand gates, and no fewer" in out and out.count("nand(") == 4


def test_json_holds_a_network_file(capsys):
    code, out, _ = run(capsys, "--table", "0110", "--table", "0001", "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["gates"], found["at_least"]) == (0, "proved", 5, 5)
    assert len(found["checked"]) == 5 and "rup.py" in found["trusts"][-1]
    whole = read(json.dumps(found["circuit"]).encode(), "c.json")
    assert truth_tables(whole) == ("0110", "0001")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an alarm in a gc
def test_a_limit_leaves_it_undecided(capsys):
    table = "".join(str(p.bit_count() % 2) for p in range(16))
    code, out, _ = run(capsys, "--table", table, "--limit", "0.7")
    assert code == 3 and "unknown: 12 of the nand gates are enough, at least" in out
    code, out, _ = run(capsys, "--table", table, "--limit", "0.7", "--json")
    assert code == 3 and json.loads(out)["verdict"] == "undecided"


def test_without_python_sat_the_best_found_is_unknown(capsys, monkeypatch):
    import sys
    monkeypatch.setitem(sys.modules, "pysat.solvers", None)
    code, out, _ = run(capsys, "--table", "0110")
    assert code == 3 and "python-sat is not installed" in out


def test_the_circuit_is_written(capsys, tmp_path):
    path = tmp_path / "xor.json"
    assert run(capsys, "--table", "0110", "-o", str(path))[0] == 0
    assert truth_tables(read(path.read_bytes(), "xor.json")) == ("0110",)


def test_proofs_are_kept_and_replay(capsys, tmp_path):
    from verify.circuits import rup
    assert run(capsys, "--table", "1001", "--proofs", str(tmp_path / "p"))[0] == 0
    assert len(list((tmp_path / "p").iterdir())) == 10
    for size in range(5):
        head, *rest = (tmp_path / "p" / f"{size}-gates.cnf").read_text().splitlines()
        clauses = [tuple(map(int, line.split()[:-1])) for line in rest]
        assert head == f"p cnf {head.split()[2]} {len(clauses)}"
        proof = (tmp_path / "p" / f"{size}-gates.drup").read_text().splitlines()
        rup.check(int(head.split()[2]), clauses, proof)
        if size > 1:
            with pytest.raises(rup.NotProved):
                rup.check(int(head.split()[2]), clauses[:-3], proof)


@pytest.mark.parametrize("arguments, message", [
    (("--table", "011"), "--table: expected 2, 4, 8, 16, 32 or 64 digits, one for each input, "
                         "found 3"),
    (("--table", ""), "--table: expected digits 0 and 1, one for each input, found nothing"),
    (("--table", "01x0"), "found 01x0"), (("--table", "0"), "found 1"),
    (("--table", "0110", "--table", "01"), "--table: expected tables of one length, found 4 and 2"),
    (("--table", "0110", "--basis", "nad"), "--basis: expected nand, nor, and-or-not, and-not, u2 "
                                            "or b2, found nad (did you mean nand?)"),
    (("--table", "0110", "--limit", "0"), "--limit: expected a positive number of seconds"),
    ((), "--table"), (("--table", "0" * 128), "found 128"),
])
def test_bad_input_is_one_line(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1) and message in err


@pytest.mark.parametrize("basis", BASES)
def test_some_circuit_for_every_function_of_two_bits(basis):
    allowed = {digits for _, digits in BASES[basis]}
    from verify.circuits.gate import truth_table
    for number in range(16):
        table = f"{number:04b}"
        whole = build((table,), basis)
        assert truth_tables(whole) == (table,)
        assert {truth_table(gate) for gate in whole.gates} <= allowed


@pytest.mark.parametrize("basis, counts", [
    ("nand", {"0110": 4, "1001": 5, "0001": 2, "0111": 3, "1110": 1, "1000": 4, "0000": 3}),
    ("b2", {"0110": 1, "1001": 1, "1010": 1, "0101": 0, "0000": 1, "1111": 1, "1011": 1}),
    ("u2", {"0110": 3, "1001": 3, "1010": 1, "1110": 1}),
])
def test_least_numbers(basis, counts):
    for table, gates in counts.items():
        found = minimal((table,), basis)
        assert (found.circuit.size, found.proved, found.at_least) == (gates, True, gates)
        assert truth_tables(found.circuit) == (table,)


def test_complements_together_take_a_gate_more():
    assert minimal(("0110", "1001"), "b2").circuit.size == 2
    assert minimal(("1001", "1110"), "b2").circuit.size == 2


def test_functions_of_three_bits_against_another_search():
    """All sizes by growing programs (constructions.circuit_sizes) against SAT, a few of each."""
    other = pytest.importorskip("constructions.circuit_sizes").sizes(3).size
    seen = []
    for number in range(3, 255):
        if seen.count(other[number]) < 3 and other[number]:
            seen.append(other[number])
            digits = "".join(str(number >> point & 1) for point in range(8))
            found = minimal((digits,), "b2")
            assert found.proved and found.circuit.size == other[number], digits
            assert truth_tables(found.circuit) == (digits,)
    assert {1, 2, 3, 4} <= set(seen)
