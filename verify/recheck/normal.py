"""Normal forms: polynomials whose monomials are sums over bound variables of products of atoms.

A polynomial is a dict {(bounds, factors): coefficient}. A variable is free, bound ("b", (height,
n)), bound and opened ("fresh"), the new element of a growing set ("last"), or a point of its cube
with one coordinate more ("ext"). Equal atoms are one object. All that is done here holds for all
values of symbols and functions.
"""
from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import groupby, permutations, product
from math import factorial, gcd, lcm, prod
from typing import Any, Iterable, NamedTuple

from .reading import need, plain, spend
from .statement import ARGUMENTS, POINTS, Set, Statement, Term

Poly = dict[Any, Any]
UNIT: Any = ((), ())                    # the monomial 1
BITS = ("coord", "delta", "ind")        # atoms that are 0 or 1


class Var(NamedTuple):
    tag: str
    key: Any
    set: str


class Atom:
    """A factor: its kind and arguments (variables, frozen polynomials, names)."""
    __slots__ = ("kind", "args", "height", "vars", "uid", "inside")

    def __init__(self, kind: str, args: tuple[Any, ...], uid: int):
        self.kind, self.args, self.uid = kind, args, uid
        polys = [a for a in args if type(a) is frozenset]
        found = {a for a in args if type(a) is Var}.union(*map(variables, polys))
        self.height = max(map(height, polys), default=0) + (kind == "prod")
        self.vars = frozenset(v for v in found      # a product binds ("b", (height, 0))
                              if kind != "prod" or v[:2] != ("b", (self.height, 0)))
        self.inside: frozenset[Atom] = frozenset(
            b for p in polys for (_, f), _ in p for a, _ in f for b in (a, *a.inside))


def height(p: Any) -> int:
    return max((bool(b) + max((a.height for a, _ in f), default=0) for b, f in dict(p)), default=0)


def variables(p: Any) -> set[Var]:
    return {v for b, f in dict(p) for a, _ in f for v in a.vars if v not in b}


def num(c: Any) -> Poly:
    return {UNIT: c} if c else {}


def constant(p: Any) -> Any:
    """The number that a polynomial is, or None."""
    return 0 if not p else dict(p).get(UNIT) if len(p) == 1 else None


def put(out: Poly, q: Any, c: Any = 1) -> Poly:
    """Adds c q to a polynomial, in place."""
    for m, d in dict(q).items():
        d = out.get(m, 0) + c * d
        if d:
            out[m] = d
        else:
            out.pop(m, None)
    return out


def add(p: Any, q: Any, c: Any = 1) -> Poly:
    return put(dict(p), q, c)


def scaled(p: Any, c: Any) -> Poly:
    return put({}, p, plain(c))


def freeze(p: Any) -> frozenset[Any]:
    return frozenset(dict(p).items())


def one(a: Atom) -> Poly:
    return {((), ((a, 1),)): 1}


def atoms(p: Any) -> set[Atom]:
    return {a for _, f in dict(p) for a, _ in f}


def content(p: Any) -> Fraction:
    """The positive number c for which p / c has coprime integer coefficients."""
    numbers = [Fraction(c) for c in dict(p).values()]
    below = lcm(*(c.denominator for c in numbers))
    return Fraction(gcd(*(int(c * below) for c in numbers)), below)


def number_power(b: Any, n: int) -> Any:
    b = Fraction(b)
    need(abs(n) * max(map(int.bit_length, b.as_integer_ratio())) < 80_000,
         "too large to recheck: a power of a number")
    return plain(b**n)


class Normal:
    """Normal forms over one statement's tables; `ground`: as section 5.4 asks, sums unknown."""
    def __init__(self, statement: Statement):
        self.statement, self.sets, self.ground = statement, statement.sets, False
        self.symbols: dict[str, Poly] = {}      # what stands for a symbol, in an induction
        self.maybe_zero: set[str] = set()       # symbols that are not divided by
        self.grow: tuple[str, str] = ("", "")   # a set, and "zero" or "new"
        self.table: tuple[dict[Any, Atom], dict[Any, int], dict[Any, Poly]] = ({}, {}, {})
        self._serial = 0

    # ---- products, renaming, sums ------------------------------------------------------------

    def atom(self, kind: str, *args: Any) -> Poly:
        found = self.table[0].get((kind, args))
        if found is None:
            found = self.table[0][kind, args] = Atom(kind, args, len(self.table[0]))
        return one(found)

    def rank(self, value: Any) -> int:
        return self.table[1].setdefault(value, len(self.table[1]))

    def lead(self, p: Any) -> Any:
        """The coefficient of a monomial that is chosen the same way for equal polynomials."""
        return dict(p)[min(dict(p), key=self.rank)]

    def fresh(self, over: str) -> Var:
        self._serial += 1
        return Var("fresh", self._serial, over)

    def factors(self, factors: Any) -> Poly:
        """A product of powers of atoms, none of them bound."""
        out, signs = [], Poly()
        for a, e in dict(factors).items():
            if a.kind == "sign":
                put(signs, a.args[0], e % 2)
                continue
            if a.kind in BITS and not self.ground:
                e = min(e, 1)
            if e:
                out.append((a, e))
        sign = self.make_sign(signs) if signs else num(1)
        ((_, f), c), = sign.items() if len(sign) == 1 else [(UNIT, 0)]
        if c and all(a.kind == "sign" for a, _ in f):
            return {((), tuple(sorted((*out, *f), key=lambda x: x[0].uid))): c}
        return self.mul({((), tuple(sorted(out, key=lambda x: x[0].uid))): 1}, sign)

    def mul(self, p: Any, q: Any) -> Poly:
        out: Poly = {}
        for m, c in dict(p).items():
            for n, d in dict(q).items():
                spend(1)
                put(out, {n: 1} if m == UNIT else {m: 1} if n == UNIT else self._times(m, n), c * d)
        return out

    def _times(self, m: Any, n: Any) -> Poly:
        known = self.table[2].get((m, n))
        if known is None:
            spend(10)
            (p, bound), (q, more), known = self.opened(m), self.opened(n), {}
            for (_, f), c in p.items():
                for (_, g), d in q.items():
                    both = Counter(dict(f))
                    for a, e in g:
                        both[a] += e
                    put(known, self.bind(self.factors(both), bound + more), c * d)
            self.table[2][m, n] = known
        return known

    def raised(self, p: Poly, n: int) -> Poly:
        """p to an integer."""
        if n < 0:
            return self.inverse(p, -n)
        if len(p) == 1 and not next(iter(p))[0] and all(a.kind != "sign" for a in atoms(p)):
            ((_, f), c), = p.items()
            return scaled(self.factors({a: e * n for a, e in f}), number_power(c, n))
        need(n <= 64, f"too large to recheck: the power {n} of a sum")
        out = num(1)
        for _ in range(n):
            out = self.mul(out, p)
            need(len(out) < 20_000, "too large to recheck: a power of a sum")
        return out

    def all(self, parts: Iterable[tuple[Poly, int]]) -> Poly:
        """The product of powers of polynomials."""
        out, plain_ = num(1), Counter[Atom]()
        for p, n in parts:
            ((bounds, f), c), = p.items() if len(p) == 1 else [(UNIT, 0)]
            if c == 1 and not bounds and len(f) == 1:
                plain_[f[0][0]] += n * f[0][1]
            else:
                out = self.mul(out, self.raised(p, n))
        return self.mul(self.factors(plain_), out)

    def rename_atom(self, a: Atom, to: dict[Var, Var]) -> Poly:
        if a.vars.isdisjoint(to):
            return one(a)
        return self.rebuild(a, lambda p: freeze(self.rename(p, to)), lambda v: to.get(v, v))

    def rename(self, p: Any, to: dict[Var, Var]) -> Poly:
        out: Poly = {}
        for m, c in dict(p).items():
            put(out, self.bind(*self.opened(m, to)), c)
        return out

    def opened(self, mono: Any, to: dict[Var, Var] | None = None) -> tuple[Poly, list[Var]]:
        """A monomial with fresh variables for its bound ones (and others renamed)."""
        bounds, factors = mono
        if not bounds and not to:
            return {mono: 1}, []
        fresh = {v: self.fresh(v.set) for v in bounds}
        to = {**(to or {}), **fresh}
        return self.all((self.rename_atom(a, to), e) for a, e in factors), list(fresh.values())

    def bind(self, p: Poly, bounds: list[Var]) -> Poly:
        """The sum of p over these variables."""
        out: Poly = {} if bounds else p
        for m, c in p.items() if bounds else ():
            opened, more = self.opened(m)
            for (_, f), d in opened.items():
                put(out, self._close(dict(f), bounds + more), c * d)
        return out

    def _close(self, factors: dict[Atom, int], bounds: list[Var]) -> Poly:
        spend(10)
        for a in factors:
            for v, w in (a.args, a.args[::-1]) if a.kind == "delta" else ():
                if v in bounds:         # a Kronecker delta puts w for v
                    rest = self.all((self.rename_atom(b, {v: w}), e)
                                    for b, e in factors.items() if b is not a)
                    return self.bind(rest, [u for u in bounds if u != v])
        used = [v for v in bounds if any(v in a.vars for a in factors)]
        count = self.all((self.count(v.set), 1) for v in bounds if v not in used)
        return self.mul(count, self._canonical(factors, used) if used else self.factors(factors))

    def _canonical(self, factors: dict[Atom, int], bounds: list[Var]) -> Poly:
        """The sum with names for its bound variables that do not depend on their names now."""
        top = 1 + max(a.height for a in factors)
        colour: dict[Var, Any] = {v: v.set for v in bounds}
        for _ in range(min(len(bounds) - 1, 2)):        # what is seen from each variable
            colour = {v: (v.set, self.rank(tuple(sorted(
                (self.rank(freeze(self.rename_atom(a, {
                    w: Var("*" if w == v else "?", colour[w], w.set) for w in bounds}))), e)
                for a, e in factors.items() if v in a.vars)))) for v in bounds}
        classes = [list(g) for _, g in groupby(sorted(bounds, key=lambda v: str(colour[v])),
                                               key=lambda v: colour[v])]
        need(prod(factorial(len(c)) for c in classes) <= 5040,
             "too large to recheck: many bound indices that look alike")
        best: Any = None
        for order in product(*map(permutations, classes)):
            spend(5)
            to = {v: Var("b", (top, n), v.set) for n, v in enumerate(sum(order, ()))}
            made = self.all((self.rename_atom(a, to), e) for a, e in factors.items())
            need(len(made) == 1, "cannot bring a sum into one form")
            ((_, f), c), = made.items()
            key = (tuple((a.uid, e) for a, e in f), c)
            if best is None or key < best[0]:
                best = key, {(tuple(to.values()), f): c}
        return best[1]

    def rebuild(self, a: Atom, change: Any, move: Any) -> Poly:
        """The atom with its polynomials and variables changed."""
        if a.kind == "prod":
            own, fresh = Var("b", (a.height, 0), a.args[0]), self.fresh(a.args[0])
            return self.product(change(freeze(self.rename(a.args[1], {own: fresh}))), fresh)
        mode, self.ground = self.ground, self.ground and a.kind != "unknown"
        args = [change(x) if type(x) is frozenset else move(x) if type(x) is Var else x
                for x in a.args]
        self.ground = mode
        make = getattr(self, "make_" + a.kind, None)
        return make(*args) if make else self.atom(a.kind, *args)

    def replace(self, p: Any, old: Atom, new: Poly) -> Poly:
        """p with an atom replaced everywhere, but not inside a ground proof's unknown sums."""
        out: Poly = {}
        for m, c in dict(p).items():
            opened, fresh = self.opened(m)
            for (_, f), d in opened.items():
                put(out, self.bind(self.all((self.replace_in(a, old, new), e) for a, e in f),
                                   fresh), c * d)
        return out

    def replace_in(self, a: Atom, old: Atom, new: Poly) -> Poly:
        if a is old or old not in a.inside or a.kind == "unknown":
            return new if a is old else one(a)
        return self.rebuild(a, lambda p: freeze(self.replace(p, old, new)), lambda v: v)

    # ---- constructors: each gives a polynomial -----------------------------------------------

    def make_var(self, v: Var) -> Poly:
        """The number that an index is."""
        if v.tag == "last":
            return add(self.size(self.sets[v.set], True), num(self.sets[v.set].first))
        return self.atom("var", v)

    def make_delta(self, v: Var, w: Var) -> Poly:
        if v == w or "last" in (v.tag, w.tag):      # an old element is never the new one
            return num(int(v == w))
        return self.atom("delta", *sorted((v, w), key=self.rank))

    def make_ind(self, p: Any) -> Poly:
        """[p = 0]"""
        if constant(p) is not None:
            return num(int(constant(p) == 0))
        found = sorted(atoms(p), key=lambda a: a.uid)
        if not self.ground and len(found) < 4 and all(x.kind == "coord" for x in found) and (
                not any(b for b, _ in dict(p))):    # by cases of a bit
            on, off = (self.make_ind(self.replace(p, found[0], num(v))) for v in (1, 0))
            return add(off, self.mul(one(found[0]), add(on, off, -1)))
        c = content(p) * (1 if self.lead(p) > 0 else -1)
        return self.atom("ind", freeze(scaled(p, 1 / c)))

    def make_coord(self, x: Var, i: Any) -> Poly:
        if x.tag in ("ext", "zero") or self.grow[0] == self.sets[x.set].dimension:
            need(type(i) is Var, "a numbered coordinate of a growing cube")
        if x.tag == "ext":
            if i.tag == "last":
                return num(x.key[1])
            x = x.key[0]
        return self.atom("coord", x, i)

    def make_relu(self, p: Any) -> Poly:
        if constant(p) is not None:
            return num(max(constant(p), 0))
        if self.lead(p) < 0:        # relu(e) = e + relu(-e)
            return add(p, self.make_relu(scaled(p, -1)))
        return scaled(self.atom("relu", freeze(scaled(p, 1 / content(p)))), content(p))

    def simpler(self, p: Poly) -> Poly:
        """p without relus of what plainly is no less, or no more, than 0."""
        for a in sorted({b for a in atoms(p) for b in (a, *a.inside)}, key=lambda b: b.height):
            if a.kind == "relu":
                below, above = self._below(dict(a.args[0])), self._below(scaled(a.args[0], -1))
                if below or above:
                    return self.simpler(self.replace(p, a, {} if below else dict(a.args[0])))
        return p

    def _below(self, p: Poly) -> bool:
        """Whether p is at most 0 because relu(e) >= 0 and relu(e) >= e."""
        for (bounds, f), c in p.items():
            if c < 0 and not bounds and len(f) == 1 == f[0][1] and f[0][0].kind == "relu":
                rest = add(p, one(f[0][0]), -c)
                return self._below(rest) or self._below(add(rest, f[0][0].args[0], c))
        return constant(p) is not None and constant(p) <= 0

    def make_floor(self, p: Any) -> Poly:
        whole = {m: c for m, c in dict(p).items() if m != UNIT and self.integer({m: c})}
        rest = add(p, whole, -1)
        n = rest.get(UNIT, 0) // 1
        rest = add(rest, num(n), -1)
        return add(put(whole, num(n)), self.atom("floor", freeze(rest)) if atoms(rest) else {})

    def inverse(self, p: Any, n: int = 1) -> Poly:
        need(p, "division by zero")
        if len(p) == 1:
            ((bounds, f), c), = dict(p).items()
            if not bounds and all(self.divisor(a) for a, _ in f):
                return scaled(self.factors({a: -e * n for a, e in f}), number_power(c, -n))
        c = 1 / Fraction(self.lead(p))
        return self.raised(scaled(self.atom("inv", freeze(scaled(p, c))), c), n)

    make_inv = inverse

    def divisor(self, a: Atom) -> bool:
        """Whether an atom is a positive symbol or a power of a positive number."""
        return (a.kind == "sym" and a.args[0] not in self.maybe_zero
                and self.statement.symbols[a.args[0]][2]
                or a.kind == "pow" and (constant(a.args[0]) or 0) > 0)

    def make_pow(self, base: Any, e: Any) -> Poly:
        base, e = dict(base), dict(e)
        n, b = constant(e), constant(base)
        if n is not None and n == int(n):
            return self.raised(base, int(n))
        if b == 1:
            return num(1)
        if not self.ground and len(e) == 1 and [a.kind for a in atoms(e)] == ["coord"] and (
                [*e.values()] == [1] and not next(iter(e))[0]):
            return add(num(1), self.mul(e, add(base, num(1), -1)))
        if b == -1 and self.integer(e):
            return self.make_sign(e)
        if b is not None and b > 0:
            return self._number_base(Fraction(b), e)
        least = self.least(e)
        if least is None or least < 0:
            return self.atom("pow", freeze(base), freeze(e))
        return self.mul(self.raised(base, int(least)), self.atom(
            "pow", freeze(base), freeze(add(e, num(least), -1))))

    def _number_base(self, b: Fraction, e: Poly) -> Poly:
        """b^e, the integer part of e's constant apart, and (not ground) a factor per term."""
        c = e.get(UNIT, 0) // 1
        e, out = add(e, num(c), -1), num(number_power(b, int(c)))
        way = -1 if all(d < 0 for d in e.values()) else 1
        groups = [(scaled(e, way), way)] if self.ground else [
            ({m: 1}, int(d)) if d == int(d) else ({m: d}, 1) for m, d in e.items()]
        for group, times in groups:
            for part, sign in ((b.numerator, 1), (b.denominator, -1)):
                if part != 1:
                    a, = atoms(self.atom("pow", freeze(num(part)), freeze(group)))
                    out = self.mul(out, self.factors({a: times * sign}))
        return out

    def make_sign(self, p: Any) -> Poly:
        """(-1)^p for an integer p, the exponent modulo 2."""
        if self.ground:
            return add(add(num(1), p, -2), self.make_floor(scaled(p, Fraction(1, 2))), 4)
        odd: Poly = {}
        for m, c in dict(p).items():
            opened, fresh = self.opened(m)
            for (_, g), d in opened.items():
                kept = {a: 1 for a, _ in g if a.kind != "sign"}
                put(odd, self.bind(self.factors(kept), fresh), c * d)
        odd = {m: 1 for m, c in odd.items() if c % 2}
        if any(a.kind == "sign" or e > 1 for _, f in odd for a, e in f):
            return self.make_sign(odd)
        out = num(-1 if odd.pop(UNIT, 0) else 1)
        for m in [m for m in odd if not m[0] and all(a.kind in BITS for a, _ in m[1])]:
            out = self.mul(out, add(num(1), {m: odd.pop(m)}, -2))
        return self.mul(out, self.atom("sign", freeze(odd))) if odd else out

    def product(self, body: Any, v: Var) -> Poly:
        """The product of body over a variable."""
        if constant(body) == 1:
            return num(1)
        own = Var("b", (height(body) + 1, 0), v.set)
        return self.atom("prod", v.set, freeze(self.rename(body, {v: own})))

    # ---- what is known of atoms --------------------------------------------------------------

    def integer(self, p: Any) -> bool:
        """Whether a polynomial is an integer on its face."""
        return all(c == int(c) and all(e > 0 and self._integer(a) for a, e in f)
                   for (_, f), c in dict(p).items())

    def _integer(self, a: Atom) -> bool:
        if a.kind == "sym":
            return self.statement.symbols[a.args[0]][0]
        if a.kind == "var":
            over = self.sets[a.args[0].set]
            return over.kind in ("range", "naturals", "integers") or over.kind == "finite" and all(
                type(x) is int for x in over.elements)
        if a.kind == "app":
            return self.statement.functions[a.args[0]].into is not None
        if a.kind == "pow":
            return self.integer(a.args[0]) and (self.least(a.args[1]) or 0) >= 0 and (
                self.least(a.args[1]) is not None)
        return a.kind in (*BITS, "sign", "floor", "count") or a.kind in (
            "relu", "unknown", "prod") and self.integer(a.args[-1])

    def least(self, p: Any) -> Any:
        """The least value of a sum of natural symbols and indices with natural coefficients."""
        total = 0
        for (bounds, f), c in dict(p).items():
            low = 1 if not f else None if bounds or len(f) > 1 or f[0][1] != 1 or c < 0 or (
                f[0][0].kind == "pow") else self.least_atom(f[0][0])
            if low is None or c != int(c):
                return None
            total += c * low
        return total

    def least_atom(self, a: Atom) -> Any:
        """The least value of an atom that is a natural number, or None."""
        if a.kind == "sym" and self.statement.symbols[a.args[0]][:2] == (True, True):
            return int(self.statement.symbols[a.args[0]][2] and a.args[0] not in self.maybe_zero)
        if a.kind == "var" and self.sets[a.args[0].set].kind in ("naturals", "range"):
            over = self.sets[a.args[0].set]
            return 0 if over.kind == "naturals" else over.first if over.first >= 0 else None
        if a.kind == "pow" and (constant(a.args[0]) or 0) >= 1 and self._integer(a):
            return number_power(constant(a.args[0]), int(self.least(a.args[1])))
        return None

    def floor_of(self, p: Poly) -> Any:
        """A number that p is not below, with all its atoms at their least values; or None."""
        out: Poly = {}
        for (bounds, f), c in p.items():
            low = [None if bounds or e < 0 else self.least_atom(a) for a, e in f]
            if None in low:
                return None
            put(out, self.all((add(self.atom("shift", a.uid), num(n)), e)
                              for (a, e), n in zip(f, low)), c)
        return None if any(c < 0 for m, c in out.items() if m[1]) else out.get(UNIT, 0)

    def natural(self, p: Poly) -> bool:
        """Natural and positive things with coefficients >= 0."""
        return all(c >= 0 and not b and all(self._natural(a, e) for a, e in f)
                   for (b, f), c in p.items())

    def _natural(self, a: Atom, e: int) -> bool:
        return (e > 0 and (e % 2 == 0 or self.least_atom(a) is not None
                           or a.kind in ("relu", "ind", "delta", "coord", "count")
                           or a.kind == "sym" and self.statement.symbols[a.args[0]][1])
                or self.divisor(a))

    def size(self, over: Set, old: bool = False) -> Poly:
        """The size of a set; `old`: before it grows."""
        symbols, self.symbols = self.symbols, {} if old else self.symbols
        size = self.nf(over.size, {})
        self.symbols = symbols
        return size

    def count(self, over: str) -> Poly:
        """The sum of 1 over a set; its size where that is not negative."""
        size = self.size(self.sets[over], True)
        return size if (self.floor_of(size) or 0) >= 0 and self.floor_of(size) is not None else (
            self.atom("count", over))

    # ---- terms -------------------------------------------------------------------------------

    def nf(self, t: Term, env: dict[Any, Any]) -> Poly:
        """The normal form of a term; env gives each free index a variable or a polynomial."""
        spend(1)
        kind, rest = t[0], t[1:]
        if kind in ("num", "symbol"):
            return num(rest[0]) if kind == "num" else self.symbols[rest[0]] if (
                rest[0] in self.symbols) else self.atom("sym", rest[0])
        if kind in ("index", "place"):
            value = env[rest if kind == "index" else rest[0]]
            return self.make_var(value) if type(value) is Var else value
        if kind == "+":
            out: Poly = {}
            for a in rest:
                put(out, self.nf(a, env))
            return out
        if kind == "*":
            return self.all((self.nf(a, env), 1) for a in rest)
        if kind == "apply":
            sets = self.statement.functions[rest[0]].sets
            return self.atom("app", rest[0], *(
                self._point(env[a[1:]]) if not self.ground and sets
                and self.sets[sets[n]].kind in POINTS else freeze(self.nf(a, env))
                for n, a in enumerate(rest[1:])))
        if kind == "coordinate":
            x, i = env[rest[0][1:]], rest[1]
            i = num(i[1]) if i[0] == "num" else env[i[1:]]
            return self.make_coord(x, i if type(i) is Var else freeze(i))
        if kind == "indicator":
            return self._indicator(rest, env)
        if kind == "iterate":
            return self._iterate(rest, env)
        if kind in ARGUMENTS:
            args = [freeze(self.nf(a, env)) for a in rest]
            return getattr(self, "make_" + {"^": "pow"}.get(kind, kind))(*args)
        if self.ground:
            self.ground = False
            body = self.nf(t, env)
            self.ground = True
            return body if constant(body) is not None else self.atom("unknown", freeze(body))
        need(kind != "pieces", "pieces are counted at an instance only")
        return self.over(kind == "product", self.sets[rest[1][2]],
                         lambda v: self.nf(rest[0], {**env, rest[1][1:]: v}))

    def _point(self, v: Any) -> Var:
        need(v.tag not in ("ext", "zero"), "a function of a point of the growing cube")
        return v

    def _indicator(self, rest: tuple[Term, ...], env: dict[Any, Any]) -> Poly:
        v, w = (env[a[1:]] if a[0] == "index" else None for a in rest)
        if type(v) is Var and type(w) is Var and v.set == w.set:
            over = self.sets[v.set]
            if self.grow[0] and over.dimension == self.grow[0]:
                if self.grow[1] == "zero":
                    return num(1)
                last = Var("last", 0, self.grow[0])
                old = (u.key[0] if u.tag == "ext" else u for u in (v, w))
                return self.mul(self.make_delta(*old), self.make_ind(
                    add(self.make_coord(v, last), self.make_coord(w, last), -1)))
            if not self.ground and over.kind in (*POINTS, "range"):
                return self.make_delta(v, w)
        return self.make_ind(add(self.nf(rest[0], env), self.nf(rest[1], env), -1))

    def same_bits(self, v: Var, w: Var) -> Poly:
        """[v = w] for points of a cube, as a product over their coordinates."""
        i = self.fresh(str(self.sets[v.set].dimension))
        return self.product(self.make_ind(add(self.make_coord(v, i), self.make_coord(w, i), -1)), i)

    def _iterate(self, rest: tuple[Any, ...], env: dict[Any, Any]) -> Poly:
        step, n, value = rest[0], self.nf(rest[1], env), self.nf(rest[2], env)
        depth = sum(type(k) is str for k in env)        # of maps around: each has its place
        least = self.least(n) if self.ground else 0
        for _ in range(int(max(least or 0, 0))):
            spend(100)
            n = add(n, num(1), -1)
            value = (self.atom("app", step[1], freeze(value)) if step[0] == "function"
                     else self.nf(step[2], {**env, step[1]: value}))
        key = step[1] if step[0] == "function" else freeze(
            self.nf(step[2], {**env, step[1]: self.atom("place", depth)}))
        return self.atom("iter", key, freeze(n), freeze(value)) if n else value

    def over(self, multiply: bool, over: Set, body: Any) -> Poly:
        """The sum or product of body over a set, which may be growing."""
        values: list[Poly] = []
        grown = self.grow[0] and self.grow[0] in (over.name, over.dimension)
        v = self.fresh(over.name)

        def close(p: Poly) -> Poly:
            return self.product(p, v) if multiply else self.bind(p, [v])

        if not grown:
            values = [close(body(v))]
        elif self.grow[1] == "zero":
            values = [] if over.name == self.grow[0] else [body(Var("zero", 0, over.name))]
        elif over.name == self.grow[0]:
            values = [close(body(v)), body(Var("last", 0, over.name))]
        else:
            values = [close(body(Var("ext", (v, bit), over.name))) for bit in (0, 1)]
        if multiply:
            return self.all((p, 1) for p in values)
        out: Poly = {}
        for p in values:
            put(out, p)
        return out
