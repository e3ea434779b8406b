"""From a relu network to its errors: what is assumed of N in `sawtooth-lower-bound`, and its steps.

Where
    V, a        N(i/n) and its answer at point i;  E(i), S(i) the errors and the changes of the
                answer up to point i
    y           the grid: the n points and the ends of all pieces of N, in order; pos(y) its place
    h, ah       what the output unit reads there, and the answer that this gives
    last(y)     the last point that is not behind y;  piece(y) the piece that ends or goes on at y,
                start(y) where on the grid it begins;  new(y), cut(y): 1 if y is a point, if a piece
                begins at y - 1, else 0
    P(i), K     the pieces on which all units of the first i layers are affine; K(i, u): in how many
                of the pieces before layer i its unit u bends
Proof idea
    Of two neighbours with one answer, one is wrong, as their labels differ. On a piece the output
    unit reads an affine function: that a point between two others has their answer, if they agree.
    So along the grid the answer changes at most once on each piece.
"""

from sympy import Rational, Symbol

from verify.calculus import (Eq, Fn, ForAll, Index, Indicator, Le, Mod2, Range, Relu, Size, SumOver)
from verify.statement import HYPOTHESIS, At, Claim, Induction, Instances, Slack

k = Symbol("k", integer=True, nonnegative=True)
m, l, c, g = map(Size, ("m", "l", "c", "g"))
n = 2**k
layers, width = Symbol("layers"), Symbol("width")
bent = Symbol("bent", integer=True, nonnegative=True)

points, bits = Range(n, "the n points", first=0), Range(2, "bits", first=0)
grid, steps = Range(g + 1, "grid", first=0), Range(g, "steps on the grid")
pieces, depths = Range(c, "pieces"), Range(l + 1, "depths", first=0)
x, r, y = Index("i", points), Index("y", grid), Index("y", steps)
other = Index("y'", grid)
i, unit, layer = Index("i", depths), Index("u", Range(m, "units")), Index("i", Range(l, "layers"))

V, E, S = (Fn(name, points) for name in ("V", "E", "S"))
h, pos = Fn("h", grid), Fn("pos", grid)
a, ah = Fn("a", points, into=bits), Fn("ah", grid, into=bits)
last, piece, start = Fn("last", grid, into=points), Fn("piece", grid, into=pieces), \
    Fn("start", grid, into=grid)
new, cut = Fn("new", steps, into=bits), Fn("cut", steps, into=bits)
slope, offset = Fn("slope", pieces), Fn("offset", pieces)
P, before, K = Fn("P", depths), Fn("before", layer.over), Fn("K", layer.over, unit.over)


def answer(value):
    """1 if the value is at least 1/2, else 0."""
    return Indicator(Relu(Rational(1, 2) - value), 0)


def errors(network):
    """On how many of the n points a network is wrong."""
    return SumOver(1 - Indicator(answer(network(x)), Mod2(x)), x)


def differ(one, other):
    """1 if two answers differ, else 0."""
    return 1 - Indicator(one, other)


def changes(place):
    """Changes of the answer from the first point to a place on the grid, by way of the points."""
    return S(last(place)) + differ(a(last(place)), ah(place))


def room(place):
    """How many changes the pieces up to a place allow."""
    return piece(place) - 1 + differ(ah(start(place)), ah(place))


def output(value):
    """What the output unit makes of what it reads: a relu if bent = 1, else the same."""
    return value + bent * (Relu(value) - value)


def _assumed(name, formula, text=""):
    return Claim(name, "assumption", formula, text=text)


wrong = errors(V)

NETWORK = (
    _assumed("at most l layers", Le(layers, l)),
    _assumed("at most m units in a layer", Le(width, m)),
    _assumed("the answers of N", ForAll((x,), Eq(a(x), answer(V(x))))),
    _assumed("the first error", Eq(E(0), differ(a(0), 0))),
    _assumed("errors up to a point", ForAll((x,), Eq(E(x), E(x - 1) + differ(a(x), Mod2(x))),
                                            where=Le(1, x))),
    _assumed("and all of them", Eq(E(n - 1), wrong)),
    _assumed("no change yet", Eq(S(0), 0)),
    _assumed("changes up to a point", ForAll((x,), Eq(S(x), S(x - 1) + differ(a(x - 1), a(x))),
                                             where=Le(1, x))),
    _assumed("the grid begins at the first point", Eq(last(0), 0)),
    _assumed("and with a piece", Eq(start(0), 0)),
    _assumed("and reaches the last", Eq(last(g) + 1, n)),
    _assumed("the grid is in order", ForAll((y,), Le(pos(y - 1), pos(y)))),
    _assumed("the last point up to y", ForAll((y,), Eq(last(y), last(y - 1) + new(y)))),
    _assumed("the piece at y", ForAll((y,), Eq(piece(y), piece(y - 1) + cut(y)))),
    _assumed("where it begins", ForAll((y,), Eq(
        start(y), start(y - 1) + cut(y) * (y - 1 - start(y - 1))))),
    _assumed("the output unit is affine or a relu", Le(bent, 1)),
    _assumed("its answer", ForAll((r,), Eq(ah(r), answer(h(r)))),
             "before the relu, if it is one"),
    _assumed("N at the first point", Eq(V(0), output(h(0)))),
    _assumed("N at the others", ForAll((y,), Eq(V(last(y)), output(h(y))), where=Eq(new(y), 1))),
    _assumed("affine at the end of a step", ForAll((y,), Eq(
        h(y), slope(piece(y)) * pos(y) + offset(piece(y)))),
        "on a piece the output unit reads slope x + offset"),
    _assumed("and at its beginning", ForAll((y,), Eq(
        h(y - 1), slope(piece(y)) * pos(y - 1) + offset(piece(y))))),
    _assumed("one piece before the first layer", Eq(P(0), 1)),
    _assumed("the pieces before a layer", ForAll((layer,), Eq(before(layer), P(layer - 1)))),
    _assumed("a unit bends once on a piece",
             ForAll((layer, unit), Le(K(layer, unit), before(layer))),
             "there its input is affine: no zero, or one, or it is constant"),
    _assumed("pieces begin where a unit bends",
             ForAll((layer,), Le(P(layer), P(layer - 1) + SumOver(K(layer, unit), unit)))),
    _assumed("the pieces of N", Le(c, P(l - 1)), "those of the layers before the output"),
)

ONE_CHANGE = "on a piece the answer changes once"
ABOVE, BELOW = "not below both ends", "nor above them"
MONOTONE = "more is answered by more"
AFFINE, BEHIND = "affine where the piece begins", "and that is not behind y"
ALONG = "changes along the grid"
FEWER, ROOM = "changes from point to point", "room for a change"
ON_A_PIECE = (AFFINE, BEHIND, "the grid is in order", "affine at the end of a step",
              "and at its beginning")
BETWEEN = Instances(*map(At, ON_A_PIECE), products=tuple(
    (sign * slope(piece(y)), distance) for sign in (1, -1)
    for distance in (pos(y) - pos(y - 1), pos(y - 1) - pos(start(y)))))

STEPS = (
    Claim("the block lemma", "step", ForAll((x,), Le(x - S(x) + differ(a(x), Mod2(x)), 2 * E(x))),
          Induction(x, base=Instances(At("the first error"), At("no change yet")),
                    step=Instances(At(HYPOTHESIS), At("errors up to a point", {x: x + 1}),
                                   At("changes up to a point", {x: x + 1}))),
          using=("the first error", "errors up to a point", "no change yet",
                 "changes up to a point"),
          text="of two neighbours with one answer one is wrong: with s = S + 1 intervals at least "
               "(n - s)/2 errors"),
    Claim("a relu at the output changes no answer", "step",
          ForAll((y,), Eq(a(last(y)), ah(y)), where=Eq(new(y), 1)),
          Instances(At("the answers of N", {x: last(y)}), At("its answer", {r: y}),
                    At("N at the others"), At("the output unit is affine or a relu"),
                    integers=(bent,)),
          using=("the answers of N", "its answer", "N at the others",
                 "the output unit is affine or a relu")),
    Claim("nor at the first point", "step", Eq(a(0), ah(0)),
          Instances(At("the answers of N", {x: 0}), At("its answer", {r: 0}),
                    At("N at the first point"), At("the output unit is affine or a relu"),
                    integers=(bent,)),
          using=("the answers of N", "its answer", "N at the first point",
                 "the output unit is affine or a relu")),
    Claim(AFFINE, "step", ForAll((y,), Eq(
        h(start(y)), slope(piece(y)) * pos(start(y)) + offset(piece(y)))),
        Induction(y, base=Instances(At("where it begins"), At("and at its beginning"),
                                    At("and with a piece"), integers=(cut(1),)),
                  step=Instances(At(HYPOTHESIS), At("where it begins", {y: y + 1}),
                                 At("the piece at y", {y: y + 1}),
                                 At("and at its beginning", {y: y + 1}),
                                 integers=(cut(y + 1),))),
        using=("where it begins", "the piece at y", "and at its beginning",
               "and with a piece")),
    Claim(BEHIND, "step", ForAll((y,), Le(pos(start(y)), pos(y - 1))),
          Induction(y, base=Instances(At("where it begins"),
                                      At("and with a piece"), integers=(cut(1),)),
                    step=Instances(At(HYPOTHESIS), At("where it begins", {y: y + 1}),
                                   At("the grid is in order"), integers=(cut(y + 1),))),
          using=("where it begins", "the grid is in order", "and with a piece")),
    Claim(ABOVE, "step", ForAll((y,), Le(h(y) - Relu(h(y) - h(start(y))), h(y - 1))), BETWEEN,
          using=ON_A_PIECE, text="on the left the smaller of the values at y and where its piece "
                                 "begins"),
    Claim(BELOW, "step", ForAll((y,), Le(h(y - 1), h(y) + Relu(h(start(y)) - h(y)))), BETWEEN,
          using=ON_A_PIECE, text="on the right the larger of them"),
    Claim(MONOTONE, "step", ForAll((r, other), Le(ah(r), ah(other)), where=Le(h(r), h(other))),
          Instances(At("its answer"), At("its answer", {r: other})), using=("its answer",),
          at_instance=False),
    Claim(ONE_CHANGE, "step",
          ForAll((y,), Le(differ(ah(start(y)), ah(y - 1)) + differ(ah(y - 1), ah(y)),
                          differ(ah(start(y)), ah(y)))),
          Instances(At(ABOVE), At(BELOW), *(At(MONOTONE, {r: one, other: two}) for end in (
              start(y), y) for one, two in ((end, y - 1), (y - 1, end))),
              integers=(ah(start(y)), ah(y - 1), ah(y))),
          using=(MONOTONE, ABOVE, BELOW), text="between two equal answers there is no other"),
    Claim(FEWER, "step", ForAll((y,), Le(changes(y), changes(y - 1) + differ(ah(y - 1), ah(y)))),
          Instances(At("the last point up to y"), At("a relu at the output changes no answer"),
                    At("changes up to a point", {x: last(y)}), integers=(new(y),)),
          using=("the last point up to y", "a relu at the output changes no answer",
                 "changes up to a point"),
          text="between points it may change and change back"),
    Claim(ROOM, "step", ForAll((y,), Le(room(y - 1) + differ(ah(y - 1), ah(y)), room(y))),
          Instances(At("the piece at y"), At("where it begins"), At(ONE_CHANGE),
                    integers=(cut(y),)),
          using=("the piece at y", "where it begins", ONE_CHANGE),
          text="on its pieces so far the answer may have changed as often"),
    Claim(ALONG, "step", ForAll((r,), Le(changes(r), room(r))),
          Induction(r, base=Instances(At("the grid begins at the first point"),
                                      At("and with a piece"), At("nor at the first point"),
                                      At("no change yet")),
                    step=Instances(At(HYPOTHESIS), At(FEWER, {y: r + 1}), At(ROOM, {y: r + 1}))),
          using=("the grid begins at the first point", "and with a piece",
                 "nor at the first point", "no change yet", FEWER, ROOM),
          text="at most one on each piece"),
    Claim("intervals of one answer", "step", Le(S(n - 1) + 1, P(l - 1) + 1),
          Instances(At(ALONG, {r: g}), At("and reaches the last"), At("the pieces of N")),
          using=(ALONG, "and reaches the last", "the pieces of N"),
          text="s = S + 1 intervals, one more than pieces"),
    Claim("bends of a layer", "step",
          ForAll((layer,), Le(SumOver(K(layer, unit), unit), m * before(layer))),
          Slack(SumOver(before(layer) - K(layer, unit), unit)),
          using=("a unit bends once on a piece",)),
    Claim("pieces from layer to layer", "step",
          ForAll((layer,), Le(P(layer), (m + 1) * P(layer - 1))),
          Instances(At("bends of a layer"), At("pieces begin where a unit bends"),
                    At("the pieces before a layer")),
          using=("bends of a layer", "pieces begin where a unit bends",
                 "the pieces before a layer")),
    Claim("pieces of i layers", "step", ForAll((i,), Le(P(i), (m + 1)**i)),
          Induction(i, base=Instances(At("one piece before the first layer")),
                    step=Instances(At(HYPOTHESIS), At("pieces from layer to layer", {layer: i + 1}),
                                   products=(((m + 1)**i - P(i), m + 1),))),
          using=("one piece before the first layer", "pieces from layer to layer")),
)

WHERE = (
    ("a(i), E(i), S(i)", "N's answer at point i;  the errors and the changes of the answer up to "
                         "there"),
    ("the grid", "the n points and the ends of all c pieces, in order, pos(y) the y-th of them;  "
                 "last(y): the last point up to it;  new(y) = 1 if it is one"),
    ("h(y), ah(y)", "what the output unit reads there, and the answer that it gives;  bent = 1 if "
                    "it is a relu"),
    ("piece(y), start(y)", "the piece that ends or goes on at y, and where on the grid it begins;  "
                           "cut(y) = 1 if at y - 1;  slope, offset: of h on a piece"),
    ("P(i), before(i)", "the pieces of [0, 1] on each of which all units of i layers are affine, "
                        "and P(i - 1)"),
    ("K(i, u)", "in how many of the pieces before layer i its unit u bends"),
)
