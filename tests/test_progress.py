"""Progress: the share of a domain that is covered, on a terminal only, and of no consequence."""

import io
import os
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console
from sympy import Symbol

import verify
from verify import calculus as c
from verify import sweep
from verify.methods import exhaustive
from verify.model import Model, Table
from verify.report import progress
from verify.watching import covered, watching

ROOT = Path(__file__).parent.parent
points = c.Range(Symbol("m"), "m")
x, f = c.Index("x", points), c.Fn("f", points)


def model(values):
    return Model(sizes={"m": len(values)}, values={"f": Table.of(values)}, name="these values")


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr(exhaustive, "WINDOW_POINTS", 3)


def test_the_share_grows_from_nothing_and_changes_no_finding(narrow):
    formula, values = c.Le(f(x), 7), model(list(range(8)))
    seen = []
    with watching(lambda *said: seen.append(said)):
        watched = exhaustive.decide(formula, values)
    assert seen == [("parts of the domain", n, 3) for n in range(3)]
    assert watched == exhaustive.decide(formula, values)
    assert watched.outcome == "proved" and watched.values["checked"] == "8"
    broken = model([0, 1, 2, 3, 8, 5, 6, 7])
    with watching(lambda *said: seen.append(said)):
        found = exhaustive.decide(formula, broken)
    assert found.outcome == "refuted" and seen[3:] == seen[:2]      # it fails in the second part


def test_a_sweep_over_weights_says_how_far_it_is(monkeypatch):
    alone = verify.check("theorem1", d=3)
    monkeypatch.setattr(sweep, "WINDOW_ENTRIES", 8 * 10)    # 10 of 41 weights at a time
    seen = []
    with watching(lambda *said: seen.append(said)):
        watched = verify.check("theorem1", d=3)
    first = [said for said in seen if said[2] == 5]
    assert first[:5] == [("parts of the domain", n, 5) for n in range(5)]
    assert [(k.name, k.status, k.values) for k in watched.claims] == [
        (k.name, k.status, k.values) for k in alone.claims]


def test_nobody_listens_after_the_block():
    seen = []
    with watching(lambda *said: seen.append(said)):
        with watching(None):
            covered("points", 1, 2)
        covered("points", 2, 2)
    covered("points", 3, 3)
    assert seen == [("points", 2, 2)]


def shown(width, *moves):
    """The last picture of both lines on a terminal of this width."""
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    with progress._bars(console) as bars:
        for name, *arguments in moves:
            getattr(bars, name)(*arguments)
        drawn = bars.display.get_renderable()
    paper = Console(file=io.StringIO(), width=width, color_system=None)
    paper.print(drawn)
    return [line.rstrip() for line in paper.file.getvalue().splitlines()]


@pytest.mark.parametrize("width", (40, 60, 80))
def test_both_lines_fit_the_terminal(width):
    lines = shown(width, ("move", "a claim with a rather long [bold] name of some letters", 2, 9),
                  ("cover", "parts of the domain", 0, 4), ("cover", "parts of the domain", 1, 4))
    assert len(lines) == 2 and all(len(line) <= width for line in lines)
    assert lines[0].startswith("3 of 9: a claim") and "22 %" in lines[0] and "left" not in lines[0]
    assert "25 %" in lines[1] and lines[1].endswith("left") and re.search(r"-:--|\d:\d\d", lines[1])


def test_the_next_claim_begins_with_one_line():
    lines = shown(60, ("move", "one", 0, 2), ("cover", "points", 0, 4), ("move", "two", 1, 2))
    assert len(lines) == 1 and lines[0].startswith("2 of 2: two")
    assert len(shown(60, ("move", "one", 0, 2), ("cover", "points", 0, 1))) == 1


def in_a_terminal(*command):
    """What a command writes to a terminal, and what it writes to a pipe meanwhile."""
    pty = pytest.importorskip("pty", reason="no terminals on this system")
    reading, writing = os.pipe()
    process, terminal = pty.fork()
    if not process:
        os.dup2(writing, 1)
        os.environ.update(TERM="xterm", COLUMNS="80", PYTHONPATH=str(ROOT))
        os.execv(sys.executable, [sys.executable, *command])
    os.close(writing)
    said = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:      # how Linux says that the other end is closed
            break
        if not part:
            break
        said += part
    with open(reading, "rb") as pipe:
        out = pipe.read()
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    return said.decode(), out.decode()


SLOWLY = """
import sys, time
from verify import sweep
from verify.cli import main
sweep.WINDOW_ENTRIES, window = 80, sweep._window
def slow(*arguments):
    time.sleep(0.25)
    return window(*arguments)
sweep._window = slow
sys.exit(main(["theorem1", "--d", "3"]))
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")     # forkpty, with threads about
def test_a_person_sees_it_and_a_pipe_does_not():
    said, out = in_a_terminal("-c", SLOWLY)
    assert re.search(r"[1-4] of 5 parts of the domain.* [2468]0 %.*left", said)
    assert out.startswith("proved: variance-bound") and "\x1b" not in out


@pytest.mark.parametrize("terminal, quiet", [(False, False), (True, True)])
def test_there_is_no_bar_where_nobody_looks(monkeypatch, terminal, quiet):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    with progress.watched(quiet) as found:
        assert found is None
        covered("points", 1, 2)
    assert sys.stderr.getvalue() == ""
