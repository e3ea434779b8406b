"""The system calls that a confined Python still needs once everything is imported and open.

A list of what is allowed: reading and writing what is open already, memory, time, its own signals,
and ending. No file can be opened, no process or thread begun, no socket made, nobody signalled.
What is not listed answers "not permitted" (clone3 "no such call", so that libc tries the older one,
which is not permitted), which Python turns into an exception.
"""

import struct
from typing import Optional

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE3 = 435                        # the same on both
_X32 = 0x40000000                   # x86_64's other numbering of the same calls

# name: (x86_64, aarch64); None where an architecture does not have it.
ALLOWED: dict[str, tuple[Optional[int], Optional[int]]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
    "mremap": (25, 216), "madvise": (28, 233),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175),
    "getgid": (104, 176), "getegid": (108, 177), "getppid": (110, 173),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169),
    "time": (201, None), "times": (100, 153), "getrusage": (98, 165),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "getrandom": (318, 278),
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "membarrier": (324, 283),
    "arch_prctl": (158, None), "exit": (60, 93), "exit_group": (231, 94),
}

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38


def numbers(machine: str) -> list[int]:
    """The allowed numbers on this architecture; KeyError for one that we have no table of.

    >>> 0 in numbers("x86_64"), 63 in numbers("aarch64")
    (True, True)
    """
    column = {"x86_64": 0, "aarch64": 1}[machine]
    return sorted(found for pair in ALLOWED.values() if (found := pair[column]) is not None)


def program(machine: str) -> bytes:
    """The filter as the kernel reads it: instructions of 8 bytes (code, jt, jf, k).

    >>> len(program("x86_64")) % 8
    0
    """
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, AUDIT[machine]), (_RETURN, 0, 0, _KILL),
             (_LOAD, 0, 0, 0),
             (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _ERRNO | _EPERM),
             (_EQUAL, 0, 1, CLONE3), (_RETURN, 0, 0, _ERRNO | _ENOSYS)]
    for number in numbers(machine):
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    lines.append((_RETURN, 0, 0, _ERRNO | _EPERM))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
