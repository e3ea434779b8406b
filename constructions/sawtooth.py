"""The sawtooth with exponentially many teeth from a network that grows linearly: five deep forms.

The tent f is 2x on [0, 1/2], 2 - 2x on [1/2, 1] and 0 elsewhere. Composed k times, f^k is the
sawtooth: 0 at the even and 1 at the odd multiples of 1/2^k in [0, 1], straight between them, and 0
outside [0, 1]. Two units fold once, f(x) = relu(2 relu(x) - 4 relu(x - 1/2)), and every repetition
doubles the number of teeth. The shallow forms are in constructions.sawtooth_shallow.
"""

from verify.network import INPUT, Graph, Network, Node, dense

FOLD = (2, -4)                                          # weights of relu(x) and relu(x - 1/2)
BEND = dense([[1], [1]], [0, "-1/2"], "relu")           # x -> relu(x), relu(x - 1/2)
STEP = dense([FOLD, FOLD], [0, "-1/2"], "relu")         # the same of 2a - 4b, from a and b
READ = dense([FOLD], [0])                               # 2a - 4b


def deep(k: int) -> Network:
    """x -> f^k(x): k copies of the tent, layers of 2 and of 1 unit in turn.

    Shape
        1 -> 1, 2k layers (2, 1, 2, 1, ..., 2, 1), 3k relu units, the output among them.
        7k parameters, 5k of them not 0, and these are 1, -1/2, 2 or -4.
    Why it works
        If f^(k-1) is i mod 2 at i/2^(k-1), then f^k is i mod 2 at i/2^k: f maps i/2^k to
        j/2^(k-1), where j is i or 2^k - i and so has the parity of i.
    Raises
        ValueError: unless k >= 1.
    Source
        Telgarsky 2015, Representation Benefits of Deep Feedforward Networks.

    >>> from verify.network import forward
    >>> [int(forward(deep(3), [f"{i}/8"])[0]) for i in range(9)]
    [0, 1, 0, 1, 0, 1, 0, 1, 0]
    """
    _check(k)
    return Network((BEND, dense([FOLD], [0], "relu")) * k)


def merged(k: int) -> Network:
    """x -> f^k(x), 2 units per tent: the outer relu of each tent is left out.

    Shape
        1 -> 1, k + 1 layers (2, ..., 2, 1), 2k relu units and a linear output, 6k + 1 parameters,
        5k of them not 0. Right on all of R for k >= 2, and for k = 1 on x <= 1.
    Why it works
        On [0, 1] the tent is 2 relu(x) - 4 relu(x - 1/2) without an outer relu. Anywhere else that
        is at most 0, and the next layer bends it to 0, if there is one.
    Raises
        ValueError: unless k >= 1.
    Source
        Telgarsky 2015, his network with each pair of neighbouring affine maps multiplied.

    >>> from verify.network import forward
    >>> [str(forward(merged(2), [x])[0]) for x in ("1/8", "1/4", "1/3", 7)]
    ['1/2', '1', '2/3', '0']
    """
    _check(k)
    return Network((BEND, *[STEP] * (k - 1), READ))


def recurrent(k: int) -> Graph:
    """x -> f^k(x), a recurrent network of 2 units that is run for k steps.

    Shape
        1 -> 1, the values of merged(k), in k + 1 layers of which k - 1 are one and the same, W, b.
        W = [[2, -4], [2, -4]], b = (0, -1/2). 13 parameters for every k, 10 of them not 0.
    Why it works
        It is merged(k), whose inner layers are equal. The input enters at the first step only; the
        number of steps is not computed but given from outside.
    Raises
        ValueError: unless k >= 1.
    Source
        Telgarsky 2015 (there 3 units per step).

    >>> recurrent(5).parameters == recurrent(500).parameters == 13
    True
    """
    _check(k)
    steps = [Node(f"h{i}", "step", (f"h{i - 1}",)) for i in range(2, k + 1)]
    return Graph(1, (("first", BEND), ("step", STEP), ("read", READ)),
                 (Node("h1", "first", (INPUT,)), *steps, Node("y", "read", (f"h{k}",))), ("y",))


def skip(k: int) -> Graph:
    """x -> f^k(x) on [0, 1], one relu per tent: x <- 2x - 4 relu(x - 1/2), k times.

    Shape
        1 -> 1, k relu units, each followed by a linear unit that reads it and what it read. All
        k tents share one bend and one fold: 5 parameters, 4 of them not 0.
    Why it works
        On [0, 1] relu(x) is x, which an edge past the unit supplies. With fewer relus it cannot be
        done: each at most doubles the number of pieces, and f^k has 2^k on [0, 1].
    Raises
        ValueError: unless k >= 1.
    Source
        Telgarsky 2015, with edges that skip a layer.

    >>> from verify.network import forward
    >>> skip(3).relus, int(forward(skip(3), ["3/8"])[0])
    (3, 1)
    """
    _check(k)
    nodes: list[Node] = []
    for i in range(1, k + 1):
        before = f"f{i - 1}" if i > 1 else INPUT
        nodes += [Node(f"r{i}", "bend", (before,)), Node(f"f{i}", "fold", (before, f"r{i}"))]
    return Graph(1, (("bend", dense([[1]], ["-1/2"], "relu")), ("fold", READ)), tuple(nodes),
                 (f"f{k}",))


def parity_by_sawtooth(n: int) -> Network:
    """x in {0,1}^n -> (x_1 + ... + x_n) mod 2, the sawtooth f^K of the sum divided by 2^K.

    K is the binary logarithm of n, rounded up.

    Shape
        n -> 1, K + 1 layers (2, ..., 2, 1), 2K relu units. 2n + 6K - 1 parameters (2 if n = 1).
    Why it works
        The sum s is an integer with 0 <= s <= n <= 2^K, and f^K(s/2^K) = s mod 2.
    Raises
        ValueError: unless n >= 1.
    Source
        A corollary of Telgarsky 2015; `constructions.parity.zigzag` does it in one hidden layer of
        n units.

    >>> from verify.network import forward
    >>> [int(forward(parity_by_sawtooth(3), x)[0]) for x in ((0, 0, 0), (1, 0, 0), (1, 1, 1))]
    [0, 1, 1]
    >>> parity_by_sawtooth(1000).relus
    20
    """
    if n < 1:
        raise ValueError(f"expected n >= 1, found n = {n}")
    folds = (n - 1).bit_length()
    row = [f"1/{2**folds}"] * n
    if folds == 0:                      # one bit is its own parity
        return Network((dense([row], [0]),))
    return Network((dense([row, row], BEND.bias, "relu"), *merged(folds).layers[1:]))


def _check(k: int) -> None:
    if k < 1:
        raise ValueError(f"expected k >= 1, found k = {k}")
