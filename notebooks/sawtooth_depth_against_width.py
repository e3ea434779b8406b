# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # What is depth good for?
#
# Fold a strip of paper in the middle, again and again: after k folds there are 2^k layers. A
# network can fold the interval [0, 1] in the same way, with three units per fold. Telgarsky (2015):
# what k folds do, no network with one hidden layer does with fewer than 2^k units.

# %%
from fractions import Fraction

import verify
from constructions import sawtooth, sawtooth_shallow
from verify.network import Network, dense, forward

report = verify.check("sawtooth", k=4)
assert report.verdict == "proved"
deep = sawtooth.deep(4)
for x in (0, Fraction(1, 16), Fraction(1, 8), Fraction(1, 3)):
    print(f"N({x}) = {forward(deep, (x,))[0]}")

# %%
report.drawn[0]

# %% [markdown]
# The dashed curve is many functions at once: the mirror map f, iterated; the sawtooth T(2^k x),
# which is written without f, as a distance to the nearest even number; and the networks, deep,
# recurrent and shallow. That they are one and the same on *all* of [0, 1] is not read off the
# picture: it is proved, piece by piece for this k, and for every k by induction.

# %%
for name in ("f^k is the sawtooth", "N is the sawtooth on all of [0, 1]", "constant parameters"):
    claim = report.claim(name)
    assert claim.status == "proved"
    print(f"{claim.text:45} proved for {claim.scope}")

# %% [markdown]
# ## The price
#
# Count the parameters, zeros included. The deep form pays 7 per fold; the shallow one doubles. But
# look at the first rows: for k = 1 and 2 the slide's "shallow exponential, deep linear" is no
# argument, for the shallow network is not larger.

# %%
print(" k   deep  recurrent  shallow")
for k in range(1, 11):
    sizes = [n.parameters for n in (sawtooth.deep(k), sawtooth.recurrent(k),
                                    sawtooth_shallow.shallow(k))]
    assert sizes == [7 * k, 13, 3 * 2**k + 1]
    assert (sizes[0] < sizes[2]) == (k >= 3)
    print(f"{k:2} {sizes[0]:6} {sizes[1]:9} {sizes[2]:9}")

# %% [markdown]
# ## A surprise: floating point unfolds the paper
#
# Every weight of the network is 1, 2, -4 or 1/2, so nothing is rounded when it is stored. And 1/3
# is folded onto 2/3 and stays there. In float64, 1/3 is off by 2^-54 or so, each fold doubles that,
# and after 60 folds nothing of it is left.

# %%
x = float(1 / 3)
for _ in range(60):
    x = max(0.0, 2 * max(0.0, x) - 4 * max(0.0, x - 0.5))
exact = forward(sawtooth.deep(60), (Fraction(1, 3),))[0]
assert (x, exact) == (0.0, Fraction(2, 3))
print(f"after 60 folds: float64 says {x}, the network's value is {exact}")

# %% [markdown]
# ## Change one weight
#
# Take the network for two folds and change a -4 into -7/2. On which inputs does it still do what it
# should? The checker answers with one where it does not, and both values there.

# %%
fold = (dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0], "relu"))
changed = Network((*fold, fold[0], dense([["2", "-7/2"]], [0], "relu")))
report = verify.check("sawtooth", k=2, witness=changed)
claim = report.claim("N is the sawtooth on all of [0, 1]")
assert (report.verdict, claim.status) == ("refuted", "refuted")
at = Fraction(claim.counterexample["at"]["x"])
assert str(forward(changed, (at,))[0]) == claim.counterexample["lhs"]
print(f"at x = {at} it is {claim.counterexample['lhs']}, and should be "
      f"{claim.counterexample['rhs']}")

# %%
report.drawn[0]
