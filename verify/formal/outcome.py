"""What was found out about a formal statement, and about all of a theorem's together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

STATUSES = ("failed", "not checked", "proved")     # the worst first
EXIT_CODE = {"proved": 0, "failed": 1, "not checked": 3}


@dataclass(frozen=True)
class Outcome:
    """One statement's outcome.

    reason   where it is not proved, one word: banned, compile, axioms, statement, table, pin;
             not-installed, version, time, memory
    detail   the reason as a sentence
    axioms   what the proof assumes, all of it allowed
    """

    name: str
    status: str
    reason: str = ""
    detail: str = ""
    axioms: tuple[str, ...] = ()
    seconds: float = 0.0


def overall(outcomes: Iterable[Outcome]) -> str:
    """The status of several statements together; of none, "not checked".

    >>> overall([Outcome("a", "proved"), Outcome("b", "not checked")])
    'not checked'
    >>> overall([])
    'not checked'
    """
    found = {outcome.status for outcome in outcomes}
    return next((status for status in STATUSES if status in found), "not checked")
