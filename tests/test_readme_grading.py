"""The commands at the top of verify/grade/README.md run, in that order, in one folder."""

import re
import shlex
from pathlib import Path

import pytest

from verify import cli
from verify.confined.layers import can_confine

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "verify" / "grade" / "README.md").read_text(encoding="utf-8")
COMMANDS = [re.split(r"\s{3,}", line.strip())[0] for line in TEXT.splitlines()
            if line.startswith("    verify ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder after all commands, with the class that the third one marks."""
    folder = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        codes = {}
        for command in COMMANDS:
            if "submissions/" in command:
                _hand_in(folder)
            program, *arguments = shlex.split(command)
            assert program == "verify"
            codes[command] = cli.main(arguments)
    return folder, codes


def _hand_in(folder):
    author = folder / "hw1" / "author"
    for student, source in (("ada", author / "reference"), ("bob", author / "wrong" / "or")):
        (folder / "submissions" / student).mkdir(parents=True)
        data = (source / "network.json").read_bytes()
        (folder / "submissions" / student / "network.json").write_bytes(data)
    (folder / "my_network.json").write_bytes((author / "reference/network.json").read_bytes())


def test_there_are_six(folder):
    assert len(COMMANDS) == 6 and COMMANDS[0] == "verify assignment list"


def test_each_runs(folder):
    _, codes = folder
    doctor = COMMANDS[-1]
    assert doctor == "verify doctor" and codes.pop(doctor) == (0 if can_confine() else 3)
    assert set(codes.values()) == {0}, codes


def test_they_do_what_is_said_beside_them(folder):
    place, _ = folder
    assert (place / "hw1" / "assignment.toml").is_file()
    lines = (place / "results" / "summary.csv").read_text().splitlines()[1:]
    assert [line.split(",")[:2] for line in lines] == [['"ada"', '"2"'], ['"bob"', '"0"']]
    assert '"verdict": "correct"' in (place / "r" / "results.json").read_text()
