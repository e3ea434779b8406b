"""Normal forms: equality of terms of the calculus for ALL sizes, decided by rewriting.

`normal_form(term, rules)` expands every definition, binder, product and power into a polynomial
with bound indices, rewrites it by the rules (each an assumption of the theorem, an induction
hypothesis, or a fact of the calculus) and collects like terms under canonical names.  Two terms
with the same normal form are equal for every size and every value of their functions that satisfy
the assumptions in `rules.used`.  Different normal forms prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Hashable, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify import polynomials as P
from verify.derivative import differentiate
from verify.errors import Refused
from verify.polynomials import Mono, Poly, Ref
from verify.rewriting import UNIFORM, Equation, simplify

Env = Mapping[Any, Ref]
MEMORY = 4096   # normal forms remembered within one process
_memory: dict[Any, tuple[P.NormalFormDict, frozenset[str]]] = {}


@dataclass
class Rules:
    """What a rewriting may use, and what it did use.

    equations   assumptions (and induction hypotheses) in the form  pattern = polynomial
    values      function name -> (the values it takes, the assumption that says so)
    sizes       symbol -> what it is now: the size of a set that grew by one, or is empty
    grow        index sets enlarged by one (induction step); empty: index sets of size 0 (base)
    used        names of the assumptions that were applied
    key         what identifies these rules, so that a term's normal form is worked out once;
                None for rules that are used once (an induction step)
    """

    equations: tuple[Equation, ...] = ()
    values: Mapping[str, tuple[tuple[Fraction, ...], str]] = field(default_factory=dict)
    sizes: Mapping[str, str] = field(default_factory=dict)
    grow: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)
    key: Hashable = None


def normal_form(term: Expr, rules: Rules) -> P.NormalFormDict:
    """The normal form of a term: {canonical monomial: coefficient}.

    >>> i = c.Index("i", c.Range(c.Size("N"), "H")); f = c.Fn("f", i.over)
    >>> a = normal_form(c.SumOver(f(i), i) ** 2, Rules())
    >>> k = c.Index("k", i.over)
    >>> a == normal_form(c.SumOver(c.SumOver(f(i) * f(k), k), i), Rules())
    True
    """
    if rules.key is None:
        return P.collect(simplified(term, rules))
    total: P.NormalFormDict = {}
    for part in sympy.Add.make_args(term):     # rewriting is linear: summand by summand
        coefficient, inner = part.as_coeff_Mul()
        _add(total, _known(inner, rules), Fraction(int(coefficient.p), int(coefficient.q)))
    return {key: value for key, value in total.items() if value}


def _known(term: Expr, rules: Rules) -> P.NormalFormDict:
    """The normal form of one summand, from the memory of this process where it stands there."""
    entry = _memory.get((term, rules.key))
    if entry is None:
        own = replace(rules, used=set())
        entry = (P.collect(simplified(term, own)), frozenset(own.used))
        if len(_memory) < MEMORY:
            _memory[term, rules.key] = entry
    rules.used |= entry[1]
    return entry[0]


def _add(total: P.NormalFormDict, other: P.NormalFormDict, factor: Fraction) -> None:
    for key, value in other.items():
        total[key] = total.get(key, Fraction(0)) + factor * value


def simplified(term: Expr, rules: Rules, env: Env | None = None) -> Poly:
    """The expanded and rewritten polynomial of a term."""
    return simplify(Converter(rules).convert(term, dict(env or {})), rules)


def difference(lhs: Expr, rhs: Expr, rules: Rules) -> P.NormalFormDict:
    """The normal form of lhs - rhs; empty means equal for all sizes."""
    total = dict(normal_form(lhs, rules))
    _add(total, normal_form(rhs, rules), Fraction(-1))
    return {key: value for key, value in total.items() if value}


class Converter:
    """Terms to polynomials, one method per kind of node."""

    def __init__(self, rules: Rules):
        self.rules = rules
        self.last_bits: dict[tuple[Ref, str], Ref] = {}

    def convert(self, term: Expr, env: Env) -> Poly:
        method = getattr(self, "_" + type(term).__name__, None)
        if method is not None:
            return method(term, env)
        if isinstance(term, sympy.Rational):
            return P.constant(Fraction(int(term.p), int(term.q)))
        if isinstance(term, sympy.Symbol):
            return self._symbol(term)
        if isinstance(term, (sympy.Max, sympy.Min)):
            return self._opaque(type(term).__name__.lower(), term.args, env)
        raise Refused("ill-formed", f"no meaning is defined for {type(term).__name__} in {term}")

    # ---- numbers and arithmetic --------------------------------------------------------------

    def _symbol(self, term: sympy.Symbol) -> Poly:
        changed = self.rules.sizes.get(term.name)
        if changed == "empty":
            return []
        kind = "number"
        if term.is_positive:
            kind = "size" if term.is_integer else "positive"
        poly = P.atom((kind, term.name))
        return poly + P.constant(1) if changed == "grown" else poly

    def size(self, over: c.IndexSet, env: Env) -> Poly:
        """The size of an index set, enlarged or emptied as the rules say."""
        if over.name in self.rules.empty:
            return []
        dimension = over.dimension.name if over.dimension else ""
        if dimension in self.rules.empty:
            return P.constant(1)
        poly = P.size(over.size)
        if dimension in self.rules.grow:
            return P.scale(poly, Fraction(2))
        return poly + P.constant(1) if over.name in self.rules.grow else poly

    def _Add(self, term: Expr, env: Env) -> Poly:
        return [m for part in term.args for m in self.convert(part, env)]

    def _Mul(self, term: Expr, env: Env) -> Poly:
        result = P.constant(1)
        for part in term.args:
            result = P.multiply(result, self.convert(part, env))
        return result

    def _Pow(self, term: Expr, env: Env) -> Poly:
        base, exponent = term.args
        if not isinstance(exponent, sympy.Integer):
            power = simplify(self.convert(exponent, env), self.rules)
            if _is_bit(power):     # base^0 = 1 and base^1 = base
                raised = self.convert(base, env) + P.constant(-1)
                return P.constant(1) + P.multiply(power, raised)
            return self._opaque("pow", (base, exponent), env)
        inner, n = self.convert(base, env), int(exponent)
        if n < 0:
            # only sizes are known to be nonzero; any other denominator stays a symbol of its own
            if len(inner) == 1 and not inner[0].binders and all(
                    a[0] in ("size", "positive") for a in inner[0].factors):
                inner = P.invert(inner[0])
            else:
                inner = P.atom(("fun", "1/", (P.freeze(inner),)))
            n = -n
        result = P.constant(1)
        for _ in range(n):
            result = P.multiply(result, inner)
        return result

    def _opaque(self, name: str, arguments: Any, env: Env) -> Poly:
        frozen = [P.freeze(simplify(self.convert(a, env), self.rules)) for a in arguments]
        if name in ("max", "min", "ind"):
            frozen.sort(key=lambda f: P._poly_text(f, {}))
        return P.atom(("fun", name, tuple(frozen)))

    def _Abs(self, term: Expr, env: Env) -> Poly:
        poly = simplify(self.convert(term.args[0], env), self.rules)
        both = [P.freeze(poly), P.freeze(P.scale(poly, Fraction(-1)))]
        return P.atom(("fun", "abs", (min(both, key=lambda f: P._poly_text(f, {})),)))

    def _Relu(self, term: Expr, env: Env) -> Poly:
        return self._opaque("relu", term.args, env)

    # ---- indices and functions ---------------------------------------------------------------

    def ref(self, index: Expr, env: Env) -> Ref:
        if index in env:
            return env[index]
        if isinstance(index, c.Index):
            return ("free", index.name, index.over.name)
        if isinstance(index, sympy.Rational):
            return ("const", Fraction(int(index.p), int(index.q)))
        raise Refused("ill-formed", f"expected an index, found {index}")

    def _Index(self, term: c.Index, env: Env) -> Poly:
        if term.over.first != 1:
            raise Refused("ill-formed", f"{term.over.name} does not begin at 1: no normal form")
        ref = self.ref(term, env)
        if ref[0] == "last":       # the new element is number size + 1
            return P.size(term.over.size) + P.constant(1)
        if ref[0] == "const":
            return P.constant(ref[1])
        whole = term.over.kind in ("range", "naturals") or (
            term.over.kind == "finite" and all(e.is_Integer for e in term.over.elements))
        return P.atom(("value" if whole else "real", ref))

    def _Apply(self, term: c.Apply, env: Env) -> Poly:
        fn = term.fn
        if fn.definition is not None:
            return self.convert(term.unfold(), env)
        if not fn.sets:
            return self._call(fn, [self.convert(a, env) for a in term.arguments])
        if len(term.arguments) != len(fn.sets):
            raise Refused("ill-formed", f"{fn.name} takes {len(fn.sets)} indices, "
                                        f"found {len(term.arguments)}")
        for over in fn.sets:
            if over.first != 1:
                raise Refused("ill-formed", f"{over.name} does not begin at 1: no normal form")
            if over.dimension is not None and over.dimension.name in self.rules.grow:
                raise Refused("induction", f"{fn.name} is any function on {over.name}, whose "
                                           f"dimension changes in the induction")
        return P.atom(("val", fn.name, *(self.ref(a, env) for a in term.arguments)))

    def _call(self, fn: c.Fn, arguments: list[Poly]) -> Poly:
        """fn of terms; where an argument mentions a two-valued atom, by cases on its value."""
        arguments = [simplify(a, self.rules) for a in arguments]
        for poly in arguments:
            for m in poly:
                for a in m.factors:
                    if a[0] == "val" and a[1] in self.rules.values and not m.binders:
                        return self._by_cases(fn, arguments, a)
        return P.atom(("fun", "call of " + fn.name, tuple(P.freeze(a) for a in arguments)))

    def _by_cases(self, fn: c.Fn, arguments: list[Poly], two_valued: P.Atom) -> Poly:
        values, name = self.rules.values[two_valued[1]]
        self.rules.used.add(name)
        low, high = values
        result: Poly = []
        for value, other in ((low, high), (high, low)):
            # the interpolation weight: 1 where the atom has this value, 0 where it has the other
            weight = P.scale(P.atom(two_valued) + P.constant(-other), 1 / (value - other))
            here = [[m for mono in a for m in _with_value(mono, two_valued, value)]
                    for a in arguments]
            result += P.multiply(weight, self._call(fn, here))
        return result

    def _Coordinate(self, term: Expr, env: Env) -> Poly:
        x, i = self.ref(term.args[0], env), self.ref(term.args[1], env)
        if i[0] == "last" and (x, i[1]) in self.last_bits:
            return P.constant(self.last_bits[x, i[1]][1])
        over = term.args[0].over
        return P.atom(("sign" if over.kind == "sign-cube" else "bit", x, i))

    def _Sign(self, term: Expr, env: Env) -> Poly:
        return P.atom(("minus-one-to", P.freeze(self.convert(term.args[0], env))))

    def _Mod2(self, term: Expr, env: Env) -> Poly:
        sign = P.atom(("minus-one-to", P.freeze(self.convert(term.args[0], env))))
        return P.constant(Fraction(1, 2)) + P.scale(sign, Fraction(-1, 2))

    def _Indicator(self, term: Expr, env: Env) -> Poly:
        a, b = term.args
        if isinstance(a, c.Index) and isinstance(b, c.Index) and a.over.kind in ("range", "space"):
            if a.over != b.over:
                raise Refused("ill-formed", f"{a} and {b} run over different sets")
            return P.atom(("delta", self.ref(a, env), self.ref(b, env)))
        if (isinstance(a, c.Index) and isinstance(b, c.Index) and a.over.dimension is not None
                and a.over.dimension == b.over.dimension and a.over.kind == b.over.kind == "cube"):
            n = c.Index("coordinate of " + a.name + " and " + b.name, a.over.dimension)
            agree = c.Indicator(c.Coordinate(a, n), c.Coordinate(b, n))
            return self._ProductOver(c.ProductOver(agree, n), env)
        left, right = (simplify(self.convert(t, env), self.rules) for t in (a, b))
        if _is_bit(left) and _is_bit(right):
            return (P.constant(1) + P.scale(left + right, Fraction(-1))
                    + P.scale(P.multiply(left, right), Fraction(2)))
        return self._opaque("ind", (a, b), env)

    # ---- binders -----------------------------------------------------------------------------

    def _bind(self, body: Expr, index: c.Index, env: Env, weight: str = "") -> Poly:
        """The sum over index of body, times the weight atom of that name where one is given."""
        over = index.over
        if over.first != 1:
            raise Refused("ill-formed", f"{over.name} does not begin at 1: no normal form")
        dimension = over.dimension.name if over.dimension else ""

        def at(ref: Ref) -> Poly:
            poly = self.convert(body, {**env, index: ref})
            return P.multiply(P.atom(("val", weight, ref)), poly) if weight else poly

        if over.kind == "finite":
            return [m for e in over.elements for m in at(("const", Fraction(int(e.p), int(e.q))))]
        if over.kind not in ("range", "space", "cube", "sign-cube"):
            raise Refused("ill-formed", f"cannot sum over {over.name}: it is not finite")
        if over.name in self.rules.empty:
            return []
        if dimension in self.rules.empty:  # one point, and it has no coordinates
            return self.convert(body, {**env, index: P.fresh()})
        result: Poly = []
        if dimension in self.rules.grow:
            for bit in (-1, 1) if over.kind == "sign-cube" else (0, 1):
                ref = P.fresh()
                self.last_bits[ref, dimension] = ("const", Fraction(bit))
                result += _sum(at(ref), ref, over)
            return result
        ref = P.fresh()
        result = _sum(at(ref), ref, over)
        return result + at(("last", over.name)) if over.name in self.rules.grow else result

    def _SumOver(self, term: c.Binder, env: Env) -> Poly:
        return self._bind(term.body, term.index, env)

    def _Average(self, term: c.Binder, env: Env) -> Poly:
        over = term.index.over
        size = self.size(over, env)
        if not size:
            raise Refused("vacuous", f"an average over the empty set {over.name}")
        some = len(size) == 1 and not any(a[0] == "count" for a in size[0].factors)
        inverse = P.invert(size[0]) if some else P.atom(("fun", "1/", (P.freeze(size),)))
        return P.multiply(inverse, self._bind(term.body, term.index, env))

    def _Expect(self, term: c.Binder, env: Env) -> Poly:
        over, body, index = term.index.over, term.body, term.index
        if over.kind == "finite":
            return P.scale(self._bind(body, index, env), Fraction(1, len(over.elements)))
        if over.kind in ("cube", "sign-cube"):
            grown = over.dimension is not None and over.dimension.name in self.rules.grow
            poly = self._bind(body, index, env, UNIFORM + over.name)
            return P.scale(poly, Fraction(1, 2)) if grown else poly
        if over.kind != "space" or not over.weight:
            raise Refused("ill-formed", f"{over.name} is no probability space")
        return self._bind(body, index, env, over.weight)

    def _NormSquared(self, term: c.Binder, env: Env) -> Poly:
        return self._bind(term.body**2, term.index, env)

    def _L2NormSquared(self, term: c.Binder, env: Env) -> Poly:
        return self._Expect(c.Expect(term.body**2, term.index), env)

    def _Inner(self, term: c.Binder, env: Env) -> Poly:
        f, g, x = term.args
        return self._Expect(c.Expect(f * g, x), env)

    def _ProductOver(self, term: c.Binder, env: Env) -> Poly:
        over = term.index.over
        if over.name in self.rules.empty:
            return P.constant(1)
        ref = P.fresh()
        body = simplify(self.convert(term.body, {**env, term.index: ref}), self.rules)
        result = P.atom(("product", ref[1], over.name, P.freeze(body)))
        if over.name in self.rules.grow:
            last = self.convert(term.body, {**env, term.index: ("last", over.name)})
            result = P.multiply(result, last)
        return result

    def _Partial(self, term: c.Binder, env: Env) -> Poly:
        return self.convert(differentiate(term.body, term.index), env)


def _sum(poly: Poly, ref: Ref, over: c.IndexSet) -> Poly:
    return [Mono(m.coefficient, m.factors, {**m.binders, ref[1]: over}) for m in poly]


def _with_value(m: Mono, a: P.Atom, value: Fraction) -> Poly:
    if a not in m.factors:
        return [m]
    factors = {b: p for b, p in m.factors.items() if b != a}
    return P.scale([Mono(m.coefficient, factors, m.binders)], value ** m.factors[a])


def _is_bit(poly: Poly) -> bool:
    if not poly:
        return True
    if len(poly) > 1 or poly[0].coefficient != 1 or poly[0].binders:
        return False
    return all(a[0] == "bit" for a in poly[0].factors)
