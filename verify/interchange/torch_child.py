"""The confined child that unpickles one torch file; the parent imports only the exit codes.

    python -I torch_child.py MEMORY SECONDS BYTES NUMBERS     in a folder that holds input.pt

`weights_only` has been bypassed before (CVE-2025-32434), so this process first gives away what it
could do harm with: memory, time and disk (rlimits, required), the network and every file it has not
yet opened (namespaces, Landlock, where the system has them). Only then does it touch the pickle. It
leaves tensors.npz, or message.txt with one line, and the exit code says which. The parent believes
neither.
"""

import ctypes
import io
import json
import os
import re
import sys
import zipfile
from typing import Any

OK, REFUSED, NO_TORCH, NO_CONFINEMENT = 0, 10, 11, 12

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NO_NEW_PRIVS = 38
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same number on every architecture


class Refusal(Exception):
    """The file is no state dict of plain tensors; the message says what it is."""


def limit(memory: int, seconds: int, size: int) -> None:
    """Bound memory, processor time and the size of any file written.

    Raises: ImportError, OSError or ValueError where the system has no such limits.
    """
    import resource

    for name, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        hard = resource.getrlimit(name)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(name, (bound, bound))


def leave_network() -> None:
    """Move into an empty network namespace where the system allows it; threads must not exist."""
    if sys.platform == "linux":
        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def close_files() -> None:
    """Forbid opening, making or running any file from now on, where the kernel has Landlock."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    zero, null = ctypes.c_long(0), ctypes.c_void_p(None)
    version = libc.syscall(ctypes.c_long(_LANDLOCK_CREATE), null, zero, ctypes.c_long(1))
    if version < 1:
        return
    # Rights the kernel knows: 13 on files at first, then moving, truncating, device control;
    # TCP since version 4; signals and abstract sockets to the outside since version 6.
    files = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    masks = [2**files - 1] + [3] * (version >= 4) + [3] * (version >= 6)
    rules = (ctypes.c_uint64 * len(masks))(*masks)
    size = ctypes.c_long(ctypes.sizeof(rules))
    handle = libc.syscall(ctypes.c_long(_LANDLOCK_CREATE), ctypes.byref(rules), size, zero)
    if handle < 0:
        return
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.syscall(ctypes.c_long(_LANDLOCK_RESTRICT), ctypes.c_long(handle), zero)
    os.close(handle)


def tensors_of(torch: Any, found: Any, numbers: int) -> dict[str, Any]:
    """Name -> numpy array, exactly as stored, and `activation` as a text array where given.

    Raises: Refusal for anything but a dict of dense tensors of real numbers.
    """
    import numpy

    if not isinstance(found, dict) or not found:
        raise Refusal(f"an object of type {type(found).__name__}")
    floats = (torch.float64, torch.float32, torch.float16, torch.bfloat16)
    integers = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)
    arrays: dict[str, Any] = {}
    for name, value in found.items():
        if not isinstance(name, str):
            raise Refusal(f"a key of type {type(name).__name__}")
        if name == "activation":
            text = value if isinstance(value, str) else json.dumps(value)
            arrays[name] = numpy.array(text)
            continue
        if not isinstance(value, torch.Tensor) or value.layout is not torch.strided:
            raise Refusal(f"no dense tensor at {name!r}")
        if value.dtype not in floats + integers:
            raise Refusal(f"{value.dtype} at {name!r}")
        # Before copying: a view with stride 0 claims any size for the price of one number.
        numbers -= value.numel()
        if numbers < 0:
            raise Refusal("more numbers than the limit allows")
        value = value.detach()
        value = value.to(torch.float64) if value.dtype in floats else value
        arrays[name] = value.contiguous().numpy()
    return arrays


def reason(error: Exception) -> str:
    """One line for the user: the global that a pickle asks for says more than torch's advice."""
    text = " ".join(str(error).split())
    asked = re.search(r"GLOBAL ([\w.]+)", text)
    if asked:
        return f"a pickle that asks for {asked[1]}"
    return text if isinstance(error, Refusal) else f"what torch refuses ({type(error).__name__})"


def main(memory: int, seconds: int, size: int, numbers: int) -> int:
    """Read input.pt, write tensors.npz or message.txt; the exit code."""
    try:
        limit(memory, seconds, size)
    except (ImportError, OSError, ValueError):
        return NO_CONFINEMENT
    leave_network()
    try:
        import torch
    except ImportError:
        return NO_TORCH
    # One round trip, so that whatever torch imports late is imported while files still open.
    warm = io.BytesIO()
    torch.save({"0.weight": torch.zeros(1, dtype=torch.bfloat16)}, warm)
    warm.seek(0)
    tensors_of(torch, torch.load(warm, map_location="cpu", weights_only=True), numbers)
    import numpy

    with open("input.pt", "rb") as source:
        data = io.BytesIO(source.read())
    with open("tensors.npz", "wb") as target, open("message.txt", "wb") as message:
        close_files()
        try:
            found = torch.load(data, map_location="cpu", weights_only=True)
            with zipfile.ZipFile(target, "w") as archive:
                for name, array in tensors_of(torch, found, numbers).items():
                    with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                        numpy.lib.format.write_array(member, array, allow_pickle=False)
        except Exception as error:  # reported, and the parent refuses the file
            message.write(reason(error).encode("ascii", "backslashreplace"))
            return REFUSED
    return OK


if __name__ == "__main__":
    code = main(*map(int, sys.argv[1:]))
    sys.stdout.flush()
    os._exit(code)  # no clean-up code of a library that the file may have reached
