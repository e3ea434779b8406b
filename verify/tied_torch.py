"""A weight-tied layer as a torch module: evidence in floating point, never proof."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Iterable, Optional

from verify.block_maps import BlockMap, Units

if TYPE_CHECKING:
    import torch

    from verify.tied import WeightTied


def module(tied: "WeightTied", rounded: bool = False) -> "torch.nn.Module":
    """The module behind WeightTied.to_torch.

    Raises ValueError when a number is no float64, unless `rounded` allows the nearest one.
    """
    import torch

    matrices = {"weight": tied.weight.dense(), "injection": tied.injection.dense(),
                "bias": (tied.bias,)}
    if not rounded:
        for name, matrix in matrices.items():
            _check(name, (number for row in matrix for number in row))
    rows = [part.size_in for part in tied.maps]

    class Tied(torch.nn.Module):
        """z <- sigma(weight z + injection x + bias), the parameters used at every step."""

        weight: torch.Tensor
        injection: torch.Tensor
        bias: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            for name, matrix in matrices.items():
                numbers = [[float(number) for number in row] for row in matrix]
                tensor = torch.tensor(numbers, dtype=torch.float64)
                self.register_parameter(
                    name, torch.nn.Parameter(tensor[0] if name == "bias" else tensor))

        def states(self, x: torch.Tensor, steps: int,
                   start: Optional[torch.Tensor] = None) -> list[torch.Tensor]:
            """The start (default 0) and the state after every step, (points, N) each."""
            state = x.new_zeros(x.shape[0], tied.size) if start is None else start
            found = [state]
            for _ in range(steps):
                before = state @ self.weight.T + x @ self.injection.T + self.bias
                parts = torch.split(before, rows, dim=-1)
                state = torch.cat([_mapped(torch, part, values)
                                   for part, values in zip(tied.maps, parts)], dim=-1)
                found.append(state)
            return found

        def forward(self, x: torch.Tensor, steps: int = tied.depth,
                    start: Optional[torch.Tensor] = None) -> torch.Tensor:
            return self.states(x, steps, start)[-1][..., tied.size - tied.outputs:]

    return Tied()


def _mapped(torch: Any, part: BlockMap, values: Any) -> Any:
    if isinstance(part, Units):
        from verify.arithmetic.tensors import TORCH
        return TORCH.activate(part.names, values)
    if part.name == "sort":
        return torch.sort(values, dim=-1).values
    if part.name == "reverse":
        return torch.flip(values, (-1,))
    if part.name == "cumsum":
        return torch.cumsum(values, dim=-1)
    if part.name == "subtract-mean":
        return values - values.mean(dim=-1, keepdim=True)
    if part.name == "max-pool-2":
        return torch.maximum(values[..., ::2], values[..., 1::2])
    raise ValueError(f"no torch function for the map {part.name}")


def _check(name: str, numbers: Iterable[Fraction]) -> None:
    for number in numbers:
        try:
            exact = Fraction(float(number)) == number
        except OverflowError:
            exact = False
        if not exact:
            raise ValueError(f"{name}: expected float64 numbers (or rounded=True), found {number}")
