"""The instance: values of terms in a model, and evidence of sections 5.8 and 5.10."""
from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import product
from math import lcm, prod
from operator import eq, le, lt, mul, ne
from typing import Any, Callable, Iterator

from .affine import Affine, ends, floor, integer, largest, power, relu, side
from .networks import read_network
from .reading import Rejected, at, fields, need, number, pair, plain, spend
from .statement import BINDERS, EXPECTED, POINTS, Formula, Function, Statement, Term, parts

HOLDS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<=": le, "<": lt}
RECIPES: dict[str, dict[str, type]] = {
    "table": {"shape": list, "values": list}, "map": {"entries": list},
    "parities": {"d": int, "first": int}, "uniform": {"points": int},
    **{k: {"network": int} for k in ("network", "output", "gradient", "preactivations")}}


class Vector:
    """Values at all elements of a set, over one denominator: sums of c (-1)^bits, as {bits: c},
    or one by one."""
    __slots__ = ("size", "signs", "above", "below")

    def __init__(self, size: int, signs: Any, above: Any, below: int):
        self.size, self.signs, self.above, self.below = size, signs, above, below

    @staticmethod
    def of(values: list[Any]) -> "Vector":
        first = values[0] if values else 0
        if all(v == first or v == -first for v in values):
            bits = "".join("01"[v != first] for v in reversed(values))
            return Vector(len(values), {int(bits or "0", 2): first.numerator}, None,
                          first.denominator)
        below = lcm(*(v.denominator for v in values))
        return Vector(len(values), None, [int(v * below) for v in values], below)

    def dense(self) -> list[int]:
        if self.above is None:
            spend(self.size)
            self.above = [sum(-c if m >> n & 1 else c for m, c in self.signs.items())
                          for n in range(self.size)]
        return self.above

    def times(self, other: "Vector") -> "Vector":
        s, t, below = self.signs, other.signs, self.below * other.below
        if s is not None and t is not None and len(s) * len(t) <= 16:
            spend(1 + self.size // 64)
            out: dict[int, int] = {}
            for m, c in s.items():
                for n, d in t.items():
                    out[m ^ n] = out.get(m ^ n, 0) + c * d
            return Vector(self.size, out, None, below)
        spend(self.size)
        return Vector(self.size, None, list(map(mul, self.dense(), other.dense())), below)

    def plus(self, other: "Vector") -> "Vector":
        s, t, below = self.signs, other.signs, lcm(self.below, other.below)
        u, v = below // self.below, below // other.below
        if s is not None and t is not None and len(s) + len(t) <= 8:
            out = {m: c * u for m, c in s.items()}
            for m, c in t.items():
                out[m] = out.get(m, 0) + c * v
            return Vector(self.size, out, None, below)
        spend(self.size)
        return Vector(self.size, None, [
            x * u + y * v for x, y in zip(self.dense(), other.dense())], below)

    def total(self, divisor: int = 1) -> Any:
        above = sum(self.above) if self.signs is None else sum(
            c * (self.size - 2 * m.bit_count()) for m, c in self.signs.items())
        return above and plain(Fraction(above, self.below * divisor))


class Instance:
    """A model: sizes, numbers and functions."""
    def __init__(self, statement: Statement, model: Any, networks: list[Any]):
        _, sizes, numbers, functions = fields(model, name=str, sizes=dict, numbers=dict,
                                              functions=dict)
        self.statement, self.sets, self.networks = statement, statement.sets, networks
        self.symbols: dict[str, Any] = dict(sizes)
        for k, v in numbers.items():
            need(self.symbols.setdefault(k, number(v)) == number(v), f"{k!r}: two values")
        for k, v in self.symbols.items():
            whole, nonnegative, positive = statement.symbols.get(k, (False, False, False))
            need(type(v) is int or k not in sizes and type(v) is Fraction, f"{k!r}: no integer")
            need((type(v) is int or not whole) and (v >= 0 or not nonnegative)
                 and (v > 0 or not positive), f"the value of {k!r} does not fit its declaration")
        self.recipes: dict[str, Any] = {}
        for k, v in functions.items():
            need(type(v) is dict and v.get("kind") in RECIPES, f"{k!r}: unknown recipe")
            self.recipes[k] = fields(v, kind=str, **RECIPES[v["kind"]])
        self._functions: dict[str, Callable[..., Any]] = {}
        self._elements: dict[str, list[Any]] = {}
        self._rows: dict[Any, Vector] = {}
        self._scalars: dict[Any, Callable[[Any], Any]] = {}

    @property
    def given(self) -> str:
        """The functions that are given as numbers."""
        kinds = {kind: [ascii(k)[1:-1] for k, r in sorted(self.recipes.items()) if r[0] == kind]
                 for kind in ("table", "map")}
        return "; ".join(f"{kind}s {', '.join(f)}" for kind, f in kinds.items() if f)

    def elements(self, over: str) -> list[Any]:
        """The elements of a finite set: numbers, or positions."""
        if over not in self._elements:
            s = self.sets[over]
            need(s.kind in (*POINTS, "range", "finite"), f"the elements of {over!r} are no list")
            if s.kind == "finite":
                self._elements[over] = list(s.elements)
            else:
                n = integer(self.scalar(s.size)({}), "the size")
                need(n >= (s.size[0] == "symbol"), f"the size of {over!r} is {n}")
                need(n <= 10**7, f"too large to recheck: {over!r} has {n} elements")
                first = s.first if s.kind == "range" else 0
                self._elements[over] = list(range(first, first + n))
        return self._elements[over]

    def position(self, over: str, value: Any) -> int:
        """The place of an element in its set; rejects what is none."""
        s = self.sets[over]
        if s.kind in POINTS:
            return value
        if not type(value) is Affine:
            if s.kind == "range" and value == floor(value) and (
                    0 <= value - s.first < len(self.elements(over))):
                return int(value) - s.first
            if s.kind == "finite" and value in s.elements:
                return s.elements.index(value)
            if s.kind in ("naturals", "integers") and value == floor(value) and (
                    value >= 0 or s.kind == "integers"):
                return int(value)
        need(s.kind == "reals" or s.kind == "interval" and s.elements[0] <= min(ends(value))
             and max(ends(value)) <= s.elements[1], f"a value outside of {over!r}")
        return 0

    def function(self, title: str) -> Callable[..., Any]:
        if title not in self._functions:
            need(title in self.recipes, f"the model does not give {title!r}")
            f, (kind, *rest) = self.statement.functions[title], self.recipes[title]
            with at(f": {title!r}"):
                made = (self._backward(f, kind, *rest) if kind in (
                    "output", "gradient", "preactivations") else
                    getattr(self, "_" + kind)(f, *rest))
            into = f.into

            def checked(*args: Any) -> Any:
                value = made(*args)
                self.position(str(into), value)
                return value
            self._functions[title] = made if into is None else checked
        return self._functions[title]

    def _table(self, f: Function, shape: list[Any], values: list[Any]) -> Callable[..., Any]:
        sizes, entries = [len(self.elements(s)) for s in f.sets], list(map(number, values))
        need(shape == sizes and all(type(n) is int for n in shape) and prod(sizes) == len(values),
             f"a table of another shape than its sets: {sizes}")

        def entry(*args: Any) -> Any:
            n = 0
            for s, size, a in zip(f.sets, sizes, args, strict=True):
                n = n * size + self.position(s, a)
            return entries[n]
        return entry

    def _map(self, f: Function, entries: list[Any]) -> Callable[..., Any]:
        table: dict[tuple[Any, ...], Any] = {}
        for e in entries:
            arguments, value = pair(e)
            need(type(arguments) is list, "a malformed entry")
            key = tuple(map(number, arguments))
            need(table.setdefault(key, number(value)) == number(value), "two values of one")

        def value_at(*args: Any) -> Any:
            for s, a in zip(f.sets, args):
                need(self.sets[s].kind not in POINTS and self.position(s, a) is not None, "map")
            need(args in table, "a value that the model does not give")
            return table[args]
        return value_at

    def _uniform(self, f: Function, points: int) -> Callable[..., Any]:
        need(len(f.sets) == 1 and points == len(self.elements(f.sets[0])) > 0,
             "uniform: not the number of points")
        return lambda x: plain(Fraction(1, points))

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

    def _coordinates(self, over: str, v: int) -> list[int]:
        s = self.sets[over]
        bits = [v >> n & 1 for n in range(len(self.elements(str(s.dimension))))]
        return bits if s.kind == "cube" else [1 - 2 * b for b in bits]

    def _network(self, f: Function, n: int) -> Callable[..., Any]:
        network = self._network_at(n)

        def value(*args: Any) -> Any:
            values: list[Any] = []
            for s, a in zip(f.sets or ("",) * len(args), args, strict=True):
                if s:
                    need(self.sets[s].kind != "space", "network: a point has no coordinates")
                    self.position(s, a)
                values += (self._coordinates(s, a) if s and self.sets[s].kind in POINTS else [a])
            out = network.forward(values)
            need(len(out) == 1, "network: not one output")
            return out[0]
        return value

    def _backward(self, f: Function, kind: str, n: int) -> Callable[..., Any]:
        network, what = self._network_at(n), ("output", "gradient", "preactivations").index(kind)
        need(len(f.sets) == (2 if what else 1), "not of a point, or a number and a point")
        d, points = len(network.nodes[0][1].weight[0]), len(self.elements(f.sets[-1]))
        need(d <= 30 and points == 2**d, "the network's inputs are not the points of {0,1}^d")
        rows = [network.gradient([v >> n & 1 for n in range(d)])[what] for v in range(points)]
        if not what:
            return lambda x: rows[self.position(f.sets[0], x)]
        need(len(self.elements(f.sets[0])) == len(rows[0]), f"there are {len(rows[0])} of them")
        return lambda j, x: rows[self.position(f.sets[1], x)][self.position(f.sets[0], j)]

    def scalar(self, t: Term) -> Callable[[Any], Any]:
        """A function that gives the term's value for values of its free indices."""
        if t not in self._scalars:
            self._scalars[t] = self._compiled(t)
        return self._scalars[t]

    def _compiled(self, t: Term) -> Callable[[Any], Any]:
        kind, rest = t[0], t[1:]
        if kind in ("num", "symbol"):
            need(kind == "num" or rest[0] in self.symbols, f"the model does not give {rest[0]!r}")
            value = rest[0] if kind == "num" else self.symbols[rest[0]]
            return lambda env: value
        if kind in ("index", "place"):
            key = rest if kind == "index" else rest[0]
            return lambda env: env[key]
        if kind == "apply":
            f, arguments = self.function(rest[0]), [self.scalar(a) for a in rest[1:]]
            return lambda env: f(*[a(env) for a in arguments])
        if kind == "coordinate":
            (_, *x), i = rest
            over, at_i = str(self.sets[x[1]].dimension), self.scalar(i)
            return lambda env: self._coordinates(x[1], env[tuple(x)])[
                self.position(over, at_i(env))]
        if kind == "iterate":
            return self._iterated(rest)
        if kind in BINDERS:
            return self._bound(kind, rest)
        a = [self.scalar(x) for x in rest]
        b = a[-1]
        return {
            "+": lambda env: sum((f(env) for f in a[1:]), a[0](env)),
            "*": lambda env: prod((f(env) for f in a[1:]), start=a[0](env)),
            "^": lambda env: power(a[0](env), b(env)),
            "sign": lambda env: 1 - 2 * (integer(b(env), "sign") % 2),
            "mod2": lambda env: integer(b(env), "mod2") % 2,
            "indicator": lambda env: int(side(a[0](env) - b(env)) == 0),
            "relu": lambda env: relu(b(env)), "floor": lambda env: floor(b(env)),
            "abs": lambda env: largest([b(env), -1 * b(env)]),
            "max": lambda env: largest([f(env) for f in a]),
            "min": lambda env: -1 * largest([-1 * f(env) for f in a])}[kind]

    def _iterated(self, rest: tuple[Any, ...]) -> Callable[[Any], Any]:
        step, times, start = rest[0], self.scalar(rest[1]), self.scalar(rest[2])
        body = self.function(step[1]) if step[0] == "function" else self.scalar(step[2])

        def value(env: Any) -> Any:
            n, v = integer(times(env), "iterate"), start(env)
            need(n >= 0, "iterate: a negative number of times")
            for _ in range(n):
                spend(100)
                v = body(v) if step[0] == "function" else body({**env, step[1]: v})
            return v
        return value

    def _bound(self, kind: str, rest: tuple[Any, ...]) -> Callable[[Any], Any]:
        need(kind != "pieces", "pieces are not evaluated")
        key, over = rest[-1][1:], self.sets[rest[-1][2]]
        factors = [self.vector(a, key) for a in rest[:-1]] * (2 if kind in ("norm2", "l2") else 1)
        if kind in EXPECTED and over.kind == "space":
            factors.append(self.vector(("apply", over.weight, rest[-1]), key))
        uniform = kind == "average" or kind in EXPECTED and over.kind != "space"
        free = sorted({p[1:] for a in rest[:-1] for p in parts(a) if p[0] == "index"} - {key})
        places = {p[1] for a in rest[:-1] for p in parts(a) if p[0] == "place"}
        memo: dict[Any, Any] = {}

        def value(env: Any) -> Any:
            where = tuple([env.get(k) for k in free])
            if where in memo:
                return memo[where]
            out = factors[0](env)
            for f in factors[1:]:
                out = out.times(f(env))
            need(out.size or not uniform, "division by zero: an average over an empty set")
            if kind == "product":
                total = plain(Fraction(prod(out.dense()), out.below**out.size))
            else:
                total = out.total(out.size if uniform else 1)
            if len(memo) < 50_000 and not places:
                memo[where] = total
            return total
        return value

    def vector(self, t: Term, key: Any) -> Callable[[Any], Vector]:
        """The term's values at all elements that an index may be."""
        elements, index = self.elements(key[1]), ("index", *key)
        size, kind, rest, own = len(elements), t[0], t[1:], [index in parts(a) for a in t[1:]]
        if t != index and not any(own):
            one = self.scalar(t)

            def fixed(env: Any) -> Vector:
                v = one(env)
                return Vector(size, {0: v.numerator}, None, v.denominator)
            return fixed
        if kind in ("+", "*") or kind == "^" and rest[1] == ("num", 2):
            a = [self.vector(x, key) for x in (rest if kind != "^" else rest[:1] * 2)]

            def folded(env: Any) -> Vector:
                out = a[0](env)
                for f in a[1:]:
                    out = out.plus(f(env)) if kind == "+" else out.times(f(env))
                return out
            return folded
        if kind == "apply" and rest.count(index) == 1 == sum(own):
            f, spot, title = self.function(rest[0]), rest.index(index) - 1, rest[0]
            before, after = ([self.scalar(a) for a in some] for some in (
                rest[1:spot + 1], rest[spot + 2:]))

            def row(env: Any) -> Vector:
                left, right = [a(env) for a in before], [a(env) for a in after]
                where = (title, spot, *left, *right)
                if where not in self._rows:
                    spend(5 * size)
                    self._rows[where] = Vector.of([f(*left, e, *right) for e in elements])
                return self._rows[where]
            return row
        one = self.scalar(t)

        def listed(env: Any) -> Vector:
            spend(5 * size)
            return Vector.of([one({**env, key: e}) for e in elements])
        return listed

    def relation(self, relation: Any) -> Callable[[Any], tuple[Any, Any, bool]]:
        left, rel, right = self.scalar(relation[0]), HOLDS[relation[1]], self.scalar(relation[2])

        def values(env: Any) -> tuple[Any, Any, bool]:
            a, b = left(env), right(env)
            return a, b, rel(a, b)
        return values

    def points(self, formula: Formula) -> Iterator[tuple[Any, Any, bool]]:
        """At every point of the formula's `for`: both sides, and whether they are related."""
        where = None if formula.where is None else self.relation(formula.where)
        both = self.relation((formula.left, formula.rel, formula.right))
        for values in product(*(self.elements(s) for _, s in formula.index)):
            spend(3)
            env = dict(zip(formula.index, values))
            if not (formula.distinct and values[0] == values[1]) and (
                    where is None or where(env)[2]):
                yield both(env)


def evaluation(instance: Instance, formula: Formula, evidence: Any) -> None:
    """5.10"""
    _, expected, digest = fields(evidence, kind=str, points=int, digest=(str, type(None)))
    count, sha = 0, hashlib.sha256()
    for left, right, holds in instance.points(formula):
        count += 1
        if not holds:
            raise Rejected(f"the formula fails at point {count}: {str(left)[:60]} "
                           f"{formula.rel} {str(right)[:60]}")
        if digest is not None:
            sha.update(f"{left} {right}\n".encode())
    need(count == expected and count > 0, f"points: {count} were evaluated, not {expected}")
    need(digest is None or sha.hexdigest() == digest, "digest: the values are others")


def counterexample(instance: Instance, formula: Formula, point: list[Any],
                   holding: dict[str, Formula]) -> None:
    """5.8"""
    env: Any = {}
    for n, entry in enumerate(point):
        with at(f".at[{n}]"):
            key = instance.statement.key(pair(entry)[0])
            need(key in formula.index and key not in env, f"the index {key[0]!r} is given twice, "
                 "or is not the formula's")
            env[key] = _place(instance, key[1], entry[1])
    need(set(env) == set(formula.index), "at: not every index is given")
    need(not formula.distinct or len(set(env.values())) == 2, "at: the elements are not distinct")
    need(formula.where is None or instance.relation(formula.where)(env)[2],
         "at: the formula's condition does not hold there")
    need(not instance.relation((formula.left, formula.rel, formula.right))(env)[2],
         "at: the formula holds there")
    for title, assumption in holding.items():
        with at(f".holding {title!r}"):
            need(all(holds for _, _, holds in instance.points(assumption)),
                 "it does not hold in this model")


def _place(instance: Instance, over: str, position: Any) -> Any:
    kind = instance.sets[over].kind
    if kind in ("interval", "reals"):
        instance.position(over, number(position))
        return number(position)
    need(type(position) is int and (position >= 0 or kind == "integers"), "expected a position")
    if kind in ("naturals", "integers"):
        return position
    need(position < len(instance.elements(over)), "no such element")
    return instance.elements(over)[position]
