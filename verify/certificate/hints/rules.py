"""Used equalities as rewriting rules; each step is written down as a term that is 0."""
from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any, Iterable, Iterator

from verify.errors import NotCertified
from verify.certificate.hints.back import Back, times
from verify.recheck.normal import Atom, Normal, Poly, Var, add, num, one, put, scaled
from verify.recheck.reading import need, spend
from verify.recheck.statement import Formula


def free(keys: Iterable[Any], tag: str = "free") -> dict[Any, Var]:
    """A variable for each index."""
    return {k: Var(tag, k[0], k[1]) for k in keys}


def difference(engine: Normal, formula: Formula, tag: str = "free") -> Poly:
    """right - left"""
    env = free(formula.index, tag)
    return add(engine.nf(formula.right, env), engine.nf(formula.left, env), -1)


def signature(factors: Any) -> Counter[Any]:
    out = Counter[Any]()
    for a, e in factors:
        out[a.kind, a.args[0] if a.kind == "app" else ""] += e
    return out


class Rule:
    """A product of atoms, with at most one bound variable, and what it equals."""
    def __init__(self, mono: Any, value: Poly, patterns: list[Var], distinct: bool, old: str,
                 name: str, index: Any, factor: Fraction):
        self.bounds, self.factors = mono
        self.name, self.index, self.factor = name, index, factor    # pattern - value = factor use
        self.value, self.patterns, self.distinct, self.old = value, patterns, distinct, old
        self.names = signature(self.factors)
        self.unit = (len(self.factors) == 1 and self.factors[0][1] == 2 and value == num(1)
                     and self.factors[0][0].kind == "app" and not self.bounds and not distinct)


class Rewriter:
    """Reduces normal forms by facts; `scope` are the variables that exist around the formula."""
    def __init__(self, engine: Normal, scope: Iterable[Var]):
        self.engine, self.scope, self.rules = engine, list(scope), list[Rule]()
        self._known: dict[Any, tuple[Poly, list[Any]]] = {}
        self.back = Back(engine)
        self.zeros: list[Any] = []      # what the steps so far took away

    def learn(self, name: str, formula: Formula, old: str = "", fixed: bool = False) -> None:
        """Takes an equality as a rule where it has the form of one; `old`: a set whose new
        element it is not about; `fixed`: its indices are these very ones."""
        env = free(formula.index, "free" if fixed else "pattern")
        if formula.rel != "=" or formula.where is not None:
            return
        sides = [self.engine.nf(t, env) for t in (formula.left, formula.right)]
        for way, (left, right) in ((-1, sides), (1, sides[::-1])):
            (mono, c), = left.items() if len(left) == 1 else [(((), ()), 0)]
            if mono[1] and len(mono[0]) <= 1:
                self.rules.append(Rule(mono, scaled(right, 1 / Fraction(c)), [
                    v for v in env.values() if not fixed], formula.distinct, old,
                    name, env, way / Fraction(c)))
                return

    def reduce(self, p: Poly) -> Poly:
        out, work = Poly(), dict(p)
        while work:
            spend(200)
            mono, c = work.popitem()
            if mono not in self._known:
                self._known[mono] = self._step(mono)
            value, zeros = self._known[mono]
            put(out if value == {mono: 1} else work, value, c)
            self.zeros += [times([["num", str(c)], z]) for z in zeros]
        return out

    def _step(self, mono: Any) -> tuple[Poly, list[Any]]:
        """One rewriting of a monomial, or the monomial itself; and what it takes away."""
        engine, (opened, fresh) = self.engine, self.engine.opened(mono)
        need(len(opened) == 1, "cannot bring a sum into one form")
        ((_, f), c), = opened.items()
        for a, e in f:
            changed = self._inside(a, e)
            if changed is not None:
                rest = engine.all([changed[0], *((one(b), n) for b, n in f if b is not a)])
                others = self.back.factors([(b, n) for b, n in f if b is not a])
                return engine.bind(scaled(rest, c), fresh), [self.back.summed(
                    times([["num", str(c)], *others, z]), fresh) for z in changed[1]]
        for rule in self.rules:
            for to, rest, scale in self._matches(rule, f, fresh):
                own = [to[b] for b in rule.bounds]
                value = engine.rename(rule.value, to)
                if rule.distinct:       # R + [i = k] (P - R at k = i)
                    i, k = (to[p] for p in rule.patterns)
                    same = {**to, rule.patterns[1]: i}
                    pattern = engine.all((engine.rename_atom(a, same), e) for a, e in rule.factors)
                    gap = add(engine.bind(pattern, own), engine.rename(rule.value, same), -1)
                    value = add(value, engine.mul(engine.make_delta(i, k), gap))
                made = engine.mul(engine.factors(rest), scaled(value, c / scale))
                outer = [v for v in fresh if v not in own]
                use = ["use", rule.name, [[list(k), self.back.index(to.get(v, v))[1:]]
                                          for k, v in rule.index.items()]]
                zero = times([["num", str(c / scale * rule.factor)],
                              *self.back.factors(rest.items()), use])
                return engine.bind(made, outer), [self.back.summed(zero, outer)]
        return {mono: 1}, []

    def _inside(self, a: Atom, e: int) -> tuple[tuple[Poly, int], list[Any]] | None:
        """The atom with its arguments reduced, or split by a sign; None if nothing changes.

        Raises
            NotCertified: for a fact inside another function.
        """
        engine, back = self.engine, self.back
        if a.kind in ("unknown", "iter", "pieces") or not a.inside:
            return None
        if a.kind == "prod":
            new, own = engine.fresh(a.args[0]), Var("b", (a.height, 0), a.args[0])
            old = engine.rename(a.args[1], {own: new})
            before, self.zeros = self.zeros, []
            made = self.reduce(old)
            inner, self.zeros = self.zeros, before
            if made == old:
                return None
            zero = ["product", back.index(new), back.poly(old), back.poly(made), ["+", *inner]]
            if e != 1:
                raise NotCertified("a power of a product")
            return (engine.product(made, new), 1), [zero]
        if any(self.reduce(dict(x)) != dict(x) for x in a.args if type(x) is frozenset):
            raise NotCertified("a fact inside a function or a power")
        if a.kind == "app" and not engine.statement.functions[a.args[0]].sets:
            for v in sorted(a.inside, key=lambda b: b.uid):
                if v.kind == "app" and all(w.tag != "b" for w in v.vars):
                    for rule in self.rules:
                        for to, _, _ in (self._matches(rule, ((v, 2),), []) if rule.unit else ()):
                            use = ["use", rule.name, [[list(k), self.back.index(to.get(w, w))[1:]]
                                                      for k, w in rule.index.items()]]
                            return self._cases(a, e, v, times([["num", str(rule.factor)], use]))
        return None

    def _cases(self, a: Atom, e: int, v: Atom, zero: Any) -> tuple[tuple[Poly, int], list[Any]]:
        """f(.. v ..) as (1+v)/2 f(.. 1 ..) + (1-v)/2 f(.. -1 ..)."""
        engine = self.engine
        hole = engine.atom("sym", "hole")
        body = _placed(self.back.poly(engine.replace_in(a, v, hole)))
        made = add(*(engine.mul(scaled(add(num(1), one(v), s), Fraction(1, 2)),
                                engine.replace_in(a, v, num(s))) for s in (1, -1)))
        if e != 1:
            raise NotCertified("a power of a function of a sign")
        return (made, 1), [["cases", "hole", body, self.back.atom(v), zero]]

    def _matches(self, rule: Rule, factors: Any, fresh: list[Var]) -> Iterator[tuple[
            dict[Var, Var], dict[Atom, int], Fraction]]:
        """Values of the rule's variables for which the factors contain its product; the other
        factors; the number that the product is multiplied by."""
        have = signature(factors)
        if any(have[k] < e for k, e in rule.names.items() if e > 0):
            return
        here = sorted({v for a, _ in factors for v in a.vars}, key=str)
        spread = [[v for v in dict.fromkeys((*here, *self.scope)) if v.set == p.set
                   and not (rule.old == p.set and v.tag == "last")] for p in rule.patterns]
        bound = [[v for v in fresh if v.set == b.set] for b in rule.bounds]
        for values in product(*spread, *bound):
            spend(5)
            to = dict(zip((*rule.patterns, *rule.bounds), values))
            outer, own = values[:len(spread)], values[len(spread):]
            if rule.distinct and outer[0] == outer[1] or set(own) & set(outer):
                continue
            made = self.engine.all((self.engine.rename_atom(a, to), e) for a, e in rule.factors)
            ((_, f), c), = made.items() if len(made) == 1 else [(((), ()), 0)]
            rest = dict(factors)
            for a, e in f:
                rest[a] = rest.get(a, 0) - e
            if c and all(0 <= rest[a] <= n or n <= rest[a] <= 0 for a, n in factors) and (
                    len(rest) == len(factors)) and not any(
                    v in a.vars for v in own for a, n in rest.items() if n):
                yield to, rest, Fraction(c)

    def finish(self, p: Poly) -> Poly:
        """The reduced form, with [v = w] for points of a cube as products over their bits."""
        p, engine = self.reduce(p), self.engine
        for a in sorted({a for _, f in p for a, _ in f}, key=lambda a: a.uid):
            if a.kind == "delta" and engine.sets[a.args[0].set].dimension:
                bits = engine.same_bits(*a.args)
                out: Poly = {}
                for m, c in p.items():
                    opened, fresh = engine.opened(m)
                    ((_, f), d), = opened.items()
                    if a not in dict(f):
                        put(out, {m: c})
                        continue
                    rest = [x for x in f if x[0] is not a]
                    made = engine.mul(engine.factors(rest), scaled(bits, c * d))
                    put(out, engine.bind(made, fresh))
                    two = ["bits", *(self.back.index(v)[1:] for v in a.args)]
                    self.zeros.append(self.back.summed(times(
                        [["num", str(c * d)], *self.back.factors(rest), two]), fresh))
                return self.finish(out)
        return p


def _placed(term: Any) -> Any:
    """The term with its hole as a place."""
    if term == ["symbol", "hole"]:
        return ["place", "hole"]
    return [_placed(t) for t in term] if isinstance(term, list) else term
