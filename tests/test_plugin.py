"""A user's theorem: in a file of one's own, and shipped in a package of one's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import verify
from verify.cli import main
from verify.errors import BadInput

ROOT = Path(__file__).parent.parent

MINE = '''"""Moving all numbers by one moves the sum of their squares.

Statement
    For every n and v in R^n:  sum (v_j - 1)^2 = sum v_j^2 - 2 sum v_j + n.
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Parameter, Source, Theorem

n = Size("n")
N = Range(n, "N")
j = Index("j", N)
v = Fn("v", N)

theorem = Theorem(
    name="my-square",
    title="Moving all numbers by one",
    source=Source("me2024", "Me 2024"),
    given=(Parameter("n", "integer", 4, "how many numbers", 1, 50),),
    claims=(Claim("moved squares", "conclusion",
                  Eq(SumOver((v(j) - 1)**2, j), SumOver(v(j)**2, j) - 2 * SumOver(v(j), j) + n),
                  NormalForm()),),
    instance=lambda given, witness: Model(
        sizes={"n": given["n"]}, values={"v": Table.of(list(range(given["n"])))},
        name=f"n = {given['n']}"),
)
'''


@pytest.fixture
def mine(tmp_path):
    def write(text=MINE, name="mine.py"):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)
    return write


def test_a_true_theorem_of_ones_own_is_proved(mine, capsys):
    assert main(["run", mine(), "--n", "7"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("proved: my-square, n = 7\n")
    total = sum((value - 1)**2 for value in range(7))
    assert f"both sides are {total}\n" in shown  # by plain Python, which knows nothing of us


def test_a_false_one_is_refuted_with_the_numbers(mine, capsys):
    wrong = mine(MINE.replace("+ n)", "+ 2 * n)"))
    assert main(["run", wrong, "--json"]) == 1
    [claim] = json.loads(capsys.readouterr().out)["claims"]
    assert claim["status"] == "refuted" and claim["counterexample"]
    assert claim["values"]["lhs"] == "6" and claim["values"]["rhs"] == "10"


def test_the_library_runs_it_too(mine):
    report = verify.run_file(mine(), n=3)
    assert (report.verdict, report.given) == ("proved", {"n": 3})
    with pytest.raises(BadInput, match="n: expected an integer from 1 to 50, found 51"):
        verify.run_file(mine(), n=51)


def test_its_help_and_its_range(mine, capsys):
    assert main(["run", mine(), "--help"]) == 0
    assert "--n N" in capsys.readouterr().out
    assert main(["run", mine(), "--n", "0"]) == 2
    assert capsys.readouterr().err == (
        "verify: --n: expected an integer from 1 to 50, found 0\n")


@pytest.mark.parametrize("text, line", [
    ("", "mine.py: expected a Python file, found an empty file"),
    ("x = 1\n", "expected an object named theorem, found none"),
    (MINE.replace("theorem =", "theorm ="), "expected an object named theorem, found only theorm"),
    ("theorem = 3\n", "expected a verify.statement.Theorem, found int"),
    ("x = 1\nif:\n", "mine.py, line 2: expected a theorem that can be run, found SyntaxError"),
    ("\n\nx = y\n", "mine.py, line 3: expected a theorem that can be run, found NameError: name"),
    ("import nonsense_module\n", "mine.py, line 1: expected a theorem that can be run, found Mod"),
    ("def f(): f()\nf()\n", "mine.py, line 1: expected a theorem that can be run, found Recurs"),
    ("raise SystemExit(0)\n", "mine.py, line 1: expected a theorem that can be run, found System"),
    ("x = '\x00'\n", "expected a theorem that can be run, found SyntaxError"),
    (MINE.replace('"my-square"', '"list"'), "expected a name that no command has, found list"),
    (MINE.replace('Parameter("n"', 'Parameter("json"'), "its name belongs to an option"),
    (MINE.replace("range(given", "range(1 // 0 * given"), "found ZeroDivisionError: integer"),
    (MINE.replace('"conclusion"', '"step"'), "no conclusion and no construction is claimed"),
    (MINE.replace("NormalForm())", "NormalForm(), using=('x',))"), "which is no claim (unknown")])
def test_what_is_wrong_with_it_is_one_line(mine, capsys, text, line):
    assert main(["run", mine(text)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and line in err and err.count("\n") == 1 and "mine.py" in err


def test_bytes_that_are_no_text_are_one_line(tmp_path, capsys):
    file = tmp_path / "mine.py"
    file.write_bytes(b"\xff\xfe\x00")
    assert main(["run", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_refused_without_waiting(tmp_path, capsys):
    os.mkfifo(tmp_path / "mine.py")
    assert main(["run", str(tmp_path / "mine.py")]) == 2
    assert "no regular file" in capsys.readouterr().err


def test_it_may_import_its_neighbours_and_leaves_nothing_behind(mine, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # of the neighbour
    mine("LIMIT = 50\n", "netproof_test_neighbour.py")
    mine("raise RuntimeError('found before the standard library')\n", "fractions.py")
    file = mine(MINE.replace("1, 50)", "1, LIMIT)").replace(
        "n = Size", "import fractions\nfrom netproof_test_neighbour import LIMIT\nn = Size"))
    assert verify.run_file(file).verdict == "proved"
    assert sorted(os.listdir(tmp_path)) == ["fractions.py", "mine.py",
                                            "netproof_test_neighbour.py"]


def install(folder, name, distribution, text):
    """What pip leaves behind: a module, and a dist-info folder with the entry points."""
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(text)
    info = folder / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[netproof.theorems]\n{name} = {module}:theorem\n")


def command(folder, *arguments):
    return subprocess.run([sys.executable, "-m", "verify", *arguments], capture_output=True,
                          text=True, timeout=120,
                          env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"})


def test_an_installed_plugin_is_a_command(tmp_path):
    install(tmp_path, "my-square", "squares", MINE)
    done = command(tmp_path, "my-square", "--n", "5", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["given"] == {"n": 5}
    done = command(tmp_path, "my-sqare")
    assert done.returncode == 2 and "did you mean my-square?" in done.stderr


def test_two_plugins_with_one_name_are_both_named(tmp_path):
    install(tmp_path, "my-square", "squares", MINE)
    other = tmp_path / "others-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: others\nVersion: 1.0\n")
    (other / "entry_points.txt").write_text("[netproof.theorems]\nmy-square = my_square:theorem\n")
    done = command(tmp_path, "my-square")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "squares" in done.stderr and "others" in done.stderr


def test_a_broken_plugin_is_named(tmp_path):
    install(tmp_path, "broken", "brittle", "import nonsense_module\n")
    done = command(tmp_path, "broken")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "entry point broken of brittle" in done.stderr and "nonsense_module" in done.stderr
