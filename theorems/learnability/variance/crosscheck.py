"""torch's autograd against the exact gradient: a float leg, which may refute and never prove."""

from typing import Any, Mapping

from theorems.torch_leg import require_torch
from verify.finding import Finding

POINTS = 256          # inputs compared, spread evenly over the cube
TOLERANCE = 1e-9      # relative to the largest exact entry; float64 rounds at 2e-16


def autograd(given: Mapping[str, Any], model: Any) -> Finding:
    """The largest difference between torch's float64 gradient and the exact one."""
    torch = require_torch()
    import numpy as np
    from verify.cube import cube
    network, gradient = model.objects["predictor"], model.objects["gradient"]
    module = network.to_torch(rounded=True)
    total = model.size("|X|")
    chosen = np.unique(np.linspace(0, total - 1, min(POINTS, total)).astype(int))
    inputs = torch.tensor(cube(network.inputs).numerators[chosen], dtype=torch.float64)
    block = gradient.block(0, gradient.size)
    exact = block.numerators[chosen].astype(float) / block.denominator
    largest = 0.0
    for row, point in enumerate(inputs):
        module.zero_grad()
        module(point).sum().backward()
        found = torch.cat([w.grad.reshape(-1) for w in module.parameters()]).numpy()
        largest = max(largest, float(abs(found - exact[row]).max()))
    scale = max(1.0, float(abs(exact).max()))
    version = f"torch {torch.__version__}"
    values = {"largest difference": repr(largest), "points": str(len(chosen))}
    if largest <= TOLERANCE * scale:
        return Finding("float", "supported", scope=f"{len(chosen)} points, float64",
                       values=values, trusts=(version,))
    return Finding("float", "unknown", scope=f"{len(chosen)} points, float64", values=values,
                   reason="float", note="torch and the exact gradient differ")
