"""Ground proofs written down: what a search did, so that others can replay it without searching.

A search closes a branch or splits it; each node says how.  Literals and alternatives stand as the
search saw them; `verify/recheck/FORMAT.md`, section 5.4, says what each node means.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Iterable

from verify.ground import poly as P
from verify.ground.axioms import Literal
from verify.ground.farkas import Row, contradiction
from verify.ground.poly import Atom, Poly
from verify.ground.rows import rows_of

Alternative = tuple[Literal, ...]


@dataclass(frozen=True)
class Farkas:
    """Closed: inequalities (p <= 0 or p < 0) whose combination with these multipliers is false."""

    rows: tuple[tuple[Poly, str, Fraction], ...]


@dataclass(frozen=True)
class Absurd:
    """Closed: a literal that is a false statement about numbers."""

    literal: Literal


@dataclass(frozen=True)
class Split:
    """One branch for each alternative."""

    alternatives: tuple[Alternative, ...]
    branches: tuple["Node", ...]


@dataclass(frozen=True)
class Reduce:
    """A case without the alternatives that cannot hold."""

    remaining: tuple[Alternative, ...]
    closed: tuple[tuple[Alternative, "Node"], ...]
    then: "Node"


@dataclass(frozen=True)
class Rewrite:
    """An atom replaced by what it equals, everywhere."""

    atom: Atom
    value: Poly
    then: "Node"


@dataclass(frozen=True)
class Name:
    """An integer atom replaced by a new integer symbol, everywhere."""

    atom: Atom
    symbol: Any
    then: "Node"


Node = Farkas | Absurd | Split | Reduce | Rewrite | Name
Step = Callable[[Node], Node]     # what is done before the rest of a branch
FURTHEST = 3              # an integer term is split only where it has at most 2 * 3 + 1 values


@dataclass(frozen=True)
class Inequality:
    """p <= 0 or p < 0, and the row that the search for multipliers sees."""

    poly: Poly
    rel: str
    row: Row

    @property
    def factor(self) -> Fraction:
        """What a multiplier of the row is worth as one of the inequality: over the integers a row
        is used as tightened, any other in the scale that it has."""
        whole = P.integral(self.poly)
        rest = {m: v for m, v in whole.items() if m != ()}
        if rest and P.is_integer(rest):
            return Fraction(1)
        return next((whole[m] / v for m, v in self.poly.items()), Fraction(1))


def inequalities(literals: Iterable[Literal]) -> list[Inequality]:
    """The linear content of literals; p = 0 stands for p <= 0 and -p <= 0."""
    plain: list[Literal] = []
    for poly, rel in literals:
        if rel == "=":
            plain += [(poly, "<="), (P.scaled(poly, Fraction(-1)), "<=")]
        elif rel != "!=":
            plain.append((poly, rel))
    return [Inequality(p, rel, row) for (p, rel), row in zip(plain, rows_of(plain), strict=True)]


def refutation(known: list[Inequality]) -> Farkas | None:
    """Multipliers under which the inequalities add up to a false number, or None."""
    found = contradiction([i.row for i in known])
    if found is None:
        return None
    return Farkas(tuple((i.poly, i.rel, m * i.factor) for i, m in zip(known, found, strict=True)
                        if m))


def cut(term: Poly, low: int, high: int) -> list[Alternative]:
    """Below low, low, ..., high, above high: all that an integer term can be."""
    values: list[Alternative] = [((P.plus(term, P.constant(v), Fraction(-1)), "="),)
                                 for v in range(low, high + 1)]
    below = (P.plus(term, P.constant(1 - low)), "<=")
    above = (P.plus(P.constant(high + 1), term, Fraction(-1)), "<=")
    return [(below,), *values, (above,)]


def values_of(term: Poly, known: list[Inequality]) -> dict[Alternative, Node] | None:
    """The alternatives of the cut at -FURTHEST and FURTHEST that are impossible, each with its
    proof; None for a term that may lie outside, or that is a number or no integer."""
    if P.number(term) is not None or not P.is_integer(term):
        return None
    first, *inside, last = cut(term, -FURTHEST, FURTHEST)
    found: dict[Alternative, Node] = {}
    for alternative in (first, last, *inside):
        closed = refutation(known + inequalities(alternative))
        if closed is None and alternative in (first, last):
            return None
        if closed is not None:
            found[key(alternative)] = closed
    return found


def key(alternative: Alternative) -> Alternative:
    """A form that can be looked up."""
    return tuple((P.freeze(p), rel) for p, rel in alternative)  # type: ignore[misc]
