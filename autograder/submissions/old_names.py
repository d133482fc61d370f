"""Dotted names of Keras and TensorFlow that are gone, with today's; `keras` stands for `tensorflow.keras`, too."""

from __future__ import annotations

from autograder.keras_names.table import (
    KEPT,
    MODULES,
    NAMES,
    OPTIMIZERS,
    PREPROCESSING,
    PREPROCESSING_TODAY,
    TENSORFLOW,
    TRAINERS,
)

_SERVED_BY_TENSORFLOW = ("losses.", "metrics.")
_OF_TENSORFLOW = "preprocessing.text"
PATHS = {
    **{f"keras.{part}": instead for part, (instead, _home) in MODULES.items() if part != _OF_TENSORFLOW},
    **{f"keras.{old}": f"keras.{new}" for old, new in NAMES.items() if not old.startswith(_SERVED_BY_TENSORFLOW)},
    **{f"tensorflow.{old}": new for old, new in TENSORFLOW.items()},
    **{f"tensorflow.train.{old}": f"keras.optimizers.{new}" for old, new in TRAINERS.items()},
    **{f"keras.optimizers.{old}": f"keras.optimizers.{new}" for old, new in OPTIMIZERS.items()},
    "keras.utils.multi_gpu_model": "tf.distribute.MirroredStrategy",
    "keras.utils.training_utils": "tf.distribute.MirroredStrategy",
    "keras.layers.Merge": "keras.layers.concatenate, keras.layers.add",
    "keras.layers.merge": "keras.layers.concatenate, keras.layers.add",
    PREPROCESSING: PREPROCESSING_TODAY,
    "keras.initializations": "keras.initializers",
    "keras.backend.image_dim_ordering": "keras.backend.image_data_format",
    "keras.backend.set_image_dim_ordering": "keras.backend.set_image_data_format",
    "keras.backend.function": "keras.Model",
    "keras.backend.get_session": "",
    "keras.backend.set_session": "",
    "keras.losses.cosine_proximity": "keras.losses.cosine_similarity",
    "keras.losses.huber_loss": "keras.losses.huber",
    "keras.optimizers.legacy": "keras.optimizers",
    "tensorflow.set_random_seed": "tf.random.set_seed",
    "tensorflow.random.set_random_seed": "tf.random.set_seed",
    "tensorflow.image.resize_images": "tf.image.resize",
    "tensorflow.Session": "",
    "tensorflow.ConfigProto": "",
    "tensorflow.GPUOptions": "",
    "tensorflow.enable_eager_execution": "",
    "tensorflow.get_default_graph": "",
    "tensorflow.global_variables_initializer": "",
    "tensorflow.placeholder": "keras.Input",
    "tensorflow.contrib": "",
    "tensorflow.layers": "keras.layers",
    "tensorflow.estimator": "keras.Model",
    "tensorflow.examples.tutorials": "keras.datasets",
}
"""Names that are gone, and today's; "" where nothing takes their place."""

ALONE = {
    "keras.preprocessing.image.ImageDataGenerator": "tf.keras.preprocessing.image.ImageDataGenerator",
    f"keras.{_OF_TENSORFLOW}": "keras.layers.TextVectorization",
    **{f"keras.{part}.{name}": f"tf.keras.{part}.{name}" for part, kept in KEPT.items() for name in kept},
    **{f"keras.{old}": f"keras.{new}" for old, new in NAMES.items() if old.startswith(_SERVED_BY_TENSORFLOW)},
}
"""Likewise, but `tensorflow.keras` still has them."""
