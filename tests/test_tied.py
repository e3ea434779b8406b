"""Weight-tied layers: what a step computes on any numbers, counts, paths, graphs, torch, files."""

import json
import random
import subprocess
import sys
from dataclasses import FrozenInstanceError
from fractions import Fraction
from pathlib import Path

import networkx
import numpy as np
import pytest
import sympy
import z3

from verify.arithmetic.exact import FRACTION
from verify.arithmetic.exact_array import ExactArray
from verify.arithmetic.integers import INTEGERS
from verify.arithmetic.smt import Z3
from verify.arithmetic.symbols import SYMPY
from verify.block_maps import MAPS, Units, VectorMap, apply, vector_map
from verify.errors import BadInput
from verify.interchange import load, save
from verify.interchange.dot import dot
from verify.interchange.json_format import read, write
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.text import annotated, markdown, table
from verify.network import forward
from verify.schemas import schema
from verify.sparse import SparseMatrix, from_rows, nilpotency_index, sparse
from verify.tied import WeightTied, block, output, states, step, stream

F = Fraction
SCALAR = {"relu": lambda v: max(v, F(0)), "identity": lambda v: v, "step": lambda v: F(int(v > 0)),
          "sign": lambda v: F(int(v > 0) - int(v < 0))}
VECTOR = {"sort": sorted, "reverse": lambda v: v[::-1],
          "cumsum": lambda v: [sum(v[:k], F(0)) for k in range(1, len(v) + 1)],
          "subtract-mean": lambda v: [a - F(sum(v), len(v)) for a in v],
          "max-pool-2": lambda v: [max(v[k], v[k + 1]) for k in range(0, len(v), 2)]}


def oracle(tied, state, x):
    """One step by the definition, on the dense matrices."""
    before = [sum((w * z for w, z in zip(row, state)), F(0)) +
              sum((w * v for w, v in zip(other, x)), F(0)) + b
              for row, other, b in zip(tied.weight.dense(), tied.injection.dense(), tied.bias)]
    after = []
    for part in tied.maps:
        mine, before = before[:part.size_in], before[part.size_in:]
        after += (VECTOR[part.name](mine) if isinstance(part, VectorMap) else
                  [SCALAR[name](v) for name, v in zip(part.names, mine)])
    return tuple(after)


def number(source):
    return F(source.randint(-8, 8), source.choice((1, 2, 3, 4)))


def random_map(source):
    name = source.choice((*VECTOR, None, None, None))
    size = source.randint(1, 3)
    if name is None:
        return Units(tuple(source.choice(tuple(SCALAR)) for _ in range(size)))
    return vector_map(name, 2 * size if name == "max-pool-2" else size)


def random_tied(seed, density=0.4):
    """Any blocks, any matrices: cycles, empty rows, maps that change the size."""
    source = random.Random(seed)
    maps = tuple(random_map(source) for _ in range(source.randint(1, 4)))
    rows, size = sum(p.size_in for p in maps), sum(p.size_out for p in maps)
    inputs = source.randint(1, 3)
    weight, injection = (sparse(rows, columns, {
        (i, j): number(source) for i in range(rows) for j in range(columns)
        if source.random() < density}) for columns in (size, inputs))
    return WeightTied(inputs, tuple(p.size_out for p in maps), weight, injection,
                      tuple(number(source) for _ in range(rows)), maps)


def plain(weight, injection, bias, names, blocks=None):
    """Elementwise blocks, one unit each unless `blocks` says otherwise."""
    blocks = blocks or (1,) * len(bias)
    names, maps = list(names), []
    for size in blocks:
        maps.append(Units(tuple(names[:size])))
        names = names[size:]
    return WeightTied(len(injection[0]), tuple(blocks), from_rows(weight), from_rows(injection),
                      tuple(map(F, bias)), tuple(maps))


# ---- a step -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_a_step_is_the_definition(seed):
    tied, source = random_tied(seed, (0, 0.2, 0.6, 1)[seed % 4]), random.Random(seed)
    x = tuple(number(source) for _ in range(tied.inputs))
    state = tuple(number(source) for _ in range(tied.size))
    expected = [state]
    for _ in range(3):
        expected.append(oracle(tied, expected[-1], x))
    assert states(tied, x, state, 3) == expected


def test_rows_that_read_little_in_common_are_read_one_by_one():
    size = 40
    tied = WeightTied(1, (size,), sparse(size, size, {(i, (7 * i) % size): i for i in range(size)}),
                      sparse(size, 1, {(3, 0): 2}), (F(1, 2),) * size, (Units(("relu",) * size),))
    assert [len(reader.weight) for reader in tied.readers[0]] == [1] * size
    state = tuple(F(i - 20) for i in range(size))
    assert step(tied, state, (F(5),)) == oracle(tied, state, (F(5),))
    found = step(tied, ExactArray.of([state]), ExactArray.of([[5]]), INTEGERS)
    assert tuple(found.to_fractions()[0]) == oracle(tied, state, (F(5),))


@pytest.mark.parametrize("seed", range(20))
def test_all_arithmetics_agree(seed):
    tied, source = random_tied(seed), random.Random(seed)
    xs = [[number(source) for _ in range(tied.inputs)] for _ in range(4)]
    starts = [[number(source) * 2**40 for _ in range(tied.size)] for _ in range(4)]
    right = [states(tied, x, start, 2) for x, start in zip(xs, starts)]
    batch = states(tied, ExactArray.of(xs), ExactArray.of(starts), 2, INTEGERS)
    for k in range(3):
        assert batch[k].to_fractions() == [list(run[k]) for run in right]
    terms = states(tied, xs[0], starts[0], 2, Z3)[-1]
    for term, value in zip(terms, right[0][-1]):
        found = z3.simplify(term)
        assert F(found.numerator_as_long(), found.denominator_as_long()) == value
    symbols = states(tied, xs[0], starts[0], 2, SYMPY)[-1]
    assert [F(int(s.p), int(s.q)) for s in symbols] == list(right[0][-1])


def test_an_arithmetic_may_have_vector_maps_of_its_own():
    class Unknown(type(SYMPY)):
        def activate(self, names, values):
            return [sympy.Function(name)(value) for name, value in zip(names, values)]

        def vector_map(self, part, values):
            return [sympy.Function(f"{part.name}_{j}")(*values) for j in range(part.size_out)]

    tied = WeightTied(1, (2, 1), from_rows([[0] * 3, [0] * 3, [1, 1, 0]]),
                      from_rows([[1], [2], [0]]), (F(0),) * 3,
                      (VectorMap("sort", 2, 2), Units(("relu",))))
    x, a, b, c = sympy.symbols("x a b c")
    (last,) = output(tied, states(tied, [x], [a, b, c], 2, Unknown())[-1])
    sort, relu = [sympy.Function(f"sort_{j}")(x, 2 * x) for j in (0, 1)], sympy.Function("relu")
    assert last == relu(sum(sort))


def test_a_long_batch_keeps_its_denominators_small():
    tied = plain([[0, 0], ["1/3", 0]], [["1/2"], [0]], [0, "1/5"], ["relu", "identity"])
    last = states(tied, ExactArray.of([["1/7"]]), ExactArray.of([[1, 2]]), 50, INTEGERS)[-1]
    assert last.denominator == 2 * 3 * 5 * 7


@pytest.mark.parametrize("state, x", [((0,), (0, 0)), ((0,) * 3, (0, 0)), ((0, 0), (0,)),
                                      ((0, 0), (0, 0, 0))])
def test_a_step_wants_the_right_number_of_values(state, x):
    tied = plain([[0, 0], [1, 0]], [[1, 1], [0, 0]], [0, 0], ["relu", "relu"])
    with pytest.raises(ValueError, match="values of the"):
        step(tied, state, x)
    with pytest.raises(ValueError, match="values of the"):
        step(tied, ExactArray.of([state]), ExactArray.of([x]), INTEGERS)


# ---- maps -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAPS)
def test_a_vector_map_is_the_same_in_all_arithmetics(name):
    source = random.Random(name)
    for size in (1, 2, 3, 4, 6):
        if name == "max-pool-2" and size % 2:
            continue
        part = vector_map(name, size)
        rows = [[F(source.randint(-3, 3), source.choice((1, 2))) for _ in range(size)]
                for _ in range(12)]
        right = [tuple(VECTOR[name](row)) for row in rows]
        assert [apply(part, row) for row in rows] == right
        found = apply(part, ExactArray.of(rows), INTEGERS).to_fractions()
        assert [tuple(row) for row in found] == right
    terms = [z3.simplify(term) for term in apply(part, rows[0], Z3)]
    assert tuple(F(t.numerator_as_long(), t.denominator_as_long()) for t in terms) == right[0]


def test_maps_refuse_what_they_are_not():
    for bad in (lambda: VectorMap("sort", 3, 2), lambda: VectorMap("max-pool-2", 3, 1),
                lambda: VectorMap("softmax", 2, 2), lambda: vector_map("max-pool-2", 3),
                lambda: Units(()), lambda: Units(("gelu",)), lambda: VectorMap("sort", 0, 0)):
        with pytest.raises(ValueError):
            bad()
    with pytest.raises(ValueError, match="values"):
        apply(VectorMap("sort", 2, 2), [1, 2, 3])


# ---- matrices, counts, paths ------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_sparse_matrices_are_their_dense_ones(seed):
    source = random.Random(seed)
    rows = [[number(source) * source.randint(0, 1) for _ in range(3)] for _ in range(4)]
    matrix, vector = from_rows(rows), [number(source) for _ in range(3)]
    assert matrix.dense() == tuple(map(tuple, rows))
    assert matrix.nonzeros == sum(v != 0 for row in rows for v in row) == len(list(matrix))
    assert matrix.times(vector) == tuple(sum(a * b for a, b in zip(row, vector)) for row in rows)
    square = from_rows(rows[:3])
    assert square.product(square).dense() == tuple(
        tuple(sum(a * b for a, b in zip(row, column)) for column in zip(*rows[:3]))
        for row in rows[:3])
    assert from_rows(matrix.dense()) == matrix and hash(from_rows(rows)) == hash(matrix)


def test_sparse_matrices_refuse():
    one = F(1)
    for entries in ([((0, one), (0, one))], [((1, one), (0, one))], [((2, one),)], [((-1, one),)],
                    [((0, F(0)),)], [(), ()]):
        with pytest.raises(ValueError):
            SparseMatrix(1, 2, tuple(entries))
    with pytest.raises(TypeError):
        SparseMatrix(1, 2, (((0, 1),),))
    with pytest.raises(ValueError):
        sparse(1, 1, {(1, 0): 1})
    with pytest.raises(ValueError):
        from_rows([[1, 2], [3]])


@pytest.mark.parametrize("seed", range(20))
def test_nilpotency_index_is_the_first_power_that_vanishes(seed):
    source, size = random.Random(seed), 4
    rows = [[source.randint(-1, 1) * (j < i or seed % 5 == 0) for j in range(size)]
            for i in range(size)]
    order = source.sample(range(size), size)            # triangular in some order of the units
    rows = [[rows[order[i]][order[j]] for j in range(size)] for i in range(size)]
    powers = [np.linalg.matrix_power(np.array(rows, dtype=object), p) for p in range(1, size + 1)]
    expected = next((p for p, power in enumerate(powers, 1) if not power.any()), None)
    assert nilpotency_index(from_rows(rows)) == expected


def test_counts():
    tied = plain([[0, 0, 0], [0, 0, 0], [2, 0, 0]], [[1, 0], [0, 3], [0, 0]], [0, 1, 0],
                 ["relu", "step", "relu"], (2, 1))
    assert (tied.inputs, tied.size, tied.outputs, tied.depth, tied.width) == (2, 3, 1, 2, 2)
    assert (tied.units, tied.relus, tied.nonzeros) == (2, 2, 4)
    assert (tied.dense_size, tied.parameters) == (3 * 3 + 3 * 2, 3 * 3 + 3 * 2 + 3)
    assert block(tied, (5, 6, 7), 0) == (5, 6) and output(tied, (5, 6, 7)) == (7,)
    with pytest.raises(FrozenInstanceError):
        tied.bias = ()


@pytest.mark.parametrize("seed", range(40))
def test_triangular_and_longest_path_by_another_library(seed):
    tied = random_tied(seed, (0.05, 0.1, 0.3)[seed % 3])
    dense = tied.weight.dense()
    arrows, wrong = networkx.DiGraph(), []
    arrows.add_nodes_from(range(tied.depth))
    for i, rows in enumerate(tied.row_ranges):
        for row in rows:
            for j, columns in enumerate(tied.column_ranges):
                for column in columns:
                    if dense[row][column]:
                        arrows.add_edge(j, i)
                        if j >= i:
                            wrong.append((row, column, dense[row][column]))
    assert tied.first_offending == (wrong[0] if wrong else None)
    assert tied.strictly_block_lower_triangular == (not wrong)
    if networkx.is_directed_acyclic_graph(arrows):
        assert tied.longest_path == networkx.dag_longest_path_length(arrows) + 1
    else:
        with pytest.raises(ValueError, match="expected no cycle"):
            tied.longest_path


def test_wrong_parts_are_refused():
    good = dict(inputs=1, blocks=(1, 1), weight=from_rows([[0, 0], [1, 0]]),
                injection=from_rows([[1], [0]]), bias=(F(0), F(0)),
                maps=(Units(("relu",)), Units(("relu",))))
    WeightTied(**good)
    for change in (dict(inputs=2), dict(blocks=(2, 1)), dict(blocks=(1,)), dict(bias=(F(0),)),
                   dict(weight=from_rows([[0], [1]])), dict(injection=from_rows([[1]])),
                   dict(maps=(Units(("relu",)),)), dict(maps=(), blocks=(), bias=()),
                   dict(maps=(VectorMap("max-pool-2", 2, 1), Units(("relu",))))):
        with pytest.raises(ValueError):
            WeightTied(**{**good, **change})
    for change in (dict(bias=(0, 0)), dict(bias=[F(0), F(0)]), dict(maps=("relu", "relu"))):
        with pytest.raises(TypeError):
            WeightTied(**{**good, **change})


# ---- what the lecture's and the paper's words leave open (errata E1, E3) ------------------------


def test_a_nilpotent_weight_may_have_a_continuum_of_fixed_points():
    tied = plain([[1, -1], [1, -1]], [[0], [0]], [0, -1], ["relu", "relu"], (2,))
    assert nilpotency_index(tied.weight) == 2 and tied.first_offending == (0, 0, 1)
    for k in range(9):
        start = (F(k, 8), F(0))
        assert step(tied, start, (5,)) == start
    assert step(tied, (F(9, 8), F(0)), (5,)) != (F(9, 8), F(0))
    cycle = plain([[-2, 2], [-2, 2]], [[0], [0]], [1, 0], ["relu", "relu"], (2,))
    assert nilpotency_index(cycle.weight) == 2
    assert states(cycle, (0,), (0, 0), 3) == [(0, 0), (1, 0), (0, 0), (1, 0)]


def test_blocks_that_are_not_reached_yet_are_garbage():
    tied = plain([[0, 0], [0, 0]], [[0], [0]], [0, -1], ["identity", "identity"])
    assert block(tied, states(tied, (7,), (0, 0), 1)[1], 1) == (-1,)
    tied = plain([[0, 0], [1, 0]], [[1], [0]], [0, -1], ["identity", "identity"])
    assert block(tied, states(tied, (7,), (0, 0), 1)[1], 1) == (-1,)    # neither 0 nor 6
    assert stream(tied, [(7,), (7,)], (0, 0))[-1] == (7, 6)


# ---- graphs and modules -------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_unroll_is_a_graph_with_one_layer_used_again(steps):
    tied = plain([[0, 1, 0], ["1/2", 0, 0], [2, 0, 1]], [[1], [0], ["1/3"]], [0, 1, -1],
                 ["relu", "identity", "sign"], (2, 1))
    start, x = (F(3), F(-1, 2), F(2)), (F(2, 3),)
    graph, whole = tied.unroll(steps, start), tied.unroll(steps, start, whole=True)
    right = states(tied, x, start, steps)[-1]
    assert forward(whole, x) == right and forward(graph, x) == right[2:]
    assert [node.layer for node in whole.nodes] == ["start"] + ["tied"] * steps
    assert [name for name, _ in whole.layers] == ["start", "tied"]
    assert dict(graph.layers)["tied"].parameters == tied.parameters
    assert forward(tied.unroll(steps), x) == states(tied, x, (0, 0, 0), steps)[-1][2:]


def test_unroll_refuses(monkeypatch):
    tied = WeightTied(1, (2,), from_rows([[0, 0], [0, 0]]), from_rows([[1], [2]]), (F(0), F(0)),
                      (VectorMap("sort", 2, 2),))
    with pytest.raises(ValueError, match="one activation per unit, found sort"):
        tied.unroll(1)
    tied = plain([[0]], [[1]], [0], ["relu"])
    with pytest.raises(ValueError, match="at least 0"):
        tied.unroll(-1)
    with pytest.raises(ValueError, match="values of the start"):
        tied.unroll(1, (1, 2))
    monkeypatch.setattr("verify.tied.LARGEST_DENSE", 1)
    for method in (lambda: tied.unroll(1), tied.to_torch):
        with pytest.raises(ValueError, match="at most 1 weights to write out, found 2"):
            method()


def dyadic(seed):
    """A network of random_tied's kind whose numbers are all float64 numbers."""
    tied = random_tied(seed)
    weight, injection = (sparse(m.rows, m.columns, {(i, j): F(v.numerator, 2) for i, j, v in m})
                         for m in (tied.weight, tied.injection))
    return WeightTied(tied.inputs, tied.blocks, weight, injection,
                      tuple(F(b.numerator, 4) for b in tied.bias), tied.maps)


@pytest.mark.parametrize("seed", range(12))
def test_torch_computes_the_same_with_shared_parameters(seed):
    torch = pytest.importorskip("torch")
    tied, source = dyadic(seed), random.Random(seed)
    module = tied.to_torch()
    shapes = {name: tuple(p.shape) for name, p in module.named_parameters()}
    rows = len(tied.bias)
    assert shapes == {"weight": (rows, tied.size), "injection": (rows, tied.inputs),
                      "bias": (rows,)}
    xs = [[F(source.randint(-8, 8), 4) for _ in range(tied.inputs)] for _ in range(3)]
    starts = [[F(source.randint(-8, 8), 4) for _ in range(tied.size)] for _ in range(3)]
    tensor = lambda rows: torch.tensor([[float(v) for v in row] for row in rows],
                                       dtype=torch.float64)
    found = module.states(tensor(xs), 3, tensor(starts))[-1].tolist()
    right = [states(tied, x, start, 3)[-1] for x, start in zip(xs, starts)]
    exact = not any(getattr(part, "name", "") == "subtract-mean" for part in tied.maps)
    for row, expected in zip(found, right):
        for a, b in zip(row, expected):
            assert F(a) == b if exact else abs(a - float(b)) < 1e-6 * (1 + abs(float(b)))
    last = module(tensor(xs), 3, tensor(starts)).tolist()
    assert last == [row[tied.size - tied.outputs:] for row in found]


def test_torch_refuses_what_it_cannot_hold():
    torch = pytest.importorskip("torch")
    for change in ("1/3", str(2**53 + 1), "1" + "0" * 400):
        tied = plain([[0]], [[change]], [0], ["relu"])
        with pytest.raises(ValueError, match="injection: expected float64 numbers"):
            tied.to_torch()
    tied = plain([[0]], [["1/3"]], [0], ["relu"])
    module = tied.to_torch(rounded=True)
    x = torch.ones(1, 1, dtype=torch.float64)
    module(x, 2).sum().backward()
    assert module.injection.grad.tolist() == [[1.0]] and module(x).tolist() == [[1 / 3]]


# ---- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_files_hold_it_exactly(seed, tmp_path):
    tied = random_tied(seed)
    path = tmp_path / "t.json"
    assert save(tied, path) == tied == load(path) and isinstance(load(path), WeightTied)
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema("network-1"))
    assert validator.is_valid(json.loads(path.read_text()))
    assert write(read(path.read_bytes(), "t"), "t") == path.read_bytes()


TEXT = """{"format": "netproof-network/1", "kind": "weight-tied", "inputs": 1,
 "blocks": [
  {"size": 2, "map": "sort", "inputs": 2},
  {"size": 1, "activation": "relu"}],
 "weight": [
  [],
  [],
  [[0, "1"], [1, "-1/2"]]],
 "injection": [
  [[0, "1"]],
  [[0, "2"]],
  []],
 "bias": ["0", "1", "0"]}
"""
SORTED = WeightTied(1, (2, 1), from_rows([[0] * 3, [0] * 3, [1, "-1/2", 0]]),
                    from_rows([[1], [2], [0]]), (F(0), F(1), F(0)),
                    (VectorMap("sort", 2, 2), Units(("relu",))))


def test_the_documented_text():
    assert write(SORTED, "t").decode() == TEXT and read(TEXT.encode(), "t") == SORTED


@pytest.mark.parametrize("old, new, message", [
    ('"inputs": 1,', '"inputs": 0,', "inputs: expected an integer from 1 to 1000000, found 0"),
    ('"inputs": 1,', '"inputs": true,', "inputs: expected an integer from 1"),
    ('"inputs": 1,', '"inputs": 1, "more": 1,', 'found the unknown key "more"'),
    ('"inputs": 1,', "", 'found none called "inputs"'),
    ("netproof-network/1", "netproof-network/2", "format: expected"),
    ('"sort"', '"softmax"', 'blocks[0].map: expected one of sort'),
    ('"sort"', '["sort"]', "blocks[0].map: expected one of sort"),
    ('"sort", "inputs": 2', '"max-pool-2", "inputs": 3', "blocks[0].inputs: expected a number of"),
    ('"inputs": 2}', '"inputs": 3}', "blocks[0].size: expected 3, what sort makes of 3, found 2"),
    ('"inputs": 2}', '"inputs": 2, "activation": "relu"}', "the unknown key"),
    ('"activation": "relu"}', '"activation": "gelu"}', "blocks[1].activation: expected one of"),
    ('"activation": "relu"}', '"activation": ["relu", "relu"]}', "a list of 1, one per unit"),
    ('"size": 1, "activation"', '"size": 2, "activation"', "3 rows"),
    ('[[0, "1"], [1, "-1/2"]]', '[[1, "1"], [0, "-1/2"]]', "weight[2][1][0]: expected a column"),
    ('[[0, "1"], [1, "-1/2"]]', '[[0, "1"], [0, "-1/2"]]', "a column from 1 to 2, rising"),
    ('[[0, "1"], [1, "-1/2"]]', '[[3, "1"]]', "a column from 0 to 2"),
    ('[[0, "1"], [1, "-1/2"]]', '[[-1, "1"]]', "a column from 0 to 2"),
    ('[[0, "1"], [1, "-1/2"]]', '[["0", "1"]]', "a column from 0 to 2"),
    ('[[0, "1"], [1, "-1/2"]]', '[[0, "0"]]', "weight[2][0][1]: expected a number that is not 0"),
    ('[[0, "1"], [1, "-1/2"]]', '[[0, 0.5]]', "weight[2][0][1]: expected an integer or a string"),
    ('[[0, "1"], [1, "-1/2"]]', '[[0]]', "weight[2][0]: expected a pair"),
    ('[[0, "1"], [1, "-1/2"]]', '{}', "weight[2]: expected a list of pairs"),
    ('  [[0, "2"]],\n', "", "injection: expected 3 rows, one per value that the blocks take"),
    ('["0", "1", "0"]', '["0", "1"]', "bias: expected 3 numbers"),
    ('["0", "1", "0"]', '["0", "1", null]', "bias[2]: expected an integer or a string"),
])
def test_bad_files_are_refused_with_their_place(old, new, message):
    assert old in TEXT
    changed = TEXT.replace(old, new)
    if "3 rows" == message:
        message = "weight: expected 4 rows, one per value that the blocks take, found 3"
    with pytest.raises(BadInput) as caught:
        read(changed.encode(), "t.json")
    assert message in str(caught.value) and str(caught.value).startswith("t.json: ")
    assert str(caught.value).isprintable()


def test_limits_hold_for_every_size():
    for field, value, message in (("units", 2, "integer from 1 to 2|at most 2 units"),
                                  ("parameters", 3, "at most 3 weights"),
                                  ("layers", 1, "at most 1 layers"), ("digits", 0, "digits")):
        with pytest.raises(BadInput, match=message):
            read(TEXT.encode(), "t", Limits(**{**vars(LIMITS), field: value}))


def test_other_formats_refuse_or_show_it(tmp_path):
    for suffix in (".npz", ".safetensors"):
        with pytest.raises(BadInput, match="weight-tied network fits into .json"):
            save(SORTED, tmp_path / f"t{suffix}")
    assert '"x1" -> "a1[1]" [label="2"];' in dot(SORTED)
    assert "block 2,z2[0],relu,z1[1],-1,2" in table(SORTED).splitlines()
    for shown in (annotated(SORTED), markdown(SORTED)):
        for text in ("block 1, z1 = sort(a1)", "a1[1]", "2*x1 + 1", "relu(z1[0] - 1/2*z1[1])"):
            assert text in shown


def test_importing_imports_no_library():
    code = ("import sys, verify.tied as t, verify.sparse as s; from verify.block_maps import Units;"
            "net = t.WeightTied(1, (1,), s.from_rows([[0]]), s.from_rows([[1]]), (t.Fraction(0),),"
            " (Units(('relu',)),)); t.step(net, (1,), (2,)); net.longest_path;"
            "print([m for m in ('numpy', 'sympy', 'z3', 'torch', 'networkx') if m in sys.modules])")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           cwd=Path(__file__).parent.parent)
    assert found.stdout.strip() == "[]"


def test_fractions_only():
    with pytest.raises(TypeError):
        step(plain([[0]], [[1]], [0], ["relu"]), (0,), (0.5,))
    assert type(FRACTION.concatenate([(1,)])[0]) is F
