"""Circuits as z3 terms: a Boolean term per output, built through z3's own constructors.

    >>> import z3
    >>> from verify.circuits.circuit import circuit, logic
    >>> g, h = (circuit(2, [logic("g", kind, "x1", "x2")], "g") for kind in ("xor", "nand"))
    >>> x = z3.Bools("x1 x2")
    >>> solver = z3.Solver()
    >>> solver.add(to_z3(g, x)[0], z3.Not(to_z3(h, x)[0]))
    >>> solver.check()
    unsat
"""

from typing import Any, Sequence

from verify.circuits.adders import integral, positive
from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate, linear


def to_z3(circuit: Circuit, inputs: Sequence[Any]) -> list[Any]:
    """The outputs as z3 terms of the inputs, which are z3 Booleans.

    Raises ValueError unless there is one term per input.
    """
    if len(inputs) != len(circuit.inputs):
        raise ValueError(f"inputs: expected {len(circuit.inputs)} terms, found {len(inputs)}")
    known = dict(zip(circuit.inputs, inputs))
    context = inputs[0].ctx
    for gate in circuit.order:
        known[gate.name] = _term(gate, [known[r] for r in gate.reads], context)
    return [known[name] for name in circuit.outputs]


def _term(gate: Gate, read: list[Any], context: Any) -> Any:
    import z3
    kind = gate.kind
    if kind in ("false", "true"):
        return z3.BoolVal(kind == "true", context)
    if kind in ("threshold", "mcculloch-pitts"):
        return _threshold(gate, read, context)
    if kind == "table":
        return _chosen(gate.table, read, context)
    if kind in ("and", "nand"):
        result = z3.And(*read)
    elif kind in ("or", "nor"):
        result = z3.Or(*read)
    else:
        result = read[0]
        for term in read[1:]:
            result = z3.Xor(result, term)
    return z3.Not(result) if kind in ("nand", "nor", "xnor", "not") else result


def _threshold(gate: Gate, read: list[Any], context: Any) -> Any:
    import z3
    weights, need = integral(*linear(gate))
    terms, more = positive(weights)
    need += more
    pairs = [(z3.Not(r) if negated else r, w) for (w, negated), r in zip(terms, read) if w]
    if need <= 0 or need > sum(w for _, w in pairs):
        return z3.BoolVal(need <= 0, context)
    if max(need, *(w for _, w in pairs)) < 2**31:
        return z3.PbGe(pairs, need)
    numbers = [z3.If(r, z3.IntVal(w, context), z3.IntVal(0, context)) for r, w in pairs]
    return z3.Sum(numbers) >= z3.IntVal(need, context)


def _chosen(table: str, read: list[Any], context: Any) -> Any:
    import z3
    if "1" not in table or "0" not in table:
        return z3.BoolVal("1" in table, context)
    half = len(table) // 2
    low, high = table[:half], table[half:]
    if low == high:
        return _chosen(low, read[:-1], context)
    return z3.If(read[-1], _chosen(high, read[:-1], context), _chosen(low, read[:-1], context))
