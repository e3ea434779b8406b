"""Starts for an equilibrium iteration: states of the same types and shapes, filled with garbage.

    >>> constant_start((np.zeros((2,), np.float32), 3), 7.0)
    (array([7., 7.], dtype=float32), 0)
"""

from typing import Any, Callable, Sequence

import numpy as np

from verify.equality import Undefined


def random_start(state: Sequence[Any], seed: int) -> tuple[Any, ...]:
    """Normal floats and random truth values; zeros for integers, which may be indices or shapes."""
    generator = np.random.default_rng(seed)

    def fill(shape: tuple[int, ...], dtype: Any) -> Any:
        if dtype == np.bool_:
            return generator.integers(0, 2, shape).astype(np.bool_)
        return generator.standard_normal(shape).astype(dtype)

    return tuple(_filled(value, fill) for value in state)


def constant_start(state: Sequence[Any], value: float) -> tuple[Any, ...]:
    """The number wherever there are floats; zeros for integers, False for truth values."""
    def fill(shape: tuple[int, ...], dtype: Any) -> Any:
        return np.full(shape, 0 if dtype == np.bool_ else value).astype(dtype)

    return tuple(_filled(entry, fill) for entry in state)


Fill = Callable[[tuple[int, ...], Any], Any]


def _filled(value: Any, fill: Fill) -> Any:
    if value is None or isinstance(value, Undefined):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(_filled(entry, fill) for entry in value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(np.asarray(value), fill)
    if type(value).__module__.partition(".")[0] == "torch":
        return _tensor(value, fill)
    if type(value) in (bool, int, float, str):
        return fill((), np.float64).item() if type(value) is float else type(value)()
    raise TypeError(f"no start is known for values of type {type(value).__name__}")


def _array(value: Any, fill: Fill) -> Any:
    """Integers (and texts) are zeros (and empty); whatever else has a number type is filled."""
    if value.dtype.kind in "iuSUMmO":
        return np.full(value.shape, "", value.dtype) if value.dtype.kind in "SUO" else (
            np.zeros(value.shape, value.dtype))
    with np.errstate(all="ignore"):                     # a constant too large for float16
        return fill(value.shape, value.dtype)


def _tensor(value: Any, fill: Fill) -> Any:
    import torch

    if not isinstance(value, torch.Tensor):
        return value                                    # a dtype, a device: nothing to fill
    shape = tuple(value.shape)
    if value.dtype == torch.bool:
        filled = torch.from_numpy(np.asarray(fill(shape, np.dtype(np.bool_))))
        return filled.to(value.device)
    if value.dtype.is_floating_point or value.dtype.is_complex:
        filled = torch.from_numpy(np.asarray(fill(shape, np.dtype(np.float64))))
        return filled.to(value.device, value.dtype)
    return torch.zeros(shape, dtype=value.dtype, device=value.device)
