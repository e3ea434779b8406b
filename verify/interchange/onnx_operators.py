"""The ONNX operators that compute: matrices, sums, factors and activations, on exact flows.

The batch axis has length 1. OPERATORS holds these and those of onnx_shapes.py.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Callable

import numpy as np

from verify.errors import BadInput
from verify.interchange.flow import ONE, ZERO, Flow, total
from verify.interchange.onnx_call import FLOAT, INT, Call
from verify.interchange.onnx_shapes import SHAPES
from verify.interchange.onnx_tensors import fractions, quoted


def _matmul(call: Call) -> None:
    a, b = call.inputs(2, 2)
    if isinstance(a, np.ndarray) and isinstance(b, Flow):   # weight times a column
        shape = b.shape
        at = len(shape) - (1 if len(shape) == 1 else 2)
        if a.ndim != 2 or a.shape[1] != b.units or shape[at] != b.units:
            raise call.misfit(f"a weight of shape (m, {shape[at]}), for a column of shape {shape}",
                              a.shape)
        return call.put(_linear(call, b, a, shape[:at] + (a.shape[0],) + shape[at + 1:], which=0))
    flow = call.flow(a)
    weight = call.constant(b, "weight")
    if weight.ndim != 2 or weight.shape[0] != flow.units or flow.shape[-1] != flow.units:
        raise call.misfit(f"a weight of shape ({flow.shape[-1]}, m), for values of shape "
                          f"{flow.shape}", weight.shape)
    shape = flow.shape[:-1] + (weight.shape[1],)
    return call.put(_linear(call, flow, weight.transpose(), shape, which=1))


def _linear(call: Call, flow: Flow, rows: np.ndarray, shape: tuple[int, ...],
            which: int) -> Flow:
    """rows (out, in) times the flow; the weight is named call.given[which]."""
    call.reader.spend(rows.size)
    settled = call.settled(flow)
    numbers = fractions(rows, f"{call.place}: weight {quoted(call.given[which])}")
    width = rows.shape[1]
    matrix = [numbers[start:start + width] for start in range(0, len(numbers), width)]
    if not matrix:
        raise call.misfit("a weight with at least 1 unit", rows.shape)
    return replace(settled.through(matrix), shape=shape, origin=call.given[which])


def _gemm(call: Call) -> None:
    read = call.inputs(2, 3, "alpha", "beta", "transA", "transB")
    flow, weight = call.flow(read[0]), call.constant(read[1], "weight")
    rows = weight if call.attribute("transB", INT, 0) else weight.transpose()
    if call.attribute("transA", INT, 0):
        raise BadInput(call.place, "transA = 0", "1")
    if flow.shape != (1, flow.units):
        raise BadInput(call.place, "values of shape (batch, n)", f"shape {flow.shape}")
    if weight.ndim != 2 or rows.shape[1] != flow.units:
        expected = f"(m, {flow.units})" if rows is weight else f"({flow.units}, m)"
        raise call.misfit(f"a weight of shape {expected}, for values of shape {flow.shape}",
                          weight.shape)
    result = _linear(call, flow, rows, (1, rows.shape[0]), 1)
    alpha = Fraction(call.attribute("alpha", FLOAT, 1.0))
    beta = Fraction(call.attribute("beta", FLOAT, 1.0))
    if alpha != 1:
        result = result.times([alpha] * result.units)
    if len(read) == 3 and read[2] is not None:
        terms = call.spread(call.constant(read[2], "bias"), result, 2)
        result = result.plus([beta * term for term in terms])
    call.put(result)


def _elementwise(sign: int) -> Callable[[Call], None]:
    def operate(call: Call) -> None:    # Add and Sub
        a, b = call.inputs(2, 2)
        if isinstance(a, Flow) and isinstance(b, Flow):
            if a.shape != b.shape:
                raise BadInput(call.place, "two inputs of one shape", f"{a.shape} and {b.shape}")
            call.reader.spend(a.units * (a.width + b.width))
            return call.put(total(a, b.times([Fraction(sign)] * b.units)))
        if isinstance(a, Flow):
            terms = call.spread(call.constant(b, "term"), a, 1)
            return call.put(_grown(a, b).plus([sign * term for term in terms]))
        flow = call.flow(b)
        terms = call.spread(a, flow, 0)
        return call.put(_grown(flow, a).times([Fraction(sign)] * flow.units).plus(terms))
    return operate


def _grown(flow: Flow, numbers: np.ndarray) -> Flow:
    """The flow with the axes of length 1 that broadcasting puts in front."""
    return flow.shaped((1,) * (numbers.ndim - len(flow.shape)) + flow.shape)


def _mul(call: Call) -> None:
    a, b = call.inputs(2, 2)
    flow, numbers, which = (a, b, 1) if isinstance(a, Flow) else (call.flow(b), a, 0)
    factors = call.spread(call.constant(numbers, "factor"), flow, which)
    call.put(_grown(flow, numbers).times(factors))


def _div(call: Call) -> None:
    a, b = call.inputs(2, 2)
    flow, divisor = call.flow(a), call.constant(b, "divisor")
    numbers = call.spread(divisor, flow, 1)
    if ZERO in numbers:
        raise BadInput(call.place, "divisors other than 0", f"0 for unit {numbers.index(ZERO)}")
    call.put(_grown(flow, divisor).times([1 / number for number in numbers]))


def _neg(call: Call) -> None:
    flow = call.flow(call.inputs(1, 1)[0])
    call.reader.spend(flow.cost)
    call.put(flow.times([-ONE] * flow.units))


def _activation(kind: str) -> Callable[[Call], None]:
    def operate(call: Call) -> None:
        call.put(call.reader.node(call.flow(call.inputs(1, 1)[0]), kind, call.name))
    return operate


def _greater(call: Call) -> None:
    """v > c, as a step of v - c: 1 for true, which Cast turns into a number."""
    a, b = call.inputs(2, 2)
    flow, numbers = call.flow(a), call.constant(b, "threshold")
    terms = call.spread(numbers, flow, 1)
    shifted = _grown(flow, numbers).plus([-term for term in terms])
    call.put(call.reader.node(shifted, "step", call.name))
    call.reader.truths.add(call.name)


OPERATORS: dict[str, Callable[[Call], None]] = SHAPES | {
    "Add": _elementwise(1), "Div": _div, "Gemm": _gemm, "Greater": _greater, "MatMul": _matmul,
    "Mul": _mul, "Neg": _neg, "Relu": _activation("relu"), "Sigmoid": _activation("sigmoid"),
    "Sign": _activation("sign"), "Sub": _elementwise(-1), "Tanh": _activation("tanh"),
}
