"""The architecture, held by a test: who may import whom, and what no file may contain."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import networkx
import pytest

from verify.trust import imports

ROOT = Path(__file__).parent.parent
FOLDERS = ("verify", "constructions", "theorems")
MAY_IMPORT = {"verify": {"verify"}, "constructions": {"verify", "constructions"},
              "theorems": {"verify", "constructions", "theorems"}}
FILES = sorted(path.relative_to(ROOT) for folder in FOLDERS
               for path in (ROOT / folder).rglob("*.py"))
VERIFY = [path for path in FILES if path.parts[0] == "verify"]

# Slow to load, or absent from a small installation: imported only inside the functions that need
# them, or at the top of these files, which are themselves imported only inside functions.
HEAVY = ("z3", "cvc5", "torch", "onnx", "safetensors", "flint", "networkx", "typer", "rich",
         "jinja2")
HEAVY_AT_TOP = {"z3": {"verify/arithmetic/smt.py", "verify/methods/smt.py"},
                "cvc5": {"verify/arithmetic/cvc5_terms.py"},
                "torch": {"verify/arithmetic/tensors.py"},
                "typer": {"verify/commands/app.py", "verify/commands/dynamic.py",
                          "verify/commands/check.py", "verify/commands/build.py",
                          "verify/commands/plain.py", "verify/commands/pages.py"},
                "rich": {"verify/report/layout.py", "verify/report/text.py",
                         "verify/report/overview.py", "verify/report/listing.py",
                         "verify/report/errata.py", "verify/report/show_text.py"}}

# Files of more than 300 lines, each with the reason why it is one file.
LONG = {
    "verify/arithmetic/exact_array.py": "one type, each operation beside the bound of its result",
    "verify/calculus.py": "the whole language of statements, to be read as one page",
    "verify/evaluate.py": "one recursion: a case for every node of the language",
    "verify/normal_form.py": "one decision procedure, trusted, to be read from top to bottom",
    "verify/recheck/normal.py": "one decision procedure, to be read from top to bottom",
}

# Kinds of network files (design, section 7) that are named like a theorem about them.
KINDS = {"verify/interchange/tied_format.py": {"weight-tied"}}
# Names of gates and of target functions, which theorems are about, are words of these folders.
FUNCTIONS = {"xor", "half-adder", "full-adder", "mcculloch-pitts"}
SPEAK_OF_FUNCTIONS = ("verify/circuits/", "verify/grade/", "verify/selftest/",
                      "verify/interchange/circuit_")

# Words that end the check of a claim without a word, or run a stranger's text.
FORBIDDEN_CALLS = {"eval", "exec", "compile"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def module_of(path):
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def resolved(base, name):
    """The file of ours that `from base import name` reads: the module `name`, else base itself."""
    return next((m for m in (f"{base}.{name}", base) if m in MODULES), None)


def graph():
    """An edge from every file to every file of ours that it imports, wherever the import stands."""
    edges = networkx.DiGraph()
    edges.add_nodes_from(MODULES)
    for module, path in MODULES.items():
        others = {resolved(*pair) for pair in imports(ROOT / path, module)} - {None}
        edges.add_edges_from((module, other) for other in others)
    return edges


def tree(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def test_no_cycle_between_files():
    assert list(networkx.simple_cycles(graph(), length_bound=8)) == []
    assert networkx.is_directed_acyclic_graph(graph())


def test_folders_import_downward_only():
    wrong = [(a, b) for a, b in graph().edges
             if b.split(".")[0] not in MAY_IMPORT[a.split(".")[0]]]
    assert wrong == []


@pytest.mark.parametrize("path", VERIFY, ids=str)
def test_no_file_of_verify_runs_text_or_asserts(path):
    nodes = list(ast.walk(tree(path)))
    assert not [n.lineno for n in nodes if isinstance(n, ast.Assert)], "python -O removes assert"
    calls = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & FORBIDDEN_CALLS
    modules = {base.split(".")[0] for base, _ in imports(ROOT / path, module_of(path))}
    assert not modules & FORBIDDEN_MODULES


@pytest.mark.parametrize("path", VERIFY, ids=str)
def test_heavy_modules_are_imported_where_they_are_used(path):
    """Not at the top of a file, nor by way of a file that has them at its top."""
    at_top = list(_imported_at_the_top(tree(path)))
    for heavy in HEAVY:
        allowed = HEAVY_AT_TOP.get(heavy, set())
        if path.as_posix() not in allowed:
            assert heavy not in {base.split(".")[0] for base, _ in at_top}, f"{heavy} at the top"
            through = {MODULES[m].as_posix() for pair in at_top if (m := resolved(*pair))}
            assert not through & allowed, f"{heavy} by way of {through & allowed}"


def _imported_at_the_top(module):
    waiting = list(module.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        elif not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"):
            waiting += ast.iter_child_nodes(node)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_are_short(path):
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= 300 or path.as_posix() in LONG, f"{lines} lines: split it, or say why not"


def test_the_reasons_for_long_files_are_about_long_files():
    for name, reason in LONG.items():
        assert len((ROOT / name).read_text().splitlines()) > 300 and len(reason.split()) >= 4


def test_nothing_in_verify_names_a_theorem():
    """The catalogue is the only way from the command to a theorem (examples in prose aside)."""
    text = (ROOT / "setup.cfg").read_text()
    section = re.search(r"^netproof\.theorems =\n((?:    .*\n)+)", text, re.MULTILINE)
    names = re.findall(r"^    (\S+) =", section[1], re.MULTILINE)
    assert names
    for path in VERIFY:
        strings = _strings_outside_docstrings(tree(path)) - KINDS.get(path.as_posix(), set())
        strings -= FUNCTIONS if path.as_posix().startswith(SPEAK_OF_FUNCTIONS) else set()
        assert not set(names) & strings, path


def _strings_outside_docstrings(module):
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    prose = {id(node.body[0].value) for node in ast.walk(module)
             if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}
    return {node.value for node in ast.walk(module) if isinstance(node, ast.Constant)
            and isinstance(node.value, str) and id(node) not in prose}


@pytest.mark.parametrize("statement, banned", [
    ("import verify", ("sympy", "numpy", "z3", "typer", "rich", "networkx", "torch")),
    ("import verify.cli", ("sympy", "numpy", "z3", "rich", "networkx", "torch")),
    ("import verify.statement", ("z3", "torch", "typer", "rich", "networkx")),
    ("import verify.network", ("z3", "torch", "sympy", "typer", "rich", "networkx"))])
def test_importing_stays_light(statement, banned):
    script = f"import sys; {statement}; print([m for m in {banned} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True,
                          timeout=60)
    assert (done.stdout, done.stderr) == ("[]\n", "")
