"""Holes that are lines of Theorem 1's proof: read strictly, judged by the theorem's calculus."""

import json
import os
import random
import re
import subprocess
import sys
import tomllib
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from verify import calculus as c
from verify import catalogue
from verify.errors import BadInput
from verify.grade.authoring import READY
from verify.grade.generated import write_generated
from verify.grade.grading import grade, load
from verify.grade.line_hole import _displayed
from verify.grade.outcome import Stop
from verify.grade.term import language_of, read_term

PROOF = READY / "variance-proof"
RIGHT = json.loads((PROOF / "author" / "reference" / "proof.json").read_text())["fill"]
HOLES = tomllib.loads((PROOF / "assignment.toml").read_text())["items"][0]["holes"]


@pytest.fixture(scope="module")
def homework():
    return load(PROOF)


def judged(homework, tmp_path, **fills):
    (tmp_path / "proof.json").write_text(json.dumps(
        {"format": "netproof-proof/1", "fill": {**RIGHT, **fills}}))
    return grade(*homework, tmp_path / "proof.json")


@pytest.mark.parametrize("fills", [
    {}, {"L1": "avg_k(norm2_j(-E_x(h(k,x)*g(j,x))))"},
    {"L1": "avg_i(norm2_j(E_x(g(j,x)*h(i,x))) + 0)"},
    {"L2": "avg_i(sum_j(inner_x(g(j,x), h(i,x))^2))"},
    {"L2": "sum_j(avg_i(inner_x(h(i,x), g(j,x)) * inner_x(h(i,x), g(j,x))))"},
    {"L3": "1/N * sum_j(L2norm2_x(g(j,x)))"}, {"L3": " ( sum_j( L2norm2_x(g(j,x)) ) )\n/ N "}])
def test_a_line_may_be_written_in_many_ways(homework, tmp_path, fills):
    result = judged(homework, tmp_path, **fills)
    assert result["verdict"] == "correct" and result["score"] == 4


@pytest.mark.parametrize("fills", [
    {"L1": "avg_i(E_x(norm2_j(h(i,x)*g(j,x))))"}, {"L1": "2*avg_i(norm2_j(E_x(h(i,x)*g(j,x))))"},
    {"L2": "avg_i(sum_j(inner_x(h(i,x), g(j,x))))"}, {"L3": "sum_j(L2norm2_x(g(j,x)))"},
    {"L3": "N*sum_j(L2norm2_x(g(j,x)))"}, {"L3": "0"}, {"L4": ["B3"]}, {"L4": ["B1", "B2"]},
    {"L3": "1/0"}])
def test_a_wrong_line_is_refuted(homework, tmp_path, fills):
    result = judged(homework, tmp_path, **fills)
    test = result["tests"][0]
    assert result["verdict"] == "incorrect" and result["score"] == 0
    if "L4" not in fills and "1/0" not in fills.values():
        assert test["counterexample"]["got"] != test["counterexample"]["want"]
        assert "counterexample with" in test["output"] and "Hint:" in test["output"]


@pytest.mark.parametrize("text, words", [
    ("avg_i(norm2_j(E_x((p(x)-h(i,x))*g(j,x)) - E_x(p(x)*g(j,x))))", {"malformed"}),  # line before
    ("p", {"malformed"}), ("E_x(h(i,x))", {"malformed"}), ("g(j,x)", {"malformed"}),
    ("x", {"malformed"}), ("E_x(x)", {"malformed"}), ("E_i(1)", {"malformed"}),
    ("E(1)", {"malformed"}),
    ("g(x,j)", {"malformed"}), ("avg_i()", {"malformed"}), ("avg_i(1,2)", {"malformed"}),
    ("1 2", {"malformed"}), ("(1", {"malformed"}), ("1)", {"malformed"}), ("", {"malformed"}),
    ("1^-1", {"malformed"}), ("1^9", {"malformed"}), ("2^2^2", {"malformed"}),
    ("1/avg_i(1)", {"malformed"}), ("__import__('os')", {"malformed"}), ("G\u00b2", {"malformed"}),
    ("\uff11", {"malformed"}), ("e_x(1)", {"malformed"}), ("lambda: 1", {"malformed"}),
    ("(" * 100 + "1" + ")" * 100, {"over_limit"}), ("-" * 300 + "1", {"over_limit"}),
    ("1" + "+1" * 300, {"over_limit"}), ("(1+1)*" * 40 + "1", {"over_limit"}),
    ("((9^8)^8)^8", {"over_limit"}), ("norm2_j(" * 12 + "1+1" + ")" * 12, {"over_limit"}),
    ("1" * 5000, {"over_limit"}), (7, {"malformed"}), (None, {"malformed"}),
    (["1"], {"malformed"})])
def test_no_other_text_is_a_line(homework, tmp_path, text, words):
    result = judged(homework, tmp_path, L1=text)
    assert result["verdict"] in words and result["score"] == 0, result


def test_lines_mean_what_they_say():
    """Seeded terms, read into the calculus and evaluated by its replay, against Python's own."""
    from verify.model import Model, Table
    from verify.replay import Replay

    _, _, _, language = _displayed(HOLES["L2"], "L2")
    rng = random.Random(5)
    h = [[Fraction(rng.randint(-3, 3), rng.choice((1, 2))) for _ in range(3)] for _ in range(2)]
    g = [[Fraction(rng.randint(-3, 3)) for _ in range(3)] for _ in range(2)]
    model = Model(sizes={"|H|": 2, "n": 2, "|X|": 3}, values={
        "h": Table.of(h), "g": Table.of(g), "q": Table.of([Fraction(1, 3)] * 3)}, numbers={})
    I, J, X = range(2), range(2), range(3)

    def mean(values):
        values = list(values)
        return sum(values) / Fraction(len(values))

    for text, value in {
        "avg_i(sum_j(inner_x(h(i,x), g(j,x))^2))": mean(
            sum(mean(h[i][x] * g[j][x] for x in X)**2 for j in J) for i in I),
        "sum_i(E_x(h(i,x)^3 - 2*h(i,x)/3))": sum(
            mean(h[i][x]**3 - 2 * h[i][x] / 3 for x in X) for i in I),
        "norm2_j(E_x(g(j,x)) - 1)": sum((mean(g[j]) - 1)**2 for j in J),
        "sum_j(L2norm2_x(g(j,x) + 2))": sum(mean((v + 2)**2 for v in g[j]) for j in J),
        "sum_i(sum_k(E_x(h(i,x)*h(k,x))))": sum(
            mean(h[i][x] * h[k][x] for x in X) for i, k in product(I, I)),
        "-sum_i(E_x(h(i,x)))^2 - 1 + 8/4/2": -sum(mean(h[i]) for i in I)**2,
    }.items():
        term = read_term(text, language, ["h", "g", "E", "avg", "sum", "inner", "norm2",
                                          "L2norm2"], set(), "L")
        assert Replay(model).at(term, {}) == value, text
    with pytest.raises(Stop):
        read_term("h(i,x)", language, ["h"], set(), "L")


@pytest.mark.parametrize("old, new, words", [
    ('step = "linearity"', 'step = "no such step"', "step"),
    ('theorem = "variance-bound"', 'theorem = "no-such-theorem"', "no-such-theorem"),
    ('words = ["h", "g", "E", "avg", "norm2"]', 'words = ["h", "g", "E", "avg"]', "norm2"),
    ('words = ["h", "g", "E", "avg", "norm2"]', 'words = ["h", "g", "E", "avg", "norm2", "p"]',
     "other side"),
    ('must_include = ["B2"]', 'must_include = ["B1"]', "whose proof uses"),
    ('B3 = "Bessel: norms at most 1"', 'B3 = "Bessel"', "whose proof uses"),
    ('B3 = "Bessel: norms at most 1"', 'C3 = "Bessel"', "a step for each")])
def test_assignments_with_such_holes_are_checked(tmp_path, old, new, words):
    """Nobody can hand in the given side, and the right citation is what the proofs use."""
    text = (PROOF / "assignment.toml").read_text()
    assert old in text
    (tmp_path / "assignment.toml").write_text(text.replace(old, new))
    with pytest.raises(BadInput, match=re.escape(words)):
        load(tmp_path)


@pytest.mark.parametrize("name", ["variance-bound", "parity-orthogonality", "shannon"])
def test_an_assignment_is_made_from_a_theorems_own_steps(tmp_path, monkeypatch, name):
    """For a theorem that no ready assignment is about; it passes its own test."""
    from verify.grade import authoring

    monkeypatch.setattr(authoring, "about", lambda theorem: [])
    monkeypatch.setattr(authoring, "ready", lambda: ["xor"])
    authoring.write_new(name, str(tmp_path / "hw"))
    assignment, _, found = authoring.tried(str(tmp_path / "hw"))
    assert assignment.theorem == name and [each.why for each in found] == [""] * len(found)
    assert len([each for each in found if each.name.startswith("wrong")]) >= 3
    assert found[0].result["score"] == assignment.points >= 1
    page = (tmp_path / "hw" / "student.md").read_text()
    assert "proof.json" in page
    fills = json.loads((tmp_path / "hw" / "author" / "reference" / "proof.json").read_text())
    given_away = [fill for fill in fills["fill"].values() if len(fill) > 5 and fill in page]
    assert not given_away
    with pytest.raises(BadInput, match="normal form"):
        authoring.write_new("deq", str(tmp_path / "deq"))


def test_one_name_for_two_things_means_the_first_terms():
    here, there = c.Range(c.Size("n"), "here"), c.Range(c.Size("m"), "there")
    f, g = c.Fn("f", here), c.Fn("g", there)
    i, other = c.Index("i", here), c.Index("i", there)
    first, second = c.SumOver(f(i), i), c.SumOver(g(other), other)
    assert language_of([first, second], {}).indices == {"i": i}
    assert language_of([second, first], {}).indices == {"i": other}
    assert language_of([first * second, first], {}).indices == {}


@pytest.mark.parametrize("seed", ["0", "5"])    # Python's sets are in another order
def test_grading_does_not_depend_on_the_hash_seed(seed, tmp_path):
    assert write_generated(catalogue.find("parity-orthogonality"), tmp_path / "hw")
    command = [sys.executable, "-m", "verify", "assignment", "test", str(tmp_path / "hw")]
    done = subprocess.run(command,
                          capture_output=True, text=True, cwd=Path(__file__).parent.parent,
                          env=os.environ | {"PYTHONHASHSEED": seed})
    assert done.returncode == 0, done.stdout + done.stderr
