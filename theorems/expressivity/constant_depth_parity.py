"""trial"""
from sympy import Integer, Rational, Symbol
from theorems.sources import LECTURE
from verify.calculus import *
from verify.statement import *
from verify.model import Model, Table
n, m = Size("n"), Size("m")
b = Size("b")
bits, terms = Range(n, "bits"), Range(m, "terms")
cube = Cube(bits, "inputs")
x, y = Index("x", cube), Index("y", cube)
i, j, i2 = Index("i", bits), Index("j", terms), Index("i2", bits)
last = Index("i'", bits)
P, Q = (Fn(name, terms, bits) for name in "PQ")
T = Fn("T", terms, cube)
literals = ProductOver((1 - P(j, i) * (1 - Coordinate(x, i))) * (1 - Q(j, i) * Coordinate(x, i)), i)
weight = SumOver(Coordinate(x, i), i)
wy = SumOver(Coordinate(y, i), i)
f = Mod2(b + weight)
r = ProductOver(Q(j, i) - P(j, i), i)
r2 = ProductOver((Q(j, i) - P(j, i))**2, i)
covered = SumOver(T(j, x), x)
signed = SumOver(Sign(weight), x)
minterm = ProductOver(1 - Coordinate(x, i) - Coordinate(y, i) + 2*Coordinate(x, i)*Coordinate(y, i), i)
def unused(i):
    return 1 - (Q(j, i) - P(j, i))**2
def sq(i):
    return (1 - P(j, i))**2 * (1 - Q(j, i))**2 + P(j, i)**2 * Q(j, i)**2
def instance(given, network):
    n = given["n"]; b = 0
    pts = [p for p in range(2**n) if p.bit_count() % 2]
    return Model(sizes={"n": n, "m": len(pts), "b": 2}, values={
        "P": Table.of([[p >> k & 1 for k in range(n)] for p in pts]),
        "Q": Table.of([[1 - (p >> k & 1) for k in range(n)] for p in pts]),
        "T": Table.of([[int(p == q) for q in range(2**n)] for p in pts])})
theorem = Theorem(name="constant-depth-parity", title="t", source=LECTURE, instance=instance,
  given=(Parameter("n", "integer", 4, "bits", low=1, high=8),),
  claims=(
    Claim("terms", "assumption", Eq(T(j, x), literals)),
    Claim("P", "assumption", Eq(P(j, i)**2, P(j, i))),
    Claim("Q", "assumption", Eq(Q(j, i)**2, Q(j, i))),
    Claim("only", "assumption", ForAll((j, x), Le(T(j, x), f))),
    Claim("all", "assumption", ForAll((x,), Le(f, SumOver(T(j, x), j)))),
    Claim("fact", "step", Eq(SumOver(Sign(b + weight) * literals, x), Sign(b) * r),
          Induction(bits, base=NormalForm(), step=NormalForm())),
    Claim("between", "step", Le(0, literals), Slack(ProductOver((1 - P(j, i) * (1 - Coordinate(x, i)))**2 * (1 - Q(j, i) * Coordinate(x, i))**2, i)), using=("P", "Q")),
    Claim("same", "step", ForAll((j, x), Le(Sign(b + weight) * T(j, x) + T(j, x), 0)),
          Instances(At("only"), At("between"), At("terms"), integers=(f,)), using=("only", "between", "terms")),
    Claim("covA", "step", Eq(SumOver(Sign(b + weight) * T(j, x), x), Sign(b) * r), NormalForm(), using=("fact", "terms")),
    Claim("covB", "step", Le(covered, -SumOver(Sign(b + weight) * T(j, x), x)), Slack(SumOver(-Sign(b + weight) * T(j, x) - T(j, x), x)), using=("same",)),
    Claim("cov", "step", Le(covered, -Sign(b) * r), Instances(At("covA"), At("covB")), using=("covA", "covB")),
    Claim("sq", "step", Le(r**2, 1), Induction(bits, base=NormalForm(), step=Slack(r**2 * sq(last))), using=("P", "Q")),
    Claim("atmost", "step", Le(covered, 1), Slack((1 + Sign(b) * r)**2 / 2, (1 - r**2) / 2, -Sign(b) * r - covered), using=("cov", "sq")),
    Claim("balance0", "step", Eq(signed * SumOver(Integer(1), i2), 0), Induction(bits, base=NormalForm(), step=NormalForm())),
    Claim("count", "conclusion", Le(SumOver(f, x), m), Slack(SumOver(SumOver(T(j, x), j) - f, x), SumOver(1 - covered, j)), using=("all", "atmost")),
    Claim("count bits", "step", Eq(SumOver(Integer(1), i2), n), NormalForm()),
    Claim("odd", "step", Eq(2 * SumOver(f, x), SumOver(Integer(1), x) - Sign(b) * signed), NormalForm()),
    Claim("minterm", "sharper", Eq(minterm, Indicator(x, y)), NormalForm(), at_instance=False),
    Claim("s1", "sharper", Eq(SumOver(Sign(b + wy) * minterm, y), Sign(b + weight)), Induction(bits, base=NormalForm(), step=NormalForm()), at_instance=False),
    Claim("s2", "sharper", Eq(SumOver(minterm, y), 1), Induction(bits, base=NormalForm(), step=NormalForm()), at_instance=False),
    Claim("suffice", "sharper", Eq(SumOver(Mod2(b + wy) * minterm, y), f), NormalForm(), using=("s1", "s2"), at_instance=False),
    Claim("bal1", "step", Eq(signed, 0), Instances(At("balance0"), At("count bits"), products=((signed, n-1), (-signed, n-1))), using=("balance0", "count bits")),
    Claim("lower", "conclusion", Le(SumOver(Integer(1), x), 2 * m), Instances(At("count"), At("bal1"), At("odd"), products=((signed, n-1), (-signed, n-1))), using=("odd", "count", "bal1")),
    
  ))
