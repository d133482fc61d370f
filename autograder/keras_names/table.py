"""What Keras 2 spelled otherwise: the tables that the student box and the reading of code share."""

from __future__ import annotations

from collections.abc import Mapping

LAYER_MODULES = (
    *("advanced_activations", "convolutional", "convolutional_recurrent", "core", "cudnn_recurrent", "embeddings"),
    *("experimental", "experimental.preprocessing", "merge", "noise", "normalization", "pooling", "preprocessing"),
    *("recurrent", "wrappers"),
)
"""Modules of layers that are gone: their names are in `keras.layers` today."""
_ENGINES = ("base_layer", "functional", "input_layer", "network", "saving", "sequential", "topology", "training")
_OF_OPTIMIZERS = ("adadelta", "adagrad", "adam", "adamax", "gradient_descent", "nadam", "rmsprop")
_UTILS = ("data_utils", "generic_utils", "image_utils", "layer_utils", "np_utils", "vis_utils", "visualize_util")

MODULES: Mapping[str, tuple[str, str]] = {
    **{f"utils.{name}": ("keras.utils", "utils") for name in _UTILS},
    **{f"layers.{name}": ("keras.layers", "layers") for name in LAYER_MODULES},
    **dict.fromkeys(("engine", *(f"engine.{part}" for part in _ENGINES)), ("keras.layers, keras.Model", "engine")),
    "wrappers.scikit_learn": ("keras.wrappers.SKLearnClassifier", "wrappers"),
    "objectives": ("keras.losses", "losses"),
    "callbacks.callbacks": ("keras.callbacks", "callbacks"),
    "backend.tensorflow_backend": ("keras.backend", "backend"),
    "backend.common": ("keras.backend", "backend"),
    "applications.mobilenetv2": ("keras.applications.mobilenet_v2", "applications.mobilenet_v2"),
    "optimizer_v2": ("keras.optimizers", "optimizers"),
    **{f"optimizer_v2.{name}": ("keras.optimizers", "optimizers") for name in _OF_OPTIMIZERS},
    **{f"optimizers.{name}_v2": ("keras.optimizers", "optimizers") for name in _OF_OPTIMIZERS},
    "optimizers.experimental": ("keras.optimizers", "optimizers"),
    "experimental": ("keras.optimizers.schedules", "optimizers.schedules"),
    "mixed_precision.experimental": ("keras.mixed_precision", "mixed_precision"),
    "preprocessing.text": ("keras.layers.TextVectorization", "preprocessing.text"),
}
"""Modules that are gone: what to write instead, and the module that has their names today."""
ENGINE = ("layers", "models", "utils")
"""The modules that have today what `keras.engine` had."""

PRIVATE, PUBLIC = "tensorflow.python.keras", "tensorflow.keras"
"""TensorFlow's private copy of Keras 2, and what to import instead."""
PREPROCESSING, PREPROCESSING_TODAY = "keras_preprocessing", "tf.keras.preprocessing"
"""The package that had what Keras 2 does to images, sequences and texts, and what to import instead."""
OPTIMIZERS: Mapping[str, str] = {
    name.lower(): name for name in ("SGD", "RMSprop", "Adam", "Adagrad", "Adadelta", "Adamax", "Nadam")
}
RATES: Mapping[str, float] = {"Adadelta": 1.0, "Adagrad": 0.01}
"""Learning rates of optimisers that are not given one, where today's is a tenth or less."""
KEYS: Mapping[str, str] = {"acc": "accuracy", "val_acc": "val_accuracy"}
"""Keys of histories and names of what callbacks watch."""

_SHORT: Mapping[str, str] = {
    **dict.fromkeys(("mse", "MSE"), "mean_squared_error"),
    **dict.fromkeys(("mae", "MAE"), "mean_absolute_error"),
    **dict.fromkeys(("mape", "MAPE"), "mean_absolute_percentage_error"),
    **dict.fromkeys(("msle", "MSLE"), "mean_squared_logarithmic_error"),
    **dict.fromkeys(("kld", "KLD", "kullback_leibler_divergence"), "kl_divergence"),
    "logcosh": "log_cosh",
}
MISSING = tuple(dict.fromkeys(_SHORT.values()))
"""Names of losses and metrics that `tf.keras` lost, and `keras` has."""
NAMES: Mapping[str, str] = {
    **{f"{part}.{old}": f"{part}.{new}" for part in ("losses", "metrics") for old, new in _SHORT.items()},
    "constraints.maxnorm": "constraints.MaxNorm",
    "constraints.nonneg": "constraints.NonNeg",
    "constraints.unitnorm": "constraints.UnitNorm",
    "initializers.normal": "initializers.RandomNormal",
    "initializers.uniform": "initializers.RandomUniform",
    "initializers.one": "initializers.Ones",
    "initializers.zero": "initializers.Zeros",
    "regularizers.l1l2": "regularizers.L1L2",
    "regularizers.activity_l1": "regularizers.L1",
    "regularizers.activity_l2": "regularizers.L2",
    "regularizers.activity_l1l2": "regularizers.L1L2",
    "losses.cosine_proximity": "losses.cosine_similarity",
    "losses.huber_loss": "losses.huber",
    "layers.AtrousConvolution1D": "layers.Conv1D",
    "layers.AtrousConvolution2D": "layers.Conv2D",
    "layers.CuDNNGRU": "layers.GRU",
    "layers.CuDNNLSTM": "layers.LSTM",
    "layers.Deconvolution2D": "layers.Conv2DTranspose",
    "layers.Deconvolution3D": "layers.Conv3DTranspose",
    "layers.TimeDistributedDense": "layers.Dense",
    "models.Input": "layers.Input",
    "models.InputLayer": "layers.InputLayer",
    "models.Layer": "layers.Layer",
    "mixed_precision.set_policy": "mixed_precision.set_global_policy",
    "utils.visualize_util.plot": "utils.plot_model",
    **{f"optimizers.legacy.{name}": f"optimizers.{name}" for name in (*OPTIMIZERS.values(), "Ftrl") if name[0] != "N"},
}
"""Names in modules of Keras that are gone, and those that do the same today."""
KEPT: Mapping[str, tuple[str, ...]] = {
    "layers": ("RandomHeight", "RandomWidth"),
    "losses": ("Reduction",),
    "preprocessing.image": (
        *("DirectoryIterator", "Iterator", "NumpyArrayIterator", "apply_affine_transform"),
        *("apply_brightness_shift", "apply_channel_shift", "random_brightness", "random_channel_shift"),
        *("random_rotation", "random_shear", "random_shift", "random_zoom"),
    ),
    "preprocessing.sequence": ("TimeseriesGenerator", "make_sampling_table", "skipgrams"),
}
"""Names in modules of Keras that only `tf.keras` still has."""
DEFAULTS: Mapping[str, Mapping[str, float]] = {
    name: {"l1": 0.01, "l2": 0.01} for name in ("regularizers.l1l2", "regularizers.activity_l1l2")
}
"""Values of arguments that are not given, where today's name has others."""
LOSSES: Mapping[str, str] = {
    "cosine_proximity": "cosine_similarity",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "huber_loss": "huber",
}
"""Names of losses and metrics in compile()."""
TENSORFLOW: Mapping[str, str] = {
    "ConfigProto": "tf.config",
    "GPUOptions": "tf.config",
    "Session": "tf.config",
    "div": "tf.math.divide",
    "enable_eager_execution": "tf.config.run_functions_eagerly",
    "log": "tf.math.log",
    "logging": "tf.get_logger",
    "random_normal": "tf.random.normal",
    "random_uniform": "tf.random.uniform",
    "read_file": "tf.io.read_file",
    "reset_default_graph": "keras.backend.clear_session",
    "to_float": "tf.cast",
    "to_int32": "tf.cast",
    "truncated_normal": "tf.random.truncated_normal",
}
"""Names of TensorFlow 1 that `tf.compat.v1` still has, and what to write instead."""
TRAINERS: Mapping[str, str] = {
    "AdamOptimizer": "Adam",
    "GradientDescentOptimizer": "SGD",
    "RMSPropOptimizer": "RMSprop",
    "AdagradOptimizer": "Adagrad",
}
"""Optimisers of `tf.train` in TensorFlow 1."""

RENAMED: Mapping[str, str] = {"fit_generator": "fit", "evaluate_generator": "evaluate", "predict_generator": "predict"}
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
SAMPLES: Mapping[str, str] = {
    "samples_per_epoch": "steps_per_epoch",
    "nb_val_samples": "validation_steps",
    "val_samples": "steps",
}
"""Arguments of methods for generators in Keras 1, which counted samples; today's count batches."""
QUEUE: Mapping[str, str] = {
    **{name: f"keras.utils.PyDataset({name}=…)" for name in _QUEUE},
    "max_q_size": "keras.utils.PyDataset(max_queue_size=…)",
    "nb_worker": "keras.utils.PyDataset(workers=…)",
    "pickle_safe": "keras.utils.PyDataset(use_multiprocessing=…)",
}
"""Arguments of fit(), evaluate() and predict() that belong to the data today."""
METHODS: Mapping[str, str] = {**RENAMED, "predict_classes": "predict(…).argmax(axis=1)"}
"""Methods of models that are gone."""

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "border_mode": ("padding",),
    "subsample": ("strides",),
    "subsample_length": ("strides",),
    "stride": ("strides",),
    "atrous_rate": ("dilation_rate",),
    "pool_length": ("pool_size",),
    "filter_length": ("kernel_size",),
    "length": ("size",),
    "nb_filter": ("filters",),
    "output_dim": ("units",),
    "p": ("rate",),
    "sigma": ("stddev",),
    "bias": ("use_bias",),
    "dim_ordering": ("data_format",),
    "init": (
        *("kernel_initializer", "embeddings_initializer", "alpha_initializer"),
        *("depthwise_initializer", "pointwise_initializer"),
    ),
    "inner_init": ("recurrent_initializer",),
    "inner_activation": ("recurrent_activation",),
    "beta_init": ("beta_initializer",),
    "gamma_init": ("gamma_initializer",),
    "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
    "U_regularizer": ("recurrent_regularizer",),
    "b_regularizer": ("bias_regularizer",),
    "W_constraint": ("kernel_constraint", "embeddings_constraint"),
    "b_constraint": ("bias_constraint",),
    "dropout_W": ("dropout",),
    "dropout_U": ("recurrent_dropout",),
}
"""Arguments of layers in Keras 1: a layer gets the value under each of these names that it takes."""
WORDS: Mapping[str, Mapping[object, object]] = {
    "dim_ordering": {"tf": "channels_last", "th": "channels_first", "default": None},
}
"""Values of arguments that are said in other words today."""
_OF_IMAGES = ("ImageDataGenerator", "array_to_img", "img_to_array")
OTHER_ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "activations.relu": {"alpha": "negative_slope"},
    "callbacks.ReduceLROnPlateau": {"epsilon": "min_delta"},
    "constraints.MaxNorm": {"m": "max_value"},
    "constraints.MinMaxNorm": {"low": "min_value", "high": "max_value"},
    "initializers.RandomNormal": {"scale": "stddev"},
    "Model": {"input": "inputs", "output": "outputs"},
    "Model.compile": {"experimental_steps_per_execution": "steps_per_execution"},
    "Model.fit": {"nb_epoch": "epochs"},
    **{f"preprocessing.image.{name}": {"dim_ordering": "data_format"} for name in _OF_IMAGES},
    "regularizers.L1": {"l": "l1"},
    "regularizers.L2": {"l": "l2"},
    "utils.to_categorical": {"nb_classes": "num_classes", "y": "x"},
}
"""Arguments of everything else that have another name today."""
LEFT_OUT: Mapping[str, Mapping[str, tuple[object, ...]]] = {
    "callbacks.ModelCheckpoint": {"load_weights_on_restart": (False,), "options": ()},
    "callbacks.TensorBoard": dict.fromkeys(
        ("batch_size", "write_grads", "embeddings_layer_names", "embeddings_data"), ()
    ),
    "layers.BatchNormalization": {"mode": (0,), "fused": (), "virtual_batch_size": (None,), "adjustment": (None,)},
    "layers.Conv2DTranspose": {"output_shape": ()},
    "layers.Conv3DTranspose": {"output_shape": ()},
    "layers.GRU": {"consume_less": (), "time_major": (False,)},
    "layers.LSTM": {"consume_less": (), "time_major": (False,), "forget_bias_init": ("one",)},
    "layers.SimpleRNN": {"consume_less": ()},
    "Model.compile": {
        **dict.fromkeys(("class_mode", "experimental_run_tf_function", "sample_weight_mode"), ()),
        "target_tensors": (None,),
    },
    "Model.save_weights": {"save_format": ()},
    "Model.test_on_batch": {"reset_metrics": (True,)},
    "Model.train_on_batch": {"reset_metrics": (True,)},
    "optimizers.Nadam": {"schedule_decay": ()},
}
"""Arguments that are gone with the values that changed nothing, so that they are left out; () for all values."""
AVERAGES = ("AveragePooling1D", "AveragePooling2D", "AveragePooling3D")
"""Layers whose pool size is to be given today."""
WITH_UNITS = ("Dense", "LSTM", "GRU", "SimpleRNN")
"""Layers whose `units=` were `output_dim=`."""


def shown(owner: str) -> str:
    """Return what an owner of arguments is called in notes: "Dense", ".fit"."""
    first, _dot, last = owner.rpartition(".")
    return f".{last}" if first == "Model" else last
