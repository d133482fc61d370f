"""Decode what a box left, with a cap on everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from autograder import networks, wire
from autograder.apart import apart
from autograder.collect.answers import Arrays, Asked, answers
from autograder.collect.budget import Budget
from autograder.collect.decoding import answer, text
from autograder.contracts import Harvest
from autograder.errors import TooLargeError, WireError
from autograder.protocol.answers import Answer, ModelReport, RunReport
from autograder.records import Curves, Failure, FunctionValue, Structure

MAX_JSON = 4 * 1024**2
MAX_NOTEBOOK = 32 * 1024**2
MAX_FIGURE = 4 * 1024**2
MAX_FIGURES = 12
MAX_FIGURE_PIXELS = 8_000_000
MAX_DRAWN = 16 * 1024**2
"""Bytes of all figures together, as they are kept."""
MAX_ITEMS = 8_000_000
"""Numbers of one array."""
MAX_ARRAYS = 500
MAX_CURVES, MAX_EPOCHS = 32, 10_000
PREDICTIONS = ("test", "raw", "centred")
A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Reader:
    """Read one box's harvest: what the grader asks for by name, and nothing else that lies there.

    What is missing or malformed is None: a submission may leave anything. The budget is that of the submission. Names
    are those in `folder`, which is that of one of several models.
    """

    harvest: Harvest
    budget: Budget = field(default_factory=Budget)
    folder: str = ""

    def json(self, name: str) -> Any:
        """Return a JSON file's value, or None."""
        try:
            return wire.decode_json(self._read(name, MAX_JSON), what=name)
        except WireError:
            return None

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return a JSON file's object; an empty one where it is missing or something else."""
        value = self.json(name)
        return value if isinstance(value, dict) else {}

    def answer(self, kind: type[A], *, name: str = "") -> A | None:
        """Return what the box says in the file of a record, or in another; None where it says nothing."""
        value = self.mapping(name or kind.file)
        return answer(kind, value) if value else None

    def content(self, name: str, *, max_bytes: int) -> bytes | None:
        """Return a file's bytes, or None."""
        try:
            return self._read(name, max_bytes)
        except WireError:
            return None

    def array(self, name: str, *, max_items: int = MAX_ITEMS) -> NDArray[Any] | None:
        """Return an array, or None."""
        try:
            data = self._read(name, 8 * max_items + 4096, array=True)
            return wire.decode_npy(data, max_items=max_items, what=name)
        except WireError:
            return None

    def _read(self, name: str, most: int, *, array: bool = False) -> bytes:
        try:
            data = self.harvest.read(self.folder + name, max_bytes=self.budget.allowed(most, array=array))
        except TooLargeError:
            self.budget.refused.add(name)
            raise
        self.budget.spend(len(data), array=array)
        return data

    def copy(self, name: str, into: Path, *, max_bytes: int) -> None:
        """Copy a file in pieces into one that does not exist yet.

        Raises:
            WireError: it cannot be read.
        """
        try:
            self.budget.spend(self.harvest.copy(self.folder + name, into, max_bytes=self.budget.allowed(max_bytes)))
        except TooLargeError:
            self.budget.refused.add(name)
            raise

    def structure(self) -> Structure | None:
        """Return the inspected structure, or None."""
        try:
            return networks.from_json(self.json("structure.json"))
        except WireError:
            return None

    def has(self, name: str) -> bool:
        """Tell whether a regular file was left under a name."""
        return self.folder + name in self.harvest.names()

    def predictions(self, names: Sequence[str] = PREDICTIONS) -> Mapping[str, NDArray[np.float32]]:
        """Return the predictions of these names that are arrays of float32."""
        found = {name: self.array(f"predictions/{name}.npy") for name in names}
        return {name: array for name, array in found.items() if array is not None and array.dtype == np.float32}

    def curves(self) -> Curves | None:
        """Return the training history, or None."""
        try:
            tree = wire.decode_tree(self.json("history.json"), [])
        except WireError:
            return None
        if not isinstance(tree, dict):
            return None
        curves = {text(str(name), 64): _numbers(values) for name, values in list(tree.items())[:MAX_CURVES]}
        return {name: values for name, values in curves.items() if values} or None

    def failures(self) -> tuple[Failure, ...]:
        """Return what the run reported, the run's own failures first, then those of the hand-over."""
        run, found = self.answer(RunReport), self.answer(ModelReport)
        last = () if found is None or found.failure is None else (found.failure,)
        return (*(() if run is None else run.failures), *last)

    def figures(self) -> Mapping[str, bytes]:
        """Return the figures, drawn again, by relative path; those that take too much room are left out.

        Raises:
            ReadingError: they cannot be drawn, or not in time.
        """
        names = (f"figures/{number:02}.png" for number in range(1, MAX_FIGURES + 1))
        found = [data for name in names if (data := self.content(name, max_bytes=MAX_FIGURE)) is not None]
        drawn = apart(wire.decode_pngs, found, max_pixels=MAX_FIGURE_PIXELS, max_drawn=MAX_DRAWN) if found else []
        return {f"figures/{number:02}.png": picture for number, picture in enumerate(drawn, start=1)}

    def notebook(self) -> bytes | None:
        """Return the executed notebook, structurally clean, or None.

        Raises:
            ReadingError: it cannot be read, or not in time.
        """
        data = self.content("executed.ipynb", max_bytes=MAX_NOTEBOOK)
        try:
            return None if data is None else apart(wire.clean_notebook, data)
        except WireError:
            return None

    def functions(self, asked: Sequence[Asked], *, most: int | None = None) -> tuple[FunctionValue, ...]:
        """Return what the asked functions gave, one answer for each call that was asked for.

        Args:
            asked: the calls.
            most: how many numbers the arrays may have together; None for any number.
        """
        report = self.mapping("functions.json")
        count = report.get("arrays")
        arrays = min(max(count, 0), MAX_ARRAYS) if isinstance(count, int) else 0
        return answers(asked, report, Arrays(lambda index: self.array(f"functions/{index}.npy"), arrays, most))


def _numbers(values: Any) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) > MAX_EPOCHS:
        return ()
    return tuple(float(value) for value in values if isinstance(value, int | float))
