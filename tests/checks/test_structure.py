"""Architecture and parameters are checked against the reference, with partial credit and causes in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from autograder.assignment import Policy
from autograder.checks.context import PartialCredit, Running, running
from autograder.checks.structure import assert_same_architecture
from autograder.records import Structure

Build = Callable[..., Structure]


@cache
def build(
    *, filters: int = 10, units: int = 50, separate: bool = True, hidden: bool = True, name: str = ""
) -> Structure:
    """Describe the course's digits network, or a mutant of it."""
    import keras
    from keras import layers

    from autograder.models import describe

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
    with running(Running(Policy(show_reference_shapes=False))):
        hidden = str(told(build(units=41), build(units=57)))
    assert "41" in hidden
    assert "57" not in hidden
    assert hidden == str(told(build(units=41), build(units=57), reveal=False))


def test_names_count_only_where_the_course_asks_for_them() -> None:
    expected = build(name="OUTPUT")
    assert_same_architecture(build(), expected)
    assert "OUTPUT" in str(told(build(), expected, names=True))
    with running(Running(Policy(layer_names=True))):
        assert "OUTPUT" in str(told(build(), expected))


def test_without_partial_credit_one_difference_costs_all() -> None:
    assert told(build(filters=12), build(), partial=False).fraction == 0
