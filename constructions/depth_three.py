"""Circuits of depth 3 as points of a cube: `or` of `and`s of `or`s, literals for free.

`describes(n, ands, ors)` is 1 exactly at the right descriptions of such a circuit of the parity of
n bits. An `and` reads literals and `or`s, an `or` reads literals; gates may be unused.

    >>> from verify.circuits.equivalence import satisfy
    >>> satisfy(describes(2, 1, 0)).outcome, satisfy(describes(2, 2, 0)).outcome
    ('unsat', 'sat')
"""

from __future__ import annotations

from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate, logic


def describes(n: int, ands: int, ors: int) -> Circuit:
    """The circuit of the descriptions; without loss `and` 0 is 1 at the point 10...0."""
    inputs: list[str] = []
    gates: list[Gate] = []
    clauses: list[str] = []

    def bit(name: str) -> str:
        inputs.append(name)
        gates.append(logic(f"not {name}", "not", name))
        return name

    def clause(*reads: str) -> None:
        gates.append(logic(f"c{len(gates)}", "or", *reads))
        clauses.append(gates[-1].name)

    points, literals = range(2**n), [(i, s) for i in range(n) for s in (0, 1)]
    odd = [x for x in points if x.bit_count() % 2]
    even = [x for x in points if x.bit_count() % 2 == 0]
    true = {x: [lit for lit in literals if (x >> lit[0] & 1) == lit[1]] for x in points}
    false = {x: [lit for lit in literals if lit not in true[x]] for x in points}
    A, B = range(ands), range(ors)
    reads = {(j, lit): bit(f"or{j} reads {lit}") for j in B for lit in literals}
    takes = {(i, lit): bit(f"and{i} reads {lit}") for i in A for lit in literals}
    uses = {(i, j): bit(f"and{i} reads or{j}") for i in A for j in B}
    value = {(j, x): bit(f"or{j} at {x}") for j in B for x in points}
    one = {(i, x): bit(f"and{i} is 1 at {x}") for i in A for x in odd}
    fails = {(i, j, x): bit(f"and{i} fails by or{j} at {x}") for i in A for j in B for x in even}
    for (j, x), name in value.items():
        clause(f"not {name}", *(reads[j, lit] for lit in true[x]))
        for lit in true[x]:
            clause(name, f"not {reads[j, lit]}")
    for x in odd:                       # some `and` is 1, and then all that it reads is
        clause(*(one[i, x] for i in A))
        for i in A:
            for lit in false[x]:
                clause(f"not {one[i, x]}", f"not {takes[i, lit]}")
            for j in B:
                clause(f"not {one[i, x]}", f"not {uses[i, j]}", value[j, x])
    for x in even:                      # every `and` reads something that is 0
        for i in A:
            for j in B:
                clause(f"not {fails[i, j, x]}", uses[i, j])
                clause(f"not {fails[i, j, x]}", f"not {value[j, x]}")
            clause(*(takes[i, lit] for lit in false[x]), *(fails[i, j, x] for j in B))
    clause(one[0, 1])
    gates.append(logic("right", "and", *clauses))
    return Circuit(tuple(inputs), tuple(gates), ("right",))


def bits(n: int, ands: int, ors: int) -> int:
    """The number of inputs of `describes`.

    >>> bits(3, 2, 1) == len(describes(3, 2, 1).inputs)
    True
    """
    half = 2**(n - 1)
    return ors * (2 * n + 2 * half) + ands * (2 * n + ors + half + ors * half)
