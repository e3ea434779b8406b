"""Which layers of confinement work on this system, found by trying them in a child process.

Everything but bubblewrap is needed before `build.py` is run at all; data formats need none of it.
"""

from __future__ import annotations

import functools
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_CHILD = Path(__file__).resolve().with_name("builder_child.py")
_PROBE = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("rules", sys.argv[1])
rules = importlib.util.module_from_spec(spec)
spec.loader.exec_module(rules)
import os
def attempt(function, *arguments):
    try:
        return function(*arguments) is not False
    except (ImportError, OSError, ValueError):
        return False
found = [attempt(rules.limit, 2**29, 5, 2**20, 16), attempt(rules.leave_network),
         attempt(rules.close_files), attempt(rules.close_calls)]
try:
    os.fork()
    found[3] = False
except OSError:
    found[3] = found[3] and True
os.write(1, repr([int(each) for each in found]).encode())
os._exit(0)
"""


@dataclass(frozen=True)
class Layer:
    """One layer: its name, whether it works here, whether build.py needs it, and a remark."""

    name: str
    active: bool
    needed: bool
    remark: str


@functools.cache
def layers() -> tuple[Layer, ...]:
    """All layers, tried once per process."""
    found = _tried()
    wrapped = bubblewrap()
    return (
        Layer("rlimits", found[0], True, "memory, processor time, file size, open files"),
        Layer("no_new_privs and seccomp", found[3], True,
              f"an allow list of system calls for {platform.machine() or 'this machine'}"),
        Layer("Landlock", found[2], True, "no file can be opened, made or run"),
        Layer("network namespace", found[1], False, "an empty network beside the other layers"),
        Layer("bubblewrap", bool(wrapped), False, "a file system and process table of its own"),
    )


def can_confine() -> bool:
    """Whether all needed layers work here."""
    return all(layer.active for layer in layers() if layer.needed)


def _tried() -> list[bool]:
    if sys.platform != "linux":
        return [False] * 4
    rules = _CHILD.with_name("rules.py")
    try:
        done = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", _PROBE, str(rules)], cwd="/",
                              env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=30,
                              check=False)
    except (OSError, subprocess.TimeoutExpired):    # this user may not run this very Python
        return [False] * 4
    digits = [sign == "1" for sign in done.stdout.decode("ascii", "replace") if sign in "01"]
    return digits if len(digits) == 4 and done.returncode == 0 else [False] * 4


@functools.cache
def bubblewrap() -> tuple[str, ...]:
    """The words before a command that run it in bubblewrap, none where it is missing or fails."""
    program = shutil.which("bwrap", path=os.defpath + ":/usr/local/bin")
    if program is None or sys.platform != "linux":
        return ()
    seen = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", sys.base_prefix, sys.prefix,
            os.path.dirname(os.path.realpath(sys.executable)), str(_CHILD.parent))
    words = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for path in dict.fromkeys(seen):
        if os.path.exists(path):
            words += ["--ro-bind", path, path]
    words += ["--dev", "/dev", "--chdir", "/", "--"]
    try:
        done = subprocess.run([*words, sys.executable, "-I", "-S", "-c", ""], env={}, cwd="/",
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=20,
                              check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(words) if done.returncode == 0 else ()
