"""All McCulloch-Pitts units of few inputs, each listed once, and how many functions they have."""

from theorems.expressivity import mcculloch_pitts_instance as at
from verify.calculus import (Coordinate, Cube, Eq, Finite, Fn, ForAll, Formula, Index, Indicator,
                             Range, Relu, SumOver)
from verify.statement import Claim, Exhaustive

# the functions of two inputs (at 00, 10, 01, 11) that no unit computes
MISSING = (("exclusive or", "0110"), ("its complement", "1001"), ("nand", "1110"),
           ("x1 or not x2", "1101"), ("not x1 or x2", "1011"))

# no inhibitor is 1, and the excitement reaches the threshold
fires = Fn("fires", definition=lambda inhibitors, excitement, threshold:
           Indicator(inhibitors, 0) * Indicator(Relu(threshold - excitement), 0))


def every_unit(size: int, most: int) -> tuple[Claim, ...]:
    """The claims about all units of so many inputs, numbered, each listed once."""
    mark, base = at.mark(size, most), most + 2
    label = f"{size} input{'s' * (size > 1)}"
    group = f"all units of {label}" + (f", up to {most} synapses each" if most > 1 else "")
    number = at.thresholds(size, most) * base**size
    q, r = (Index(name, Range(number, f"units {mark}", first=0)) for name in "qr")
    k, point = Index("i", Range(size, f"inputs {size}")), Index("x", Cube(
        Range(size, f"inputs {size}"), f"points of {size}"))
    e, h = Fn(f"e[{mark}]", q.over, k.over), Fn(f"h[{mark}]", q.over, k.over)
    threshold, function = Fn(f"t[{mark}]", q.over), Fn(f"R[{mark}]", q.over)
    place = Fn(f"P[{size}]", point.over)
    before = 1 - Indicator(Relu(q - r), 0)
    same = Indicator(function(q), function(r)) * before
    first = Indicator(SumOver(same, r), 0)
    positive = SumOver((1 - Indicator(threshold(q), 0)) * Indicator(
        SumOver(same * (1 - Indicator(threshold(r), 0)), r), 0), q)
    value = fires(SumOver(h(q, k) * Coordinate(point, k), k),
                  SumOver(e(q, k) * Coordinate(point, k), k), threshold(q))
    claims: list[tuple[str, Formula, str]] = [
        ("listed", Eq(q, threshold(q) * base**size + SumOver(
            (e(q, k) + (most + 1) * h(q, k)) * base**(k - 1), k)),
         "the digits of its number are the thresholds and the roles of the inputs"),
        ("an input excites or inhibits", Eq(
            Relu(-e(q, k)) + Relu(e(q, k) - most) + (h(q, k) - h(q, k)**2)**2
            + (e(q, k) * h(q, k))**2, 0), ""),
        ("their functions", Eq(function(q), SumOver(place(point) * value, point)),
         "as a number: its digits are the values")]
    if most == 1:
        claims += [
            ("how many functions", Eq(SumOver(first, q), 2**size + 1 + size * 3**(size - 1)),
             "2^n + 1 + n 3^(n-1)"),
            ("with thresholds of at least 1", Eq(positive, 1 + size * 3**(size - 1)),
             "1 + n 3^(n-1)")]
    else:
        claims.append(("how many functions", Eq(SumOver(first, q), (4, 11, 42)[size - 1]), ""))
    if (size, most) == (2, 1):
        absent = Index("g", Finite(6, 9, 7, 13, 11))
        claims.append(("the five that are missing", ForAll((absent,), Eq(
            SumOver(Indicator(function(q), absent), q), 0)),
            ", ".join(name for name, _ in MISSING)))
    if (size, most) == (3, 1):
        claims.append(("x1 and (x2 or x3) is missing",
                       Eq(SumOver(Indicator(function(q), 168), q), 0), ""))
    return tuple(Claim(f"{label}{', repeated' * (most > 1)}: {name}", "sharper", formula,
                       Exhaustive(), group=group, text=text,
                       when=lambda given: given["bits"] >= size)
                 for name, formula, text in claims)
