"""Networks with branches and shortcuts: one edit gives one cause, whatever order the branches were built in."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import Input, Model, layers

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.networks import Kind
from autograder.records import Structure

BASE: dict[str, Any] = {
    "kernel": 3,
    "activation": "relu",
    "rate": 0.2,
    "order": (0, 1, 2),
    "shortcut": True,
    "extra": False,
}


def inception(**changes: Any) -> Structure:
    """Two blocks of three branches each, joined by concatenation, with a shortcut around the second."""
    given = BASE | changes
    x = image = Input((8, 8, 4))
    for block in ("a", "b"):
        edited = block == "b"

        def one(y: Any, block: str = block) -> Any:
            return layers.Conv2D(2, 1, name=f"{block}_one")(y)

        def two(y: Any, block: str = block, edited: bool = edited) -> Any:
            y = layers.Conv2D(3, 1, activation="relu", name=f"{block}_two")(y)
            y = layers.Dropout(given["rate"] if edited else 0.2, name=f"{block}_drop")(y)
            return layers.Conv2D(
                3, given["kernel"] if edited else 3, padding="same", activation="relu", name=f"{block}_three"
            )(y)

        def three(y: Any, block: str = block, edited: bool = edited) -> Any:
            y = layers.MaxPooling2D(3, strides=1, padding="same", name=f"{block}_pool")(y)
            if edited and given["extra"]:
                y = layers.BatchNormalization(name="surplus")(y)
            name = given["activation"] if edited else "relu"
            return layers.Conv2D(2, 1, activation=name, name=f"{block}_four")(y)

        branches = [one, two, three]
        made = {k: branches[k](x) for k in given["order"]}
        joined = layers.Concatenate(name=f"{block}_join")([made[0], made[1], made[2]])
        joined = layers.Conv2D(4, 1, name=f"{block}_out")(joined)
        x = layers.Add(name=f"{block}_add")([joined, x] if given["shortcut"] or not edited else [joined, joined])
    return describe(Model(image, layers.Dense(5, name="top")(layers.GlobalAveragePooling2D()(x))))


REFERENCE = inception()
EDITS = {
    "kernel": ({"kernel": 5}, Kind.SETTING, "b_three"),
    "rate": ({"rate": 0.5}, Kind.SETTING, "b_drop"),
    "activation": ({"activation": "tanh"}, Kind.ACTIVATION, "b_four"),
    "no activation": ({"activation": None}, Kind.ACTIVATION, "b_four"),
    "extra": ({"extra": True}, Kind.EXTRA, "surplus"),
    "shortcut": ({"shortcut": False}, Kind.WIRING, "b_add"),
}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_building_does_not_matter(order: tuple[int, ...]) -> None:
    assert inception(order=order).digest == REFERENCE.digest


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("edit", EDITS)
def test_one_edit_in_a_branch_is_one_cause(edit: str, order: tuple[int, ...]) -> None:
    changes, kind, layer = EDITS[edit]
    comparison = networks.compare(inception(**changes, order=order), REFERENCE)
    assert [(item.kind, item.layer) for item in comparison.differences] == [(kind, layer)]
    assert 0.8 < comparison.credit < 1


@given(st.sets(st.sampled_from(["kernel", "rate", "activation", "extra"]), min_size=2), st.permutations([0, 1, 2]))
@settings(max_examples=12, deadline=None)
def test_several_edits_are_as_many_causes(edits: set[str], order: list[int]) -> None:
    changes = {name: value for edit in edits for name, value in EDITS[edit][0].items()}
    comparison = networks.compare(inception(**changes, order=tuple(order)), REFERENCE)
    found = {(item.kind, item.layer) for item in comparison.differences}
    assert found == {EDITS[edit][1:] for edit in edits}


def residual(*, units: tuple[int, int, int], swap: bool = False, joined: str = "Add") -> Structure:
    """A sum of three branches of two dense layers each."""
    x = Input((6,), name="x")
    branches = [layers.Dense(6, name=f"out{k}")(layers.Dense(n, "relu", name=f"in{k}")(x)) for k, n in enumerate(units)]
    return describe(Model(x, getattr(layers, joined)(name="join")(branches[::-1] if swap else branches)))


@pytest.mark.parametrize("swap", [False, True])
def test_a_change_in_one_branch_of_a_sum_is_found_in_that_branch(swap: bool) -> None:
    comparison = networks.compare(residual(units=(3, 9, 5), swap=swap), residual(units=(3, 4, 5)))
    assert [(item.kind, item.layer) for item in comparison.differences] == [(Kind.SETTING, "in1")]


def test_another_way_of_joining_is_named() -> None:
    comparison = networks.compare(residual(units=(3, 4, 5), joined="Average"), residual(units=(3, 4, 5)))
    assert [(item.kind, item.layer) for item in comparison.differences] == [(Kind.REPLACED, "join")]


def test_a_missing_branch_is_said_once() -> None:
    x = Input((6,))
    branches = [
        layers.Dense(6, name=f"out{k}")(layers.Dense(n, "relu", name=f"in{k}")(x)) for k, n in enumerate((3, 4))
    ]
    found = describe(Model(x, layers.Add(name="join")(branches)))
    kinds = [item.kind for item in networks.compare(found, residual(units=(3, 4, 5))).differences]
    assert kinds.count(Kind.MISSING) == 1
    assert set(kinds) <= {Kind.MISSING, Kind.WIRING}


def test_a_large_application_with_one_edit_has_one_cause() -> None:
    model = keras.applications.MobileNetV2(weights=None, input_shape=(32, 32, 3), classes=10)
    config = model.get_config()
    edited = next(layer for layer in config["layers"] if layer["config"]["name"] == "block_6_depthwise")
    edited["config"]["use_bias"] = True
    changed = describe(keras.Model.from_config(config))
    comparison = networks.compare(changed, describe(model))
    assert [(item.kind, item.layer) for item in comparison.differences] == [(Kind.SETTING, "block_6_depthwise")]
    assert comparison.credit > 0.98
