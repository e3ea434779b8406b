"""Certificates: what is written, that it is of this statement, and that the checker accepts it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import verify
from verify import catalogue, library
from verify.certificate.statement import canonical, hash_of, sha256, statement
from verify.certificate.core_terms import CoreTerms
from verify.parameters import complete, smallest
from verify.report.oracles import named_oracles

ROOT = Path(__file__).parent.parent
THEOREMS = [t.name for t in catalogue.theorems()]
SLOW = ("full-adder", "xor", "mcculloch-pitts")
CARD = ("variance-bound", "parity-orthogonality", "weight-tied", "deq", "sawtooth")


def command(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "verify", *map(str, arguments)], cwd=ROOT,
                          capture_output=True, text=True, timeout=300, **options)


def certificate(name, **given):
    return library.check(name, certify=True, **given).certificate


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow)
                                  if n in SLOW else n for n in THEOREMS])
def test_every_theorem_at_its_smallest_numbers(name, tmp_path):
    theorem = catalogue.find(name)
    given = complete(theorem.given, smallest(theorem.given), name)
    report = library.check(name, certify=True, **given)
    written = report.certificate
    assert written["sha256"] == sha256(written["statement"]) == hash_of(theorem, given)
    assert [c["name"] for c in written["claims"]] == [c.name for c in report.claims]
    for claim, line in zip(written["claims"], report.claims):
        assert claim["status"] == line.status
        assert (claim["evidence"] is None) == (line.status not in ("proved", "refuted"))
        assert (line.certificate is None) == (line.status != "proved")
    path = tmp_path / "c.json"
    path.write_bytes(canonical(written))
    done = command("recheck", path, "--expect", written["sha256"])
    oracles = named_oracles(report)["oracles"]
    assert done.returncode == (3 if oracles else 0), done.stdout + done.stderr
    word = "accepted except oracles" if oracles else "accepted"
    assert f"c.json: {word}: " in done.stdout and name in done.stdout
    assert all(claim in done.stdout for claim in oracles)


@pytest.mark.parametrize("name", CARD)
def test_the_five_of_the_card_rest_on_no_oracle(name):
    assert named_oracles(library.check(name, certify=True))["oracles"] == {}


def test_two_runs_write_the_same():
    first, second = (certificate("sawtooth", k=3) for _ in range(2))
    assert canonical(first) == canonical(second)


def test_the_same_statement_in_another_process(tmp_path):
    path = tmp_path / "c.json"
    assert command("theorem1", "--d", 2, "--certificate", path, "--quiet").returncode == 0
    theorem = catalogue.find("theorem1")
    expected = hash_of(theorem, complete(theorem.given, {"d": 2}, "theorem1"))
    assert json.loads(path.read_text())["sha256"] == expected


def test_the_command(tmp_path):
    path = tmp_path / "c.json"
    done = command("sawtooth", "--k", 2, "--certificate", path, "--json")
    report = json.loads(done.stdout)
    hashes = [c["certificate"] for c in report["claims"] if c["status"] == "proved"]
    assert all(h.startswith("sha256:") and len(h) == 71 for h in hashes)
    accepted = command("recheck", path, "--theorem", "sawtooth", "--k", 2)
    assert (accepted.returncode, accepted.stderr) == (0, "")
    for sibling in (("sawtooth", "--k", 3), ("parity-orthogonality",)):
        other = command("recheck", path, "--theorem", *sibling)
        assert other.returncode == 1 and "rejected" in other.stdout
    assert command("recheck", path, path).returncode == 0
    assert command("recheck", tmp_path / "none.json").returncode == 1


@pytest.mark.parametrize("arguments, message", [
    (("recheck",), "expected"),
    (("recheck", "--theorem", "sawtooth", "c.json"), "FILE before any option"),
    (("recheck", "c.json", "--theorem", "sawtoth"), "sawtooth"),
    (("recheck", "c.json", "--theorem", "sawtooth", "--k", "x"), "--k"),
    (("recheck", "c.json", "--expect", "1234"), "64 hexadecimal digits"),
    (("sawtooth", "--certificate", "/nonexistent/c.json"), "/nonexistent"),
])
def test_bad_usage_is_one_line(arguments, message):
    done = command(*arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert message in done.stderr and done.stderr.count("\n") == 1


def test_oracles_are_named_and_may_be_refused(tmp_path):
    path = tmp_path / "c.json"
    command("theorem1", "--d", 1, "--loss", "logistic", "--certificate", path, "--quiet")
    done = command("recheck", path)
    assert done.returncode == 3 and "slope at p" in done.stdout and "z3" in done.stdout
    strict = command("recheck", path, "--no-oracles")
    assert strict.returncode == 1 and "rejected" in strict.stdout


def test_a_refutation_is_certified_too(tmp_path):
    """A network that is not the sawtooth: the certificate shows the point, and is accepted as the
    refutation that it is."""
    from constructions import sawtooth
    network = sawtooth.deep(2)
    report = library.check("sawtooth", k=3, witness=network, certify=True)
    assert report.verdict == report.certificate["verdict"] == "refuted"
    path = tmp_path / "c.json"
    path.write_bytes(canonical(report.certificate))
    done = command("recheck", path)
    assert done.returncode in (0, 3) and "refuted" in done.stdout, done.stdout


def test_a_witness_of_ones_own_is_in_it(tmp_path):
    from constructions import sawtooth
    written = library.check("sawtooth", k=2, witness=sawtooth.merged(2), certify=True).certificate
    number = written["model"]["functions"]["N"]["network"]
    from verify.interchange import json_format
    text = json_format.write(sawtooth.merged(2), "merged")
    assert written["networks"][number]["network"] == json.loads(text)


def test_the_statement_tells_numbers_claims_and_scopes_apart():
    theorem = catalogue.find("parity-orthogonality")
    assert hash_of(theorem, {"d": 2}) != hash_of(theorem, {"d": 3})
    said, terms = statement(theorem, {"d": 2})
    assert isinstance(terms, CoreTerms)
    scopes = {c["name"]: c["scope"] for c in said["claims"]}
    assert scopes["orthogonality"] == "every" and scopes["gradient-E1"] == "false"
    assert scopes["d hidden units suffice"] == "instance"


def test_the_library_carries_it():
    report = verify.check("theorem1", d=1, certify=True)
    assert report.certificate["schema"] == "netproof-certificate/1"
    assert verify.check("theorem1", d=1).certificate is None


@pytest.mark.slow
def test_all_says_how_many():
    done = command("all", "--quick", "--oracles", "--json")
    tree = json.loads(done.stdout)
    assert set(tree["oracles"]) == set(THEOREMS)
    assert all(tree["oracles"][name]["oracles"] == {} for name in CARD)


def test_derivatives_are_written_out():
    """d (p(x)^2 r(p(x)))/dw_j, and what there is no rule for."""
    from verify import calculus as c
    from verify.errors import NotCertified
    H, X = c.Range(3, "H"), c.Range(2, "X")
    gradient, slope = c.Fn("g", H, X), c.Fn("r'")
    p, r = c.Fn("p", X, gradient=gradient), c.Fn("r", derivative=slope)
    x, j = c.Index("x", X), c.Index("j", H)
    terms = CoreTerms()
    written = terms.term(c.Partial(r(p(x)), j))
    inner, factor = ["apply", "p", ["index", "x", "X"]], ["apply", "g", ["index", "j", "H"],
                                                          ["index", "x", "X"]]
    assert written == ["*", ["apply", "r'", inner], factor]
    assert terms.term(c.Partial(p(x) ** 2, j)) == [
        "*", ["num", "2"], ["^", inner, ["num", "1"]], factor]
    assert terms.term(c.Partial(c.SumOver(p(x), x), j)) == ["sum", factor, ["index", "x", "X"]]
    for bad in (gradient(j, x), c.Relu(p(x)), c.SumOver(gradient(j, x) * p(x), j)):
        with pytest.raises(NotCertified):
            terms.term(c.Partial(bad, j))
