"""Read and validate `dataset.toml`: what a data set of the course is made of, and which part of it is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from autograder.course.assignment import Positive, PositiveInt
from autograder.course.toml import line_of, read_toml
from autograder.errors import CourseError
from autograder.protocol.jobs import DataTask

STATEMENT = "dataset.toml"
HIDDEN_FOLDER = "reference/data"
"""Where hidden files lie, below the course's root."""
GROUP = "group:"
_STRICT = ConfigDict(extra="forbid")


class Format(StrEnum):
    """What the files of a set are."""

    CSV = "csv"
    NPZ = "npz"
    IMAGES = "images"
    TEXT = "text"
    PYTHON = "python"


TEXT_ENDINGS = (".csv", ".tsv", ".jsonl", ".txt")
"""What files of texts end in: tables, a JSON object a line, and a text a line in a file named by its class."""
USUAL = {
    Format.CSV: ((), ()),
    Format.NPZ: (("x",), ("y",)),
    Format.IMAGES: (("file",), ("label",)),
    Format.TEXT: (("text",), ("label",)),
    Format.PYTHON: (("x",), ("y",)),
}
"""The names of inputs and targets where a statement has none."""


class Duplicates(StrEnum):
    """What is done about examples that stand in both parts."""

    REFUSE = "refuse"
    ALLOW = "allow"


def _relative(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith(("/", "~")) or "\\" in path or {"..", "."} & set(parts) or parts[0] == STATEMENT:
        raise ValueError("expected the path of a file below the set's folder")
    return path


def _way(by: str) -> str:
    if by in {"random", "stratified", "last"} or (by.startswith(GROUP) and by != GROUP):
        return by
    raise ValueError('expected "random", "stratified", "last" or "group:<column>"')


FileName: TypeAlias = Annotated[str, AfterValidator(_relative)]
FileNames: TypeAlias = tuple[FileName, ...]
Names: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """Which examples are hidden: those of `files`, or a `share` of all, chosen `by` chance, stratum, order or group.

    `files` lie in `reference/data/<name>/`. With `share` the whole files lie there, and the public ones are made of
    them. `duplicates` says whether an example may stand in both parts.
    """

    __pydantic_config__ = _STRICT

    files: FileNames = ()
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    by: Annotated[str, AfterValidator(_way)] = "random"
    duplicates: Duplicates = Duplicates.REFUSE

    @property
    def group(self) -> str:
        """The column whose values stay together; "" for none."""
        return self.by.removeprefix(GROUP) if self.by.startswith(GROUP) else ""


@dataclass(frozen=True, slots=True)
class DataStatement:
    """What `dataset.toml` says of a set.

    Args:
        title: what people call it.
        format: what its files are.
        files: the public files, below the folder of the set.
        target: what is to be given: columns of a CSV file, or an array of an npz file.
        features: what a network gets: columns of a CSV file (all others where none are named), or an array.
        task: what is learned.
        classes: the classes in the order of their labels; those of the files, sorted, where none are named.
        largest: the value by which inputs are divided for networks without a `preprocess`.
        unit: of the target.
        one: what one example is called.
        many: what several are called.
        size: the height and width to which images are scaled; where there is none, all are of one size.
        channels: 1 for grey and 3 for coloured images; grey where all are, if it is not stated.
        window: how many steps of the past a network sees, for a forecast.
        horizon: how many steps it is to tell.
        separator: what stands between the cells of a CSV file.
        hidden: which examples are hidden.
    """

    __pydantic_config__ = _STRICT

    title: Annotated[str, Field(min_length=1)]
    format: Format
    files: Annotated[FileNames, Field(min_length=1)]
    hidden: HiddenPart
    target: str | Names = ""
    features: str | Names = ()
    task: DataTask = DataTask.CLASSIFICATION
    classes: tuple[str | int, ...] = ()
    largest: Positive | None = None
    unit: str = ""
    one: str = ""
    many: str = ""
    size: tuple[PositiveInt, PositiveInt] | None = None
    channels: Literal[1, 3] | None = None
    window: PositiveInt | None = None
    horizon: PositiveInt = 1
    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","

    @property
    def handed(self) -> FileNames:
        """The names of the files that students get: with a share the arrays that Python gave, as archives."""
        if self.format is not Format.PYTHON or self.hidden.share is None:
            return self.files
        return tuple(str(PurePosixPath(name).with_suffix(".npz")) for name in self.files)

    @property
    def targets(self) -> Names:
        """The names of what is to be given."""
        return _several(self.target) or USUAL[self.format][1]

    @property
    def inputs(self) -> Names:
        """The names of what a network gets; none where it is all but the targets. A series is told by its own past."""
        own = _several(self.target) if self.task is DataTask.FORECAST else ()
        return _several(self.features) or own or USUAL[self.format][0]

    @property
    def by_class(self) -> bool:
        """Tell whether files hold one class after the other, so that the last part of them would be no fair one."""
        plain = self.format is Format.TEXT and any(name.lower().endswith(".txt") for name in self.files)
        return self.format is Format.IMAGES or plain

    @property
    def classifies(self) -> bool:
        """Tell whether each example has one class."""
        return self.task.names_classes


@dataclass(frozen=True, slots=True)
class PrivateStatement:
    """What `reference/data/<name>/reference.toml` says: the seed of the choice of what is hidden."""

    __pydantic_config__ = _STRICT

    test_seed: Annotated[int, Field(ge=0, lt=2**32)] = 777


def read_statement(folder: Path) -> DataStatement:
    """Read the `dataset.toml` of a folder.

    Raises:
        CourseError: with one sentence for each mistake, naming the file, the line and the key.
    """
    path = folder / STATEMENT
    found = read_toml(path, TypeAdapter(DataStatement), {})
    if problems := [f"{at(path, *keys)}: {said}" for keys, said in _mistakes(found)]:
        raise CourseError(problems)
    return found


def read_seed(folder: Path) -> int:
    """Read the seed in the private folder of a set; the default where it states none.

    Raises:
        CourseError: as `read_statement`.
    """
    path = folder / "reference.toml"
    stated = read_toml(path, TypeAdapter(PrivateStatement), {}) if path.is_file() else PrivateStatement()
    return stated.test_seed


def at(path: Path, *keys: str) -> str:
    """Return the place of a key in a TOML file, in words."""
    line = line_of(path.read_text(encoding="utf-8"), list(keys))
    place = f"{path}, line {line}" if line else str(path)
    return f"{place}: {'.'.join(keys)}"


def _several(names: str | Names) -> Names:
    return ((names,) if names else ()) if isinstance(names, str) else names


def _mistakes(found: DataStatement) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what does not fit together, each with its key."""
    hidden = found.hidden
    if bool(hidden.files) == (hidden.share is not None):
        told = "both" if hidden.files else "neither"
        yield ("hidden",), f'expected files = ["test.csv"] or share = 0.3, found {told}; state one of the two'
    if hidden.files and hidden.by != "random":
        yield ("hidden", "by"), "goes with share alone; leave it out"
    if not found.targets:
        yield ("target",), "expected the column that is to be given, found none; name it"
    if found.task is DataTask.FORECAST:
        yield from _forecast_mistakes(found)
    elif both := sorted(set(found.targets) & set(found.inputs)):
        yield ("features",), f"expected other names than the target's, found {both[0]!r} in both; leave it out of one"
    if found.format is not Format.CSV and hidden.group:
        yield ("hidden", "by"), f"expected “random”, “stratified” or “last” for format = “{found.format}”"
    wide = len(found.inputs) + (0 if found.format is Format.TEXT else len(found.targets) - 1) > 1
    if found.format is not Format.CSV and wide:
        yield ("features",), "expected one name for inputs and one for targets, found more; put them together"
    yield from _text_mistakes(found)
    yield from _image_mistakes(found)
    if found.window is not None and found.task is not DataTask.FORECAST:
        yield ("window",), f"goes with task = “forecast” alone, found “{found.task}”; leave it out"
    if hidden.by == "stratified" and not found.classifies:
        yield ("hidden", "by"), f"“stratified” goes with classes, found task = “{found.task}”; take “random”"
    yield from _class_mistakes(found)


def _image_mistakes(found: DataStatement) -> Iterator[tuple[tuple[str, ...], str]]:
    if found.format is Format.IMAGES and not found.classifies:
        yield ("task",), f"expected “classification” for format = “images”, found “{found.task}”; take “npz” for others"
    for key in ("size", "channels"):
        if found.format is not Format.IMAGES and getattr(found, key) is not None:
            yield (key,), f"goes with format = “images” alone, found format = “{found.format}”; leave it out"


def _forecast_mistakes(found: DataStatement) -> Iterator[tuple[tuple[str, ...], str]]:
    if found.format is not Format.CSV:
        yield ("format",), f"expected “csv” for task = “forecast”, found “{found.format}”; write a row for each step"
    if found.window is None:
        yield ("task",), "expected window = 24, the steps that a network sees, found none; state it"
    if len(found.targets) > 1:
        yield ("target",), f"expected one column for task = “forecast”, found {len(found.targets)}; name one"
    if not set(found.targets) <= set(found.inputs):
        yield ("features",), "expected the target among them, as its last value is what forecasts are judged by; add it"
    if found.hidden.share is not None and found.hidden.by != "last":
        yield ("hidden", "by"), f"expected “last” for task = “forecast”, found “{found.hidden.by}”; hide the last rows"


def _text_mistakes(found: DataStatement) -> Iterator[tuple[tuple[str, ...], str]]:
    if found.format is not Format.TEXT:
        return
    for name in (*found.files, *found.hidden.files):
        if PurePosixPath(name).suffix.lower() not in TEXT_ENDINGS:
            listed = ", ".join(TEXT_ENDINGS)
            yield ("files",), f"expected files of texts that end in {listed}, found {name!r}; rename it, or convert it"
    if found.largest is not None:
        yield ("largest",), "goes with numbers, and texts are divided by nothing; leave it out"


def _class_mistakes(found: DataStatement) -> Iterator[tuple[tuple[str, ...], str]]:
    if found.classifies and len(found.targets) > 1:
        told = f"expected one column for task = “{found.task}”, found {len(found.targets)}"
        yield ("target",), f"{told}; name one, or take task = “multilabel” where each may be right"
    if found.task is DataTask.MULTILABEL and found.format in {Format.CSV, Format.TEXT} and found.classes:
        yield ("classes",), "goes with one column of labels; several are called by their columns, so leave it out"
    if len({str(each) for each in found.classes}) < len(found.classes):
        yield ("classes",), "expected each class once, found one twice; name it once"
    if len(found.classes) == 1:
        yield ("classes",), "expected two classes or more, found one; name all, or leave the key out"
