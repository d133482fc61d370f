"""Look at a rebuilt model: its structure, its behaviour, and what it predicts on inputs whose labels are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder import networks
from autograder.contracts import MOST_ALONE, Framework, UnfitError
from autograder.images import with_channel
from autograder.probe.box_paths import Room
from autograder.probe.json_files import write_answer, write_json
from autograder.probe.transform import transform
from autograder.protocol.answers import InspectedReport
from autograder.protocol.gpu import OF_A_GPU
from autograder.protocol.jobs import ImageScaling, Inspection
from autograder.records import Failure, FailureKind, Shape
from autograder.texts import are_texts

VARIANTS = (ImageScaling.RAW, ImageScaling.CENTRED)
VARIANT_IMAGES = 500


@dataclass(frozen=True, slots=True)
class OfZeros:
    """What a model made of inputs that are all zero: the shape of an output, or why it refuses them."""

    shape: tuple[int, ...]
    failure: Failure | None = None

    def told(self, error: Exception) -> Failure:
        """Return why a model refuses inputs that nobody may see, without what it says of them: it could name values.

        What it says of zeros is told whole; else the error's class, and whether it speaks of a GPU.
        """
        if self.failure is not None:
            return self.failure
        if isinstance(error, UnfitError) and error.failure.details.get("found") == str(self.shape):
            return error.failure
        about = next((sign for sign in OF_A_GPU if sign in str(error)), "")
        return Failure(FailureKind.PREDICT, f"{type(error).__name__}: {about}" if about else type(error).__name__)


def inspect(framework: Framework, model: Any, room: Room, asked: Inspection, zeros: OfZeros | None = None) -> None:
    """Write `structure.json`, `behaviour.json` and, where there are inputs, `predictions/<name>.npy`.

    Each part is tried by itself; an `InspectedReport` says what failed of it.

    Args:
        framework: the model's.
        model: rebuilt.
        room: the box.
        asked: what is asked of it.
        zeros: what it made of inputs that are all zero, where it was given these before.
    """
    fault = _structure(framework, model, room, asked)
    (room.out / "predictions").mkdir(exist_ok=True)
    problem = _predictions(framework, model, room, asked, zeros)
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
        raw = np.load(sample, mmap_mode="r", allow_pickle=False)
        return (1,) if are_texts(raw) else with_channel(raw.shape[1:])
    return known


def _predictions(
    framework: Framework, model: Any, room: Room, asked: Inspection, zeros: OfZeros | None
) -> Failure | None:
    raw, folder = hidden_inputs(room, asked), room.out / "predictions"
    if raw is None:
        return None
    zeros = zeros or of_zeros(framework, model, raw, asked)
    try:
        parts = np.array_split(raw, -(-len(raw) // MOST_ALONE)) if asked.learned.is_ahead else [raw]
        found = [framework.predict(model, prepared(framework, model, part, asked)) for part in parts]
        np.save(folder / "test.npy", np.concatenate(found))
        alike = asked.scaling is ImageScaling.OWN or asked.learned.is_ahead or are_texts(raw)
        for name in () if alike else VARIANTS:
            inputs = prepared(framework, model, raw[:VARIANT_IMAGES], replace(asked, scaling=name))
            np.save(folder / f"{name}.npy", framework.predict(model, inputs))
    except Exception as error:  # noqa: BLE001 - a model may refuse its inputs in any way
        return zeros.told(error)
    return None


def hidden_inputs(room: Room, asked: Inspection) -> Any:
    """Return the inputs that nobody may see, as a submission's own `preprocess` made them where it did; else None."""
    path, own = room.data / "inputs" / "x_test.npy", room.out / "preprocessed" / "test.npy"
    if not path.is_file():
        return None
    made_by_them = asked.scaling is ImageScaling.OWN and own.is_file()
    return np.load(own if made_by_them else path, mmap_mode="r", allow_pickle=False)


def of_zeros(framework: Framework, model: Any, hidden: Any, asked: Inspection) -> OfZeros:
    """Give a model inputs that are all zero, before it has seen any that nobody may see.

    Args:
        framework: the model's.
        model: built.
        hidden: the inputs whose shape and type the zeros have.
        asked: how inputs are made.
    """
    try:
        given = framework.predict(model, prepared(framework, model, np.zeros_like(hidden[:2]), asked))
    except UnfitError as misfit:
        return OfZeros((), misfit.failure)
    except Exception as error:  # noqa: BLE001 - as for others
        return OfZeros((), Failure(FailureKind.PREDICT, f"{type(error).__name__}: {error}"[:2000]))
    return OfZeros(tuple(given.shape[1:]))


def prepared(framework: Framework, model: Any, raw: Any, asked: Inspection) -> Any:
    """Return inputs as a model takes them.

    Raises:
        UnfitError: they are of another shape, or texts where numbers are taken.
    """
    if asked.scaling is ImageScaling.OWN:
        return raw
    return transform(raw, asked.pixel_max, framework.input_shape(model), scaling=asked.scaling)


def _behaviour(framework: Framework, model: Any, room: Room, asked: Inspection) -> Mapping[str, Any]:
    """Try the model on training images; the probes change its weights, so this comes last."""
    path = room.data / "x_sample.npy"
    if not asked.probes or not path.is_file():
        return {}
    raw = np.load(path, allow_pickle=False)
    scaling = ImageScaling.UNIT if asked.scaling is ImageScaling.OWN else asked.scaling
    try:
        inputs = transform(raw, asked.pixel_max, framework.input_shape(model), scaling=scaling)
    except UnfitError:
        return {}
    return framework.probes(model, inputs, asked.probes, learned=asked.learned)
