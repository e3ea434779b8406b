"""`verify site -o DIR`: the catalogue as pages that anyone can open or put on a web server."""

from __future__ import annotations

import json as json_module
import os
import sys
from pathlib import Path
from typing import Sequence

from verify import __version__, catalogue, library
from verify.commands.everything import worst
from verify.commands.folder import written_whole
from verify.errors import Refused
from verify.parameters import seconds, smallest


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
    theorems = [catalogue.find(name) for name in names] or list(catalogue.theorems())
    entries: list[Entry] = []
    with written_whole(output, MARK, "an earlier site") as folder:
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
    sys.stdout.write(f"{verdict}\n" if quiet else f"{Path(os.path.abspath(output)) / INDEX}\n")
    return 2 if any(entry.report is None for entry in entries) else EXIT_CODE[verdict]
