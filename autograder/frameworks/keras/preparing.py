"""Make a student box ready for code in Keras."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import keras

from autograder.contracts import Noting, Reading
from autograder.frameworks.keras import compiling, datasets, keras2, watch
from autograder.frameworks.keras.namespaces import homes
from autograder.protocol.jobs import Keras2Policy


def prepare(policy: Keras2Policy, *, data: Path, places: Collection[Path], note: Noting, reading: Reading) -> None:
    """Serve the course's data sets and old spellings, and begin to remember what is done with models.

    Args:
        policy: what happens to old spellings.
        data: the course's data.
        places: the folders from which the submission may name files, see `datasets.install`.
        note: is told which old spellings were used.
        reading: is put around what reads models and weights.
    """
    datasets.install(data, *places)
    compiling.install()
    keras2.install(policy, note)
    watch.install()
    read_own_files(reading)


def read_own_files(reading: Reading) -> None:
    """Let models and weights be read from what was handed in where code names a place of another computer."""
    loads = reading(keras.models.load_model, "filepath")
    for module in (*homes("models"), *homes("saving")):
        vars(module)["load_model"] = loads
    keras.Model.load_weights = reading(keras.Model.load_weights, "filepath", at=1)
