"""The command: rechecks certificates, one line of answer per file."""
from __future__ import annotations

import os
import sys

if not __package__:                 # a plain folder becomes the package that it is
    import types
    __package__ = "recheck"
    _package = types.ModuleType(__package__)
    _package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[__package__] = _package

import json                         # noqa: E402
import threading                    # noqa: E402

from .claims import Answer, check   # noqa: E402
from .reading import Rejected, parse    # noqa: E402

USAGE = "usage: recheck [--no-oracles] [--expect SHA] [--json] FILE..."


def recheck(path: str, expected: str | None = None, oracles: bool = True) -> tuple[
        int, str, Answer]:
    """The exit code, the answer in words, and what it is about."""
    try:
        with open(path, "rb") as file:
            answer = check(parse(file.read()), expected)
    except Rejected as problem:
        return 1, f"rejected: {problem}", Answer()
    except (OSError, RecursionError, MemoryError, OverflowError) as problem:
        return 1, f"rejected: file: {type(problem).__name__}: unreadable or too large", Answer()
    except Exception as problem:    # a bug of ours is no reason to accept
        return 1, f"rejected: checker: failed: {ascii(repr(problem))[:200]}", Answer()
    listed = ", ".join(answer.oracles)
    if listed and not oracles:
        return 1, f"rejected: claims: nothing but an oracle's word: {listed}", answer
    about = f"{answer.theorem} ({answer.given}) is {answer.verdict}: {answer.claims} claims"
    return (3, f"accepted except oracles: {listed}: {about}", answer) if listed else (
        0, f"accepted: {about}", answer)


def main(arguments: list[str]) -> int:
    """Prints the answers: 0 accepted, 3 accepted except oracles, 1 rejected, 2 wrong usage."""
    words, expected = list(arguments), None
    if "--expect" in words:
        n = words.index("--expect")
        expected = (words[n + 1:n + 2] or [""])[0].lower()
        del words[n:n + 2]
    options = {w for w in words if w.startswith("-")}
    files = [w for w in words if w not in options]
    if not files or expected == "" or options - {"--no-oracles", "--json"}:
        print(USAGE, file=sys.stderr)
        return 2
    worst = 0
    for path in files:
        code, text, answer = recheck(path, expected, "--no-oracles" not in options)
        if "--json" in options:
            print(json.dumps({"file": path, "exit": code, "answer": text, **vars(answer)}))
        else:
            print(f"{path if path.isprintable() else ascii(path)}: {text}")
            for title, more in (("given", answer.tables), ("opinions", ", ".join(answer.opinions))):
                if more and code != 1:
                    print(f"{title}: {more}")
        worst = max(worst, code, key=(0, 3, 1).index)
    return worst


def run() -> None:
    """Runs the command with room for deep terms."""
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(20_000)
    sys.stdout.reconfigure(errors="backslashreplace")   # type: ignore[union-attr]
    threading.stack_size(256 * 2**20)
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(sys.argv[1:])))
    thread.start()
    thread.join()
    sys.exit(codes[0] if codes else 1)


if __name__ == "__main__":
    run()
