"""What an SMT solver says about a weight-tied network, for every input and every start at once.

    equal_for_all_inputs    L steps give every layer's value
    least_steps             how many steps are needed before every start is forgotten

`unsat` proves (and z3 is then trusted); what it finds against a claim is replayed on Fractions.
"""

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, NamedTuple, Optional, Sequence

from verify.arithmetic.exact import FRACTION, ZERO, NoExactValue, Vector
from verify.stages import Deep, stage_value, stages_of, values
from verify.tied import WeightTied, states

RLIMIT = 40_000_000   # z3's own unit of work: some tens of seconds on a 2020s machine


class Answer(NamedTuple):
    """Proved, refuted (then with exact x, start and the two states there) or unknown (says why)."""

    status: str
    x: Optional[Vector] = None
    start: Optional[Vector] = None
    expected: Optional[Vector] = None
    found: Optional[Vector] = None
    note: str = ""


def equal_for_all_inputs(tied: WeightTied, network: Deep, steps: Optional[int] = None,
                         limit: int = RLIMIT, any_maps: bool = False) -> Answer:
    """Whether `steps` (default L) steps give all the layers' values, for every x and every start.

    With `any_maps` z3 is told nothing of the activations and maps: what it proves then holds for
    any functions in their place, and what it finds against the claim is not replayed (unknown).
    `limit` bounds z3's work. For small networks: the terms of all steps are written out.
    """
    import z3

    from verify.arithmetic.smt import Z3

    x = [z3.Real(f"x{i + 1}") for i in range(tied.inputs)]
    start = [z3.Real(f"z{i + 1}") for i in range(tied.size)]
    arithmetic: Any = _unknown_maps() if any_maps else Z3
    last = states(tied, x, start, tied.depth if steps is None else steps, arithmetic)[-1]
    expected = Z3.concatenate(values(network, x, arithmetic))
    if len(last) != len(expected):
        raise ValueError(f"expected {len(expected)} values in the state, found {len(last)}")
    solver, answer = _some_differ(last, expected, limit)
    if answer == z3.unsat:
        return Answer("proved")
    if answer != z3.sat:
        return Answer("unknown", note=f"z3 gives up: {solver.reason_unknown()}")
    if any_maps:
        return Answer("unknown", note="z3 finds functions for which they differ")
    at = [tuple(_rational(solver.model().eval(term, model_completion=True)) for term in terms)
          for terms in (x, start)]
    try:
        return _replayed(tied, network, at[0], at[1], tied.depth if steps is None else steps)
    except NoExactValue as reason:
        return Answer("unknown", note=str(reason))


def _unknown_maps() -> Any:
    """z3's arithmetic, with a function of which nothing is known for each name of a map."""
    import z3

    from verify.arithmetic.smt import Z3

    def function(name: str, inputs: int) -> Any:
        return z3.Function(name, *[z3.RealSort()] * (inputs + 1))

    return SimpleNamespace(
        affine=Z3.affine, concatenate=Z3.concatenate,
        activate=lambda names, terms: [
            function(name, 1)(term) for name, term in zip(names, Z3.concatenate([terms]))],
        vector_map=lambda part, terms: [
            function(f"{part.name} {place}", part.size_in)(*terms)
            for place in range(part.size_out)])


def _replayed(tied: WeightTied, network: Deep, x: Vector, start: Vector, steps: int) -> Answer:
    found = states(tied, x, start, steps)[-1]
    expected = FRACTION.concatenate(values(network, x))
    if found == expected:
        return Answer("unknown", note="z3's counterexample is none in exact arithmetic")
    return Answer("refuted", x, start, expected, found)


def _some_differ(left: Sequence[Any], right: Sequence[Any], limit: int) -> tuple[Any, Any]:
    """The solver and its answer to the question whether any two of the terms can differ."""
    import z3

    solver = z3.Solver()
    solver.set("rlimit", limit)
    solver.add(z3.Or([one != other for one, other in zip(left, right)]))
    answer = solver.check()
    if answer == z3.unknown and "interrupted" in solver.reason_unknown():
        raise KeyboardInterrupt         # z3 turns it into an answer
    return solver, answer


def _rational(number: Any) -> Fraction:
    """The exact value of a number of z3; everything here is piecewise linear, hence rational."""
    return Fraction(number.numerator_as_long(), number.denominator_as_long())


def dependence(network: Deep, first: int, last: int, seed: int = 0,
               tries: int = 100) -> Optional[tuple[Vector, Vector]]:
    """Two inputs of layer `first` that layers first, ..., last (from 1) map to different values.

    A pair found shows that the composite is not constant; None shows nothing. No layers at all
    (last < first) are the identity, which is not constant.
    """
    layers = stages_of(network)
    size = layers[first - 1].inputs if first <= len(layers) else network.outputs
    source, zeros = random.Random(seed), (ZERO,) * size

    def composite(value: Vector) -> Vector:
        for layer in layers[first - 1:last]:
            value = stage_value(layer, value)
        return value

    at_zero = composite(zeros)
    for attempt in range(tries):
        scale = 4 ** (attempt % 6)
        other = tuple(Fraction(source.randint(-8, 8) * scale, 4) for _ in range(size))
        if composite(other) != at_zero:
            return zeros, other
    return None


def least_steps(network: Deep, seed: int = 0, tries: int = 100,
                limit: int = RLIMIT) -> Optional[int]:
    """The least K such that K steps of the tied network forget every start, or None if undecided.

    K = 1 + the largest l for which some l consecutive layers, the first layer not among them,
    have a composite that is not constant. A pair of inputs shows that; z3 that it is constant.

    >>> from verify.network import Network, dense
    >>> least_steps(Network((dense([[1]], [0]), dense([[1]], [0], "relu"))))
    2
    """
    depth = len(stages_of(network))
    for length in range(depth - 1, 0, -1):
        for first in range(2, depth - length + 2):
            last = first + length - 1
            if dependence(network, first, last, seed, tries):
                return 1 + length
            constant = _is_constant(network, first, last, limit)
            if constant is not True:
                return 1 + length if constant is False else None
    return 1


def _is_constant(network: Deep, first: int, last: int, limit: int) -> Optional[bool]:
    """Whether layers first..last have one value for all inputs, None if z3 cannot say."""
    import z3

    from verify.arithmetic.smt import Z3

    layers = stages_of(network)[first - 1:last]
    free: Any = [z3.Real(f"v{i + 1}") for i in range(layers[0].inputs)]
    fixed: Any = (ZERO,) * layers[0].inputs
    for layer in layers:
        free, fixed = stage_value(layer, free, Z3), stage_value(layer, fixed)
    _, answer = _some_differ(free, Z3.concatenate([fixed]), limit)
    return None if answer == z3.unknown else answer == z3.unsat
