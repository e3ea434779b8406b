"""ONNX models as equilibrium layers: a ResNet and a transformer in small, and what is refused."""

import random
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
sys.path.insert(0, str(Path(__file__).parent / "models"))

from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402
from onnx_models import Builder, resnet, transformer  # noqa: E402

from verify.equality import Undefined, same  # noqa: E402
from verify.equilibrium_codes import codes  # noqa: E402
from verify.errors import BadInput  # noqa: E402
from verify.interchange import onnx_apply  # noqa: E402
from verify.interchange.limits import Limits  # noqa: E402
from verify.interchange.onnx_graph import of_onnx  # noqa: E402

FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
TOKENS = {"tokens": np.array([[1, 4, 2, 10, 0], [3, 3, 7, 8, 9]])}
MODELS = {"resnet": (resnet, {"blocks": 13}, None, 103, 97),
          "transformer": (transformer, {"blocks": 5}, TOKENS, 235, 190)}
STARTS = [lambda g: g.random_start(0), lambda g: g.random_start(1),
          lambda g: g.constant_start(float("nan")), lambda g: g.constant_start(1e30)]


@pytest.fixture(scope="module", params=MODELS)
def real(request):
    build, size, x, nodes, longest = MODELS[request.param]
    model = build(**size)
    return model, of_onnx(model, x), nodes, longest


@pytest.fixture(scope="module", params=MODELS)
def small(request):
    build, _, x, _, _ = MODELS[request.param]
    return of_onnx(build(blocks=1), x)


def longest_path(model):
    """In nodes, from the model itself: one pass, as its nodes stand in order."""
    longest = {}
    for node in model.graph.node:
        length = 1 + max((longest.get(name, 0) for name in node.input), default=0)
        longest.update(dict.fromkeys(node.output, length))
    return max(longest.values())


def test_counts(real):
    model, graph, nodes, longest = real
    assert len(graph.computation.names) == len(model.graph.node) == nodes
    assert graph.computation.longest_path == longest_path(model) == longest


def test_as_many_steps_as_the_longest_path_reach_the_models_own_tensors(real):
    """Every tensor of the reference run of the whole model, bit for bit, from a random start."""
    model, graph, _, longest = real
    own = ReferenceEvaluator(model).run(None, dict(graph.x), intermediate=True)
    state, changed = graph.random_start(7), 0
    for step in range(1, longest + 1):
        before, state = state, graph.computation.step(state, graph.x)
        if not all(map(same, before, state)):
            changed = step
    found = graph.tensors(state)
    assert set(found) == {name for node in model.graph.node for name in node.output}
    assert [name for name, value in found.items() if not same(value, own[name])] == []
    assert all(map(same, state, graph.state))
    assert all(map(same, graph.computation.step(state, graph.x), state))
    assert longest - 8 < changed <= longest     # the predicted number is not far off either


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_from_every_kind_of_start(real, start):
    _, graph, _, longest = real
    steps = graph.computation.settles(start(graph), graph.x, longest)
    assert steps is not None and longest - 8 < steps <= longest


def test_one_sweep_in_order_and_one_step_per_node_against_it(real):
    _, graph, _, longest = real
    net = graph.computation
    assert net.sweeps_needed(net.order) == 1 and net.sweeps_needed(net.order[::-1]) == longest
    for start in STARTS:
        assert all(map(same, net.sweep(start(graph), graph.x, net.order), graph.state))


def test_the_models_are_what_a_runtime_computes(real):
    runtime = pytest.importorskip("onnxruntime")
    model, graph, _, _ = real
    output, = graph.outputs
    theirs, = runtime.InferenceSession(model.SerializeToString()).run([output], dict(graph.x))
    ours = graph.tensors(graph.state)[output]
    assert np.isfinite(ours).all() and np.ptp(ours) > 1
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("start", STARTS)
def test_any_order_of_concatenation(small, start):
    net, names = small.computation, list(small.computation.names)
    random.Random(3).shuffle(names)
    shuffled = replace(net, names=tuple(names))
    place, first = [net.position[name] for name in names], start(small)
    state = tuple(first[p] for p in place)
    for _ in range(net.longest_path):
        state = shuffled.step(state, small.x)
    assert all(same(value, small.state[p]) for value, p in zip(state, place))


def test_codes_of_a_real_model(small):
    net = small.computation
    found = codes(net, small.x, [start(small) for start in STARTS[1:3]], net.longest_path)
    assert (found.Z[:, 1:] == found.G[:, :-1]).all()
    assert (found.Z[:, -1] == found.val).all() and (found.Z[:, 0] != found.val).any()
    for v, depth in enumerate(found.d):
        assert (found.Z[:, depth + 1:, v] == found.val[v]).all()


# ---- garbage, folding, several outputs, functions ------------------------------------------------

def model_of(*nodes, weights=None, inputs=None, outputs=("y",), opset=17, rank=2, **more):
    b = Builder(opset=opset)
    b.nodes, b.weights = list(nodes), weights or {}
    return b.model(inputs or {"in": (FLOAT, [2, 3])},
                   {name: (FLOAT, [None] * rank) for name in outputs}, **more)


N = helper.make_node
I64 = np.int64


def test_an_operator_that_fails_on_garbage_is_undefined_until_its_input_is_right():
    """An index computed from the data: 3 - 5 is one, but 0 - 5, from the start, is none."""
    model = model_of(N("Shape", ["in"], ["s"]), N("Gather", ["s", "last"], ["t"]),
                     N("Identity", ["t"], ["u"]), N("Sub", ["u", "five"], ["v"]),
                     N("Gather", ["in", "v"], ["y"], axis=1), N("Relu", ["y"], ["z"]),
                     weights={"last": I64([1]), "five": I64([5])}, outputs=("z",))
    graph = of_onnx(model)
    net = graph.computation
    states = [graph.random_start(0)]
    for _ in range(net.longest_path):
        states.append(net.step(states[-1], graph.x))
    assert [net.undefined(state) for state in states] == [
        (), (), ("y",), ("y", "z"), ("y", "z"), ("z",), ()]
    assert "IndexError" in states[2][net.position["y"]].reason
    assert states[3][net.position["z"]].reason == "'y' is undefined"
    assert all(map(same, states[-1], graph.state))
    found = codes(net, graph.x, [states[0]], net.longest_path)
    assert (found.Z[0, -1] == found.val).all() and (found.Z[:, 1:] == found.G[:, :-1]).all()


def test_what_depends_on_constants_alone_is_no_node():
    model = model_of(N("Add", ["a", "a"], ["b"]), N("Constant", [], ["c"], value_ints=[0, 1]),
                     N("Gather", ["b", "c"], ["d"]), N("Mul", ["in", "d"], ["y"]),
                     weights={"a": np.arange(9, dtype=np.float32).reshape(3, 3)},
                     inputs={"in": (FLOAT, [2, 3])})
    graph = of_onnx(model)
    assert graph.computation.names == ("y",)
    assert graph.constants["d"].tolist() == [[0, 2, 4], [6, 8, 10]]
    assert same(graph.state[0], graph.x["in"] * graph.constants["d"])


def test_nodes_in_any_order_and_the_name_x():
    """ONNX wants them sorted; an equilibrium does not care. x is a tensor like any other here."""
    nodes = [N("Relu", ["x"], ["y"]), N("Neg", ["in"], ["x"]), N("Neg", ["x"], ["x'"])]
    graph = of_onnx(model_of(*nodes))
    net = graph.computation
    assert set(net.edges) == {("x''", "y"), ("x''", "x'")} and net.longest_path == 2
    found = graph.tensors(graph.state)
    assert same(found["y"], np.maximum(-graph.x["in"], 0)) and same(found["x'"], graph.x["in"])


def test_outputs_left_out_and_inputs_left_out():
    model = model_of(N("LayerNormalization", ["in", "s"], ["n", "", "d"]),
                     N("Clip", ["n", "", "top"], ["y"]), N("Add", ["y", "d"], ["z"]),
                     N("TopK", ["z", "k"], ["best", "places"]),
                     N("Cast", ["places"], ["w"], to=FLOAT),
                     weights={"s": np.ones(3, np.float32), "top": np.float32(0.5), "k": I64([2])},
                     outputs=("w",))
    graph = of_onnx(model)
    assert graph.computation.names == ("n", "y", "z", "best", "w")
    own = ReferenceEvaluator(model).run(None, dict(graph.x), intermediate=True)
    y = np.minimum(own["n"], np.float32(0.5))
    found = graph.tensors(graph.state)
    assert same(found["n"], own["n"]) and same(found["d"], own["d"])
    # no lower end; the library's own run takes the output without a name for one
    assert same(found["y"], y) and same(found["z"], y + own["d"])
    assert np.array_equal(found["places"], np.argsort(-found["z"], axis=1)[:, :2])
    assert graph.computation.settles(graph.random_start(0), graph.x, 9) <= 5


def function(name, *nodes, inputs=("a",), outputs=("b",), attributes=()):
    return helper.make_function("own", name, list(inputs), list(outputs), list(nodes),
                                [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)],
                                list(attributes))


def test_functions_of_the_model_with_attributes_in_any_order():
    leaky = N("LeakyRelu", ["a"], ["b"])
    leaky.attribute.add(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT)
    inner = function("inner", leaky, attributes=("slope",))
    outer = function("outer", N("inner", ["a"], ["c"], domain="own", slope=0.5),
                     N("Neg", ["c"], ["b"]))
    model = model_of(N("outer", ["in"], ["u"], domain="own"),
                     N("inner", ["u"], ["y"], domain="own", slope=0.25), functions=[outer, inner])
    graph = of_onnx(model)
    x = graph.x["in"]
    u = -np.where(x < 0, x * np.float32(0.5), x)
    assert len(graph.computation.names) == 3 and graph.computation.longest_path == 3
    assert np.array_equal(graph.tensors(graph.state)["y"], np.where(u < 0, u * np.float32(0.25), u))


def test_a_function_of_another_version_is_one_node():
    older = helper.make_function("own", "f", ["a"], ["b"], [N("Abs", ["a"], ["c"]),
                                 N("Neg", ["c"], ["b"])], [helper.make_opsetid("", 16)])
    graph = of_onnx(model_of(N("f", ["in"], ["u"], domain="own"), N("Neg", ["u"], ["y"]),
                             functions=[older]))
    assert graph.computation.names == ("u", "y")
    assert graph.computation.settles(graph.random_start(0), graph.x, 2) == 2


def test_the_input():
    model = model_of(N("Neg", ["in"], ["y"]), inputs={"in": (FLOAT, ["batch", 3])})
    assert of_onnx(model).x["in"].shape == (1, 3)
    assert of_onnx(model, sizes={"batch": 4}).x["in"].shape == (4, 3)
    for x, found in (({}, "no tensor"), ({"q": 1}, "'q'"), ({"in": [1]}, "list"),
                     ({"in": np.zeros((2, 3))}, r"float64 of shape \(2, 3\)"),
                     ({"in": np.zeros((2, 4), np.float32)}, r"float32 of shape \(2, 4\)")):
        with pytest.raises(BadInput, match=f"found {found}$"):
            of_onnx(model, x)
    mine = np.zeros((2, 3), np.float32)
    graph = of_onnx(model, {"in": mine})
    mine[0, 0] = 1                              # ours to read, the caller's to write
    assert graph.computation.step(graph.state, graph.x)[0][0, 0] == -1
    assert not graph.state[0].flags.writeable


class Writing:
    """An operator that writes into what it reads, as a library's might."""

    def run(self, names, feeds):
        feeds["a"] += 1
        return [feeds["a"]]


class Failing:
    def __init__(self, error):
        self.error = error

    def run(self, names, feeds):
        raise self.error


def test_an_operator_that_writes_gets_copies():
    locked = onnx_apply.locked(np.zeros(2))
    assert onnx_apply.applied(Writing(), ("b",), {"a": locked}).tolist() == [1, 1]
    assert locked.tolist() == [0, 0]


def test_what_an_operator_raises_is_undefined_unless_it_says_nothing_about_the_value():
    for error in (ValueError("no"), IndexError(), ZeroDivisionError("x\ny"), AttributeError("a")):
        value = onnx_apply.applied(Failing(error), ("b",), {})
        assert same(value, Undefined()) and value.reason.startswith(type(error).__name__)
        assert value.reason.isprintable()
    with pytest.raises(MemoryError):
        onnx_apply.applied(Failing(MemoryError()), ("b",), {})


# ---- refused ------------------------------------------------------------------------------------

def body(*nodes):
    return helper.make_graph(list(nodes), "body", [],
                             [helper.make_tensor_value_info("t", FLOAT, None)])


def outside(name="w"):
    tensor = numpy_helper.from_array(np.ones(3, np.float32), name)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../secret"
    return tensor


def with_outside_weight():
    model = model_of(N("Neg", ["in"], ["y"]))
    model.graph.initializer.append(outside())
    return model


def with_empty_input():
    model = model_of(N("Neg", ["in"], ["y"]))
    model.graph.ClearField("input")
    return model


ONE, YES = np.float32(1), np.bool_(True)
IF = N("If", ["c"], ["y"], name="fork", then_branch=body(N("Neg", ["in"], ["t"])),
       else_branch=body(N("Abs", ["in"], ["t"])))
TWICE = [function(f"f{i + 1}", N(f"f{i}", ["a"], ["c"], domain="own"),
                  N(f"f{i}", ["c"], ["b"], domain="own")) for i in range(70)]
REFUSED = {
    "control flow": (model_of(IF, weights={"c": YES}), r"node 'fork' \(If\): .* subgraph"),
    "a loop": (model_of(N("Loop", ["n", "c"], ["y"], body=body()),
                        weights={"n": I64(3), "c": YES}),
               r"node 'y' \(Loop\): "),
    "random": (model_of(N("RandomNormalLike", ["in"], ["y"])), r"\(RandomNormalLike\): .* random"),
    "random, in a function": (
        model_of(N("f", ["in"], ["y"], domain="own"),
                 functions=[function("f", N("Bernoulli", ["a"], ["b"]))]),
        r"function 'f': node 'b' \(Bernoulli\)"),
    "training": (model_of(N("Dropout", ["in", "r", "t"], ["y"]),
                          weights={"r": np.float32(0.5), "t": YES}), r"\(Dropout\): .* training"),
    "training, perhaps": (
        model_of(N("Dropout", ["in", "r", "t"], ["y"]), weights={"r": np.float32(0.5)},
                 inputs={"in": (FLOAT, [2]), "t": (BOOL, [])}, rank=1),
        r"\(Dropout\): .* training"),
    "unknown operator": (model_of(N("Nonsense", ["in"], ["y"])),
                         r"node 'y' \(Nonsense\): expected an operator of ONNX up to version 17"),
    "newer operator": (model_of(N("Gelu", ["in"], ["y"])), r"\(Gelu\): .* up to version 17"),
    "unknown domain": (model_of(N("Relu", ["in"], ["y"], domain="com.other")),
                       r"\(Relu\): expected a domain that the model imports, found 'com.other'"),
    "numbers elsewhere": (with_outside_weight(), "tensor 'w': .* another file"),
    "numbers elsewhere, in an attribute": (
        model_of(N("Constant", [], ["c"], value=outside("inner")), N("Add", ["in", "c"], ["y"])),
        "tensor 'inner': .* another file"),
    "a cycle": (model_of(N("Add", ["in", "b"], ["a"]), N("Neg", ["a"], ["b"]),
                         N("Neg", ["b"], ["y"])), "expected no cycle, found (a -> b -> a|b -> a)"),
    "a cycle of functions": (
        model_of(N("f", ["in"], ["y"], domain="own"),
                 functions=[function("f", N("g", ["a"], ["b"], domain="own")),
                            function("g", N("f", ["a"], ["b"], domain="own"))]),
        "functions: expected no cycle, found (f -> g -> f|g -> f -> g)"),
    "functions that double": (
        model_of(N("f70", ["in"], ["y"], domain="own"),
                 functions=[*TWICE, function("f0", N("Neg", ["a"], ["b"]))]),
        "functions expanded, found more than"),
    "a function for an operator": (
        model_of(N("Neg", ["in"], ["y"]),
                 functions=[helper.make_function("", "Neg", ["a"], ["b"], [N("Abs", ["a"], ["b"])],
                                                 [helper.make_opsetid("", 17)])]),
        "a domain of its own"),
    "no nodes": (model_of(), "at least one node, found none"),
    "constants only": (model_of(N("Neg", ["a"], ["y"]), weights={"a": ONE}, rank=0),
                       "depends on the input, found constants only"),
    "one name twice": (model_of(N("Neg", ["in"], ["y"]), N("Abs", ["in"], ["y"])), "'y' twice"),
    "nothing computes it": (model_of(N("Add", ["in", "q"], ["y"])), r"\(Add\): .* found 'q'"),
    "shapes": (model_of(N("Add", ["in", "q"], ["y"]), weights={"q": np.ones(5, np.float32)}),
               "expected (shapes that fit|an operator that can be applied)"),
    "too large": (model_of(N("Expand", ["in", "s"], ["y"]), weights={"s": I64([10**6, 2, 3])},
                           rank=3),
                  None),
    "far too large": (model_of(N("Expand", ["in", "s"], ["y"]), weights={"s": I64([10**9, 2, 3])},
                               rank=3),
                      "'y': expected at most 8388608 entries, found 6000000000"),
    "an attribute too many": (model_of(N("Neg", ["in"], ["y"], alpha=1.0)), "a valid ONNX model"),
    "its own failure": (model_of(N("Gather", ["in", "i"], ["y"]), weights={"i": I64([7])}),
                        r"node 'y' \(Gather\): .* IndexError"),
    "a constant's failure": (
        model_of(N("Gather", ["a", "i"], ["b"]), N("Add", ["in", "b"], ["y"]),
                 weights={"i": I64([7]), "a": np.ones(3, np.float32)}),
        r"node 'b' \(Gather\): .* IndexError"),
    "no input": (with_empty_input(), "found 'in'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_one_line(case, tmp_path):
    model, message = REFUSED[case]
    path = tmp_path / "m.onnx"
    path.write_bytes(model.SerializeToString())
    if message is None:
        assert of_onnx(path).state[0].size == 6 * 10**6
        return
    with pytest.raises(BadInput, match=message) as caught:
        of_onnx(path)
    line = str(caught.value)
    assert line.isprintable() and len(line) < 700 and line.startswith(str(path))
    with pytest.raises(BadInput):
        of_onnx(model, place="m")


def test_refused_files(tmp_path):
    data = model_of(N("Neg", ["in"], ["y"])).SerializeToString()
    path = tmp_path / "m.onnx"
    for content, message in ((b"", "an empty file"), (b"\xff" * 50, "no protobuf message"),
                             (data[:-3], "found"), (data[:40], "cut short")):
        path.write_bytes(content)
        with pytest.raises(BadInput, match=message):
            of_onnx(path)
    with pytest.raises(BadInput, match="a directory"):
        of_onnx(tmp_path)
    path.write_bytes(data)
    assert of_onnx(path).computation.names == ("y",)
    for limits in (Limits(bytes=len(data) - 1), Limits(layers=0), Limits(wires=1)):
        for source in (path, data, onnx.load_model_from_string(data)):
            with pytest.raises(BadInput, match="at most"):
                of_onnx(source, limits=limits)
    with pytest.raises(BadInput, match="at most 3 parameters, found 9"):
        of_onnx(model_of(N("Add", ["in", "a"], ["y"]), weights={"a": np.eye(3, dtype=np.float32)}),
                limits=Limits(parameters=3))
    with pytest.raises(TypeError, match="expected a path"):
        of_onnx(7)


def test_without_onnx(monkeypatch):
    from verify.interchange import onnx_checks

    monkeypatch.setattr(onnx_checks.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match="pip install onnx"):
        of_onnx(b"anything")


def test_damaged_files_are_refused_or_read():
    data = transformer(blocks=1, length=2, width=4, words=3).SerializeToString()
    generator, refused = random.Random(0), 0
    for _ in range(150):
        damaged = bytearray(data[:generator.choice((len(data), generator.randrange(len(data))))])
        for _ in range(generator.randrange(3)):
            damaged[generator.randrange(len(damaged) or 1):][:1] = b"\xff"
            if damaged:
                damaged[generator.randrange(len(damaged))] = generator.choice((0, 1, 127, 255))
        try:
            of_onnx(bytes(damaged))
        except BadInput as error:
            refused += 1
            assert str(error).isprintable()
    assert refused > 50


# ---- mutants ------------------------------------------------------------------------------------

def test_a_mutant_ends_elsewhere():
    """One node's function off by one, or one wire moved, in a real graph: the last state tells."""
    model = transformer(blocks=1)
    graph = of_onnx(model, TOKENS)
    net = graph.computation

    def ends_at_the_values(mutant):
        state = graph.random_start(0)
        for _ in range(net.longest_path):
            state = mutant.step(state, graph.x)
        return all(map(same, state, graph.state))

    assert ends_at_the_values(net)
    for name in net.names[::7]:
        def off(*read, f=net.functions[name]):
            value = f(*read)
            if isinstance(value, Undefined):
                return value
            return tuple(v + 1 for v in value) if isinstance(value, tuple) else value + 1
        assert not ends_at_the_values(replace(net, functions={**net.functions, name: off}))
    rewired = 0
    for index, node in enumerate(model.graph.node):
        if node.op_type == "Add" and model.graph.node[index - 1].op_type == "MatMul":
            mutant = onnx.ModelProto()
            mutant.CopyFrom(model)
            mutant.graph.node[index].input[0] = model.graph.node[index - 1].input[0]
            try:
                other = of_onnx(mutant, TOKENS)
            except BadInput:                    # shapes no longer fit
                continue
            assert not all(map(same, other.state, graph.state))
            rewired += 1
    assert rewired


@pytest.mark.slow
def test_every_model_of_the_operator_tests_of_onnx():
    """About 1,700 models, nearly all operators: accepted ones agree bit for bit, and settle."""
    cases = pytest.importorskip("onnx.backend.test.case.node")
    accepted, refused = 0, set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in cases.collect_testcases(None):
            names = [entry.name for entry in case.model.graph.input]
            x = dict(zip(names, case.data_sets[0][0]))
            if any(isinstance(value, TensorProto) for value in x.values()):
                continue                        # types that numpy does not have
            try:
                graph = of_onnx(case.model, x)
            except BadInput as error:
                refused.add(error.expected)
                continue
            own = ReferenceEvaluator(case.model).run(None, dict(x), intermediate=True)
            for name, value in graph.tensors(graph.state).items():
                assert name not in own or same(value, own[name]), case.name
            net = graph.computation
            steps = net.settles(graph.random_start(0), graph.x, net.longest_path)
            assert steps is not None and steps <= net.longest_path, case.name
            accepted += 1
    assert accepted > 1500
    assert refused <= {"a loop-free operator", "a deterministic operator",
                       "a node that depends on the input", "Dropout outside training",
                       "an operator that can be applied",
                       "an operator with a reference implementation"}
