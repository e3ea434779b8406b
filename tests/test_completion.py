"""`verify completion`: the words that may follow, and the scripts that ask for them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verify import cli
from verify.commands.app import fixed_commands
from verify.commands.completion import SHELLS, following


def after(line):
    return following(line, fixed_commands())


def test_commands_and_theorems(installed, toy):
    installed(("here", "toy", toy()))
    assert after("verify to") == ["toy"] and after("verify tr") == ["trust"]
    assert set(after("verify ")) >= {*fixed_commands().commands, "toy", "--help"}
    assert after("verify show t") == ["toy"] == after("verify site toy to")


def test_flags_and_choices_of_a_theorem(installed, toy):
    installed(("here", "toy", toy()))
    assert after("verify toy --l") == ["--limit", "--loss"]
    assert after("verify toy --d 3 --loss ") == ["hinge", "square"]
    assert after("verify toy --loss h") == ["hinge"]
    assert "--html" in after("verify toy --") and "--help" in after("verify toy --")
    assert after("verify toy --html ") == []        # a file: the shell knows them
    assert after("verify toy1 --d") == ["--d"]
    assert after("verify unknown --") == []


def test_a_broken_plugin_completes_nothing(installed):
    installed(("here", "toy", RuntimeError("no")))
    assert after("verify toy --") == []


def test_flags_of_a_command():
    assert {"--out", "--jobs", "--help"} <= set(after("verify grade --"))
    assert after("verify grade ") == []


def test_words_that_may_not_be_completed_hold_no_line_of_their_own(installed, toy):
    installed(("here", "toy", toy()))
    assert all(word.split() == [word] for word in after("verify ") + after("verify toy --"))


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts(shell, capsys):
    assert cli.main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"verify completion {shell} --words" in script
    path = shutil.which(shell)
    if path is not None:
        subprocess.run([path, "-n"], input=script, text=True, check=True)


def test_another_shell_is_named(capsys):
    assert cli.main(["completion", "bsh"]) == 2
    assert "bash, zsh or fish" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_completes():
    script = ('eval "$(verify completion bash)"; COMP_LINE="verify comp"; COMP_POINT=11; '
              '_verify_complete; echo "${COMPREPLY[@]}"')
    folder = str(Path(sys.executable).parent)
    if shutil.which("verify", path=folder) is None:
        pytest.skip("the command is not installed beside this Python")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env={
        "PATH": f"{folder}:/usr/bin:/bin"})
    assert (done.stdout, done.stderr) == ("completion\n", "")
