"""`verify notebooks -o DIR`: the notebooks, run from top to bottom, as pages for a browser."""

from __future__ import annotations

import json as json_module
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

from verify.commands.folder import written_whole
from verify.errors import BadInput
from verify.parameters import found, seconds, suggestion

if TYPE_CHECKING:
    from verify.report.notebook.running import Run

MARK, INDEX = "netproof-notebooks.json", "index.html"
REFUTED, UNDECIDED = 1, 3
# Where our own pages are: beside the package in a checkout, or where an installation puts data.
PLACES = (Path(__file__).parents[2] / "notebooks",
          Path(sysconfig.get_path("data"), "share", "netproof", "notebooks"))


def notebooks(names: Sequence[str], output: str, limit: str | None, quiet: bool) -> int:
    """Run the notebooks (all of ours if none is named) and write their pages and an index into a
    folder that appears whole.

    Returns 0; 1 if a cell of one failed, which its page shows; 3 if one took too long.
    """
    allowed = None if limit is None else seconds(limit)
    paths = [_find(name) for name in names] or list(_ours())
    stems = [path.stem for path in paths]
    for path in paths:
        if stems.count(path.stem) > 1 or path.stem == "index":
            raise BadInput(str(path), "notebooks whose pages have names of their own",
                           f"{path.stem}.html twice")
    from verify.report.notebook import page
    from verify.report.notebook.running import run_page
    runs: list[Run] = []
    with written_whole(output, MARK, "earlier pages of notebooks") as folder:
        home = page.home(INDEX)
        for path in paths:
            run = run_page(path, allowed)
            runs.append(run)
            (folder / f"{run.name}.html").write_bytes(page.render(run, path.name, home).encode())
            if not quiet or run.failure is not None:
                sys.stdout.write(_line(run) + "\n")
                sys.stdout.flush()
        (folder / INDEX).write_bytes(page.index(runs).encode())
        failures = {run.name: run.failure for run in runs}
        (folder / MARK).write_text(json_module.dumps({
            "schema": "netproof-notebooks/1", "pages": {
                name: "ran" if failure is None else "failed"
                for name, failure in failures.items()}}, indent=1) + "\n")
    if not quiet:
        sys.stdout.write(f"{Path(output) / INDEX}\n")
    bad = [failure for failure in failures.values() if failure is not None]
    if not bad:
        return 0
    return UNDECIDED if all(failure.out_of_time for failure in bad) else REFUTED


def _ours() -> tuple[Path, ...]:
    """The notebooks that come with netproof, by name.  Raises: BadInput where there are none."""
    for place in PLACES:
        pages = tuple(sorted(place.glob("*.py")))
        if pages:
            return pages
    raise BadInput("verify notebooks", "a notebook's file (netproof's own are in its source, and "
                   "not beside this installation)", "none named")


def _find(name: str) -> Path:
    """A file, or one of ours by its name."""
    path = Path(name)
    if path.suffix == ".py":
        return path
    known = {page.stem: page for place in PLACES for page in sorted(place.glob("*.py"))}
    if name not in known:
        raise BadInput("verify notebooks", "the name of a notebook, or its file",
                       found(name) + suggestion(name, tuple(known)))
    return known[name]


def _line(run: Run) -> str:
    failure = run.failure
    count = sum(cell.kind == "code" for cell in run.cells)
    if failure is None:
        return f"ran      {run.name:32} {count:3} cells {run.seconds:6.1f} s"
    cell = 1 + sum(cell.kind == "code" for cell in run.cells[:failure.cell])
    where = f", line {failure.line}" if failure.line else ""
    word = "unknown" if failure.out_of_time else "failed"
    return f"{word:8} {run.name}: cell {cell} of {count}{where}: {' '.join(failure.says.split())}"
