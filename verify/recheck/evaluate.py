"""The instance: values of terms in a model, and evidence of sections 5.8, 5.10 and 5.11."""
from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from operator import add, eq, le, lt, mul, ne
from typing import Any, Callable, Iterator

from .affine import Affine, ends, floor, integer, power, relu, side
from .model import Model, bits
from .reading import at, fields, need, number, pair, spend
from .statement import BINDERS, Formula, Term, parts

HOLDS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<=": le, "<": lt}
Value = Callable[[Any], Any]        # of values of the free indices


class Row:
    """Values at all elements of a set, as a list, or as a sum of c (-1)^bits, {bits: c}."""
    def __init__(self, size: int, values: Any = None, signs: Any = None):
        self.size, self.values, self.signs = size, values, signs
        if values and all(v == values[0] or v == -values[0] for v in values):
            text = "".join("01"[v != values[0]] for v in reversed(values))
            self.signs = {int(text, 2): values[0]}

    def list(self) -> list[Any]:
        if self.values is None:
            spend(self.size)
            self.values = [sum(-c if m >> n & 1 else c for m, c in self.signs.items())
                           for n in range(self.size)]
        return self.values

    def join(self, other: "Row", multiply: bool) -> "Row":
        """The product, or the sum, of two rows."""
        s, t = self.signs, other.signs
        if s is None or t is None or len(s) * len(t) > 16:
            spend(self.size)
            return Row(self.size, list(map(mul if multiply else add, self.list(), other.list())))
        spend(1 + self.size // 64)
        out: dict[int, Any] = {}
        for m, c in ((m ^ n, c * d) for m, c in s.items() for n, d in t.items()) if multiply else (
                (*s.items(), *t.items())):
            out[m] = out.get(m, 0) + c
        return Row(self.size, None, out)

    def total(self) -> Any:
        return sum(self.values or ()) if self.signs is None else sum(
            c * (self.size - 2 * m.bit_count()) for m, c in self.signs.items())


class Instance(Model):
    """A model, and the values of terms in it."""
    def __init__(self, *model: Any):
        super().__init__(*model)
        self._rows: dict[Any, Row] = {}
        self._scalars: dict[Any, Value] = {}

    def size(self, over: str) -> int:
        return integer(self.scalar(self.sets[over].size)({}), "the size")

    def scalar(self, t: Term) -> Value:
        """A function that gives the term's value."""
        if t not in self._scalars:
            self._scalars[t] = self._compiled(t)
        return self._scalars[t]

    def _compiled(self, t: Term) -> Value:
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
            return lambda env: bits(env[tuple(x)], len(self.elements(over)))[
                self.position(over, at_i(env))]
        if kind == "iterate":
            return self._iterated(rest)
        if kind in BINDERS:
            return self._bound(kind, *rest)
        a = [self.scalar(x) for x in rest]
        b = a[-1]
        return {
            "+": lambda env: sum((f(env) for f in a[1:]), a[0](env)),
            "*": lambda env: prod((f(env) for f in a[1:]), start=a[0](env)),
            "^": lambda env: power(a[0](env), b(env)),
            "indicator": lambda env: int(side(a[0](env) + -1 * b(env)) == 0),
            "relu": lambda env: relu(b(env)), "floor": lambda env: floor(b(env))}[kind]

    def _iterated(self, rest: tuple[Any, ...]) -> Value:
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

    def _bound(self, kind: str, inner: Term, index: Term) -> Value:
        need(kind != "pieces", "pieces are not evaluated")
        body = self.row(inner, index[1:])
        free = sorted({p[1:] for p in parts(inner) if p[0] == "index"} - {index[1:]})
        memo: dict[Any, Any] = {}
        kept = all(p[0] != "place" for p in parts(inner))

        def value(env: Any) -> Any:
            where = tuple([env.get(k) for k in free])
            if where in memo:
                return memo[where]
            found = body(env)
            total = found.total() if kind == "sum" else prod(found.list())
            if len(memo) < 50_000 and kept:
                memo[where] = total
            return total
        return value

    def row(self, t: Term, key: Any) -> Callable[[Any], Row]:
        """The term's values at all elements that an index may be."""
        elements, index, rest = self.elements(key[1]), ("index", *key), t[1:]
        size, one = len(elements), self.scalar(t)
        if index not in parts(t):
            return lambda env: Row(size, None, {0: one(env)})
        if t[0] in ("+", "*") or t[0] == "^" and rest[1] == ("num", 2):
            first, *more = [self.row(a, key) for a in (rest[::-1] if t[0] != "^" else rest[:1] * 2)]

            def folded(env: Any) -> Row:
                out = first(env)
                for f in more:
                    out = out.join(f(env), t[0] != "+")
                return out
            return folded
        if t[0] == "apply" and all(a == index or index not in parts(a) for a in rest[1:]):
            others = [self.scalar(a) for a in rest[1:] if a != index]

            def known(env: Any) -> Row:
                where = (t, key, *[f(env) for f in others])
                if where not in self._rows:
                    spend(5 * size)
                    self._rows[where] = Row(size, [one({**env, key: e}) for e in elements])
                return self._rows[where]
            return known

        def listed(env: Any) -> Row:
            spend(5 * size)
            return Row(size, [one({**env, key: e}) for e in elements])
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
        need(holds, f"the formula fails at point {count}: {str(left)[:60]} "
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


# ---- functions on an interval, piece by piece ----------------------------------------------------

def pieces(instance: Instance, formula: Formula, evidence: Any) -> None:
    """5.11"""
    points = list(map(number, fields(evidence, kind=str, points=list)[1]))
    need(all(a < b for a, b in pairwise(points)), "points: they do not rise")
    need(formula.where is None and not formula.distinct, "a formula with a condition")
    sides = (formula.left, formula.right)
    if not formula.index:
        found = [instance.scalar(_counted(instance, t, points))({}) for t in sides]
        need(any(p[0] == "pieces" for t in sides for p in parts(t)),
             "a closed formula without pieces")
        need(HOLDS[formula.rel](*found), f"the formula fails: {found[0]} {formula.rel} {found[1]}")
        return
    need(len(formula.index) == 1 and instance.sets[formula.index[0][1]].kind == "interval",
         "not a formula with one index over an interval")
    key = formula.index[0]
    _ends(instance, key[1], points)
    left, right = map(instance.scalar, sides)
    for p in points:
        need(HOLDS[formula.rel](left({key: p}), right({key: p})), f"the formula fails at {p}")
    for low, high in pairwise(points):
        x = {key: Affine(low, high)}
        a, b = ends(left(x) + -1 * right(x))
        need({"=": a == b == 0, "<=": max(a, b) <= 0, "<": max(a, b) <= 0 and (a or b),
              "!=": a * b >= 0 and (a or b)}[formula.rel],
             f"the formula fails between {low} and {high}")


def _ends(instance: Instance, over: str, points: list[Any]) -> None:
    need(len(points) > 1 and (points[0], points[-1]) == instance.sets[over].elements,
         "points: not from one end of the interval to the other")


def _counted(instance: Instance, t: Any, points: list[Any]) -> Any:
    """A term with every `pieces` term replaced by its number."""
    if type(t) is not tuple or t[:1] != ("pieces",):
        return tuple(_counted(instance, a, points) for a in t) if type(t) is tuple else t
    key, count, before = t[2][1:], 0, None
    _ends(instance, key[1], points)
    need(all(p[0] != "index" or p[1:] == key for p in parts(t[1])),
         "pieces of a function of other indices")
    body = instance.scalar(t[1])
    for low, high in pairwise(points):
        a, b = ends(body({key: Affine(low, high)}))
        slope = Fraction(b - a) / (high - low)
        count += before != (slope, a) or a != body({key: low})
        before = (slope, b)
    return ("num", count)
