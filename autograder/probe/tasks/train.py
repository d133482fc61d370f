"""Train the network of a plan by the assignment's recipe, in a box without student code."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np

from autograder.frameworks.keras import loading
from autograder.frameworks.keras.device import device, take
from autograder.probe import gpu
from autograder.probe.box_paths import Room
from autograder.probe.export import write_history
from autograder.probe.json_files import write_answer
from autograder.protocol.answers import TrainedReport
from autograder.protocol.jobs import ImageScaling, Inspection, TrainJob
from autograder.records import Failure, FailureKind

UNTRAINED_IMAGES = 500


def main(room: Room, job: TrainJob) -> None:
    """Build the network of `in/plan.json`, train it on `data/train`, then predict on `data/inputs`.

    What it gives before it was trained is kept too, for the first test examples.
    """
    loading.load()
    take()
    with gpu.reported(room.out, TrainedReport, FailureKind.TRAINING):
        train(room, job)


def train(room: Room, job: TrainJob) -> None:
    """Train the network and predict."""
    import keras

    from autograder.frameworks.keras.course_weights import CourseWeights
    from autograder.frameworks.keras.planning import adapt, build
    from autograder.frameworks.keras.targets import TargetsError
    from autograder.frameworks.keras.training import fit_recipe
    from autograder.probe.inspection import inspect
    from autograder.probe.transform import MisfitError, transform

    given = job.inspection
    keras.utils.set_random_seed(job.seed)
    plan = json.loads((room.inputs / "plan.json").read_text(encoding="utf-8"))
    x = np.load(room.data / "train" / "x.npy", allow_pickle=False)
    y = np.load(room.data / "train" / "y.npy", allow_pickle=False)
    started = time.perf_counter()
    problem: Failure | None = None
    stopped = ""
    model: Any = None
    try:
        model = build(plan, CourseWeights.below(room.data), learned=given.learned)
        if given.scaling is not ImageScaling.OWN:
            x = transform(x, given.pixel_max, model.input_shape[1:], scaling=given.scaling)
        adapt(model, plan, x)
        write_untrained(model, room, given, x[:UNTRAINED_IMAGES], y[:UNTRAINED_IMAGES])
        stopped = fit_recipe(model, x, y, recipe=job.recipe, seed=job.seed, learned=given.learned)
    except (MisfitError, TargetsError) as misfit:
        problem = misfit.failure
    except Exception as error:  # noqa: BLE001 - a network may not fit its data in any way
        problem = Failure(FailureKind.TRAINING, f"{type(error).__name__}: {error}"[:2000])
    seconds = time.perf_counter() - started
    epochs = 0 if model is None else write_history(model, room.out)
    write_answer(room.out, TrainedReport(problem, stopped, seconds, device(), epochs))
    if problem is None:
        inspect(model, room, given)


def write_untrained(model: Any, room: Room, given: Inspection, x: Any, y: Any) -> None:
    """Write what a network gives for the first test examples before it has learned anything.

    Of classes it is what the layer gives that knows most of them, of numbers the network's own output.
    """
    from autograder.frameworks.keras.knowing import knowing
    from autograder.frameworks.keras.predicting import predict
    from autograder.probe.transform import transform

    raw = np.load(room.data / "inputs" / "x_test.npy", mmap_mode="r", allow_pickle=False)[:UNTRAINED_IMAGES]
    own = given.scaling is ImageScaling.OWN
    inputs = raw if own else transform(raw, given.pixel_max, model.input_shape[1:], scaling=given.scaling)
    (room.out / "predictions").mkdir(exist_ok=True)
    known = (
        knowing(model, np.asarray(x), np.asarray(y), inputs) if given.learned.names_classes else predict(model, inputs)
    )
    np.save(room.out / "predictions" / "untrained.npy", known, allow_pickle=False)
