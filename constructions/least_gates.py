"""Circuits with the fewest gates for xor, half adder and full adder, over several bases.

nand and nor read two values; u2 are all gates of two values but xor and xnor, b2 all of them. That
no fewer gates are enough is claimed by the theorems xor, half-adder and full-adder.
"""

from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import Gate, logic, table

from constructions.gates import full_adder, half_adder, nand_form, nand_xor, xor

X, Y = "x1", "x2"


def least(basis: str, what: str) -> Circuit:
    """The circuit for xor, xnor, half adder, xor or xnor of three, or full adder over a basis.

    Raises KeyError for a pair that is not in the table.

    >>> least("nor", "half adder").size, least("and-not", "xor").size
    (5, 7)
    """
    return {
        ("nand", "xor"): lambda: xor("nand"), ("nand", "xnor"): lambda: nand_form("xnor"),
        ("nor", "xor"): lambda: xor("nor"), ("nor", "xnor"): _nor_xnor,
        ("and-or-not", "xor"): lambda: xor("and-or-not"), ("and-or-not", "xnor"): _and_or_xnor,
        ("and-not", "xor"): _and_not_xor,
        ("u2", "xor"): lambda: circuit(2, _u2_xor("s", X, Y), "s"),
        ("b2", "xor"): lambda: xor("xor"),
        ("nand", "half adder"): half_adder, ("nor", "half adder"): _nor_half_adder,
        ("and-or-not", "half adder"): _and_or_half_adder,
        ("u2", "half adder"): lambda: circuit(2, _u2_xor("s", X, Y), "s", "s.a"),
        ("b2", "half adder"): lambda: half_adder("logic"),
        ("nand", "full adder"): full_adder,
        ("nand", "xor of three"): lambda: circuit(
            3, [*nand_xor("t", X, Y), *nand_xor("s", "t", "x3")], "s"),
        ("nand", "xnor of three"): lambda: circuit(
            3, [*nand_xor("t", X, Y), *nand_xor("s", "t", "x3"), logic("e", "nand", "s", "s")],
            "e"),
        ("nor", "xor of three"): lambda: circuit(
            3, [*_nor_xnor_gates("t", X, Y), *_nor_xnor_gates("s", "t", "x3")], "s"),
        ("nor", "xnor of three"): lambda: circuit(
            3, [*_nor_xnor_gates("t", X, Y), *_nor_xnor_gates("s", "t", "x3"),
                logic("e", "nor", "s", "s")], "e"),
        ("u2", "xor of three"): lambda: circuit(
            3, [*_u2_xor("t", X, Y), *_u2_xor("s", "t", "x3")], "s"),
        ("b2", "xor of three"): lambda: circuit(
            3, [logic("t", "xor", X, Y), logic("s", "xor", "t", "x3")], "s"),
        ("b2", "full adder"): lambda: full_adder("logic"),
    }[basis, what]()


def _nor_xnor() -> Circuit:
    return circuit(2, _nor_xnor_gates("e", X, Y), "e")


def _nor_xnor_gates(name: str, a: str, b: str) -> list[Gate]:
    """Not a and b, a and not b, and the nor of these; twice, this is the xor of three."""
    return [logic(f"{name}.1", "nor", a, b), logic(f"{name}.2", "nor", a, f"{name}.1"),
            logic(f"{name}.3", "nor", b, f"{name}.1"),
            logic(name, "nor", f"{name}.2", f"{name}.3")]


def _and_or_xnor() -> Circuit:
    """Both, or not one of them."""
    return circuit(2, [logic("a", "and", X, Y), logic("o", "or", X, Y), logic("n", "not", "o"),
                       logic("e", "or", "a", "n")], "e")


def _and_not_xor() -> Circuit:
    """(x or y) and not (x and y), with x or y = not (not x and not y)."""
    return circuit(2, [logic("a", "and", X, Y), logic("n", "not", "a"), logic("p", "not", X),
                       logic("q", "not", Y), logic("b", "and", "p", "q"), logic("o", "not", "b"),
                       logic("s", "and", "o", "n")], "s")


def _u2_xor(name: str, a: str, b: str) -> list[Gate]:
    """a or b, a and b, and the first without the second."""
    return [logic(f"{name}.o", "or", a, b), logic(f"{name}.a", "and", a, b),
            table(name, "0100", f"{name}.o", f"{name}.a")]


def _nor_half_adder() -> Circuit:
    """The carry is the nor of the complements; the sum is neither that nor nor(x, y)."""
    return circuit(2, [logic("p", "nor", X, X), logic("q", "nor", Y, Y),
                       logic("c", "nor", "p", "q"), logic("n", "nor", X, Y),
                       logic("s", "nor", "c", "n")], "s", "c")


def _and_or_half_adder() -> Circuit:
    return circuit(2, xor("and-or-not").gates, "s", "a")
