"""Weight tying: every deep network is one layer applied again and again.

Statement
    For every L, all widths n_0, ..., n_L, every input x and every start, the network
    z^[i] = sigma^[i-1](W^[i-1] z^[i-1] + b^[i-1]), z^[0] = x, is computed by
    z <- sigma(W_z z + W_x x + b), where W_z has the blocks W^[1], ..., W^[L-1] below its diagonal
    of blocks, W_x the block W^[0] on top, and sigma = sigma^[0] x ... x sigma^[L-1]: after k
    steps the blocks 1, ..., k are z^[1], ..., z^[k], after L steps all are, for good.
Where
    Z(s, k, i)   block i of the state after k steps from start s; block 0 is the input
    z(i)         what layer i of the deep network computes;  g(i, v) = layer i applied to v
Witness
    constructions.weight_tied.tie, from any chain of layers
Source
    Bai, Kolter, Koltun 2019, Theorem 3
Proof idea
    Block i after k steps is made by layer i from block i - 1 after k - 1 steps, and block 0 is x
    at every step: induction on i. Nothing is assumed of the layers, which may be any functions.
"""

from fractions import Fraction
from typing import Any

from sympy import Integer, Symbol

from constructions import weight_tied
from theorems.expressivity import pictures, weight_tied_instance as instances
from theorems.formal import PINS
from theorems.sources import BAI_2019
from verify.block_maps import Units
from verify.calculus import (Eq, Fn, ForAll, Index, Indicator, Le, Range, Relu, Size, SumOver)
from verify.model import Model, Table
from verify.network import Network, dense
from verify.sparse import from_rows
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              Measured, NormalForm, Parameter, Smt, Theorem)
from verify.tied import WeightTied

L, K, S = Size("L"), Size("K"), Size("S")
N, M, n, inputs = Size("N"), Size("M"), Size("n"), Size("n_0")

starts, times = Range(S, "starts"), Range(K + 1, "times", first=0)
steps, layers, blocks = Range(K, "steps"), Range(L, "layers"), Range(L + 1, "blocks", first=0)
s, t, k, i, j = (Index("s", starts), Index("k", times), Index("k", steps), Index("i", layers),
                 Index("i", blocks))
h, p, a, c = (Index("h", layers), Index("j", layers), Index("a", Range(n, "units")),
              Index("c", Range(n, "units")))
row, column, wire = (Index("r", Range(M, "rows")), Index("c", Range(N, "columns")),
                     Index("c", Range(inputs, "inputs")))

Z = Fn("Z", starts, times, blocks)
z, Y = Fn("z", blocks), Fn("Y", blocks)
g = Fn("g")
A, B, v = Fn("A", layers, a.over, a.over), Fn("B", layers, a.over), Fn("v", layers, a.over)
W_z, W = (Fn(name, row.over, column.over) for name in ("W_z", "W"))
W_x, U = (Fn(name, row.over, wire.over) for name in ("W_x", "U"))
b, bias = Fn("b", row.over), Fn("c", row.over)
row_block, column_block = Fn("row", row.over), Fn("column", column.over)
sigma, activation, size = Fn("sigma", layers), Fn("s", layers), Fn("size", layers)
nonzeros, nonzero_weights, dense_size, least, seen = (
    Symbol(name) for name in ("nonzeros", "nonzero_weights", "dense", "least", "seen"))

# streaming: another input at every step
X, V = Fn("X", times, blocks), Fn("V", times, blocks)
# equilibria of z = relu(W z + b), for erratum E1
P, Q, Wn, bn = (Fn("P", a.over), Fn("Q", a.over), Fn("Wn", a.over, a.over), Fn("bn", a.over))

injected = ForAll((s, t), Eq(Z(s, t, 0), z(0)))
one_step = ForAll((s, k, i), Eq(Z(s, k, i), g(i, Z(s, k - 1, i - 1))))
layer_by_layer = ForAll((i,), Eq(z(i), g(i, z(i - 1))))
right = ForAll((s, t, j), Eq(Z(s, t, j), z(j)), where=Le(j, t))


def shared_relu() -> Model:
    """E2: the layers identity and relu, L = 2, tied with one relu for both; x = 1."""
    network = Network((dense([[-1]], [0]), dense([[1]], [0], "relu")))
    return instances.model(network, weight_tied.shared(network), (1,), "L = 2, x = 1", [(0, 0)])


def garbage() -> Model:
    """E3: W = (0, 0), b = (0, -1), started from 0: block 2 is -1 after one step and wrong."""
    network = Network((dense([[0]], [0]), dense([[1]], [-1], "relu")))
    return instances.model(network, weight_tied.tie(network), (0,), "L = 2, x = 0", [(5, 5)])


def one_step_short() -> Model:
    """Two layers that both matter: one step from (5, 5) leaves block 2 wrong."""
    network = Network((dense([[1]], [0]), dense([[1]], [0])))
    return instances.model(network, weight_tied.tie(network), (1,), "L = 2, x = 1", [(5, 5)])


def continuum() -> Model:
    """E1: W = [[1, -1], [1, -1]], W^2 = 0, b = (0, -1): (0, 0) and (1, 0) are both fixed."""
    return Model(sizes={"n": 2}, name="n = 2", values={
        "P": Table.of([0, 0]), "Q": Table.of([1, 0]), "Wn": Table.of([[1, -1], [1, -1]]),
        "bn": Table.of([0, -1])})


def not_injected() -> Model:
    """A tied layer that reads itself where it should read x: W_x = 0."""
    network = Network((dense([[1]], [0]),))
    alone = WeightTied(1, (1,), from_rows([[0]]), from_rows([[0]]), (Fraction(0),),
                       (Units(("identity",)),))
    return instances.model(network, alone, (1,), "L = 1, x = 1", [(5,)])


def fixed(point: Fn) -> Any:
    """Sum over the units of (point - relu(W point + b))^2, which is 0 at an equilibrium."""
    return SumOver((point(a) - Relu(SumOver(Wn(a, c) * point(c), c) + bn(a)))**2, a)


unit = Index("r", a.over)
nilpotent = SumOver(SumOver(SumOver(Wn(a, unit) * Wn(unit, c), unit)**2, a), c)

theorem = Theorem(
    name="weight-tied", also=("theorem3",),
    title="every deep network is one weight-tied layer, iterated with its input injected",
    source=BAI_2019.at("Theorem 3"),
    statement="A feed-forward network with L layers of any widths and any activations is computed "
              "by L steps of z <- sigma(W_z z + W_x x + b), from every start: after k steps the "
              "first k blocks of z are the first k layers' values.",
    where=(("L", "the number of layers;  S: of starts;  K: of steps looked at"),
           ("Z(s, k, i)", "block i of the tied network's state after k steps from start s, as a "
                          "value of any kind; Z(s, k, 0) is the input"),
           ("z(i)", "what layer i of the deep network computes; z(0) is the input x"),
           ("g(i, v)", "layer i applied to v: sigma^[i-1](W^[i-1] v + b^[i-1]), any function"),
           ("W_z, W_x, b, sigma", "the tied layer, as it is given; its rows r are numbered "
                                  "through, and row(r), column(c) is the block of one"),
           ("W, U, c, s", "the deep network's own weights, those that read x, biases, activations"),
           ("A, B, v", "W^[j-1], b^[j-1] and z^[j-1] for j = 1..L, filled up with zeros to one "
                       "size n; z^[0] is x"),
           ("X, V", "streaming: blocks and layers when another input is injected at each step"),
           ("Y", "a fixed point")),
    given=(
        Parameter("depth", "integer", 4, "layers of the seeded network", low=1, high=50,
                  symbol="L"),
        Parameter("width", "integer", 5, "units per layer of the seeded network", low=1, high=20),
        Parameter("seed", "integer", 0, "seed of the network", low=0, high=2**31 - 1),
        Parameter("network", "path", None, "your own network to be tied"),
        Parameter("torch", "flag", False, "also compare the two as torch modules, in float64"),
    ),
    witness=lambda given: weight_tied.tie(instances.deep(given)),
    instance=instances.instance, pictures=pictures.blocks,
    formal=PINS,
    claims=(
        Claim("x is injected at every step", "assumption", injected,
              text="block 0 is the input, whatever the step"),
        Claim("each step applies every layer once", "assumption", one_step,
              text="block i after k steps is made by layer i from block i - 1 after k - 1 steps"),
        Claim("the deep network", "assumption", layer_by_layer),
        Claim("a row of blocks reads one block", "step",
              ForAll((p, a), Eq(SumOver(SumOver(Indicator(p, h) * A(h, a, c) * v(h, c), c), h)
                                + B(p, a), SumOver(A(p, a, c) * v(p, c), c) + B(p, a))),
              NormalForm(),
              text="(W_x | W_z) (x, z) + b in the rows of block j is W^[j-1] z^[j-1] + b^[j-1], "
                   "where z^[0] = x: block j of the rows meets block j of the columns, and all "
                   "other blocks are 0"),
        Claim("after k steps the blocks 1, ..., k are right", "conclusion", right,
              Induction(j, base=Instances(At("x is injected at every step")),
                        step=Instances(At("each step applies every layer once",
                                          {k: t, i: j + 1}),
                                       At(HYPOTHESIS, {t: t - 1}),
                                       At("the deep network", {i: j + 1}))),
              using=("x is injected at every step", "each step applies every layer once",
                     "the deep network"),
              text="from every start; with k >= L the whole state, so it has settled"),
        Claim("W_z is the printed block matrix", "construction",
              ForAll((row, column), Eq(W_z(row, column), Indicator(
                  row_block(row), column_block(column) + 1) * W(row, column))), Exhaustive()),
        Claim("W_x is W^[0] on top", "construction",
              ForAll((row, wire), Eq(W_x(row, wire), Indicator(
                  row_block(row), Integer(1)) * U(row, wire))), Exhaustive()),
        Claim("b is the biases, one below the other", "construction",
              ForAll((row,), Eq(b(row), bias(row))), Exhaustive()),
        Claim("sigma is the activations, block by block", "construction",
              ForAll((i,), Eq(sigma(i), activation(i))), Exhaustive(),
              text="with the claims on W_z, W_x and b: equal for all inputs and all starts"),
        Claim("all inputs and all starts, by a solver", "crosscheck", None,
              Smt(at=instances.equal_everywhere), when=instances.is_small,
              text="L steps of the tied network from any start give every layer's value on any "
                   "input"),
        Claim("in floating point", "crosscheck", None, Measured(instances.float_leg),
              when=lambda given: bool(given["torch"]),
              text="the exported torch module against the original's, from seeded starts"),
        Claim("the fixed point is unique", "sharper", ForAll((j,), Eq(Y(j), z(j))),
              Induction(j, base=Instances(At("Y reads the input")),
                        step=Instances(At("Y is fixed", {i: j + 1}), At(HYPOTHESIS),
                                       At("the deep network", {i: j + 1}))),
              using=("the deep network",),
              assuming=(("Y reads the input", Eq(Y(0), z(0))),
                        ("Y is fixed", ForAll((i,), Eq(Y(i), g(i, Y(i - 1))))))),
        Claim("streaming", "sharper",
              ForAll((t, j), Eq(X(t, j), V(t - j, j)), where=Le(j, t)),
              Induction(j, base=Instances(At("X reads the input")),
                        step=Instances(At("X steps", {k: t, i: j + 1}),
                                       At(HYPOTHESIS, {t: t - 1}),
                                       At("V is the network", {t: t - j - 1, i: j + 1}))),
              assuming=(("X reads the input", ForAll((t,), Eq(X(t, 0), V(t, 0)))),
                        ("X steps", ForAll((k, i), Eq(X(k, i), g(i, X(k - 1, i - 1))))),
                        ("V is the network", ForAll((t, i), Eq(V(t, i), g(i, V(t, i - 1)))))),
              at_instance=False,
              text="with inputs x_0, x_1, ... injected one after another, block i holds layer i's "
                   "value on the input of i steps ago: latency L, one result per step"),
        Claim("the least number of steps", "sharper", Le(least, L), Exhaustive(),
              when=instances.is_small,
              text="it is 1 + the largest number of layers in a row, the first not among them, "
                   "that are not constant together: pairs of inputs show that, or z3 that not"),
        Claim("so many steps are seen", "sharper", Le(seen, least), Exhaustive(),
              when=instances.is_small, text="from the starts that were tried"),
        Claim("state size", "sharper", Eq(N, SumOver(size(i), i)), Exhaustive(),
              text="the sum of all layers' widths, the output's included"),
        Claim("no new weights", "sharper", Eq(nonzeros, nonzero_weights), Exhaustive(),
              text="the entries that are not 0 are as many as in the deep network"),
        Claim("dense size", "sharper", Eq(dense_size, M * (N + inputs)), Exhaustive(),
              text="stored with its zeros the layer grows with the square of the depth"),
        Claim("one step fewer is not enough", "necessity",
              ForAll((s, t, j), Eq(Z(s, t, j), z(j)), where=Le(j, t + 1)),
              FalseAt(one_step_short, holding=("x is injected at every step",
                                               "each step applies every layer once",
                                               "the deep network"))),
        Claim("injection is needed", "necessity", right,
              FalseAt(not_injected, holding=("the deep network",)),
              text="a layer that reads 0 in place of x"),
        Claim("equilibrium-E1", "erratum",
              ForAll((unit,), Eq(P(unit), Q(unit)),
                     where=Le(fixed(P) + fixed(Q) + nilpotent, 0)), FalseAt(continuum),
              printed="paper and slide, (18): the start of z is never given",
              repair="from every start, because W_z is strictly block lower triangular: claim "
                     "'after k steps the blocks 1, ..., k are right'",
              text="that W_z is nilpotent would make the equilibrium P = Q unique"),
        Claim("equilibrium-E2", "erratum", right,
              FalseAt(shared_relu, holding=("the deep network",)),
              printed="paper, 'sigma constant over all layers'",
              repair="sigma is the same at every step, but each block has its own activation",
              text="one scalar activation for all blocks"),
        Claim("equilibrium-E3", "erratum",
              ForAll((s, t, j), Eq(Z(s, t, j), z(j)), where=Le(1, t)),
              FalseAt(garbage, holding=("x is injected at every step",
                                        "each step applies every layer once",
                                        "the deep network")),
              printed="paper, 'clear from inspection'",
              repair="only the blocks 1, ..., k; the others hold what the start left in them",
              text="after any step, the blocks i > k are z^[i] as well"),
    ),
    notes=(
        ("equilibrium-residual", "A residual layer z + sigma(W z + b) is not of the printed form, "
                                 "for the identity is no function of 0 z + b: it needs "
                                 "pre-activations (W z + b, z), twice as many rows as values."),
        ("equilibrium-L1", "For L = 1 the display degenerates to W_z = 0 and W_x = W^[0]."),
    ),
)
