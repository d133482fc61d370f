"""Code written for older Keras, and what stops code that was written elsewhere: served where it can be, told truly."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook

KERAS1 = """
import keras
from keras import backend as K
from keras.layers import Activation, Convolution2D, Dense, Flatten, Input, MaxPooling2D

def build_model():
    model = keras.models.Sequential()
    model.add(Convolution2D(10, 3, 3, border_mode="valid", input_shape=(8, 8, 1), init="glorot_uniform"))
    model.add(Activation("relu"))
    print(model.layers[0].input_shape, model.layers[0].output_shape, float(K.mean(K.constant([1.0, 3.0]))))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Flatten())
    model.add(Dense(output_dim=50, activation="relu"))
    model.add(Dense(output_dim=10, init="glorot_uniform", activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model

model = build_model()
"""
OWN_FILE = "from utils import plot_history\nimport keras\nplot_history(keras)\n"
WEIGHTS = """
from keras.applications.mobilenet import MobileNet
model = MobileNet(include_top=False, pooling="avg", input_shape=(32, 32, 3))
"""
WARNS = """
import keras
model = keras.Sequential([keras.layers.Dense(10, input_shape=(64,), activation="softmax")])
"""
GENERATOR = """
import numpy as np
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.callbacks import TensorBoard
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator

model = Sequential([Conv2D(10, 3, input_shape=(8, 8, 1), activation="relu"), MaxPooling2D(2), Flatten(),
    Dense(50, activation="relu"), Dense(10, activation="softmax")])
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
flow = ImageDataGenerator().flow(np.zeros((20, 8, 8, 1)), np.eye(10)[np.arange(20) % 10], batch_size=10)
model.fit_generator(flow, 2, workers=4, use_multiprocessing=False, {more}verbose=0,
    callbacks=[TensorBoard("logs", batch_size=32, write_grads=False)])
"""
FUNCTIONAL = """
import numpy as np
import tensorflow as tf
from keras import backend as K
from keras.callbacks import ReduceLROnPlateau
from keras.constraints import maxnorm
from keras.engine.topology import Input
from keras.layers import Convolution2D, Dense, Flatten, MaxPooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.utils.np_utils import to_categorical

K.set_session(tf.Session(config=tf.ConfigProto()))
inputs = Input(shape=(8, 8, 1))
x = Convolution2D(10, 3, 3, activation="relu", dim_ordering="tf")(inputs)
x = Flatten()(MaxPooling2D((2, 2))(x))
x = Dense(50, activation="relu", init="glorot_uniform")(x)
model = Model(input=inputs, output=Dense(10, activation="softmax")(x))
model.compile(Adam(lr=0.001, epsilon=None), "categorical_crossentropy", metrics=["accuracy"])
images, labels = np.zeros((20, 8, 8, 1)), to_categorical(np.arange(20) % 10, nb_classes=10)
model.fit(images, labels, nb_epoch=1, verbose=0, callbacks=[ReduceLROnPlateau(epsilon=1e-3)])
seen = K.function([model.layers[0].input, K.learning_phase()], [model.layers[1].output])([images, 0])[0]
print(model.metrics_names[1], seen.shape, maxnorm(9).max_value)
"""
OF_KERAS_2 = """
import numpy as np
import matplotlib.pyplot as plt
import tensorflow.python.keras as private
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.models import Input, Model, Sequential
from keras.optimizers import Adadelta
from keras.utils import np_utils
from tensorflow.python.keras import utils

plt.style.use("seaborn")
plt.style.use(["seaborn-white", "seaborn-v0_8-dark"])
inputs = Input((8, 8, 1))
x = Flatten()(MaxPooling2D(2)(Conv2D(10, 3, activation="relu")(inputs)))
net = Model(inputs, private.layers.Dense(10, activation="softmax")(Dense(50, activation="relu")(x)))
net.compile(optimizer=Adadelta(), loss="categorical_crossentropy")
images, labels = np.zeros((20, 8, 8, 1)), utils.to_categorical(np.arange(20) % 10)
model = net.fit(images, labels, nb_epoch=1, show_accuracy=True, verbose=0)
score = net.evaluate(images, labels, show_accuracy=True, verbose=0)
print("accuracy", score[1])
"""
THEANO = """
import keras
from keras.layers import Convolution2D, Dense, Flatten, MaxPooling2D
model = keras.models.Sequential()
model.add(Convolution2D(10, 3, 3, input_shape=(1, 8, 8), activation="relu"))
model.add(MaxPooling2D())
model.add(Flatten())
model.add(Dense(50, activation="relu"))
model.add(Dense(10, activation="softmax", init="uniform"))
model.compile("adam", "categorical_crossentropy")
"""
OWN_FAULT = "from keras.utils import np_utils\nlabels = np_utils.to_categorical([0, 1, 12], 10)\n"
OWN_NAME = "import keras\noptimizer = SGD(lr=0.01, decay=1e-6, momentum=0.9)\n"
OTHER_LOSS = KERAS1.replace("categorical_crossentropy", "mse").replace("=50", "=20")
ANOTHER_MATTER = f"{OTHER_LOSS}images = open('mnist.pkl')\n"
SOURCES = {
    "own_fault": OWN_FAULT,
    "own_name": OWN_NAME,
    "another_matter": ANOTHER_MATTER,
    "of_keras_2": OF_KERAS_2,
    "theano": THEANO,
    "functional": FUNCTIONAL,
    "generator": GENERATOR.format(more=""),
    "refused": GENERATOR.format(more="samples=20, "),
    "keras1": KERAS1,
    "own_file": OWN_FILE,
    "weights": WEIGHTS,
    "warns": WARNS,
}
HAND_INS = {
    **{f"{name}-notebook": {"homework.ipynb": notebook(source)} for name, source in SOURCES.items()},
    **{f"{name}-module": {"homework.py": source} for name, source in SOURCES.items()},
}
FORMS = pytest.mark.parametrize("form", ["notebook", "module"])


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, "digits_cnn")


@FORMS
def test_what_keras_1_took_works_and_is_told_as_it_is_written_today(form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"keras1-{form}"]
    assert (one.earned, one.error) == (100, ""), one.page
    spellings = ("border_mode= → padding=", "nb_row=, nb_col= → kernel_size=", "output_dim= → units=")
    for spelling in (*spellings, "layer.input_shape → layer.input.shape", "keras.backend.mean → keras.ops.mean"):
        assert spelling in one.page


@FORMS
def test_a_functional_network_of_keras_1_and_its_session_are_served(form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"functional-{form}"]
    assert (one.earned, one.error) == (100, ""), one.page
    spellings = (
        "input= → inputs=",
        "init= → kernel_initializer=",
        "nb_classes= → num_classes=",
    )
    for spelling in (*spellings, "tf.Session → tf.config", "keras.backend.function → keras.Model"):
        assert spelling in one.page


@FORMS
def test_what_was_left_to_keras_2_is_as_it_was_there(form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"of_keras_2-{form}"]
    assert (one.earned, one.error) == (100, ""), one.page
    for told in (
        "Adadelta() → Adadelta(learning_rate=1.0)",
        'show_accuracy= → metrics=["accuracy"]',
        "keras.models.Input → keras.layers.Input",
        "tensorflow.python.keras → tensorflow.keras",
        "The model was found under the name “net”",
    ):
        assert told in one.page, told


@FORMS
def test_channels_stand_first_where_keras_1_had_them_by_default(form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"theano-{form}"]
    assert (one.earned > 90, one.error) == (True, ""), one.page
    assert "The model takes (1, 8, 8), expected (8, 8, 1)" in one.page
    assert 'keras.backend.set_image_data_format("channels_first")' in one.page


@FORMS
def test_the_arguments_of_generators_are_served(form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"generator-{form}"]
    assert (one.earned, one.error) == (100, ""), one.page
    assert ".fit_generator → .fit" in one.page
    assert "TensorBoard(batch_size=) → TensorBoard()" in one.page
    assert "workers= → keras.utils.PyDataset(workers=…)" in one.page


@FORMS
def test_an_argument_that_is_refused_is_not_laid_to_an_old_spelling_beside_it(
    form: str, graded: Mapping[str, Graded]
) -> None:
    one = graded[f"refused-{form}"]
    assert "unexpected keyword argument 'samples'" in one.error, one.page
    assert "“fit_generator”, “fit_generator”" not in one.page


@FORMS
def test_a_failure_is_not_laid_to_an_old_spelling_that_was_served(form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"own_fault-{form}"]
    assert "index 12 is out of bounds" in one.error, one.error
    assert "does not know" not in one.error


@FORMS
def test_a_name_that_is_not_there_is_not_laid_to_an_old_spelling_beside_it(
    form: str, graded: Mapping[str, Graded]
) -> None:
    error = graded[f"own_name-{form}"].error
    assert "name 'SGD' is not defined" in error, error
    assert "old spelling" not in error


@FORMS
def test_an_error_is_not_told_as_another_matter_that_a_hint_is_about(form: str, graded: Mapping[str, Graded]) -> None:
    page = graded[f"another_matter-{form}"].page
    place = {"module": "homework.py, line 19", "notebook": "cell 1, line 19"}[form]
    assert f"{place}: The file “mnist.pkl” is not there." in page, page
    assert f"{place}: Your model is trained with the loss" not in page
    assert "Your model is trained with the loss “mean_squared_error”" in page


@FORMS
def test_a_file_of_ones_own_may_be_missing_from_the_hand_in(form: str, graded: Mapping[str, Graded]) -> None:
    assert "“utils” cannot be imported: no file of that name was handed in" in graded[f"own_file-{form}"].error


@FORMS
def test_weights_that_would_be_downloaded_are_told_with_the_way_out(form: str, graded: Mapping[str, Graded]) -> None:
    assert "Build the network with weights=None" in graded[f"weights-{form}"].error


@FORMS
@pytest.mark.parametrize("name", SOURCES)
def test_no_page_shows_where_packages_are_installed(name: str, form: str, graded: Mapping[str, Graded]) -> None:
    page = graded[f"{name}-{form}"].page
    assert "site-packages" not in page
    assert "autograder/probe" not in page
