"""Some circuit for a truth table over a basis: not the smallest, but at once.

By Shannon's expansion with equal parts once, f = (x and f1) or (not x and f0), and each of and, or,
not, xor from gates of the basis.

    >>> build(("0110",), "nand").size, build(("0001",), "nor").size
    (4, 3)
"""

from typing import Sequence

from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import Gate, logic, table


def build(targets: Sequence[str], basis: str) -> Circuit:
    """A circuit with inputs x1, ..., xn whose outputs have these tables of 2^n digits."""
    n = len(targets[0]).bit_length() - 1
    gates = _Gates(basis)
    outputs = [gates.table(target, n) for target in targets]
    whole = circuit(n, gates.made.values(), *outputs)
    return circuit(n, [gate for gate in whole.order if gate.name in whole.used], *outputs)


class _Gates:
    """Gates of one basis, equal ones once."""

    def __init__(self, basis: str):
        self.basis = basis
        self.made: dict[tuple[str, ...], Gate] = {}
        self.known: dict[str, str] = {}

    def gate(self, kind: str, *reads: str) -> str:
        """A gate of the basis; for b2 and u2 the kind is a table."""
        key = kind, *(sorted(reads) if kind not in ("0100", "0010", "1011", "1101") else reads)
        if key not in self.made:
            name = f"g{len(self.made) + 1}"
            self.made[key] = table(name, kind, *reads) if kind[0] in "01" else logic(
                name, kind, *reads)
        return self.made[key].name

    def negation(self, a: str) -> str:
        if self.basis in ("nand", "nor"):
            return self.gate(self.basis, a, a)
        return self.gate("not", a) if self.basis in ("and-or-not", "and-not") else \
            self.gate("1110", a, a)

    def both(self, a: str, b: str) -> str:
        if self.basis == "nand":
            return self.negation(self.gate("nand", a, b))
        if self.basis == "nor":
            return self.gate("nor", self.negation(a), self.negation(b))
        return self.gate("and" if self.basis in ("and-or-not", "and-not") else "0001", a, b)

    def either(self, a: str, b: str) -> str:
        if self.basis == "nor":
            return self.negation(self.gate("nor", a, b))
        if self.basis == "nand":
            return self.gate("nand", self.negation(a), self.negation(b))
        if self.basis == "and-not":
            return self.negation(self.both(self.negation(a), self.negation(b)))
        return self.gate("or" if self.basis == "and-or-not" else "0111", a, b)

    def exclusive(self, a: str, b: str) -> str:
        if self.basis == "b2":
            return self.gate("0110", a, b)
        if self.basis in ("nand", "nor"):
            one = self.gate(self.basis, a, b)
            last = self.gate(self.basis, self.gate(self.basis, a, one),
                             self.gate(self.basis, b, one))
            return last if self.basis == "nand" else self.negation(last)
        return self.both(self.either(a, b), self.negation(self.both(a, b)))

    def table(self, digits: str, n: int) -> str:
        """The wire of a function of the first n inputs."""
        if digits in self.known:
            return self.known[digits]
        half = len(digits) // 2
        low, high, x = digits[:half], digits[half:], f"x{n}"
        flipped = "".join("10"[int(digit)] for digit in low)
        if "1" not in digits or "0" not in digits:
            # of a constant: x1 and not x1, or its complement
            zero = self.both("x1", self.negation("x1"))
            found = zero if "1" not in digits else self.negation(zero)
        elif low == high:
            found = self.table(low, n - 1)
        elif len(digits) == 2:
            found = x if digits == "01" else self.negation(x)
        elif high == flipped:
            found = self.exclusive(self.table(low, n - 1), x)
        elif "1" not in low or "0" not in low:
            found = self.both(x, self.table(high, n - 1)) if "1" not in low else \
                self.either(self.negation(x), self.table(high, n - 1))
        elif "1" not in high or "0" not in high:
            found = self.both(self.negation(x), self.table(low, n - 1)) if "1" not in high else \
                self.either(x, self.table(low, n - 1))
        else:
            found = self.either(self.both(x, self.table(high, n - 1)),
                                self.both(self.negation(x), self.table(low, n - 1)))
        self.known[digits] = found
        return found
