"""A torch module of the user's own as one equilibrium layer, by way of torch.fx.

Every call of a module, function or method and every parameter that is read is one node. Symbolic
tracing runs the module's Python code: it is for objects that the user made, never for a file.
The module is copied and set to evaluation; that the trace computes what the module computes, bit
for bit and twice alike, is tested on the input given.
"""

import copy
import importlib.util
import operator
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Mapping, Sequence

from verify.equality import Undefined, same
from verify.equilibrium import INPUT, Computation, State, computation
from verify.errors import BadInput
from verify.interchange import starts

_IN_PLACE = {getattr(operator, name) for name in dir(operator)
             if name.startswith("i") and name[1:] in dir(operator)} - {operator.index, operator.inv}
_CALLS = ("call_module", "call_function", "call_method", "get_attr")


@dataclass(frozen=True, eq=False)
class FxGraph:
    """A module as a computation, and its values at one input.

    x           the inputs as a tuple; every method of the computation takes such a tuple
    state       the graph's own values at x
    result      from a state, what the module returns
    """

    computation: Computation
    x: tuple[Any, ...]
    state: State
    result: Callable[[Sequence[Any]], Any]

    def random_start(self, seed: int) -> State:
        """A start of every node's own type and shape: normal floats, zeros where integers are."""
        return starts.random_start(self.state, seed)

    def constant_start(self, value: float) -> State:
        """The start that has this number wherever there are floats, and zeros elsewhere."""
        return starts.constant_start(self.state, value)


def of_module(module: Any, *x: Any) -> FxGraph:
    """The module, in evaluation mode, as a computation whose input is the tuple of arguments x.

    Raises BadInput for a module that cannot be traced, whose trace changes values that others
    read, or that is not deterministic.
    """
    place = type(module).__name__
    if importlib.util.find_spec("torch") is None:
        raise BadInput(place, "the package torch (pip install torch)", "no such package")
    import torch

    if not isinstance(module, torch.nn.Module):
        raise TypeError(f"module: expected a torch module, found {place}")
    frozen = copy.deepcopy(module).eval()
    try:
        traced = torch.fx.symbolic_trace(frozen)
    except Exception as error:              # the module's own code runs here: anything may come
        raise BadInput(place, "a module that torch.fx can trace", _line(error)) from None
    made = _computation(traced, place)
    state = made.values(x)
    for name in made.undefined(state):
        reason = state[made.position[name]].reason
        raise BadInput(f"{place}: node {name!r}", "a call that succeeds", reason)
    returned = next(node for node in traced.graph.nodes if node.op == "output").args[0]
    result = partial(_filled, returned, made.position, _placeholders(traced), x)
    with torch.no_grad():
        own = [_detached(frozen(*map(_copied, x))) for _ in range(2)]
    if not same(_plain(own[0]), _plain(own[1])):
        raise BadInput(place, "a deterministic module", "two results for one input")
    if not same(_plain(own[0]), _plain(result(state))):
        raise BadInput(place, "a trace that computes what the module computes", "another result")
    return FxGraph(made, x, state, result)


def _computation(traced: Any, place: str) -> Computation:
    names: dict[Any, str] = {}
    predecessors, functions = {}, {}
    inputs = _placeholders(traced)
    for node in traced.graph.nodes:
        if node.op not in _CALLS:
            continue
        if _changes_its_input(node, traced) and any(len(read.users) > 1
                                                    for read in node.all_input_nodes):
            raise BadInput(f"{place}: node {node.name!r}", "a call that changes no value",
                           "one in place, of a value that another node reads")
        names[node] = node.name if node.name != INPUT else INPUT + "'"
        reads = tuple(dict.fromkeys(INPUT if read.op == "placeholder" else names[read]
                                    for read in node.all_input_nodes))
        predecessors[names[node]] = reads
        functions[names[node]] = partial(_call, node, _target(node, traced), inputs, names, reads,
                                         _changes_its_input(node, traced))
    if not names:
        raise BadInput(place, "a module that computes something", "no node")
    return computation(names.values(), predecessors, functions)


def _call(node: Any, target: Callable[..., Any], inputs: Mapping[str, int],
          names: Mapping[Any, str], reads: tuple[str, ...], copies: bool, *values: Any) -> Any:
    """One node's call; Undefined where it raises or reads what is undefined."""
    import torch

    if any(isinstance(value, Undefined) for value in values):
        return Undefined("what it reads is undefined")
    held = dict(zip(reads, values))

    def filled(read: Any) -> Any:
        if read.op == "placeholder":
            return _placeholder(read, inputs, held[INPUT])
        return held[names[read]]

    arguments = torch.fx.node.map_arg((node.args, node.kwargs), filled)
    if copies:
        arguments = _copied(arguments)
    before = _versions(arguments)
    try:
        with torch.no_grad():
            value = target(*arguments[0], **arguments[1])
    except MemoryError:
        raise                               # says something about the machine, not the value
    except Exception as error:              # whatever a call may raise on garbage
        return Undefined(f"{type(error).__name__}: {_line(error)}")
    if not copies and _versions(arguments) != before:
        raise BadInput(f"node {node.name!r}", "a call that changes no value", "one in place")
    return _detached(value)


def _target(node: Any, traced: Any) -> Callable[..., Any]:
    if node.op == "call_function":
        return node.target
    if node.op == "call_method":
        return operator_method(node.target)
    if node.op == "call_module":
        return traced.get_submodule(node.target)
    owner, _, name = node.target.rpartition(".")
    return partial(getattr, traced.get_submodule(owner), name)


def operator_method(name: str) -> Callable[..., Any]:
    """The function that calls this method of its first argument.

    >>> operator_method("upper")("a")
    'A'
    """
    return lambda first, *more, **named: getattr(first, name)(*more, **named)


def _changes_its_input(node: Any, traced: Any) -> bool:
    """Whether the call says of itself that it works in place."""
    if node.op == "call_module":
        return bool(getattr(traced.get_submodule(node.target), "inplace", False))
    if node.op == "call_method":
        return node.target.endswith("_") and not node.target.endswith("__")
    if node.op == "call_function":
        name = getattr(node.target, "__name__", "")
        return (bool(node.kwargs.get("inplace", False)) or node.target in _IN_PLACE
                or name.endswith("_") and not name.endswith("__") or "out" in node.kwargs)
    return False


def _placeholders(traced: Any) -> dict[str, int]:
    places = [node.name for node in traced.graph.nodes if node.op == "placeholder"]
    return {name: index for index, name in enumerate(places)}


def _placeholder(node: Any, inputs: Mapping[str, int], x: Sequence[Any]) -> Any:
    """The argument; for one that was not given, its default, which the trace keeps."""
    place = inputs[node.name]
    if place < len(x):
        return x[place]
    if not node.args:
        raise BadInput(f"argument {node.name!r}", "a value", "none")
    return node.args[0]


def _filled(returned: Any, position: Mapping[str, int], inputs: Mapping[str, int],
            x: Sequence[Any], state: Sequence[Any]) -> Any:
    import torch

    def value(node: Any) -> Any:
        if node.op == "placeholder":
            return _placeholder(node, inputs, x)
        return state[position[node.name if node.name != INPUT else INPUT + "'"]]

    return torch.fx.node.map_arg(returned, value)


def _each_tensor(value: Any, change: Callable[[Any], Any]) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, torch.Size):
        return value
    if isinstance(value, tuple):
        return tuple(_each_tensor(entry, change) for entry in value)
    if isinstance(value, list):
        return [_each_tensor(entry, change) for entry in value]
    if isinstance(value, dict):
        return {key: _each_tensor(entry, change) for key, entry in value.items()}
    return value


def _copied(value: Any) -> Any:
    return _each_tensor(value, lambda tensor: tensor.clone())


def _detached(value: Any) -> Any:
    return _each_tensor(value, lambda tensor: tensor.detach())


def _plain(value: Any) -> Any:
    """Tensors in one memory order: the result is compared by its bits."""
    return _each_tensor(value, lambda tensor: tensor.contiguous())


def _versions(value: Any) -> list[int]:
    found: list[int] = []

    def note(tensor: Any) -> Any:
        found.append(tensor._version)
        return tensor

    _each_tensor(value, note)
    return found


def _line(error: BaseException) -> str:
    text = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return text[:200]
