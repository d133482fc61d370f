"""The contracts of what another distribution may bring; `extensions` finds it, by an entry point of the group.

| contract | group | conformance |
|---|---|---|
| `Sandbox` | `autograder.sandboxes` | `tests/sandbox/conformance.py` |
| `execution.Engine` | `autograder.engines` | `tests/execution/conformance.py` |
| `DataSet` | `autograder.datasets` | `tests/data/conformance.py` |
| `Exporter` | `autograder.exporters` | `tests/exports/conformance.py` |
| `Metric` | `autograder.metrics` | `tests/metrics/conformance.py` |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray

from autograder.protocol.jobs import BoxJob
from autograder.records import Book, Direction, Exported, Given, IsolationLayer, Limits, NoteKind, Outcome, Usage


@dataclass(frozen=True, slots=True)
class Mount:
    """A file or folder of the host that a box sees read-only.

    `target` is relative to the box's root (`in/main.ipynb`, `data/x_train.npy`), or absolute to cover a file of the
    environment (only with a mount namespace; a backend without one leaves such a mount out and reports the layer
    `mounts` as missing).
    """

    source: Path
    target: str


@dataclass(frozen=True, slots=True)
class Box:
    """One confined run of one task of the probe.

    The task is a function `autograder.probe.tasks.<task>(room, job)`. Inside, `room` has the folders `in` (read-only
    mounts), `data` (read-only mounts), `work` (the working directory, writable) and `out` (writable, harvested).
    `processors` are those that it runs on, all where there are none; the backend names them.
    """

    job: BoxJob
    mounts: tuple[Mount, ...]
    limits: Limits
    environment: Mapping[str, str] = field(default_factory=dict)
    gpu: str = ""
    processors: tuple[int, ...] = ()

    @property
    def task(self) -> str:
        """Return the name of the task that does the job."""
        return self.job.task


class Harvest(Protocol):
    """What a box left in `out`: regular files only, opened beneath it without following links."""

    def names(self) -> tuple[str, ...]:
        """Return the relative paths of the regular files, sorted; at most 1,000, two folders deep."""

    def read(self, name: str, *, max_bytes: int) -> bytes:
        """Return a file's bytes.

        Raises:
            WireError: it is missing, not a regular file, larger than `max_bytes`, or has holes.
        """

    def copy(self, name: str, into: Path, *, max_bytes: int) -> int:
        """Copy a file in pieces into one that does not exist yet; return how many bytes it has.

        Raises:
            WireError: likewise.
        """


@dataclass(frozen=True, slots=True)
class BoxResult:
    """How a box ended. `harvest` is valid until `Sandbox.run`'s context ends."""

    outcome: Outcome
    usage: Usage
    layers: tuple[IsolationLayer, ...]
    stdout: str
    stderr: str
    exit_code: int | None
    reason: str
    harvest: Harvest


class RunningBox(Protocol):
    """The context that `Sandbox.run` returns: entering waits for the end, leaving frees what the box held."""

    def __enter__(self) -> BoxResult:
        """Run the box to its end and return how it ended."""

    def __exit__(self, *exc: object) -> None:
        """Free the harvest, the slot and everything else; no process is left."""


class Sandbox(Protocol):
    """A way to run boxes. Thread-safe: one `Sandbox` serves all slots of a batch."""

    name: str

    def layers(self) -> tuple[IsolationLayer, ...]:
        """Return every layer of isolation and whether this backend has it on this machine."""

    def run(self, box: Box, *, cancelled: Event | None = None) -> RunningBox:
        """Run a box. A set `cancelled` kills it (outcome KILLED).

        Raises:
            SandboxError: the box could not be set up.
        """

    def close(self) -> None:
        """Stop what the backend keeps running."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where data sets come from and where their prepared copies are kept.

    `cache` is the grader's own folder; `keras` is Keras's home (`~/.keras`); `folder` a folder of files, if any
    (`AUTOGRADER_DATA`); `download` lets Keras fetch what is missing; `offline` lets other sets stand in for those that
    name one. `course` is the root of a course with sets of its own, `private` whether their hidden half is used.
    """

    cache: Path
    keras: Path
    folder: Path | None = None
    download: bool = False
    offline: bool = False
    course: Path | None = None
    private: bool = True


Arrays: TypeAlias = Mapping[str, NDArray[Any]]
"""The arrays of a data set: `<name>_train` for each named one and, where it has test examples, `<name>_test`."""


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """What one named array of a data set holds for each example: numbers of a shape and dtype, and their meaning.

    `largest` is the largest raw value, by which inputs are divided where a hand-in has no `preprocess`.
    """

    shape: tuple[int, ...]
    dtype: str
    meaning: str
    largest: float = 1.0


class DataSet(Protocol):
    """Examples that networks learn from and are judged on: named inputs and named targets.

    This version grades one input `x` and one target `y`: an index into `class_names` (`classification`, `binary`), a 0
    or 1 for each of them (`multilabel`), or numbers (`regression`). A set may also have texts `one`, `many` ("house",
    "houses") and `unit` (of numbers).
    """

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def task(self) -> str:
        """What is learned from it."""

    @property
    def inputs(self) -> Mapping[str, ArraySpec]:
        """What a network gets, by name."""

    @property
    def targets(self) -> Mapping[str, ArraySpec]:
        """What it is to give, by name."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes, in the order of their labels."""

    @property
    def public_labels(self) -> bool:
        """Whether the labels can be found on the internet."""

    def source(self, places: Places) -> str:
        """Return a digest of what the arrays are made from: with it everything is made anew.

        Raises:
            DataError: the set is missing.
        """

    def load(self, places: Places) -> Arrays:
        """Return the arrays, the same ones each time.

        The grader hides a share of the test examples, or of all where there are none: of those boxes get copies of
        others in their place. Where their labels are no public ones, nothing that boxes show may hold them: the
        grader covers the package that brings the set, so they lie in it or are made by it.

        Raises:
            DataError: the set is missing or damaged.
        """


class Exporter(Protocol):
    """A format in which another system reads the grades of a run; its docstring's first line says which.

    What `autograder.exports` offers keeps the promises: `book.is_open`, `cell`, `write_csv`, `told`, `feedback`.
    """

    def __call__(self, book: Book, given: Given) -> Exported:
        """Return the files of an export, which the command writes.

        - It reads and writes no file, runs nothing, and asks no clock: the same book gives the same documents.
        - A grade that is open (`book.is_open`) is never written as a number; who has one is told by the command.
        - No cell of a sheet starts what a spreadsheet takes for a formula, but for those of a sheet that was given.
        - Of a hidden check nothing is told but its title and points.
        - Documents are named by the folders of `book.records`, or there is one, named "".

        Raises:
            UsageError: it needs something that was not given.
        """


@dataclass(frozen=True, slots=True)
class Targets:
    """What outputs are compared with: a label or row of numbers for each example, and how many classes there are.

    `values` holds a label each, (n,); or 0 and 1 for each of several labels, (n, classes); or, where `classes` is 0,
    numbers, (n,) or (n, k), and `unit` says of what.
    """

    values: NDArray[Any]
    classes: int = 0
    unit: str = ""


class Metric(Protocol):
    """What outputs are worth against targets. It holds no state: equal arguments give equal answers.

    Outputs are one row of finite or other numbers for each target, whatever a network gave; there is at least one.
    """

    @property
    def name(self) -> str:
        """Its stable name, by which `assignment.toml` asks for it ("balanced_accuracy")."""

    @property
    def title(self) -> str:
        """How sentences and pages call it, in English: "balanced accuracy"."""

    @property
    def unit(self) -> str:
        """What its values are in: `records.SHARE` for a share of 1, `records.OF_TARGETS`, "" for plain numbers."""

    @property
    def direction(self) -> Direction:
        """Whether higher or lower is better."""

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the value, whatever the order of the examples; a number that is not finite makes it no better.

        Raises:
            ValueError: outputs of this shape, or targets of this kind, cannot be read.
        """

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[Any] | None:
        """Return one number for each example whose mean is the value; None where it is no mean. Raises as `compute`."""

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the ends of the 95 % interval, the lower first, the value between them. Raises as `compute`."""

    def baseline(self, targets: Targets) -> float:
        """Return the value of the best guess that does not look at the inputs; it earns no points.

        Raises:
            ValueError: targets of this kind cannot be read, or nothing is better than a guess; says what is expected.
        """

    def decimals(self, targets: Targets) -> int:
        """Return in how many decimals students are told a value; negative for tens and more.

        Two digits, or what five examples can change: labels could be read off a finer value by handing in again.
        """


Noting: TypeAlias = Callable[[NoteKind, str], None]
"""Called in a student box with the kind of a note for the student's page and what it is about."""


class OutOfTime(BaseException):
    """The soft limit of a box was reached. Not an `Exception`, so that ordinary handlers let it pass."""
