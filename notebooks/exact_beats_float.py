# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Exact beats float
#
# Three networks about which floating point is wrong: a verifier that finds no point where there is
# one (and one where there is none), a test on 100,000 points that sees nothing, and graders that
# give full marks to a wrong answer. For each of them netproof gives a *witness*: an input written
# as a fraction, at which you can work out the network by hand.
#
# Every number on this page is computed when the page is run, and every sentence about one is
# followed by an `assert`. The page runs without Marabou too; the lines about it are then left out.

# %%
from fractions import Fraction

import numpy as np

import verify
from constructions import sawtooth
from verify.calculus import Eq, Fn, ForAll, Index, Interval, Le
from verify.model import Model, NetworkValues
from verify.network import Network, dense, forward
from verify.statement import Claim, Source, Theorem

try:
    from maraboupy import MarabouCore
    from maraboupy.MarabouNetwork import MarabouNetwork
except ImportError:
    MarabouCore = None
    print("not installed: maraboupy")


# %% [markdown]
# A claim about a network on an interval is one line, `judged` checks it. What comes back is a
# report; its claim is proved, or refuted with a counterexample.

# %%
def judged(network, low, high, says):
    """What netproof finds about `says(N(x))` for every x in [low, high]."""
    x = Index("x", Interval(low, high))
    N = Fn("N", x.over)
    page = Theorem(
        name="this-page", title="a claim of this page", source=Source("page", "This page"),
        claims=(Claim("it holds", "conclusion", ForAll((x,), says(N(x)))),),
        instance=lambda given, witness: Model(values={"N": NetworkValues(network, x.over)}))
    return verify.check(page).claim("it holds")


def value(network, *inputs):
    """The network at an input, in exact fractions."""
    return forward(network, inputs)[0]


# %% [markdown]
# ## 1. A verifier that is wrong both ways
#
# The tent goes from 0 up to 1 at x = 1/2 and down again. Three relu units compute it,
# 2 relu(x) - 4 relu(x - 1/2) + 2 relu(x - 1), and m tents in a row have 2^(m-1) teeth, each of
# height 1. All weights are exact in floating point.

# %%
def teeth(m):
    """The tent m times, three units each, without relus in between."""
    return Network((dense([[1], [1], [1]], [0, "-1/2", -1], "relu"),
                    dense([[2, -4, 2]], [0])) * m)


def marabou(network, low, high, least):
    """Marabou's word on "is there an x in [low, high] with N(x) >= least?", its x and its N(x)."""
    query = MarabouNetwork()
    values = [x] = [query.getNewVariable()]
    for layer in network.layers:
        before, values = values, []
        for row, bias, activation in zip(layer.weight, layer.bias, layer.activation):
            unit = query.getNewVariable()
            query.addEquality([unit, *before], [-1.0, *map(float, row)], -float(bias))
            if activation == "relu":
                inside, unit = unit, query.getNewVariable()
                query.addRelu(inside, unit)
            values.append(unit)
    (y,) = values
    query.setLowerBound(x, float(low))
    query.setUpperBound(x, float(high))
    query.setLowerBound(y, float(least))
    query.inputVars, query.outputVars = [np.array([x])], [np.array([y])]
    options = MarabouCore.Options()
    options._verbosity = 0
    answer, found, _ = query.solve(verbose=False, options=options)
    return answer, found.get(x), found.get(y)


# %% [markdown]
# **A point that exists is denied.** With m = 18, take one tooth, about 8 millionths wide, near 1/3,
# and ask for a point where the network is at least 9/10. We claim that there is none, and are
# refuted; Marabou agrees with the false claim (`unsat`). With m = 1 it takes three units only, and
# the point can be found by hand: 2 * (1/4 + 1/2^17) = 1/2 + 1/2^16.

# %%
first = 2**17 // 3
for m, low, high, least in (
        (18, Fraction(first, 2**17), Fraction(first + 1, 2**17), Fraction(9, 10)),
        (1, Fraction(1, 4), Fraction(1, 4) + Fraction(1, 2**17),
         Fraction(1, 2) + Fraction(1, 2**17))):
    network = teeth(m)
    claim = judged(network, low, high, lambda y: Le(y, least))
    assert claim.status == "refuted"
    witness = Fraction(claim.counterexample["at"]["x"])
    assert low <= witness <= high and value(network, witness) > least
    print(f"m = {m}: N({witness}) = {value(network, witness)} > {least}")
    if MarabouCore:
        answer = marabou(network, low, high, least)[0]
        assert answer == "unsat"
        print(f"  Marabou denies it: {answer}")

# %% [markdown]
# Nothing is wrong with the network: it is the sawtooth on all of [0, 1], piece by piece.

# %%
report = verify.check("sawtooth", k=18, witness=teeth(18))
claim = report.claim("N is the sawtooth on all of [0, 1]")
assert claim.status == "proved"
print(f"m = 18: {claim.name}: {claim.status}, {claim.values['pieces']} pieces")

# %%
report.drawn[0]

# %% [markdown]
# **A point that does not exist is found.** The sawtooth is at most 1: proved. Marabou finds a point
# with 1 + 1/2^17 (`sat`), and names it; the network there is 1.

# %%
network, least = teeth(6), 1 + Fraction(1, 2**17)
assert judged(network, 0, 1, lambda y: Le(y, 1)).status == "proved"
print("m = 6: N(x) <= 1 for every x in [0, 1]")
if MarabouCore:
    answer, at, claimed = marabou(network, 0, 1, least)
    assert answer == "sat" and claimed >= least
    exact = value(network, Fraction(at))
    assert exact <= 1 < least
    print(f"  Marabou: {answer}, N({Fraction(at)}) = {claimed}; exactly it is {exact}")

# %% [markdown]
# Why? Marabou's preprocessing takes a variable for fixed when its bounds are within 1e-5 of each
# other. That is likely the cause of the first error: for a tooth twice as wide, a little more than
# 1e-5, the same question is answered rightly, although not by the point that is named.

# %%
if MarabouCore:
    low, high = Fraction(first // 2, 2**16), Fraction(first // 2 + 1, 2**16)
    answer, at, _ = marabou(teeth(17), low, high, Fraction(9, 10))
    exact = value(teeth(17), Fraction(at))
    assert answer == "sat" and value(teeth(17), (low + high) / 2) == 1 and exact < Fraction(9, 10)
    print(f"m = 17: Marabou: {answer}; exactly, N({at}) = {float(exact)} < 9/10")


# %% [markdown]
# ## 2. A surprise: a test on 100,000 points that sees nothing
#
# The tent composed 60 times has 2^59 teeth of height 1. numpy draws random numbers that are
# multiples of 1/2^53; each tent doubles the unit, so after 53 tents they are whole numbers, and the
# next one makes 0 of them. That is no rounding, the network *is* 0 there: the points are to blame.
# The test "this network is constantly 0" passes at all of them.

# %%
def floats(network, points):
    """The network at every row, in float64."""
    for layer in network.layers:
        points = points @ np.array(layer.weight, dtype=float).T + np.array(layer.bias, dtype=float)
        if layer.relus:
            points = np.maximum(points, 0)
    return points


network = sawtooth.deep(60)
points = np.random.default_rng(0).random((100_000, 1))
assert (points * 2**53 % 1 == 0).all() and not floats(network, points).any()
assert not any(value(network, Fraction(x)) for x in points[:10, 0])
print(f"float64 at {len(points)} random points: always 0.0")

# %% [markdown]
# At 1/3 the exact value is 2/3 for every number of tents, since the tent takes 1/3 to 2/3, and 2/3
# to itself. In float64 it is 0: the float64 next to 1/3 is another point.

# %%
assert value(network, Fraction(1, 3)) == Fraction(2, 3)
assert floats(network, np.array([[1 / 3]])).item() == 0.0
print("at 1/3: exactly 2/3, in float64 0.0")

# %% [markdown]
# We claim what the test says, at every x within 1/2^58 of 1/3, and get a witness against it. What
# the network really is says the theorem: the sawtooth, on all of [0, 1], by composition.

# %%
near = Fraction(1, 2**58)
claim = judged(network, Fraction(1, 3) - near, Fraction(1, 3) + near, lambda y: Eq(y, 0))
assert claim.status == "refuted"
witness = Fraction(claim.counterexample["at"]["x"])
assert value(network, witness) != 0 == floats(network, np.array([[float(witness)]])).item()
print(f"witness {witness}: exactly {value(network, witness)}, in float64 0.0")

report = verify.check("sawtooth", k=60, witness=network)
assert report.verdict == "proved"
assert report.claim("float64 goes wrong").status == "proved"
print(f"sawtooth, k = 60: {report.verdict}")


# %% [markdown]
# ## 3. Graders that give full marks to a wrong answer
#
# The exercise: a network for the parity of ten bits. The answer handed in: a right network with
# 1/65536 added to its output. It is wrong at every one of the 1024 inputs. Here is how often some
# usual ways of comparing accept it, and the same with 1/2^27.

# %%
def shifted(by):
    """Parity of ten bits, and `by` too much."""
    right = sawtooth.parity_by_sawtooth(10)
    last = right.layers[-1]
    return Network((*right.layers[:-1], dense(last.weight, [last.bias[0] + by])))


bits = np.array([[n >> i & 1 for i in range(10)] for n in range(2**10)])
parity = bits.sum(axis=1, keepdims=True) % 2
GRADERS = {
    "right side of 1/2": lambda y: (y > 0.5) == parity,
    "equal to 4 places": lambda y: np.round(y, 4) == parity,
    "isclose, atol = 1e-4": lambda y: np.isclose(y, parity, atol=1e-4),
    "isclose, numpy's default": lambda y: np.isclose(y, parity)}
SMALL, TINY = Fraction(1, 2**16), Fraction(1, 2**27)
marks = {}
for by in (SMALL, TINY):
    answers = floats(shifted(by), bits)
    assert (answers != parity).all()
    for name, accepts in GRADERS.items():
        marks[name, by] = int(accepts(answers).sum())
        print(f"parity + {by}, {name}: {marks[name, by]} of {len(bits)} accepted")

assert all(marks[name, TINY] == 1024 for name in GRADERS)
assert {name for name in GRADERS if marks[name, SMALL] < 1024} == {"isclose, numpy's default"}

# %% [markdown]
# A smaller tolerance finds the first and misses the second; whatever the tolerance, there is a
# smaller error. The exact check refuses both and says where, and accepts the network without one.

# %%
for by in (SMALL, TINY):
    claim = verify.check("parity-by-sawtooth", n=10, witness=shifted(by)).claim(
        "N is the parity of all inputs")
    assert claim.status == "refuted"
    at, got = claim.counterexample["at"]["x"], claim.counterexample["lhs"]
    assert Fraction(got) == by
    print(f"parity + {by}: refuted at x = {at}, N(x) = {got}")
claim = verify.check("parity-by-sawtooth", n=10, witness=shifted(0)).claim(
    "N is the parity of all inputs")
assert claim.status == "proved"

# %% [markdown]
# Does so little matter? Let 16 tents read the answer: they make a whole 1 of 1/65536.

# %%
tents = sawtooth.deep(16)
zero = (0,) * 10
right, wrong = (value(tents, value(shifted(by), *zero)) for by in (Fraction(0), SMALL))
assert (right, wrong) == (0, 1)
print(f"16 tents later: {wrong} in place of {right}")
