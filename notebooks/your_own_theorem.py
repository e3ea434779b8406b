# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # A theorem of your own
#
# A leaky relu lets a tenth of every negative number through: max(y, y/10). Can a network that has
# plain relus only compute it? Two of them are enough: relu(y) - relu(-y)/10. This page states that
# as a theorem, has it checked, and then tries to get something false past the checker.

# %%
from fractions import Fraction

import verify
from verify.calculus import Eq, Finite, Fn, ForAll, Index, Interval, Le, Reals, Relu
from verify.errors import Refused
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, FalseAt, Instances, Source, Theorem

TENTH = Fraction(1, 10)
y = Index("y", Reals)
x = Index("x", Interval(-100, 100))
N = Fn("N", x.over)


def leaky(z):
    """The leaky relu as a sum: a tenth of z, and nine tenths more where z is positive."""
    return TENTH * z + (1 - TENTH) * Relu(z)


# %% [markdown]
# ## Statement and network
#
# A claim is a formula, the way in which it is proved, and a role. The first one is about all real
# numbers, and is proved by cases (`Instances`: which arguments of relu are positive?). The second
# is about a network, and is decided on a whole interval, piece by piece (`Exhaustive`). The builder
# of the network is not trusted: it may be as wrong as it likes.

# %%
def two_relus(given):
    """1 input, 2 relu units, 1 output."""
    return Network((dense([[1], [-1]], [0, 0], "relu"), dense([[1, -TENTH]], [0])))


def instance(given, network):
    return Model(values={"N": NetworkValues(network, x.over)}, objects={"N": network},
                 name="on [-100, 100]")


def theorem(right=Relu(y) - TENTH * Relu(-y), claims=()):
    return Theorem(
        name="leaky-relu", title="a leaky relu is two relus", source=Source("me", "This page"),
        statement="For every number y, the leaky relu of y is relu(y) - relu(-y)/10.",
        claims=(Claim("two relus make a leaky one", "conclusion", ForAll((y,), Eq(
                    leaky(y), right)), Instances(), at_instance=False),
                Claim("N is a leaky relu", "construction", ForAll((x,), Eq(N(x), leaky(x))),
                      Exhaustive()), *claims),
        instance=instance, witness=two_relus, exists=N)


report = verify.check(theorem())
assert report.verdict == "proved"
for claim in report.claims:
    print(f"{claim.status}: {claim.text}   [{claim.scope}, {claim.method}]")

# %%
report.drawn[0]

# %% [markdown]
# ## Something false
#
# Take a sign the wrong way round. For all real numbers, the cases do not close, and the checker
# says which one stays open. It does not say "false", for all that it knows is that this proof is
# none.

# %%
report = verify.check(theorem(right=Relu(y) + TENTH * Relu(-y)))
claim = report.claim("two relus make a leaky one")
assert (report.verdict, claim.status) == ("undecided", "unknown")
print(claim.note)

# %% [markdown]
# On an interval both sides are looked at piece by piece, and then there is an answer: a number at
# which they differ, with both values.

# %%
wrong = Claim("the wrong sign", "step", ForAll((x,), Eq(leaky(x), Relu(x) + TENTH * Relu(-x))),
              Exhaustive())
report = verify.check(theorem(claims=(wrong,)))
claim = report.claim("the wrong sign")
assert (report.verdict, claim.status) == ("refuted", "refuted")
found = claim.counterexample
at = Fraction(found["at"]["x"])
assert at < 0 and Fraction(found["lhs"]) == at / 10 == -Fraction(found["rhs"])
print(f"at x = {at}: {found['lhs']} and {found['rhs']}")

# %% [markdown]
# ## A network that is almost right
#
# A weight of 0.1 in floating point is not 1/10. The difference, 5.6e-18, would pass any test with a
# tolerance. Here it does not pass.

# %%
almost = Network((dense([[1], [-1]], [0, 0], "relu"), dense([[1, -Fraction(0.1)]], [0])))
claim = verify.check(theorem(), witness=almost).claim("N is a leaky relu")
assert claim.status == "refuted"
found = claim.counterexample
print(f"at x = {found['at']['x']}: {found['lhs']}\n   in place of {found['rhs']}")

# %% [markdown]
# ## What is known to be false may be part of the theorem
#
# "A leaky relu is never negative" is an erratum of somebody's: the claim is that it is false, and
# a model is given in which it fails. If it were true there, this claim would not pass.

# %%
at_one = Index("y", Finite("-1"))
hasty = Claim("never negative", "erratum", ForAll((at_one,), Le(0, leaky(at_one))),
              FalseAt(lambda: Model(name="y = -1")), printed="on a napkin",
              repair="it is negative wherever y is")
report = verify.check(theorem(claims=(hasty,)))
claim = report.claim("never negative")
assert (report.verdict, claim.status) == ("proved", "proved")
assert claim.counterexample["rhs"] == "-1/10"
print(f"it is {claim.counterexample['rhs']} at y = {claim.counterexample['at']['y']}")

# %% [markdown]
# ## A surprise: a claim may not say nothing
#
# Claims about the empty set hold, and prove nothing. A theorem that needs one is refused.

# %%
nothing = Index("x", Interval(1, 0))
try:
    verify.check(theorem(claims=(Claim("anything", "step", ForAll((nothing,), Eq(
        leaky(nothing), 7))),)))
    verdict = "accepted"
except (Refused, ValueError) as refusal:
    verdict = f"refused: {refusal}"
assert verdict != "accepted"
print(verdict)
