"""What is wrong with a model: it is not there, or cannot be compiled, trained or tried."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import later
from autograder.kinds.wording import Wording
from autograder.records import FailureKind

_NO_MODEL = later("No model was found in your submission")
_NO_NAMED = later("A model that is asked for was not found")
_MODEL = later("Your model could not be used as it is")
_COMPILED = later("Your model could not be compiled")
_TRAINING = later("Your model could not be trained")
_TRIED = later("Your model could not be tried on the test {many}")

MODELS: Mapping[FailureKind, Wording] = {
    FailureKind.NO_MODEL: Wording(
        _NO_MODEL,
        later("No model was found. Define build_model() that returns one, or leave it in a variable “model”."),
    ),
    FailureKind.NO_NAMED_MODEL: Wording(
        _NO_NAMED,
        later("Expected a model, or a function that builds one, named “{name}” at the top level; none was found."),
    ),
    FailureKind.NOT_NAMED_MODEL: Wording(
        _NO_NAMED,
        later("{name}() must return a model; it returned {found}. Is a “return model” missing?"),
    ),
    FailureKind.NAMED_ARGUMENTS: Wording(
        _NO_NAMED,
        later("{name}() cannot be called without arguments: it needs {names}. Give them defaults."),
    ),
    FailureKind.TWO_MODELS: Wording(
        later("It is not clear which of your models to grade"),
        later("Several models were found: {names}. Name the one to be graded “model”."),
    ),
    FailureKind.NOT_A_MODEL: Wording(
        _NO_MODEL,
        later("build_model() must return a keras.Model; it returned {found}. Is a “return model” missing?"),
    ),
    FailureKind.NO_MODULE: Wording(
        _NO_MODEL,
        later(
            "No module of PyTorch was found. Define build_model() that returns one, or leave it in a variable “model”."
        ),
    ),
    FailureKind.NOT_A_MODULE: Wording(
        _NO_MODEL,
        later("build_model() must return a module of PyTorch; it returned {found}. Is a “return model” missing?"),
    ),
    FailureKind.MODULE_INPUT: Wording(
        later("Your model does not take the course's {many}"),
        later(
            "Your model was given the course's {many}, of the shape {images} in batches, with their channels first, as "
            "they are, and as vectors. It took none of these, and said of the first: {said}."
        ),
    ),
    FailureKind.UNFOLLOWED: Wording(
        _MODEL,
        later(
            "What your model computes could not be followed: {message}. Let forward() compute with tensors alone, and "
            "decide nothing by their values."
        ),
    ),
    FailureKind.BUILD_ARGUMENTS: Wording(
        _NO_MODEL,
        later(
            "build_model() cannot be called without arguments: it needs {names}. Give them defaults, or leave a "
            "trained model in the variable “model”."
        ),
    ),
    FailureKind.UNBUILT: Wording(
        _MODEL,
        later("The model has no weights yet, because its input shape is unknown. Start it with keras.Input(shape=…)."),
    ),
    FailureKind.NO_LAYERS: Wording(
        _MODEL, later("The model has no layers: keras.Sequential() was called, and nothing was added to it.")
    ),
    FailureKind.MODEL_TOO_LARGE: Wording(
        later("Your model is larger than the grader takes"),
        later(
            "The model has {parameters} parameters and takes {found} MB; the grader takes models of up to {limit} MB. "
            "Use fewer units, or pool more before the dense layers."
        ),
    ),
    FailureKind.UNDESCRIBED: Wording(
        later("Your model's description cannot be read"),
        later(
            "What your code's process says of its model is more than the grader reads: up to {layers} layers with "
            "{connections} connections. A person will look at it."
        ),
    ),
    FailureKind.UNKNOWN_SETTING: Wording(
        _COMPILED,
        later(
            "model.compile() is given “{found}” for {setting}, which Keras does not know. Look its name up in Keras's "
            "documentation."
        ),
    ),
    FailureKind.MISSPELT_SETTING: Wording(
        _COMPILED,
        later("model.compile() is given “{found}” for {setting}, which Keras does not know. Did you mean “{close}”?"),
    ),
    FailureKind.SETTINGS: Wording(
        _COMPILED, later("The model could not be compiled with its own settings: {message}.")
    ),
    FailureKind.WRONG_INPUT_SHAPE: Wording(
        later("Your model does not take the course's {many}"),
        later("The course's {many} have the shape {images}, which does not fit your model's input: it takes {found}."),
    ),
    FailureKind.TAKES_NO_TEXTS: Wording(
        later("Your model does not take the course's {many}"),
        later(
            "The course's {many} are texts, and your model takes numbers of the shape {found}. Let it begin with "
            "keras.Input((1,), dtype=“string”) and a TextVectorization layer, or hand in a function preprocess(texts) "
            "that returns numbers."
        ),
    ),
    FailureKind.SEES_AHEAD: Wording(
        later("Your forecasts cannot be judged"),
        later(
            "Your model needs code of your own for its forecasts, a preprocess() or layers: that code would be given "
            "the later {many} too, among which the answers stand. Scale inside the network, with a Normalization "
            "layer, and build it of Keras's own layers."
        ),
    ),
    FailureKind.KNOWS_NO_WORDS: Wording(
        _MODEL,
        later(
            "The layer “{layer}” of your model has learned no words, so it cannot read a text. Call its adapt() with "
            "the training texts before the model is built."
        ),
    ),
    FailureKind.UNCOMPILED: Wording(
        _MODEL, later("The model is not compiled, so it cannot be trained. Call model.compile(…) in your code.")
    ),
    FailureKind.PREPROCESS: Wording(
        _TRIED,
        later("Your preprocess() must return an array of numbers, one row for each {one}; it did not."),
    ),
    FailureKind.WIDE_OUTPUT: Wording(
        _TRIED,
        later(
            "For each {one} your model gives an output of the shape {found}, which is far more than was asked for. "
            "Look at the layers at its end."
        ),
    ),
    FailureKind.PREDICT: Wording(_TRIED, later("The model could not predict on the test {many}: {message}.")),
    FailureKind.TARGETS: Wording(
        _TRAINING,
        later(
            "Your model's output has the width {width}, and the data has {classes} classes: expected {classes} numbers "
            "for each {one}, one for each class. Look at the units of the last layer."
        ),
    ),
    FailureKind.NUMBERS: Wording(
        _TRAINING,
        later(
            "For each {one} your model gives an output of the shape {found}; expected {wanted}, as many numbers as are "
            "to be learned. Look at the units of the last layer and at what stands before it."
        ),
    ),
    FailureKind.LOSS_OF_ROWS: Wording(
        _TRAINING,
        later(
            "For each {one} your model gives one number, and it is compiled with the loss “{loss}”, which compares a "
            "probability for each class: of a single number nothing is learned. Compile it with binary_crossentropy, "
            "or give the last layer one unit for each class."
        ),
    ),
    FailureKind.LOSS_OF_CLASSES: Wording(
        _TRAINING,
        later(
            "Your model is compiled with the loss “{loss}”, which compares classes, and numbers are to be learned. "
            "Compile it with a loss that compares numbers, such as mean_squared_error."
        ),
    ),
    FailureKind.LOSS_OF_ONE_CLASS: Wording(
        _TRAINING,
        later(
            "Your model is compiled with the loss “{loss}”, which takes one label for the right one, and for each "
            "{one} several may be right. Compile it with binary_crossentropy, which asks of each label by itself."
        ),
    ),
    FailureKind.TRAINING: Wording(_TRAINING, later("The model could not be trained on the course's data: {message}.")),
    FailureKind.TRAINING_TIMED_OUT: Wording(
        _TRAINING,
        later("The grader's training of your network took too long. Is it much larger than what was asked for?"),
    ),
    FailureKind.TRAINING_OUT_OF_MEMORY: Wording(
        _TRAINING,
        later("The grader's training of your network needed too much memory. Is it larger than what was asked for?"),
    ),
    FailureKind.UNSAVED: Wording(
        _MODEL, later("The model could not be saved, so its weights could not be handed over: {message}.")
    ),
}
