"""What a self-test counted: one row per theorem or construction and kind of change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

# mutant      a network with one change
# assumption  a conclusion without one assumption that its proof cites
# statement   a formula that is a little stronger than a claim, or its opposite
# instance    an object that a universal claim is tried on, changed: the claim must still hold
SUBJECTS = ("mutant", "assumption", "statement", "instance")

# refuted     an exact counterexample was replayed (of an instance: an assumption fails there)
# refused     not even accepted as an input
# equivalent  shown to be the same, or still true, by proof
# missed      none of these: a mistake that would not be seen
OUTCOMES = ("refuted", "refused", "equivalent", "missed")


@dataclass(frozen=True)
class Result:
    """One change of one subject: what was changed, what became of it, and how that is known."""

    subject: str
    change: str
    outcome: str
    how: str = ""

    def __post_init__(self) -> None:
        if self.subject not in SUBJECTS or self.outcome not in OUTCOMES:
            raise ValueError(f"no result: {self.subject}, {self.outcome}")

    def to_json(self) -> dict[str, str]:
        return {"subject": self.subject, "change": self.change, "outcome": self.outcome,
                "how": self.how}


@dataclass(frozen=True)
class Record:
    """All results about one theorem or construction; `left_out` says what was not tested, why."""

    name: str
    kind: str
    results: tuple[Result, ...]
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0

    def count(self, subject: str | None = None, outcome: str | None = None) -> int:
        """How many results there are of a subject (any) with an outcome (any)."""
        return sum((subject is None or r.subject == subject)
                   and (outcome is None or r.outcome == outcome) for r in self.results)

    @property
    def missed(self) -> tuple[Result, ...]:
        return tuple(r for r in self.results if r.outcome == "missed")

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects of which there are results, in their order."""
        return tuple(s for s in SUBJECTS if self.count(s))

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name, "kind": self.kind,
            "counts": {s: {"tried": self.count(s), **{o: self.count(s, o) for o in OUTCOMES},
                           "kill_rate": kill_rate(self, s)} for s in self.subjects},
            "results": [r.to_json() for r in self.results], "left_out": list(self.left_out),
            "seconds": round(self.seconds, 2)}


def kill_rate(tested: Record, subject: str) -> str:
    """refuted / (tried - equivalent) as an exact fraction: what is no mistake cannot be killed.

    >>> kill_rate(Record("a", "theorem", (Result("mutant", "w", "refuted"),
    ...                                   Result("mutant", "v", "missed"))), "mutant")
    '1/2'
    """
    killed = tested.count(subject, "refuted") + tested.count(subject, "refused")
    wrong = tested.count(subject) - tested.count(subject, "equivalent")
    return f"{killed}/{wrong}"


def missed(all_tested: Iterable[Record]) -> int:
    """How many mistakes would not have been seen."""
    return sum(len(tested.missed) for tested in all_tested)
