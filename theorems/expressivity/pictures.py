"""Pictures for the pages of the expressivity theorems, from what their instances hold."""

from typing import Any, Mapping

from constructions import sawtooth, sawtooth_shallow
from verify.report.pictures.picture import Picture
from verify.report.pictures.plot import line, plot
from verify.report.pictures.settling import settling

MOST_SHALLOW = 8        # the shallow form has 2^k units: it is built up to here


def growth(given: Mapping[str, Any], model: Any) -> tuple[Picture | None, ...]:
    """Parameters of the deep, the recurrent and the shallow sawtooth, counted in the networks."""
    most = max(3, min(given["k"] + 2, MOST_SHALLOW))
    ks = range(1, most + 1)
    curves = [line(name, [(k, build(k).parameters) for k in ks])
              for name, build in (("deep: 7k", sawtooth.deep), (
                  "shallow: 3·2^k + 1", sawtooth_shallow.shallow))]
    shared = sawtooth.recurrent(most).parameters
    curves.append(line("recurrent, the same for every k", [
        (k, sawtooth.recurrent(k).parameters) for k in ks]))
    caption = (f"Parameters against k, on a logarithmic scale, counted in the networks for "
               f"k = 1..{most}. With 2^k pieces the shallow form doubles at every step, the deep "
               f"one adds 7, the recurrent one keeps its {shared}.")
    return (Picture("Parameters against k", caption, plot(
        curves, label=caption, x_name="k", powers=True)),)


def blocks(given: Mapping[str, Any], model: Any) -> tuple[Picture | None, ...]:
    """Weight tying: which blocks of the state have their final value after each step."""
    states, final = model.values["Z"].array.numerators, model.values["z"].array.numerators
    right = (states[:, :, 1:] == final[1:]).tolist()
    return (settling(right, [f"block {n + 1}" for n in range(len(right[0][0]))],
                     "The iteration settles block by block"),)


def nodes(given: Mapping[str, Any], model: Any) -> tuple[Picture | None, ...]:
    """DEQ: which nodes have the graph's value after each step, sorted by their depth."""
    graph = model.objects["graph"]
    states, final = model.values["Z"].array.numerators, model.values["z"].array.numerators
    order = sorted(range(len(graph.names)), key=lambda n: (graph.depths[graph.names[n]], n))
    right = (states == final)[:, :, order].tolist()
    return (settling(right, [graph.names[n] for n in order],
                     "The equilibrium iteration settles along the paths", "node"),)
