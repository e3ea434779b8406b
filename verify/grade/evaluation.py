"""Exact evaluation of a network against a spec: every input of a finite domain, every point of an
interval.  The first wrong input in the domain's order is the counterexample, replayed on fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Iterator, Sequence, Union

from verify.arithmetic.exact import NoExactValue
from verify.grade.drawing import drawn
from verify.grade.measures import check_work
from verify.grade.grade_limits import ItemLimits
from verify.grade.network_spec import Spec
from verify.grade.outcome import Counterexample, Coverage, Outcome, Stop, point
from verify.network import INPUT, Graph, Network, forward

Net = Union[Network, Graph]
_SMALL = 100_000            # multiplications that fractions do quickly enough
_CHUNK = 4096               # inputs at once


def evaluate(network: Net, spec: Spec, limits: ItemLimits) -> Outcome:
    """`correct` or `incorrect`, decided exactly.

    Raises: Stop for a network of another shape, over a budget, or without exact values.

    >>> from verify.grade.network_spec import read_spec
    >>> from verify.network import dense
    >>> zero = Network((dense([[0, 0]], [0]),))
    >>> evaluate(zero, read_spec({"function": "xor", "n": 2}, "spec"), ItemLimits()).output
    'counterexample x=(0,1): the network outputs 0, xor is 1'
    """
    for noun, found, wanted in (("input", network.inputs, spec.inputs),
                                ("output", network.outputs, spec.outputs)):
        if found != wanted:
            raise Stop("malformed", f"expected a network with {wanted} {noun}"
                                    f"{'s' if wanted != 1 else ''}, found {found}")
    try:
        if spec.domain == "interval":
            return _on_interval(network, spec, limits)
        return _on_points(network, spec, limits)
    except NoExactValue as reason:
        raise Stop("unsupported", f"the network has no exact value: {reason}") from None


def _on_points(network: Net, spec: Spec, limits: ItemLimits) -> Outcome:
    check_work(network, limits, spec.count, _bits_of(spec.points))
    weights = sum(layer.nonzeros for layer in _used(network))
    looked = 0
    failure = (_by_fractions(network, spec) if spec.count * max(1, weights) <= _SMALL
               else _by_arrays(network, spec))
    for x in failure:
        if x is not None:
            return _wrong(network, spec, x, spec.count)
        looked += 1
    if looked != spec.count or not looked:
        raise RuntimeError(f"{looked} of {spec.count} inputs were looked at")
    return Outcome("correct", f"correct on {spec.covered}", None, Coverage("exhaustive", looked))


def _by_fractions(network: Net, spec: Spec) -> Iterator[tuple[Fraction, ...] | None]:
    """None for every input that is right, and the input where one is wrong."""
    for x in spec.inputs_in_order():
        yield None if spec.right(forward(network, x), spec.want(x)) else x


def _by_arrays(network: Net, spec: Spec) -> Iterator[tuple[Fraction, ...] | None]:
    """The same, many inputs at once."""
    from verify.arithmetic.exact_array import ExactArray
    from verify.arithmetic.integers import INTEGERS

    waiting: list[tuple[Fraction, ...]] = []

    def flush() -> Iterator[tuple[Fraction, ...] | None]:
        got = forward(network, ExactArray.of(waiting), INTEGERS)
        for x, row in zip(waiting, _rows(got)):
            yield None if spec.right(row, spec.want(x)) else x

    for x in spec.inputs_in_order():
        waiting.append(x)
        if len(waiting) == _CHUNK:
            yield from flush()
            waiting = []
    if waiting:
        yield from flush()


def _rows(values: Any) -> Iterator[tuple[Fraction, ...]]:
    for row in values.to_fractions():
        yield tuple(row)


def _on_interval(network: Net, spec: Spec, limits: ItemLimits) -> Outcome:
    from verify.piecewise.function import Piecewise, of_network
    from verify.piecewise.vertices import NotAffine, TooManyPieces, at_most

    check_work(network, limits, 1, _bits_of([(spec.low, spec.high)]))
    try:
        with at_most(8 * limits.pieces):
            found = of_network(network, spec.low, spec.high)
            if spec.network is not None:
                wanted = of_network(spec.network, spec.low, spec.high)
            elif spec.target is not None:
                wanted = [spec.target.function(Piecewise.variable(spec.low, spec.high), spec.k)]
            else:
                raise ValueError("spec: expected a function of one number")
            pieces = sum(each.pieces for each in found)
            # The first wrong point from the left is the same whichever output is looked at first.
            wrong = [failure.point for got, want in zip(found, wanted)
                     if (failure := got.failure("=", want)) is not None]
    except TooManyPieces:
        raise Stop("over_limit", f"the network has more than {limits.pieces} pieces") from None
    except NotAffine as reason:
        raise Stop("unsupported", f"no exact pieces: {reason}") from None
    if wrong:
        return _wrong(network, spec, (min(wrong),), pieces)
    return Outcome("correct", f"correct on {spec.covered} ({pieces} pieces)", None,
                   Coverage("exact-symbolic", pieces))


def _wrong(network: Net, spec: Spec, x: tuple[Fraction, ...], cases: int) -> Outcome:
    """The verdict for a wrong input, after replaying it on fractions."""
    got, want = tuple(forward(network, x)), tuple(spec.want(x))
    if spec.right(got, want):
        raise RuntimeError("a counterexample does not hold on fractions")
    shown = f" ({spec.output} output)" if spec.output in ("positive", "sign") else ""
    kind = "exact-symbolic" if spec.domain == "interval" else "exhaustive"
    return Outcome(
        "incorrect", f"counterexample x={_short(x)}: the network outputs {_short(got)}, "
                     f"{spec.name} is {_short(want)}{shown}",
        Counterexample(tuple(map(str, x)), point(got), point(want)), Coverage(kind, cases),
        trace=tuple(trace(network, x)), picture=drawn(network, x, f"wrong at {_short(x)}", [
            number for number, pair in enumerate(zip(got, want)) if pair[0] != pair[1]]))


def trace(network: Net, x: Sequence[Fraction]) -> Iterator[str]:
    """The values of every layer at one input, as texts.

    >>> from verify.network import dense
    >>> list(trace(Network((dense([[2]], [1], "relu"),)), (Fraction(3),)))
    ['x = 3', 'layers[0] = 7']
    """
    yield f"x = {_short(x)}"
    if isinstance(network, Network):
        values: tuple[Fraction, ...] = tuple(x)
        for index, layer in enumerate(network.layers):
            values = forward(Network((layer,)), values)
            yield f"layers[{index}] = {_short(values)}"
        return
    known = {INPUT: tuple(x)}
    layers = dict(network.layers)
    for node in network.order:
        read = tuple(value for name in node.inputs for value in known[name])
        known[node.name] = forward(Network((layers[node.layer],)), read)
        yield f"{node.name} = {_short(known[node.name])}"


def _short(values: Sequence[Fraction]) -> str:
    """A point in words, without a number that fills the page."""
    return point([value if max(value.numerator.bit_length(), value.denominator.bit_length()) < 200
                  else f"a fraction of {value.numerator.bit_length()}/"
                       f"{value.denominator.bit_length()} bits" for value in values])


def _used(network: Net) -> list[Any]:
    if isinstance(network, Network):
        return list(network.layers)
    layers = dict(network.layers)
    return [layers[node.layer] for node in network.nodes]


def _bits_of(points: Sequence[Sequence[Fraction]]) -> int:
    return max((max(v.numerator.bit_length(), v.denominator.bit_length())
                for x in points for v in x), default=1)
