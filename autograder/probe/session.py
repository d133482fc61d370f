"""What happens inside the process that runs a submission: set-up before it, hand-over of the model after it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.probe import export, notes
from autograder.probe.failures import from_exception
from autograder.probe.functions import call_cases
from autograder.probe.limits import for_hand_over_s, soft_limit
from autograder.probe.names import Found, find_model, is_trained
from autograder.probe.places import Own
from autograder.probe.room import Room
from autograder.probe.training import fit_recipe
from autograder.probe.transform import recognise
from autograder.records import Failure


def prepare(room: Room, job: Mapping[str, Any]) -> None:
    """Copy the submission to the working folder, stand beside its entry, seed everything, serve the course's data."""
    shutil.copytree(room.inputs, room.work, dirs_exist_ok=True)
    home = (room.work / job["entry"]).parent
    os.chdir(home)
    sys.path[:0] = [str(home), str(room.work)]
    install(room, job)


def install(room: Room, job: Mapping[str, Any]) -> None:
    """Set up the process that runs student code: a canvas without a screen, data sets, old spellings, seeds."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    import keras

    from autograder.probe import colab, datasets, drawing, gpu, keras2

    gpu.take()
    datasets.install(room.data)
    keras2.install(job["keras2"], room.out)
    note = notes.writer(room.out)
    colab.install(note, room.work / job["entry"])
    drawing.install(note)
    keras.utils.set_random_seed(job["seed"])


def hand_over(names: Mapping[str, Any], room: Room, job: Mapping[str, Any], *, own: Own) -> None:
    """Find the model, train it where the job says so, call the asked functions, and write everything to `out`.

    `own` knows which code is the submission's.
    """
    found = Found()
    report: dict[str, Any] = {"versions": export.versions(), "device": export.device()}
    failure: Failure | None = None
    try:
        with soft_limit(for_hand_over_s(job)):
            if job["preprocess"]:
                _preprocess_all(names["preprocess"], room)
                return
            if job["functions"]:
                call_cases(names, room.data / "cases", room.out, decode=_shipped(room))
            if job["model"]:
                found = find_model(names, prefer_trained=job["form"] == "notebook")
                if found.model is None:
                    (room.out / "model.keras").unlink(missing_ok=True)
                report |= _model(found, names, room, job)
                failure = report.pop("refused", None)
    except BaseException as error:  # noqa: BLE001 - build_model and train are the student's
        failure = from_exception(error, own, label=job["entry"], left_out=notes.left_out(room.out))
    report["failure"] = export.failure_json(failure or found.failure)
    report["found"] = found.name or None
    report["others"] = list(found.others)
    export.save_figures(room.out)
    export.write_json(room.out / "found.json", report)


def snapshots(room: Room) -> Callable[[Mapping[str, Any]], None]:
    """Return a function that saves the model whenever it is new or was trained further: a kernel may die."""
    seen: set[tuple[int, int]] = set()

    def snapshot(names: Mapping[str, Any]) -> None:
        if "keras" not in sys.modules or callable(names.get("build_model")):
            return
        model = find_model(names, prefer_trained=True).model
        if model is None or not model.built:
            return
        state = (id(model), int(model.optimizer.iterations) if is_trained(model) else 0)
        if state not in seen and export.save_model(model, room.out) is None:
            seen.add(state)

    return snapshot


def _model(found: Found, names: Mapping[str, Any], room: Room, job: Mapping[str, Any]) -> dict[str, Any]:
    model = found.model
    if model is None:
        return {}
    trains_itself = job["train"] and callable(names.get("train"))
    if not (model.built or trains_itself):
        return {"refused": Failure("unbuilt", "the model has no weights yet")}
    report: dict[str, Any] = {"trained": False}
    unsaved = export.save_model(model, room.out) if model.built else None
    if job["train"] and not model.compiled:
        return report | {"refused": Failure("uncompiled", "the model is not compiled")}
    if job["train"] and not is_trained(model):
        report |= _train(model, names, room, job)
        unsaved = export.save_model(model, room.out)
    trained = is_trained(model)
    export.write_history(model, room.out)
    report |= {"trained": trained, "unsaved": unsaved} | _preprocess(names, room, job)
    if job["inspect"]:
        from autograder.probe.inspection import inspect

        if report["preprocess"] == "own":
            _preprocess_all(names["preprocess"], room)
        inspect(model, room, {**job, "scaling": report["preprocess"]})
    return report


def _train(model: Any, names: Mapping[str, Any], room: Room, job: Mapping[str, Any]) -> dict[str, Any]:
    x, y = _training_data(names, room, job, model)
    if callable(names.get("train")):
        names["train"](model, x, y)
        return {"trainer": "train()"}
    stopped = fit_recipe(model, x, y, recipe=job["recipe"], seed=job["seed"])
    return {"trainer": "recipe", "stopped": stopped}


def _training_data(names: Mapping[str, Any], room: Room, job: Mapping[str, Any], model: Any) -> tuple[Any, Any]:
    from autograder.probe.transform import transform

    raw = np.load(room.data / "x_train.npy")
    y = np.load(room.data / "y_train.npy")
    if callable(names.get("preprocess")):
        return names["preprocess"](raw), y
    return transform(raw, job["pixel_max"], model.input_shape[1:], scaling="unit"), y


def _preprocess(names: Mapping[str, Any], room: Room, job: Mapping[str, Any]) -> dict[str, Any]:
    """Tell whether the submission's own `preprocess` is one of the usual scalings."""
    if not callable(names.get("preprocess")) or not (room.data / "x_sample.npy").is_file():
        return {"preprocess": "default"}
    raw = np.load(room.data / "x_sample.npy")
    result = np.asarray(names["preprocess"](raw.copy()))
    return {"preprocess": recognise(raw, job["pixel_max"], result) or "own"}


def _preprocess_all(preprocess: Callable[[Any], Any], room: Room) -> None:
    """Apply the submission's own `preprocess` to the training and the test images; write what comes out."""
    folder = room.out / "preprocessed"
    folder.mkdir(exist_ok=True)
    for name, path in (("train", room.data / "x_train.npy"), ("test", room.data / "inputs" / "x_test.npy")):
        if path.is_file():
            result = np.asarray(preprocess(np.load(path)), dtype=np.float32)
            np.save(folder / f"{name}.npy", result, allow_pickle=False)


def _shipped(room: Room) -> Any:
    """Return what replaces {"$model": name} and {"$rng": seed} among a case's arguments by what they stand for."""

    def decode(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"$rng"}:
                return np.random.default_rng(value["$rng"])
            if set(value) == {"$model"}:
                import keras

                return keras.models.load_model(room.data / "models" / f"{value['$model']}.keras")
            return {key: decode(item) for key, item in value.items()}
        if isinstance(value, list):
            return [decode(item) for item in value]
        return tuple(decode(item) for item in value) if isinstance(value, tuple) else value

    return decode
