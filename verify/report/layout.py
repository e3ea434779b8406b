"""How anything is laid out on a terminal: the console, its colours, a section of two columns.

Piped, or with NO_COLOR or --no-color, the same text comes out 80 columns wide and without a single
escape code.
"""

from __future__ import annotations

import itertools
import os
import sys
from typing import Sequence

from rich.console import Console
from rich.text import Text

STYLES = {"proved": "bold green", "refuted": "bold red", "supported": "yellow", "cited": "cyan",
          "unknown": "magenta", "undecided": "bold magenta", "refused": "bold red"}
_WIDTH = 80
_WIDEST = 100  # longer lines are hard to read, however wide the terminal


class _Console(Console):
    """Leaves a closed pipe to `verify.cli`: rich would exit 1, which here means refuted."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console(color: bool = True, stderr: bool = False) -> Console:
    """A console on standard output (or error); `color` False means plain text."""
    plain = not color or bool(os.environ.get("NO_COLOR"))
    console = _Console(file=sys.stderr if stderr else sys.stdout, highlight=False, markup=False,
                       emoji=False, color_system=None if plain else "auto")
    console.width = min(console.width, _WIDEST) if console.is_terminal else _WIDTH
    return console


def status_text(status: str) -> Text:
    """A status word in its colour."""
    return Text(status, STYLES.get(status, ""))


def heading(console: Console, title: str) -> None:
    """A blank line and the title of a section."""
    console.print()
    console.print(Text(title, "bold"))


def section(console: Console, title: str, rows: Sequence[tuple[Text, Text]],
            left: int = 9) -> None:
    """A heading and its rows; nothing at all when there are no rows."""
    if rows:
        heading(console, title)
        for first, second in rows:
            row(console, first, second, left)


def row(console: Console, first: Text, second: Text, left: int = 9) -> None:
    """Two columns indented by two: `left` wide, two spaces, and the rest of the line, wrapped."""
    firsts = list(first.wrap(console, left, overflow="fold"))
    seconds = list(second.wrap(console, max(console.width - left - 4, 20), overflow="fold"))
    for one, two in itertools.zip_longest(firsts, seconds, fillvalue=Text()):
        line = Text("  ") + one + Text(" " * (left - one.cell_len + 2)) + two
        line.rstrip()  # rich would pad every line to the width of the screen
        console.print(line)


def paragraph(console: Console, text: str | Text, indent: int = 0, style: str = "") -> None:
    """Wrapped text, every line indented."""
    whole = text if isinstance(text, Text) else Text(text, style)
    for line in whole.wrap(console, max(console.width - indent, 20), overflow="fold"):
        line.rstrip()
        console.print(Text(" " * indent) + line)


def lines(*parts: str | Text) -> Text:
    """The nonempty parts, one under the other.

    >>> lines("a", "", "b").plain
    'a\\nb'
    """
    return Text("\n").join(p if isinstance(p, Text) else Text(p) for p in parts if p)
