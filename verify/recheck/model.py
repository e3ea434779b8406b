"""The model of an instance: its numbers, the elements of its sets, the values of its functions."""
from __future__ import annotations

from math import prod
from typing import Any, Callable

from .affine import Affine, ends, floor
from .networks import read_network
from .reading import at, fields, need, number, pair
from .statement import POINTS, Function, Statement

RECIPES: dict[str, dict[str, type]] = {
    "table": {"shape": list, "values": list}, "map": {"entries": list},
    "parities": {"d": int, "first": int}, "network": {"network": int},
    "gradient": {"network": int}, "preactivations": {"network": int}}


def bits(v: int, d: int) -> list[int]:
    """The coordinates of the point at a position of {0,1}^d."""
    return [v >> n & 1 for n in range(d)]


class Model:
    """Sizes, numbers and functions; `size` evaluates the size of a set."""
    def __init__(self, statement: Statement, model: Any, networks: list[Any]):
        _, sizes, numbers, functions = fields(model, name=str, sizes=dict, numbers=dict,
                                              functions=dict)
        self.statement, self.sets, self.networks = statement, statement.sets, networks
        self.symbols: dict[str, Any] = dict(sizes)
        for k, v in numbers.items():
            need(self.symbols.setdefault(k, number(v)) == number(v), f"{k!r}: two values")
        for k, v in self.symbols.items():
            whole, nonnegative, positive = statement.symbols.get(k, (False, False, False))
            need(k not in sizes or type(v) is int, f"{k!r}: no integer")
            need((type(v) is int or not whole) and (v >= 0 or not nonnegative)
                 and (v > 0 or not positive), f"the value of {k!r} does not fit its declaration")
        self.recipes: dict[str, Any] = {}
        for k, v in functions.items():
            need(type(v) is dict and v.get("kind") in RECIPES, f"{k!r}: unknown recipe")
            self.recipes[k] = fields(v, kind=str, **RECIPES[v["kind"]])
        self._functions: dict[str, Callable[..., Any]] = {}
        self._elements: dict[str, list[Any]] = {}

    @property
    def given(self) -> str:
        """The functions that are given as numbers."""
        kinds = {kind: [ascii(k)[1:-1] for k, r in sorted(self.recipes.items()) if r[0] == kind]
                 for kind in ("table", "map")}
        return "; ".join(f"{kind}s {', '.join(f)}" for kind, f in kinds.items() if f)

    def size(self, over: str) -> int:
        raise NotImplementedError

    def elements(self, over: str) -> list[Any]:
        """The elements of a finite set: numbers, or positions."""
        if over not in self._elements:
            s = self.sets[over]
            need(s.kind in (*POINTS, "range", "finite"), f"the elements of {over!r} are no list")
            n = len(s.elements) if s.kind == "finite" else self.size(over)
            need(n >= (s.size[0] == "symbol"), f"the size of {over!r} is {n}")
            need(n <= 10**7, f"too large to recheck: {over!r} has {n} elements")
            first = s.first if s.kind == "range" else 0
            self._elements[over] = (list(s.elements) if s.kind == "finite" else
                                    list(range(first, first + n)))
        return self._elements[over]

    def position(self, over: str, value: Any) -> int:
        """The place of an element in its set; rejects what is none."""
        s, found = self.sets[over], -1
        if s.kind in POINTS:
            return value
        if s.kind in ("reals", "interval"):
            need(s.kind == "reals" or s.elements[0] <= min(ends(value))
                 and max(ends(value)) <= s.elements[1], f"a value outside of {over!r}")
            return 0
        if type(value) is not Affine and s.kind == "finite" and value in s.elements:
            return s.elements.index(value)
        if type(value) is not Affine and value == floor(value):
            found = int(value) - (s.first if s.kind == "range" else 0)
        need(s.kind == "integers" and type(value) is not Affine and value == floor(value)
             or found >= 0 and (s.kind == "naturals" or s.kind == "range" and
                                found < len(self.elements(over))), f"a value outside of {over!r}")
        return found

    def function(self, title: str) -> Callable[..., Any]:
        """The function of this name, whose values are elements of `into`."""
        if title not in self._functions:
            need(title in self.recipes, f"the model does not give {title!r}")
            f, (kind, *rest) = self.statement.functions[title], self.recipes[title]
            with at(f": {title!r}"):
                made = getattr(self, "_" + kind)(f, *rest)

            def checked(*args: Any) -> Any:
                value = made(*args)
                self.position(str(f.into), value)
                return value
            self._functions[title] = checked if f.into else made
        return self._functions[title]

    def _lookup(self, sets: tuple[str, ...], entries: list[Any]) -> Callable[..., Any]:
        sizes = [len(self.elements(s)) for s in sets]

        def entry(*args: Any) -> Any:
            n = 0
            for s, size, a in zip(sets, sizes, args, strict=True):
                n = n * size + self.position(s, a)
            return entries[n]
        return entry

    def _table(self, f: Function, shape: list[Any], values: list[Any]) -> Callable[..., Any]:
        sizes = [len(self.elements(s)) for s in f.sets]
        need(shape == sizes and all(type(n) is int for n in shape) and prod(sizes) == len(values),
             f"a table of another shape than its sets: {sizes}")
        return self._lookup(f.sets, list(map(number, values)))

    def _map(self, f: Function, entries: list[Any]) -> Callable[..., Any]:
        table: dict[tuple[Any, ...], Any] = {}
        need(all(self.sets[s].kind not in POINTS for s in f.sets), "map: of points")
        for e in entries:
            arguments, value = pair(e)
            need(type(arguments) is list, "a malformed entry")
            key = tuple(map(number, arguments))
            need(table.setdefault(key, number(value)) == number(value), "two values of one")

        def value_at(*args: Any) -> Any:
            for s, a in zip(f.sets, args):
                self.position(s, a)
            need(args in table, "a value that the model does not give")
            return table[args]
        return value_at

    def _parities(self, f: Function, d: int, first: int) -> Callable[..., Any]:
        need(len(f.sets) == 2 and 0 <= d <= 30 and first >= 0 and [
            len(self.elements(s)) for s in f.sets] == [2**d - first, 2**d],
            "parities: not functions of 2^d points, 2^d - first of them")
        return lambda i, x: 1 - 2 * (((self.position(f.sets[0], i) + first)
                                      & self.position(f.sets[1], x)).bit_count() % 2)

    def _network_at(self, n: int) -> Any:
        need(0 <= n < len(self.networks), "no such network")
        with at(f" networks[{n}]"):
            return read_network(self.networks[n])

    def _network(self, f: Function, n: int) -> Callable[..., Any]:
        network = self._network_at(n)

        def value(*args: Any) -> Any:
            values: list[Any] = []
            for s, a in zip(f.sets or ("",) * len(args), args, strict=True):
                if s and self.sets[s].kind in POINTS:
                    values += bits(a, self._dimension(s))
                else:
                    values.append(a)
                    need(not s or self.position(s, a) is not None, "")
            out = network.forward(values)
            need(len(out) == 1, "network: not one output")
            return out[0]
        return value

    def _dimension(self, over: str) -> int:
        """d, for a set of 2^d points."""
        n = len(self.elements(over))
        need(n.bit_count() == 1, f"{over!r} has no 2^d points")
        return n.bit_length() - 1

    def _gradient(self, f: Function, n: int, what: int = 0) -> Callable[..., Any]:
        network = self._network_at(n)
        need(len(f.sets) == 2 and self.sets[f.sets[1]].kind in POINTS, "not of a point")
        points, d = self.elements(f.sets[1]), self._dimension(f.sets[1])
        rows = list(zip(*(network.backward(bits(v, d))[what] for v in points)))
        need(len(self.elements(f.sets[0])) == len(rows), f"there are {len(rows)} of them")
        return self._lookup(f.sets, [v for row in rows for v in row])

    def _preactivations(self, f: Function, n: int) -> Callable[..., Any]:
        return self._gradient(f, n, 1)
