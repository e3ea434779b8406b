# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # A deep network inside one layer
#
# Take a network of L different layers. Put all their weights into *one* layer, that reads its own
# output and, at every step, the input; and repeat it. Bai, Kolter and Koltun (2019): it computes
# the same. How can one layer be many, and from where must it start?

# %%
from fractions import Fraction

import verify
from constructions import computations, weight_tied
from verify.network import Network, dense, forward
from verify.tied import block, states

network = Network((
    dense([[2, -1], [1, 1]], [0, "1/2"], "relu"),
    dense([[1, -1], [-2, 1]], [1, 0], "relu"),
    dense([[1, 3]], [-2])))
tied = weight_tied.tie(network)
print(f"{network.depth} layers with {network.nonzeros} numbers that are not 0; "
      f"one layer of {tied.size} units with {tied.nonzeros}")
assert tied.nonzeros == network.nonzeros

# %% [markdown]
# ## Watch it settle
#
# Start it with nonsense. After one step the first block is right, because it reads the input and
# nothing else; then the second, which reads the first; and so on. A block that is right stays so.

# %%
x = (Fraction(3, 2), Fraction(-1, 3))
start = (1000, -7, Fraction(22, 7), 0, -999)
layers = [forward(Network(network.layers[:n]), x) for n in (1, 2, 3)]
for k, state in enumerate(states(tied, x, start, 5)):
    right = [tuple(block(tied, state, n)) == tuple(layers[n]) for n in range(3)]
    assert all(right[:k])
    print(f"after {k} steps: " + " ".join("right" if r else "wrong" for r in right))

# %% [markdown]
# Five steps are an example. The theorem is about every network, every start and every number of
# steps, and it is proved by induction on the number of steps.

# %%
report = verify.check("weight-tied", depth=4, width=3)
claim = report.claim("after k steps the blocks 1, ..., k are right")
assert (report.verdict, claim.status, claim.scope) == ("proved", "proved", "every K, L, S")
print(claim.text)

# %%
next(picture for picture in report.drawn if picture.title.startswith("The block matrix"))

# %% [markdown]
# ## One step fewer, or the input only once
#
# Both are false, with networks of one unit per layer as counterexamples.

# %%
for name in ("one step fewer is not enough", "injection is needed"):
    found = report.claim(name).counterexample
    assert found["lhs"] != found["rhs"]
    print(f"{name}: {found['model']}")

# %% [markdown]
# ## Any graph, not only chains
#
# The same holds for every *acyclic* graph of computations: products, words, whatever the nodes
# compute. The number of steps is not the number of nodes but that on the longest path.

# %%
graph = computations.seeded(12, 0)
x = Fraction(3, 2)
own = graph.values(x)
for start in computations.starts(graph, 3, 0):
    state, steps = start, 0
    while state != own:
        state, steps = graph.step(state, x), steps + 1
    assert steps <= graph.longest_path
    print(f"longest path {graph.longest_path}: settled after {steps} steps")

# %%
report = verify.check("deq", nodes=12)
assert report.verdict == "proved"
report.drawn[0]

# %% [markdown]
# ## A surprise: an equilibrium that is never reached
#
# "Any connectivity", says the slide. One node that reads itself is enough: z = relu(1 - z) has the
# equilibrium 1/2, and from 0 it runs past it for ever.

# %%
z, path = Fraction(0), []
for _ in range(6):
    path.append(z)
    z = max(Fraction(0), 1 - z)
half = Fraction(1, 2)
assert max(Fraction(0), 1 - half) == half and path == [0, 1, 0, 1, 0, 1]
erratum = report.claim("equilibrium-E4")
assert erratum.status == "proved"
print(*path, "...   " + erratum.repair)
