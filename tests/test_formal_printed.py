"""Claims made into Coq: the table fits what is printed, and what changes on one side is seen."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from theorems.formal import PINS
from verify import catalogue
from verify.calculus import Eq, Expect, ForAll, Fn, Index, Le, Range, Relu, Size, Space, Sign
from verify.certificate.terms import Terms
from verify.formal.check import check
from verify.formal.coq import Missing, find
from verify.formal.coq_terms import CoqTerms, NotStated
from verify.formal.printed import pins, statements
from verify.formal.table import read
from verify.statement import FalseAt

TABLE = read(PINS)
FOUND = find()
needs_coq = pytest.mark.skipif(isinstance(FOUND, Missing), reason=getattr(FOUND, "detail", ""))
PRINTED = {entry.name: entry for entry in TABLE.printed}


def stated(entry, theorem=None):
    return statements(theorem or catalogue.find(entry.theorem), entry)[0]


def with_claim(name, claim, change):
    theorem = catalogue.find(name)
    return replace(theorem, claims=tuple(
        replace(c, formula=change(c.formula)) if c.name == claim else c for c in theorem.claims))


# ---- the tables and the files --------------------------------------------------------------------

def test_every_claim_that_a_pin_restates_is_made_into_coq():
    restated = {(p.theorem, p.claim, p.name) for p in TABLE.pins if p.claim}
    assert restated == {(e.theorem, e.claim, e.pin) for e in TABLE.printed}


@pytest.mark.parametrize("name", PRINTED)
def test_the_table_fits_the_claim(name):
    entry = PRINTED[name]
    theorem = catalogue.find(entry.theorem)
    assert stated(entry).count("~ (") == isinstance(theorem.claim(entry.claim).by, FalseAt)
    for pin in pins(TABLE, theorem):
        assert pin.problem == ""


def test_every_end_statement_of_a_file_has_its_pin():
    for file in TABLE.files:
        text = Path(PINS).with_name(f"{file}.v").read_text()
        head = text[:text.index("*)")]
        listed = re.findall(r"^     ([A-Za-z_0-9]+)  ", head, re.MULTILINE)
        known = {p.name for p in (*TABLE.pins, *TABLE.printed) if p.file == file}
        assert listed and set(listed) <= known, file
        said = set(re.findall(r"\*\)\n(?:Theorem|Corollary) ([A-Za-z_0-9']+)", text))
        theorems = set(re.findall(r"^(?:Theorem|Corollary) ([A-Za-z_0-9']+)", text, re.MULTILINE))
        assert theorems == said, f"no sentence above {theorems - said} of {file}.v"
        assert theorems | {"topological_sort", "expectation_factored"} >= set(listed), file


# ---- what changes is seen ------------------------------------------------------------------------

def test_a_symbol_that_is_not_in_the_table():
    entry = PRINTED["says_bessel"]
    less = replace(entry, symbols=tuple(s for s in entry.symbols if s[0] != "g"))
    with pytest.raises(NotStated, match="symbols: g not in the table"):
        stated(less)
    with pytest.raises(NotStated, match="symbols: e in the table and not in the claim"):
        stated(replace(entry, symbols=(*entry.symbols, ("e", "e"))))
    with pytest.raises(NotStated, match="sets: X not in the table"):
        stated(replace(entry, sets=tuple(s for s in entry.sets if s[0] != "X")))


def test_a_premise_hidden_among_the_binders():
    entry = PRINTED["says_orthogonality"]
    for more in ("False ->", "forall x : False,"):
        with pytest.raises(NotStated, match="more than variables"):
            stated(replace(entry, binders=f"{entry.binders} {more}"))


def test_a_premise_that_the_theorem_does_not_assume():
    entry = PRINTED["says_bessel"]
    with pytest.raises(NotStated, match="no assumption"):
        stated(replace(entry, premises=(*entry.premises, "Bessel")))


def test_a_claim_that_changes_changes_the_statement():
    entry = PRINTED["says_orthogonality"]
    other = with_claim(entry.theorem, entry.claim, lambda f: Eq(f.lhs, 2 * f.rhs))
    assert stated(entry, other) != stated(entry)


def test_a_claim_that_no_longer_fits_has_failed():
    entry = PRINTED["says_orthogonality"]
    e = Fn("e")
    other = with_claim(entry.theorem, entry.claim, lambda f: Eq(f.lhs, e() * f.rhs))
    made = [p for p in pins(TABLE, other) if p.name == entry.name]
    assert "does not fit" in made[0].problem
    if not isinstance(FOUND, Missing):
        outcome, = check(TABLE, made, limit=0.001)
        assert (outcome.status, outcome.reason) == ("failed", "pin")


def test_an_index_that_would_be_captured():
    entry = PRINTED["says_orthogonality"]
    with pytest.raises(NotStated, match="has the name of something else"):
        stated(replace(entry, binders="forall (R : realFieldType) (d x : nat),"))


def test_a_cube_that_is_no_cube():
    entry = PRINTED["says_orthogonality"]
    sets = tuple((n, "{ffun 'I_d.+1 -> bool}" if n == "X" else t) for n, t in entry.sets)
    with pytest.raises(NotStated, match="X is a cube"):
        stated(replace(entry, sets=sets))


# ---- single terms --------------------------------------------------------------------------------

def coq(term, **symbols):
    terms = Terms()
    written = terms.term(term)
    return CoqTerms(terms.tables(), {"I": "nat", "X": "X"}, symbols).real(written)


def test_terms():
    n = Size("n")
    i = Index("i", Range(n, "I", first=0))
    x = Index("x", Space("X", Size("m")))
    f, p = Fn("f", i.over), Fn("p", x.over)
    assert coq(Relu(f(i)), f="f", n="n") == "(Num.max 0 (f i))"
    assert coq(Expect(p(x), x), p="p", q="q", m="m") == "(\\sum_(x : X) q x * ((p x)))"
    assert coq(f(i + 1), f="f", n="n") == "(f ((i + 1))%N)"
    assert coq(Sign(i), n="n") == "((-1) ^ (i)%N%:Z : R)"
    with pytest.raises(NotStated, match="may be negative"):
        coq(f(i - 1), f="f", n="n")
    j = Index("i", Range(n, "I"))
    assert coq(Fn("f", j.over)(j - 1), f="f", n="n") == "(f ((i - 1))%N)"
    with pytest.raises(NotStated, match="where a number stands"):
        coq(x + 1, m="m")


def test_formulas():
    i = Index("i", Range(Size("n"), "I"))
    f = Fn("f", i.over)
    terms = Terms()
    written = terms.formula(ForAll((i,), Le(0, f(i)), where=Le(i, 3)))
    made = CoqTerms(terms.tables(), {"I": "nat"}, {"f": "f", "n": "n"}).formula(written)
    assert made == ("forall i : nat, (1 <= i < 1 + n)%N -> ((((i)%N%:R : R) : R) <= 3%:R) -> "
                    "((0 : R) <= (f i))")


# ---- with Coq ------------------------------------------------------------------------------------

@pytest.mark.slow
@needs_coq
def test_a_false_claim_is_not_proved_by_what_proves_the_true_one():
    entry = PRINTED["says_no_threshold"]
    two = with_claim(entry.theorem, entry.claim, lambda f: Le(f.lhs, 2))
    made = [p for p in pins(TABLE, two) if p.name == entry.name]
    outcome, = check(TABLE, made)
    assert (outcome.status, outcome.reason) == ("failed", "statement")


@pytest.mark.slow
@needs_coq
def test_a_set_of_another_size():
    entry = PRINTED["says_one_coordinate"]
    sets = tuple((n, "'I_3" if n == "{0, 1}" else t) for n, t in entry.sets)
    with pytest.raises(NotStated, match="where a number stands"):
        stated(replace(entry, sets=sets))
    bessel = PRINTED["says_bessel"]
    wrong = replace(bessel, sets=tuple((n, "'I_n.+1" if n == "W" else t) for n, t in bessel.sets))
    table = replace(TABLE, printed=(wrong,))
    made = [p for p in pins(table, catalogue.find("variance-bound")) if p.name.endswith("_sizes")]
    outcome, = check(table, made)
    assert (outcome.status, outcome.reason) == ("failed", "statement")


@pytest.mark.slow
@needs_coq
def test_a_premise_less_is_not_proved():
    entry = PRINTED["says_unique"]
    less = replace(TABLE, printed=(replace(entry, premises=entry.premises[1:]),))
    made = [p for p in pins(less, catalogue.find("weight-tied")) if p.name == entry.name]
    outcome, = check(less, made)
    assert (outcome.status, outcome.reason) == ("failed", "statement")
