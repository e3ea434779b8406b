"""Theorems are found by name and alias; what a plug-in may not do is refused by name."""

import pytest

from verify import builders, catalogue
from verify.errors import BadInput, Refused
from verify.reserved import COMMANDS, OPTIONS
from verify.statement import Parameter


def test_by_name_only_that_module_is_imported(installed, toy):
    broken = RuntimeError("this module was imported")
    installed(("ours", "toy", toy()), ("theirs", "zeta", broken))
    assert catalogue.find("toy").name == "toy"
    with pytest.raises(BadInput, match="zeta of theirs: .* found RuntimeError: this module was"):
        catalogue.find("toy1")


def test_by_alias_and_in_order(installed, toy):
    installed(("ours", "toy", toy()), ("theirs", "alpha", toy(name="alpha", also=())))
    assert catalogue.find("toy1").name == "toy"
    assert [theorem.name for theorem in catalogue.theorems()] == ["alpha", "toy"]


def test_an_alias_with_a_line_of_its_own_is_one_import(installed, toy):
    theorem, broken = toy(), RuntimeError("this module was imported")
    installed(("ours", "toy", theorem), ("ours", "toy1", theorem))
    assert catalogue.theorems() == (theorem,)
    installed(("ours", "toy", theorem), ("ours", "toy1", theorem), ("theirs", "zeta", broken))
    assert catalogue.find("toy1") is catalogue.find("toy") is theorem


def test_a_line_for_what_is_no_alias_or_no_theorems_is_refused(installed, toy):
    installed(("ours", "toy", toy()), ("ours", "old", toy()))
    with pytest.raises(BadInput, match="expected a theorem named old, found toy"):
        catalogue.find("old")
    installed(("ours", "toy1", toy()))
    with pytest.raises(BadInput, match="an alias of a theorem that is registered as toy too"):
        catalogue.theorems()
    installed(("ours", "toy", toy()), ("theirs", "toy1", toy()))
    with pytest.raises(BadInput, match="toy1 of theirs: expected an alias of a theorem"):
        catalogue.theorems()


@pytest.mark.parametrize("typed, meant", [("tyo", "toy"), ("toy2", "toy1"), ("lsit", "list")])
def test_misspelt_names_suggest_the_nearest(installed, toy, typed, meant):
    installed(("ours", "toy", toy()))
    with pytest.raises(BadInput, match=rf"found {typed} \(did you mean .*{meant}"):
        catalogue.find(typed)


def test_a_name_like_nothing_points_to_the_list(installed, toy):
    installed(("ours", "toy", toy()))
    with pytest.raises(BadInput, match="found qqqqq .verify list shows them all"):
        catalogue.find("qqqqq")


def test_two_packages_with_one_name_are_both_named(installed, toy):
    installed(("ours", "toy", toy()), ("theirs", "toy", toy()))
    with pytest.raises(BadInput, match="theorem toy: .* found ours and theirs"):
        catalogue.find("toy")
    installed(("ours", "toy", toy()), ("theirs", "alpha", toy(name="alpha", also=("toy1",))))
    with pytest.raises(BadInput, match="theorem toy1: .* found theirs and ours"):
        catalogue.theorems()


def test_a_checkout_that_is_not_installed_says_so(installed):
    installed()
    with pytest.raises(BadInput, match="install netproof first: pip install ."):
        catalogue.theorems()


def test_the_entry_point_and_the_theorem_have_one_name(installed, toy):
    installed(("ours", "other", toy()))
    with pytest.raises(BadInput, match="expected a theorem named other, found toy"):
        catalogue.find("other")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_theorem_takes_a_commands_name(toy, command):
    with pytest.raises(BadInput, match=f"expected a name that no command has, found {command}"):
        catalogue.admit(toy(name=command), "file.py")
    with pytest.raises(BadInput, match="that no command has"):
        catalogue.admit(toy(also=(command,)), "file.py")


@pytest.mark.parametrize("name", ["Toy", "a_b", "-a", "a--b", "", "ü", "a b", 3])
def test_names_are_kebab_case(toy, name):
    with pytest.raises(BadInput, match="a name of small letters"):
        catalogue.admit(toy(name=name), "file.py")


@pytest.mark.parametrize("option", OPTIONS)
def test_no_parameter_takes_an_options_name(toy, option):
    parameter = Parameter(option.replace("-", "_"), "integer", 1, "", 1, 2)
    with pytest.raises(Refused, match="belongs to an option"):
        catalogue.admit(toy(given=(parameter,)), "file.py")


@pytest.mark.parametrize("parameters, why", [
    ((Parameter("a b", "integer", 1, "", 1, 2),), "no Python identifier"),
    ((Parameter("a", "integer", 1, "", 1, 2),) * 2, "occurs twice"),
    ((Parameter("a", "float", 1, ""),), "its kind is float"),
    ((Parameter("a", "integer", 0, ""),), "it has no range"),
    ((Parameter("a", "integer", 3, "", 1, 2),), "its default, 3, is not an integer from 1 to 2"),
    ((Parameter("a", "choice", "x", "", choices=("y",)),), "its default, x, is not y")])
def test_parameters_that_cannot_be_flags_are_refused(toy, parameters, why):
    with pytest.raises(Refused, match=why):
        catalogue.admit(toy(given=parameters), "file.py")


def test_what_is_no_theorem_is_refused():
    with pytest.raises(BadInput, match="expected a verify.statement.Theorem, found dict"):
        catalogue.admit({}, "file.py")


def test_builders_come_from_their_signatures(installed):
    def deep(k: int, style: str = "mirror") -> tuple:
        """The tent map composed k times.

        >>> not shown
        """
        if k < 1:
            raise ValueError("k must be at least 1")
        return k, style

    installed(("ours", "sawtooth", deep), group=builders.CONSTRUCTIONS)
    builder = builders.find("sawtooth")
    assert builder.description == "The tent map composed k times."
    assert builders.build(builder, {"k": 3}) == (3, "mirror")
    for given, why in (({}, "a value for k, found none"), ({"k": 0}, "k must be at least 1"),
                       ({"k": "3"}, "an integer from 0 to 10000, found '3'"),
                       ({"kk": 3}, "found kk")):
        with pytest.raises(BadInput, match=why):
            builders.build(builder, given)
    with pytest.raises(BadInput, match=r"found sawtoth \(did you mean sawtooth\?\)"):
        builders.find("sawtoth")


def test_a_builder_without_annotations_is_refused():
    with pytest.raises(Refused, match="parameter k is not annotated"):
        builders.from_function("deep", lambda k: k)


def test_every_alias_of_ours_has_an_entry_point_of_its_own():
    """So that `verify ALIAS` loads one theorem and not all of them."""
    lines = {entry.name for entry in catalogue.entries() if entry.distribution == "netproof"}
    for theorem in catalogue.theorems():
        if theorem.name in lines:
            assert set(theorem.also) <= lines, theorem.name
