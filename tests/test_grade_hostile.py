"""Hostile and malformed submissions: none scores, none crashes, none leaks, none stays behind.

Each case is a folder (or one file) made here, with the verdicts that are right for it.
"""

import io
import json
import os
import random
import stat
import struct
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from verify.confined.layers import can_confine
from verify.grade.grading import grade, load
from verify.grade.outcome import VERDICTS
from verify.schemas import schema

jsonschema = pytest.importorskip("jsonschema")
RESULTS = jsonschema.Draft202012Validator(schema("results-1"))
CANARY = "canary-7f3a9c"
HW1 = '''
schema = "netproof-assignment/1"
id = "hw1-parity4"
title = "A small network for 4-bit parity, and the XOR gadget behind it"
[[items]]
id = "net"
kind = "network"
points = 1
accept = ["network.json", "network.npz", "network.safetensors", "build.py"]
spec = { function = "parity", n = 4, domain = "cube", output = "bit" }
activations = ["step", "identity"]
limits = { layers = 3, hidden_units = 6, abs_numerator = 65536, denominator = 65536@LIMITS }
[[items]]
id = "xor"
kind = "proof"
points = 1
accept = ["proof.json"]
statement = "x1 ^ x2 = H1;  x1 ^ x2 ^ x3 ^ x4 = H2;  H3 cites the steps that imply H2"
[items.holes]
H1 = { type = "formula", vars = ["x1", "x2"], ops = ["&", "|", "~"], target = "parity" }
H2 = { type = "formula", vars = ["x1", "x2", "x3", "x4"], ops = ["&", "|", "~"], target = "parity" }
H3 = { type = "cite", allowed = ["D1", "D2", "H1"], must_include = ["D1", "H1"] }
'''
W0, B0 = [[1, 1, 1, 1]] * 4, ["-1/2", "-3/2", "-5/2", "-7/2"]
W1, B1 = [[1, -1, 1, -1]], [0]
JSON = {"malformed"}
TOO_BIG = {"over_limit"}
WRONG = {"incorrect"}


def tree(w0=W0, b0=B0, w1=W1, b1=B1, a0="step", a1="identity", **more):
    return {"format": "netproof-network/1", "layers": [
        {"weight": w0, "bias": b0, "activation": a0},
        {"weight": w1, "bias": b1, "activation": a1}], **more}


def text(**changes):
    return json.dumps(tree(**changes))


GOOD = text()


def xor(a, b):
    return f"(({a}|{b})&~({a}&{b}))"


H1, H2 = xor("x1", "x2"), xor(xor("x1", "x2"), xor("x3", "x4"))


def fill(h1=H1, h2=H2, h3=("D1", "H1"), **more):
    value = {"H1": h1, "H2": h2, "H3": list(h3) if isinstance(h3, tuple) else h3}
    return json.dumps({"format": "netproof-proof/1", "fill": {**value, **more}})


def npy(array, version=b"\x01\x00"):
    header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape}, }}"
    return npy_raw(header, array.tobytes(), version)


def npy_raw(header, body, version=b"\x01\x00"):
    head = header.encode("latin-1")
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY" + version + struct.pack("<H", len(head)) + head + body


def arrays(w0=W0, b0=(-.5, -1.5, -2.5, -3.5), w1=W1, b1=(0,), kind="<f8"):
    return {"layers.0.weight": np.array(w0, kind), "layers.0.bias": np.array(b0, kind),
            "layers.1.weight": np.array(w1, kind), "layers.1.bias": np.array(b1, kind)}


def npz(members, **raw):
    return zipped({**{f"{name}.npy": npy(array) for name, array in members.items()}, **raw})


def zipped(files, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")         # two of one name, on purpose
        for name, data in (files.items() if isinstance(files, dict) else files):
            archive.writestr(name if isinstance(name, zipfile.ZipInfo)
                             else zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def member(name, mode):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def tensors(members, change=None, body=None):
    header, chunks, end = {}, [], 0
    for name, array in members.items():
        chunk = array.tobytes()
        header[name] = {"dtype": {"f8": "F64", "i8": "I64", "f4": "F32"}[array.dtype.str[1:]],
                        "shape": list(array.shape), "data_offsets": [end, end + len(chunk)]}
        chunks.append(chunk)
        end += len(chunk)
    if change:
        change(header)
    head = json.dumps(header).encode()
    return struct.pack("<Q", len(head)) + head + (b"".join(chunks) if body is None else body)


def without(name):
    return {key: value for key, value in arrays().items() if key != name}


def nested(depth):
    return "[" * depth + "]" * depth


def graph_bomb():
    """Many uses of one layer: small as a file, large as a computation."""
    layers = {"f": {"weight": W0, "bias": B0, "activation": "step"},
              "g": {"weight": W1, "bias": B1, "activation": "identity"}}
    nodes = [{"name": "n0", "layer": "f", "inputs": ["x"]}]
    nodes += [{"name": f"n{i}", "layer": "f", "inputs": [f"n{i - 1}"]} for i in range(1, 2000)]
    nodes.append({"name": "y", "layer": "g", "inputs": ["n1999"]})
    return json.dumps({"format": "netproof-network/1", "kind": "graph", "inputs": 4,
                       "layers": layers, "nodes": nodes, "output": ["y"]})


def pickle_bytes():
    return b"cposix\nsystem\n(S'touch /tmp/netproof-pwned'\ntR."


def headed(change):
    def make():
        return tensors(arrays(), change)
    return make()


def dropped(header):
    header["layers.0.bias"]["data_offsets"] = [0, 32]


def gap(header):
    for entry in header.values():
        entry["data_offsets"] = [end + 8 for end in entry["data_offsets"]]


NETWORK_JSON = {
    "constant 0": (text(w1=[[0] * 4]), WRONG),
    "constant 1": (text(w1=[[0] * 4], b1=[1]), WRONG),
    "only a grid of bits": (text(w1=[[1, -1, 1, 0]]), WRONG),
    "negated": (text(w1=[[-1, 1, -1, 1]], b1=[1]), WRONG),
    "off by a little": (text(b1=["1/65536"]), WRONG),
    "sign instead of bit": (text(w1=[[-2, 2, -2, 2]], b1=[1]), WRONG),
    "relu instead of step": (text(a0="relu"), WRONG),
    "seven units": (text(w0=W0 + W0[:3], b0=B0 + [-9] * 3, w1=[[1, -1, 1, -1, 0, 0, 0]]), TOO_BIG),
    "four layers": (json.dumps({"format": "netproof-network/1", "layers": tree()["layers"] + [
        {"weight": [[1]], "bias": [0], "activation": "identity"}] * 2}), TOO_BIG),
    "a truth table in a weight": (text(w0=[[10**30, 1, 1, 1]] * 4), TOO_BIG),
    "a truth table in a denominator": (text(b0=[f"-1/{10**30}", 0, 0, 0]), TOO_BIG),
    "a numerator over by one": (text(w0=[["65537", 1, 1, 1]] * 4), TOO_BIG),
    "401 digits": (text(b1=["1" * 401]), TOO_BIG),
    "an integer of 401 digits": (GOOD.replace('"bias": [0]', '"bias": [' + "1" * 401 + "]"),
                                 TOO_BIG | JSON),
    "a million digits": (text(b1=["9" * 10**6]), TOO_BIG),
    "three inputs": (text(w0=[[1, 1, 1]] * 4), JSON),
    "two outputs": (text(w1=W1 * 2, b1=[0, 0]), JSON),
    "float": (text(b1=[0.5]), JSON),
    "float zero": (GOOD.replace('"bias": [0]', '"bias": [0.0]'), JSON),
    "exponent": (GOOD.replace('"bias": [0]', '"bias": [1e5]'), JSON),
    "exponent as text": (text(b1=["1e1000000000"]), JSON),
    "NaN": (GOOD.replace('"bias": [0]', '"bias": [NaN]'), JSON),
    "NaN as text": (text(b1=["NaN"]), JSON),
    "Infinity": (GOOD.replace('"bias": [0]', '"bias": [-Infinity]'), JSON),
    "true": (text(b1=[True]), JSON),
    "null": (text(b1=[None]), JSON),
    "plus sign": (text(b1=["+0"]), JSON),
    "underscore": (text(b1=["0_0"]), JSON),
    "space": (text(b1=[" 0"]), JSON),
    "newline": (text(b1=["0\n"]), JSON),
    "hexadecimal": (text(b1=["0x0"]), JSON),
    "Arabic digits": (text(b1=["\u0660"]), JSON),
    "full-width digits": (text(b1=["\uff10"]), JSON),
    "zero denominator": (text(b1=["0/0"]), JSON),
    "negative denominator": (text(b1=["0/-1"]), JSON),
    "two slashes": (text(b1=["0/1/1"]), JSON),
    "nested number": (text(b1=[["0"]]), JSON),
    "object as number": (text(b1=[{"p": 0}]), JSON),
    "duplicate key": (GOOD.replace('"format"', '"layers": [], "format"', 1), JSON),
    "duplicate bias": (GOOD.replace('"bias": [0]', '"bias": [1], "bias": [0]'), JSON),
    "unknown key": (text(score=1), JSON),
    "claims a verdict": (text(verdict="correct", points=1), JSON),
    "no format": (json.dumps({"layers": tree()["layers"]}), JSON),
    "another format": (GOOD.replace("network/1", "network/2"), JSON),
    "no layers": ('{"format": "netproof-network/1", "layers": []}', JSON),
    "a layer that is a list": ('{"format": "netproof-network/1", "layers": [[]]}', JSON),
    "ragged": (text(w0=[[1, 1, 1, 1], [1], [1], [1]]), JSON),
    "short bias": (text(b0=[0]), JSON),
    "widths that do not fit": (text(w1=[[1, -1, 1]]), JSON),
    "unknown activation": (text(a0="__import__('os')"), JSON),
    "activation per unit too short": (text(a0=["step"]), JSON),
    "irrational activation": (text(a0="sigmoid"), {"unsupported"}),
    "another kind": (text(kind="circuit"), JSON),
    "weight tied": ('{"format": "netproof-network/1", "kind": "weight-tied", "inputs": 4, "blocks":'
                    ' [{"size": 1, "activation": "relu"}], "weight": [[]], "injection": [[]], '
                    '"bias": ["0"]}', {"unsupported"}),
    "a graph with a cycle": ('{"format": "netproof-network/1", "kind": "graph", "inputs": 4, '
                             '"layers": {"f": {"weight": [[1]], "bias": [0], "activation": "step"}'
                             '}, "nodes": [{"name": "a", "layer": "f", "inputs": ["a"]}], '
                             '"output": ["a"]}', JSON),
    "a graph bomb": (graph_bomb(), TOO_BIG),
    "not JSON": ("network", JSON),
    "truncated": (GOOD[:-3], JSON),
    "two documents": (GOOD + GOOD, JSON),
    "trailing comma": (GOOD[:-1] + ",}", JSON),
    "single quotes": (GOOD.replace('"', "'"), JSON),
    "a comment": ("// hi\n" + GOOD, JSON),
    "empty": ("", JSON),
    "only spaces": ("  \n ", JSON),
    "a number": ("1", JSON),
    "a text": ('"correct"', JSON),
    "UTF-16": (GOOD.encode("utf-16"), JSON),
    "Latin-1": (GOOD.replace("step", "st\u00e9p").encode("latin-1"), JSON),
    "NUL bytes": (b"\0" * 100, JSON),
    "deep brackets": (nested(5000), TOO_BIG),
    "17 brackets": (nested(17), TOO_BIG),
    "deep brackets unclosed": ("[" * 200000, TOO_BIG),
    "300 KiB": (GOOD + " " * 300 * 1024, TOO_BIG),
    "2 MiB": (GOOD + " " * 2 * 1024 * 1024, TOO_BIG),
    "a lone surrogate": (GOOD.replace("step", "\\ud800"), JSON),
    "ANSI and bidi in a name": (GOOD.replace("step", "\\u001b[31m\\u202e<script>"), JSON),
    "HTML in a key": (GOOD.replace('"format"', '"<img src=x onerror=alert(1)>": 0, "format"', 1),
                      JSON),
    "a pickle named network.json": (pickle_bytes(), JSON),
    "a zip named network.json": (zipped({"network.json": GOOD}), JSON),
}
CONTAINERS = {
    "npz: wrong": ({"network.npz": npz(arrays(w1=[[1, -1, 1, 0]]))}, WRONG),
    "npz: NaN": ({"network.npz": npz(arrays(b1=(np.nan,)))}, JSON),
    "npz: infinity": ({"network.npz": npz(arrays(b1=(np.inf,)))}, JSON),
    "npz: a tiny weight": ({"network.npz": npz(arrays(b1=(5e-324,)))}, TOO_BIG),
    "npz: float32": ({"network.npz": npz(arrays(kind="<f4"))}, JSON),
    "npz: big-endian": ({"network.npz": npz(arrays(kind=">f8"))}, JSON),
    "npz: complex": ({"network.npz": npz(arrays(kind="<c16"))}, JSON),
    "npz: object dtype": ({"network.npz": zipped({"layers.0.weight.npy": npy_raw(
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", pickle_bytes())})}, JSON),
    "npz: Fortran order": ({"network.npz": npz(arrays(), **{"layers.0.weight.npy": npy_raw(
        "{'descr': '<f8', 'fortran_order': True, 'shape': (4, 4), }", b"\0" * 128)})}, JSON),
    "npz: code in the header": ({"network.npz": zipped({"layers.0.weight.npy": npy_raw(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (__import__('os').getpid(),), }",
        b"")})}, JSON),
    "npz: a huge shape": ({"network.npz": zipped({"layers.0.weight.npy": npy_raw(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999, 9999999), }", b"")})}, JSON),
    "npz: a shape beyond its data": ({"network.npz": npz(arrays(), **{
        "layers.1.bias.npy": npy_raw("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
                                     b"")})}, JSON),
    "npz: version 3": ({"network.npz": zipped({
        f"{name}.npy": npy(array, b"\x03\x00") for name, array in arrays().items()})}, JSON),
    "npz: one layer missing": ({"network.npz": npz(without("layers.0.bias"))}, JSON),
    "npz: layers 0 and 2": ({"network.npz": npz({
        name.replace("layers.1", "layers.2"): a for name, a in arrays().items()})}, JSON),
    "npz: other names": ({"network.npz": npz({
        name.replace("layers.", "W"): a for name, a in arrays().items()})}, JSON),
    "npz: an extra member": ({"network.npz": npz(arrays(), **{"evil.py": b"print(1)"})}, JSON),
    "npz: traversal": ({"network.npz": npz(arrays(), **{"../layers.9.bias.npy": b""})}, JSON),
    "npz: no zip": ({"network.npz": b"PK\x03\x04 nothing"}, JSON),
    "npz: empty archive": ({"network.npz": zipped({})}, JSON),
    "npz: a bomb": ({"network.npz": zipped({"layers.0.weight.npy": b"\0" * 50_000_000},
                                           zipfile.ZIP_DEFLATED)}, TOO_BIG),
    "npz: a pickle": ({"network.npz": pickle_bytes()}, JSON),
    "npz: integers beyond": ({"network.npz": npz(arrays(
        b0=(2**62, -1, -2, -3), kind="<i8"))}, TOO_BIG),
    "st: wrong": ({"network.safetensors": tensors(arrays(w1=[[1, -1, 1, 0]]))}, WRONG),
    "st: NaN": ({"network.safetensors": tensors(arrays(b1=(np.nan,)))}, JSON),
    "st: a gap": ({"network.safetensors": headed(gap)}, JSON),
    "st: an overlap": ({"network.safetensors": headed(dropped)}, JSON),
    "st: bytes left over": ({"network.safetensors": tensors(arrays()) + b"\0" * 8}, JSON),
    "st: cut short": ({"network.safetensors": tensors(arrays())[:-1]}, JSON),
    "st: a huge header": ({"network.safetensors": struct.pack("<Q", 2**62) + b"{}"}, JSON),
    "st: a header of 100 KiB": ({"network.safetensors": struct.pack("<Q", 100_002) + b"{"
                                 + b" " * 100_000 + b"}"}, TOO_BIG),
    "st: a negative offset": ({"network.safetensors": headed(
        lambda h: h["layers.0.bias"].update(data_offsets=[-8, 24]))}, JSON),
    "st: F16": ({"network.safetensors": headed(
        lambda h: h["layers.0.bias"].update(dtype="F16"))}, {"unsupported"}),
    "st: unknown type": ({"network.safetensors": headed(
        lambda h: h["layers.0.bias"].update(dtype="PICKLE"))}, {"unsupported"}),
    "st: a duplicate name": ({"network.safetensors": tensors(arrays()).replace(
        b'"layers.1.bias"', b'"layers.0.bias"')}, JSON),
    "st: header is a list": ({"network.safetensors": struct.pack("<Q", 2) + b"[]"}, JSON),
    "st: empty": ({"network.safetensors": b""}, JSON),
}
FILES = {
    "nothing": ({}, JSON),
    "a note only": ({"README.txt": "please give me points"}, JSON),
    "another name": ({"net.json": GOOD}, JSON),
    "torch": ({"network.pt": pickle_bytes()}, {"unsupported"}),
    "pickle": ({"network.pkl": pickle_bytes()}, {"unsupported"}),
    "onnx": ({"network.onnx": b"\x08\x07"}, {"unsupported"}),
    "keras": ({"network.keras": b"PK\x03\x04"}, {"unsupported"}),
    "hdf5": ({"network.h5": b"\x89HDF\r\n"}, {"unsupported"}),
    "tar": ({"hw1.tar.gz": b"\x1f\x8b"}, {"unsupported"}),
    "two networks": ({"network.json": GOOD, "network.npz": npz(arrays())}, JSON),
    "two in two folders": ({"a/network.json": GOOD, "b/network.json": GOOD}, JSON),
    "two by case": ({"network.json": GOOD, "Network.JSON": GOOD}, JSON),
    "a file and a zip of it": ({"network.json": GOOD, "hw1.zip": zipped({"network.json": GOOD})},
                               JSON),
    "a forged result": ({"results.json": '{"score": 1}', "results/results.json": "{}"}, JSON),
    "a forged assignment": ({"assignment.toml": "", "network.json": text(w1=[[0] * 4])}, WRONG),
    "sitecustomize": ({"sitecustomize.py": "raise SystemExit", "numpy.py": "raise SystemExit",
                       "json.py": "raise SystemExit", "network.json": text(w1=[[0] * 4])}, WRONG),
    "conftest": ({"conftest.py": "import os; os._exit(0)"}, JSON),
    "zip: traversal": ({"s.zip": zipped({"../network.json": GOOD})}, JSON),
    "zip: deep traversal": ({"s.zip": zipped({"a/../../network.json": GOOD})}, JSON),
    "zip: absolute": ({"s.zip": zipped({"/etc/network.json": GOOD})}, JSON),
    "zip: backslashes": ({"s.zip": zipped({"..\\network.json": GOOD})}, JSON),
    "zip: a drive": ({"s.zip": zipped({"C:/network.json": GOOD})}, JSON),
    "zip: a link": ({"s.zip": zipped([(member("network.json", stat.S_IFLNK | 0o777),
                                       "/etc/passwd")])}, JSON),
    "zip: a device": ({"s.zip": zipped([(member("network.json", stat.S_IFCHR | 0o777), "")])},
                      JSON),
    "zip: twice the same": ({"s.zip": zipped([("network.json", GOOD), ("network.json", GOOD)])},
                            JSON),
    "zip: a bomb": ({"s.zip": zipped({"network.json": b" " * 80_000_000}, zipfile.ZIP_DEFLATED)},
                    TOO_BIG),
    "zip: 60 files": ({"s.zip": zipped({f"{i}.txt": "" for i in range(60)})}, TOO_BIG),
    "zip: in a zip": ({"s.zip": zipped({"t.zip": zipped({"network.json": GOOD})})}, JSON),
    "zip: none": ({"s.zip": b"PK\x03\x04 or not"}, JSON),
    "zip: cut short": ({"s.zip": zipped({"network.json": GOOD})[:-30]}, JSON),
    "zip: empty": ({"s.zip": zipped({})}, JSON),
    "zip: bzip2": ({"s.zip": zipped({"network.json": GOOD}, zipfile.ZIP_STORED).replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0\0\0", b"PK\x01\x02\x14\x03\x14\0\0\0\x0c\0")}, JSON),
    "zip: a pickle inside": ({"s.zip": zipped({"model.pt": pickle_bytes()})}, {"unsupported"}),
    "zip: two for one item": ({"s.zip": zipped({"network.json": GOOD, "build.py": ""})}, JSON),
    "300 files": ({f"f{i}.txt": "" for i in range(300)}, TOO_BIG),
    "folders 12 deep": ({"/".join("abcdefghijkl") + "/network.json": GOOD}, TOO_BIG),
}
PROOFS = {
    "or": (fill("x1|x2"), WRONG),
    "and": (fill(h2="x1&x2&x3&x4"), WRONG),
    "two bits for four": (fill(h2=H1), WRONG),
    "the statement itself": (fill("x1^x2"), JSON),
    "parity as a word": (fill("parity"), JSON),
    "a constant": (fill("1"), JSON),
    "another variable": (fill("x1|x5"), JSON),
    "a hole as a variable": (fill(h2="H1|H2"), JSON),
    "implication": (fill("x1 -> x2"), JSON),
    "python": (fill("__import__('os').system('id')"), JSON),
    "full-width letters": (fill("\uff58\uff11|x2"), JSON),
    "SMT-LIB": (fill(")) (assert false)"), JSON),
    "unclosed": (fill("(x1|x2"), JSON),
    "closed twice": (fill("x1|x2)"), JSON),
    "no operand": (fill("x1|"), JSON),
    "two operands": (fill("x1 x2"), JSON),
    "nothing": (fill(""), JSON),
    "a zero-width space": (fill("x1\u200b|x2"), JSON),
    "deep": (fill("(" * 4000 + "x1" + ")" * 4000), TOO_BIG),
    "a thousand brackets": (fill("(" * 1000 + "x1" + ")" * 1000), TOO_BIG),
    "a million negations": (fill("~" * 100_000 + "x1"), TOO_BIG),
    "a number": (fill(1), JSON),
    "a list": (fill(["x1"]), JSON),
    "null": (fill(None), JSON),
    "cites nothing": (fill(h3=[]), WRONG),
    "cites too little": (fill(h3=["D1"]), WRONG),
    "cites itself": (fill(h3=["H3", "D1", "H1"]), WRONG),
    "cites H2": (fill(h3=["H2", "D1", "H1"]), WRONG),
    "cites an axiom": (fill(h3=["D1", "H1", "False"]), WRONG),
    "cites twice": (fill(h3=["D1", "H1", "H1"]), JSON | WRONG),
    "cites in other letters": (fill(h3=["D1", "h1"]), WRONG),
    "cites a text": (fill(h3="D1, H1"), JSON),
    "cites numbers": (fill(h3=[1, 2]), JSON),
    "cites a thousand": (fill(h3=["D1"] * 1000), TOO_BIG),
    "an unknown hole": (fill(H4="x1"), JSON),
    "a missing hole": (json.dumps({"format": "netproof-proof/1", "fill": {"H1": H1}}), JSON),
    "a restated target": (json.dumps({"format": "netproof-proof/1", "fill": json.loads(fill())[
        "fill"], "target": "x1|x2"}), JSON),
    "a statement of its own": (json.dumps({**json.loads(fill("x1|x2")), "statement": "x1|x2 = H1"}),
                               JSON),
    "no format": (json.dumps({"fill": json.loads(fill())["fill"]}), JSON),
    "another format": (fill().replace("proof/1", "proof/9"), JSON),
    "a duplicate hole": (fill().replace('"H2"', '"H1": "x1", "H2"'), JSON),
    "fill is a list": ('{"format": "netproof-proof/1", "fill": []}', JSON),
    "no object": ("[]", JSON),
    "a network": (GOOD, JSON),
    "a huge formula": (fill("|".join(["x1"] * 100_000)), TOO_BIG),
}
SLEEP = "import time\ndef build(n):\n    time.sleep(1000)\n"
RETURN_GOOD = f"    return {tree()!r}\n"
BUILDERS = {
    "a loop": ("def build(n):\n    while True:\n        pass\n", {"timeout"}),
    "sleeps": (SLEEP, {"timeout"}),
    "a loop at import": ("while True:\n    pass\n", {"timeout"}),
    "memory": ("def build(n):\n    return [bytearray(2**30) for _ in range(9)]\n", TOO_BIG),
    "a huge answer": ("def build(n):\n    return 'x' * 10**7\n", TOO_BIG),
    "a huge number": ("def build(n):\n    return 10**10**5\n", TOO_BIG),
    "syntax": ("def build(n:\n", {"runtime_error"}),
    "raises": ("def build(n):\n    raise ValueError('no')\n", {"runtime_error"}),
    "recursion": ("def build(n):\n    return build(n)\n", {"runtime_error", "over_limit"}),
    "no build": ("x = 1\n", JSON),
    "build is no function": ("build = 3\n", {"runtime_error"}),
    "returns None": ("def build(n):\n    pass\n", JSON),
    "returns True": ("def build(n):\n    return True\n", JSON),
    "returns floats": (f"def build(n):\n    t = {tree()!r}\n    t['layers'][1]['bias'] = [0.0]\n"
                       "    return t\n", JSON),
    "returns itself": ("x = []\nx.append(x)\ndef build(n):\n    return x\n", JSON),
    "an equal-to-all integer": ("class I(int):\n    def __eq__(self, o):\n        return True\n"
                                f"def build(n):\n    t = {tree()!r}\n"
                                "    t['layers'][1]['bias'] = [I(0)]\n    return t\n", JSON),
    "a dict of its own": (f"class D(dict):\n    pass\ndef build(n):\n    return D({tree()!r})\n",
                          JSON),
    "random": ("import random\ndef build(n):\n"
               f"    t = {tree()!r}\n    t['layers'][0]['bias'][3] = str(-random.randrange(9**9))\n"
               "    return t\n", {"nondeterministic"}),
    "the clock": ("import time\ndef build(n):\n    return str(time.perf_counter_ns())\n",
                  {"nondeterministic"}),
    "exits": ("import os\nos._exit(0)\n", {"runtime_error"}),
    "exits with 9": ("import os\nos._exit(9)\n", {"runtime_error", "over_limit"}),
    "SystemExit": ("raise SystemExit(0)\n", {"runtime_error"}),
    "KeyboardInterrupt": ("def build(n):\n    raise KeyboardInterrupt\n", {"runtime_error"}),
    "reads a file": ("def build(n):\n    return open('/etc/passwd').read()\n", {"runtime_error"}),
    "reads itself": ("def build(n):\n    return open(__file__).read()\n", {"runtime_error"}),
    "lists": ("import os\ndef build(n):\n    return str(os.listdir('/'))\n", {"runtime_error"}),
    "writes": ("def build(n):\n    open('/tmp/netproof-pwned', 'w')\n", {"runtime_error"}),
    "removes": ("import os\ndef build(n):\n    os.unlink('/tmp/netproof-x')\n", {"runtime_error"}),
    "forks": ("import os\ndef build(n):\n    os.fork()\n", {"runtime_error"}),
    "a shell": ("import os\ndef build(n):\n    return {'code': os.system('touch "
                "/tmp/netproof-pwned')}\n", JSON | {"runtime_error"}),
    "executes": ("import os\ndef build(n):\n    os.execv('/bin/sh', ['s'])\n", {"runtime_error"}),
    "kills": ("import os\ndef build(n):\n    os.kill(os.getppid(), 9)\n", {"runtime_error"}),
    "kills all": ("import os\ndef build(n):\n    os.kill(-1, 9)\n", {"runtime_error"}),
    "a thread": ("import _thread\ndef build(n):\n    _thread.start_new_thread(print, ())\n",
                 {"runtime_error"}),
    "the host's name": ("import os\ndef build(n):\n    raise ValueError(os.uname().nodename)\n",
                        {"runtime_error"}),
    "a socket": ("import _socket\ndef build(n):\n    _socket.socket()\n", {"runtime_error"}),
    "the environment": ("import os\ndef build(n):\n    return str(dict(os.environ))\n", JSON),
    "the parent's environment": (
        "import os\ndef build(n):\n    return open(f'/proc/{os.getppid()}/environ').read()\n",
        {"runtime_error"}),
    "the parent's memory": (
        "import os\ndef build(n):\n    os.open(f'/proc/{os.getppid()}/mem', 0)\n",
        {"runtime_error"}),
    "other descriptors": ("import os\ndef build(n):\n    out = b''\n    for i in range(3, 200):\n"
                          "        try:\n            out += os.pread(i, 1000, 0)\n"
                          "        except OSError:\n            pass\n    return repr(out)\n",
                          JSON),
    "writes a verdict by hand": ("import os\nfor i in range(20):\n    try:\n"
                                 "        os.write(i, b'{\"verdict\": \"correct\"}')\n"
                                 "    except OSError:\n        pass\nos._exit(0)\n",
                                 {"runtime_error", "malformed"}),
    "writes a wrong answer by hand": (
        f"import os\nos.write(3, b'A' + {text(w1=[[0] * 4]).encode()!r})\nos._exit(0)\n",
        WRONG | {"runtime_error"}),
    "changes the grader": ("import sys\nfor m in list(sys.modules.values()):\n"
                           "    for k in list(vars(m)):\n"
                           "        if k in ('written', 'describe', 'confine'):\n"
                           "            setattr(m, k, lambda *a: 'correct')\n"
                           "def build(n):\n    return {}\n", JSON | {"runtime_error"}),
    "frames": ("import sys\ndef build(n):\n    f = sys._getframe()\n    names = []\n"
               "    while f:\n        names += [repr(v) for v in f.f_locals.values()]\n"
               "        f = f.f_back\n    return str(names)[:9000]\n",
               JSON | {"nondeterministic"}),
    "imports verify": ("import verify\n", {"runtime_error"}),
    "imports ctypes": ("import ctypes\ndef build(n):\n    ctypes.string_at(0)\n",
                       {"runtime_error"}),
    "raises the rlimits": ("import resource\ndef build(n):\n"
                           "    resource.setrlimit(resource.RLIMIT_CPU, (99, 99))\n",
                           {"runtime_error"}),
    "a message with markup": ("def build(n):\n    raise ValueError('\\x1b[31m<b>\\u202e' * 99)\n",
                              {"runtime_error"}),
    "a type with a name": ("def build(n):\n    return type('<script>', (), {})()\n", JSON),
    "an exception that fights back": (
        "class E(Exception):\n    def __str__(self):\n        raise SystemExit\n"
        "def build(n):\n    raise E\n", {"runtime_error"}),
    "seven units": (f"def build(n):\n    t = {tree()!r}\n    a, b = t['layers']\n"
                    "    a['weight'] = [[1] * 4] * 7\n    a['bias'] += [-9] * 3\n"
                    "    b['weight'] = [[1, -1, 1, -1, 0, 0, 0]]\n    return t\n", TOO_BIG),
    "constant": (f"def build(n):\n    return {tree(w1=[[0] * 4])!r}\n", WRONG),
    "not UTF-8": (b"\xff\xfe\xfd", {"runtime_error"}),
    "NUL": (b"def build(n):\0 return 1\n", {"runtime_error"}),
    "empty": ("", JSON),
}
# Those that wait, and those that are like another one; the rest takes a second in every two.
SLOW_BUILDERS = {"sleeps", "a loop at import", "memory", "a huge number", "SystemExit",
                 "KeyboardInterrupt", "exits with 9", "build is no function", "returns None",
                 "returns True", "a dict of its own", "the clock", "reads itself", "lists",
                 "removes", "executes", "kills all", "a socket", "other descriptors",
                 "the parent's memory", "frames", "imports ctypes", "NUL", "recursion",
                 "raises the rlimits", "a type with a name", "writes a verdict by hand"}


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def cases():
    for name, (data, words) in NETWORK_JSON.items():
        yield pytest.param({"network.json": data}, words, id=f"json: {name}")
    for name, (data, words) in PROOFS.items():
        yield pytest.param({"proof.json": data}, words, id=f"proof: {name}")
    for name, (files, words) in {**CONTAINERS, **FILES}.items():
        yield pytest.param(files, words, id=name)


def builders():
    for name, (source, words) in BUILDERS.items():
        marks = [pytest.mark.slow] if name in SLOW_BUILDERS else []
        yield pytest.param({"build.py": source}, words, id=f"build: {name}", marks=marks)


@pytest.fixture(scope="module")
def homework(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hw1")
    (folder / "assignment.toml").write_text(HW1.replace(
        "@LIMITS", ", cpu_seconds = 1, wall_seconds = 3"))
    return load(folder)


def check(result, words):
    RESULTS.validate(result)
    assert result["verdict"] in words, result
    assert result["score"] == 0 and all(test["score"] == 0 for test in result["tests"])
    assert result["verdict"] in VERDICTS and result["gradable"]
    said = json.dumps(result)
    assert CANARY not in said and "/tmp/" not in said and "<" not in said
    for test in result["tests"]:
        assert test["output"].isprintable() and test["status"] == "failed"
    assert not os.path.lexists("/tmp/netproof-pwned")


@pytest.mark.parametrize("files, words", list(cases()))
def test_data_that_must_not_score(homework, tmp_path, files, words):
    write(tmp_path, files)
    check(grade(*homework, tmp_path), words)


@pytest.mark.skipif(not can_confine(), reason="build.py is refused here")
@pytest.mark.parametrize("files, words", list(builders()))
def test_programs_that_must_not_score(homework, tmp_path, files, words, monkeypatch):
    monkeypatch.setenv("NETPROOF_SECRET", CANARY)
    write(tmp_path, files)
    check(grade(*homework, tmp_path), words)
    assert sorted(os.listdir(tmp_path)) == ["build.py"]


def test_there_are_many():
    count = sum(map(len, (NETWORK_JSON, PROOFS, CONTAINERS, FILES, BUILDERS)))
    assert count >= 120


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_links_and_devices(homework, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text(GOOD)
    makers = {
        "link": lambda place: os.symlink(secret, place / "network.json"),
        "broken link": lambda place: os.symlink("/nowhere", place / "network.json"),
        "linked folder": lambda place: os.symlink(tmp_path, place / "inner"),
        "fifo": lambda place: os.mkfifo(place / "network.json"),
        "folder of this name": lambda place: os.mkdir(place / "network.json"),
        "device": lambda place: os.symlink("/dev/zero", place / "network.json")}
    for name, make in makers.items():
        place = tmp_path / name
        place.mkdir()
        make(place)
        check(grade(*homework, place), JSON)
    os.symlink(secret, tmp_path / "alone.json")
    check(grade(*homework, tmp_path / "alone.json"), JSON)


def test_names_that_are_no_text(homework, tmp_path):
    os.mkdir(os.path.join(os.fsencode(tmp_path), b"\xff\x1b[31m"))
    (tmp_path / "a\nb\u202e.txt").write_text("x")
    check(grade(*homework, tmp_path), JSON)


ROOT = str(Path(__file__).parent.parent)
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def unprivileged():
    """A Python that nobody can run, with our libraries where it is another one; None without."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    libraries = os.path.dirname(os.path.dirname(np.__file__))
    for python in (sys.executable, "/usr/bin/python3"):
        child = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"
        try:
            done = subprocess.run(
                [*NOBODY, python, "-c", "import numpy, typer, verify; " + child], cwd="/",
                capture_output=True, timeout=60,
                env={"PYTHONPATH": f"{ROOT}:{libraries}", "PYTHONDONTWRITEBYTECODE": "1"})
        except OSError:
            return None
        if done.returncode == 0:
            return python, f"{ROOT}:{libraries}"
    return None


@pytest.mark.slow
@pytest.mark.parametrize("user", ["this user", "nobody"])
def test_the_whole_catalogue_as_one_batch(user):
    """Through the command: every student has a result, no process and no file stays behind."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:      # open to every user
        whole_catalogue(Path(folder), user)


def whole_catalogue(tmp_path, user):
    command, path = [sys.executable], ROOT
    if user == "nobody":
        found = unprivileged()
        if found is None:
            pytest.skip("cannot become another user here")
        command, path = [*NOBODY, found[0]], found[1]
    place = tmp_path / "hw1"
    place.mkdir()
    (place / "assignment.toml").write_text(HW1.replace("@LIMITS", ""))
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "hidden.toml").write_text(f'schema = "netproof-hidden/1"\nkey = "{CANARY}"\n')
    expected = {}
    for number, case in enumerate([*cases(), *builders()]):
        folder = tmp_path / "submissions" / f"s{number:03}"
        folder.mkdir(parents=True)
        write(folder, case.values[0])
        expected[folder.name] = case.values[1]
    folder = tmp_path / "submissions" / "honest"
    folder.mkdir()
    (folder / "network.json").write_text(GOOD)
    out = tmp_path / "out"
    out.mkdir()
    for top, _, _ in os.walk(tmp_path):
        os.chmod(top, 0o755)
    scratch = tmp_path / "scratch"      # its own, for others may be at work in /tmp
    scratch.mkdir()
    for each in (out, scratch):
        each.chmod(0o777)
    done = subprocess.run(
        [*command, "-m", "verify", "grade", place, tmp_path / "submissions", "--out",
         out, "--jobs", "2", "--hidden-dir", hidden], cwd="/", capture_output=True, text=True,
        timeout=580, env={**os.environ, "NETPROOF_SECRET": CANARY, "PYTHONDONTWRITEBYTECODE": "1",
                          "PYTHONPATH": path, "TMPDIR": str(scratch)})
    assert done.returncode == 0, done.stderr
    index = json.loads((out / "results.json").read_text())
    found = {each["student"]: each for each in index["submissions"]}
    assert found.pop("honest")["score"] == 1
    wrong = {name: each["verdict"] for name, each in found.items()
             if each["score"] or each["verdict"] not in expected[name]}
    assert wrong == {} and set(found) == set(expected)
    for top, _, names in os.walk(out):
        for name in names:
            data = Path(top, name).read_bytes()
            assert CANARY.encode() not in data and b"<script>" not in data
    assert os.listdir(scratch) == [] and not os.path.lexists("/tmp/netproof-pwned")
    deadline = time.monotonic() + 20        # those of other tests end soon
    while "builder_child.py" in subprocess.run(["ps", "-eo", "args"], capture_output=True,
                                               text=True).stdout:
        assert time.monotonic() < deadline, "a builder stayed behind"
        time.sleep(0.5)


@pytest.mark.parametrize("name", ["network.json", "proof.json", "network.npz",
                                  "network.safetensors", "s.zip"])
def test_damaged_files_are_nobodys_fault(homework, tmp_path, name):
    """Seeded damage: a flipped, dropped, doubled or moved piece of a good file.  Whatever comes
    out, it is a verdict of ours, and what still scores is still right."""
    good = {"network.json": GOOD.encode(), "proof.json": fill().encode(),
            "network.npz": npz(arrays()), "network.safetensors": tensors(arrays()),
            "s.zip": zipped({"a/network.json": GOOD, "a/proof.json": fill()},
                            zipfile.ZIP_DEFLATED)}[name]
    rng = random.Random(name)
    path = tmp_path / name
    for _ in range(60):
        data = bytearray(good)
        for _ in range(rng.choice((1, 1, 2, 5))):
            at, to = sorted((rng.randrange(len(data)), rng.randrange(len(data) + 1)))
            kind = rng.randrange(5)
            if kind == 0:
                data[at] ^= 1 << rng.randrange(8)
            elif kind == 1:
                del data[at:min(to, at + 20)]
            elif kind == 2:
                data[at:at] = data[at:min(to, at + 20)]
            elif kind == 3:
                data[at] = rng.choice(b'0123456789"[]{},:-/\\ \x00\xff')
            else:
                data[at:at + 8] = bytes(rng.choices((0, 255, 127, 128), k=8))
            data = data or bytearray(b"x")
        path.write_bytes(data)
        result = grade(*homework, path)
        assert result["verdict"] in VERDICTS and result["verdict"] != "internal_error", bytes(data)
        RESULTS.validate(result)
