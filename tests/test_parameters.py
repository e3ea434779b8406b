"""Numbers as the user types them: what is read, and what the refusal says."""

import pytest

from verify import parameters
from verify.errors import BadInput
from verify.statement import Parameter

D = Parameter("d", "integer", 4, "dimension", 1, 24)
LOSS = Parameter("loss", "choice", "square", "the loss", choices=("square", "hinge", "logistic"))
FILE = Parameter("network", "path", None, "a predictor")
FLAG = Parameter("deep", "flag", False, "several layers")


@pytest.mark.parametrize("text, number", [("1", 1), ("10", 10), ("24", 24)])
def test_integers_in_range_are_read(text, number):
    assert parameters.parse(D, text) == number


@pytest.mark.parametrize("text, shown", [
    ("0", "0"), ("-1", "-1"), ("1000", "1000"), ("ten", "ten"), ("", "nothing"), ("1_0", "1_0"),
    ("+3", "+3"), (" 3", "' 3'"), ("3 ", "'3 '"), ("3.0", "3.0"), ("1e1", "1e1"), ("03", "03"),
    ("0x3", "0x3"), ("٣", "٣"), ("³", "³"), ("--3", "--3"), ("3\n", "'3\\n'"), ("nan", "nan"),
    ("9" * 5000, "9" * 60 + "... (5000 characters)")])
def test_everything_else_is_refused_with_the_range(text, shown):
    with pytest.raises(BadInput) as error:
        parameters.parse(D, text)
    assert str(error.value) == f"--d: expected an integer from 1 to 24, found {shown}"


@pytest.mark.parametrize("value, shown", [
    (0, "0"), (True, "True"), ("10", "'10'"), (3.0, "3.0"), (None, "None"), ([3], "[3]")])
def test_the_library_takes_integers_only(value, shown):
    with pytest.raises(BadInput) as error:
        parameters.complete([D], {"d": value})
    assert str(error.value) == f"d: expected an integer from 1 to 24, found {shown}"


def test_a_choice_suggests_the_nearest():
    assert parameters.parse(LOSS, "hinge") == "hinge"
    with pytest.raises(BadInput, match=r"square, hinge or logistic, found sqare \(did you mean sq"):
        parameters.parse(LOSS, "sqare")
    with pytest.raises(BadInput, match="found True$"):
        parameters.validate(LOSS, True)


def test_a_path_must_be_a_file(tmp_path):
    file = tmp_path / "a.json"
    with pytest.raises(BadInput, match="--network: expected a file, found no file"):
        parameters.parse(FILE, str(file))
    with pytest.raises(BadInput, match="found the directory"):
        parameters.parse(FILE, str(tmp_path))
    file.write_text("{}")
    assert parameters.validate(FILE, file) == str(file)
    assert parameters.complete([FILE], {}) == {"network": None}


def test_a_flag_is_true_or_false():
    assert parameters.validate(FLAG, True) is True
    with pytest.raises(BadInput, match="deep: expected true or false, found 1"):
        parameters.validate(FLAG, 1)


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(BadInput, match=r"toy: .* found los \(did you mean loss\?\)"):
        parameters.complete([D, LOSS], {"los": "hinge"}, "toy")


def test_values_come_in_the_theorems_order():
    assert list(parameters.complete([D, LOSS], {"loss": "hinge", "d": 2}).items()) == [
        ("d", 2), ("loss", "hinge")]
    assert parameters.smallest([D, LOSS]) == {"d": 1, "loss": "square"}


@pytest.mark.parametrize("text", ["0", "-1", "ten", "inf", "nan", "1e3", "", "0.0"])
def test_a_limit_is_a_positive_number(text):
    with pytest.raises(BadInput, match="^--limit: expected a positive number of seconds"):
        parameters.seconds(text)


@pytest.mark.parametrize("text", ["-1", "x", str(2**32), "1_0"])
def test_a_seed_is_a_small_integer(text):
    with pytest.raises(BadInput, match="^--seed: expected an integer from 0 to 4294967295"):
        parameters.parse_seed(text)
