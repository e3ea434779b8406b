"""The notebook pages run from top to bottom, without network, and what they say of other programs
is checked where those are installed."""

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
OURS, LIBRARIES, PEERS = {"verify", "constructions"}, {"numpy", "torch"}, {"maraboupy"}
STANDARD = {"contextlib", "fractions", "io", "json", "math", "os", "pathlib", "tempfile"}
# `python PAGE`, in a process that cannot get out.
OFFLINE = """
import runpy, sys
def no_network(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise PermissionError(event)
sys.addaudithook(no_network)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@functools.cache
def run(page, **environment):
    return subprocess.run([sys.executable, "-c", OFFLINE, str(page)], capture_output=True,
                          text=True, timeout=480, cwd=ROOT, env=os.environ | {
                              "PYTHONPATH": str(ROOT), "NETPROOF_FULL": ""} | environment)


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def test_there_are_pages():
    assert {page.stem for page in PAGES} >= {
        "tour", "theorem1_line_by_line", "sawtooth_depth_against_width", "your_torch_model",
        "one_layer_settles", "parity_by_gradient_descent", "your_own_theorem", "set_and_mark",
        "exact_beats_float"}
    assert not list((ROOT / "notebooks").glob("*.ipynb")), "pages are kept as source, no outputs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_runs(page):
    done = run(page)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_cells_that_import_the_library_only(page):
    text = page.read_text(encoding="utf-8")
    assert "surprise" in text.lower()
    header, *cells = text.split("\n# %%")
    assert all(line.startswith("#") for line in header.splitlines())
    assert cells[0].startswith(" [markdown]\n") and "assert" in text
    for cell in cells:
        title, _, body = cell.partition("\n")
        assert title in ("", " [markdown]")
        if title:
            assert all(line.startswith("#") for line in body.splitlines() if line)
    assert set(imported(ast.parse(text))) <= OURS | STANDARD | LIBRARIES | PEERS


def test_page_that_says_something_false_fails(tmp_path):
    text = (ROOT / "notebooks" / "exact_beats_float.py").read_text(encoding="utf-8")
    assert text.count("Fraction(first + 1, 2**17), Fraction(9, 10))") == 1
    page = tmp_path / "page.py"
    page.write_text(text.replace("Fraction(first + 1, 2**17), Fraction(9, 10))",
                                 "Fraction(first + 1, 2**17), Fraction(11, 10))"))
    done = run(page)
    assert done.returncode == 1 and 'assert claim.status == "refuted"' in done.stderr


def test_a_page_that_wants_the_network_fails(tmp_path):
    page = tmp_path / "page.py"
    page.write_text("import socket\nsocket.create_connection(('127.0.0.1', 9), 1)\n")
    done = run(page)
    assert done.returncode == 1 and "PermissionError: socket." in done.stderr


PARITY = ROOT / "notebooks" / "parity_by_gradient_descent.py"


def test_the_short_run_says_that_it_is_short():
    shown = run(PARITY).stdout
    assert shown.startswith("the short run") and "right after 2000 of 50000 steps" in shown
    assert "this run gave up early" in shown


@pytest.mark.slow
def test_the_whole_experiment():
    """50,000 steps for each of 5, 10 and 30 bits, as the paper has it."""
    done = run(PARITY, NETPROOF_FULL="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("the whole experiment") and "gave up" not in done.stdout
    assert "right after 50000 of 50000 steps" in done.stdout
    for d, k in ((5, 3), (10, 5), (30, 1), (30, 2)):
        assert f"d = {d:2}, parity of {k:2} bits: 99 % right" in done.stdout or (
            f"d = {d}, parity of {k} bits: 99 % right" in done.stdout)


@pytest.mark.slow
def test_a_gradient_of_the_page_that_is_wrong_is_noticed(tmp_path):
    """Measured beside the exact variance, to the last digit: one sign changes it."""
    text = PARITY.read_text(encoding="utf-8")
    begin, end = text.index("curves = {}"), text.index("# ## What the theorem says")
    changed = text[:begin] + "curves = {}\n\n# %% [markdown]\n" + text[end:]
    assert changed.count("np.where(targets * p < 1, -targets, 0)") == 1
    page = tmp_path / "page.py"
    page.write_text(changed.replace("np.where(targets * p < 1, -targets, 0)",
                                    "np.where(targets * p < 0, -targets, 0)"))
    done = run(page)
    assert done.returncode == 1 and "assert measured == variance[d]" in done.stderr


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
