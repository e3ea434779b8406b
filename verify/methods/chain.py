"""Chains of displayed lines: each begins with the term that the one before ends with."""

from __future__ import annotations

from sympy import Expr

from verify import calculus as c
from verify.errors import Refused
from verify.normal_form import Rules, difference

STRENGTH = {"=": 0, "<=": 1, "<": 2}


def require_chain(conclusion: c.Formula, steps: list[tuple[str, c.Formula]]) -> None:
    """Refuse steps that do not lead from the conclusion's left side to its right side.

    Raises
        Refused: naming the step, the term expected and the term found.
    """
    relation = c.relation_of(conclusion)
    if not steps:
        raise Refused("chain", "a chain of no steps")
    if relation.rel not in STRENGTH:
        raise Refused("chain", f"a chain cannot show {relation.rel}")
    at, where, rels = relation.lhs, "the conclusion's left side", []
    for name, formula in steps:
        if isinstance(formula, c.ForAll) and (formula.where or formula.distinct):
            raise Refused("chain", f"{name!r} holds only under a condition")
        step = c.relation_of(formula)
        if step.rel not in STRENGTH:
            raise Refused("chain", f"{name!r} is no equality or inequality but {step.rel!r}")
        if not same(at, step.lhs):
            raise Refused("chain", f"{name!r} does not begin with {where}")
        at, where = step.rhs, f"the term that {name!r} ends with"
        rels.append(step.rel)
    if not same(at, relation.rhs):
        raise Refused("chain", f"the chain does not end with the conclusion's right side "
                               f"but with {where}")
    reached = max(rels, key=lambda r: STRENGTH[r])
    allowed = {"=": {"="}, "<=": {"=", "<=", "<"}, "<": {"<"}}[relation.rel]
    if reached not in allowed:
        raise Refused("chain", f"the steps give {reached}, the conclusion claims {relation.rel}")


def same(left: Expr, right: Expr) -> bool:
    """Whether two terms are one term, up to the definitions of the calculus (no assumption)."""
    return left == right or not difference(left, right, Rules(key=frozenset()))
