"""Old spellings are found by reading; each one that is named really fails on today's Keras, each modern one works."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from autograder.keras_names.table import METHODS
from autograder.submissions.old_names import ALONE, PATHS
from tests.submissions.expected import CORPUS, KERAS2

TRY_ALL = """
import json, sys, contextlib, io
import tensorflow as tf, keras
def outcome(code):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, "<code>", "exec"), {"tf": tf, "tensorflow": tf, "keras": keras})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
print(json.dumps([outcome(code) for code in json.load(sys.stdin)]))
"""


def run_all(codes, folder):
    """Run each piece of code in one process with Keras; return "" or the exception of each."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TRY_ALL],
        input=json.dumps(codes),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_NUM_INTRAOP_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
    )
    return json.loads(done.stdout.splitlines()[-1])


MODULES = {name: (CORPUS / "runs" / name).read_text() for name in KERAS2}
IMPORT = "try:\n    import {0}.{1}\nexcept ImportError:\n    from {0} import {1}"
OLD_NAMES = {
    name: IMPORT.format(*name.rsplit(".", 1)) if "." in name else f"import {name}"
    for name in (*PATHS, *ALONE)
    if not name.startswith("keras.optimizers.legacy")  # is there, but nothing in it can be used
}
OLD_METHODS = {name: f"assert hasattr(keras.Model, {name!r})" for name in METHODS}
MODERN_NAMES = {name: name for text in {**PATHS, **ALONE}.values() if text for name in text.split(", ")}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """The exception, or "", of each module, old name, old method and modern name."""
    codes = {**MODULES, **OLD_NAMES, **OLD_METHODS, **MODERN_NAMES}
    return dict(zip(codes, run_all(list(codes.values()), tmp_path_factory.mktemp("keras")), strict=True))


@pytest.mark.parametrize("name", [*MODULES, *OLD_NAMES, *OLD_METHODS])
def test_what_is_called_old_fails_on_today_s_keras(name, outcomes):
    assert "Error" in outcomes[name]


@pytest.mark.parametrize("name", MODERN_NAMES)
def test_what_is_called_modern_is_there(name, outcomes):
    assert outcomes[name] == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import keras\nkeras.optimizers.adam(0.1)", [("optimizer_case", "keras.optimizers.Adam", 2)]),
        ("from keras import optimizers as o\no.sgd()", [("optimizer_case", "keras.optimizers.SGD", 2)]),
        ("from keras.optimizers import rmsprop", [("optimizer_case", "keras.optimizers.RMSprop", 1)]),
        ("Adam(lr=1)", [("lr", "learning_rate=", 1)]),
        ("import tensorflow as tf\ntf.keras.optimizers.SGD(lr=1)", [("lr", "learning_rate=", 2)]),
        ("import tensorflow as tf\ntf.set_random_seed(1)", [("set_random_seed", "tf.random.set_seed", 2)]),
        ("import tensorflow as tf\ntf.keras.utils.np_utils.x", [("np_utils", "keras.utils", 2)]),
        ("from tensorflow.python.keras.utils import np_utils", [("np_utils", "keras.utils", 1)]),
        ("from keras.layers.core import Dense", [("core", "keras.layers", 1)]),
        ("Conv2D(3, 3, border_mode='same')", [("border_mode", "padding=", 1)]),
        ("model.fit(x, nb_epoch=3)", [("nb_epoch", "epochs=", 1)]),
        ("model.predict_classes(x)", [("predict_classes", ".predict(…).argmax(axis=1)", 1)]),
        ("Dense(3, batch_input_shape=(1, 2))", [("batch_input_shape", "keras.Input(batch_shape=…)", 1)]),
        ("h.history['acc']", [("acc", '"accuracy"', 1)]),
        ("def on_epoch_end(self, epoch, logs):\n    logs.get('val_acc')", [("acc", '"val_accuracy"', 2)]),
        ("EarlyStopping(monitor='val_acc')", [("acc", '"val_accuracy"', 1)]),
        ("ModelCheckpoint('a.hdf5')", [("checkpoint", 'ModelCheckpoint("….keras")', 1)]),
        ("p = './m/{epoch}.hdf5'\nModelCheckpoint(filepath=p)", [("checkpoint", 'ModelCheckpoint("….keras")', 2)]),
        ("ModelCheckpoint(d + '/a.hdf5')", [("checkpoint", 'ModelCheckpoint("….keras")', 1)]),
        ("ModelCheckpoint(f'{d}/a')", [("checkpoint", 'ModelCheckpoint("….keras")', 1)]),
        ("import os\nModelCheckpoint(os.path.join(d, 'a.ckpt'))", [("checkpoint", 'ModelCheckpoint("….keras")', 2)]),
        ("ModelCheckpoint('a.h5', save_weights_only=True)", [("checkpoint", 'ModelCheckpoint("….weights.h5")', 1)]),
        ("ModelCheckpoint('a.keras', period=3)", [("period", 'save_freq="epoch"', 1)]),
        ("import tensorflow as tf\ntf.Session()", [("Session", "", 2)]),
        ("from tensorflow.keras.layers.experimental import preprocessing", [("preprocessing", "keras.layers", 1)]),
        ("from keras.optimizer_v2.adam import Adam", [("adam", "keras.optimizers", 1)]),
        ("from keras.layers import CuDNNLSTM", [("CuDNNLSTM", "keras.layers.LSTM", 1)]),
        ("from keras.losses import mse", [("mse", "keras.losses.mean_squared_error", 1)]),
        ("Dropout(p=0.5)", [("p", "rate=", 1)]),
        ("Convolution2D(3, 3, 3, dim_ordering='th')", [("dim_ordering", "data_format=", 1)]),
        ("Model(input=a, output=b)", [("input", "inputs=", 1), ("output", "outputs=", 1)]),
        ("model.fit_generator(f, samples_per_epoch=9)",
         [("fit_generator", ".fit", 1), ("samples_per_epoch", "steps_per_epoch=", 1)]),
        ("maxnorm(3)\nl2(l=0.1)\nReduceLROnPlateau(epsilon=1)", [("epsilon", "min_delta=", 3), ("l", "l2=", 2)]),
    ],
)  # fmt: skip
def test_old_spellings_are_found_where_they_stand(source, expected, read):
    found = [(spelling.rule, spelling.modern, spelling.line) for _where, spelling in read(source).old]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "source",
    [
        "import keras\nkeras.optimizers.Adam(learning_rate=1)",
        "model.compile(metrics=['acc'])\nh.history['acc']",
        "keras.models.Sequential().add(3)",
        "from tensorflow.keras.preprocessing.image import ImageDataGenerator",
        "from keras.preprocessing.image import load_img",
        "ModelCheckpoint('a.keras')\nModelCheckpoint('a.h5')\nModelCheckpoint(path)",
        "ModelCheckpoint('a.weights.h5', save_weights_only=True)",
        "f(lr=1)",
        "sgd = 1\nadam = sgd",
        "from .keras.layers.core import Dense",
        "from sklearn.layers import merge",
        "import tensorflow as tf\ntf.random.set_seed(1)",
        "df['acc']\nscores.get('acc')",
        "KMeans(init='random')\nGradientBoostingClassifier(subsample=0.5)",
        "forest.predict_proba(x)",
        "from torch import optim\noptim.SGD(lr=0.1)",
        "scores['accuracy']",
        "import torch\nfrom torch import nn\nnn.Dropout(p=0.5)\nnn.Conv2d(3, 4, 3, bias=False, stride=2)",
        "from tensorflow.keras.losses import mse\nfrom tensorflow.keras.preprocessing.text import Tokenizer",
        "Embedding(input_dim=3, output_dim=4)\nRandomNormal(stddev=1)",
    ],
)
def test_modern_code_is_left_alone(source, read):
    assert read(source).old == ()


def test_names_imported_in_one_cell_count_in_the_next(read):
    findings = read("from keras import optimizers", "x = 1\noptimizers.adam()")
    assert [(where, spelling.rule) for where, spelling in findings.old] == [("cell 2, line 2", "optimizer_case")]


def test_the_sentence_names_both_spellings(read):
    (_, spelling) = read("Adam(lr=0.1)").old[0]
    assert spelling.message == "`lr=` is an old spelling; today it is `learning_rate=`."
    (_, spelling) = read("import tensorflow as tf\ntf.Session()").old[0]
    assert spelling.message == "`tf.Session` belongs to an old TensorFlow; today nothing takes its place: leave it out."
