"""The three views of a data set: public (every box), hidden and training (the trusted grader).

Resolved arrays are kept in the cache: `private/` (mode 0700: whole sets with their labels), `public/` (what boxes
mount) and `images/` (hidden test images without labels, for the inspection box). A folder appears there at once,
complete, by a rename, so any number of graders may share a cache. Its name holds the digest of the files that it was
made from: where they change, it is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import DataSet, Mount, Places, Targets
from autograder.course.assignment import DataSpec, Private
from autograder.data.bundled import COVERED
from autograder.data.own import CourseSet
from autograder.data.published import Cover, PartOfSet, PublishedSet
from autograder.data.registry import DATA_SETS, find, has_images, nouns_of, used
from autograder.data.weights import find_weights
from autograder.errors import DataError
from autograder.partial import partial_folder
from autograder.protocol.jobs import DataTask
from autograder.sentences import IMAGES, Nouns


@dataclass(frozen=True, slots=True)
class PublicData:
    """What boxes may see.

    `mounts` are read-only folders `data/<set>` with `x_train.npy`, `y_train.npy`, `x_test.npy`, `y_test.npy`, or
    `data/files/<set>` where no loader serves them (of a course's own set its public files), and, for backends with a
    mount namespace, files that cover a package's own. `missing` maps the name of a set that could not be provided to
    the reason.
    """

    mounts: tuple[Mount, ...]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HiddenData:
    """The test examples that students never have the targets of. Only for the trusted grader.

    `x_test` is raw, as the set's own loader hands it out: images are (n, h, w) or (n, h, w, c), texts bytes; `x_file`
    the same as an `.npy` file that an inspection box may mount. `y_test` holds labels (n,) or (n, k), or numbers, and
    then there are no `class_names`; `unit` says what they are in, `naive` is the last value that was seen of a series.
    `is_public_labels`: they can be found on the internet; `data` was really used; `nouns` are what examples are called.
    """

    x_test: NDArray[Any]
    y_test: NDArray[Any]
    x_file: Path
    pixel_max: float
    class_names: tuple[str, ...]
    is_public_labels: bool
    data: str
    learned: DataTask = DataTask.CLASSIFICATION
    is_images: bool = True
    nouns: Nouns = IMAGES
    unit: str = ""
    naive: NDArray[Any] | None = None

    @property
    def targets(self) -> Targets:
        """What outputs for the test examples are compared with."""
        return Targets(self.y_test, len(self.class_names), self.unit, self.naive)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The examples that a network may learn from, raw: `x_train` (n, …), `y_train` as `HiddenData.y_test`.

    `key` names the set's files and the choice of its hidden examples.
    """

    x_train: NDArray[Any]
    y_train: NDArray[Any]
    pixel_max: float
    data: str
    key: str
    learned: DataTask = DataTask.CLASSIFICATION


@dataclass(frozen=True, slots=True)
class _Split:
    """A prepared set and the choice of its hidden images: indices into `part` ("train" where it comes whole).

    `source` is the digest of what it was made from.
    """

    name: str
    data_set: DataSet
    source: str
    arrays: Mapping[str, NDArray[Any]]
    part: str
    hidden: NDArray[np.int64]
    rest: NDArray[np.int64]

    @property
    def key(self) -> str:
        return f"{self.name}-{hashlib.sha256(self.source.encode() + self.hidden.tobytes()).hexdigest()[:16]}"


def public(spec: DataSpec, private: Private, places: Places) -> PublicData:
    """Return what a box of the assignment may see. A set that an installed package brings is always among it.

    In every set each hidden image and its label is replaced by a copy of another one, in place: shapes, order and the
    training images are as at home, and an accuracy on these test images means nothing.

    Args:
        spec: the assignment's data.
        private: the choice of its hidden images.
        places: where data comes from and is kept.
    """
    mounts, missing = list[Mount](), dict[str, str]()
    for name in dict.fromkeys((spec.name, *spec.also, *COVERED)):
        if not name:
            continue
        try:
            split = _split(name, private, places)
            folder = _public_folder(split, places)
        except DataError as error:
            missing[name] = str(error)
            continue
        mounts.append(Mount(folder, f"data/{name}" if name in DATA_SETS.own else f"data/files/{name}"))
        if cover := _cover(split.data_set):
            mounts.append(Mount(folder / cover.file().name, str(cover.file())))
    for name in spec.weights:
        try:
            file = find_weights(name, places)
        except DataError as error:
            missing[name] = str(error)
        else:
            mounts.append(Mount(file, f"data/weights/{file.name}"))
    return PublicData(tuple(mounts), missing)


def hidden(spec: DataSpec, private: Private, places: Places) -> HiddenData:
    """Return the hidden test images and their labels.

    Raises:
        DataError: the set is missing or damaged.
    """
    split = _split(spec.name, private, places)
    folder = places.cache / "images" / split.key
    if not folder.is_dir():
        _publish(folder, {"x_test": _raw(split, f"x_{split.part}")[split.hidden]})
    data_set = split.data_set
    return HiddenData(
        x_test=np.load(folder / "x_test.npy", mmap_mode="r"),
        y_test=_judged(data_set, split.arrays[f"y_{split.part}"][split.hidden]),
        x_file=folder / "x_test.npy",
        pixel_max=data_set.inputs["x"].largest,
        class_names=data_set.class_names,
        is_public_labels=data_set.public_labels,
        data=split.name,
        learned=DataTask(data_set.task),
        is_images=has_images(data_set),
        nouns=nouns_of(data_set),
        unit=getattr(data_set, "unit", ""),
        naive=data_set.naive() if isinstance(data_set, CourseSet) else None,
    )


def training(spec: DataSpec, private: Private, places: Places) -> TrainingData:
    """Return the images that a network may learn from: everything but the hidden ones.

    Raises:
        DataError: the set is missing or damaged.
    """
    split = _split(spec.name, private, places)
    x, y = _raw(split, "x_train"), split.arrays["y_train"]
    if split.part == "train":
        x, y = x[split.rest], y[split.rest]
    data_set, largest = split.data_set, split.data_set.inputs["x"].largest
    return TrainingData(x, _judged(data_set, y), largest, split.name, split.key, DataTask(data_set.task))


def _judged(data_set: DataSet, targets: NDArray[Any]) -> NDArray[Any]:
    """Return targets as they are compared: labels as int64, numbers as float64."""
    return targets.astype(np.int64 if data_set.class_names else np.float64)


def shipped(assignment: Path) -> tuple[Mount, ...]:
    """Return the mounts of the models that an assignment ships to its students (`models/` in its public folder)."""
    folder = assignment / "models"
    return tuple(Mount(path, f"data/models/{path.name}") for path in sorted(folder.glob("*")) if path.is_file())


def _split(name: str, private: Private, places: Places) -> _Split:
    """Choose the hidden images with scikit-learn's `train_test_split`: from the test images, if the set has some."""
    name = used(name, offline=places.offline)
    data_set = find(name, places)
    if isinstance(data_set, CourseSet):
        return _own(data_set, places)
    part_of = data_set if isinstance(data_set, PartOfSet) else None
    source, arrays = _prepared(*((part_of.whole.name, part_of.whole) if part_of else (name, data_set)), places)
    part = "test" if "x_test" in arrays else "train"
    n = len(arrays[f"x_{part}"])
    count = int(np.ceil(private.test_share * n))
    order = np.random.RandomState(private.test_seed).permutation(n)
    split = _Split(name, data_set, source, arrays, part, hidden=order[:count], rest=order[count:])
    return _part(split, part_of.first_label) if part_of else split


def _own(data_set: CourseSet, places: Places) -> _Split:
    """Return a set of the course, of which every test example is hidden.

    Their order is drawn: in files examples of one class, or of one hour, stand together, and a network that mixes those
    that it is given together would know more than each tells. Steps of a series stay in order: networks get them so.
    """
    arrays = data_set.load(places)
    part = "test" if "x_test" in arrays else "train"
    n = len(arrays["x_test"]) if part == "test" else 0
    ordered = DataTask(data_set.task).is_ahead
    everything = np.arange(n) if ordered else np.random.default_rng(list(data_set.digest.encode())).permutation(n)
    rest = np.arange(0 if part == "test" else len(arrays["x_train"]))
    return _Split(data_set.name, data_set, data_set.digest, arrays, part, hidden=everything, rest=rest)


def _part(split: _Split, first_label: int) -> _Split:
    """Keep the images whose labels are in the part, and count the labels from its first one."""
    labels = split.arrays["y_train"]
    inside = labels >= first_label
    arrays = {"x_train": split.arrays["x_train"], "y_train": np.where(inside, labels - first_label, 0)}
    hidden, rest = (indices[inside[indices]] for indices in (split.hidden, split.rest))
    return replace(split, arrays=arrays, hidden=hidden, rest=rest)


def _prepared(name: str, data_set: DataSet, places: Places) -> tuple[str, Mapping[str, NDArray[Any]]]:
    """Return what names a set's contents and its arrays, read once for all graders that share the cache."""
    source = data_set.source(places)
    private = places.cache / "private"
    folder = private / f"{name}-{source[:16]}"
    if not folder.is_dir():
        arrays = data_set.load(places)
        private.mkdir(parents=True, exist_ok=True)
        private.chmod(0o700)
        _publish(folder, arrays)
    return source, {path.stem: np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))}


def _raw(split: _Split, key: str) -> NDArray[Any]:
    """Return an array as the set's own loader hands it out: scikit-learn's are float64 and int64, Keras's uint8."""
    specs = {**split.data_set.inputs, **split.data_set.targets}
    return split.arrays[key].astype(specs[key.partition("_")[0]].dtype, copy=False)


def _cover(data_set: DataSet) -> Cover | None:
    return data_set.cover if isinstance(data_set, PublishedSet) else None


def _public_folder(split: _Split, places: Places) -> Path:
    if isinstance(split.data_set, CourseSet):
        return split.data_set.handed
    folder = places.cache / "public" / split.key
    if folder.is_dir():
        return folder
    images = _raw(split, f"x_{split.part}").copy()
    labels = _raw(split, f"y_{split.part}").copy()
    others = split.rest
    if not len(others):
        raise DataError(f"{split.name}: every test image is hidden, none is left to show; lower test_share")
    copies = np.random.default_rng(len(others)).choice(others, size=len(split.hidden))
    images[split.hidden], labels[split.hidden] = images[copies], labels[copies]
    if split.part == "test":
        parts = {"x_train": split.arrays["x_train"], "y_train": split.arrays["y_train"]}
        _publish(folder, parts | {"x_test": images, "y_test": labels})
        return folder
    parts = {
        "x_train": images[split.rest],
        "y_train": labels[split.rest],
        "x_test": images[split.hidden],
        "y_test": labels[split.hidden],
    }
    cover = _cover(split.data_set)
    whole = {"images": images, "target": labels} if cover else {}
    _publish(folder, parts | whole, cover)
    return folder


def _publish(folder: Path, arrays: Mapping[str, NDArray[Any]], cover: Cover | None = None) -> None:
    """Write arrays into a new folder that appears complete or not at all; an equal folder made meanwhile stays."""
    with partial_folder(folder.parent) as temporary:
        for name, array in arrays.items():
            np.save(temporary / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
        if cover is not None:
            cover.write(temporary / cover.file().name, arrays["images"], arrays["target"])
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
