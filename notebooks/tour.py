# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # A tour in ten minutes
#
# netproof checks theorems about neural networks. Not on samples, and not up to a tolerance: what it
# calls *proved* is decided exactly, and what it calls *refuted* comes with an input that you can
# work out by hand. Which theorems are there?

# %%
from fractions import Fraction

import verify
from constructions import parity
from verify.network import Network, dense, forward

for theorem in verify.theorems():
    print(f"{theorem.name:22} {theorem.title}")

# %% [markdown]
# ## One question, one call
#
# Parities are the classical example of functions that look alike to gradient descent. Are two of
# them orthogonal, whatever the number of bits? A report answers, claim by claim.

# %%
report = verify.check("parity-orthogonality", d=6)
assert report.verdict == "proved"
claim = report.claim("orthogonality")
print(f"{report.verdict}: {claim.text}   for {claim.scope}")

# %% [markdown]
# `scope` is the word to look at. "every d" means that the claim was proved for all numbers of bits
# at once. A claim about a network that somebody built is about that network.

# %%
scopes = {}
for claim in report.claims:
    scopes.setdefault(claim.scope.startswith("every"), []).append(claim.name)
assert len(scopes[True]) >= 5 and len(scopes[False]) >= 1
for general, names in scopes.items():
    print("for every parameter:" if general else "here:", ", ".join(names[:4]), "...")

# %% [markdown]
# ## A network is a handful of fractions
#
# This one computes the parity of six bits from their sum, with one hidden layer.

# %%
network = parity.zigzag(6)
print(f"{network.units} hidden units, {network.parameters} parameters")
for s in range(7):
    assert forward(network, (s,))[0] == (-1)**s
print("right at 0, 1, ..., 6")

# %%
verify.check("parity-orthogonality", d=6, witness=network).drawn[0]

# %% [markdown]
# ## A surprise: right at every point, and not what it seems
#
# The sum of six bits is a whole number, and there the network is right. In between it need not be,
# and is not: at 1/2, say, a parity has no meaning. The theorem is about the whole numbers only, so
# this network passes, and so does every other that agrees there.

# %%
between = forward(network, (Fraction(1, 2),))[0]
assert between not in (1, -1)
print(f"N(1/2) = {between}")

# %% [markdown]
# ## Something wrong
#
# A network of our own in its place: it knows that 0 is even and 1 is odd, and goes on like that.

# %%
line = Network((dense([[1], [0]], [0, 0], "relu"), dense([[-2, 0]], [1])))
assert [forward(line, (s,))[0] for s in (0, 1)] == [1, -1]
report = verify.check("parity-orthogonality", d=6, witness=line)
assert report.verdict == "refuted"
wrong = next(claim for claim in report.claims if claim.status == "refuted")
print(f"{report.verdict}: {wrong.text}")
print(f"at {wrong.counterexample['at']}: {wrong.counterexample['lhs']} in place of "
      f"{wrong.counterexample['rhs']}")

# %% [markdown]
# ## To keep, and to show
#
# A report is an object, a JSON file, or a page that needs no network: verdict, formulas, pictures,
# what is trusted, and the command that repeats it.

# %%
page = report.to_html()
assert page.startswith("<!DOCTYPE html>") and "Refuted" in page and "<math" in page
assert report.to_json()["verdict"] == "refuted"
print(f"a page of {len(page) // 1000} kB; claims: {report.counts}")
