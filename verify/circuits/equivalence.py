"""Two circuits compute the same function: by SAT, with a proof that `rup` has checked.

Plain search is exponential where parities are added up in another order.  So it is told lemmas,
found by simulation on random words: pairs of gates with equal values, and triples of parities of
which one is the exclusive or of the others.  A lemma is only used after the checker has derived it,
from the clauses and the lemmas before it; its lines are part of the proof.

    >>> from verify.circuits.circuit import circuit, logic
    >>> left = circuit(3, [logic("a", "xor", "x1", "x2"), logic("b", "xor", "a", "x3")], "b")
    >>> right = circuit(3, [logic("a", "xor", "x2", "x3"), logic("b", "xor", "x1", "a")], "b")
    >>> decide(left, right).outcome
    'unsat'
"""

from dataclasses import dataclass, replace
from itertools import permutations
from random import Random
from typing import Sequence

from verify.circuits import rup
from verify.circuits.circuit import Circuit, Gate, logic, value
from verify.circuits.cnf import Cnf
from verify.circuits.solving import Answer, solve
from verify.circuits.words import evaluate, require_same_shape
from verify.timelimit import require_time

MARGIN = 192            # random points, beyond one per input, that candidates for a lemma agree on
MOST_PAIRS = 2**21      # of parities, which are looked at for a third


@dataclass(frozen=True)
class Comparison:
    """The answer: unsat means equal (or never 1); sat comes with a point where that fails.

    point   the values of the inputs
    lemmas  how many lines of the proof are lemmas of ours
    clauses what the proof (`answer.proof`) is about
    """

    answer: Answer
    clauses: Cnf
    point: tuple[int, ...] | None = None
    lemmas: int = 0

    @property
    def outcome(self) -> str:
        return self.answer.outcome


def decide(left: Circuit, right: Circuit, solver: str = "") -> Comparison:
    """Whether two circuits agree at every point; inputs and outputs are matched by position.

    Raises ValueError unless they have equally many, TimeLimit where a limit is in force.
    """
    return satisfy(miter(left, right), solver)


def satisfy(circuit: Circuit, solver: str = "") -> Comparison:
    """Whether the first output is 1 at some point.

    >>> from verify.circuits.circuit import circuit, logic
    >>> satisfy(circuit(2, [logic("g", "nor", "x1", "x2")], "g")).point
    (0, 0)
    """
    circuit = split_parities(circuit)
    cnf = Cnf()
    literals = cnf.require(circuit, circuit.outputs[0])
    names = (*circuit.inputs, *(gate.name for gate in circuit.order))
    known = [(literals[name], sample) for name, sample in zip(names, signatures(circuit))
             if name in literals]
    lemmas = find_lemmas(cnf, known, len(circuit.inputs))
    answer = solve(cnf, lemmas, solver)
    if answer.outcome != "sat":
        return Comparison(answer, cnf, lemmas=len(lemmas))
    point = answer.model[1:len(circuit.inputs) + 1]
    if not value(circuit, point)[0]:
        raise RuntimeError(f"the clauses of a circuit are wrong at {point}")   # a bug of ours
    return Comparison(answer, cnf, point)


def miter(left: Circuit, right: Circuit) -> Circuit:
    """The circuit that is 1 exactly where some output of the two differs."""
    require_same_shape(left, right)
    gates, ends = [], []
    inputs = tuple(f"x{n}" for n in range(len(left.inputs)))
    for prefix, one in (("l", left), ("r", right)):
        names = dict(zip(one.inputs, inputs))
        names |= {gate.name: f"{prefix}{n}" for n, gate in enumerate(one.gates)}
        gates += [replace(gate, name=names[gate.name], reads=tuple(names[r] for r in gate.reads))
                  for gate in one.gates]
        ends.append([names[name] for name in one.outputs])
    pairs = [logic(f"d{n}", "xor", *pair) for n, pair in enumerate(zip(*ends))]
    return Circuit(inputs, (*gates, *pairs, logic("d", "or", *(g.name for g in pairs))),
                   ("d",))


def split_parities(circuit: Circuit) -> Circuit:
    """The same circuit with every parity of more than two values a chain of gates, so that lemmas
    can speak of its links.

    >>> from verify.circuits.circuit import circuit, logic
    >>> split_parities(circuit(3, [logic("g", "xnor", "x1", "x2", "x3")], "g")).size
    2
    """
    taken = {*circuit.inputs, *circuit.gate}
    gates: list[Gate] = []
    for gate in circuit.gates:
        read = gate.reads[0] if gate.reads else ""
        if gate.kind in ("xor", "xnor"):
            for number, other in enumerate(gate.reads[1:-1]):
                name = f"{gate.name} {number}"
                while name in taken:
                    name += "'"
                taken.add(name)
                gates.append(logic(name, "xor", read, other))
                read = name
            gate = replace(gate, reads=(read, *gate.reads[1:][-1:]))
        gates.append(gate)
    return Circuit(circuit.inputs, tuple(gates), circuit.outputs)


def signatures(circuit: Circuit) -> list[int]:
    """The values of inputs and gates, in order, at random points, as the bits of numbers."""
    random, points = Random(0), MARGIN + len(circuit.inputs)
    planes = [random.getrandbits(points) for _ in circuit.inputs]
    names = tuple(gate.name for gate in circuit.order)
    every = Circuit(circuit.inputs, circuit.gates, (*circuit.inputs, *names))
    return evaluate(every, planes, 2**points - 1)


def find_lemmas(cnf: Cnf, known: Sequence[tuple[int, int]], inputs: int) -> list[str]:
    """Lines that the checker derives one after another: equal literals, and exclusive ors.

    `known` are pairs of a literal and its values at random points (see `signatures`), each after
    what it depends on, the inputs first.
    """
    ones = 2**(MARGIN + inputs) - 1
    checker = rup.Checker(cnf.variables, cnf.clauses)
    lines: list[str] = []
    triples = _Triples(checker, lines)
    span = _Span([ones, *(sample for _, sample in known[:inputs])])
    first: dict[int, int] = {}          # signature -> the first literal with it
    parities: list[tuple[int, int]] = []
    looked = 0
    for literal, sample in known:
        require_time()
        if sample > sample ^ ones:      # of a gate and its complement, always one
            literal, sample = -literal, sample ^ ones
        if sample == 0:
            triples.constant(-literal)
        elif sample in first and abs(first[sample]) != abs(literal):
            triples.equal(literal, first[sample])
        elif sample not in first:
            first[sample] = literal
            if span.contains(sample):
                looked += len(parities)
                if looked <= MOST_PAIRS:
                    for other, partner in parities:
                        rest = min(sample ^ partner, sample ^ partner ^ ones)
                        third = first.get(rest)
                        if third is not None and abs(third) < abs(other):
                            same = sample ^ partner == rest
                            triples.exclusive(literal, other, third if same else -third)
                parities.append((literal, sample))
    return lines


class _Span:
    """The sums modulo 2 of some vectors, which are the bits of numbers."""

    def __init__(self, vectors: Sequence[int]):
        self.pivots: dict[int, int] = {}        # highest bit -> vector
        for vector in vectors:
            rest = self._rest(vector)
            if rest:
                self.pivots[rest.bit_length()] = rest

    def contains(self, vector: int) -> bool:
        return self._rest(vector) == 0

    def _rest(self, vector: int) -> int:
        while vector:
            pivot = self.pivots.get(vector.bit_length())
            if pivot is None:
                return vector
            vector ^= pivot
        return 0


class _Triples:
    """Lemmas a = b xor c (up to signs), derived by the checker, and split by those before."""

    def __init__(self, checker: rup.Checker, lines: list[str]):
        self.checker, self.lines = checker, lines
        self.third: dict[int, dict[int, int]] = {}      # gate -> partner -> third gate

    def constant(self, literal: int) -> bool:
        return self._derive((literal,))

    def equal(self, one: int, other: int) -> bool:
        return self._all([(one, -other), (-one, other)], (abs(one), abs(other)))

    def exclusive(self, a: int, b: int, c: int) -> bool:
        """a = b xor c; whether it was derived."""
        clauses = [(-a, b, c), (-a, -b, -c), (a, -b, c), (a, b, -c)]
        names = abs(a), abs(b), abs(c)
        if not self._all(clauses, names):
            return False
        for one, other, last in permutations(names):
            self.third.setdefault(one, {})[other] = last
        return True

    def _all(self, clauses: Sequence[tuple[int, ...]], names: tuple[int, ...]) -> bool:
        if all(self._derive(clause) for clause in clauses):
            return True
        for middle in self._middles(names):
            if all(self._derive((*clause, middle)) and self._derive(clause)
                   for clause in clauses):
                return True
        return False

    def _middles(self, names: tuple[int, ...]) -> list[int]:
        """Gates m such that two of the names each make a triple with m."""
        partners = [self.third.get(name, {}) for name in names]
        found = dict.fromkeys(m for n, mine in enumerate(partners) for other in partners[:n]
                              for m in mine if m in other)
        return [m for m in found if m not in names]

    def _derive(self, clause: tuple[int, ...]) -> bool:
        if not self.checker.derive(clause):
            return False
        self.lines.append(" ".join(map(str, (*clause, 0))))
        return True
