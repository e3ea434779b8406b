"""The cells of a notebook that is kept as Python source, in jupytext's percent format.

A line `# %%` begins a cell of code, `# %% [markdown]` one of prose, whose lines are comments.  What
stands before the first of them is jupytext's own header.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from verify.errors import BadInput
from verify.parameters import shown

MARKDOWN, CODE = "markdown", "code"
_MARKER = re.compile(r"# %%(?:[ \t]+\[(?P<kind>\w+)\])?[ \t]*")
LARGEST = 2**20         # characters; a page is to be read


@dataclass(frozen=True)
class Cell:
    """One cell: its prose as Markdown, or its code; `line` is that of its first line, from 1."""

    kind: str
    source: str
    line: int


def read_page(path: str | Path) -> tuple[Cell, ...]:
    """The cells of a file.  Raises: BadInput for what is no notebook, naming file and line."""
    place = shown(str(path))
    try:
        text = Path(path).read_bytes()[:LARGEST + 1].decode("utf-8")
    except OSError as error:
        raise BadInput(place, "a notebook", (error.strerror or str(error)).lower()) from None
    except UnicodeDecodeError:
        raise BadInput(place, "a notebook in UTF-8", "other bytes") from None
    if len(text) > LARGEST:
        raise BadInput(place, f"at most {LARGEST} characters", "more")
    return cells(text, place)


def cells(text: str, place: str = "notebook") -> tuple[Cell, ...]:
    """The cells of a notebook's text, those that are empty left out.

    Raises: BadInput without any cell, for an unknown kind of cell, for prose that is no comment,
    and for code that is no Python.

    >>> [(c.kind, c.source, c.line) for c in cells('# %% [markdown]\\n# # Two\\n\\n# %%\\n1 + 1')]
    [('markdown', '# Two', 2), ('code', '1 + 1', 5)]
    """
    found: list[Cell] = []
    kind, lines, first = "", [""], 1
    for number, line in enumerate([*text.splitlines(), "# %%"], 1):
        marker = _MARKER.fullmatch(line)
        if marker is None:
            lines.append(line)
            continue
        if kind and any(part.strip() for part in lines):
            found.append(_cell(kind, lines, first, place))
        kind, lines, first = marker["kind"] or CODE, [], number + 1
        if kind not in (MARKDOWN, CODE):
            raise BadInput(f"{place}, line {number}", "# %% or # %% [markdown]", line[:60])
    if not found:
        raise BadInput(place, "a notebook with cells that begin with # %%", "none")
    return tuple(found)


def _cell(kind: str, lines: list[str], first: int, place: str) -> Cell:
    while not lines[0].strip():
        del lines[0]
        first += 1
    while not lines[-1].strip():
        lines.pop()
    if kind == CODE:
        source = "\n".join(lines)
        try:
            ast.parse(source)
        except SyntaxError as error:
            where = first + (error.lineno or 1) - 1
            raise BadInput(f"{place}, line {where}", "Python", error.msg) from None
        return Cell(CODE, source, first)
    for number, line in enumerate(lines, first):
        if line.strip() and not line.startswith("#"):
            raise BadInput(f"{place}, line {number}", "prose as comments", line[:60])
    return Cell(MARKDOWN, "\n".join(line[2:] for line in lines), first)
