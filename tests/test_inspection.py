"""`verify build` into every format, `--round`, and `verify inspect` of what was built."""

import json
import re
import xml.etree.ElementTree
from fractions import Fraction

import pytest

import verify
from verify.cli import main
from verify.interchange import WRITABLE, load, save
from verify.interchange.inspection import as_json, as_text, numbers
from verify.interchange.rounding import error, nearest
from verify.interchange.svg import svg
from verify.network import Graph, Network, Node, dense, forward

TENT = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])
THIRDS = Network((dense([["1/3", 1], ["2/3", 0]], [0, "1/7"], "relu"), dense([[1, "-1/2"]], [0])))
TENTS = Graph(1, (("out", TENT[1]), ("bend", TENT[0])), (
    Node("d<&>", "out", ("c",)), Node("c", "bend", ("b",)),
    Node("a", "bend", ("x",)), Node("b", "out", ("a",))), ("d<&>", "b"))


@pytest.fixture
def command(installed, capsys):
    """Runs the command with two builders: (exit code, output, errors)."""
    def tent(k: int) -> Network:
        """The tent map composed k times."""
        return Network(TENT * k)

    def thirds() -> Network:
        """A network that no float64 holds."""
        return THIRDS

    def twice() -> Graph:
        """The tent map twice, its layers used twice."""
        return TENTS
    installed(("ours", "tent", tent), ("ours", "thirds", thirds), ("ours", "twice", twice),
              group="netproof.constructions")

    def call(*arguments):
        code = main([str(each) for each in arguments])
        return (code, *capsys.readouterr())

    return call


# Building.


@pytest.mark.parametrize("suffix", WRITABLE)
def test_build_writes_every_format(command, tmp_path, suffix):
    if suffix in (".onnx", ".vnnlib", ".pt"):
        pytest.importorskip("torch" if suffix == ".pt" else "onnx")
    file = tmp_path / f"n{suffix}"
    code, out, err = command("build", "tent", "--k", 2, "-o", file)
    assert (code, err) == (0, "") and file.stat().st_size > 0
    assert out.startswith(f"{file}: 1 -> 1, depth 4, 5 hidden units, 14 parameters\n")
    code, _, err = command("build", "twice", "-o", file)
    chains = (".npz", ".safetensors", ".pt")
    assert (code, "a chain of layers" in err) == ((2, True) if suffix in chains else (0, False))


def test_a_property_comes_with_its_model(command, tmp_path):
    pytest.importorskip("onnx")
    for version, start in (("1", "(declare-const X_0"), ("2", "(vnnlib-version <2.0>)")):
        file = tmp_path / "n.vnnlib"
        code, out, _ = command("build", "tent", "--k", 1, "-o", file, "--vnnlib", version)
        assert code == 0 and "n.onnx: the network that it is about" in out
        lines = [line for line in file.read_text().splitlines() if not line.startswith(";")]
        assert lines[0].startswith(start) and load(tmp_path / "n.onnx") == Network(TENT)
    code, out, err = command("build", "tent", "--k", 1, "-o", file, "--vnnlib", "3")
    assert (code, out) == (2, "") and "--vnnlib: expected 1 or 2, found 3" in err


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".onnx", ".pt"])
def test_rounding_is_asked_for_and_said(command, tmp_path, suffix):
    if suffix in (".onnx", ".pt"):
        pytest.importorskip(suffix[1:] if suffix == ".onnx" else "torch")
    file = tmp_path / f"n{suffix}"
    code, out, err = command("build", "thirds", "-o", file)
    assert (code, out, err.count("\n")) == (2, "", 1) and not file.exists()
    assert "layers.0.weight[0,0]: expected a weight that float64 holds exactly" in err
    assert "found 1/3" in err
    code, out, err = command("build", "thirds", "-o", file, "--round")
    assert (code, err) == (0, "")
    largest = Fraction(2, 3) - Fraction(2 / 3)
    assert abs(largest) > abs(Fraction(1, 3) - Fraction(1 / 3)) and f"{abs(largest)} " in out
    assert "rounded: 3 weights, the largest error" in out and "layers.0.weight[1,0]" in out
    assert "another network" in out
    held = load(file)
    assert held == nearest(THIRDS, "n") != THIRDS
    code, out, _ = command("build", "tent", "--k", 2, "-o", file, "--round")
    assert code == 0 and "rounded: nothing" in out and load(file) == Network(TENT * 2)


def test_nothing_is_rounded_where_fractions_are_held(command, tmp_path):
    code, out, _ = command("build", "thirds", "-o", tmp_path / "n.json", "--round")
    assert code == 0 and "rounded: nothing" in out and load(tmp_path / "n.json") == THIRDS


def test_errors_of_rounding_are_exact():
    graph = Graph(1, (("f", dense([["1/3"]], ["1/10"])),), (Node("a", "f", ("x",)),), ("a",))
    found = error(graph, nearest(graph, "n"))
    assert found.changed == 2 and found.place == "layers.f.weight[0,0]"
    assert found.largest == abs(Fraction(1, 3) - Fraction(1 / 3))
    assert error(graph, graph).largest == 0


# Inspecting.


@pytest.mark.parametrize("suffix", [".json", ".npz", ".safetensors", ".onnx", ".pt"])
def test_inspect_says_the_same_of_every_format(command, tmp_path, suffix):
    if suffix in (".onnx", ".pt"):
        pytest.importorskip("onnx" if suffix == ".onnx" else "torch")
    file = tmp_path / f"n{suffix}"
    save(Network(TENT), file)
    code, out, err = command("inspect", file)
    assert (code, err) == (0, "") and out == f"""\
{file}: a chain of 2 layers
  layer 0: weight (2, 1), relu
  layer 1: weight (1, 2), identity
numbers: 5 distinct values, numerators up to 3 bits, denominators up to 2 bits; all dyadic; \
exact in float64 and float32
1 input, 1 output, depth 2, width 2, 2 hidden units, 2 relus, 7 parameters, 5 nonzeros

layer 0: 1 -> 2, a row of weights | bias for each unit
  [ 1 |    0 ]  h0 = relu(x1)
  [ 1 | -1/2 ]  h1 = relu(x1 - 1/2)

layer 1: 2 -> 1, a row of weights | bias for each unit
  [ 2 -4 | 0 ]  y = 2*h0 - 4*h1
"""
    code, out, err = command("inspect", "--json", file)
    whole = json.loads(out)
    assert (code, err, whole["schema"]) == (0, "", "netproof-inspection/1")
    assert whole["counts"] == {
        "inputs": 1, "outputs": 1, "depth": 2, "width": 2, "hidden_units": 2, "relus": 2,
        "parameters": 7, "nonzeros": 5, "distinct_values": 5}
    assert whole["layers"][0] == {"name": "0", "shape": [2, 1], "activation": "relu", "uses": 1}
    assert whole["units"][2] == {"where": "layer 1", "unit": "y", "computes": "2*h0 - 4*h1"}


@pytest.mark.parametrize("values, dyadic, float64, float32, bits", [
    ([0], True, True, True, (0, 1)), (["1/3"], False, False, False, (1, 2)),
    ([2**24 + 1], True, True, False, (25, 1)), ([2**53 + 1], True, False, False, (54, 1)),
    ([Fraction(1, 2**149)], True, True, True, (1, 150)),
    ([Fraction(1, 2**150)], True, True, False, (1, 151)),
    ([Fraction(1, 2**1075)], True, False, False, (1, 1076)),
    ([2**1024], True, False, False, (1025, 1)), ([2**128], True, True, False, (129, 1))])
def test_what_holds_the_numbers(values, dyadic, float64, float32, bits):
    found = numbers(Network((dense([values], [0]),)))
    assert (found.dyadic, found.float64, found.float32) == (dyadic, float64, float32)
    assert (found.numerator_bits, found.denominator_bits) == bits


def test_a_graph_says_how_often_a_layer_is_used():
    text = as_text(TENTS, "n.json")
    assert "n.json: a graph of 2 layers\n  layer out: weight (1, 2), identity, used 2 times" in text
    assert [each["uses"] for each in as_json(TENTS, "n.json")["layers"]] == [2, 2]
    mixed = Network((dense([[1], [1], [1]], [0, 0, 0], ["relu", "step", "relu"]),))
    assert "2 relu, 1 step" in as_text(mixed, "n")


def test_a_weight_tied_file_is_shown_step_by_step(command, tmp_path):
    from verify.block_maps import Units
    from verify.sparse import from_rows
    from verify.tied import WeightTied
    zero = Fraction(0)
    tied = WeightTied(1, (1, 1), from_rows([[0, 0], [2, 0]]), from_rows([[1], [0]]), (zero, zero),
                      (Units(("relu",)), Units(("identity",))))
    save(tied, tmp_path / "n.json")
    code, out, err = command("inspect", tmp_path / "n.json")
    assert (code, err) == (0, "") and "layer tied: weight (2, 3), 1 relu, 1 identity, used 2" in out


def test_against_checks_the_theorem_with_this_network(installed, toy, runner, report, tmp_path,
                                                      capsys, monkeypatch):
    file = tmp_path / "n.json"
    save(Network(TENT), file)
    installed(("ours", "toy", toy(witness=lambda given: None)))
    for verdict, code in (("proved", 0), ("refuted", 1), ("undecided", 3)):
        made = report(verdict=verdict)
        asked = []
        monkeypatch.setattr(verify.runner, "check",
                            lambda theorem, given, **rest: asked.append((given, rest)) or made)
        assert main(["inspect", str(file), "--against", "toy", "--d", "5"]) == code
        out, err = capsys.readouterr()
        assert asked[0][0] == {"d": 5, "loss": "square"}
        assert asked[0][1]["witness"] == Network(TENT)
        assert err == "" and "y = 2*h0 - 4*h1" in out and f"{verdict}: toy" in out
        assert main(["inspect", str(file), "--json", "--against=toy"]) == code
        whole = json.loads(capsys.readouterr().out)
        assert whole["against"]["verdict"] == verdict and whole["counts"]["parameters"] == 7


@pytest.mark.parametrize("arguments, line", [
    (("--against", "tyo"), "found tyo (did you mean toy"),
    (("--against",), "expected the name of a theorem"),
    (("--against", "toy"), "--against: expected a theorem about a network of yours, found toy"),
    (("--against", "able", "--d", "9"), "--d: expected an integer from 1 to 5, found 9"),
    (("--against", "able", "--witness", "x"), "expected one of its flags"),
    (("--nonsense",), "expected one of its flags")])
def test_inspect_refuses_in_one_line(installed, toy, tmp_path, capsys, arguments, line):
    installed(("ours", "toy", toy()), ("ours", "able", toy(name="able", also=(),
                                                           witness=lambda given: None)))
    save(Network(TENT), tmp_path / "n.json")
    code = main(["inspect", str(tmp_path / "n.json"), *arguments])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1) and line in err
    assert main(["inspect", "--against", "toy", "n.json"]) == 2
    assert "FILE before any option" in capsys.readouterr().err


# Drawing.


SKIP = Graph(2, (("f", dense([[1, 2]], [0])), ("g", dense([[1, "-1/3", 3]], [1], "relu"))), (
    Node("a", "f", ("x",)), Node("b", "g", ("x", "a"))), ("b",))


@pytest.mark.parametrize("network", [Network(TENT), THIRDS, TENTS, SKIP])
def test_a_drawing_has_a_line_for_each_weight_and_a_circle_for_each_unit(network):
    root = xml.etree.ElementTree.fromstring(svg(network))
    space = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{space}svg"
    lines = root.findall(f"{space}line") + root.findall(f"{space}path")
    used = ([(la.weight, la.bias) for la in network.layers] if isinstance(network, Network) else
            [(dict(network.layers)[n.layer].weight, dict(network.layers)[n.layer].bias)
             for n in network.nodes])
    weights = sorted(w for weight, _ in used for row in weight for w in row if w)
    titles = [line.find(f"{space}title").text for line in lines]
    assert sorted(Fraction(title.split(": ")[1]) for title in titles) == weights
    circles = root.findall(f"{space}circle")
    assert len(circles) == network.inputs + sum(len(bias) for _, bias in used)
    spots = [(circle.get("cx"), circle.get("cy")) for circle in circles]
    assert len(set(spots)) == len(spots)
    width, height = int(root.get("width")), int(root.get("height"))
    assert all(17 <= int(x) <= width - 17 and 17 <= int(y) <= height - 17 for x, y in spots)
    for line, title in zip(lines, titles):
        numbers_of_path = re.findall(r"-?\d+", line.get("d", ""))
        ends = numbers_of_path[::4] or (line.get("x1"), line.get("x2"))
        assert int(ends[0]) < int(ends[1])      # left to right
        assert line.get("class") == ("n" if ": -" in title else "p")


def test_a_drawing_of_extreme_numbers_and_names():
    network = Network((dense([[10**400, Fraction(1, 10**400)]], [10**400]),))
    root = xml.etree.ElementTree.fromstring(svg(network))
    widths = [float(each) for each in re.findall(r'stroke-width="([\d.]+)"', svg(network))]
    assert root is not None and max(widths) == 4 and min(widths) == 0.6
    assert "<&>" not in svg(TENTS) and "d&lt;&amp;&gt;" in svg(TENTS)


# Torch.


def test_torch_files_are_state_dicts_of_float64(tmp_path):
    torch = pytest.importorskip("torch")
    save(Network(TENT), tmp_path / "n.pt")
    state = torch.load(tmp_path / "n.pt", weights_only=True)
    assert state.pop("activation") == '["relu", "identity"]'
    assert list(state) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
    assert all(tensor.dtype == torch.float64 for tensor in state.values())
    assert state["layers.1.weight"].tolist() == [[2.0, -4.0]]
    # In a module whose stack is called `layers`, it is the module's own state.
    module = torch.nn.Module()
    module.layers = torch.nn.ModuleList([torch.nn.Linear(1, 2), torch.nn.Linear(2, 1)]).double()
    module.load_state_dict(state)


def test_shared_weights_are_shared_parameters():
    torch = pytest.importorskip("torch")
    module = TENTS.to_torch()
    assert sum(parameter.numel() for parameter in module.parameters()) == TENTS.parameters == 7
    point = torch.tensor([[0.125]], dtype=torch.float64)
    before = module(point)
    assert [tuple(map(Fraction, row)) for row in before.tolist()] == [
        forward(TENTS, [Fraction(1, 8)])]
    before.sum().backward()     # each parameter gathers the gradients of both of its uses
    assert all(parameter.grad is not None for parameter in module.parameters())
    linears = [part for part in module.modules() if isinstance(part, torch.nn.Linear)]
    assert len(linears) == 2
    with torch.no_grad():
        linears[0].weight[0, 0] += 1    # of `out`: changes d and b at once
    after = module(point)
    changed = Graph(1, (("out", dense([[3, -4]], [0])), ("bend", TENT[0])), TENTS.nodes,
                    TENTS.output)
    assert tuple(map(Fraction, after.tolist()[0])) == forward(changed, [Fraction(1, 8)])
    assert (after != before).all()
