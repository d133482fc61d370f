"""Each rule fires on its mistake and not on the near miss."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks.hints import CAUSES, PRACTICE, STYLE, SYMPTOMS, find_hints
from autograder.course.assignment import Assignment, DataSpec, TrainingMode, TrainingSettings
from autograder.data import HiddenData
from autograder.records import (
    CheckResult,
    Compiled,
    Evidence,
    Failure,
    Form,
    Hint,
    Layer,
    Measurement,
    Node,
    Outcome,
    Parameters,
    Reference,
    Status,
    Structure,
)
from tests.metrics.examples import accuracy

GOOD = "conv2d relu max_pooling2d flatten dense relu dropout dense softmax"
"""A small classifier without mistakes, operation by operation."""

WEIGHTED = {"conv2d": 100, "dense": 500}
TRAINS = "x_train = x_train / 255\nmodel.fit(x_train, y_train, epochs=10)\n"
"""A source that scales and trains."""


def network(
    operations: str = GOOD,
    *,
    loss: str | None = "categorical_crossentropy",
    logits: bool = False,
    optimizer: str = "adam",
    rate: Any = 0.001,
    frozen: int = 0,
    width: int = 10,
) -> Structure:
    """Return a chain of operations, each of its own layer; the first `frozen` that have weights do not learn."""
    nodes, left = [], frozen
    for place, op in enumerate(operations.split()):
        parameters = WEIGHTED.get(op, 0)
        learns = 0 if left > 0 else parameters
        left -= op in WEIGHTED
        nodes.append(Node(op, {}, (place - 1,), (width,), parameters, learns, place))
    layers = tuple(
        Layer(f"{node.op}_{place}", node.op, {}, node.shape, {}, node.parameters, node.trainable_parameters, True)
        for place, node in enumerate(nodes)
    )
    total, trainable = sum(n.parameters for n in nodes), sum(n.trainable_parameters for n in nodes)
    compiled = Compiled(optimizer, {"learning_rate": rate}, loss, {"from_logits": logits}, ()) if loss else None
    return Structure(
        name="model",
        class_name="Sequential",
        layers=layers,
        nodes=tuple(nodes),
        inputs=((8, 8, 1),),
        outputs=(len(nodes) - 1,),
        parameters=Parameters(total, trainable, total - trainable),
        compiled=compiled,
        digest=f"{operations}/{frozen}/{width}",
    )


LOW, HIGH = accuracy(0.5), accuracy(0.97)


def assignment(mode: TrainingMode = TrainingMode.STUDENT, data: str = "digits") -> Assignment:
    return Assignment(
        id="digits_cnn", title="", points=100, data=DataSpec(name=data), training=TrainingSettings(mode=mode)
    )


def hints(
    *,
    of: Assignment | None = None,
    asked: Structure | None = None,
    measured: Measurement | None = None,
    data: HiddenData | None = None,
    outcome: Outcome = Outcome.OK,
    results: Sequence[CheckResult] = (),
    **evidence: Any,
) -> tuple[Hint, ...]:
    record = Evidence("sha256:1", outcome, **evidence)
    reference = Reference("digits_cnn", asked, (), None, "") if asked else None
    return find_hints(record, of or assignment(), reference=reference, measured=measured, data=data, results=results)


def rules(**given: Any) -> list[str]:
    return [hint.rule for hint in hints(**given)]


def curves(*, loss: Any, validation: Any = None, **others: Any) -> Mapping[str, tuple[float, ...]]:
    found = {"loss": tuple(loss), **{name: tuple(values) for name, values in others.items()}}
    return found if validation is None else {**found, "val_loss": tuple(validation)}


FLAT = curves(loss=[1.0, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])


def test_a_good_submission_gets_no_hint() -> None:
    good = network()
    assert rules(structure=good, asked=good, measured=HIGH, history=FLAT, source=TRAINS) == []


def test_a_fault_of_ours_gives_no_hint() -> None:
    assert rules(outcome=Outcome.SANDBOX_FAULT, structure=network("dense softmax dense softmax"), source=TRAINS) == []


def test_every_hint_says_what_was_seen_why_it_matters_and_what_to_try() -> None:
    found = hints(
        structure=network("dense dense softmax softmax dropout"), measured=LOW, source="model.fit(x, y, epochs=1)"
    )
    assert len(found) >= 3
    for hint in found:
        assert all(len(part) > 10 and part[-1] in ".?" for part in (hint.seen, hint.why, hint.attempt))


def test_the_names_of_rules_are_distinct_and_their_functions_are_documented() -> None:
    every = CAUSES + SYMPTOMS + PRACTICE + STYLE
    assert len({rule.__name__ for rule in every}) == len(every) > 30
    assert all(rule.__doc__ for rule in every)


# --- packages and spellings ---


def missing(package: str) -> Failure:
    return Failure("missing_package", "", "cell 1, line 1", "", {"package": package})


def test_a_missing_package_with_a_substitute() -> None:
    (hint,) = hints(error=missing("cv2"), source="import cv2")
    assert hint.rule == "missing_package"
    assert "pillow" in hint.attempt
    assert rules(error=missing("my_own_module")) == []
    assert rules(error=Failure("exception", "cv2 is a nice package")) == []


@pytest.mark.parametrize(
    ("old", "modern", "near"),
    [
        ("from keras.utils import np_utils", "to_categorical", "from keras.utils import to_categorical"),
        ("Adam(lr=0.01)", "learning_rate=", "Adam(learning_rate=0.01)"),
        ("optimizers.SGD(lr=0.1)", "learning_rate=", "schedule(lr=0.1)"),
        ("SGD(lr=0.1)", "learning_rate=", "class Decay:\n    def __init__(self, lr):\n        pass\nDecay(lr=0.1)"),
        ("plt.plot(history.history['acc'])", "['accuracy']", "plt.plot(history.history['accuracy'])"),
        ("plt.plot(hist['val_acc'])", "['val_accuracy']", "plt.plot(table['val_acc'])"),
        ("history.history['acc']", "['accuracy']", "m.compile(metrics=['acc'])\nhistory.history['acc']"),
        ("ModelCheckpoint('best.hdf5')", ".keras", "ModelCheckpoint('best.keras')"),
        ("ModelCheckpoint(filepath='best.hdf5')", ".keras", "ModelCheckpoint('best.h5')"),
        ("model.fit_generator(data)", "fit", "model.fit(data)"),
        ("model.predict_classes(x)", "argmax", "model.predict(x).argmax(axis=1)"),
        ("predict_classes = model.predict_classes(x)", "argmax", "predict_classes = model.predict(x).argmax(axis=1)"),
        ("from keras.utils import np_utils as u", "to_categorical", "from keras import utils as np_utils"),
        ("import keras.utils.np_utils", "to_categorical", "import keras.utils as np_utils\nnp_utils.to_categorical(y)"),
        (
            "m.predict_classes(x)",
            "argmax",
            "class Net:\n    def predict_classes(self, x):\n        return x\nNet().predict_classes(x)",
        ),
        ("from keras.constraints import *\nmaxnorm(2)", "MaxNorm", "def f(maxnorm):\n    return maxnorm"),
    ],
)
def test_a_spelling_of_keras_2(old: str, modern: str, near: str) -> None:
    (hint,) = hints(source=old, measured=HIGH)
    assert hint.rule == "keras2_spelling"
    assert modern in hint.attempt
    assert rules(source=near, measured=HIGH) == []


def test_a_failure_over_an_old_spelling_is_named() -> None:
    error = Failure("keras2", "", "", "", {"old": "keras.wrappers", "new": "scikeras"})
    (hint,) = hints(error=error)
    assert ("keras.wrappers" in hint.seen, "scikeras" in hint.attempt) == (True, True)


# --- inputs ---


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


LOADS = "from keras.datasets import mnist\n(x_train, y_train), (x_test, y_test) = mnist.load_data()\n"
PLAIN = LOADS + "model.fit(x_train, y_train, epochs=10)"
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


LABELS = np.arange(540) % 10
DATA = HiddenData(np.zeros((540, 8, 8)), LABELS, Path("x.npy"), 16, tuple("0123456789"), True, "digits")


def outputs(correct: int, n: int = 540) -> NDArray[np.float32]:
    named = LABELS[:n].copy()
    named[correct:] = (named[correct:] + np.arange(n - correct) % 9 + 1) % 10
    return np.eye(10, dtype=np.float32)[named]


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


# --- the network ---


RANK = "Arguments `target` and `output` must have the same rank (ndim). Received: "
NUMBERS = "Argument `output` must have rank (ndim) `target.ndim - 1`. Received: "
SHAPE = "Arguments `target` and `output` must have the same shape. Received: "
UNTIL = "Arguments `target` and `output` must have the same shape up until the last dimension: "


@pytest.mark.parametrize(
    ("message", "rule", "words"),
    [
        (RANK + "target.shape=(32,), output.shape=(32, 10)", "wrong_loss", "expects one-hot vectors"),
        (RANK + "target.shape=(None,), output.shape=(None, 2)", "wrong_loss", "expects one-hot vectors"),
        (SHAPE + "target.shape=(32, 1), output.shape=(32, 10)", "wrong_loss", "expects one-hot vectors"),
        (NUMBERS + "target.shape=(32, 10), output.shape=(32, 10)", "wrong_loss", "expects class numbers"),
        (NUMBERS + "target.shape=(32, 2), output.shape=(32, 10)", "wrong_loss", "the shape (2,)"),
        (SHAPE + "target.shape=(32, 10), output.shape=(32, 9)", "wrong_loss", "the shape (10,)"),
        (SHAPE + "target.shape=(32, 10), output.shape=(64, 10)", "wrong_loss", "32 labels"),
        (UNTIL + "target.shape=(32,), output.shape=(1152, 10)", "wrong_loss", "1152 outputs"),
        (RANK + "target.shape=(32, 784), output.shape=(32, 28, 28, 1)", "wrong_loss", "the shape (784,)"),
        (RANK + "target.shape=(32, 28, 28, 1), output.shape=(32, 784)", "wrong_loss", "the shape (28, 28, 1)"),
        (RANK + "target.shape=(32,), output.shape=(32, 6, 6, 10)", "missing_flatten", "(6, 6, 10)"),
        (RANK + "target.shape=(32, 1), output.shape=(32, 6, 6, 10)", "missing_flatten", "a single number"),
        (RANK + "target.shape=(32, 10), output.shape=(32, 6, 6, 10)", "missing_flatten", "one row of 10"),
        (NUMBERS + "target.shape=(32,), output.shape=(32, 6, 6, 10)", "missing_flatten", "(6, 6, 10)"),
        (NUMBERS + "target.shape=(None, 10), output.shape=(None, 50, 10)", "missing_flatten", "(50, 10)"),
        (
            "Received a label value of 9 which is outside the valid range of [0, 9).  Label values: 6 6 9",
            "wrong_loss",
            "9 outputs",
        ),
    ],
)
def test_a_loss_that_refuses_the_labels(message: str, rule: str, words: str) -> None:
    (hint,) = hints(error=Failure("exception", f"ValueError: {message}"))
    assert hint.rule == rule
    assert words in hint.seen


@pytest.mark.parametrize(
    "message",
    [
        "shapes (3,) and (4,) not aligned",
        RANK,
        RANK + "target.shape=(32,)",
        NUMBERS + "target.shape=(), output.shape=()",
    ],
)
def test_an_error_that_tells_no_shapes_is_not_read(message: str) -> None:
    assert rules(error=Failure("exception", f"ValueError: {message}")) == []


@pytest.mark.parametrize("loss", ["mean_squared_error", "binary_crossentropy", "mean_absolute_error"])
def test_a_loss_for_another_task(loss: str) -> None:
    assert rules(structure=network(loss=loss), source=TRAINS, measured=HIGH) == ["loss_of_another_task"]
    for near in (
        {"structure": network(loss="sparse_categorical_crossentropy")},
        {"structure": network(loss=loss, width=1)},
        {"structure": network(loss=loss), "asked": network(loss=loss)},
        {"structure": network("dense relu dense", loss=loss), "of": assignment(data="")},
        {"structure": network("dense relu dense sigmoid", loss=loss), "of": assignment(data="")},
    ):
        assert rules(source=TRAINS, measured=HIGH, **near) == []
    of = assignment(data="")
    hot = "model.fit(x / 255, keras.utils.to_categorical(y), epochs=3)"
    assert rules(structure=network(loss=loss), source=TRAINS, of=of) == ["loss_of_another_task"]
    assert rules(structure=network("dense relu dense sigmoid", loss=loss), source=hot, of=of) == [
        "loss_of_another_task"
    ]


def test_outputs_that_are_no_classes_are_not_called_classes() -> None:
    decoder = network("dense relu dense sigmoid", loss="binary_crossentropy", width=64)
    assert rules(structure=decoder, source=TRAINS, data=DATA) == []
    assert rules(structure=network(loss="binary_crossentropy"), source=TRAINS, data=DATA) == ["loss_of_another_task"]


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize("end", ["dense", "dense relu", "dense tanh"])
def test_a_missing_softmax(loss: str, end: str) -> None:
    assert rules(structure=network(f"dense relu {end}", loss=loss), source=TRAINS, measured=HIGH) == ["missing_softmax"]
    assert rules(structure=network(f"dense relu {end}", loss=loss, logits=True), source=TRAINS, measured=HIGH) == []
    assert rules(structure=network(f"dense relu {end} softmax", loss=loss), source=TRAINS, measured=HIGH) == []
    assert rules(structure=network(f"dense relu {end} softmax reshape", loss=loss), source=TRAINS, measured=HIGH) == []


def test_an_uncompiled_network_is_not_told_about_its_loss() -> None:
    assert rules(structure=network("dense relu dense", loss=None), source=TRAINS, measured=HIGH) == []


def test_softmax_twice() -> None:
    assert rules(structure=network("dense relu dense softmax softmax"), source=TRAINS) == ["double_softmax"]
    assert rules(structure=network("dense relu dense softmax dropout softmax"), source=TRAINS)[0] == "double_softmax"
    assert rules(structure=network(), source=TRAINS) == []


def test_softmax_before_a_loss_that_is_told_logits_is_not_called_applied_twice() -> None:
    (hint,) = hints(structure=network(logits=True), source=TRAINS)
    assert hint.rule == "softmax_for_logits"
    assert "takes the numbers before softmax" in hint.why
    assert rules(structure=network("dense relu dense", logits=True), source=TRAINS) == []


def test_softmax_on_a_hidden_layer() -> None:
    assert rules(structure=network("conv2d softmax reshape dense softmax"), source=TRAINS) == ["hidden_softmax"]
    (hint,) = hints(structure=network("dense softmax dropout dense softmax"), source=TRAINS)
    assert "softmax_1" in hint.seen
    assert rules(structure=network("conv2d relu reshape dense softmax"), source=TRAINS) == []


def test_softmax_on_a_hidden_layer_that_was_asked_for() -> None:
    asked = network("dense softmax dense softmax")
    assert rules(structure=asked, asked=asked, source=TRAINS) == []


@pytest.mark.parametrize(
    "operations",
    [
        "conv2d average_pooling2d flatten dense relu dense softmax",
        "conv2d relu reshape dense dropout dense softmax",
        "dense dense softmax",
        "conv2d batch_normalization conv2d relu reshape dense softmax",
    ],
)
def test_a_forgotten_activation(operations: str) -> None:
    assert rules(structure=network(operations), source=TRAINS) == ["forgotten_activation"]


@pytest.mark.parametrize(
    "operations",
    [
        "conv2d max_pooling2d relu reshape dense softmax",
        "conv2d max_pooling2d flatten dense softmax",
        "depthwise_conv2d conv2d relu flatten dense softmax",
        "conv2d batch_normalization relu conv2d tanh reshape dense softmax",
        "dense softmax",
        "dense some_unknown_operation dense softmax",
    ],
)
def test_an_activation_that_stands_later_counts(operations: str) -> None:
    assert rules(structure=network(operations), source=TRAINS) == []


def test_as_many_linear_pairs_as_asked_are_fine() -> None:
    assert rules(structure=network("dense dense softmax"), asked=network("conv2d conv2d softmax"), source=TRAINS) == []


@pytest.mark.parametrize("end", ["dense dropout softmax", "dense softmax dropout", "dense dropout"])
def test_dropout_at_the_output(end: str) -> None:
    found = network(f"dense relu {end}", logits="softmax" not in end)
    assert rules(structure=found, source=TRAINS) == ["dropout_at_the_output"]
    assert rules(structure=network("dense relu dropout dense softmax"), source=TRAINS) == []


def test_a_forgotten_freeze() -> None:
    asked = network(frozen=1)
    (hint,) = hints(structure=network(), asked=asked, source=TRAINS)
    assert hint.rule == "forgotten_freeze"
    assert "1100 of 1100" in hint.seen
    assert rules(structure=network(frozen=1), asked=asked, source=TRAINS) == []
    assert rules(structure=network(), asked=network(), source=TRAINS) == []


LATE = """
model.compile(optimizer="adam")
base.trainable = False
model.fit(x / 255, y, epochs=3)
"""


@pytest.mark.parametrize(
    "source",
    [
        LATE,
        "model.compile()\nfor layer in base.layers:\n    layer.trainable = False\n",
        "def build_model():\n    model.compile()\n    base.trainable = False\n    return model\n",
        "base.trainable = False\nmodel.compile()\nmodel.fit(x / 255, y, epochs=1)\nbase.trainable = True\n",
        "def show(m):\n    m.summary()\nmodel.compile()\nbase.trainable = True\nshow(model)",
    ],
)
def test_frozen_too_late(source: str) -> None:
    assert rules(source=source, measured=HIGH) == ["frozen_too_late"]


@pytest.mark.parametrize(
    "source",
    [
        "base.trainable = False\nmodel.compile()\nmodel.fit(x / 255, y, epochs=3)",
        LATE + "model.compile(optimizer='adam')\n",
        "def build():\n    model.compile()\n    return model\ndef base():\n    vgg.trainable = False\n    return vgg\n",
        "re.compile\nbase.trainable = False",
        "import re\nword = re.compile('x')\nbase.trainable = False\ntrain(model)",
        "def again(m):\n    m.compile()\nmodel.compile()\nbase.trainable = True\nagain(model)",
        "def a(m):\n    ready(m)\ndef ready(m):\n    m.compile()\nmodel.compile()\nbase.trainable = True\na(model)",
        "base.compile()\nbase.fit(x / 2, y, epochs=1)\nbase.trainable = False\ndef build_model():\n    m.compile()\n",
    ],
)
def test_frozen_in_time(source: str) -> None:
    assert rules(source=source, measured=HIGH) == []


def test_dead_layers() -> None:
    step = {"frozen_moved": [], "trainable_still": ["dense_1"]}
    (hint,) = hints(behaviour={"training_step": step}, source=TRAINS, measured=HIGH)
    assert (hint.rule, "dense_1" in hint.seen) == ("dead_layers", True)
    assert rules(behaviour={"training_step": step | {"trainable_still": []}}, source=TRAINS) == []
    assert rules(behaviour={"training_step": {"problem": "?"}}, source=TRAINS) == []
    assert rules(behaviour={"training_step": 3}, source=TRAINS) == []


# --- training ---


def trained(history: Mapping[str, tuple[float, ...]], measured: Measurement = LOW, **compiled: Any) -> list[str]:
    return rules(structure=network(**compiled), history=history, source=TRAINS, measured=measured)


RISING = curves(loss=[2.3, 2.5, 9.0, 4.0, 7.0])
SLOW = curves(loss=[2.30 * 0.97**epoch for epoch in range(10)])


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 0.1), ("adam", 0.01), ("sgd", 1.0), ("rmsprop", 0.05)])
def test_a_learning_rate_too_high(optimizer: str, rate: float) -> None:
    for history in (RISING, curves(loss=[2.3, math.nan]), curves(loss=[2.30, 2.31, 2.30])):
        assert trained(history, optimizer=optimizer, rate=rate) == ["learning_rate_too_high"]
    assert trained(RISING, optimizer=optimizer, rate=0.001) == []
    assert trained(RISING, measured=HIGH, optimizer=optimizer, rate=rate) == []
    assert trained(FLAT, optimizer=optimizer, rate=rate) == []


def test_one_epoch_does_not_show_whether_a_loss_settles() -> None:
    assert trained(curves(loss=[0.3]), rate=0.01) == ["too_few_epochs"]
    assert trained(curves(loss=[2.31]), rate=0.01) == ["learning_rate_too_high"]
    assert trained(curves(loss=[math.inf]), rate=0.01) == ["learning_rate_too_high"]
    (hint,) = hints(structure=network(rate=0.01), history=curves(loss=[2.31]), source=TRAINS, measured=LOW)
    assert hint.seen == "With the learning rate 0.01 the training loss ends at 2.31; guessing alone gives 2.30."


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 1e-5), ("sgd", 1e-4)])
def test_a_learning_rate_too_low(optimizer: str, rate: float) -> None:
    assert trained(SLOW, optimizer=optimizer, rate=rate) == ["learning_rate_too_low"]
    assert trained(SLOW, optimizer=optimizer, rate=0.001) == ["too_few_epochs"]
    assert trained(SLOW, measured=HIGH, optimizer=optimizer, rate=rate) == []
    assert trained(FLAT, optimizer=optimizer, rate=rate) == []


@pytest.mark.parametrize(
    ("loss", "seen"),
    [
        ([2.302, 2.297, 2.281], "ends at 2.28; guessing alone gives 2.30."),
        ([2.2, 1.9, 1.6, 1.4], "is still falling at the last epoch: 1.40."),
        ([1.62], "came no further than 1.62 in one epoch."),
    ],
)
def test_a_learning_rate_too_low_says_what_the_loss_did(loss: list[float], seen: str) -> None:
    slow = network(optimizer="adam", rate=1e-5)
    found = hints(structure=slow, history=curves(loss=loss), source=TRAINS, measured=LOW)
    assert [(hint.rule, hint.seen.partition("training loss ")[2]) for hint in found] == [
        ("learning_rate_too_low", seen)
    ]


def test_who_ran_out_of_time_is_not_told_to_train_longer() -> None:
    assert rules(history=SLOW, source=TRAINS, measured=LOW, outcome=Outcome.TIMED_OUT) == []


def test_without_validation_data_no_validation_curve_is_spoken_of() -> None:
    for history, attempt in ((SLOW, ", with validation data"), (SLOW | {"val_loss": SLOW["loss"]}, ", and let the")):
        (hint,) = hints(structure=network(), history=history, source=TRAINS, measured=LOW)
        assert (hint.rule, attempt in hint.attempt) == ("too_few_epochs", True)


def test_a_learning_rate_schedule_is_no_number() -> None:
    assert trained(RISING, rate={"class_name": "ExponentialDecay"}) == []


def test_a_training_without_training_data() -> None:
    nothing = {"val_loss": (2.3, 2.3), "val_accuracy": (0.1, 0.1), "learning_rate": (0.001, 0.001)}
    (hint,) = hints(structure=network(), history=nothing, source=TRAINS, measured=LOW)
    assert (hint.rule, "without a single batch" in hint.seen) == ("fitted_nothing", True)
    assert trained({**nothing, "loss": (1.0, 0.9)}) != ["fitted_nothing"]
    assert trained({}) == []
    assert rules(structure=network(), training_history=nothing, source=TRAINS, measured=LOW) == []


def test_a_loss_that_is_lost() -> None:
    assert trained(curves(loss=[1.0, math.nan, math.nan])) == ["diverged"]
    assert trained(FLAT) == []


def test_losses_near_overflow_are_survived() -> None:
    assert trained(curves(loss=[1.7e308] * 6, validation=[1.7e308] * 6)) == []
    assert trained(curves(loss=[1e200, 1e300]), rate=0.1) == ["learning_rate_too_high"]


def test_one_class_for_all() -> None:
    same = np.eye(10, dtype=np.float32)[np.full(540, 3)]
    assert rules(predictions={"test": same}, source=TRAINS, measured=accuracy(0.1)) == ["predicts_one_class"]
    mixed = same.copy()
    mixed[:20] = np.roll(mixed[:20], 1, axis=1)
    assert rules(predictions={"test": mixed}, source=TRAINS, measured=accuracy(0.1)) == []
    assert rules(predictions={"test": np.full((540, 10), np.nan, np.float32)}, source=TRAINS) == []
    learned = curves(loss=[1.5, 1.5], accuracy=[0.3, 0.4])
    assert rules(predictions={"test": same}, history=learned, source=TRAINS, measured=accuracy(0.1)) == []


def test_the_same_share_of_right_answers_after_every_epoch() -> None:
    given: dict[str, Any] = {"source": TRAINS, "of": assignment(data="")}
    (hint,) = hints(history=curves(loss=[2.3] * 4, accuracy=[0.1135] * 4), **given)
    assert (hint.rule, "11.3" in hint.seen or "11.4" in hint.seen) == ("predicts_one_class", True)
    assert rules(history=curves(loss=[2.3] * 4, accuracy=[0.11, 0.11, 0.11, 0.12]), **given) == []
    assert rules(history=curves(loss=[2.3] * 2, accuracy=[0.11] * 2), **given) == []
    assert rules(history=curves(loss=[0.0] * 4, accuracy=[1.0] * 4), **given) == []
    assert rules(history=curves(loss=[9.0] * 4, accuracy=[0.0] * 4), **given) == []


def test_too_few_epochs() -> None:
    falling = [2.0 * 0.9**epoch for epoch in range(10)]
    assert trained(curves(loss=falling)) == ["too_few_epochs"]
    assert trained(curves(loss=falling, validation=falling)) == ["too_few_epochs"]
    assert trained(curves(loss=[2.3])) == ["too_few_epochs"]
    assert trained(curves(loss=falling), measured=HIGH) == []
    assert trained(curves(loss=falling, validation=[1.0] * 10)) == []
    assert trained(FLAT) == []


@pytest.mark.parametrize("shape", [(540, 1), (540, 2), (540, 9, 10)])
def test_no_more_epochs_where_the_outputs_name_no_classes(shape: tuple[int, ...]) -> None:
    given: dict[str, Any] = {"source": TRAINS, "history": curves(loss=[2.3]), "data": DATA}
    drawn = np.random.default_rng(0).random(shape, dtype=np.float32)
    assert rules(predictions={"test": drawn}, **given) == []
    assert rules(predictions={"test": outputs(300)}, measured=LOW, **given) == ["too_few_epochs"]


def test_curves_that_part() -> None:
    loss = [1.0 * 0.8**epoch for epoch in range(20)]
    apart = [max(0.4, 1 - 0.1 * epoch) + max(0, 0.05 * (epoch - 6)) for epoch in range(20)]
    assert trained(curves(loss=loss, validation=apart)) == ["overfitting"]
    assert trained(curves(loss=loss, validation=[0.4] * 20)) == []
    assert trained(curves(loss=loss, validation=apart), measured=HIGH) == []
    gap = {"accuracy": [1.0] * 20, "val_accuracy": [0.8] * 20}
    assert trained(curves(loss=loss, validation=apart, **gap), measured=HIGH) == ["overfitting"]


def test_a_model_that_is_never_trained() -> None:
    built = "model = keras.Sequential([...])\nmodel.compile('adam')"
    assert rules(structure=network(), source=built) == ["never_trained"]
    assert rules(structure=network(), source=TRAINS) == []
    assert rules(structure=network(), source=built + "\ndef train(model, x, y): ...\ntrain(model)") == []
    assert rules(structure=network(), source=built, of=assignment(TrainingMode.GRADER)) == []
    assert rules(structure=network(), source=built, history=FLAT) == []
    assert rules(structure=network(), source=built + "\nmodel.load_weights('mine.weights.h5')") == []
    without = assignment(data="")
    assert rules(structure=network(), source=built, of=without) == []
    assert rules(structure=network(), source=built + "\nmodel.evaluate(x, y)", of=without) == ["never_trained"]


def test_a_model_that_was_not_trained_because_the_code_stopped() -> None:
    given = {"source": TRAINS, "measured": LOW, "error": Failure("exception", "NameError: name 'Adam' is not defined")}
    (hint,) = hints(structure=network(loss=None), **given)
    assert (hint.rule, "your code stopped first" in hint.seen) == ("never_trained", True)
    assert rules(structure=network(), **given) == []
    assert rules(structure=network(loss=None), **{**given, "error": None}) == []
    for source in ("model.fit_generator(flow)", "model.fit(x, y)\nsaver = tf.train.Saver()"):
        hint, *_others = hints(structure=network(loss=None), **{**given, "source": source})
        assert "your code stopped first" in hint.seen
    assert rules(structure=network(loss=None), **{**given, "source": TRAINS + "model = load_model('a.keras')"}) == []


def test_what_stands_below_the_line_at_which_a_module_stopped_trained_nothing() -> None:
    loop = "import tensorflow as tf\ntf.contrib\nwith tf.GradientTape() as tape:\n    pass\n"
    error = Failure("exception", "AttributeError: contrib", "h.py, line 2", "h.py, line 2, in <module>\n    tf.contrib")
    given: dict[str, Any] = {"structure": network(loss=None), "measured": LOW, "error": error, "form": Form.MODULE}
    (hint,) = hints(source=loop, **given)
    assert "your code stopped first" in hint.seen
    for near in (
        {"source": loop.replace("tf.contrib", "tf.GradientTape()")},
        {"source": f"# %% first\n{loop}"},
        {"source": loop, "form": Form.NOTEBOOK},
        {"source": loop, "error": replace(error, traceback="")},
    ):
        assert rules(**{**given, **near}) == []


def result(earned: float, status: Status = Status.FAILED) -> CheckResult:
    return CheckResult("test_x", "", status, 10.0, earned)


MISTAKEN: Mapping[str, Any] = {
    "structure": network("dense relu dense"),
    "source": "Adam(lr=1)\n" + PLAIN,
    "measured": LOW,
}


def test_work_that_earns_everything_is_told_of_its_spelling_alone() -> None:
    whole = [result(10, Status.PASSED), result(0, Status.SKIPPED)]
    assert "missing_softmax" in rules(**MISTAKEN)
    (hint,) = hints(results=whole, **MISTAKEN)
    assert hint.rule == "keras2_spelling"
    assert "earns everything" in hint.why


@pytest.mark.parametrize(
    "results",
    [
        [],
        [result(9.99)],
        [result(10, Status.PASSED), result(0)],
        [result(0, Status.ERROR)],
        [result(0, Status.SKIPPED)],
    ],
)
def test_work_that_may_still_earn_something_is_told_everything(results: list[CheckResult]) -> None:
    assert "missing_softmax" in rules(results=results, **MISTAKEN)


def test_a_symptom_is_told_only_without_a_cause() -> None:
    falling = curves(loss=[2.0 * 0.9**epoch for epoch in range(10)])
    given = {"history": falling, "source": TRAINS, "measured": LOW}
    assert rules(structure=network(), **given) == ["too_few_epochs"]
    assert rules(structure=network("dense relu dense"), **given) == ["missing_softmax"]


def test_the_graders_training_is_the_one_that_is_judged() -> None:
    falling = curves(loss=[2.0 * 0.9**epoch for epoch in range(10)])
    given = {"source": TRAINS, "measured": LOW, "structure": network()}
    assert rules(history=falling, training_history=FLAT, **given) == []


def test_the_epochs_of_the_grader_are_not_the_students_choice() -> None:
    falling = curves(loss=[2.0 * 0.9**epoch for epoch in range(10)])
    given = {"source": TRAINS, "measured": LOW, "structure": network()}
    assert rules(history=falling, **given) == ["too_few_epochs"]
    assert rules(history=FLAT, training_history=falling, **given) == []


def test_there_are_at_most_four() -> None:
    everything = network("dense dense softmax dense softmax softmax dropout")
    source = "model.compile()\nbase.trainable = True\nmodel.fit(x, y, epochs=3)\nAdam(lr=1)"
    assert len(rules(structure=everything, source=source, measured=LOW)) == 4


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
