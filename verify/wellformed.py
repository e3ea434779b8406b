"""Theorems that are none are refused before anything is checked: vacuous, circular, ill-formed."""

from __future__ import annotations

from sympy import Expr

from verify import calculus as c
from verify.errors import Refused
from verify.model import Model
from verify.statement import (AT_INSTANCE, ROLES, Chain, Cite, Claim, FalseAt, Induction,
                              Instances, Lemma, NormalForm, NotNeeded, Slack, Smt, Theorem)


def require_wellformed(theorem: Theorem, above: tuple[tuple[str, str], ...] = ()) -> None:
    """Refuse a theorem whose shape is wrong.

    Raises
        Refused: vacuous (nothing claimed, empty domain, both sides the same term), circular (a
            claim that rests on itself or on a later one, a lemma that leads back), unknown-name,
            witness (a specification that mentions the network it judges), ill-formed.
    """
    names = [claim.name for claim in theorem.claims]
    for name in names:
        if names.count(name) > 1:
            raise Refused("ill-formed", f"{theorem.name}: two claims are named {name!r}")
    if not any(claim.role in ("conclusion", "construction") for claim in theorem.claims):
        raise Refused("vacuous", f"{theorem.name}: no conclusion and no construction is claimed")
    _require_one_meaning(theorem)
    earlier: set[str] = set()
    for claim in theorem.claims:
        _require_claim(theorem, claim, earlier, names, above)
        earlier.add(claim.name)


def _require_one_meaning(theorem: Theorem) -> None:
    """One name, one function: proofs and instances know a function by its name."""
    seen: dict[str, c.Fn] = {}
    sets: dict[str, c.IndexSet] = {}
    for claim in theorem.claims:
        formulas = [f for _, f in claim.assuming] + ([claim.formula] if claim.formula else [])
        for formula in formulas:
            relation = c.relation_of(formula)
            for side in (relation.lhs, relation.rhs):
                for over in _sets_of(c.unfolded(side)):
                    if sets.setdefault(over.name, over) != over:
                        raise Refused("ill-formed", f"{theorem.name}: {claim.name!r}: two index "
                                                    f"sets are named {over.name!r}")
                for fn in c.functions(c.unfolded(side)):
                    if seen.setdefault(fn.name, fn) != fn:
                        raise Refused("ill-formed", f"{theorem.name}: {claim.name!r}: two "
                                                    f"functions are named {fn.name!r}")


def _sets_of(term: Expr) -> set[c.IndexSet]:
    """The index sets that a term's indices and functions run over."""
    fns = term.atoms(c.Fn)
    return ({i.over for i in term.atoms(c.Index)} | {s for f in fns for s in f.sets}
            | {f.into for f in fns if f.into is not None})


# What may be used as a premise; what is cited stays unknown, and with it whatever rests on it.
PROOFS = (NormalForm, Slack, Instances, Induction, Chain, Lemma, Cite)


def _require_claim(theorem: Theorem, claim: Claim, earlier: set[str], names: list[str],
                   above: tuple[tuple[str, str], ...]) -> None:
    place = f"{theorem.name}: {claim.name!r}"
    if claim.role not in ROLES:
        raise Refused("ill-formed", f"{place}: expected a role among {', '.join(ROLES)}, "
                                    f"found {claim.role!r}")
    if claim.formula is None and not (claim.text and isinstance(
            claim.by, (Cite, NotNeeded)) or not isinstance(
            claim.by, (NormalForm, Slack, Instances, Induction, Chain, FalseAt))):
        raise Refused("ill-formed", f"{place}: a proof by {type(claim.by).__name__} "
                                    f"needs a formula")
    needed = claim.using + (claim.by.steps if isinstance(claim.by, Chain) else ())
    for name in needed:
        if name not in names:
            raise Refused("unknown-name", f"{place}: uses {name!r}, which is no claim")
        other = theorem.claim(name)
        if other.role != "assumption" and (
                not isinstance(other.by, PROOFS) or other.role == "erratum"):
            raise Refused("ill-formed", f"{place}: uses {name!r}, which proves its formula for no "
                                        f"parameter but the instance's, or not at all")
        if name not in earlier:
            raise Refused("circular", f"{place}: uses {name!r}, which is not proved before it")
        _require_hypotheses(claim, other, place)
    if claim.assuming and claim.role != "sharper":
        raise Refused("ill-formed", f"{place}: only a sharper fact may have hypotheses of its own")
    if isinstance(claim.by, NotNeeded):
        for name, role in ((claim.by.assumption, "assumption"), (claim.by.conclusion, "")):
            if name not in earlier or role and theorem.claim(name).role != role:
                raise Refused("unknown-name", f"{place}: {name!r} is no {role or 'earlier claim'}")
    if claim.role == "assumption" and not isinstance(claim.by, (*AT_INSTANCE, Smt)):
        raise Refused("ill-formed", f"{place}: an assumption is judged on the instance, not proved")
    if isinstance(claim.by, Smt) and (claim.formula is not None or claim.role not in (
            "assumption", "sharper", "crosscheck")):
        # the solver's goal is built apart from the formula: nothing ties the one to the other
        raise Refused("ill-formed", f"{place}: a solver's own goal proves no formula; it may stand "
                                    f"as an assumption, a sharper fact or a crosscheck in words")
    if isinstance(claim.by, Smt) and (claim.by.goal is None) == (claim.by.at is None):
        raise Refused("ill-formed", f"{place}: the solver is given no goal")
    if isinstance(claim.by, FalseAt):
        for name in claim.by.holding:
            if name not in names:
                raise Refused("unknown-name", f"{place}: {name!r} should hold, but is no claim")
    if isinstance(claim.by, Lemma) and claim.formula is None:
        raise Refused("ill-formed", f"{place}: a lemma needs the formula that it proves")
    if isinstance(claim.by, Lemma):
        step = (theorem.name, claim.name)
        target = (claim.by.theorem.name, claim.by.claim)
        if step in above or target in above or claim.by.theorem.name == theorem.name:
            raise Refused("circular", f"{place}: the lemma leads back to it")
        require_wellformed(claim.by.theorem, above + (step,))
        if claim.by.claim not in [k.name for k in claim.by.theorem.claims]:
            raise Refused("unknown-name", f"{place}: {claim.by.theorem.name} has no claim "
                                          f"{claim.by.claim!r}")
        _require_hypotheses(claim, claim.by.theorem.claim(claim.by.claim), place)
    if claim.formula is not None:
        _require_formula(theorem, claim, place)


def parts(theorem: Theorem) -> list[object]:
    """What a theorem is made of, to be compared later."""
    return [part for k in theorem.claims
            for part in (k, k.name, k.role, k.formula, k.by, k.using, k.assuming, k.when)]


def require_unchanged(theorem: Theorem, before: list[object]) -> None:
    """A frozen object can be changed all the same; what was judged must be what is printed.

    Raises
        Refused: if a claim is no longer what it was.
    """
    now = parts(theorem)
    if len(now) != len(before) or any(a is not b for a, b in zip(now, before)):
        raise Refused("ill-formed", f"{theorem.name} was changed while it was checked")


def _require_hypotheses(claim: Claim, used: Claim, place: str) -> None:
    """A fact that has hypotheses of its own holds only where they do: who uses it has them too."""
    mine = [formula for _, formula in claim.assuming]
    for name, formula in used.assuming:
        if formula not in mine:
            raise Refused("ill-formed", f"{place}: {used.name!r} has hypotheses of its own, and "
                                        f"{name!r} is none of this claim")


def _require_formula(theorem: Theorem, claim: Claim, place: str) -> None:
    formula = claim.formula
    if formula is None:
        return
    relation = c.relation_of(formula)
    if relation.rel not in ("=", "<=", "<", "!="):
        raise Refused("ill-formed", f"{place}: no relation {relation.rel!r}")
    if relation.lhs == relation.rhs and relation.rel in ("=", "<="):
        raise Refused("vacuous", f"{place}: both sides are the same term")
    sides = [c.unfolded(relation.lhs), c.unfolded(relation.rhs)]
    indices = set(c.quantified(formula)).union(*(s.atoms(c.Index) for s in sides))
    for index in indices:
        if is_empty(index.over):
            raise Refused("vacuous", f"{place}: {index} runs over {index.over.name}, "
                                     f"which is empty")
    if theorem.exists is not None and claim.role == "construction":
        mentioning = [s.has(theorem.exists) for s in sides]
        if all(mentioning):
            raise Refused("witness", f"{place}: the specification mentions the network "
                                     f"{theorem.exists.name} that it is to judge")


def require_codomains(theorem: Theorem, model: Model) -> None:
    """Refuse an instance in which a function that is said to lead into a set leads out of it.

    Raises
        Refused: naming the function, a value and the set.
    """
    fns = {fn for claim in theorem.claims
           for formula in (claim.formula, *(f for _, f in claim.assuming)) if formula is not None
           for relation in (c.relation_of(formula), getattr(formula, "where", None))
           if relation is not None for side in (relation.lhs, relation.rhs)
           for fn in c.functions(c.unfolded(side)) if fn.into is not None}
    for fn in sorted(fns, key=lambda f: f.name):
        provider = model.values.get(fn.name)
        if provider is None:
            continue
        array = provider.window([(0, n) for n in provider.shape])
        low = fn.into.first if fn.into.kind == "range" else 0
        high = None if fn.into.kind == "naturals" else low + model.number(fn.into.size) - 1
        inside = ~array.less(low) & (array.numerators % array.denominator == 0)
        if high is not None:
            inside = inside & array.less_equal(high)
        if not inside.all():
            raise Refused("ill-formed", f"{theorem.name}: {fn.name} takes a value outside "
                                        f"{fn.into.name} at this instance")


def is_empty(over: c.IndexSet) -> bool:
    """Whether an index set is empty for certain (a symbolic size is not)."""
    if over.kind == "interval":
        return bool(over.elements[0] > over.elements[1])
    if over.kind in ("naturals", "integers", "reals"):
        return False
    if over.dimension is not None:
        return bool(over.dimension.size.is_number and over.dimension.size < 0)
    return bool(over.size.is_number and over.size < 1)


def require_independent(theorem: Theorem, model: Model) -> None:
    """Refuse an instance whose specification is read off the network that it is to judge.

    Raises
        Refused: if another function's values are the very object that provides the network's.
    """
    if theorem.exists is None:
        return
    network = model.values.get(theorem.exists.name)
    for name, provider in model.values.items():
        same = provider is network or any(
            getattr(provider, field, None) is not None
            and getattr(provider, field, None) is getattr(network, field, ())
            for field in ("array", "matrix", "network"))
        if name != theorem.exists.name and network is not None and same:
            raise Refused("witness", f"{theorem.name}: the values of {name} are those of the "
                                     f"network {theorem.exists.name} that it is to judge")
