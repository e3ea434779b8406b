"""Parity and its complement are the only functions of order n.

Statement
    A function of n bits has order k if k is the least degree of a polynomial that is positive
    where the function is 1 and negative where it is 0. For every n the parity of n bits and its
    complement have order n, and no other function has.
Where
    M(v, x)   the monomial x^v: the product of the x_i with v_i = 1
    c(x)      the product of the 2 x_i - 1: the sign of parity, or of its complement
    a(v)      the coefficients of a polynomial p of degree less than n
    t, u      margins: c(x) p(x) >= t at every x, and -c(x) p(x) >= u
    F(x)      the signs, 1 or -1, of a function
    w(v)      coefficients of degree k, the order, with the signs F
    l(x)      multipliers that rule out every degree less than k
Instance
    parity or the given truth table with its certificates; all functions of up to `bits` bits
Source
    Minsky and Papert 1969, chapter 3
Proof idea
    The sum of c(x) x^v over the cube factorises and is 0 unless v is all ones, so the sum of
    c(x) p(x) is 0 if p has degree less than n, and not all its terms are positive. If F is neither
    c nor -c, then 2^n F(x) - kappa c(x), with kappa the sum of F c, has degree less than n and the
    signs of F, for |kappa| <= 2^n - 2.
"""

from sympy import Integer, Rational, Symbol

from theorems.expressivity import perceptron_order_instance as at
from theorems.formal import PINS
from theorems.sources import MINSKY_PAPERT_1969
from verify.calculus import (Coordinate, Cube, Eq, Expect, Fn, ForAll, Index, Indicator, Le, Lt,
                             ProductOver, Range, Relu, Sign, Size, SumOver)
from verify.statement import (At, Claim, Exhaustive, FalseAt, Induction, Instances, NormalForm,
                              Parameter, Slack, Theorem)

n = Size("n")
bits = Range(n, "bits")
cube, subsets = Cube(bits, "inputs"), Cube(bits, "monomials")
x, y, z, w = (Index(name, cube) for name in "xyzw")
v, i, j = Index("v", subsets), Index("i", bits), Index("j", bits)
last = Index("i'", bits)
s, d = (Index(name, Range(n + 1, "0..n", first=0)) for name in "sd")
k, t, u = Symbol("k"), Symbol("t", real=True), Symbol("u", real=True)
M, c, F = Fn("M", subsets, cube), Fn("c", cube), Fn("F", cube)
a, weights, multipliers = Fn("a", subsets), Fn("w", subsets), Fn("l", cube)
choose = Fn("choose", s.over, s.over)
b, g, h = Fn("b", subsets), Symbol("r", real=True), Fn("h", subsets)

signs = ProductOver(2 * Coordinate(x, i) - 1, i)
monomial = ProductOver(Coordinate(x, i)**Coordinate(v, i), i)
full = ProductOver(Coordinate(v, i) / 2, i)
degree = SumOver(Coordinate(v, j), j)
missing = SumOver(1 - Coordinate(v, j), j)
weight = SumOver(Coordinate(x, i), i)
p = SumOver(a(v) * M(v, x), v)
at_top = SumOver(a(v) * full, v)
points = SumOver(Integer(1), w)
kappa = SumOver(F(w) * c(w), w)
repaired = points * F(x) - kappa * c(x)
lower = SumOver(b(v) * M(v, x), v)

DIFFER = Eq(F(y) * c(y) - F(z) * c(z), 2)    # F(y) = c(y) and F(z) = -c(z)
MONOMIALS, SIGNS = "monomials", "the signs of parity"
MARGIN, OTHER = "p has margin t on parity", "p has margin u on the complement"
CERTIFICATE = "parity and a monomial"
ONE_TO_ONE = "correlation at most 1"
NOT_MORE, NOT_LESS = "at most 0", "at least 0"


def squares(left, right):
    """The squares of left - right, for both signs of it."""
    return ((left - right, left - right), (right - left, right - left))


def few(size):
    """The claims about all functions of so many bits: each with its order and certificates."""
    label = "1 bit" if size == 1 else f"{size} bits"
    group, when = f"all functions of {label}", lambda given: given["bits"] >= size
    points, exponents = Cube(size, f"{size}-bit inputs"), Cube(size, f"{size}-bit monomials")
    x, v = Index("x", points), Index("v", exponents)
    f = Index("f", Range(2**2**size, f"functions of {label}", first=0))
    o = Index("k", Range(size + 1, f"orders for {label}", first=0))
    F, O, W, L = (Fn(f"F{size}", f.over, points), Fn(f"O{size}", f.over),
                  Fn(f"w{size}", f.over, exponents), Fn(f"l{size}", f.over, points))
    M, place, count = Fn(f"M{size}", exponents, points), Fn(f"P{size}", points), Fn(
        f"D{size}", o.over)
    coordinate = Index("i", Range(size, f"{size}-bit inputs.coordinates"))
    degree = SumOver(Coordinate(v, coordinate), coordinate)
    power = ProductOver(Coordinate(x, coordinate)**Coordinate(v, coordinate), coordinate)
    claims = (
        ("monomials", Eq(M(v, x), power), ""),
        ("every function", Eq(SumOver((1 + F(f, x)) / 2 * place(x), x), f),
         "f is the number whose digits are its values"),
        ("weights", Le(1, F(f, x) * SumOver(W(f, v) * M(v, x), v)), "with the signs of f"),
        ("of degree k", Eq(W(f, v) * Relu(degree - O(f)), 0), ""),
        ("multipliers", Le(0, L(f, x)), ""),
        ("not all 0", ForAll((f,), Le(1, SumOver(L(f, x), x))), ""),
        ("against every degree below k",
         Eq(Relu(O(f) - degree) * SumOver(L(f, x) * F(f, x) * M(v, x), x), 0), ""),
        ("how many have order k", ForAll((o,), Eq(SumOver(Indicator(O(f), o), f), count(o))),
         ", ".join(map(str, at.HISTOGRAM[size]))))
    return tuple(Claim(f"{label}: {name}", "sharper", formula, Exhaustive(), group=group,
                       when=when, text=text) for name, formula, text in claims)


theorem = Theorem(
    name="perceptron-order",
    title="parity and its complement are the only functions of order n",
    source=MINSKY_PAPERT_1969.at("chapter 3"),
    statement="For every n, no polynomial of degree less than n has the signs of the parity of n "
              "bits or of its complement, and every other function of n bits has one: it is the "
              "only pair of order n.",
    where=(("M(v, x)", "the monomial x^v"), ("c(x)", "(-1)^(n - |x|), the signs of parity, or of "
                                             "its complement"),
           ("a(v)", "coefficients of a polynomial p of degree less than n"),
           ("t, u", "margins of p on parity and on its complement"),
           ("F(x)", "the signs of the given function"),
           ("k", "its order: the least degree"),
           ("w(v)", "coefficients of degree k with these signs"),
           ("l(x)", "multipliers against every degree below k")),
    given=(Parameter("n", "integer", 4, "number of bits of the parity", low=1, high=8, symbol="n"),
           Parameter("table", "text", "", "truth table of another function, such as 0110: digit p "
                     "is the value at the point with x_i = bit i - 1 of p"),
           Parameter("bits", "integer", 4, "orders of all functions of so many bits", low=1,
                     high=4)),
    instance=at.instance,
    quantities=at.quantities,
    formal=PINS,
    claims=(
        Claim(MONOMIALS, "assumption", Eq(M(v, x), monomial)),
        Claim(SIGNS, "assumption", Eq(c(x), signs)),
        Claim("p has degree less than n", "assumption",
              ForAll((v,), Eq(a(v), 0), where=Eq(degree, n))),
        Claim(MARGIN, "assumption", ForAll((x,), Le(t, c(x) * p))),
        Claim(OTHER, "assumption", ForAll((x,), Le(u, -c(x) * p))),
        Claim("F has values 1 and -1", "assumption", Eq(F(x)**2, 1)),

        Claim("c is parity", "step", Eq(signs, Sign(n + weight)),
              Induction(bits, base=NormalForm(), step=NormalForm()), group="certificate",
              text="(-1)^n times the sign (-1)^|x| of parity"),
        Claim("the expectation factorises", "step", Eq(Expect(signs * monomial, x), full),
              Induction(bits, base=NormalForm(), step=NormalForm()), group="certificate",
              text="a factor is (-1 0^(v_i) + 1 1^(v_i))/2 = v_i/2"),
        Claim(CERTIFICATE, "step", Eq(Expect(c(x) * M(v, x), x), full), NormalForm(),
              using=(MONOMIALS, SIGNS, "the expectation factorises"), group="certificate"),
        Claim("parity and a polynomial", "step", Eq(Expect(c(x) * p, x), at_top), NormalForm(),
              using=(CERTIFICATE,), group="certificate"),
        Claim("a missing variable makes it 0", "step", Le(full * missing, 0),
              Induction(bits, base=NormalForm(), step=Slack(
                  ProductOver(Coordinate(v, i)**2 / 2, i) * SumOver((1 - Coordinate(v, j))**2, j)
                  * (Rational(1, 2) + (1 - Coordinate(v, last))**2 / 2))), group="degree"),
        Claim("it is not negative", "step", Le(0, full), Slack(full), group="degree"),
        Claim("missing variables", "step", Eq(missing, n - degree), NormalForm(), group="degree"),
        Claim("at least none", "step", Le(0, missing), Slack(SumOver((1 - Coordinate(v, j))**2, j)),
              group="degree"),
        Claim("0 below the top", "step", ForAll((v,), Eq(full, 0), where=Lt(degree, n)),
              Instances(At("a missing variable makes it 0"), At("it is not negative"),
                        At("missing variables"), products=((full, n - degree - 1),)),
              using=("a missing variable makes it 0", "it is not negative",
                     "missing variables"), group="degree"),
        *(Claim(f"each term is {word}", "step", formula,
                Instances(At("p has degree less than n"), At("0 below the top"),
                          At("missing variables"), At("at least none")),
                using=("p has degree less than n", "0 below the top", "missing variables",
                       "at least none"), group="degree")
          for word, formula in ((NOT_MORE, Le(a(v) * full, 0)), (NOT_LESS, Le(0, a(v) * full)))),
        Claim(f"the sum is {NOT_MORE}", "step", Le(at_top, 0), Slack(SumOver(-a(v) * full, v)),
              using=(f"each term is {NOT_MORE}",), group="degree"),
        Claim(f"the sum is {NOT_LESS}", "step", Le(0, at_top), Slack(SumOver(a(v) * full, v)),
              using=(f"each term is {NOT_LESS}",), group="degree"),
        Claim("the margin is at most the sum", "step", Le(t, at_top),
              Slack(Expect(c(x) * p - t, x)), using=(MARGIN, CERTIFICATE),
              text="for p of any degree: its coefficient of x_1...x_n is at least 2^n t"),
        Claim("no lower degree for c", "conclusion", Le(t, 0),
              Instances(At("the margin is at most the sum"), At(f"the sum is {NOT_MORE}")),
              using=("the margin is at most the sum", f"the sum is {NOT_MORE}"),
              text="no p of degree less than n has c(x) p(x) > 0 at every x"),
        Claim("the same for -c", "step", Le(u, -at_top), Slack(Expect(-c(x) * p - u, x)),
              using=(OTHER, CERTIFICATE)),
        Claim("no lower degree for -c", "conclusion", Le(u, 0),
              Instances(At("the same for -c"), At(f"the sum is {NOT_LESS}")),
              using=("the same for -c", f"the sum is {NOT_LESS}")),

        Claim("c squared", "step", Eq(signs**2, 1),
              Induction(bits, base=NormalForm(), step=NormalForm()), group="all others"),
        Claim("c is a sign", "step", Eq(c(x)**2, 1), Instances(At(SIGNS), At("c squared")),
              using=(SIGNS, "c squared"), group="all others"),
        Claim("2^n F - kappa c has no top coefficient", "step",
              Eq(SumOver(c(x) * repaired, x), 0), NormalForm(), using=("c is a sign",),
              group="all others", text="by 'parity and a polynomial' so is its degree less than n"),
        Claim("its sign at x", "step", Eq(F(x) * repaired, points - kappa * F(x) * c(x)),
              NormalForm(), using=("F has values 1 and -1",), group="all others"),
        *(Claim(f"{ONE_TO_ONE} ({word})", "step", formula,
                Instances(At("F has values 1 and -1"), At("c is a sign"),
                          products=squares(F(x), sign * c(x))),
                using=("F has values 1 and -1", "c is a sign"), group="all others")
          for word, sign, formula in (("above", 1, Le(F(x) * c(x), 1)),
                                      ("below", -1, Le(-1, F(x) * c(x))))),
        *(Claim(f"one point, {place}", "step", Eq(SumOver(Indicator(x, place), x), 1),
                Induction(bits, base=NormalForm(), step=NormalForm()), group="all others")
          for place in (y, z)),
        *(Claim(f"point by point, {place}", "step",
                Le(Indicator(x, place) * (1 + sign * F(place) * c(place)),
                   1 + sign * F(x) * c(x)),
                Instances(At("F has values 1 and -1"), At("c is a sign"),
                          products=squares(F(x), -sign * c(x))),
                using=("F has values 1 and -1", "c is a sign"), group="all others")
          for place, sign in ((y, 1), (z, -1))),
        *(Claim(f"kappa, from {place}", "step",
                Le(1 + sign * F(place) * c(place), points + sign * kappa),
                Slack(SumOver(1 + sign * F(x) * c(x) - Indicator(x, place)
                              * (1 + sign * F(place) * c(place)), x)),
                using=(f"point by point, {place}", f"one point, {place}"), group="all others")
          for place, sign in ((y, 1), (z, -1))),
        Claim("a margin of 2", "step",
              ForAll((x, y, z), Le(2, points - kappa * F(x) * c(x)), where=DIFFER),
              Instances(At("kappa, from y"), At("kappa, from z"), At(f"{ONE_TO_ONE} (above)"),
                        At(f"{ONE_TO_ONE} (below)"), At(f"{ONE_TO_ONE} (above)", {x: y}),
                        At(f"{ONE_TO_ONE} (below)", {x: z}),
                        products=((points - 2 - kappa, 1 + F(x) * c(x)),
                                  (points - 2 + kappa, 1 - F(x) * c(x)))),
              using=("kappa, from y", "kappa, from z", f"{ONE_TO_ONE} (above)",
                     f"{ONE_TO_ONE} (below)"), group="all others"),
        Claim("every other function has a lower degree", "conclusion",
              ForAll((x, y, z), Le(2, F(x) * repaired), where=DIFFER),
              Instances(At("a margin of 2"), At("its sign at x")),
              using=("a margin of 2", "its sign at x"), group="all others",
              text="where F is c at some y and -c at some z, 2^n F - kappa c has its signs"),

        Claim("every function is a polynomial", "sharper",
              Eq(SumOver(monomial * ProductOver(Coordinate(v, i)**Coordinate(y, i), i)
                         * Sign(SumOver(Coordinate(v, i) + Coordinate(y, i), i)), v),
                 ProductOver(1 - Coordinate(x, i) - Coordinate(y, i)
                             + 2 * Coordinate(x, i) * Coordinate(y, i), i)),
              Induction(bits, base=NormalForm(), step=NormalForm()), at_instance=False,
              text="a(v) is the sum of (-1)^(|v| - |y|) p(y) over the y below v"),
        Claim("for this is 1 at y, else 0", "sharper",
              Eq(ProductOver(1 - Coordinate(x, i) - Coordinate(y, i)
                             + 2 * Coordinate(x, i) * Coordinate(y, i), i), Indicator(x, y)),
              NormalForm(), at_instance=False,
              text="so a predicate of k inputs is a polynomial of degree k in them"),
        Claim("multipliers rule degrees out", "sharper", Le(g * SumOver(multipliers(x), x), 0),
              Slack(SumOver(multipliers(x) * (F(x) * lower - g), x)), at_instance=False,
              assuming=(("multipliers", ForAll((x,), Le(0, multipliers(x)))),
                        ("margin r", ForAll((x,), Le(g, F(x) * lower))),
                        ("their sums", ForAll((v,), Eq(
                            SumOver(multipliers(x) * F(x) * M(v, x), x), h(v)))),
                        ("are 0 where b is not", ForAll((v,), Eq(b(v) * h(v), 0)))),
              text="if sum l(x) F(x) x^v = 0 for every monomial of a polynomial, its margin on F "
                   "is not positive"),
        Claim("symmetrised: the average of x^v over |x| = s", "sharper",
              Eq(choose(n, degree) * SumOver(Indicator(weight, s) * M(v, x), x),
                 choose(n, s) * choose(s, degree)), Exhaustive(),
              text="it is C(s, |v|)/C(n, |v|), a polynomial of degree |v| in s"),
        Claim("symmetrised: finite differences", "sharper",
              ForAll((d,), Eq(SumOver(Sign(s) * choose(n, s) * choose(s, d), s),
                              Sign(n) * Indicator(d, n))), Exhaustive(),
              text="with multipliers C(n, s) the signs cancel every degree below n"),

        Claim("weights of degree k", "sharper",
              Le(1, F(x) * SumOver(weights(v) * M(v, x), v)), Exhaustive(),
              group="the given function"),
        Claim("of no higher degree", "sharper", Eq(weights(v) * Relu(degree - k), 0),
              Exhaustive(), group="the given function"),
        Claim("multipliers, not negative", "sharper", Le(0, multipliers(x)), Exhaustive(),
              group="the given function"),
        Claim("multipliers, not all 0", "sharper", Le(1, SumOver(multipliers(x), x)), Exhaustive(),
              group="the given function"),
        Claim("against every degree below k", "sharper",
              Eq(Relu(k - degree) * SumOver(multipliers(x) * F(x) * M(v, x), x), 0), Exhaustive(),
              group="the given function", text="so by 'multipliers rule degrees out' k is least"),
        Claim("parity has order n", "sharper", Eq(k, n), Exhaustive(), group="the given function",
              when=lambda given: not given["table"]),
        Claim("parity is c or -c", "sharper", Eq(F(x), -Sign(weight)), Exhaustive(),
              group="the given function", when=lambda given: not given["table"]),

        *(claim for size in (1, 2, 3, 4) for claim in few(size)),

        Claim("degree n is enough", "necessity", Le(t, 0),
              FalseAt(at.full_degree, holding=(MONOMIALS, SIGNS, MARGIN)),
              text="without 'p has degree less than n': c itself has margin 1"),
        Claim("the complement is an exception too", "necessity",
              ForAll((x, z), Le(2, F(x) * repaired), where=Eq(F(z) * c(z), -1)),
              FalseAt(at.complement, holding=(SIGNS, "F has values 1 and -1")),
              text="without 'F is c at some y': F = -c"),
        Claim("degree k is not ruled out", "necessity",
              Eq(Relu(k + 1 - degree) * SumOver(multipliers(x) * F(x) * M(v, x), x), 0),
              FalseAt(at.exclusive_or, holding=(MONOMIALS, SIGNS)),
              text="for exclusive or they rule out degree 1, and not degree 2"),
    ),
    notes=(
        ("circuits-E18", "'Perceptrons' appeared in 1969; the expanded edition is of 1988."),
    ),
)
