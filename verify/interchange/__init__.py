"""Network files in and out, by suffix.

    in     .json .npz .safetensors .onnx, and .pt .pth through a confined child process
    out    .json .npz .safetensors .onnx .pt, for solvers .smt2 .vnnlib (with the .onnx beside it),
           and to look at .txt .md .csv .dot .svg

Whoever sends the file is a stranger: sizes, numbers, names and shapes are checked before use, and
each refusal is one BadInput that names the file and the place. Nothing is rounded unless asked for.
"""

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Callable, Union

from verify.atomic import write_atomically
from verify.circuits.circuit import Circuit
from verify.errors import BadInput
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.regular_file import read_bytes, shown
from verify.network import Graph, Network
from verify.tied import WeightTied

if TYPE_CHECKING:
    from verify.interchange.tensors import Activation, Tensors

Saved = Union[Network, Graph, WeightTied, Circuit]

READABLE = (".json", ".npz", ".safetensors", ".onnx", ".pt", ".pth")
WRITABLE = (".json", ".npz", ".safetensors", ".onnx", ".pt", ".smt2", ".vnnlib", ".txt", ".md",
            ".csv", ".dot", ".svg")
ROUNDING = (".npz", ".safetensors", ".onnx", ".pt", ".vnnlib")  # hold float64 numbers only
_CHAINS = (".npz", ".safetensors", ".pt")                       # hold layers and nothing else


def load(path: Union[str, os.PathLike[str]], activation: "Activation | None" = None,
         limits: Limits = LIMITS) -> Saved:
    """The network in a file; `activation` ("relu,identity") counts where the file states none.

    Raises: BadInput, one line with the file and the place, for everything that is no network.

    >>> load("network.xls")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    verify.errors.BadInput: network.xls: expected a file ending in .json, ... found '.xls'
    """
    suffix = _suffix(path, READABLE)
    return _decode(read_bytes(path, limits.bytes), suffix, shown(path), activation, limits)


def save(network: Saved, path: Union[str, os.PathLike[str]],
         rounded: bool = False, limits: Limits = LIMITS, vnnlib: int = 1) -> Saved:
    """Write the network and return the one that the file then holds.

    That is the network itself, or with `rounded` (in a format of ROUNDING) the nearest in float64;
    of a weight-tied one, outside .json, it is the graph of as many steps as there are blocks; of a
    circuit, in a format of weights, the layered network of step units that computes it. The bytes
    are read back before the file appears and compared after. A .vnnlib file, of version 1 or 2, is
    about the .onnx file that is written beside it.

    Raises: BadInput for a weight that the format cannot hold exactly, unless `rounded`; for a graph
    in a format of layers; and for a file that cannot be written.
    """
    if not isinstance(network, (Network, Graph, WeightTied, Circuit)):
        raise TypeError(f"network: expected a Network, a Graph, a WeightTied or a Circuit, "
                        f"found {type(network).__name__}")
    suffix, place = _suffix(path, WRITABLE), shown(path)
    if isinstance(network, Circuit) and suffix in (*_CHAINS, ".onnx", ".vnnlib", ".smt2"):
        from verify.circuits.networks import to_network
        network = to_network(network).network
    if suffix in _CHAINS and not isinstance(network, Network):
        kind = "graph" if isinstance(network, Graph) else "weight-tied network"
        raise BadInput(place, f"a chain of layers (a {kind} fits into .json)", f"a {kind}")
    if isinstance(network, WeightTied) and suffix in (".onnx", ".vnnlib", ".smt2", ".svg"):
        network = _unrolled(network, place)
    if rounded and suffix in ROUNDING and isinstance(network, (Network, Graph)):
        from verify.interchange.rounding import nearest
        network = nearest(network, place)
    if suffix == ".vnnlib":
        save(network, PurePath(path).with_suffix(".onnx"), limits=limits)
    data = _encode(network, suffix, place, vnnlib)
    # A pickle of our own has been read back where it was made, without the confined child.
    if suffix in READABLE and suffix != ".pt" and network != _decode(
            data, suffix, place, None, limits):
        raise RuntimeError(f"{place}: reading back gives another network")  # a bug of ours
    write_atomically(path, data)
    if read_bytes(path, len(data)) != data:
        raise BadInput(place, "the bytes just written", "others")
    return network


def _decode(data: bytes, suffix: str, place: str, activation: "Activation | None",
            limits: Limits) -> Saved:
    if suffix == ".json":
        from verify.interchange.json_format import read
        return read(data, place, limits)
    if suffix == ".onnx":
        from verify.interchange.onnx_file import decode
        return decode(data, place, limits)
    from verify.interchange.tensors import network
    return network(_tensors(data, suffix, place, limits), place, activation, limits)


def _tensors(data: bytes, suffix: str, place: str, limits: Limits) -> "Tensors":
    if suffix == ".npz":
        from verify.interchange.npz_file import decode
    elif suffix == ".safetensors":
        from verify.interchange.safetensors_file import decode
    else:
        from verify.interchange.torch_file import decode
    return decode(data, place, limits)


def _encode(network: Saved, suffix: str, place: str, vnnlib: int) -> bytes:
    if suffix == ".json":
        from verify.interchange.json_format import write
        return write(network, place)
    if isinstance(network, (WeightTied, Circuit)):
        return _text(network, suffix).encode("utf-8")
    if suffix == ".onnx":
        from verify.interchange.onnx_file import encode
        return encode(network, place)
    if suffix == ".vnnlib":
        from verify.interchange.vnnlib_file import unit_cube_property
        return unit_cube_property(network, PurePath(place).stem, vnnlib).encode("utf-8")
    if isinstance(network, Network) and suffix in _CHAINS:
        return _encode_tensors(network, suffix, place)
    return _text(network, suffix).encode("utf-8")


def _encode_tensors(network: Network, suffix: str, place: str) -> bytes:
    from verify.interchange.tensors import tensors
    if suffix == ".npz":
        from verify.interchange.npz_file import encode
    elif suffix == ".safetensors":
        from verify.interchange.safetensors_file import encode
    else:
        from verify.interchange.torch_file import encode
    return encode(tensors(network, place))


def _text(network: Saved, suffix: str) -> str:
    if isinstance(network, Circuit):
        from verify.interchange import circuit_text
        drawn: dict[str, Callable[[Circuit], str]] = {
            ".txt": circuit_text.text, ".md": circuit_text.markdown, ".csv": circuit_text.table,
            ".dot": circuit_text.dot, ".svg": circuit_text.svg}
        return drawn[suffix](network)
    if suffix == ".smt2" and not isinstance(network, WeightTied):
        from verify.interchange.smt_text import smt
        return smt(network)
    if suffix == ".svg" and not isinstance(network, WeightTied):
        from verify.interchange.svg import svg
        return svg(network)
    from verify.interchange.dot import dot
    from verify.interchange.text import annotated, markdown, table
    writers: dict[str, Callable[[Any], str]] = {
        ".txt": annotated, ".md": markdown, ".csv": table, ".dot": dot}
    return writers[suffix](network)


def _unrolled(tied: WeightTied, place: str) -> Graph:
    try:
        return tied.unroll(tied.depth)
    except ValueError as error:
        raise BadInput(place, "a network that can be unrolled (.json holds any)",
                       str(error)[:300]) from None


def _suffix(path: Union[str, os.PathLike[str]], known: tuple[str, ...]) -> str:
    suffix = PurePath(path).suffix.lower()
    if suffix not in known:
        found = repr(suffix) if suffix else "no ending"
        raise BadInput(shown(path), f"a file ending in {', '.join(known)}", found)
    return suffix
