"""Network files: what goes out comes back, and each bad file is refused with its one line.

The folder networks_bad holds one file for each way of being wrong, and messages.json the line that
must be printed: refused for the wrong reason is a failure too.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.interchange import READABLE, WRITABLE, load, save
from verify.interchange import regular_file
from verify.interchange.json_format import read, write
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.numbers import Unreadable, number, written
from verify.network import Graph, Network, Node, dense, forward

BAD = Path(__file__).parent / "networks_bad"
LIBRARY = {".onnx": "onnx", ".vnnlib": "onnx", ".pt": "torch"}
MESSAGES = json.loads((BAD / "messages.json").read_text())
posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and pipes of POSIX")

XOR = Network((dense([[1, 1], [1, 1]], [0, -1], "relu"), dense([[1, -2]], [0])))
THIRDS = Network((
    dense([["1/3", 0], ["-22/7", 5]], ["1/2", 0], ["step", "sign"]),
    dense([[1, "-1/9"]], [10**50], ["identity"]),
))
BEND, OUT = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])
TENTS = Graph(1, (("out", OUT), ("bend", BEND)), (
    Node("d", "out", ("c",)), Node("c", "bend", ("b",)),  # in no particular order
    Node("a", "bend", ("x",)), Node("b", "out", ("a",))), ("d", "b"))


def line(path, **options):
    """The one line with which the file is refused."""
    with pytest.raises(BadInput) as caught:
        load(path, **options)
    text = str(caught.value)
    assert text.isprintable() and len(text) < 600 and ": expected " in text and ", found " in text
    return text


def needs_library(suffix):
    """Skip where the library for these files is missing, or a pickle cannot be confined."""
    pytest.importorskip(LIBRARY.get(suffix, "json"))
    if suffix == ".pt" and os.name != "posix":
        pytest.skip("no confined child")


def networks(numbers):
    def chain(widths):
        layer = [st.builds(
            dense,
            st.lists(st.lists(numbers, min_size=a, max_size=a), min_size=b, max_size=b),
            st.lists(numbers, min_size=b, max_size=b),
            st.lists(st.sampled_from(("identity", "relu", "step", "sign")),
                     min_size=b, max_size=b),
        ) for a, b in zip(widths, widths[1:])]
        return st.tuples(*layer).map(Network)
    return st.lists(st.integers(1, 3), min_size=2, max_size=4).flatmap(chain)


# Round trips.


@pytest.mark.parametrize("given_network", [XOR, THIRDS, TENTS])
def test_json_round_trip_through_a_file(tmp_path, given_network):
    path = tmp_path / "n.json"
    assert save(given_network, path) == given_network == load(path)
    assert load(str(path)) == load(path)


@given(networks(st.fractions()))
def test_json_round_trip_of_any_network(network):
    assert read(write(network, "n"), "n") == network


def test_json_is_the_documented_text():
    text = ('{"format": "netproof-network/1", "layers": [\n'
            '  {"weight": [["1", "1"], ["1", "1"]], "bias": ["0", "-1"], "activation": "relu"},\n'
            '  {"weight": [["1", "-2"]], "bias": ["0"], "activation": "identity"}]}\n')
    assert write(XOR, "n").decode() == text
    # the example of the file format, with integers, unreduced fractions, one name for one unit
    example = ('{"format": "netproof-network/1", "layers": ['
               '{"weight": [[1, "-2/4"], ["00", "3"]], "bias": ["-0", "1/2"],'
               ' "activation": "relu"},'
               '{"weight": [["1", "-1"]], "bias": ["0"], "activation": ["identity"]}]}')
    assert read(example.encode(), "n") == Network((
        dense([[1, "-1/2"], [0, 3]], [0, "1/2"], "relu"), dense([[1, -1]], [0])))


def test_a_graph_is_read_and_computes_the_same(tmp_path):
    save(TENTS, tmp_path / "g.json")
    back = load(tmp_path / "g.json")
    assert isinstance(back, Graph) and back.nodes == TENTS.nodes
    for k in range(9):
        x = Fraction(k, 8)
        tent = min(2 * x, 2 - 2 * x)
        assert forward(back, [x]) == (min(2 * tent, 2 - 2 * tent), tent)


# Numbers.


def is_number(text):
    """The grammar -?digits(/digits)? once more, by hand."""
    digits = "0123456789"
    above, slash, below = text.removeprefix("-").partition("/")
    good = bool(above) and all(c in digits for c in above)
    if slash:
        good = good and bool(below) and all(c in digits for c in below) and below.strip("0") != ""
    return good


@given(st.one_of(st.text(max_size=8), st.text("0123456789-/+. _e\n\u0661\u00b2", max_size=8)))
@example("-1/2")
@example("--1")
@example("1/")
@example("1\n")
@example("-")
@example("1/0")
def test_texts_are_numbers_exactly_by_the_grammar(text):
    if is_number(text):
        above, _, below = text.partition("/")
        assert number(text, "p") * int(below or 1) == int(above)
    else:
        with pytest.raises(BadInput) as caught:
            number(text, "p")
        assert caught.value.place == "p" and str(caught.value).isprintable()


@given(st.from_regex(r"\A-?[0-9]{1,30}(/[0-9]{0,30}[1-9])?\Z"))
def test_every_number_of_the_grammar_is_read_and_written_in_lowest_terms(text):
    value = number(text, "p")
    assert value == Fraction(text)
    assert number(written(value, "p"), "p") == value
    assert written(value, "p") == str(value)


@given(st.integers())
def test_integers_are_numbers(value):
    assert number(value, "p") == value and number(str(value), "p") == value


@pytest.mark.parametrize("value", [True, False, None, [1], {}, ["1"], Unreadable("NaN")])
def test_other_values_are_no_numbers(value):
    with pytest.raises(BadInput):
        number(value, "p")


def test_long_numbers():
    longest = "9" * LIMITS.digits
    assert number(f"1/{longest}", "p").denominator == 10**LIMITS.digits - 1
    assert written(Fraction(int(longest)), "p") == longest
    for value in (Fraction(10**LIMITS.digits), Fraction(1, 10**LIMITS.digits), Fraction(2)**10**6):
        with pytest.raises(BadInput, match="at most 4000 digits"):
            written(value, "p")


# Bad files.


@pytest.mark.parametrize("name", sorted(set(os.listdir(BAD)) - {"messages.json"}))
def test_each_bad_file_is_refused_with_its_line(name, monkeypatch):
    needs_library(Path(name).suffix)
    monkeypatch.chdir(BAD)
    assert line(name) == MESSAGES[name]
    assert line(name).startswith(f"{name}: ")


def test_every_message_has_its_file():
    assert set(MESSAGES) == set(os.listdir(BAD)) - {"messages.json"}


def test_missing_and_directories(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert line("w.json") == ("w.json: expected a file that can be read, "
                              "found no such file or directory")
    os.mkdir("d.json")
    assert line("d.json") == "d.json: expected a regular file, found a directory"
    assert line("a\0.json").startswith("'a\\x00.json': expected")
    assert line("a\n.json").startswith("'a\\n.json': expected")
    assert line("w.xlsx") == ("w.xlsx: expected a file ending in .json, .npz, .safetensors, .onnx, "
                              ".pt, .pth, found '.xlsx'")
    assert line("w").endswith("found no ending")


def test_writing_many_weights_takes_no_time_for_each():
    side = 300
    network = Network((dense([["1/16"] * side] * side, [0] * side),))
    start = time.process_time()
    assert len(write(network, "n")) > 7 * side * side
    assert time.process_time() - start < 2


@pytest.mark.parametrize("suffix", READABLE)
def test_too_large_is_refused_at_once_and_unread(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"huge{suffix}"
    with open(path, "wb") as file:
        file.truncate(2**40)  # sparse: a terabyte that takes no disk

    def opened(*arguments):
        raise AssertionError("opened before the size was checked")

    start = time.monotonic()
    with monkeypatch.context() as patch:
        patch.setattr(regular_file.os, "open", opened)
        text = line(path)
    assert text == f"{path}: expected at most {64 * 2**20} bytes, found {2**40} bytes"
    assert time.monotonic() - start < 1


@posix
@pytest.mark.parametrize("suffix", READABLE)
def test_what_never_ends_is_not_opened(tmp_path, monkeypatch, suffix):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(f"pipe{suffix}")
    assert line(f"pipe{suffix}") == f"pipe{suffix}: expected a regular file, found a named pipe"
    os.symlink("/dev/zero", f"zero{suffix}")
    assert line(f"zero{suffix}") == f"zero{suffix}: expected a regular file, found a device"
    os.symlink(f"loop{suffix}", f"loop{suffix}")
    assert "symbolic links" in line(f"loop{suffix}")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"s{suffix}")
        assert line(f"s{suffix}") == f"s{suffix}: expected a regular file, found a socket"


@posix
def test_a_pipe_that_takes_the_files_place_does_not_hold_us_up(tmp_path, monkeypatch):
    (tmp_path / "n.json").write_text("{}")
    honest = os.stat(tmp_path / "n.json")
    os.mkfifo(tmp_path / "pipe.json")
    with monkeypatch.context() as patch:
        patch.setattr(regular_file.os, "stat", lambda path, **options: honest)
        text = line(tmp_path / "pipe.json")
    assert text.endswith("found a named pipe")


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path):
    (tmp_path / "n.json").write_text("{}")
    os.chmod(tmp_path / "n.json", 0)
    assert line(tmp_path / "n.json").endswith("found permission denied")


@pytest.mark.parametrize("text", ["[" * 10**6, '{"a":' * 10**6, "[" * 10**6 + "]" * 10**6])
def test_a_depth_bomb_is_one_line(tmp_path, text):
    path = tmp_path / "deep.json"
    path.write_text(text)
    assert line(path) == f"{path}: expected JSON, found brackets nested too deeply"


@given(st.binary(max_size=40))
def test_random_bytes_are_refused_in_one_line(data):
    with pytest.raises(BadInput):
        read(data, "n.json")


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(("format", "kind", "layers", "weight", "bias", "activation", "nodes")),
        inner, max_size=3), max_leaves=20))
def test_json_of_any_other_shape_is_refused(value):
    for tree in (value, {"format": "netproof-network/1", "layers": value},
                 {"format": "netproof-network/1", "layers": [value]},
                 {"format": "netproof-network/1", "kind": "graph", "inputs": 1, "layers": value,
                  "nodes": value, "output": value}):
        with pytest.raises(BadInput) as caught:
            read(json.dumps(tree).encode(), "n.json")
        assert str(caught.value).isprintable()


def test_a_mutation_of_a_good_file_is_refused_or_read_as_what_it_says():
    text = write(THIRDS, "n").decode()
    source = random.Random(0)
    for _ in range(300):
        at = source.randrange(len(text))
        changed = text[:at] + source.choice('01/-"[]{},: x') + text[at + 1:]
        try:
            network = read(changed.encode(), "n")
        except BadInput as error:
            assert str(error).isprintable()
        else:
            said = [(layer["weight"], layer["bias"]) for layer in json.loads(changed)["layers"]]
            assert [(layer.weight, layer.bias) for layer in network.layers] == [
                (tuple(tuple(map(Fraction, row)) for row in weight), tuple(map(Fraction, bias)))
                for weight, bias in said]


def test_limits_on_the_network_itself(tmp_path):
    save(XOR, tmp_path / "n.json")
    save(TENTS, tmp_path / "g.json")
    for limits, words in (
        (Limits(parameters=8), "at most 8 weights and biases, found 9"),
        (Limits(units=2), "at most 2 units, found 3"),
        (Limits(layers=1), "at most 1 layers, found 2"),
        (Limits(bytes=100), "at most 100 bytes, found"),
    ):
        assert words in line(tmp_path / "n.json", limits=limits)
    assert load(tmp_path / "n.json", limits=Limits(parameters=9, units=3, layers=2)) == XOR
    assert "at most 3 layers" in line(tmp_path / "g.json", limits=Limits(layers=3))
    assert "at most 3 inputs of nodes" in line(tmp_path / "g.json", limits=Limits(wires=3))
    assert "at most 0 units" in line(tmp_path / "g.json", limits=Limits(units=0))
    assert "at most 2 characters" in line(tmp_path / "g.json", limits=Limits(name=2))


# Writing.


def test_what_cannot_be_saved(tmp_path):
    for path, network, words in (
        (tmp_path / "n.xyz", XOR, "a file ending in .json, .npz"),
        (tmp_path / "n.pth", XOR, "a file ending in .json, .npz"),
        (tmp_path / "n.pt", TENTS, "a chain of layers (a graph fits into .json), found a graph"),
        (tmp_path / "n.npz", TENTS, "a chain of layers (a graph fits into .json), found a graph"),
        (tmp_path / "no" / "n.json", XOR, "no such file or directory"),
        (tmp_path / "n.json", Network((dense([[10**5000]], [0]),)),
         "n.json: layers[0].weight[0][0]: expected at most 4000 digits, found a number of"),
        (tmp_path / "n.json", Graph(1, (("", OUT), ("bend", BEND)), (
            Node("a", "bend", ("x",)), Node("b", "", ("a",))), ("b",)), "a printable name"),
    ):
        with pytest.raises(BadInput) as caught:
            save(network, path)
        assert words in str(caught.value) and str(path) in str(caught.value)
    with pytest.raises(TypeError):
        save(XOR.layers[0], tmp_path / "n.json")
    assert os.listdir(tmp_path) == []


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "n.json"
    save(XOR, path)

    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(THIRDS, path)
    assert load(path) == XOR and os.listdir(tmp_path) == ["n.json"]


@pytest.mark.parametrize("suffix", WRITABLE)
def test_the_same_network_gives_the_same_bytes(tmp_path, suffix):
    needs_library(suffix)
    paths = [tmp_path / name / f"n{suffix}" for name in "ab"]
    for path in paths:
        path.parent.mkdir()
        save(XOR, path)
    assert paths[0].read_bytes() == paths[1].read_bytes() != b""


def test_importing_needs_no_library(tmp_path):
    program = ("import sys, verify.interchange\n"
               "heavy = {'numpy', 'onnx', 'torch', 'safetensors', 'sympy', 'z3', 'networkx'}\n"
               "print(heavy & set(sys.modules))\n"
               "verify.interchange.load(sys.argv[1])\n"
               "print(heavy & set(sys.modules))")
    save(XOR, tmp_path / "n.json")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "n.json"], env=environment,
                          capture_output=True, text=True, check=True)
    assert done.stdout == "set()\nset()\n"
