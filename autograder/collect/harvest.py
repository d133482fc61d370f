"""Decode what a box left, with a cap on everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nbformat
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from autograder import models, wire
from autograder.errors import WireError
from autograder.hookspecs import Harvest
from autograder.records import Curves, Failure, FunctionValue, Structure

MAX_JSON = 4 * 1024**2
MAX_NOTEBOOK = 32 * 1024**2
MAX_FIGURE = 4 * 1024**2
MAX_FIGURES = 12
MAX_PREDICTIONS = 50_000_000
MAX_TEXT = 4000

_FAILURE = TypeAdapter(Failure)


@dataclass(frozen=True, slots=True)
class Reader:
    """Read one box's harvest. What is missing or malformed is None: a submission may leave anything."""

    harvest: Harvest

    def json(self, name: str) -> Any:
        """Return a JSON file's value, or None."""
        try:
            return wire.decode_json(self.harvest.read(name, max_bytes=MAX_JSON), what=name)
        except WireError:
            return None

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return a JSON file's object; an empty one where it is missing or something else."""
        value = self.json(name)
        return value if isinstance(value, dict) else {}

    def content(self, name: str, *, max_bytes: int) -> bytes | None:
        """Return a file's bytes, or None."""
        try:
            return self.harvest.read(name, max_bytes=max_bytes)
        except WireError:
            return None

    def array(self, name: str, *, max_items: int = MAX_PREDICTIONS) -> NDArray[Any] | None:
        """Return an array, or None."""
        try:
            data = self.harvest.read(name, max_bytes=8 * max_items + 4096)
            return wire.decode_npy(data, max_items=max_items, what=name)
        except WireError:
            return None

    def structure(self) -> Structure | None:
        """Return the inspected structure, or None."""
        try:
            return models.from_json(self.json("structure.json"))
        except WireError:
            return None

    def predictions(self) -> Mapping[str, NDArray[np.float32]]:
        """Return the predictions by name, those that are two-dimensional arrays of float32."""
        names = [name for name in self.harvest.names() if name.startswith("predictions/") and name.endswith(".npy")]
        found = {name[12:-4]: self.array(name) for name in names[:16]}
        return {name: array for name, array in found.items() if array is not None and array.dtype == np.float32}

    def curves(self) -> Curves | None:
        """Return the training history, or None."""
        try:
            tree = wire.decode_tree(self.json("history.json"), [])
        except WireError:
            return None
        if not isinstance(tree, dict):
            return None
        curves = {str(name)[:64]: _numbers(values) for name, values in list(tree.items())[:32]}
        return {name: values for name, values in curves.items() if values} or None

    def failures(self) -> tuple[Failure, ...]:
        """Return what the run reported, the run's own failures first, then those of the hand-over."""
        listed = self.mapping("run.json").get("failures")
        values = [*(listed if isinstance(listed, list) else [])[:20], self.mapping("found.json").get("failure")]
        return tuple(found for found in map(failure, values) if found is not None)

    def figures(self) -> Mapping[str, bytes]:
        """Return the figures, drawn again, by relative path."""
        names = [name for name in self.harvest.names() if name.startswith("figures/") and name.endswith(".png")]
        drawn: dict[str, bytes] = {}
        for name in names[:MAX_FIGURES]:
            try:
                drawn[f"figures/{len(drawn) + 1:02}.png"] = wire.decode_png(
                    self.harvest.read(name, max_bytes=MAX_FIGURE), what=name
                )
            except WireError:
                continue
        return drawn

    def notebook(self) -> bytes | None:
        """Return the executed notebook, structurally clean, or None."""
        try:
            notebook = wire.decode_notebook(self.harvest.read("executed.ipynb", max_bytes=MAX_NOTEBOOK))
        except WireError:
            return None
        return str(nbformat.writes(notebook)).encode()

    def functions(self) -> tuple[FunctionValue, ...]:
        """Return what the asked functions gave; empty where the file is missing or malformed."""
        report = self.mapping("functions.json")
        try:
            arrays = [self.array(f"functions/{i}.npy") for i in range(min(int(report["arrays"]), 1000))]
            values = wire.decode_tree(report["values"], [array for array in arrays if array is not None])
            pairs = zip(report["calls"], values, strict=True)
            return tuple(_function(call, value) for call, value in pairs)
        except (WireError, KeyError, TypeError, ValueError):
            return ()


def text(value: Any, limit: int = MAX_TEXT) -> str:
    """Return a string from a box, cleaned and cut; "" for anything else."""
    return wire.clean_text(value, limit) if isinstance(value, str) else ""


def _function(call: Mapping[str, Any], value: Any) -> FunctionValue:
    error = None if call["error"] is None else text(call["error"], 500)
    return FunctionValue(text(call["case"], 200), text(call["function"], 200), value, error, float(call["seconds"]))


def _numbers(values: Any) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) > 10_000:
        return ()
    return tuple(float(value) for value in values if isinstance(value, int | float))


def failure(value: Any) -> Failure | None:
    """Return a failure that a box reported, cleaned; None for anything else."""
    if value is None:
        return None
    try:
        found = _FAILURE.validate_python(value)
    except ValidationError:
        return None
    details = {text(k, 64): _detail(v) for k, v in list(found.details.items())[:16]}
    kind, where = text(found.kind, 64), text(found.where, 200)
    return Failure(kind, text(found.message), where, text(found.traceback), details)


def _detail(value: Any) -> Any:
    return [text(str(item), 200) for item in value[:20]] if isinstance(value, list) else text(str(value), 500)
