"""The weight-tied form of a network: every block after every step, from any start; wrong ones fail.

The oracle is plain code on Fractions: it knows layers, not matrices of blocks.
"""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from constructions import weight_tied as built
from constructions.weight_tied import from_file, injected_once, seeded, tie
from verify import builders, save
from verify.arithmetic.exact import NoExactValue
from verify.block_maps import Units, VectorMap, vector_map
from verify.commands.build import describe
from verify.errors import BadInput
from verify.network import Graph, Network, Node, dense, forward
from verify.sparse import from_rows, nilpotency_index
from verify.stages import Stage, Stages, stages_of, values
from verify.tied import WeightTied, block, output, states, step, stream
from verify.tied_checks import block_codes, equal_blocks, float_leg, hostile_starts
from verify.tied_smt import dependence, equal_for_all_inputs, least_steps

F = Fraction
SCALAR = {"relu": lambda v: max(v, F(0)), "identity": lambda v: v, "step": lambda v: F(int(v > 0)),
          "sign": lambda v: F(int(v > 0) - int(v < 0))}
VECTOR = {"sort": sorted, "cumsum": lambda v: [sum(v[:k], F(0)) for k in range(1, len(v) + 1)],
          "subtract-mean": lambda v: [a - F(sum(v), len(v)) for a in v],
          "max-pool-2": lambda v: [max(v[k], v[k + 1]) for k in range(0, len(v), 2)]}


def layer_value(stage, value):
    before = [sum((w * v for w, v in zip(row, value)), b)
              for row, b in zip(stage.weight, stage.bias)]
    if isinstance(stage.map, VectorMap):
        return tuple(VECTOR[stage.map.name](before))
    return tuple(SCALAR[name](v) for name, v in zip(stage.map.names, before))


def oracle(network, x):
    """z^[1], ..., z^[L]"""
    found = [tuple(map(F, x))]
    for stage in stages_of(network):
        found.append(layer_value(stage, found[-1]))
    return found[1:]


def split(tied, state):
    return [block(tied, state, i) for i in range(tied.depth)]


def random_stages(seed):
    source = random.Random(seed)
    number = lambda: F(source.randint(-6, 6), source.choice((1, 2, 3)))
    size, stages = source.randint(1, 3), []
    for _ in range(source.randint(1, 5)):
        units = source.randint(1, 3)
        name = source.choice((*VECTOR, *[None] * 5))
        rows = 2 * units if name == "max-pool-2" else units
        part = vector_map(name, rows) if name else Units(
            tuple(source.choice(tuple(SCALAR)) for _ in range(units)))
        stages.append(Stage(tuple(tuple(number() for _ in range(size)) for _ in range(rows)),
                            tuple(number() for _ in range(rows)), part))
        size = units
    return Stages(tuple(stages))


# ---- the theorem on networks of every kind ------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_every_block_is_right_as_soon_as_the_input_can_have_reached_it(seed):
    network, source = random_stages(seed), random.Random(-seed)
    tied, depth = tie(network), len(network.stages)
    x = tuple(F(source.randint(-9, 9), source.choice((1, 2, 7))) for _ in range(network.inputs))
    right = oracle(network, x)
    assert list(values(network, x)) == right
    for start in hostile_starts(tied, x, seed):
        assert len(start) == tied.size
        run = [split(tied, state) for state in states(tied, x, start, depth + 2)]
        for k, blocks in enumerate(run):
            assert blocks[:k] == right[:min(k, depth)]          # right
            for i in range(max(k, 1), depth):                   # and garbage of a known kind
                if k:
                    assert blocks[i] == layer_value(stages_of(network)[i], run[k - 1][i - 1])
    fixed = tuple(value for part in right for value in part)
    assert step(tied, fixed, x) == fixed


@pytest.mark.parametrize("seed", range(15))
def test_a_network_is_tied_to_itself(seed):
    network = seeded(1 + seed % 5, 3, seed, inputs=1 + seed % 3, ragged=True)
    tied = tie(network)
    x = tuple(F(k + seed, 7) for k in range(network.inputs))
    assert output(tied, states(tied, x, (1,) * tied.size, network.depth)[-1]) == forward(network, x)
    sizes = [layer.outputs for layer in network.layers]
    assert tied.size == sum(sizes) and tied.blocks == tuple(sizes)
    assert tied.nonzeros == network.nonzeros
    assert tied.dense_size == tied.size**2 + tied.size * network.inputs
    assert (tied.inputs, tied.outputs, tied.depth, tied.units, tied.width, tied.relus) == (
        network.inputs, network.outputs, network.depth, network.units, network.width, network.relus)
    assert tied.strictly_block_lower_triangular and tied.longest_path <= tied.depth
    assert nilpotency_index(tied.weight) <= tied.depth
    graph = tied.unroll(network.depth, [F(5, 3)] * tied.size)
    assert forward(graph, x) == forward(network, x)


def test_the_matrices_are_those_that_the_theorem_prints():
    network = Network((dense([[1, 2], [3, 4]], [5, 6], "relu"), dense([[7, 8]], [9], "step"),
                       dense([[10], [11]], [12, 13])))
    tied = tie(network)
    assert tied.weight == from_rows([[0] * 5, [0] * 5, [7, 8, 0, 0, 0], [0, 0, 10, 0, 0],
                                     [0, 0, 11, 0, 0]])
    assert tied.injection == from_rows([[1, 2], [3, 4], [0, 0], [0, 0], [0, 0]])
    assert tied.bias == (5, 6, 9, 12, 13)
    assert tied.maps == (Units(("relu",) * 2), Units(("step",)), Units(("identity",) * 2))
    lone = tie(Network((dense([[1]], [0], "relu"),)))
    assert lone.weight == from_rows([[0]]) and lone.depth == 1


def exhaust(depths, names):
    """All width-1 networks with weights and biases in {-1, 0, 1}, x = +-1, starts {-1, 0, 2}^L."""
    cases, signs = 0, (-1, 0, 1)
    for depth in depths:
        for weights in itertools.product(signs, repeat=depth):
            for biases in itertools.product(signs, repeat=depth):
                for acts in itertools.product(names, repeat=depth):
                    network = Network(tuple(dense([[w]], [b], a)
                                            for w, b, a in zip(weights, biases, acts)))
                    tied = tie(network)
                    for x in ((-1,), (1,)):
                        right = tuple(part[0] for part in oracle(network, x))
                        for start in itertools.product((-1, 0, 2), repeat=depth):
                            last = states(tied, x, start, depth + 1)
                            assert last[depth] == last[depth + 1] == right
                            cases += 1
    return cases


def test_all_networks_of_width_one_up_to_depth_two():
    assert exhaust((1, 2), ("relu", "identity", "step")) == 13284


@pytest.mark.slow
def test_all_relu_networks_of_width_one_and_depth_three():
    assert exhaust((3,), ("relu",)) == 3**6 * 2 * 27


@pytest.mark.parametrize("seed", range(10))
def test_streaming(seed):
    """A new input at each step: block i at time t is z^[i] of the input i steps before."""
    network, source = random_stages(seed), random.Random(seed)
    tied, depth = tie(network), len(network.stages)
    xs = [tuple(F(source.randint(-9, 9), 2) for _ in range(network.inputs)) for _ in range(9)]
    run = stream(tied, xs, tuple(F(source.randint(-9, 9)) for _ in range(tied.size)))
    right = [oracle(network, x) for x in xs]
    for t, state in enumerate(run):
        for i in range(1, min(t, depth) + 1):
            assert block(tied, state, i - 1) == right[t - i][i - 1]


# ---- the checks -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(25))
def test_codes_are_equal_exactly_when_the_blocks_are(seed):
    network, source = random_stages(seed), random.Random(seed)
    tied, depth = tie(network), len(network.stages)
    x = tuple(F(source.randint(-9, 9), 2) for _ in range(network.inputs))
    starts, steps = hostile_starts(tied, x, seed), depth + 1
    codes = block_codes(tied, network, starts, x, steps)
    assert (codes.Z.shape, codes.g.shape, codes.val.shape) == (
        (len(starts), steps + 1, depth + 1), (len(starts), steps, depth + 1), (depth + 1,))
    assert all(array.dtype == np.int64 for array in (codes.Z, codes.g, codes.val))
    known = {}                                  # code -> value, by the oracle

    def agree(code, value):
        assert known.setdefault(int(code), tuple(value)) == tuple(value)

    for i, value in enumerate([x] + oracle(network, x)):
        agree(codes.val[i], value)
    for s, start in enumerate(starts):
        for k, state in enumerate(states(tied, x, start, steps)):
            blocks = [x] + split(tied, state)
            for i, value in enumerate(blocks):
                agree(codes.Z[s, k, i], value)
                if k < steps:
                    agree(codes.g[s, k, i],
                          layer_value(stages_of(network)[i - 1], blocks[i - 1]) if i else x)
    assert len(set(known.values())) == len(known)
    for code, value in known.items():
        assert codes.value(code) == value
    # the theorem, and the two facts that its proof uses
    assert (codes.Z[:, 1:, 1:] == codes.g[:, :, 1:]).all()
    for i in range(1, depth + 1):
        assert (codes.Z[:, i:, i] == codes.val[i]).all()


def test_codes_without_steps_and_without_exact_values():
    network = seeded(2, 2, 1)
    codes = block_codes(tie(network), network, [(0,) * 4], (1, 2), 0)
    assert codes.Z.shape == (1, 1, 3) and codes.g.shape == (1, 0, 3)
    with pytest.raises(ValueError, match="blocks of the network's layers"):
        block_codes(tie(seeded(2, 3, 1)), network, [(0,) * 6], (1, 2), 0)
    curved = Network((dense([[1]], [1], "tanh"),))
    with pytest.raises(NoExactValue):
        block_codes(tie(curved), curved, [(0,)], (1,), 1)


def test_hostile_starts_are_hostile_and_repeatable():
    tied, x = tie(seeded(3, 2, 0)), (F(1, 3), F(2))
    starts = hostile_starts(tied, x, 5)
    assert starts == hostile_starts(tied, x, 5) != hostile_starts(tied, x, 6)
    assert len(set(starts)) == 7 and {s[0] for s in starts} >= {0, 1, 10**6, 2**80}
    assert any(number.denominator in (3, 9, 5, 7, 11) for number in starts[-1])
    fixed = states(tied, x, starts[0], 3)[-1]
    assert starts[4] == tuple(value + 1 for value in fixed)


MUTANTS = (built.shifted, built.off_by_one, built.shared)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.__name__)
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_mutants_are_refuted_by_every_check(mutant, depth):
    network = seeded(depth, 2, seed=2)
    wrong = mutant(network)
    assert equal_blocks(tie(network), network) is None
    assert equal_blocks(wrong, network) is not None
    assert equal_for_all_inputs(tie(network), network).status == "proved"
    answer = equal_for_all_inputs(wrong, network)
    assert answer.status == "refuted"
    right = tuple(value for part in oracle(network, answer.x) for value in part)
    found = states(wrong, answer.x, answer.start, depth)[-1]
    assert (right, found) == (answer.expected, answer.found) and right != found
    codes = block_codes(wrong, network, hostile_starts(wrong, answer.x), answer.x, depth + 1)
    assert not (codes.Z[:, 1:, 1:] == codes.g[:, :, 1:]).all()


def test_a_single_changed_number_is_named():
    network = Network((dense([[1, 2]], [3], "relu"), dense([[4]], [5])))
    good = tie(network)
    parts = dict(inputs=2, blocks=(1, 1), weight=good.weight, injection=good.injection,
                 bias=good.bias, maps=good.maps)
    for change, message in (
            (dict(weight=from_rows([[0, 0], [4, 1]])), "W_z[1, 1]: expected 0, found 1"),
            (dict(weight=from_rows([[0, 0], [0, 0]])), "W_z[1, 0]: expected 4, found 0"),
            (dict(injection=from_rows([[1, 2], [0, 7]])), "W_x[1, 1]: expected 0, found 7"),
            (dict(injection=from_rows([[1, "1/2"], [0, 0]])), "W_x[0, 1]: expected 2, found 1/2"),
            (dict(bias=(F(3), F(6))), "b[1]: expected 5, found 6"),
            (dict(maps=(Units(("relu",)),) * 2),
             "sigma of block 2: expected identity, found relu")):
        assert str(equal_blocks(WeightTied(**{**parts, **change}), network)) == message
    assert str(equal_blocks(tie(seeded(2, 3)), network)) == "inputs: expected 2, found 3"
    assert "sizes" in str(equal_blocks(tie(seeded(2, 2)), network))


def test_too_few_steps_are_refuted():
    network = Network((dense([[1]], [0]), dense([[1]], [0]), dense([[1]], [0])))
    answer = equal_for_all_inputs(tie(network), network, steps=2)
    assert answer.status == "refuted" and answer.found != answer.expected
    assert equal_for_all_inputs(tie(network), network, steps=3).status == "proved"


def test_smt_knows_vector_maps_and_unknown_functions():
    for seed in range(8):
        network = random_stages(seed)
        assert equal_for_all_inputs(tie(network), network).status == "proved", seed
    curved = seeded(3, 2, 4, activation="tanh")
    assert equal_for_all_inputs(tie(curved), curved).status == "proved"
    answer = equal_for_all_inputs(built.shared(curved, "sigmoid"), curved)
    assert answer.status == "unknown" and "no exact value" in answer.note
    assert equal_for_all_inputs(built.shifted(seeded(3, 3)), seeded(3, 3), limit=1).status in (
        "unknown", "refuted")


@pytest.mark.parametrize("seed", range(8))
def test_the_activations_may_be_any_functions(seed):
    network = random_stages(seed)
    assert equal_for_all_inputs(tie(network), network, any_maps=True).status == "proved"
    bent = seeded(3, 2, seed)
    assert equal_for_all_inputs(tie(bent), bent, any_maps=True).status == "proved"
    for wrong in (built.shifted(bent), built.shared(bent, "step")):
        assert equal_for_all_inputs(wrong, bent, any_maps=True).status == "unknown"


def test_one_shared_activation_is_another_network():
    network = Network((dense([[-1]], [0], "identity"), dense([[0]], [0], "relu")))
    wrong = built.shared(network)                   # erratum E2: x = 1
    assert oracle(network, (1,))[0] == (-1,)
    assert block(wrong, states(wrong, (1,), (0, 0), 2)[-1], 0) == (0,)
    agreeing = Network((dense([[-1]], [0], "relu"), dense([[0]], [0], "relu")))
    assert built.shared(agreeing) == tie(agreeing)
    with pytest.raises(ValueError, match="keep the size"):
        built.shared(Stages((Stage(((F(1),), (F(2),)), (F(0), F(0)),
                                   VectorMap("max-pool-2", 2, 1)),)))


def test_injecting_once_is_right_once():
    network = Network((dense([[1]], [1], "relu"), dense([[2]], [0]), dense([[1]], [3])))
    tied, x = tie(network), (F(5),)
    run = injected_once(tied, x, (7, 8, 9), 4)
    right = oracle(network, x)
    assert output(tied, run[3]) == right[2] and output(tied, run[4]) != right[2]
    assert block(tied, run[3], 0) != right[0]


# ---- how many steps -----------------------------------------------------------------------------


def brute_least_steps(network):
    """K for width 1, by trying all starts on a grid that shows every composite's dependence."""
    tied, depth = tie(network), network.depth
    grid = (-5, -1, 0, 1, 7)
    for steps in range(1, depth + 1):
        if len({states(tied, (1,), start, steps)[-1]
                for start in itertools.product(grid, repeat=depth)}) == 1:
            return steps
    return None


@pytest.mark.parametrize("seed", range(30))
def test_least_steps_by_brute_force(seed):
    source = random.Random(seed)
    network = Network(tuple(
        dense([[source.choice((-1, 0, 1))]], [source.randint(-1, 1)],
              source.choice(("relu", "identity", "step"))) for _ in range(3)))
    assert least_steps(network) == brute_least_steps(network)


def test_the_start_is_needed_for_exactly_as_long_as_layers_pass_it_on():
    network = seeded(4, 3, 0)
    pair = dependence(network, 2, 4)
    assert pair is not None and least_steps(network) == 4
    tied, x = tie(network), (1, 2, 3)
    ends = {output(tied, states(tied, x, first + (F(0),) * 9, 3)[-1]) for first in pair}
    assert len(ends) == 2                               # three steps do not forget block 1
    dead = Network((dense([[1]], [0]), dense([[0]], [1], "relu"), dense([[1]], [0])))
    assert dependence(dead, 2, 3) is None and least_steps(dead) == 2
    assert dependence(dead, 2, 1) is not None           # no layers: the identity
    assert least_steps(Network(dead.layers[:1])) == 1 and dependence(dead, 4, 3) is not None
    # nilpotency sees products of matrices only: these two differ
    hidden = Network((dense([[1]], [0]), dense([[1]], [0], "step"), dense([[0]], [0])))
    assert nilpotency_index(tie(hidden).weight) == 2 == least_steps(hidden)
    flat = Network((dense([[1]], [0]), dense([[1], [1]], [0, 0]), dense([[1, -1]], [0])))
    assert nilpotency_index(tie(flat).weight) == 2 == least_steps(flat)
    bent = Network((dense([[1]], [0]), dense([[1], [1]], [0, 0], ["relu", "step"]),
                    dense([[1, -1]], [0])))
    assert nilpotency_index(tie(bent).weight) == 2 and least_steps(bent) == 3


# ---- in floating point, from files, from the command --------------------------------------------


def test_the_exported_modules_agree_in_floating_point():
    pytest.importorskip("torch")
    network = seeded(4, 5, 3)
    assert float_leg(tie(network), network, seed=1, samples=20) < F(1, 10**9)
    assert float_leg(built.shifted(network), network, seed=1, samples=20) > F(1, 100)
    bent = Stages((Stage(((F(1), F(2)), (F(-1), F(1, 2))), (F(0), F(1)), VectorMap("sort", 2, 2)),
                   Stage(((F(1), F(1)),), (F(0),), Units(("relu",)))))
    assert float_leg(tie(bent), bent) < F(1, 10**9)
    thirds = Network((dense([["1/3"]], [0]),))
    with pytest.raises(ValueError, match="float64"):
        float_leg(tie(thirds), thirds)
    assert float_leg(tie(thirds), thirds, rounded=True) < F(1, 10**9)


@pytest.mark.parametrize("suffix", [".json", ".npz", ".safetensors"])
def test_any_network_file_can_be_tied(tmp_path, suffix):
    network = seeded(3, 2, 7, inputs=3, activation="relu")
    path = tmp_path / f"n{suffix}"
    save(network, path)
    assert from_file(path) == network and equal_blocks(tie(from_file(path)), network) is None


def test_a_graph_is_not_tied(tmp_path):
    graph = Graph(1, (("l", dense([[1]], [0])),), (Node("a", "l", ("x",)),), ("a",))
    save(graph, tmp_path / "g.json")
    with pytest.raises(BadInput, match="expected a chain of layers, found a Graph"):
        from_file(tmp_path / "g.json")


def test_the_builder_is_one_for_the_command(tmp_path):
    builder = builders.from_function("tied", built.tied)
    assert [p.name for p in builder.given] == ["depth", "width", "seed"]
    network = builders.build(builder, {"depth": 3, "width": 2})
    assert network == tie(seeded(3, 2)) and describe(network) == (
        "2 -> 2, depth 3, 4 hidden units, 54 parameters")
    save(network, tmp_path / "t.json")
    for bad in ({"depth": 0}, {"width": 0}):
        with pytest.raises(BadInput):
            builders.build(builder, bad)


def test_seeded_networks():
    assert seeded(3, 4, 1) == seeded(3, 4, 1) != seeded(3, 4, 2)
    ragged = seeded(6, 4, 1, inputs=2, ragged=True)
    assert ragged.inputs == 2 and len({layer.outputs for layer in ragged.layers}) > 1
    names = {name for layer in seeded(5, 5).layers for name in layer.activation}
    assert names == {"relu", "identity"}
    assert {name for layer in seeded(2, 5, activation="step").layers
            for name in layer.activation} == {"step"}
    for numbers in ((0, 1), (1, 0), (1, 1, 0, -1)):
        with pytest.raises(ValueError):
            seeded(*numbers)


def test_a_thousand_blocks_are_stepped_without_their_zeros():
    network = seeded(1000, 3)
    tied = tie(network)
    assert tied.dense_size == 3000 * 3003
    read = sum(len(reader.weight) * len(reader.weight[0])
               for readers in tied.readers for reader in readers)
    assert read <= 9 * 1000 and tied.longest_path <= 1000
    assert equal_blocks(tied, network) is None
    x, state = (F(1), F(2), F(3)), (F(0),) * 3000
    for _ in range(3):
        state = step(tied, state, x)
    assert [block(tied, state, i) for i in range(3)] == oracle(network, x)[:3]
