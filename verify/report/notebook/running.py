"""A notebook is run in a process of its own, from top to bottom; what it showed is read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.report.notebook.cells import CODE, MARKDOWN, Cell, read_page

_ROOT = Path(__file__).parents[3]       # where `verify` is, installed or not
_CHILD = "verify.report.notebook.child"


@dataclass(frozen=True)
class Failure:
    """Why a page did not run to its end: its number among all cells, the line, what was said."""

    cell: int
    line: int | None
    says: str
    traceback: str = ""
    out_of_time: bool = False


@dataclass(frozen=True)
class Run:
    """A page that was run.

    shown       cell number -> what it showed: {"text": ...}, {"html": ...}, {"picture": ...}
    """

    name: str
    cells: tuple[Cell, ...]
    shown: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    failure: Failure | None = None
    seconds: float = 0.0

    @property
    def title(self) -> str:
        """The first heading, or the file's name."""
        return next((line[2:].strip() for cell in self.cells if cell.kind == MARKDOWN
                     for line in cell.source.splitlines() if line.startswith("# ")), self.name)


def run_page(path: str | Path, limit: float | None = None) -> Run:
    """Run a notebook with this Python, in the notebook's folder and without network.

    Raises: BadInput for what is no notebook.
    """
    path = Path(path).absolute()
    cells = read_page(path)
    before = os.environ.get("PYTHONPATH")
    places = os.pathsep.join([str(_ROOT), *([before] if before else [])])
    began, late = time.monotonic(), False
    with tempfile.TemporaryDirectory(prefix="netproof-") as folder:
        events = Path(folder, "events")
        try:
            # -P: nothing that lies in the page's folder may stand for one of Python's modules.
            done = subprocess.run(
                [sys.executable, "-P", "-m", _CHILD, str(path), str(events)], cwd=path.parent,
                env={**os.environ, "PYTHONPATH": places}, stdin=subprocess.DEVNULL,
                capture_output=True, timeout=limit)
            said = f"the process ended with code {done.returncode}"
            trace = done.stderr.decode(errors="replace")[-4000:]
        except subprocess.TimeoutExpired:
            late, said, trace = True, f"not done after {limit:g} seconds", ""
        told = events.read_text(encoding="utf-8") if events.exists() else ""
    shown, failure = _read(told, cells, said, trace, late)
    return Run(path.stem, cells, shown, failure, time.monotonic() - began)


def _read(told: str, cells: tuple[Cell, ...], said: str, trace: str,
          late: bool) -> tuple[dict[int, list[dict[str, Any]]], Failure | None]:
    shown: dict[int, list[dict[str, Any]]] = {}
    now = next((n for n, cell in enumerate(cells) if cell.kind == CODE), 0)
    for line in told.splitlines():
        try:
            event = json.loads(line)
        except ValueError:      # a line that was being written when the process died
            break
        if event.get("done"):
            return shown, None
        if "error" in event:
            error = event["error"]
            says = error["says"]
            if says == "AssertionError":    # which says nothing; the line does
                says = f"{says}: {error['source']}"
            return shown, Failure(now, error["line"], says, error["traceback"])
        if "cell" in event:
            now = event["cell"]
        else:
            shown.setdefault(now, []).append(event)
    return shown, Failure(now, cells[now].line, said, trace, late)
