"""A network of step units on bits is a circuit of threshold gates.

    >>> from verify.network import dense
    >>> xor = Network((dense([[1, 1], [1, 1]], [0, -1], "step"), dense([[1, -1]], [0], "step")))
    >>> read = from_network(xor)
    >>> read.kinds, [str(read.gate["u1.2"].threshold)], read.gate["u1.2"].strict
    ({'threshold': 3}, ['1'], True)
"""

from fractions import Fraction
from typing import Sequence, Union

from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate, logic
from verify.errors import BadInput
from verify.layer import Layer
from verify.network import INPUT, Graph, Network

Form = tuple[Fraction, dict[str, Fraction]]     # constant + coefficients times bits


def from_network(network: Union[Network, Graph], place: str = "the network") -> Circuit:
    """The circuit with one threshold gate per step unit, equal to the network on {0,1}^n.

    Layers of identity units are folded into the layers that read them; outputs must be bits.
    Raises BadInput, naming the unit, for another activation or an output that is no bit.
    """
    gates: list[Gate] = []
    bits = [(Fraction(0), {f"x{n + 1}": Fraction(1)}) for n in range(network.inputs)]
    if isinstance(network, Network):
        for number, layer in enumerate(network.layers, 1):
            bits = _through(layer, bits, f"u{number}", gates, place)
        outputs = bits
    else:
        layers, known = dict(network.layers), {INPUT: bits}
        for node in network.order:
            read = [form for name in node.inputs for form in known[name]]
            known[node.name] = _through(layers[node.layer], read, node.name, gates, place)
        outputs = [form for name in network.output for form in known[name]]
    names = [_bit(form, f"y{n}", gates, place) for n, form in enumerate(outputs, 1)]
    return Circuit(tuple(f"x{n + 1}" for n in range(network.inputs)), tuple(gates), tuple(names))


def _through(layer: Layer, read: Sequence[Form], prefix: str, gates: list[Gate],
             place: str) -> list[Form]:
    found = []
    for number, (row, bias, activation) in enumerate(
            zip(layer.weight, layer.bias, layer.activation), 1):
        constant, terms = bias, dict[str, Fraction]()
        for weight, (more, part) in zip(row, read):
            constant += weight * more
            for name, coefficient in part.items():
                terms[name] = terms.get(name, Fraction(0)) + weight * coefficient
        terms = {name: c for name, c in terms.items() if c}
        name = f"{prefix}.{number}"
        if activation == "identity":
            found.append((constant, terms))
            continue
        if activation != "step":
            raise BadInput(f"{place}: unit {name}", "a step unit", f"{activation}")
        if terms:
            gates.append(Gate(name, "threshold", tuple(terms), weights=tuple(terms.values()),
                              threshold=-constant, strict=True))
        else:
            gates.append(logic(name, "true" if constant > 0 else "false"))
        found.append((Fraction(0), {name: Fraction(1)}))
    return found


def _bit(form: Form, name: str, gates: list[Gate], place: str) -> str:
    """The name of an output that is a bit, a complement of one, or a constant."""
    constant, terms = form
    if not terms and constant in (0, 1):
        gates.append(logic(name, "true" if constant else "false"))
        return name
    (read, coefficient), *others = list(terms.items()) or [("", Fraction(0))]
    if not others and (constant, coefficient) == (0, 1):
        return read
    if not others and (constant, coefficient) == (1, -1):
        gates.append(logic(name, "not", read))
        return name
    raise BadInput(f"{place}: output {name}", "a step unit, a bit or its complement",
                   "an affine combination")
