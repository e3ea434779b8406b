"""netproof: theorems about neural networks, checked exactly.

    verify.check("sawtooth", k=5)      a frozen Report: .verdict .claims .quantities .to_json()
    verify.run_file("mine.py", n=3)    the same for the theorem in your own file
    verify.theorems()                  the catalogue
    verify.load(path)                  a network from a file in any readable format
    verify.save(network, path)         and into one; the suffix chooses the format

Importing this package imports nothing else: each name is fetched when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.interchange import load, save
    from verify.library import check, run_file, theorems

__version__ = "0.1.0"
__all__ = ["check", "load", "run_file", "save", "theorems"]


def __getattr__(name: str) -> Any:
    if name in ("check", "run_file", "theorems"):
        from verify import library
        return getattr(library, name)
    if name in ("load", "save"):
        from verify import interchange
        return getattr(interchange, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
