"""What a program calls, and the command itself: check a theorem, by name or as an object.

The command is a thin layer over these functions; notebooks, plug-ins and graders use them alone.
"""

from __future__ import annotations

import math
import os
from functools import partial
from typing import TYPE_CHECKING, Any, Callable

from verify import catalogue
from verify.errors import BadInput
from verify.parameters import complete, found
from verify.theorem_file import load_theorem

if TYPE_CHECKING:  # both import sympy
    from verify.report.model import Report
    from verify.statement import Theorem

Progress = Callable[[str, int, int], None]


def theorems() -> tuple[Theorem, ...]:
    """Every installed theorem, by name.

    Raises: BadInput when none is installed, or when two plug-ins claim one name.
    """
    return catalogue.theorems()


def check(theorem: str | Theorem, /, *, witness: Any = None, limit: float | None = None,
          progress: Progress | None = None, second_opinion: bool = False,
          certify: bool = False, checkpoint: str | os.PathLike[str] | None = None,
          formal: bool = False, **given: Any) -> Report:
    """Check a theorem at these numbers (the defaults for those not given) and say what was found.

    `witness` is a network to check in place of the theorem's own construction; after `limit`
    seconds, in whatever thread, the rest is unknown; `progress` is called with a text, how much is
    done, and of what; with `second_opinion` cvc5 is asked about whatever z3 decides; with `certify`
    the report carries its certificate (`report.certificate`); a `checkpoint` file keeps what is
    finished of a long check, which may then be killed and taken up again; with `formal` the
    theorem's formal statements are put to Coq as well, which adds a claim.

    Raises: BadInput for an unknown name or a bad value; Refused for a theorem that is none.
    """
    if isinstance(theorem, str):
        theorem = catalogue.find(theorem)
    else:
        theorem = catalogue.admit(theorem, "theorem")
    if witness is not None and not takes_network(theorem):
        raise BadInput("witness", f"no network ({theorem.name} has none to replace)", "one")
    if limit is not None and not _is_positive(limit):
        raise BadInput("limit", "a positive number of seconds", found(limit))
    values = complete(theorem.given, given, theorem.name)
    if formal:
        from verify.formal.claim import table_of, with_formal
        table_of(theorem)       # before the long work

    from verify.arithmetic.exact import NoExactValue
    from verify.runner import check as carry_out
    try:
        if checkpoint is not None:
            from verify.resuming import resumed
            report = resumed(checkpoint, theorem, values, witness, partial(
                carry_out, theorem, values, witness=witness, limit=limit, progress=progress,
                second_opinion=second_opinion, certify=certify))
        else:
            report = carry_out(theorem, values, witness=witness, limit=limit, progress=progress,
                               second_opinion=second_opinion, certify=certify)
    except NoExactValue as missing:      # a sigmoid or tanh where a theorem needs its value
        raise BadInput("the network", "activations with exact values", str(missing)) from None
    if not formal:
        return report
    left = None if limit is None else max(limit - report.seconds, 0.0)
    return with_formal(report, theorem, limit=left, progress=progress)


def takes_network(theorem: Theorem) -> bool:
    """Whether a user's network has a place in the theorem: without one it would go unchecked."""
    return theorem.witness is not None or theorem.exists is not None


def _is_positive(limit: Any) -> bool:
    number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    return number and math.isfinite(limit) and limit > 0


def run_file(path: str | os.PathLike[str], /, *, witness: Any = None, limit: float | None = None,
             progress: Progress | None = None, second_opinion: bool = False,
             **given: Any) -> Report:
    """Check the theorem that a Python file defines under the name `theorem`; this runs the file.

    Raises: BadInput, with file and line, when the file cannot be run or defines no theorem.
    """
    return check(load_theorem(path), witness=witness, limit=limit, progress=progress,
                 second_opinion=second_opinion, **given)
