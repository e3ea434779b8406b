"""Circuits and small networks for exclusive or, half adder and full adder.

Inputs are x1, x2 (x3); every builder says why it works.
"""

from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import Gate, logic, threshold, unit
from verify.circuits.networks import to_network
from verify.network import Graph, Network, Node, dense

FORMS = ("nand", "nor", "and-or-not", "threshold", "mcculloch-pitts", "xor")
KINDS = ("and", "or", "nand", "nor", "xor", "xnor", "not", "copy")


def xor(form: str = "nand") -> Circuit:
    """x1 xor x2 from gates of one kind.

    Forms
        nand            n1 = nand(x1, x2), and nand of nand(x1, n1) and nand(x2, n1): 4 gates.
        nor             xnor by the dual of that, 4 gates, and a nor as its complement: 5 gates.
        and-or-not      (x1 or x2) and not (x1 and x2): 4 gates.
        threshold       [h1 - h2 >= 1] with h1 = [x1 + x2 >= 1], h2 = [x1 + x2 >= 2]: 3 gates.
        mcculloch-pitts x1 unless x2, x2 unless x1, and at least one of the two: 3 units.
        xor             one gate.
    Why it works
        nand(x1, n1) is 0 only where x1 = 1 and n1 = 1, that is at (1, 0); nand(x2, n1) only at
        (0, 1); so their nand is 1 at these two points. The sum of two bits is odd if and only if it
        is at least 1 and not at least 2.
    Source
        The lecture's slides on XOR

    >>> from verify.circuits.circuit import truth_tables
    >>> {truth_tables(xor(form)) for form in FORMS}, [xor(form).size for form in FORMS]
    ({('0110',)}, [4, 5, 4, 3, 3, 1])
    """
    if form not in FORMS:
        raise ValueError(f"form: expected one of {', '.join(FORMS)}, found {form!r}")
    x, y = "x1", "x2"
    if form == "nand":
        return circuit(2, nand_xor("s", x, y), "s")
    if form == "nor":
        gates = [logic("n1", "nor", x, y), logic("n2", "nor", x, "n1"), logic("n3", "nor", y, "n1"),
                 logic("e", "nor", "n2", "n3"), logic("s", "nor", "e", "e")]
    elif form == "and-or-not":
        gates = [logic("o", "or", x, y), logic("a", "and", x, y), logic("n", "not", "a"),
                 logic("s", "and", "o", "n")]
    elif form == "threshold":
        gates = [threshold("h1", (x, y), (1, 1), 1), threshold("h2", (x, y), (1, 1), 2),
                 threshold("s", ("h1", "h2"), (1, -1), 1)]
    elif form == "mcculloch-pitts":
        gates = [unit("u1", [x], [y], 1), unit("u2", [y], [x], 1), unit("s", ["u1", "u2"], [], 1)]
    else:
        gates = [logic("s", "xor", x, y)]
    return circuit(2, gates, "s")


def nand_xor(name: str, a: str, b: str) -> list[Gate]:
    """Four nand gates, the last one of this name, whose value is a xor b; its first is nand(a, b).

    >>> [gate.name for gate in nand_xor("s", "x1", "x2")]
    ['s.1', 's.2', 's.3', 's']
    """
    return [logic(f"{name}.1", "nand", a, b), logic(f"{name}.2", "nand", a, f"{name}.1"),
            logic(f"{name}.3", "nand", b, f"{name}.1"),
            logic(name, "nand", f"{name}.2", f"{name}.3")]


def half_adder(form: str = "nand") -> Circuit:
    """The sum x1 xor x2 and the carry x1 and x2.

    Forms
        nand    the four gates of xor, and the complement of their first: 5 gates.
        logic   an xor and an and gate: 2 gates.
    Why it works
        The first gate of `nand_xor` is nand(x1, x2), and nand(n, n) = not n.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(half_adder()) == truth_tables(half_adder("logic")), half_adder().size
    (True, 5)
    """
    if form == "logic":
        return circuit(2, [logic("s", "xor", "x1", "x2"), logic("c", "and", "x1", "x2")], "s", "c")
    if form != "nand":
        raise ValueError(f"form: expected nand or logic, found {form!r}")
    return circuit(2, [*nand_xor("s", "x1", "x2"), logic("c", "nand", "s.1", "s.1")], "s", "c")


def full_adder(form: str = "nand") -> Circuit:
    """The sum x1 xor x2 xor x3 and the carry, 1 if at least two of the bits are.

    Forms
        nand    two half adders without their last gates, and the nand of their first: 9 gates.
        logic   two xor, and for the carry ((x1 xor x2) and x3) xor (x1 and x2): 5 gates.
    Why it works
        2 carry + sum = x1 + x2 + x3: a half adder adds x1 and x2, another adds x3 to their sum, and
        the two carries are never both 1, so that their or is the carry; nand(not c, not d) is
        c or d.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(full_adder()) == truth_tables(full_adder("logic")), full_adder().size
    (True, 9)
    """
    if form == "logic":
        return circuit(3, [
            logic("t", "xor", "x1", "x2"), logic("s", "xor", "t", "x3"),
            logic("a", "and", "x1", "x2"), logic("b", "and", "t", "x3"),
            logic("c", "xor", "a", "b")], "s", "c")
    if form != "nand":
        raise ValueError(f"form: expected nand or logic, found {form!r}")
    return circuit(3, [*nand_xor("t", "x1", "x2"), *nand_xor("s", "t", "x3"),
                       logic("c", "nand", "t.1", "s.1")], "s", "c")


def xor_threshold() -> Network:
    """x1 xor x2 by a layer of two step units and one more: the form `threshold` of `xor`.

    Shape
        2 -> 1, one hidden layer of 2 step units, a step unit at the end.

    >>> from verify.network import forward
    >>> [int(forward(xor_threshold(), (a, b))[0]) for b in (0, 1) for a in (0, 1)]
    [0, 1, 1, 0]
    """
    return Network((dense([[1, 1], [1, 1]], [0, -1], "step"), dense([[1, -1]], [0], "step")))


def xor_relu() -> Network:
    """x1 xor x2 = relu(x1 + x2) - 2 relu(x1 + x2 - 1) on bits.

    Shape
        2 -> 1, one hidden layer of 2 relu units, affine at the end.
    Why it works
        With s = x1 + x2 it is 0 at s = 0, 1 at s = 1, and 2 - 2 = 0 at s = 2.

    >>> from verify.network import forward
    >>> [int(forward(xor_relu(), (a, b))[0]) for b in (0, 1) for a in (0, 1)]
    [0, 1, 1, 0]
    """
    return Network((dense([[1, 1], [1, 1]], [0, -1], "relu"), dense([[1, -2]], [0])))


def xor_skip(activation: str = "relu") -> Graph:
    """x1 xor x2 with one hidden unit, which the output reads beside the inputs.

    relu: x1 + x2 - 2 relu(x1 + x2 - 1).  step: x1 + x2 - 2 [x1 + x2 > 1].

    >>> from verify.network import forward
    >>> [int(forward(xor_skip(), (a, b))[0]) for b in (0, 1) for a in (0, 1)]
    [0, 1, 1, 0]
    """
    if activation not in ("relu", "step"):
        raise ValueError(f"activation: expected relu or step, found {activation!r}")
    return Graph(2, (("hidden", dense([[1, 1]], [-1], activation)),
                     ("output", dense([[1, 1, -2]], [0]))),
                 (Node("h", "hidden", ("x",)), Node("y", "output", ("x", "h"))), ("y",))


def nand_form(kind: str) -> Circuit:
    """One gate of two values (or one, for not and copy) from nand gates alone.

    not x = nand(x, x); and is the complement of nand; or = nand of the complements; nor and xnor
    are complements; copy is twice the complement.

    >>> from verify.circuits.circuit import truth_tables
    >>> [truth_tables(nand_form(kind))[0] for kind in KINDS]
    ['0001', '0111', '1110', '1000', '0110', '1001', '10', '01']
    """
    x, y = "x1", "x2"
    if kind not in KINDS:
        raise ValueError(f"kind: expected one of {', '.join(KINDS)}, found {kind!r}")
    if kind in ("not", "copy"):
        gates = [logic("n", "nand", x, x)] + ([logic("c", "nand", "n", "n")] * (kind == "copy"))
        return circuit(1, gates, gates[-1].name)
    if kind in ("nand", "and"):
        gates = [logic("n", "nand", x, y)]
    elif kind in ("or", "nor"):
        gates = [logic("p", "nand", x, x), logic("q", "nand", y, y), logic("n", "nand", "p", "q")]
    else:
        gates = nand_xor("n", x, y)
    if kind in ("and", "nor", "xnor"):
        gates.append(logic("m", "nand", "n", "n"))
    return circuit(2, gates, gates[-1].name)


def half_adder_network(activation: str = "step") -> Network:
    """The half adder as a layered network of step or relu units.

    >>> half_adder_network().outputs
    2
    """
    return to_network(half_adder("logic"), activation).network


def full_adder_network(activation: str = "step") -> Network:
    """The full adder as a layered network of step or relu units.

    >>> full_adder_network("relu").inputs
    3
    """
    return to_network(full_adder("logic"), activation).network
