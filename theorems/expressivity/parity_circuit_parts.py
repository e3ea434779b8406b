"""Parts of the theorem on parity circuits: the recurrent network, the chain and the tree of nand
gates, each with its assumptions, its induction and its construction."""

from typing import Any, Mapping

from sympy import Integer, Max, Symbol

from theorems.expressivity import parity_circuit_instance as instances
from theorems.expressivity.sawtooth import k
from verify.calculus import (Coordinate, Cube, Eq, Fn, ForAll, Index, Le, Lt, Mod2, Naturals,
                             Range, Relu, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, Induction, Instances, NormalForm,
                              Sat)

n, I, M = Size("n"), Size("I"), Size("M")
words, bits, times = Range(M, "words"), Range(n, "bits"), Range(n + 1, "times", first=0)
gates, nodes = Range(n - 1, "further bits", first=2), Range(2 * n - 1, "nodes")
inner, downs = Range(n - 1, "inner nodes"), Range(2 * n - 1, "nodes from the last", first=0)
heights = Range(k + 1, "heights", first=0)
bit = Range(2, "bit", first=0)
STATE = "the state after t steps"

w, j, t, e = Index("w", words), Index("j", bits), Index("t", times), Index("j", gates)
o = Index("i", Range(I, "nodes above the leaves"))
i, a, d, y = Index("i", nodes), Index("i", inner), Index("d", downs), Index("y", heights)
b, S = Fn("b", words, bits, into=bit), Fn("S", words, times, into=Naturals)
u, v = Fn("u", words, times), Fn("v", words, times)
p, (p1, p2, p3) = Fn("p", words, bits), (Fn(f"p{i}", words, gates) for i in (1, 2, 3))
r, ones = Fn("r", words, nodes), Fn("c", words, nodes, into=Naturals)
r1, r2, r3 = (Fn(f"r{i}", words, inner) for i in (1, 2, 3))
along, level, count = (Fn("l", bits, into=Naturals), Fn("e", nodes, into=Naturals), Fn("z", bits))

inputs = Cube(bits, "inputs")
x, place = Index("x", inputs), Index("i", bits)
parity = Mod2(SumOver(Coordinate(x, place), place))
C, B, U = (Fn(name, inputs) for name in "CBU")
cell, units = Symbol("cell"), Symbol("states")

state_after_t_steps = ForAll((w, t), Eq(u(w, t) + v(w, t), Mod2(S(w, t))))


def size(name: str) -> Symbol:
    return Symbol(f"size{name}")


def depth(name: str) -> Symbol:
    return Symbol(f"depth{name}")


def nand(one: Any, other: Any) -> Any:
    return 1 - one * other


def after(one: Any, other: Any) -> Any:
    """The depth of a xor of four nand gates, from the depths of what it reads."""
    return Max(Max(one, Max(one, other) + 1), Max(other, Max(one, other) + 1)) + 2


def few(given: Mapping[str, Any]) -> bool:
    return given["n"] <= instances.EXHAUSTIVE


def many(given: Mapping[str, Any]) -> bool:
    return not few(given)


def networks(given: Mapping[str, Any]) -> bool:
    return given["n"] <= instances.NETWORKS


def right(name: str, function: Fn, by_sat: bool = False, **options: Any) -> list[Claim]:
    """That the circuit is the parity at every input: by points up to 24 bits, then by SAT."""
    formula = ForAll((x,), Eq(function(x), parity))
    found = [Claim(name, "construction", formula, Exhaustive(), when=few, **options)]
    if by_sat:
        found.append(Claim(f"{name}, by SAT", "construction", formula, Sat(), when=many,
                           **options))
    return found


def one_bit_more() -> tuple[Claim, ...]:
    """What S counts."""
    return (
        Claim("no ones yet", "assumption", ForAll((w,), Eq(S(w, 0), 0))),
        Claim("one bit more", "assumption", ForAll((w, j), Eq(S(w, j), S(w, j - 1) + b(w, j)))),
    )


def recurrent() -> tuple[Claim, ...]:
    """Two units with constant parameters, for every length."""
    group = "recurrent"
    facts = ("u begins", "v begins", "u goes on", "v goes on")
    return (
        Claim("u begins", "assumption", ForAll((w,), Eq(u(w, 0), 0)), group=group),
        Claim("v begins", "assumption", ForAll((w,), Eq(v(w, 0), 0)), group=group),
        Claim("u goes on", "assumption", ForAll((w, j), Eq(
            u(w, j), Relu(u(w, j - 1) + v(w, j - 1) - b(w, j)))), group=group),
        Claim("v goes on", "assumption", ForAll((w, j), Eq(
            v(w, j), Relu(b(w, j) - u(w, j - 1) - v(w, j - 1)))), group=group),
        Claim(STATE, "conclusion",
              state_after_t_steps,
              Induction(t, base=Instances(At("u begins"), At("v begins"), At("no ones yet")),
                        step=Instances(At(HYPOTHESIS), At("u goes on", {j: t + 1}),
                                       At("v goes on", {j: t + 1}), At("one bit more", {j: t + 1}),
                                       integers=(b(w, t + 1), Mod2(S(w, t))))),
              using=(*facts, "no ones yet", "one bit more"), group=group,
              text="the parity of the first t bits, for words of every length"),
        *([Claim("U is parity", "construction", ForAll((x,), Eq(U(x), parity)), Exhaustive(),
                 when=networks, group=group, text="the recurrent network, run for n steps")]),
        Claim("its parameters", "construction", Eq(cell, 8), Exhaustive(), group=group,
              text="weights and biases of a step, whatever n is"),
        Claim("its units", "construction", Eq(units, 2), Exhaustive(), group=group),
    )


def the_chain() -> tuple[Claim, ...]:
    """One bit after another, by four nand gates each."""
    group = "chain"
    made = ("p1 is a nand gate", "p2 is a nand gate", "p3 is a nand gate", "p is a nand gate")
    return (
        Claim("the chain begins with a bit", "assumption", ForAll((w,), Eq(p(w, 1), b(w, 1))),
              group=group),
        Claim(made[0], "assumption",
              ForAll((w, e), Eq(p1(w, e), nand(p(w, e - 1), b(w, e)))), group=group),
        Claim(made[1], "assumption",
              ForAll((w, e), Eq(p2(w, e), nand(p(w, e - 1), p1(w, e)))), group=group),
        Claim(made[2], "assumption", ForAll((w, e), Eq(p3(w, e), nand(b(w, e), p1(w, e)))),
              group=group),
        Claim(made[3], "assumption", ForAll((w, e), Eq(p(w, e), nand(p2(w, e), p3(w, e)))),
              group=group),
        Claim("the chain is the parity", "conclusion",
              ForAll((w, j), Eq(p(w, j), Mod2(S(w, j)))),
              Induction(j, base=Instances(At("the chain begins with a bit"), At("no ones yet"),
                                          At("one bit more", {j: 1}), integers=(b(w, 1),)),
                        step=Instances(At(HYPOTHESIS), *(At(name, {e: j + 1}) for name in made),
                                       At("one bit more", {j: j + 1}),
                                       integers=(b(w, j + 1), Mod2(S(w, j))))),
              using=("the chain begins with a bit", *made, "no ones yet", "one bit more"),
              group=group, text="of the first j bits, for every n"),
        Claim("no gate for one bit", "assumption", Eq(count(1), 0), group=group),
        Claim("four gates for each further bit", "assumption",
              ForAll((e,), Eq(count(e), count(e - 1) + 4)), group=group),
        Claim("gates of the chain", "conclusion", ForAll((j,), Eq(count(j), 4 * (j - 1))),
              Induction(j, base=Instances(At("no gate for one bit")), step=Instances(
                  At(HYPOTHESIS), At("four gates for each further bit", {e: j + 1}))),
              using=("no gate for one bit", "four gates for each further bit"), group=group),
        Claim("a bit is at depth 0", "assumption", Eq(along(1), 0), group=group),
        Claim("depth after depth", "assumption",
              ForAll((e,), Eq(along(e), after(along(e - 1), 0))), group=group),
        Claim("depth of the chain", "conclusion", ForAll((j,), Eq(along(j), 3 * (j - 1))),
              Induction(j, base=Instances(At("a bit is at depth 0")), step=Instances(
                  At(HYPOTHESIS), At("depth after depth", {e: j + 1}))),
              using=("a bit is at depth 0", "depth after depth"), group=group),
        *right("C is parity", C, True, group=group),
        Claim("C has 4(n - 1) gates", "construction", Eq(size("C"), 4 * (n - 1)), Exhaustive(),
              group=group),
        Claim("C has depth 3(n - 1)", "construction", Eq(depth("C"), 3 * (n - 1)), Exhaustive(),
              group=group),
    )


def the_tree() -> tuple[Claim, ...]:
    """Node i reads nodes 2i and 2i + 1; the leaves are the last n nodes."""
    group = "tree"
    made = ("r1 is a nand gate", "r2 is a nand gate", "r3 is a nand gate", "r is a nand gate")
    near, far, leaf = r(w, 2 * a), r(w, 2 * a + 1), i - n + 1
    return (
        Claim("a leaf is a bit", "assumption", ForAll((w, j), Eq(r(w, n - 1 + j), b(w, j))),
              group=group),
        Claim(made[0], "assumption", ForAll((w, a), Eq(r1(w, a), nand(near, far))), group=group),
        Claim(made[1], "assumption", ForAll((w, a), Eq(r2(w, a), nand(near, r1(w, a)))),
              group=group),
        Claim(made[2], "assumption", ForAll((w, a), Eq(r3(w, a), nand(far, r1(w, a)))),
              group=group),
        Claim(made[3], "assumption", ForAll((w, a), Eq(r(w, a), nand(r2(w, a), r3(w, a)))),
              group=group),
        Claim("ones of a leaf", "assumption", ForAll((w, j), Eq(ones(w, n - 1 + j), b(w, j))),
              group=group),
        Claim("ones below a node", "assumption",
              ForAll((w, a), Eq(ones(w, a), ones(w, 2 * a) + ones(w, 2 * a + 1))), group=group),
        Claim("the last nodes of the tree", "step",
              ForAll((w, i, d), Eq(r(w, i), Mod2(ones(w, i))), where=Le(2 * n - 1 - d, i)),
              Induction(d, base=Instances(At("a leaf is a bit", {j: leaf}),
                                          At("ones of a leaf", {j: leaf}),
                                          integers=(b(w, leaf),)),
                        step=Instances(
                            At(HYPOTHESIS, {i: 2 * i}), At(HYPOTHESIS, {i: 2 * i + 1}),
                            *(At(name, {a: i}) for name in made),
                            At("ones below a node", {a: i}), At("a leaf is a bit", {j: leaf}),
                            At("ones of a leaf", {j: leaf}),
                            integers=(b(w, leaf), Mod2(ones(w, 2 * i)),
                                      Mod2(ones(w, 2 * i + 1))))),
              using=("a leaf is a bit", "ones of a leaf", *made, "ones below a node"),
              group=group, text="by induction from the last node to the first"),
        Claim("the tree is the parity", "conclusion",
              ForAll((w, i), Eq(r(w, i), Mod2(ones(w, i)))),
              Instances(At("the last nodes of the tree", {d: 2 * n - 1 - i})),
              using=("the last nodes of the tree",), group=group,
              text="of the leaves below, for every node and every n"),
        Claim("the root has all ones below it", "step",
              ForAll((w,), Eq(ones(w, 1), S(w, n))), Exhaustive(), group=group),
        Claim("n - 1 inner nodes", "assumption", Eq(I + 1, n), group=group),
        Claim("four gates each", "step", Eq(SumOver(Integer(4), o), 4 * I), NormalForm(),
              group=group),
        Claim("gates of the tree", "conclusion", Eq(SumOver(Integer(4), o), 4 * (n - 1)),
              Instances(At("four gates each"), At("n - 1 inner nodes")),
              using=("four gates each", "n - 1 inner nodes"), group=group,
              text="four for each of the nodes 1, ..., n - 1"),
        Claim("depth of a leaf", "assumption", ForAll((j,), Eq(level(n - 1 + j), 0)),
              group=group),
        Claim("depth of a node", "assumption",
              ForAll((a,), Eq(level(a), after(level(2 * a), level(2 * a + 1)))), group=group),
        Claim("nodes far from the root are not deep", "step",
              ForAll((i, y), Le(level(i), 3 * y), where=Le(2 * n, i * 2**(y + 1))),
              Induction(y, base=Instances(At("depth of a leaf", {j: leaf})), step=Instances(
                  At(HYPOTHESIS, {i: 2 * i}), At(HYPOTHESIS, {i: 2 * i + 1}),
                  At("depth of a node", {a: i}), At("depth of a leaf", {j: leaf}),
                  products=((2**y, 1),))),
              using=("depth of a leaf", "depth of a node"), group=group),
        Claim("nodes near the root are deep", "step",
              ForAll((i, y), Le(3 * y, level(i)), where=Lt(i * 2**y, 2 * n)),
              Induction(y, base=Instances(), step=Instances(
                  At(HYPOTHESIS, {i: 2 * i}), At("depth of a node", {a: i}),
                  products=((2**y - 1, i),))),
              using=("depth of a node",), group=group),
        Claim("depth of the tree", "conclusion", Eq(level(1), 3 * k),
              Instances(At("nodes far from the root are not deep", {i: 1, y: k}),
                        At("nodes near the root are deep", {i: 1, y: k}),
                        At("2^k points are enough"),
                        At("2^(k - 1) is not")),
              using=("nodes far from the root are not deep", "nodes near the root are deep",
                     "2^k points are enough", "2^(k - 1) is not"), group=group,
              text="3 ceil(log2 n)"),
        *right("B is parity", B, True, group=group),
        Claim("B has 4(n - 1) gates", "construction", Eq(size("B"), 4 * (n - 1)), Exhaustive(),
              group=group),
        Claim("B has depth 3 ceil(log2 n)", "construction", Eq(depth("B"), 3 * k), Exhaustive(),
              group=group),
    )
