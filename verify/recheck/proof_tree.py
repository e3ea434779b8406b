"""Proof trees (section 5.4): what is known on a branch, and the nodes that close it."""
from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any, Iterator

from .normal import UNIT, Poly, add, atoms, constant, content, num, one, scaled
from .reading import at, fields, name, need, number, pair, spend

Literal = tuple[Poly, str]          # polynomial rel 0
Case = list[list[Literal]]          # alternatives, of one of which all literals hold
NOT = {"=": "!=", "!=": "=", "<=": "<", "<": "<="}


def negated(literal: Literal) -> Literal:
    p, rel = literal
    return (scaled(p, -1) if rel in ("<=", "<") else p, NOT[rel])


def truth(literal: Literal) -> bool | None:
    """Whether a literal about a number holds; None for others."""
    c, rel = constant(literal[0]), literal[1]
    return None if c is None else {"=": c == 0, "!=": c != 0, "<": c < 0, "<=": c <= 0}[rel]


class State:
    """What is known on one branch of a proof."""
    def __init__(self, literals: dict[Any, Literal], cases: list[Case]):
        self.literals, self.cases = literals, cases


class Tree:
    """Checks the nodes of a ground proof."""
    def __init__(self, ground: Any):
        self.ground, self.engine, self.key = ground, ground.engine, ground.key

    def literal(self, value: Any) -> Literal:
        term, rel = pair(value, "a literal [term, relation]")
        need(type(rel) is str and rel in NOT, "expected a literal [term, relation]")
        return (self.ground.term(term), rel)

    def alternatives(self, value: Any) -> Case:
        need(type(value) is list and all(type(a) is list for a in value), "expected alternatives")
        return [[self.literal(v) for v in a] for a in value]

    def known(self, state: State, literal: Literal) -> bool:
        p, rel = literal
        return any(self.key((p, r)) in state.literals for r in (
            (rel, "<", "=") if rel == "<=" else (rel,)))

    def node(self, node: Any, state: State) -> None:
        """Rejects a node that does not close its branch."""
        spend(50 + len(state.literals))
        need(type(node) is dict, "expected a proof node")
        kind = next((k for k in ("farkas", "false", "split", "reduce", "rewrite", "name")
                     if k in node), None)
        need(kind, "unknown proof node")
        if kind == "farkas":
            self._farkas(fields(node, farkas=list)[0], state)
        elif kind == "false":
            literal = self.literal(fields(node, false=list)[0])
            need(truth(literal) is False and self.known(state, literal),
                 "false: this literal is not known, or not plainly false")
        elif kind == "split":
            listed, then = fields(node, split=list, then=list)
            cases = self.alternatives(listed)
            need(len(then) == len(cases), "split: not one node per alternative")
            self._exhaust(cases, state, "split")
            for n, (case, child) in enumerate(zip(cases, then)):
                with at(f".split[{n}]"):
                    self.node(child, self._with(state, case))
        elif kind == "reduce":
            listed, closed, then = fields(node, reduce=list, closed=list, then=dict)
            kept, away = self.alternatives(listed), self.alternatives([pair(c)[0] for c in closed])
            self._exhaust(kept + away, state, "reduce")
            for n, (case, child) in enumerate(zip(away, closed)):
                with at(f".closed[{n}]"):
                    self.node(child[1], self._with(state, case))
            with at(".then"):
                self.node(then, State(state.literals, [*state.cases, kept]))
        elif kind == "rewrite":
            old, new, then = fields(node, rewrite=list, to=list, then=dict)
            p, value = self.ground.term(old), self.ground.term(new)
            need(self.known(state, (add(p, value, -1), "=")), "rewrite: the equation is not known")
            with at(".then"):
                self.node(then, self._replaced(state, p, value))
        else:
            old, new, then = fields(node, **{"name": list, "as": str, "then": dict})
            p, symbols = self.ground.term(old), self.ground.statement.symbols
            need(self.engine.integer(p), "name: not an integer on its face")
            need(name(new) not in symbols, f"name: the symbol {new!r} occurs already")
            symbols[new] = (True, False, False)
            with at(".then"):
                self.node(then, self._replaced(state, p, self.engine.atom("sym", new)))
            del symbols[new]

    def _with(self, state: State, literals: list[Literal]) -> State:
        return State({**state.literals, **{self.key(x): x for x in literals}}, state.cases)

    def _replaced(self, state: State, p: Poly, value: Poly) -> State:
        """What is known, and the axioms of the atom that p is (times a number, and more beside a
        relu), also with the atom replaced, so that p is the value."""
        single = [(f[0][0], c) for (_, f), c in p.items() if len(f) == 1 == f[0][1] and (
            len(p) == 1 or f[0][0].kind == "relu" and not any(
                f[0][0] in b.inside for b in atoms(p)))]
        need(len(single) == 1, "not an atom")
        a, c = single[0]
        value = scaled(add(value, add(p, one(a), -c), -1), 1 / Fraction(c))

        def has(literals: list[Literal]) -> bool:
            return any(a is b or a in b.inside for p, _ in literals for b in atoms(p))

        def change(literals: list[Literal]) -> list[Literal]:
            return [(self.engine.replace(p, a, value), rel) for p, rel in literals]

        own = [*state.literals.values(), *self.ground.axioms(a)]
        made = self._with(state, change([x for x in own if has([x])]))
        made.cases = [*state.cases, *([change(c) for c in case] for case in (
            *state.cases, *self.ground.axiom_cases(a)) if any(map(has, case)))]
        return made

    def _exhaust(self, listed: Case, state: State, what: str) -> None:
        """Rejects alternatives of which perhaps none holds."""
        def simple(v: Literal) -> Any:
            return self.key((self.engine.simpler(v[0]), v[1]))

        keys = [[({self.key(v), simple(v)}, v) for v in a] for a in listed]

        def covered(c: list[Literal]) -> bool:
            own = {k for v in c for k in (self.key(v), simple(v))}
            return any(truth(v) is False or self.key(negated(v)) in state.literals for v in c) or (
                any(all(k & own or truth(v) or self.known(state, v) for k, v in a) for a in keys))

        for case in self._candidates(listed, state):
            spend(10)
            if all(map(covered, case)):
                return
        need(False, f"{what}: the alternatives exhaust no known case")

    def _candidates(self, listed: Case, state: State) -> Iterator[Case]:
        yield from reversed(state.cases)
        yield from ([[(p, "<")], [(scaled(p, -1), "<")]] for p, rel in state.literals.values()
                    if rel == "!=")
        for a in {b for c in listed for p, _ in c for a in atoms(p) for b in (a, *a.inside)}:
            yield from self.ground.axiom_cases(a)
        if len(listed) >= 2 and len(listed[0]) == 1:        # an integer cut
            (p, rel), n = listed[0][0], len(listed) - 1
            if rel == "<=" and self.engine.integer(p):
                yield [[(p, "<=")], *([(add(p, num(k), -1), "=")] for k in range(1, n)),
                       [(add(num(n), p, -1), "<=")]]

    def _farkas(self, rows: list[Any], state: State) -> None:
        """A sum of rows, with multipliers >= 0, that is a number which it cannot be."""
        total, strict = Poly(), False
        for n, row in enumerate(rows):
            with at(f".farkas[{n}]"):
                need(type(row) is list and len(row) == 3, "expected [term, relation, multiplier]")
                (p, rel), m = self.literal(row[:2]), number(row[2])
                need(rel in ("<", "<=") and m >= 0, "a negative multiplier, or no inequality")
                need(self.known(state, (p, rel)) or truth((p, rel))
                     or self.ground.is_axiom((p, rel)), "this row is not known")
                rest = {k: c for k, c in p.items() if k != UNIT}
                if rest and self.engine.integer(scaled(rest, 1 / content(rest))):   # tightened
                    c = p.get(UNIT, 0) / content(rest)
                    p = add(scaled(rest, 1 / content(rest)), num(
                        ceil(c) if rel == "<=" else floor(c) + 1))
                else:
                    strict |= rel == "<" and m > 0
                total = add(total, p, m)
        c = constant(total)
        need(c is not None and (c > 0 or c == 0 and strict),
             "farkas: the sum is not a number that contradicts itself")
