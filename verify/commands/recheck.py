"""`verify recheck FILE...`: certificates, put to the independent checker in a process of its own.

The checker is the folder `verify/recheck`, which imports nothing of ours.  What a certificate must
prove is computed here, from the theorem, and passed to it as a hash.
"""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from verify import catalogue
from verify.errors import BadInput, NotCertified
from verify.parameters import complete, found

if TYPE_CHECKING:
    from verify.statement import Theorem

THEOREM = "--theorem"
CHECKER = Path(__file__).resolve().parent.parent / "recheck"


def recheck(files: Sequence[str], expect: str | None, no_oracles: bool, json: bool) -> int:
    """Run the checker on these files; 0 accepted, 3 accepted except oracles, 1 rejected."""
    options = [*(["--expect", expect] if expect is not None else []),
               *(["--no-oracles"] if no_oracles else []), *(["--json"] if json else [])]
    if expect is not None and (len(expect) != 64 or set(expect) - set("0123456789abcdef")):
        raise BadInput("--expect", "64 hexadecimal digits (small letters)", found(expect))
    sys.stdout.flush()
    # isolated, without site packages: neither our code nor anyone else's is within its reach
    command = [sys.executable, "-I", "-S", str(CHECKER), *options,
               *(str(Path(f).absolute()) for f in files)]
    return subprocess.run(command, check=False).returncode


def is_about_theorem(arguments: Sequence[str]) -> bool:
    """Whether the arguments name a theorem, whose numbers may then be among them."""
    return any(text == THEOREM or text.startswith(THEOREM + "=") for text in arguments)


def theorem_command(arguments: Sequence[str]) -> tuple[Any, list[str]]:
    """The command `verify recheck FILE... --theorem NAME`, with the theorem's own flags, and the
    arguments that are left for it.

    Raises: BadInput where no file stands before the first option.
    """
    from verify.commands.dynamic import CHECK_FLAGS, Flag, command, parameter_flag

    files = []
    for text in arguments:
        if text.startswith("-"):
            break
        files.append(text)
    rest = list(arguments[len(files):])
    if not files:
        raise BadInput("verify recheck", "FILE before any option", THEOREM)
    name = next((text.removeprefix(THEOREM + "=") for text in rest
                 if text.startswith(THEOREM + "=")), None)
    if name is None:
        name = [*rest, ""][rest.index(THEOREM) + 1]
    theorem = catalogue.find(name)
    flags = (*(parameter_flag(parameter) for parameter in theorem.given),
             Flag("theorem", (THEOREM,), "The theorem that the certificate must prove.", "THEOREM"),
             Flag("no_oracles", ("--no-oracles",), "Reject what rests on a solver's word."),
             *(flag for flag in CHECK_FLAGS if flag.key == "json"))
    path = f"verify recheck {' '.join(files)} {THEOREM} {theorem.name}"
    return command(path, theorem.title, flags, functools.partial(_about, theorem, files)), rest


def _about(theorem: Theorem, files: Sequence[str], typed: Mapping[str, Any]) -> int:
    from verify.certificate.statement import hash_of
    from verify.commands.build import numbers

    given = complete(theorem.given, numbers(theorem.given, typed), theorem.name)
    try:
        expect = hash_of(theorem, given)
    except NotCertified as reason:
        raise BadInput(theorem.name, "a theorem with a canonical form", str(reason)) from None
    return recheck(files, expect, bool(typed["no_oracles"]), bool(typed["json"]))
