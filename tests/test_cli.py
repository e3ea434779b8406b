"""The command: exit codes, one line for every mistake, one JSON object and nothing else."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import verify
from verify.cli import main
from verify.errors import BadInput, Refused
from verify.reserved import COMMANDS

ROOT = Path(__file__).parent.parent
FIXED = ("list", "show", "all", "errata", "build", "inspect", "run", "trust")


@pytest.fixture
def command(installed, toy, runner, capsys):
    """Runs the command with the toy theorem installed: (exit code, output, errors)."""
    installed(("ours", "toy", toy()))

    def call(*arguments):
        code = main(arguments)
        return (code, *capsys.readouterr())

    return call


def process(*arguments, **options):
    """Runs the command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60,
                          env=environment, **options)


# ---- what is asked of the runner -----------------------------------------------------------


def test_the_defaults_and_the_given_numbers(command, runner):
    code, out, err = command("toy")
    assert (code, err) == (0, "") and out.startswith("proved: toy (toy1), d = 3, loss = square\n")
    command("toy1", "--d", "5", "--loss=hinge", "--limit", "2.5")
    assert [(a["given"], a["limit"], a["witness"]) for a in runner] == [
        ({"d": 3, "loss": "square"}, None, None), ({"d": 5, "loss": "hinge"}, 2.5, None)]


def test_all_quick_takes_the_smallest(command, runner):
    code, out, _ = command("all", "--quick")
    assert code == 0 and out.splitlines()[-1].startswith("1 proved. ")
    assert runner[0]["given"] == {"d": 1, "loss": "square"}


def test_a_seed_is_recorded_where_the_theorem_has_none(command):
    assert json.loads(command("toy", "--json", "--seed", "7")[1])["given"]["seed"] == 7


def test_a_seed_is_the_theorems_own_where_it_has_one(command, installed, toy, runner):
    from verify.statement import Parameter
    installed(("ours", "toy", toy(given=(Parameter("seed", "integer", 0, "draws", 0, 9),))))
    assert command("toy", "--seed", "7")[0] == 0
    assert runner[-1]["given"] == {"seed": 7}
    assert "an integer from 0 to 9, found 10" in command("toy", "--seed", "10")[2]


def test_a_flag_parameter_can_be_set_both_ways(command, installed, toy, runner):
    from verify.statement import Parameter
    installed(("ours", "toy", toy(given=(Parameter("is_deep", "flag", True, "layers"),))))
    for arguments in ((), ("--is-deep",), ("--no-is-deep",)):
        assert command("toy", *arguments)[0] == 0
    assert [asked["given"]["is_deep"] for asked in runner] == [True, True, False]


def test_a_witness_file_reaches_the_runner(command, installed, toy, runner, tmp_path):
    file = tmp_path / "tent.json"
    file.write_text(json.dumps({"format": "netproof-network/1", "layers": [
        {"weight": [["1"]], "bias": ["0"], "activation": "relu"}]}))
    _, _, err = command("toy", "--witness", str(file))
    assert "--witness: expected no file (toy has no network to replace)" in err
    installed(("ours", "toy", toy(witness=lambda given: None)))
    assert command("toy", "--witness", str(file))[0] == 0
    assert runner[-1]["witness"] == verify.load(file)


# ---- what comes out ------------------------------------------------------------------------


def test_json_is_one_object_with_the_contracts_keys(command):
    code, out, err = command("toy", "--json")
    whole = json.loads(out)
    assert (code, err) == (0, "")
    assert list(whole)[:7] == ["schema", "theorem", "aliases", "title", "source", "given",
                               "applies"]
    assert whole["schema"] == "netproof-report/1" and "V ≤ G" in out
    jsonschema = pytest.importorskip("jsonschema")
    from verify.schemas import schema
    jsonschema.Draft202012Validator(schema("report-1")).validate(whole)


@pytest.mark.parametrize("arguments, schema", [
    (("list",), "netproof-list/1"), (("all",), "netproof-reports/1"),
    (("errata",), "netproof-errata/1"), (("trust",), "netproof-trust/1")])
def test_every_list_has_a_json_form(command, arguments, schema):
    code, out, err = command(*arguments, "--json")
    assert (code, err, json.loads(out)["schema"]) == (0, "", schema)


def test_quiet_prints_the_verdict_alone(command):
    assert command("toy", "--quiet") == (0, "proved\n", "")
    assert command("all", "--quiet") == (0, "proved\n", "")


@pytest.mark.parametrize("verdict, code", [("proved", 0), ("refuted", 1), ("undecided", 3)])
def test_exit_codes_are_the_verdicts(command, monkeypatch, report, verdict, code):
    monkeypatch.setattr(verify.runner, "check", lambda *a, **k: report(verdict=verdict))
    assert command("toy")[0] == command("all")[0] == command("toy", "--json")[0] == code


def test_all_exits_with_the_worst_and_survives_a_refusal(command, installed, toy, monkeypatch,
                                                         report):
    def check(theorem, given, **_):
        if theorem.name == "none":
            raise Refused("vacuous", "its domain is empty")
        return report(theorem=theorem.name, verdict=theorem.name)
    monkeypatch.setattr(verify.runner, "check", check)
    theorems = [("ours", name, toy(name=name, also=())) for name in ("proved", "undecided",
                                                                     "refuted", "none")]
    installed(*theorems[:3])
    code, out, _ = command("all")
    assert code == 1 and "1 proved, 1 refuted, 1 undecided." in out
    installed(*theorems[:2])
    assert command("all")[0] == 3
    installed(*theorems)
    code, out, err = command("all")
    assert code == 2 and "none: its domain is empty (vacuous)" in err and "refuted" in out


def test_no_arguments_is_the_list(command):
    assert command() == command("list")
    assert "toy (toy1)" in command()[1]


@pytest.mark.parametrize("form, part", [
    ("text", "Statement"), ("latex", r"\end{document}"), ("html", "</html>"), ("bibtex", "@misc")])
def test_show_in_every_format(command, form, part):
    code, out, err = command("show", "toy1", "--format", form)
    assert (code, err) == (0, "") and part in out


def test_errata_show_print_and_repair(command):
    code, out, _ = command("errata")
    assert code == 0 and "printed in: page 7" in out and "should read: add 2ab" in out
    assert "n is also d" in out and "1 printed formulas claimed false, 1 of the claims pro" in out


def test_help_of_a_theorem_explains_its_numbers(command):
    code, out, _ = command("toy", "--help")
    words = " ".join(out.split())
    assert code == 0 and "how many (n in the source). An integer from 1 to 5; 3 if not" in words
    assert max(map(len, out.splitlines())) <= 80
    for flag in ("--json", "--witness FILE", "--seed N", "--limit SECONDS", "--quiet",
                 "--no-color"):
        assert flag in out


def test_help_names_every_command(command):
    code, out, err = command("--help")
    assert (code, err) == (0, "") == command("help")[::2] and max(map(len, out.split("\n"))) <= 80
    assert all(f"\n  {name} " in out for name in FIXED) and set(FIXED) <= set(COMMANDS)
    for name in FIXED:
        assert command(name, "--help")[0] == 0


def test_the_version_is_the_packages(command):
    assert command("--version") == (0, f"netproof {verify.__version__}\n", "")
    text = (ROOT / "setup.cfg").read_text()
    assert f"version = {verify.__version__}\n" in text or "attr: verify.__version__" in text


@pytest.fixture
def builder(installed):
    """Registers one builder, of networks with k relus."""
    from verify.network import Network, dense

    def relus(k: int) -> Network:
        """k relus, added up."""
        return Network((dense([[1]] * k, [0] * k, "relu"), dense([[1] * k], [0])))
    installed(("ours", "relus", relus), group="netproof.constructions")


def test_build_writes_what_inspect_shows(builder, tmp_path, capsys):
    file = tmp_path / "relus.json"
    assert main(["build", "relus", "--k", "3", "-o", str(file)]) == 0
    assert capsys.readouterr().out.endswith("1 -> 1, depth 2, 3 hidden units, 10 parameters\n")
    assert verify.load(file).parameters == 10
    assert main(["inspect", str(file)]) == 0
    assert "y = h0 + h1 + h2" in capsys.readouterr().out
    assert main(["build"]) == 0
    assert "relus" in capsys.readouterr().out
    assert main(["build", "relus", "--help"]) == 0
    assert "An integer from 0 to 10000." in capsys.readouterr().out


@pytest.mark.parametrize("arguments, line", [
    (["relsu"], "verify build: expected a construction (relus), found relsu (did you mean relus"),
    (["relus", "-o", "x.json"], "verify build relus: expected a value for k, found none"),
    (["relus", "--k", "3"], "verify build relus: expected -o FILE, found nothing"),
    (["relus", "--k", "x", "-o", "x.json"], "--k: expected an integer from 0 to 10000, found x"),
    (["relus", "--k", "3", "-o", "x.xls"], "x.xls: expected a file ending in"),
    (["relus", "--k", "3", "-o", "no/such/x.json"], "no/such/x.json: expected a file that can")])
def test_build_refuses_in_one_line(builder, capsys, arguments, line):
    code = main(["build", *arguments])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1) and line in err


# ---- what is wrong is one line -------------------------------------------------------------

WRONG = [
    (("toy", "--d", "0"), "--d: expected an integer from 1 to 5, found 0"),
    (("toy", "--d", "-1"), "--d: expected an integer from 1 to 5, found -1"),
    (("toy", "--d=1000"), "--d: expected an integer from 1 to 5, found 1000"),
    (("toy", "--d", "ten"), "--d: expected an integer from 1 to 5, found ten"),
    (("toy", "--d", ""), "--d: expected an integer from 1 to 5, found nothing"),
    (("toy", "--d"), "--d: expected a value after it, found none"),
    (("toy", "--loss", "sqare"), "--loss: expected square or hinge, found sqare (did you mean"),
    (("toy", "--los", "hinge"), "found --los (did you mean --loss?)"),
    (("toy", "--json=1"), "--json: expected no value, found one"),
    (("toy", "3"), "toy: expected what verify toy --help shows, found unexpected extra arg"),
    (("toy", "--limit", "0"), "--limit: expected a positive number of seconds, found 0"),
    (("toy", "--seed", "x"), "--seed: expected an integer from 0 to 4294967295, found x"),
    (("toy", "--activation", "relu"), "--activation: expected a --witness file to go with it"),
    (("tyo",), "expected the name of a theorem or a command, found tyo (did you mean toy"),
    (("show", "tyo"), "found tyo (did you mean toy"),
    (("show", "toy", "--format", "latx"), "html or bibtex, found latx (did you mean latex?)"),
    (("show",), "verify show: expected THEOREM, found nothing"),
    (("run",), "verify run: expected FILE.py, found nothing"),
    (("run", "--json", "x.py"), "verify run: expected one of its flags"),
    (("run", "missing.py"), "missing.py: expected a Python file, found no such file"),
    (("inspect", "missing.json"), "missing.json: expected a file that can be read, found no su"),
    (("list", "--nonsense"), "verify list: expected one of its flags"),
    (("--nonsense",), "verify: expected one of its flags"),
    (("all", "--limit", "soon"), "--limit: expected a positive number of seconds, found soon"),
]


@pytest.mark.parametrize("arguments, line", WRONG, ids=[" ".join(a) for a, _ in WRONG])
def test_bad_input_is_one_line_and_exit_2(command, arguments, line):
    code, out, err = command(*arguments)
    assert (code, out) == (2, "") and line in err
    assert err.startswith("verify") and err.endswith("\n") and err.count("\n") == 1


@pytest.mark.parametrize("content, kind", [
    (None, "a directory"), (b"", "an empty file"), (b"{}", ""), (b"\x00\xff", ""), (b"[1]", ""),
    (b"{", ""), (b'{"format": "netproof-network/1"}', "")])
@pytest.mark.parametrize("ending", ["json", "npz", "safetensors", "txt"])
def test_other_files_are_one_line_too(command, tmp_path, content, kind, ending):
    file = tmp_path / f"other.{ending}"
    file.mkdir() if content is None else file.write_bytes(content)
    code, out, err = command("inspect", str(file))
    assert (code, out) == (2, "") and err.count("\n") == 1 and "Traceback" not in err
    assert str(file) in err and ": expected " in err and ", found " in err
    assert kind in err or ending == "txt"


def test_a_line_stays_one_line_whatever_is_typed(command):
    code, _, err = command("toy\nhas\ttwo lines\x1b[31m")
    assert code == 2 and err.count("\n") == 1 and "\x1b" not in err


@pytest.mark.parametrize("error, code, line", [
    (BadInput("a.json", "a network", "nothing"), 2, "a.json: expected a network, found nothing"),
    (Refused("vacuous", "its domain is empty"), 2, "its domain is empty (vacuous)"),
    (KeyboardInterrupt(), 130, "interrupted"), (MemoryError(), 3, "out of memory"),
    (OSError(errno.ENOSPC, "No space left on device"), 2, "found no space left on device")])
def test_other_endings_are_one_line(command, monkeypatch, error, code, line):
    def check(*_, **__):
        raise error
    monkeypatch.setattr(verify.runner, "check", check)
    assert (command("toy")[0], command("toy")[2].count("\n")) == (code, 1)
    assert line in command("toy")[2]


def test_a_bug_is_no_verdict(command, monkeypatch):
    monkeypatch.setattr(verify.runner, "check", lambda *a, **k: 1 // 0)
    code, _, err = command("toy")
    assert code == 70 and "ZeroDivisionError" in err and "internal error" in err


# ---- in a process of its own ---------------------------------------------------------------


def test_help_loads_nothing_of_mathematics():
    script = ("import sys; from verify.cli import main; main(['--help']); "
              "print([m for m in ('sympy', 'numpy', 'z3', 'torch', 'networkx', 'importlib.metadata'"
              ", 'rich.console') if m in sys.modules], file=sys.stderr)")
    assert process("-c", script).stderr == "[]\n"


def test_import_verify_loads_nothing():
    script = ("import sys; before = set(sys.modules); import verify; "
              "print(sorted(set(sys.modules) - before - {'typing', 're', 'collections.abc'}))")
    loaded = process("-S", "-c", script).stdout
    assert not [m for m in ("sympy", "numpy", "z3", "typer", "rich", "networkx") if m in loaded]


@pytest.mark.slow
def test_help_takes_at_most_twice_the_imports_it_needs():
    def seconds(*arguments):
        times = []
        for _ in range(5):
            before = os.times()
            process(*arguments)
            after = os.times()
            times.append(after.children_user + after.children_system
                         - before.children_user - before.children_system)
        return min(times)
    assert seconds("-m", "verify", "--help") <= 2 * seconds("-c", "import typer, rich")


@pytest.mark.parametrize("arguments", ["trust", "--help", "trust --json"])
def test_a_closed_pipe_is_quiet_and_no_verdict(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "verify", *arguments.split()], stdout=writer,
                          stderr=subprocess.PIPE, text=True, timeout=60,
                          env=os.environ | {"PYTHONPATH": str(ROOT)})
    os.close(writer)
    assert (done.stderr, done.returncode) == ("", 141)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_not_success():
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "verify", "trust"], stdout=full, timeout=60,
                              stderr=subprocess.PIPE, text=True,
                              env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 2 and "no space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_terminal_gets_what_it_can_print():
    done = process("-c", "import sys; from verify.commands.output import make_printable; "
                   "make_printable(); print('‖g‖ ≤ 1')", env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "") and "g" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_exits_130_in_one_line(tmp_path):
    file = tmp_path / "slow.py"
    file.write_text("import time\nprint('started', flush=True)\ntime.sleep(60)\n")
    running = subprocess.Popen([sys.executable, "-m", "verify", "run", str(file)], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert running.stdout.readline() == "started\n"
    time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (130, "verify: interrupted\n")
