"""What is missing is told with its own reason, and with what stands in the code."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_model_forms import COMPILE, DATA, FIT, HEAD, ROW

pytestmark = pytest.mark.slow

FORMS = pytest.mark.parametrize("form", ["m", "n"])
WIDE = f"""model = keras.Sequential([keras.Input((784,)), layers.Dense(10, activation="softmax")])
model.{COMPILE}
model.fit(np.ones((20, 784)), np.eye(10)[np.arange(20) % 10], verbose=0)"""
MADE = f"model = {ROW}\nmodel.{COMPILE}\nmodel.{FIT}"
SAVED = """import os
folder = os.path.join(os.getcwd(), "saved_models")
os.makedirs(folder)
model.save(os.path.join(folder, "trained.keras"))"""
COMMA = f"""model = keras.Sequential([
    keras.Input(shape=(64)), layers.Reshape((8, 8, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.{COMPILE}
model.fit(x_train.reshape(-1, 64), y_train, verbose=0)"""
HELD = """class Data:
    pass
data = Data()
data.x_one, data.x_test, data.y_test = x_test[:90], x_test[90:].reshape(-1, 8, 8, 1), y_test"""
JUDGED = f"""model = {ROW.replace("Conv2D(10", "Conv2D(9")}
model.{COMPILE}
shape = (-1, 8, 8, 1)
one = keras.utils.to_categorical(y_test[:90])
model.fit(x_train, y_train, epochs=1, batch_size=50, verbose=0, validation_data=(VALIDATION, one))
model.predict(data.x_test[:90], verbose=0)"""
BRIGHT = ROW.replace("[layers.Conv2D", "[layers.ReLU(threshold=1.5), layers.Conv2D")
RAW = f"model = {BRIGHT}\nmodel.{COMPILE}\nmodel.{FIT}"
FEWER = f"""model = {ROW}
model.{COMPILE}
given = {{"validation_data": (x_train[:5000], y_train[:5000]), "epochs": 1, "verbose": 0}}
model.fit(x_train[5000:], y_train[5000:], **given)"""
DECODER = """flat = x_train.reshape(-1, 64)
model = keras.Sequential([keras.Input((64,)), layers.Dense(8, activation="relu"),
    layers.Dense(64, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(flat, flat, epochs=2, verbose=0)"""
STOPPED = f"""model = {ROW}
model.{COMPILE.replace('"adam"', "Adam(0.001)")}
model.{FIT}"""
ONE_EPOCH = f"""model = {ROW}
model.{COMPILE.replace('"adam"', "keras.optimizers.Adam(0.01)")}
model.fit(x_train, y_train, epochs=1, batch_size=20, verbose=0)"""
LOADED = f"""import helper_of_mine
model = {ROW}
model.{COMPILE}
"""
AGAIN = f"""model.save_weights("own.weights.h5")
model = {ROW}
model.load_weights("own.weights.h5")"""
CALLED = "model.fit(x_train, y_train, callbacks=[helper_of_mine.Progress()])"
CELLS = {
    "again": (HEAD, DATA, LOADED, CALLED, AGAIN),
    "left": (HEAD, DATA, f"{MADE}\nmodel = {ROW}"),
    "raw": (HEAD, DATA.replace(" / 16", ""), RAW),
    "fewer": (HEAD, DATA, FEWER),
    "decoder": (HEAD, DATA, DECODER),
    "stopped": (HEAD, DATA, STOPPED),
    "one-epoch": (HEAD, DATA, ONE_EPOCH),
    "misfit": (HEAD, WIDE, "broken = layers.Dense(None)"),
    "saved": (HEAD, DATA, MADE, SAVED, 'model = keras.models.load_model("trained.keras")'),
    "comma": (HEAD, DATA, COMMA),
    "one-object": (HEAD, DATA, HELD, JUDGED.replace("VALIDATION", "data.x_one.reshape(shape)")),
    "one-array": (HEAD, DATA, HELD, JUDGED.replace("VALIDATION", "data.x_test[:90]")),
}
HAND_INS: Mapping[str, dict[str, str]] = {
    **{f"{name}-m": {"h.py": "\n".join(cells)} for name, cells in CELLS.items()},
    **{f"{name}-n": {"h.ipynb": notebook(*cells)} for name, cells in CELLS.items()},
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, "digits_student")


@FORMS
def test_accuracy_is_missing_for_its_own_reason(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"misfit-{form}"]
    assert "units=None" in one.error
    assert "images have the shape (8, 8), which does not fit your model's input: it takes (784,)." in one.page


@FORMS
def test_a_file_of_the_codes_own_is_told_with_where_it_lies(graded: Mapping[str, Graded], form: str) -> None:
    assert "“trained.keras” is not there; it lies at “saved_models/trained.keras”." in graded[f"saved-{form}"].error


@FORMS
def test_a_number_is_taken_for_the_shape_of_an_input(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"comma-{form}"]
    assert one.error == ""
    assert one.earned > 0
    assert "shape=(n) → shape=(n,)" in one.page


@FORMS
def test_only_the_array_that_serves_twice_is_named(graded: Mapping[str, Graded], form: str) -> None:
    assert graded[f"one-object-{form}"].error == graded[f"one-array-{form}"].error == ""
    assert "serves for validation" not in graded[f"one-object-{form}"].page
    assert "“data.x_test[:90]” serves for validation during training" in graded[f"one-array-{form}"].page


@FORMS
def test_a_network_that_learned_raw_pixels_is_told_of_the_range(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"raw-{form}"]
    assert "fit() got pixels of another range, and the network is tried on pixels from 0 to 1." in one.page
    assert "settle slowly" not in one.page


@FORMS
def test_a_training_without_data_is_told_as_such(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"fewer-{form}"]
    assert "The last training ran without a single batch: fit() got no training data." in one.page
    assert "Train for more epochs" not in one.page


@FORMS
def test_what_an_autoencoder_gives_is_not_called_classes(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"decoder-{form}"]
    assert "expected 10 numbers for each image" in one.page
    assert "classes to tell apart" not in one.page


@FORMS
def test_a_network_that_the_code_never_came_to_train_is_told_as_untrained(
    graded: Mapping[str, Graded], form: str
) -> None:
    one = graded[f"stopped-{form}"]
    assert "name 'Adam' is not defined" in one.error
    assert "Your model was never trained: your code stopped first." in one.page


def test_a_copy_of_an_untrained_network_is_told_as_such(graded: Mapping[str, Graded]) -> None:
    one = graded["again-n"]
    assert "helper_of_mine" in one.error
    assert "so the grader could not train it: the score is that of the weights that it had." in one.page


@FORMS
def test_a_network_that_was_left_uncompiled_is_not_told_as_stopped_code(
    graded: Mapping[str, Graded], form: str
) -> None:
    one = graded[f"left-{form}"]
    assert one.error.startswith("The model is not compiled")
    assert "your code stopped first" not in one.page


@FORMS
def test_one_epoch_is_not_told_as_a_loss_that_does_not_settle(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"one-epoch-{form}"]
    assert one.error == ""
    assert "does not settle" not in one.page
