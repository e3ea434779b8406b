"""A theorem without one of its assumptions: false, or the assumption is not needed.

For every conclusion and every assumption under its proof: the proof must not go through without
it, and there must be a counterexample at which the other assumptions hold and the conclusion does
not.  Counterexamples come from the theorem's own necessity claims and errata, from its instance
with one value changed, and from a search among small models; each is evaluated exactly.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from typing import Any, Iterable, Iterator, Mapping, Sequence

import sympy

from verify import calculus as c
from verify import kernel
from verify.errors import Refused
from verify.finding import Finding
from verify.instance import facts_of, formula_of
from verify.kernel import Verdict
from verify.methods import exhaustive, search
from verify.model import Model
from verify.runner import _Run
from verify.selftest import solve
from verify.selftest.definitions import free
from verify.selftest.perturbed import perturbed
from verify.selftest.tally import Result
from verify.selftest.witnesses import GENERAL
from verify.statement import Chain, Claim, FalseAt, NotNeeded, Theorem

TRIES = 50               # small models per choice of sizes
LARGEST = 32             # a size that is tried
FAR = 48                 # and one beside it
SECONDS = 10.0           # for each way to find a counterexample
Facts = Mapping[str, c.Formula]


def results(theorem: Theorem, instances: Mapping[str, Model], proved: Mapping[str, Verdict],
            seconds: float = SECONDS) -> Iterator[Result]:
    """What becomes of every conclusion (and of every assumption that none of them rests on).

    proved   general_verdicts(theorem)
    seconds  for each of three ways to find a counterexample
    """
    theorem = always_shown(theorem)
    cited: set[str] = set()
    known: list[tuple[str, Model]] = []         # what refuted one conclusion may refute another
    for claim in conclusions(theorem):
        for name in sorted(rests_on(theorem, claim, proved)):
            if theorem.claim(name).role == "assumption":
                cited.add(name)
                yield _without(theorem, claim, name, proved, instances, known, seconds)
    for assumption in theorem.claims:
        if assumption.role == "assumption" and assumption.name not in cited:
            yield Result("assumption", f"every conclusion without {assumption.name!r}",
                         "equivalent", "no proof cites it")


def always_shown(theorem: Theorem) -> Theorem:
    """The theorem with every claim shown, whatever the numbers are."""
    return replace(theorem, claims=tuple(replace(k, when=None) for k in theorem.claims))


def conclusions(theorem: Theorem) -> list[Claim]:
    """The conclusions that are proved for every parameter, under assumptions."""
    return [k for k in theorem.claims if k.role == "conclusion" and k.formula is not None
            and isinstance(k.by, GENERAL)]


def general_verdicts(theorem: Theorem) -> dict[str, Verdict]:
    """The verdict for every parameter on each claim that has such a proof, without an instance."""
    theorem = always_shown(theorem)
    run = _Run(theorem, {p.name: p.default for p in theorem.given}, None, None)
    for claim in theorem.claims:
        if isinstance(claim.by, GENERAL):
            verdict = run._general(claim, facts_of(theorem, claim))
            if verdict is not None:
                run.verdicts[claim.name] = verdict
    return run.verdicts


def rests_on(theorem: Theorem, claim: Claim, proved: Mapping[str, Verdict]) -> set[str]:
    """Every claim under the proof of this one: what its verdict used, and what that used."""
    found: set[str] = set()
    waiting = [claim.name]
    while waiting:
        other = theorem.claim(waiting.pop())
        verdict = proved.get(other.name)
        known = verdict is not None and verdict.status == "proved"
        used = verdict.used if verdict is not None and known else frozenset(other.using)
        steps = other.by.steps if isinstance(other.by, Chain) else ()
        for name in (*used, *steps):
            if name not in found and any(k.name == name for k in theorem.claims):
                found.add(name)
                waiting.append(name)
    return found


def _without(theorem: Theorem, claim: Claim, assumption: str, proved: Mapping[str, Verdict],
             instances: Mapping[str, Model], known: list[tuple[str, Model]],
             seconds: float) -> Result:
    change = f"{claim.name!r} without {assumption!r}"
    if proved[claim.name].status != "proved":
        return Result("assumption", change, "missed", "the conclusion itself is not proved")
    if not _fails_without(theorem, claim, assumption, proved):
        return Result("assumption", change, "equivalent", "the proof goes through without it")
    own = [k for k in theorem.claims if isinstance(k.by, NotNeeded)
           and (k.by.assumption, k.by.conclusion) == (assumption, claim.name)]
    if own:
        return Result("assumption", change, "missed", f"{own[0].name!r} contradicts the proof")
    facts = {name: formula_of(theorem.claim(name)) for name in rests_on(theorem, claim, proved)
             if theorem.claim(name).role == "assumption"}
    others = {name: fact for name, fact in facts.items() if name != assumption}
    if assumption in free(facts, [formula_of(claim)]):
        return Result("assumption", change, "equivalent", "it only defines a function of which "
                      "neither the conclusion nor the other assumptions speak")
    models = [(f"at the model of {k.name!r}", k.by.model()) for k in theorem.claims
              if isinstance(k.by, FalseAt)]
    for name, finding in _counterexamples(formula_of(claim), others, solve.names(facts[assumption]),
                                          [*models, *known], instances, seconds):
        if kernel.judge(finding).status == "refuted":
            if finding.counterexample is not None:
                known.append((name, finding.counterexample.model))
            return Result("assumption", change, "refuted", name)
    return Result("assumption", change, "missed", "no counterexample is known")


def _fails_without(theorem: Theorem, claim: Claim, assumption: str,
                   proved: Mapping[str, Verdict]) -> bool:
    """Whether the proof of the claim does not go through when the assumption is taken away.

    Only what rests on the assumption is proved again; what used a step that fails, fails.
    """
    kept = tuple(replace(k, using=tuple(n for n in k.using if n != assumption))
                 for k in theorem.claims if k.name != assumption)
    dropped = replace(theorem, claims=kept)
    run = _Run(dropped, {p.name: p.default for p in theorem.given}, None, None)
    run.verdicts = dict(proved)
    under = rests_on(theorem, claim, proved) | {claim.name}
    failed: set[str] = set()
    for other in kept:
        if other.name not in under or assumption not in rests_on(theorem, other, proved):
            continue
        direct = proved[other.name].used | set(
            other.by.steps if isinstance(other.by, Chain) else ())
        try:
            verdict = None if failed & direct else run._general(other, facts_of(dropped, other))
        except (Refused, KeyError):     # a tactic names what is no longer there
            verdict = None
        if verdict is None or verdict.status != "proved":
            failed.add(other.name)
        else:
            run.verdicts[other.name] = verdict
    return claim.name in failed


def _counterexamples(formula: c.Formula, others: Facts, dropped: frozenset[str],
                     models: list[tuple[str, Model]], instances: Mapping[str, Model],
                     seconds: float) -> Iterator[tuple[str, Finding]]:
    """Models at which the conclusion fails though the other assumptions hold, exactly."""
    for label, model in models:
        finding = at_model(formula, others, model)
        if finding is not None:
            yield label, finding
    # what speaks of tables of numbers alone: unknown numbers, found by z3
    started = time.process_time()
    near = sizes_near([formula, *others.values()], instances.values())
    before = [dict(model.sizes) for _, model in reversed(models)]
    near = [*(n for n in near if n in before), *(n for n in near if n not in before)]
    for work, sizes in product((300_000, 3_000_000), near):
        finding = solve.counterexample(formula, others, sizes, work)
        if finding is not None:
            yield f"at {_listed(sizes)}, tables by z3", finding
        if time.process_time() - started > seconds:
            break
    started = time.process_time()
    for label, model in instances.items():
        for change, changed in perturbed(model):
            finding = at_model(formula, others, changed)
            if finding is not None:
                yield f"at {label} with {change}", finding
            if time.process_time() - started > seconds:
                break
    found = search.refute(formula, others, tries=TRIES)
    if found.outcome == "refuted":
        yield "at a small model", found
    # an instance in which what the assumption speaks of is changed, and what rests on that
    started = time.process_time()
    for label, model in instances.items():
        finding = solve.near(formula, others, model, dropped, 300_000)
        if finding is not None:
            yield f"at {label}, changed by z3", finding
        if time.process_time() - started > seconds:
            break


def at_model(formula: c.Formula, others: Facts, model: Model) -> Finding | None:
    """The refutation of a formula at a model where the other assumptions hold; else None."""
    try:
        model = solve.with_weights(model, [formula, *others.values()])
        finding = exhaustive.decide(formula, model)
        holds = finding.outcome == "refuted" and solve.hold(others, model)
    except solve.ERRORS:
        return None
    return finding if holds else None


def sizes_near(formulas: Sequence[c.Formula], models: Iterable[Model]) -> list[dict[str, int]]:
    """Sizes to try, smallest first: small ones, one perhaps larger, and those of the instances,
    one a little off."""
    terms = [c.unfolded(t) for f in formulas for t in parts(f)]
    symbols = sorted({s for t in terms for s in size_symbols(t)}, key=str)
    names, least = [s.name for s in symbols], [int(bool(s.is_positive)) for s in symbols]
    found = set(product(range(1, 6) if len(names) <= 4 else (1, 2), repeat=len(names)))
    powers = {p for t in terms for p in t.atoms(sympy.Pow) if p.base.is_Integer}
    for base, place in product(tuple(found), range(len(names))):     # as many as 2^k, say
        for power in powers:
            value = power.subs(dict(zip(symbols, base)))
            if value.is_Integer and 5 < value <= LARGEST:
                found.add((*base[:place], int(value), *base[place + 1:]))
    found |= _beyond(formulas, symbols, least)
    for model in models:
        base = tuple(model.sizes.get(name, 1) for name in names)
        for place, more in product(range(len(base)), (-1, 0, 1, 2)):
            found.add((*base[:place], base[place] + more, *base[place + 1:]))
    allowed = [one for one in found if all(map(int.__ge__, one, least))]
    return [dict(zip(names, choice)) for choice in sorted(allowed, key=lambda one: (sum(one), one))]


def _beyond(formulas: Sequence[c.Formula], symbols: Sequence[Any],
            least: Sequence[int]) -> set[tuple[int, ...]]:
    """Where a condition on one size alone holds for large ones only: the least of those, with one
    other size up to FAR and the rest least."""
    found: set[tuple[int, ...]] = set()
    for where in (f.where for f in formulas if isinstance(f, c.ForAll) and f.where is not None):
        free_symbols = where.lhs.free_symbols | where.rhs.free_symbols
        if len(free_symbols) != 1 or not free_symbols <= set(symbols):
            continue
        symbol, = free_symbols
        sides = [(where.lhs.subs(symbol, n), where.rhs.subs(symbol, n)) for n in range(1, LARGEST)]
        first = next((n for n, (a, b) in enumerate(sides, 1) if a.is_number and b.is_number
                      and c.HOLDS[where.rel](a, b)), 0)
        if first <= 5:                  # these are tried in any case
            continue
        place = list(symbols).index(symbol)
        for other in (n for n in range(len(symbols)) if n != place):
            for value in range(1, FAR + 1):
                base = [max(1, low) for low in least]
                base[place], base[other] = first, value
                found.add(tuple(base))
    return found


def parts(formula: c.Formula) -> list[Any]:
    """The sides of the relation and of the condition, and the indices that are quantified."""
    relations = [c.relation_of(formula), getattr(formula, "where", None)]
    sides = [side for r in relations if r is not None for side in (r.lhs, r.rhs)]
    return [*sides, *c.quantified(formula)]


def size_symbols(term: Any) -> set[Any]:
    """The symbols on which the sizes of a term's index sets depend, and positive integers."""
    found = {s for s in term.free_symbols if s.is_Symbol and s.is_positive and s.is_integer}
    sets = {i.over for i in term.atoms(c.Index)} | {s for f in term.atoms(c.Fn) for s in f.sets}
    for over in sets:
        for one in (over, over.dimension):
            found |= one.size.free_symbols if one is not None else set()
    exponents = {p.exp for p in term.atoms(sympy.Pow)}
    return found.union(*(e.free_symbols for e in exponents))


def _listed(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} = {size}" for name, size in sizes.items()) or "no sizes"
