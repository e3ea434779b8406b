"""Any acyclic graph as one equilibrium layer: orders, step counts, failures of cycles, codes."""

import itertools
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.equality import Undefined, encoding, same
from verify.equilibrium import Computation, computation, of_graph
from verify.equilibrium_codes import codes
from verify.network import Graph, Network, Node, dense, forward


def acyclic(size):
    """Every labelled acyclic graph on 0..size-1, as the set of its edges."""
    pairs = list(itertools.permutations(range(size), 2))
    for bits in range(1 << len(pairs)):
        edges = [pair for place, pair in enumerate(pairs) if bits >> place & 1]
        if not has_cycle(size, edges):
            yield edges


def has_cycle(size, edges):
    """By taking away nodes that nothing reaches, independently of the library."""
    left = set(range(size))
    while left:
        free = {v for v in left if not any(b == v and a in left for a, b in edges)}
        if not free:
            return True
        left -= free
    return False


def paths(size, edges):
    """Every path of the graph as the tuple of its nodes."""
    found = [(v,) for v in range(size)]
    for path in found:
        found += [(*path, b) for a, b in edges if a == path[-1]]
    return found


def free(size, edges):
    """The graph whose node functions forget nothing: a node's value is its whole history."""
    names = [str(v) for v in range(size)]
    reads = {v: ("x", *(str(a) for a, b in edges if str(b) == v)) for v in names}
    return computation(names, reads, {v: partial(lambda *parts: parts, v) for v in names})


def garbage(graph):
    return tuple(("start", name) for name in graph.names)


ALL = [(size, edges) for size in range(1, 5) for edges in acyclic(size)]


def test_there_are_so_many_labelled_acyclic_graphs():
    assert [sum(n == size for n, _ in ALL) for size in (1, 2, 3, 4)] == [1, 3, 25, 543]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_no_smaller_number_of_steps_will_do(size):
    """K steps reach the values from garbage, K - 1 do not, whatever the graph; same per node."""
    for n, edges in ALL:
        if n != size:
            continue
        graph = free(n, edges)
        lengths = {str(v): max(len(p) for p in paths(n, edges) if p[-1] == v) for v in range(n)}
        assert graph.longest_path == max(lengths.values())
        assert {name: graph.depth_of(name) + 1 for name in graph.names} == lengths
        state, own = garbage(graph), graph.values("input")
        for steps in range(graph.longest_path + 1):
            right = {name for name, a, b in zip(graph.names, state, own) if a == b}
            assert right == {name for name in graph.names if lengths[name] <= steps}
            state = graph.step(state, "input")
        assert graph.settles(garbage(graph), "input", 9) == graph.longest_path


def test_gauss_seidel_needs_exactly_one_sweep_more_than_edges_against_the_order():
    runs = 0
    for n, edges in ALL:
        graph = free(n, edges)
        own, every = graph.values("input"), paths(n, edges)
        for order in itertools.permutations(range(n)):
            turn = {v: place for place, v in enumerate(order)}
            against = max(sum(turn[b] < turn[a] for a, b in zip(p, p[1:])) for p in every)
            names = [str(v) for v in order]
            assert graph.sweeps_needed(names) == 1 + against
            state = garbage(graph)
            for _ in range(against):
                state = graph.sweep(state, "input", names)
            assert state != own
            assert graph.sweep(state, "input", names) == own
            runs += 1
    assert runs == 1 + 3 * 2 + 25 * 6 + 543 * 24


@pytest.mark.slow
def test_no_smaller_number_of_steps_will_do_on_five_nodes():
    for edges in acyclic(5):
        graph = free(5, edges)
        assert graph.settles(garbage(graph), "input", 9) == graph.longest_path


def one(function, *reads):
    return computation(["z"], {"z": reads}, {"z": function}, cyclic=True)


def test_with_a_cycle_there_may_be_no_equilibrium():
    grows = one(lambda z: z + 1, "z")
    assert grows.settles((0,), None, 50) is None and grows.step((7,), None) == (8,)


def test_with_a_cycle_every_state_may_be_an_equilibrium():
    still = one(lambda z: z, "z")
    assert all(still.settles((start,), None, 0) == 0 for start in (0, Fraction(1, 3), "any"))


def test_with_a_cycle_the_only_equilibrium_may_never_be_reached():
    swings = one(lambda z: max(Fraction(0), 1 - z), "z")
    assert swings.settles((Fraction(1, 2),), None, 0) == 0
    assert swings.settles((Fraction(0),), None, 50) is None
    assert swings.step(swings.step((Fraction(1, 3),), None), None) == (Fraction(1, 3),)


def test_a_cycle_has_no_values_and_is_named():
    reads = {"a": ("x", "b"), "b": ("a",), "c": ("x",)}
    functions = {"a": min, "b": max, "c": max}
    graph = computation("abc", reads, functions, cyclic=True)
    for ask in (lambda: graph.values(1), lambda: graph.longest_path, lambda: graph.sweeps_needed(),
                lambda: graph.depth_of("a"), lambda: codes(graph, 1, [(0, 0, 0)], 1),
                lambda: computation("abc", reads, functions)):
        with pytest.raises(ValueError, match="found (a -> b -> a|b -> a -> b)"):
            ask()
    with pytest.raises(ValueError, match="z -> z"):
        one(abs, "z").values(0)


@pytest.mark.parametrize("names, reads, functions, message", [
    (("a", "a"), {"a": ()}, {"a": max}, "'a' twice"),
    (("x",), {"x": ()}, {"x": max}, "is the input"),
    (("a",), {}, {"a": max}, "predecessors: expected one entry per node"),
    (("a",), {"a": ()}, {"a": max, "b": max}, "functions: expected one entry per node"),
    (("a",), {"a": ("q",)}, {"a": max}, "no node is named 'q'")])
def test_what_is_no_graph_is_refused(names, reads, functions, message):
    with pytest.raises(ValueError, match=message):
        Computation(names, reads, functions)


def test_states_and_orders_must_be_whole():
    graph = free(3, [(0, 1)])
    with pytest.raises(ValueError, match="expected 3 values, found 2"):
        graph.step(("a", "b"), 0)
    for order in (["0", "1"], ["0", "1", "1"], ["0", "1", "2", "2"]):
        with pytest.raises(ValueError, match="every node once"):
            graph.sweep(garbage(graph), 0, order)
        with pytest.raises(ValueError, match="every node once"):
            graph.sweeps_needed(order)


def test_without_nodes_nothing_needs_a_step():
    empty = computation((), {}, {})
    assert empty.longest_path == 0 and empty.settles((), 1, 0) == 0 and empty.values(1) == ()


def test_sharing_costs_nothing():
    """m diamonds in a row: 3 m + 1 nodes, 2^m paths, 2 m + 1 steps."""
    m, reads, functions = 40, {"join0": ("x",)}, {"join0": lambda x: x}
    for i in range(m):
        reads |= {f"left{i}": (f"join{i}",), f"right{i}": (f"join{i}",),
                  f"join{i + 1}": (f"left{i}", f"right{i}")}
        functions |= {f"left{i}": lambda z: z + 1, f"right{i}": lambda z: z - 1,
                      f"join{i + 1}": lambda a, b: a + b}
    graph = computation(sorted(reads), reads, functions)
    assert (len(graph.names), graph.longest_path) == (3 * m + 1, 2 * m + 1)
    assert graph.values(3)[graph.position[f"join{m}"]] == 3 * 2**m
    assert graph.settles((0,) * len(graph.names), 3, 2 * m + 1) == 2 * m + 1


# ---- exact networks -----------------------------------------------------------------------------

SKIP = Graph(
    1, (("bend", dense([[2], [-1]], [0, "1/3"], ["relu", "step"])),
        ("join", dense([[1, 2, 3, 0]], [-1], "sign")), ("pair", dense([[1, 1]], ["1/2"]))),
    (Node("c", "join", ("a", "x", "m")), Node("a", "bend", ("x",)), Node("m", "pair", ("a",)),
     Node("b", "bend", ("m",))), ("c", "b"))
DEEP = Network((dense([[1, -1], ["1/2", 3]], [0, 1], "relu"),
                dense([[2, 1], [1, 1]], [1, -4], "relu"), dense([[1, -1]], [0])))


@pytest.mark.parametrize("order", [None, *itertools.permutations("abcm")])
def test_a_graph_of_layers_in_any_order_of_concatenation(order):
    graph = of_graph(SKIP, order)
    x = (Fraction(3, 7),)
    own = dict(zip(graph.names, graph.values(x)))
    assert own["c"] + own["b"] == forward(SKIP, x)
    assert graph.longest_path == SKIP.depth == 3
    start = tuple((Fraction(99),) * (2 if name in "ab" else 1) for name in graph.names)
    assert graph.settles(start, x, 3) == 3
    for _ in range(3):
        start = graph.step(start, x)
    assert same(start, graph.values(x))


def test_a_chain_of_layers():
    graph = of_graph(DEEP)
    assert graph.names == ("0", "1", "2") and graph.edges == (("0", "1"), ("1", "2"))
    x = (Fraction(1), Fraction(5, 2))
    assert graph.values(x)[-1] == forward(DEEP, x)
    with pytest.raises(ValueError, match="every node once"):
        of_graph(DEEP, ["0", "1", "1"])


@given(st.lists(st.fractions(max_denominator=9), min_size=6, max_size=6))
def test_any_start_of_fractions(numbers):
    graph = of_graph(SKIP)
    start = ((numbers[0],), tuple(numbers[1:3]), (numbers[3],), tuple(numbers[4:]))
    steps = graph.settles(start, [1], 3)
    assert steps is not None and steps <= 3


# ---- equality -----------------------------------------------------------------------------------

NAN = float("nan")
OTHER_NAN = np.array([0x7FC00001], np.uint32).view(np.float32)
DIFFERENT = [
    None, True, 1, 1.0, Fraction(1), "1", b"1", 1j, (1,), [1], ((1,),), {1: 1}, 0.0, -0.0, NAN,
    Undefined("why"), np.float64(1), np.float32(1), np.int64(1), np.array(1), np.array([1]),
    np.array([1], np.int32), np.array([[1]]), np.zeros((0, 2)), np.zeros((2, 0)), np.array(["1"]),
    np.array(["1"], object), np.array([np.nan], np.float32), OTHER_NAN, np.arange(6).reshape(2, 3),
    np.asfortranarray(np.arange(6).reshape(2, 3)), (1, 1), ("1", "1"), ("11",), ("1", ("1",)),
    np.array([1], ">i8"), 2**70, -2**70, Fraction(2**70, 3)]


def test_equality_tells_all_of_these_apart():
    spelled = [encoding(value) for value in DIFFERENT]
    assert len(set(spelled)) == len(DIFFERENT)


def test_equality_is_reflexive_on_copies():
    for value in DIFFERENT:
        copy = value.copy(order="K") if isinstance(value, np.ndarray) else value
        assert same(value, copy) and same((value, 1), (copy, 1))
    assert same(Undefined("a"), Undefined("b"))
    with pytest.raises(TypeError, match="bit for bit"):
        encoding(object())


def test_equality_of_torch_tensors():
    torch = pytest.importorskip("torch")
    kinds = [torch.ones(2), torch.ones(2, dtype=torch.bfloat16), torch.ones(2, 1), torch.eye(2),
             torch.arange(6).view(2, 3), torch.arange(6).view(3, 2).T, torch.tensor(True),
             torch.tensor(1.0), torch.float32, torch.Size([2]), torch.tensor(float("nan"))]
    assert len({encoding(kind) for kind in kinds}) == len(kinds)
    assert all(same(k, k.clone()) for k in kinds if isinstance(k, torch.Tensor))


# ---- codes --------------------------------------------------------------------------------------

def numbers(order="cbad"):
    """d = (b + c)^2 with b, c from a; values are fractions."""
    return computation(order, {"a": "x", "b": "a", "c": "xa", "d": "bc"}, {
        "a": lambda x: x + 1, "b": lambda a: a * a, "c": lambda x, a: x - a,
        "d": lambda b, c: (b + c) ** 2})


def check_codes(graph, x, starts, found):
    """The tables against the states themselves, compared pair by pair."""
    names, own = graph.names, graph.values(x)
    states = []
    for start in starts:
        states.append([tuple(start)])
        for _ in range(found.Z.shape[1]):
            states[-1].append(graph.step(states[-1][-1], x))
    for v, _ in enumerate(names):
        everything = [(found.val[v], own[v])]
        everything += [(found.Z[s, k, v], states[s][k][v])
                       for s in range(len(starts)) for k in range(found.Z.shape[1])]
        everything += [(found.G[s, k, v], states[s][k + 1][v])
                       for s in range(len(starts)) for k in range(found.Z.shape[1])]
        for (code, value), (other, second) in itertools.combinations(everything, 2):
            assert (code == other) == same(value, second)
    for s, k, v in np.ndindex(found.Z.shape):
        reads = [u for u in range(len(names)) if found.E[u, v]]
        wrong = [u + 1 for u in reads if not same(states[s][k][u], own[u])]
        assert found.w[s, k, v] == (wrong[0] if wrong else 1)


@pytest.mark.parametrize("order", ["abcd", "cbad", "dcba"])
def test_codes_are_equal_exactly_where_values_are(order):
    graph = numbers(order)
    own = graph.values(Fraction(1, 2))
    starts = [own, (0, 0, 0, 0), (Fraction(0),) * 4, tuple(reversed(own)), (NAN,) * 4]
    found = codes(graph, Fraction(1, 2), starts, graph.longest_path)
    check_codes(graph, Fraction(1, 2), starts, found)
    assert (found.Z[:, 1:] == found.G[:, :-1]).all() and (found.Z[:, found.K] == found.val).all()
    assert found.K == 3 and found.d.tolist() == [{"a": 0, "d": 2}.get(v, 1) for v in order]
    assert {(order[u], order[v]) for u, v in np.argwhere(found.E)} == {
        ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")}
    # what the proof of convergence uses
    for s, k, v in np.ndindex(found.G.shape):
        if found.G[s, k, v] != found.val[v]:
            u = found.w[s, k, v] - 1
            assert found.E[u, v] and found.Z[s, k, u] != found.val[u]


def test_codes_ask_for_starts():
    for starts, steps in (([], 1), ([(0, 0, 0, 0)], -1)):
        with pytest.raises(ValueError, match="at least 1 start"):
            codes(numbers(), 1, starts, steps)


# ---- mutants: an edge rewired, a node function off by one ---------------------------------------

def mutants(graph):
    for name in graph.names:
        function = graph.functions[name]
        yield replace(graph, functions={
            **graph.functions, name: lambda *read, f=function: f(*read) + 1})
        for place, read in enumerate(graph.predecessors[name]):
            for other in ("x", *graph.names):
                reads = list(graph.predecessors[name])
                reads[place] = other
                if other not in (read, name):
                    yield replace(graph, predecessors={**graph.predecessors, name: tuple(reads)},
                                  cyclic=True)


def test_a_mutant_ends_elsewhere():
    graph, x = numbers(), Fraction(2, 5)
    own, seen = graph.values(x), 0
    for mutant in mutants(graph):
        state = (Fraction(7),) * 4
        for _ in range(graph.longest_path):
            state = mutant.step(state, x)
        assert not same(state, own)
        seen += 1
    assert seen > 20


def test_codes_notice_steps_that_are_not_the_node_functions():
    """A step that forgets a node's function: Z and G are computed apart, and so differ."""
    class Lazy(Computation):
        def step(self, state, x):
            after = list(super().step(state, x))
            after[0] = state[0]
            return tuple(after)

    graph = numbers()
    lazy = Lazy(graph.names, graph.predecessors, graph.functions)
    found = codes(lazy, 1, [(0, 0, 0, 0)], 3)
    assert (found.Z[:, 1:] != found.G[:, :-1]).any() and (found.Z[:, 3] != found.val).any()
