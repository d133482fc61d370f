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
from autograder.frameworks.keras import keras2
from autograder.keras_names import table
from autograder.probe.notes import writer
from autograder.protocol.jobs import Keras2Policy
keras2.install(Keras2Policy(sys.argv[1]), writer(Path(sys.argv[2])))
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
from keras.layers import Convolution2D, Dense, Flatten, MaxPooling2D
first = keras.Sequential([Convolution2D(2, 3, 3, input_shape=(1, 8, 8)), MaxPooling2D(), Flatten(), Dense(2)])
first.compile("adam", "sparse_categorical_crossentropy")
first.fit(np.ones((20, 1, 8, 8)), np.arange(20) % 2, verbose=0)
assert first.layers[0].output_shape == (None, 2, 6, 6)
assert first.predict(np.ones((3, 1, 8, 8)), verbose=0).shape == first(np.ones((3, 1, 8, 8))).shape == (3, 2)
K.set_image_dim_ordering("tf")
""",
        "keras.backend.image_dim_ordering → keras.backend.image_data_format",
    ),
    "arguments": (
        """
from keras.layers import Conv2D, Convolution2D, Dense, MaxPooling2D
today = Conv2D(8, 3, 2)
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
without_keywords = Conv2D(8, 3, 2)
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
assert K.mean(model.layers[0].output[:, 3]).shape == ()
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
    "names": (
        """
import importlib
for name in table.NAMES:
    part, _dot, last = name.rpartition(".")
    for root in ("keras", "tensorflow.keras"):
        assert callable(getattr(importlib.import_module(f"{root}.{part}"), last)), name
from keras.layers import CuDNNLSTM, LSTM, ThresholdedReLU, TimeDistributedDense
assert type(CuDNNLSTM(3)) is LSTM and isinstance(LSTM(3), CuDNNLSTM) and not isinstance(3, CuDNNLSTM)
class Own(CuDNNLSTM):
    pass
assert isinstance(Own(3), Own) and not isinstance(LSTM(3), Own) and type(Own(3)) is Own
assert float(ThresholdedReLU(0.5)(np.array([[0.4]]))[0, 0]) == 0 and TimeDistributedDense(3).units == 3
assert float(ThresholdedReLU(theta=0.5)(np.array([[0.6]]))[0, 0]) > 0.5
from keras.initializers import normal, one, uniform, zero
assert normal(scale=0.5).stddev == 0.5 and type(zero()) is keras.initializers.Zeros
from keras.regularizers import activity_l1, l1l2
assert (float(l1l2().l1), float(l1l2(l2=0.5).l2)) == (0.01, 0.5) and float(activity_l1(0.5).l1) == 0.5
from tensorflow.keras.losses import mean_squared_error
assert float(mean_squared_error(np.zeros(2), np.ones(2))) == 1
assert float(keras.losses.mse(np.zeros(2), np.ones(2))) == float(keras.metrics.mae(np.zeros(2), np.ones(2))) == 1
""",
        "keras.layers.CuDNNLSTM → keras.layers.LSTM",
    ),
    "optimizers of before": (
        """
import tensorflow as tf
for make in (tf.keras.optimizers.legacy.Adam, keras.optimizers.legacy.Adam, tf.optimizers.legacy.Adam):
    assert type(make(learning_rate=0.5)) is keras.optimizers.Adam
from tensorflow.keras.optimizers.legacy import SGD
assert float(SGD(lr=0.5).lr) == 0.5
""",
        "keras.optimizers.legacy.Adam → keras.optimizers.Adam",
    ),
    "kept": (
        """
import importlib
for part, names in table.KEPT.items():
    for name in names:
        getattr(importlib.import_module(f"keras.{part}"), name)
from keras.preprocessing.image import Iterator, NumpyArrayIterator, random_shift
assert random_shift(np.ones((1, 4, 4)), 0.1, 0.1).shape == (1, 4, 4)
class Own(Iterator):
    def _get_batches_of_transformed_samples(self, index_array):
        return x[index_array]
assert next(Own(4, 2, False, 0)).shape == (2, 4)
flow = keras.preprocessing.image.ImageDataGenerator().flow(np.ones((4, 8, 8, 1)), batch_size=4)
assert isinstance(flow, NumpyArrayIterator) and flow.next().shape == (4, 8, 8, 1)
assert keras.losses.CategoricalCrossentropy(reduction=keras.losses.Reduction.NONE).reduction == "none"
""",
        ".next() → next()",
    ),
    "modules": (
        """
import importlib
for name in table.MODULES:
    for root in ("keras", "tensorflow.keras"):
        importlib.import_module(f"{root}.{name}")
from keras.engine.topology import Input, InputSpec, Layer
from keras.engine import Model
from keras.objectives import categorical_crossentropy
from keras.callbacks.callbacks import EarlyStopping
from keras.utils.visualize_util import plot
from keras.utils.data_utils import get_file
from keras.preprocessing.text import Tokenizer
from keras.optimizer_v2.adam import Adam
from keras.optimizers import adam_v2
from keras.backend.tensorflow_backend import epsilon
from tensorflow.keras.layers.experimental import preprocessing
from tensorflow.keras.layers.experimental.preprocessing import Rescaling
import tensorflow as tf
assert Layer is keras.layers.Layer and Model is keras.Model and InputSpec is keras.layers.InputSpec
assert Adam is adam_v2.Adam is keras.optimizers.Adam
assert preprocessing.Rescaling is Rescaling is tf.keras.layers.experimental.preprocessing.Rescaling
assert tf.keras.experimental.CosineDecay is keras.optimizers.schedules.CosineDecay
tf.keras.mixed_precision.experimental.set_policy("float32")
tokens = Tokenizer(num_words=9)
tokens.fit_on_texts(["a b a"])
assert tokens.texts_to_sequences(["a"]) == [[1]]
for wrong in ("keras.engine.nothing", "keras.nothing", "keras.layers.core.nothing", "keras.preprocessing.nothing"):
    try:
        importlib.import_module(wrong)
    except ModuleNotFoundError:
        continue
    raise AssertionError(wrong)
""",
        "keras.layers.experimental.preprocessing → keras.layers",
    ),
    "merge": (
        """
from keras.layers import merge, Input, Dense
from keras.layers.merge import concatenate
from keras.models import Model
one, two = Input((3,)), Input((3,))
assert merge([one, two], mode="concat").shape == (None, 6) and merge([one, two], "sum").shape == (None, 3)
assert merge([one, two], mode="dot", dot_axes=1).shape == (None, 1)
assert merge([one, two], mode=lambda both: both[0] * both[1], output_shape=(3,)).shape == (None, 3)
assert concatenate([one, two]).shape == (None, 6)
try:
    merge([one, two], mode="nothing")
except ValueError as error:
    assert "Invalid merge mode" in str(error)
model = Model(input=[one, two], output=Dense(2)(merge([one, two], mode="mul")))
assert model.predict([x[:, :3], x[:, :3]], verbose=0).shape == (40, 2)
class Own(Model):
    def __init__(self, input):
        super().__init__()
        self.given = input
assert Own(input=3).given == 3
""",
        "keras.layers.merge → keras.layers.concatenate, keras.layers.add",
    ),
    "arguments of layers": (
        """
from keras.layers import (
    AtrousConvolution2D, BatchNormalization, Conv1D, Convolution1D, Convolution2D, Convolution3D, Deconvolution2D,
    Dense, Dropout, Embedding, GaussianNoise, LSTM, MaxPooling1D, MaxPooling2D, PReLU, SeparableConvolution2D,
    SpatialDropout2D, UpSampling1D, ZeroPadding2D,
)
by_name = Convolution2D(8, 3, 5, activation="relu")
assert by_name.kernel_size == (3, 5) and by_name.strides == (1, 1) and type(by_name) is keras.layers.Conv2D
assert Convolution2D(8, 3, 2, padding="same").strides == (2, 2) and Convolution2D(8, (3, 5)).kernel_size == (3, 5)
assert Convolution3D(8, 3, 4, 5).kernel_size == (3, 4, 5)
assert AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2)).dilation_rate == (2, 2)
assert Deconvolution2D(8, 3, 3, output_shape=(None, 9, 9, 8), subsample=(2, 2)).strides == (2, 2)
assert Deconvolution2D(8, 3, 3, (None, 9, 9, 8), subsample=(2, 2)).kernel_size == (3, 3)
separable = SeparableConvolution2D(8, 3, 3, init="normal", dim_ordering="th", bias=False)
assert type(separable.pointwise_initializer) is type(separable.depthwise_initializer) is keras.initializers.RandomNormal
assert separable.data_format == "channels_first" and not separable.use_bias
assert Convolution1D(8, filter_length=3, subsample_length=2, border_mode="same").strides == (2,)
assert Dropout(p=0.25).rate == SpatialDropout2D(p=0.25).rate == 0.25 and GaussianNoise(sigma=0.5).stddev == 0.5
assert MaxPooling1D(pool_length=3, stride=2).pool_size == (3,) and UpSampling1D(length=3).size == 3
assert MaxPooling2D(dim_ordering="th").data_format == "channels_first"
assert Dense(3, W_constraint="max_norm", b_constraint="max_norm", bias=True).bias_constraint is not None
assert Embedding(5, 3, init="normal", W_regularizer="l2").embeddings_regularizer is not None
normal = BatchNormalization(mode=0, axis=1, beta_init="one", gamma_init="one", fused=True)
assert type(normal.beta_initializer) is keras.initializers.Ones and normal.axis == 1
assert type(PReLU(init="one").alpha_initializer) is keras.initializers.Ones
cell = LSTM(3, inner_init="normal", inner_activation="hard_sigmoid", forget_bias_init="one", dropout_W=0.25,
    dropout_U=0.5, U_regularizer="l2", consume_less="gpu")
assert (cell.dropout, cell.recurrent_dropout, cell.recurrent_activation.__name__) == (0.25, 0.5, "hard_sigmoid")
for wrong in (lambda: BatchNormalization(mode=1), lambda: Dense(3, p=0.5), lambda: LSTM(3, time_major=True)):
    try:
        wrong()
    except (TypeError, ValueError):
        continue
    raise AssertionError
""",
        "BatchNormalization(mode=) → BatchNormalization()",
    ),
    "arguments of every layer": (
        """
from keras.layers import Conv1D, Dense, LSTM, SpatialDropout1D
kernel, bias = np.ones((4, 2), "float32"), np.zeros(2, "float32")
model = keras.Sequential([Dense(2, weights=[kernel, bias], batch_input_shape=(None, 4), input_dtype="float32")])
assert model.input_shape == (None, 4) and model.layers[0].get_weights()[0].min() == 1
stateful = keras.Sequential()
stateful.add(LSTM(3, batch_input_shape=(5, 7, 2), stateful=True))
assert stateful.input_shape == (5, 7, 2)
assert keras.Sequential([LSTM(3, input_dim=4, input_length=7)]).input_shape == (None, 7, 4)
assert keras.Sequential([Conv1D(3, 2, input_dim=4)]).input_shape == (None, None, 4)
assert keras.Sequential([Dense(3, input_dim=4)]).input_shape == (None, 4)
assert keras.Sequential([SpatialDropout1D(0.5, input_shape=(7, 4)), LSTM(3)]).input_shape == (None, 7, 4)
again = keras.Sequential.from_config(model.get_config())
assert again.count_params() == 10
class Own(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", shape=[int(input_shape[-1]), 2], initializer="ones")
        self.bias = self.add_variable("bias", (2,))
    def call(self, given):
        return given @ self.kernel + self.bias
own = Own()
assert own(np.ones((1, 3), "float32")).shape == (1, 2) and [each.name for each in own.weights] == ["kernel", "bias"]
""",
        "weights= → .set_weights",
    ),
    "other arguments": (
        """
from keras.constraints import maxnorm
from keras.regularizers import l1, l2
from keras.utils import np_utils, to_categorical
assert maxnorm(m=3).max_value == 3 and float(l2(l=0.5).l2) == float(l1(l=0.5).l1) == 0.5
assert to_categorical(y=[1, 0], nb_classes=3).shape == np_utils.to_categorical([1, 0], nb_classes=3).shape == (2, 3)
assert to_categorical([1, 0], dtype="int32").dtype == "int32"
assert keras.callbacks.ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5
assert float(keras.activations.relu(-1.0, alpha=0.5)) == -0.5
image = keras.preprocessing.image.array_to_img(np.ones((3, 4, 5)), dim_ordering="th")
assert keras.preprocessing.image.img_to_array(image, dim_ordering="tf").shape == (4, 5, 3)
from keras.preprocessing.image import ImageDataGenerator
assert ImageDataGenerator(dim_ordering="th").data_format == "channels_first"
""",
        "nb_classes= → num_classes=",
    ),
    "optimizers": (
        """
from keras.optimizers import RMSprop, Nadam
assert RMSprop(lr=0.5, rho=0.9, epsilon=None, decay=0.0).epsilon == 1e-7 and Nadam(schedule_decay=0.004).beta_1
model = network(optimizer=RMSprop(lr=0.5, epsilon=None))
model.fit(x, y, verbose=0)
model.optimizer.lr = 0.25
from keras import backend as K
assert float(K.get_value(model.optimizer.lr)) == 0.25
K.set_value(model.optimizer.lr, 0.125)
assert float(model.optimizer.learning_rate) == 0.125
""",
        "epsilon=None → epsilon=1e-07",
    ),
    "compile": (
        """
model = network(class_mode="categorical", sample_weight_mode=None, target_tensors=None, metrics=["acc"])
model.compile("adam", loss=["logcosh"], metrics=["cosine_proximity"], experimental_run_tf_function=False)
model.fit(x, np.eye(2)[y], verbose=0)
model.compile("adam", "cosine_proximity", metrics=["accuracy"])
model.fit(x, np.eye(2)[y], verbose=0)
assert model.metrics_names == ["loss", "accuracy"]
assert len(model.train_on_batch(x, np.eye(2)[y], reset_metrics=True)) == 2
assert len(model.test_on_batch(x, np.eye(2)[y], reset_metrics=True)) == 2
try:
    model.compile("adam", "mse", target_tensors=[x])
except TypeError:
    pass
else:
    raise AssertionError
""",
        "loss='cosine_proximity' → loss='cosine_similarity'",
    ),
    "accuracy": (
        """
model = network(metrics=None)
assert set(model.fit(x, y, nb_epoch=1, verbose=0, show_accuracy=False).history) == {"loss"}
assert type(model.evaluate(x, y, verbose=0, show_accuracy=True)) is list
steps = int(model.optimizer.iterations)
history = model.fit(x, y, nb_epoch=1, verbose=0, show_accuracy=True, validation_data=(x, y)).history
assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"} and history["val_acc"]
assert int(model.optimizer.iterations) == 2 * steps
loss, accuracy = model.evaluate(x, y, show_accuracy=True, verbose=0)
assert accuracy == (model.predict(x, verbose=0).argmax(axis=1) == y).mean().astype("float32")
assert abs(model.evaluate(x, y, verbose=0) - loss) < 1e-6
assert len(model.train_on_batch(x, y, accuracy=True)) == len(model.test_on_batch(x, y, accuracy=True)) == 2
assert np.ndim(model.train_on_batch(x, y)) == np.ndim(model.test_on_batch(x, y, accuracy=False)) == 0
model = network()
model.fit(x, y, verbose=0, show_accuracy=True)
assert len(model.evaluate(x, y, verbose=0)) == len(model.evaluate(x, y, verbose=0, show_accuracy=True)) == 2
""",
        'show_accuracy= → metrics=["accuracy"]',
    ),
    "channels": (
        """
from keras import backend as K
from keras.layers import Activation, Convolution2D, Dense, Flatten, MaxPooling2D
def shapes(*args, **options):
    first = Convolution2D(*args, activation="relu", **options)
    net = keras.Sequential([first, MaxPooling2D(), Flatten(), Dense(3)])
    return first.data_format, tuple(net.layers[0].output.shape)[1:]
try:
    assert shapes(4, 3, 3, input_shape=(8, 9, 3)) == ("channels_last", (6, 7, 4))
    assert shapes(4, (3, 3), input_shape=(3, 8, 9), padding="same") == ("channels_last", (3, 8, 4))
    assert shapes(4, 5, 5, input_shape=(1, 28, 28)) == ("channels_first", (4, 24, 24))
    assert K.image_data_format() == "channels_first" and K.image_dim_ordering() == "th"
    assert MaxPooling2D().data_format == "channels_first"
    K.set_image_dim_ordering("tf")
    assert shapes(4, 3, 3, border_mode="same", input_shape=[3, 8, 8]) == ("channels_first", (4, 8, 8))
    K.set_image_dim_ordering("tf")
    assert shapes(nb_filter=4, nb_row=3, nb_col=3, input_shape=(3, 8, 8)) == ("channels_first", (4, 6, 6))
finally:
    keras.config.set_image_data_format("channels_last")
""",
        'dim_ordering="th" by default → keras.backend.set_image_data_format("channels_first")',
    ),
    "one optimizer": (
        """
shared = keras.optimizers.SGD(0.25, momentum=0.5)
first, second = network(optimizer=shared), network(optimizer=shared)
for model in (first, second, first):
    model.fit(x, y, verbose=0)
assert first.optimizer is shared and second.optimizer is not shared and second.optimizer.momentum == 0.5
first.compile(shared, "mse")
assert first.optimizer is shared
del first
third = network(optimizer=shared)
third.fit(x, y, verbose=0)
assert float(third.optimizer.learning_rate) == 0.25 and int(third.optimizer.iterations) == 2
third.compile(loss="mse")
kept = third.optimizer
third.compile(kept, "sparse_categorical_crossentropy")
assert third.optimizer is kept
""",
        "one optimizer for several models → an optimizer for each",
    ),
    "learning rates": (
        """
def rates():
    default = [network(optimizer=each).optimizer for each in ("adadelta", keras.optimizers.Adagrad(), "rmsprop")]
    given = keras.optimizers.Adadelta(0.5), keras.optimizers.Adagrad(lr=0.25)
    return [round(float(each.learning_rate), 4) for each in (*default, *given)]
from keras.utils import np_utils
assert rates() == [1.0, 0.01, 0.001, 0.5, 0.25], rates()
assert keras.optimizers.Adadelta.from_config(keras.optimizers.Adadelta(0.5).get_config()).learning_rate == 0.5
""",
        "Adadelta() → Adadelta(learning_rate=1.0)",
    ),
    "names of keras.models": (
        """
from keras.models import Input, InputLayer, Layer, Model, Sequential
class Doubled(Layer):
    def call(self, inputs):
        return 2 * inputs
given = Input((4,))
assert Model(given, Doubled()(given)).predict(x, verbose=0).shape == (40, 4) and isinstance(Doubled(), Layer)
assert Sequential([InputLayer((4,)), keras.layers.Dense(2)]).count_params() == 10
""",
        "keras.models.Input → keras.layers.Input",
    ),
    "private Keras": (
        """
import tensorflow.python.keras as whole
import tensorflow.python.keras.layers as layers
import tensorflow.python.keras.utils.np_utils as np_utils
from tensorflow.python import keras as part
from tensorflow.python.keras.datasets import mnist
import tensorflow.python.keras
assert whole is part is tensorflow.python.keras and layers.Dense is keras.layers.Dense and mnist.load_data
assert whole.utils.to_categorical([1], 2).shape == np_utils.to_categorical([1], 2).shape == (1, 2)
assert issubclass(tensorflow.python.keras.models.Sequential, keras.Model)
""",
        "tensorflow.python.keras → tensorflow.keras",
    ),
    "samples": (
        """
class Batches(keras.utils.Sequence):
    def __len__(self):
        return 4
    def __getitem__(self, index):
        return x[:10], y[:10]
def batches():
    while True:
        yield x[:10], y[:10]
seen = []
class Count(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        seen.append(batch)
model = network()
model.fit_generator(batches(), samples_per_epoch=30, nb_epoch=1, verbose=0, callbacks=[Count()],
    validation_data=batches(), nb_val_samples=20, max_q_size=10, nb_worker=1, pickle_safe=False)
assert len(seen) == 3
model.fit_generator(batches(), 20, nb_epoch=1, verbose=0, callbacks=[Count()])
assert len(seen) == 5
model.fit_generator(Batches(), samples_per_epoch=40, nb_epoch=1, verbose=0, validation_data=(x, y), nb_val_samples=40)
assert len(model.evaluate_generator(batches(), val_samples=20)) == 2
assert model.predict_generator((x[:10] for _ in range(3)), val_samples=30).shape == (30, 2)
model.fit(batches(), steps_per_epoch=25 / 10, epochs=1, verbose=0, callbacks=[Count()])
assert len(seen) == 8
""",
        "samples_per_epoch= → steps_per_epoch=",
    ),
    "period": (
        """
import os
each = keras.callbacks.ModelCheckpoint("every-{epoch:02d}.keras", period=2)
network().fit(x, y, epochs=5, callbacks=[each], verbose=0)
assert sorted(name for name in os.listdir() if name.startswith("every")) == ["every-02.keras", "every-04.keras"]
""",
        'period= → save_freq="epoch"',
    ),
    "names of files": (
        """
import os
each = keras.callbacks.ModelCheckpoint("at-{epoch:02d}-{val_acc:.2f}.keras", monitor="val_acc")
network().fit(x, y, validation_split=0.5, callbacks=[each], verbose=0)
assert [name for name in os.listdir() if name.startswith("at-01-")], os.listdir()
try:
    keras.models.load_model("absent.h5")
except FileNotFoundError as error:
    assert "absent.h5" in str(error) and "None" not in str(error)
""",
        '"val_acc" → "val_accuracy"',
    ),
    "states": (
        """
model = keras.Sequential([keras.layers.LSTM(2, batch_input_shape=(5, 7, 2), stateful=True), keras.layers.Dense(1)])
model.predict(np.ones((5, 7, 2)), verbose=0)
model.reset_states()
assert float(np.abs(model.layers[0].states[0]).max()) == 0
mean = keras.metrics.Mean()
mean.update_state(3.0)
mean.reset_states()
assert float(mean.result()) == 0
""",
        ".reset_states → .reset_state",
    ),
    "functions of networks": (
        """
from keras import backend as K
model = network()
first = K.function([model.layers[0].input], [model.layers[0].output])
assert len(first([x])) == 1 and first([x])[0].shape == (40, 2) and type(first([x])[0]) is np.ndarray
phased = K.function([model.layers[0].input, K.learning_phase()], [model.layers[0].output])
assert np.allclose(phased([x, 0])[0], model.predict(x, verbose=0), atol=1e-5)
assert K.function(model.inputs, model.layers[0].output)([x]).shape == (40, 2)
given = keras.Input((4,))
network_of_tensors = keras.Model(given, keras.layers.Dense(2)(given))
assert K.function([network_of_tensors.layers[0].input], [network_of_tensors.output])([x])[0].shape == (40, 2)
assert keras.Model.from_config(network_of_tensors.get_config()).count_params() == 10
assert model.layers[0].get_output_at(0).shape == (None, 2) and model.layers[0].get_input_at(0).shape == (None, 4)
import tensorflow as tf
K.set_learning_phase(0)
config = tf.ConfigProto()
config.gpu_options.allow_growth = True
K.set_session(tf.Session(config=config))
assert K.tf is tf
""",
        "keras.backend.function → keras.Model",
    ),
    "TensorFlow 1": (
        """
import tensorflow as tf
for name in table.TENSORFLOW:
    getattr(tf, name)
tf.logging.set_verbosity(tf.logging.ERROR)
assert float(tf.log(1.0)) == 0 and tf.random_normal((2, 3)).shape == (2, 3) and not hasattr(tf, "placeholder")
assert tf.image.resize_images(np.ones((1, 4, 4, 1), "float32"), (2, 2)).shape == (1, 2, 2, 1)
network(optimizer=tf.train.AdamOptimizer(0.1, beta1=0.5)).fit(x, y, verbose=0)
assert float(tf.train.GradientDescentOptimizer(learning_rate=0.5).learning_rate) == 0.5
tf.set_random_seed(1)
with tf.Session() as session:
    with session.as_default():
        network().fit(x, y, verbose=0)
""",
        "tf.log → tf.math.log",
    ),
    "sigmoid": (
        """
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
assert set(model.predict_classes(x).ravel()) <= {0, 1} and model.predict_classes(x).shape == (40, 1)
""",
        ".predict_classes → .predict(…).argmax(axis=1)",
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
from tensorflow.keras.utils import np_utils
assert float(keras.optimizers.get("adadelta").learning_rate) < 0.002
named = keras.callbacks.ModelCheckpoint("{epoch:02d}-{val_accuracy:.2f}-{accuracy}.keras", monitor="val_accuracy")
model.fit(x, y, validation_split=0.5, callbacks=[named], verbose=0)
nested = keras.Sequential([keras.Sequential([keras.layers.Rescaling(0.5)]), keras.layers.Dense(2)])
nested.compile("adam", "mse")
nested.fit(x, x[:, :2], verbose=0)
keras.Sequential([keras.Input((4,)), nested]).predict(x, verbose=0)
"""


def run(policy: str, out: Path, codes: dict[str, str]) -> dict[str, str]:
    """Run each code in one process; return the traceback of each, "" where there is none."""
    command = [sys.executable, "-c", PRELUDE + EACH, policy, str(out)]
    process = subprocess.run(command, input=json.dumps(codes), check=False, capture_output=True, text=True, timeout=400)
    assert process.returncode == 0, process.stderr[-2000:]
    ended: dict[str, str] = json.loads((out / "ended.json").read_text(encoding="utf-8"))
    return ended


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What the old spellings gave under `accept`, and the notes that were left."""
    out = tmp_path_factory.mktemp("accept")
    codes = {name: code for name, (code, _note) in SPELLINGS.items()}
    ended = run("accept", out, codes | {"graph": "keras.backend.gradients(keras.ops.ones(3), keras.ops.ones(3))"})
    return ended, json.loads((out / "notes.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Path]:
    """What the old spellings gave under `explain`, and the folder for notes."""
    out = tmp_path_factory.mktemp("explain")
    return run("explain", out, {"today": TODAY} | {name: code for name, (code, _note) in SPELLINGS.items()}), out


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_old_spelling_works_and_is_noted_with_the_modern_one(
    name: str, accepted: tuple[dict[str, str], list[dict[str, str]]]
) -> None:
    ended, notes = accepted
    assert ended[name] == ""
    assert {"kind": "keras2", "value": SPELLINGS[name][1]} in notes


def test_what_works_in_no_graph_of_today_is_not_noted_as_working(
    accepted: tuple[dict[str, str], list[dict[str, str]]],
) -> None:
    ended, notes = accepted
    assert "Use tf.GradientTape instead" in ended["graph"]
    assert not [note for note in notes if "gradients" in note["value"]]


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
