"""Look at a rebuilt model: its structure, its behaviour, and what it predicts on inputs whose labels are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder import networks
from autograder.frameworks.images import Shape, with_channel
from autograder.frameworks.keras.inputs import input_shape
from autograder.frameworks.keras.predicting import WideError, predict
from autograder.probe.box_paths import Room
from autograder.probe.json_files import write_answer, write_json
from autograder.probe.transform import MisfitError, transform
from autograder.protocol.answers import InspectedReport
from autograder.protocol.jobs import ImageScaling, Inspection
from autograder.records import Failure, FailureKind

VARIANTS = (ImageScaling.RAW, ImageScaling.CENTRED)
VARIANT_IMAGES = 500


def inspect(model: Any, room: Room, asked: Inspection) -> None:
    """Write `structure.json`, `behaviour.json` and, where there are inputs, `predictions/<name>.npy`.

    Each part is tried by itself; an `InspectedReport` says what failed of it.
    """
    fault = _structure(model, room, asked)
    (room.out / "predictions").mkdir(exist_ok=True)
    problem = _predictions(model, room, asked)
    write_json(room.out / "behaviour.json", _behaviour(model, room, asked))
    write_answer(room.out, InspectedReport(problem, fault))


def _structure(model: Any, room: Room, asked: Inspection) -> str:
    """Write what the model is; return why that failed, "" where it did not."""
    from autograder.frameworks.keras.describe import describe

    try:
        described = describe(model, input_shape=_taken(model, room, asked))
        write_json(room.out / "structure.json", networks.to_json(described))
    except Exception as error:  # noqa: BLE001 - what Keras built and we cannot describe is our fault
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def _taken(model: Any, room: Room, asked: Inspection) -> Shape | None:
    """Return the shape of one input: as the model knows it, else as the course's images come to it."""
    known, own, sample = input_shape(model), room.out / "preprocessed" / "test.npy", room.data / "x_sample.npy"
    if known is None and asked.scaling is ImageScaling.OWN and own.is_file():
        return tuple(np.load(own, mmap_mode="r", allow_pickle=False).shape[1:])
    if known is None and sample.is_file():
        return with_channel(np.load(sample, mmap_mode="r", allow_pickle=False).shape[1:])
    return known


def _predictions(model: Any, room: Room, asked: Inspection) -> Failure | None:
    path = room.data / "inputs" / "x_test.npy"
    if not path.is_file():
        return None
    raw = np.load(path, mmap_mode="r", allow_pickle=False)
    try:
        if asked.scaling is ImageScaling.OWN:
            own = room.out / "preprocessed" / "test.npy"
            inputs = np.load(own, allow_pickle=False) if own.is_file() else raw
            np.save(room.out / "predictions" / "test.npy", predict(model, inputs))
            return None
        _save(model, raw, room, "test", asked, scaling=asked.scaling)
        for name in VARIANTS:
            _save(model, raw[:VARIANT_IMAGES], room, name, asked, scaling=name)
    except (MisfitError, WideError) as refused:
        return refused.failure
    except Exception as error:  # noqa: BLE001 - a model may refuse its inputs in any way
        return Failure(FailureKind.PREDICT, f"{type(error).__name__}: {error}"[:2000])
    return None


def _behaviour(model: Any, room: Room, asked: Inspection) -> Mapping[str, Any]:
    """Try the model on training images; the probes change its weights, so this comes last."""
    from autograder.frameworks.keras.behaviour import observe

    path = room.data / "x_sample.npy"
    if not asked.probes or not path.is_file():
        return {}
    raw = np.load(path, allow_pickle=False)
    scaling = ImageScaling.UNIT if asked.scaling is ImageScaling.OWN else asked.scaling
    try:
        inputs = transform(raw, asked.pixel_max, input_shape(model), scaling=scaling)
    except MisfitError:
        return {}
    return observe(model, inputs, probes=asked.probes)


def _save(model: Any, raw: Any, room: Room, name: str, asked: Inspection, *, scaling: ImageScaling) -> None:
    inputs = transform(raw, asked.pixel_max, input_shape(model), scaling=scaling)
    np.save(room.out / "predictions" / f"{name}.npy", predict(model, inputs))
