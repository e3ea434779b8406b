"""What one must believe: the files of netproof that stand between a false claim and `proved`.

Computed from the imports: every module that the kernel or the runner reaches, wherever in a file
the import stands, except those in UNTRUSTED, of which each says why.  An import that the reader of
this page cannot see (importlib) is not allowed in a trusted file; a test holds that.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

ROOTS = ("verify.kernel", "verify.runner")

# Reached by an import, yet unable to make a false claim `proved`: the module, and why.  Formulas'
# printing is not here: a formula printed wrong is a claim that nobody proved.
UNTRUSTED = (
    ("verify.library", "hands the user's numbers to the runner; the report prints those it used"),
    ("verify.interchange", "reads networks before and writes them after a check; verify inspect "
                           "shows what was read"),
    ("verify.certificate", "writes down what was decided, after it was; a wrong certificate is "
                           "rejected by verify recheck"),
    ("verify.report.html", "sets a finished report as a page; --json prints the same report"),
    ("verify.report.pictures", "draws what was checked, after it was; nothing reads a picture"),
    ("verify.methods.second_opinion", "cvc5's word on what z3 decided; the runner prints it beside "
                                      "the claim, whose status it cannot change"),
)


# For each method that may say `proved`: what such a verdict rests on, and who looks at it again.
# kernel: in the same process, before the verdict; rechecker: verify recheck, from the certificate.
METHODS = (
    ("symbolic", "rewriting to a normal form by the laws of the calculus and the assumptions; "
     "sums of squares and other terms that are nonnegative on their face; induction on natural "
     "numbers; case trees with Farkas multipliers", "rechecker"),
    ("exhaustive", "every point of a finite domain, in integers whose bound is tracked",
     "rechecker, up to 10^7 steps"),
    ("breakpoints", "every affine piece between two kinks, in exact numbers",
     "rechecker, up to 300 units"),
    ("counterexample", "a claim that it is false: one point, in fractions", "kernel and rechecker"),
    ("sat", "a clausal form of the formula, and unsat with a proof by unit propagation that is "
     "followed step by step", "the proof by our own checker, the clausal form by nobody"),
    ("smt", "the solver's unsat", "nobody: an oracle, named in the report"),
    ("enclosure", "python-flint's balls around irrational values", "nobody: an oracle"),
    ("formal", "Coq's kernel, and the statement as its pin types it; a cross-check, with --formal",
     "nobody: an oracle, named in the report"),
)
GUARANTEED = (
    "proved is printed only for what was decided exactly, for the scope printed beside it",
    "a refutation carries a point that anyone can replay in fractions",
    "what is unknown, sampled, cited or assumed says so, and is never a pass",
    "the formula that is printed is the object that was proved and evaluated",
)
NOT_GUARANTEED = (
    "that a theorem file says what its source says: read the statement",
    "anything in a process that runs a stranger's Python (verify run): it can change netproof "
    "itself; verify recheck in a process of its own, with --expect, is the answer",
    "the facts that an instance states in words (report: trusts)",
)


@dataclass(frozen=True)
class Trusted:
    """One trusted file: its path inside the installation, and how long it is."""

    module: str
    path: str
    lines: int


def trusted_files(folder: Path | None = None) -> tuple[Trusted, ...]:
    """The trusted files, by name; `folder` is the package's own (default: this installation's)."""
    package = folder or Path(__file__).parent
    return tuple(Trusted(module, str(path.relative_to(package.parent)), _length(path))
                 for module, path in sorted(_reached(package).items()) if _length(path))


def _reached(package: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    waiting = [root for root in ROOTS]
    while waiting:
        module = waiting.pop()
        path = _file(package, module)
        if module in found or path is None or _untrusted(module):
            continue
        found[module] = path
        # Importing a.b.c runs a and a.b first.
        parts = module.split(".")
        waiting += [".".join(parts[:n]) for n in range(1, len(parts))]
        for base, name in imports(path, module):
            waiting += [base, f"{base}.{name}" if name else base]  # the name may be a module's
    return found


def imports(path: Path, module: str) -> Iterator[tuple[str, str]]:
    """What a file imports at run time, at its top or inside a function: (module, name in it).

    The name is empty for `import module`; else it may be a module of that package.  What stands
    under `if TYPE_CHECKING` is read by type checkers alone.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    ignored = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If)
               and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
               for statement in node.body for inner in ast.walk(statement)}
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree):
        if id(node) in ignored:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[:len(package) - node.level + 1] if node.level else []
            base = ".".join((*above, *filter(None, [node.module])))
            yield from ((base, alias.name) for alias in node.names)


def _untrusted(module: str) -> bool:
    return any(module == name or module.startswith(name + ".") for name, _ in UNTRUSTED)


def _file(package: Path, module: str) -> Path | None:
    """The file of a module of this package; None for other packages and for no module at all."""
    first, *rest = module.split(".")
    if first != package.name:
        return None
    base = package.joinpath(*rest)
    candidates = (base.with_suffix(".py") if rest else base / "__init__.py", base / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
