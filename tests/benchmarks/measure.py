"""What the benchmarks share: the cost of a child process, medians of alternated runs, a table.

The goal of a benchmark is a ratio between two things measured in the same run, never a number of
seconds: that would say more about the machine than about the program.
"""

import os
import resource
import statistics
import subprocess
import sys
from dataclasses import dataclass
from typing import Callable, Mapping, Sequence

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                                     "MKL_NUM_THREADS")}


@dataclass(frozen=True)
class Child:
    """The CPU seconds (user and system) of a finished process, its peak memory, its output."""

    seconds: float
    gigabytes: float
    output: str


def child(*arguments: str) -> Child:
    """Run this Python with the arguments. Raises CalledProcessError if it fails."""
    command = [sys.executable, *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # the warm-up writes bytecode, as any user's first run does
    environment = {**os.environ, **ONE_THREAD}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    if process.stdout is None:
        raise ValueError("expected a pipe")
    with process.stdout as pipe:
        output = pipe.read()
    # RUSAGE_CHILDREN keeps the largest peak of all children; wait4 gives this one's
    _, status, own = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    unit = 2**30 if sys.platform == "darwin" else 2**20         # bytes there, kilobytes elsewhere
    return Child(seconds, own.ru_maxrss / unit, output)


def medians(cases: Mapping[str, Callable[[], float]], rounds: int = 3) -> dict[str, float]:
    """The median seconds of every case, in turns (A B A B ...) so that noise hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, run in cases.items():
            seconds[name].append(run())
    return {name: statistics.median(times) for name, times in seconds.items()}


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print the rows under the header, the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    print(title)
    for row in (header, *rows):
        first, *others = (cell.ljust(width) if place == 0 else cell.rjust(width)
                          for place, (cell, width) in enumerate(zip(row, widths)))
        print(("  " + "  ".join([first, *others])).rstrip())
    print(flush=True)


def verdict(value: float, goal: float) -> str:
    """Whether the value is at most the goal."""
    return "met" if value <= goal else "missed"
