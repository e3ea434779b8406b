"""The notebook pages run from top to bottom, and what they say of other programs is checked where
those are installed."""

import ast
import functools
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "notebooks").glob("*.py"))
OURS, LIBRARIES, PEERS = {"verify", "constructions"}, {"fractions", "numpy"}, {"maraboupy"}


@functools.cache
def run(page):
    return subprocess.run([sys.executable, str(page)], capture_output=True, text=True,
                          timeout=300, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def test_there_are_pages():
    assert "exact_beats_float" in {page.stem for page in PAGES}
    assert not list((ROOT / "notebooks").glob("*.ipynb")), "pages are kept as source, no outputs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_runs(page):
    done = run(page)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_cells_that_import_the_library_only(page):
    text = page.read_text(encoding="utf-8")
    header, *cells = text.split("\n# %%")
    assert all(line.startswith("#") for line in header.splitlines())
    assert cells[0].startswith(" [markdown]\n") and "assert" in text
    for cell in cells:
        title, _, body = cell.partition("\n")
        assert title in ("", " [markdown]")
        if title:
            assert all(line.startswith("#") for line in body.splitlines() if line)
    assert set(imported(ast.parse(text))) <= OURS | LIBRARIES | PEERS


def test_page_that_says_something_false_fails(tmp_path):
    text = (ROOT / "notebooks" / "exact_beats_float.py").read_text(encoding="utf-8")
    assert text.count("Fraction(first + 1, 2**17), Fraction(9, 10))") == 1
    page = tmp_path / "page.py"
    page.write_text(text.replace("Fraction(first + 1, 2**17), Fraction(9, 10))",
                                 "Fraction(first + 1, 2**17), Fraction(11, 10))"))
    done = run(page)
    assert done.returncode == 1 and 'assert claim.status == "refuted"' in done.stderr


@pytest.mark.skipif(importlib.util.find_spec("maraboupy") is None,
                    reason="maraboupy is not installed")
def test_marabou_is_wrong_both_ways():
    shown = run(ROOT / "notebooks" / "exact_beats_float.py").stdout
    assert shown.count("Marabou denies it: unsat") == 2
    assert "Marabou: sat, N(1/64) = 1.00000" in shown and "exactly it is 1\n" in shown


@pytest.mark.skipif(importlib.util.find_spec("maraboupy") is not None,
                    reason="maraboupy is installed")
def test_the_page_says_that_marabou_is_missing():
    shown = run(ROOT / "notebooks" / "exact_beats_float.py").stdout
    assert shown.startswith("not installed: maraboupy\n") and "Marabou" not in shown
