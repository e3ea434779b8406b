"""Holes that are lines of a theorem's own proof: one side of a displayed step, in given words.

    L1 = { type = "line", theorem = "variance-bound", step = "linearity", words = ["h", "g", ...] }

The fill is right if it equals the displayed side for every size and every value of the functions
that satisfies the assumptions which the step may use: the normal form that proves the theorem says
so. It is wrong if a small model, in which the assumptions hold, tells them apart. The words are
chosen so that nobody can hand in the other side of the step, which is there to be read.
"""

from __future__ import annotations

from typing import Any, Iterator, Mapping

from verify import calculus as c
from verify.errors import BadInput, Refused
from verify.grade.assignment import keys, table_of, text, word, words
from verify.grade.outcome import Counterexample, Coverage, Outcome, Stop
from verify.grade.term import Language, language_of, read_term, words_of

SIDES = ("right", "left")


def check_line(hole: Mapping[str, Any], place: str) -> None:
    """Nothing, if the hole is a side of a step of an installed theorem that these words can write.

    Raises: BadInput naming the key; also where the given side can be written in the same words.
    """
    keys(hole, place, ("type", "theorem", "step", "words"), ("side", "names", "hint"))
    word(hole.get("side", "right"), f"{place}.side", SIDES)
    names = table_of(hole.get("names", {}), f"{place}.names")
    for plain, printed in names.items():
        text(printed, f"{place}.names.{plain}")
    allowed = set(words(hole["words"], f"{place}.words"))
    asked, given, _, language = _displayed(hole, place)
    missing = words_of(asked, language) - allowed
    if missing:
        raise BadInput(f"{place}.words", f"also {', '.join(sorted(missing))}, which the line needs",
                       ", ".join(sorted(allowed)))
    if words_of(given, language) <= allowed:
        raise BadInput(f"{place}.words", "words in which the other side cannot be handed in",
                       ", ".join(sorted(allowed)))


def check_uses(hole: Mapping[str, Any], place: str) -> None:
    """Nothing, if the steps to be cited are those whose proofs use the assumption, and no others.

    Raises: BadInput.
    """
    from verify.instance import facts_of
    from verify.methods import symbolic

    theorem = _theorem(hole, place)
    steps = table_of(hole.get("steps"), f"{place}.steps")
    if set(steps) != set(hole["allowed"]):
        raise BadInput(f"{place}.steps", f"a step for each of {', '.join(hole['allowed'])}",
                       ", ".join(steps))
    assumption = text(hole.get("assumption", ""), f"{place}.assumption")
    right = set()
    for name, step in steps.items():
        claim = _claim(theorem, step, f"{place}.steps.{name}")
        try:
            found = symbolic.decide(claim.formula, claim.by, facts_of(theorem, claim))
        except Refused:
            raise BadInput(f"{place}.steps.{name}", "a step with a proof of its own",
                           step) from None
        if assumption in found.used:
            right.add(name)
    if right != set(hole["must_include"]):
        raise BadInput(f"{place}.must_include", f"the steps whose proof uses {assumption}: "
                                                f"{', '.join(sorted(right)) or 'none'}",
                       ", ".join(hole["must_include"]))


def judge_line(name: str, hole: Mapping[str, Any], value: Any) -> Outcome | None:
    """None for a right fill; else what is wrong with it.

    Raises: Stop for a fill that is no term in these words.
    """
    from verify.methods import search
    from verify.methods.symbolic import maker
    from verify.normal_form import difference
    from verify.replay import holds

    asked, _, facts, language = _displayed(hole, name)
    term = read_term(value, language, hole["words"], c.free_indices(asked), name)
    try:
        rest = difference(asked, term, maker(facts)())
    except Refused as reason:
        raise Stop("unsupported", f"{name}: {reason}") from None
    if not rest:
        return None
    found = search.refute(c.Eq(asked, term), facts)
    if found.outcome != "refuted" or found.counterexample is None:
        return Outcome("undecided", f"{name}: neither equal to the line by its normal form nor "
                                    "different in a small example; your lecturer will see it")
    example = found.counterexample
    model = example.model
    same, wanted, submitted = holds(example.relation, model, example.env)
    if same:
        raise RuntimeError("a counterexample does not hold when it is replayed")
    at = tuple(f"{each}={_shown(table)}" for each, table in sorted(model.values.items()))
    want, got = str(wanted), str(submitted)
    sizes = ", ".join(f"{each} = {size}" for each, size in sorted(model.sizes.items()))
    return Outcome("incorrect", f"{name}: counterexample with {sizes}, {', '.join(at)}: the line "
                                f"is {want}, submitted {got}",
                   Counterexample(at, got, want), Coverage("exact-symbolic", 1))


def _displayed(hole: Mapping[str, Any],
               place: str) -> tuple[Any, Any, Mapping[str, c.Formula], Language]:
    """The side that is asked for, the other one, what may be used, and the theorem's names."""
    from verify.instance import facts_of

    theorem = _theorem(hole, place)
    claim = _claim(theorem, hole["step"], f"{place}.step")
    relation = c.relation_of(claim.formula)     # type: ignore[arg-type]
    right = hole.get("side", "right") == "right"
    asked, given = (relation.rhs, relation.lhs) if right else (relation.lhs, relation.rhs)
    terms = [each for one in theorem.claims if one.formula is not None
             for found in (c.relation_of(one.formula),) for each in (found.lhs, found.rhs)]
    return asked, given, facts_of(theorem, claim), language_of(
        [asked, given, *terms], hole.get("names", {}))


def _theorem(hole: Mapping[str, Any], place: str) -> Any:
    from verify import catalogue

    return catalogue.find(text(hole.get("theorem", ""), f"{place}.theorem"))


def _claim(theorem: Any, name: Any, place: str) -> Any:
    for claim in theorem.claims:
        if claim.name == name and claim.formula is not None:
            return claim
    raise BadInput(place, f"a step of {theorem.name}", repr(name)[:60])


def _shown(table: Any) -> str:
    """The values of a function in a small model, in a row."""
    array = getattr(table, "array", None)
    if array is None:
        return "a slope"
    flat = [str(value) for value in _flat(array.to_fractions())]
    return flat[0] if len(flat) == 1 else "(" + ",".join(flat) + ")"


def _flat(values: Any) -> Iterator[Any]:
    if isinstance(values, list):
        for each in values:
            yield from _flat(each)
    else:
        yield values
