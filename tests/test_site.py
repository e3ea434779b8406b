"""`verify site`: pages that lead to each other, an explorer with true values, a folder that appears
whole."""

import functools
import importlib.util
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from constructions import sawtooth, sawtooth_shallow
from verify import catalogue, cli
from verify.commands import site
from verify.errors import Refused
from verify.network import Network, dense, forward
from verify.report.html import explored, explorer, mutable
from verify.report.html.catalogue import MARK, index

sys.path.insert(0, str(Path(__file__).parent))
from pages import Page, browser, look_at, missing_browser  # noqa: E402

ROOT = Path(__file__).parent.parent
NAMES = ("sawtooth", "parity-orthogonality")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    assert cli.main(["site", *NAMES, "--quick", "-o", str(folder), "--quiet"]) == 0
    return folder


@functools.cache
def sawtooth_explored():
    return explored.explored(catalogue.find("sawtooth"))


def read(path):
    return Page(path.read_text(encoding="utf-8"))


def test_the_folder_is_whole(made):
    names = {"index.html", MARK, *(f"{n}.{e}" for n in NAMES for e in ("html", "json"))}
    assert {p.name for p in made.iterdir()} == names
    assert [p for p in made.parent.iterdir()] == [made]
    assert json.loads((made / MARK).read_text()) == {
        "schema": "netproof-site/1", "verdict": "proved", "theorems": dict.fromkeys(
            NAMES, "proved")}


def test_every_link_leads_somewhere(made):
    pages = {path.name: read(path) for path in made.glob("*.html")}
    for page in pages.values():
        assert len(page.ids) == len(set(page.ids))
        for a in page.of("a"):
            target, _, place = a["href"].partition("#")
            if target.startswith("data:"):
                continue
            assert not target or (made / target).is_file(), target
            assert not place or place in (pages[target] if target else page).ids
        assert "<svg" not in page.source or page.of("svg")[0]["role"] == "img"
    index = pages["index.html"]
    for name in NAMES:
        assert name in index.text and catalogue.find(name).source.cite in index.text
    assert "equilibrium-E22" in index.text and "proved" in index.text


def test_scripts_read_data_and_are_ours_alone(made):
    for path in made.glob("*.html"):
        page = read(path)
        assert not [a for _, a in page.all if "src" in a or any(n.startswith("on") for n in a)]
        for tag, source in page.skipped:
            if tag == "script" and "use strict" in source:
                for word in ("innerHTML", "outerHTML", "document.write", "eval(", "fetch(",
                             "XMLHttpRequest", "import(", "http"):
                    assert word not in source
    page = read(made / "sawtooth.html")
    assert [a.get("hidden", "no") for a in page.of("div") if a.get("class") == "interactive"] == [
        None, None], "what needs a script is not shown without one"


def test_the_file_and_the_page_have_the_same_data(made):
    file = json.loads((made / "sawtooth.json").read_text())
    assert file == sawtooth_explored()
    inside = [json.loads(text) for tag, text in read(made / "sawtooth.html").skipped
              if tag == "script" and '"netproof-explorer/1"' in text]
    assert [{k: v for k, v in d.items() if k != "ids"} for d in inside] == [file]
    assert "16 ≤ 16" in read(made / "sawtooth.html").text      # k = 8, readable without a script


def test_explored_values_are_those_of_the_networks():
    found = sawtooth_explored()
    assert [p["given"]["k"] for p in found["points"]] == list(range(1, 9))
    for point in found["points"]:
        k = point["given"]["k"]
        claims = {c["name"]: c for c in point["claims"]}
        assert claims["7 parameters per mirror map"]["lhs"] == str(sawtooth.deep(k).parameters)
        assert claims["2^k of them"]["lhs"] == str(sawtooth_shallow.shallow(k).relus)
        assert all(c["holds"] for c in point["claims"])
    assert explored.columns(found["points"])[0] == "N has 2^k pieces"
    assert explored.cell(found["points"][0], "at most 3k hidden units") == "2 ≤ 3"


def test_a_choice_is_explored_too():
    found = explored.explored(catalogue.find("theorem1"))
    assert [p["name"] for p in found["parameters"]] == ["d", "loss"]
    seen = {(p["given"]["d"], p["given"]["loss"]): p for p in found["points"]}
    assert len(seen) == len(found["points"]) > 20
    for point in seen.values():
        q = {name: Fraction(v) for name, v in point["quantities"].items()}
        assert q["bound"] == q["G2"] / q["family_size"] and q["variance"] <= q["bound"]


def test_no_time_leaves_what_there_is():
    found = explored.explored(catalogue.find("theorem1"), seconds=0.05)
    assert len(found["points"]) < 20 and explorer.explorer(
        {**found, "points": found["points"][:1]}, "x.json", {}) is None


def test_values_outside_of_a_theorem_are_none():
    assert explored.values_at(catalogue.find("theorem1"), {"d": 10**6}) is None


def test_what_may_be_changed_is_the_network_and_its_function():
    theorem = catalogue.find("sawtooth")
    model = theorem.instance({"k": 3}, sawtooth.deep(3))
    found = mutable.mutable(theorem, model)
    assert found["claim"] == "N is the sawtooth on all of [0, 1]"
    for x, y in found["points"]:
        assert forward(sawtooth.deep(3), (Fraction(x),)) == (Fraction(y),)
    assert sum(len(layer["bias"]) for layer in found["layers"]) == 9
    assert mutable.mutable(catalogue.find("theorem1"), None) is None


def test_data_cannot_end_its_element():
    shown = explorer.data("x", {"a": "</script><script>alert(1)</script><!--"})
    page = Page("<!DOCTYPE html>\n" + shown)
    assert len(page.of("script")) == 1
    assert json.loads(page.skipped[0][1]) == {"a": "</script><script>alert(1)</script><!--"}


def test_nobodys_files_are_replaced(tmp_path, capsys):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("years of work")
    for output, says in ((mine, "a folder of other files"), (mine / "thesis.tex", "a file"),
                         (tmp_path / "no" / "site", "a folder that exists")):
        assert cli.main(["site", "sawtooth", "-o", str(output)]) == 2
        assert says in capsys.readouterr().err
    assert (mine / "thesis.tex").read_text() == "years of work"
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def pretend(monkeypatch, report, toy, check=None):
    monkeypatch.setattr(site.catalogue, "theorems", lambda: (toy(), toy(name="other", also=())))
    monkeypatch.setattr(site.library, "check", check or (
        lambda theorem, **_: report(theorem=theorem.name)))
    import verify.report.html.catalogue as pages
    monkeypatch.setattr(pages, "explored", lambda theorem: {
        "schema": explored.SCHEMA, "theorem": theorem.name, "parameters": [], "points": []})


def test_an_earlier_site_is_replaced_as_a_whole(tmp_path, monkeypatch, report, toy, capsys):
    pretend(monkeypatch, report, toy)
    target = tmp_path / "site"
    assert cli.main(["site", "-o", str(target), "--quiet"]) == 0
    (target / "toy.html").write_text("old")
    (target / "gone.html").write_text("old")
    assert cli.main(["site", "-o", str(target)]) == 0
    assert not (target / "gone.html").exists() and "old" != (target / "toy.html").read_text()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert str(target / "index.html") in capsys.readouterr().out


def test_an_interrupted_site_leaves_the_old_one(tmp_path, monkeypatch, report, toy):
    pretend(monkeypatch, report, toy)
    target = tmp_path / "site"
    assert cli.main(["site", "-o", str(target), "--quiet"]) == 0
    before = {p.name: p.read_bytes() for p in target.iterdir()}

    def interrupted(theorem, **_):
        if theorem.name == "other":
            raise KeyboardInterrupt
        return report(theorem=theorem.name, title="new")

    pretend(monkeypatch, report, toy, interrupted)
    assert cli.main(["site", "-o", str(target), "--quiet"]) == 130
    assert {p.name: p.read_bytes() for p in target.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_refused_theorem_is_on_the_index_and_the_worst_verdict_counts(
        tmp_path, monkeypatch, report, toy, capsys):
    def refuse(theorem, **_):
        if theorem.name == "toy":
            raise Refused("vacuous", "a domain is <empty>")
        return report(theorem=theorem.name, verdict="undecided")

    pretend(monkeypatch, report, toy, refuse)
    assert cli.main(["site", "-o", str(tmp_path / "site"), "--quiet"]) == 2
    page = read(tmp_path / "site" / "index.html")
    assert "a domain is <empty>" in page.text and "refused" in page.text
    assert not (tmp_path / "site" / "toy.html").exists()
    pretend(monkeypatch, report, toy, lambda theorem, **_: report(
        theorem=theorem.name, verdict="undecided" if theorem.name == "toy" else "proved"))
    assert cli.main(["site", "-o", str(tmp_path / "site"), "--quiet"]) == 3
    assert capsys.readouterr().out.endswith("undecided\n")


def first_break():
    """What the page should say of the deep form for k = 3 with its first weight halved."""
    right = sawtooth.deep(3)
    first, *rest = right.layers
    changed = Network((dense([["1/2"], *first.weight[1:]], first.bias, "relu"), *rest))
    for n in range(mutable.STEPS + 1):
        x = Fraction(n, mutable.STEPS)
        (found,), (wanted,) = forward(changed, (x,)), forward(right, (x,))
        if found != wanted:
            return f"It breaks: at x = {x} the network is {found}, and should be {wanted}."


def test_the_reference_needs_pdoc(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pdoc", None)
    assert cli.main(["site", "sawtooth", "--api", "-o", str(tmp_path / "site")]) == 2
    assert "pip install pdoc" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("pdoc") is None, reason="pdoc is not installed")
def test_the_reference_is_made_without_a_warning(tmp_path):
    """In a process of its own: pdoc reads what is loaded, and here some of that is pretended."""
    code = "import sys, pathlib; from verify.report.html import reference; " \
           "print(reference.write(pathlib.Path(sys.argv[1])))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT,
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and int(done.stdout) > 200
    for module in ("verify/kernel", "verify/report/html/bars", "constructions/sawtooth"):
        page = (tmp_path / f"{module}.html").read_text(encoding="utf-8")
        assert "<script src" not in page and "<link" not in page and "@import" not in page


def test_the_index_leads_to_the_reference():
    assert b'href="api/index.html"' in index([], "1", "api/index.html")
    assert b"api/" not in index([], "1")


needs_browser = pytest.mark.skipif(bool(missing_browser()), reason=missing_browser() or "there")


@pytest.mark.slow
@needs_browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_every_page_of_the_catalogue(tmp_path):
    folder = tmp_path / "pages"
    assert cli.main(["site", "--quick", "-o", str(folder), "--quiet"]) == 0
    pages = sorted(folder.glob("*.html"))
    assert {p.stem for p in pages} == {"index", *(t.name for t in catalogue.theorems())}
    for width, dark in ((1200, False), (360, True)):
        driver = browser(width, dark)
        try:
            for path in pages:
                look_at(driver, path, width)
        finally:
            driver.quit()


@pytest.mark.slow
@needs_browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("width, dark", [(1200, True), (360, False)])
def test_the_explorer_answers(made, width, dark):
    driver = browser(width, dark)
    look = driver.execute_script
    try:
        for path in sorted(made.glob("*.html")):
            look_at(driver, path, width)
        driver.get((made / "sawtooth.html").as_uri())
        look("""const k = document.getElementById("explorer-k"); k.value = "5";
                k.dispatchEvent(new Event("change"));""")
        assert look("return document.getElementById('explorer-says').textContent").startswith(
            "k = 5: ")
        rows = look("""return [...document.querySelectorAll("#explorer-rows tr")].map(
            tr => [...tr.children].map(cell => cell.textContent))""")
        assert ["at most 3k hidden units", "14", "≤", "15", "1"] in rows
        says = "return document.getElementById('mutator-says').textContent"
        assert look(says) == "It is the right function at every point looked at."
        look("""const v = document.getElementById("mutator-value"); v.value = "4";
                v.dispatchEvent(new Event("input"));""")     # the first weight: 1/2 in place of 1
        assert look(says) == first_break()
        assert look("return document.getElementById('mutator-cross').getAttribute('d')")
    finally:
        driver.quit()
