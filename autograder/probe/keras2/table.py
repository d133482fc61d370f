"""What Keras 2 spelled otherwise: the tables that the student box and the reading of code share."""

from __future__ import annotations

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

OPTIMIZERS: Mapping[str, str] = {
    name.lower(): name for name in ("SGD", "RMSprop", "Adam", "Adagrad", "Adadelta", "Adamax", "Nadam")
}
KEYS: Mapping[str, str] = {"acc": "accuracy", "val_acc": "val_accuracy"}
"""Keys of histories and names of what callbacks watch."""

RENAMED: Mapping[str, str] = {"fit_generator": "fit", "evaluate_generator": "evaluate", "predict_generator": "predict"}
METHODS: Mapping[str, str] = {**RENAMED, "predict_classes": "predict(…).argmax(axis=1)"}
"""Methods of models that are gone."""
