"""`verify notebooks`: cells are run and shown in order; what fails is named; nothing is half."""

import json
import sys
from pathlib import Path

import pytest

from verify import cli
from verify.commands import notebooks
from verify.errors import BadInput
from verify.report.notebook.cells import cells
from verify.report.notebook.page import _prose, render
from verify.report.notebook.running import run_page

sys.path.insert(0, str(Path(__file__).parent))
from pages import Page, axe, browser, missing_browser  # noqa: E402

ROOT = Path(__file__).parent.parent
GOOD = """\
# ---
# jupyter: this is jupytext's own
# ---

# %% [markdown]
# # One & two
#
# A page about `1 + 1`, *with* a [link](https://example.org) and <b>no HTML</b>.
#
# | n | n² |
# | --- | --- |
# | 2 | 4 |

# %%
from __future__ import annotations

import sys
from verify.report.pictures.plot import line, plot
from verify.report.pictures.picture import Picture

print("first", end=" ")
print("& <second>")

# %% [markdown]
# ## The sum

# %%
x = 1 + 1
assert x == 2
x

# %%
caption = "n and its square"
Picture("Squares", caption, plot([line("n²", [(n, n * n) for n in range(4)])], label=caption))

# %%
print("told on", sys.stderr.name if hasattr(sys.stderr, "name") else "the page", file=sys.stderr)
None
"""
BAD = GOOD.replace("assert x == 2", "assert x == 3, 'not three'")


@pytest.fixture
def write(tmp_path):
    def write(text, name="page.py"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)
    return write


def shown(run):
    return {number: [next(iter(event)) for event in events] for number, events in run.shown.items()}


def test_each_cell_shows_what_it_printed_and_its_last_value(write):
    run = run_page(write(GOOD))
    assert run.failure is None and run.title == "One & two"
    assert "".join(e["text"] for e in run.shown[1]) == "first & <second>\n"
    assert run.shown[3] == [{"text": "2\n"}]
    assert shown(run)[4] == ["picture"] and run.shown[5] == [{"text": "told on the page\n"}]


def test_the_page(write):
    page = Page(render(run_page(write(GOOD)), "page.py"))
    assert page.source.startswith("<!DOCTYPE html>") and page.source.count("<h1>") == 1
    assert "&amp; &lt;second&gt;" in page.source and "<b>no HTML" not in page.source
    assert page.source.index("first &amp;") < page.source.index('id="part-1"') < (
        page.source.index("<svg"))
    assert [a["href"] for a in page.of("a")] == ["#content", "#part-1", "https://example.org"]
    assert '<th scope="col">n²</th>' in page.source and "All 4 cells ran" in page.text
    for tag, attributes in page.all:
        assert "src" not in attributes and tag not in ("script", "link")


def test_cells_that_are_none():
    for text, says in (("print(1)\n", "cells that begin with"), ("", "cells that begin"),
                       ("# %% [raw]\n# x\n", "line 1: expected # %%"),
                       ("# %%\nx = 1\n\n# %%\n\ny = = 2\n", "page, line 6: expected Python"),
                       ("# %% [markdown]\n# a\nb\n", "line 3: expected prose as comments")):
        with pytest.raises(BadInput, match=says):
            cells(text, "page")


def test_prose_runs_no_script():
    (cell,) = cells("# %% [markdown]\n# [a](javascript:alert(1)) <script>alert(2)</script>\n")
    made = _prose(cell, [])
    assert "<script" not in made and 'href="javascript' not in made


def test_a_folder_of_pages(write, tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["notebooks", write(GOOD), write(GOOD, "other.py"), "-o", str(out)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in printed[:2]] == [["ran", "page"], ["ran", "other"]]
    assert printed[2] == str(out / "index.html")
    assert {p.name for p in out.iterdir()} == {"index.html", "page.html", "other.html",
                                               notebooks.MARK}
    index = Page((out / "index.html").read_text(encoding="utf-8"))
    assert [a["href"] for a in index.of("a")][1::2] == ["page.html", "other.html"]
    assert "A page about" in index.text
    assert {p.name for p in tmp_path.iterdir()} == {"out", "page.py", "other.py"}


def test_a_cell_that_fails_is_named_and_shown(write, tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["notebooks", write(BAD), "-o", str(out), "--quiet"]) == 1
    line = BAD.splitlines().index("assert x == 3, 'not three'") + 1
    assert capsys.readouterr().out == (
        f"failed   page: cell 2 of 4, line {line}: AssertionError: not three\n")
    text = (out / "page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert "Failed" in page.text and "not three" in page.text and f"line {line}" in page.text
    assert "verify/report" not in text and "first &amp;" in text and "<svg" not in text
    assert json.loads((out / notebooks.MARK).read_text())["pages"] == {"page": "failed"}
    assert "Failed" in Page((out / "index.html").read_text(encoding="utf-8")).text


@pytest.mark.parametrize("cell, says", [
    ("x = 1\nassert x == 2", "AssertionError: assert x == 2"),
    ("1 / 0", "ZeroDivisionError"), ("import sys\nsys.exit(0)", "SystemExit: 0"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("import os\nos._exit(0)", "the process ended with code 0"),
    ("import socket\nsocket.create_connection(('127.0.0.1', 9), 1)", "run without network")])
def test_whatever_ends_a_page_is_a_failure(write, cell, says):
    run = run_page(write(f"# %%\nprint('before')\n\n# %%\n{cell}\n\n# %%\nprint('after')\n"))
    assert run.failure.cell == 1 and says in run.failure.says and not run.failure.out_of_time
    assert run.shown == {0: [{"text": "before\n"}]}


def test_a_page_that_takes_too_long_is_undecided(write, tmp_path, capsys):
    page = write("# %%\nimport time\n# %%\ntime.sleep(60)\n")
    assert cli.main(["notebooks", page, "-o", str(tmp_path / "out"), "--limit", "2"]) == 3
    assert "unknown  page: cell 2 of 2, line 4: not done after 2 seconds" in capsys.readouterr().out


def test_what_cannot_be_used(write, tmp_path, capsys):
    out = str(tmp_path / "out")
    write("mine", "thesis.tex")
    page, other = write(GOOD), tmp_path / "sub"
    other.mkdir()
    (other / "page.py").write_text(GOOD)
    for arguments, says in (
            (["tuor", "-o", out], "did you mean tour?"),
            ([str(tmp_path / "none.py"), "-o", out], "expected a notebook, found no such file"),
            ([page, str(other / "page.py"), "-o", out], "page.html twice"),
            ([write("x = 1\n", "plain.py"), "-o", out], "found none"),
            ([page, "-o", str(tmp_path)], "a folder of other files"),
            ([page, "-o", out, "--limit", "0"], "--limit: expected a positive number")):
        assert cli.main(["notebooks", *arguments]) == 2
        assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists() and (tmp_path / "thesis.tex").read_text() == "mine"
    assert not list(tmp_path.glob(".netproof-*"))


def test_earlier_pages_stay_until_all_are_there(write, tmp_path, monkeypatch):
    out, page = tmp_path / "out", write(GOOD)
    assert cli.main(["notebooks", page, "-o", str(out), "--quiet"]) == 0
    before = {p.name: p.read_bytes() for p in out.iterdir()}

    def interrupted(path, limit):
        raise KeyboardInterrupt

    import verify.report.notebook.running as running
    with monkeypatch.context() as patched:
        patched.setattr(running, "run_page", interrupted)
        assert cli.main(["notebooks", page, "-o", str(out)]) == 130
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert cli.main(["notebooks", write(GOOD, "new.py"), "-o", str(out), "--quiet"]) == 0
    assert {p.name for p in out.iterdir()} == {"index.html", "new.html", notebooks.MARK}
    assert not list(tmp_path.glob(".netproof-*"))


def test_without_our_notebooks_one_must_be_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(notebooks, "PLACES", (tmp_path,))
    assert cli.main(["notebooks", "-o", str(tmp_path / "out")]) == 2
    assert "expected a notebook's file" in capsys.readouterr().err


def test_ours_are_found_by_name():
    assert notebooks._find("tour") == ROOT / "notebooks" / "tour.py"
    assert [p.parent for p in notebooks._ours()].count(ROOT / "notebooks") >= 9


@pytest.mark.slow
def test_all_of_ours_are_pages(tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["notebooks", "-o", str(out)]) == 0
    names = sorted(path.stem for path in (ROOT / "notebooks").glob("*.py"))
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()[:-1]] == names
    for name in names:
        page = Page((out / f"{name}.html").read_text(encoding="utf-8"))
        assert "cells ran without an error" in page.text
        assert page.of("svg"), name


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_browser()), reason=missing_browser() or "there")
@pytest.mark.parametrize("width, dark", [(1000, False), (360, True)])
def test_in_a_browser(tmp_path, width, dark):
    assert cli.main(["notebooks", "your_own_theorem", "-o", str(tmp_path / "out")]) == 0
    driver = browser(width, dark)
    try:
        for name in ("your_own_theorem", "index"):
            driver.get((tmp_path / "out" / f"{name}.html").as_uri())
            assert not driver.get_log("browser")
            assert driver.execute_script("return document.documentElement.scrollWidth") <= width
            if axe() is not None:
                driver.execute_script(axe())
                found = driver.execute_async_script("axe.run().then(arguments[0])")
                assert not [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
    finally:
        driver.quit()
