"""The float legs of the theorems need torch, and say so where it is missing."""

from typing import Any

from verify.errors import BadInput


def require_torch() -> Any:
    """The module torch.

    Raises
        BadInput: if it is not installed, with the command that installs it.
    """
    try:
        import torch
    except ImportError as missing:
        raise BadInput("--torch", "torch to be installed (pip install 'netproof[torch]')",
                       str(missing)) from None
    return torch
