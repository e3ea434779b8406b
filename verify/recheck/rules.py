"""Used equalities as rewriting rules, and the identity check of section 5.1."""
from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any, Iterable, Iterator

from .normal import Atom, Normal, Poly, Var, add, freeze, num, one, put, scaled
from .reading import need, spend
from .statement import Formula


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
    def __init__(self, mono: Any, value: Poly, patterns: list[Var], distinct: bool, old: str):
        self.bounds, self.factors = mono
        self.value, self.patterns, self.distinct, self.old = value, patterns, distinct, old
        self.names = signature(self.factors)
        self.unit = (len(self.factors) == 1 and self.factors[0][1] == 2 and value == num(1)
                     and self.factors[0][0].kind == "app" and not self.bounds and not distinct)


class Rewriter:
    """Reduces normal forms by facts; `scope` are the variables that exist around the formula."""
    def __init__(self, engine: Normal, scope: Iterable[Var]):
        self.engine, self.scope, self.rules = engine, list(scope), list[Rule]()
        self._known: dict[Any, Poly] = {}

    def learn(self, formula: Formula, old: str = "", fixed: bool = False) -> None:
        """Takes an equality as a rule where it has the form of one; `old`: a set whose new
        element it is not about; `fixed`: its indices are these very ones."""
        env = free(formula.index, "free" if fixed else "pattern")
        if formula.rel != "=" or formula.where is not None:
            return
        sides = [self.engine.nf(t, env) for t in (formula.left, formula.right)]
        for left, right in (sides, sides[::-1]):
            (mono, c), = left.items() if len(left) == 1 else [(((), ()), 0)]
            if mono[1] and len(mono[0]) <= 1:
                self.rules.append(Rule(mono, scaled(right, 1 / Fraction(c)), [
                    v for v in env.values() if not fixed], formula.distinct, old))
                return

    def reduce(self, p: Poly) -> Poly:
        out, work = Poly(), dict(p)
        while work:
            spend(200)
            mono, c = work.popitem()
            if mono not in self._known:
                self._known[mono] = self._step(mono)
            put(out if self._known[mono] == {mono: 1} else work, self._known[mono], c)
        return out

    def _step(self, mono: Any) -> Poly:
        """One rewriting of a monomial, or the monomial itself."""
        engine, (opened, fresh) = self.engine, self.engine.opened(mono)
        need(len(opened) == 1, "cannot bring a sum into one form")
        ((_, f), c), = opened.items()
        for a, e in f:
            changed = self._inside(a)
            if changed is not None:
                rest = engine.all([(changed, e), *((one(b), n) for b, n in f if b is not a)])
                return engine.bind(scaled(rest, c), fresh)
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
                return engine.bind(made, [v for v in fresh if v not in own])
        return {mono: 1}

    def _inside(self, a: Atom) -> Poly | None:
        """The atom with its arguments reduced, or split by a sign; None if nothing changes."""
        engine = self.engine
        if a.kind in ("unknown", "iter", "pieces") or not a.inside:
            return None
        made = engine.rebuild(a, lambda p: freeze(self.reduce(dict(p))), lambda v: v)
        if made != one(a):
            return made
        if a.kind == "app" and not engine.statement.functions[a.args[0]].sets:
            for v in sorted(a.inside, key=lambda b: b.uid):
                if v.kind == "app" and all(w.tag != "b" for w in v.vars) and any(
                        rule.unit and any(True for _ in self._matches(rule, ((v, 2),), []))
                        for rule in self.rules):
                    return add(*(engine.mul(scaled(add(num(1), one(v), s), Fraction(1, 2)),
                                            engine.replace_in(a, v, num(s))) for s in (1, -1)))
        return None

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
        p = self.reduce(p)
        for a in sorted({a for _, f in p for a, _ in f}, key=lambda a: a.uid):
            if a.kind == "delta" and self.engine.sets[a.args[0].set].dimension:
                return self.finish(self.engine.replace(p, a, self.engine.same_bits(*a.args)))
        return p
