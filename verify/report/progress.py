"""Progress on standard error, only while a person is looking at it."""

from __future__ import annotations

import contextlib
import sys
from typing import Callable, Iterator

Progress = Callable[[str, int, int], None]


@contextlib.contextmanager
def watched(quiet: bool = False) -> Iterator[Progress | None]:
    """A function of (text, done, total) that moves one bar; None when nobody would see it."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress as Bar

    from verify.report.layout import make_console
    with Bar(console=make_console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def move(text: str, done: int, total: int) -> None:
            bar.update(task, description=text, completed=done, total=total or None)

        yield move
