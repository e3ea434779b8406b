"""Running a student's build(n): in a process of its own, twice, and believing only bytes.

The child (builder_child.py) gets an empty environment, the source on its standard input, a file as
its output, and nothing else: no path of the submission, no working directory of ours.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from verify.confined.builder_child import ANSWER, NO_CONFINEMENT, NO_DATA, RAISED, TOO_MUCH
from verify.confined.layers import bubblewrap, can_confine

CHILD = Path(__file__).resolve().with_name("builder_child.py")
_WORDS = {RAISED: "runtime_error", NO_DATA: "malformed", TOO_MUCH: "over_limit",
          NO_CONFINEMENT: "unsupported"}
NO_SANDBOX = ("build.py cannot be confined on this system (verify doctor says why): hand in "
              "network.json instead")


@dataclass(frozen=True)
class Budget:
    """What one run of build(n) may use."""

    memory: int
    seconds: int
    wall: int
    output: int


@dataclass(frozen=True)
class Built:
    """The bytes that build(n) gave, or the verdict word and why; `wall` if a clock decided."""

    data: bytes = b""
    verdict: str = ""
    message: str = ""
    wall: bool = False


def build_twice(source: bytes, n: int, budget: Budget) -> Built:
    """build(n), if two runs of it give the same bytes."""
    if not can_confine():
        return Built(verdict="unsupported", message=NO_SANDBOX)
    first = build_once(source, n, budget)
    if first.verdict:
        return first
    second = build_once(source, n, budget)
    if second.verdict:
        return second
    if first.data != second.data:
        return Built(verdict="nondeterministic",
                     message=f"two runs of build({n}) give different networks")
    return first


def build_once(source: bytes, n: int, budget: Budget) -> Built:
    """One run of build(n) in a confined child; no process of it survives."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        given.write(source)
        given.seek(0)
        code, timed_out = _run(given.fileno(), taken.fileno(), n, budget)
        taken.seek(0)
        data = taken.read(budget.output + 2)
    if timed_out:
        return Built(verdict="timeout", message=_late(n, budget), wall=True)
    # bubblewrap reports the signal that ended the process inside it as 128 and the signal.
    if code in (-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL):
        return Built(verdict="timeout", message=_late(n, budget))
    if code == 9 or len(data) > budget.output + 1:
        return Built(verdict="over_limit", message=f"build({n}) returns more than "
                                                   f"{budget.output} bytes")
    letter, rest = data[:1], data[1:]
    if letter == ANSWER and code == 0:
        return Built(rest)
    if letter in _WORDS:
        message = NO_SANDBOX if letter == NO_CONFINEMENT else (
            f"build({n}): " + rest.decode("utf-8", "replace"))
        return Built(verdict=_WORDS[letter], message=message)
    return Built(verdict="runtime_error", message=f"build({n}) ends without returning")


def _late(n: int, budget: Budget) -> str:
    """The same words whichever limit was reached first, for that depends on the machine."""
    return (f"build({n}) takes too long: at most {budget.seconds} s of processor time and "
            f"{budget.wall} s on the clock")


def _run(given: int, taken: int, n: int, budget: Budget) -> tuple[int, bool]:
    """The child's exit code (minus a signal), and whether the clock ended it."""
    wrapped = bubblewrap()          # in which the child's parent is another process
    numbers = (n, budget.memory, budget.seconds, max(budget.output + 1, 4096),
               0 if wrapped else os.getpid())
    command = [sys.executable, "-s", "-P", "-S", "-B", "-X", "utf8", str(CHILD),
               *map(str, numbers)]
    child = subprocess.Popen(
        [*wrapped, *command], cwd="/", env={"PYTHONHASHSEED": "0"}, stdin=given, stdout=taken,
        stderr=subprocess.DEVNULL, start_new_session=True)
    began = time.monotonic()
    try:
        return child.wait(timeout=budget.wall), False
    except subprocess.TimeoutExpired:
        return 0, time.monotonic() - began >= budget.wall
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
