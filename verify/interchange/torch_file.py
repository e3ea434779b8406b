"""Torch files (.pt, .pth): a pickle is a program, so it runs in a confined child or not at all.

The child (torch_child.py) hands back raw tensors as npz, which is then read like any stranger's
file. Where there is no confinement, or no torch, the file is refused with the line that exports it
to safetensors on the user's own machine.
"""

import contextlib
import importlib.util
import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.npz_file import decode as decode_npz
from verify.interchange.regular_file import read_bytes
from verify.interchange.tensors import Tensors
from verify.interchange.torch_child import NO_CONFINEMENT, NO_TORCH, OK, REFUSED

EXPORT = "safetensors.torch.save_file(model.state_dict(), 'network.safetensors')"
_CHILD = Path(__file__).with_name("torch_child.py")
_MEMORY = 2 * 2**30  # importing torch alone maps 0.6 GiB
_SECONDS = 60  # of processor time; importing torch takes about two
_WAIT = 180  # on the clock, for a child that sleeps


def decode(data: bytes, place: str, limits: Limits = LIMITS) -> Tensors:
    """The tensors of a torch state dict, read by a confined child process.

    Raises: BadInput for a pickle that holds or calls anything else, and where no child can be
    confined.
    """
    for module, reason in (("resource", "a system without limits"), ("torch", "no torch here")):
        if importlib.util.find_spec(module) is None:
            raise _refusal(place, reason)
    with tempfile.TemporaryDirectory(prefix="netproof-") as folder:
        Path(folder, "input.pt").write_bytes(data)
        code = _run(folder, limits)
        if code == OK:
            output = read_bytes(Path(folder, "tensors.npz"), 2 * limits.bytes, follow=False)
            return decode_npz(output, place, limits)
        if code == NO_TORCH:
            raise _refusal(place, "no torch here")
        if code == NO_CONFINEMENT:
            raise _refusal(place, "a system without limits")
        expected = "a state dict of tensors, torch.save(model.state_dict(), ...)"
        raise BadInput(place, expected, _message(folder, code))


def encode(tensors: Tensors) -> bytes:
    """A state dict of these float64 tensors, and the text `activation` where it is known.

    It holds nothing that torch.load(..., weights_only=True) would not load.

    Raises: BadInput where torch is not installed.
    """
    if importlib.util.find_spec("torch") is None:
        raise BadInput("a .pt file", "the library torch (pip install netproof[torch])",
                       "it not installed")
    import torch

    state: dict[str, Any] = {}
    for name, array in tensors.arrays.items():
        state[name] = torch.tensor(array.tolist(), dtype=torch.float64)
    if tensors.activation is not None:
        state["activation"] = str(tensors.activation)
    buffer = io.BytesIO()
    torch.save(state, buffer)
    buffer.seek(0)
    back = torch.load(buffer, weights_only=True)
    if list(back) != list(state) or any(
            back[name].tolist() != array.tolist() for name, array in tensors.arrays.items()):
        raise RuntimeError("torch reads back other tensors than were saved")
    return buffer.getvalue()


def _run(folder: str, limits: Limits) -> int:
    """The child's exit code, or minus the signal that ended it; no process of it survives."""
    numbers = (_MEMORY, _SECONDS, 2 * limits.bytes, limits.parameters)
    child = subprocess.Popen(
        [sys.executable, "-I", str(_CHILD), *map(str, numbers)],
        cwd=folder,
        env={"OMP_NUM_THREADS": "1", "PATH": os.defpath},  # none of the user's secrets
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return child.wait(timeout=_WAIT)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _message(folder: str, code: int) -> str:
    if code == -signal.SIGXCPU:
        return "a file that takes too long to read"
    if code != REFUSED:
        return f"a file on which torch fails (exit code {code})"
    try:
        text = read_bytes(Path(folder, "message.txt"), 2000, follow=False).decode("ascii")
    except ValueError:  # BadInput, or no ASCII: the child is as untrusted as the file
        return "something else"
    return text[:200] if text.isprintable() else "something else"


def _refusal(place: str, reason: str) -> BadInput:
    return BadInput(place, f"a .safetensors file, written by {EXPORT}", f"a pickle, and {reason}")
