"""A run of an equilibrium layer as tables of small integers, for statements about all its values.

Values may be large and of any kind; a statement about convergence only asks which are equal. Every
value is replaced by a code, per node v: two codes are equal exactly if the two values of v are the
same, bit for bit. Only the codes are kept, and two states at a time.

Where codes are compared, a SHA-256 sum stands for a value that has gone; every value whose sum is
that of the graph's own is also compared with it in full.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np

from verify.equality import encoding
from verify.equilibrium import INPUT, Computation, State


@dataclass(frozen=True, eq=False)
class Codes:
    """The tables; s counts starts, k steps, u and v nodes in the order of the names, all from 0.

    Z    (s, k, v)  the code of node v in state k from start s, states by Computation.step
    G    (s, k, v)  the code of what node v computes from state k, node by node
    val  (v)        the code of the graph's own value of node v
    E    (u, v)     1 where v reads u, else 0
    d    (v)        the number of edges on the longest path that ends at v
    w    (s, k, v)  the number, from 1 on, of the first node u that v reads and whose value in
                    state k is not the graph's own; 1 where there is none
    K               the number of nodes on the longest path
    """

    Z: np.ndarray
    G: np.ndarray
    val: np.ndarray
    E: np.ndarray
    d: np.ndarray
    w: np.ndarray
    K: int


def codes(graph: Computation, x: Any, starts: Sequence[State], steps: int) -> Codes:
    """The tables of `steps` steps from every start; k = 0..steps, so that they have steps + 1 rows.

    Raises ValueError for a cycle, without a start, or for a negative number of steps.

    >>> from verify.equilibrium import computation
    >>> chain = computation("ab", {"a": "x", "b": "a"}, {"a": lambda x: x, "b": lambda a: a + 1})
    >>> found = codes(chain, 3, [(3, 0), (5, 6)], 2)
    >>> found.Z.tolist(), found.val.tolist(), found.w[:, :, 1].tolist()
    ([[[0, 1], [0, 0], [0, 0]], [[1, 2], [0, 2], [0, 0]]], [0, 0], [[1, 1, 1], [1, 1, 1]])
    """
    if not starts or steps < 0:
        raise ValueError("expected at least 1 start and 0 steps")
    own = graph.values(x)
    coders = [_Coder(value) for value in own]
    shape = (len(starts), steps + 1, len(graph.names))
    Z, G = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for s, start in enumerate(starts):
        state = tuple(start)
        for k in range(steps + 1):
            state = state if k == 0 else graph.step(state, x)
            Z[s, k] = [coder.code(value) for coder, value in zip(coders, state)]
            for v, name in enumerate(graph.names):
                G[s, k, v] = coders[v].code(graph.value(name, state, x))
    edges = np.zeros((shape[2], shape[2]), np.int64)
    for read, name in graph.edges:
        edges[graph.position[read], graph.position[name]] = 1
    val = np.zeros(shape[2], np.int64)
    return Codes(Z, G, val, edges, np.array([graph.depths[name] for name in graph.names], np.int64),
                 _first_wrong(graph, Z, val), graph.longest_path)


def _first_wrong(graph: Computation, Z: np.ndarray, val: np.ndarray) -> np.ndarray:
    wrong = Z != val
    w = np.ones(Z.shape, np.int64)
    for v, name in enumerate(graph.names):
        reads = sorted({graph.position[read] for read in graph.predecessors[name] if read != INPUT})
        if reads:
            among = wrong[:, :, reads]
            first = np.array(reads)[among.argmax(axis=2)] + 1
            w[:, :, v] = np.where(among.any(axis=2), first, 1)
    return w


class _Coder:
    """The codes of one node's values, in the order in which they turn up; 0 is the graph's own."""

    def __init__(self, own: Any) -> None:
        self.own = own
        self.seen = {_sum(encoding(own)): 0}

    def code(self, value: Any) -> int:
        if value is self.own:
            return 0
        spelled = encoding(value)
        found = self.seen.setdefault(_sum(spelled), len(self.seen))
        if found == 0 and spelled != encoding(self.own):
            raise RuntimeError("two different values have one SHA-256 sum")
        return found


def _sum(spelled: bytes) -> bytes:
    return hashlib.sha256(spelled).digest()
