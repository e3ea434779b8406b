"""The list of files that must be believed grows only by a change to this file."""

import ast
from pathlib import Path

import pytest

from verify.trust import METHODS, ROOTS, UNTRUSTED, imports, trusted_files

PACKAGE = Path(__file__).parent.parent / "verify"

# The list as it was first computed from the imports.  A line of that first list says that the file
# is trusted, not that somebody has reviewed it; whoever adds a line reads the file before.
BASELINE = {
    "verify/__init__.py", "verify/arithmetic/__init__.py", "verify/arithmetic/engines.py",
    "verify/arithmetic/exact.py", "verify/arithmetic/exact_array.py",
    "verify/arithmetic/integers.py", "verify/arithmetic/smt.py", "verify/arithmetic/tensors.py",
    "verify/calculus.py", "verify/checkpoint.py", "verify/circuits/__init__.py",
    "verify/circuits/adders.py", "verify/circuits/circuit.py", "verify/circuits/cnf.py",
    "verify/circuits/equivalence.py", "verify/circuits/formula.py", "verify/circuits/gate.py",
    "verify/circuits/reading.py", "verify/circuits/rup.py", "verify/circuits/solving.py",
    "verify/circuits/values.py", "verify/circuits/words.py", "verify/contraction.py",
    "verify/cube.py", "verify/derivative.py", "verify/errors.py", "verify/evaluate.py",
    "verify/finding.py", "verify/ground/__init__.py", "verify/ground/axioms.py",
    "verify/ground/farkas.py", "verify/ground/poly.py", "verify/ground/proof.py",
    "verify/ground/rows.py", "verify/ground/search.py", "verify/ground/solving.py",
    "verify/ground/terms.py", "verify/instance.py", "verify/kernel.py", "verify/layer.py",
    "verify/methods/breakpoints.py", "verify/methods/chain.py", "verify/methods/composition.py",
    "verify/methods/exhaustive.py", "verify/methods/instances.py", "verify/methods/nonnegative.py",
    "verify/methods/sat.py", "verify/methods/search.py", "verify/methods/smt.py",
    "verify/methods/symbolic.py", "verify/model.py", "verify/network.py", "verify/normal_form.py",
    "verify/parameters.py", "verify/piecewise/__init__.py", "verify/piecewise/comparing.py",
    "verify/piecewise/composition.py", "verify/piecewise/function.py", "verify/piecewise/kinks.py",
    "verify/piecewise/levels.py", "verify/piecewise/merging.py", "verify/piecewise/networks.py",
    "verify/piecewise/terms.py", "verify/piecewise/vertices.py", "verify/piecewise/windows.py",
    "verify/polynomials.py", "verify/printing/__init__.py", "verify/printing/as_latex.py",
    "verify/printing/as_mathml.py", "verify/printing/as_text.py", "verify/printing/formula.py",
    "verify/printing/layout.py", "verify/printing/names.py", "verify/printing/nodes.py",
    "verify/printing/notation.py", "verify/printing/products.py", "verify/printing/sets.py",
    "verify/printing/visible.py", "verify/replay.py", "verify/report/model.py",
    "verify/rewriting.py", "verify/runner.py", "verify/segments.py", "verify/statement.py",
    "verify/sweep.py", "verify/timelimit.py", "verify/transform.py", "verify/values.py",
    "verify/watching.py", "verify/wellformed.py", "verify/writing.py",
}


def test_the_list_grows_only_by_a_change_here():
    found = {trusted.path for trusted in trusted_files()}
    assert found - BASELINE == set(), "read these files, then add them to BASELINE"
    assert BASELINE - found == set(), "no longer trusted: remove them from BASELINE"


def test_imports_are_followed_wherever_they_stand(tmp_path):
    files = {
        "__init__": "", "kernel": "import verify.first\ndef f():\n    from verify import second",
        "first": "from .third import x", "second": "1", "third": "from verify.deep import inner",
        "deep/__init__": "1", "deep/inner": "from ..fifth import x", "fifth": "1",
        "runner": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import verify.typed\n"
                  "from verify.library import check",
        "typed": "1", "library": "import verify.unreached", "unreached": "1"}
    for name, text in files.items():
        path = tmp_path / "verify" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = [trusted.module.removeprefix("verify.") for trusted in trusted_files(path.parent)]
    assert found == ["deep", "deep.inner", "fifth", "first", "kernel", "runner", "second", "third"]


def test_relative_imports_are_resolved(tmp_path):
    file = tmp_path / "a.py"
    file.write_text("from . import b\nfrom .c import d\nfrom ..e import f\nimport g.h\n")
    assert set(imports(file, "verify.x.a")) == {
        ("verify.x", "b"), ("verify.x.c", "d"), ("verify.e", "f"), ("g.h", "")}


@pytest.mark.parametrize("name, why", UNTRUSTED)
def test_every_exception_exists_and_says_why(name, why):
    base = PACKAGE.joinpath(*name.split(".")[1:])
    assert base.with_suffix(".py").exists() or (base / "__init__.py").exists()
    assert len(why.split()) >= 5 and name not in ROOTS


@pytest.mark.parametrize("trusted", trusted_files(), ids=lambda trusted: trusted.path)
def test_no_trusted_file_imports_behind_the_lists_back(trusted):
    tree = ast.parse((PACKAGE.parent / trusted.path).read_text())
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {"importlib", "__import__", "import_module"}


def test_the_heart_is_small():
    """Kernel, network and statement: what everyone should be able to read."""
    lines = sum(len((PACKAGE / f"{name}.py").read_text().splitlines())
                for name in ("kernel", "network", "statement"))
    assert lines < 1200


def test_every_method_that_proves_says_what_it_rests_on():
    from verify.kernel import TABLE
    proving = {method for method, may in TABLE.items() if "proved" in may}
    assert {method for method, _, _ in METHODS} == proving
