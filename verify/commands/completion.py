"""`verify completion SHELL`: the shell completes commands, theorems, their flags and choices.

The script asks the command itself what may follow, so it never goes out of date.  Names of theorems
come from the entry points, without importing any; the flags of a theorem import that theorem.
"""

from __future__ import annotations

import sys
from typing import Any, Sequence

from verify import catalogue
from verify.errors import BadInput, Refused
from verify.parameters import found, listing, suggestion

SHELLS = ("bash", "zsh", "fish")
ABOUT_THEOREMS = ("show", "site", "selftest")    # fixed commands that take names of theorems

_BASH = """\
_verify_complete() {
    local IFS=$'\\n'
    COMPREPLY=($(verify completion bash --words "${COMP_LINE:0:$COMP_POINT}" 2>/dev/null))
}
complete -o default -F _verify_complete verify
"""
_ZSH = """\
#compdef verify
_verify_complete() {
    local -a found
    found=("${(@f)$(verify completion zsh --words "${LBUFFER}" 2>/dev/null)}")
    if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _verify_complete verify
"""
_FISH = """\
complete -c verify -a '(verify completion fish --words (commandline -cp) 2>/dev/null)'
"""
_SCRIPTS = dict(zip(SHELLS, (_BASH, _ZSH, _FISH)))


def completion(shell: str, line: str | None, commands: Any) -> int:
    """Print the script for a shell or, with a line that is being typed, what may follow it.

    Raises: BadInput for another shell.
    """
    if shell not in SHELLS:
        raise BadInput("verify completion", listing(SHELLS), found(shell) + suggestion(
            shell, SHELLS))
    if line is None:
        sys.stdout.write(_SCRIPTS[shell])
    else:
        sys.stdout.writelines(f"{word}\n" for word in following(line, commands))
    return 0


def following(line: str, commands: Any) -> list[str]:
    """The words that may stand at the end of a line; none where a file may, for the shell knows
    files best."""
    words = line.split()
    unfinished = "" if not words or line[-1].isspace() else words.pop()
    done = words[1:]        # without `verify` itself
    return sorted(w for w in _candidates(done, unfinished, commands) if w.startswith(unfinished))


def _candidates(done: Sequence[str], unfinished: str, commands: Any) -> Sequence[str]:
    if not done:
        return (*commands.commands, *_theorems(), "--help", "--version")
    from verify.commands.dynamic import CHECK_FLAGS, parameter_flag
    first = done[0]
    if first in commands.commands:
        names = _theorems() if first in ABOUT_THEOREMS else ()
        command = commands.commands[first]
        return _flags(p for p in command.params) if unfinished.startswith("-") else names
    try:
        theorem = catalogue.find(first)
    except (BadInput, Refused):
        return ()
    for parameter in theorem.given:
        if done[-1] in parameter_flag(parameter).names and len(done) > 1:
            return parameter.choices
    if done[-1] in (name for flag in CHECK_FLAGS if flag.metavar for name in flag.names):
        return ()
    flags = [*map(parameter_flag, theorem.given), *CHECK_FLAGS]
    return [part for flag in flags for name in flag.names for part in name.split("/")] + ["--help"]


def _flags(parameters: Any) -> list[str]:
    return [name for p in parameters for name in p.opts if name.startswith("-")] + ["--help"]


def _theorems() -> list[str]:
    return [entry.name for entry in catalogue.entries()]
