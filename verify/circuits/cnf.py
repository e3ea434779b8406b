"""Circuits as clauses: a literal per gate, with clauses that make it the gate's function.

    >>> from verify.circuits.circuit import circuit, logic
    >>> cnf = Cnf()
    >>> literal = cnf.circuit(circuit(2, [logic("g", "and", "x1", "x2")], "g"))
    >>> cnf.clauses
    [(-3, 1), (-3, 2), (3, -1, -2)]
"""

from itertools import product
from math import gcd
from typing import Iterable, Mapping, Sequence

from verify.circuits.adders import integral, positive
from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate, linear

MOST_NODES = 2**20      # of the decision diagram of one gate

Clause = tuple[int, ...]


class TooLarge(ValueError):
    """A gate whose clauses would be too many."""


class Cnf:
    """Clauses under construction; variables are 1, 2, ..., a literal is one of them or minus it."""

    def __init__(self) -> None:
        self.variables = 0
        self.clauses: list[Clause] = []
        self._true = 0

    def fresh(self) -> int:
        """A new variable."""
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """One more clause; literals twice count once, and a clause with x and -x is left out."""
        clause = tuple(dict.fromkeys(literals))
        if not any(-literal in clause for literal in clause):
            self.clauses.append(clause)

    @property
    def true(self) -> int:
        """A literal that is 1."""
        if not self._true:
            self._true = self.fresh()
            self.add(self._true)
        return self._true

    def circuit(self, circuit: Circuit, known: Mapping[str, int] | None = None) -> dict[str, int]:
        """name -> literal for every input (new, unless `known` has it) and every gate."""
        literals = {name: (known or {}).get(name) or self.fresh() for name in circuit.inputs}
        for gate in circuit.order:
            literals[gate.name] = self.gate(gate, [literals[r] for r in gate.reads])
        return literals

    def require(self, circuit: Circuit, name: str) -> dict[str, int]:
        """Clauses satisfied exactly where this input or gate is 1, and the literals of inputs and
        of those gates that got one: the inputs are new variables, in order.

        Conjunctions that must hold are taken apart, and disjunctions of literals are clauses.

        >>> from verify.circuits.circuit import circuit, logic
        >>> cnf = Cnf()
        >>> gates = [logic("c", "or", "x1", "n"), logic("n", "not", "x2"), logic("g", "and", "c")]
        >>> literals = cnf.require(circuit(2, gates, "g"), "g")
        >>> cnf.clauses
        [(1, -2)]
        """
        literals = {given: self.fresh() for given in circuit.inputs}
        work, roots = [(name, True)], []
        seen = set(work)
        while work:
            part, holds = work.pop()
            gate = circuit.gate.get(part)
            kind = "" if gate is None else gate.kind
            if gate is not None and (kind in ("not", "copy") or kind in (
                    ("and", "nor") if holds else ("nand", "or"))):
                opposite = kind in ("not", "nor", "or")
                parts = [(read, holds != opposite if kind in ("not", "copy") else not opposite)
                         for read in gate.reads]
                work += [one for one in reversed(parts) if one not in seen]
                seen.update(parts)
            else:
                roots.append((part, holds))
        clauses = []
        for part, holds in roots:
            gate = circuit.gate.get(part)
            wide = gate is not None and gate.kind in (("or", "nand") if holds else ("nor", "and"))
            reads = gate.reads if gate is not None and wide else (part,)
            positive = holds if not wide else gate is not None and gate.kind in ("or", "nor")
            clauses.append((reads, positive))
        needed = {read for reads, _ in clauses for read in reads}
        for gate in reversed(circuit.order):
            if gate.name in needed:
                needed.update(gate.reads)
        for gate in circuit.order:
            if gate.name in needed:
                literals[gate.name] = self.gate(gate, [literals[r] for r in gate.reads])
        for reads, positive in clauses:
            self.add(*(literals[read] if positive else -literals[read] for read in reads))
        return literals

    def gate(self, gate: Gate, read: Sequence[int]) -> int:
        """The literal of a gate that reads these literals.

        Raises TooLarge for a threshold gate whose decision diagram is too large.
        """
        kind = gate.kind
        if kind in ("false", "true"):
            return self.true if kind == "true" else -self.true
        if kind in ("not", "copy"):
            return -read[0] if kind == "not" else read[0]
        if kind in ("and", "nand"):
            return self.conjunction(read) if kind == "and" else -self.conjunction(read)
        if kind in ("or", "nor"):
            none = self.conjunction([-r for r in read])
            return none if kind == "nor" else -none
        if kind in ("xor", "xnor"):
            result = read[0]
            for literal in read[1:]:
                result = self.function("0110", (result, literal))
            return result if kind == "xor" else -result
        if kind == "table":
            return self.function(gate.table, read)
        return self._threshold(gate, read)

    def conjunction(self, literals: Sequence[int]) -> int:
        """The literal of the conjunction of at least one literal."""
        if len(literals) == 1:
            return literals[0]
        result = self.fresh()
        for literal in literals:
            self.add(-result, literal)
        self.add(result, *(-literal for literal in literals))
        return result

    def function(self, table: str, read: Sequence[int]) -> int:
        """The literal of a function by its truth table: all prime implicants of it and of its
        complement, or beyond four values the choice by the last of them.

        >>> cnf = Cnf()
        >>> cnf.function("0110", (cnf.fresh(), cnf.fresh())), len(cnf.clauses)
        (3, 4)
        """
        if "1" not in table or "0" not in table:
            return self.true if "1" in table else -self.true
        half = len(table) // 2
        low, high = table[:half], table[half:]
        if low == high:
            return self.function(low, read[:-1])
        if len(read) == 1:
            return read[0] if table == "01" else -read[0]
        if len(read) > 4:
            return self.choice(read[-1], self.function(high, read[:-1]),
                               self.function(low, read[:-1]))
        result = self.fresh()
        for digit, literal in (("1", result), ("0", -result)):
            for cube in prime_implicants(table, digit):
                self.add(literal, *(-r if bit else r for r, bit in zip(read, cube)
                                    if bit is not None))
        return result

    def choice(self, condition: int, then: int, otherwise: int) -> int:
        """The literal of: if condition then `then` else `otherwise`."""
        if then == otherwise:
            return then
        result = self.fresh()
        for literal in (result, -result):
            sign = 1 if literal > 0 else -1
            self.add(-literal, -condition, sign * then)
            self.add(-literal, condition, sign * otherwise)
            self.add(-literal, sign * then, sign * otherwise)
        return result

    def different(self, one: int, other: int) -> int:
        """The literal of one != other."""
        return self.function("0110", (one, other))

    def at_least(self, weighted: Iterable[tuple[int, int]], need: int) -> int:
        """The literal of [sum of weights (positive) of the literals that are 1 >= need].

        Raises TooLarge when its decision diagram has too many nodes.
        """
        terms = sorted(weighted, key=lambda pair: -pair[0])
        rest, step = [0], [0]           # sum and common divisor of the weights from a place on
        for weight, _ in reversed(terms):
            rest.append(rest[-1] + weight)
            step.append(gcd(step[-1], weight))
        rest.reverse()
        step.reverse()

        def state(place: int, left: int) -> int | bool:
            """What is still needed at a place; True or False where that is settled."""
            if left <= 0 or left > rest[place]:
                return left <= 0
            return -(-left // step[place]) * step[place]

        levels: list[dict[int, None]] = [{}]
        start = state(0, need)
        if isinstance(start, bool):
            return self.true if start else -self.true
        levels[0][start] = None
        for place, (weight, _) in enumerate(terms):
            following: dict[int, None] = {}
            for left in levels[place]:
                for after in (state(place + 1, left - weight), state(place + 1, left)):
                    if not isinstance(after, bool):
                        following[after] = None
            levels.append(following)
            if sum(map(len, levels)) > MOST_NODES:
                raise TooLarge(f"a threshold gate with more than {MOST_NODES} partial sums")
        literal: dict[int, int] = {}
        for place in reversed(range(len(terms))):
            weight, condition = terms[place]
            built = {}
            for left in levels[place]:
                parts = []
                for after in (state(place + 1, left - weight), state(place + 1, left)):
                    constant = self.true if after is True else -self.true
                    parts.append(constant if isinstance(after, bool) else literal[after])
                built[left] = self.choice(condition, *parts)
            literal = built
        return literal[start]

    def _threshold(self, gate: Gate, read: Sequence[int]) -> int:
        weights, need = integral(*linear(gate))
        terms, more = positive(weights)
        return self.at_least([(w, -literal if negated else literal)
                              for (w, negated), literal in zip(terms, read) if w], need + more)


def dimacs(cnf: Cnf) -> str:
    """The clauses as other programs read them.

    >>> cnf = Cnf()
    >>> cnf.add(cnf.fresh(), -cnf.fresh())
    >>> dimacs(cnf).splitlines()
    ['p cnf 2 1', '1 -2 0']
    """
    lines = [f"p cnf {cnf.variables} {len(cnf.clauses)}"]
    lines += [" ".join(map(str, (*clause, 0))) for clause in cnf.clauses]
    return "\n".join(lines) + "\n"


def prime_implicants(table: str, digit: str) -> list[tuple[int | None, ...]]:
    """The largest subcubes on which a function has this value; None where a bit is free.

    >>> prime_implicants("0001", "0")
    [(None, 0), (0, None)]
    """
    k = (len(table) - 1).bit_length()
    cubes = []
    for cube in product((None, 0, 1), repeat=k):
        points = product(*((0, 1) if bit is None else (bit,) for bit in cube))
        if all(table[sum(b << n for n, b in enumerate(point))] == digit for point in points):
            cubes.append(cube)
    return [cube for cube in cubes if not any(
        other != cube and all(o is None or o == b for o, b in zip(other, cube))
        for other in cubes)]
