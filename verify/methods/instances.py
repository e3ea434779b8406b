"""Proofs from ground instances: the negated claim and the facts at chosen terms contradict.

The claim's own indices are constants of which only their set is known.  A fact at given terms is
used under the conditions that the terms lie in the fact's sets and meet its `where`; the search
must show those too.
"""

from __future__ import annotations

from typing import Any, Mapping

import sympy

from verify import calculus as c
from verify.errors import Refused
from verify.finding import Finding
from verify.ground import poly as P
from verify.ground import terms as T
from verify.ground.axioms import Cases, Literal, membership, negation, products, relation
from verify.ground.search import Exhausted, Search
from verify.statement import HYPOTHESIS, At, Induction, Instances

Facts = Mapping[str, c.Formula]
Env = dict[Any, P.Poly]


def decide(formula: c.Formula, tactic: Instances, facts: Facts) -> Finding:
    """Prove a formula from facts at ground terms.

    Raises
        Refused: if the tactic names a fact or an index that is not there, or a term that cannot
            be an element of the index's set.
    """
    if _vacuous(formula, tactic):
        return _VACUOUS
    return _prove(formula, tactic, facts, {}, [])


_VACUOUS = Finding("symbolic", "unknown", reason="vacuous",
                   note="no point satisfies the conditions")


def _vacuous(formula: c.Formula, tactic: Instances) -> bool:
    """Whether the sets and the condition of a claim contradict each other."""
    integers = tuple(T.convert(c.unfolded(t), {}) for t in tactic.integers)
    try:
        return Search(integers).refute(_domain(formula, {}), []) is not None
    except Exhausted:
        return False


def by_induction(formula: c.Formula, tactic: Induction, facts: Facts,
                 hypotheses: Facts) -> Finding:
    """The base and the step on a symbol or on an index of a range.

    Raises
        Refused: as `decide`, and if an assumption speaks of the symbol that the induction is on.
    """
    on = tactic.on
    if not isinstance(tactic.base, Instances) or not isinstance(tactic.step, Instances):
        raise Refused("induction", "an induction on a symbol or an index needs Instances for "
                                   "its base and its step")
    if isinstance(on, c.Index):
        if on.over.kind != "range" or on not in c.quantified(formula):
            raise Refused("induction", f"{on} is no quantified index of a range")
        first, variable = P.constant(on.over.first), P.atom(("index", on))
        inside = membership(on.over, variable, True) or []
    elif isinstance(on, sympy.Symbol) and on.is_integer and on.is_nonnegative:
        _require_fixed(on, hypotheses)
        _require_fixed_sets(on, formula)
        first, inside = P.constant(1 if on.is_positive else 0), []
        variable = P.atom(("symbol", on))
    else:
        raise Refused("induction", f"{on} is no natural number")
    if HYPOTHESIS in facts:
        raise Refused("ill-formed", f"a claim may not be named {HYPOTHESIS!r}")
    if _vacuous(formula, tactic.base):
        return _VACUOUS
    base = _prove(formula, tactic.base, facts, {on: first}, [])
    if base.outcome != "proved":
        return base
    step = _prove(formula, tactic.step, {**facts, HYPOTHESIS: formula},
                  {on: P.plus(variable, P.constant(1))}, inside, fixed={on: variable})
    if step.outcome != "proved":
        return step
    return Finding("symbolic", "proved", used=(base.used | step.used) - {HYPOTHESIS},
                   trusts=(f"induction on {on}",), evidence=(base.evidence, step.evidence))


def _require_fixed(on: sympy.Symbol, hypotheses: Facts) -> None:
    """An assumption about n + 1 says nothing about n: it may not mention the symbol."""
    for name, formula in hypotheses.items():
        rel = c.relation_of(formula)
        sides = [rel.lhs, rel.rhs]
        where = getattr(formula, "where", None)
        sides += [where.lhs, where.rhs] if where is not None else []
        symbols = {s for t in sides for s in _symbols(c.unfolded(t))}
        if on in symbols:
            raise Refused("induction", f"{name!r} speaks of {on}, on which the induction is")


def _require_fixed_sets(on: sympy.Symbol, formula: c.Formula) -> None:
    """An index of a set that grows with n is another index in the claim for n + 1."""
    rel = c.relation_of(formula)
    sides = [rel.lhs, rel.rhs, *c.quantified(formula)]
    where = getattr(formula, "where", None)
    sides += [where.lhs, where.rhs] if where is not None else []
    for thing in set().union(*(c.unfolded(t).atoms(c.Index, c.Fn) for t in sides)):
        over = thing.over if isinstance(thing, c.Index) else thing.into
        if over is not None and on in (over.dimension or over).size.free_symbols:
            raise Refused("induction", f"{thing} runs over {over.name}, whose size speaks of "
                                       f"{on}, on which the induction is")


def _symbols(term: Any) -> set[Any]:
    """The sizes in a term and in the sets that its indices run over."""
    found = set(term.free_symbols)
    for i in term.atoms(c.Index):
        found |= (i.over.dimension or i.over).size.free_symbols
    for f in term.atoms(c.Fn):
        for over in (*f.sets, *((f.into,) if f.into is not None else ())):
            found |= (over.dimension or over).size.free_symbols
    return found


def _prove(formula: c.Formula, tactic: Instances, facts: Facts, goal: Env,
           inside: list[Literal], fixed: Env | None = None) -> Finding:
    """goal: values of indices and symbols in the claim; fixed: their values in the hypothesis, and
    in the terms of the tactic (so that n stands for n in the step from n to n + 1)."""
    if getattr(formula, "distinct", False):
        raise Refused("ill-formed", "a claim about distinct indices is not proved by instances")
    literals = inside + _domain(formula, goal)
    literals.append(negation(relation(c.relation_of(formula), goal)))
    here = goal if fixed is None else fixed
    for term in (*tactic.integers, *(t for pair in tactic.products for t in pair)):
        _require_quantified(term, c.quantified(formula), "the tactic")
    cases = [_instance(use, facts, here, c.quantified(formula)) for use in tactic.facts]

    def poly(term: sympy.Expr) -> P.Poly:
        return T.convert(c.unfolded(term), here)

    cases += [products(poly(a), poly(b)) for a, b in tactic.products]
    search = Search(tuple(poly(t) for t in tactic.integers))
    try:
        closed = search.refute(literals, cases)
    except Exhausted as reason:
        return Finding("symbolic", "unknown", reason="tactic", note=str(reason))
    if closed is not None:
        return Finding("symbolic", "proved", used=frozenset(use.fact for use in tactic.facts),
                       evidence=closed)
    return Finding("symbolic", "unknown", reason="tactic", note="open case: " + search.stuck)


def _domain(formula: c.Formula, goal: Env) -> list[Literal]:
    """That every index is an element of its set, and that the condition holds."""
    literals: list[Literal] = []
    for index in c.quantified(formula):
        if index not in goal:
            literals += membership(index.over, P.atom(("index", index)), True) or []
        elif (members := membership(index.over, goal[index], False)) is not None:
            literals += members
    where = getattr(formula, "where", None)
    if where is not None:
        for side in (where.lhs, where.rhs):
            _require_quantified(side, c.quantified(formula), "the condition")
        literals.append(relation(where, goal))
    return literals


def _require_quantified(term: sympy.Expr, indices: tuple[c.Index, ...], what: str) -> None:
    """An index that is not quantified may run over an empty set; then it proves anything."""
    for index in c.free_indices(c.unfolded(term)) - set(indices):
        raise Refused("ill-formed", f"{what} speaks of {index}, which is not quantified")


def _instance(use: At, facts: Facts, here: Env, mine: tuple[c.Index, ...]) -> Cases:
    """A fact at terms: it holds there, or a term lies outside, or its condition fails."""
    if use.fact not in facts:
        raise Refused("ill-formed", f"{use.fact!r} is no fact that this proof may use")
    formula = facts[use.fact]
    if getattr(formula, "distinct", False):
        raise Refused("ill-formed", f"{use.fact!r} speaks of distinct indices")
    indices, rel = c.quantified(formula), c.relation_of(formula)
    chosen = dict(use.terms)
    for index in chosen:
        if index not in indices:
            raise Refused("ill-formed", f"{use.fact!r} has no index {index}")
    bound = c.bound_indices(c.unfolded(rel.lhs)) | c.bound_indices(c.unfolded(rel.rhs))
    env: Env = dict(here) if use.fact == HYPOTHESIS else {}
    options: list[tuple[Literal, ...]] = []
    for index in indices:
        if index in env and index not in chosen:
            continue                  # the index of the induction stays at its old value
        term = chosen.get(index, index)
        _require_quantified(term, mine, repr(use.fact))
        if index in chosen and bound & c.free_indices(term):
            raise Refused("ill-formed", f"{use.fact!r} binds an index of {term}")
        value = T.convert(c.unfolded(term), here)
        same = isinstance(term, c.Index) and term.over == index.over and term not in here
        members = membership(index.over, value, same)
        if members is None:
            raise Refused("ill-formed", f"{use.fact!r} at {term}: no element of {index.over.name}")
        options += [(negation(m),) for m in members]
        env[index] = value
    if use.fact == HYPOTHESIS and any(i in here for i in chosen):
        raise Refused("induction", "the hypothesis is about the number before, and no other")
    where = getattr(formula, "where", None)
    if where is not None:
        for side in (where.lhs, where.rhs):
            _require_quantified(side, indices, f"the condition of {use.fact!r}")
        options.append((negation(relation(where, env)),))
    poly, kind = relation(rel, env)
    options.append(((poly, kind),))
    return tuple(options)
