"""Circuits and networks for the parity of n bits: nand gates, threshold gates, a recurrent layer.

Inputs are x1, ..., xn. Every builder says why it works.
"""

from fractions import Fraction
from typing import Sequence

from constructions.gates import nand_xor
from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import Gate, logic, threshold
from verify.network import INPUT, Graph, Layer, Node, dense, forward

FORMS = ("nand", "xor")
RECURRENT = dense([[1, 1, -1], [-1, -1, 1]], [0, 0], "relu")   # (u, v, x) -> the next (u, v)
READ = dense([[1, 1]], [0])                                    # u + v


def chain(n: int, form: str = "nand") -> Circuit:
    """The parity of n bits, one bit after another.

    Shape
        4(n - 1) nand gates in depth 3(n - 1), or n - 1 xor gates in depth n - 1.
    Why it works
        Four nand gates add one bit to the parity of those before it.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(chain(3)), chain(3).size, chain(3).depth
    (('01101001',), 8, 6)
    """
    gates: list[Gate] = []
    last = _check(n, form)
    for i in range(2, n + 1):
        gates += _xor(form, f"p{i}", last, f"x{i}")
        last = f"p{i}"
    return circuit(n, gates, last)


def tree(n: int, form: str = "nand") -> Circuit:
    """The parity of n bits by a balanced tree: node i reads nodes 2i and 2i + 1, the leaves are
    nodes n, ..., 2n - 1, and node 1 is the output.

    Shape
        4(n - 1) nand gates in depth 3 ceil(log2 n), or n - 1 xor gates in depth ceil(log2 n).
    Why it works
        Every node is the parity of the leaves below it.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(tree(3)), tree(5).size, tree(5).depth
    (('01101001',), 16, 9)
    """
    _check(n, form)
    names = {n - 1 + j: f"x{j}" for j in range(1, n + 1)}
    gates: list[Gate] = []
    for i in range(n - 1, 0, -1):
        names[i] = f"p{i}"
        gates += _xor(form, names[i], names[2 * i], names[2 * i + 1])
    return circuit(n, gates, names[1])


def layered(n: int) -> Circuit:
    """The parity of n bits by n threshold gates [s >= j] of their sum s, and one that adds these
    up with weights 1, -1, 1, ...

    Shape
        n + 1 threshold gates in depth 2.
    Why it works
        The first s gates are 1, and 1 - 1 + 1 - ... with s terms is s mod 2.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(layered(3)), layered(3).size, layered(3).depth
    (('01101001',), 4, 2)
    """
    bits = _bits(n)
    hidden = [threshold(f"h{j}", bits, [1] * n, j) for j in range(1, n + 1)]
    last = threshold("y", [g.name for g in hidden], [(-1)**j for j in range(n)], 1)
    return circuit(n, [*hidden, last], "y")


def skipping(n: int) -> Circuit:
    """The parity of n bits by gates [s >= 2j], j <= n/2, and one that reads them beside the bits.

    Shape
        floor(n/2) + 1 threshold gates in depth 2 (1 if n = 1).
    Why it works
        floor(s/2) of the gates are 1, and s - 2 floor(s/2) is s mod 2.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(skipping(3)), skipping(3).size
    (('01101001',), 2)
    """
    bits = _bits(n)
    hidden = [threshold(f"h{j}", bits, [1] * n, 2 * j) for j in range(1, n // 2 + 1)]
    last = threshold("y", [*bits, *(g.name for g in hidden)], [1] * n + [-2] * len(hidden), 1)
    return circuit(n, [*hidden, last], "y")


def digits(n: int) -> Circuit:
    """The binary digits of the sum of n bits by one threshold gate each, the highest first.

    Shape
        floor(log2 n) + 1 threshold gates, as deep: each reads the bits and all gates before it.
    Why it works
        A gate compares what the higher digits leave of the sum with its own power of 2. The last
        digit is the parity.

    >>> from verify.circuits.circuit import truth_tables
    >>> truth_tables(digits(3)), digits(3).size, digits(100).size
    (('01101001',), 2, 7)
    """
    bits = _bits(n)
    gates: list[Gate] = []
    for power in range(n.bit_length() - 1, -1, -1):
        reads = [*bits, *(g.name for g in gates)]
        weights = [1] * n + [-2**(n.bit_length() - 1 - i) for i in range(len(gates))]
        gates.append(threshold(f"d{power}", reads, weights, 2**power))
    return circuit(n, gates, "d0")


def depth_three() -> Circuit:
    """The parity of 5 bits by 13 `and` and `or` gates in depth 3, negations of bits apart.

    Why it works
        For each value of (x2, x4) one gate `and` is 1 if these are x2 and x4 and the parity of
        (x1, x3, x5) completes theirs: four clauses, each of which excludes one wrong point. The
        clauses, 8 in all, are shared; the output is `or`.
    Source
        Least: for 5 bits no such circuit has 12 gates (found by SAT; not checked here)

    >>> both = literals_free(depth_three())
    >>> both.size, both.depth
    (13, 3)
    """
    gates = [logic(f"n{i}", "not", f"x{i}") for i in range(1, 6)]
    literal = [[f"n{i}", f"x{i}"] for i in range(1, 6)]
    for p in range(8):      # the clause that is 0 at the point p of (x1, x3, x5) only
        gates.append(logic(f"c{p}", "or", *(literal[2 * i][1 - (p >> i & 1)] for i in range(3))))
    for p in range(4):
        wrong = [c for c in range(8) if (c.bit_count() + p.bit_count()) % 2 == 0]
        gates.append(logic(f"a{p}", "and", literal[1][p & 1], literal[3][p >> 1],
                           *(f"c{c}" for c in wrong)))
    return circuit(5, [*gates, logic("y", "or", *(f"a{p}" for p in range(4)))], "y")


def literals_free(whole: Circuit) -> Circuit:
    """The circuit with the negations of its inputs as inputs, for counts that leave them out."""
    known = set(whole.inputs)
    free = [g.name for g in whole.gates if g.kind == "not" and known.issuperset(g.reads)]
    return Circuit((*whole.inputs, *free), tuple(g for g in whole.gates if g.name not in free),
                   whole.outputs)


def states(bits: Sequence[int], step: Layer = RECURRENT,
           start: Sequence[int] = (0, 0)) -> list[tuple[Fraction, ...]]:
    """The states of a recurrent layer (state, bit) -> state, from the start on.

    >>> [int(sum(state)) for state in states([1, 0, 1, 1])]
    [0, 1, 1, 0, 1]
    """
    found = [tuple(map(Fraction, start))]
    cell = Graph(step.inputs, (("step", step),), (Node("h", "step", (INPUT,)),), ("h",))
    for bit in bits:
        found.append(tuple(forward(cell, (*found[-1], Fraction(bit)))))
    return found


def unrolled(n: int) -> Graph:
    """The recurrent network on words of n bits, as a network without loops.

    Two relu units, u' = relu(u + v - x) and v' = relu(x - u - v), are started at 0 and read one
    bit at a time; the output is u + v. One layer of 8 parameters serves every step; the layer that
    picks bit t out of x is not a part of the recurrent network, which is handed its bits in turn.

    Shape
        n -> 1, 2n relu units.
    Why it works
        u' + v' = |u + v - x|, and |h - x| = h xor x for bits h, x.

    >>> from verify.network import forward
    >>> int(forward(unrolled(3), (1, 1, 1))[0]), unrolled(9).relus
    (1, 18)
    """
    _bits(n)
    layers = [("start", dense([[0] * n] * 2, [0, 0])), ("step", RECURRENT), ("read", READ)]
    nodes = [Node("h0", "start", (INPUT,))]
    for t in range(1, n + 1):
        layers.append((f"pick{t}", dense([[int(i == t) for i in range(1, n + 1)]], [0])))
        nodes += [Node(f"x{t}", f"pick{t}", (INPUT,)),
                  Node(f"h{t}", "step", (f"h{t - 1}", f"x{t}"))]
    return Graph(n, tuple(layers), (*nodes, Node("y", "read", (f"h{n}",))), ("y",))


def _xor(form: str, name: str, a: str, b: str) -> list[Gate]:
    return nand_xor(name, a, b) if form == "nand" else [logic(name, "xor", a, b)]


def _bits(n: int) -> list[str]:
    _check(n, "nand")
    return [f"x{i}" for i in range(1, n + 1)]


def _check(n: int, form: str) -> str:
    """The name of the first bit."""
    if n < 1:
        raise ValueError(f"expected n >= 1, found n = {n}")
    if form not in FORMS:
        raise ValueError(f"form: expected nand or xor, found {form!r}")
    return "x1"
