"""What one item's grading says: a verdict word, words for the student, and what was covered.

Only `correct` scores, and an Outcome is `correct` only with at least one case looked at: a check
that did not run is `internal_error`, never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

# From best to worst.  `missing` counts for a whole submission only where nothing was graded.
VERDICTS = ("correct", "incorrect", "malformed", "unsupported", "over_limit", "timeout",
            "runtime_error", "nondeterministic", "undecided", "missing", "internal_error")
KINDS_OF_COVERAGE = ("none", "exhaustive", "exact-symbolic", "theorem")


@dataclass(frozen=True)
class Coverage:
    """How much was looked at: `cases` inputs (exhaustive), pieces (exact-symbolic) or claims."""

    kind: str = "none"
    cases: int = 0


@dataclass(frozen=True)
class Counterexample:
    """An input on which the submission is wrong, its answer and the right one, as exact texts."""

    input: tuple[str, ...]
    got: str
    want: str


@dataclass(frozen=True)
class Outcome:
    """One item's verdict.  Raises ValueError for an unknown word and for `correct` without a case.

    >>> Outcome("correct", "fine")
    Traceback (most recent call last):
    ValueError: correct: expected at least 1 case, found 0
    """

    verdict: str
    output: str
    counterexample: Counterexample | None = None
    coverage: Coverage = Coverage()
    measures: tuple[tuple[str, int], ...] = ()      # for the leaderboard, measured by us
    trace: tuple[str, ...] = ()                     # layer by layer, for --trace
    fingerprint: str = ""                           # equal for networks that are equal up to order
    notes: tuple[str, ...] = ()
    picture: str = ""                               # of a network at its counterexample, for pages

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict: expected one of {', '.join(VERDICTS)}, "
                             f"found {self.verdict!r}")
        if self.coverage.kind not in KINDS_OF_COVERAGE:
            raise ValueError(f"coverage: unknown kind {self.coverage.kind!r}")
        if self.verdict == "correct" and self.coverage.cases < 1:
            raise ValueError("correct: expected at least 1 case, found 0")


class Stop(Exception):
    """Ends the grading of one item with this outcome."""

    def __init__(self, verdict: str, output: str):
        super().__init__(output)
        self.outcome = Outcome(verdict, output)


def worst(verdicts: Sequence[str]) -> str:
    """The verdict of a submission from those of its items; of none, internal_error.

    >>> worst(["correct", "missing"]), worst(["missing"]), worst([])
    ('correct', 'missing', 'internal_error')
    """
    graded = [word for word in verdicts if word != "missing"] or list(verdicts)
    return max(graded, key=VERDICTS.index, default="internal_error")


def point(values: Sequence[object]) -> str:
    """A point as texts show it.

    >>> point((1, 0, 1)), point((1,))
    ('(1,0,1)', '1')
    """
    texts = [str(value) for value in values]
    return texts[0] if len(texts) == 1 else f"({','.join(texts)})"


Measures = Mapping[str, int]
