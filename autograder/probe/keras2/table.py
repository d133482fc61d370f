"""What Keras 2 spelled otherwise: the tables that the student box and the reading of code share."""

from __future__ import annotations

import re
from collections.abc import Mapping

LAYER_MODULES = (
    *("advanced_activations", "convolutional", "core", "embeddings", "merge", "noise", "normalization", "pooling"),
    *("recurrent", "wrappers"),
)
"""Modules of layers that are gone: their names are in `keras.layers` today."""

MODULES: Mapping[str, tuple[str, str]] = {
    "utils.np_utils": ("keras.utils", "utils"),
    "utils.vis_utils": ("keras.utils", "utils"),
    "utils.generic_utils": ("keras.utils", "utils"),
    **{f"layers.{name}": ("keras.layers", "layers") for name in LAYER_MODULES},
    "wrappers.scikit_learn": ("keras.wrappers.SKLearnClassifier", "wrappers"),
}
"""Modules that are gone: what to write instead, and the module that has their names today."""

PRIVATE, PUBLIC = "tensorflow.python.keras", "tensorflow.keras"
"""TensorFlow's private copy of Keras 2, and what to import instead."""
PREPROCESSING, PREPROCESSING_TODAY = "keras_preprocessing", "tf.keras.preprocessing"
"""The package that had what Keras 2 does to images, sequences and texts, and what to import instead."""
OPTIMIZERS: Mapping[str, str] = {
    name.lower(): name for name in ("SGD", "RMSprop", "Adam", "Adagrad", "Adadelta", "Adamax", "Nadam")
}
KEYS: Mapping[str, str] = {"acc": "accuracy", "val_acc": "val_accuracy"}
"""Keys of histories and names of what callbacks watch."""

RENAMED: Mapping[str, str] = {"fit_generator": "fit", "evaluate_generator": "evaluate", "predict_generator": "predict"}
BOARD = ("batch_size", "write_grads", "embeddings_layer_names", "embeddings_data")
"""Arguments of TensorBoard that are gone."""
_QUEUE = ("max_queue_size", "workers", "use_multiprocessing")
GENERATORS: Mapping[str, tuple[str, ...]] = {
    "fit_generator": (
        *("steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps"),
        *("validation_freq", "class_weight", *_QUEUE, "shuffle", "initial_epoch"),
    ),
    "evaluate_generator": ("steps", "callbacks", *_QUEUE, "verbose"),
    "predict_generator": ("steps", "callbacks", *_QUEUE, "verbose"),
}
"""The arguments of methods for generators in their order, behind the generator."""
QUEUE: Mapping[str, str] = {name: f"keras.utils.PyDataset({name}=…)" for name in _QUEUE}
"""Arguments of fit(), evaluate() and predict() that belong to the data today."""
METHODS: Mapping[str, str] = {**RENAMED, "predict_classes": "predict(…).argmax(axis=1)"}
"""Methods of models that are gone."""

CONSTRAINTS: Mapping[str, str] = {"maxnorm": "MaxNorm", "nonneg": "NonNeg", "unitnorm": "UnitNorm"}
"""Short names of constraints in Keras 1 and 2."""

ARGUMENTS: Mapping[str, str] = {
    "border_mode": "padding",
    "subsample": "strides",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "init": "kernel_initializer",
    "nb_filter": "filters",
}
"""Arguments of layers in Keras 1."""
AVERAGES = ("AveragePooling1D", "AveragePooling2D", "AveragePooling3D")
"""Layers whose pool size is to be given today."""
WITH_UNITS = ("Dense", "LSTM", "GRU", "SimpleRNN")
"""Layers whose `units=` were `output_dim=`."""

_ENDING = r"….{0,24}"
_OTHERS = (
    r'"(?:acc|val_acc)" → "(?:accuracy|val_accuracy)"',
    r'monitor="(?:acc|val_acc)" → monitor="(?:accuracy|val_accuracy)"',
    r"Sequential\.(?:input|output) → Sequential\.(?:inputs|outputs)\[0\]",
    r"optimizers\.[a-z]+ → optimizers\.[A-Za-z]+",
    rf'ModelCheckpoint\("{_ENDING}"\) → ModelCheckpoint\("….(?:keras|weights\.h5)"\)',
    r"keras\.backend\.\w{1,40} → (?:keras\.ops|tf\.keras\.backend)\.\w{1,40}",
    rf'save_weights\("{_ENDING}"\) → save_weights\("….weights\.h5"\)',
    rf'save(?:_model)?\("{_ENDING}"\) → save(?:_model)?\("….keras"\)',
)
FIXED: Mapping[str, str] = {
    "nb_epoch=": "epochs=",
    "keras.preprocessing.image.ImageDataGenerator": "keras.layers.RandomRotation and its like",
    "tf.set_random_seed": "tf.random.set_seed",
    PRIVATE: PUBLIC,
    PREPROCESSING: PREPROCESSING_TODAY,
    **{f"{old}=": new for old, new in QUEUE.items()},
    **{f"{layer}()": f"{layer}(pool_size=2)" for layer in AVERAGES},
    **{f"TensorBoard({old}=)": "TensorBoard()" for old in BOARD},
    "grayscale=": 'color_mode="grayscale"',
    "lr=": "learning_rate=",
    "decay=": "keras.optimizers.schedules.InverseTimeDecay",
    "period=": 'save_freq="epoch"',
    ".predict_proba": ".predict",
    "shape=(n)": "shape=(n,)",
    "layer.input_shape": "layer.input.shape",
    "layer.output_shape": "layer.output.shape",
    "tensor.get_shape()": "tensor.shape",
    "tensor._keras_shape": "tensor.shape",
    "shape.as_list()": "list(shape)",
    "output_dim=": "units=",
    "nb_row=, nb_col=": "kernel_size=",
    **{f"{old}=": f"{new}=" for old, new in ARGUMENTS.items()},
    "keras.backend.image_dim_ordering": "keras.backend.image_data_format",
    "keras.backend.set_image_dim_ordering": "keras.backend.set_image_data_format",
    **{f"keras.constraints.{old}": f"keras.constraints.{new}" for old, new in CONSTRAINTS.items()},
    **{f".{old}": f".{new}" for old, new in METHODS.items()},
    **{f"keras.{part}": instead for part, (instead, _home) in MODULES.items()},
}
"""Spellings that are noted as they stand here."""
_NOTED = re.compile("|".join([*_OTHERS, *(re.escape(f"{old} → {new}") for old, new in FIXED.items())]))


def is_spelling(note: str) -> bool:
    """Tell whether a note "OLD → NEW" is one that the stand-ins for old spellings make."""
    return _NOTED.fullmatch(note) is not None
