"""Coq with MathComp: found on the path, and run in a folder within limits of time and memory."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

VERSION, MATHCOMP = "8.16", "1.15"
PACKAGES = "apt-get install --no-install-recommends coq libcoq-mathcomp-algebra"
SECONDS, MEGABYTES = 300, 4096      # of one run; each file takes 2 to 15 s and 0.5 GB
# MathComp says its version nowhere in what it installs: it is known by the text of this source.
SOURCE = "algebra/ssrnum.v"
SOURCES = {"c8ce1903edc388f602e524ea3f3090693acf7fb19fbc69c5c181a1a709458ffa": MATHCOMP}
LIBRARY = "Netproof"                # the name under which proof files require each other
_WARNINGS = "-notation-overridden,-ambiguous-paths"
_OUT_OF_MEMORY = re.compile(r"out[ _]of[ _]memory|stack overflow", re.IGNORECASE)


@dataclass(frozen=True)
class Coq:
    """A coqc of the right version."""

    path: str
    version: str


@dataclass(frozen=True)
class Missing:
    """Why nothing can be checked: reason is not-installed or version."""

    reason: str
    detail: str


@dataclass(frozen=True)
class Run:
    """One run of coqc; `stopped` is time or memory where that ended it."""

    code: int
    output: str
    seconds: float
    stopped: str = ""


def find(path: str | None = None) -> Coq | Missing:
    """The coqc on the path (default: the environment's), if it is one that the proofs are for."""
    program = shutil.which("coqc", path=path)
    if program is None:
        return Missing("not-installed", f"Coq is not installed (Debian: {PACKAGES})")
    numbers, library = (_ask(program, flag) for flag in ("-print-version", "-where"))
    if not numbers or not library:
        return Missing("not-installed", f"{program} does not run (Debian: {PACKAGES})")
    version = numbers.split()[0]
    if version.split(".")[:2] != VERSION.split("."):
        return Missing("version", f"Coq {version} is installed; the proofs are for Coq {VERSION} "
                                  f"with MathComp {MATHCOMP} (Debian: {PACKAGES})")
    mathcomp = Path(library, "user-contrib", "mathcomp")
    if not (mathcomp / "algebra" / "all_algebra.vo").is_file():
        return Missing("not-installed", "Coq is installed, MathComp's algebra is not (Debian: "
                                        f"{PACKAGES})")
    if (found := mathcomp_version(mathcomp)) != MATHCOMP:
        return Missing("version", f"{found} is installed; the proofs are for MathComp {MATHCOMP} "
                                  f"(Debian: {PACKAGES})")
    return Coq(program, version)


def mathcomp_version(folder: Path) -> str:
    """The version of the MathComp in this folder, or what is known of it: never a guess."""
    try:
        source = (folder / SOURCE).read_bytes()
    except OSError:
        return "a MathComp without its sources, of a version that cannot be told,"
    if (known := SOURCES.get(hashlib.sha256(source).hexdigest())) is not None:
        return known
    return "MathComp 2" if b"HB.structure" in source else f"a MathComp that is not {MATHCOMP}"


def _ask(program: str, flag: str) -> str:
    try:
        answer = subprocess.run([program, flag], capture_output=True, text=True, timeout=30,
                                check=False, env=_environment(None))
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def compile_file(coq: Coq, folder: Path, name: str, seconds: float = SECONDS,
                 megabytes: int = MEGABYTES) -> Run:
    """Compile `name`.v in this folder, whose files are the library `Netproof`."""
    command = [coq.path, "-q", "-w", _WARNINGS, "-Q", ".", LIBRARY, f"{name}.v"]
    # The limits are set by a shell that then becomes coqc: nothing runs between fork and exec.
    limited = ["/bin/sh", "-c", 'ulimit -v "$1" 2>/dev/null; ulimit -t "$2"; shift 2; exec "$@"',
               "sh", str(megabytes * 1024), str(int(seconds) + 1), *command]
    started = time.monotonic()
    process = subprocess.Popen(limited, cwd=folder, env=_environment(folder), text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, errors="replace", start_new_session=True)
    try:
        output, _ = process.communicate(timeout=max(seconds, 0.01))
        stopped = ""
    except subprocess.TimeoutExpired:
        _kill(process)
        output, stopped = process.communicate()[0], "time"
    except BaseException:       # Ctrl-C, a time limit: coqc must not outlive the command
        _kill(process)
        process.communicate()
        raise
    spent = time.monotonic() - started
    code = process.returncode
    if code != 0 and not stopped:
        if code in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
            stopped = "time"
        elif _OUT_OF_MEMORY.search(output) or code in (-signal.SIGKILL, -signal.SIGSEGV):
            stopped = "memory"
    return Run(code, output or "", spent, stopped)


def _kill(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _environment(folder: Path | None) -> dict[str, str]:
    """What coqc sees: no COQPATH, no COQLIB, none of the user's settings."""
    home = {} if folder is None else {"HOME": str(folder), "TMPDIR": str(folder)}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **home}
