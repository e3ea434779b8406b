"""Network files in and out, by suffix.

    in     .json .npz .safetensors, and .pt .pth through a confined child process
    out    .json .npz .safetensors, and to look at: .txt .md .csv .dot

Whoever sends the file is a stranger: sizes, numbers, names and shapes are checked before use, and
each refusal is one BadInput that names the file and the place. Nothing is rounded unless asked for.
"""

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, Union

from verify.atomic import write_atomically
from verify.errors import BadInput
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.regular_file import read_bytes, shown
from verify.network import Graph, Network

if TYPE_CHECKING:
    from verify.interchange.tensors import Activation, Tensors

READABLE = (".json", ".npz", ".safetensors", ".pt", ".pth")
WRITABLE = (".json", ".npz", ".safetensors", ".txt", ".md", ".csv", ".dot")


def load(path: Union[str, os.PathLike[str]], activation: "Activation | None" = None,
         limits: Limits = LIMITS) -> Union[Network, Graph]:
    """The network in a file; `activation` ("relu,identity") counts where the file states none.

    Raises: BadInput, one line with the file and the place, for everything that is no network.

    >>> load("network.xls")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    verify.errors.BadInput: network.xls: expected a file ending in .json, ... found '.xls'
    """
    suffix = _suffix(path, READABLE)
    return _decode(read_bytes(path, limits.bytes), suffix, shown(path), activation, limits)


def save(network: Union[Network, Graph], path: Union[str, os.PathLike[str]],
         rounded: bool = False, limits: Limits = LIMITS) -> Union[Network, Graph]:
    """Write the network and return the one that the file then holds.

    That is the network itself, or with `rounded` (npz, safetensors) the nearest in float64. The
    bytes are read back before the file appears and compared after.

    Raises: BadInput for a weight that the format cannot hold exactly, unless `rounded`; for a graph
    in a format of layers; and for a file that cannot be written.
    """
    if not isinstance(network, (Network, Graph)):
        raise TypeError(f"network: expected a Network or a Graph, found {type(network).__name__}")
    suffix, place = _suffix(path, WRITABLE), shown(path)
    if suffix in (".npz", ".safetensors"):
        if isinstance(network, Graph):
            raise BadInput(place, "a chain of layers (a graph fits into .json)", "a graph")
        if rounded:
            from verify.interchange.tensors import nearest
            network = nearest(network, place)
    data = _encode(network, suffix, place)
    if suffix in READABLE and _decode(data, suffix, place, None, limits) != network:
        raise RuntimeError(f"{place}: reading back gives another network")  # a bug of ours
    write_atomically(path, data)
    if read_bytes(path, len(data)) != data:
        raise BadInput(place, "the bytes just written", "others")
    return network


def _decode(data: bytes, suffix: str, place: str, activation: "Activation | None",
            limits: Limits) -> Union[Network, Graph]:
    if suffix == ".json":
        from verify.interchange.json_format import read
        return read(data, place, limits)
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


def _encode(network: Union[Network, Graph], suffix: str, place: str) -> bytes:
    if suffix == ".json":
        from verify.interchange.json_format import write
        return write(network, place)
    if isinstance(network, Network) and suffix == ".npz":
        from verify.interchange.npz_file import encode as encode_npz
        from verify.interchange.tensors import tensors
        return encode_npz(tensors(network, place))
    if isinstance(network, Network) and suffix == ".safetensors":
        from verify.interchange.safetensors_file import encode
        from verify.interchange.tensors import tensors
        return encode(tensors(network, place))
    from verify.interchange.dot import dot
    from verify.interchange.text import annotated, markdown, table
    write_text = {".txt": annotated, ".md": markdown, ".csv": table, ".dot": dot}[suffix]
    return write_text(network).encode("utf-8")


def _suffix(path: Union[str, os.PathLike[str]], known: tuple[str, ...]) -> str:
    suffix = PurePath(path).suffix.lower()
    if suffix not in known:
        found = repr(suffix) if suffix else "no ending"
        raise BadInput(shown(path), f"a file ending in {', '.join(known)}", found)
    return suffix
