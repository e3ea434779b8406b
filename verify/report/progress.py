"""Progress on standard error, only while a person is looking at it.

Two lines: which claim is being judged, of how many; and, while a long sweep over a finite domain
runs, the share of the domain that is covered and the time that is left at this rate.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any, Callable, Iterator

from verify.watching import watching

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[str, int, int], None]


@contextlib.contextmanager
def watched(quiet: bool = False) -> Iterator[Progress | None]:
    """A function of (text, done, total) that moves the first line; None when nobody would see it.

    Inside the block sweeps move the second line by themselves (see `verify.watching`).
    """
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from verify.report.layout import make_console
    with _bars(make_console(stderr=True)) as bars, watching(bars.cover):
        yield bars.move


class _Bars:
    """The two lines of a rich progress display."""

    def __init__(self, display: Any):
        self.display = display
        self.claims = display.add_task("the instance", total=None, left=False)
        self.domain = display.add_task("", total=None, left=True, visible=False)

    def move(self, text: str, done: int, total: int) -> None:
        """Another claim begins: what was covered for the one before is over."""
        shown = f"{done + 1} of {total}: {text}" if total else text
        self.display.update(self.claims, description=shown, completed=done, total=total or None)
        self.display.update(self.domain, visible=False)

    def cover(self, what: str, done: int, total: int) -> None:
        """So much of a domain is covered; what is done in one step needs no line."""
        if total < 2:
            return
        if not done:
            self.display.reset(self.domain, total=total)
        self.display.update(self.domain, description=f"{done:,} of {total:,} {what}",
                            completed=done, total=total, visible=True)


@contextlib.contextmanager
def _bars(console: Console) -> Iterator[_Bars]:
    """Both lines on a console, gone at the end; a long name is cut, so that each is one line."""
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Display
    from rich.table import Column
    from rich.text import Text

    class Left(ProgressColumn):
        """The time left of a sweep; claims differ too much for their number to say it."""

        remaining = TimeRemainingColumn()

        def render(self, task: Task) -> Text:
            if not task.fields["left"]:
                return Text("")
            return Text.assemble(self.remaining.render(task), " left")

    name = TextColumn("{task.description}", markup=False, table_column=Column(
        ratio=1, no_wrap=True, overflow="ellipsis"))
    bar = [BarColumn(16)] if console.width >= 60 else []
    with Display(name, *bar, TextColumn("{task.percentage:>3.0f} %"), Left(), console=console,
                 transient=True, expand=True) as display:
        yield _Bars(display)
