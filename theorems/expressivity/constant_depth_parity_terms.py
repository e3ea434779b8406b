"""The functions and index sets of `parity-by-cnfs`, and its first assumptions: the clauses."""

from sympy import Symbol

from theorems.expressivity.constant_depth_parity_cnf_instance import (bits, e, k, l, levels, m, n,
                                                                      N, orders, points, r,
                                                                      variables, Y)
from verify.calculus import Eq, Fn, ForAll, Index, Indicator, Le, Naturals, Range, SumOver
from verify.statement import Claim

names = Range(m, "CNFs")
strings = Range(Y, "strings")
s, t = Index("s", points), Index("t", points)
v, h, g = (Index(name, variables) for name in "vhg")
o, o1 = Index("o", orders), Index("o'", orders)
j, y = Index("j", levels), Index("y", strings)
c, d = Index("c", l.over), Index("d", levels)

x = Fn("x", points, variables, into=bits)
cnf = Fn("f", points, into=names)
P, Q = (Fn(name, points, variables, variables, into=bits) for name in "PQ")
V = Fn("V", points, variables, variables, into=bits)
lit = Fn("lit", points, variables, points, variables)
same, D = Fn("same", points, points), Fn("D", points, points, variables)

pos = Fn("pos", orders, variables, into=levels)
var = Fn("var", orders, levels, into=variables)
place = Fn("place", orders, variables, levels, into=bits)
num = Fn("num", orders, points, l.over, into=Naturals)
a = Fn("a", orders, points, levels, into=bits)
wit = Fn("wit", orders, points, levels, into=points)
other = Fn("other", points, points, into=variables)
A, L, Lo = (Fn(name, orders, points, l.over, into=Naturals) for name in ("A", "L", "Lo"))
power = Fn("pw", l.over)
count = Fn("A1")      # A again, as a function of numbers: its differences telescope
S = Fn("S", orders, points)
W, B = (Fn(name, orders, points, into=Naturals) for name in "WB")
hit = Fn("hit", orders, points, strings)

q = Fn("q", orders, points, points, variables, into=bits)
last = Fn("last", orders, points, variables, into=variables)
om = Fn("om", orders, points, variables, variables, into=bits)
E = Fn("E", orders, orders, variables, variables, into=bits)
most = Symbol("most")

flipped = x(s, h) + Indicator(h, v) * (1 - 2 * x(s, h))


def clause() -> tuple[Claim, ...]:
    """For each point and variable: a clause of the point's CNF."""
    return (
        Claim("one CNF", "assumption",
              Eq(same(s, t), Indicator(cnf(s) - cnf(t), 0))),
        Claim("clause", "assumption",
              Eq(lit(s, v, t, h), P(s, v, h) * x(t, h) + Q(s, v, h) * (1 - x(t, h)))),
        Claim("false at s with v flipped (1)", "assumption", Eq(P(s, v, h) * flipped, 0),
              text="where parity is 0, and so is f(s)"),
        Claim("false at s with v flipped (2)", "assumption", Eq(Q(s, v, h) * (1 - flipped), 0)),
        Claim("true wherever its CNF is", "assumption",
              ForAll((s, v, t), Le(same(s, t), SumOver(lit(s, v, t, h), h)))),
    )


__all__ = ["A", "B", "D", "E", "L", "Lo", "N", "P", "Q", "S", "V", "W", "Y", "a", "c", "clause",
           "cnf", "count", "d", "e", "g", "h", "hit", "j", "k", "l", "last", "levels", "lit", "m",
           "most", "n", "num", "o", "o1", "om", "other", "place", "points", "pos", "power", "q",
           "r", "s", "same", "strings", "t", "v", "var", "wit", "x", "y"]
