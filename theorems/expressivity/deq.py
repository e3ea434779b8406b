"""DEQ concatenation: any acyclic graph of computations is one equilibrium layer.

Statement
    Let each of finitely many nodes compute a value from its predecessors' values and the input, in
    any acyclic graph, with values of any kind. Concatenate all values, in any order, into one
    state, and let all nodes compute at once. The graph's own values are the only equilibrium, and
    every start reaches them after as many steps as there are nodes on the longest path.
Where
    Z(s, k, v)  node v's value in the state after k steps from start s
    G(s, k, v)  what node v computes from that state
    z(v)        the graph's own value of node v
    d(v)        the number of edges on the longest path that ends at v
Source
    Bai, Kolter, Koltun 2019, section 3.2 and appendix; the lecture's slide on it
Proof idea
    If node v is wrong after k + 1 steps, then one of its predecessors, which has a smaller d, was
    wrong after k: induction on k.
"""

from sympy import Symbol

from theorems.expressivity import deq_derivative, deq_instance as instances, pictures
from theorems.formal import PINS
from theorems.sources import BAI_2019
from verify.calculus import (Eq, Fn, ForAll, Index, Indicator, Le, Naturals, Ne, Range, Reals,
                             Size)
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              Parameter, Theorem)

n, S, T, D = Size("n"), Size("S"), Size("T"), Size("D")
nodes, starts, times = Range(n, "nodes"), Range(S, "starts"), Range(T + 1, "times", first=0)
steps, depths = Range(T, "steps"), Range(D, "depths", first=0)
s, t, k = Index("s", starts), Index("k", times), Index("k", steps)
u, v, m = Index("u", nodes), Index("v", nodes), Index("m", depths)
y = Index("z", Reals)

Z, G = Fn("Z", starts, times, nodes), Fn("G", starts, times, nodes)
z, Y, Q = Fn("z", nodes), Fn("Y", nodes), Fn("Q", nodes)
E, d = Fn("E", nodes, nodes), Fn("d", nodes, into=Naturals)
turn = Fn("turn", nodes, into=Naturals)
w = Fn("w", starts, times, nodes, into=nodes)
wY, q = Fn("w'", nodes, into=nodes), Fn("q", nodes, into=nodes)

sweeps, most_sweeps = Symbol("sweeps"), Symbol("most_sweeps")
p1, p2, q1, q2 = (Symbol(name) for name in ("p1", "p2", "q1", "q2"))

settled = ForAll((s, t, v), Eq(Z(s, t, v), z(v)), where=Le(d(v) + 1, t))
wrong = 1 - Indicator(G(s, t, v), z(v))
FACTS = ("one step", "a wrong value has a wrong predecessor",
         "that predecessor was wrong before")
not_fixed = (p1**2 - p1)**2 + (p1 - p2)**2 + (q1**2 - q1)**2 + (q1 - q2)**2

theorem = Theorem(
    name="deq",
    title="any acyclic graph of computations is one equilibrium layer",
    source=BAI_2019.at("section 3.2"),
    statement="For every finite acyclic graph of computations, whatever its connectivity, its "
              "types of nodes and the order of concatenation, the layer that computes all nodes "
              "at once has the graph's values as its only equilibrium and reaches it from every "
              "start, after as many steps as there are nodes on the longest path.",
    where=(("n", "the number of nodes;  S: of starts;  T: of steps looked at;  D: of nodes on the "
                 "longest path"),
           ("Z(s, k, v)", "node v's value after k steps from start s, a value of any kind"),
           ("G(s, k, v)", "what node v computes from the state after k steps"),
           ("z(v)", "the graph's own value of node v"),
           ("E(u, v)", "1 if v reads u, else 0"),
           ("d(v)", "edges on the longest path that ends at v"),
           ("w(s, k, v)", "a node that v reads and whose value is not the graph's, if any"),
           ("Y", "an equilibrium;  w'(v): as w, for Y"),
           ("Q", "one sweep in topological order;  turn(v): v's place in it;  q(v): as w, for Q"),
           *deq_derivative.WHERE),
    given=(
        Parameter("nodes", "integer", 12, "nodes of the seeded graph", low=1, high=300,
                  symbol="n"),
        Parameter("seed", "integer", 0, "seed of the graph and of the starts", low=0,
                  high=2**31 - 1),
        Parameter("network", "path", None, "your own network or graph of layers"),
        Parameter("model", "path", None, "your own ONNX model, node by node"),
    ),
    instance=instances.instance, pictures=pictures.nodes,
    formal=PINS,
    claims=(
        Claim("one step", "assumption", ForAll((s, k, v), Eq(Z(s, k, v), G(s, k - 1, v))),
              text="every node computes at once, from the state before"),
        Claim("a wrong value has a wrong predecessor", "assumption",
              ForAll((s, t, v), Eq(wrong * E(w(s, t, v), v), wrong)),
              text="where G differs from z, v reads w: a node reads its predecessors and the "
                   "input, and nothing else"),
        Claim("that predecessor was wrong before", "assumption",
              ForAll((s, t, v), Le(Indicator(Z(s, t, w(s, t, v)), z(w(s, t, v))), 1 - wrong)),
              text="where w has the graph's own value, so has what v computes"),
        Claim("the graph is acyclic", "assumption",
              ForAll((u, v), Le(E(u, v) * (d(u) + 1), E(u, v) * d(v))),
              text="d grows along every edge"),
        Claim("D nodes are the longest path", "assumption", ForAll((v,), Le(d(v) + 1, D))),
        *deq_derivative.DEFINITIONS,
        Claim("node v is right after d(v) + 1 steps", "conclusion", settled,
              Induction(t, base=Instances(),
                        step=Instances(
                            At("one step", {k: t + 1}),
                            At("a wrong value has a wrong predecessor", {t: t}),
                            At("that predecessor was wrong before", {t: t}),
                            At("the graph is acyclic", {u: w(s, t, v)}),
                            At(HYPOTHESIS, {v: w(s, t, v)}))),
              using=(*FACTS, "the graph is acyclic"),
              text="from every start, and for good"),
        Claim("D steps give all of the graph's values", "conclusion",
              ForAll((s, t, v), Eq(Z(s, t, v), z(v)), where=Le(D, t)),
              Instances(At("node v is right after d(v) + 1 steps"),
                        At("D nodes are the longest path")),
              using=("node v is right after d(v) + 1 steps", "D nodes are the longest path")),
        Claim("the equilibrium is unique", "sharper",
              ForAll((m, v), Eq(Y(v), z(v)), where=Le(d(v), m)),
              Induction(m, base=Instances(At("Y is wrong only through a predecessor"),
                                          At("and that is wrong in Y"),
                                          At("the graph is acyclic", {u: wY(v)})),
                        step=Instances(At("Y is wrong only through a predecessor"),
                                       At("and that is wrong in Y"),
                                       At("the graph is acyclic", {u: wY(v)}),
                                       At(HYPOTHESIS, {v: wY(v)}))),
              using=("the graph is acyclic",),
              assuming=(("Y is wrong only through a predecessor",
                         ForAll((v,), Eq(E(wY(v), v), 1), where=Ne(Y(v), z(v)))),
                        ("and that is wrong in Y",
                         ForAll((v,), Ne(Y(wY(v)), z(wY(v))), where=Ne(Y(v), z(v))))),
              text="in a state Y that no step changes, every node is what it computes from Y"),
        Claim("one sweep in topological order", "sharper",
              ForAll((m, v), Eq(Q(v), 0), where=Le(turn(v), m)),
              Induction(m, base=Instances(At("turns begin at 1")),
                        step=Instances(At("Q is wrong only through a predecessor"),
                                       At("and that is wrong in Q"),
                                       At("predecessors come first", {u: q(v)}),
                                       At(HYPOTHESIS, {v: q(v)}))),
              assuming=(("turns begin at 1", ForAll((v,), Le(1, turn(v)))),
                        ("Q is wrong only through a predecessor",
                         ForAll((v,), Eq(E(q(v), v), 1), where=Ne(Q(v), 0))),
                        ("and that is wrong in Q",
                         ForAll((v,), Ne(Q(q(v)), 0), where=Ne(Q(v), 0))),
                        ("predecessors come first",
                         ForAll((u, v), Le(turn(u) + 1, turn(v)), where=Eq(E(u, v), 1)))),
              text="Q(v) = 0 says that one sweep of updates in place has made v right"),
        Claim("backward sweeps", "sharper", Le(sweeps, most_sweeps), Exhaustive(),
              text="in any order, 1 + the most edges on a path that lead back in the order are "
                   "enough; here for the reverse of a topological order"),
        *deq_derivative.CLAIMS,
        Claim("one step fewer is not enough", "necessity",
              ForAll((s, t, v), Eq(Z(s, t, v), z(v)), where=Le(d(v), t)),
              FalseAt(instances.chain_of_two, holding=(*FACTS, "the graph is acyclic"))),
        Claim("acyclic is needed: no equilibrium", "necessity", ForAll((y,), Ne(y, y + 1)),
              Instances(), at_instance=False, text="one node that computes z + 1 from itself"),
        Claim("acyclic is needed: many equilibria", "necessity", settled,
              FalseAt(lambda: instances.cyclic("many"), holding=FACTS)),
        Claim("equilibrium-E4", "erratum", settled,
              FalseAt(lambda: instances.cyclic("oscillates"), holding=FACTS),
              printed="slide and paper: any deep network, with any connectivity",
              repair="exactly the acyclic graphs: claim 'node v is right after d(v) + 1 steps'",
              text="z = relu(1 - z) has the equilibrium 1/2 and runs 0, 1, 0, 1, ... past it"),
        Claim("equilibrium-E7", "erratum",
              ForAll((Index("i", Range(1, "once")),), Eq(p1, q1), where=Le(not_fixed, 0)),
              FalseAt(instances.two_fixed_points),
              printed="paper, Theorem 2: one DEQ layer in place of two",
              repair="f(., x) must have exactly one fixed point for every x, and v(., w) for "
                     "every w: then the concatenation has exactly one",
              text="p = (p1, p2) and q fixed under w = w^2, v = w would be equal"),
    ),
    notes=(
        ("equilibrium-E5", "The printed proof is for a chain of two functions: no induction, no "
                           "number of steps, no convergence, no sharing, and it does not bring f "
                           "into the form sigma(W z + U x + b); a product node p q is no scalar "
                           "sigma of an affine map, but p q = ((p + q)^2 - (p - q)^2)/4."),
        ("equilibrium-E6", "'Much more inefficient' depends on the solver: all at once takes D "
                           "steps, one after another in topological order takes one sweep."),
    ),
)
