"""Scripts that were written to be run: builders with arguments, late compiling, several networks, old spellings."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_tutorial import DATA

LAYERS = (
    'layers.Conv2D(10, 3), layers.Activation("relu"), layers.MaxPooling2D(2), layers.Flatten(), '
    'layers.Dense(50, activation="relu"), layers.Dense(10, activation="softmax")'
)
COMPILE = 'compile("adam", "categorical_crossentropy", metrics=["accuracy"])'
FIT = "fit(x_train, y_train, epochs=4, batch_size=50, verbose=0)"
START = f"{DATA}\nfrom keras import layers\n"
WITH_ARGUMENTS = f"""{START}
def build_model(units, last):
    net = keras.Sequential([keras.Input((8, 8, 1)), {LAYERS.replace("50", "units").replace('"softmax"', "last")}])
    net.{COMPILE}
    return net
"""
SCRIPTS: Mapping[str, str] = {
    "arguments": f'{WITH_ARGUMENTS}\nfor units in (20, 50):\n    build_model(units, "softmax").{FIT}\n',
    "arguments-in-main": f"""{WITH_ARGUMENTS}
def main():
    net = build_model(50, "softmax")
    net.{FIT}

if __name__ == "__main__":
    main()
""",
    "compiled-later": f"""{START}
def build_model():
    return keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])

model = build_model()
model.{COMPILE}
model.{FIT}
""",
    "compiled-in-main": f"""{START}
def build_model():
    return keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])

def main():
    net = build_model()
    net.{COMPILE}
    net.{FIT}

if __name__ == "__main__":
    main()
""",
    "compiled-in-builder": f"""{START}
def build_model():
    net = keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])
    net.{COMPILE}
    return net

if __name__ == "__main__":
    net = build_model()
    net.{FIT}
""",
    "tensorflow-python": f"""{DATA}
from tensorflow.python.keras import Input, Sequential, layers
from tensorflow.python.keras.layers.core import Dense
from tensorflow.python.keras.optimizers import Adam
from tensorflow.python.keras.utils import np_utils
model = Sequential([Input((8, 8, 1)), {LAYERS.replace("layers.Dense", "Dense")}])
model.compile(Adam(), "categorical_crossentropy", metrics=["accuracy"])
model.{FIT}
""",
    "package-not-needed": f"""import cv2, tensorflow_datasets as tfds
from skimage.transform import resize
{START}
model = keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])
model.{COMPILE}
model.{FIT}
""",
    "models-inside": f"""{START}
image, features = keras.Input((8, 8, 1)), keras.Input((3, 3, 10))
body = keras.Model(image, keras.Sequential([layers.Conv2D(10, 3, activation="relu"), layers.MaxPooling2D(2)])(image))
head = keras.Model(features, layers.Dense(50, activation="relu")(layers.Flatten()(features)))
model = keras.Sequential([body, head])
model.add(layers.Dense(10, activation="softmax"))
model.{COMPILE}
model.{FIT}
""",
    "two-networks": f"""{START}
ann = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
ann.{COMPILE}
ann.{FIT}
cnn = keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])
cnn.{COMPILE}
cnn.{FIT}
""",
}
OLD: Mapping[str, tuple[str, str]] = {
    "devices": (
        "from keras import layers, utils\nutils.multi_gpu_model(layers.Dense(8, init='normal'), 2)",
        "tf.distribute.MirroredStrategy",
    ),
    "initialisers": ("from keras import initializations", "keras.initializers"),
}
NEEDING = f"import cv2\ncv2.setNumThreads(1)\nimage = cv2.imread('a.png')\n{SCRIPTS['package-not-needed']}"
"""What needs the package is at the top, and the network does not."""
MADE_BY_IT = f"""import tensorflow_datasets as tfds
data, about = tfds.load("digits", as_supervised=True, with_info=True)
count = about.splits["train"].num_examples
seen = data["train"]
seen = seen.map(lambda image, label: (image / 16, label)).batch(50)
for image, label in seen.take(1):
    print(image.shape)
{SCRIPTS["package-not-needed"]}
model.evaluate(seen)
"""
"""What the package would have made is used in many places, and the network is made and trained without it."""
ARGUMENTS_ALONE = f"{WITH_ARGUMENTS}\n"
HAND_INS = {
    **{f"{name}-module": {"homework.py": code} for name, code in SCRIPTS.items()},
    **{f"{name}-notebook": {"homework.ipynb": notebook(code)} for name, code in SCRIPTS.items()},
    **{f"{name}-module": {"homework.py": f"import keras\n{code}\n"} for name, (code, _) in OLD.items()},
    **{f"{name}-notebook": {"homework.ipynb": notebook("import keras", code)} for name, (code, _) in OLD.items()},
    "nothing-trained": {"homework.py": ARGUMENTS_ALONE},
    "package-needed-notebook": {"homework.ipynb": notebook(NEEDING)},
    "package-needed-module": {"homework.py": NEEDING},
    "made-by-it-notebook": {"homework.ipynb": notebook(MADE_BY_IT)},
    "made-by-it-module": {"homework.py": MADE_BY_IT},
}


@pytest.fixture(scope="module", params=["digits_cnn", "digits_student"])
def graded(request: pytest.FixtureRequest, grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, request.param)


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("form", ["module", "notebook"])
def test_the_network_that_was_trained_last_is_graded(name: str, form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[f"{name}-{form}"]
    assert (one.earned, one.state, one.error) == (100.0, "graded", ""), one.page


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_where_students_train_what_they_trained_counts_before_what_build_model_makes(
    form: str, graded: Mapping[str, Graded]
) -> None:
    page = graded[f"compiled-in-builder-{form}"].page
    assert "came to the grader untrained" not in page
    if "graded model build_model()" not in page:  # where the grader trains, as it does for every builder
        assert "found under the name “net” and graded" in page
        assert "The best of 4 epochs" in page


@pytest.mark.parametrize("name", OLD)
@pytest.mark.parametrize("form", ["module", "notebook"])
def test_the_spelling_that_the_error_speaks_of_is_told_and_no_place_of_the_grader(
    name: str, form: str, graded: Mapping[str, Graded]
) -> None:
    one = graded[f"{name}-{form}"]
    assert OLD[name][1] in one.error
    assert "site-packages" not in one.error


def test_a_builder_that_nobody_can_call_is_told_with_its_arguments(graded: Mapping[str, Graded]) -> None:
    assert "units, last" in graded["nothing-trained"].error


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_the_network_counts_behind_lines_that_need_a_package_that_is_not_there(
    form: str, graded: Mapping[str, Graded]
) -> None:
    one = graded[f"package-needed-{form}"]
    place = {"module": "homework.py, line 2", "notebook": "cell 1, line 2"}[form]
    assert (one.earned, one.state) == (100.0, "graded"), one.page
    assert one.error.startswith(f"{place}: “cv2” cannot be imported")
    assert "Your code needs a package or file that is not there" in one.page


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_the_network_counts_behind_what_a_package_that_is_not_there_would_have_made(
    form: str, graded: Mapping[str, Graded]
) -> None:
    one = graded[f"made-by-it-{form}"]
    place = {"module": "homework.py, line 2", "notebook": "cell 1, line 2"}[form]
    assert (one.earned, one.state) == (100.0, "graded"), one.page
    assert one.error.startswith(f"{place}: “tensorflow_datasets” cannot be imported")
    assert "NameError" not in one.page
