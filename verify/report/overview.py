"""One line for each theorem of `verify all`, and the totals."""

from __future__ import annotations

from typing import Sequence

from rich.text import Text

from verify.report.layout import make_console, row, status_text
from verify.report.model import VERDICTS, Report
from verify.report.oracles import named_oracles
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


def print_oracles(report: Report, color: bool) -> None:
    """The claims of a report that rest on someone's word."""
    console = make_console(color)
    for kind, found in named_oracles(report).items():
        for name, who in found.items():
            row(console, Text(kind.removesuffix("s"), style="dim"), Text(f"{name}: {who}"))


def print_oracle_totals(reports: Sequence[Report], color: bool) -> None:
    """How many claims rest on a word, in all."""
    found = [named_oracles(report) for report in reports]
    rests, opinions = (sum(len(f[kind]) for f in found) for kind in ("oracles", "opinions"))
    make_console(color).print(f"{rests} claims rest on an oracle; {opinions} are opinions, on "
                              f"which nothing rests.")
