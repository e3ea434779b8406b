"""`verify site -o DIR`: the catalogue as pages that anyone can open or put on a web server."""

from __future__ import annotations

import json as json_module
import os
import secrets
import shutil
import sys
from pathlib import Path
from typing import Sequence

from verify import __version__, catalogue, library
from verify.commands.everything import worst
from verify.errors import BadInput, Refused
from verify.parameters import found, seconds, shown, smallest


def site(names: Sequence[str], output: str, quick: bool, certificates: bool, api: bool,
         limit: str | None, quiet: bool, color: bool) -> int:
    """Check the theorems (all if none is named), write their pages and an index into a folder that
    appears whole; exit with the worst verdict (2 if a theorem is refused)."""
    from verify.report.html.catalogue import INDEX, MARK, SCHEMA, Entry, files, index
    from verify.report.model import EXIT_CODE
    from verify.report.overview import print_refusal, print_report
    from verify.report.progress import watched
    if api:
        from verify.report.html import reference
        reference.require_pdoc()
    allowed = None if limit is None else seconds(limit)
    target = _target(output, MARK)
    theorems = [catalogue.find(name) for name in names] or list(catalogue.theorems())
    entries: list[Entry] = []
    folder = target.parent / f".netproof-{secrets.token_hex(8)}.part"
    folder.mkdir()
    try:
        for theorem in dict.fromkeys(theorems):
            given = smallest(theorem.given) if quick else {}
            try:
                with watched(quiet) as progress:
                    report = library.check(theorem, limit=allowed, progress=progress,
                                           certify=certificates, **given)
            except Refused as refusal:  # the others still have pages
                entries.append(Entry(theorem, None, str(refusal)))
                print_refusal(theorem.name, str(refusal), color)
                continue
            entry = Entry(theorem, report)
            entries.append(entry)
            for name, content in files(entry).items():
                (folder / name).write_bytes(content)
            if not quiet:
                print_report(report, color)
                sys.stdout.flush()
        if api:
            reference.write(folder / "api")
        (folder / INDEX).write_bytes(index(entries, __version__, "api/index.html" if api else ""))
        verdict = worst([entry.word for entry in entries if entry.report is not None])
        (folder / MARK).write_text(json_module.dumps({
            "schema": SCHEMA, "verdict": verdict,
            "theorems": {entry.theorem.name: entry.word for entry in entries}}, indent=1) + "\n")
        _replace(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(f"{verdict}\n" if quiet else f"{target / INDEX}\n")
    return 2 if any(entry.report is None for entry in entries) else EXIT_CODE[verdict]


def _target(output: str, mark: str) -> Path:
    """Where the pages go: a folder that does not exist, is empty, or holds an earlier site.

    Raises BadInput: nobody's other files may be replaced.
    """
    place, target = shown(output), Path(os.path.abspath(output))
    if not target.parent.is_dir():
        raise BadInput(place, "a folder in a folder that exists", found(str(target.parent)))
    if target.exists():
        if not target.is_dir():
            raise BadInput(place, "a folder", "a file")
        if any(target.iterdir()) and not (target / mark).is_file():
            raise BadInput(place, "an empty folder, or an earlier site", "a folder of other files")
    return target


def _replace(folder: Path, target: Path) -> None:
    """The new folder under the old one's name; the old one goes when the new one is there."""
    old = None
    if target.exists():
        old = target.parent / f".netproof-{secrets.token_hex(8)}.old"
        os.replace(target, old)
    try:
        os.replace(folder, target)
    except OSError:
        if old is not None:
            os.replace(old, target)
        raise
    if old is not None:
        shutil.rmtree(old)
