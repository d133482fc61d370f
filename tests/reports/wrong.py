"""Ten typical wrong submissions for each assignment with a model: the solution with one mistake, and its true cause."""

# ruff: noqa: E501 - lines of solutions stand as they are
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Edit = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake: its cause in words, what it changes in the solution, and what the page's first message must say.

    `trains` marks a mistake that only a training shows; structure needs none. `notebook` hands in the notebook, whose
    cells train too.
    """

    cause: str
    edits: tuple[Edit, ...]
    says: tuple[str, ...]
    trains: bool = False
    notebook: bool = False


def wrong(cause: str, old: str, new: str, *says: str, trains: bool = False) -> Wrong:
    return Wrong(cause, ((old, new),), says, trains)


UNSCALED = "pixels not scaled"
NO_RETURN = wrong("forgot to return the model", "    return model\n", "", "it returned None", "return model")
NOT_COMPILED = Wrong(
    "forgot to compile",
    (("    model.compile(", "    (lambda **settings: None)("),),
    ("not compiled", "model.compile"),
    trains=True,
)
LINEAR_OUTPUT = wrong("linear output", '(10, activation="softmax")', "(10)", "softmax")
NINE = wrong(
    "9 outputs for 10 classes", '(10, activation="softmax")', '(9, activation="softmax")', "expected 10", "found 9"
)
SIGMOID = wrong("sigmoid at the output", 'activation="softmax"', 'activation="sigmoid"', "sigmoid", "softmax")
MEAN_SQUARED = wrong(
    "mean squared error as the loss",
    'loss="categorical_crossentropy"',
    'loss="mse"',
    "mean_squared_error",
    "classes",
    trains=True,
)
MISSPELT = wrong("a misspelt name", "keras.layers.Dense(", "keras.layers.Dence(", "Dence")
NOT_WRITTEN = wrong(
    "the model is still to be written",
    "    model = keras.Sequential(",
    "    raise NotImplementedError\n    model = keras.Sequential(",
    "not written yet",
)

WRONG: Mapping[str, tuple[Wrong, ...]] = {
    "digits_cnn": (
        wrong("32 filters instead of 10", "Conv2D(10,", "Conv2D(32,", "expected 10 filters, found 32"),
        wrong(
            "no activation after the convolution",
            '            keras.layers.Activation("relu"),\n',
            "",
            "activation relu",
            "found none",
        ),
        wrong("padding “same”", "Conv2D(10, (3, 3))", 'Conv2D(10, (3, 3), padding="same")', "padding", "valid", "same"),
        wrong("no pooling", "            keras.layers.MaxPooling2D((2, 2)),\n", "", "MaxPooling2D", "missing"),
        wrong("5×5 kernel", "Conv2D(10, (3, 3))", "Conv2D(10, (5, 5))", "kernel", "(3, 3)", "(5, 5)"),
        wrong(
            "softmax on the hidden layer",
            'Dense(50, activation="relu")',
            'Dense(50, activation="softmax")',
            "relu",
            "softmax",
        ),
        LINEAR_OUTPUT,
        NINE,
        wrong(UNSCALED, "(images / 16)", "images", "scale", trains=True),
        wrong("learning rate 0.3", "learning_rate=0.001", "learning_rate=0.3", "learning rate", trains=True),
        MEAN_SQUARED,
        NOT_COMPILED,
        Wrong(
            "labels not one-hot",
            (("keras.utils.to_categorical(y_train, 10)", "y_train"),),
            ("cell", "one-hot", "class numbers"),
            notebook=True,
        ),
    ),
    "mnist_mlp": (
        wrong("128 units instead of 512", "Dense(512,", "Dense(128,", "expected 512 units, found 128"),
        wrong("no hidden activation", 'Dense(512, activation="relu")', "Dense(512)", "activation relu", "found none"),
        wrong("softmax on the hidden layer", '512, activation="relu"', '512, activation="softmax"', "relu", "softmax"),
        wrong(
            "an extra hidden layer",
            "            keras.layers.Dense(10",
            '            keras.layers.Dense(64, activation="relu"),\n            keras.layers.Dense(10',
            "Dense",
            "not asked for",
        ),
        LINEAR_OUTPUT,
        NINE,
        SIGMOID,
        MEAN_SQUARED,
        MISSPELT,
        NO_RETURN,
    ),
    "mnist_cnn": (
        wrong("16 filters in the first convolution", "Conv2D(32,", "Conv2D(16,", "expected 32 filters, found 16"),
        wrong("dropout 0.5 instead of 0.25", "Dropout(0.25)", "Dropout(0.5)", "expected", "0.25", "0.5"),
        wrong("no first dropout", "            keras.layers.Dropout(0.25),\n", "", "Dropout", "missing"),
        wrong("no pooling", "            keras.layers.MaxPooling2D((2, 2)),\n", "", "MaxPooling2D", "missing"),
        wrong(
            "padding “same”",
            'Conv2D(32, (3, 3), activation="relu")',
            'Conv2D(32, (3, 3), activation="relu", padding="same")',
            "padding",
            "valid",
            "same",
        ),
        wrong(
            "average pooling", "MaxPooling2D", "AveragePooling2D", "expected MaxPooling2D here, found AveragePooling2D"
        ),
        wrong("no Flatten", "            keras.layers.Flatten(),\n", "", "Flatten", "missing"),
        LINEAR_OUTPUT,
        NINE,
        NOT_WRITTEN,
    ),
    "fashion_cnn": (
        wrong(
            "padding left out",
            'Conv2D(64, 3, activation="relu", padding="same")',
            'Conv2D(64, 3, activation="relu")',
            "padding",
            "same",
            "valid",
        ),
        wrong("32 filters twice", "Conv2D(64,", "Conv2D(32,", "expected 64 filters, found 32"),
        wrong("dropout 0.5 instead of 0.4", "Dropout(0.4)", "Dropout(0.5)", "0.4", "0.5"),
        wrong("no dropout", "            keras.layers.Dropout(0.4),\n", "", "Dropout", "missing"),
        wrong(
            "dropout behind the output",
            '            keras.layers.Dropout(0.4),\n            keras.layers.Dense(10, activation="softmax"),\n',
            '            keras.layers.Dense(10, activation="softmax"),\n            keras.layers.Dropout(0.4),\n',
            "Dropout",
            "expected it after",
        ),
        wrong(
            "one pooling layer too few",
            "            keras.layers.MaxPooling2D(2),\n            keras.layers.Flatten(),\n",
            "            keras.layers.Flatten(),\n",
            "MaxPooling2D",
            "missing",
        ),
        wrong(
            "an extra convolution",
            "            keras.layers.Flatten(),\n",
            '            keras.layers.Conv2D(64, 3, activation="relu", padding="same"),\n            keras.layers.Flatten(),\n',
            "Conv2D",
            "not asked for",
        ),
        wrong("softmax on the hidden layer", '100, activation="relu"', '100, activation="softmax"', "relu", "softmax"),
        NINE,
        NO_RETURN,
    ),
    "fashion_deep_cnn": (
        wrong("model not named", ', name="FASHION_CNN"', "", "name", "FASHION_CNN"),
        wrong("layer not named", ', name="OUTPUT"', "", "OUTPUT", "found", "dense (10)"),
        wrong("filters in another order", "(32, 64, 32)", "(32, 64, 64)", "expected 32 filters, found 64"),
        wrong("two blocks instead of three", "(32, 64, 32)", "(32, 64)", "missing"),
        wrong("no pooling", "        layers.append(keras.layers.MaxPooling2D(2))\n", "", "MaxPooling2D", "missing"),
        wrong("padding left out", ', padding="same"', "", "padding", "same", "valid"),
        wrong("dense layers in reverse", "(64, 32, 16)", "(16, 32, 64)", "expected 64 units, found 16"),
        wrong("no activation in the dense layers", 'Dense(units, activation="relu",', "Dense(units,", "activation"),
        wrong("linear output", '(10, activation="softmax", name="OUTPUT")', '(10, name="OUTPUT")', "softmax"),
        wrong(
            "mean squared error as the loss",
            'loss="sparse_categorical_crossentropy"',
            'loss="mse"',
            "mean_squared_error",
            "classes",
            trains=True,
        ),
        NOT_COMPILED,
    ),
    "cifar_cnn": (
        wrong(
            "padding left out",
            'Conv2D(32, 3, activation="relu", padding="same")',
            'Conv2D(32, 3, activation="relu")',
            "padding",
            "same",
            "valid",
        ),
        wrong(
            "only two convolutions",
            '            keras.layers.MaxPooling2D(2),\n            keras.layers.Conv2D(64, 3, activation="relu", padding="same"),\n            keras.layers.Flatten()',
            "            keras.layers.MaxPooling2D(2),\n            keras.layers.Flatten()",
            "Conv2D",
            "missing",
        ),
        wrong(
            "a third pooling layer",
            "            keras.layers.Flatten(),\n",
            "            keras.layers.MaxPooling2D(2),\n            keras.layers.Flatten(),\n",
            "MaxPooling2D",
            "not asked for",
        ),
        wrong("grey images", "keras.Input((32, 32, 3))", "keras.Input((32, 32, 1))", "(32, 32, 3)", "(32, 32, 1)"),
        wrong("64 units instead of 128", "Dense(128,", "Dense(64,", "expected 128 units, found 64"),
        wrong(
            "global pooling instead of Flatten",
            "Flatten()",
            "GlobalAveragePooling2D()",
            "GlobalAveragePooling2D",
            "not asked for",
        ),
        wrong("tanh instead of relu", 'Dense(128, activation="relu")', 'Dense(128, activation="tanh")', "relu", "tanh"),
        wrong(
            "batch normalisation added",
            "            keras.layers.Flatten(),\n",
            "            keras.layers.BatchNormalization(),\n            keras.layers.Flatten(),\n",
            "BatchNormalization",
            "not asked for",
        ),
        LINEAR_OUTPUT,
        NINE,
        MISSPELT,
    ),
    "vgg16_transfer": (
        wrong("the base is not frozen", "    base.trainable = False\n", "", "frozen", "trainable"),
        wrong(
            "the whole model is frozen",
            "    model.compile(",
            "    model.trainable = False\n    model.compile(",
            "frozen",
        ),
        wrong(
            "with VGG16's own top",
            'weights="imagenet", include_top=False',
            "weights=None, include_top=True",
            "vectors",
            "own top",
        ),
        wrong(
            "Flatten instead of pooling", "GlobalAveragePooling2D()", "Flatten()", "GlobalAveragePooling2D", "missing"
        ),
        wrong(
            "maximum instead of mean",
            "GlobalAveragePooling2D()",
            "GlobalMaxPooling2D()",
            "GlobalAveragePooling2D",
            "GlobalMaxPooling2D",
        ),
        wrong(
            "no hidden layer in the head",
            '            keras.layers.Dense(128, activation="relu"),\n',
            "",
            "Dense",
            "missing",
        ),
        wrong("256 units in the head", "Dense(128,", "Dense(256,", "expected 128 units, found 256"),
        wrong("no activation in the head", 'Dense(128, activation="relu")', "Dense(128)", "activation"),
        LINEAR_OUTPUT,
        NINE,
        NO_RETURN,
    ),
    "digits_transfer": (
        wrong("the base is not frozen", "    base.trainable = False\n", "", "frozen"),
        wrong(
            "the whole model is frozen",
            "    model.compile(",
            "    model.trainable = False\n    model.compile(",
            "frozen",
        ),
        wrong(
            "Flatten instead of pooling", "GlobalAveragePooling2D()", "Flatten()", "GlobalAveragePooling2D", "missing"
        ),
        wrong("10 outputs for 5 classes", "Dense(5,", "Dense(10,", "expected 5 units, found 10"),
        wrong("linear output", 'Dense(5, activation="softmax")', "Dense(5)", "softmax"),
        wrong(
            "an extra hidden layer",
            "keras.layers.Dense(5",
            'keras.layers.Dense(32, activation="relu"), keras.layers.Dense(5',
            "Dense",
            "not asked for",
        ),
        wrong(
            "a new base instead of the course's",
            'keras.models.load_model("models/digits_base.keras")',
            'keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(16, 3, activation="relu")])',
            "expected",
        ),
        wrong("the file's name is wrong", "models/digits_base.keras", "digits_base.keras", "digits_base.keras"),
        wrong(
            "the base fine-tuned at the head's learning rate",
            "Adam(first / 20)",
            "Adam(first)",
            "learning rate",
            "ten times smaller",
        ),
        wrong(
            "the base stays frozen in fine-tuning", "    model.layers[0].trainable = True\n", "", "base should learn"
        ),
        wrong("learning rate 1e-6", "Adam(0.01)", "Adam(0.000001)", "learning rate", trains=True),
        wrong(UNSCALED, "(images / 16)", "images", "scale", trains=True),
    ),
    "better_mlp": (
        wrong("glorot instead of he", "he_normal", "glorot_uniform", "he_normal", "glorot"),
        wrong("no batch normalisation", "            keras.layers.BatchNormalization(),\n", "", "BatchNormalization"),
        wrong("no dropout", "            keras.layers.Dropout(0.3),\n", "", "Dropout"),
        wrong("dropout 0.8", "Dropout(0.3)", "Dropout(0.8)", "0.8", "0.6"),
        wrong("sigmoid in the hidden layers", 'Activation("relu")', 'Activation("sigmoid")', "sigmoid"),
        wrong("plain gradient descent", 'optimizer="adam"', 'optimizer="sgd"', "optimiser", "sgd"),
        wrong("one hidden layer", "(512, 256)", "(512,)", "two hidden layers"),
        LINEAR_OUTPUT,
        NINE,
        wrong("images moved the wrong way", "shift(x, rows, columns):", "shift(x, columns, rows):", "shift"),
        wrong(
            "votes instead of the mean",
            "np.asarray(outputs).mean(axis=0).argmax(axis=1)",
            "np.asarray(outputs)[0].argmax(axis=1)",
            "ensemble",
        ),
    ),
    "pooling": (
        wrong("minimum instead of maximum", ".max(axis=(-2, -1))", ".min(axis=(-2, -1))", "max_pool2d"),
        wrong("padding filled with 0", "fill=-np.inf", "fill=0", "max_pool2d"),
        wrong(
            "padding counts in the mean",
            "return sums / _windows(np.ones_like(x), pool_size, strides, padding, fill=0).sum(axis=(-2, -1))",
            "return sums / np.prod(_pair(pool_size))",
            "avg_pool2d",
        ),
        wrong("strides forgotten", "step = _pair(strides) if strides is not None else size", "step = size", "shape"),
        wrong(
            "step 1 as the default", "if strides is not None else size", "if strides is not None else (1, 1)", "shape"
        ),
        wrong(
            "padding on the wrong side",
            "return total // 2, total - total // 2",
            "return total - total // 2, total // 2",
            "max_pool2d",
        ),
        wrong(
            "twice maximum pooling",
            "layers.AveragePooling2D",
            "layers.MaxPooling2D",
            "AveragePooling2D",
            "MaxPooling2D",
        ),
        wrong("average pooling without same", ', padding="same")', ")", "padding", "same", "valid"),
        wrong("no Flatten", "            keras.layers.Flatten(),\n", "", "Flatten", "missing"),
        LINEAR_OUTPUT,
        NINE,
    ),
    "dropout": (
        wrong("not scaled", "np.where(keep, x / (1 - rate), 0.0)", "np.where(keep, x, 0.0)", "multiplied by"),
        wrong("kept and dropped mixed up", ">= rate", "< rate", "switched off"),
        wrong("drops in use too", "if not training or rate == 0:", "if rate == 0:", "in use"),
        wrong("its own random numbers", "rng.random(x.shape)", "np.random.random(x.shape)", "rng"),
        wrong("one draw for all", "rng.random(x.shape)", "rng.random()", "switched off"),
        wrong("no dropout in the model", "            keras.layers.Dropout(rate),\n", "", "Dropout"),
        wrong(
            "dropout before the dense layers",
            '            keras.layers.Dense(64, activation="relu"),\n            keras.layers.Dropout(rate),\n',
            '            keras.layers.Dropout(rate),\n            keras.layers.Dense(64, activation="relu"),\n',
            "Dropout",
            "expected it after",
        ),
        wrong("compared with itself", '("with", rate)', '("with", 0.0)', "training loss"),
        wrong("no activation", 'Dense(64, activation="relu")', "Dense(64)", "activation"),
        LINEAR_OUTPUT,
        Wrong(
            "9 outputs for 10 classes",
            (('(10, activation="softmax")', '(9, activation="softmax")'),),
            ("9 outputs", "a label is the class 9"),
        ),
    ),
    "augmentation": (
        wrong("augmentation left out of the model", "            build_augmentation(),\n", "", "RandomFlip"),
        wrong("no flip", '            keras.layers.RandomFlip("horizontal"),\n', "", "RandomFlip"),
        wrong(
            "brightness without a range",
            "RandomBrightness(0.2, value_range=(0, 1))",
            "RandomBrightness(0.2)",
            "pixels",
            "value_range",
        ),
        wrong("no change in training", "training=training", "training=False", "training=True"),
        wrong("changes in use too", "training=training", "training=True", "in use"),
        wrong("labels turned round", "(changed), labels", "(changed), labels[::-1] if training else labels", "labels"),
        wrong("no seed", "    keras.utils.set_random_seed(seed)\n", "", "seed"),
        wrong(
            "augmentation behind the convolution",
            '            build_augmentation(),\n            keras.layers.Conv2D(16, 3, activation="relu"),\n',
            '            keras.layers.Conv2D(16, 3, activation="relu"),\n            build_augmentation(),\n',
            "before the first convolution",
        ),
        wrong("labels not returned", "(changed), labels", "(changed)", "images and labels"),
        NINE,
        MISSPELT,
    ),
}
