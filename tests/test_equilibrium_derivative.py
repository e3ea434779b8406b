"""det(I - J) = 1, and the gradient through the equilibrium is back-propagation, in fractions."""

import importlib.util
import itertools
import random
from fractions import Fraction

import pytest

from verify.equilibrium import computation, of_graph
from verify.equilibrium_derivative import (DUALS, Dual, backpropagation, determinant, dual,
                                           implicit_gradient, input_jacobian, jacobian, minus,
                                           powers, product, solve)
from verify.network import Graph, Network, Node, dense, forward


def seeded_layer(generator, inputs, outputs, activation):
    numbers = [Fraction(generator.randint(-9, 9) * 2 + 1, 8) for _ in range((inputs + 1) * outputs)]
    return dense([numbers[i * inputs:(i + 1) * inputs] for i in range(outputs)],
                 numbers[inputs * outputs:], activation)


def seeded_graph(seed):
    """A skip connection, a fan-out, a shared layer, a node read twice; 10 units."""
    generator = random.Random(seed)
    layers = (("in", seeded_layer(generator, 2, 2, "relu")),
              ("shared", seeded_layer(generator, 2, 2, ["relu", "identity"])),
              ("join", seeded_layer(generator, 6, 2, "identity")))
    nodes = (Node("out", "join", ("c", "a", "x")), Node("a", "in", ("x",)),
             Node("b", "shared", ("a",)), Node("c", "shared", ("b",)),
             Node("twice", "join", ("a", "a", "b")))
    return Graph(2, layers, nodes, ("out",))


ENGINES = [False] + [True] * (importlib.util.find_spec("flint") is not None)
X = (Fraction(3, 5), Fraction(-1, 7))
GRAPHS = [seeded_graph(seed) for seed in range(6)]


def product_graph():
    """z = (p q, p^2 - 3, z1^3 z2), a node with two units among them."""
    return computation(["top", "pq", "p", "q"], {
        "p": "x", "q": "x", "pq": "pq", "top": ["pq", "p"]}, {
        "p": lambda x: 2 * x[0] + 1, "q": lambda x: (x[1], 3 - x[0] * x[1]),
        "pq": lambda p, q: (p * q[0], p**2 - q[1]), "top": lambda pq, p: pq[0]**3 * pq[1] - p})


@pytest.mark.parametrize("graph", [*GRAPHS, product_graph()])
def test_the_matrix_is_nilpotent_and_the_determinant_is_one(graph):
    jac = jacobian(graph, X)
    depth = (graph if not isinstance(graph, Graph) else of_graph(graph)).longest_path
    found = powers(jac)
    assert found is not None and len(found) <= depth
    assert [determinant(minus(jac), flint) for flint in ENGINES] == [1] * len(ENGINES)
    total = tuple(tuple(map(sum, zip(*rows))) for rows in zip(*found))
    assert product(minus(jac), total) == found[0]                   # (I - J) sum J^k = I


@pytest.mark.parametrize("graph", [*GRAPHS, product_graph()])
def test_the_implicit_gradient_is_back_propagation(graph):
    jac = jacobian(graph, X)
    generator = random.Random(1)
    for _ in range(3):
        weights = [Fraction(generator.randint(-5, 5), 3) for _ in jac]
        gradient = implicit_gradient(jac, weights)
        assert gradient == backpropagation(graph, X, weights)
        equations = tuple(zip(*minus(jac)))
        for flint in ENGINES:
            assert solve(equations, [[w] for w in weights], flint) == [(g,) for g in gradient]
        series = [sum(w * entry for w, entry in zip(weights, column))
                  for column in zip(*map(lambda rows: tuple(map(sum, zip(*rows))),
                                         zip(*powers(jac))))]
        assert list(gradient) == series


def test_an_edge_left_out_changes_the_gradient():
    graph = product_graph()
    cut = computation(graph.names, {**graph.predecessors, "pq": ("p", "q")},
                      {**graph.functions, "pq": lambda p, q: (dual(p).value * q[0], p**2 - q[1])})
    weights = [1, 0, 0, 0, 0, 0]
    assert backpropagation(cut, X, weights) != backpropagation(graph, X, weights)


def test_of_products_by_hand():
    """top = (p q1)^3 (p^2 - q2) - p at p = 3, q = (1, 5): 27 * 4 - 3."""
    graph = computation(["p", "q", "pq", "top"], {
        "p": "", "q": "", "pq": "pq", "top": ["pq", "p"]}, {
        **product_graph().functions, "p": lambda: Fraction(3), "q": lambda: (1, 5)})
    assert graph.values(None)[-1] == 27 * 4 - 3
    # d/dp = 3 p^2 q^3 (p^2 - q2) + p^3 2 p - 1, d/dq1 = 3 p^3 (p^2 - q2), d/dq2 = -p^3
    assert backpropagation(graph, None, [0, 0, 0, 0, 0, 1]) == (
        3 * 9 * 4 + 27 * 6 - 1, 3 * 27 * 4, -27, 3 * 9 * 4, 27, 1)


@pytest.mark.parametrize("graph", GRAPHS[:3])
@pytest.mark.parametrize("order", [None, ("twice", "c", "out", "b", "a")])
def test_against_torch(graph, order):
    """Autograd in float64: weights of eight-bit fractions, so nearly exact; by node and by x."""
    torch = pytest.importorskip("torch")
    from verify.arithmetic.tensors import TORCH

    point = tuple(map(Fraction, (0.625, -0.25)))
    x = torch.tensor([list(map(float, point))], dtype=torch.float64, requires_grad=True)
    names = of_graph(graph, order).names
    values, known = of_graph(graph, order, TORCH), {}
    for name in values.order:
        read = [x if source == "x" else known[source] for source in values.predecessors[name]]
        known[name] = values.functions[name](*read)
        known[name].retain_grad()
    weights = [Fraction(k + 1, 4) for k in range(10)]
    flat = torch.cat([known[name] for name in names], dim=1)[0]
    (flat * torch.tensor(list(map(float, weights)), dtype=torch.float64)).sum().backward()
    found = backpropagation(graph, point, weights, order)
    theirs = torch.cat([known[name].grad for name in names], dim=1)[0].tolist()
    assert list(map(float, found)) == pytest.approx(theirs, rel=1e-12)
    by_x = product((found,), input_jacobian(graph, point, order))[0]
    assert list(map(float, by_x)) == pytest.approx(x.grad[0].tolist(), rel=1e-12)


def test_finite_differences_are_exact_where_the_network_is_affine():
    graph, small = GRAPHS[0], Fraction(1, 10**9)
    rows = product(powers_sum(jacobian(graph, X)), input_jacobian(graph, X))
    moved = forward(graph, (X[0] + small, X[1]))
    assert [(a - b) / small for a, b in zip(moved, forward(graph, X))] == [r[0] for r in rows[:2]]


def powers_sum(jac):
    return tuple(tuple(map(sum, zip(*rows))) for rows in zip(*powers(jac)))


def test_no_derivative_at_a_kink_or_jump():
    for activation in ("relu", "step", "sign"):
        with pytest.raises(ValueError, match=f"{activation} has no derivative at 0"):
            jacobian(Network((dense([[2]], [-1], activation),)), ["1/2"])
    flat = Network((dense([[2], [1]], [-1, 1], ["step", "sign"]), dense([[1, 1]], [0])))
    assert jacobian(flat, [3]) == ((0, 0, 0), (0, 0, 0), (1, 1, 0))
    assert input_jacobian(flat, [3]) == ((0,), (0,), (0,))
    with pytest.raises(TypeError):                      # a comparison is no polynomial
        jacobian(computation("ab", {"a": "x", "b": "a"},
                             {"a": lambda x: x, "b": lambda a: a if a > 0 else 0}), 1)


def test_with_a_cycle_the_determinant_is_another():
    """z = w z + x has I - J = 1 - w: singular for w = 1; z = relu(1 - z) has 2."""
    assert determinant(minus(((Fraction(1),),))) == 0 and powers(((Fraction(-1),),)) is None
    assert determinant(minus(((Fraction(-1),),))) == 2
    for flint in ENGINES:
        with pytest.raises(ValueError, match="singular"):
            solve(((Fraction(0),),), ((Fraction(1),),), flint)


def test_elimination_against_the_sum_over_permutations():
    generator = random.Random(5)
    for size in range(1, 5):
        for _ in range(20):
            matrix = tuple(tuple(Fraction(generator.randint(-2, 2), generator.randint(1, 3))
                                 for _ in range(size)) for _ in range(size))
            total = Fraction(0)
            for order in itertools.permutations(range(size)):
                term = Fraction((-1) ** sum(order[i] > order[j] for j in range(size)
                                            for i in range(j)))
                for row, column in enumerate(order):
                    term *= matrix[row][column]
                total += term
            assert {determinant(matrix, flint) for flint in ENGINES} == {total}


def test_numbers_with_derivatives():
    t = Dual(Fraction(2), Fraction(1))
    assert (3 - t) * t - -t == Dual(Fraction(4), Fraction(0)) and 1 + t ** 0 == dual(2)
    for exponent in (-1, Fraction(1, 2), True):
        with pytest.raises(TypeError):
            t ** exponent
    with pytest.raises(ValueError, match="expected 1 values, found 2"):
        DUALS.affine([[1]], [0], [1, 2])
    with pytest.raises(ValueError, match="weights, one per unit"):
        backpropagation(GRAPHS[0], X, [1])
    with pytest.raises(ValueError, match="has its own"):
        jacobian(product_graph(), X, ["p", "q", "pq", "top"])
