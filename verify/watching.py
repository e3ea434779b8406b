"""How much of a long sweep is covered, said to whoever watches; nothing depends on it.

The methods say it, a progress bar listens.  Nothing comes back, and without a listener it is lost.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import Callable, Iterator

Listener = Callable[[str, int, int], None]


class _Here(threading.local):
    listener: Listener | None = None   # the one in force in this thread


_here = _Here()


def covered(what: str, done: int, total: int) -> None:
    """Say that so many of all points (or whatever `what` names) have been evaluated.

    >>> with watching(print):
    ...     covered("points", 3, 8)
    points 3 8
    """
    if _here.listener is not None:
        _here.listener(what, done, total)


@contextmanager
def watching(listener: Listener | None) -> Iterator[None]:
    """In the block, and in this thread, the listener is told of what is covered."""
    outer, _here.listener = _here.listener, listener
    try:
        yield
    finally:
        _here.listener = outer
