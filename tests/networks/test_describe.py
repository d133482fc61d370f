"""What a description holds, for ordinary models, every layer of Keras, and models that can hardly be described."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers, ops
from networks import digits_cnn, digits_transfer, fashion_cnn

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.records import Structure


def test_layers_are_as_the_student_wrote_them() -> None:
    structure = describe(digits_transfer())
    assert [layer.class_name for layer in structure.layers] == [
        "Conv2D",
        "MaxPooling2D",
        "Conv2D",
        "GlobalAveragePooling2D",
        "Dense",
    ]
    first, top = structure.layers[0], structure.layers[-1]
    assert first.path == ("base",)
    assert first.weights == {"kernel": (3, 3, 1, 16), "bias": (16,)}
    assert (first.trainable, first.trainable_parameters, first.parameters) == (False, 0, 160)
    assert (top.path, top.output_shape, top.config["units"]) == ((), (5,), 5)


def test_the_canonical_graph_names_operations_and_where_they_come_from() -> None:
    structure = describe(fashion_cnn())
    assert [(node.op, node.layer) for node in structure.nodes[:3]] == [("conv2d", 0), ("relu", 0), ("max_pooling2d", 1)]
    assert structure.nodes[0].inputs == (-1,)
    assert structure.outputs == (len(structure.nodes) - 1,)
    assert structure.inputs == ((28, 28, 1),)


COMPILED: list[tuple[dict, tuple[str, str | None, tuple[str, ...]]]] = [
    ({"optimizer": "adam", "loss": "mse"}, ("adam", "mean_squared_error", ())),
    (
        {"optimizer": keras.optimizers.SGD(0.1), "loss": keras.losses.MeanSquaredError()},
        ("sgd", "mean_squared_error", ()),
    ),
    (
        {"optimizer": "rmsprop", "loss": "categorical_crossentropy", "metrics": ["acc"]},
        ("rmsprop", "categorical_crossentropy", ("accuracy",)),
    ),
    (
        {
            "optimizer": keras.optimizers.Adam(1e-3),
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "metrics": [keras.metrics.SparseCategoricalAccuracy(), "accuracy"],
        },
        ("adam", "sparse_categorical_crossentropy", ("sparse_categorical_accuracy", "accuracy")),
    ),
    ({"optimizer": "adam", "loss": keras.losses.binary_crossentropy}, ("adam", "binary_crossentropy", ())),
    ({"optimizer": "adam"}, ("adam", None, ())),
]


@pytest.mark.parametrize(("given", "expected"), COMPILED, ids=[str(k) for k in range(len(COMPILED))])
def test_the_compile_configuration_has_resolved_names(
    given: dict, expected: tuple[str, str | None, tuple[str, ...]]
) -> None:
    model = digits_cnn()
    model.compile(**given)
    compiled = describe(model).compiled
    assert compiled is not None
    assert (compiled.optimizer, compiled.loss, compiled.metrics) == expected
    assert compiled.optimizer_config["learning_rate"] in {0.001, 0.1}


def test_a_compile_configuration_that_cannot_be_written_down_is_described_by_its_names() -> None:
    def own_loss(y, p):
        return ops.mean(ops.abs(y - p))

    model = digits_cnn()
    model.compile(OwnOptimizer(), functools.partial(own_loss), metrics=["acc", functools.partial(own_loss)])
    compiled = describe(model).compiled
    assert compiled is not None
    assert (compiled.optimizer, compiled.loss, compiled.metrics) == ("ownoptimizer", "partial", ())
    model.compile("adam", own_loss)
    compiled = describe(model).compiled
    assert compiled is not None
    assert compiled.loss == "own_loss"


class OwnOptimizer(keras.optimizers.SGD):
    def get_config(self):
        raise NotImplementedError


def test_long_texts_and_large_numbers_survive_the_wire() -> None:
    code = "\n".join(f"        x = x + {k}.0" for k in range(800))
    scope: dict = {}
    exec(f"def long(x):\n    if x.ndim:\n{code}\n    return x.device and x", scope)
    parts = [
        layers.Dropout(0.1, seed=2**60),
        layers.Lambda(scope["long"], output_shape=(6,)),
        layers.Masking(mask_value=-3e38),
    ]
    structure = describe(Sequential([Input((7, 6)), *parts]))
    again = networks.from_json(json.loads(json.dumps(networks.to_json(structure))))
    assert again.digest == structure.digest


def test_a_loss_object_keeps_its_settings() -> None:
    model = digits_cnn()
    model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1))
    compiled = describe(model).compiled
    assert compiled is not None
    assert compiled.loss_config["from_logits"] is True
    assert compiled.loss_config["label_smoothing"] == 0.1


def test_a_model_that_was_not_compiled_says_so() -> None:
    assert describe(digits_cnn()).compiled is None


def test_a_model_without_an_input_shape_is_refused_with_what_to_do() -> None:
    model = Sequential([layers.Dense(3)])
    with pytest.raises(ValueError, match=r"keras\.Input"):
        describe(model)
    assert describe(model, input_shape=(4,)).parameters.total == 15


class Stubborn(Model):
    """A model whose `call` does not run on symbolic tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.top = layers.Dense(3)

    def call(self, x):
        return self.top(ops.convert_to_tensor(np.asarray(x) * 2))


def test_a_model_that_cannot_be_opened_is_one_operation_of_its_own() -> None:
    model = Stubborn()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.run_eagerly = True
        model(np.zeros((1, 4), "float32"))
    structure = describe(model)
    (node,) = structure.nodes
    assert node.op.endswith(":Stubborn")
    assert node.parameters == structure.parameters.total == 15
    assert "Dense" in [layer.class_name for layer in structure.layers]


IMAGE, VECTOR, SEQUENCE, VOLUME = (8, 8, 3), (6,), (7, 4), (8, 8, 8, 3)
SPECIAL: dict[str, tuple[tuple[int, ...], Callable[[], layers.Layer]]] = {
    "Activation": (VECTOR, lambda: layers.Activation("tanh")),
    "AlphaDropout": (VECTOR, lambda: layers.AlphaDropout(0.2)),
    "AutoContrast": (IMAGE, layers.AutoContrast),
    "Solarization": (IMAGE, layers.Solarization),
    "Bidirectional": (SEQUENCE, lambda: layers.Bidirectional(layers.GRU(3))),
    "CategoryEncoding": (VECTOR, lambda: layers.CategoryEncoding(4, output_mode="multi_hot")),
    "CenterCrop": (IMAGE, lambda: layers.CenterCrop(4, 4)),
    "ConvLSTM1D": ((5, 8, 3), lambda: layers.ConvLSTM1D(2, 3)),
    "ConvLSTM2D": ((5, 8, 8, 3), lambda: layers.ConvLSTM2D(2, 3)),
    "Cropping1D": (SEQUENCE, lambda: layers.Cropping1D(1)),
    "Cropping2D": (IMAGE, lambda: layers.Cropping2D(1)),
    "Cropping3D": (VOLUME, lambda: layers.Cropping3D(1)),
    "Discretization": (VECTOR, lambda: layers.Discretization([0.0, 1.0])),
    "Dropout": (VECTOR, lambda: layers.Dropout(0.2)),
    "EinsumDense": (VECTOR, lambda: layers.EinsumDense("ab,bc->ac", 4)),
    "Embedding": (VECTOR, lambda: layers.Embedding(9, 4)),
    "GaussianDropout": (VECTOR, lambda: layers.GaussianDropout(0.2)),
    "GaussianNoise": (VECTOR, lambda: layers.GaussianNoise(0.2)),
    "GroupNormalization": (IMAGE, lambda: layers.GroupNormalization(3)),
    "GRU": (SEQUENCE, lambda: layers.GRU(3)),
    "LSTM": (SEQUENCE, lambda: layers.LSTM(3)),
    "SimpleRNN": (SEQUENCE, lambda: layers.SimpleRNN(3)),
    "LayerNormalization": (VECTOR, layers.LayerNormalization),
    "Masking": (SEQUENCE, layers.Masking),
    "Normalization": (VECTOR, lambda: layers.Normalization(mean=1.0, variance=2.0)),
    "Permute": (SEQUENCE, lambda: layers.Permute((2, 1))),
    "PReLU": (VECTOR, layers.PReLU),
    "RandomBrightness": (IMAGE, lambda: layers.RandomBrightness(0.2)),
    "RandomContrast": (IMAGE, lambda: layers.RandomContrast(0.2)),
    "RandomCrop": (IMAGE, lambda: layers.RandomCrop(4, 4)),
    "RandomFlip": (IMAGE, layers.RandomFlip),
    "RandomRotation": (IMAGE, lambda: layers.RandomRotation(0.2)),
    "RandomTranslation": (IMAGE, lambda: layers.RandomTranslation(0.1, 0.1)),
    "RandomZoom": (IMAGE, lambda: layers.RandomZoom(0.2)),
    "RepeatVector": (VECTOR, lambda: layers.RepeatVector(3)),
    "Rescaling": (IMAGE, lambda: layers.Rescaling(0.5)),
    "Reshape": (VECTOR, lambda: layers.Reshape((2, 3))),
    "Resizing": (IMAGE, lambda: layers.Resizing(4, 4)),
    "RMSNormalization": (VECTOR, layers.RMSNormalization),
    "RNN": (SEQUENCE, lambda: layers.RNN(layers.LSTMCell(3))),
    "SpectralNormalization": (IMAGE, lambda: layers.SpectralNormalization(layers.Conv2D(3, 3))),
    "StackedRNNCells": (SEQUENCE, lambda: layers.RNN(layers.StackedRNNCells([layers.GRUCell(3), layers.GRUCell(2)]))),
    "TimeDistributed": (SEQUENCE, lambda: layers.TimeDistributed(layers.Dense(3))),
    "UnitNormalization": (VECTOR, layers.UnitNormalization),
    "UpSampling1D": (SEQUENCE, layers.UpSampling1D),
    "UpSampling2D": (IMAGE, layers.UpSampling2D),
    "UpSampling3D": (VOLUME, layers.UpSampling3D),
    "ZeroPadding1D": (SEQUENCE, layers.ZeroPadding1D),
    "ZeroPadding2D": (IMAGE, layers.ZeroPadding2D),
    "ZeroPadding3D": (VOLUME, layers.ZeroPadding3D),
    "ReLU": (VECTOR, layers.ReLU),
    "LeakyReLU": (VECTOR, layers.LeakyReLU),
    "ELU": (VECTOR, layers.ELU),
    "Softmax": (VECTOR, layers.Softmax),
    "BatchNormalization": (VECTOR, layers.BatchNormalization),
    "Dense": (VECTOR, lambda: layers.Dense(3)),
    "Flatten": (IMAGE, layers.Flatten),
    "Conv1D": (SEQUENCE, lambda: layers.Conv1D(3, 2)),
    "Conv2D": (IMAGE, lambda: layers.Conv2D(3, 2)),
    "Conv3D": (VOLUME, lambda: layers.Conv3D(3, 2)),
    "Conv1DTranspose": (SEQUENCE, lambda: layers.Conv1DTranspose(3, 2)),
    "Conv2DTranspose": (IMAGE, lambda: layers.Conv2DTranspose(3, 2)),
    "Conv3DTranspose": (VOLUME, lambda: layers.Conv3DTranspose(3, 2)),
    "DepthwiseConv1D": (SEQUENCE, lambda: layers.DepthwiseConv1D(2)),
    "DepthwiseConv2D": (IMAGE, lambda: layers.DepthwiseConv2D(2)),
    "SeparableConv1D": (SEQUENCE, lambda: layers.SeparableConv1D(3, 2)),
    "SeparableConv2D": (IMAGE, lambda: layers.SeparableConv2D(3, 2)),
    "SpatialDropout1D": (SEQUENCE, lambda: layers.SpatialDropout1D(0.2)),
    "SpatialDropout2D": (IMAGE, lambda: layers.SpatialDropout2D(0.2)),
    "SpatialDropout3D": (VOLUME, lambda: layers.SpatialDropout3D(0.2)),
}
for rank, shape in ((1, SEQUENCE), (2, IMAGE), (3, VOLUME)):
    for kind in ("MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling"):
        size = {} if kind.startswith("Global") else {"pool_size": 2}
        SPECIAL[f"{kind}{rank}D"] = (shape, functools.partial(getattr(layers, f"{kind}{rank}D"), **size))

CHEAP = {key: SPECIAL[key] for key in ("Dense", "Conv1D", "Conv2D", "Conv3D", "Dropout", "ReLU", "Softmax")}

ELSEWHERE = {
    # joins and attention have several inputs: `pairs.py` tries them
    *("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"),
    *("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention"),
    # these do nothing, hold others, or are not layers of a network by themselves
    *("Identity", "ActivityRegularization", "Lambda", "Pipeline", "Input", "InputLayer", "InputSpec", "Layer"),
    *("Wrapper", "AbstractRNNCell", "GRUCell", "LSTMCell", "SimpleRNNCell"),
    # these need text or foreign models, or change labels with the images
    *("TextVectorization", "StringLookup", "IntegerLookup", "HashedCrossing", "Hashing", "STFTSpectrogram"),
    *("MelSpectrogram", "TFSMLayer", "JaxLayer", "FlaxLayer", "TorchModuleWrapper", "AugMix", "CutMix", "MixUp"),
    *("RandAugment", "MaxNumBoundingBoxes", "ConvLSTM3D", "ReversibleEmbedding"),
    # Keras cannot put these into a sequential model
    *("Equalization", "ContrastLimitedAdaptiveHistogramEqualization"),
}


@pytest.mark.parametrize("name", sorted(SPECIAL))
def test_every_layer_of_keras_keeps_its_name_and_is_equal_only_to_itself(name: str) -> None:
    shape, make = SPECIAL[name]
    one = describe(Sequential([Input(shape), make()]))
    again = describe(Sequential([Input(shape), make()]))
    assert one.nodes, "the layer does nothing"
    assert ":" not in one.nodes[0].op
    assert one.digest == again.digest
    others = [other for key, (size, other) in CHEAP.items() if key != name and size == shape]
    assert one.digest not in {describe(Sequential([Input(shape), other()])).digest for other in others}


def test_the_layers_that_are_tried_are_all_that_keras_has() -> None:
    classes = {item for item in vars(layers).values() if isinstance(item, type)}
    names = {item.__name__ for item in classes}
    untried = names - set(SPECIAL) - ELSEWHERE
    assert not {name for name in untried if not name.startswith(("Random", "Adaptive"))}


def functional(function: Callable, shape: tuple[int, ...] = (5,), dtype: str = "float32") -> Structure:
    x = Input(shape, dtype=dtype)
    return describe(Model(x, function(x)))


class WithLoss(layers.Layer):
    def call(self, x):
        self.add_loss(ops.sum(x))
        return x


class OwnDense(layers.Dense):
    """Nothing changed, but who knows."""


class DrawsInCall(layers.Layer):
    def __init__(self) -> None:
        super().__init__()
        self.generator = keras.random.SeedGenerator(1)

    def call(self, x):
        return keras.random.dropout(x, 0.5, seed=self.generator)


class BorrowsWeights(layers.Layer):
    def __init__(self) -> None:
        super().__init__()
        self.inner = layers.Dense(2)

    def build(self, shape):
        self.inner.build(shape)

    def call(self, x):
        return ops.matmul(x, self.inner.kernel)


def closed_class(factor: float) -> type[layers.Layer]:
    """A class with a weight of its own, whose code depends on a number."""

    class Closed(layers.Layer):
        def __init__(self, places: list[int]) -> None:
            super().__init__()
            self.places = list(places)
            self.function = lambda x: x  # makes the configuration unserialisable

        def build(self, shape):
            self.weight = self.add_weight(shape=(shape[-1],))

        def call(self, x):
            return x * self.weight * factor

        def get_config(self):
            raise NotImplementedError

    return Closed


def embedded(x):
    return layers.Embedding(9, 4, mask_zero=True)(x)


def tanh(x):
    return ops.relu(x)


CLOSED = closed_class(2.0)
TRAPS: dict[str, tuple[Structure, Structure]] = {
    "a mask that a function of tensors loses": (
        functional(lambda x: layers.LSTM(3)(layers.ReLU()(embedded(x)))),
        functional(lambda x: layers.LSTM(3)(ops.relu(embedded(x)))),
    ),
    "a mask that only the loss would follow": (
        functional(lambda x: layers.ReLU()(embedded(x))),
        functional(lambda x: ops.relu(embedded(x))),
    ),
    "a mean that ignores the mask": (
        functional(lambda x: layers.GlobalAveragePooling1D()(embedded(x))),
        functional(lambda x: ops.mean(embedded(x), axis=1)),
    ),
    "gradients that stop": (functional(layers.Dense(3)), functional(lambda x: layers.Dense(3)(ops.stop_gradient(x)))),
    "a loss added in a call": (
        functional(lambda x: layers.Dense(2)(WithLoss()(x))),
        functional(layers.Dense(2)),
    ),
    "a subclass of a layer": (functional(OwnDense(2)), functional(layers.Dense(2))),
    "random numbers in a call": (
        functional(lambda x: layers.Dense(2)(DrawsInCall()(x))),
        functional(layers.Dense(2)),
    ),
    "weights of another layer": (functional(BorrowsWeights()), functional(layers.Dense(2, use_bias=False))),
    "whole numbers": (
        functional(layers.Rescaling(2.0), dtype="uint8"),
        functional(lambda x: x * 2, dtype="uint8"),
    ),
    "a reshape that mixes the batch": (functional(lambda x: ops.reshape(x, -1)), functional(lambda x: x)),
    "a setting that no configuration shows": (functional(CLOSED([1])), functional(CLOSED([2]))),
    "another class of the same name": (functional(CLOSED([1])), functional(closed_class(3.0)([1]))),
    "an inner function of a known name": (
        functional(layers.LSTM(3, activation=tanh), SEQUENCE),
        functional(layers.LSTM(3), SEQUENCE),
    ),
    "a lambda that asks whether it trains": (
        functional(layers.Lambda(lambda x, training=None: x * 2 if training else x)),
        functional(layers.Lambda(lambda x: x)),
    ),
    "arrays of constants": (
        functional(lambda x: x - np.arange(5.0)),
        functional(lambda x: x - np.arange(1.0, 6.0)),
    ),
}


@pytest.mark.parametrize("name", TRAPS)
def test_nothing_is_silently_equal(name: str) -> None:
    one, other = TRAPS[name]
    assert not networks.compare(one, other).equal
    assert networks.compare(one, one).equal


def test_weights_that_an_operation_uses_directly_are_counted() -> None:
    structure = functional(BorrowsWeights())
    assert sum(node.parameters for node in structure.nodes) == 10


def test_initial_values_are_not_part_of_a_network() -> None:
    def network(initializer: str) -> Structure:
        return describe(Sequential([Input((3,)), layers.Dense(4, kernel_initializer=initializer), layers.Dense(2)]))

    assert network("glorot_uniform").digest == network("he_normal").digest


def test_comparing_needs_no_keras() -> None:
    code = (
        "import sys; from autograder import networks; from autograder.networks import constraints; "
        "bad = {'keras', 'tensorflow'} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_backends_describe_the_same_network(backend: str) -> None:
    pytest.importorskip(backend, reason=f"{backend} is not installed, so Keras cannot be tried on it")
    code = (
        "import sys; sys.path.insert(0, 'tests/networks'); import keras\n"
        "from autograder.frameworks.keras.describe import describe\n"
        "from networks import digits_cnn; assert keras.backend.backend() != 'tensorflow'\n"
        "print(describe(digits_cnn()).digest)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "KERAS_BACKEND": backend},
    )
    assert done.stdout.strip() == describe(digits_cnn()).digest
