"""The number types that a forward pass runs on.

`verify.network.forward` walks through a network; an arithmetic says how one layer is computed:

    exact.FRACTION      tuples of Fractions, one input at a time: the reference
    integers.INTEGERS   ExactArray, many inputs at once, nothing ever wraps or rounds
    symbols.SYMPY       lists of sympy terms
    smt.Z3              lists of z3 real terms
    tensors.TORCH       float64 tensors: evidence, never proof

Each is imported from its own module, so that nobody pays for a library that he does not use.
"""

from fractions import Fraction
from typing import Any, Protocol, Sequence


class Arithmetic(Protocol):
    """What `forward` needs: one affine map, one row of activations, one concatenation.

    Every method raises ValueError when the number of values does not fit.
    """

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Any) -> Any:
        """weight (out, in) times values (in) plus bias (out)."""

    def activate(self, names: Sequence[str], values: Any) -> Any:
        """The activation names[i] applied to value i."""

    def concatenate(self, parts: Sequence[Any]) -> Any:
        """The values of several nodes as one row of values, in order."""
