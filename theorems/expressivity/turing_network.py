"""Turing machines as threshold networks: Theorem 20.3 of Understanding Machine Learning, repaired.

Statement
    Fix a Turing machine with one tape, states Q, symbols Gamma, and let K = (|Q| + 1)|Gamma|.
    For all n and T >= n there is a layered network of threshold units with
    |V| = n + 2 + (T - 1)(T K + 1) <= K T^2 vertices and depth T that answers 1 exactly on those
    words of n bits on which the machine is in an accepting state after T steps: c = K, b = 0.
Where
    C(x, t, i)   what cell i holds at time t: a symbol, and the state if the head is there
    W(l, c, r)   what a cell holds next, from what it and its neighbours hold
    B(x, t, i)   the values of the K units of cell i in layer t
    e(c)         the block of K units with a 1 at c, and 0 elsewhere
    G(u, v, w)   what the K units of a cell compute from three blocks
Witness
    constructions.turing_network.compiled, for any machine; --machine reads one from a TOML file
Source
    Shalev-Shwartz, Ben-David 2014, Theorem 20.3
Proof idea
    A cell's next content depends on three cells. That one layer does this right is decided on all
    windows of three cells of the machine, of which there are finitely many; induction on t.
"""

from sympy import Rational, Symbol

from theorems.expressivity import turing_network_instance as instances
from theorems.expressivity.turing_network_instance import inputs
from theorems.expressivity.turing_printed import printed_theorem
from theorems.sources import SHALEV_SHWARTZ_2014
from verify.calculus import (Eq, Finite, Fn, ForAll, Index, Indicator, Le, Lt, Naturals, Range,
                             Relu, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              NormalForm, Parameter, Theorem)

n, T, K, Q, A = map(Size, ("n", "T", "K", "Q", "A"))
times, steps = Range(T, "times", first=0), Range(T - 1, "steps")
cells, places = Range(T, "cells", first=0), Range(T + 2, "places", first=-1)
contents, units = Range(K + 1, "contents", first=0), Range(K, "units")
sums = Range(T + 1, "sums", first=0)
x, t, k, i, p, u_ = (Index("x", inputs), Index("t", times), Index("k", steps), Index("i", cells),
                     Index("p", places), Index("j", units))
l, c, r, j = (Index("l", contents), Index("c", contents), Index("r", contents), Index("m", sums))

C = Fn("C", inputs, times, places, into=contents)
W = Fn("W", contents, contents, contents, into=contents)
B, U = Fn("B", inputs, times, places), Fn("U", inputs, times, cells, units)
e, hd, o = (Fn(name, contents) for name in ("e", "hd", "o"))
G, entry, v = Fn("G"), Fn("entry"), Fn("v")
pos, acc = (Fn("pos", inputs, times, into=cells),
            Fn("acc", inputs, into=Range(2, "answers", first=0)))
R, N, signs = Fn("R", inputs, sums), Fn("N", inputs), Fn("signs", inputs)

# weights: of the network, and as the theorem states them
middle = Range(Size("M"), "layers between")
i_, j_, u1, u2, which = (Index("i", cells), Index("j", cells), Index("u", units), Index("w", units),
                         Index("m", middle))
Mid, Con = Fn("Mid", middle, cells, units, cells, units), Fn("Con", middle, cells, units)
left, here, right, edge = (Fn(name, units, contents) for name in ("left", "here", "right", "edge"))
theta = Fn("theta", units)

# one layer, for every machine
states, symbols, row = Range(Q, "states"), Range(A, "symbols"), Range(T, "tape")
q, q1, s = Index("q", states), Index("z", states), Index("s", states)
a, b1, e1 = Index("a", symbols), Index("y", symbols), Index("e", symbols)
g, h, d = Index("g", row), Index("h", row), Index("d", row)
bit, other, there = (Index(name, Finite(0, 1)) for name in ("y", "z", "h"))
write, then, goes = Fn("write", states, symbols), Fn("next", states, symbols), Fn(
    "goes", row, states, symbols)
place, turn = Index("p", Naturals), Index("m", Range(3, "moves"))

vertices, depth, largest = map(Symbol, "vertices depth largest".split())


def fires(value):
    """A threshold unit: 1 if the value is positive, else 0."""
    return 1 - Indicator(Relu(value), 0)


one_head = ForAll((x, t, p), Eq(hd(C(x, t, p)), Indicator(pos(x, t), p)))
local = ForAll((x, k, i), Eq(C(x, k, i), W(C(x, k - 1, i - 1), C(x, k - 1, i), C(x, k - 1, i + 1))))
layer = ForAll((x, k, i), Eq(B(x, k, i), G(B(x, k - 1, i - 1), B(x, k - 1, i), B(x, k - 1, i + 1))))
few_heads = Le(hd(l) + hd(c) + hd(r), 1)
window = ForAll((l, c, r), Eq(G(e(l), e(c), e(r)), e(W(l, c, r))), where=few_heads)
table = Eq(fires(left(u_, l) + here(u_, c) + Indicator(l, 0) * edge(u_, c) + right(u_, r)
                 - theta(u_) / 2), Indicator(W(l, c, r), u_))
block = Eq(B(x, t, p), e(C(x, t, p)))
size = n + 2 + (T - 1) * (T * K + 1)

theorem = Theorem(
    name="turing-network",
    title="what a Turing machine decides in T steps, a network of O(T^2) units decides",
    source=SHALEV_SHWARTZ_2014.at("Theorem 20.3"),
    statement="For every Turing machine with one tape there is a number K, (|Q| + 1)|Gamma|, such "
              "that for all n and T >= n a layered network of threshold units with at most K T^2 "
              "vertices decides on all words of n bits as the machine does in T steps.",
    where=(("n, T", "the number of bits, and of steps"),
           ("K", "(|Q| + 1)|Gamma|, the contents that a cell can have"),
           ("C(x, t, i)", "what cell i holds at time t on the input x: 1, ..., K; 0 beside the "
                          "cells 0, ..., T - 1"),
           ("W(l, c, r)", "what a cell with c holds next, beside l and r"),
           ("hd(c)", "1 if the head is in a cell with the content c;  pos(x, t): where it is"),
           ("B(x, t, i)", "the values of the K units of cell i in layer t, as one value; e(c): the "
                          "block that is 1 at c only;  entry(j, B): its j-th"),
           ("G", "what the K units of a cell compute from three blocks"),
           ("U(x, t, i, j)", "unit j of cell i in layer t"),
           ("v(B), R(x, m)", "what the output reads of a block, and of the first m cells;  o(c): "
                             "of e(c)"),
           ("acc(x)", "1 if the machine is in an accepting state after T steps"),
           ("N, signs", "the network;  the same with sign units"),
           ("left, here, right, edge", "the weights by which a unit reads a content of the left "
                                       "neighbour, its own cell, the right one; edge: more, at "
                                       "cell 0;  theta: its threshold, doubled"),
           ("Mid, Con", "the weights of the M different layers between, and of the constant unit"),
           ("write, next, goes", "a machine's table: symbol written, next state, next cell"),
           ("L(f, w)", "what the lookup machine of the truth table f says on w"),
           ("c, b, C0, B0", "constants of the printed theorem;  c1, b1, n1: some of them, and an n "
                            "that refutes them;  s: a number of neurons")),
    given=(
        Parameter("n", "integer", 4, "number of bits", low=1, high=10, symbol="n"),
        Parameter("name", "choice", "parity", "a built-in machine",
                  choices=("parity", "palindrome", "anbn", "increment", "beaver")),
        Parameter("machine", "path", None, "your own machine, a TOML file"),
        Parameter("time", "integer", 0, "steps; 0: as many as the machine takes", low=0, high=500,
                  symbol="T"),
    ),
    witness=instances.witness,
    exists=N,
    instance=instances.instance,
    claims=(
        Claim("there is one head", "assumption", one_head),
        Claim("a cell's next content depends on three cells", "assumption", local,
              text="the machine as it is simulated, against the table W of windows"),
        Claim("time 0", "assumption", ForAll((x, p), Eq(B(x, 0, p), e(C(x, 0, p)))),
              text="blocks that are read off the input: they are no units, the first layer has "
                   "them in its weights"),
        Claim("left of the tape", "assumption", ForAll((x, t, p), block, where=Lt(p, 0)),
              text="there is no cell, and the block is 0"),
        Claim("right of the cells", "assumption", ForAll((x, t, p), block, where=Le(T, p))),
        Claim("every layer does the same to three blocks", "assumption", layer,
              text="also the first, with the blocks of time 0"),
        Claim("the windows of the machine", "assumption", window,
              text="all triples of contents with at most one head: a layer turns the block of a "
                   "content into the block of the next, whatever n and T are"),
        Claim("every block is right", "conclusion", ForAll((x, t, p), block),
              Induction(t, base=Instances(At("time 0")),
                        step=Instances(
                            At("left of the tape", {t: t + 1}),
                            At("right of the cells", {t: t + 1}),
                            At("every layer does the same to three blocks", {k: t + 1, i: p}),
                            At("a cell's next content depends on three cells", {k: t + 1, i: p}),
                            At(HYPOTHESIS, {p: p - 1}), At(HYPOTHESIS, {p: p}),
                            At(HYPOTHESIS, {p: p + 1}),
                            At("there is one head", {p: p - 1}), At("there is one head", {p: p}),
                            At("there is one head", {p: p + 1}),
                            At("the windows of the machine", {
                                l: C(x, t, p - 1), c: C(x, t, p), r: C(x, t, p + 1)}))),
              using=("there is one head", "a cell's next content depends on three cells", "time 0",
                     "left of the tape", "right of the cells",
                     "every layer does the same to three blocks", "the windows of the machine"),
              text="for all T, all inputs, every time and cell"),
        Claim("a unit is an entry of its block", "assumption",
              ForAll((x, t, i, u_), Eq(U(x, t, i, u_), entry(u_, B(x, t, i))))),
        Claim("the block of a content", "assumption",
              ForAll((u_, c), Eq(entry(u_, e(c)), Indicator(c - u_, 0)))),
        Claim("every unit is right", "conclusion",
              ForAll((x, t, i, u_), Eq(U(x, t, i, u_), Indicator(C(x, t, i), u_))),
              Instances(At("every block is right", {p: i}), At("a unit is an entry of its block"),
                        At("the block of a content", {c: C(x, t, i)})),
              using=("every block is right", "a unit is an entry of its block",
                     "the block of a content"),
              text="unit j of cell i is 1 exactly where the cell holds j: the network writes the "
                   "machine's tape"),
        Claim("the output reads no cell", "assumption", ForAll((x,), Eq(R(x, 0), 0))),
        Claim("and one cell more", "assumption",
              ForAll((x, i), Eq(R(x, i + 1), R(x, i) + v(B(x, T - 1, i))))),
        Claim("what the output reads of a content", "assumption",
              ForAll((c,), Eq(v(e(c)), o(c)))),
        Claim("the output looks for an accepting head", "assumption",
              ForAll((x, i), Eq(o(C(x, T - 1, i)), Indicator(pos(x, T - 1), i) * acc(x)))),
        Claim("the output fires above 1/2", "assumption",
              ForAll((x,), Eq(N(x), fires(R(x, T) - Rational(1, 2))))),
        Claim("the output's sum", "step",
              ForAll((x, j), Eq(R(x, j), Indicator(Relu(pos(x, T - 1) + 1 - j), 0) * acc(x))),
              Induction(j, base=Instances(At("the output reads no cell")),
                        step=Instances(At(HYPOTHESIS), At("and one cell more", {i: j}),
                                       At("every block is right", {t: T - 1, p: j}),
                                       At("what the output reads of a content",
                                          {c: C(x, T - 1, j)}),
                                       At("the output looks for an accepting head", {i: j}))),
              using=("the output reads no cell", "and one cell more", "every block is right",
                     "what the output reads of a content",
                     "the output looks for an accepting head"),
              text="over the first m cells: acc(x) from the head's cell on"),
        Claim("the network decides as the machine does", "conclusion",
              ForAll((x,), Eq(N(x), acc(x))),
              Instances(At("the output fires above 1/2"), At("the output's sum", {j: T}),
                        integers=(acc(x),)),
              using=("the output fires above 1/2", "the output's sum"),
              at_instance=False),
        Claim("N decides as the machine does", "construction", ForAll((x,), Eq(N(x), acc(x))),
              Exhaustive(), text="the network on all 2^n inputs, against the simulator"),
        Claim("the window table, by its weights", "construction",
              ForAll((u_, l, c, r), table, where=few_heads), Exhaustive(),
              text="every unit on every window with at most one head"),
        Claim("the layers between have these weights", "construction",
              ForAll((which, i_, u1, j_, u2),
                     Eq(Mid(which, i_, u1, j_, u2),
                        Indicator(j_, i_ - 1) * left(u1, u2)
                        + Indicator(j_, i_) * (here(u1, u2) + Indicator(i_, 0) * edge(u1, u2))
                        + Indicator(j_, i_ + 1) * right(u1, u2))), Exhaustive(),
              when=instances.has_middle,
              text="each cell reads its neighbours only, every cell alike, and every layer"),
        Claim("and these thresholds", "construction",
              ForAll((which, i_, u1), Eq(Con(which, i_, u1), -theta(u1) / 2)), Exhaustive(),
              when=instances.has_middle, text="read of the constant unit"),
        Claim("T layers", "construction", Eq(depth, T), Exhaustive()),
        Claim("vertices", "construction", Eq(vertices, size), Exhaustive(),
              text="inputs and constants among them"),
        Claim("T is at least n", "assumption", Le(n, T)),
        Claim("a machine has 3 contents or more", "assumption", Le(3, K),
              text="0, 1 and the blank"),
        Claim("at most K T^2 vertices", "conclusion", Le(size, K * T**2),
              Instances(At("T is at least n"), At("a machine has 3 contents or more"),
                        products=((T, K - 3),)),
              using=("T is at least n", "a machine has 3 contents or more"),
              text="c = K and b = 0 in c T(n)^2 + b"),
        Claim("the same with signs", "sharper", ForAll((x,), Eq(signs(x), 2 * acc(x) - 1)),
              Exhaustive(), when=instances.is_small,
              text="on the same vertices, with units 1 and -1 and an output 1 or -1: the class "
                   "H_{V,E,sign} of the book"),
        Claim("weights", "sharper", Le(largest, 2), Exhaustive(),
              text="sums are half-integers where a unit switches: no ties"),

        Claim("S: the next symbol", "step",
              Eq(SumOver((1 - there) * Indicator(a, b1) * Indicator(b1, e1), b1)
                 + SumOver(SumOver(Indicator(write(q, b1), e1) * there * Indicator(s, q)
                                   * Indicator(a, b1), q), b1),
                 (1 - there) * Indicator(a, e1) + there * Indicator(write(s, a), e1)),
              NormalForm(), at_instance=False, group="every machine",
              text="the units of a cell with a, where the head is (h = 1, in state s) or is not"),
        Claim("H: where the head goes", "step",
              Eq(SumOver(SumOver(SumOver(
                  Indicator(then(q, b1), q1) * Indicator(goes(g, q, b1), d)
                  * Indicator(h, g) * Indicator(s, q) * Indicator(a, b1), q), b1), g),
                 Indicator(then(s, a), q1) * Indicator(goes(h, s, a), d)),
              NormalForm(), at_instance=False, group="every machine",
              text="the units of all cells, where the head is at h in state s and reads a"),
        Claim("the sum of all H", "step", Eq(SumOver(Indicator(s, q), q), 1), NormalForm(),
              at_instance=False, group="every machine", text="one state, if the head comes here"),
        Claim("a head goes one cell at most", "step",
              ForAll((place, turn), Le(Relu(place + turn - 2), place + 1)), Instances(),
              at_instance=False, group="every machine",
              text="the move is m - 2; at the left end a move to the left stays"),
        Claim("and back one cell at most", "step",
              ForAll((place, turn), Le(place - 1, Relu(place + turn - 2))), Instances(),
              at_instance=False, group="every machine"),
        Claim("P fires for both", "step",
              ForAll((bit, other), Eq(fires(bit + other - Rational(3, 2)), bit * other)),
              Instances(), at_instance=False, group="every machine", text="[S + H >= 3/2]"),
        Claim("N fires for the one", "step",
              ForAll((bit, other), Eq(fires(bit - other - Rational(1, 2)), bit * (1 - other))),
              Instances(), at_instance=False, group="every machine",
              text="[S - the sum of H >= 1/2]"),

        Claim("one head is needed", "necessity",
              ForAll((l, c, r), Eq(G(e(l), e(c), e(r)), e(W(l, c, r)))),
              FalseAt(instances.smallest), text="all windows, also with several heads"),
        *printed_theorem(),
    ),
    notes=(
        ("circuits-E17", "The slide's title speaks of space and time; the theorem relates time to "
                         "the size of a circuit and says nothing of space."),
        ("one graph", "All machines with as many states and symbols share one graph: only the "
                      "weights differ. The first layer is a layer between, with time 0 in terms "
                      "of the bits: x_i and 1 - x_i at cell i, a blank from cell n on."),
    ),
)
