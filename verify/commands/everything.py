"""`verify all` and `verify errata`: every theorem of the catalogue in one run."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Sequence

from verify import catalogue, library
from verify.commands.output import print_json
from verify.errors import Refused
from verify.parameters import seconds, smallest

if TYPE_CHECKING:
    from verify.report.model import Report

SCHEMA = "netproof-reports/1"
WORST_FIRST = ("refuted", "undecided", "proved")


def worst(verdicts: Sequence[str]) -> str:
    """The worst verdict of several; of none, undecided, for nothing was checked.

    >>> worst(["proved", "undecided", "proved"]), worst([])
    ('undecided', 'undecided')
    """
    return next((word for word in WORST_FIRST if word in verdicts), "undecided")


def check_everything(quick: bool, json: bool, limit: str | None, quiet: bool, color: bool,
                     oracles: bool = False) -> int:
    """Check every theorem, one line each, and exit with the worst verdict (2 if one is refused);
    with `oracles` also which claims rest on someone's word."""
    allowed = None if limit is None else seconds(limit)
    reports, refused, began = [], [], time.monotonic()
    theorems = catalogue.theorems()
    from verify.report.model import EXIT_CODE
    from verify.report.oracles import named_oracles
    from verify.report.overview import (print_oracle_totals, print_oracles, print_refusal,
                                        print_report, print_totals)
    from verify.report.progress import watched
    for theorem in theorems:
        given = smallest(theorem.given) if quick else {}
        try:
            with watched(quiet) as progress:     # gone before the theorem's line is printed
                report = library.check(theorem, limit=allowed, progress=progress, certify=oracles,
                                       **given)
        except Refused as refusal:  # the others are still worth checking
            refused.append((theorem.name, str(refusal)))
            print_refusal(theorem.name, str(refusal), color)
            continue
        reports.append(report)
        if not (json or quiet):
            print_report(report, color)
            if oracles:
                print_oracles(report, color)
            sys.stdout.flush()
    verdict = worst([report.verdict for report in reports])
    if json:
        print_json({"schema": SCHEMA, "verdict": verdict,
                    "refused": [{"theorem": name, "why": why} for name, why in refused],
                    **({"oracles": {r.theorem: named_oracles(r) for r in reports}} if oracles
                       else {}),
                    "reports": [report.to_json() for report in reports]})
    elif quiet:
        sys.stdout.write(verdict + "\n")
    else:
        print_totals(reports, time.monotonic() - began, color)
        if oracles:
            print_oracle_totals(reports, color)
    return 2 if refused else EXIT_CODE[verdict]


def errata(json: bool, color: bool) -> int:
    """Check what the sources print that is false; exit with the worst of these claims alone."""
    reports = [library.check(t) for t in catalogue.theorems()
               if t.notes or any(claim.role == "erratum" for claim in t.claims)]
    from verify.report import errata as view
    if json:
        print_json(view.to_json(reports))
    else:
        from verify.report.layout import make_console
        view.render(reports, make_console(color))
    return _exit_code(reports)


def _exit_code(reports: Sequence[Report]) -> int:
    from verify.report.errata import errata_of
    statuses = {claim.status for report in reports for claim in errata_of(report)}
    if "refuted" in statuses:
        return 1
    return 0 if statuses <= {"proved"} else 3
