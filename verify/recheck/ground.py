"""Ground proofs (sections 5.4 and 5.5): literals, facts at terms, axioms of atoms."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from .normal import Atom, Normal, Poly, Var, add, constant, freeze, num, one, scaled
from .proof_tree import Case, Literal, State, Tree, negated
from .reading import at, fields, need, pair
from .statement import HYPOTHESIS, POINTS, Formula, Statement, Term, parts

ONLY = (*POINTS, "finite")          # of these sets only indices are terms


class Ground:
    """One ground proof: the claim, the facts, and the terms that may occur."""
    def __init__(self, statement: Statement, formula: Formula, facts: Any, on: Any = ("", ""),
                 phase: str = ""):
        self.statement = replace(statement, symbols=dict(statement.symbols), coded=True)
        self.formula, self.facts, self.phase, self.on = formula, facts, phase, on
        self.engine, self.start = Normal(self.statement), State({}, [])
        self.engine.ground = True
        self.env: dict[Any, Any] = {k: Var("free", *k) for k in formula.index}
        goal_env, symbols = dict(self.env), dict[str, Poly]()
        if phase:
            value = add(self.engine.nf(on, self.env), num(1))
            if phase == "base":
                value = num(int(statement.symbols[on[1]][2]) if on[0] == "symbol" else
                            statement.sets[on[2]].first)
            if on[0] == "symbol":
                symbols[on[1]] = value
            else:
                goal_env[on[1:]] = value
                self.know(*self.member(self.env[on[1:]], on[2]) if phase == "step" else ())
            if phase == "base":
                self.env = goal_env
        self.engine.symbols = symbols
        for key in formula.index:
            self.know(*self.member(goal_env[key], key[1]))
        if formula.where is not None:
            self.know(self.relation(formula.where, goal_env))
        goal = self.relation((formula.left, formula.rel, formula.right), goal_env)
        self.know(negated(goal))
        self.engine.symbols = symbols if phase == "base" else {}

    def know(self, *literals: Literal) -> None:
        self.start.literals.update({self.key(one): one for one in literals})

    def check(self, evidence: Any) -> None:
        """Rejects what does not contradict the negated claim."""
        kind, entries, integers, pairs, proof = fields(
            evidence, kind=str, facts=list, integers=list, products=list, proof=dict)
        need(kind == "instances", "expected evidence of kind 'instances'")
        for n, entry in enumerate(entries):
            with at(f".facts[{n}]"):
                self.start.cases.append(self._instance(*fields(entry, fact=str, at=list)))
        for n, two in enumerate([*([t, t] for t in integers), *pairs]):
            a, b = map(self.term, pair(two))
            if n >= len(integers):
                self.start.cases.append([[(a, "<")], [(b, "<")], [
                    (scaled(self.engine.mul(a, b), -1), "<=")]])
        with at(".proof"):
            Tree(self).node(proof, self.start)

    def term(self, value: Any) -> Poly:
        return self.engine.nf(self.statement.term(value, frozenset(self.formula.index)), self.env)

    def relation(self, relation: Any, env: Any) -> Literal:
        left, rel, right = relation
        return (add(self.engine.nf(left, env), self.engine.nf(right, env), -1), rel)

    def key(self, literal: Literal) -> Any:
        """The same for literals that are multiples of each other."""
        p, rel = literal
        c = Fraction(self.engine.lead(p)) if p else Fraction(1)
        return (freeze(scaled(p, 1 / (abs(c) if rel in ("<=", "<") else c))), rel)

    def member(self, value: Any, over: str) -> list[Literal]:
        """What it is for a value to be an element of a set."""
        s = self.statement.sets[over]
        if s.kind in (*ONLY, "reals", "integers"):
            return []
        t = self.engine.make_var(value) if type(value) is Var else value
        if s.kind == "naturals":
            return [(scaled(t, -1), "<=")]
        low, high = (map(num, s.elements) if s.kind == "interval" else
                     (num(s.first), add(self.engine.size(s), num(s.first - 1))))
        return [(add(low, t, -1), "<="), (add(t, high, -1), "<=")]

    def _instance(self, title: str, given: list[Any]) -> Case:
        """A fact at terms, as a case."""
        need(title != HYPOTHESIS or self.phase == "step", "there is no induction hypothesis here")
        fact = self.formula if title == HYPOTHESIS else self.facts([title])[title]
        need(not fact.distinct, f"{title!r} is about distinct elements")
        terms: dict[Any, Any] = {}
        for entry in given:
            key = self.statement.key(pair(entry)[0])
            need(key in fact.index and key not in terms and (
                title != HYPOTHESIS or ("index", *key) != self.on),
                f"at: the index {key[0]!r} is given twice or may not be given")
            terms[key] = entry[1]
        env, case = {}, Case()
        for key in fact.index:
            need(key in terms or key in self.env, f"{title!r}: no term for its index {key[0]!r}")
            env[key] = self._at(terms[key], key[1]) if key in terms else self.env[key]
            case += [[negated(m)] for m in self.member(env[key], key[1])]
        if fact.where is not None:
            case.append([negated(self.relation(fact.where, env))])
        return [*case, [self.relation((fact.left, fact.rel, fact.right), env)]]

    def _at(self, value: Any, over: str) -> Any:
        kind, scope = self.statement.sets[over].kind, frozenset(self.formula.index)
        if type(value) is list and value[:1] == ["index"] and value[-1] == over:
            return self.env[self.statement.element(value, scope)[1:]]
        need(kind not in ONLY, f"at: not an index over {over!r}")
        t = self.term(value)
        need(kind not in ("range", "naturals", "integers") or self.engine.integer(t),
             f"at: not an integer on its face, for {over!r}")
        return t

    # ---- axioms ------------------------------------------------------------------------------

    def axioms(self, a: Atom) -> list[Literal]:
        """Literals that hold of an atom."""
        engine, minus = self.engine, scaled(one(a), -1)
        low = engine.least_atom(a)
        if a.kind == "floor":
            return [(add(one(a), a.args[0], -1), "<="),
                    (add(add(a.args[0], minus), num(1), -1), "<")]
        if a.kind == "var" and a.args[0] in self.env.values():
            return self.member(one(a), a.args[0].set)
        if a.kind == "app" and (into := self.statement.functions[a.args[0]].into):
            s = self.statement.sets[into]
            if s.kind == "naturals" or (engine.floor_of(engine.size(s)) or 0) > 0:
                return self.member(one(a), into)
        if a.kind == "sym" and low is None and self.statement.symbols[a.args[0]][1]:
            return [(minus, "<" if self.statement.symbols[a.args[0]][2] else "<=")]
        known = a.kind in ("sym", "pow") and low is not None
        return [(add(num(low), minus), "<=")] if known else []

    def axiom_cases(self, a: Atom) -> list[Case]:
        """Cases that exhaust what an atom may be."""
        if a.kind == "relu":
            e, up, zero = dict(a.args[0]), (add(one(a), a.args[0], -1), "="), (one(a), "=")
            return [[[(scaled(e, -1), weak), up], [(e, strict), zero]]
                    for weak, strict in (("<=", "<"), ("<", "<="))]
        if a.kind == "ind":
            e = dict(a.args[0])
            return [[[(e, "="), (add(one(a), num(1), -1), "=")], [(e, "!="), (one(a), "=")]]]
        if a.kind == "var" and self.statement.sets[a.args[0].set].kind == "finite":
            return [[[(add(one(a), num(x), -1), "=")]
                     for x in self.statement.sets[a.args[0].set].elements]]
        if a.kind == "pow" and constant(a.args[0]) is None and (
                self.engine.least(a.args[1]) is not None and self.engine.least(a.args[1]) >= 0):
            return [[[(add(a.args[0], num(1), -1), "<")], [(add(num(1), one(a), -1), "<=")]]]
        return []

    def is_axiom(self, literal: Literal) -> bool:
        """Whether a literal is an axiom of one of its atoms, or of products of powers."""
        p, rel = literal
        found = {a for _, f in p for a, _ in f}
        return any(self.key(x) == self.key(literal) for a in found for x in self.axioms(a)) or (
            rel in ("<", "<=") and bool(p) and all(c < 0 for c in p.values())
            and all(a.kind == "pow" and (constant(a.args[0]) or 0) > 0 for a in found))


def instances(statement: Statement, formula: Formula, evidence: Any, facts: Any) -> None:
    """5.4"""
    Ground(statement, formula, facts).check(evidence)


def induction_on_number(statement: Statement, formula: Formula, evidence: Any, facts: Any,
                        beneath: Any) -> None:
    """5.5"""
    _, on, base, step = fields(evidence, kind=str, on=list, base=dict, step=dict)
    term: Term = statement.term(on, frozenset(formula.index))
    need(term[0] == "symbol" and statement.symbols[term[1]][:2] == (True, True)
         or term[0] == "index" and statement.kind(term) == "range",
         "on: not a natural symbol, nor an index over a range")
    for phase, part in (("base", base), ("step", step)):
        with at(f".{phase}"):
            Ground(statement, formula, facts, term, phase).check(part)
    if term[0] == "symbol":
        for title, f in {"": formula, **dict(beneath())}.items():
            for kind, s in statement.mentions(f):
                need(kind == "function" or not title and kind == "symbol" or term != (kind, s) and (
                    kind == "symbol" or term not in parts(statement.sets[s].size)),
                    f"on: {f'the assumption {title!r}' if title else 'the formula'} has {s!r}, "
                    "which changes with it")
