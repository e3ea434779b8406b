"""Any finite acyclic graph of computations as one layer whose equilibrium is the graph's values.

Concatenate the values of all nodes, in any order, into one state z and let every node compute at
once from what the state says about its predecessors: z <- f(x, z). With K nodes on the longest
path, f has exactly one equilibrium, and K steps reach it from every start whatever. With a cycle
nothing of this need hold: z = z + 1 has no equilibrium, z = z has all, z = relu(1 - z) oscillates.

    >>> chain = computation(["b", "a"], {"a": ["x"], "b": ["a"]},
    ...                     {"a": lambda x: x + 1, "b": lambda a: a * a})
    >>> chain.step((7, 8), 4), chain.step(chain.step((7, 8), 4), 4), chain.longest_path
    ((64, 5), (25, 5), 2)
"""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Callable, Iterable, Mapping, Sequence, Union

from verify.arithmetic import Arithmetic
from verify.arithmetic.exact import FRACTION
from verify.equality import Undefined, encoding, same
from verify.layer import Layer
from verify.network import INPUT, Graph, Network, Node

__all__ = ["INPUT", "Computation", "State", "Undefined", "computation", "of_graph", "same"]

State = tuple[Any, ...]                     # one value per node, in the order of the names


@dataclass(frozen=True, eq=False)
class Computation:
    """A finite directed graph of computations; values may be of any kind.

    names         the nodes in the order in which a state lists their values: any order
    predecessors  node -> what it reads, "x" being the input
    functions     node -> its function; its arguments are the values read, in that order
    cyclic        allow cycles, to look at what fails then

    Functions must be deterministic and may not change their arguments.

    Raises ValueError for unknown or repeated names, and for a cycle (when the order is first
    needed) unless `cyclic`.
    """

    names: tuple[str, ...]
    predecessors: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, Callable[..., Any]]
    cyclic: bool = False

    def __post_init__(self) -> None:
        known = set(self.names)
        if len(known) != len(self.names):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise ValueError(f"names: expected every node once, found {twice!r} twice")
        if INPUT in known:
            raise ValueError(f"names: {INPUT!r} is the input, no node")
        for what, given in (("predecessors", self.predecessors), ("functions", self.functions)):
            if set(given) != known:
                odd = sorted(set(given) ^ known)[0]
                raise ValueError(f"{what}: expected one entry per node, but not so for {odd!r}")
        for name, reads in self.predecessors.items():
            for read in reads:
                if read != INPUT and read not in known:
                    raise ValueError(f"node {name!r}: no node is named {read!r}")

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each node stands in a state."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Every pair (u, v) such that v reads u, once; the input is no node."""
        return tuple((read, name) for name in self.names
                     for read in dict.fromkeys(self.predecessors[name]) if read != INPUT)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The nodes, each after everything that it reads; raises ValueError naming a cycle."""
        import networkx

        arrows = networkx.DiGraph()
        arrows.add_nodes_from(self.names)
        arrows.add_edges_from(self.edges)
        if not networkx.is_directed_acyclic_graph(arrows):
            cycle = [start for start, _ in networkx.find_cycle(arrows)]
            raise ValueError(f"nodes: expected no cycle, found {' -> '.join(cycle + cycle[:1])}")
        return tuple(networkx.topological_sort(arrows))

    @cached_property
    def depths(self) -> dict[str, int]:
        """d(v): the number of edges on the longest path that ends at v; ValueError for a cycle."""
        depths: dict[str, int] = {}
        for name in self.order:
            depths[name] = max((depths[read] + 1 for read in self.predecessors[name]
                                if read != INPUT), default=0)
        return depths

    def depth_of(self, name: str) -> int:
        """The number of edges on the longest path that ends at this node."""
        return self.depths[name]

    @property
    def longest_path(self) -> int:
        """K: the number of nodes on the longest path, 0 without nodes; ValueError for a cycle."""
        return 1 + max(self.depths.values(), default=-1)

    def value(self, name: str, state: Sequence[Any], x: Any) -> Any:
        """What one node computes from a state."""
        place = self.position
        return self.functions[name](*[x if read == INPUT else state[place[read]]
                                      for read in self.predecessors[name]])

    def step(self, state: Sequence[Any], x: Any) -> State:
        """f(x, z): every node at once, all from the same state (Jacobi)."""
        self._check_length(state)
        return tuple(self.value(name, state, x) for name in self.names)

    def sweep(self, state: Sequence[Any], x: Any, order: Iterable[str] | None = None) -> State:
        """One node after the other, each from the newest values (Gauss-Seidel).

        Without `order`, the order of the names. Raises ValueError unless every node comes once.
        """
        self._check_length(state)
        newest = list(state)
        for name in self._whole(order):
            newest[self.position[name]] = self.value(name, newest, x)
        return tuple(newest)

    def values(self, x: Any) -> State:
        """The graph's own values: each node once, after everything that it reads.

        Raises ValueError, naming the cycle, where there is no such order.
        """
        found: list[Any] = [None] * len(self.names)
        for name in self.order:
            found[self.position[name]] = self.value(name, found, x)
        return tuple(found)

    def sweeps_needed(self, order: Iterable[str] | None = None) -> int:
        """1 + the largest number, over all paths, of edges u -> v with v before u in `order`.

        So many sweeps suffice for every start; ValueError for a cycle.

        >>> line = computation("abc", {"a": "", "b": "a", "c": "b"}, dict.fromkeys("abc", max))
        >>> line.sweeps_needed("abc"), line.sweeps_needed("bac"), line.sweeps_needed("cba")
        (1, 2, 3)
        """
        turn = {name: place for place, name in enumerate(self._whole(order))}
        back: dict[str, int] = {}
        for name in self.order:
            back[name] = max((back[read] + (turn[name] < turn[read])
                              for read in self.predecessors[name] if read != INPUT), default=0)
        return 1 + max(back.values(), default=0)

    def settles(self, state: Sequence[Any], x: Any, limit: int) -> int | None:
        """After how many steps the state no longer changes, bit for bit; None if not by `limit`."""
        spelled = list(map(encoding, state))
        for steps in range(limit + 1):
            state = self.step(state, x)
            before, spelled = spelled, list(map(encoding, state))
            if spelled == before:
                return steps
        return None

    def undefined(self, state: Sequence[Any]) -> tuple[str, ...]:
        """The nodes that have no value in this state because their operator rejected its inputs."""
        return tuple(name for name, value in zip(self.names, state)
                     if isinstance(value, Undefined))

    def _whole(self, order: Iterable[str] | None) -> tuple[str, ...]:
        chosen = self.names if order is None else tuple(order)
        if len(chosen) != len(self.names) or set(chosen) != set(self.names):
            raise ValueError("order: expected every node once")
        return chosen

    def _check_length(self, state: Sequence[Any]) -> None:
        if len(state) != len(self.names):
            raise ValueError(f"state: expected {len(self.names)} values, found {len(state)}")


def computation(names: Iterable[str], predecessors: Mapping[str, Iterable[str]],
                functions: Mapping[str, Callable[..., Any]], cyclic: bool = False) -> Computation:
    """The computation with these nodes; unless `cyclic`, raises ValueError for a cycle at once."""
    made = Computation(tuple(names), {name: tuple(reads) for name, reads in predecessors.items()},
                       dict(functions), cyclic)
    if not cyclic:
        made.order
    return made


def of_graph(network: Union[Graph, Network], order: Iterable[str] | None = None,
             arithmetic: Arithmetic = FRACTION) -> Computation:
    """Every node of an exact network as one node, its value the tuple of its units' values.

    The layers of a chain are named "0", "1", ...; `order` is the order of concatenation.

    Raises ValueError unless `order` names every node once.

    >>> from verify.network import dense
    >>> net = Network((dense([[2]], [1], "relu"), dense([[3]], [0])))
    >>> [str(*value) for value in of_graph(net, ["1", "0"]).values([5])]
    ['33', '11']
    """
    if isinstance(network, Network):
        layers = {str(index): layer for index, layer in enumerate(network.layers)}
        nodes = tuple(Node(name, name, (str(int(name) - 1) if int(name) else INPUT,))
                      for name in layers)
    else:
        layers, nodes = dict(network.layers), network.nodes
    names = tuple(node.name for node in nodes) if order is None else tuple(order)
    if sorted(names) != sorted(node.name for node in nodes):
        raise ValueError("order: expected every node once")
    return computation(names, {node.name: node.inputs for node in nodes},
                       {node.name: partial(_apply, layers[node.layer], arithmetic)
                        for node in nodes})


def _apply(layer: Layer, arithmetic: Arithmetic, *read: Any) -> Any:
    values = arithmetic.affine(layer.weight, layer.bias, arithmetic.concatenate(read))
    return arithmetic.activate(layer.activation, values)
