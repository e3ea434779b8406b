"""ONNX models for the tests and benchmarks: shaped like a ResNet and like a transformer, and small.

Weights are seeded; the graphs (operators, wiring, number of nodes) are those of the real thing.
"""

import numpy as np


class Builder:
    """Nodes and weights as they come; `add` returns the name of the node's output."""

    def __init__(self, seed=0, opset=17):
        from onnx import helper

        self.helper, self.opset = helper, opset
        self.generator = np.random.default_rng(seed)
        self.nodes, self.weights = [], {}

    def weight(self, array, dtype=np.float32):
        name = f"w{len(self.weights)}"
        self.weights[name] = np.asarray(array, dtype)
        return name

    def normal(self, *shape, scale=0.3):
        return self.weight(self.generator.standard_normal(shape) * scale)

    def indices(self, *values):
        return self.weight(values, np.int64)

    def add(self, operator, *inputs, outputs=1, **attributes):
        names = [f"{operator.lower()}{len(self.nodes)}" + (f".{i}" if outputs > 1 else "")
                 for i in range(outputs)]
        self.nodes.append(self.helper.make_node(operator, list(inputs), names,
                                                name=f"n{len(self.nodes)}", **attributes))
        return names[0] if outputs == 1 else names

    def model(self, inputs, outputs, functions=()):
        """inputs, outputs: name -> (element type, shape)."""
        from onnx import numpy_helper

        value = self.helper.make_tensor_value_info
        graph = self.helper.make_graph(
            self.nodes, "graph", [value(name, *kind) for name, kind in inputs.items()],
            [value(name, *kind) for name, kind in outputs.items()],
            [numpy_helper.from_array(array, name) for name, array in self.weights.items()])
        opsets = [self.helper.make_opsetid("", self.opset)]
        opsets += [self.helper.make_opsetid(domain, 1) for domain in {f.domain for f in functions}]
        return self.helper.make_model(graph, ir_version=8, functions=list(functions),
                                      opset_imports=opsets)


def resnet(blocks=16, channels=4, size=6, classes=5, seed=0):
    """Stem, blocks of conv-bn-relu-conv-bn-add-relu (every 4th with a projection), pool, linear."""
    from onnx import TensorProto as T

    b = Builder(seed)

    def convolve(x, inside, kernel=3):
        pads = [kernel // 2] * 4
        x = b.add("Conv", x, b.normal(channels, inside, kernel, kernel), b.normal(channels),
                  kernel_shape=[kernel, kernel], pads=pads)
        moments = b.normal(channels), b.weight(b.generator.random(channels) + 0.5)
        return b.add("BatchNormalization", x, b.weight(np.ones(channels)), b.normal(channels),
                     *moments, epsilon=1e-5)

    x = b.add("Relu", convolve("image", 3))
    for block in range(blocks):
        y = convolve(b.add("Relu", convolve(x, channels)), channels)
        skip = convolve(x, channels, 1) if block % 4 == 3 else x
        x = b.add("Relu", b.add("Add", y, skip))
    x = b.add("Flatten", b.add("GlobalAveragePool", x))
    x = b.add("Gemm", x, b.normal(channels, classes), b.normal(classes))
    return b.model({"image": (T.FLOAT, [1, 3, size, size])}, {x: (T.FLOAT, [1, classes])})


def transformer(blocks=6, length=5, width=8, heads=2, words=11, seed=0):
    """Embedding, blocks of attention and MLP with layer normalisation (first in one node, then
    decomposed), residual adds; shapes read off the data at run time, as exporters write them."""
    from onnx import TensorProto as T

    b, head = Builder(seed), width // heads

    def normalised(x, decomposed):
        scale, shift = b.weight(b.generator.random(width) + 0.5), b.normal(width)
        if not decomposed:
            return b.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-5)
        centred = b.add("Sub", x, b.add("ReduceMean", x, axes=[-1]))
        square = b.add("Pow", centred, b.weight(2.0))
        spread = b.add("Sqrt", b.add("Add", b.add("ReduceMean", square, axes=[-1]),
                                     b.weight(1e-5)))
        return b.add("Add", b.add("Mul", b.add("Div", centred, spread), scale), shift)

    def linear(x, inside, outside):
        return b.add("Add", b.add("MatMul", x, b.normal(inside, outside)), b.normal(outside))

    def split(x, shape):
        return b.add("Transpose", b.add("Reshape", x, shape), perm=[0, 2, 1, 3])

    x = b.add("Gather", b.normal(words, width, scale=1.0), "tokens")
    x = b.add("Add", x, b.normal(length, width))
    for block in range(blocks):
        shape = b.add("Shape", x)
        parts = [b.add("Gather", shape, b.indices(0)), b.add("Gather", shape, b.indices(1))]
        cut = b.add("Concat", *parts, b.indices(heads), b.indices(head), axis=0)
        whole = b.add("Concat", *parts, b.indices(width), axis=0)
        y = normalised(x, block % 2 == 1)
        q, k, v = b.add("Split", linear(y, width, 3 * width), outputs=3, axis=-1)
        q, v = split(q, cut), split(v, cut)
        k = b.add("Transpose", b.add("Reshape", k, cut), perm=[0, 2, 3, 1])
        scores = b.add("Div", b.add("MatMul", q, k), b.weight(np.sqrt(head)))
        mixed = b.add("MatMul", b.add("Softmax", scores, axis=-1), v)
        mixed = b.add("Reshape", b.add("Transpose", mixed, perm=[0, 2, 1, 3]), whole)
        x = b.add("Add", x, linear(mixed, width, width))
        y = linear(normalised(x, True), width, 2 * width)
        gate = b.add("Add", b.add("Erf", b.add("Div", y, b.weight(np.sqrt(2)))), b.weight(1.0))
        y = b.add("Mul", b.add("Mul", y, gate), b.weight(0.5))
        x = b.add("Add", x, linear(y, 2 * width, width))
    x = b.add("MatMul", normalised(x, False), b.normal(width, words))
    return b.model({"tokens": (T.INT64, ["batch", length])},
                   {x: (T.FLOAT, ["batch", length, words])})
