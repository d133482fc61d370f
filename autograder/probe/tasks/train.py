"""Train a rebuilt, freshly initialised network by the assignment's recipe, in a box without student code."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.probe import framework, gpu
from autograder.probe.export import device, failure_json, save_model, versions, write_history, write_json
from autograder.probe.room import Room
from autograder.records import Failure


def main(room: Room, job: Mapping[str, Any]) -> None:
    """Train the network of `in/model.keras` on `data/train`, then predict on `data/inputs`.

    The job names: seed, recipe, scaling, pixel_max. Weights of frozen layers are kept, all others drawn anew.
    """
    framework.load()
    gpu.take()
    with gpu.reported(room.out / "trained.json", "training"):
        train(room, job)


def train(room: Room, job: Mapping[str, Any]) -> None:
    """Train the network and predict."""
    import keras

    from autograder.probe.inspection import inspect
    from autograder.probe.training import fit_recipe
    from autograder.probe.transform import MisfitError, transform

    keras.utils.set_random_seed(job["seed"])
    model = renewed(keras.models.load_model(room.inputs / "model.keras", safe_mode=True))
    x = np.load(room.data / "train" / "x.npy", allow_pickle=False)
    y = np.load(room.data / "train" / "y.npy", allow_pickle=False)
    started = time.perf_counter()
    problem: Failure | None = None
    stopped = ""
    try:
        if job["scaling"] != "own":
            x = transform(x, job["pixel_max"], model.input_shape[1:], scaling=job["scaling"])
        stopped = fit_recipe(model, x, y, recipe=job["recipe"], seed=job["seed"])
    except MisfitError as misfit:
        problem = misfit.failure
    except Exception as error:  # noqa: BLE001 - a network may not fit its data in any way
        problem = Failure("training", f"{type(error).__name__}: {error}"[:2000])
    seconds = time.perf_counter() - started
    report = {
        "problem": failure_json(problem),
        "stopped": stopped,
        "seconds": seconds,
        "device": device(),
        "versions": versions(),
    }
    write_json(room.out / "trained.json", report | {"epochs": write_history(model, room.out)})
    if problem is None:
        save_model(model, room.out)
        inspect(model, room, job)


def renewed(model: Any) -> Any:
    """Return the same network with new initial weights in every layer that learns, compiled as it was."""
    import keras

    clone = keras.models.clone_model(model)
    for old, new in zip(_leaves(model), _leaves(clone), strict=True):
        new.trainable = old.trainable
        if old.weights and not old.trainable_weights:
            new.set_weights(old.get_weights())
    if model.compiled:
        clone.compile_from_config(model.get_compile_config())
    return clone


def _leaves(model: Any) -> list[Any]:
    import keras

    return [layer for layer in model._flatten_layers(include_self=False) if not isinstance(layer, keras.Model)]  # noqa: SLF001 - Keras has no public walk through nested models
