"""One line for each theorem of `verify all`, and the totals."""

from __future__ import annotations

from typing import Sequence

from rich.text import Text

from verify.report.layout import make_console, row, status_text
from verify.report.model import VERDICTS, Report
from verify.report.text import assignments, counts


def print_report(report: Report, color: bool) -> None:
    """The verdict, the theorem with its numbers, how many claims, how long."""
    rest = Text(", ".join((report.theorem, *assignments(report.given))))
    rest += Text(f"; {counts(report)}; {report.seconds:.1f} s")
    row(make_console(color), status_text(report.verdict), rest)


def print_refusal(name: str, why: str, color: bool) -> None:
    """A theorem that is none, on standard error, where it cannot be taken for a result."""
    row(make_console(color, stderr=True), status_text("refused"), Text(f"{name}: {why}"))


def print_totals(reports: Sequence[Report], elapsed: float, color: bool) -> None:
    """How many theorems have each verdict."""
    verdicts = [report.verdict for report in reports]
    some = [f"{verdicts.count(word)} {word}" for word in VERDICTS if word in verdicts]
    make_console(color).print(f"{', '.join(some) or 'nothing checked'}. {elapsed:.1f} s.")
