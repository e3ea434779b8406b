"""The windows of a Turing machine: what a cell holds next, and what a layer makes of three blocks.

Contents of a cell are numbered 1, ..., K in the order of the units; 0 stands for no cell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Mapping

import numpy as np

from constructions.turing_network import compiled, contents
from verify.turing_machine import Configuration, Machine


def one_hot(codes: np.ndarray, K: int) -> np.ndarray:
    """A block of K units per code; zeros for 0, which stands for no cell."""
    return (codes[..., None] == np.arange(1, K + 1)).astype(np.int64)


def code(machine: Machine, moment: Configuration, cell: int) -> int:
    """The number of what a cell holds at a moment of a run."""
    state = moment.state if moment.head == cell else ""
    return numbers(contents(machine))[state, machine.read(moment, cell)]


@lru_cache(maxsize=8)
def numbers(here: tuple[tuple[str, str], ...]) -> Mapping[tuple[str, str], int]:
    return {content: place + 1 for place, content in enumerate(here)}


class Blocks:
    """Codes of blocks of K units: equal exactly where the blocks are."""

    def __init__(self, size: int):
        self.known: dict[bytes, int] = {}
        self.rows: list[list[int]] = []
        self.empty = self.code(np.zeros(size, dtype=np.int64))

    def code(self, row: np.ndarray) -> int:
        key = np.ascontiguousarray(row, dtype=np.int64).tobytes()
        if key not in self.known:
            self.known[key] = len(self.rows)
            self.rows.append([int(v) for v in row])
        return self.known[key]

    def codes(self, grid: np.ndarray) -> np.ndarray:
        rows, places = np.unique(grid.reshape(-1, grid.shape[-1]), axis=0, return_inverse=True)
        numbers = np.array([self.code(row) for row in rows])
        return numbers[places.reshape(-1)].reshape(grid.shape[:-1])


def windows(machine: Machine) -> np.ndarray:
    """W[l, c, r]: what a cell with c holds next, by the simulator on a tape of three cells.

    0 stands for no cell: l = 0 at the left end, where c is then cell 0. With more than one head,
    what the head of the leftmost cell does.
    """
    here = (("", ""), *contents(machine))
    number = {content: place for place, content in enumerate(here)}
    size = len(here)
    table = np.zeros((size, size, size), dtype=np.int64)
    for left in range(size):
        for center in range(1, size):
            for right in range(size):
                cells = [here[left], here[center], here[right]]
                if left:
                    cells.insert(0, ("", machine.blank))
                    cell = 2
                else:
                    cells, cell = cells[1:], 0
                symbols = tuple(symbol or machine.blank for _, symbol in cells)
                heads = [place for place, (state, _) in enumerate(cells) if state]
                if not heads:
                    table[left, center, right] = center
                    continue
                state = cells[heads[0]][0]
                then = machine.step(Configuration(state, heads[0], symbols))
                found = then.state if then.head == cell else ""
                table[left, center, right] = number[found, machine.read(then, cell)]
    return table


def formula(machine: Machine) -> dict[str, np.ndarray]:
    """The weights as the theorem states them, read off the machine's table, not off the builder.

    Row: a unit of the cell; column: the content of the left neighbour, of the cell (edge: at cell
    0, to be added), of the right neighbour; column 0, for no cell, is zero.
    """
    here = contents(machine)
    K = len(here)
    tables = {name: np.zeros((K, K + 1), dtype=np.int64)
              for name in ("left", "here", "right", "edge")}
    for column, (state, symbol) in enumerate(here, start=1):
        if not state:
            for row, (other, next_symbol) in enumerate(here):
                tables["here"][row, column] = int(next_symbol == symbol)
            continue
        then, written, move = machine.move(state, symbol)
        for row, (q, a) in enumerate(here):
            tables["here"][row, column] += int(a == written)
            arrives = int(q == then) if q else -1
            tables[{-1: "right", 0: "here", 1: "left"}[move]][row, column] += arrives
            if move == -1:
                tables["edge"][row, column] += arrives
    return {**tables, "theta": np.array([3 if q else 1 for q, _ in here])}


def accepting(machine: Machine) -> list[int]:
    """1 for the contents whose head goes to an accepting state."""
    return [int(bool(q) and machine.move(q, a)[0] in machine.accept)
            for q, a in contents(machine)]


def layer_table(machine: Machine, blocks: Blocks, e: list[int]) -> dict[tuple[int, ...], int]:
    """G at all triples of one-hot blocks, by the middle layer of a network with three cells."""
    K = len(e) - 1
    weight = np.array([[int(2 * w) for w in row]
                       for row in compiled(machine, 1, 3).layers[1].weight])
    padded = np.zeros((3, K, 3, K + 1), dtype=np.int64)
    padded[:, :, :, 1:] = weight[:-1, :-1].reshape(3, K, 3, K)
    bias = weight[:-1, -1].reshape(3, K)
    result: dict[tuple[int, ...], int] = {}
    for cell in (0, 1):
        sums = padded[cell, :, cell, None, :, None] + padded[cell, :, cell + 1, None, None, :]
        lefts = padded[1, :, 0, :, None, None] if cell else np.zeros((K, 1, 1, 1), dtype=np.int64)
        fires = (sums + lefts + bias[cell][:, None, None, None] > 0).astype(np.int64)
        found = blocks.codes(np.moveaxis(fires, 0, -1))
        for left in range(1, K + 1) if cell else (0,):
            for center in range(K + 1):
                for right in range(K + 1):
                    key = (e[left], e[center], e[right])
                    result[key] = int(found[left if cell else 0, center, right])
    return result
