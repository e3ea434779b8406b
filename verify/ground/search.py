"""The case tree: literals and cases are contradictory, shown branch by branch.

In one branch, equations are solved and substituted (equals for equals, also inside function
values), alternatives that cannot hold are dropped, linear inequalities are refuted by Farkas
multipliers, and what is left is split.  Only contradictions are ever concluded: a search that
finds none, or reaches its bound, proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

import sympy

from verify.ground import poly as P
from verify.ground import proof
from verify.ground import terms as T
from verify.ground.axioms import Cases, Literal, of_atom, of_mono
from verify.ground.poly import Atom, Poly
from verify.ground.solving import hidden_floor, shown, solved_for

MOST_BRANCHES = 4_000


class Exhausted(Exception):
    """The search reached its bound."""


@dataclass
class Search:
    """Counts the branches of one search; `integers` are the terms whose values may be tried."""

    integers: tuple[Poly, ...] = ()
    branches: int = 0
    stuck: str = ""

    def refute(self, literals: list[Literal], cases: list[Cases]) -> proof.Node | None:
        """How the literals and cases contradict each other, or None."""
        return self._branch(_State(list(literals), list(cases), self.integers))

    def _branch(self, state: "_State") -> proof.Node | None:
        self.branches += 1
        if self.branches > MOST_BRANCHES:
            raise Exhausted(f"more than {MOST_BRANCHES} branches")
        closed = state.closes()
        if closed is not None:
            return state.told(closed)
        alternatives = state.split()
        if alternatives is None:
            self.stuck = self.stuck or state.shown()
            return None
        rest, options, impossible = alternatives
        branches = []
        for option in options:
            node = impossible.get(proof.key(option)) or self._branch(rest.with_literals(option))
            if node is None:
                return None
            branches.append(node)
        return state.told(proof.Split(tuple(options), tuple(branches)))


@dataclass
class _State:
    """One branch: literals that hold, alternatives still open, integer terms to split on.

    solved: equations that were used up by substituting; should a later one change what is inside
    the atom on their left, they are equations again (so that equal arguments give equal values).
    """

    literals: list[Literal]
    cases: list[Cases]
    integers: tuple[Poly, ...]
    solved: tuple[tuple[Atom, Poly], ...] = ()
    steps: list[proof.Step] = field(default_factory=list)

    def told(self, end: proof.Node) -> proof.Node:
        """The proof of this branch: what was done in it, and how it ends."""
        for step in reversed(self.steps):
            end = step(end)
        return end

    def with_literals(self, more: tuple[Literal, ...]) -> "_State":
        return _State(self.literals + list(more), list(self.cases), self.integers, self.solved)

    # ---- closing a branch ------------------------------------------------------------------

    def closes(self) -> proof.Node | None:
        """How this branch closes, or None."""
        while True:
            closed = self._solve() or self._drop_decided()
            if closed is not None:
                return closed
            known, open_cases = self._axioms()
            closed = _absurd(known) or proof.refutation(proof.inequalities(known))
            if closed is not None:
                return closed
            forced = self._forced(known, open_cases)
            if isinstance(forced, proof.Split):
                return forced
            if forced is None:
                return None
            self.literals += list(forced)

    def _solve(self) -> proof.Node | None:
        """Solve equations for an atom and substitute, until a literal is plainly false or none is
        left."""
        while True:
            closed = _absurd(self.literals)
            if closed is not None:
                return closed
            self.literals = [x for x in self.literals if P.number(x[0]) is None]
            found = next(((n, solved) for n, (poly, rel) in enumerate(self.literals)
                          if rel == "=" for solved in (solved_for(poly),) if solved), None)
            if found is not None:
                n, (a, value) = found
                del self.literals[n]
                self.steps.append(partial(proof.Rewrite, a, value))
                self._replace(a, value)
                continue
            hidden = next((f for poly, rel in self.literals if rel == "="
                           for f in (hidden_floor(poly),) if f is not None), None)
            if hidden is None:
                return None
            named = sympy.Dummy(shown(P.atom(hidden)), integer=True)
            self.steps.append(partial(proof.Name, hidden, named))
            self._replace(hidden, P.atom(("symbol", named)))

    def _replace(self, a: Atom, value: Poly) -> None:
        """An atom by its value everywhere; what is known of the atom is known of the value."""
        kept, split = of_atom(a)
        self.literals = [(T.substitute(p, a, value), rel) for p, rel in self.literals + kept]
        self.cases = [tuple(tuple((T.substitute(p, a, value), rel) for p, rel in option)
                            for option in case) for case in self.cases + split]
        self.integers = tuple(T.substitute(t, a, value) for t in self.integers)
        unchanged: list[tuple[Atom, Poly]] = []
        for left, right in self.solved:
            left_now, right_now = (T.substitute(p, a, value) for p in (P.atom(left), right))
            if left_now == P.atom(left):
                unchanged.append((left, right_now))
            else:
                self.literals.append((P.plus(left_now, right_now, Fraction(-1)), "="))
        self.solved = (*unchanged, (a, value))

    def _drop_decided(self) -> proof.Node | None:
        """Drop alternatives that are false and cases that hold, unless a case has none left."""
        remaining: list[Cases] = []
        known = {_literal_key(x) for x in self.literals}
        for case in self.cases:
            options = tuple(tuple(x for x in option if not _true(x)
                                  and _literal_key(x) not in known)
                            for option in case if not any(_false(x) for x in option))
            if not options:
                return proof.Split((), ())
            if not any(not option for option in options):
                remaining.append(options)
        self.cases = remaining
        return None

    def _axioms(self) -> tuple[list[Literal], list[Cases]]:
        """What holds of every atom that occurs."""
        polys = [p for p, _ in self.literals]
        polys += [p for case in self.cases for option in case for p, _ in option]
        polys += list(self.integers)
        known, cases = list(self.literals), list(self.cases)
        for a in dict.fromkeys(a for p in polys for a in T.atoms(p)):
            more, split = of_atom(a)
            known += more
            cases += split
        known += [literal for m in dict.fromkeys(m for p, _ in known for m in p)
                  for literal in of_mono(m)]
        here = {_literal_key(x) for x in known}      # a case of which an alternative holds is done
        return known, list({_case_key(case): case for case in cases if not any(
            all(_literal_key(x) in here for x in option) for option in case)}.values())

    def _forced(self, known: list[Literal],
                cases: list[Cases]) -> proof.Split | tuple[Literal, ...] | None:
        """The literals of a case of which only one alternative can hold, or how a case with none
        closes the branch; all cases are pruned."""
        pruned: list[Cases] = []
        rows = proof.inequalities(known)
        for n, case in enumerate(cases):
            checked = [(option, proof.refutation(rows + proof.inequalities(option)))
                       for option in case]
            options = tuple(option for option, closed in checked if closed is None)
            closed = tuple((option, node) for option, node in checked if node is not None)
            if not options:
                return proof.Split(tuple(case), tuple(node for _, node in closed))
            if closed:
                self.steps.append(partial(proof.Reduce, options, closed))
            if len(options) == 1:
                self.cases = pruned + cases[n + 1:]
                self.steps.append(_only(options))
                return options[0]
            pruned.append(options)
        self.cases = pruned
        return None

    # ---- splitting -------------------------------------------------------------------------

    def split(self) -> tuple["_State", list[proof.Alternative],
                             dict[Any, proof.Node]] | None:
        """Where to split next: integer terms, then cases, then disequalities; None if nowhere.

        The state without what is split, the alternatives, and how those close that cannot be.
        """
        known = proof.inequalities(self._axioms()[0]) if self.integers else []
        for n, term in enumerate(self.integers):
            impossible = proof.values_of(term, known)
            if impossible is not None:
                rest = _State(self.literals, self.cases,
                              self.integers[:n] + self.integers[n + 1:], self.solved)
                return rest, proof.cut(term, -proof.FURTHEST, proof.FURTHEST), impossible
        if self.cases:
            n = min(range(len(self.cases)), key=lambda k: len(self.cases[k]))
            rest = _State(self.literals, self.cases[:n] + self.cases[n + 1:], self.integers,
                          self.solved)
            return rest, list(self.cases[n]), {}
        for n, (poly, rel) in enumerate(self.literals):
            if rel == "!=":
                rest = _State(self.literals[:n] + self.literals[n + 1:], self.cases,
                              self.integers, self.solved)
                return rest, [((poly, "<"),), ((P.scaled(poly, Fraction(-1)), "<"),)], {}
        return None

    def shown(self) -> str:
        return "; ".join(f"{shown(p)} {rel} 0" for p, rel in self.literals)[:600]


def _only(options: tuple[proof.Alternative, ...]) -> proof.Step:
    """The step of a case that has one alternative left."""
    return lambda then: proof.Split(options, (then,))


def _absurd(literals: list[Literal]) -> proof.Absurd | None:
    return next((proof.Absurd(literal) for literal in literals if _false(literal)), None)


def _literal_key(literal: Literal) -> tuple:
    return P.freeze(literal[0]), literal[1]


def _case_key(case: Cases) -> tuple:
    return tuple(tuple(map(_literal_key, option)) for option in case)


def _false(literal: Literal) -> bool:
    value = P.number(literal[0])
    return value is not None and not _holds(value, literal[1])


def _true(literal: Literal) -> bool:
    value = P.number(literal[0])
    return value is not None and _holds(value, literal[1])


def _holds(value: Fraction, rel: str) -> bool:
    return {"=": value == 0, "!=": value != 0, "<=": value <= 0, "<": value < 0}[rel]
