"""The case tree: literals and cases are contradictory, shown branch by branch.

In one branch, equations are solved and substituted (equals for equals, also inside function
values), alternatives that cannot hold are dropped, linear inequalities are refuted by Farkas
multipliers, and what is left is split.  Only contradictions are ever concluded: a search that
finds none, or reaches its bound, proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from verify.ground import poly as P
from verify.ground import terms as T
from verify.ground.axioms import Cases, Literal, of_atom, of_mono
from verify.ground.farkas import contradiction
from verify.ground.poly import Atom, Poly
from verify.ground.rows import rows_of, values_of

MOST_BRANCHES = 4_000


class Exhausted(Exception):
    """The search reached its bound."""


@dataclass
class Search:
    """Counts the branches of one search; `integers` are the terms whose values may be tried."""

    integers: tuple[Poly, ...] = ()
    branches: int = 0
    stuck: str = ""

    def refutes(self, literals: list[Literal], cases: list[Cases]) -> bool:
        """Whether the literals and cases contradict each other."""
        return self._branch(_State(list(literals), list(cases), self.integers))

    def _branch(self, state: "_State") -> bool:
        self.branches += 1
        if self.branches > MOST_BRANCHES:
            raise Exhausted(f"more than {MOST_BRANCHES} branches")
        if state.closes():
            return True
        alternatives = state.split()
        if alternatives is None:
            self.stuck = self.stuck or state.shown()
            return False
        rest, options = alternatives
        return all(self._branch(rest.with_literals(option)) for option in options)


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

    def with_literals(self, more: tuple[Literal, ...]) -> "_State":
        return _State(self.literals + list(more), list(self.cases), self.integers, self.solved)

    # ---- closing a branch ------------------------------------------------------------------

    def closes(self) -> bool:
        while True:
            if self._solve() or self._drop_decided():
                return True
            known, open_cases = self._axioms()
            if any(_false(k) for k in known) or self._linear(known):
                return True
            forced = self._forced(known, open_cases)
            if forced is None:
                return False
            self.literals += list(forced)

    def _solve(self) -> bool:
        """Solve equations for an atom and substitute; True if a literal is plainly false."""
        while True:
            if any(_false(literal) for literal in self.literals):
                return True
            self.literals = [x for x in self.literals if P.number(x[0]) is None]
            found = next(((n, solved) for n, (poly, rel) in enumerate(self.literals)
                          if rel == "=" for solved in (_solved(poly),) if solved), None)
            if found is not None:
                n, (a, value) = found
                del self.literals[n]
                self._replace(a, value)
                continue
            hidden = next((f for poly, rel in self.literals if rel == "="
                           for f in (_hidden_floor(poly),) if f is not None), None)
            if hidden is None:
                return False
            named = sympy.Dummy(_text(P.atom(hidden)), integer=True)
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

    def _drop_decided(self) -> bool:
        """Drop alternatives that are false and cases that hold; True if a case has none left."""
        remaining: list[Cases] = []
        known = {_literal_key(x) for x in self.literals}
        for case in self.cases:
            options = tuple(tuple(x for x in option if not _true(x)
                                  and _literal_key(x) not in known)
                            for option in case if not any(_false(x) for x in option))
            if not options:
                return True
            if not any(not option for option in options):
                remaining.append(options)
        self.cases = remaining
        return False

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

    def _linear(self, known: list[Literal]) -> bool:
        return contradiction(rows_of(known)) is not None

    def _forced(self, known: list[Literal], cases: list[Cases]) -> tuple[Literal, ...] | None:
        """The literals of a case of which only one alternative can hold; all cases are pruned."""
        rows = rows_of(known)
        pruned: list[Cases] = []
        for n, case in enumerate(cases):
            options = tuple(option for option in case
                            if contradiction(rows + rows_of(list(option))) is None)
            if len(options) <= 1:
                self.cases = pruned + cases[n + 1:]
                return options[0] if options else (({(): Fraction(1)}, "="),)
            pruned.append(options)
        self.cases = pruned
        return None

    # ---- splitting -------------------------------------------------------------------------

    def split(self) -> tuple["_State", list[tuple[Literal, ...]]] | None:
        """Where to split next: integer terms, then cases, then disequalities; None if nowhere."""
        rows = rows_of(self._axioms()[0]) if self.integers else []
        for n, term in enumerate(self.integers):
            values = values_of(term, rows)
            if values is not None:
                rest = _State(self.literals, self.cases,
                              self.integers[:n] + self.integers[n + 1:], self.solved)
                return rest, [((P.plus(term, P.constant(v), Fraction(-1)), "="),)
                              for v in values]
        if self.cases:
            n = min(range(len(self.cases)), key=lambda k: len(self.cases[k]))
            rest = _State(self.literals, self.cases[:n] + self.cases[n + 1:], self.integers,
                          self.solved)
            return rest, list(self.cases[n])
        for n, (poly, rel) in enumerate(self.literals):
            if rel == "!=":
                rest = _State(self.literals[:n] + self.literals[n + 1:], self.cases,
                              self.integers, self.solved)
                return rest, [((poly, "<"),), ((P.scaled(poly, Fraction(-1)), "<"),)]
        return None

    def shown(self) -> str:
        return "; ".join(f"{_text(p)} {rel} 0" for p, rel in self.literals)[:600]


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


def _solved(poly: Poly) -> tuple[Atom, Poly] | None:
    """poly = 0 solved for an atom that occurs once, alone, and not inside another atom.

    Not for an integer with a value that is none on its face: that it is one would be forgotten.
    """
    choices = []
    for mono, coefficient in poly.items():
        if len(mono) == 1 and mono[0][1] == 1:
            a = mono[0][0]
            rest = {m: v for m, v in poly.items() if m != mono}
            value = P.scaled(rest, -1 / coefficient)
            if a not in T.atoms(rest) and (not P.integer_atom(a) or P.is_integer(value)):
                choices.append((_weight(a), repr(a), a, value))
    if not choices:
        return None
    _, _, a, value = max(choices, key=lambda choice: choice[:2])
    return a, value


def _hidden_floor(poly: Poly) -> Atom | None:
    """The floor(n/2) in n = 2 floor(n/2) + c: named anew, it lets the equation be solved for n."""
    for mono, coefficient in poly.items():
        if len(mono) == 1 and mono[0][1] == 1 and P.integer_atom(mono[0][0]):
            a = mono[0][0]
            rest = {m: v for m, v in poly.items() if m != mono}
            floors = [b for m in rest for b, _ in m if b[0] == "floor" and a in T.atoms(P.atom(b))]
            if floors and a[0] != "floor" and P.is_integer(P.scaled(rest, 1 / coefficient)):
                return floors[0]
    return None


def _weight(a: Atom) -> tuple[bool, int]:
    """Complex atoms are rewritten to simple ones, indices and sizes last."""
    return a[0] not in ("index", "symbol"), len(repr(a))


def _text(poly: Poly) -> str:
    """A polynomial for a message."""
    def shown(a: Atom) -> str:
        if a[0] in ("symbol", "index", "opaque"):
            return str(a[1])
        parts = [_text(dict(p)) if isinstance(p, tuple) else str(p) for p in a[1:]]
        return f"{a[0]}({', '.join(parts)})"

    def product(m: tuple, v: Fraction) -> str:
        factors = [shown(a) if p == 1 else f"{shown(a)}^{p}" for a, p in m]
        return "*".join(([] if v == 1 and factors else [str(v)]) + factors)

    return " + ".join(product(m, v) for m, v in poly.items()) or "0"
