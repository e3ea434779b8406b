"""A check with a checkpoint: what it is of, and what the report says about it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Mapping

from verify.checkpoint import open_checkpoint
from verify.errors import BadInput, NotCertified

if TYPE_CHECKING:
    from verify.report.model import Report
    from verify.statement import Theorem


def resumed(path: str | os.PathLike[str], theorem: Theorem, given: Mapping[str, Any],
            witness: Any, check: Callable[..., Report]) -> Report:
    """The report of a check that keeps its finished blocks in a file, and begins with those there.

    Raises
        BadInput: if the file belongs to another check or version, or is damaged.
    """
    with open_checkpoint(path, _identity(theorem, given, witness)) as checkpoint:
        report = check(once=checkpoint.once)
    return replace(report, trusts=(*report.trusts, "the finished blocks in the checkpoint file"))


def _identity(theorem: Theorem, given: Mapping[str, Any], witness: Any) -> dict[str, Any]:
    from verify.certificate.statement import hash_of
    try:
        statement = hash_of(theorem, given)
    except NotCertified as reason:
        raise BadInput("--checkpoint", "a theorem with a canonical form", str(reason)) from None
    files = {p.name: hashlib.sha256(Path(given[p.name]).read_bytes()).hexdigest()
             for p in theorem.given if p.kind == "path" and given.get(p.name)}
    return {"version": metadata.version("netproof"), "theorem": theorem.name,
            "given": {k: str(v) for k, v in sorted(given.items()) if k not in files},
            "files": files, "witness": None if witness is None else _of_network(witness),
            "statement": statement}


def _of_network(network: Any) -> str:
    from verify.interchange import json_format
    return hashlib.sha256(json_format.write(network, "the witness")).hexdigest()
