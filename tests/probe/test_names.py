"""The model that is handed in is found among the names a submission leaves."""

from __future__ import annotations

import keras
import pytest
from keras import layers

from autograder.probe.names import find_model, is_trained


def model(*, compiled: bool = False) -> keras.Model:
    made = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    if compiled:
        made.compile("sgd", "mse")
    return made


def trained() -> keras.Model:
    import numpy as np

    made = model(compiled=True)
    made.fit(np.zeros((2, 4)), np.zeros((2, 2)), verbose=0)
    return made


def test_a_function_comes_before_a_variable_unless_a_trained_one_is_preferred() -> None:
    built, there = model(), model()
    names = {"build_model": lambda: built, "model": there}
    assert find_model(names, prefer_trained=False).model is built
    assert find_model(names, prefer_trained=True).model is there


def test_the_only_model_is_taken_whatever_its_name() -> None:
    only = model()
    found = find_model({"신경망": only, "same": only, "x": 3}, prefer_trained=True)
    assert found.model is only
    assert found.name in {"신경망", "same"}


def test_a_model_nested_in_another_does_not_count() -> None:
    base = model()
    whole = keras.Sequential([keras.Input((4,)), base, layers.Dense(1)])
    assert find_model({"base": base, "whole": whole}, prefer_trained=True).model is whole


def test_the_only_compiled_or_trained_one_of_several_is_taken() -> None:
    compiled, learned = model(compiled=True), trained()
    assert find_model({"a": model(), "b": compiled}, prefer_trained=True).name == "b"
    found = find_model({"a": compiled, "b": learned}, prefer_trained=True)
    assert (found.name, found.others) == ("b", ("a",))


@pytest.mark.parametrize(
    ("names", "kind"),
    [({}, "no_model"), ({"build_model": lambda: None}, "not_a_model"), ({"a": 1, "b": 2}, "two_models")],
)
def test_what_cannot_be_told_is_a_failure(names: dict[str, object], kind: str) -> None:
    if kind == "two_models":
        names = {name: model() for name in names}
    failure = find_model(names, prefer_trained=True).failure
    assert failure is not None
    assert failure.kind == kind


def test_a_model_is_trained_once_it_took_a_step() -> None:
    assert not is_trained(model())
    assert not is_trained(model(compiled=True))
    assert is_trained(trained())
