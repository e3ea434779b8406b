"""The input of an ONNX model: one that was given, checked against the model, or one made up."""

from typing import Any, Mapping

import numpy as np

from verify.errors import BadInput
from verify.interchange.onnx_checks import quoted


def input_of(proto: Any, names: set[str], x: Mapping[str, Any] | None, sizes: Mapping[str, int],
             place: str) -> dict[str, Any]:
    """The arrays for the input tensors `names`: from x, or seeded normal floats, integers 1, True.

    Lengths that the model leaves open are taken from `sizes` (else 1) where x is not given.

    Raises BadInput unless x has exactly these names, of the types and shapes declared.
    """
    if x is not None and set(x) != names:
        raise BadInput(f"{place}: input", _listed(names), _listed(set(x)))
    x = x and {name: np.asarray(value) if isinstance(value, np.generic) else value
               for name, value in x.items()}        # a numpy number is an array without axes
    generator = np.random.default_rng(0)
    found: dict[str, Any] = {}
    for entry in proto.graph.input:
        if entry.name not in names:
            continue
        where = f"{place}: input {quoted(entry.name)}"
        if entry.type.tensor_type.elem_type:
            if x is None:
                found[entry.name] = _made_up(entry.type.tensor_type, sizes, generator,
                                             where)
            else:
                _check(x[entry.name], entry.type.tensor_type, where)
        elif x is None:
            raise BadInput(where, "a tensor (or an input given for it)", "another type")
        if x is not None:
            found[entry.name] = x[entry.name]
    return found


def _made_up(declared: Any, sizes: Mapping[str, int], generator: np.random.Generator,
             place: str) -> Any:
    dtype = _dtype(declared, place)
    shape = tuple(d.dim_value if d.HasField("dim_value") else sizes.get(d.dim_param, 1)
                  for d in declared.shape.dim)
    if min(shape, default=0) < 0:
        raise BadInput(place, "lengths from 0 on", str(min(shape)))
    if dtype.kind in "iub":                     # 1 is an index wherever 0 is not the only one
        return np.ones(shape, dtype)
    if dtype.kind in "OSU":
        return np.full(shape, "", dtype)
    return generator.standard_normal(shape).astype(dtype)


def _check(value: Any, declared: Any, place: str) -> None:
    dtype = _dtype(declared, place)
    shape = [d.dim_value if d.HasField("dim_value") else None for d in declared.shape.dim]
    fits = isinstance(value, np.ndarray) and value.dtype == dtype and (
        not declared.HasField("shape") or len(value.shape) == len(shape)
        and all(want in (None, have) for want, have in zip(shape, value.shape)))
    if not fits:
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        found = (f"{value.dtype.name} of shape ({', '.join(map(str, value.shape))})"
                 if isinstance(value, np.ndarray) else type(value).__name__)
        raise BadInput(place, f"an array of {dtype.name} of shape ({wanted})", found)


def _dtype(declared: Any, place: str) -> np.dtype:
    import onnx

    try:
        return np.dtype(onnx.helper.tensor_dtype_to_np_dtype(declared.elem_type))
    except KeyError:
        raise BadInput(place, "a known type of numbers", f"type {declared.elem_type}") from None


def _listed(names: set[str]) -> str:
    return ", ".join(map(quoted, sorted(map(str, names)))) or "no tensor"
