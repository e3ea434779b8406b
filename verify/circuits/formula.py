"""Formulas over cubes as circuits: the circuit that is 1 exactly where the formula fails.

Terms are sums of bits with rational coefficients. Products of bits are conjunctions, parities are
exclusive ors, and a relation between two sums is one threshold gate, or two.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any, Iterator, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate, logic, threshold
from verify.circuits.reading import from_network
from verify.circuits.values import CircuitValues
from verify.errors import BadInput
from verify.model import Model, NetworkValues
from verify.values import NotEvaluated

MOST_BITS = 2**12
MOST_CASES = 2**12      # of the indices that are no points of a cube
MOST_TERMS = 2**14      # of a sum that is multiplied out

Sum = dict[str, Fraction]       # bit (or "" for 1) -> coefficient
CONSTANT = ""


class Translation:
    """Gates that compute the bits of a formula's terms, inputs shared by all of them."""

    def __init__(self, model: Model, cubes: tuple[c.Index, ...]):
        self.model = model
        self.inputs: dict[tuple[c.Index, int], str] = {}
        for number, index in enumerate(cubes):
            dimension = index.over.dimension
            for bit in range(0 if dimension is None else model.number(dimension.size)):
                self.inputs[index, bit] = f"{number}.{bit}"
        if not 1 <= len(self.inputs) <= MOST_BITS:
            raise NotEvaluated(f"{len(self.inputs)} bits: not from 1 to {MOST_BITS}")
        self.gates: dict[tuple[Any, ...], Gate] = {}
        self.placed: set[tuple[int, int, c.Index]] = set()

    def circuit(self, output: str) -> Circuit:
        """The gates that this bit depends on."""
        inputs = tuple(self.inputs.values())
        used = Circuit(inputs, tuple(self.gates.values()), (output,)).used
        return Circuit(inputs, tuple(g for g in self.gates.values() if g.name in used), (output,))

    def gate(self, kind: str, *reads: str) -> str:
        """The name of a gate, one for equal ones."""
        reads = tuple(sorted(reads))
        return self._kept((kind, *reads), lambda name: logic(name, kind, *reads))

    def _kept(self, key: tuple[Any, ...], make: Any) -> str:
        if key not in self.gates:
            self.gates[key] = make(f"g{len(self.gates)}")
        return self.gates[key].name

    # ---- terms -------------------------------------------------------------------------------

    def term(self, term: Expr, env: Mapping[c.Index, int]) -> Sum:
        """The term as a sum of bits; `env` has the positions of the indices that are no points.

        Raises NotEvaluated for a term that is no such sum.
        """
        if isinstance(term, sympy.Rational):
            return _constant(Fraction(int(term.p), int(term.q)))
        if isinstance(term, sympy.Symbol):
            number = self.model.numbers.get(term.name)
            return _constant(Fraction(self.model.size(term.name)) if number is None else number)
        if isinstance(term, c.Index):
            return _constant(self._number(term, env))
        if isinstance(term, c.Coordinate):
            return self._coordinate(term, env)
        if isinstance(term, c.Apply):
            return self._apply(term, env)
        if isinstance(term, (c.SumOver, c.ProductOver)):
            parts = [self.term(term.body, {**env, term.index: n})
                     for n in range(self._size(term.index.over))]
            return _added(parts) if isinstance(term, c.SumOver) else self._multiplied(parts)
        parts = [self.term(a, env) for a in term.args]
        if isinstance(term, sympy.Add):
            return _added(parts)
        if isinstance(term, sympy.Mul):
            return self._multiplied(parts)
        if isinstance(term, sympy.Pow) and term.exp.is_Integer and 0 < term.exp <= 64:
            return self._multiplied([parts[0]] * int(term.exp))
        if isinstance(term, c.Mod2):
            return self._bit(self.parity(parts[0]))
        if isinstance(term, c.Sign):
            return _added([_constant(Fraction(1)),
                           _scaled(self._bit(self.parity(parts[0])), Fraction(-2))])
        if isinstance(term, c.Indicator):
            return self._bit(self.holds(c.Eq(*term.args), env))
        raise NotEvaluated(f"no clauses for {type(term).__name__}")

    def _size(self, over: c.IndexSet) -> int:
        if over.kind not in ("range", "finite"):
            raise NotEvaluated(f"a sum over {over.name}")
        size = len(over.elements) if over.kind == "finite" else self.model.number(over.size)
        if size > MOST_CASES:
            raise NotEvaluated(f"{size} terms are more than {MOST_CASES}")
        return size

    def _number(self, index: c.Index, env: Mapping[c.Index, int]) -> Fraction:
        if index not in env:
            raise NotEvaluated(f"{index.name} is no number")
        if index.over.kind == "finite":
            element = index.over.elements[env[index]]
            return Fraction(int(element.p), int(element.q))
        return Fraction(env[index] + index.over.first)

    def _coordinate(self, term: Expr, env: Mapping[c.Index, int]) -> Sum:
        point, place = term.args
        at = _number_of(self.term(place, env))
        first = point.over.dimension.first
        name = self.inputs.get((point, int(at) - first)) if at.denominator == 1 else None
        if name is None:
            raise NotEvaluated(f"{point} has no coordinate {at}")
        if point.over.kind == "sign-cube":
            return {CONSTANT: Fraction(1), name: Fraction(-2)}
        return {name: Fraction(1)}

    def _apply(self, term: c.Apply, env: Mapping[c.Index, int]) -> Sum:
        if term.fn.definition is not None:
            return self.term(term.unfold(), env)
        provider = self.model.values.get(term.fn.name)
        points = [a for a in term.arguments if isinstance(a, c.Index)]
        if isinstance(provider, NetworkValues):
            try:
                provider = CircuitValues(from_network(provider.network))
            except BadInput as reason:
                raise NotEvaluated(f"no clauses for {term.fn.name}: {reason}") from None
        if not isinstance(provider, CircuitValues) or len(points) != 1 or \
                points[0].over.kind != "cube" or (points[0], 0) not in self.inputs:
            raise NotEvaluated(f"no clauses for {term.fn.name}")
        circuit = provider.circuit
        names = dict(zip(circuit.inputs,
                         (name for (i, _), name in self.inputs.items() if i == points[0])))
        if len(names) != len(circuit.inputs):
            raise NotEvaluated(f"{term.fn.name} has {len(circuit.inputs)} inputs")
        for gate in circuit.order:
            key = ("copied", replace(gate, name="", reads=tuple(names[r] for r in gate.reads)))
            names[gate.name] = self._kept(key, lambda name, key=key: replace(key[1], name=name))
        return {names[circuit.outputs[provider.output]]: Fraction(1)}

    def _multiplied(self, parts: list[Sum]) -> Sum:
        result = _constant(Fraction(1))
        for part in parts:
            if len(result) * len(part) > MOST_TERMS:
                raise NotEvaluated(f"a product of more than {MOST_TERMS} terms")
            result = _added([{self._both(a, b): m * n} for a, m in result.items()
                             for b, n in part.items()])
        return result

    def _both(self, a: str, b: str) -> str:
        if CONSTANT in (a, b) or a == b:
            return a or b
        return self.gate("and", a, b)

    def _bit(self, name: str) -> Sum:
        return {name: Fraction(1)}

    def parity(self, total: Sum) -> str:
        """The bit of a sum's parity."""
        if any(number.denominator != 1 for number in total.values()):
            raise NotEvaluated("the parity of a sum with fractions")
        odd = [name for name, number in total.items() if name != CONSTANT and number % 2]
        flipped = total.get(CONSTANT, Fraction(0)) % 2
        if not odd:
            return self.gate("true" if flipped else "false")
        return self._kept(("parity", flipped, *odd), lambda name: logic(
            name, "xnor" if flipped else "xor", *odd))

    # ---- relations ---------------------------------------------------------------------------

    def holds(self, relation: c.Relation, env: Mapping[c.Index, int]) -> str:
        """The bit of a relation between two sums."""
        difference = _added([self.term(relation.rhs, env),
                             _scaled(self.term(relation.lhs, env), Fraction(-1))])
        constant = difference.pop(CONSTANT, Fraction(0))
        if not difference:
            return self.gate("true" if c.HOLDS[relation.rel](Fraction(0), constant) else "false")
        if relation.rel in ("<=", "<"):
            return self._above(difference, -constant, strict=relation.rel == "<")
        if len(difference) == 1:        # a bit that is 0, or 1, or neither
            (name, number), = difference.items()
            value, equal = -constant / number, relation.rel == "="
            kind = "false" if equal else "true"
            if value in (0, 1):
                kind = "copy" if (value == 1) == equal else "not"
            return self.gate(kind, *([name] if kind in ("not", "copy") else []))
        if constant == 0 and sorted(difference.values()) == [-1, 1]:
            return self.gate("xnor" if relation.rel == "=" else "xor", *difference)
        negated = {name: -number for name, number in difference.items()}
        both = (self._above(difference, -constant), self._above(negated, constant))
        return self.gate("and" if relation.rel == "=" else "nand", *both)

    def _above(self, terms: Sum, bound: Fraction, strict: bool = False) -> str:
        """[terms >= bound], or > if strict."""
        key = ("above", tuple(sorted(terms.items())), bound, strict)
        ends = {"above": bound} if strict else {"at_least": bound}
        return self._kept(key, lambda name: threshold(name, terms, terms.values(), **ends))


def _constant(number: Fraction) -> Sum:
    return {CONSTANT: number} if number else {}


def _number_of(total: Sum) -> Fraction:
    if set(total) - {CONSTANT}:
        raise NotEvaluated("a place that depends on the point")
    return total.get(CONSTANT, Fraction(0))


def _added(parts: list[Sum]) -> Sum:
    result: Sum = {}
    for part in parts:
        for name, number in part.items():
            result[name] = result.get(name, Fraction(0)) + number
    return {name: number for name, number in result.items() if number}


def _scaled(total: Sum, factor: Fraction) -> Sum:
    return {name: number * factor for name, number in total.items()}


def cases(formula: c.Formula, model: Model) -> Iterator[tuple[Translation, dict[c.Index, int],
                                                              str, str]]:
    """For all values of the indices that are no points of cubes: (translation, their positions,
    the bit of: the condition holds and the relation fails, the bit of the condition).

    Raises NotEvaluated for a formula that is not about bits.
    """
    relation, indices = c.relation_of(formula), c.quantified(formula)
    if isinstance(formula, c.ForAll) and formula.distinct:
        raise NotEvaluated("a condition of distinct indices")
    cubes = tuple(i for i in indices if i.over.dimension is not None)
    others = [i for i in indices if i.over.dimension is None]
    sizes = []
    for index in others:
        if index.over.kind not in ("range", "finite"):
            raise NotEvaluated(f"an index of {index.over.name}")
        sizes.append(len(index.over.elements) if index.over.kind == "finite"
                     else model.number(index.over.size))
    count = 1
    for size in sizes:
        count *= size
    if count > MOST_CASES:
        raise NotEvaluated(f"{count} cases are more than {MOST_CASES}")
    where = formula.where if isinstance(formula, c.ForAll) else None
    for positions in product(*map(range, sizes)):
        translation, env = Translation(model, cubes), dict(zip(others, positions))
        fails = translation.gate("not", translation.holds(relation, env))
        counts = translation.gate("true") if where is None else translation.holds(where, env)
        yield translation, env, translation.gate("and", fails, counts), counts
