"""A network as a graphviz drawing: a node per unit, an arrow per nonzero weight, all exact."""

import json

from verify.interchange.text import Shown, units


def dot(network: Shown) -> str:
    r"""Graphviz source, left to right; units show activation and bias, arrows their weights.

    >>> from verify.network import Network, dense
    >>> print(dot(Network((dense([["1/2"]], [1], "relu"),))))
    digraph network {
      rankdir=LR;
      "x1" [shape=plaintext];
      "y" [label="y\nrelu, bias 1"];
      "x1" -> "y" [label="1/2"];
    }
    <BLANKLINE>
    """
    lines = ["digraph network {", "  rankdir=LR;"]
    for index in range(network.inputs):
        lines.append(f"  {_quoted(f'x{index + 1}')} [shape=plaintext];")
    for unit in units(network):
        name = _quoted(unit.name)
        # "\n" is graphviz's own line break, so it joins two texts that are already quoted.
        label = f'{name[:-1]}\\n{unit.activation}, bias {unit.bias}"'
        lines.append(f"  {name} [label={label}];")
        for source, weight in unit.terms:
            lines.append(f"  {_quoted(source)} -> {name} [label={_quoted(str(weight))}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
