"""Old spellings are tried in processes of their own, one for each policy: they change Keras for good."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PRELUDE = """
import sys
from pathlib import Path
import keras
import numpy as np
from autograder.probe import keras2
keras2.install(sys.argv[1], Path(sys.argv[2]))
x, y = np.random.default_rng(0).normal(size=(40, 4)).astype("float32"), np.arange(40) % 2
def network(**options):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    model.compile(**{"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]} | options)
    return model
"""
SPELLINGS = {
    "np_utils": (
        """
from keras.utils import np_utils
assert np_utils.to_categorical([1, 0], 2).tolist() == [[0, 1], [1, 0]]
from keras.utils.np_utils import to_categorical
import keras.utils.np_utils
from tensorflow.keras.utils import np_utils as again
assert again.to_categorical is keras.utils.np_utils.to_categorical
""",
        "keras.utils.np_utils → keras.utils",
    ),
    "keras_preprocessing": (
        """
import keras_preprocessing
from keras_preprocessing import image
from keras_preprocessing.image import ImageDataGenerator
from keras_preprocessing.sequence import pad_sequences
from keras_preprocessing.text import Tokenizer
assert image.ImageDataGenerator is ImageDataGenerator
assert next(ImageDataGenerator(rescale=0.5).flow(np.ones((4, 8, 8, 1)), batch_size=4)).max() == 0.5
assert pad_sequences([[1, 2]], 3).tolist() == keras_preprocessing.sequence.pad_sequences([[1, 2]], 3).tolist()
assert Tokenizer().word_counts == {}
""",
        "keras_preprocessing → tf.keras.preprocessing",
    ),
    "lr": (
        """
assert abs(float(keras.optimizers.Adam(lr=0.5, decay=1e-6).learning_rate) - 0.5) < 1e-6
from tensorflow.keras.optimizers import RMSprop
assert abs(float(RMSprop(lr=0.25).lr) - 0.25) < 1e-6
""",
        "lr= → learning_rate=",
    ),
    "lower case": (
        """
from keras import optimizers
import tensorflow as tf
assert type(optimizers.adam(0.1)) is type(tf.keras.optimizers.adam(learning_rate=0.1)) is keras.optimizers.Adam
from tensorflow.keras.optimizers import sgd
network(optimizer=sgd(0.1)).fit(x, y, verbose=0)
""",
        "optimizers.adam → optimizers.Adam",
    ),
    "checkpoint": (
        """
model = network()
checkpoint = keras.callbacks.ModelCheckpoint("best.hdf5", monitor="val_loss", save_best_only=True, period=1)
weights = keras.callbacks.ModelCheckpoint(filepath="w-{epoch:02d}.h5", save_weights_only=True)
model.fit(x, y, validation_split=0.5, epochs=2, callbacks=[checkpoint, weights], verbose=0)
after = keras.models.load_model("best.hdf5")
from tensorflow.keras.models import load_model
load_model("best.hdf5").evaluate(x, y, verbose=0)
fresh = network()
fresh.load_weights("w-02.h5")
np.testing.assert_array_equal(fresh.get_weights()[0], model.get_weights()[0])
model.save_weights("mine.h5")
fresh.load_weights("mine.h5")
try:
    model.save_weights("/nowhere/mine.h5")
except OSError as error:
    assert "'/nowhere/mine.h5'" in str(error), error
else:
    raise AssertionError
""",
        'ModelCheckpoint("….hdf5") → ModelCheckpoint("….keras")',
    ),
    "acc": (
        """
seen = []
class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        seen.append(logs.get("acc"))
        assert logs.get("nothing") is None
stop = keras.callbacks.EarlyStopping(monitor="val_acc", patience=1)
history = network().fit(x, y, validation_split=0.5, epochs=2, callbacks=[Watch(), stop], verbose=0)
assert history.history["acc"] == history.history["accuracy"]
assert seen[0] == history.history["accuracy"][0]
named = network(metrics=["acc"]).fit(x, y, validation_split=0.5, callbacks=[stop], verbose=0)
assert "acc" in named.history and "accuracy" not in named.history
""",
        '"acc" → "accuracy"',
    ),
    "board": (
        """
board = keras.callbacks.TensorBoard("logs", batch_size=8, write_grads=False, embeddings_data=None)
network().fit(x, y, callbacks=[board], verbose=0)
""",
        "TensorBoard(batch_size=) → TensorBoard()",
    ),
    "grey": (
        """
from keras.preprocessing import image
keras.utils.save_img("one.png", np.ones((4, 4, 3)))
assert image.img_to_array(image.load_img("one.png", grayscale=True)).shape == (4, 4, 1)
assert keras.utils.load_img("one.png", grayscale=False).mode == "RGB"
""",
        'grayscale= → color_mode="grayscale"',
    ),
    "saved as a folder": (
        """
import tensorflow as tf
model = network()
model.save("folder")
tf.keras.models.save_model(model, "saved/")
keras.saving.save_model(model, "one.model")
model.save("plain.keras")
model.save("plain.h5")
for path in ("folder", "saved/", "one.model", "plain.keras", "plain.h5"):
    np.testing.assert_array_equal(tf.keras.models.load_model(path).get_weights()[0], model.get_weights()[0])
try:
    model.save("nowhere/folder")
except OSError as error:
    assert "'nowhere/folder'" in str(error), error
else:
    raise AssertionError
""",
        'save("…/") → save("….keras")',
    ),
    "shape of a tensor": (
        """
made = keras.layers.Dense(3)(keras.Input((4,)))
assert made.get_shape().as_list() == made.shape.as_list() == [None, 3]
assert made._keras_shape == made.shape == (None, 3) and made.get_shape()[-1] == 3
flat = keras.layers.Reshape(made.shape[1:])(made)
assert keras.Model.from_config(keras.Model(made, flat).get_config()).output_shape == (None, 3)
""",
        "tensor.get_shape() → tensor.shape",
    ),
    "seed": ("import tensorflow as tf\ntf.set_random_seed(1)\n", "tf.set_random_seed → tf.random.set_seed"),
    "layers": (
        """
from keras.layers.core import Dense, Dropout
from keras.layers.convolutional import Conv2D
from tensorflow.keras.layers.normalization import BatchNormalization
assert Dense is keras.layers.Dense and Conv2D is keras.layers.Conv2D
""",
        "keras.layers.core → keras.layers",
    ),
    "scikit-learn": (
        """
from keras.wrappers.scikit_learn import KerasClassifier, KerasRegressor
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score
def images(rate=0.1):
    layers = [keras.Input((2, 2, 1)), keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.SGD(rate), "categorical_crossentropy", metrics=["accuracy"])
    return model
old = KerasClassifier(build_fn=images, epochs=1, batch_size=20, verbose=0)
names = np.array(["cat", "dog"])[y]
history = old.fit(x.reshape(-1, 2, 2, 1), names)
assert list(old.classes_) == ["cat", "dog"] and len(history.history["loss"]) == 1
assert set(old.predict(x.reshape(-1, 2, 2, 1))) <= {"cat", "dog"}
assert old.predict_proba(x.reshape(-1, 2, 2, 1)).shape == (40, 2)
assert 0 <= old.score(x.reshape(-1, 2, 2, 1), names) <= 1
assert clone(old).get_params()["epochs"] == 1
assert len(cross_val_score(old, x.reshape(-1, 2, 2, 1), y, cv=2)) == 2
search = GridSearchCV(KerasClassifier(images, epochs=1, verbose=0), {"rate": [0.1, 0.2]}, cv=2)
search.fit(x.reshape(-1, 2, 2, 1), y)
assert search.best_params_["rate"] in {0.1, 0.2}
def line():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mean_squared_error")
    return model
regressor = KerasRegressor(line, epochs=1, verbose=0)
regressor.fit(x, y)
assert regressor.predict(x).shape == (40,) and regressor.score(x, y) < 0
for wrong, said in ((lambda: KerasClassifier(images, nothing=1), "nothing is not a legal parameter"),):
    try:
        wrong()
    except ValueError as error:
        assert said in str(error)
    else:
        raise AssertionError("it was taken")
try:
    KerasClassifier(images).predict(x)
except AttributeError as error:
    assert "'KerasClassifier' object has no attribute 'model'" in str(error)
""",
        "keras.wrappers.scikit_learn → keras.wrappers.SKLearnClassifier",
    ),
    "dim ordering": (
        """
from keras import backend as K
import tensorflow as tf
assert K.image_dim_ordering() == tf.keras.backend.image_dim_ordering() == "tf"
K.set_image_dim_ordering("th")
assert K.image_data_format() == "channels_first" and K.image_dim_ordering() == "th"
K.set_image_dim_ordering("tf")
""",
        "keras.backend.image_dim_ordering → keras.backend.image_data_format",
    ),
    "arguments": (
        """
from keras.layers import Convolution2D, Dense, MaxPooling2D
today = Convolution2D(8, 3, 2)
assert today.kernel_size == (3, 3) and today.strides == (2, 2)
dense = Dense(output_dim=3, input_dim=4, init="normal", W_regularizer="l2")
assert dense.units == 3 and type(dense.kernel_initializer) is keras.initializers.RandomNormal
assert dense.kernel_regularizer is not None
assert keras.layers.LSTM(output_dim=3).units == 3
assert keras.layers.Embedding(input_dim=5, output_dim=3).output_dim == 3
for convolution in (
    Convolution2D(8, 3, 5, border_mode="same", subsample=(2, 2)),
    Convolution2D(nb_filter=8, nb_row=3, nb_col=5, border_mode="same", strides=2),
    Convolution2D(8, 3, nb_col=5, padding="same", strides=2),
):
    shown = (convolution.filters, convolution.kernel_size, convolution.padding, convolution.strides)
    assert shown == (8, (3, 5), "same", (2, 2)), shown
without_keywords = Convolution2D(8, 3, 2)
assert without_keywords.kernel_size == (3, 2) and without_keywords.strides == (1, 1)
assert Convolution2D(8, (3, 3), 2).strides == (2, 2)
assert MaxPooling2D(border_mode="same").padding == "same"
assert keras.layers.AveragePooling2D().pool_size == (2, 2) and keras.layers.AveragePooling1D(3).pool_size == (3,)
""",
        "nb_row=, nb_col= → kernel_size=",
    ),
    "a number for a shape": (
        """
assert keras.Input(shape=(784)).shape == (None, 784) and keras.layers.InputLayer(784).batch_shape == (None, 784)
assert keras.layers.InputLayer(input_shape=5, batch_size=2).batch_shape == (2, 5)
model = keras.Sequential([keras.layers.Input(shape=(4)), keras.layers.Dense(2, activation="softmax")])
assert keras.Sequential([keras.layers.Dense(2, input_shape=(3))]).input_shape == (None, 3)
assert keras.Sequential.from_config(model.get_config()).input_shape == (None, 4)
""",
        "shape=(n) → shape=(n,)",
    ),
    "shapes of layers": (
        """
class Own(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.output_shape = 7
model = network()
assert model.layers[0].input_shape == (None, 4) and model.layers[0].output_shape == (None, 2)
assert model.input_shape == (None, 4) and Own().output_shape == 7
assert not hasattr(keras.layers.Dense(3), "input_shape")
""",
        "layer.input_shape → layer.input.shape",
    ),
    "backend": (
        """
from keras import backend as K
assert float(K.mean(K.constant([1.0, 3.0]))) == 2
class Antirectifier(keras.layers.Layer):
    def call(self, inputs):
        inputs -= K.mean(inputs, axis=1, keepdims=True)
        inputs = K.l2_normalize(inputs, axis=1)
        return K.concatenate([K.relu(inputs), K.relu(-inputs)], axis=1)
model = keras.Sequential([keras.Input((4,)), Antirectifier(), keras.layers.Dense(2, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, verbose=0)
assert model.layers[0].output.shape == (None, 8) and K.epsilon() == 1e-7
""",
        "keras.backend.mean → keras.ops.mean",
    ),
    "input": (
        """
model = network()
part = keras.Model(inputs=model.input, outputs=model.layers[-1].output)
assert part.predict(x, verbose=0).shape == (40, 2)
""",
        "Sequential.input → Sequential.inputs[0]",
    ),
    "constraints": (
        """
from keras.constraints import maxnorm, nonneg, unitnorm
from tensorflow.keras.constraints import maxnorm as again
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, kernel_constraint=maxnorm(3))])
assert model.layers[0].kernel_constraint.max_value == again(3).max_value == 3
""",
        "keras.constraints.maxnorm → keras.constraints.MaxNorm",
    ),
    "generator": (
        """
from keras.preprocessing.image import ImageDataGenerator
flow = ImageDataGenerator(rescale=0.5).flow(np.ones((8, 4, 4, 1)), np.zeros(8), batch_size=4)
assert next(flow)[0].max() == 0.5
model = network()
model.fit_generator(((x, y) for _ in range(2)), steps_per_epoch=1, nb_epoch=1, verbose=0)
model.fit_generator(generator=((x, y) for _ in range(2)), steps_per_epoch=1, workers=4, verbose=0)
assert len(model.fit_generator(((x, y) for _ in range(2)), 1, 2, 0).epoch) == 2
assert len(model.evaluate_generator(((x, y) for _ in range(1)), 1, workers=1, use_multiprocessing=False)) == 2
model.fit(x, y, verbose=0, max_queue_size=3)
assert model.predict_classes(x).shape == (40,)
""",
        ".fit_generator → .fit",
    ),
}


EACH = """
import json, os, traceback
os.chdir(sys.argv[2])
ended = {}
for name, code in json.loads(sys.stdin.read()).items():
    try:
        exec(code, dict(globals()))
        ended[name] = ""
    except Exception:
        ended[name] = traceback.format_exc()
Path("ended.json").write_text(json.dumps(ended))
"""
TODAY = """
model = network(optimizer=keras.optimizers.Adam(learning_rate=0.1))
saved = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
history = model.fit(x, y, validation_split=0.5, epochs=2, callbacks=[saved], verbose=0)
history.history["accuracy"], keras.models.load_model("best.keras")
import copy, pickle
np.save("history.npy", history.history)
for kept in (pickle.loads(pickle.dumps(history.history)), copy.deepcopy(history.history), copy.copy(history.history)):
    assert kept == history.history
assert type(model).from_config(model.get_config()).count_params() == 10
assert keras.optimizers.get("adam").get_config()["learning_rate"] > 0
nested = keras.Sequential([keras.Sequential([keras.layers.Rescaling(0.5)]), keras.layers.Dense(2)])
nested.compile("adam", "mse")
nested.fit(x, x[:, :2], verbose=0)
keras.Sequential([keras.Input((4,)), nested]).predict(x, verbose=0)
"""


def run(policy: str, out: Path, codes: dict[str, str]) -> dict[str, str]:
    """Run each code in one process; return the traceback of each, "" where there is none."""
    command = [sys.executable, "-c", PRELUDE + EACH, policy, str(out)]
    process = subprocess.run(command, input=json.dumps(codes), check=False, capture_output=True, text=True, timeout=180)
    assert process.returncode == 0, process.stderr[-2000:]
    ended: dict[str, str] = json.loads((out / "ended.json").read_text(encoding="utf-8"))
    return ended


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str]]:
    """What the old spellings gave under `accept`, and the notes that were left."""
    out = tmp_path_factory.mktemp("accept")
    ended = run("accept", out, {name: code for name, (code, _note) in SPELLINGS.items()})
    return ended, json.loads((out / "notes.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Path]:
    """What the old spellings gave under `explain`, and the folder for notes."""
    out = tmp_path_factory.mktemp("explain")
    return run("explain", out, {name: code for name, (code, _note) in SPELLINGS.items()} | {"today": TODAY}), out


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_old_spelling_works_and_is_noted_with_the_modern_one(
    name: str, accepted: tuple[dict[str, str], list[str]]
) -> None:
    ended, notes = accepted
    assert ended[name] == ""
    assert f"keras2:{SPELLINGS[name][1]}" in notes


@pytest.mark.parametrize("name", SPELLINGS)
def test_where_the_course_says_so_an_old_spelling_stops_with_the_modern_one(
    name: str, explained: tuple[dict[str, str], Path]
) -> None:
    ended, out = explained
    last = ended[name].strip().splitlines()[-1]
    assert "OldSpellingError" in last
    assert "is an old spelling that today's Keras does not know; write" in last
    assert not (out / "notes.json").exists()


def test_code_of_today_is_left_alone(explained: tuple[dict[str, str], Path]) -> None:
    assert explained[0]["today"] == ""
