"""The confined child that runs a student's build(n) once.

    python -s -P -S -B builder_child.py N MEMORY SECONDS BYTES PARENT

It reads the source from standard input and leaves one answer on what was standard output: a letter
and bytes. It confines itself before it reads the source. Whatever the source does to this process,
all that comes out is bytes, which the parent reads like any submitted file: a forged answer is just
another submission.
"""

import importlib.abc
import importlib.util
import os
import sys
from fractions import Fraction
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

# All that build.py can import; after this no file opens.
MODULES = ("abc", "array", "bisect", "cmath", "collections", "collections.abc", "copy",
           "dataclasses", "decimal", "enum", "fractions", "functools", "heapq", "itertools", "json",
           "math", "numbers", "operator", "os", "random", "re", "statistics", "string", "sys",
           "textwrap", "time", "types", "typing")
ANSWER, RAISED, NO_DATA, TOO_MUCH, NO_CONFINEMENT = b"A", b"R", b"D", b"L", b"N"
DEEPEST = 20


class NoData(Exception):
    """What build(n) returned is no tree of exact data."""


class TooMuch(Exception):
    """A number or a tree beyond any limit."""


class _Source(importlib.abc.InspectLoader):
    """The student's file, as what Python itself runs."""

    def __init__(self, text: bytes):
        self.text = text

    def get_source(self, fullname: str) -> str:
        return importlib.util.decode_source(self.text)

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self.text, "build.py")  # type: ignore[arg-type]


def written(value: Any, place: str = "build(n)", depth: int = 0) -> str:
    """JSON of a tree of dicts, lists, tuples, texts, ints and Fractions, by their exact types.

    >>> written({"layers": [Fraction(1, 2), 3]})
    '{"layers": ["1/2", 3]}'
    """
    kind = type(value)
    if depth > DEEPEST:
        raise NoData(f"{place[:60]}: nested more than {DEEPEST} deep")
    if kind is str:
        return _quoted(value)
    if kind is int or kind is Fraction:
        number = Fraction(value)
        if max(number.numerator.bit_length(), number.denominator.bit_length()) > 4000:
            raise TooMuch(f"{place[:60]}: a number of more than 1200 digits")
        return str(value) if kind is int else f'"{value}"'
    if kind is list or kind is tuple:
        return "[" + ", ".join(written(entry, f"{place}[{index}]", depth + 1)
                               for index, entry in enumerate(value)) + "]"
    if kind is dict:
        entries = []
        for key, entry in value.items():
            if type(key) is not str:
                raise NoData(f"{place[:60]}: a key that is no text")
            entries.append(f"{_quoted(key)}: {written(entry, f'{place}.{key}', depth + 1)}")
        return "{" + ", ".join(entries) + "}"
    raise NoData(f"{place[:60]}: expected exact data (int, Fraction, str, list, dict), "
                 f"found {str(kind.__name__)[:40]}")


def _quoted(text: str) -> str:
    for sign in text:
        if not " " <= sign <= "~":
            raise NoData("a text with characters other than plain ASCII")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def describe(error: BaseException) -> str:
    """An exception as "Type: message (line k)", k being a line of build.py."""
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "build.py":
            line = step.tb_lineno
        step = step.tb_next
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    where = f" (line {line})" if type(line) is int else ""
    return f"{type(error).__name__}: {str(message)[:300]}{where}"


def confine(rules: Any, memory: int, seconds: int, size: int, parent: int) -> bool:
    """All layers; False if one of the base layers is missing."""
    try:
        rules.limit(memory, seconds, size, 16)
    except (ImportError, OSError, ValueError):
        return False
    rules.drop_root()
    rules.leave_network()
    rules.die_with_parent()         # last, for a change of rights makes the kernel forget it
    if parent and os.getppid() != parent:
        return False                # whoever started this process has gone already
    return rules.close_files() and rules.close_calls()


def answer_of(source: bytes, n: int) -> tuple[bytes, bytes]:
    """The letter and the bytes of build(n) in this source."""
    spec = ModuleSpec("build", _Source(source))
    try:
        module = importlib.util.module_from_spec(spec)
        sys.modules["build"] = module           # dataclasses look their module up
        spec.loader.exec_module(module)         # type: ignore[union-attr]
        build = getattr(module, "build", None)
        if build is None:
            return NO_DATA, b"build.py defines no function build(n)"
        found = build(n)
        text = found if type(found) is str else written(found)
        return ANSWER, text.encode("utf-8", "replace")
    except NoData as error:
        return NO_DATA, str(error).encode("utf-8", "replace")
    except (TooMuch, MemoryError) as error:
        return TOO_MUCH, (str(error) or "out of memory").encode("utf-8", "replace")
    except BaseException as error:              # whatever it is, it is what the student's code did
        return RAISED, describe(error).encode("utf-8", "replace")


def main(n: int, memory: int, seconds: int, size: int, parent: int) -> None:
    """Confine this process, run the source on standard input, leave the answer, and end."""
    write, leave = os.write, os._exit
    output = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)
    os.environ.clear()
    for name in MODULES:
        importlib.import_module(name)
    spec = importlib.util.spec_from_file_location(
        "netproof_rules", Path(__file__).resolve().with_name("rules.py"))
    if spec is None or spec.loader is None:
        raise ImportError("rules.py")
    rules = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rules)
    if not confine(rules, memory, seconds, size, parent):
        write(output, NO_CONFINEMENT)
        leave(0)
    sys.argv[:], sys.path[:] = ["build.py"], []
    chunks = []
    while chunk := os.read(0, 1 << 16):
        chunks.append(chunk)
    letter, text = answer_of(b"".join(chunks), n)
    data = letter + text
    try:
        while data:
            data = data[write(output, data):]
    except OSError:                             # over the limit of a file's size
        leave(9)
    leave(0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:6]))
