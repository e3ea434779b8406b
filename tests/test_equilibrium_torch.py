"""Torch modules as equilibrium layers, by way of torch.fx."""

import operator

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from verify.equality import same  # noqa: E402
from verify.equilibrium_codes import codes  # noqa: E402
from verify.errors import BadInput  # noqa: E402
from verify.interchange import fx_graph  # noqa: E402
from verify.interchange.fx_graph import of_module  # noqa: E402


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm, self.bend = nn.BatchNorm2d(channels), nn.ReLU(inplace=True)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return F.relu(self.second(self.bend(self.norm(self.first(x)))) + x)


class Small(nn.Module):
    """Every kind of node: modules (one of them in place), functions, methods, a parameter."""

    def __init__(self, blocks=3):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 1)
        self.blocks = nn.Sequential(*(Block(4) for _ in range(blocks)))
        self.linear, self.drop = nn.Linear(4, 2), nn.Dropout(0.5)
        self.scale = nn.Parameter(torch.tensor([2.0, -1.0]))

    def forward(self, x, shift=0.5):
        h = self.blocks(self.stem(x))
        h = h.mean((2, 3)).view(h.shape[0], h.size(1))
        a, b = self.linear(self.drop(h)).chunk(2, dim=1)
        return torch.cat([a, b], dim=1) * self.scale + shift


class Attention(nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        y = self.norm(x)
        scores = self.query(y) @ self.key(y).transpose(-2, -1)
        return {"out": x + scores.softmax(-1) @ self.value(y), "scores": (scores,)}


def seeded(make):
    torch.manual_seed(0)
    module = make()
    return module, torch.randn(2, 3, 5, 5) if isinstance(module, Small) else torch.randn(2, 4, 6)


@pytest.mark.parametrize("make", [Small, Attention])
@pytest.mark.parametrize("start", [lambda g: g.random_start(0), lambda g: g.random_start(1),
                                   lambda g: g.constant_start(float("nan"))])
def test_as_many_steps_as_the_longest_path(make, start):
    module, x = seeded(make)
    graph = of_module(module, x)
    net, state = graph.computation, start(graph)
    for _ in range(net.longest_path):
        state = net.step(state, graph.x)
    assert all(map(same, state, graph.state))
    own, found = module.eval()(x), graph.result(state)
    for a, b in ((own, found),) if make is Small else (
            (own["out"], found["out"]), (own["scores"][0], found["scores"][0])):
        assert torch.equal(a, b)
    assert net.settles(start(graph), graph.x, net.longest_path) >= net.longest_path - 2
    assert all(map(same, net.sweep(start(graph), graph.x, net.order), graph.state))


def test_every_call_is_a_node():
    graph = of_module(*seeded(Small)).computation
    blocks = 3 * 6                              # conv, norm, relu in place, conv, add, relu
    after = ("mean", "getattr", "getitem", "size", "view", "drop", "linear", "chunk", "getitem",
             "getitem", "cat", "scale", "mul", "add")
    assert len(graph.names) == 1 + blocks + len(after)
    assert graph.longest_path == 1 + blocks + len(after) - 4   # beside mean, size, getitem, scale
    assert {("view", "drop"), ("linear", "chunk"), ("scale", "mul")} <= set(graph.edges)


def test_intermediate_values_are_those_of_the_modules():
    module, x = seeded(Attention)
    graph, seen = of_module(module, x), {}
    for name, part in module.named_children():
        part.register_forward_hook(lambda _, __, out, name=name: seen.update({name: out}))
    module.eval()(x)
    assert set(seen) == {"query", "key", "value", "norm"}
    for name, value in seen.items():
        assert same(value.detach(), graph.state[graph.computation.position[name]])


def test_codes_of_a_module():
    graph = of_module(*seeded(Attention))
    net = graph.computation
    found = codes(net, graph.x, [graph.random_start(0)], net.longest_path)
    assert (found.Z[:, 1:] == found.G[:, :-1]).all() and (found.Z[:, -1] == found.val).all()


def test_the_module_itself_is_left_alone():
    module, x = seeded(Small)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    kept = x.clone()
    of_module(module, x)
    assert module.training and torch.equal(x, kept)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


def of(function):
    class Module(nn.Module):
        def forward(self, x):
            return function(x)
    return Module()


def test_garbage_that_a_call_rejects():
    """The row 3 - 3 there is; the row 0 - 3, from the start, there is not."""
    graph = of_module(of(lambda x: x[1:][operator.sub(x.size(0), 3)] + 0.5), torch.ones(3, 2))
    net, states = graph.computation, [graph.random_start(0)]
    for _ in range(net.longest_path):
        states.append(net.step(states[-1], graph.x))
    assert [net.undefined(state) for state in states] == [
        (), (), ("getitem_1",), ("add",), ()]
    assert "IndexError" in states[2][net.position["getitem_1"]].reason
    assert all(map(same, states[-1], graph.state))


def add_in_place(x):
    y = x + 1
    z = y.relu_()
    return y + z


def view_in_place(x):
    y = x + 1
    y.view(-1).relu_()
    return y * 2


@pytest.mark.parametrize("function, message", [
    (lambda x: x if x.sum() > 0 else -x, "torch.fx can trace"),
    (lambda x: F.dropout(x) + 1, "a deterministic module"),
    (lambda x: x + torch.rand(x.shape), "a deterministic module|that torch.fx can trace"),
    (add_in_place, "node 'relu_': expected a call that changes no value"),
    (view_in_place, "a trace that computes what the module computes"),
    (lambda x: x, "no node"),
    (lambda x: x.view(5), r"node 'view': expected a call that succeeds, found RuntimeError")])
def test_refused(function, message):
    with pytest.raises(BadInput, match=message) as caught:
        of_module(of(function), torch.randn(2, 3))
    assert "\n" not in str(caught.value)


def test_other_objects(monkeypatch):
    with pytest.raises(TypeError, match="expected a torch module"):
        of_module(7)
    with pytest.raises(BadInput, match="argument 'x': expected a value, found none"):
        of_module(of(torch.relu))
    monkeypatch.setattr(fx_graph.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match="pip install torch"):
        of_module(of(torch.relu), torch.ones(1))
