"""One node of an ONNX model, applied by ONNX's own reference operators.

Evaluators are built once per node. What they return is locked against writing, since values are
handed from state to state; what they raise becomes the value Undefined.
"""

import warnings
from typing import Any, Callable, Mapping

import numpy as np

from verify.equality import Undefined
from verify.errors import BadInput
from verify.interchange.onnx_checks import first_line, ordered_functions, quoted, title


def evaluators(proto: Any, place: str) -> Callable[[Any], Any]:
    """A function that builds the reference evaluator of one node, the model's functions shared."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    opsets = {entry.domain: entry.version for entry in proto.opset_import}
    functions: list[Any] = []

    def built(what: Any, where: str, **options: Any) -> Any:
        try:
            return ReferenceEvaluator(what, functions=list(functions), **options)
        except Exception as error:              # whatever the library says about a bad node
            raise BadInput(where, "an operator with a reference implementation",
                           first_line(error)) from None

    for function in ordered_functions(proto, place):
        functions.append(built(function, f"{place}: function {quoted(function.name)}"))

    def of_node(node: Any) -> Any:
        # outputs are declared, inputs not: an operator that depends on types then waits for values
        results = [onnx.ValueInfoProto(name=name) for name in node.output if name]
        alone = onnx.helper.make_graph([node], "node", [], results)
        return built(alone, title(node, place), opsets=opsets)

    return of_node


def applied(evaluator: Any, outputs: tuple[str, ...], feeds: Mapping[str, Any]) -> Any:
    """The operator's output, the tuple of its outputs, or Undefined where it raises."""
    wanted = [name for name in outputs if name]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")         # garbage overflows; that is no news
        try:
            try:
                found = evaluator.run(wanted, feeds)
            except ValueError as error:
                if "read-only" not in str(error):
                    raise
                copies = {name: np.array(value) for name, value in feeds.items()}
                found = evaluator.run(wanted, copies)       # it writes into its inputs
        except MemoryError:
            raise                               # says something about the machine, not the value
        except Exception as error:              # whatever an operator of the library may raise
            return Undefined(f"{type(error).__name__}: {first_line(error)}")
    by_name = dict(zip(wanted, map(locked, found)))
    if len(outputs) == 1:
        return by_name[outputs[0]]
    return tuple(by_name.get(name) for name in outputs)


def locked(value: Any) -> Any:
    """The value such that nobody can write into it: an array of the same memory, or a copy."""
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    return value


def inlined(proto: Any, place: str) -> Any:
    """The model with its functions written out where they are called, as far as ONNX can do that;
    what is left (another version of the operators) is run as one node per call."""
    import onnx.inliner

    if not proto.functions:
        return proto
    try:
        return onnx.inliner.inline_local_functions(proto)
    except (RuntimeError, ValueError) as error:
        raise BadInput(f"{place}: functions", "functions that can be called",
                       first_line(error)) from None
