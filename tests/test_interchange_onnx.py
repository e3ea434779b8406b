"""ONNX files: ours come back as the very network, others' are read as the exact numbers they are.

The oracles are onnxruntime, on points where float64 is exact, and sums of Fractions written here.
"""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from verify.errors import BadInput  # noqa: E402
from verify.interchange import load, save, wire  # noqa: E402
from verify.interchange.limits import Limits  # noqa: E402
from verify.interchange.onnx_file import decode, encode  # noqa: E402
from verify.network import Graph, Network, Node, dense, forward  # noqa: E402

TENT = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])
XOR = Network((dense([[1, 1], [1, 1]], [0, -1], "relu"), dense([[1, -2]], [0])))
MIXED = Network((
    dense([[2, -4], [0, 0], ["-1/4", 1], [1, 1]], ["1/2", 0, -7, 0],
          ["relu", "step", "step", "sign"]),
    dense([[1, 1, -1, 0], [0, "5/2", 0, 1]], [0, "-1/8"], "identity"),
    dense([[-1, 2], [1, 1]], [0, 0], "relu")))
TENTS = Graph(1, (("out", TENT[1]), ("bend", TENT[0])), (
    Node("d", "out", ("c",)), Node("c", "bend", ("b",)),
    Node("a", "bend", ("x",)), Node("b", "out", ("a",))), ("d", "b"))
SKIP = Graph(2, (
    ("f", dense([[1, 2], [3, 4]], [0, 1], ["step", "identity"])),
    ("g", dense([[1, 2, 3, 4]], ["1/2"], "sign"))), (
    Node("a/affine", "f", ("x",)), Node("x.weight", "g", ("x", "a/affine"))), ("x.weight",))
NETWORKS = {"xor": XOR, "mixed": MIXED, "tents": TENTS, "skip": SKIP}


def points(network, count=40):
    source = random.Random(0)
    drawn = [[Fraction(source.randint(-16, 16), 8) for _ in range(network.inputs)]
             for _ in range(count)]
    return [[Fraction(0)] * network.inputs, *drawn]


def run(data, network, values):
    """What onnxruntime computes, a row of Fractions for each point."""
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(data)
    array = np.array([[float(number) for number in point] for point in values])
    output, = session.run(None, {"x": array})
    return [tuple(map(Fraction, row)) for row in output.tolist()]


def model(nodes, constants, shape=("batch", 2), opset=13, kind=TensorProto.FLOAT, names="xy"):
    x = helper.make_tensor_value_info(names[0], kind, list(shape))
    y = helper.make_tensor_value_info(names[1], kind, None)
    tensors = [numpy_helper.from_array(np.array(value), name) for name, value in constants.items()]
    graph = helper.make_graph([helper.make_node(*node[:3], **(node[3] if len(node) > 3 else {}))
                               for node in nodes], "g", [x], [y], tensors)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    return made.SerializeToString()


F4 = np.float32


# Ours.


@pytest.mark.parametrize("name", NETWORKS)
def test_round_trip_through_a_file(tmp_path, name):
    path = tmp_path / "n.onnx"
    assert save(NETWORKS[name], path) == NETWORKS[name] == load(path)
    found = onnx.load(path)
    onnx.checker.check_model(found, full_check=True)
    assert found.ir_version == 8 and [o.version for o in found.opset_import] == [17]
    assert {tensor.data_type for tensor in found.graph.initializer} <= {
        TensorProto.DOUBLE, TensorProto.INT64}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_runtime_computes_the_same(name):
    network = NETWORKS[name]
    values = points(network)
    assert run(encode(network, "n"), network, values) == [forward(network, p) for p in values]


@pytest.mark.parametrize("name", NETWORKS)
def test_without_our_description_the_graph_alone_is_read(name):
    network = NETWORKS[name]
    found = onnx.ModelProto.FromString(encode(network, "n"))
    del found.metadata_props[:]
    read = decode(found.SerializeToString(), "n")
    assert all(forward(read, p) == forward(network, p) for p in points(network))
    if name == "xor":
        assert read == network
    if name == "tents":     # each shared matrix is seen to be one
        assert read.parameters == TENTS.parameters and len(read.layers) == 2


def test_a_matrix_used_again_is_one_initialiser():
    graph = onnx.ModelProto.FromString(encode(TENTS, "n")).graph
    assert sorted(tensor.name for tensor in graph.initializer) == [
        "layers.bend.bias", "layers.bend.weight", "layers.out.bias", "layers.out.weight"]
    uses = [name for node in graph.node for name in node.input]
    assert uses.count("layers.bend.weight") == uses.count("layers.out.weight") == 2


def test_a_description_that_lies_is_not_believed():
    """The matrix or the description changed: what counts is what the graph computes."""
    for change in ("weight", "description", "operator"):
        found = onnx.ModelProto.FromString(encode(XOR, "n"))
        if change == "weight":
            tensor = found.graph.initializer[0]
            tensor.CopyFrom(numpy_helper.from_array(np.array([[1.0, 1], [1, 5]]), tensor.name))
        elif change == "description":
            found.metadata_props[0].value = '{"activation": ["step", "identity"]}'
        else:
            next(node for node in found.graph.node if node.op_type == "Relu").op_type = "Sign"
        data = found.SerializeToString()
        read = decode(data, "n")
        assert (read == XOR) == (change == "description")
        values = points(XOR)
        assert [forward(read, p) for p in values] == run(data, XOR, values)


@pytest.mark.parametrize("text", ['{"activation": 3}', "[]", "null", "{", '{"activation": [[]]}',
                                  '{"layers": {"0": "relu"}, "nodes": 1}', '{"inputs": "1"}'])
def test_a_broken_description_is_no_harm(text):
    found = onnx.ModelProto.FromString(encode(XOR, "n"))
    found.metadata_props[0].value = text
    assert decode(found.SerializeToString(), "n") == XOR


def test_what_no_float64_holds_is_refused_or_rounded(tmp_path):
    third = Graph(1, (("f", dense([["1/3"]], [0])),), (Node("a", "f", ("x",)),), ("a",))
    path = tmp_path / "n.onnx"
    with pytest.raises(BadInput) as caught:
        save(third, path)
    assert str(caught.value) == (f"{path}: layers.f.weight[0,0]: expected a weight that float64 "
                                 "holds exactly (or allow rounding), found 1/3")
    assert not path.exists()
    held = save(third, path, rounded=True)
    assert held == load(path) != third
    assert held.layers[0][1].weight == ((Fraction(1 / 3),),)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float64_comes_back(value):
    wanted = Network((dense([[Fraction(value)]], [Fraction(value) / 2]),)) if value == 0 or abs(
        value) > 1e-300 else Network((dense([[Fraction(value)]], [0]),))
    assert decode(encode(wanted, "n"), "n") == wanted


def test_sigmoid_and_tanh():
    network = Network((dense([[1], [2]], [0, 1], ["sigmoid", "tanh"]), dense([[1, 1]], [0])))
    data = encode(network, "n")
    assert decode(data, "n") == network
    value = run(data, network, [[Fraction(3, 4)]])[0][0]
    assert abs(float(value) - (1 / (1 + np.exp(-0.75)) + np.tanh(2.5))) < 1e-12


# Others'.


def test_a_network_of_the_acas_xu_kind():
    """Normalisation by Sub and Div, a flattened image of inputs, MatMul and Add, float32."""
    source = np.random.default_rng(0)
    mean, scale = source.normal(size=(1, 1, 1, 5)).astype(F4), F4([0.1, 3, 7, 100, 2.5])
    sizes = (5, 6, 6, 5)
    constants = {"mean": mean, "scale": scale}
    nodes = [("Sub", ["x", "mean"], ["centred"]), ("Div", ["centred", "scale"], ["unit"]),
             ("Flatten", ["unit"], ["h0"])]
    exact = []
    for index, (before, after) in enumerate(zip(sizes, sizes[1:])):
        weight = source.normal(size=(before, after)).astype(F4)
        bias = source.normal(size=(after,)).astype(F4)
        constants |= {f"W{index}": weight, f"B{index}": bias}
        exact.append((weight, bias))
        nodes += [("MatMul", [f"h{index}", f"W{index}"], [f"m{index}"]),
                  ("Add", [f"m{index}", f"B{index}"], [f"a{index}"]),
                  ("Relu", [f"a{index}"], [f"h{index + 1}"])]
    nodes[-1] = ("Identity", ["a2"], ["y"])
    data = model(nodes, constants, (1, 1, 1, 5))
    read = decode(data, "n")
    assert isinstance(read, Network) and [layer.outputs for layer in read.layers] == [6, 6, 5]
    for point in points(read, 5):
        values = [(x - Fraction(float(m))) / Fraction(float(s))
                  for x, m, s in zip(point, mean.ravel(), scale)]
        for weight, bias in exact:
            values = [sum(Fraction(float(w)) * v for w, v in zip(column, values))
                      + Fraction(float(b)) for column, b in zip(weight.T, bias)]
            if bias is not exact[-1][1]:
                values = [max(v, Fraction(0)) for v in values]
        assert forward(read, point) == tuple(values)
    runtime = pytest.importorskip("onnxruntime").InferenceSession(data)
    ran, = runtime.run(None, {"x": np.array([point], F4).reshape(1, 1, 1, 5)})
    assert np.allclose(ran.ravel(), [float(v) for v in forward(read, point)], rtol=1e-3, atol=1e-3)


def test_a_torch_network_of_another_exporter():
    """Gemm with transB, alpha and beta; weights by Transpose and by Constant; Dropout, Reshape."""
    constants = {"W": F4([[1, 2], [3, 4], [5, 6]]), "B": F4([1, 0, -1]), "V": F4([[1, 0, 2]]),
                 "shape": np.array([0, -1])}
    nodes = [("Gemm", ["x", "W", "B"], ["h"], {"transB": 1, "alpha": 0.5, "beta": 2.0}),
             ("Relu", ["h"], ["r"]), ("Dropout", ["r"], ["d", "mask"]),
             ("Reshape", ["d", "shape"], ["s"]), ("Transpose", ["V"], ["Vt"]),
             ("MatMul", ["s", "Vt"], ["y"])]
    read = decode(model(nodes, constants), "n")
    assert read == Network((
        dense([["1/2", 1], ["3/2", 2], ["5/2", 3]], [2, 0, -2], "relu"), dense([[1, 0, 2]], [0])))


def test_a_residual_connection_is_a_graph():
    constants = {"W": F4([[1, 2], [3, 4]]), "c": F4([1, -1])}
    nodes = [("MatMul", ["x", "W"], ["m"]), ("Relu", ["m"], ["r"]), ("Add", ["r", "x"], ["s"]),
             ("Sub", ["c", "s"], ["t"]), ("Neg", ["t"], ["y"])]
    read = decode(model(nodes, constants), "n")
    for a, b in points(read):
        r = max(a + 3 * b, Fraction(0)), max(2 * a + 4 * b, Fraction(0))
        assert isinstance(read, Graph) and forward(read, (a, b)) == (r[0] + a - 1, r[1] + b + 1)


def test_doubling_again_and_again_stays_small():
    nodes = [("Add", [f"v{n}", f"v{n}"], [f"v{n + 1}"]) for n in range(40)]
    nodes[0] = ("Add", ["x", "x"], ["v1"])
    read = decode(model(nodes, {}, names=("x", "v40")), "n")
    assert read == Network((dense([[2**40, 0], [0, 2**40]], [0, 0]),))


@pytest.mark.parametrize("nodes, expected", [
    ([("Identity", ["x"], ["y"])], dense([[1, 0], [0, 1]], [0, 0])),
    ([("Relu", ["x"], ["y"])], dense([[1, 0], [0, 1]], [0, 0], "relu")),
    ([("Mul", ["c", "x"], ["y"])], dense([[2, 0], [0, -3]], [0, 0])),
    ([("Div", ["x", "c"], ["y"])], dense([["1/2", 0], [0, "-1/3"]], [0, 0])),
    ([("Greater", ["x", "c"], ["b"]), ("Cast", ["b"], ["y"], {"to": 1})],
     dense([[1, 0], [0, 1]], [-2, 3], "step")),
    ([("MatMul", ["x", "W"], ["m"]), ("Split", ["m"], ["p", "q"], {"axis": 1}),
      ("Concat", ["q", "p"], ["y"], {"axis": 1})], None),
    ([("Unsqueeze", ["x"], ["u"]), ("Squeeze", ["u"], ["v"]), ("Sub", ["v", "c"], ["y"])], None),
], ids=lambda value: value[0][0] if isinstance(value, list) else "")
def test_single_operators(nodes, expected):
    if nodes[0][0] == "Unsqueeze":
        nodes = [("Unsqueeze", ["x", "one"], ["u"]), ("Squeeze", ["u", "one"], ["v"]), nodes[2]]
        expected = dense([[1, 0], [0, 1]], [-2, 3])
    if nodes[0][0] == "MatMul":
        nodes[1] = ("Split", ["m", "ones"], ["p", "q"], {"axis": 1})
    constants = {"c": F4([2, -3]), "W": F4([[1, 2], [3, 4]]), "one": np.array([1]),
                 "ones": np.array([1, 1])}
    read = decode(model(nodes, constants), "n")
    if expected is not None:
        assert read == Network((expected,))
    else:
        assert all(forward(read, (a, b)) == (2 * a + 4 * b, a + 3 * b) for a, b in points(read))


def test_a_vector_without_a_batch_and_a_weight_that_stands_first():
    nodes = [("MatMul", ["W", "x"], ["y"])]
    read = decode(model(nodes, {"W": F4([[1, 2], [3, 4], [5, 6]])}, (2,)), "n")
    assert read == Network((dense([[1, 2], [3, 4], [5, 6]], [0, 0, 0]),))


@pytest.mark.parametrize("shape", [("batch", 2), (-1, 2), (None, 2), (1, 2), (2,), (1, 1, 2)])
def test_a_batch_axis_is_no_part_of_a_point(shape):
    nodes = [("MatMul", ["x", "W"], ["m"]), ("Add", ["m", "b"], ["y"])]
    read = decode(model(nodes, {"W": F4([[1, 2], [3, 4]]), "b": F4([5, 6])}, shape), "n")
    assert read == Network((dense([[1, 3], [2, 4]], [5, 6]),))


def test_a_layer_used_twice_by_another_exporter_stays_one():
    nodes = [("Gemm", ["x", "W", "b"], ["p"]), ("Relu", ["p"], ["q"]),
             ("Gemm", ["q", "W", "b"], ["r"]), ("Relu", ["r"], ["y"])]
    read = decode(model(nodes, {"W": F4([[1, 2], [3, 4]]), "b": F4([5, 6])}), "n")
    assert isinstance(read, Graph) and read.parameters == 6 and read.depth == 2
    assert read.layers == (("W", dense([[1, 3], [2, 4]], [5, 6], "relu")),)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize("raw", [True, False])
def test_number_types_are_exact(dtype, raw):
    weight = np.array([[0.1, -3.0], [1e-5, 65504]], dtype)
    kind = helper.np_dtype_to_tensor_dtype(weight.dtype)
    data = weight.tobytes() if raw else weight.ravel().tolist()
    tensor = helper.make_tensor("W", kind, (2, 2), data, raw=raw)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "W"], ["y"])], "g",
        [helper.make_tensor_value_info("x", kind, [1, 2])],
        [helper.make_tensor_value_info("y", kind, [1, 2])], [tensor])
    found = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    read = decode(found.SerializeToString(), "n").layers[0].weight
    assert read == tuple(tuple(Fraction(float(w)) for w in column) for column in weight.T)


# Strangers'.


def test_external_data_is_refused_before_any_path_is_followed(tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_bytes(np.array([[1.0, 2.0]]).tobytes())
    found = onnx.ModelProto.FromString(encode(Network((dense([[1, 2]], [0]),)), "n"))
    tensor = found.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "secret"
    (tmp_path / "n.onnx").write_bytes(found.SerializeToString())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput) as caught:
        load("n.onnx")
    assert str(caught.value) == ('n.onnx: "layers.0.weight": expected numbers in the file itself, '
                                 "found data in another file")


def test_a_file_of_empty_messages_is_refused_before_it_is_parsed(monkeypatch):
    empty = b"\x0a\x00" * 2_000_000     # two million empty nodes
    bomb = b"\x3a" + _varint(len(empty)) + empty
    monkeypatch.setattr(onnx.ModelProto, "FromString", None)
    with pytest.raises(BadInput, match="expected at most 1000000 parts, 60 deep, found more"):
        decode(bomb, "n.onnx")
    inside = b""
    for tag in 25 * (b"\x32", b"\x2a", b"\x0a"):   # a graph in an attribute of a node of ...
        inside = tag + _varint(len(inside)) + inside
    with pytest.raises(BadInput, match="expected at most 1000000 parts, 60 deep"):
        wire.check(b"\x3a" + _varint(len(inside)) + inside, "n.onnx", onnx.ModelProto, 10**6)


def _varint(number):
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def test_every_beginning_of_a_file_is_refused_in_one_line():
    data = encode(XOR, "n")
    whole = []
    for length in range(len(data)):
        try:
            assert decode(data[:length], "n") == XOR
        except BadInput as error:
            assert str(error).isprintable()
        else:
            whole.append(length)    # only our description is missing
    assert len(whole) <= 2


def test_a_mutation_is_refused_or_read_as_what_the_runtime_computes():
    runtime = pytest.importorskip("onnxruntime")
    runtime.set_default_logger_severity(4)
    source, data = random.Random(1), encode(XOR, "n")
    values = points(XOR, 3)
    read = 0
    for _ in range(400):
        at = source.randrange(len(data))
        changed = data[:at] + bytes([source.randrange(256)]) + data[at + 1:]
        try:
            network = decode(changed, "n")
        except BadInput as error:
            assert str(error).isprintable() and len(str(error)) < 600
            continue
        try:
            session = runtime.InferenceSession(changed)
        except Exception:   # the runtime asks for more, such as names that are UTF-8
            continue
        name = session.get_inputs()[0].name
        array = np.array([[float(number) for number in point] for point in values])
        output = session.run(None, {name: array})[0]
        exact = [[float(v) for v in forward(network, p)] for p in values]
        assert np.allclose(output, exact, rtol=1e-9)
        read += 1
    assert read > 60


@given(st.binary(max_size=60))
def test_random_bytes_are_refused_in_one_line(data):
    with pytest.raises(BadInput):
        decode(data, "n.onnx")


def test_limits():
    data = encode(MIXED, "n")
    for limits in (Limits(parameters=19), Limits(units=3), Limits(layers=2)):
        with pytest.raises(BadInput, match="at most"):
            decode(data, "n", limits)


def test_factors_cannot_pile_up_without_end():
    nodes = [("Div", [f"v{n}" if n else "x", "c"], [f"v{n + 1}"]) for n in range(2000)]
    data = model(nodes, {"c": F4([0.1, 0.3])}, names=("x", "v2000"))
    with pytest.raises(BadInput, match="expected numbers of at most 4000 digits, found longer"):
        decode(data, "n")
    wide = model([("Relu", ["x"], ["y"])], {}, ("batch", 10**6))
    with pytest.raises(BadInput, match="at most 4000000 weights and biases"):
        decode(wide, "n")
    many = [("Neg", ["x"], [f"v{n}"]) for n in range(50)]
    with pytest.raises(BadInput, match="at most 64000 numbers on the way to the layers"):
        decode(model(many, {}, ("batch", 1000)), "n", Limits(parameters=4000))


def test_without_the_library_one_line_says_how_to_get_it(monkeypatch):
    import sys
    monkeypatch.setitem(sys.modules, "onnx", None)
    for call in (lambda: decode(b"", "n.onnx"), lambda: encode(XOR, "n.onnx")):
        with pytest.raises(BadInput) as caught:
            call()
        assert str(caught.value) == ("n.onnx: expected the library onnx (pip install "
                                     "netproof[onnx]), found it not installed")
