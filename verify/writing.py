"""From verdicts to the lines of a report: words, exact strings, counterexamples to replay."""

from __future__ import annotations

import platform
from fractions import Fraction
from functools import partial
from importlib import metadata
from typing import Any, Mapping

from verify import calculus as c
from verify import cube
from verify.finding import Counterexample
from verify.kernel import Verdict, overall
from verify.layer import Layer
from verify.model import InPythonIntegers, Lookup, Model, NetworkValues, Slope
from verify.printing import latex, mathml, text
from verify.report.model import Hypothesis, Report, ReportClaim
from verify.report.pictures.picture import Picture
from verify.statement import Claim, Theorem

SMALL = 64   # tables with at most this many entries are written out with a counterexample


def report_claim(claim: Claim, verdict: Verdict, model: Model, given: Mapping[str, Any],
                 seconds: float) -> ReportClaim:
    """The report's line for one claim."""
    shown = text(claim.formula) if claim.formula is not None else claim.text
    typeset = partial(latex, claim.formula) if claim.formula is not None else ""
    if_true = " and ".join(text(formula) for _, formula in claim.assuming)
    note = "; ".join(n for n in (claim.text if claim.formula is not None else "",
                                 f"where {if_true}" if if_true else "", verdict.note) if n)
    example = verdict.counterexample
    return ReportClaim(
        name=claim.name, role=claim.role, text=shown, typeset=typeset, status=verdict.status,
        scope=verdict.scope, method=verdict.method, trusts=verdict.trusts,
        counterexample=None if example is None else counterexample(example, verdict),
        values=verdict.values, seconds=seconds, certificate=None, reason=verdict.reason,
        group=claim.group, using=tuple(sorted(verdict.used)), note=note,
        printed=claim.printed, repair=claim.repair,
        markup=partial(mathml, claim.formula) if claim.formula is not None else "",
        hypotheses=tuple(Hypothesis(name, text(formula), partial(mathml, formula))
                         for name, formula in claim.assuming))


def report(theorem: Theorem, given: Mapping[str, Any], model: Model | None,
           lines: tuple[ReportClaim, ...], quantities: Mapping[str, Any], applies: bool) -> Report:
    """The report of a check, from its lines; the kernel says the verdict."""
    trusts = ["the files that `verify trust` lists"]
    for line in lines:
        trusts += [t for t in line.trusts if t not in trusts]
    return Report(
        theorem=theorem.name, title=theorem.title, source=theorem.source.cite, given=dict(given),
        applies=applies, verdict=overall([(k.role, k.status) for k in lines], applies),
        claims=lines, quantities={k: str(v) if isinstance(v, (Fraction, int)) else v
                                  for k, v in quantities.items()},
        trusts=(*trusts, *(model.assume if model else ())), versions=versions(),
        aliases=theorem.also, statement=theorem.statement, where=theorem.where,
        notes=theorem.notes, pictures=partial(_pictures, theorem, given, model, lines))


def _pictures(theorem: Theorem, given: Mapping[str, Any], model: Model | None,
              lines: tuple[ReportClaim, ...]) -> tuple[Picture, ...]:
    from verify.report.pictures.choosing import pictures    # only pages need them

    return pictures(theorem, given, model, lines)


def counterexample(example: Counterexample, verdict: Verdict) -> dict[str, Any]:
    """Everything needed to replay a refutation by hand: the point, both sides, small tables."""
    model, values = example.model, verdict.values or {}
    return {
        "model": model.name,
        "at": {i.name: position(i, n, model) for i, n in example.env.items()},
        "relation": text(example.relation),
        "lhs": values.get("lhs", ""), "rhs": values.get("rhs", ""),
        "sizes": {k: str(v) for k, v in model.sizes.items()},
        "numbers": {k: str(v) for k, v in model.numbers.items()},
        "functions": {name: table for name, provider in sorted(model.values.items())
                      for table in (_table(provider),) if table is not None},
    }


def position(index: c.Index, number: Any, model: Model) -> Any:
    """An index in words: the coordinates of a point of a cube, a listed element, a number."""
    over = index.over
    if over.name in model.describe:
        return model.describe[over.name](number)
    if over.kind == "finite":
        return str(over.elements[number])
    if over.kind == "interval":
        return str(number)
    if over.dimension is not None:
        d = model.number(over.dimension.size)
        bits = cube.bits(number, d)
        return str(tuple(1 - 2 * b for b in bits) if over.kind == "sign-cube" else bits)
    return number + over.first


def _table(provider: Any) -> Any:
    if isinstance(provider, InPythonIntegers):
        provider = provider.provider
    if isinstance(provider, NetworkValues):
        return _layers(provider.network)
    if isinstance(provider, Lookup):
        return {_list(k): str(v) for k, v in provider.table.items()} \
            if len(provider.table) <= SMALL else None
    if isinstance(provider, Slope):
        return None
    shape = provider.shape
    entries = 1
    for n in shape:
        entries *= n
    if entries > SMALL:
        return None
    array = provider.window([(0, n) for n in shape])

    def strings(part: Any) -> Any:
        return [strings(p) for p in part] if isinstance(part, list) else str(part)

    return strings(array.to_fractions())


def _list(numbers: Any) -> str:
    return ", ".join(map(str, numbers))


def _layers(network: Any) -> Any:
    """A small chain of layers, as a network file has it."""
    layers = getattr(network, "layers", ())
    if not all(isinstance(layer, Layer) for layer in layers) or sum(
            layer.parameters for layer in layers) > SMALL:
        return None
    return [{"weight": [[str(v) for v in row] for row in layer.weight],
             "bias": [str(v) for v in layer.bias], "activation": list(layer.activation)}
            for layer in layers] or None


def versions() -> dict[str, str]:
    """The versions of everything an answer may rest on."""
    found = {"python": platform.python_version()}
    for name in ("netproof", "numpy", "sympy", "z3-solver"):
        try:
            found[name.split("-")[0]] = _version(name)
        except metadata.PackageNotFoundError:
            found[name.split("-")[0]] = "not installed"
    return found


def _version(name: str) -> str:
    """The version of an installed package; metadata.version would load a parser for e-mail first.

    Raises: PackageNotFoundError.
    """
    package = metadata.distribution(name)
    for line in (package.read_text("METADATA") or "").splitlines():
        if line.startswith("Version: "):
            return line.removeprefix("Version: ").strip()
    return package.version
