# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Your torch model as one layer
#
# You have a model with several layers, trained in torch. Is there *one* layer with the same
# weights, applied again and again, that computes exactly what your model computes? For every
# input, and from whatever values it starts? This page trains a small model, makes that layer of
# it, and has the two proved equal. Put your own model in its place. (It needs torch:
# `pip install 'netproof[torch]'`.)

# %%
import tempfile
from fractions import Fraction
from pathlib import Path

import torch
from torch import nn

import verify
from constructions import weight_tied
from verify.equality import same
from verify.interchange.fx_graph import of_module
from verify.network import forward
from verify.report.pictures.settling import settling
from verify.tied import states

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 1))
optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
for _ in range(300):
    x = 2 * torch.rand(256, 2) - 1
    loss = ((model(x) - x.prod(dim=1, keepdim=True))**2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
assert loss < 0.02
print(f"it has learned to multiply two numbers, up to a mean square of {loss:.4f}")

# %% [markdown]
# ## Every weight is a fraction
#
# A floating-point number *is* a fraction, with a power of 2 below the line. So the trained model,
# read from its state dict, is a network in the sense of the theorems, and nothing was rounded. It
# is torch that rounds, whenever it computes; the exact value shows how much.

# %%
folder = tempfile.TemporaryDirectory()
file = str(Path(folder.name, "model.pt"))
torch.save(model.state_dict(), file)
network = verify.load(file, activation="relu,relu,identity")
first = model[0].weight[0, 0].item()
assert network.layers[0].weight[0][0] == Fraction(first)
print(f"a weight: {first!r} is {Fraction(first)}")

x = torch.tensor([[0.75, -0.5]])
exact = forward(network, [Fraction(number) for number in x[0].tolist()])[0]
by_torch = model(x).item()
assert exact != Fraction(by_torch) and abs(exact - Fraction(by_torch)) < Fraction(1, 10**5)
print(f"torch says {by_torch!r}, and is off by {float(Fraction(by_torch) - exact):.1e}")

# %% [markdown]
# ## One layer for three
#
# All weights go into one matrix, block by block; the layer reads the input x and its own state z.
# No weight is new: the rest of the matrix is 0.

# %%
tied = weight_tied.tie(network)
assert tied.nonzeros == network.nonzeros == sum(p.numel() for p in model.parameters())
verify.save(network, written := str(Path(folder.name, "model.json")))
report = verify.check("weight-tied", network=written)
assert report.verdict == "proved"
for name in ("W_z is the printed block matrix", "sigma is the activations, block by block",
             "after k steps the blocks 1, ..., k are right"):
    claim = report.claim(name)
    assert claim.status == "proved"
    print(f"proved for {claim.scope}: {name}")

# %%
next(picture for picture in report.drawn if picture.title.startswith("The block matrix"))

# %% [markdown]
# The last of these lines is about every number of layers, every start and every number of steps,
# proved by induction; what it needs to know of your model are the lines before, compared entry by
# entry. Here it is to be seen, in exact numbers, from starts that are meant to hurt.

# %%
report.drawn[0]

# %% [markdown]
# ## Would it have noticed?
#
# Let every block read itself in place of the one before: a slip of one column when the matrix is
# filled in. All shapes stay right, and torch would run it without a word.

# %%
slipped = verify.check("weight-tied", network=written, witness=weight_tied.shifted(network))
claim = slipped.claim("W_z is the printed block matrix")
assert (slipped.verdict, claim.status) == ("refuted", "refuted")
at = claim.counterexample["at"]
print(f"row {at['r']}, column {at['c']} is {claim.counterexample['lhs']}, and should be "
      f"{claim.counterexample['rhs']}")

# %% [markdown]
# ## The module itself as an equilibrium
#
# Weights in blocks are one way. The other takes the module as torch runs it, convolutions,
# attention or what there is: every call is a node, and all nodes compute at once, from what the
# state says about the others. After as many steps as there are nodes on the longest path the
# state no longer changes, and holds what the module computes: not nearly, but bit for bit.

# %%
graph = of_module(model, x)
net = graph.computation
starts = [graph.random_start(0), graph.random_start(1), graph.constant_start(float("inf"))]
seen = []
for state in starts:
    seen.append([tuple(map(same, state, graph.state))])
    for _ in range(net.longest_path):
        state = net.step(state, graph.x)
        seen[-1].append(tuple(map(same, state, graph.state)))
    assert all(seen[-1][-1]) and all(map(same, net.step(state, graph.x), state))
    assert torch.equal(graph.result(state), model(x))
print(f"nodes: {', '.join(net.names)}; settled after {net.longest_path} steps, three times")
settling(seen, net.names, "The model settles", "node")

# %% [markdown]
# ## A surprise: zero times what?
#
# The two equilibria are not the same to a computer. Start each of them with NaN, "not a number",
# in every place. The nodes forget it, one after the other. The big matrix never does: it multiplies
# what it need not know by 0, and 0 times NaN is NaN. The theorem speaks of numbers, and NaN is
# none. An exact 0 is no weight; a floating-point 0 is one.

# %%
state = graph.constant_start(float("nan"))
for _ in range(net.longest_path):
    state = net.step(state, graph.x)
assert all(map(same, state, graph.state))

layer = tied.to_torch()
wrong = layer.states(x.double(), 100, torch.full((1, tied.size), float("nan"), dtype=torch.double))
finite = layer.states(x.double(), 3, torch.full((1, tied.size), 1e9, dtype=torch.double))
assert wrong[-1].isnan().all() and not finite[-1].isnan().any()
print(f"node by node: {graph.result(state).item():.6f}")
print(f"one matrix:   {wrong[-1][0, -1].item()} after 100 steps")
print(f"one matrix, from a start of 1e9: {finite[-1][0, -1].item():.6f} after 3")

# %% [markdown]
# ## The gradient at the equilibrium
#
# Equilibrium models are trained without looking at the steps: with J the derivative of the layer by
# its state, solve (I - J)ᵀ u = (the derivative of the output). When is I - J invertible? Here,
# always: J only has blocks below the diagonal, so det(I - J) = 1, and the answer is that of
# back-propagation. Both are claims of the theorem, for every graph; and torch agrees.

# %%
report = verify.check("deq", network=written)
assert report.verdict == "proved"
for name in ("det(I - J) = 1 for every graph", "implicit gradient = back-propagation",
             "det(I - J) = 1"):
    claim = report.claim(name)
    assert claim.status == "proved"
    print(f"proved for {claim.scope}: {name}")

z = finite[-1].detach()
J = torch.autograd.functional.jacobian(
    lambda state: layer.states(x.double(), 1, state)[-1], z)[0, :, 0]
by_input = torch.autograd.functional.jacobian(
    lambda given: layer.states(given, 1, z)[-1], x.double())[0, :, 0]
u = torch.linalg.solve((torch.eye(tied.size) - J).T, torch.eye(tied.size, dtype=J.dtype)[-1])
by_model = torch.autograd.functional.jacobian(model.double(), x.double()).flatten()
assert abs(torch.linalg.det(torch.eye(tied.size) - J) - 1) < 1e-9
assert torch.allclose(u @ by_input, by_model, rtol=1e-12, atol=1e-15)
print(f"implicit        {(u @ by_input).tolist()}\nback-propagated {by_model.tolist()}")

# %% [markdown]
# ## The same on the command line
#
# `verify weight-tied --network model.json` and `verify deq --network model.json` check your own
# weights, `verify deq --model model.onnx` checks an exported model node by node, and `--html` makes
# a page of it.

# %%
settled = states(tied, [Fraction(3, 4), Fraction(-1, 2)], [10**9] * tied.size, 3)[-1][-1]
assert settled == exact
print(f"and exactly: {settled == exact}")
folder.cleanup()
