"""The self-test catches a checker that passes everything, and counts what it says it counts."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from sympy import Integer, Rational, Symbol

from verify import builders, kernel
from verify.block_maps import Units
from verify.calculus import Eq, Finite, Fn, ForAll, Index, Le, Lt, Ne, Range, Size, SumOver
from verify.circuits.circuit import circuit, logic, truth_tables
from verify.circuits.gate import table, threshold
from verify.model import Model, NetworkValues, Table
from verify.network import Graph, Network, Node, dense, forward
from verify.selftest import assumptions, proofs, run, solve, statements, witnesses
from verify.selftest.equal import Reference, as_function, inputs
from verify.selftest.mutants import mutants
from verify.selftest.statements import Instance
from verify.selftest.tally import Result, Record, kill_rate
from verify.selftest.variants import variants
from verify.selftest.weaker import direction
from verify.sparse import from_rows
from verify.statement import (Claim, Exhaustive, FalseAt, NormalForm, Parameter, Slack, Source,
                              Theorem)
from verify.tied import WeightTied

SOURCE = Source("us", "Ourselves")
x = Index("x", Finite(-1, 0, 1, 2))
N = Fn("N", x.over)


def absolute():
    """|x|, and a unit that nobody reads."""
    return Network((dense([[1], [-1], [5]], [0, 0, 1], "relu"), dense([[1, 1, 0]], [0])))


def about_absolute(*claims, network=absolute, **fields):
    fields = {"exists": N, "witness": lambda given: network(), **fields}
    return Theorem(
        "absolute", "the absolute value", SOURCE, claims, **fields,
        given=(Parameter("k", "integer", 1, "nothing", 1, 3),),
        instance=lambda given, net: Model(
            values={"N": NetworkValues(net or network(), x.over)}, name="the four numbers"))


RIGHT = Claim("N is |x|", "construction", ForAll((x,), Eq(N(x), abs(x))), Exhaustive())
ANYTHING = Claim("N is something", "construction", ForAll((x,), Le(0, N(x)**2)), Exhaustive())


# ---- mutants ------------------------------------------------------------------------------------

def recount(layer):
    """How many different layers are one change away, counted without the code under test."""
    numbers = [n for row in (*layer.weight, layer.bias) for n in row]
    count = sum(len({-v, Fraction(0), v + 1, v - 1} - {v}) for v in numbers) + 3 * len(layer.bias)
    units = list(zip(layer.weight, layer.bias, layer.activation))
    for (one, b, f), (other, c, g) in combinations(units, 2):
        count += one != other                                 # the rows alone
        count += (b, f) != (c, g)                              # and with what belongs to them
    return count


def test_every_mutant_is_there_once():
    network = absolute()
    found = [m.network for m in mutants(network)]
    assert len(found) == len(set(found)) == sum(map(recount, network.layers))
    assert network not in found and all(m.depth == 2 for m in found)
    for changed in found:
        layers = [n for n, pair in enumerate(zip(network.layers, changed.layers))
                  if pair[0] != pair[1]]
        assert len(layers) == 1


def test_a_shared_layer_stays_shared():
    graph = Graph(1, (("f", dense([[2]], [1], "relu")),),
                  (Node("a", "f", ("x",)), Node("b", "f", ("a",))), ("b",))
    found = list(mutants(graph))
    assert len(found) == recount(graph.layers[0][1])
    assert all(m.network.nodes == graph.nodes and len(m.network.layers) == 1 for m in found)


def test_every_entry_of_a_tied_layer_is_changed():
    tied = WeightTied(1, (1, 1), from_rows([[0, 0], [2, 0]]), from_rows([[1], [0]]),
                      (Fraction(0), Fraction(0)), (Units(("relu",)), Units(("identity",))))
    found = list(mutants(tied))
    # zeros have two others, 2 and 1 have 4 and 3 (1 - 1 is 0); two swaps, 3 activations each
    assert len(found) == 3 * 2 + 4 + 3 + 2 + 2 * 2 + 2 + 2 * 3
    reference = Reference(tied)
    assert {reference.compare(m.network).outcome for m in found} == {"different"}


def test_circuits_are_mutated_gate_by_gate():
    half = circuit(2, [logic("s", "xor", "x1", "x2"),
                       threshold("c", ("x1", "x2"), [1, 1], 2), table("d", "0010", "s", "c")],
                   "s", "c", "d")
    found = list(mutants(half))
    # 5 kinds and 2 reads; weights 1 (-1, 0, 2) twice, threshold 2 (-2, 0, 3, 1), tie, swap;
    # 4 digits and a swap; every read and every output from each other wire before it
    assert len(found) == 5 + 2 + 6 + 4 + 1 + 1 + 4 + 1 + (2 + 2 * 2 + 2 * 3) + 3 * 4
    tables = {m.change: truth_tables(m.network) for m in found}
    for mutant in found:
        compared = Reference(half).compare(mutant.network)
        same = tables[mutant.change] == truth_tables(half)
        assert compared.outcome == ("equal" if same else "different"), mutant.change
    assert Reference(half).compare(half).outcome == "equal"


def test_another_kind_of_network_is_no_silence():
    with pytest.raises(TypeError, match="no mutants of a dict"):
        next(mutants({}))


def test_differences_replay_and_equality_is_proved():
    reference = Reference(absolute())
    for mutant in mutants(absolute()):
        compared = reference.compare(mutant.network)
        sampled = any(forward(absolute(), p) != forward(mutant.network, p) for p in inputs(1))
        assert compared.outcome == ("different" if sampled else "equal"), mutant.change
    assert reference.compare(absolute()).outcome == "equal"


def test_a_difference_that_no_point_shows_is_found():
    far = Network((dense([[1], [1]], [-10**6, -10**6 - 1], "relu"), dense([[1, -1]], [0])))
    zero = Network((dense([[0]], [0]),))
    assert Reference(zero).compare(far).outcome == "different"


def test_the_function_of_a_tied_network_is_its_step():
    tied = WeightTied(1, (1,), from_rows([[2]]), from_rows([[3]]), (Fraction(1),),
                      (Units(("relu",)),))
    assert forward(as_function(tied), (5, 7)) == (Fraction(2 * 5 + 3 * 7 + 1),)


# ---- witnesses ----------------------------------------------------------------------------------

def outcomes(theorem, given=None):
    return list(witnesses.results(theorem, given or {"k": 1}))


def test_the_mutants_of_a_witness_are_refuted_or_the_same():
    results = outcomes(about_absolute(RIGHT))
    assert len(results) == len(list(mutants(absolute())))
    assert {r.outcome for r in results} == {"refuted", "equivalent"}
    # exactly those that agree on the four numbers are equivalent
    same = [m.change for m in mutants(absolute()) if all(
        forward(m.network, (v,)) == (abs(v),) for v in (-1, 0, 1, 2))]
    assert [r.change for r in results if r.outcome == "equivalent"] == [f"k = 1; {m}" for m in same]
    assert any("unit 2" in change for change in same)          # the dead unit


def test_a_theorem_that_passes_everything_is_caught():
    results = outcomes(about_absolute(ANYTHING))
    missed = [r for r in results if r.outcome == "missed"]
    changed = [m for m in mutants(absolute()) if any(
        forward(m.network, (v,))[0]**2 != v * v for v in (-1, 0, 1, 2))]
    assert len(missed) == len(changed) > 20
    assert not [r for r in results if r.outcome == "refuted"]


def test_a_checker_that_says_proved_is_caught(monkeypatch):
    class Everything:
        applies, verdict, claims = True, "proved", ()
    monkeypatch.setattr(witnesses, "check", lambda *args, **options: Everything)
    results = outcomes(about_absolute(RIGHT))
    assert [r for r in results if r.outcome == "missed"]
    assert {r.outcome for r in results} == {"missed", "equivalent"}


def test_a_universal_claim_is_about_its_mutants_too():
    square = Claim("squares", "conclusion", ForAll((x,), Le(0, N(x)**2)), Exhaustive())
    bounded = Claim("bounded", "conclusion", ForAll((x,), Le(N(x), 2)), Exhaustive())
    small = Claim("small", "assumption", ForAll((x,), Le(N(x), 2)), Exhaustive())
    assert {(r.subject, r.outcome) for r in outcomes(about_absolute(square))} == {
        ("instance", "equivalent")}
    assert {r.outcome for r in outcomes(about_absolute(bounded))} == {"equivalent", "missed"}
    assert {r.outcome for r in outcomes(about_absolute(small, bounded))} == {
        "equivalent", "refuted"}


# ---- assumptions --------------------------------------------------------------------------------

n = Size("n")
i = Index("i", Range(n, "n"))
f, g, h = (Fn(name, i.over) for name in "fgh")
LOW = Claim("f is at most g", "assumption", ForAll((i,), Le(f(i), g(i))))
HIGH = Claim("g is at most h", "assumption", ForAll((i,), Le(g(i), h(i))))
IDLE = Claim("n is positive", "assumption", Le(1, n))
END = Claim("f is at most h", "conclusion", ForAll((i,), Le(f(i), h(i))),
            Slack(g(i) - f(i), h(i) - g(i)), using=("f is at most g", "g is at most h"))


def transitive(*claims):
    values = {"f": Table.of([0, 1]), "g": Table.of([0, 2]), "h": Table.of([0, 2])}
    return Theorem("transitive", "inequalities add", SOURCE, claims or (LOW, HIGH, IDLE, END),
                   given=(Parameter("d", "integer", 2, "nothing", 2, 2),),
                   instance=lambda given, net: Model(sizes={"n": 2}, values=values, name="n = 2"))


def dropped(theorem):
    return assumptions.results(theorem, {"n = 2": theorem.instance({}, None)},
                               assumptions.general_verdicts(theorem), 2.0)


def test_a_needed_assumption_is_refuted_and_an_idle_one_is_named():
    found = {r.change: r for r in dropped(transitive())}
    assert {change: r.outcome for change, r in found.items()} == {
        "'f is at most h' without 'f is at most g'": "refuted",
        "'f is at most h' without 'g is at most h'": "refuted",
        "every conclusion without 'n is positive'": "equivalent"}


def test_the_theorems_own_counterexample_comes_first():
    example = Model(sizes={"n": 1}, values={"f": Table.of([3]), "g": Table.of([1]),
                                            "h": Table.of([2])}, name="f = 3, g = 1, h = 2")
    own = Claim("without it", "necessity", END.formula, FalseAt(lambda: example))
    found = list(dropped(transitive(LOW, HIGH, END, own)))
    assert found[0].how == "at the model of 'without it'"


def test_an_assumption_that_follows_is_missed():
    """The proof cites all three, but one follows from the others and gives the conclusion alone:
    without any of them there is no counterexample."""
    third = Claim("f is at most h as well", "assumption", ForAll((i,), Le(f(i), h(i))))
    end = Claim("f is at most h", "conclusion", ForAll((i,), Le(2 * f(i), 2 * h(i))),
                Slack(g(i) - f(i), h(i) - g(i), h(i) - f(i)),
                using=("f is at most g", "g is at most h", third.name))
    found = list(dropped(transitive(LOW, HIGH, third, end)))
    assert len(found) == 3 and {r.outcome for r in found} == {"missed"}


def test_assumptions_of_a_conclusion_that_is_not_proved_are_missed():
    wrong = replace(END, by=Slack(g(i) - f(i), h(i) - f(i)))
    found = list(dropped(transitive(LOW, HIGH, wrong)))
    assert [r.outcome for r in found] == ["missed", "missed"]


def test_what_z3_proposes_is_replayed(monkeypatch):
    def wrong(translation, answer, *rest):
        return Model(sizes={"n": 1}, values={"f": Table.of([0]), "g": Table.of([0]),
                                             "h": Table.of([0])})
    facts = {"low": LOW.formula}
    assert solve.counterexample(END.formula, facts, {"n": 1}).outcome == "refuted"
    assert solve.counterexample(END.formula, {**facts, "high": HIGH.formula}, {"n": 1}) is None
    monkeypatch.setattr(solve.Translation, "model", wrong)
    assert solve.counterexample(END.formula, facts, {"n": 1}) is None


def test_a_definition_of_what_nobody_speaks_of_costs_nothing():
    from verify.selftest.definitions import free
    k = Index("k", Range(n + 1, "from 0", first=0))
    E, total = Fn("E", k.over), Fn("u", k.over)
    base, step = Eq(E(0), 0), ForAll((i,), Eq(E(i), E(i - 1) + f(i)))
    facts = {"base": base, "step": step, "low": LOW.formula}
    assert free(facts, [END.formula]) == {"base", "step"}
    # the conclusion speaks of it, or another fact does, or it is no definition
    assert not free(facts, [ForAll((k,), Le(E(k), 1))])
    assert not free({**facts, "small": ForAll((k,), Le(E(k), 1))}, [END.formula])
    for wrong in (ForAll((i,), Eq(E(i), E(i) + f(i))), ForAll((i,), Le(E(i), f(i))),
                  ForAll((i,), Eq(E(i), f(i) + E(0))), ForAll((i,), Eq(2 * E(i), f(i)))):
        assert not free({"base": base, "wrong": wrong}, [END.formula])
    # an explicit definition is put in, but only if nothing of it is left
    whole = ForAll((k,), Eq(total(k), E(k) + 1))
    assert free({**facts, "whole": whole}, [END.formula]) == {"base", "step", "whole"}
    left = ForAll((k,), Le(total(k), 3))
    assert not free({"whole": whole, "left": left}, [END.formula])


def test_the_readable_part_of_a_shifted_variant_is_decided():
    constant = Model(sizes={"n": 2}, values={"f": Table.of([5, 5]), "g": Table.of([5, 5]),
                                             "h": Table.of([5, 7])})
    same = Claim("alike", "construction", ForAll((i,), Eq(f(i), g(i))))
    other = Claim("other", "construction", ForAll((i,), Eq(h(i), h(i))))
    found = varied(same, model=constant)
    assert found["i + 1 for i on the right"].outcome == "equivalent"
    assert "wherever it can be read" in found["i + 1 for i on the right"].how
    assert varied(other, model=constant)["i + 1 for i on the right"].outcome == "refuted"
    single = Model(sizes={"n": 1}, values={"f": Table.of([5]), "g": Table.of([5])})
    assert varied(same, model=single)["i + 1 for i on the right"].outcome == "refused"


# ---- statements ---------------------------------------------------------------------------------

def varied(claim, *others, model=None):
    theorem = transitive(*others, claim)
    here = Instance("d = 2", {"d": 2}, model or theorem.instance({}, None))
    return {r.change.split(", ", 1)[1]: r for r in statements.results(
        theorem, [here], assumptions.general_verdicts(theorem), seconds=2.0)}


def test_a_tight_inequality_has_only_false_variants():
    found = varied(END, LOW, HIGH, IDLE)
    assert {change: r.outcome for change, r in found.items()} == {
        "reversed": "refuted", "made strict": "refuted", "right side halved": "refuted",
        "i + 1 for i on the right": "refuted", "i - 1 for i on the right": "refuted"}


def test_a_variant_that_is_true_is_proved():
    half = Claim("halves", "conclusion", ForAll((i,), Le(0, f(i)**2)), Slack(f(i)**2))
    found = varied(half)
    assert found["right side halved"].outcome == "equivalent"
    assert found["reversed"].outcome == found["made strict"].outcome == "refuted"


def test_a_prover_that_proves_too_much_is_caught(monkeypatch):
    class Anything:
        outcome = "proved"

        @staticmethod
        def decide(*question):
            return Anything
    monkeypatch.setattr(proofs, "symbolic", Anything)
    found = varied(END, LOW, HIGH, IDLE)
    assert {r.outcome for r in found.values()} == {"missed"}
    assert all("but refuted" in r.how for r in found.values())


def test_sums_and_numbers_are_off_by_one():
    total = Claim("all of them", "conclusion", Eq(SumOver(Integer(1), i), n), NormalForm())
    found = varied(total)
    assert {r.outcome for r in found.values()} == {"refuted"}
    assert {"right side plus 1", "n - 1 for n on the right", "right side doubled",
            "not equal"} <= set(found)


def test_every_variant_is_another_formula():
    k = Symbol("k", integer=True, nonnegative=True)
    formula = ForAll((i,), Le(f(i), 3 * k + SumOver(g(i), i)), where=Le(i, k))
    found = [v.formula for v in variants(formula)]
    assert len(found) == len(set(found)) and formula not in found
    assert {v.change for v in variants(formula)} == {
        "reversed", "made strict", "right side halved", "3 halved", "k + 1 for k on the right",
        "k - 1 for k on the right", "condition off by one"}
    for relation in (Eq(k, 2 * n), Lt(k, n), Ne(k, n)):
        assert all(v.formula != relation for v in variants(relation))


def test_directions_are_those_of_the_values():
    m, k = Size("m"), Size("k")
    terms = [(m + 1)**(k - 1), 3 - m, m * k, 1 / m, 2**k, Rational(1, 2) * m - k, m**2 - m]
    for term in terms:
        for number in (m, k):
            said = direction(term, number)
            for values in [(1, 1), (2, 3), (5, 2)]:
                before = term.subs({m: values[0], k: values[1]})
                after = term.subs(number, number + 1).subs({m: values[0], k: values[1]})
                if said is not None:
                    assert (after - before) * said >= 0 and (said != 0 or after == before)
    assert direction(m**2 - m, m) == 1 and direction(m**2 - 4 * m, m) is None


# ---- the table ----------------------------------------------------------------------------------

def test_counts_and_kill_rates_are_those_of_the_results():
    tested = run.of_theorem(about_absolute(RIGHT, ANYTHING))
    shown = tested.to_json()
    for subject, counts in shown["counts"].items():
        results = [r for r in shown["results"] if r["subject"] == subject]
        assert counts["tried"] == len(results) == sum(
            counts[word] for word in ("refuted", "refused", "equivalent", "missed"))
        for word in ("refuted", "refused", "equivalent", "missed"):
            assert counts[word] == sum(r["outcome"] == word for r in results)
        killed = counts["refuted"] + counts["refused"]
        assert counts["kill_rate"] == f"{killed}/{killed + counts['missed']}"
    mutated = [r for r in tested.results if r.subject == "mutant"]
    assert len(mutated) == 2 * len(list(mutants(absolute())))          # two sizes


def test_a_result_is_one_of_the_known_ones():
    with pytest.raises(ValueError, match="no result"):
        Result("mutant", "a", "fine")
    assert kill_rate(Record("a", "theorem", ()), "mutant") == "0/0"


def test_a_construction_with_a_dead_unit_has_equivalent_mutants():
    def build(size: int) -> Network:
        """|x|, and a unit that nobody reads."""
        return absolute()
    tested = run.of_construction(builders.from_function("absolute", build))
    assert {r.outcome for r in tested.results} == {"refuted", "equivalent"}
    dead = [r for r in tested.results if "unit 2: 5 ->" in r.change or "input 0: 5 ->" in r.change]
    assert dead and {r.outcome for r in dead} == {"equivalent"}
    assert all("z3" in r.how for r in dead)


def test_a_construction_that_cannot_be_mutated_is_missed():
    def build(size: int) -> int:
        """No network."""
        return 3
    tested = run.of_construction(builders.from_function("three", build))
    assert [r.outcome for r in tested.results] == ["missed"]


def test_a_theorem_that_is_not_proved_is_missed():
    false = Claim("false", "conclusion", ForAll((x,), Eq(N(x), x)), Exhaustive())
    tested = run.of_theorem(about_absolute(false))
    assert any(r.change == "the theorem itself" for r in tested.missed)


# ---- the command --------------------------------------------------------------------------------

def test_the_command_exits_with_what_is_missed(capsys, monkeypatch):
    from verify import cli
    monkeypatch.setattr(run, "_jobs", lambda names: [
        ("right", lambda plan: run.of_theorem(about_absolute(RIGHT), plan))])
    assert cli.main(["selftest", "--quick", "--no-color"]) == 0
    out = capsys.readouterr().out
    assert "absolute (theorem" in out and " 0 missed" in out
    monkeypatch.setattr(run, "_jobs", lambda names: [
        ("wrong", lambda plan: run.of_theorem(about_absolute(ANYTHING), plan))])
    assert cli.main(["selftest", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["schema"] == "netproof-selftest/1" and shown["missed"] > 0
    assert shown["missed"] == sum(r["outcome"] == "missed" for t in shown["tested"]
                                  for r in t["results"])


def test_an_unknown_name_is_bad_input(capsys):
    from verify import cli
    assert cli.main(["selftest", "sawtoth"]) == 2
    assert "did you mean" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["zigzag", "sawtooth-merged", "weight-tied", "odd-triads"])
def test_our_own_constructions(name):
    tested = run.of_construction(builders.find(name), run.QUICK)
    assert tested.results and not tested.missed


def test_a_theorem_of_ours_with_every_subject():
    from verify import catalogue
    theorem = catalogue.find("parity-by-sawtooth")
    tested = run.of_theorem(theorem, run.QUICK)
    assert set(tested.subjects) == {"mutant", "assumption", "statement"} and not tested.missed


def test_every_refutation_has_been_replayed(monkeypatch):
    """Whatever is called refuted went through the kernel, which replays."""
    judged = []
    original = kernel.judge
    monkeypatch.setattr(kernel, "judge", lambda finding, premises=None: judged.append(
        finding) or original(finding, premises))
    found = varied(END, LOW, HIGH, IDLE)
    assert len([j for j in judged if j.outcome == "refuted"]) >= len(
        [r for r in found.values() if r.outcome == "refuted"]) > 0


def test_room_to_spare_is_shown_by_proof():
    weak = Claim("a", "conclusion", ForAll((i,), Le(f(i)**2, f(i)**2 + 6)),
                 Slack(Integer(6)), using=())
    found = varied(weak)
    assert found["made strict"].outcome == "equivalent"
    assert found["6 halved"].outcome == "equivalent"
