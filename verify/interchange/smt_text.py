"""A network as SMT-LIB 2.6 text: inputs, units and outputs as real constants with their equations.

    (declare-const h0 Real) (assert (= h0 (ite (> (+ x1 (- 0.5)) 0.0) (+ x1 (- 0.5)) 0.0)))

Whatever is asserted after this text is a question about the network: `(assert (> y 1.0))
(check-sat)` asks for an input with output above 1. We write such text and never read any.
"""

from fractions import Fraction
from typing import Iterator, Union

from verify.interchange.text import Unit, output_units, summary, units
from verify.network import Graph, Network

_SHAPES = {
    "identity": "{v}", "relu": "(ite (> {v} 0.0) {v} 0.0)", "step": "(ite (> {v} 0.0) 1.0 0.0)",
    "sign": "(ite (> {v} 0.0) 1.0 (ite (< {v} 0.0) (- 1.0) 0.0))",
    "sigmoid": "(sigmoid {v})", "tanh": "(tanh {v})",
}


def smt(network: Union[Network, Graph]) -> str:
    """The text: inputs x1, x2, ..., output y, or y0, y1, ... where there are several.

    sigmoid and tanh are declared as functions of which nothing is said.

    >>> from verify.network import Network, dense
    >>> print(smt(Network((dense([["1/2", -1]], [1], "relu"),))).split("3 nonzeros")[1])
    <BLANKLINE>
    (set-logic QF_LRA)
    (declare-const x1 Real)
    (declare-const x2 Real)
    ; layer 0
    ; y = relu(1/2*x1 - x2 + 1)
    (declare-const y Real)
    (assert (= y (let ((v (+ (* (/ 1.0 2.0) x1) (- x2) 1.0))) (ite (> v 0.0) v 0.0))))
    <BLANKLINE>
    """
    return "\n".join(_lines(network)) + "\n"


def number(value: Fraction) -> str:
    """An exact real in SMT-LIB.

    >>> number(Fraction(-3, 2)), number(Fraction(7))
    ('(- (/ 3.0 2.0))', '7.0')
    """
    size = f"{abs(value.numerator)}.0"
    if value.denominator != 1:
        size = f"(/ {size} {value.denominator}.0)"
    return f"(- {size})" if value < 0 else size


def _lines(network: Union[Network, Graph]) -> Iterator[str]:
    everything = list(units(network))
    unknown = sorted({unit.activation for unit in everything} & {"sigmoid", "tanh"})
    yield f"; a network of netproof: {summary(network)}"
    yield f"(set-logic {'QF_UFLRA' if unknown else 'QF_LRA'})"
    yield from (f"(declare-fun {name} (Real) Real)" for name in unknown)
    name = {f"x{index + 1}": f"x{index + 1}" for index in range(network.inputs)}
    yield from (f"(declare-const {symbol} Real)" for symbol in name.values())
    block = None
    for index, unit in enumerate(everything):
        if unit.block != block:
            block = unit.block
            yield f"; {_comment(block)}"
        # A graph's names may hold characters that no symbol can hold: its units are numbered.
        name[unit.name] = f"n{index}" if isinstance(network, Graph) else unit.name
        yield f"; {_comment(unit.name)} = {_comment(unit.formula)}"
        yield f"(declare-const {name[unit.name]} Real)"
        yield f"(assert (= {name[unit.name]} {_term(unit, name)}))"
    if isinstance(network, Graph):
        outputs = output_units(network)
        for index, source in enumerate(outputs):
            symbol = f"y{index}" if len(outputs) > 1 else "y"
            yield f"(declare-const {symbol} Real)"
            yield f"(assert (= {symbol} {name[source]}))"


def _term(unit: Unit, name: dict[str, str]) -> str:
    parts = [name[source] if weight == 1 else f"(- {name[source]})" if weight == -1
             else f"(* {number(weight)} {name[source]})" for source, weight in unit.terms]
    if unit.bias or not parts:
        parts.append(number(unit.bias))
    total = parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"
    if unit.activation in ("identity", "sigmoid", "tanh"):
        return _SHAPES[unit.activation].format(v=total)
    return f"(let ((v {total})) {_SHAPES[unit.activation].format(v='v')})"


def _comment(text: str) -> str:
    return text if text.isprintable() else ascii(text)
