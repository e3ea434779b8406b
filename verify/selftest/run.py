"""The self-test of the registered theorems and constructions, one after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Iterator, Mapping, Sequence

from verify import builders as registered
from verify import calculus as c
from verify import catalogue, replay
from verify.arithmetic.exact import NoExactValue
from verify.errors import BadInput, Refused
from verify.kernel import MAY_LOWER, Verdict
from verify.selftest import assumptions, builders, numbers, solve, statements, witnesses
from verify.selftest.numbers import Given
from verify.selftest.statements import Instance
from verify.selftest.tally import Result, Record
from verify.statement import Theorem

Progress = Callable[[str, int, int], None]
QUICK_ROLES = ("conclusion", "construction")


@dataclass(frozen=True)
class Plan:
    """How much is tested: `sizes` of each witness, which claims' variants."""

    sizes: int
    roles: tuple[str, ...]
    seconds: float              # for one search of a counterexample


FULL, QUICK = Plan(2, statements.ROLES, 12.0), Plan(1, QUICK_ROLES, 6.0)


def selftest(names: Sequence[str] = (), *, quick: bool = False,
             progress: Progress | None = None) -> Iterator[Record]:
    """Test these theorems and constructions (all that are registered, if none is named).

    Raises
        BadInput: for a name that is neither a theorem's nor a construction's.
    """
    plan = QUICK if quick else FULL
    jobs = _jobs(names)
    for number, (name, job) in enumerate(jobs):
        if progress is not None:
            progress(name, number, len(jobs))
        yield job(plan)


def _jobs(names: Sequence[str]) -> list[tuple[str, Callable[[Plan], Record]]]:
    theorems = {t.name: t for t in catalogue.theorems()}
    known = [entry.name for entry in catalogue.entries(registered.CONSTRUCTIONS)]
    jobs: list[tuple[str, Callable[[Plan], Record]]] = []
    for name in dict.fromkeys(names or (*theorems, *known)):
        if name in theorems or name not in known:
            jobs.append((name, partial(of_theorem, catalogue.find(name))))
        if name in known:
            jobs.append((name, partial(of_construction, registered.find(name))))
    return jobs


def of_theorem(theorem: Theorem, plan: Plan = FULL) -> Record:
    """Mutants of its witness, every assumption dropped, every statement varied."""
    started = time.monotonic()
    left_out: list[str] = []
    instances = instances_of(theorem, left_out)
    proved = assumptions.general_verdicts(theorem)
    results = [
        *_proved(theorem, instances, proved), *_mutants(theorem, plan, left_out),
        *assumptions.results(theorem, {i.name: i.model for i in instances}, proved, plan.seconds),
        *statements.results(theorem, instances, proved, plan.roles, plan.seconds)]
    left_out += statements.without_formula(theorem, plan.roles)
    if not any(r.subject in ("mutant", "instance") for r in results):
        left_out.append("no network to mutate: the theorem takes none")
    return Record(theorem.name, "theorem", tuple(results), tuple(left_out),
                  time.monotonic() - started)


def of_construction(builder: registered.Builder, plan: Plan = FULL) -> Record:
    """Mutants of its networks at one or two small sizes."""
    started = time.monotonic()
    results: list[Result] = []
    left_out: list[str] = []
    found = builders.networks(builder, plan.sizes)
    if not found:
        results.append(Result("mutant", "the construction itself", "missed",
                              "it accepts no size that was tried"))
    for number, (label, network) in enumerate(found):
        try:
            if not builders.too_large(network):
                results += builders.results(network, label)
                continue
            why = "too many mutants"
        except (TypeError, NoExactValue) as error:
            why = str(error)
        if number and results:
            left_out.append(f"{label}: {why}")
        else:
            results.append(Result("mutant", f"{label}; every change", "missed", why))
    return Record(builder.name, "construction", tuple(results), tuple(left_out),
                  time.monotonic() - started)


def instances_of(theorem: Theorem, left_out: list[str]) -> list[Instance]:
    """Small instances of all kinds, so that every claim is shown at one of them, and speaks of
    some numbers there."""
    wanted: list[Given] = [g for g in numbers.several(theorem.given) if accepted(theorem, g)]
    if wanted:
        wanted += numbers.choices(theorem.given, wanted[min(1, len(wanted) - 1)])
    for claim in theorem.claims:
        if claim.when is not None and not any(map(claim.when, wanted)):
            given = numbers.showing(theorem.given, claim.when)
            if given is not None:
                wanted.append(given)
            elif claim.role in statements.ROLES:
                left_out.append(f"{claim.name!r}: shown at no numbers that were tried")
    found: list[Instance] = []
    for number, given in enumerate(wanted):
        if given not in wanted[:number]:
            found += _instance(theorem, given, left_out)
    for condition in {k.formula.where for k in theorem.claims if isinstance(k.formula, c.ForAll)
                      and k.formula.where is not None and not k.formula.indices}:
        for given in numbers.lines(theorem.given) if not any(
                _holds(condition, one) for one in found) else ():
            made = _instance(theorem, given, [])
            if made and _holds(condition, made[0]):
                found += made
                break
    return found


def _instance(theorem: Theorem, given: Given, left_out: list[str]) -> list[Instance]:
    try:
        network = theorem.witness(given) if theorem.witness is not None else None
        return [Instance(numbers.shown(given), given, theorem.instance(given, network))]
    except (BadInput, NoExactValue) as error:
        left_out.append(f"{numbers.shown(given)}: {error}")
        return []


def accepted(theorem: Theorem, given: Given) -> bool:
    """Whether the theorem takes these numbers: some pairs of numbers do not go together."""
    try:
        theorem.instance(given, theorem.witness(given) if theorem.witness is not None else None)
    except (BadInput, NoExactValue):
        return False
    return True


def _holds(condition: c.Relation, instance: Instance) -> bool:
    """Whether a condition on sizes holds at an instance."""
    try:
        return replay.holds(condition, instance.model, {})[0]
    except solve.ERRORS:
        return False


def _proved(theorem: Theorem, instances: Sequence[Instance],
            proved: Mapping[str, Verdict]) -> Iterator[Result]:
    """The theorem itself: what follows means nothing of a theorem that is not proved."""
    for claim in theorem.claims:
        if claim.name in proved and claim.role in MAY_LOWER and (
                proved[claim.name].status != "proved"):
            yield Result("statement", f"{claim.name!r} itself", "missed",
                         f"for every parameter it is {proved[claim.name].status}")
    for instance in instances[:1]:
        verdict, how = witnesses.Case(theorem, instance.given).own()
        if verdict != "proved":
            yield Result("statement", "the theorem itself", "missed",
                         f"at {instance.name} it is {verdict}: {how}")
    if not instances:
        yield Result("statement", "the theorem itself", "missed", "no instance can be made")


def _mutants(theorem: Theorem, plan: Plan, left_out: list[str]) -> Iterator[Result]:
    """The mutants of the witness at the first numbers at which there are not too many."""
    if theorem.witness is None:
        return
    done, tried = 0, 0
    for given in numbers.sizes(theorem.given):
        try:
            yield from witnesses.results(theorem, given)
            done += 1
        except BadInput:                 # these numbers do not go together
            continue
        except (witnesses.TooMany, Refused) as error:
            left_out.append(str(error))
        except TypeError as error:
            yield Result("mutant", f"{numbers.shown(given)}; every change", "missed", str(error))
            done += 1
        tried += 1
        if done and tried >= plan.sizes:
            return
    if not done:
        yield Result("mutant", "every change", "missed", "; ".join(left_out) or "no numbers")


def to_json(tested: Sequence[Record], quick: bool, seconds: float) -> dict[str, Any]:
    """The whole self-test as one object (netproof-selftest/1)."""
    return {"schema": "netproof-selftest/1", "quick": quick,
            "missed": sum(len(t.missed) for t in tested),
            "tested": [t.to_json() for t in tested], "seconds": round(seconds, 2)}
