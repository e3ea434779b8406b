"""A printed claim as a statement of Coq, made from the formulas that the tool prints.

    forall <binders>, <what the calculus assumes of its symbols> ->
        <the assumptions that the table names> -> <what a gradient is> -> <the claim>

Binders are variables alone: a premise can only come from the theorem itself.  Each typed set must
have as many elements as the calculus says, which is a statement of its own (`sizes`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import wrap
from typing import Any, Mapping

from verify.certificate.terms import Terms
from verify.errors import NotCertified
from verify.formal.coq_terms import CoqTerms, NotStated
from verify.formal.table import Pin, Printed, Table
from verify.statement import FalseAt, Theorem


SIZES = "by intros; rewrite ?card_ffun ?card_bool ?card_ord"


def pins(table: Table, theorem: Theorem) -> tuple[Pin, ...]:
    """The theorem's typed pins, and the statements made from what it prints."""
    made = [pin for entry in table.printed if entry.theorem == theorem.name
            for pin in _made(table, theorem, entry)]
    return (*table.of(theorem.name), *made)


def _made(table: Table, theorem: Theorem, entry: Printed) -> list[Pin]:
    says = next((p.says for p in table.pins if (p.name, p.theorem) == (entry.pin, entry.theorem)),
                "")
    pin = Pin(entry.name, entry.file, entry.theorem, entry.claim, f"as printed: {entry.claim}", "")
    if not says:
        return [replace(pin, problem=f"there is no pin {entry.pin}")]
    try:
        statement, sizes = statements(theorem, entry)
    except (NotStated, NotCertified, KeyError) as error:
        return [replace(pin, problem=f"{entry.claim!r} does not fit printed.toml: {error}")]
    if not sizes:
        return [replace(pin, statement=statement)]
    return [replace(pin, statement=statement),
            replace(pin, name=f"{entry.name}_sizes", claim="", says="the sets have their sizes",
                    statement=sizes, definition=True, proof=SIZES)]


def statements(theorem: Theorem, printed: Printed) -> tuple[str, str]:
    """The claim in Coq, and that its sets have their sizes; empty where all are ranges of nat.

    Raises
        NotStated: if the table does not fit what the theorem says, and where.
    """
    if re.sub(r"\s+", " ", _without_parentheses(printed.binders)).strip() != "forall ,":
        raise NotStated("the binders are more than variables")
    claim, terms = printed.claim, Terms()
    formulas = [terms.formula(f) for f in _formulas(theorem, claim, printed.premises)]
    tables = terms.tables()
    coq = CoqTerms(tables, dict(printed.sets), dict(printed.symbols), printed.binders)
    _same("sets", dict(printed.sets), {s["name"] for s in tables["sets"]
                                       if s["kind"] != "naturals"})
    given = {x["name"] for key in ("functions", "symbols") for x in tables[key]}
    if any(f["gradient"] for f in tables["functions"]):
        given.add("weights")
    _same("symbols", dict(printed.symbols), given)
    *premises, conclusion = [coq.formula(f) for f in formulas]
    if isinstance(theorem.claim(claim).by, FalseAt):
        conclusion = f"~ ({conclusion})"
    parts = [printed.binders, *(f"({p}) ->" for p in (*_of_symbols(coq), *premises)),
             *_of_gradients(coq), conclusion]
    sizes = [f"#|{{: {coq.type(s)}}}| = ({coq.nat(coq.sets[s]['size'])})%N"
             for s in sorted(coq.sets) if coq.type(s) != "nat"]
    statement = "\n".join(line for part in parts for line in wrap(
        part, 98, initial_indent="  ", subsequent_indent="    "))
    return statement, f"{printed.binders} " + " /\\ ".join(sizes) if sizes else ""


def _formulas(theorem: Theorem, claim: str, premises: tuple[str, ...]) -> list[Any]:
    own = theorem.claim(claim)
    known = {c.name: c.formula for c in theorem.claims if c.role == "assumption"}
    known.update(own.assuming)
    if unknown := [name for name in premises if known.get(name) is None]:
        raise NotStated(f"no assumption {unknown[0]!r} of {claim!r}")
    if own.formula is None:
        raise NotStated(f"{claim!r} has no formula")
    return [*(known[name] for name in premises), own.formula]


def _same(what: str, table: Mapping[str, str], spoken_of: set[str]) -> None:
    if missing := spoken_of - set(table):
        raise NotStated(f"{what}: {', '.join(sorted(missing))} not in the table")
    if more := set(table) - spoken_of:
        raise NotStated(f"{what}: {', '.join(sorted(more))} in the table and not in the claim")


def _of_symbols(coq: CoqTerms) -> list[str]:
    """What the calculus assumes of its symbols: signs, values, and whose derivative is which."""
    found = []
    for name, number in coq.numbers.items():
        term, sort = coq.given(name), "nat" if number["integer"] else "R"
        scope = "%N" if sort == "nat" else ""
        if number["positive"]:
            found.append(f"(0 < ({term} : {sort})){scope}")
        elif number["nonnegative"] and sort == "R":
            found.append(f"0 <= ({term} : R)")
    for name, fn in coq.functions.items():
        found += _of_function(coq, name, fn)
    return found


def _of_function(coq: CoqTerms, name: str, fn: Mapping[str, Any]) -> list[str]:
    found = []
    names = [f"a{n}_" for n in range(len(fn["sets"]))]
    every = " ".join(coq.every(a, s) for a, s in zip(names, fn["sets"]))
    weights = [coq.weights] if fn["gradient"] is not None else []
    applied = f"({' '.join([coq.given(name), *weights, *names])})"
    if fn["into"] is not None and (inside := coq.bounds(fn["into"], applied)):
        found.append(f"{every} {inside}")
    if fn["values"]:
        found.append(f"{every} " + " \\/ ".join(
            f"{applied} = {coq.real(['num', v])}" for v in fn["values"]))
    if fn["gradient"] is not None:
        weight = coq.functions[fn["gradient"]]["sets"][0]
        moved, still = (f"{coq.given(name)} {w} {' '.join(names)}"
                        for w in (_moved(coq, "j_", weight), coq.weights))
        slope = f"{coq.given(fn['gradient'])} j_ {' '.join(names)}"
        found.append(f"{every} forall j_ : {coq.type(weight)}, {_limit(moved, still, slope)}")
    if fn["derivative"] is not None:
        r, slope = coq.given(name), coq.given(fn["derivative"])
        found.append(f"forall u_ : R, {_limit(f'{r} (u_ + t_)', f'{r} u_', f'{slope} u_')}")
    return found


def _of_gradients(coq: CoqTerms) -> list[str]:
    """Each gradient that the claim speaks of: a function whose values are the derivatives."""
    found = []
    for name, free, body, weight in list(coq.gradients.values()):
        types = " -> ".join(coq.type(i[2]) for i in (*free, weight))
        every = " ".join(coq.forall(i) for i in (*free, weight))
        still = coq.real(body)
        coq.weights, weights = _moved(coq, weight[1], weight[2]), coq.weights
        moved, coq.weights = coq.real(body), weights
        slope = " ".join([name, *(i[1] for i in (*free, weight))])
        found.append(f"forall {name} : {types} -> R, ({every} {_limit(moved, still, slope)}) ->")
    return found


def _moved(coq: CoqTerms, index: str, over: str) -> str:
    """The weights with t_ added at one index."""
    return (f"[ffun k_ : {coq.type(over)} => {coq.weights} k_ + "
            f"(if k_ == {index} then t_ else 0)]")


def _limit(moved: str, still: str, slope: str) -> str:
    """That `slope` is the derivative at t_ = 0, by epsilon and delta."""
    return (f"forall e_ : R, 0 < e_ -> exists2 s_ : R, 0 < s_ & forall t_ : R, `|t_| < s_ -> "
            f"`|{moved} - {still} - {slope} * t_| <= e_ * `|t_|")


def _without_parentheses(text: str) -> str:
    kept, depth = [], 0
    for letter in text:
        depth += letter == "("
        if not depth:
            kept.append(letter)
        depth -= letter == ")"
    return "".join(kept)
