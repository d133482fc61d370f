"""A published data set of images: found among files, read, and verified by the digests that are known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Arrays, ArraySpec, Places
from autograder.data.sources import digest, download
from autograder.data.verified import LABEL, verify
from autograder.errors import DataError
from autograder.i18n import gettext as _

STORED = "uint8"
"""The dtype of images and labels in files and in the cache."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A file of an installed package that holds a set with every label, and what stands in its place in boxes.

    `write` writes that for images and labels into a file; boxes always get it.
    """

    file: Callable[[], Path]
    write: Callable[[Path, NDArray[Any], NDArray[Any]], None]


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A labelled set of images that is published.

    Args:
        name: what it is called in files, and in `keras.datasets`.
        title: what people call it.
        image: one image's shape.
        pixel_max: the largest raw pixel value.
        class_names: the classes, in the order of their labels.
        find: finds its files.
        read: reads them.
        files: the files in words.
        digests: the SHA-256 of each array's bytes, where they are known.
        handed_out: the dtypes of images and labels as the set's own loader gives them.
        stand_in: the name of the set that stands in for it in a run that says so (`--data offline`).
        cover: the file of a package that boxes get another for.
    """

    name: str
    title: str
    image: tuple[int, ...]
    pixel_max: int
    class_names: tuple[str, ...]
    find: Callable[[Places], Sequence[Path] | None]
    read: Callable[[Sequence[Path]], Arrays]
    files: str
    digests: Mapping[str, str] = field(default_factory=dict)
    handed_out: tuple[str, str] = (STORED, STORED)
    stand_in: str = ""
    cover: Cover | None = None
    task: str = "classification"
    public_labels: bool = True

    @property
    def inputs(self) -> Mapping[str, ArraySpec]:
        """An image."""
        return {"x": ArraySpec(self.image, self.handed_out[0], "image", float(self.pixel_max))}

    @property
    def targets(self) -> Mapping[str, ArraySpec]:
        """The class of it."""
        return {"y": ArraySpec(LABEL.shape, self.handed_out[1], LABEL.meaning)}

    def source(self, places: Places) -> str:
        """Return the digest of the files."""
        return digest(self._found(places))

    def load(self, places: Places) -> Arrays:
        """Return the arrays, verified; all are uint8 until they are handed out."""
        arrays = self.read(self._found(places))
        verify(self, arrays, STORED)
        for key, expected in self.digests.items():
            if hashlib.sha256(np.ascontiguousarray(arrays[key]).data).hexdigest() != expected:
                raise DataError(
                    _(
                        "The data set {title} is damaged: the contents of {key} are not the published ones. "
                        "Remove its files and provide them again."
                    ).format(title=self.title, key=key)
                )
        return arrays

    def _found(self, places: Places) -> Sequence[Path]:
        """Return the files that the set is read from; where downloads are allowed, Keras fetches what is missing."""
        files = self.find(places)
        if files is None and places.download:
            download(self.name, places)
            files = self.find(places)
        if files is None:
            raise DataError(
                _(
                    "The data set {title} is missing. Provide it in one of three ways: 1. put its files ({files}) into "
                    "a folder and name the folder in AUTOGRADER_DATA (now: {folder}); 2. put them into Keras's cache "
                    "({keras}); 3. run once where there is a network, so that Keras downloads it."
                ).format(
                    title=self.title, files=self.files, folder=places.folder or "-", keras=places.keras / "datasets"
                )
            )
        return files


@dataclass(frozen=True, slots=True)
class PartOfSet:
    """The images of a set with labels from `first_label` on, counted from there; the same images of both are hidden."""

    title: str
    whole: PublishedSet
    first_label: int
    task: str = "classification"
    public_labels: bool = True

    @property
    def inputs(self) -> Mapping[str, ArraySpec]:
        """An image, as in the whole set."""
        return self.whole.inputs

    @property
    def targets(self) -> Mapping[str, ArraySpec]:
        """The class of it."""
        return self.whole.targets

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes of the part."""
        return self.whole.class_names[self.first_label :]

    def source(self, places: Places) -> str:
        """Return the digest of the whole set's files."""
        return self.whole.source(places)

    def load(self, places: Places) -> Arrays:
        """Return the arrays of the part."""
        arrays = self.whole.load(places)
        inside = arrays["y_train"] >= self.first_label
        return {"x_train": arrays["x_train"][inside], "y_train": arrays["y_train"][inside] - self.first_label}
