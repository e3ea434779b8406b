"""A SAT solver's answer, never on its word: a model is tried, a proof is checked by `rup`.

    >>> cnf = Cnf()
    >>> x, y = cnf.fresh(), cnf.fresh()
    >>> cnf.add(x, y), cnf.add(-x, y)
    (None, None)
    >>> solve(cnf).outcome
    'sat'
"""

import threading
from dataclasses import dataclass
from typing import Any, Sequence

from verify.circuits import rup
from verify.circuits.cnf import Cnf
from verify.timelimit import remaining, require_time

SOLVER = "cadical153"
INTERRUPTIBLE = "glucose4"      # of those that write proofs the one that a time limit can stop


@dataclass(frozen=True)
class Answer:
    """What a solver said of clauses, after the check.

    outcome  unsat (the proof has been checked), sat (the model has been tried), unknown
    model    for sat: the value, 0 or 1, of every variable, model[0] being nobody's
    proof    for unsat: the lines of the proof
    derived  for unsat: how many clauses the checker derived
    reason   for unknown: not-installed, time, solver
    """

    outcome: str
    model: tuple[int, ...] = ()
    proof: tuple[str, ...] = ()
    derived: int = 0
    solver: str = ""
    reason: str = ""
    note: str = ""

    def of(self, literal: int) -> int:
        """The value of a literal in the model."""
        return self.model[literal] if literal > 0 else 1 - self.model[-literal]

    @property
    def trusts(self) -> tuple[str, ...]:
        """What a proof by this answer rests on: the checker, not the solver."""
        if self.outcome != "unsat":
            return ()
        return ("the clauses of verify/circuits/cnf.py, and verify/circuits/rup.py, which checks "
                "every step of the SAT solver's proof (the solver itself is not trusted)",)


def solve(cnf: Cnf, lemmas: Sequence[str] = (), solver: str = "") -> Answer:
    """Whether some assignment satisfies the clauses.

    `lemmas` are lines of a proof that the solver is given as clauses and that come before its own
    proof: they are checked like the rest.

    Raises TimeLimit where a limit is in force and is reached.

    >>> cnf = Cnf()
    >>> for signs in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
    ...     cnf.add(signs[0], 2 * signs[1])
    >>> cnf.variables = 2
    >>> solve(cnf).outcome
    'unsat'
    """
    require_time()
    left = remaining()
    name = solver or (SOLVER if left is None else INTERRUPTIBLE)
    clauses = list(cnf.clauses)
    known = [clause for number, line in enumerate(lemmas, 1)
             for deletes, clause in (rup.parse(line, number),) if not deletes]
    if any(not clause for clause in (*clauses, *known)):    # solvers take no empty clause
        answered: tuple[bool | None, Any, Any] = False, None, ["0"]
    else:
        try:
            from pysat.solvers import Solver
        except ImportError:
            return Answer("unknown", reason="not-installed", note="python-sat is not installed")
        answered = _ask(Solver, name, [*clauses, *known], left)
    said, model, lines = answered
    if said is None:
        require_time()
        return Answer("unknown", solver=name, reason="solver", note=f"{name} gives up")
    if said:
        return _tried(cnf, model or [], name)
    proof = (*lemmas, *(lines or ()), *(() if lines and lines[-1].split() == ["0"] else ("0",)))
    try:
        derived = rup.check(cnf.variables, clauses, proof, require_time)
    except rup.NotProved as reason:
        return Answer("unknown", solver=name, reason="solver",
                      note=f"the proof of {name} does not check: {reason}")
    return Answer("unsat", proof=proof, derived=derived, solver=name)


def _ask(make: Any, name: str, clauses: list[Any],
         left: float | None) -> tuple[bool | None, Any, Any]:
    """(satisfiable or None, model, proof), within the time that is left."""
    with make(name=name, bootstrap_with=clauses, with_proof=True) as asked:
        if left is None:
            said = asked.solve()
        else:
            timer = threading.Timer(left, asked.interrupt)
            timer.start()
            try:
                said = asked.solve_limited(expect_interrupt=True)
            finally:
                timer.cancel()
        return said, asked.get_model() if said else None, \
            asked.get_proof() if said is False else None


def _tried(cnf: Cnf, found: Sequence[int], name: str) -> Answer:
    """The answer sat, after the model has been put into every clause."""
    model = [0] * (cnf.variables + 1)
    for literal in found:
        if 0 < literal <= cnf.variables:
            model[literal] = 1
    for clause in cnf.clauses:
        if not any(model[abs(literal)] == (literal > 0) for literal in clause):
            return Answer("unknown", solver=name, reason="solver",
                          note=f"the model of {name} violates a clause")
    return Answer("sat", model=tuple(model), solver=name)
