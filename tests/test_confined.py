"""The layers of confinement, each tried from within; the tables against the system's headers."""

import ctypes
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from verify.cli import main
from verify.confined import building, layers, rules, system_calls
from verify.confined.builder_child import NoData, TooMuch, answer_of, written
from verify.confined.building import Budget, build_once, build_twice

BUDGET = Budget(512 * 2**20, 2, 6, 2**18)
needs_layers = pytest.mark.skipif(not layers.can_confine(), reason="build.py is refused here")


def built(source, n=4):
    return build_once(source.encode(), n, BUDGET)


@pytest.mark.parametrize("machine, header", [
    ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    ("aarch64", "/usr/include/asm-generic/unistd.h")])
def test_numbers_of_system_calls(machine, header):
    if not Path(header).is_file():
        pytest.skip("no headers here")
    found = {name: int(number) for name, number in re.findall(
        r"#define __NR(?:3264)?_(\w+)\s+(\d+)", Path(header).read_text())}
    column = ("x86_64", "aarch64").index(machine)
    for name, numbers in system_calls.ALLOWED.items():
        if numbers[column] is not None:
            assert found[name] == numbers[column], name
    assert found["clone3"] == system_calls.CLONE3


def test_dangerous_calls_are_in_neither_table():
    for name in ("open", "openat", "openat2", "execve", "execveat", "fork", "vfork", "clone",
                 "clone3", "socket", "socketpair", "connect", "bind", "sendmsg", "kill", "tkill",
                 "tgkill", "ptrace", "process_vm_readv", "process_vm_writev", "prctl", "prlimit64",
                 "setrlimit", "unlink", "unlinkat", "rename", "renameat2", "mount", "unshare",
                 "setns", "bpf", "io_uring_setup", "userfaultfd", "memfd_create", "keyctl",
                 "shmget", "shmat", "mq_open", "pidfd_getfd", "ioctl", "dup2", "symlink", "link",
                 "uname", "getcwd", "sysinfo", "fcntl", "dup", "readv", "ftruncate"):
        assert name not in system_calls.ALLOWED


def test_the_filter_by_an_interpreter_of_our_own():
    """The program is run here, instruction by instruction, on every number."""
    for machine in system_calls.AUDIT:
        code = system_calls.program(machine)
        lines = [(int.from_bytes(code[i:i + 2], sys.byteorder), code[i + 2], code[i + 3],
                  int.from_bytes(code[i + 4:i + 8], sys.byteorder)) for i in range(0, len(code), 8)]

        def decide(number, audit):
            at, value = 0, 0
            while True:
                operation, yes, no, operand = lines[at]
                if operation == 0x20:
                    value = {0: number, 4: audit}[operand]
                    at += 1
                elif operation == 0x06:
                    return operand
                else:
                    holds = value == operand if operation == 0x15 else value >= operand
                    at += 1 + (yes if holds else no)

        allowed = set(system_calls.numbers(machine))
        audit = system_calls.AUDIT[machine]
        for number in range(600):
            word = decide(number, audit)
            assert (word == 0x7FFF0000) == (number in allowed)
            if number == 435:
                assert word == 0x00050000 | 38
        assert decide(0x40000000, audit) == 0x00050001
        assert decide(min(allowed), 0xDEADBEEF) == 0x80000000


@needs_layers
def test_each_layer_is_needed_for_something():
    """With one layer left out the attempt that it is there for succeeds, so no test is idle."""
    attempts = """
import importlib.util, json, os, sys
spec = importlib.util.spec_from_file_location("rules", sys.argv[1])
rules = importlib.util.module_from_spec(spec)
spec.loader.exec_module(rules)
if "limit" in sys.argv[2]: rules.limit(2**27, 5, 1000, 16)
if "files" in sys.argv[2]: rules.close_files()
if "calls" in sys.argv[2]: rules.close_calls()
def fork():
    if os.fork() == 0:
        os._exit(0)
said = {}
for name, attempt in {"read": lambda: open(sys.argv[1]).read(), "list": lambda: os.listdir("/"),
                      "spy": lambda: open(f"/proc/{os.getppid()}/environ").read(),
                      "memory": lambda: bytearray(2**28), "fork": fork}.items():
    try:
        attempt()
        said[name] = True
    except (OSError, MemoryError):
        said[name] = False
os.write(1, json.dumps(said).encode())
"""

    def said(words):
        done = subprocess.run([sys.executable, "-I", "-S", "-c", attempts, rules.__file__, words],
                              capture_output=True, timeout=60)
        return json.loads(done.stdout)

    assert said("") == dict.fromkeys(("read", "list", "spy", "memory", "fork"), True)
    assert said("limit") == {"read": True, "list": True, "spy": True, "memory": False, "fork": True}
    assert said("files") == {"read": False, "list": False, "spy": False, "memory": True,
                             "fork": True}
    assert said("calls") == {"read": False, "list": False, "spy": False, "memory": True,
                             "fork": False}


@needs_layers
def test_what_a_builder_sees_of_the_outside(monkeypatch, tmp_path):
    monkeypatch.setenv("NETPROOF_SECRET", "canary")
    monkeypatch.chdir(tmp_path)
    found = json.loads(built("""
import os, sys
def build(n):
    return {"environ": list(os.environ.items()), "argv": sys.argv, "path": sys.path, "n": n,
            "uid": os.getuid(), "main": sorted(vars(sys.modules["__main__"]))}
""").data)
    assert found["environ"] == [] and found["argv"] == ["build.py"] and found["path"] == []
    assert found["n"] == 4
    assert os.getuid() != 0 or found["uid"] == 65534
    assert os.listdir(tmp_path) == []


@needs_layers
@pytest.mark.parametrize("source, word", [
    ("def build(n):\n    return {'n': n}\n", ""), ("def build(n):\n    return n // 0\n",
                                                   "runtime_error"),
    ("import os\ndef build(n):\n    return os.urandom(4).hex()\n", "nondeterministic"),
    ("def build(n):\n    return str({'a', 'b', 'c', 'd', 'e'})\n", "")])
def test_twice_the_same(source, word):
    found = build_twice(source.encode(), 4, BUDGET)
    assert found.verdict == word and (word or found.data)


@needs_layers
def test_an_exception_names_its_line():
    found = built("\n\ndef build(n):\n    helper()\n\n\ndef helper():\n    raise KeyError('x')\n")
    assert found.message == "build(4): KeyError: 'x' (line 8)"
    assert built("def build(n):\n\treturn\n    x").message.endswith("(line 3)")


def test_without_the_base_layer_builders_are_refused(monkeypatch):
    monkeypatch.setattr(building, "can_confine", lambda: False)
    found = build_twice(b"def build(n):\n    return {}\n", 1, BUDGET)
    assert found.verdict == "unsupported" and "network.json" in found.message


def test_doctor(capsys):
    code = main(["doctor"])
    said = capsys.readouterr().out
    assert code == (0 if layers.can_confine() else 3)
    assert all(name in said for name in ("rlimits", "seccomp", "Landlock", "bubblewrap"))
    assert main(["doctor", "--json"]) == code
    assert len(json.loads(capsys.readouterr().out)["layers"]) == 5


def test_what_is_written_is_read_back():
    from fractions import Fraction
    value = {"a": [1, -2, Fraction(1, 3), (Fraction(4), "x\"\\y")], "b": {}}
    assert json.loads(written(value)) == {"a": [1, -2, "1/3", ["4", 'x"\\y']], "b": {}}
    for bad in (1.0, True, None, {1: 2}, {1}, b"x", "\u202e", [[0.5]], float("nan"), object()):
        with pytest.raises(NoData):
            written(bad)
    with pytest.raises(TooMuch):
        written(1 << 5000)


def test_answers_of_a_source():
    assert answer_of(b"def build(n): return [n]", 3) == (b"A", b"[3]")
    assert answer_of(b"build = None", 3)[0] == b"D"
    assert answer_of(b"def build(n): raise SystemExit", 3) == (b"R", b"SystemExit:  (line 1)")
    sys.modules.pop("build", None)


def test_this_machine_is_in_the_table():
    if sys.platform == "linux" and ctypes.sizeof(ctypes.c_void_p) == 8:
        assert platform.machine() in system_calls.AUDIT or not layers.can_confine()


@needs_layers
@pytest.mark.parametrize("script, works", [
    ('while [ "$1" != "--" ]; do shift; done; shift; exec "$@"', True), ("exit 1", False)])
def test_bubblewrap_is_used_where_it_works(tmp_path, monkeypatch, script, works):
    """With a stand-in: one that runs the command, and one that fails as in a container."""
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(os, "defpath", f"{tmp_path}:/usr/bin:/bin")
    layers.bubblewrap.cache_clear()
    try:
        words = layers.bubblewrap()
        assert bool(words) == works and (not works or words[0] == str(program))
        assert build_twice(b"def build(n):\n    return [n]\n", 3, BUDGET).data == b"[3]"
    finally:
        layers.bubblewrap.cache_clear()
