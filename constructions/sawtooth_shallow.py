"""The sawtooth f^k of constructions.sawtooth with one hidden layer: about 2^k units, and no fewer.

A hidden layer of relus has a kink per unit, and the sawtooth has a kink at every j/2^k in [0, 1].
How many units that makes depends on the two ends: on where the network has to be right, and on
whether a skip edge or a relu at the output helps. Each of the four counts is the least possible.
"""

from verify.network import INPUT, Graph, Layer, Network, Node, dense

MOST = 16                # 2^16 units; the number of units is what is exponential here


def shallow(k: int) -> Network:
    """x -> f^k(x) on [0, 1] with a linear output, sum over j = 0..2^k - 1 of c_j relu(x - j/2^k).

    c_0 = 2^k and c_j = (-1)^j 2^(k+1).

    Shape
        1 -> 1, one hidden layer of 2^k relu units, 3 2^k + 1 parameters. Right for x <= 1.
    Why it works
        At j/2^k unit j joins in and turns the slope from 2^k to -2^k or back.
    Why no fewer
        With 2^k - 1 units each kink inside [0, 1] has exactly one, and none is elsewhere. The
        slope before the first kink, 2^k, is that of the units that look left, whose slopes are
        the jumps +-2^(k+1) at their kinks: a multiple of 2^(k+1).
    Raises
        ValueError: unless 1 <= k <= 16.
    Source
        Telgarsky 2015 on the shallow side; the exact counts are elementary.

    >>> from verify.network import forward
    >>> [int(forward(shallow(3), [f"{i}/8"])[0]) for i in range(9)]
    [0, 1, 0, 1, 0, 1, 0, 1, 0]
    """
    turns = _turns(k)
    return Network((_bends(k, 0, len(turns)), dense([turns], [0])))


def shallow_on_line(k: int) -> Network:
    """x -> f^k(x) on all of R with a linear output: shallow(k) and 2^k relu(x - 1).

    Shape
        1 -> 1, one hidden layer of 2^k + 1 relu units, 3 2^k + 4 parameters.
    Why it works
        The last unit turns the slope back to 0 at x = 1.
    Why no fewer
        f^k has 2^k + 1 kinks on R and each needs a unit of its own.
    Raises
        ValueError: unless 1 <= k <= 16.

    >>> from verify.network import forward
    >>> [int(forward(shallow_on_line(2), [x])[0]) for x in (-1, "3/4", 1, 5)]
    [0, 1, 0, 0]
    """
    turns = [*_turns(k), 2**k]
    return Network((_bends(k, 0, len(turns)), dense([turns], [0])))


def shallow_with_skip(k: int) -> Graph:
    """x -> f^k(x) on [0, 1], where the output reads x as well: shallow(k) with x for relu(x).

    Shape
        1 -> 1, one hidden layer of 2^k - 1 relu units, an edge past it, 3 2^k - 1 parameters.
    Why no fewer
        f^k has 2^k - 1 kinks inside [0, 1] and each needs a unit of its own.
    Raises
        ValueError: unless 1 <= k <= 16.

    >>> shallow_with_skip(3).units, shallow(3).units, shallow_on_line(3).units
    (7, 8, 9)
    """
    turns = _turns(k)
    return Graph(1, (("bends", _bends(k, 1, len(turns))), ("read", dense([turns], [0]))),
                 (Node("h", "bends", (INPUT,)), Node("y", "read", (INPUT, "h"))), ("y",))


def shallow_relu_output(k: int) -> Network:
    """x -> f^k(x) on all of R: shallow(k) with a relu at the output.

    Shape
        1 -> 1, one hidden layer of 2^k relu units and a relu output, 3 2^k + 1 parameters.
    Why it works
        shallow(k) falls below 0 only after x = 1, where f^k is 0.
    Why no fewer
        Before its relu the output is f^k on [0, 1] already: where f^k > 0 at once, at the zeros
        of f^k by continuity. So the 2^k of `shallow` are needed.
    Raises
        ValueError: unless 1 <= k <= 16.

    >>> from verify.network import forward
    >>> [int(forward(shallow_relu_output(2), [x])[0]) for x in (-1, "3/4", 1, 5)]
    [0, 1, 0, 0]
    """
    hidden, last = shallow(k).layers
    return Network((hidden, Layer(last.weight, last.bias, ("relu",))))


def _turns(k: int) -> list[int]:
    """The changes of slope at 0, 1/2^k, ..., (2^k - 1)/2^k."""
    if not 1 <= k <= MOST:
        raise ValueError(f"expected 1 <= k <= {MOST}, found k = {k}")
    return [2**k] + [(-1)**j * 2**(k + 1) for j in range(1, 2**k)]


def _bends(k: int, start: int, stop: int) -> Layer:
    """The units relu(x - j/2^k), start <= j < stop."""
    return dense([[1]] * (stop - start), [f"{-j}/{2**k}" for j in range(start, stop)], "relu")
