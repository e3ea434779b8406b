"""The checker of unsatisfiability proofs: every line follows by unit propagation.

A proof is a list of lines "3 -5 0" (a clause that follows) and "d 3 -5 0" (a clause that is no
longer needed), as SAT solvers write them (DRUP).  A clause follows by reverse unit propagation
(RUP) if assuming its literals false, and then every literal that some clause leaves as its last,
ends in a clause that is false.  What has been checked may be used.  A proof that reaches the empty
clause proves that no assignment satisfies all clauses; the solver that wrote it is not trusted.

    >>> check(2, [(1, 2), (-1, 2), (1, -2), (-1, -2)], ["2 0", "0"])
    1
"""

import re
from typing import Callable, Iterable, Sequence

_LINE = re.compile(r"\s*(d\s+)?((?:-?[1-9][0-9]{0,9}\s+)*)0\s*", re.ASCII)


class NotProved(ValueError):
    """A line of a proof that does not follow, or a proof that ends before the empty clause."""


class Checker:
    """The clauses so far and the literals that they force; every variable at most `variables`.

    `add` takes a clause on trust: only the clauses of the question.  `derive` checks first.
    """

    def __init__(self, variables: int, clauses: Iterable[Sequence[int]] = ()):
        # both literals of a variable have a place: -3 counts from the end of the list
        self.value = [0] * (2 * variables + 1)
        self.watches: list[list[list[int]]] = [[] for _ in range(2 * variables + 1)]
        self.variables = variables
        self.trail: list[int] = []
        self.refuted = False            # the empty clause has been reached
        self.known: dict[tuple[int, ...], list[list[int]]] = {}
        for clause in clauses:
            self.add(clause)

    def follows(self, clause: Sequence[int]) -> bool:
        """Whether the clause follows by unit propagation."""
        if self.refuted:
            return True
        value, mark = self.value, len(self.trail)
        conflict = False
        for literal in clause:
            if value[literal] > 0:
                conflict = True
                break
            if value[literal] == 0:
                value[literal], value[-literal] = -1, 1
                self.trail.append(-literal)
        conflict = conflict or not self._propagate(mark)
        for literal in self.trail[mark:]:
            value[literal] = value[-literal] = 0
        del self.trail[mark:]
        return conflict

    def derive(self, clause: Sequence[int]) -> bool:
        """Whether the clause follows; then it may be used from now on."""
        found = self.follows(clause)
        if found:
            self.add(clause)
        return found

    def add(self, clause: Sequence[int]) -> None:
        """Use this clause from now on.

        Raises ValueError for a literal that is none.
        """
        literals = list(dict.fromkeys(clause))
        for literal in literals:
            if literal == 0 or abs(literal) > self.variables:
                raise ValueError(f"{literal}: no literal of {self.variables} variables")
        if self.refuted or any(-literal in literals for literal in literals):
            return
        value = self.value
        # the two literals watched first: not false, if there are such
        literals.sort(key=lambda literal: value[literal] < 0)
        if len(literals) > 1:
            self.watches[literals[0]].append(literals)
            self.watches[literals[1]].append(literals)
            self.known.setdefault(tuple(sorted(literals)), []).append(literals)
        if not literals or value[literals[0]] < 0:
            self.refuted = True
        elif value[literals[0]] == 0 and (len(literals) == 1 or value[literals[1]] < 0):
            mark = len(self.trail)
            self._assign(literals[0])
            self.refuted = not self._propagate(mark)

    def delete(self, clause: Sequence[int]) -> None:
        """Forget one copy of the clause.  What it has forced stays: that has been derived."""
        copies = self.known.get(tuple(sorted(set(clause))))
        if copies:
            gone = copies.pop()
            for literal in gone[:2]:
                watching = self.watches[literal]
                for place, other in enumerate(watching):
                    if other is gone:
                        watching[place] = watching[-1]
                        watching.pop()
                        break

    def _assign(self, literal: int) -> None:
        self.value[literal], self.value[-literal] = 1, -1
        self.trail.append(literal)

    def _propagate(self, place: int) -> bool:
        """Whether no clause becomes false, from the assigned literals at `place` on."""
        value, watches, trail = self.value, self.watches, self.trail
        while place < len(trail):
            false = -trail[place]
            place += 1
            watching = watches[false]
            kept = 0
            for number, clause in enumerate(watching):
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                first = clause[0]
                if value[first] > 0:
                    watching[kept] = clause
                    kept += 1
                    continue
                for other in range(2, len(clause)):
                    literal = clause[other]
                    if value[literal] >= 0:
                        clause[1], clause[other] = literal, false
                        watches[literal].append(clause)
                        break
                else:
                    watching[kept] = clause
                    kept += 1
                    if value[first] < 0:
                        watching[kept:number + 1] = []
                        return False
                    value[first], value[-first] = 1, -1
                    trail.append(first)
            del watching[kept:]
        return True


def check(variables: int, clauses: Iterable[Sequence[int]], proof: Iterable[str],
          pause: Callable[[], None] = lambda: None) -> int:
    """The number of clauses derived, when the proof reaches the empty clause.

    `pause` is called now and then (it may raise to stop).
    Raises NotProved, naming the line, for a line that does not follow or is no clause, and for a
    proof that does not reach the empty clause.
    """
    lines = [parse(line, number) for number, line in enumerate(proof, 1)]
    most = max((abs(literal) for _, clause in lines for literal in clause), default=0)
    checker = Checker(max(variables, most), clauses)
    derived = 0
    for number, (deletes, clause) in enumerate(lines, 1):
        if checker.refuted:
            return derived
        if number % 1024 == 0:
            pause()
        if deletes:
            checker.delete(clause)
        elif not checker.derive(clause):
            shown = " ".join(map(str, (*clause, 0)))
            raise NotProved(f"line {number}: {shown!r} does not follow")
        else:
            derived += 1
    if not checker.refuted:
        raise NotProved(f"{len(lines)} lines do not reach the empty clause")
    return derived


def parse(line: str, number: int) -> tuple[bool, tuple[int, ...]]:
    """(whether it deletes, clause) of a line.

    Raises NotProved for a line that is none.

    >>> parse("d 3 -5 0", 1)
    (True, (3, -5))
    """
    found = _LINE.fullmatch(line)
    if found is None:
        raise NotProved(f"line {number}: expected literals and 0, found {line.strip()[:80]!r}")
    return found[1] is not None, tuple(map(int, found[2].split()))
