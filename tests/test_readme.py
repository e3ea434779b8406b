"""The README tells the truth: its commands run and print what it shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

INSTALL = "python3 -m venv .venv && .venv/bin/pip install "
FIRST = f"{INSTALL}. && .venv/bin/verify theorem1 --d 10"
SECOND = f"{INSTALL}-e '.[test]' && .venv/bin/pytest"


def transcripts(text):
    """(command, lines shown below it) for every `$ ` line in a console block."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def matches(shown, printed):
    """Whether the printed text has the shown lines; `...` stands for anything, even for nothing.

    A line of dots alone stands for any number of lines.
    """
    pattern = ""
    for line in shown:
        if line == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, printed) is not None


COMMANDS = transcripts(README)


def test_the_first_two_commands_install():
    assert [command for command, _ in COMMANDS[:2]] == [FIRST, SECOND]
    assert [lines for _, lines in COMMANDS[:2]] == [[], []]
    assert not [command for command, _ in COMMANDS[2:] if "install" in command]


def run(command, folder):
    program, *arguments = shlex.split(command)
    assert program in ("verify", "python"), "only our own commands are run"
    start = [sys.executable, *(["-m", "verify"] if program == "verify" else [])]
    return subprocess.run([*start, *arguments], capture_output=True, text=True, timeout=300,
                          cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the README builds."""
    folder = tmp_path_factory.mktemp("readme")
    for command, _ in COMMANDS:
        if command.startswith("verify build"):
            assert run(command, folder).returncode == 0
    return folder


@pytest.mark.parametrize("command, shown", COMMANDS[2:], ids=[c for c, _ in COMMANDS[2:]])
def test_every_other_command_prints_what_is_shown(command, shown, folder):
    done = run(command, folder)
    assert "Traceback" not in done.stderr
    assert matches(shown, done.stdout + done.stderr), done.stdout + done.stderr


def test_every_command_of_the_table_exists():
    from verify.commands.app import fixed_commands
    named = set(re.findall(r"`verify ([a-z]+)", README.split("## The command")[1]))
    assert set(fixed_commands().commands) <= named


def test_links_lead_to_files():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_matcher_itself():
    assert matches(["a...c", "...", "e"], "abc\nd\ne\n")
    assert matches(["..."], "") and matches([], "")
    assert not matches(["a"], "b\n") and not matches(["a"], "a\nb\n")
    assert transcripts("```console\n$ x\ny\n```\n```\n$ z\n```\n") == [("x", ["y"])]
