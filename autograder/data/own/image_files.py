"""Read images into examples: a folder for each class, or a CSV file with a name and a label for each image."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from autograder.data.own import csv_files
from autograder.data.own.examples import Examples, Mistakes
from autograder.data.own.statement import DataStatement
from autograder.errors import CourseError

ENDINGS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
GREY = frozenset({"1", "L", "LA"})
COLOUR = frozenset({"CMYK", "P", "PA", "RGB", "RGBA", "YCbCr"})


@dataclass(frozen=True, slots=True)
class ListedImage:
    """An image, its label, and where that stands: a line of a CSV file, or 0 for the folder that it lies in."""

    path: Path
    label: str
    line: int


def listed(path: Path, statement: DataStatement) -> list[ListedImage]:
    """Return the images that a folder holds or a CSV file names.

    Raises:
        CourseError: what is there is no image, or a file that is named is not there.
    """
    mistakes = Mistakes(path)
    found = list(_in_folders(path, mistakes) if path.is_dir() else _in_table(path, statement, mistakes))
    mistakes.raise_any()
    if not found:
        raise CourseError([f"{path}: expected images, found none; put those of each class into a folder of its name"])
    return found


def read(path: Path, statement: DataStatement) -> Examples:
    """Return the images of a folder or a CSV file, as bytes in one array.

    Raises:
        CourseError: an image cannot be read, or is of another size than the others.
    """
    images = listed(path, statement)
    mistakes = Mistakes(path)
    shape = _shape(images, statement, mistakes)
    mistakes.raise_any()
    x = np.empty((len(images), *shape), np.uint8)
    for place, image in enumerate(images):
        found = _pixels(image.path, statement, mistakes, is_grey=len(shape) == 2)
        if found is not None and found.shape == shape:
            x[place] = found
        elif found is not None:
            told = f"expected the size {_size(shape)} as of {images[0].path.name}, found {_size(found.shape)}"
            mistakes.add(f"{image.path}: {told}; set size = [height, width] in dataset.toml, and all are scaled to it")
    mistakes.raise_any()
    return Examples("", x, [image.label for image in images], None, [(image.path, 0) for image in images])


def write(path: Path, statement: DataStatement, hidden: frozenset[Path], into: Path) -> None:
    """Write a folder or a CSV file with its images again, without those that are hidden."""
    images = listed(path, statement)
    root = path if path.is_dir() else path.parent
    target = into if path.is_dir() else into.parent
    for image in images:
        if image.path not in hidden:
            copy = target / image.path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(image.path, copy)
    if not path.is_dir():
        csv_files.without(path, statement, frozenset(image.line for image in images if image.path in hidden), into)


def _in_folders(path: Path, mistakes: Mistakes) -> Iterator[ListedImage]:
    for folder in sorted(each for each in path.iterdir() if not each.name.startswith(".")):
        if not folder.is_dir():
            mistakes.add(
                f"{folder}: expected folders named by classes, found a file; move it into the folder of its class"
            )
            continue
        for image in sorted(each for each in folder.rglob("*") if each.is_file() and not each.name.startswith(".")):
            if image.suffix.lower() in ENDINGS:
                yield ListedImage(image, folder.name, 0)
            else:
                mistakes.add(f"{image}: expected {', '.join(sorted(ENDINGS))}, found another kind of file; take it out")


def _in_table(path: Path, statement: DataStatement, mistakes: Mistakes) -> Iterator[ListedImage]:
    columns = csv_files.texts(path, statement, (*statement.inputs, *statement.targets))
    for line, (name, label) in columns:
        place, image = f"{path}, line {line}", path.parent / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            mistakes.add(f"{place}: expected a path below {path.parent}, found {name!r}; write it from there")
        elif not image.is_file():
            mistakes.add(f"{place}: expected the image {image}, found none; put it there, or take the line out")
        elif not label.strip():
            mistakes.add(f"{place}: expected a label, found an empty cell; correct it or take the line out")
        else:
            yield ListedImage(image, label, line)


def _shape(images: Sequence[ListedImage], statement: DataStatement, mistakes: Mistakes) -> tuple[int, ...]:
    """Return the shape of all images: grey where all are, of the stated size or that of the first."""
    modes = Counter[str]()
    size = (0, 0)
    for image in images:
        try:
            with Image.open(image.path) as opened:
                modes[opened.mode] += 1
                size = size if any(size) else (opened.height, opened.width)
                if opened.mode not in GREY | COLOUR:
                    told = f"expected 8 bits for each colour, found the mode {opened.mode}"
                    mistakes.add(f"{image.path}: {told}; convert it")
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            _tell_unread(image.path, error, mistakes)
    is_grey = set(modes) <= GREY if statement.channels is None else statement.channels == 1
    height, width = statement.size or size
    return (height, width) if is_grey else (height, width, 3)


def _pixels(path: Path, statement: DataStatement, mistakes: Mistakes, *, is_grey: bool) -> NDArray[np.uint8] | None:
    try:
        with Image.open(path) as opened:
            image = opened.convert("L" if is_grey else "RGB")
            if statement.size is not None:
                height, width = statement.size
                image = image.resize((width, height), Image.Resampling.BILINEAR)
            return np.asarray(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        _tell_unread(path, error, mistakes)
        return None


def _tell_unread(path: Path, error: Exception, mistakes: Mistakes) -> None:
    said = str(error).replace(str(path), path.name)[:100]
    mistakes.add(f"{path}: expected an image, found what cannot be read ({said}); replace it, or take it out")


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape[:2]))
