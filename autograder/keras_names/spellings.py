"""The notes that stand-ins for old spellings make, made from the table: the grader believes no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.keras_names.table import (
    ARGUMENTS,
    AVERAGES,
    KEPT,
    LEFT_OUT,
    LOSSES,
    METHODS,
    MISSING,
    MODULES,
    NAMES,
    OTHER_ARGUMENTS,
    PREPROCESSING,
    PREPROCESSING_TODAY,
    PRIVATE,
    PUBLIC,
    QUEUE,
    RATES,
    SAMPLES,
    TENSORFLOW,
    TRAINERS,
    shown,
)

_ENDING = r"….{0,24}"
_PATTERNS = (
    r'"(?:acc|val_acc)" → "(?:accuracy|val_accuracy)"',
    r'monitor="(?:acc|val_acc)" → monitor="(?:accuracy|val_accuracy)"',
    r"Sequential\.(?:input|output) → Sequential\.(?:inputs|outputs)\[0\]",
    r"optimizers\.[a-z]+ → optimizers\.[A-Za-z]+",
    rf'ModelCheckpoint\("{_ENDING}"\) → ModelCheckpoint\("….(?:keras|weights\.h5)"\)',
    r"keras\.backend\.\w{1,40} → (?:keras\.ops|tf\.keras\.backend)\.\w{1,40}",
    rf'save_weights\("{_ENDING}"\) → save_weights\("….weights\.h5"\)',
    rf'save(?:_model)?\("{_ENDING}"\) → save(?:_model)?\("….keras"\)',
)
_SINGLE = (
    ("keras.preprocessing.image.ImageDataGenerator", "keras.layers.RandomRotation and its like"),
    ("tf.set_random_seed", "tf.random.set_seed"),
    (PRIVATE, PUBLIC),
    (PREPROCESSING, PREPROCESSING_TODAY),
    ("grayscale=", 'color_mode="grayscale"'),
    ("lr=", "learning_rate="),
    ("decay=", "keras.optimizers.schedules.InverseTimeDecay"),
    ("epsilon=None", "epsilon=1e-07"),
    ("one optimizer for several models", "an optimizer for each"),
    ("period=", 'save_freq="epoch"'),
    (".predict_proba", ".predict"),
    (".next()", "next()"),
    (".reset_states", ".reset_state"),
    ("shape=(n)", "shape=(n,)"),
    ("steps_per_epoch=n/m", "steps_per_epoch=n//m"),
    ("tensor.get_shape()", "tensor.shape"),
    ("tensor._keras_shape", "tensor.shape"),
    ("shape.as_list()", "list(shape)"),
    ("layer.input_shape", "layer.input.shape"),
    ("layer.output_shape", "layer.output.shape"),
    ("layer.get_input_at", "layer.input"),
    ("InputLayer.input", "InputLayer.output"),
    ("layer.get_output_at", "layer.output"),
    ("input_dim=, input_length=", "input_shape="),
    ("batch_input_shape=", "keras.Input(batch_shape=…)"),
    ("weights=", ".set_weights"),
    ("show_accuracy=", 'metrics=["accuracy"]'),
    ("accuracy=", 'metrics=["accuracy"]'),
    ('add_weight("…")', "add_weight(name=…)"),
    ("input_dtype=", "dtype="),
    ("nb_row=, nb_col=", "kernel_size="),
    ("kernel_dim1=, kernel_dim2=, kernel_dim3=", "kernel_size="),
    ("to_categorical(dtype=)", "to_categorical().astype()"),
    ("layers.ThresholdedReLU", "layers.ReLU(threshold=…)"),
    ("keras.layers.merge", "keras.layers.concatenate, keras.layers.add"),
    ('dim_ordering="th" by default', 'keras.backend.set_image_data_format("channels_first")'),
    ("keras.backend.image_dim_ordering", "keras.backend.image_data_format"),
    ("keras.backend.set_image_dim_ordering", "keras.backend.set_image_data_format"),
    ("keras.backend.function", "keras.Model"),
    ("keras.backend.learning_phase", "training="),
    ("keras.backend.set_learning_phase", "training="),
    ("keras.backend.set_session", "tf.config"),
    ("keras.backend.set_value", ".assign"),
    ("keras.backend.tf", "tensorflow"),
)


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield the old spellings of the table with the modern ones, as they are noted."""
    yield from _SINGLE
    yield from ((f"{old}=", new) for old, new in QUEUE.items())
    yield from ((f"{layer}()", f"{layer}(pool_size=2)") for layer in AVERAGES)
    yield from ((f"{name}()", f"{name}(learning_rate={rate})") for name, rate in RATES.items())
    yield from ((f"{shown(owner)}({old}=)", f"{shown(owner)}()") for owner, gone in LEFT_OUT.items() for old in gone)
    yield from ((f"{old}=", f"{new}=") for old, names in ARGUMENTS.items() for new in names)
    yield from ((f"{old}=", f"{new}=") for names in (SAMPLES, *OTHER_ARGUMENTS.values()) for old, new in names.items())
    yield from ((f"{kind}={old!r}", f"{kind}={new!r}") for kind in ("loss", "metrics") for old, new in LOSSES.items())
    yield from ((f"keras.{old}", f"keras.{new}") for old, new in NAMES.items())
    yield from ((f"keras.{part}.{name}", f"tf.keras.{part}.{name}") for part, kept in KEPT.items() for name in kept)
    lost = [f"keras.{part}.{name}" for part in ("losses", "metrics") for name in MISSING]
    yield from ((f"tf.{name}", name) for name in lost)
    yield from ((f".{old}", f".{new}") for old, new in METHODS.items())
    yield from ((f"keras.{part}", instead) for part, (instead, _home) in MODULES.items())
    yield from ((f"tf.{old}", new) for old, new in TENSORFLOW.items())
    yield ("tf.image.resize_images", "tf.image.resize")
    yield from ((f"tf.train.{old}", f"keras.optimizers.{new}") for old, new in TRAINERS.items())


FIXED = tuple(dict.fromkeys(_pairs()))
"""Old spellings with modern ones that are noted as they stand here."""
_NOTED = re.compile("|".join([*_PATTERNS, *(re.escape(f"{old} → {new}") for old, new in FIXED)]))


def is_spelling(note: str) -> bool:
    """Tell whether a note "OLD → NEW" is one that the stand-ins for old spellings make."""
    return _NOTED.fullmatch(note) is not None
