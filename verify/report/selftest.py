"""The table of the self-test: one line per theorem or construction and kind of change."""

from __future__ import annotations

import sys
from typing import Sequence

from verify.selftest.tally import Record, kill_rate, missed

WORDS = {"mutant": "mutants", "assumption": "assumptions dropped",
         "statement": "statements varied", "instance": "instances changed"}
HEAD = ("", "tried", "refuted", "refused", "equivalent", "missed", "kill rate")
SHOWN = 8                # of the missed ones of a theorem, and of what was left out


def lines(tested: Record) -> list[str]:
    """The table's lines for one theorem or construction."""
    found = [f"{tested.name} ({tested.kind}, {tested.seconds:.1f} s)"]
    for subject in tested.subjects:
        counts = [tested.count(subject), *(tested.count(subject, outcome) for outcome in (
            "refuted", "refused", "equivalent", "missed"))]
        rate = kill_rate(tested, subject) if subject != "instance" else "-"
        found.append(f"  {WORDS[subject]:<20}" + "".join(f"{n:>11}" for n in counts)
                     + f"{rate:>12}")
    return found


def print_head() -> None:
    """What the columns are."""
    sys.stdout.write(f"  {HEAD[0]:<20}" + "".join(f"{word:>11}" for word in HEAD[1:-1])
                     + f"{HEAD[-1]:>12}\n")


def print_tested(tested: Record, color: bool) -> None:
    """The lines of one theorem or construction, and below them what was missed or left out."""
    from verify.report.layout import make_console, paragraph
    sys.stdout.write("\n".join(lines(tested)) + "\n")
    sys.stdout.flush()
    console = make_console(color)
    for result in tested.missed[:SHOWN]:
        paragraph(console, f"missed: {result.change}: {result.how}", 4, "bold red")
    for text in tested.left_out[:SHOWN]:
        paragraph(console, f"left out: {text}", 4)
    more = len(tested.missed[SHOWN:]) + len(tested.left_out[SHOWN:])
    if more:
        paragraph(console, f"and {more} more: see --json", 4)
    sys.stdout.flush()


def print_totals(tested: Sequence[Record], seconds: float, color: bool) -> None:
    """The sums, and how to read the columns."""
    from verify.report.layout import make_console, paragraph
    tried, wrong = sum(t.count() for t in tested), missed(tested)
    killed = sum(t.count(outcome=o) for t in tested for o in ("refuted", "refused"))
    same = sum(t.count(outcome="equivalent") for t in tested)
    console = make_console(color)
    console.print(f"{tried} changes: {killed} refuted or refused, {same} equivalent by proof, "
                  f"{wrong} missed. {seconds:.0f} s.", style="bold red" if wrong else "bold green")
    paragraph(console, "Refuted: an exact counterexample was replayed (an instance: an assumption "
                       "fails there). Refused: no input of the theorem. Equivalent: proved to be "
                       "the same, or true as well (an instance: the claim still holds). "
                       "Kill rate: of those that are not equivalent.")
