"""Two networks that compute the same function: on a box, or on all inputs.

    >>> from verify.network import Network, dense
    >>> twice = Network((dense([[2]], [0]),))
    >>> split = Network((dense([[1], [-1]], [0, 0], "relu"), dense([[2, -2]], [0])))
    >>> decide(twice, split).outcome
    'proved'

`questions` are the formulas, one per output, and `decide` puts them to z3. They are ordinary
formulas of the calculus, so that a theorem may claim them and the kernel can replay what refutes
them.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Sequence

import sympy

from verify import calculus as c
from verify.arithmetic.exact import NoExactValue, fraction
from verify.errors import BadInput
from verify.finding import Finding
from verify.kernel import KernelError
from verify.model import Model, NetworkValues
from verify.network import Graph, Network, Node, dense, forward
from verify.timelimit import TimeLimit, require_time, time_limit

Box = Sequence[Any]   # per input: (low, high), ends None where there is none; or None for all of R
Question = tuple[c.ForAll, Model]


def decide(left: Any, right: Any, box: Box | None = None, *,
           limit: float | None = None) -> Finding:
    """Whether two exact networks agree at every input of a box (of R^n, if none is given).

    Proved by z3 output by output, refuted by an input at which exact fractions differ, or unknown:
    the solver gave up ("solver"), or `limit` seconds were over ("time").

    Raises
        BadInput: if the networks differ in their inputs or outputs, or the box does not fit.
    """
    asked = questions(left, right, box)
    scope = asked[0][1].name
    from verify.methods import smt
    try:
        with time_limit(limit):
            findings = []
            for formula, model in asked:
                findings.append(replace(smt.decide(formula, model), scope=scope))
                if findings[-1].outcome == "refuted":
                    return _replayed(left, right, findings[-1])
    except TimeLimit as reached:
        require_time()   # a limit around this call is its caller's to handle
        return Finding("smt", "unknown", scope, reason="time", note=str(reached))
    return next((f for f in findings if f.outcome != "proved"), findings[0])


def questions(left: Any, right: Any, box: Box | None = None) -> tuple[Question, ...]:
    """For every output: the formula N(x1, ...) = M(x1, ...) for all x in the box, and the model
    whose N and M are that output of the two networks.

    Raises
        BadInput: if the networks differ in their inputs or outputs, or the box does not fit.
    """
    for what in ("inputs", "outputs"):
        sizes = getattr(left, what), getattr(right, what)
        if sizes[0] != sizes[1]:
            raise BadInput("networks", f"equally many {what}", f"{sizes[0]} and {sizes[1]}")
    x = tuple(c.Index(f"x{n}", over) for n, over in enumerate(_intervals(left.inputs, box), 1))
    N, M = (c.Fn(name, *(i.over for i in x)) for name in ("N", "M"))
    formula = c.ForAll(x, c.Eq(N(*x), M(*x)))
    sides = [i.over.name for i in x]
    whole = f"{sides[0]}^{len(x)}" if len(x) > 1 and len(set(sides)) == 1 else " x ".join(sides)
    name = f"every input in {whole}"
    return tuple(
        (formula, Model(values={f.name: NetworkValues(output(network, n), x[0].over)
                                for f, network in ((N, left), (M, right))}, name=name))
        for n in range(left.outputs))


def output(network: Any, number: int) -> Any:
    """One output of a network (or a graph), counted from 0, as a network with that output alone."""
    if network.outputs == 1:
        return network
    pick = dense([[int(n == number) for n in range(network.outputs)]], [0])
    if isinstance(network, Network):
        return Network((*network.layers, pick))
    if not isinstance(network, Graph):
        raise TypeError(f"expected a network or a graph, found {type(network).__name__}")
    taken = {n for n, _ in network.layers} | {node.name for node in network.nodes} | {"x"}
    name = "output"
    while name in taken:
        name += "'"
    return Graph(network.inputs, (*network.layers, (name, pick)),
                 (*network.nodes, Node(name, name, network.output)), (name,))


def _intervals(inputs: int, box: Box | None) -> list[c.IndexSet]:
    sides = [None] * inputs if box is None else list(box)
    if len(sides) != inputs:
        raise BadInput("box", f"{inputs} intervals, one per input", f"{len(sides)}")
    result = []
    for n, side in enumerate(sides):
        low, high = (None, None) if side is None else side
        ends = (-sympy.oo if low is None else _rational(low),
                sympy.oo if high is None else _rational(high))
        if ends[0] > ends[1]:
            raise BadInput(f"box[{n}]", "low <= high", f"{low} > {high}")
        name = "R" if side is None or low is high is None else f"[{ends[0]}, {ends[1]}]"
        result.append(c.IndexSet(name.replace("oo", "∞"), "interval", elements=ends))
    return result


def _rational(number: Any) -> sympy.Rational:
    exact = fraction(number)
    return sympy.Rational(exact.numerator, exact.denominator)


def _replayed(left: Any, right: Any, finding: Finding) -> Finding:
    """The refutation, after a forward pass of both networks, whole, on exact fractions."""
    if finding.counterexample is None:
        raise KernelError("smt refutes without a counterexample")
    env = finding.counterexample.env
    point = [Fraction(value) for value in env.values()]
    inside = all(i.over.elements[0] <= _rational(v) <= i.over.elements[1] for i, v in env.items())
    try:
        values = tuple(forward(network, point) for network in (left, right))
    except NoExactValue as reason:
        return Finding("smt", "unknown", finding.scope, reason="solver", note=str(reason))
    if not inside or values[0] == values[1]:
        raise KernelError(f"a counterexample does not replay: both give {values[0]} at {point}")
    shown = ["(" + ", ".join(map(str, v)) + ")" for v in values]
    return replace(finding, note=f"at ({', '.join(map(str, point))}): {shown[0]} and {shown[1]}")
