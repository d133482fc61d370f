"""What the functions of NumPy, Keras and their like do to an array, by their last names."""

from __future__ import annotations

from autograder.keras_names.datasets import COLOUR_SETS, GREY_SETS

MEASURING = frozenset(
    {"len", "sum", "mean", "std", "var", "min", "max", "amin", "amax", "median", "unique", "bincount", "shape", "size"}
    | {"argmax", "argmin", "any", "all", "ndim", "dtype", "range", "type", "isinstance", "count_nonzero", "enumerate"}
)
"""Functions, methods and attributes that give facts about an array in place of its contents."""

LOOKING = frozenset({"print", "display", "head", "tail", "describe", "info", "evaluate", "id", "repr", "str", "format"})
"""Calls after which nothing is left of what they got."""

PREPARING = frozenset(
    {"reshape", "expand_dims", "astype", "transform", "fit_transform", "flatten", "normalize", "scale"}
    | {"preprocess", "preprocess_input", "convert_image_dtype"}
)
"""Calls that bring a whole array into another form."""

FORMING = frozenset({"reshape", "expand_dims", "astype", "flatten"})
"""Those after which the numbers are the same."""

SCALING = frozenset(
    {"Rescaling", "Normalization", "MinMaxScaler", "StandardScaler", "MaxAbsScaler", "RobustScaler", "normalize"}
    | {"preprocess_input", "minmax_scale", "convert_image_dtype", "divide", "true_divide"}
)
"""Calls that bring numbers into a small range, and classes of objects that do."""

KEEPING = PREPARING | frozenset(
    {"array", "asarray", "asanyarray", "ascontiguousarray", "copy", "deepcopy", "float32", "float64", "cast"}
    | {"concatenate", "stack", "vstack", "hstack", "squeeze", "ravel", "transpose", "swapaxes", "moveaxis"}
    | {"train_test_split", "permutation", "shuffle", "take", "tolist", "to_numpy", "list", "tuple", "zip", "dict"}
    | {"convert_to_tensor", "constant", "from_tensor_slices", "batch", "map", "prefetch", "cache", "repeat"}
    | {"DataFrame", "Series", "drop", "to_categorical", "predict", "load_data", "load_digits"}
)
"""Calls whose result holds what they got, in whatever form."""

RAW_SETS = frozenset({*GREY_SETS, *COLOUR_SETS})
"""Data sets of Keras whose pixels run from 0 to 255."""
