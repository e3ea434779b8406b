"""The confined child that unpickles one torch file; the parent imports only the exit codes.

    python -I torch_child.py MEMORY SECONDS BYTES NUMBERS     in a folder that holds input.pt

`weights_only` has been bypassed before (CVE-2025-32434), so this process first gives away what it
could do harm with: memory, time and disk (rlimits, required), the network and every file it has not
yet opened (namespaces, Landlock, where the system has them). Only then does it touch the pickle. It
leaves tensors.npz, or message.txt with one line, and the exit code says which. The parent believes
neither.
"""

import importlib.util
import io
import json
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

OK, REFUSED, NO_TORCH, NO_CONFINEMENT = 0, 10, 11, 12


class Refusal(Exception):
    """The file is no state dict of plain tensors; the message says what it is."""


def _rules() -> Any:
    """verify/confined/rules.py, by its place: no path leads to it in this process."""
    place = Path(__file__).resolve().parent.parent / "confined" / "rules.py"
    spec = importlib.util.spec_from_file_location("netproof_rules", place)
    if spec is None or spec.loader is None:
        raise ImportError(str(place))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_RULES = _rules()
limit, leave_network, close_files = _RULES.limit, _RULES.leave_network, _RULES.close_files


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
