"""The formal proofs: what is broken in them is seen, and what Coq did not check is never proved."""

import functools
import hashlib
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import verify
from theorems.formal import PINS
from verify import catalogue, kernel
from verify.calculus import Eq
from verify.cli import run
from verify.errors import BadInput
from verify.finding import Finding
from verify.formal.check import assumed, check
from verify.formal.claim import finding, judged, out_of_step, with_formal
from verify.formal.coq import MATHCOMP, SOURCES, Coq, Missing, compile_file, find
from verify.formal.outcome import EXIT_CODE, Outcome, overall
from verify.formal.table import read
from verify.formal.tokens import forbidden, stripped

TABLE = read(PINS)
FOUND = find()
needs_coq = pytest.mark.skipif(isinstance(FOUND, Missing), reason=getattr(FOUND, "detail", ""))
XOR = Path(PINS).with_name("Xor.v").read_text()
TIED = Path(PINS).with_name("WeightTied.v").read_text()


# ---- what a proof file may not use ---------------------------------------------------------------

@pytest.mark.parametrize("text,word", [
    ("Lemma a : False. Admitted.", "Admitted"), ("Lemma a : False. admit.", "admit"),
    ("Axiom a : False.", "Axiom"), ("Parameter a : False.", "Parameter"),
    ("Conjecture a : False.", "Conjecture"), ("Local Axiom a : False.", "Axiom"),
    ("Variable a : False.", "Variable outside any section"),
    ("Section S. End S. Hypothesis a : False.", "Hypothesis outside any section"),
    ("Module M. Variable a : False. End M.", "Variable outside any section"),
    ("Unset Guard Checking.", "Guard Checking switched"),
    ("Set  Positivity\n Checking.", "Positivity Checking switched"),
    ("Unset (* *) Universe Checking.", "Universe Checking switched"),
    ("#[bypass_check(guard)] Fixpoint f (n : nat) : nat := f n.", "an attribute #[...]"),
    ("Declare ML Module \"a\".", "Declare"), ("Load \"a\".", "Load"), ("Cd \"..\".", "Cd"),
    ("Extraction \"a\" b.", "Extraction"), ("Redirect \"a\" Print b.", "Redirect"),
    ("Definition a := (I <<: True).", "a native cast <<:"),
    ("by native_compute.", "native_compute"),
    ("Lemma \u03b1 : True.", "a character that is not ASCII"),
    ("(* (* *) Lemma a : True.", "a comment without an end"),
    ('Lemma a : "b', "a string without an end"),
    ('(* " *) Axiom a. " *) Axiom b : False.', "Axiom"),
    ('(* "(*" *) Axiom b : False.', "Axiom"), ('Check "(*". Axiom b : False. Check "*)".', "Axiom"),
])
def test_escape_hatches(text, word):
    assert forbidden(text) == word


@pytest.mark.parametrize("text", [
    "(* Axiom, admit. (* Admitted. *) *) Lemma a : True. Proof. exact: I. Qed.",
    '(* " *) Axiom a : False. " *) Lemma a : True. Proof. exact: I. Qed.',
    "Section S. Variable a : nat. Section T. End T. Hypothesis b : a = 1. End S.",
    "Lemma a : #|T| = 1.", "Check (\"Axiom\").", "Lemma admitted_Axiom : (*) True."])
def test_what_is_allowed(text):
    assert forbidden(text) is None


def test_our_own_files_pass():
    for file in TABLE.files:
        assert forbidden((TABLE.folder / f"{file}.v").read_text()) is None, file


def test_strings_and_comments():
    assert stripped('a "b""c" d').split() == ["a", "d"]
    assert "x" not in stripped('(* "*)" x *)')


# ---- the table -----------------------------------------------------------------------------------

def test_pins_are_in_step_with_the_claims():
    for pin in TABLE.pins:
        theorem = _theorem(pin.theorem)
        assert theorem.formal == PINS
        assert out_of_step(theorem, pin) == "", pin.name
        assert pin.says, pin.name


def _theorem(name):
    modules = {"xor": "xor", "perceptron-order": "perceptron_order"}
    if name in modules:     # whether or not they have an entry point yet
        return __import__(f"theorems.expressivity.{modules[name]}", fromlist=["x"]).theorem
    return catalogue.find(name)


def test_a_claim_that_changes_without_its_pin():
    theorem = _theorem("parity-orthogonality")
    pin = next(p for p in TABLE.pins if p.name == "parity_orthogonality")
    claim = theorem.claim(pin.claim)
    other = replace(claim, formula=Eq(claim.formula.lhs, 2 * claim.formula.rhs))
    changed = replace(theorem, claims=tuple(
        other if c.name == claim.name else c for c in theorem.claims))
    assert "has changed" in out_of_step(changed, pin)
    gone = replace(theorem, claims=tuple(c for c in theorem.claims if c.name != claim.name))
    assert "no claim" in out_of_step(gone, pin)
    late, = judged(changed, [pin], [Outcome(pin.name, "proved")])
    assert (late.status, late.reason) == ("failed", "pin")


def test_a_claim_keeps_its_meaning_when_only_its_proof_changes():
    theorem = _theorem("parity-orthogonality")
    pin = next(p for p in TABLE.pins if p.name == "parity_orthogonality")
    other = replace(theorem, claims=tuple(
        replace(c, text="other words", using=()) for c in theorem.claims))
    assert out_of_step(other, pin) == ""


def test_an_assumption_that_changes():
    theorem = _theorem("weight-tied")
    pin = next(p for p in TABLE.pins if p.name == "weight_tied_block")
    first = next(c for c in theorem.claims if c.role == "assumption")
    changed = replace(theorem, claims=tuple(c for c in theorem.claims if c is not first))
    assert "has changed" in out_of_step(changed, pin)


@pytest.mark.parametrize("old,new,says", [
    ("~ (forall a b", "True. Axiom a : ~ (forall a b", "Axiom"),
    ("~ (forall a b", "True. Lemma a : ~ (forall a b", "one statement without a full stop"),
    ('file = "Xor"', 'file = "Other"', "one of the files"),
    ('says = ', 'said = ', "keys")])
def test_tables_that_are_refused(tmp_path, old, new, says):
    text = Path(PINS).read_text()
    place = text.index('name = "xor_no_threshold"')
    (tmp_path / "pins.toml").write_text(text[:place] + text[place:].replace(old, new, 1))
    with pytest.raises(BadInput, match=says):
        read(tmp_path / "pins.toml")


# ---- without Coq ---------------------------------------------------------------------------------

SSRNUM = b"the numbers of a MathComp of our own making"


@pytest.fixture(autouse=True)
def our_mathcomp(monkeypatch):
    monkeypatch.setitem(SOURCES, hashlib.sha256(SSRNUM).hexdigest(), MATHCOMP)


def pretend(tmp_path, version="8.16.1 4.13.1", mathcomp=True, body="exit 0", source=SSRNUM):
    """A coqc of our own making, in a folder that stands first on the path."""
    library = tmp_path / "lib" / "user-contrib" / "mathcomp" / "algebra"
    library.mkdir(parents=True)
    if mathcomp:
        (library / "all_algebra.vo").write_text("")
        if source is not None:
            (library / "ssrnum.v").write_bytes(source)
    program = tmp_path / "coqc"
    program.write_text(f'#!/bin/sh\ncase "$1" in\n-print-version) echo {version};;\n'
                       f'-where) echo {tmp_path}/lib;;\n*) {body};;\nesac\n')
    program.chmod(0o755)
    return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"


def test_not_installed(tmp_path):
    missing = find(str(tmp_path))
    assert missing.reason == "not-installed" and "apt-get install" in missing.detail
    outcomes = check(TABLE, TABLE.pins, coq=missing)
    assert {o.status for o in outcomes} == {"not checked"}
    assert EXIT_CODE[overall(outcomes)] == 3


def test_mathcomp_is_not_installed(tmp_path):
    missing = find(pretend(tmp_path, mathcomp=False))
    assert missing.reason == "not-installed" and "MathComp" in missing.detail


def test_wrong_version(tmp_path):
    missing = find(pretend(tmp_path, version="8.18.0 4.14.1"))
    assert missing.reason == "version" and "8.18.0" in missing.detail


@pytest.mark.parametrize("source,says", [
    (b"HB.structure Definition NumDomain := ...", "MathComp 2 is installed"),
    (b"(* another year's *)", "a MathComp that is not 1.15"), (None, "without its sources")])
def test_wrong_version_of_mathcomp(tmp_path, source, says):
    missing = find(pretend(tmp_path, source=source))
    assert missing.reason == "version" and says in missing.detail
    assert "apt-get install" in missing.detail
    outcomes = check(TABLE, TABLE.of("xor"), coq=missing)
    assert {(o.status, o.reason) for o in outcomes} == {("not checked", "version")}
    assert EXIT_CODE[overall(outcomes)] == 3


def test_a_coqc_that_does_not_run(tmp_path):
    (tmp_path / "coqc").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "coqc").chmod(0o755)
    assert find(str(tmp_path)).reason == "not-installed"


def test_the_right_version(tmp_path):
    assert find(pretend(tmp_path)) == Coq(str(tmp_path / "coqc"), "8.16.1")


def xor_with(tmp_path, body, **options):
    pins = TABLE.of("xor")
    return check(TABLE, pins, coq=find(pretend(tmp_path, body=body)), **options)


def test_time_is_up(tmp_path):
    outcomes = xor_with(tmp_path, "sleep 60", limit=0.3)
    assert {(o.status, o.reason) for o in outcomes} == {("not checked", "time")}


def test_memory_is_up(tmp_path):
    outcomes = xor_with(tmp_path, 'echo "Fatal error: out of memory."; exit 2')
    assert {(o.status, o.reason) for o in outcomes} == {("not checked", "memory")}


def test_memory_limit_is_set(tmp_path):
    pretend(tmp_path, body="ulimit -v; exit 3")
    run_ = compile_file(Coq(str(tmp_path / "coqc"), "8.16.1"), tmp_path, "Xor", 10, 1000)
    assert run_.output.strip() == "1024000"


def test_the_users_settings_are_not_seen(tmp_path, monkeypatch):
    monkeypatch.setenv("COQPATH", "/elsewhere")
    pretend(tmp_path, body="env; exit 3")
    run_ = compile_file(Coq(str(tmp_path / "coqc"), "8.16.1"), tmp_path, "Xor", 10)
    assert "COQPATH" not in run_.output


def test_a_coqc_that_says_nothing_proves_nothing(tmp_path):
    """Exit code 0 alone is no proof: the list of axioms must have been written."""
    outcomes = xor_with(tmp_path, "exit 0")
    assert {(o.status, o.reason) for o in outcomes} == {("failed", "axioms")}


@pytest.mark.parametrize("listed,names", [
    ("Closed under the global context\n", []), ("Axioms:\na : nat\n", ["a"]),
    ("Axioms:\nb.c\n  : forall x,\n    x\nd : e\n", ["b.c", "d"]),
    ("Axioms:\nf is assumed to be guarded.\n", ["f"]), ("", ["an unreadable list of axioms"]),
    ("Closed under the global context\nAxioms:\na : b\n", ["Closed", "a"])])
def test_axioms_that_coq_lists(listed, names):
    assert sorted(assumed(listed)) == names


# ---- the command and the report ------------------------------------------------------------------

@pytest.fixture
def missing(monkeypatch):
    nothing = Missing("not-installed", "Coq is not installed (Debian: apt-get install coq)")
    monkeypatch.setattr("verify.commands.formal.find", lambda: nothing)
    monkeypatch.setattr("verify.formal.claim.find", lambda: nothing)


def test_the_command_without_coq(missing, capsys):
    assert run(["formal", "--no-color"]) == 3
    said = capsys.readouterr().out
    assert "not checked" in said and "apt-get install" in said and "proved:" not in said


def test_json_without_coq(missing, capsys):
    assert run(["formal", "theorem3", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "not checked" and found["coq"] is None
    assert [t["theorem"] for t in found["theorems"]] == ["weight-tied"]


def test_a_theorem_without_a_formal_statement(toy):
    with pytest.raises(BadInput, match="formal statement"):
        with_formal(None, toy())


def test_the_crosscheck_without_coq(missing, report):
    theorem = _theorem("weight-tied")
    before = report(theorem="weight-tied")
    after = with_formal(before, theorem)
    line = after.claims[-1]
    assert (line.role, line.status, line.reason) == ("crosscheck", "unknown", "not-installed")
    assert after.verdict == "proved" and after.claims[:-1] == before.claims


def test_the_crosscheck_by_the_command(missing, capsys):
    assert run(["parity-orthogonality", "--d", "2", "--formal", "--json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert [c["status"] for c in claims if c["role"] == "crosscheck"] == ["unknown"]
    assert run(["parity-orthogonality", "--d", "2"]) == 0
    assert "Coq" not in capsys.readouterr().out


def test_what_the_kernel_lets_coq_say():
    assert kernel.TABLE["formal"] == {"proved", "unknown"}
    for outcome in ("refuted", "supported", "cited"):
        with pytest.raises(kernel.KernelError):
            kernel.judge(Finding("formal", outcome))


def test_one_statement_that_is_not_proved_is_enough():
    pins = TABLE.of("xor")
    good = [Outcome(p.name, "proved") for p in pins]
    coq = Coq("coqc", "8.16.1")
    assert finding(pins, good, coq).outcome == "proved"
    for status in ("failed", "not checked"):
        assert finding(pins, [*good[:-1], replace(good[-1], status=status)], coq).outcome \
            == "unknown"
    assert overall([]) == "not checked"


# ---- with Coq ------------------------------------------------------------------------------------

def broken(tmp_path, file, change):
    """The outcomes of a file's pins after a change to its proofs."""
    for name in TABLE.files:
        shutil.copy(TABLE.folder / f"{name}.v", tmp_path)
    path = tmp_path / f"{file}.v"
    text = change(path.read_text())
    assert text != path.read_text()
    path.write_text(text)
    pins = tuple(p for p in TABLE.pins if p.file == file)
    return {p.name: o for p, o in zip(pins, check(replace(TABLE, folder=tmp_path), pins))}


def swap(old, new):
    return lambda text: text.replace(old, new, 1)


def no_proof(text):
    return re.sub(r"(Theorem xor_no_threshold .*?\n)Proof\..*?Qed\.", r"\1Admitted.", text, 1,
                  re.DOTALL)


def weaker(text):
    """xor_no_threshold with another way out; what it said before has another name."""
    says = "(forall a b, (t <= total w1 w2 a b) = a (+) b)"
    return text.replace(
        f"xor_no_threshold w1 w2 t : ~ {says}.\nProof.",
        f"xor_no_threshold w1 w2 t : ~ {says} \\/ True.\nProof. by right. Qed.\n"
        f"Lemma other w1 w2 t : ~ {says}.\nProof.", 1)


BROKEN = {
    "admitted": (no_proof, "banned"),
    "axiom": (swap("Section Xor.", "Axiom a : False.\nSection Xor."), "banned"),
    "variable": (swap("Section Xor.", "Variable a : False.\nSection Xor."), "banned"),
    "guard checking": (swap("Section Xor.", "Unset Guard Checking.\nSection Xor."), "banned"),
    "a false proof": (swap("apply: lt_trans h11 _; ", ""), "compile"),
    "an extra premise": (swap("Theorem xor_no_threshold w1 w2 t :",
                              "Theorem xor_no_threshold w1 w2 t : 0 <= t ->"), "statement"),
    "a false premise": (swap("Variable R : realFieldType.",
                             "Variable R : realFieldType.\nHypothesis absurd : False."),
                        "statement"),
    "a weaker statement": (weaker, "statement"),
    "another definition": (swap("w1 * a%:R + w2 * b%:R.", "w1 * a%:R + w2 * b%:R + 0 * w1."),
                           ("statement", "compile")),
}


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize("name", BROKEN)
def test_broken_proofs(tmp_path, name):
    change, reason = BROKEN[name]
    if name in ("an extra premise",):
        change = functools.partial(
            lambda f, text: f(text).replace("Proof.\nmove=> gate", "Proof.\nmove=> _ gate", 1),
            change)
    if name == "a false premise":
        change = functools.partial(lambda f, text: re.sub(
            r"Proof\..*?Qed\.", "Proof. by case: absurd. Qed.", f(text), flags=re.DOTALL), change)
    found = broken(tmp_path, "Xor", change)["xor_no_threshold"]
    assert found.status == "failed"
    assert found.reason in ((reason,) if isinstance(reason, str) else reason), found


@pytest.mark.slow
@needs_coq
def test_an_axiom_of_the_library_is_not_allowed(tmp_path):
    def classical(text):
        return text.replace("Section Xor.", "Require Import Classical.\nSection Xor.", 1).replace(
            "move=> gate;", "case: (classic True) => // _; move=> gate;", 1)
    found = broken(tmp_path, "Xor", classical)["xor_no_threshold"]
    assert (found.status, found.reason) == ("failed", "axioms")
    assert found.axioms == ("Classical_Prop.classic",)


@pytest.mark.slow
@needs_coq
def test_the_diagonal_in_place_of_the_blocks_below_it(tmp_path):
    found = broken(tmp_path, "WeightTied", lambda text: re.sub(
        r"i == j\.\+1 :> nat", "i == j :> nat", text))
    assert {o.status for o in found.values()} == {"failed"}


@pytest.mark.slow
@needs_coq
def test_another_network_under_the_same_names(tmp_path):
    """The layers of the network read without their bias: the end statement is as before."""
    found = broken(tmp_path, "WeightTied", lambda text: text.replace(
        "sg (W k' *m net k' + b k') else x", "sg (W k' *m net k' + b k') else 0 *: x + x", 1))
    assert {o.status for o in found.values()} == {"failed"}


@pytest.mark.slow
@needs_coq
def test_memory_runs_out():
    outcomes = check(TABLE, TABLE.of("xor"), megabytes=200)
    assert {(o.status, o.reason) for o in outcomes} == {("not checked", "memory")}


@pytest.mark.slow
@needs_coq
def test_everything_is_proved():
    outcomes = check(TABLE, TABLE.pins)
    assert {o.name: o.detail for o in outcomes if o.status != "proved"} == {}
    assert {a for o, p in zip(outcomes, TABLE.pins) if p.file != "Exponent" for a in o.axioms} \
        == set()


@pytest.mark.slow
@needs_coq
def test_the_crosscheck():
    report = verify.check("parity-orthogonality", d=2, formal=True)
    line = report.claims[-1]
    assert (line.role, line.status, line.method) == ("crosscheck", "proved", "formal")
    assert "Coq 8.16.1" in line.trusts and report.verdict == "proved"
