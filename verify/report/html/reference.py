"""The reference of the library, from its docstrings, by pdoc; beside the catalogue's pages."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from pathlib import Path
from typing import Iterator, Sequence

from verify.errors import BadInput

PACKAGES = ("verify", "constructions", "theorems")
# What runs when it is imported, or is there for a confined child process.
_APART = ("__main__", "builder_child", "torch_child")


def require_pdoc() -> None:
    """Raises BadInput where pdoc is not installed."""
    try:
        importlib.import_module("pdoc")
    except ImportError:
        raise BadInput("--api", "pdoc (pip install pdoc)", "none installed") from None


def modules(packages: Sequence[str] = PACKAGES) -> Iterator[str]:
    """Every module that can be imported here; those that need what is not installed are left out.

    >>> "verify.kernel" in set(modules(["verify.errors"]))
    False
    """
    for package in packages:
        try:
            found = importlib.import_module(package)
        except ImportError:    # constructions and theorems may be elsewhere
            continue
        yield package
        for info in pkgutil.walk_packages(getattr(found, "__path__", ()), package + "."):
            if info.name.rpartition(".")[2] in _APART:
                continue
            try:
                importlib.import_module(info.name)
            except ImportError:
                continue
            yield info.name


def write(folder: Path) -> int:
    """Write the reference into a folder and return how many modules it has.

    Raises: BadInput without pdoc; whatever pdoc warns of is an error.
    """
    require_pdoc()
    import pdoc
    import pdoc.render

    import verify
    for name in verify.__all__:    # fetched when first used, which pdoc does not do
        setattr(verify, name, getattr(verify, name))
    pdoc.render.configure(include_undocumented=False, search=False, show_source=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # a name that only type checkers import stays a name; the page shows it as it is written
        warnings.filterwarnings("ignore", "Error parsing type annotation")
        names = list(modules())
        pdoc.pdoc(*_specifications(names), output_directory=folder)
    return len(names)


def _specifications(names: Sequence[str]) -> list[str]:
    """What to ask pdoc for, so that it documents each of these modules once.

    It goes into a package by itself, unless that package lists its names.
    """
    from pdoc.extract import walk_specs
    known = set(names)
    chosen: list[str] = []
    covered: set[str] = set()
    apart = [f"!.*\\.{name}" for name in _APART]
    for name in names:
        if name not in covered:
            chosen.append(name)
            covered |= set(walk_specs([name, *apart]))
    return [*chosen, *apart, *(f"!{name.replace('.', chr(92) + '.')}" for name in sorted(
        covered - known))]
