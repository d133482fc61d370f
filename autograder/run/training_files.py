"""Keep what networks learn from as the files that boxes get."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from autograder import data
from autograder.partial import partial_folder

SAMPLE = 64
"""How many training examples show how a submission prepares its inputs."""


def training_files(folder: Path, training: data.TrainingData) -> dict[str, Path]:
    """Return the files of training data in a folder by name; those that are not there are written."""
    arrays = {"x": training.x_train, "y": training.y_train, "sample": training.x_train[:SAMPLE]}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        if not path.is_file():
            with partial_folder(folder) as partial:
                np.save(partial / path.name, np.ascontiguousarray(array), allow_pickle=False)
                (partial / path.name).replace(path)
    return {name: folder / f"{name}.npy" for name in arrays}
