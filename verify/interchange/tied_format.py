"""Weight-tied layers in network files: kind "weight-tied" of netproof-network/1.

z <- sigma(W_z z + W_x x + b), the matrices row by row as [column, value] for what is not 0:

    {"format": "netproof-network/1", "kind": "weight-tied", "inputs": 2,
     "blocks": [{"size": 2, "activation": "relu"}, {"size": 1, "activation": ["identity"]}],
     "weight": [[], [], [[0, "1"], [1, "-2"]]],
     "injection": [[[0, "1"], [1, "1"]], [[0, "1"], [1, "1"]], []],
     "bias": ["0", "-1", "0"]}

A block that is not elementwise is {"size": 2, "map": "max-pool-2", "inputs": 4}: it has four rows.
"""

import json
from typing import Any, Optional

from verify.block_maps import MAPS, BlockMap, Units, VectorMap
from verify.errors import BadInput
from verify.interchange.assemble import count, short, unit_activations, within
from verify.interchange.json_tree import FORMAT, check_format, check_keys, list_of, numbers
from verify.interchange.limits import Limits
from verify.interchange.numbers import describe, number, written
from verify.sparse import SparseMatrix
from verify.tied import WeightTied

KIND = "weight-tied"


def read(tree: dict[str, Any], place: str, limits: Limits) -> WeightTied:
    """The weight-tied layer of a parsed file.

    Raises: BadInput naming the file and the place in it.
    """
    check_keys(tree, place, "format", "kind", "inputs", "blocks", "weight", "injection", "bias")
    check_format(tree, place)
    inputs = _positive(tree["inputs"], f"{place}: inputs", limits.units)
    described = list_of(tree["blocks"], f"{place}: blocks", "blocks")
    within(limits, f"{place}: blocks", layers=len(described))
    maps: list[BlockMap] = []
    rows = size = 0
    for index, value in enumerate(described):
        maps.append(_block(value, f"{place}: blocks[{index}]", limits.units))
        rows, size = rows + maps[-1].size_in, size + maps[-1].size_out
        within(limits, f"{place}: blocks", units=max(rows, size))
    weight = _matrix(tree["weight"], f"{place}: weight", rows, size, limits)
    injection = _matrix(tree["injection"], f"{place}: injection", rows, inputs, limits)
    within(limits, place, parameters=weight.nonzeros + injection.nonzeros + rows)
    bias = list_of(tree["bias"], f"{place}: bias", "numbers")
    _per_row(bias, f"{place}: bias", "number", rows)
    return WeightTied(inputs, tuple(part.size_out for part in maps), weight, injection,
                      numbers(bias, f"{place}: bias", limits), tuple(maps))


def write(tied: WeightTied, place: str) -> bytes:
    """The JSON text, one row a line, that `read` turns into the same layer.

    Raises: BadInput for a number with more digits than a reader takes.
    """
    blocks = ",\n  ".join(json.dumps(
        {"size": part.size_out, "activation": short(part.names)} if isinstance(part, Units) else
        {"size": part.size_out, "map": part.name, "inputs": part.size_in}) for part in tied.maps)
    bias = [written(number, f"{place}: bias[{row}]") for row, number in enumerate(tied.bias)]
    text = (f'{{"format": "{FORMAT}", "kind": "{KIND}", "inputs": {tied.inputs},\n'
            f' "blocks": [\n  {blocks}],\n'
            f' "weight": [\n  {_rows_text(tied.weight, f"{place}: weight")}],\n'
            f' "injection": [\n  {_rows_text(tied.injection, f"{place}: injection")}],\n'
            f' "bias": {json.dumps(bias)}}}\n')
    return text.encode("ascii")


def _rows_text(matrix: SparseMatrix, place: str) -> str:
    return ",\n  ".join(
        json.dumps([[column, written(value, f"{place}[{index}]")] for column, value in row])
        for index, row in enumerate(matrix.entries))


def _block(value: Any, place: str, most: int) -> BlockMap:
    if not (isinstance(value, dict) and "map" in value):
        check_keys(value, place, "size", "activation")
        size = _positive(value["size"], f"{place}.size", most)
        return Units(unit_activations(value["activation"], size, f"{place}.activation"))
    check_keys(value, place, "size", "map", "inputs")
    size = _positive(value["size"], f"{place}.size", most)
    inputs = _positive(value["inputs"], f"{place}.inputs", most)
    name = value["map"]
    if not (isinstance(name, str) and name in MAPS):
        raise BadInput(f"{place}.map", f"one of {', '.join(MAPS)}", describe(name))
    expected: Optional[int] = MAPS[name][0](inputs)
    if expected is None:
        raise BadInput(f"{place}.inputs", f"a number of values that {name} takes", str(inputs))
    if expected != size:
        raise BadInput(f"{place}.size", f"{expected}, what {name} makes of {inputs}", str(size))
    return VectorMap(name, inputs, size)


def _matrix(value: Any, place: str, rows: int, columns: int, limits: Limits) -> SparseMatrix:
    _per_row(list_of(value, place, "rows"), place, "row", rows)
    found, entries = [], 0
    for index, row in enumerate(value):
        here = f"{place}[{index}]"
        if not isinstance(row, list):
            raise BadInput(here, "a list of pairs [column, number]", describe(row))
        entries += len(row)
        within(limits, place, parameters=entries)
        pairs, lowest = [], 0
        for number_of, pair in enumerate(row):
            there = f"{here}[{number_of}]"
            if not isinstance(pair, list) or len(pair) != 2:
                raise BadInput(there, "a pair [column, number]", describe(pair))
            column = pair[0]
            if type(column) is not int or not lowest <= column < columns:
                expected = f"a column from {lowest} to {columns - 1}, rising along the row"
                raise BadInput(f"{there}[0]", expected, describe(column))
            exact = number(pair[1], f"{there}[1]", limits.digits)
            if not exact:
                raise BadInput(f"{there}[1]", "a number that is not 0", describe(pair[1]))
            pairs.append((column, exact))
            lowest = column + 1
        found.append(tuple(pairs))
    return SparseMatrix(rows, columns, tuple(found))


def _per_row(values: list[Any], place: str, noun: str, rows: int) -> None:
    if len(values) != rows:
        expected = f"{count(rows, noun)}, one per value that the blocks take"
        raise BadInput(place, expected, str(len(values)))


def _positive(value: Any, place: str, most: int) -> int:
    if type(value) is not int or not 1 <= value <= most:
        raise BadInput(place, f"an integer from 1 to {most}", describe(value))
    return value
