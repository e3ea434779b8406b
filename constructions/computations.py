"""Computation graphs to be turned into one equilibrium layer: seeded, with nodes of many types.

Each is a `verify.equilibrium.Computation`; values are Fractions, tuples of them, and texts.
"""

import random
from fractions import Fraction
from functools import partial
from typing import Any, Callable, Iterable

from verify.equilibrium import INPUT, Computation, computation


def _affine(weights: tuple[int, ...], shift: int, *read: Any) -> Fraction:
    return sum((w * _number(v) for w, v in zip(weights, read)), start=Fraction(shift))


def _product(*read: Any) -> Fraction:
    result = Fraction(1)
    for value in read:
        result *= _number(value) % 97       # products of products stay small
    return result


def _relu(*read: Any) -> Fraction:
    return max(Fraction(0), sum(map(_number, read), start=Fraction(0)))


def _pair(*read: Any) -> tuple[Fraction, ...]:
    return tuple(map(_number, read))


def _word(*read: Any) -> str:
    return ",".join(str(_number(value)) for value in read)


def _number(value: Any) -> Fraction:
    """A number made of a value of any kind."""
    if isinstance(value, tuple):
        return sum(map(_number, value), start=Fraction(len(value)))
    return Fraction(len(value)) if isinstance(value, str) else Fraction(value)


KINDS: tuple[Callable[..., Any], ...] = (_product, _relu, _pair, _word)


def seeded(nodes: int, seed: int = 0) -> Computation:
    """A graph of `nodes` nodes with skips and fan-out; concatenated in a random order.

    Node v reads 1 to 3 of the nodes before it (or the input): affine, product, relu, pair and
    text nodes in turn. So types differ, and no node is an affine map of all the others.
    Raises
        ValueError: unless nodes >= 1.

    >>> graph = seeded(6)
    >>> graph.longest_path <= 6, len(graph.values(Fraction(3)))
    (True, 6)
    """
    if nodes < 1:
        raise ValueError(f"expected nodes >= 1, found nodes = {nodes}")
    source = random.Random(seed)
    reads: dict[str, tuple[str, ...]] = {}
    functions: dict[str, Callable[..., Any]] = {}
    for v in range(nodes):
        earlier = [f"v{u}" for u in range(max(0, v - 8), v)] + [INPUT]
        chosen = tuple(source.sample(earlier, min(len(earlier), source.randint(1, 3))))
        reads[f"v{v}"] = chosen
        weights = tuple(source.choice((-2, -1, 1, 3)) for _ in chosen)
        affine = partial(_affine, weights, source.randint(-3, 3))
        kinds: tuple[Callable[..., Any], ...] = (affine, *KINDS)
        functions[f"v{v}"] = source.choice(kinds)
    names = list(reads)
    source.shuffle(names)
    return computation(names, reads, functions)


def starts(graph: Computation, count: int, seed: int = 0) -> tuple[tuple[Any, ...], ...]:
    """Seeded states, node values of wrong types among them."""
    source = random.Random(seed)

    def value() -> Any:
        return source.choice((Fraction(source.randint(-99, 99), source.randint(1, 9)),
                              (Fraction(1), Fraction(-7)), "a text", Fraction(10**9)))

    return tuple(tuple(value() for _ in graph.names) for _ in range(count))


def diamonds(m: int) -> Computation:
    """m diamonds in a row: 3m + 1 nodes, 2^m paths, 2m + 1 nodes on the longest.

    >>> diamonds(3).longest_path, len(diamonds(3).names)
    (7, 10)
    """
    reads: dict[str, Iterable[str]] = {"a0": (INPUT,)}
    for k in range(m):
        reads |= {f"b{k}": (f"a{k}",), f"c{k}": (f"a{k}",), f"a{k + 1}": (f"b{k}", f"c{k}")}
    functions = {name: partial(_affine, (1, 1), 1 if name[0] == "b" else 0) for name in reads}
    return computation(tuple(reads), reads, functions)


def cyclic(kind: str) -> Computation:
    """One node that reads itself: "none" z = z + 1, "many" z = z, "oscillates" z = relu(1 - z)."""
    functions: dict[str, Callable[..., Any]] = {
        "none": lambda z: z + 1, "many": lambda z: z, "oscillates": lambda z: max(0, 1 - z)}
    return computation(("z",), {"z": ("z",)}, {"z": functions[kind]}, cyclic=True)


def smooth(nodes: int, seed: int = 0) -> Computation:
    """A graph of numbers only, of sums, differences and products: it can be differentiated.

    >>> smooth(4).values(Fraction(2)) == smooth(4).values(Fraction(2))
    True
    """
    source = random.Random(seed)
    reads: dict[str, tuple[str, ...]] = {}
    functions: dict[str, Callable[..., Any]] = {}
    for v in range(nodes):
        earlier = [f"v{u}" for u in range(max(0, v - 4), v)] + [INPUT]
        reads[f"v{v}"] = tuple(source.choice(earlier) for _ in range(2))
        functions[f"v{v}"] = source.choice((
            lambda a, b: a + b, lambda a, b: a - 2 * b, lambda a, b: a * b + 1))
    names = list(reads)
    source.shuffle(names)
    return computation(names, reads, functions)
