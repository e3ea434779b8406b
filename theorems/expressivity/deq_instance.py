"""What the DEQ theorem is tried on: a computation graph, its states from several starts."""

from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, permutations
from math import prod
from operator import mul
from typing import Any, Mapping, Sequence

import numpy as np

from constructions import computations
from verify.equality import same
from verify.equilibrium import Computation, State, computation, of_graph
from verify.equilibrium_codes import codes
from verify.equilibrium_derivative import (backpropagation, determinant, implicit_gradient,
                                           jacobian, minus, powers, product)
from verify.errors import BadInput
from verify.interchange import load
from verify.interchange.onnx_graph import of_onnx
from verify.model import Model, Table
from verify.network import Graph, Network

STARTS, EXTRA_STEPS = 3, 2
SMOOTH_NODES = 12        # of the graph whose Jacobian is looked at, at most
FEW = 5                  # so many units have few permutations


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """The user's model or network, or a seeded graph with nodes of many types."""
    if given["model"]:
        onnx = of_onnx(given["model"])
        starts = tuple(onnx.random_start(given["seed"] + n) for n in range(STARTS))
        return model(onnx.computation, onnx.x, starts, f"{len(onnx.computation.names)} nodes of "
                     f"this model", given["seed"])
    if given["network"]:
        loaded = load(given["network"])
        if not isinstance(loaded, (Network, Graph)):
            raise BadInput(str(given["network"]), "a network of layers, or a graph of them",
                           f"a {type(loaded).__name__}")
        graph = of_graph(loaded)
        x = tuple(Fraction(2 * n - 1, 3) for n in range(loaded.inputs))
        own = graph.values(x)
        starts = tuple(tuple(tuple(v + shift for v in value) for value in own)
                       for shift in (1, -10**6, Fraction(5, 7)))
        return model(graph, x, starts, f"{len(graph.names)} nodes of this network", given["seed"])
    graph = computations.seeded(given["nodes"], given["seed"])
    return model(graph, Fraction(3, 2), computations.starts(graph, STARTS, given["seed"]),
                 f"{given['nodes']} nodes, seed {given['seed']}", given["seed"], given["nodes"])


def model(graph: Computation, x: Any, starts: Sequence[State], name: str, seed: int = 0,
          size: int = SMOOTH_NODES) -> Model:
    """Codes of every node's value in every state, and what the sharper facts speak of."""
    K, own = graph.longest_path, graph.values(x)
    found = codes(graph, x, starts, K + EXTRA_STEPS)
    turn = {node: place for place, node in enumerate(graph.order)}
    swept = [int(not same(one, other))
             for one, other in zip(graph.sweep(starts[0], x, graph.order), own)]
    backwards = tuple(reversed(graph.order))
    smooth = derivatives(seed, max(2, min(size, SMOOTH_NODES)))
    return Model(
        sizes={"n": len(graph.names), "S": len(starts), "T": K + EXTRA_STEPS, "D": K,
               **smooth.sizes},
        values={"Z": Table.of(found.Z), "G": Table.of(found.G), "z": Table.of(found.val),
                "E": Table.of(found.E), "d": Table.of(found.d), "w": Table.of(found.w),
                "Y": Table.of(found.Z[0, -1]),
                "w'": Table.of(np.ones(len(graph.names), dtype=np.int64)),
                "Q": Table.of(swept), "turn": Table.of([turn[v] + 1 for v in graph.names]),
                "q": Table.of(first_read(graph, swept)), **smooth.values},
        numbers={"sweeps": Fraction(sweeps(graph, x, starts[0], backwards, own)),
                 "most_sweeps": Fraction(graph.sweeps_needed(backwards)), **smooth.numbers},
        name=name, objects={"graph": graph}, most_points=2**24)


def first_read(graph: Computation, wrong: Sequence[int]) -> list[int]:
    """For each node the number of the first node that it reads and that is wrong, else 1."""
    place = graph.position
    return [next((place[u] + 1 for u in graph.predecessors[v] if u in place and wrong[place[u]]),
                 1) for v in graph.names]


def sweeps(graph: Computation, x: Any, start: State, order: Sequence[str], own: State) -> int:
    """How many sweeps in this order it takes until all values are the graph's own."""
    state = start
    for count in range(len(graph.names) + 1):
        if all(map(same, state, own)):
            return count
        state = graph.sweep(state, x, order)
    return len(graph.names) + 1


@lru_cache(maxsize=4)
def derivatives(seed: int, size: int = SMOOTH_NODES) -> Model:
    """J at the equilibrium of a graph of sums and products, its powers, both gradients.

    Of at most FEW nodes also every permutation but the identity, and its term in det(I - J).
    """
    graph, x = computations.smooth(size, seed), Fraction(2)
    jac = jacobian(graph, x)
    chain = powers(jac)
    if chain is None:
        raise RuntimeError("the Jacobian of an acyclic graph has no end of powers")
    last = graph.longest_path + 1
    chain += [product(jac, chain[-1])] * (last + 1 - len(chain))    # all of them 0
    sums = list(accumulate(chain, added))                           # I, I + J, ...
    weights = [Fraction(k % 3 - 1) for k in range(size)]
    gradient = implicit_gradient(jac, weights)
    moved = product(sums[-2], jac)
    difference = [[m - s + i for m, s, i in zip(*rows)] for rows in zip(moved, sums[-2], chain[0])]
    table = {"J": jac, "P": chain[1:], "R": sums[:-1], "next": sums[1:], "R'": sums[-2],
             "JR": [product(jac, matrix) for matrix in sums[:-1]],
             "JP": [product(jac, matrix) for matrix in chain[1:]],
             "JN": [product(jac, matrix) for matrix in sums[1:]],
             "e": [graph.depths[v] for v in graph.names], "t": first_nonzero(jac, chain[1:]),
             "W": difference, "u": first_nonzero(jac, [difference])[0], "g": weights,
             "implicit": gradient, "back": backpropagation(graph, x, weights)}
    sizes = {"N": size, "p": last}
    if 2 <= size <= FEW:
        table |= leibniz(minus(jac))
        sizes["M"] = len(table["term"])
    return Model(sizes=sizes, values={name: Table.of(rows) for name, rows in table.items()},
                 numbers={"det": determinant(minus(jac))})


def added(left: Any, right: Any) -> list[list[Fraction]]:
    """The sum of two matrices."""
    return [[a + b for a, b in zip(*rows)] for rows in zip(left, right)]


def leibniz(matrix: Any) -> dict[str, Any]:
    """Every permutation but the identity, its sign, and the products of the entries along it."""
    size = len(matrix)
    found = [perm for perm in permutations(range(size)) if perm != tuple(range(size))]
    entries = [[matrix[a][perm[a]] for a in range(size)] for perm in found]
    return {"pi": [[place + 1 for place in perm] for perm in found], "A": entries,
            "X": [list(accumulate(row, mul, initial=Fraction(1))) for row in entries],
            "term": [prod(row, start=Fraction(1)) for row in entries],
            "sgn": [(-1)**sum(perm[a] > perm[b] for b in range(size) for a in range(b))
                    for perm in found],
            "moved": [next(a + 1 for a in range(size) if perm[a] != a) for perm in found]}


def first_nonzero(jac: Any, steps: Sequence[Any]) -> list[list[list[int]]]:
    """t[k][v][u]: the first m with J[v][m] != 0 and P_k[m][u] != 0 (numbered from 1), else 1."""
    size = len(jac)
    return [[[next((m + 1 for m in range(size) if jac[v][m] and power[m][u]), 1)
              for u in range(size)] for v in range(size)] for power in steps]


def cyclic(kind: str) -> Model:
    """One node that reads itself, started at 5 (or 0), and a value that it may be thought to have.

    The tables are written down by hand: such a graph has no values of its own.
    """
    start, value = {"many": (5, 0), "oscillates": (0, Fraction(1, 2))}[kind]
    graph = computations.cyclic(kind)
    states = [(start,)]
    for _ in range(4):
        states.append(graph.step(states[-1], None))
    known: dict[Any, int] = {value: 0}
    Z = [[known.setdefault(z, len(known))] for z, in states]
    G = Z[1:] + [[known.setdefault(graph.step(states[-1], None)[0], len(known))]]
    return Model(sizes={"n": 1, "S": 1, "T": 4, "D": 1}, name=f"z = {SHOWN[kind]}",
                 values={"Z": Table.of([Z]), "G": Table.of([G]), "z": Table.of([0]),
                         "E": Table.of([[1]]), "d": Table.of([0]),
                         "w": Table.of([[[1]] * 5])})


SHOWN = {"many": "z", "oscillates": "relu(1 - z)"}


def chain_of_two() -> Model:
    """a = x, b = a: two nodes on the longest path, started wrong."""
    graph = computation("ab", {"a": "x", "b": "a"}, {"a": lambda x: x, "b": lambda a: a})
    return model(graph, Fraction(1), ((Fraction(7), Fraction(7)),), "a = x, b = a")


def two_fixed_points() -> Model:
    """E7: z = (w, v) with w = w^2 and v = w; (0, 0) and (1, 1) are both fixed."""
    return Model(sizes={}, numbers={"p1": Fraction(0), "p2": Fraction(0), "q1": Fraction(1),
                                    "q2": Fraction(1)}, name="f(w) = w^2, v(w) = w")
