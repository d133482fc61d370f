"""Look at a rebuilt model: its structure, its behaviour, and what it predicts on inputs whose labels are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder import networks
from autograder.contracts import Framework, UnfitError
from autograder.images import with_channel
from autograder.probe.box_paths import Room
from autograder.probe.json_files import write_answer, write_json
from autograder.probe.transform import MisfitError, transform
from autograder.protocol.answers import InspectedReport
from autograder.protocol.jobs import ImageScaling, Inspection
from autograder.records import Failure, FailureKind, Shape

VARIANTS = (ImageScaling.RAW, ImageScaling.CENTRED)
VARIANT_IMAGES = 500


def inspect(framework: Framework, model: Any, room: Room, asked: Inspection) -> None:
    """Write `structure.json`, `behaviour.json` and, where there are inputs, `predictions/<name>.npy`.

    Each part is tried by itself; an `InspectedReport` says what failed of it.
    """
    fault = _structure(framework, model, room, asked)
    (room.out / "predictions").mkdir(exist_ok=True)
    problem = _predictions(framework, model, room, asked)
    write_json(room.out / "behaviour.json", _behaviour(framework, model, room, asked))
    write_answer(room.out, InspectedReport(problem, fault))


def _structure(framework: Framework, model: Any, room: Room, asked: Inspection) -> str:
    """Write what the model is; return why that failed, "" where it did not."""
    try:
        described = framework.describe(model, input_shape=_taken(framework.input_shape(model), room, asked))
        write_json(room.out / "structure.json", networks.to_json(described))
    except Exception as error:  # noqa: BLE001 - what was built and we cannot describe is our fault
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def _taken(known: Shape | None, room: Room, asked: Inspection) -> Shape | None:
    """Return the shape of one input: as the model knows it, else as the course's images come to it."""
    own, sample = room.out / "preprocessed" / "test.npy", room.data / "x_sample.npy"
    if known is None and asked.scaling is ImageScaling.OWN and own.is_file():
        return tuple(np.load(own, mmap_mode="r", allow_pickle=False).shape[1:])
    if known is None and sample.is_file():
        return with_channel(np.load(sample, mmap_mode="r", allow_pickle=False).shape[1:])
    return known


def _predictions(framework: Framework, model: Any, room: Room, asked: Inspection) -> Failure | None:
    path = room.data / "inputs" / "x_test.npy"
    if not path.is_file():
        return None
    raw, folder = np.load(path, mmap_mode="r", allow_pickle=False), room.out / "predictions"
    try:
        if asked.scaling is ImageScaling.OWN:
            own = room.out / "preprocessed" / "test.npy"
            inputs = np.load(own, allow_pickle=False) if own.is_file() else raw
            np.save(folder / "test.npy", framework.predict(model, inputs))
            return None
        np.save(folder / "test.npy", _outputs(framework, model, raw, asked.pixel_max, asked.scaling))
        for name in VARIANTS:
            np.save(folder / f"{name}.npy", _outputs(framework, model, raw[:VARIANT_IMAGES], asked.pixel_max, name))
    except UnfitError as refused:
        return refused.failure
    except Exception as error:  # noqa: BLE001 - a model may refuse its inputs in any way
        return Failure(FailureKind.PREDICT, f"{type(error).__name__}: {error}"[:2000])
    return None


def _behaviour(framework: Framework, model: Any, room: Room, asked: Inspection) -> Mapping[str, Any]:
    """Try the model on training images; the probes change its weights, so this comes last."""
    path = room.data / "x_sample.npy"
    if not asked.probes or not path.is_file():
        return {}
    raw = np.load(path, allow_pickle=False)
    scaling = ImageScaling.UNIT if asked.scaling is ImageScaling.OWN else asked.scaling
    try:
        inputs = transform(raw, asked.pixel_max, framework.input_shape(model), scaling=scaling)
    except MisfitError:
        return {}
    return framework.probes(model, inputs, asked.probes)


def _outputs(framework: Framework, model: Any, raw: Any, pixel_max: float, scaling: ImageScaling) -> NDArray[Any]:
    return framework.predict(model, transform(raw, pixel_max, framework.input_shape(model), scaling=scaling))
