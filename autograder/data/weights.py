"""Pretrained weights that boxes may see: found by file name, taken only when their checksum is the published one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from autograder.contracts import Places
from autograder.errors import DataError
from autograder.i18n import gettext as _

PUBLISHED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"vgg16": ("vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "6d6bbae143d832006294945121d1f1fc")}
)
"""The file name and MD5 under which Keras publishes the weights of a network without its top."""


def find_weights(name: str, places: Places, *, published: Mapping[str, tuple[str, str]] = PUBLISHED) -> Path:
    """Return the file of pretrained weights.

    Raises:
        DataError: it is missing, or its checksum is another; the message names the ways to provide it.
    """
    file, digest = published[name]
    own = [places.folder] if places.folder else []
    candidates = [folder / file for folder in (*own, places.keras / "models")]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        raise DataError(
            _(
                "The pretrained weights {file} are missing. Put the file into a folder and name the folder in "
                "AUTOGRADER_DATA, or into Keras's cache ({keras}); or build the model once where there is a network."
            ).format(file=file, keras=places.keras / "models")
        )
    with found.open("rb") as opened:
        if hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False)).hexdigest() != digest:
            raise DataError(
                _("The pretrained weights {path} are damaged: their checksum is not the published one.").format(
                    path=found
                )
            )
    return found
