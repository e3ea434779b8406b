"""One submission in a process of its own: a crash, a hang or a hunger for memory stays in there.

The process is a fork of this one, so that nothing is imported twice; it ends when this one ends.
Where there is no fork (Windows) the submission is graded here, which is safe for data formats.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import time
from dataclasses import dataclass
from typing import Any, Callable

from verify.confined.layers import can_confine
from verify.confined.rules import die_with_parent
from verify.grade.assignment import Assignment
from verify.grade.entries import Entry
from verify.grade.grading import grade_and_draw
from verify.grade.hidden import Hidden
from verify.grade.results import encoded, failed
from verify.grade.submission import digest_of_path

MEMORY, MEMORY_OF_THEOREMS = 2**30, 4 * 2**30
SECONDS = 20                # of processor time, for everything but build.py
_LARGEST_RESULT = 4 * 2**20
BETWEEN = b"\0"             # no byte of JSON in ASCII
_WARM = ("verify.arithmetic.exact_array", "verify.arithmetic.integers", "verify.grade.evaluation",
         "verify.interchange.npz_file", "verify.interchange.safetensors_file",
         "verify.interchange.tensors", "verify.piecewise.function",
         "verify.report.pictures.networks")


@dataclass(frozen=True)
class Task:
    """What a worker is told."""

    assignment: Assignment
    hidden: Hidden
    entry: Entry
    trace: bool = False

    @property
    def seconds(self) -> int:
        """Processor time: more for a theorem's claims."""
        return 60 if self.has_theorem else SECONDS

    @property
    def wall(self) -> int:
        """Seconds on the clock, a backstop: all runs of build.py and twice the processor time."""
        runs = sum(2 * item.limits.wall_seconds * (len(item.spec.get("ns", ())) or 1)
                   for item in self.assignment.items if any(
                       name.endswith(".py") for name in item.accept))
        return 3 * self.seconds + runs

    @property
    def has_theorem(self) -> bool:
        return any("theorem" in item.spec for item in self.assignment.items)

    def result(self) -> bytes:
        """The bytes of the result, and after a NUL those of the pictures; see `parts`."""
        result, pictures = grade_and_draw(self.assignment, self.hidden, self.entry.path,
                                          self.entry.student, self.trace)
        return encoded(result) + (BETWEEN + encoded(pictures) if pictures else b"")

    def ended_early(self, verdict: str, reason: str) -> bytes:
        """The bytes of the result of a worker that ended without one."""
        return encoded(failed(self.assignment, digest_of_path(self.entry.path), verdict, reason))


def parts(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The result's bytes, and by item the pictures that go with it.

    >>> parts(b"{}"), parts(b'{}' + BETWEEN + b'{"net": ""}')
    ((b'{}', {}), (b'{}', {'net': ''}))
    """
    result, between, pictures = data.partition(BETWEEN)
    return result, json.loads(pictures) if between else {}


def can_fork() -> bool:
    return hasattr(os, "fork") and hasattr(select, "poll")


def warm_up(tasks: list[Task]) -> None:
    """Import what the workers need, and try the layers of confinement, once."""
    for name in _WARM:
        importlib.import_module(name)
    if any(name.endswith(".py") for task in tasks[:1] for item in task.assignment.items
           for name in item.accept):
        can_confine()


class Worker:
    """A running process and what it has said so far."""

    def __init__(self, task: Task):
        self.task = task
        self.began = time.monotonic()
        self.data = bytearray()
        sys.stdout.flush()
        sys.stderr.flush()
        read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(read)
            _work(task, write)          # never returns
        os.close(write)
        self.output = read

    def read(self) -> bool:
        """Take what there is to read; True at the end."""
        chunk = os.read(self.output, 1 << 16)
        self.data += chunk
        return not chunk or len(self.data) > _LARGEST_RESULT

    @property
    def late(self) -> bool:
        return time.monotonic() - self.began > self.task.wall

    def end(self, kill: bool = False) -> tuple[bytes, bool]:
        """The result, and whether it is worth another try, alone."""
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.output)
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if kill:
            return self.task.ended_early("timeout", "grading takes too long"), True
        if code == 0 and self.data.endswith(b"}\n"):
            return bytes(self.data), b'"machine_dependent": true' in self.data
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return self.task.ended_early("timeout", "grading takes too long"), False
        return self.task.ended_early("internal_error", "the grader failed on this submission; "
                                                       "your lecturer will see it"), True


def _work(task: Task, output: int) -> None:
    """In the forked process: grade, write the result, and end without any clean-up of ours."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        die_with_parent()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        _limit(task)
        data = task.result()
        while data:
            data = data[os.write(output, data):]
        os._exit(0)
    except BaseException:               # reported by the exit code: internal_error
        os._exit(70)


def _limit(task: Task) -> None:
    import resource

    # Beyond what this process has already: libraries map much that they never touch.
    memory = _mapped() + (MEMORY_OF_THEOREMS if task.has_theorem else MEMORY)
    for name, bound in ((resource.RLIMIT_CPU, task.seconds), (resource.RLIMIT_AS, memory),
                        (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(name)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        with contextlib.suppress(OSError, ValueError):      # macOS refuses some of them
            resource.setrlimit(name, (bound, bound))


def _mapped() -> int:
    """The bytes of address space that this process has, 0 where nobody says."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


Done = Callable[[Task, bytes], None]


def run_all(tasks: list[Task], jobs: int, done: Done) -> None:
    """Run all tasks, `jobs` at once, and call `done` with each result as it comes.

    What a clock decided, or what failed, is run once more, alone, when all others are done.
    """
    if not can_fork():
        for task in tasks:
            done(task, task.result())
        return
    warm_up(tasks)
    again: list[Task] = []
    _run(tasks, max(1, jobs), lambda task, data, retry: again.append(task) if retry
         else done(task, data))
    _run(again, 1, lambda task, data, retry: done(task, data))


def _run(tasks: list[Task], jobs: int, done: Callable[[Task, bytes, bool], Any]) -> None:
    waiting = list(reversed(tasks))
    running: dict[int, Worker] = {}
    poll = select.poll()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                worker = Worker(waiting.pop())
                running[worker.output] = worker
                poll.register(worker.output, select.POLLIN | select.POLLHUP)
            ended = [(descriptor, False) for descriptor, _ in poll.poll(500)
                     if running[descriptor].read()]
            ended += [(descriptor, True) for descriptor, worker in running.items()
                      if worker.late and (descriptor, False) not in ended]
            for descriptor, kill in ended:
                poll.unregister(descriptor)
                worker = running.pop(descriptor)
                done(worker.task, *worker.end(kill))
    finally:
        for worker in running.values():     # Ctrl-C: nobody stays behind
            worker.end(kill=True)
