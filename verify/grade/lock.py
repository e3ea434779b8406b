"""One batch at a time in one folder of results: two would tear each other's journal.

The folder itself is locked, so nothing stays behind, and a lock ends with the processes that hold
it: `kill -9` leaves none.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Iterator

from verify.errors import BadInput
from verify.interchange.regular_file import shown

PATIENCE = 5.0          # seconds; the workers of a batch that was killed end a little later


@contextlib.contextmanager
def alone_in(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the folder while the block runs; nothing where the system has no such locks.

    Raises: BadInput where another batch holds it for longer than `patience` seconds.
    """
    try:
        import fcntl
    except ImportError:         # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise BadInput(shown(folder), "a folder for the results of this batch alone",
                                   "another batch at work in it") from None
                time.sleep(0.05)
            except OSError:     # a file system without locks
                break
        yield
    finally:
        os.close(handle)
