"""The benchmarks import, have a main() and name their goal. Nothing is timed here."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
SHARED = {"measure", "direct_loop"}
NAMES = sorted({path.stem for path in BENCHMARKS.glob("*.py")} - SHARED)


def test_all_are_found():
    assert {"startup", "transform", "variance"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_imports_and_names_its_goal(name, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert callable(module.main)
    assert "Goal" in module.__doc__ and f"python -m tests.benchmarks.{name}" in module.__doc__
