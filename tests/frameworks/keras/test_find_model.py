"""The model that is handed in is found among the names a submission leaves."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from autograder.frameworks.keras.find_model import Seen, find_model, is_trained


def model(*, compiled: bool = False) -> keras.Model:
    made = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    if compiled:
        made.compile("sgd", "mse")
    return made


def trained() -> keras.Model:
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


def test_a_variable_that_was_only_begun_stands_behind_a_trained_one_and_a_used_one_does_not() -> None:
    begun, learned = model(), trained()
    whole = keras.Sequential([keras.Input((4,)), begun, layers.Dense(2)])
    names = {"model": begun, "model1": learned}
    assert find_model(names, prefer_trained=True).model is learned
    assert find_model({"model": begun, "other": model(compiled=True)}, prefer_trained=True).model is begun
    assert find_model(names, prefer_trained=True, seen=Seen(used=[begun])).model is begun
    assert find_model(names | {"build_model": lambda: begun}, prefer_trained=False).model is begun
    whole.compile("sgd", "mse")
    whole.train_on_batch(np.zeros((2, 4)), np.zeros((2, 2)))
    assert find_model({"model": begun, "whole": whole}, prefer_trained=True).model is whole, "it is a part of that"


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


class Box:
    """Holds a model, as a submission's own object would."""

    def __init__(self, held: object) -> None:
        self.net = held


def test_models_in_attributes_lists_and_dictionaries_are_found_by_their_paths() -> None:
    import types

    holder = types.ModuleType("holder")
    for names, path in (
        ({"nets": [model()]}, "nets[0]"),
        ({"nets": {"cnn": model()}}, "nets['cnn']"),
        ({"mine": Box(model())}, "mine.net"),
        ({"grid": Box([("step", Box(model()))])}, "grid.net[0][1].net"),
    ):
        assert find_model(names, prefer_trained=True).name == path
    holder.model = model()  # type: ignore[attr-defined]
    assert find_model({"holder": holder}, prefer_trained=True).name == "holder.model"


def test_a_plain_name_comes_before_what_others_hold_and_these_before_the_one_trained_last() -> None:
    named, held, last = model(), model(), trained()
    assert find_model({"net": named, "nets": [held]}, prefer_trained=True, seen=Seen([last])).model is named
    assert find_model({"nets": [held]}, prefer_trained=True, seen=Seen([last])).model is held
    assert find_model({"x": 3}, prefer_trained=True, seen=Seen([last])).model is last


def test_of_several_trained_ones_the_last_is_taken_and_nothing_is_guessed_without_training() -> None:
    first, second = trained(), trained()
    assert find_model({"a": first, "b": second}, prefer_trained=True, seen=Seen([first])).name == "a"
    failure = find_model({"a": model(), "b": model()}, prefer_trained=True).failure
    assert failure is not None
    assert failure.kind == "two_models"


@pytest.mark.parametrize("prefer", [True, False])
def test_a_history_under_the_models_name_leads_to_the_model(prefer: bool) -> None:
    import numpy as np

    real = model(compiled=True)
    history = real.fit(np.zeros((2, 4)), np.zeros((2, 2)), verbose=0)
    found = find_model({"model": history}, prefer_trained=prefer)
    assert (found.model is real, found.overwritten) == (True, "model")
    assert find_model({"build_model": real}, prefer_trained=prefer).overwritten == "build_model"
    later = trained()
    found = find_model({"a": real, "model": history, "b": later}, prefer_trained=prefer, seen=Seen([real, later]))
    assert (found.model is later, found.name, found.others, found.overwritten) == (True, "b", ("a",), "")


def test_a_name_that_never_was_the_models_is_not_called_overwritten() -> None:
    for names in ({"net": model(), "model": "cnn"}, {"nets": [model()], "model": 3}):
        assert find_model(names, prefer_trained=True).overwritten == ""
    assert find_model({"model": None}, prefer_trained=True, seen=Seen([trained()])).overwritten == "model"


def test_what_ipython_and_libraries_hold_is_no_ones_model() -> None:
    import numpy as np

    names = {"Out": {1: model()}, "_": model(), "array": np.zeros(3), "layers": layers}
    failure = find_model(names, prefer_trained=True).failure
    assert failure is not None
    assert failure.kind == "no_model"


def test_a_circle_of_objects_ends() -> None:
    one: list[object] = []
    one.append(one)
    assert find_model({"one": one, "two": Box(one)}, prefer_trained=True).failure is not None


def test_a_builder_that_needs_arguments_stands_behind_a_model_that_is_there() -> None:
    there, last = model(), trained()

    def build_model(rate: float, *, norm: bool) -> keras.Model:
        raise AssertionError("nobody knows the arguments")

    assert find_model({"build_model": build_model, "net": there}, prefer_trained=False).model is there
    assert find_model({"build_model": build_model}, prefer_trained=False, seen=Seen([last])).model is last
    failure = find_model({"build_model": build_model}, prefer_trained=False).failure
    assert failure is not None
    assert (failure.kind, dict(failure.details)) == ("build_arguments", {"names": "rate, norm"})
    assert find_model({"build_model": lambda rate=1, *more, **named: there}, prefer_trained=False).model is there


def test_a_builder_that_leaves_compiling_to_others_stands_behind_a_model_that_was_trained() -> None:
    last, compiled = trained(), model(compiled=True)
    found = find_model({"build_model": model, "model": last}, prefer_trained=False, seen=Seen([last]))
    assert (found.model is last, found.name) == (True, "model")
    assert find_model({"build_model": lambda: compiled}, prefer_trained=False, seen=Seen([last])).model is compiled
    assert find_model({"build_model": model}, prefer_trained=False).name == "build_model()"
    begun = {"build_model": model, "model": model()}
    assert find_model(begun, prefer_trained=False).name == "build_model()"
    begun["model"].compile("sgd", "mse")
    assert find_model(begun, prefer_trained=False).model is begun["model"], "what it builds is compiled there"


def test_of_several_trained_ones_the_name_what_was_saved_and_what_was_used_decide() -> None:
    first, second, third = trained(), trained(), trained()
    names = {"a": first, "b": second, "c": third}
    for seen, name, why in (
        (Seen([first, second, third]), "c", "fitted"),
        (Seen([third, second, model()]), "b", "fitted"),
        (Seen([first, second, third], saved=[second]), "b", "saved"),
        (Seen([first, second, third], used=[first]), "a", "used"),
        (Seen([first, second, third], saved=[third], used=[first]), "a", "used"),
        (Seen([first, second, third], saved=[first], used=[third]), "a", "saved"),
        (Seen([first, second, third], saved=[first, second], used=[first, second, third]), "c", "fitted"),
        (Seen([first, second, third], saved=[model()]), "c", "fitted"),
    ):
        found = find_model(names, prefer_trained=True, seen=seen)
        assert (found.name, found.why) == (name, why)
    best = find_model({**names, "best_model": second}, prefer_trained=True, seen=Seen([first, second, third]))
    assert (best.model is second, best.name, best.why, best.others) == (True, "best_model", "named", ("a", "c"))


def test_beside_the_variable_model_others_are_told_that_were_trained() -> None:
    mine, other = model(compiled=True), trained()
    found = find_model({"model": mine, "other": other, "untrained": model()}, prefer_trained=True, seen=Seen([other]))
    assert (found.model is mine, found.others, found.why) == (True, ("other",), "model")
    assert find_model({"model": other, "same": other}, prefer_trained=True).others == ()
