"""Claims on all functions of 1, 2 and 3 bits: threshold functions, and s(1), s(2), s(3) exactly.

s(n) is the least number of vertices of a layered graph that computes all functions of n bits. Where
a function f factors through the units of the first hidden layer, f must be constant on the inputs
that these do not tell apart; that is what the lower bounds are about, for graphs of any depth.
"""

from functools import reduce
from typing import Any

from sympy import Integer

from theorems.expressivity import shallow_networks_instance as at
from verify.calculus import (Eq, Floor, Fn, ForAll, Index, Indicator, Le, Mod2, Range, Relu,
                             SumOver)
from verify.statement import Claim, Exhaustive, Slack, Smt

SUMS_TO = 4      # two points where f is 1 and two where it is 0


def bit(function: Any, point: Any) -> Any:
    """The digit of a truth table, given by its number."""
    return Mod2(Floor(function / 2**point))


def sign(function: Any, point: Any) -> Any:
    return 2 * bit(function, point) - 1


def coordinate(point: Any, j: Any) -> Any:
    """x_j of the point of this number; 1 for j = 0, which is the constant."""
    return Indicator(j, 0) + (1 - Indicator(j, 0)) * Mod2(Floor(2 * point / 2**j))


def label(bits: int) -> str:
    return "1 bit" if bits == 1 else f"{bits} bits"


class Names:
    """The index sets and functions of one number of bits."""

    def __init__(self, bits: int):
        self.functions = Range(2**2**bits, f"functions of {bits} bits", first=0)
        self.points = Range(2**bits, f"points of {bits} bits", first=0)
        self.weights = Range(bits + 1, f"weights for {bits} bits", first=0)
        self.listed = Range(at.THRESHOLD_FUNCTIONS[bits], f"threshold functions of {bits} bits")
        self.three = Range(3, f"three of {bits} bits")
        self.f, self.x, self.x1 = (Index("f", self.functions), Index("x", self.points),
                                   Index("x'", self.points))
        self.j, self.k = Index("j", self.weights), Index("k", self.three)
        self.g, self.g1 = Index("g", self.listed), Index("g'", self.listed)
        self.isit, self.w = (Fn(f"is{bits}", self.functions),
                             Fn(f"w{bits}", self.functions, self.weights))
        self.lam = Fn(f"lam{bits}", self.functions, self.points)
        self.code, self.m = Fn(f"code{bits}", self.listed), Fn(f"m{bits}", self.functions,
                                                               self.three)


def few_bits() -> tuple[Claim, ...]:
    """The claims, in the order of the report."""
    return (certificate(), *(claim for bits in at.FEW for claim in threshold_claims(bits)),
            *sizes_of_one(), *sizes_of_two(), *sizes_of_three())


def certificate() -> Claim:
    """Multipliers that cancel leave no room for weights."""
    points, reads = Range(8, "points to separate"), Range(4, "weights to find")
    x, j = Index("x", points), Index("j", reads)
    lam, sgn, value, w = Fn("l", points), Fn("sgn", points), Fn("X", points, reads), Fn("W", reads)
    margin = Fn("margin", points)
    return Claim(
        "multipliers leave no weights", "sharper",
        Le(SumOver(lam(x), x), SumOver(w(j) * SumOver(lam(x) * sgn(x) * value(x, j), x), j)),
        Slack(SumOver(lam(x) * margin(x), x)), at_instance=False, group="few bits",
        assuming=(("margin", ForAll((x,), Eq(margin(x), sgn(x) * SumOver(w(j) * value(x, j), j)
                                             - 1))),
                  ("every sum has its sign, and is at least 1", ForAll((x,), Le(0, margin(x)))),
                  ("multipliers are not negative", ForAll((x,), Le(0, lam(x))))),
        text="if the inner sums are 0, then so are the multipliers")


def threshold_claims(bits: int) -> tuple[Claim, ...]:
    """For each function either weights or multipliers."""
    o = Names(bits)
    group, many = f"all functions of {label(bits)}", at.THRESHOLD_FUNCTIONS[bits]
    sums = SumOver(o.w(o.f, o.j) * coordinate(o.x, o.j), o.j)
    claims = [
        Claim(f"{label(bits)}: weights", "sharper",
              ForAll((o.f, o.x), Le(1, sign(o.f, o.x) * sums), where=Eq(o.isit(o.f), 1)),
              Exhaustive(), group=group, text="no sum is 0"),
        Claim(f"{label(bits)}: how many", "sharper", Eq(SumOver(o.isit(o.f), o.f), many),
              Exhaustive(), group=group)]
    if bits > 1:
        claims += [
            Claim(f"{label(bits)}: multipliers", "sharper",
                  ForAll((o.f, o.j), Eq(SumOver(o.lam(o.f, o.x) * sign(o.f, o.x)
                                                * coordinate(o.x, o.j), o.x), 0),
                         where=Eq(o.isit(o.f), 0)), Exhaustive(), group=group,
                  text="all other functions have no weights"),
            Claim(f"{label(bits)}: not negative", "sharper",
                  ForAll((o.f, o.x), Le(0, o.lam(o.f, o.x))), Exhaustive(), group=group),
            Claim(f"{label(bits)}: not all 0", "sharper",
                  ForAll((o.f,), Eq(SumOver(o.lam(o.f, o.x), o.x), SUMS_TO),
                         where=Eq(o.isit(o.f), 0)), Exhaustive(), group=group),
            Claim(f"{label(bits)}: the list is complete", "sharper",
                  ForAll((o.f,), Eq(SumOver(Indicator(o.code(o.g) - o.f, 0), o.g),
                                    o.isit(o.f))), Exhaustive(), group=group),
            Claim(f"{label(bits)}: the majority of three", "sharper",
                  ForAll((o.f, o.x), Le(1, sign(o.f, o.x)
                                        * SumOver(sign(o.m(o.f, o.k), o.x), o.k))), Exhaustive(),
                  group=group, text="every function, with no sum that is 0"),
            Claim(f"{label(bits)}: of three threshold functions", "sharper",
                  ForAll((o.f, o.k), Eq(o.isit(o.m(o.f, o.k)), 1)), Exhaustive(), group=group)]
    return tuple(claims)


def confused(o: Names, units: tuple[Any, ...], odd: Any) -> Any:
    """In how many pairs of points that these units do not tell apart the parity differs."""
    same = reduce(lambda left, g: left * Indicator(bit(o.code(g), o.x) - bit(o.code(g), o.x1), 0),
                  units, Integer(1))
    return SumOver(SumOver(same * (1 - Indicator(bit(Integer(odd), o.x)
                                                 - bit(Integer(odd), o.x1), 0)), o.x1), o.x)


def sizes_of_one() -> tuple[Claim, ...]:
    o = Names(1)
    return (Claim("s(1) = 3", "sharper", ForAll((o.f,), Eq(o.isit(o.f), 1)), Exhaustive(),
                  group="s(n)", text="one neuron computes each of the 4 functions; the input, the "
                                     "constant and the output are 3 vertices"),)


def sizes_of_two() -> tuple[Claim, ...]:
    o, xor = Names(2), 6
    two = Range(2, "two of 2 bits")
    k = Index("k", two)
    up, down = (Fn(name, o.functions, two) for name in ("up", "down"))
    mu = Fn("mu", o.listed, o.listed, o.points)
    total = SumOver(sign(up(o.f, k), o.x), k)
    total_down = SumOver(sign(down(o.f, k), o.x), k)
    group = "s(n)"

    def cancels(g: Any) -> Any:
        return SumOver(mu(o.g, o.g1, o.x) * sign(Integer(xor), o.x) * sign(o.code(g), o.x), o.x)

    return (
        Claim("s(2) >= 6", "sharper", ForAll((o.g,), Le(1, confused(o, (o.g,), xor))),
              Exhaustive(), group=group,
              text="one unit in the first hidden layer does not tell apart what exclusive or "
                   "does: 3 inputs, 2 units, the output"),
        Claim("s(2) <= 6 if sign(0) = 1", "sharper",
              ForAll((o.f, o.x), Eq(Indicator(Relu(-total), 0), bit(o.f, o.x))), Exhaustive(),
              group=group, text="two threshold functions, [sum >= 0]"),
        Claim("s(2) <= 6 if sign(0) = -1", "sharper",
              ForAll((o.f, o.x), Eq(1 - Indicator(Relu(total_down), 0), bit(o.f, o.x))),
              Exhaustive(), group=group, text="two threshold functions, [sum > 0]"),
        Claim("both are threshold functions", "sharper",
              ForAll((o.f, k), Eq(o.isit(up(o.f, k)) * o.isit(down(o.f, k)), 1)), Exhaustive(),
              group=group),
        Claim("s(2) >= 7 without ties", "sharper",
              ForAll((o.g, o.g1), Eq(cancels(o.g), 0)), Exhaustive(), group=group,
              text="for every two units multipliers show that no weights of the output are right; "
                   "it has no constant, for that is among the inputs only"),
        Claim("and by the other unit", "sharper", ForAll((o.g, o.g1), Eq(cancels(o.g1), 0)),
              Exhaustive(), group=group),
        Claim("their multipliers", "sharper",
              ForAll((o.g, o.g1, o.x), Le(0, mu(o.g, o.g1, o.x))), Exhaustive(), group=group),
        Claim("are not all 0", "sharper",
              ForAll((o.g, o.g1), Eq(SumOver(mu(o.g, o.g1, o.x), o.x), 2)), Exhaustive(),
              group=group),
        Claim("s(2) >= 7 if sign(0) = 0", "sharper", None,
              Smt(ternary, scope="exclusive or of 2 bits"), group=group,
              text="two hidden units with values -1, 0, 1 and an output that is never 0"),
    )


def sizes_of_three() -> tuple[Claim, ...]:
    o, odd = Names(3), sum(1 << x for x in range(8) if bin(x).count("1") % 2)
    return (
        Claim("s(3) >= 8", "sharper",
              ForAll((o.g, o.g1), Le(1, confused(o, (o.g, o.g1), odd))), Exhaustive(),
              group="s(n)",
              text="no two units in the first hidden layer tell apart what parity does: 4 inputs, "
                   "3 units, the output; '3 bits: the majority of three' has so many, so s(3) = 8"),
    )


def ternary(z3: Any) -> Any:
    """No a, b, v: sign(v_1 sign(a.x) + v_2 sign(b.x)) is exclusive or, where sign(0) = 0."""
    a, b = ([z3.Real(f"{name}{j}") for j in range(3)] for name in "ab")
    v = z3.Real("v1"), z3.Real("v2")

    def times_sign(weight: Any, unit: Any, x: int, y: int) -> Any:
        total = unit[0] + x * unit[1] + y * unit[2]
        return z3.If(total > 0, weight, z3.If(total < 0, -weight, 0))

    right = []
    for x in (0, 1):
        for y in (0, 1):
            out = times_sign(v[0], a, x, y) + times_sign(v[1], b, x, y)
            right.append(out > 0 if x != y else out < 0)
    return z3.Not(z3.And(*right))
