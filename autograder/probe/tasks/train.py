"""Train the network of a plan by the assignment's recipe, in a box without student code."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.probe import framework, gpu
from autograder.probe.box_paths import Room
from autograder.probe.export import device, versions, write_history
from autograder.probe.json_files import failure_json, write_json
from autograder.records import Failure

UNTRAINED_IMAGES = 500


def main(room: Room, job: Mapping[str, Any]) -> None:
    """Build the network of `in/plan.json`, train it on `data/train`, then predict on `data/inputs`.

    What it gives before it was trained is kept too, for the first test images. The job names: seed, recipe, scaling,
    pixel_max.
    """
    framework.load()
    gpu.take()
    with gpu.reported(room.out / "trained.json", "training"):
        train(room, job)


def train(room: Room, job: Mapping[str, Any]) -> None:
    """Train the network and predict."""
    import keras

    from autograder.probe.course_weights import CourseWeights
    from autograder.probe.inspection import inspect
    from autograder.probe.planning import adapt, build
    from autograder.probe.targets import TargetsError
    from autograder.probe.training import fit_recipe
    from autograder.probe.transform import MisfitError, transform

    keras.utils.set_random_seed(job["seed"])
    plan = json.loads((room.inputs / "plan.json").read_text(encoding="utf-8"))
    x = np.load(room.data / "train" / "x.npy", allow_pickle=False)
    y = np.load(room.data / "train" / "y.npy", allow_pickle=False)
    started = time.perf_counter()
    problem: Failure | None = None
    stopped = ""
    model: Any = None
    try:
        model = build(plan, CourseWeights.below(room.data))
        if job["scaling"] != "own":
            x = transform(x, job["pixel_max"], model.input_shape[1:], scaling=job["scaling"])
        adapt(model, plan, x)
        write_untrained(model, room, job, x[:UNTRAINED_IMAGES], y[:UNTRAINED_IMAGES])
        stopped = fit_recipe(model, x, y, recipe=job["recipe"], seed=job["seed"])
    except (MisfitError, TargetsError) as misfit:
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
    epochs = 0 if model is None else write_history(model, room.out)
    write_json(room.out / "trained.json", report | {"epochs": epochs})
    if problem is None:
        inspect(model, room, job)


def write_untrained(model: Any, room: Room, job: Mapping[str, Any], x: Any, y: Any) -> None:
    """Write what the layer that knows most gives for the first test images before the network has learned anything."""
    from autograder.probe.knowing import knowing
    from autograder.probe.transform import transform

    raw = np.load(room.data / "inputs" / "x_test.npy", mmap_mode="r", allow_pickle=False)[:UNTRAINED_IMAGES]
    own = job["scaling"] == "own"
    inputs = raw if own else transform(raw, job["pixel_max"], model.input_shape[1:], scaling=job["scaling"])
    (room.out / "predictions").mkdir(exist_ok=True)
    known = knowing(model, np.asarray(x), np.asarray(y), inputs)
    np.save(room.out / "predictions" / "untrained.npy", known, allow_pickle=False)
