"""What happens inside the process that runs a submission: set-up before it, hand-over of the model after it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.probe import course_packages, export, json_files, notes
from autograder.probe.box_paths import Room
from autograder.probe.failures import from_exception
from autograder.probe.framework import framework_of
from autograder.probe.functions import call_cases
from autograder.probe.handing import model_of, model_report, preprocess_all, told
from autograder.probe.limits import SoftLimits, soft_cpu_limit, soft_limit
from autograder.probe.live.serving import answer_tests
from autograder.probe.named_models import hand_over_named
from autograder.probe.packages import present
from autograder.probe.places import Own
from autograder.probe.snapshots import Snapshots
from autograder.protocol.answers import ModelReport
from autograder.protocol.jobs import RunJob
from autograder.records import Failure


def prepare(room: Room, job: RunJob) -> None:
    """Copy the submission to the working folder, stand beside its entry, seed everything, serve the course's data."""
    shutil.copytree(room.inputs, room.hand_in, dirs_exist_ok=True)
    home = (room.hand_in / job.entry).parent
    os.chdir(home)
    sys.path[:0] = [str(home), str(room.hand_in)]
    install(room, job)


def install(room: Room, job: RunJob) -> None:
    """Set up the process that runs student code: a canvas without a screen, data sets, old spellings, seeds."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    course_packages.add(room)
    from autograder.probe import arguments, colab, drawing, own_files, packages, seaborn_arguments, singles, warned

    framework = framework_of(job)
    framework.take_device()
    warned.install()
    note = notes.writer(room.out)
    find = own_files.finder(note, own_files.OwnFiles(room.inputs, room.hand_in))
    home, reading = (room.hand_in / job.entry).parent, partial(own_files.reading, find)
    framework.prepare(job, data=room.data, home=home, note=note, reading=reading)
    colab.install(note, room.hand_in / job.entry)
    drawing.install(note)
    singles.install(note)
    seaborn_arguments.install(note)
    packages.install(note, room.hand_in)
    arguments.install(note)
    own_files.install(find)
    framework.seed(job.seed)


def hand_over(
    names: Mapping[str, Any],
    room: Room,
    job: RunJob,
    limits: SoftLimits,
    *,
    own: Own,
    kept: Snapshots | None = None,
) -> None:
    """Find the model, train it where the job says so, call the asked functions, and write everything to `out`.

    Args:
        names: the submission's top-level names.
        room: where everything goes.
        job: what is asked for.
        limits: when the run is asked to stop.
        own: knows which code is the submission's.
        kept: the model as it was after an earlier cell; it counts where a later one was stopped while it was built.
    """
    framework, names = framework_of(job), present(names)
    report = ModelReport(versions=framework.versions(), device=framework.device())
    failure: Failure | None = None
    try:
        with soft_limit(limits.for_hand_over_s()), soft_cpu_limit(limits.for_hand_over_cpu_s()):
            if job.preprocess:
                preprocess_all(names["preprocess"], room)
                return
            if job.serves:
                answer_tests(names, room, job, own)
            if job.functions:
                call_cases(names, room.data / "cases", room.out, decode=_shipped(room, job))
            if job.models:
                hand_over_named(names, room, job, report, lambda error: _told(error, room, job, own))
            elif job.model:
                found = model_of(names, job)
                report = told(report, found, room, job)
                report = model_report(report, found, names, room, job, kept=kept)
                failure = report.failure if found.error is None else _told(found.error, room, job, own)
    except BaseException as error:  # noqa: BLE001 - build_model and train are the student's
        failure = _told(error, room, job, own)
    report = replace(report, failure=failure, more_figures=export.save_figures(room.out))
    json_files.write_answer(room.out, report)


def _told(error: BaseException, room: Room, job: RunJob, own: Own) -> Failure:
    return from_exception(error, own, label=job.entry, left_out=notes.left_out(room.out))


def _shipped(room: Room, job: RunJob) -> Any:
    """Return what replaces {"$model": name} and {"$rng": seed} among a case's arguments by what they stand for."""

    def decode(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"$rng"}:
                return np.random.default_rng(value["$rng"])
            if set(value) == {"$model"}:
                return framework_of(job).shipped(room.data / "models", value["$model"])
            return {key: decode(item) for key, item in value.items()}
        if isinstance(value, list):
            return [decode(item) for item in value]
        return tuple(decode(item) for item in value) if isinstance(value, tuple) else value

    return decode
