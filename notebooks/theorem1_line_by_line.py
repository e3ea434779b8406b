# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Does the gradient know what it is looking for?
#
# Fix a predictor and its weights. For every target h of a family, the loss has a gradient. How
# much does that gradient depend on h? Theorem 1 of Shalev-Shwartz, Shamir and Shammah (2017) says:
# hardly at all, if the targets are orthogonal. The variance over the family is at most G²/|H|.
#
# We take all parities of d bits, (-1)^<v,x>, and a small relu network with exact weights, and read
# the proof line by line with the numbers beside it. Every number is exact, and every sentence about
# one is followed by an `assert`.

# %%
from fractions import Fraction

import verify
from constructions import predictors

report = verify.check("theorem1", d=4)
assert report.verdict == "proved"
print(report.statement)

# %% [markdown]
# ## The chain
#
# Each step was proved for every family, predictor and size, and is evaluated here for d = 4. An
# equality must give the same fraction on both sides, to the last digit; an inequality shows its
# slack.

# %%
loose = []
for claim in report.claims:
    if claim.role != "step" or claim.group != "square loss" or "lhs" not in (claim.values or {}):
        continue
    lhs, rhs = (Fraction(claim.values[side]) for side in ("lhs", "rhs"))
    if claim.values["rel"] == "=":
        assert lhs == rhs
        print(f"{claim.name:28} both sides {lhs}")
    else:
        assert lhs <= rhs
        loose += [claim.name] * (lhs < rhs)
        print(f"{claim.name:28} slack {rhs - lhs}")

# %% [markdown]
# ## A surprise: where all of the slack is
#
# Only one line of the chain is not an equality here: the one that takes another centre than the
# mean gradient. (For the whole class of parities, Bessel's inequality is Parseval's equality.) And
# what is lost there is lost at a single input, x = 0, where every parity is 1 and no target differs
# from another. There the gradient can be written by hand: only biases and the last layer matter.

# %%
assert loose == ["one centre is enough"]
first, last = predictors.seeded(4).layers
at_zero = 1 + sum(max(b, 0)**2 for b in first.bias) + sum(
    w**2 for w, b in zip(last.weight[0], first.bias) if b > 0)
variance, bound = (Fraction(report.quantities[name]) for name in ("variance", "bound"))
assert bound - variance == at_zero / 4**4
print(f"bound - variance = {bound - variance} = ||g(0)||² / 4^4, with ||g(0)||² = {at_zero}")

# %% [markdown]
# ## More bits
#
# Every further bit doubles the family, and G² does not keep up: what the gradient says about the
# target drowns.

# %%
seen = {}
for d in (1, 2, 4, 6, 8, 10):
    numbers = verify.check("theorem1", d=d).quantities
    seen[d], bound = Fraction(numbers["variance"]), Fraction(numbers["bound"])
    assert seen[d] <= bound == Fraction(numbers["G2"]) / 2**d
    print(f"d = {d:2}: variance {float(seen[d]):.6f}, bound {float(bound):.6f}")
assert seen[10] < seen[4] / 20

# %%
report.drawn[0]

# %% [markdown]
# ## Drop an assumption
#
# Is "orthogonal" needed? Is "second moment at most 1"? For each assumption there is either a small
# space on which all others hold and the bound fails, or a proof that no step uses it.

# %%
for claim in report.claims:
    if claim.role == "necessity":
        print(f"{claim.name:38} {claim.status}: {claim.scope or claim.note}")
broken = report.claim("without 'orthogonal targets'").counterexample
assert Fraction(broken["lhs"]) > Fraction(broken["rhs"])
print(f"\nOne point and the targets 1, -1: variance {broken['lhs']}, bound {broken['rhs']}")

# %% [markdown]
# ## What the sources print
#
# Reading line by line also finds what is printed wrong. Each is refuted with numbers that can be
# checked by hand.

# %%
errata = [claim for claim in report.claims if claim.role == "erratum"]
assert {claim.status for claim in errata} <= {"proved", "cited"}
for claim in errata:
    print(f"{claim.name}: {claim.printed}\n    should read: {claim.repair}")
