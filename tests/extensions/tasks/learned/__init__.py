"""Data sets of other tasks than telling images apart, as another distribution would bring them."""

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes

from autograder.data import Arrays, ArraySpec, LabelledSet, Places


def patients(places: Places) -> Arrays:
    """Return ten measurements of each patient, all of one size, and how the illness went on."""
    data = load_diabetes()
    return {"x_train": data.data * np.sqrt(len(data.data)), "y_train": data.target}


def several(places: Places) -> Arrays:
    """Return eight of them, and the other two to be told from these."""
    measured = patients(places)["x_train"]
    return {"x_train": measured[:, :8], "y_train": measured[:, 8:] * [10, 100] + [50, 500]}


def cells(places: Places) -> Arrays:
    """Return thirty measurements of each tumour, all of one size, and whether it is malignant: a third are."""
    data = load_breast_cancer()
    x = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
    return {"x_train": x, "y_train": 1 - data.target}


FLOAT = ArraySpec((), "float64", "progression")
diabetes = LabelledSet(
    "Diabetes",
    ArraySpec((10,), "float64", "measurements"),
    (),
    patients,
    public_labels=True,
    task="regression",
    y=FLOAT,
    one="patient",
    many="patients",
    unit="points",
)
blood = LabelledSet(
    "Blood",
    ArraySpec((8,), "float64", "measurements"),
    (),
    several,
    public_labels=True,
    task="regression",
    y=ArraySpec((2,), "float64", "serum values"),
)
tumours = LabelledSet(
    "Tumours",
    ArraySpec((30,), "float64", "measurements"),
    ("benign", "malignant"),
    cells,
    public_labels=True,
    task="binary",
    one="tumour",
    many="tumours",
)
