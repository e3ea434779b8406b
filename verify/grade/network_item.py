"""Networks: one that computes what the spec says, or a family of them that build(n) makes.

Data formats are read and evaluated here. build.py runs in a confined child, twice, and what it
gives is read like a submitted network.json: it is data, never a verdict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping

from verify.circuits.circuit import Circuit
from verify.confined.building import Budget, build_twice
from verify.errors import BadInput
from verify.grade.assignment import Item, integer, keys, word
from verify.grade.circuit_item import KINDS_OF_GATES, grade_circuit
from verify.grade.cleaning import clean
from verify.grade.evaluation import evaluate
from verify.grade.fingerprint import fingerprint
from verify.grade.gates import GATES, check_gates
from verify.grade.grade_limits import ItemLimits
from verify.grade.measures import check_limits
from verify.grade.network_spec import MOST_INPUTS, Spec, read_spec
from verify.grade.outcome import Coverage, Outcome, Stop, point
from verify.grade.polynomial import parse_arithmetic, value
from verify.grade.reading import Read, read_network
from verify.grade.submission import File
from verify.grade.targets import TARGETS
from verify.interchange.circuit_format import KIND as CIRCUIT
from verify.network import Graph, Network
from verify.tied import WeightTied

MOST_SIZES = 12


def check_network(item: Item, place: str, folder: str) -> None:
    """Nothing, if the item's spec can be judged.

    Raises: BadInput naming the key.
    """
    if "theorem" in item.spec:
        from verify.grade.theorem_check import check_theorem
        check_theorem(item, f"{place}.spec")
        return
    for name in item.gates:
        word(name, f"{place}.gates", KINDS_OF_GATES if item.kinds == (CIRCUIT,) else tuple(GATES))
    for n, spec in _specs(item, f"{place}.spec", folder):
        _limits_at(item, n, place)
        if spec.domain != "interval" and spec.count < 1:
            raise BadInput(f"{place}.spec", "a domain with at least 1 input", "none")


def grade_network(item: Item, file: File, folder: str) -> Outcome:
    """Judge a submitted network, or those that a submitted build.py makes for each size.

    Raises: Stop with the verdict of what cannot be evaluated.
    """
    if "theorem" in item.spec:
        from verify.grade.theorem_check import grade_by_theorem
        n = next((v for v in item.spec.get("given", {}).values() if type(v) is int), 1)
        network = _network(item, file, n, item.limits)
        measures = () if isinstance(network, (WeightTied, Circuit)) else check_limits(
            network, item.limits)
        return replace(grade_by_theorem(item, network), measures=measures)
    specs = _specs(item, "spec", folder)
    total, outcome = 0, None
    for n, spec in specs:
        outcome = _one(item, file, n, spec)
        if outcome.verdict != "correct":
            if len(specs) == 1:
                return outcome
            return replace(outcome, output=f"n = {n}: {outcome.output}")
        total += outcome.coverage.cases
    if outcome is None:
        raise RuntimeError("no size was looked at")
    if len(specs) == 1:
        return outcome
    sizes = ", ".join(str(n) for n, _ in specs)
    return replace(outcome, output=f"correct for n = {sizes} ({total} cases)",
                   coverage=Coverage(outcome.coverage.kind, total))


def _one(item: Item, file: File, n: int, spec: Spec) -> Outcome:
    limits = _limits_at(item, n, "limits")
    found = _network(item, file, n, limits)
    if isinstance(found, Circuit):
        return grade_circuit(found, spec, item.gates, limits)
    network, own = _unrolled(found, spec, limits)
    if item.gates:
        check_gates(network, item.gates)
    measures = own + check_limits(network, limits if not own else replace(
        limits, layers=10**9, hidden_units=10**9, parameters=10**9, total_bits=2**40))
    outcome = evaluate(network, spec, limits)
    if outcome.verdict == "correct" and spec.settled and isinstance(found, WeightTied):
        moving = _moving(found, spec, limits)
        outcome = outcome if moving.verdict == "correct" else moving
    # Where a format has no place for exact zeros or names, two files may hold the same network.
    return replace(outcome, measures=measures, fingerprint=fingerprint(network))


def _network(item: Item, file: File, n: int, limits: ItemLimits) -> Read:
    """The network in the file, or what build(n) gives, which is read like a network.json."""
    if file.suffix != ".py":
        return read_network(file, item, limits)
    if len(file.data) > limits.file_bytes:
        raise Stop("over_limit", f"{file.name}: at most {limits.file_bytes} bytes, "
                                 f"found {len(file.data)}")
    if not file.data.strip():
        raise Stop("malformed", f"{file.name} is empty")
    budget = Budget(limits.memory, limits.cpu_seconds, limits.wall_seconds, limits.output_bytes)
    built = build_twice(file.data, n, budget)
    if built.wall:
        raise ClockStop("timeout", clean(built.message))
    if built.verdict:
        raise Stop(built.verdict, clean(built.message))
    return read_network(File("build.json", built.data), item,
                        replace(limits, file_bytes=limits.output_bytes))


class ClockStop(Stop):
    """A timeout that a clock decided, not a count: worth another try, alone."""


def _unrolled(network: Network | Graph | WeightTied, spec: Spec,
              limits: ItemLimits) -> tuple[Network | Graph, tuple[tuple[str, int], ...]]:
    """A weight-tied network as the graph of its steps, and its own measures, not the graph's."""
    if not isinstance(network, WeightTied):
        return network, ()
    steps = spec.steps if spec.steps is not None else network.depth
    measures = (("blocks", network.depth), ("hidden units", network.units),
                ("parameters", network.nonzeros), ("steps", steps))
    for (name, found), most in zip(measures, (limits.layers, limits.hidden_units,
                                              limits.parameters, limits.steps)):
        if found > most:
            raise Stop("over_limit", f"at most {most} {name}, found {found}")
    if network.dense_size * steps > 4 * limits.operations // max(1, spec.count):
        raise Stop("over_limit", f"{steps} steps of {network.dense_size} weights are too much work")
    try:
        return network.unroll(steps), measures
    except ValueError as error:
        raise Stop("unsupported", clean(str(error))) from None


def _moving(network: WeightTied, spec: Spec, limits: ItemLimits) -> Outcome:
    """Whether the whole state is the same after one more step, on all of the domain."""
    steps = spec.steps if spec.steps is not None else network.depth
    before, after = (network.unroll(count, whole=True) for count in (steps, steps + 1))
    outcome = evaluate(after, replace(spec, network=before, target=None, table=(),
                                      outputs=before.outputs, output="value"), limits)
    if outcome.counterexample is None:
        return outcome
    x, got, want = vars(outcome.counterexample).values()
    return replace(outcome, output=f"not settled after {steps} steps at x={point(x)}: the state is "
                                   f"{want}, one step later {got}")


def _specs(item: Item, place: str, folder: str) -> list[tuple[int, Spec]]:
    """Every size with its spec; an item without sizes has the one of its spec."""
    table: dict[str, Any] = dict(item.spec)
    sizes = table.pop("ns", None)
    name = _size_name(table)
    if sizes is None:
        return [(int(table.get(name, 1)) if type(table.get(name, 1)) is int else 1,
                 read_spec(table, place, folder))]
    if not isinstance(sizes, list) or not 1 <= len(sizes) <= MOST_SIZES or len(
            set(map(str, sizes))) != len(sizes):
        raise BadInput(f"{place}.ns", f"1 to {MOST_SIZES} different sizes", str(sizes)[:60])
    return [(integer(n, f"{place}.ns", 0, 64), read_spec({**table, name: n}, place, folder))
            for n in sizes]


def _size_name(table: Mapping[str, Any]) -> str:
    target = TARGETS.get(str(table.get("function")))
    return "k" if target is not None and target.line else "n"


def _limits_at(item: Item, n: int, place: str) -> ItemLimits:
    """The limits at one size: "3 * n" hidden units."""
    numbers = {}
    for name, formula in item.growing.items():
        try:
            found = value(parse_arithmetic(formula, ("n", "k"), name), {"n": n, "k": n}, name)
        except Stop as stop:
            raise BadInput(f"{place}.{name}", "a formula in n", stop.outcome.output) from None
        if found.denominator != 1 or found < 0:
            raise BadInput(f"{place}.{name}", "a positive integer", str(found)[:60])
        numbers[name] = int(found)
    return replace(item.limits, **numbers)


def check_sizes(item: Item, place: str) -> None:
    """Nothing, if a builder's item names the sizes that it is run for; BadInput else."""
    keys({"ns": item.spec.get("ns")} if "ns" in item.spec else {}, f"{place}.spec", ("ns",))
    for n in item.spec["ns"]:
        integer(n, f"{place}.spec.ns", 0, 64 if _size_name(item.spec) == "k" else MOST_INPUTS)
