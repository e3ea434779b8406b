"""What a child process gives away before it touches a stranger's bytes: one function per layer.

Loaded by its place (see verify.confined), so it imports the standard library alone. Each function
works for root and for an ordinary user; a layer that the system lacks says so and changes nothing.
"""

import ctypes
import importlib.util
import os
import platform
import sys
from pathlib import Path
from typing import Any

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same number on every architecture
_NOBODY = 65534


def _beside(name: str) -> Any:
    """The module in the file `name` beside this one, which no path leads to."""
    spec = importlib.util.spec_from_file_location(
        f"netproof_{name[:-3]}", Path(__file__).resolve().with_name(name))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_CALLS = _beside("system_calls.py")      # now: later nothing opens
_MACHINE = platform.machine()


def limit(memory: int, seconds: int, size: int, files: int = 256) -> None:
    """Bound memory, processor time and the size of any file written.

    Raises: ImportError, OSError or ValueError where the system has no such limits.
    """
    import resource

    for name, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, files),
    ):
        hard = resource.getrlimit(name)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(name, (bound, bound))


def drop_root() -> None:
    """Stop being root, where the system has another user to be; nothing for an ordinary user."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    try:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    except OSError:         # a container without other users: the other layers hold
        return


def die_with_parent(signal: int = 9) -> None:
    """End when whoever started this process ends; on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal, 0, 0, 0)


def leave_network() -> bool:
    """Move into an empty network namespace where the system allows it; threads must not exist."""
    if sys.platform != "linux":
        return False
    return ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0


def landlock_version() -> int:
    """The version of Landlock that the kernel has, 0 for none."""
    if sys.platform != "linux":
        return 0
    zero, null = ctypes.c_long(0), ctypes.c_void_p(None)
    found = ctypes.CDLL(None).syscall(ctypes.c_long(_LANDLOCK_CREATE), null, zero, ctypes.c_long(1))
    return max(found, 0)


def close_files() -> bool:
    """Forbid opening, making or running any file from now on, where the kernel has Landlock."""
    version = landlock_version()
    if version < 1:
        return False
    libc, zero = ctypes.CDLL(None), ctypes.c_long(0)
    # Rights the kernel knows: 13 on files at first, then moving, truncating, device control;
    # TCP since version 4; signals and abstract sockets to the outside since version 6.
    files = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    masks = [2**files - 1] + [3] * (version >= 4) + [3] * (version >= 6)
    rules = (ctypes.c_uint64 * len(masks))(*masks)
    size = ctypes.c_long(ctypes.sizeof(rules))
    handle = libc.syscall(ctypes.c_long(_LANDLOCK_CREATE), ctypes.byref(rules), size, zero)
    if handle < 0:
        return False
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = libc.syscall(ctypes.c_long(_LANDLOCK_RESTRICT), ctypes.c_long(handle), zero)
    os.close(handle)
    return done == 0


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_void_p)]


def close_calls() -> bool:
    """Leave only the system calls of system_calls.py, on the architectures that it has."""
    if sys.platform != "linux" or _MACHINE not in _CALLS.AUDIT or ctypes.sizeof(
            ctypes.c_void_p) != 8:
        return False
    code = _CALLS.program(_MACHINE)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0
