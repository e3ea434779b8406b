"""Seeded circuits with gates of every kind, and adders of parities, for the tests of circuits."""

from fractions import Fraction
from random import Random

from verify.circuits.circuit import circuit, logic
from verify.circuits.gate import KINDS, table, threshold, unit


def random_circuit(seed, inputs=None, gates=None):
    """A circuit of up to 6 inputs and 12 gates of all kinds, three outputs, gates in any order."""
    random = Random(seed)
    n = inputs or random.randint(1, 6)
    names, made = [f"x{i + 1}" for i in range(n)], []
    for number in range(gates or random.randint(1, 12)):
        made.append(random_gate(random, f"g{number}", names))
        names.append(f"g{number}")
    random.shuffle(made)
    return circuit(n, made, *(random.choice(names) for _ in range(3)))


def random_gate(random, name, names):
    kind = random.choice(KINDS)
    reads = [random.choice(names) for _ in range(random.randint(1, 4))]
    if kind in ("not", "copy"):
        return logic(name, kind, reads[0])
    if kind in ("true", "false"):
        return logic(name, kind)
    if kind == "table":
        return table(name, "".join(random.choice("01") for _ in range(2**len(reads))), *reads)
    if kind == "threshold":
        weights = [Fraction(random.randint(-5, 5), random.randint(1, 3)) for _ in reads]
        bound = Fraction(random.randint(-6, 6), random.randint(1, 2))
        return threshold(name, reads, weights, bound) if random.random() < 0.5 else \
            threshold(name, reads, weights, above=bound)
    if kind == "mcculloch-pitts":
        inhibits = [random.choice(names) for _ in range(random.randint(0, 2))]
        return unit(name, reads, inhibits, random.randint(-1, 4))
    return logic(name, kind, *reads)


def xor_gates(form, name, a, b):
    """a xor b by one gate, or by four nand gates."""
    if form == "xor":
        return [logic(name, "xor", a, b)]
    return [logic(f"{name}.1", "nand", a, b), logic(f"{name}.2", "nand", a, f"{name}.1"),
            logic(f"{name}.3", "nand", b, f"{name}.1"),
            logic(name, "nand", f"{name}.2", f"{name}.3")]


def chain(n, form="xor"):
    """The parity of n bits, one after another."""
    gates, last = [], "x1"
    for i in range(2, n + 1):
        gates += xor_gates(form, f"p{i}", last, f"x{i}")
        last = f"p{i}"
    return circuit(n, gates, last)


def tree(n, form="xor"):
    """The parity of n bits, neighbours first."""
    gates, level = [], [f"x{i + 1}" for i in range(n)]
    while len(level) > 1:
        above = []
        for a, b in zip(level[::2], level[1::2]):
            above.append(f"t{len(gates)}")
            gates += xor_gates(form, above[-1], a, b)
        level = above + level[len(level) - len(level) % 2:]
    return circuit(n, gates, level[0])


def threshold_parity(n):
    """The parity of n bits by n threshold gates and one more."""
    xs = [f"x{i + 1}" for i in range(n)]
    hidden = [threshold(f"h{k}", xs, [1] * n, k) for k in range(1, n + 1)]
    last = threshold("y", [gate.name for gate in hidden], [(-1)**k for k in range(n)], 1)
    return circuit(n, [*hidden, last], "y")
