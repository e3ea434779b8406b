"""Runs one notebook, in a process of its own: python -m verify.report.notebook.child PAGE EVENTS.

What happens is written to the file EVENTS, a line of JSON for each: {"cell": n} begins the n-th
cell; "text" is what it printed, "picture" or "html" what its last expression is; "error" ends a
page, "done" too.  Whoever reads the file knows where a process died that wrote no end.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import sys
import traceback
from typing import Any, Iterable, TextIO

from verify.report.notebook.cells import CODE, Cell, read_page
from verify.report.pictures.picture import Picture

BEGIN, SHOW = "__cell__", "__show__"        # what is called before a cell, and with its value
_OUTSIDE = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
            "socket.sendmsg")


class Record:
    """The file of events; what is printed meanwhile belongs to the cell that runs."""

    def __init__(self, file: TextIO):
        self._file, self._printed = file, io.StringIO()
        sys.stdout = sys.stderr = self._printed

    def event(self, **fields: Any) -> None:
        if text := self._printed.getvalue():
            self._printed.seek(0)
            self._printed.truncate()
            self._write({"text": text})
        self._write(fields)

    def _write(self, fields: dict[str, Any]) -> None:
        self._file.write(json.dumps(fields) + "\n")
        self._file.flush()

    def begin(self, number: int) -> None:
        self.event(cell=number)

    def show(self, value: Any) -> None:
        """As a notebook shows the last expression of a cell: None is nothing."""
        if isinstance(value, Picture):
            self.event(picture={"title": value.title, "caption": value.caption, "svg": value.svg})
        elif hasattr(value, "_repr_html_"):
            self.event(html=str(value._repr_html_()))
        elif value is not None:
            self.event(text=f"{value!r}\n")


class Loader(importlib.abc.SourceLoader):
    """Python's own loader, for a file whose cells tell when they begin and what their value is."""

    def __init__(self, path: str, cells: Iterable[Cell]):
        self._path, self._cells = path, tuple(cells)

    def get_filename(self, fullname: str) -> str:
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        if path != self._path:      # a compiled file is neither read nor left
            raise OSError(f"no data for {path!r}")
        return b""

    def source_to_code(self, data: Any, path: Any) -> Any:      # type: ignore[override]
        return super().source_to_code(told(self._cells), path)  # type: ignore[arg-type]


def told(cells: Iterable[Cell]) -> ast.Module:
    """The cells of code as one program; every statement keeps its line.

    >>> from verify.report.notebook.cells import cells
    >>> print(ast.unparse(told(cells("# %%\\nx = 1\\n# %%\\nx + 1"))))
    __cell__(0)
    x = 1
    __cell__(1)
    __show__(x + 1)
    """
    program = ast.Module([], [])
    for number, cell in enumerate(cells):
        if cell.kind != CODE:
            continue
        body = ast.increment_lineno(ast.parse(cell.source), cell.line - 1).body
        start = 0       # a future import must stand before everything else
        while start < len(body) and isinstance(node := body[start], ast.ImportFrom) \
                and node.module == "__future__":
            start += 1
        body.insert(start, ast.Expr(_call(BEGIN, ast.Constant(number))))
        last = body[-1]
        if isinstance(last, ast.Expr) and last is not body[start]:
            last.value = ast.copy_location(_call(SHOW, last.value), last.value)
        program.body += body
    return ast.fix_missing_locations(program)


def _call(name: str, argument: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [argument], [])


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _OUTSIDE:
        raise PermissionError(f"a page is run without network: {event}")


def run(path: str, events: str) -> int:
    """Run a page and return 0, or 1 when one of its cells failed."""
    cells = read_page(path)
    path = os.path.abspath(path)
    with open(events, "w", encoding="utf-8") as file:
        record = Record(file)
        spec = importlib.machinery.ModuleSpec("__main__", Loader(path, cells), origin=path)
        spec.has_location = True
        module = importlib.util.module_from_spec(spec)
        vars(module).update({BEGIN: record.begin, SHOW: record.show})
        sys.modules["__main__"] = module
        sys.argv = [path]
        sys.path.append(os.path.dirname(path))  # last: a random.py there must not hide Python's own
        sys.addaudithook(_no_network)
        try:
            module.__spec__.loader.exec_module(module)  # type: ignore[union-attr]
        except BaseException as error:  # whatever ends a page, SystemExit too, is told of
            record.event(error=_told_error(error, path))
            return 1
        record.event(done=True)
        return 0


def _told_error(error: BaseException, path: str) -> dict[str, Any]:
    """Line and traceback, from the page's own frame on."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [n for n, frame in enumerate(frames) if frame.filename == path]
    kept = frames[own[0]:] if own else frames
    said = "".join(traceback.format_exception_only(error)).strip()
    line = frames[own[0]].lineno if own else None
    return {"line": line, "says": said, "source": frames[own[0]].line if own else "",
            "traceback": "".join(traceback.format_list(kept)) + said}


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
