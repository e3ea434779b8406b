"""Theorem files that try to fool the tool from inside its own process.

Each file claims that f is 7, whatever f is, which is false.  Its last line says what must happen:

    expect: not proved     the command refuses it, or does not say proved
    expect: caught         the command may be fooled, for the file can change it at will; but the
                           certificate, put to the checker in a process of its own, is not accepted
                           for that statement
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from verify import calculus as c
from verify.certificate.statement import hash_of
from verify.statement import Claim, NormalForm, Source, Theorem

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "tests" / "adversaries").glob("*.py"))
CHECKER = ROOT / "verify" / "recheck"


def honest(name):
    """The statement as whoever doubts it would write it, in a clean process."""
    n = c.Size("n")
    H = c.Range(n, "H")
    i, f = c.Index("i", H), c.Fn("f", H)
    return Theorem(name, "", Source("nobody", "Nobody"),
                   (Claim("c", "conclusion", c.Eq(f(i), 7), NormalForm()),), None)


def test_there_are_enough():
    assert len(FILES) >= 14


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_tool_is_not_fooled(path, tmp_path):
    expected = path.read_text().split('"""')[1].strip().splitlines()[-1]
    written = tmp_path / "c.json"
    done = subprocess.run([sys.executable, "-m", "verify", "run", str(path), "--quiet",
                           "--certificate", str(written)], cwd=ROOT, capture_output=True,
                          text=True, timeout=120)
    fooled = done.returncode == 0 or "proved" in done.stdout.split()
    if expected == "expect: not proved":
        assert not fooled and done.returncode in (1, 2, 3), done.stdout
        assert "Traceback" not in done.stderr
        return
    assert expected == "expect: caught"
    if not written.exists():
        return
    name = json.loads(written.read_text())["statement"]["theorem"]
    answer = subprocess.run([sys.executable, "-I", "-S", str(CHECKER), "--expect",
                             hash_of(honest(name), {}), str(written)], capture_output=True,
                            text=True, timeout=120)
    assert answer.returncode == 1 and ": rejected: " in answer.stdout, answer.stdout
