"""The command `verify`: which command runs, how it ends, and what it says when it cannot run.

    0 proved    1 refuted    2 bad usage or input    3 undecided    130 interrupted

Whatever is wrong with the input is one line on standard error.  A traceback is a bug of ours, and
exits 70, for a crash must not be taken for a verdict.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any, Sequence

from verify.commands.output import make_printable
from verify.errors import BadInput, Refused

BAD_INPUT, UNDECIDED, INTERNAL_ERROR, INTERRUPTED, BROKEN_PIPE = 2, 3, 70, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process) and return its exit code."""
    try:
        make_printable()
        code = run(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:  # closed by the caller: >&-
            sys.stdout.flush()
        return code
    except (BadInput, Refused) as error:
        return _say(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        # Python flushes standard output once more at its end, and must not complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except MemoryError:
        return _say("out of memory, so nothing is decided", UNDECIDED)
    except OSError as error:  # a full disk under standard output, for one
        place = error.filename or "output"
        reason = (error.strerror or str(error)).lower()
        return _say(str(BadInput(str(place), "a file that can be used", reason)), BAD_INPUT)
    except Exception:
        traceback.print_exc()
        return _say("internal error, so nothing is decided; please report it", INTERNAL_ERROR)


def run(args: list[str]) -> int:
    """Find the command, let typer parse its arguments, and do the work; the exit code.

    Raises: BadInput or Refused, each one line, for whatever cannot be run.
    """
    import typer  # here, so that Ctrl-C while it loads ends as it does later

    # UsageError is the class above BadParameter; typer does not export it under a name of its own.
    usage_error: Any = typer.BadParameter.__mro__[1]
    command, rest, name = _find(args or ["list"])
    try:
        outcome = command.main(args=rest, prog_name=name, standalone_mode=False)
    except usage_error as error:
        from verify.commands.usage import one_line
        raise one_line(error, name) from None
    except SystemExit:  # how typer ends when the reader of --help has gone
        raise BrokenPipeError from None
    # --help has printed its page and returns a number; else this is the work, not yet done.
    return outcome() if callable(outcome) else int(outcome or 0)


def _find(args: list[str]) -> tuple[Any, list[str], str]:
    """The command, the arguments left for it, and what it is called in messages."""
    from verify.commands.app import fixed_commands
    first, *rest = args
    operand = rest[0] if rest and not rest[0].startswith("-") else None
    if first == "run" and operand is not None:
        from verify.commands.check import file_command
        return file_command(operand), rest[1:], f"verify run {operand}"
    if first == "build" and operand is not None:
        from verify.commands.build import build_command
        return build_command(operand), rest[1:], f"verify build {operand}"
    if first == "inspect" and operand is not None and "--against" in " ".join(rest):
        from verify.commands.inspection import against_command, is_against
        if is_against(rest):
            return against_command(operand, rest), rest[1:], f"verify inspect {operand}"
    if first == "recheck" and operand is not None and "--theorem" in " ".join(rest):
        from verify.commands.recheck import is_about_theorem
        from verify.commands.recheck import theorem_command as certificate_command
        if is_about_theorem(rest):
            return *certificate_command(rest), f"verify recheck {operand}"
    commands = fixed_commands()
    if first.startswith("-") or first in commands.commands:
        return commands, args, "verify"
    if first == "help":
        return commands, ["--help"], "verify"
    from verify.commands.check import theorem_command
    return theorem_command(first), rest, f"verify {first}"


def _say(line: str, code: int) -> int:
    if sys.stderr is not None:
        prefix = "" if line.startswith(("verify ", "verify: ")) else "verify: "
        sys.stderr.write(prefix + " ".join(line.split()) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
