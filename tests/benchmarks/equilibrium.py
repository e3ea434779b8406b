"""What it costs to run a graph as one equilibrium layer: per step, per sweep, in memory.

Goal: making and checking the codes of a graph of 1,000 nodes takes, per step and start, less than
20 times one forward pass of the same graph. Beside it, ONNX models shaped like a ResNet and a
transformer: all steps from a random start against one forward pass ("much more inefficient": as
many times as the longest path has nodes), and one Gauss-Seidel sweep, which does the same at once.

    python -m tests.benchmarks.equilibrium
"""

import os
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path
from typing import Any, Callable

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "models")]    # run as a module or as a file

from measure import ONE_THREAD, medians, table, verdict  # noqa: E402

for variable, value in ONE_THREAD.items():              # before numpy loads
    os.environ.setdefault(variable, value)

import numpy as np  # noqa: E402

from verify.equality import same  # noqa: E402
from verify.equilibrium import Computation, computation  # noqa: E402
from verify.equilibrium_codes import codes  # noqa: E402

NODES, STEPS, GOAL = 1000, 25, 20


def clocked(run: Callable[[], object]) -> float:
    """The CPU seconds of one call."""
    start = time.process_time()
    run()
    return time.process_time() - start


def kilobytes(run: Callable[[], object]) -> int:
    """The peak of what one call allocates."""
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak // 1024


def layer(weight: np.ndarray, *read: np.ndarray) -> np.ndarray:
    """A node of the large graph: relu of a matrix times the mean of what is read."""
    return np.maximum(weight @ (sum(read[1:], read[0]) / len(read)), 0)


def large(nodes: int = NODES, width: int = 32) -> Computation:
    """A seeded graph in 20 ranks; every node reads two of the rank before, and the first x."""
    generator = np.random.default_rng(0)
    per_rank = nodes // 20
    reads: dict[str, list[str]] = {}
    functions: dict[str, Callable[..., Any]] = {}
    for node in range(nodes):
        rank = node // per_rank
        before = generator.integers((rank - 1) * per_rank, rank * per_rank, 2 if rank else 0)
        reads[f"{node}"] = [f"{other}" for other in before] or ["x"]
        weight = generator.standard_normal((width, width)).astype(np.float32)
        functions[f"{node}"] = partial(layer, weight)
    return computation(reads, reads, functions)


def per_step() -> None:
    """Making the graph, and the codes of a run, each step beside one forward pass."""
    graph, x = large(), np.ones(32, np.float32)
    start = tuple(np.zeros(32, np.float32) for _ in graph.names)

    def checked() -> None:
        found = codes(graph, x, [start], STEPS)
        if not (found.Z[:, 1:] == found.G[:, :-1]).all() or (found.Z[:, -1] != found.val).any():
            raise ValueError("the run does not end at the graph's own values")

    seconds = medians({"forward": lambda: clocked(lambda: graph.values(x)),
                       "made": lambda: clocked(lambda: large().order),
                       "codes": lambda: clocked(checked),
                       "steps": lambda: clocked(lambda: graph.settles(start, x, STEPS))})
    rows = []
    for name, count in (("made", STEPS), ("steps", graph.longest_path), ("codes", STEPS)):
        ratio = seconds[name] / count / seconds["forward"]
        rows.append([name, f"{seconds[name]:.3f}", f"{ratio:.2f}", "", ""])
    whole = (seconds["made"] + seconds["codes"]) / STEPS / seconds["forward"]
    rows.append(["made and codes", f"{seconds['made'] + seconds['codes']:.3f}", f"{whole:.2f}",
                 f"< {GOAL}", verdict(whole, GOAL)])
    table(f"{NODES} nodes, longest path {graph.longest_path}, {STEPS} steps, CPU seconds; one "
          f"forward pass {seconds['forward']:.4f}; codes {kilobytes(checked)} KB at their peak",
          ["what", "seconds", "per step / forward", "goal", ""], rows)


def real(name: str, model: Any, x: Any) -> list[str]:
    """One model: its steps from a random start, one sweep, one forward pass of the library."""
    from onnx.reference import ReferenceEvaluator

    from verify.interchange.onnx_graph import of_onnx

    built = clocked(lambda: of_onnx(model, x))
    graph = of_onnx(model, x)
    net, evaluator = graph.computation, ReferenceEvaluator(model)
    start = graph.random_start(0)

    def jacobi() -> None:
        state = start
        for _ in range(net.longest_path):
            state = net.step(state, graph.x)
        if not all(map(same, state, graph.state)):
            raise ValueError("the steps do not end at the model's own values")

    def sweep() -> None:
        if not all(map(same, net.sweep(start, graph.x, net.order), graph.state)):
            raise ValueError("the sweep does not end at the model's own values")

    seconds = medians({"forward": lambda: clocked(lambda: evaluator.run(None, dict(graph.x))),
                       "sweep": lambda: clocked(sweep), "jacobi": lambda: clocked(jacobi)})
    one = kilobytes(lambda: evaluator.run(None, dict(graph.x)))
    many = kilobytes(lambda: net.step(start, graph.x))
    return [name, f"{len(net.names)}", f"{net.longest_path}", f"{built:.2f}",
            f"{seconds['forward']:.4f}", f"{seconds['jacobi'] / seconds['forward']:.0f}",
            f"{seconds['sweep'] / seconds['forward']:.1f}", f"{one}", f"{many}"]


def main() -> None:
    """Print the tables."""
    per_step()
    from onnx_models import resnet, transformer

    tokens = {"tokens": np.array([[1, 4, 2, 10, 0], [3, 3, 7, 8, 9]])}
    table("ONNX models, CPU seconds; steps and sweep in forward passes, each ends at the values",
          ["model", "nodes", "longest path", "made", "forward", "all steps", "one sweep",
           "KB forward", "KB step"],
          [real("ResNet-like", resnet(), None), real("transformer-like", transformer(), tokens)])


if __name__ == "__main__":
    main()
