"""The numbers and functions of an instance, as far as claims that are evaluated need them."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any, Iterable

from verify import calculus as c
from verify.arithmetic.exact_array import ExactArray
from verify.certificate.points import sides
from verify.certificate.statement import sha256
from verify.errors import NotCertified
from verify.interchange import json_format
from verify.model import (InPythonIntegers, Lookup, Model, NetworkValues, ParityFamily, Slope,
                          UniformWeights)

MOST_ENTRIES = 2**21    # a larger table is not written


class Networks:
    """The networks of a certificate, each once."""

    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def number(self, network: Any, name: str) -> int:
        """The position of a network in the list, written there if it is not yet."""
        tree = json.loads(json_format.write(network, name))
        for position, entry in enumerate(self.written):
            if entry["network"] == tree:
                return position
        self.written.append({"name": name, "sha256": sha256(tree), "network": tree})
        return len(self.written) - 1


class Recorder:
    """Functions of numbers have no table: what a replay asks of them is written down."""

    def __init__(self, model: Model):
        self.asked: dict[str, dict[tuple[Fraction, ...], Fraction]] = {}
        values = {name: self._recording(name, v)
                  if isinstance(v, Slope) and name not in model.origins else v
                  for name, v in model.values.items()}
        self.model = replace(model, values=values)

    def _recording(self, name: str, slope: Slope) -> Slope:
        if slope.at is None:
            return slope
        table, inner = self.asked.setdefault(name, {}), slope.at

        def at(arguments: ExactArray) -> ExactArray:
            found = inner(arguments)
            table[(arguments.reshape(-1).item(0),)] = found.reshape(-1).item(0)
            return found

        return Slope(at, slope.reflection)


def recipe(name: str, model: Model, networks: Networks,
           asked: dict[tuple[Fraction, ...], Fraction]) -> dict[str, Any]:
    """How the function of this name gets its values.

    Raises
        NotCertified: for a provider that a certificate has no words for.
    """
    if name in model.origins:
        kind, network = model.origins[name]
        kind = {"output": "network"}.get(kind, kind)
        return {"kind": kind, "network": networks.number(network, name)}
    provider = model.values[name]
    if isinstance(provider, InPythonIntegers):
        provider = provider.provider
    if isinstance(provider, NetworkValues):
        return {"kind": "network", "network": networks.number(provider.network, name)}
    if isinstance(provider, ParityFamily):
        return {"kind": "parities", "d": provider.d, "first": provider.first}
    if isinstance(provider, UniformWeights):
        return _uniform(provider.points)
    if isinstance(provider, Lookup):
        return _map({tuple(map(Fraction, k)): Fraction(v) for k, v in provider.table.items()})
    if isinstance(provider, Slope):
        return _map(asked)
    shape = tuple(provider.shape)
    if prod(shape) > MOST_ENTRIES:
        raise NotCertified(f"{name} has {prod(shape)} values")
    array = provider.window([(0, n) for n in shape]).reshape(-1)
    return {"kind": "table", "shape": list(shape),
            "values": [str(Fraction(int(v), array.denominator)) for v in array.numerators]}


def _uniform(points: int) -> dict[str, Any]:
    return {"kind": "table", "shape": [points], "values": [str(Fraction(1, points))] * points}


def _map(table: dict[tuple[Fraction, ...], Fraction]) -> dict[str, Any]:
    return {"kind": "map", "entries": [[[str(a) for a in k], str(v)]
                                       for k, v in sorted(table.items())]}


def model_json(model: Model, formulas: Iterable[c.Formula], networks: Networks,
               asked: dict[str, dict[tuple[Fraction, ...], Fraction]]) -> dict[str, Any]:
    """A model, with the functions that these formulas speak of and it gives values to; a space
    without weights of its own is uniform."""
    formulas = list(formulas)
    functions = {f for formula in formulas for f in functions_of(formula)}
    signs = {f.name for formula in formulas for term in sides(formula) for f in term.atoms(c.Fn)
             for over in f.sets if over.kind == "sign-cube"}
    if any(isinstance(model.values.get(f), NetworkValues) for f in signs):
        raise NotCertified("a network that reads a point of {-1, 1}^d")
    uniform = {over.weight: _uniform(model.number(over.size))
               for formula in formulas for over in spaces_of(formula)
               if over.weight not in model.values}
    return {"name": model.name,
            "sizes": {k: int(v) for k, v in sorted(model.sizes.items())},
            "numbers": {k: str(v) for k, v in sorted(model.numbers.items())},
            "functions": {**uniform, **{name: recipe(name, model, networks, asked.get(name, {}))
                                        for name in sorted(functions) if name in model.values}}}


def functions_of(formula: c.Formula) -> set[str]:
    """The names of the functions whose values decide a formula at an instance."""
    names = {f.name for term in sides(formula) for f in _all_functions(term)}
    return names | {over.weight for over in spaces_of(formula)}


def spaces_of(formula: c.Formula) -> set[c.IndexSet]:
    """The probability spaces that a formula speaks of."""
    indices = {i for term in sides(formula) for i in term.atoms(c.Index)}
    return {i.over for i in indices | set(c.quantified(formula))
            if i.over.kind == "space" and i.over.weight}


def _all_functions(term: Any) -> set[c.Fn]:
    found: set[c.Fn] = set()
    work = list(term.atoms(c.Fn))
    while work:
        fn = work.pop()
        if fn in found:
            continue
        if fn.definition is None:
            found.add(fn)
        work += [f for f in (fn.gradient, fn.derivative) if f is not None]
    for iterated in term.atoms(c.Iterate):
        if iterated.fn.definition is not None:
            import sympy
            body = c.unfolded(sympy.sympify(iterated.fn.definition(sympy.Dummy())))
            found |= _all_functions(body)
    return found
