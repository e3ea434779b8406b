"""The derivative of an equilibrium layer, for every acyclic graph: claims of the theorem `deq`.

Where
    J          the Jacobian at the equilibrium: J(a, b) = dF_a/dz_b, of N units in any order
    e(a)       the depth of unit a; an entry of J that is not 0 leads to a smaller depth
    P(k)       J^k;  R(k) = I + J + ... + J^(k-1);  R is the last of them, R(p)
    JR, JP     the matrix products J R(k), J P(k);  next(k) = R(k) + P(k), and J next(k) is JN
    pi(r)       the r-th permutation of the units that is not the identity, sgn(r) its sign
    A(r, a)    the entry of I - J in row a and column pi(r, a);  X(r, i) the product of the first i
Proof idea
    R(k) - J R(k) = I - P(k) by induction on k, and P(p) = 0 by the depths. A permutation whose
    product is not 0 never goes up in depth: by induction on the depth it moves nothing. So the
    Leibniz formula of det(I - J) has one term, that of the identity, and this term is 1.
"""

from sympy import Symbol

from theorems.expressivity.deq_instance import FEW
from verify.calculus import (Eq, Fn, ForAll, Index, Indicator, Le, Naturals, Ne, ProductOver, Range,
                             Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, Induction, Instances, NormalForm)

N, p, M = Size("N"), Size("p"), Size("M")

units, powers = Range(N, "units"), Range(p, "powers")
a, b, c = (Index(name, units) for name in "abc")
k, l = Index("k", powers), Index("l", powers)
J, e = Fn("J", units, units), Fn("e", units, into=Naturals)
P, R, JP, JR, JN, sums = (Fn(name, powers, units, units)
                          for name in ("P", "R", "JP", "JR", "JN", "next"))
t = Fn("t", powers, units, units, into=units)
T, W = Fn("R'", units, units), Fn("W", units, units)
kept = Fn("u", units, units, into=units)
cost, implicit, back = Fn("g", units), Fn("implicit", units), Fn("back", units)
det = Symbol("det")

permutations = Range(M, "permutations")
places, heights = Range(N + 1, "places", first=0), Range(p, "heights", first=0)
r, i, h = Index("r", permutations), Index("i", places), Index("h", heights)
pi = Fn("pi", permutations, units, into=units)
A, X = Fn("A", permutations, units), Fn("X", permutations, places)
sgn, term, moved = Fn("sgn", permutations), Fn("term", permutations), \
    Fn("moved", permutations, into=units)


def is_not_zero(value):
    """1 if a number is not 0, else 0."""
    return 1 - Indicator(value, 0)


EDGES = ("J follows the edges",
         ForAll((a, b), Le(is_not_zero(J(a, b)) * (e(b) + 1), is_not_zero(J(a, b)) * e(a))))
DEEPER = ("p is more than every depth", ForAll((a,), Le(e(a) + 1, p)))
FIRST_POWER = ("P(1) = J", ForAll((a, c), Eq(P(1, a, c), J(a, c))))
NEXT = Eq(k, l + 1)
PATH = ("a sum J P(l) that is not 0 has a summand that is not",
        ForAll((l, a, c), Eq(JP(l, a, c) * Indicator(
            J(a, t(l, a, c)) * P(l, t(l, a, c), c), 0), 0)))
PRODUCTS = (
    ("JR(k) = J R(k)", ForAll((k, a, c), Eq(JR(k, a, c), SumOver(J(a, b) * R(k, b, c), b)))),
    ("JP(k) = J P(k)", ForAll((k, a, c), Eq(JP(k, a, c), SumOver(J(a, b) * P(k, b, c), b)))),
    ("JN(k) = J next(k)", ForAll((k, a, c), Eq(JN(k, a, c), SumOver(J(a, b) * sums(k, b, c), b)))),
    ("next(k) = R(k) + P(k)", ForAll((k, a, c), Eq(sums(k, a, c), R(k, a, c) + P(k, a, c)))))
NEXT_POWER = ("P(l + 1) = JP(l)",
              ForAll((k, l, a, c), Eq(P(k, a, c), JP(l, a, c)), where=NEXT))
STEPS = (
    ("R(1) = I", ForAll((a, c), Eq(R(1, a, c), Indicator(a, c)))),
    ("JR(1) = J", ForAll((a, c), Eq(JR(1, a, c), J(a, c)))),
    ("R(l + 1) = next(l)",
     ForAll((k, l, a, c), Eq(R(k, a, c), sums(l, a, c)), where=NEXT)),
    ("so that JR(l + 1) = JN(l)",
     ForAll((k, l, a, c), Eq(JR(k, a, c), JN(l, a, c)), where=NEXT)))
LAST = (
    ("R' = R(p)", ForAll((k, a, c), Eq(T(a, c), R(k, a, c)), where=Eq(k, p))),
    ("so that J R' = JR(p)",
     ForAll((k, a, c), Eq(SumOver(J(a, b) * T(b, c), b), JR(k, a, c)), where=Eq(k, p))))
POWERS = (FIRST_POWER, NEXT_POWER)

LINEAR, NILPOTENT = "J (R + P) = J R + J P", "J is nilpotent"
TELESCOPE, INVERSE = "(I - J) R(k) = I - J^k", "(I - J)^-1 is the sum of the powers of J"
BY_SOLVING, BACKWARDS = "the implicit gradient is g R", "back-propagation gives g R"
J_TIMES_R = ForAll((a, c), Eq(SumOver(J(a, b) * T(b, c), b), T(a, c) - Indicator(a, c)))
R_TIMES_J = SumOver(T(a, b) * J(b, c), b)
J_TIMES_W = SumOver(J(a, b) * W(b, c), b)
DIFFERENCE = ("W = R J - R + I",
              ForAll((a, c), Eq(W(a, c), R_TIMES_J - T(a, c) + Indicator(a, c))))
KEPT_PATH = ("a sum J W that is not 0 has a summand that is not",
             ForAll((a, c), Eq(J_TIMES_W * Indicator(J(a, kept(a, c)) * W(kept(a, c), c), 0), 0)))
KEPT, NONE_KEPT = "J W = W", "W = 0"
G_R = SumOver(cost(b) * T(b, c), b)
SOLVES = ("the implicit function theorem",
          ForAll((b,), Eq(cost(b), SumOver(implicit(a) * (Indicator(a, b) - J(a, b)), a))))
RECURSION = ("back-propagation",
             ForAll((b,), Eq(cost(b), back(b) - SumOver(back(a) * J(a, b), a))))

INJECTIVE = ("a permutation takes no value twice",
             ForAll((r, a, b), Ne(pi(r, a), pi(r, b)), where=Ne(a, b)))
ENTRIES = ("A(r, a) is an entry of I - J",
           ForAll((r, a, b), Eq(A(r, a), Indicator(a, b) - J(a, b)), where=Eq(pi(r, a), b)))
PARTIAL = ("X(r, i) is the product of A(r, 1), ..., A(r, i)",
           ForAll((r, a, i), Eq(X(r, a), X(r, i) * A(r, a)), where=Eq(a, i + 1)))
EMPTY = ("X(r, 0) = 1", ForAll((r, i), Eq(X(r, i), 1), where=Eq(i, 0)))
MOVED = ("it is not the identity", ForAll((r,), Ne(pi(r, moved(r)), moved(r))))
WHOLE = ("term(r) is the whole product", ForAll((r, i), Eq(term(r), X(r, i)), where=Eq(i, N)))
NO_FACTOR, IDENTITY = "a product with a factor 0 is 0", "a term that is not 0 moves nothing"
ONE_TERM, DIAGONAL = "every other term is 0", "the identity's term is 1"
IDENTITY_TERM = ProductOver(1 - J(a, a), a)
LEIBNIZ = Eq(IDENTITY_TERM + SumOver(sgn(r) * term(r), r), 1)
PERMUTATIONS = (EMPTY, PARTIAL, ENTRIES, INJECTIVE, MOVED, WHOLE)


def names(*facts):
    """The names of these facts."""
    return tuple(name for name, _ in facts)


def has_few_units(model):
    """Whether all permutations of the instance's units are listed."""
    return 2 <= model.size("N") <= FEW


def _leibniz(name, formula, by, assuming, using=(), text=""):
    return Claim(name, "sharper", formula, by, using=using, assuming=assuming, text=text,
                 at_instance=has_few_units, group="the derivative")


def _general(name, formula, by, using=(), text=""):
    return Claim(name, "sharper", formula, by, using=using, text=text, group="the derivative")


# what J, its powers and the two gradients are: judged on the instance's graph
DEFINITIONS = tuple(Claim(name, "assumption", formula, group="the derivative")
                    for name, formula in (EDGES, DEEPER, *POWERS, PATH, *STEPS, *PRODUCTS, *LAST,
                                          DIFFERENCE, KEPT_PATH, SOLVES, RECURSION))

CLAIMS = (
    _general(NILPOTENT, ForAll((k, a, c), Le(k, e(a)), where=Ne(P(k, a, c), 0)),
             Induction(k, base=Instances(At("P(1) = J"), At(EDGES[0], {b: c})),
                       step=Instances(At(NEXT_POWER[0], {k: k + 1, l: k}),
                                      At(PATH[0], {l: k}),
                                      At(EDGES[0], {b: t(k, a, c)}),
                                      At(HYPOTHESIS, {a: t(k, a, c)}))),
             using=names(*POWERS, PATH, EDGES),
             text="P(k) = J^k has no entry but 0 where k is more than the depth e(a) of the row: "
                  "J^D = 0"),
    _general(LINEAR, ForAll((k, a, c), Eq(JN(k, a, c), JR(k, a, c) + JP(k, a, c))), NormalForm(),
             using=names(*PRODUCTS)),
    _general(TELESCOPE,
             ForAll((k, a, c), Eq(R(k, a, c) - JR(k, a, c), Indicator(a, c) - P(k, a, c))),
             Induction(k, base=Instances(At("R(1) = I"), At("JR(1) = J"), At("P(1) = J")),
                       step=Instances(At(HYPOTHESIS), At(LINEAR), At(PRODUCTS[3][0]),
                                      *(At(name, {k: k + 1, l: k})
                                        for name, _ in (NEXT_POWER, *STEPS[2:])))),
             using=(LINEAR, *names(PRODUCTS[3], *POWERS, *STEPS)),
             text="I + J + ... + J^(k-1) telescopes"),
    _general(INVERSE, J_TIMES_R,
             Instances(At(TELESCOPE, {k: p}), At(NILPOTENT, {k: p}), At(DEEPER[0]),
                       *(At(name, {k: p}) for name, _ in LAST)),
             using=(TELESCOPE, NILPOTENT, *names(DEEPER, *LAST)),
             text="J R = R - I, that is (I - J) R = I, for R = I + J + J^2 + ..."),
    _general(KEPT, ForAll((a, c), Eq(J_TIMES_W, W(a, c))), NormalForm(),
             using=(INVERSE, DIFFERENCE[0])),
    _general(NONE_KEPT, ForAll((h, a, c), Eq(W(a, c), 0), where=Le(e(a), h)),
             Induction(h, base=Instances(At(KEPT), At(KEPT_PATH[0]),
                                         At(EDGES[0], {b: kept(a, c)})),
                       step=Instances(At(KEPT), At(KEPT_PATH[0]),
                                      At(EDGES[0], {b: kept(a, c)}),
                                      At(HYPOTHESIS, {a: kept(a, c)}))),
             using=(KEPT, *names(KEPT_PATH, EDGES)),
             text="J keeps no vector but 0"),
    _general("R is the inverse from the left, too",
             ForAll((a, c), Eq(R_TIMES_J, T(a, c) - Indicator(a, c))),
             Instances(At(NONE_KEPT, {h: e(a)}), At(DIFFERENCE[0]), At(DEEPER[0])),
             using=(NONE_KEPT, *names(DIFFERENCE, DEEPER)),
             text="R (I - J) = I"),
    _general(BY_SOLVING, ForAll((c,), Eq(implicit(c), G_R)), NormalForm(),
             using=(INVERSE, SOLVES[0]),
             text="x (I - J) = g has one solution at most"),
    _general(BACKWARDS, ForAll((c,), Eq(back(c), G_R)), NormalForm(),
             using=(INVERSE, RECURSION[0]),
             text="each unit adds what comes back from the units that read it"),
    _general("implicit gradient = back-propagation", ForAll((c,), Eq(implicit(c), back(c))),
             Instances(At(BY_SOLVING), At(BACKWARDS)), using=(BY_SOLVING, BACKWARDS),
             text="both are g R"),
    _leibniz(NO_FACTOR,
             ForAll((i, r, a), Eq(X(r, i) * Indicator(A(r, a), 0), 0), where=Le(a, i)),
             Induction(i, base=Instances(),
                       step=Instances(At(HYPOTHESIS), At(PARTIAL[0], {a: i + 1}),
                                      integers=(a - i,))),
             (PARTIAL,)),
    _leibniz(IDENTITY,
             ForAll((h, r, a), Eq(X(r, N) * (1 - Indicator(pi(r, a), a)), 0), where=Le(e(a), h)),
             Induction(h, base=Instances(At(NO_FACTOR, {i: N}), At(ENTRIES[0], {b: pi(r, a)}),
                                         At(EDGES[0], {b: pi(r, a)})),
                       step=Instances(At(NO_FACTOR, {i: N}), At(ENTRIES[0], {b: pi(r, a)}),
                                      At(EDGES[0], {b: pi(r, a)}),
                                      At(HYPOTHESIS, {a: pi(r, a)}),
                                      At(INJECTIVE[0], {a: pi(r, a), b: a}))),
             (PARTIAL, ENTRIES, INJECTIVE), using=(NO_FACTOR, EDGES[0]),
             text="a unit that it moves goes to one of smaller depth, which it would not move"),
    _leibniz(ONE_TERM, ForAll((r,), Eq(term(r), 0)),
             Instances(At(IDENTITY, {h: e(moved(r)), a: moved(r)}), At(MOVED[0]),
                       At(WHOLE[0], {i: N}), At(DEEPER[0], {a: moved(r)})),
             PERMUTATIONS, using=(IDENTITY, DEEPER[0])),
    _general("J has no diagonal", ForAll((a,), Eq(J(a, a), 0)),
             Instances(At(EDGES[0], {b: a})), using=(EDGES[0],)),
    _general(DIAGONAL, Eq(IDENTITY_TERM, 1), Induction(units, base=NormalForm(), step=NormalForm()),
             using=("J has no diagonal",)),
    _leibniz("det(I - J) = 1 for every graph", LEIBNIZ, NormalForm(), PERMUTATIONS,
             using=(DIAGONAL, ONE_TERM),
             text="the Leibniz formula on the left, the identity's term apart: this is det(I - J) "
                  "by definition"),
    Claim("det(I - J) = 1", "sharper", Eq(det, 1), Exhaustive(), group="the derivative",
          text="by elimination; J is nilpotent, I - J unipotent"),
)

WHERE = (
    ("J, e(a)", "the Jacobian at the equilibrium of a graph of sums and products with N units, and "
                "a unit's depth"),
    ("P(k), t", "the powers of J;  t: a place where a product in J P(k) is not 0, if any"),
    ("R(k)", "I + J + ... + J^(k-1);  R' the last, R(p);  next(k) = R(k) + P(k)"),
    ("W, u", "R J - R + I, that is R J - J R;  u: as t, for J W"),
    ("JR, JP, JN", "the matrix products J R(k), J P(k), J next(k)"),
    ("g, implicit, back", "a gradient by the state, and by the equilibrium's two rules"),
    ("pi(r), sgn(r)", "the M permutations but the identity, and their signs;  moved(r): a unit "
                      "that is moved"),
    ("A(r, a), X(r, i)", "entry (a, pi(r, a)) of I - J, and the product of the first i;  term(r): "
                         "of all"),
)
