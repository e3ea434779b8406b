"""Network verifiers on the k-fold sawtooth: is it within 1/128 of its closed form on all of [0, 1]?

They compute in floats and cannot be asked for equality, so this is the easiest question in its
place; whoever answers it has proved nothing. Each verifier is asked twice: for all of [0, 1], with
the closed form as a network of one hidden layer; and piece by piece, where it is told all 2^k
pieces of [0, 1] and the affine function on each, and has none of them to find.
Goal: whatever is answered is right; the times are compared in breakpoints.py, which has goals for
them. An answer costs the CPU seconds of a child process after its imports; the child is ended at
its limit, for Marabou 2.0.0 heeds neither its own time limit nor a request to stop.
Marabou is `maraboupy`; auto_LiRPA 0.3 needs torch 1.13 and NumPy 1, an environment of its own.

    python -m tests.benchmarks.breakpoints_peers
"""

import os
import resource
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable, NamedTuple, Sequence

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file

from measure import ONE_THREAD, table  # noqa: E402

from constructions import sawtooth, sawtooth_shallow  # noqa: E402
from verify.layer import dense  # noqa: E402
from verify.network import Network  # noqa: E402

TOLERANCE = Fraction(1, 128)
LIMIT = 120                                             # CPU seconds of one child
ASKED = (4, 6, 8, 10)
NEAR, FAR = "within 1/128", "not within 1/128"
BATCH = 2**12                                           # pieces in one call of auto_LiRPA


class Answer(NamedTuple):
    """What a peer says, and its CPU seconds; None if it was not there or was ended."""

    text: str
    seconds: float | None


def network(k: int, wrong: bool) -> Network:
    """The sawtooth of 2 units per tent; the wrong one has 31/8 in place of 4 in its last layer."""
    right = sawtooth.merged(k)
    return Network((*right.layers[:-1], dense([[2, "-31/8"]], [0]))) if wrong else right


def piece(k: int, number: int) -> tuple[float, float, float, float]:
    """The ends of a piece, and the slope and offset of the closed form there."""
    n, odd = 2**k, number % 2
    slope, offset = (-n, number + 1) if odd else (n, -number)
    return number / n, (number + 1) / n, slope, offset


def encoded(query: Any, layers: Sequence[Any], values: list[int]) -> list[int]:
    """Marabou's variables for the outputs of layers that read these variables."""
    for layer in layers:
        units = []
        for row, bias, activation in zip(layer.weight, layer.bias, layer.activation):
            unit = query.getNewVariable()
            query.addEquality([unit, *values], [-1.0, *map(float, row)], -float(bias))
            if activation == "relu":
                before, unit = unit, query.getNewVariable()
                query.addRelu(before, unit)
            units.append(unit)
        values = units
    return values


def solved(build: Callable[[Any, int], tuple[list[int], list[float], float]],
           low: float, high: float) -> str:
    """Marabou's word on a point of [low, high] where a sum of variables is at least 1/128."""
    import numpy as np
    from maraboupy import MarabouCore
    from maraboupy.MarabouNetwork import MarabouNetwork

    query, options = MarabouNetwork(), MarabouCore.Options()
    options._verbosity, options._timeoutInSeconds = 0, LIMIT
    x = query.getNewVariable()
    query.setLowerBound(x, low)
    query.setUpperBound(x, high)
    variables, factors, constant = build(query, x)
    query.addInequality(variables, [-factor for factor in factors],
                        constant - float(TOLERANCE))
    query.inputVars, query.outputVars = [np.array([x])], [np.array(variables[:1])]
    return str(query.solve(verbose=False, options=options)[0])


def concluded(words: Sequence[str]) -> str:
    """The answer that all of Marabou's words make: nothing to be found is what it should say."""
    others = sorted({word for word in words if word not in ("sat", "unsat")})
    if others:
        return ", ".join(others)
    return FAR if "sat" in words else NEAR


def marabou_at_once(k: int, wrong: bool) -> str:
    def difference(sign: float) -> Callable[[Any, int], tuple[list[int], list[float], float]]:
        def build(query: Any, x: int) -> tuple[list[int], list[float], float]:
            (value,) = encoded(query, network(k, wrong).layers, [x])
            (closed,) = encoded(query, sawtooth_shallow.shallow(k).layers, [x])
            return [value, closed], [sign, -sign], 0.0
        return build
    return concluded([solved(difference(sign), 0.0, 1.0) for sign in (1.0, -1.0)])


def marabou_by_piece(k: int, wrong: bool) -> str:
    layers = network(k, wrong).layers

    def difference(sign: float, slope: float, offset: float) -> Any:
        def build(query: Any, x: int) -> tuple[list[int], list[float], float]:
            (value,) = encoded(query, layers, [x])
            return [value, x], [sign, -sign * slope], -sign * offset
        return build
    words = []
    for number in range(2**k):
        low, high, slope, offset = piece(k, number)
        words += [solved(difference(sign, slope, offset), low, high) for sign in (1.0, -1.0)]
    return concluded(words)


def bounded(low: float, high: float) -> str:
    """The answer that bounds of the difference make."""
    if max(-low, high) <= TOLERANCE:
        return NEAR
    return f"undecided: between {low:.3g} and {high:.3g}"


def as_module(given: Network) -> Any:
    """The network as a float64 torch module, made here because that torch is an old one."""
    import torch

    parts: list[Any] = []
    for layer in given.layers:
        linear = torch.nn.Linear(layer.inputs, layer.outputs).double()
        linear.load_state_dict({
            "weight": torch.tensor([[float(w) for w in row] for row in layer.weight]).double(),
            "bias": torch.tensor([float(b) for b in layer.bias]).double()})
        parts += [linear, torch.nn.ReLU()] if layer.relus else [linear]
    return torch.nn.Sequential(*parts)


def bounds(module: Any, lows: Any, highs: Any, combination: Any = None) -> tuple[Any, Any]:
    """CROWN's lower and upper bounds of the module on each [low, high]."""
    import torch
    from auto_LiRPA import BoundedModule, BoundedTensor, PerturbationLpNorm

    model = BoundedModule(module, torch.zeros(1, 1).double(), verbose=False)
    box = PerturbationLpNorm(norm=float("inf"), x_L=lows, x_U=highs)
    x = BoundedTensor((lows + highs) / 2, box)
    low, high = model.compute_bounds(x=(x,), C=combination, method="CROWN")
    return low, high


def lirpa_at_once(k: int, wrong: bool) -> str:
    import torch

    class Difference(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.value = as_module(network(k, wrong))
            self.closed = as_module(sawtooth_shallow.shallow(k))

        def forward(self, x: Any) -> Any:
            return self.value(x) - self.closed(x)
    ends = torch.zeros(1, 1).double(), torch.ones(1, 1).double()
    low, high = bounds(Difference(), *ends)
    return bounded(float(low), float(high))


def lirpa_by_piece(k: int, wrong: bool) -> str:
    import torch

    class Beside(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.value = as_module(network(k, wrong))

        def forward(self, x: Any) -> Any:
            return torch.cat([self.value(x), x], dim=1)
    least, most = [], []
    for start in range(0, 2**k, BATCH):
        numbers = range(start, min(start + BATCH, 2**k))
        rows = torch.tensor([piece(k, number) for number in numbers]).double()
        lows, highs, slopes, offsets = rows.split(1, dim=1)
        combination = torch.stack([torch.ones_like(slopes), -slopes], dim=2)
        low, high = bounds(Beside(), lows, highs, combination)
        least.append(float((low - offsets).min()))
        most.append(float((high - offsets).max()))
    return bounded(min(least), max(most))


PEERS: dict[str, tuple[str, Callable[[int, bool], str]]] = {
    "Marabou, at once": ("maraboupy.MarabouCore", marabou_at_once),
    "Marabou, piece by piece": ("maraboupy.MarabouCore", marabou_by_piece),
    "auto_LiRPA, at once": ("auto_LiRPA", lirpa_at_once),
    "auto_LiRPA, piece by piece": ("auto_LiRPA", lirpa_by_piece)}


def missing(name: str) -> str:
    """Why a peer cannot be asked here; empty if it can."""
    done = subprocess.run([sys.executable, "-c", f"import {PEERS[name][0]}"],
                          stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def ask(name: str, k: int, wrong: bool = False) -> Answer:
    """The peer's answer, from a child of its own.

    Raises
        RuntimeError: if the child failed for another reason than its limit.
    """
    script = (f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
              f"import breakpoints_peers as peers\n"
              f"peers.respond({name!r}, {k}, {wrong})")
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD})
    if done.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        return Answer(f"none in {LIMIT} s", None)
    if done.returncode:
        raise RuntimeError(f"{name}, k = {k}: {done.stderr.strip().splitlines()[-1]}")
    text, seconds = done.stdout.splitlines()[-1].split("\t")
    return Answer(text, float(seconds))


def respond(name: str, k: int, wrong: bool) -> None:
    """In the child: load the peer, then print its answer and the CPU seconds that it took."""
    for module in PEERS[name][0], "numpy":
        __import__(module)
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (round(start) + LIMIT,) * 2)
    text = PEERS[name][1](k, wrong)
    print(f"\n{text}\t{time.process_time() - start}")


def is_wrong(answer: Answer, wrong: bool) -> bool:
    """Whether a network was called right that is wrong, or the other way round."""
    return answer.text == (NEAR if wrong else FAR)


def main() -> None:
    """Ask all for the right network and for the wrong one, and print what they say."""
    rows = []
    for name in PEERS:
        if reason := missing(name):
            print(f"{name}: skipped, {reason}\n")
            continue
        for k in ASKED:
            for wrong in (False, True):
                answer = ask(name, k, wrong)
                seconds = "" if answer.seconds is None else f"{answer.seconds:.3f}"
                rows.append([name, f"{k}", "wrong" if wrong else "right", answer.text, seconds,
                             "WRONG" if is_wrong(answer, wrong) else ""])
            if answer.seconds is None:
                break
    table("network verifiers, CPU seconds", ["", "k", "network", "answer", "seconds", ""], rows)


if __name__ == "__main__":
    main()
