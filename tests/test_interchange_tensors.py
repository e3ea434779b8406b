"""npz, safetensors and torch files: exact dyadics in and out, and nothing of a stranger's runs."""

import io
import json
import os
import random
import subprocess
import sys
import tracemalloc
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.interchange import load, save, torch_child, torch_file
from verify.interchange import npz_file, safetensors_file
from verify.interchange.limits import Limits
from verify.interchange.rounding import nearest
from verify.interchange.tensors import Tensors, network, tensors
from verify.network import Network, dense, forward

TENT = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
MIXED = Network((
    dense([["1/1024", -3], [0, Fraction(5e-324)], [Fraction(1.7e308), 1]], [1, "-1/2", 0],
          ["step", "sign", "relu"]),
    dense([[1, 0, "3/4"]], ["1/8"], "identity")))
FORMATS = [(".npz", npz_file), (".safetensors", safetensors_file)]
ARRAYS = {"layers.0.weight": np.array([[1.0], [1.0]]), "layers.0.bias": np.array([0, -0.5]),
          "layers.1.weight": np.array([[2.0, -4.0]]), "layers.1.bias": np.zeros(1)}
TORCH = {"0.weight": ARRAYS["layers.0.weight"], "0.bias": ARRAYS["layers.0.bias"],
         "2.weight": ARRAYS["layers.1.weight"], "2.bias": ARRAYS["layers.1.bias"]}


def line(function, *arguments, **options):
    with pytest.raises(BadInput) as caught:
        function(*arguments, **options)
    text = str(caught.value)
    assert text.isprintable() and len(text) < 600
    return text


def changed(arrays, **entries):
    """The arrays with some replaced (None: left out); `__` stands for a dot."""
    new = {name.replace("__", "."): value for name, value in entries.items()}
    return {name: a for name, a in {**arrays, **new}.items() if a is not None}


# Round trips.


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
@pytest.mark.parametrize("given_network", [TENT, MIXED])
def test_round_trip_through_a_file(tmp_path, suffix, given_network):
    path = tmp_path / f"n{suffix}"
    assert save(given_network, path) == given_network == load(path)
    assert load(path, activation="sign,sign") == given_network  # the file's own word counts


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_every_float64_is_the_dyadic_that_it_is(values):
    row = [Fraction(*value.as_integer_ratio()) for value in values]
    wanted = Network((dense([row], row[:1], "relu"),))
    for _, module in FORMATS:
        data = module.encode(tensors(wanted, "n"))
        assert network(module.decode(data, "n"), "n") == wanted


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", ">f8", "i1", "i8", "u1", "u8"])
def test_other_number_types_are_exact(dtype):
    array = np.array([[1, 3], [100, 0]], dtype) if dtype[-2] != "f" else np.array(
        [[0.1, 3], [1e4, -0.0]], dtype)
    if dtype == "i8":
        array[0, 0] = 2**63 - 1  # no float64
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{"0.weight": array, "0.bias": np.zeros(2, dtype)})
    found = network(npz_file.decode(buffer.getvalue(), "n"), "n").layers[0]
    assert found.weight == tuple(tuple(Fraction(value.item()) for value in row) for row in array)


def test_npz_by_numpy_and_fortran_order(tmp_path):
    np.savez(tmp_path / "n.npz", activation=["relu", "identity"],
             **changed(ARRAYS, layers__0__weight=np.asfortranarray([[1.0], [1.0]])))
    assert load(tmp_path / "n.npz") == TENT
    save(TENT, tmp_path / "back.npz")
    with np.load(tmp_path / "back.npz") as back:
        assert json.loads(str(back["activation"])) == ["relu", "identity"]
        assert all(np.array_equal(back[name], array) for name, array in ARRAYS.items())


def test_safetensors_agrees_with_the_library(tmp_path):
    library = pytest.importorskip("safetensors.numpy")
    save(TENT, tmp_path / "n.safetensors")
    back = library.load_file(tmp_path / "n.safetensors")
    assert set(back) == set(ARRAYS)
    assert all(np.array_equal(back[name], array) for name, array in ARRAYS.items())
    mixed = {name: array.astype(kind) for (name, array), kind in zip(
        TORCH.items(), (np.int8, np.float16, np.int64, np.float32))}
    library.save_file(mixed, tmp_path / "torch.safetensors", metadata={"format": "pt"})
    assert load(tmp_path / "torch.safetensors") == TENT
    library.save_file(ARRAYS, tmp_path / "own.safetensors", metadata={"activation": "relu,step"})
    assert load(tmp_path / "own.safetensors").layers[1].activation == ("step",)


def test_safetensors_with_bfloat16(tmp_path):
    torch = pytest.importorskip("torch")
    library = pytest.importorskip("safetensors.torch")
    weight = torch.tensor([[0.1, -3.0]], dtype=torch.bfloat16)
    library.save_file({"0.weight": weight}, tmp_path / "n.safetensors")
    assert load(tmp_path / "n.safetensors").layers[0].weight == (
        (Fraction(205, 2048), Fraction(-3)),)


# Names and activations.


def test_torch_names_and_order():
    for prefix in ("", "net.", "body.stack."):
        reverse = {f"{prefix}{name}": array for name, array in reversed(TORCH.items())}
        assert network(Tensors(reverse), "n") == TENT
    many = {f"{2 * n}.weight": np.array([[float(n)]]) for n in range(12)}  # "10" after "2"
    assert [layer.weight[0][0] for layer in network(Tensors(many), "n").layers] == list(range(12))
    assert network(Tensors(TORCH), "n", "step,identity").layers[0].activation == ("step", "step")
    assert network(Tensors(TORCH, "sign,relu"), "n", "step,identity").layers[1].activation == (
        "relu",)


def test_a_torch_module_itself(tmp_path):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    module = torch.nn.Sequential(
        torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1)).double()
    state = {name: value.numpy() for name, value in module.state_dict().items()}
    found = network(Tensors(state), "n")
    point = [Fraction(3, 4), Fraction(-1, 8)]
    value = module(torch.tensor([[float(x) for x in point]], dtype=torch.float64)).item()
    assert abs(float(forward(found, point)[0]) - value) < 1e-12


@pytest.mark.parametrize("text", [
    "relu,identity", " relu , identity ", '["relu", "identity"]', '[["relu", "relu"], "identity"]',
    ["relu", "identity"], ("relu", ["identity"]), [("relu", "relu"), "identity"]])
def test_ways_to_give_activations(text):
    assert network(Tensors(ARRAYS), "n", text) == network(Tensors(ARRAYS, text), "n") == TENT


@pytest.mark.parametrize("text, words", [
    (None, 'n: activation: expected activations in the metadata or given, one per layer, such as '
           '"relu,identity", found none'),
    ("relu", "n: activation: expected 2 activations, one per layer, found 1"),
    ("", "n: activation: expected 2 activations, one per layer, found 1"),
    ("relu,gelu", 'n: activation of layers.1: expected one of identity, relu, step, sign, '
                  'sigmoid, tanh, found "gelu"'),
    ('["relu", 1]', "found 1"), ('["relu", {}]', "found an object"), ("[" * 9999, "too deeply"),
    ('["relu", "identity"', "expected JSON"), ('["relu", NaN]', "found NaN"),
    ([["relu"], "identity"], "expected one name, or a list of 2, one per unit, found a list of 1"),
    ({"0": "relu"}, "found an object"), (["relu", ["a\x1b[31m"]], r'found "a\u001b[31m"')])
def test_activations_that_are_none(text, words):
    assert words in line(network, Tensors(ARRAYS), "n", text)
    assert words in line(network, Tensors(ARRAYS, text), "n")


@pytest.mark.parametrize("arrays, words", [
    ({}, "found none"),
    (changed(TORCH, other=np.zeros(1)), 'found "other"'),
    (changed(TORCH, running_mean=np.zeros(1)), 'found "running_mean"'),
    ({"../0.weight": np.ones((1, 1))}, 'found "../0.weight"'),
    ({"00.weight": np.ones((1, 1))}, 'found "00.weight"'),
    ({"\u0661.weight": np.ones((1, 1))}, r'found "\u0661.weight"'),
    ({"a.0.weight": np.ones((1, 1)), "b.1.weight": np.ones((1, 1))},
     'expected layers of one stack, found "a.0.weight" and "b.1.weight"'),
    ({"0.bias": np.ones(1)}, "n: 0.weight: expected a weight of shape (out, in), found none"),
    ({"0.weight": np.ones(3)}, "n: 0.weight: expected a weight of shape (out, in), found shape"),
    ({"0.weight": np.ones((0, 3))}, "found shape (0, 3)"),
    ({"0.weight": np.ones((1, 1, 3, 3))}, "found shape (1, 1, 3, 3)"),
    (changed(TORCH, **{"0__bias": np.ones((2, 1))}), "n: 0.bias: expected shape (2,)"),
    (changed(ARRAYS, layers__1__bias=None), "n: layers.1.bias: expected shape (1,)"),
    (changed(TORCH, **{"2__weight": np.ones((1, 3))}),
     "n: 2.weight: expected 2 columns, one per unit of 0, found 3 columns"),
    (changed(TORCH, **{"2__weight": np.array([[1, np.nan]])}),
     "n: 2.weight[0,1]: expected a finite number, found nan"),
    (changed(TORCH, **{"0__bias": np.array([-np.inf, 1])}),
     "n: 0.bias[0]: expected a finite number, found -inf"),
    (changed(TORCH, **{"0__bias": np.array([True, False])}), "found bool"),
    (changed(TORCH, **{"0__bias": np.array([1j, 0])}), "found complex128"),
    (changed(TORCH, **{"0__bias": np.array(["1", "2"])}), "found <U1"),
])
def test_tensors_that_are_no_network(arrays, words):
    layers = sum(name.endswith("weight") for name in arrays)
    assert words in line(network, Tensors(arrays), "n", ["step"] * layers)


def test_limits_are_checked_before_numbers_are_made():
    for limits in (Limits(parameters=6), Limits(layers=1), Limits(units=2)):
        assert "expected at most" in line(network, Tensors(TORCH), "n", limits=limits)
    assert network(Tensors(TORCH), "n", limits=Limits(parameters=7, layers=2, units=3)) == TENT
    view = np.broadcast_to(np.float64(1), (10**6, 10**6))
    assert "weights and biases" in line(network, Tensors({"0.weight": view}), "n")


# Rounding.


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_nothing_is_rounded_unasked(tmp_path, suffix):
    path = tmp_path / f"n{suffix}"
    third = Network((dense([[1, "1/2"]], [0], "relu"), dense([["1/3"]], [0])))
    text = line(save, third, path)
    assert text == (f"{path}: layers.1.weight[0,0]: expected a weight that float64 holds exactly "
                    "(or allow rounding), found 1/3")
    assert not path.exists()
    held = save(third, path, rounded=True)
    assert held == load(path) == nearest(third, "n") != third
    assert held.layers[1].weight == ((Fraction(1 / 3),),)
    assert save(TENT, path, rounded=True) == TENT
    for value in (2**53 + 1, Fraction(1, 2**1080), 10**400):
        assert "layers.0.bias[0]" in line(save, Network((dense([[1]], [value]),)), path)
    assert "float64 can hold" in line(save, Network((dense([[10**400]], [0]),)), path, rounded=True)
    assert load(path) == TENT  # none of the failures touched the file


@given(st.fractions())
def test_rounding_is_to_the_nearest(value):
    near = nearest(Network((dense([[value]], [0]),)), "n").layers[0].weight[0][0]
    below, above = (Fraction(float(np.nextafter(float(near), side))) for side in (-np.inf, np.inf))
    assert abs(near - value) <= min(abs(below - value), abs(above - value))


# Damaged and malicious containers.


@pytest.mark.parametrize("suffix, module", FORMATS)
def test_every_truncation_is_refused(suffix, module):
    data = module.encode(tensors(TENT, "n"))
    for length in range(len(data)):
        assert line(module.decode, data[:length], "n").startswith("n: ")


@pytest.mark.parametrize("suffix, module", FORMATS)
def test_a_changed_byte_is_refused_or_read(suffix, module):
    data = module.encode(tensors(TENT, "n"))
    source = random.Random(0)
    for _ in range(1500):
        at = source.randrange(len(data))
        broken = data[:at] + bytes([source.randrange(256)]) + data[at + 1:]
        try:
            assert isinstance(network(module.decode(broken, "n"), "n"), Network)
        except BadInput as error:
            assert str(error).isprintable()


def npz(members, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def npy(header, data=b"", version=b"\x01\x00"):
    text = header.encode() + b"\n"
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text + data


class Evil:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_pickled_npz_does_not_run(tmp_path):
    pwned = tmp_path / "pwned"
    np.savez(tmp_path / "n.npz", **{"0.weight": np.array([[Evil(pwned)]], dtype=object)})
    assert line(load, tmp_path / "n.npz").endswith(
        "n.npz: 0.weight: expected an array of numbers, found pickled Python objects")
    buffer = io.BytesIO()
    np.save(buffer, np.array([Evil(pwned)], dtype=object))
    assert "pickled" in line(npz_file.decode, npz({"activation.npy": buffer.getvalue()}), "n")
    assert not pwned.exists()


FLOATS = "{'descr': '<f8', 'fortran_order': False, 'shape': %s}"


@pytest.mark.parametrize("member, words", [
    (npy(FLOATS % "(10**9,)"), "damage"),
    (npy(FLOATS % "(1000000000000,)", bytes(8)), "as many bytes as its header says"),
    (npy(FLOATS % "(-1, -1)", bytes(8)), "as many bytes as its header says"),
    (npy(FLOATS % "(4294967296, 4294967296, 0)", b""), None),
    (npy(FLOATS % "(2,)", bytes(17)), "found 17"),
    (npy(FLOATS % "(True,)", bytes(8)), None),
    (npy(FLOATS % ("(" * 300 + ")" * 300)), "damage"),
    (npy("__import__('os').system('true')"), "damage"),
    (npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", bytes(8)), "dtype"),
    (npy("{'descr': '|V8', 'fortran_order': False, 'shape': (1,)}", bytes(8)), "dtype"),
    (npy("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,)}", bytes(8)), "dtype"),
    (npy("{'descr': '<f8', 'fortran_order': False}"), "damage"),
    (npy(FLOATS % "(1,)", bytes(8), version=b"\x09\x00"), "version 9"),
    (b"no array", "damage"), (b"", "damage"),
])
def test_bad_arrays(member, words):
    data = npz({"0.weight.npy": member})
    text = line(lambda: network(npz_file.decode(data, "n"), "n"))
    assert words is None or words in text


def test_zip_bombs_and_lying_directories():
    zeros = npy(FLOATS % "(125000, 10)", bytes(10**7))
    bomb = npz({"0.weight.npy": zeros}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 20_000
    assert line(npz_file.decode, bomb, "n", Limits(bytes=10**6)) == (
        "n: expected at most 1000000 bytes unpacked, found more")
    # the directory says 1000 bytes, the member has ten million
    lying = bomb.replace(len(zeros).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != bomb
    tracemalloc.start()
    try:
        assert "damage" in line(npz_file.decode, lying, "n", Limits(bytes=10**6))
        assert tracemalloc.get_traced_memory()[1] < 10**6
    finally:
        tracemalloc.stop()
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert "stored or deflated" in line(npz_file.decode, npz({"a.npy": zeros}, method), "n")
    plain = npz({"a.npy": npy(FLOATS % "(1,)", bytes(8))})
    locked = bytearray(plain)
    locked[6] |= 1  # the flag that says encrypted, in both headers
    locked[plain.index(b"PK\x01\x02") + 8] |= 1
    assert "damage" in line(npz_file.decode, bytes(locked), "n")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name():
    buffer = io.BytesIO()
    one = npy(FLOATS % "(1, 1)", bytes(8))
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("0.weight.npy", one)
        archive.writestr("0.weight.npy", one)
    assert "found two named 0.weight" in line(npz_file.decode, buffer.getvalue(), "n")
    assert "two named" in line(npz_file.decode, npz({"a.npy": one, "a": one}), "n")


def safetensors(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def entry(start=0, stop=8, shape=(1, 1), dtype="F64"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, stop]}


@pytest.mark.parametrize("data, words", [
    (b"\x01", "header longer"), ((2**63).to_bytes(8, "little") + b"{}", "header longer"),
    (safetensors([]), "found a list of 0"), (safetensors(b"{"), "expected JSON"),
    (safetensors({}), "tensors named"), (safetensors({}, bytes(8)), "found 8"),
    (safetensors({"__metadata__": []}), "__metadata__"),
    (safetensors({"__metadata__": {"activation": ["relu"]}}), "expected a text, found a list"),
    (safetensors({"0.weight": []}, bytes(8)), "found a list of 0"),
    (safetensors({"0.weight": {**entry(), "more": 1}}, bytes(8)), "found other keys"),
    (safetensors({"0.weight": entry(dtype="F8")}, bytes(8)), 'found "F8"'),
    (safetensors({"0.weight": entry(dtype=[])}, bytes(8)), "found a list"),
    (safetensors({"0.weight": entry(shape=[])}, bytes(8)), "1 to 8 numbers"),
    (safetensors({"0.weight": entry(shape=[0, 2**70], stop=0)}), "from 1 on, found 0"),
    (safetensors({"0.weight": entry(shape=[True, 1])}, bytes(8)), "found true"),
    (safetensors({"0.weight": entry(shape=[1.0, 1])}, bytes(8)), "found the float 1.0"),
    (safetensors({"0.weight": entry(shape=[2**62, 4])}, bytes(8)), "fits the shape"),
    (safetensors({"0.weight": entry(0, 16)}, bytes(8)), "fits the shape"),
    (safetensors({"0.weight": entry(8, 0)}, bytes(8)), "fits the shape"),
    (safetensors({"0.weight": entry(-8, 0)}, bytes(8)), "from 0 on, found -8"),
    (safetensors({"0.weight": entry(8, 16)}, bytes(16)), "data from byte 0 on, found byte 8"),
    (safetensors({"0.weight": entry(), "0.bias": entry(shape=[1])}, bytes(8)), "from byte 8 on"),
    (safetensors({"0.weight": entry()}, bytes(9)), "expected 8 bytes of tensors, found 9"),
    (safetensors(b'{"0.weight": %s, "0.weight": %s}' % ((json.dumps(entry()).encode(),) * 2),
                 bytes(8)), 'the key "0.weight" twice'),
    (safetensors({"0.weight": entry()}, np.array([np.nan]).tobytes()), "0.weight[0,0]"),
])
def test_bad_safetensors(data, words):
    assert words in line(lambda: network(safetensors_file.decode(data, "n"), "n"))


# Torch files.


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


def test_a_state_dict_is_read_by_the_child(tmp_path, torch):
    state = {name: torch.tensor(array, dtype=torch.float32) for name, array in TORCH.items()}
    state["2.weight"] = state["2.weight"].to(torch.bfloat16)
    torch.save(state, tmp_path / "n.pt")
    assert load(tmp_path / "n.pt") == TENT
    own = {name: torch.tensor(array) for name, array in ARRAYS.items()}
    torch.save({**own, "activation": ["step", ["sign"]]}, tmp_path / "own.pth")
    assert [layer.activation[0] for layer in load(tmp_path / "own.pth").layers] == ["step", "sign"]


def test_malicious_torch_files_do_not_run(tmp_path, torch):
    pwned = tmp_path / "pwned"
    torch.save({"0.weight": Evil(pwned)}, tmp_path / "evil.pt")
    text = line(load, tmp_path / "evil.pt")
    assert text.endswith("found a pickle that asks for posix.mkdir") and not pwned.exists()
    # a view of 10**12 numbers over one, in a file of a kilobyte
    torch.save({"0.weight": torch.zeros(1).expand(10**6, 10**6)}, tmp_path / "bomb.pt")
    assert line(load, tmp_path / "bomb.pt").endswith("found more numbers than the limit allows")


@pytest.mark.parametrize("make, words", [
    (lambda torch: torch.nn.Linear(1, 1), "asks for torch.nn.modules.linear.Linear"),
    (lambda torch: [torch.zeros(1)], "an object of type list"),
    (lambda torch: {}, "an object of type dict"),
    (lambda torch: {1: torch.zeros(1)}, "a key of type int"),
    (lambda torch: {"0.weight": 1.0}, "no dense tensor at '0.weight'"),
    (lambda torch: {"0.weight": torch.eye(2).to_sparse()}, "no dense tensor at '0.weight'"),
    (lambda torch: {"0.weight": torch.zeros(1, 1, dtype=torch.complex64)}, "torch.complex64"),
])
def test_what_the_child_says(torch, make, words, monkeypatch):
    """In this process, without the confinement: what is judged and how it is worded."""
    buffer = io.BytesIO()
    torch.save(make(torch), buffer)
    buffer.seek(0)
    with pytest.raises(Exception) as caught:
        found = torch.load(buffer, map_location="cpu", weights_only=True)
        torch_child.tensors_of(torch, found, 1000)
    assert words in torch_child.reason(caught.value)


def test_no_torch_file(tmp_path, torch):
    (tmp_path / "n.pt").write_bytes(b"junk" * 10)
    text = line(load, tmp_path / "n.pt")
    assert "a state dict of tensors" in text and "what torch refuses" in text


@pytest.mark.parametrize("missing", ["resource", "torch"])
def test_without_confinement_or_torch_the_export_is_named(tmp_path, monkeypatch, missing):
    (tmp_path / "n.pt").write_bytes(b"junk")
    found = torch_file.importlib.util.find_spec

    def find(name):
        return None if name == missing else found(name)

    monkeypatch.setattr(torch_file.importlib.util, "find_spec", find)
    assert "safetensors.torch.save_file(model.state_dict(), " in line(load, tmp_path / "n.pt")


@pytest.mark.parametrize("code", [torch_child.NO_TORCH, torch_child.NO_CONFINEMENT,
                                  torch_child.REFUSED, torch_child.OK, -9, 1, -24])
def test_the_parent_believes_no_exit_code(tmp_path, monkeypatch, torch, code):
    """A child that says what it likes, and leaves a link to a file of ours as its answer."""
    secret = tmp_path / "secret"
    secret.write_text("secret")

    def run(folder, limits):
        for name in ("tensors.npz", "message.txt"):
            os.symlink(secret, os.path.join(folder, name))
        return code

    monkeypatch.setattr(torch_file, "_run", run)
    (tmp_path / "n.pt").write_bytes(b"junk")
    assert "secret" not in line(load, tmp_path / "n.pt")


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_the_child_can_do_no_harm(tmp_path):
    """What code that escaped from the pickle could do: run the attempts in a confined process."""
    attempts = """
import ctypes, os, resource, runpy, socket, sys
child = runpy.run_path(sys.argv[1])
child["limit"](2**29, 20, 1000)
child["leave_network"]()
version = ctypes.CDLL(None).syscall(444, None, 0, 1)
child["close_files"]()

def connect():
    socket.create_connection(("127.0.0.1", 9), timeout=2)

for name, attempt in {
    "read": lambda: open(sys.argv[1]), "list": lambda: os.listdir("/"),
    "write": lambda: open("new", "w"), "run": lambda: os.execv(sys.executable, ["python"]),
    "delete": lambda: os.unlink("mine"), "spy": lambda: open(f"/proc/{os.getppid()}/environ"),
    "memory": lambda: bytearray(2**30), "connect": connect,
}.items():
    try:
        attempt()
        print(name, "succeeded", version)
    except (OSError, MemoryError):
        print(name, "failed", version)
"""
    (tmp_path / "mine").write_text("")
    done = subprocess.run([sys.executable, "-I", "-c", attempts, torch_child.__file__],
                          cwd=tmp_path, capture_output=True, text=True, timeout=60)
    said = {name: word for name, word, _ in map(str.split, done.stdout.splitlines())}
    assert said.pop("memory") == "failed", done
    assert said.pop("connect") == "failed"  # by the namespace, Landlock, or nobody listening
    if int(done.stdout.split()[-1]) < 1:
        pytest.skip("this kernel has no Landlock")
    assert said == dict.fromkeys(("read", "list", "write", "run", "delete", "spy"), "failed")
