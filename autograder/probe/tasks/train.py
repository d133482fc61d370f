"""Train the network of a plan by the assignment's recipe, in a box without student code."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Framework, UnfitError
from autograder.probe import gpu
from autograder.probe.box_paths import Room
from autograder.probe.export import write_history
from autograder.probe.framework import framework_of
from autograder.probe.json_files import write_answer
from autograder.protocol.answers import TrainedReport
from autograder.protocol.jobs import ImageScaling, TrainJob
from autograder.records import Failure, FailureKind

UNTRAINED_IMAGES = 500


class RefusedError(Exception):
    """A network refuses inputs that nobody may see; `failure` is how it is told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def main(room: Room, job: TrainJob) -> None:
    """Build the network of `in/plan.json`, train it on `data/train`, then predict on `data/inputs`.

    What it gives before it was trained is kept too, for the first test examples.
    """
    framework = framework_of(job)
    framework.load()
    framework.take_device()
    with gpu.reported(room.out, TrainedReport, FailureKind.TRAINING):
        train(framework, room, job)


def train(framework: Framework, room: Room, job: TrainJob) -> None:
    """Train the network and predict."""
    from autograder.probe.inspection import hidden_inputs, inspect, of_zeros, prepared
    from autograder.probe.transform import transform

    given = job.inspection
    framework.seed(job.seed)
    plan = json.loads((room.inputs / "plan.json").read_text(encoding="utf-8"))
    x = np.load(room.data / "train" / "x.npy", allow_pickle=False)
    y = np.load(room.data / "train" / "y.npy", allow_pickle=False)
    hidden = hidden_inputs(room, given)
    started = time.perf_counter()
    problem: Failure | None = None
    stopped = ""
    zeros = None
    try:
        model = framework.planned(plan, room.data, learned=given.learned)
    except Exception as error:  # noqa: BLE001 - whatever it is, the submission's own run has built this network
        fault = f"the network could not be made of its plan: {type(error).__name__}: {error}"
        write_answer(room.out, TrainedReport(fault=fault[:500]))
        return
    try:
        if given.scaling is not ImageScaling.OWN:
            shape = framework.input_shape(model)
            x = transform(x, given.pixel_max, shape, scaling=given.scaling)
        framework.adapt(model, plan, x)
        zeros = of_zeros(framework, model, hidden, given)
        try:
            few = x[:UNTRAINED_IMAGES], y[:UNTRAINED_IMAGES]
            asked = prepared(framework, model, hidden[:UNTRAINED_IMAGES], given)
            write_untrained(room, framework.untrained(model, *few, asked, learned=given.learned))
        except Exception as error:  # noqa: BLE001 - a network may refuse inputs in any way
            raise RefusedError(zeros.told(error)) from None
        stopped = framework.fit(model, x, y, recipe=job.recipe, seed=job.seed, learned=given.learned)
    except UnfitError as misfit:
        problem = misfit.failure
    except RefusedError as refusal:
        told = refusal.failure
        problem = replace(told, kind=FailureKind.TRAINING) if told.kind == FailureKind.PREDICT else told
    except Exception as error:  # noqa: BLE001 - a network may not fit its data in any way
        problem = Failure(FailureKind.TRAINING, f"{type(error).__name__}: {error}"[:2000])
    seconds = time.perf_counter() - started
    epochs = write_history(framework.history(model), room.out)
    report = TrainedReport(problem, stopped=stopped, seconds=seconds, device=framework.device(), epochs=epochs)
    write_answer(room.out, report)
    if problem is None:
        inspect(framework, model, room, given, zeros)


def write_untrained(room: Room, untrained: NDArray[Any]) -> None:
    """Write what a network knows of the first test examples before it has learned anything."""
    (room.out / "predictions").mkdir(exist_ok=True)
    np.save(room.out / "predictions" / "untrained.npy", untrained, allow_pickle=False)
