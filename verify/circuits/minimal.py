"""A smallest circuit for given truth tables over a basis, with a proof that none is smaller.

Sizes are tried from 0 on: that a size is not enough is a SAT solver's answer whose proof has been
checked (see `programs` for the clauses); the first size that is enough comes with its circuit.

    >>> found = minimal(("0110",), "nand")
    >>> found.circuit.size, found.proved, found.at_least
    (4, True, 4)
"""

from dataclasses import dataclass, replace
from typing import Sequence

from verify.circuits.building import build
from verify.circuits.circuit import Circuit, truth_tables
from verify.circuits.cnf import dimacs
from verify.circuits.equivalence import satisfy
from verify.circuits.programs import BASES, NORMAL, Operation, described, describes
from verify.timelimit import TimeLimit, require_time, time_limit


FLIPPING = ("that complementing wires, and the gates that read them, changes no number of gates "
            "(verify/circuits/programs.py)")


@dataclass(frozen=True)
class Minimal:
    """The smallest circuit found.

    proved    whether no smaller one exists; else `reason` says why that is not known
    at_least  so many gates are needed
    refuted   for each smaller size that was refuted, the number of clauses the checker derived
    proofs    for each of them the clauses, as text, and the proof, line by line
    """

    circuit: Circuit
    proved: bool
    at_least: int
    refuted: tuple[int, ...]
    trusts: tuple[str, ...] = ()
    reason: str = ""
    proofs: tuple[tuple[str, tuple[str, ...]], ...] = ()


def minimal(targets: Sequence[str], basis: str, limit: float | None = None) -> Minimal:
    """The smallest circuit for the targets, or the best that was found within the limit.

    Raises KeyError for an unknown basis, ValueError for a table of the wrong length.
    """
    if len({len(target) for target in targets}) != 1:
        raise ValueError("targets: expected at least one, all of one length")
    operations, flips = _operations(targets, basis)
    wanted = [_flipped(t) if flip else t for t, flip in zip(targets, flips)]
    n = len(targets[0]).bit_length() - 1
    best = build(targets, basis)
    refuted: list[int] = []
    proofs: list[tuple[str, tuple[str, ...]]] = []
    trusts = [FLIPPING] if operations is NORMAL.get(basis) else []
    try:
        with time_limit(limit):
            for s in range(best.size + 1):
                answer = satisfy(describes(n, s, operations, wanted))
                if answer.outcome == "unknown":
                    return Minimal(best, False, s, tuple(refuted), tuple(trusts),
                                   answer.answer.note, tuple(proofs))
                if answer.point is not None:
                    found = _complemented(described(answer.point, n, s, operations, wanted), flips)
                    if truth_tables(found) != tuple(targets):
                        raise RuntimeError("a described circuit computes something else")
                    return Minimal(found, True, s, tuple(refuted), tuple(trusts),
                                   proofs=tuple(proofs))
                refuted.append(answer.answer.derived)
                proofs.append((dimacs(answer.clauses), answer.answer.proof))
                trusts += [t for t in answer.answer.trusts if t not in trusts]
    except TimeLimit as reached:
        require_time()      # a limit around this call is its caller's to handle
        return Minimal(best, False, len(refuted), tuple(refuted), tuple(trusts), str(reached),
                       tuple(proofs))
    raise RuntimeError(f"a circuit of {best.size} gates is described by none")


def _flipped(digits: str) -> str:
    return "".join("10"[int(digit)] for digit in digits)


def _operations(targets: Sequence[str], basis: str) -> tuple[tuple[Operation, ...], list[bool]]:
    """The operations that are enough, and which targets are to be complemented.

    Where gates come with their complements, every wire may be taken to be 0 at the input 0...0. An
    input has no complement, though, and a gate cannot be two outputs that are complements.
    """
    if basis not in NORMAL:
        return BASES[basis], [False] * len(targets)
    flips = [target[0] == "1" for target in targets]
    n = len(targets[0]).bit_length() - 1
    inputs = {"".join(str(x >> i & 1) for x in range(2**n)) for i in range(n)}
    for target, flip in zip(targets, flips):
        if flip and (_flipped(target) in inputs or _flipped(target) in targets):
            return BASES[basis], [False] * len(targets)
    return NORMAL[basis], flips


def _complemented(found: Circuit, flips: Sequence[bool]) -> Circuit:
    """The circuit with some outputs complemented: their gates are, and what reads these."""
    turned = {name for name, flip in zip(found.outputs, flips) if flip}
    gates = []
    for gate in found.gates:
        digits = "".join(gate.table[position ^ sum(
            (read in turned) << k for k, read in enumerate(gate.reads))]
            for position in range(len(gate.table)))
        gates.append(replace(gate, table=_flipped(digits) if gate.name in turned else digits))
    return replace(found, gates=tuple(gates))
