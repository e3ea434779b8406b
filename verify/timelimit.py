"""A limit in seconds on a check: what is not done by then stays unknown.

Three means, for none reaches everywhere:
    a signal        in the main thread of a POSIX process, between two steps of Python
    an exception    elsewhere, set in the thread by a timer, likewise between two steps
    remaining()     the seconds left, for solvers: their C code sees neither of the two
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Iterator

LONGEST = 1e8   # seconds, three years: what is longer is no limit, and no timer takes it
AGAIN = 1.0     # seconds after which an alarm that Python swallowed rings once more


class TimeLimit(Exception):
    """The time that the user allowed is up."""


@dataclass(frozen=True)
class _Limit:
    seconds: float
    deadline: float   # of time.monotonic()

    @property
    def left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())

    @property
    def reached(self) -> TimeLimit:
        return TimeLimit(f"the limit of {self.seconds:g} seconds is reached")


class _Here(threading.local):
    limit: _Limit | None = None   # the one in force in this thread


_here = _Here()


def remaining() -> float | None:
    """The seconds left in this thread, at least 0; None when there is no limit.

    >>> remaining() is None
    True
    """
    return None if _here.limit is None else _here.limit.left


def require_time() -> None:
    """Raise TimeLimit if the time is up, however the alarm was lost (one that rings while an object
    is taken down is swallowed by Python)."""
    if _here.limit is not None and not _here.limit.left:
        raise _here.limit.reached


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise TimeLimit in the block after so many seconds, in whatever thread it runs.

    A single call into C (a product of large matrices) is not interrupted: the exception waits for
    its end. Of nested limits the one that ends first holds.
    """
    outer = _here.limit
    if seconds is None or outer is not None and outer.left <= seconds:
        yield
        return
    mine = _Limit(seconds, time.monotonic() + min(seconds, LONGEST))
    in_main = threading.current_thread() is threading.main_thread()
    alarm = _signal if in_main and hasattr(signal, "setitimer") else _exception
    _here.limit = mine
    try:
        with alarm(mine, outer):
            yield
    finally:
        _here.limit = outer


@contextmanager
def _signal(mine: _Limit, outer: _Limit | None) -> Iterator[None]:
    def ring(signum: int, frame: Any) -> None:
        if _here.limit is mine:
            raise mine.reached
        signal.setitimer(signal.ITIMER_REAL, 0)     # of a block that is over: never again

    before = signal.signal(signal.SIGALRM, ring)
    try:
        # What a callback of the garbage collector or a __del__ raises is swallowed: ring again.
        signal.setitimer(signal.ITIMER_REAL, max(mine.left, 1e-3), AGAIN)
        yield
    finally:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:        # it may have rung just before that line; the next one is a second away
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            if outer is not None:
                signal.setitimer(signal.ITIMER_REAL, max(outer.left, 1e-3), AGAIN)


@contextmanager
def _exception(mine: _Limit, outer: _Limit | None) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    state = {"over": False, "sent": False}
    lock = threading.Lock()

    class Reached(TimeLimit):   # Python makes the exception itself, from the class alone
        def __init__(self) -> None:
            super().__init__(*mine.reached.args)

    def send(error: Any) -> None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)

    def ring() -> None:
        with lock:
            if not state["over"]:
                state["sent"] = True
                send(ctypes.py_object(Reached))

    timer = threading.Timer(mine.left, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            state["over"] = True
            if state["sent"]:
                send(None)   # not delivered yet: never after the block
        timer.cancel()
