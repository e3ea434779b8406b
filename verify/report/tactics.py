"""How a claim is proved, in words: the tactics of statement.py as a reader meets them."""

from __future__ import annotations

from typing import Any

from verify import printing
from verify.calculus import IndexSet
from verify.statement import (At, Chain, Cite, Claim, Enclosure, Exhaustive, FalseAt, Induction,
                              Instances, Lemma, Measured, NormalForm, NotNeeded, Sat, Slack,
                              Smt, Theorem)

_NAMES = {
    NormalForm: "normal form", Slack: "slack", Instances: "instances", Induction: "induction",
    Chain: "chain", Lemma: "lemma", Smt: "smt", Exhaustive: "exhaustive", Enclosure: "enclosure",
    Sat: "sat", FalseAt: "counterexample", NotNeeded: "not needed", Cite: "cited",
    Measured: "measured"}


def name(tactic: Any) -> str:
    """The tactic in one or two words.

    >>> name(NormalForm())
    'normal form'
    """
    return _NAMES[type(tactic)]


def sentence(tactic: Any) -> str:
    """The tactic with what it is applied to.

    >>> sentence(Chain(("expand", "Bessel")))
    'chain of expand, Bessel'
    """
    if isinstance(tactic, Slack):
        amounts = " + ".join(printing.text(amount) for amount in tactic.amounts)
        return f"slack {amounts}, nonnegative on its face"
    if isinstance(tactic, Instances):
        uses = [_at(use) for use in tactic.facts]
        uses += [f"the sign of {printing.text(a * b)}" for a, b in tactic.products]
        uses += [f"the few values of {printing.text(t)}" for t in tactic.integers]
        return "cases" + (", from " + "; ".join(uses) if uses else "")
    if isinstance(tactic, Induction):
        on = tactic.on.size if isinstance(tactic.on, IndexSet) else tactic.on
        parts = [f"induction on {printing.text(on)}"]
        parts += [f"base: {sentence(tactic.base)}"] if tactic.base is not None else []
        parts += [f"step: {sentence(tactic.step)}"] if tactic.step is not None else []
        return "; ".join(parts)
    if isinstance(tactic, Chain):
        return "chain of " + ", ".join(tactic.steps)
    if isinstance(tactic, Lemma):
        return f"lemma: {tactic.claim}, of {tactic.theorem.name}"
    if isinstance(tactic, Smt):
        return f"smt, {tactic.logic}"
    if isinstance(tactic, FalseAt):
        where = f", where these hold: {', '.join(tactic.holding)}" if tactic.holding else ""
        return "counterexample" + where
    if isinstance(tactic, NotNeeded):
        return f"no step of {tactic.conclusion} uses it"
    if isinstance(tactic, Cite):
        return f"cited, not checked here: {tactic.source.cite}"
    words = {Exhaustive: "exhaustive, at your numbers", Enclosure: "exact enclosures, at your "
             "numbers", Sat: "a SAT solver's proof, checked, at your numbers",
             Measured: "measured in floating point, which proves nothing"}
    return words.get(type(tactic), name(tactic))


def _at(use: At) -> str:
    """A fact with the terms that it is used at.

    >>> from verify.calculus import Index, Reals
    >>> y = Index("y", Reals)
    >>> _at(At("even", {y: y + 1}))
    'even at y = y + 1'
    """
    terms = ", ".join(f"{index.name} = {printing.text(term)}" for index, term in use.terms)
    return use.fact + (f" at {terms}" if terms else "")


def methods(theorem: Theorem) -> tuple[str, ...]:
    """How the theorem is checked: the names of its tactics, each once, in the order of use."""
    return tuple(dict.fromkeys(name(claim.by) for claim in theorem.claims))


def how(claim: Claim) -> str:
    """How a claim is proved and from what."""
    using = f", using {', '.join(claim.using)}" if claim.using else ""
    return sentence(claim.by) + using
