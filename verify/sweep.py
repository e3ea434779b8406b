"""All lines of a proof evaluated in one sweep over the weights, window by window.

A line of a gradient-variance proof is a sum over the weights j.  Restricted to a window of weights
every line needs the same transform of the same columns, so one evaluator per window serves all.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any, Sequence

import sympy
from sympy import Expr

from verify import calculus as c
from verify.checkpoint import Once, always
from verify.evaluate import Evaluator
from verify.model import Gradient, Model
from verify.values import NotEvaluated
from verify.watching import covered

WINDOW_ENTRIES = 2**22   # entries of one window: points times columns (32 MB of int64)


def evaluate_lines(terms: Sequence[Expr], model: Model,
                   once: Once = always) -> list[Fraction | NotEvaluated]:
    """The exact values of closed terms, sums over `model.blocked` taken window by window.

    Every entry is a Fraction, or the NotEvaluated that says why there is no value.  A window is
    worked out once.
    """
    results: list[Any] = [Fraction(0)] * len(terms)
    work: list[tuple[int, Expr, bool]] = []
    for n, term in enumerate(terms):
        for part in sympy.Add.make_args(term):
            work.append((n, part, additive(part, model.blocked) == "additive"))
    windows = _windows(model)
    for number, window in enumerate(windows):
        covered("parts of the domain", number, len(windows))
        evaluator = Evaluator(model, window)
        here = [(n, part, windowed) for n, part, windowed in work
                if windowed or not number]
        found = once((number,), partial(_window, here, evaluator, model))
        for (n, _, _), (value, why) in zip(here, found, strict=True):
            if not isinstance(results[n], NotEvaluated):
                results[n] = NotEvaluated(why) if value is None else results[n] + Fraction(value)
    return results


def _window(work: Sequence[tuple[int, Expr, bool]], evaluator: Evaluator,
            model: Model) -> list[tuple[str | None, str]]:
    """What each part adds in this window: a value, or None and why there is none."""
    found: list[tuple[str | None, str]] = []
    failed: dict[int, str] = {}
    for n, part, windowed in work:
        if n in failed:
            found.append((None, failed[n]))
            continue
        try:
            engine = evaluator if windowed else Evaluator(model)
            found.append((str(engine.scalar(part)), ""))
        except NotEvaluated as reason:
            failed[n] = str(reason)
            found.append((None, failed[n]))
    return found


def _windows(model: Model) -> list[dict[str, tuple[int, int]]]:
    """The windows of the blocked index set (one without bounds if there is none)."""
    provider = next((v for v in model.values.values() if isinstance(v, Gradient)), None)
    if not model.blocked or provider is None:
        return [{}]
    size, points = provider.shape
    width = max(1, min(size, WINDOW_ENTRIES // max(1, points)))
    return [{model.blocked: (start, min(size, start + width))}
            for start in range(0, size, width)]


def additive(term: Expr, blocked: str) -> str:
    """How a term depends on the index set: 'additive' (a sum over it), 'free', or 'no' (else)."""
    if isinstance(term, c.Apply) and term.fn.definition is not None:
        return additive(term.unfold(), blocked)
    if isinstance(term, (c.SumOver, c.NormSquared)) and term.index.over.name == blocked:
        return "additive" if additive(term.body, blocked) == "free" else "no"
    if isinstance(term, c.Partial):
        return additive(term.body, blocked)
    kinds = [additive(a, blocked) for a in term.args if not isinstance(a, (c.Fn, c.Index))]
    if all(k == "free" for k in kinds):
        return "no" if c.binds(term) and term.index.over.name == blocked else "free"
    if "no" in kinds:
        return "no"
    if isinstance(term, (c.SumOver, c.Average, c.Expect)):
        return "additive"
    if isinstance(term, sympy.Mul) and kinds.count("additive") == 1:
        return "additive"
    if isinstance(term, sympy.Add) and "free" not in kinds:
        return "additive"
    return "no"
