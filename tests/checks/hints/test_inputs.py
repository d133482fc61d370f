"""Hints on what a network is given: shapes, scaling, validation."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.course.assignment import TrainingMode
from autograder.records import (
    Failure,
)
from tests.checks.hints.given import (
    DATA,
    HIGH,
    LOADS,
    LOW,
    PLAIN,
    TRAINS,
    assignment,
    curves,
    hints,
    network,
    outputs,
    rules,
)


def test_a_missing_channel_axis() -> None:
    message = "Input 0 of layer 'conv2d' is incompatible with the layer: expected min_ndim=4, found ndim=3."
    assert rules(error=Failure("exception", message)) == ["missing_channel_axis"]
    assert rules(error=Failure("exception", message.replace("=4", "=5").replace("=3", "=4"))) == []


def test_vectors_where_images_are_expected() -> None:
    message = (
        "Input 0 of layer 'global_average_pooling2d' is incompatible with the layer: expected ndim=4, found ndim=2."
    )
    assert rules(error=Failure("exception", message)) == ["vectors_for_images"]
    assert rules(error=Failure("exception", message.replace("=4", "=3"))) == []


WRONG_ARRAY = """
(x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()
x_train, x_test = x_train / 255, x_test / 255
x_train_CNN = x_train.reshape(-1, 28, 28, 1)
print(x_train_CNN.shape)
# %%
model.fit({}, y_train, epochs=10)
"""


@pytest.mark.parametrize(
    "source",
    [
        WRONG_ARRAY.format("x_train"),
        WRONG_ARRAY.format("x=x_train, y=y_train, epochs=2) #"),
        "x_scaled = x.astype('float32') / 255\nmodel.fit(x, y, epochs=3)",
        "x4 = x[..., np.newaxis]\nmodel.fit(x, y, epochs=3)",
        "x4 = np.expand_dims(x, -1)\nmodel.fit(x, y, batch_size=3)",
        "scaler = MinMaxScaler()\nx_s = scaler.fit_transform(x)\nmodel.fit(x, y, epochs=3)",
    ],
)
def test_the_wrong_array_is_fitted(source: str) -> None:
    found = hints(source=source, measured=HIGH)
    assert [hint.rule for hint in found] == ["fitted_the_wrong_array"]


@pytest.mark.parametrize(
    "source",
    [
        WRONG_ARRAY.format("x_train_CNN"),
        "x = x / 255\nmodel.fit(x, y, epochs=3)",  # the same name
        "x_small = x[:100]\nmodel.fit(x, y, epochs=3)",  # not prepared, only fewer
        "image = x[0].reshape(28, 28)\nplt.imshow(image)\nmodel.fit(x, y, epochs=3)",  # to look at
        "flat = x.reshape(-1, 64)\ntree.fit(flat, y)\nmodel.fit(x, y, epochs=3)",  # for another model
        "a = x / 255\nb = a[:100]\nmodel.fit(b, y, epochs=3)",  # by another name
        "xs = x / 255\nxa, xb, ya, yb = train_test_split(xs, y)\nmodel.fit(xa, ya, epochs=3)",  # split
        "flat = x.reshape(len(x), -1)\nplt.scatter(flat[:, 0], y)\nmodel.fit(x, y, epochs=3)",  # plotted
        "n = x.shape[0] / 2\nmodel.fit(x, y, epochs=3)",  # a number
        "mean = x.mean() / 2\nmodel.fit(x, y, epochs=3)",
        "steps = len(x) / 32\nmodel.fit(x, y, epochs=3)",
        "top = np.max(x) / 255\nmodel.fit(x, y, epochs=3)",
    ],
)
def test_the_right_array_is_fitted(source: str) -> None:
    assert "fitted_the_wrong_array" not in rules(source=source, measured=HIGH)


STUCK = curves(loss=[2.3] * 10, accuracy=[0.11, 0.12] * 5)


def test_pixels_without_scaling() -> None:
    assert rules(source=PLAIN, measured=LOW) == ["no_scaling"]
    assert rules(source=PLAIN, measured=HIGH) == []
    assert rules(source=PLAIN, error=Failure("exception", "NameError: x")) == []
    assert rules(source=PLAIN, measured=LOW, of=assignment(TrainingMode.GRADER)) == []


def test_pixels_that_were_scaled_and_not_fitted_are_not_denied() -> None:
    source = LOADS + "x_train_norm = x_train / 255.0\nmodel.fit(x_train, y_train, epochs=10)"
    told = {hint.rule: hint.seen for hint in hints(source=source, measured=LOW)}
    assert told["fitted_the_wrong_array"] == "You prepared “x_train_norm”, and fit() got “x_train”."
    assert told["no_scaling"] == "fit() gets pixels that no line of your code has scaled."


def test_pixels_without_scaling_are_seen_where_the_assignment_names_no_data_and_no_bar() -> None:
    of = assignment(data="")
    assert rules(source=PLAIN, history=STUCK, of=of) == ["no_scaling"]
    assert rules(source=PLAIN, history=STUCK, of=of, asked=network()) == ["no_scaling"]
    assert rules(source=PLAIN, history=curves(loss=[0.1] * 9, accuracy=[0.97] * 9), of=of) == []


@pytest.mark.parametrize(
    "load",
    [
        "x_train, y_train = np.random.rand(100, 8), np.zeros(100)",
        "x_train, y_train = make_moons(1000)",
        "x_train = np.load('scaled.npy')",
        "x_train = pd.read_csv('train.csv')",
        "from data import x_train, y_train",
        "from helpers import *",
        "(x_train, y_train), _ = keras.datasets.boston_housing.load_data()",
        LOADS + "x_train = my.helpers(x_train)",
        LOADS + "x_train = x_train > 127",
    ],
)
def test_data_that_may_be_small_already_is_not_called_unscaled(load: str) -> None:
    source = f"{load}\nmodel.fit(x_train, y_train, epochs=10)"
    assert rules(source=source, measured=LOW, history=STUCK) == []


@pytest.mark.parametrize("layer", ["rescaling", "batch_normalization", "normalization"])
def test_a_network_that_scales_is_not_told_to(layer: str) -> None:
    found = network(f"{layer} dense relu dense softmax")
    assert rules(source=PLAIN, measured=LOW, structure=found) == []
    assert rules(source=PLAIN, measured=LOW, structure=network()) == ["no_scaling"]
    assert rules(scaling="raw", measured=LOW, structure=found, of=assignment(TrainingMode.GRADER)) == []


@pytest.mark.parametrize(
    "line",
    ["from sklearn.preprocessing import StandardScaler", "half = len(x_train) / 2", "loss = 3 / 4", "x_test /= 255"],
)
def test_lines_that_scale_something_else(line: str) -> None:
    source = LOADS + f"import os\n{line}\nmodel.fit(x_train, y_train, epochs=10)"
    assert rules(source=source, measured=LOW) == ["no_scaling"]


def test_a_preprocess_that_leaves_the_pixels_as_they_are_counts_where_the_grader_trains_too() -> None:
    scaled = "model.fit(x_train / 16, y_train, epochs=10)"
    given: dict[str, Any] = {"source": scaled, "of": assignment(TrainingMode.GRADER)}
    assert rules(scaling="raw", measured=LOW, **given) == ["no_scaling"]
    assert rules(scaling="raw", measured=HIGH, **given) == []
    assert rules(scaling="unit", measured=LOW, **given) == []


def test_where_no_accuracy_is_asked_for_the_curves_tell_whether_training_ended_early() -> None:
    loss = [2.3, 1.9, 1.5, 1.2]
    assert rules(source=TRAINS, history=curves(loss=loss)) == ["too_few_epochs"]
    for asked in (None, network()):
        poor, good = ([0.3, 0.4, 0.5, last] for last in (0.6, 0.95))
        given: dict[str, Any] = {"source": TRAINS, "asked": asked, "of": assignment(data="")}
        assert rules(history=curves(loss=loss, accuracy=poor), **given) == ["too_few_epochs"]
        assert rules(history=curves(loss=loss, accuracy=good), **given) == []
        assert rules(history=curves(loss=loss, accuracy=good, val_accuracy=poor), **given) == ["too_few_epochs"]


@pytest.mark.parametrize(
    "line",
    [
        "x_train = x_train / 255.0",
        "x_train /= 16",
        "x_train = x_train * (1 / 255)",
        "x_train = x_train * 0.00392",
        "model.add(layers.Rescaling(1 / 255))",
        "x_train = StandardScaler().fit_transform(x_train)",
        "x_train = tf.keras.utils.normalize(x_train)",
    ],
)
def test_pixels_that_are_scaled(line: str) -> None:
    source = f"{LOADS}{line}\nmodel.fit(x_train, y_train, epochs=10)"
    if "model.add" in line:
        assert rules(source=source, measured=LOW, structure=network("rescaling dense relu dense softmax")) == []
    else:
        assert "no_scaling" not in rules(source=source, measured=LOW)


def test_a_network_that_reads_raw_pixels_better() -> None:
    given = {"source": TRAINS, "measured": LOW, "data": DATA}
    (hint,) = hints(predictions={"test": outputs(270), "raw": outputs(480, 500)}, **given)
    assert (hint.rule, "tried on pixels from 0 to 1" in hint.why) == ("no_scaling", True)
    assert "preprocess(images)" in hint.attempt
    assert rules(predictions={"test": outputs(270), "raw": outputs(270, 500)}, **given) == []
    assert rules(predictions={"test": outputs(270)}, **given) == []


@pytest.mark.parametrize("layer", ["rescaling", "batch_normalization", "normalization"])
def test_a_network_that_scales_is_told_of_another_range_where_it_was_measured(layer: str) -> None:
    given = {"source": PLAIN, "measured": LOW, "data": DATA, "structure": network(f"{layer} dense relu dense softmax")}
    better = {"test": outputs(60), "raw": outputs(480, 500)}
    (hint,) = hints(predictions=better, **given)
    assert (hint.rule, "the range of the pixels that fit() got" in hint.why) == ("no_scaling", True)
    assert rules(predictions={"test": outputs(270), "raw": outputs(270, 500)}, **given) == []
    assert rules(predictions=better, of=assignment(TrainingMode.GRADER), **given) == []


def test_a_hint_on_accuracies_tells_no_single_label() -> None:
    given = {"source": TRAINS, "measured": LOW, "data": DATA}
    for right in (270, 271, 272):
        assert rules(predictions={"test": outputs(right), "raw": outputs(320, 500)}, **given) == ["no_scaling"]


def test_validation_on_the_test_set() -> None:
    source = TRAINS + "model.fit(x_train, y_train, validation_data=({0}, y), epochs=3)\nmodel.evaluate(x_test, y_test)"
    assert rules(source=source.format("x_test"), measured=HIGH) == ["validation_on_the_test_set"]
    assert rules(source=source.format("x_val"), measured=HIGH) == []
    assert rules(source=source.replace("x_test", "{0}").format("x_va"), measured=HIGH) == []
    assert rules(source=source.replace("x_test", "{0}").format("x_val"), measured=HIGH) == []
    assert rules(source=TRAINS + "model.evaluate(x_test, y_test)", measured=HIGH) == []


@pytest.mark.parametrize("name", ["X_fold", "x_fold_1", "x_holdout", "x_cv", "oof_x"])
def test_a_fold_is_no_final_test(name: str) -> None:
    fit = f"model.fit(x_train, y_train, validation_data=({name}, y), epochs=3)\nmodel.evaluate({name}, y)"
    assert rules(source=TRAINS + fit, measured=HIGH) == []


@pytest.mark.parametrize("test", ["x[test]", "x_test"])
@pytest.mark.parametrize("folds", ["KFold(5)", "StratifiedKFold(n_splits=5)", "ShuffleSplit()", "str"])
def test_what_scikit_learn_splits_off_is_a_fold(test: str, folds: str) -> None:
    loop = f"""
folds = {folds}
for number, (train, test) in enumerate(folds.split(x, y)):
    x_test = x[test]
    model.fit(x[train], y[train], validation_data=({test}, y[test]), epochs=3)
    model.evaluate({test}, y[test])
"""
    assert rules(source=loop, measured=HIGH) == (["validation_on_the_test_set"] if folds == "str" else [])


def test_a_judgement_before_the_training_is_no_final_test() -> None:
    before = "model.evaluate(x_test, y_test)\nx_train = x_train / 255\n"
    fit = "model.fit(x_train, y, validation_data=(x_test, y_test), epochs=3)\n"
    assert rules(source=before + fit, measured=HIGH) == []
    assert rules(source=before + fit + "model.predict(x_test)", measured=HIGH) == ["validation_on_the_test_set"]
    cells = "# %%\nx_train = x_train / 255\n" + fit + "\n# %%\nmodel.evaluate(x_test, y_test)"
    assert rules(source=cells, measured=HIGH) == ["validation_on_the_test_set"]
    called = "def judge():\n    model.evaluate(x_test, y_test)\nx_train = x_train / 255\n" + fit + "judge()"
    assert rules(source=called, measured=HIGH) == ["validation_on_the_test_set"]


@pytest.mark.parametrize(
    ("validation", "test", "named"),
    [
        ("data.x_test", "data.x_test", "data.x_test"),
        ("data.x_test", "same.x_test", "data.x_test"),
        ("part['test']", "part['test'].reshape(-1, n)", "part['test']"),
        ("x_test / 255", "scale(x_test, n)", "x_test"),
        ("x_test.values", "x_test", "x_test"),
        ("x_test.values", "x_test.values", "x_test.values"),
        ("scaler.transform(x_test)", "np.array(x_test)", "x_test"),
        ("data.x_va", "data.x_test", ""),
        ("part['va']", "part['te']", ""),
        ("part['va']", "part['va']", ""),
        ("x[:100]", "x[100:]", ""),
        ("data.one()", "data.other()", ""),
        ("np.array(x_va)", "np.array(x_test)", ""),
        ("scale(x_one, n)", "scale(x_test, n)", ""),
        ("scaler.transform(x_one)", "scaler.transform(x_test)", ""),
        ("(x_one - low) / wide", "(x_test - low) / wide", ""),
        ("x_one.reshape(-1, n)", "x_test.reshape(-1, n)", ""),
        ("low * x_one", "low * x_test", ""),
        ("list(map(scale, x_one))", "list(map(scale, x_test))", ""),
    ],
)
def test_only_data_serves_for_validation_and_it_is_named_as_it_stands_there(
    validation: str, test: str, named: str
) -> None:
    head = f"{TRAINS}import numpy as np\nsame = data\ndef scale(x, n):\n    return x / n\n"
    source = f"{head}model.fit(x_train, y, validation_data=({validation}, y))\nmodel.evaluate({test}, y)"
    seen = [hint.seen for hint in hints(source=source, measured=HIGH)]
    assert seen == ([f"“{named}” serves for validation during training and for the final test."] if named else [])


@pytest.mark.parametrize(
    ("validation", "test", "named"),
    [
        ("x_test", "x_test", "x_test"),
        ("x_test[:90]", "x_test", "x_test"),
        ("a_loaded[1][0]", "x_test", "a_loaded[1][0]"),
        ("x_train[:90]", "x_test", ""),
        ("a_loaded[0][0]", "x_test", ""),
    ],
)
def test_parts_of_one_object_are_told_apart_and_the_array_is_named(validation: str, test: str, named: str) -> None:
    head = f"{TRAINS}a_loaded = load()\n(x_train, y), (x_test, y_test) = a_loaded\n"
    source = f"{head}model.fit(x_train, y, validation_data=({validation}, y))\nmodel.evaluate({test}, y_test)"
    seen = [hint.seen for hint in hints(source=source, measured=HIGH)]
    assert seen == ([f"“{named}” serves for validation during training and for the final test."] if named else [])
