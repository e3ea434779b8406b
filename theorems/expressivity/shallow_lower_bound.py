"""Claims on the number of neurons that all functions of d bits need: d s^2 > 2^d for d >= 14.

What a neuron answers on all inputs is determined by how often it is 1, alone and together with each
value that it reads (Chow). The claims are named here and used by `shallow_networks`.
"""

from sympy import Integer, Symbol

from theorems.expressivity import shallow_networks_instance as at
from verify.calculus import (Eq, Fn, ForAll, Index, Indicator, Le, Lt, Range, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              Slack)

n, d, s = map(Size, "nds")
least, number = Symbol("least"), Symbol("neurons")

# the count
neurons, counts = Range(s, "neurons"), Range(s + 1, "counts", first=0)
upto = Range(d + 1, "numbers up to d", first=0)
i, j, m = Index("i", neurons), Index("i", counts), Index("m", upto)
F, b = Fn("F", counts), Fn("b", counts)

# Chow's argument, and pigeons
points, reads = Range(Size("E"), "points"), Range(Size("r"), "values read")
p, c = Index("x", points), Index("j", reads)
g1, g2 = Fn("g", points), Fn("g'", points)
w, v, theta = Fn("w", reads), Fn("z", points, reads), Symbol("theta")
answers, parameters = Range(Size("A"), "answers"), Range(Size("P"), "parameters")
answer, parameter = Index("g", answers), Index("c", parameters)
given_, has = Fn("given", answers), Fn("has", answers, parameters)

reading = SumOver(w(c) * v(p, c), c) - theta
over, under = Fn("over", points), Fn("under", points)
chow = Le(SumOver((1 - g1(p)) * g2(p), p),
          SumOver(w(c) * SumOver((g1(p) - g2(p)) * v(p, c), p), c)
          - theta * SumOver(g1(p) - g2(p), p))
enough = Lt(2**d, d * s**2)
grows = 4 * m**3 + 25 * m**2 + 36 * m
small = Le(d * s**2, 2**d)
wide = d * (d + 1)**2 * (2 * d + 1)**2
COUNT = ("no neuron", "one neuron more", "all functions")


def lower_bound() -> tuple[Claim, ...]:
    """The claims, in the order of the report."""
    return (
        Claim("no neuron", "assumption", Eq(b(0), 0), group="lower bound"),
        Claim("one neuron more", "assumption",
              ForAll((i,), Le(b(i), b(i - 1) + (d + 1) * (d + i))), group="lower bound",
              text="neuron i has d + i parameters from 0 to 2^d, d + 1 bits each: claims 'Chow' "
                   "and 'as many as parameters'; here all nets of 2 neurons on 2 bits"),
        Claim("all functions", "assumption", Le(2**d, b(s)), group="lower bound",
              text="the last neuron's answers are all 2^(2^d) functions"),
        Claim("a parameter has d + 1 bits", "step", Le(2**d + 1, 2**(d + 1)), Instances(),
              group="lower bound", text="a number from 0 to 2^d"),
        Claim("bits of s neurons", "step",
              ForAll((j,), Le(b(j), (d + 1) * (d * j + j * (j + 1) / 2))),
              Induction(j, base=Instances(At("no neuron")),
                        step=Instances(At(HYPOTHESIS), At("one neuron more", {i: j + 1}))),
              using=("no neuron", "one neuron more"), group="lower bound"),
        Claim("2^m outgrows m^3", "step", ForAll((m,), Le(grows, 2**m), where=Le(14, m)),
              Induction(m, base=Instances(),
                        step=Instances(At(HYPOTHESIS), integers=(m - 13,), products=(
                            (m - 14, m**2), (m - 14, m)))),
              group="lower bound", at_instance=False),
        Claim("with few neurons", "step",
              ForAll((), Le((d - 1) * 2**d, d * (d + 1) * (2 * d + 1) * s), where=small),
              Instances(At("bits of s neurons", {j: s}), At("all functions"),
                        products=((2**d - d * s**2, d + 1),
                                  ((d + 1) * (d * s + s * (s + 1) / 2) - 2**d, d))),
              using=("bits of s neurons", "all functions"), group="lower bound",
              at_instance=False),
        Claim("squared", "step", ForAll((), Le((d - 1)**2 * 2**d, wide), where=small),
              Instances(At("with few neurons"), products=(
                  (d * (d + 1) * (2 * d + 1) * s - (d - 1) * 2**d,
                   d * (d + 1) * (2 * d + 1) * s + (d - 1) * 2**d),
                  (2**d - d * s**2, wide), ((d - 1)**2 * 2**d - wide - 1, 2**d),
                  (d - 1, 2**d), (d, d), (d, d**2), (d, d**3), (d, d**4))),
              using=("with few neurons",), group="lower bound", at_instance=False),
        Claim("a polynomial", "step",
              ForAll((m,), Le(m * (m + 1)**2 * (2 * m + 1)**2 + 1, grows * (m - 1)**2),
                     where=Le(14, m)),
              Instances(products=((m - 14, m**3), (m - 14, m**2), (m - 14, m))),
              group="lower bound", at_instance=False),
        Claim("s > sqrt(2^d/d)", "conclusion", ForAll((), enough, where=Le(14, d)),
              Instances(At("squared"), At("2^m outgrows m^3", {m: d}), At("a polynomial", {m: d}),
                        products=((d - 1, d - 1),
                                  (2**d - grows.xreplace({m: d}), (d - 1)**2))),
              using=("squared", "2^m outgrows m^3", "a polynomial"), group="lower bound",
              at_instance=False, text="for every d >= 14 and s; sums that are 0 do not matter"),

        Claim("Chow", "sharper", chow,
              Slack(SumOver((1 - g2(p))**2 * over(p), p), SumOver(g2(p)**2 * under(p), p)),
              assuming=(("g' is 0 or 1", ForAll((p,), Eq(g2(p)**2, g2(p)))),
                        ("over", ForAll((p,), Eq(over(p), g1(p) * reading))),
                        ("under", ForAll((p,), Eq(under(p), (1 - g1(p)) * (-1 - reading)))),
                        ("where g is 1, the sum is not negative", ForAll((p,), Le(0, over(p)))),
                        ("where g is 0, it is at most -1", ForAll((p,), Le(0, under(p))))),
              group="lower bound", at_instance=False,
              text="if g' says 1 as often as g, in all and with each z_j, then the right side is "
                   "0: g' is never 1 where g is 0, and so they are equal; finitely many points, so "
                   "'at most -1' is a choice of scale"),
        Claim("as many as parameters", "sharper",
              Le(SumOver(Indicator(given_(answer), 1), answer), SumOver(Integer(1), parameter)),
              Slack(SumOver(1 - SumOver(Indicator(given_(answer), 1) * has(answer, parameter),
                                        answer), parameter),
                    SumOver(Indicator(given_(answer), 1)
                            * (SumOver(has(answer, parameter), parameter) - 1), answer)),
              assuming=(("no two answers that are given have the same",
                         ForAll((parameter,), Le(SumOver(Indicator(given_(answer), 1)
                                                         * has(answer, parameter), answer), 1))),
                        ("an answer has parameters",
                         ForAll((answer,), Le(1, SumOver(has(answer, parameter), parameter))))),
              group="lower bound", at_instance=False),
        Claim("the answers are numbered", "sharper", ForAll((j,), Le(F(j), 2**b(j))), Exhaustive(),
              group="lower bound", text=f"{', '.join(map(str, at.answers()))} on 2 bits, counted"),
        Claim("the count at n", "sharper",
              Lt((n + 1) * (n * (least - 1) + (least - 1) * least / 2), 2**n), Exhaustive(),
              group="lower bound"),
        Claim("N has as many neurons", "sharper", Le(least, number), Exhaustive(),
              group="lower bound"),
        Claim("14 is needed", "necessity", enough,
              FalseAt(at.thirteen_bits, holding=COUNT), group="lower bound",
              text="for 13 bits the count does not exclude 24 neurons"),
    )
