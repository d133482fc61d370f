"""Architecture and parameters are checked against the reference, with partial credit and causes in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from autograder.checks.context import CheckContext, PartialCredit, running
from autograder.checks.structure import assert_constraints, assert_parameters, assert_same_architecture
from autograder.course.assignment import Policy
from autograder.networks.constraints import at_least, at_most_parameters
from autograder.records import Structure

Build = Callable[..., Structure]


@cache
def build(
    *, filters: int = 10, units: int = 50, separate: bool = True, hidden: bool = True, name: str = ""
) -> Structure:
    """Describe the course's digits network, or a mutant of it."""
    import keras
    from keras import layers

    from autograder.frameworks.keras.describe import describe

    convolution = (
        [layers.Conv2D(filters, 3), layers.Activation("relu")]
        if separate
        else [layers.Conv2D(filters, (3, 3), activation="relu", padding="VALID")]
    )
    dense = [layers.Dense(units, activation="relu")] if hidden else []
    end = layers.Dense(10, activation="softmax", **({"name": name} if name else {}))
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), *convolution, layers.MaxPooling2D(2), layers.Flatten(), *dense, end]
    )
    return describe(model)


def told(found: Structure, expected: Structure, **options: bool) -> PartialCredit:
    with pytest.raises(PartialCredit) as caught:
        assert_same_architecture(found, expected, **options)
    return caught.value


def test_the_same_network_passes_however_it_is_written() -> None:
    assert_same_architecture(build(), build())
    assert_same_architecture(build(separate=False), build())


def test_another_network_fails_with_the_cause_in_words_and_earns_a_share() -> None:
    failure = told(build(filters=12), build())
    assert 0.3 < failure.fraction < 1
    assert "12" in str(failure)
    assert "10" in str(failure)


def test_more_mistakes_never_earn_more() -> None:
    one = told(build(filters=12), build()).fraction
    two = told(build(filters=12, units=40), build()).fraction
    three = told(build(filters=12, hidden=False), build()).fraction
    assert one > two > 0
    assert one > three


def test_the_reference_is_kept_back_where_the_course_says_so() -> None:
    with running(CheckContext(Policy(show_reference_shapes=False))):
        hidden = str(told(build(units=41), build(units=57)))
    assert "41" in hidden
    assert not re.search(r"\b57\b", hidden)  # Keras may have named a layer dense_57
    assert hidden == str(told(build(units=41), build(units=57), reveal=False))


def test_names_count_only_where_the_course_asks_for_them() -> None:
    expected = build(name="OUTPUT")
    assert_same_architecture(build(), expected)
    assert "OUTPUT" in str(told(build(), expected, names=True))
    with running(CheckContext(Policy(layer_names=True))):
        assert "OUTPUT" in str(told(build(), expected))


def test_without_partial_credit_one_difference_costs_all() -> None:
    assert told(build(filters=12), build(), partial=False).fraction == 0


# --- parameters ---


def parameters_told(found: Structure, expected: Structure, **options: bool) -> PartialCredit:
    with pytest.raises(PartialCredit) as caught:
        assert_parameters(found, expected, **options)
    return caught.value


def test_the_right_numbers_of_parameters_pass() -> None:
    assert build().parameters.total == 5160
    assert_parameters(build(separate=False), build())


def test_a_wrong_total_is_traced_to_its_layers_with_the_arithmetic() -> None:
    failure = parameters_told(build(filters=12), build())
    assert failure.fraction == 0
    said = str(failure)
    assert "Expected 5,160 parameters in total, found 6,080." in said
    assert "3·3·1·12 + 12 = 120" in said
    assert "3·3·1·10 + 10 = 100" in said


def test_expected_numbers_are_kept_back_where_the_course_says_so() -> None:
    said = str(parameters_told(build(filters=12), build(), reveal=False))
    assert "6,080" in said
    assert "5,160" not in said
    assert "3·3·1·10" not in said


def test_a_missing_and_an_extra_layer_are_named() -> None:
    assert "Missing: Dense" in str(parameters_told(build(hidden=False), build()))
    assert "is not asked for" in str(parameters_told(build(), build(hidden=False)))


def test_the_right_total_of_which_too_much_learns_earns_half() -> None:
    found = build()
    asked = replace(found, parameters=replace(found.parameters, trainable=5060, non_trainable=100))
    failure = parameters_told(found, asked)
    assert failure.fraction == 0.5
    assert "Expected 5,060 parameters that learn, found 5,160." in str(failure)


# --- constraints ---


def test_constraints_that_hold_pass_and_each_that_does_not_costs_its_share() -> None:
    found = build()
    assert_constraints(at_most_parameters(found, 6000), at_least(found, "conv2d", 1))
    with pytest.raises(PartialCredit, match="5,160") as caught:
        assert_constraints(at_most_parameters(found, 5000), at_least(found, "conv2d", 1))
    assert caught.value.fraction == 0.5


def test_checks_of_earlier_versions_find_their_constraints() -> None:
    from autograder.models import constraints as earlier

    assert earlier.at_least is at_least
    assert earlier.at_most_parameters is at_most_parameters
