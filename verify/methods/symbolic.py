"""Proofs for every parameter: normal forms, slack, induction, chains of steps.

Each tactic answers with a Finding: proved, with the names of the assumptions it used, or unknown,
with what is left over.  A tactic never refutes: that two normal forms differ proves nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Callable, Mapping

import sympy

from verify import calculus as c
from verify.errors import Refused
from verify.finding import Finding
from verify.methods import instances
from verify.methods.nonnegative import nonnegative
from verify.normal_form import Converter, Rules, difference
from verify.polynomials import NormalFormDict, collect, scale
from verify.rewriting import Equation, equation, simplify
from verify.statement import Induction, Instances, NormalForm, Slack, Smt

Facts = Mapping[str, c.Formula]


def decide(formula: c.Formula, tactic: object, facts: Facts,
           hypotheses: Facts | None = None) -> Finding:
    """Prove a relation for every parameter by one tactic, using only the given facts.

    `hypotheses` are the assumptions among the facts and beneath them; every fact is one if it is
    not given.  An induction may use only hypotheses for n + 1 that contain those for n.
    Raises
        Refused: if the tactic does not fit the claim (an induction without a base, ...).
    """
    relation = c.relation_of(formula)
    if isinstance(tactic, NormalForm):
        return _by_normal_form(relation, facts)
    if isinstance(tactic, Slack):
        return _by_slack(relation, tactic, facts)
    if isinstance(tactic, Instances):
        return instances.decide(formula, tactic, facts)
    if isinstance(tactic, Induction):
        assumed = facts if hypotheses is None else hypotheses
        if isinstance(tactic.on, c.IndexSet):
            return _by_induction(formula, tactic, tactic.on, facts, assumed)
        return instances.by_induction(formula, tactic, facts, assumed)
    raise Refused("ill-formed", f"{type(tactic).__name__} is no symbolic tactic")


def maker(facts: Facts, more: tuple[Equation, ...] = (), **options: Any) -> Callable[[], Rules]:
    """A function that makes fresh rules from the facts that are equations."""
    values: dict[str, tuple[tuple[Fraction, ...], str]] = {}
    equations: list[Equation] = []
    for name, formula in facts.items():
        relation = c.relation_of(formula)
        if relation.rel != "=" or getattr(formula, "where", None) is not None:
            continue
        variables = frozenset(("free", v.name, v.over.name) for v in c.quantified(formula))
        converter = Converter(Rules())
        lhs, rhs = (simplify(converter.convert(t, {}), Rules())
                    for t in (relation.lhs, relation.rhs))
        try:
            equations.append(equation(name, lhs, rhs, variables,
                                      bool(getattr(formula, "distinct", False))))
        except Refused:
            continue   # an equality of sums serves in a chain, not as a rewriting rule
        squared = relation.lhs
        if (isinstance(squared, sympy.Pow) and squared.exp == 2 and relation.rhs == 1
                and isinstance(squared.base, c.Apply) and _all_of(squared.base, formula)):
            values[squared.base.fn.name] = ((Fraction(-1), Fraction(1)), name)

    known = frozenset((name, f) for name, f in facts.items() if c.relation_of(f).rel == "=")

    def make() -> Rules:
        key = None if more or options else known
        return Rules(tuple(equations) + more, values, key=key, **options)

    return make


def _all_of(application: c.Apply, formula: c.Formula) -> bool:
    """Whether an application under a quantifier speaks of every value of the function."""
    arguments = application.arguments
    return (all(isinstance(a, c.Index) for a in arguments)
            and len(set(arguments)) == len(arguments)
            and set(arguments) <= set(c.quantified(formula))
            and not getattr(formula, "distinct", False))


def _left_over(rest: NormalFormDict) -> str:
    terms = [f"{coefficient}*{' '.join(f'{t}^{p}' for t, p in key) or '1'}"
             for key, coefficient in sorted(rest.items())]
    return "left over: " + (" + ".join(terms))[:400]


def _by_normal_form(relation: c.Relation, facts: Facts) -> Finding:
    if relation.rel not in ("=", "<="):
        raise Refused("ill-formed", f"a normal form cannot show {relation.rel}")
    rules = maker(facts)()
    rest = difference(relation.lhs, relation.rhs, rules)
    if not rest:
        return Finding("symbolic", "proved", used=frozenset(rules.used))
    return Finding("symbolic", "unknown", reason="tactic", note=_left_over(rest))


def _by_slack(relation: c.Relation, tactic: Slack, facts: Facts) -> Finding:
    if relation.rel != "<=":
        raise Refused("ill-formed", f"slack shows <=, not {relation.rel}")
    make = maker(facts)
    rules = make()
    rest = difference(relation.rhs - relation.lhs, sympy.Add(*tactic.amounts), rules)
    if rest:
        return Finding("symbolic", "unknown", reason="tactic", note=_left_over(rest))
    signs = _signs(tactic, facts, make)
    if signs is None:
        return Finding("symbolic", "unknown", reason="tactic",
                       note="the slack is not nonnegative on its face")
    return Finding("symbolic", "proved", used=frozenset(rules.used) | signs)


def _signs(tactic: Slack, facts: Facts, make: Callable[[], Rules]) -> frozenset[str] | None:
    """The facts that make every amount nonnegative, or None."""
    found = [nonnegative(amount, facts, make) for amount in tactic.amounts]
    if any(f is None for f in found):
        return None
    return frozenset().union(*(f for f in found if f is not None))


def _by_induction(formula: c.Formula, tactic: Induction, on: c.IndexSet, facts: Facts,
                  hypotheses: Facts) -> Finding:
    """P(0), and P(n) => P(n + 1), where n is the size of the index set (or dimension)."""
    relation, name = c.relation_of(formula), on.name
    if tactic.base is None:
        raise Refused("induction", "an induction without a base")
    if tactic.step is None:
        raise Refused("induction", "an induction without a step")
    if not on.size.is_Symbol:
        raise Refused("induction", f"{name} has the fixed size {on.size}")
    for index in c.quantified(formula):
        if index.over.name == name:
            raise Refused("induction", f"{index} runs over {name}, on whose size the induction is")
    _require_own_size(relation, on)
    for fact, assumption in hypotheses.items():
        _monotone(fact, assumption, on)
    for fact, claim in facts.items():
        if fact not in hypotheses:
            _require_at_0(fact, c.relation_of(claim), on)
    base = _base(relation, tactic, on, facts)
    if base.outcome != "proved":
        return base
    step = _step(relation, tactic, on, facts)
    if step.outcome != "proved":
        return step
    return Finding("symbolic", "proved", used=base.used | step.used,
                   trusts=(f"induction on {sympy.sstr(on.size)}",))


def _require_own_size(relation: c.Relation, on: c.IndexSet) -> None:
    """The size on which the induction is must be the size of no other index set in the claim."""
    for side in (relation.lhs, relation.rhs):
        for index in c.unfolded(side).atoms(c.Index):
            base = index.over.dimension or index.over
            if base != on and base.size.free_symbols & on.size.free_symbols:
                raise Refused("induction", f"{base.name} has the size of {on.name}, "
                                           f"on which the induction is")


def _require_at_0(name: str, relation: c.Relation, on: c.IndexSet) -> None:
    """A claim is proved for sizes from 1 on, and the induction begins at 0: what speaks of the size
    must hold at 0 too, where that can be seen."""
    terms = [c.unfolded(side) for side in (relation.lhs, relation.rhs)]
    sets = {over for t in terms for i in t.atoms(c.Index) for over in (i.over,)}
    sets |= {over for t in terms for f in t.atoms(c.Fn)
             for over in (*f.sets, *((f.into,) if f.into is not None else ()))}
    sizes = [over for over in sets if (over.dimension or over) != on
             and (over.dimension or over).size.free_symbols & on.size.free_symbols]
    bound = [b for t in terms for b in t.atoms(c.Binder)
             if c.binds(b) and on in (b.index.over, b.index.over.dimension)]
    if not sizes and not bound and not any(t.free_symbols & on.size.free_symbols for t in terms):
        return
    if not sizes and relation.rel in ("=", "<="):
        rest = difference(relation.rhs, relation.lhs,
                          maker({}, empty=frozenset({on.name}), sizes=_grown(on, "empty"))())
        if not rest or relation.rel == "<=" and set(rest) <= {()} and rest[()] >= 0:
            return
    raise Refused("induction", f"{name!r} is proved for {on.name} with elements, "
                               f"and the induction begins with none")


def _grown(on: c.IndexSet, how: str) -> dict[str, str]:
    return {str(on.size): how} if on.size.is_Symbol else {}


def _monotone(name: str, formula: c.Formula, on: c.IndexSet) -> None:
    """An assumption for n + 1 must contain that for n: it may only quantify over the set."""
    relation = c.relation_of(formula)
    for side in (relation.lhs, relation.rhs):
        term = c.unfolded(side)
        sizes = on.size.free_symbols & term.free_symbols
        bound = [b for b in term.atoms(c.Binder)
                 if c.binds(b) and on in (b.index.over, b.index.over.dimension)]
        if sizes or bound:
            raise Refused("induction", f"{name!r} speaks of all of {on.name}, "
                                       f"so it may not be used in an induction on its size")


def _base(relation: c.Relation, tactic: Induction, on: c.IndexSet, facts: Facts) -> Finding:
    if not isinstance(tactic.base, NormalForm):
        raise Refused("induction", "the base is decided by the normal form")
    rules = maker(facts, empty=frozenset({on.name}), sizes=_grown(on, "empty"))()
    rest = difference(relation.rhs, relation.lhs, rules)
    constant = set(rest) <= {()} and rest.get((), Fraction(0)) >= 0
    if not rest or (relation.rel == "<=" and constant):
        return Finding("symbolic", "proved", used=frozenset(rules.used))
    return Finding("symbolic", "unknown", reason="tactic", note="base: " + _left_over(rest))


def _step(relation: c.Relation, tactic: Induction, on: c.IndexSet, facts: Facts) -> Finding:
    grow = frozenset({on.name})
    if relation.rel == "=":
        if not isinstance(tactic.step, NormalForm):
            raise Refused("induction", "the step of an equality is decided by the normal form")
        return _equality_step(relation, facts, grow, _grown(on, "grown"))
    if relation.rel != "<=":
        raise Refused("induction", f"induction shows = and <=, not {relation.rel}")
    if isinstance(tactic.step, Smt):
        raise Refused("induction", "the step of an inequality is decided by slack")
    if not isinstance(tactic.step, Slack):
        raise Refused("induction", "the step of an inequality needs the slack it adds")
    return _inequality_step(relation, on, tactic.step, facts, grow)


def _equality_step(relation: c.Relation, facts: Facts, grow: frozenset[str],
                   sizes: Mapping[str, str]) -> Finding:
    """(lhs - rhs)(n + 1) = 0, given (lhs - rhs)(n) = 0: by rewriting with the hypothesis where it
    is a rule, else because the one is a multiple of the other."""
    plain = maker(facts)()
    before = [simplify(Converter(plain).convert(t, {}), plain)
              for t in (relation.lhs, relation.rhs)]
    bigger = maker(facts, grow=grow, sizes=sizes)()
    rest = difference(relation.lhs, relation.rhs, bigger)
    old = collect(before[0] + scale(before[1], Fraction(-1)))
    used = frozenset(bigger.used | plain.used)
    if not rest or _is_multiple(rest, old):
        return Finding("symbolic", "proved", used=used)
    try:
        hypothesis = equation("the induction hypothesis", before[0], before[1])
    except Refused:
        return Finding("symbolic", "unknown", reason="tactic", note="step: " + _left_over(rest))
    rules = maker(facts, grow=grow, sizes=sizes, more=(hypothesis,))()
    rest = difference(relation.lhs, relation.rhs, rules)
    if not rest:
        used |= frozenset(rules.used) - {hypothesis.name}
        return Finding("symbolic", "proved", used=used)
    return Finding("symbolic", "unknown", reason="tactic", note="step: " + _left_over(rest))


def _is_multiple(rest: NormalFormDict, old: NormalFormDict) -> bool:
    """Whether one normal form is a rational multiple of the other."""
    if set(rest) != set(old) or not old:
        return False
    return len({rest[key] / old[key] for key in old}) == 1


def _inequality_step(relation: c.Relation, on: c.IndexSet, step: Slack, facts: Facts,
                     grow: frozenset[str]) -> Finding:
    """(rhs - lhs)(n + 1) = (rhs - lhs)(n) + the slack at the new element, which is >= 0."""
    make = maker(facts)
    sizes = _grown(on, "grown")
    bigger, old = maker(facts, grow=grow, sizes=sizes)(), make()
    gap, amount = relation.rhs - relation.lhs, sympy.Add(*step.amounts)
    env = {i: ("last", on.name) for i in c.free_indices(amount) if i.over == on}
    grown = simplify(Converter(bigger).convert(gap, {}), bigger)
    before = simplify(Converter(old).convert(gap, {}), old)
    added = simplify(Converter(old).convert(amount, env), old)
    rest = collect(grown + scale(before, Fraction(-1)) + scale(added, Fraction(-1)))
    if rest:
        return Finding("symbolic", "unknown", reason="tactic", note="step: " + _left_over(rest))
    signs = _signs(step, facts, make)
    if signs is None:
        return Finding("symbolic", "unknown", reason="tactic",
                       note="step: the slack is not nonnegative on its face")
    return Finding("symbolic", "proved", used=frozenset(bigger.used | old.used) | signs)
