"""What goes wrong outside (a solver, memory, the disk, a kill) leaves `unknown`, or no file, and
never a pass."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import verify
from verify import calculus as c
from verify.methods import exhaustive, smt
from verify.model import Model
from verify.runner import check
from verify.statement import Claim, NormalForm, Smt, Source, Theorem

ROOT = Path(__file__).parent.parent
n = c.Size("n")
H = c.Range(n, "H")
i = c.Index("i", H)
x, y = c.Index("x", c.Interval(0, 1)), c.Index("y", c.Interval(0, 1))
TRUE = c.Le(c.Relu(x - y), x)          # two intervals: a question for z3


def theorem(*claims):
    return Theorem("t", "", Source("nobody", "Nobody"),
                   (Claim("c", "conclusion", c.Eq(c.SumOver(i * 2, i), 2 * c.SumOver(i, i)),
                          NormalForm()), *claims),
                   lambda given, network: Model(sizes={"n": 3}))


def statuses(report):
    return {k.name: (k.status, k.reason) for k in report.claims}


class Broken:
    """A solver whose every check ends as it is told."""

    def __init__(self, end):
        self.end = end

    def __call__(self, **options):
        return self

    def set(self, *options):
        pass

    def add(self, *assertions):
        pass

    def check(self):
        if isinstance(self.end, Exception):
            raise self.end
        return self.end

    def reason_unknown(self):
        return "incomplete"


@pytest.mark.parametrize("how", ["crash", "memory", "unknown"])
def test_a_solver_that_fails_proves_nothing(monkeypatch, how):
    import z3
    assert smt.decide(TRUE, Model()).outcome == "proved"
    end = {"crash": z3.Z3Exception("segmentation"), "memory": z3.Z3Exception("out of memory"),
           "unknown": z3.unknown}[how]
    monkeypatch.setattr(z3, "Solver", Broken(end))
    found = smt.decide(TRUE, Model())
    assert (found.outcome, found.reason) == ("unknown", "solver")
    goal = Smt(lambda z3: z3.Real("x") == z3.Real("x"))
    assert smt.decide_goal(goal).outcome == "unknown"


def test_a_claim_too_large_for_the_memory_is_unknown_and_the_others_are_judged(monkeypatch):
    def full(*arguments):
        raise MemoryError

    large = Claim("large", "construction", c.Le(1, i))
    monkeypatch.setattr(exhaustive, "decide", full)
    report = check(theorem(large), {})
    assert statuses(report) == {"c": ("proved", ""), "large": ("unknown", "memory")}
    assert report.verdict == "undecided"


def command(*arguments, **options):
    return subprocess.Popen([sys.executable, "-m", "verify", *map(str, arguments)], cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
def test_a_process_without_memory_is_undecided():
    import resource

    def little():
        resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))

    done = command("theorem1", "--d", 18, "--hidden", 40, "--quiet", preexec_fn=little,
                   env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
    out, err = done.communicate(timeout=120)
    assert done.returncode == 3, (out, err)
    assert "proved" not in out and "Traceback" not in err


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("after", [0.3, 1.0, 1.6])
def test_a_killed_check_leaves_no_half_certificate(tmp_path, after):
    path = tmp_path / "c.json"
    process = command("theorem1", "--d", 8, "--certificate", path, "--quiet")
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    left = [p for p in tmp_path.iterdir() if p.name == "c.json"]
    for whole in left:
        assert json.loads(whole.read_text())["schema"] == "netproof-certificate/1"


def test_the_checker_that_is_killed_accepts_nothing(tmp_path):
    path = tmp_path / "c.json"
    report = verify.check("parity-orthogonality", d=2, certify=True)
    path.write_text(json.dumps(report.certificate))
    process = command("recheck", path)
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode != 0
