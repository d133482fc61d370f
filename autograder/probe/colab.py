"""Stand in for `google.colab` where a submission cannot do without it.

Code that catches the absence of Colab meets that absence, so that its own fallback runs. Code that imports Colab as if
it were always there finds modules that do what can be done here: the Drive holds what was handed in, `upload` gives it.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.contracts import Noting
from autograder.probe.guards import guarded, only_looked_for
from autograder.records import NoteKind

MAX_UPLOAD = 50_000_000
"""Bytes of handed-in files that `files.upload()` gives."""


class SecretNotFoundError(Exception):
    """`userdata.get` finds no secret: there are none here."""


def install(note: Noting, entry: Path) -> None:
    """Let `google.colab` be imported where nothing catches its absence.

    Args:
        note: is told what was used.
        entry: the file that runs, in a folder with whatever else was handed in.
    """
    sys.meta_path.append(_Colab(parts(note, entry)))


def parts(note: Noting, entry: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what each stand-in has, by its full name."""

    def quiet(kind: NoteKind, name: str) -> Callable[..., None]:
        return lambda *_args, **_options: note(kind, name)

    def mount(mountpoint: str, **_options: Any) -> None:
        note(NoteKind.DRIVE, "drive.mount")
        with contextlib.suppress(OSError):
            _fill(Path(mountpoint), entry.parent)

    def upload(*_args: Any, **_options: Any) -> dict[str, bytes]:
        note(NoteKind.UPLOAD, "files.upload")
        return _handed_in(entry)

    def download(filename: str) -> None:
        if not Path(filename).exists():
            raise FileNotFoundError(f"Cannot find file: {filename}")
        note(NoteKind.UNSEEN, "files.download")

    def get(key: str) -> str:
        raise SecretNotFoundError(f"Secret {key} does not exist.")

    return {
        "google.colab": {},
        "google.colab.drive": {"mount": mount, "flush_and_unmount": quiet(NoteKind.UNSEEN, "drive.flush_and_unmount")},
        "google.colab.files": {
            "upload": upload, "download": download, "view": quiet(NoteKind.UNSEEN, "files.view")
        },
        "google.colab.output": {"clear": quiet(NoteKind.UNSEEN, "output.clear")},
        "google.colab.patches": {"cv2_imshow": _show},
        "google.colab.userdata": {"get": get, "SecretNotFoundError": SecretNotFoundError},
        "google.colab.auth": {"authenticate_user": quiet(NoteKind.UNSEEN, "auth.authenticate_user")},
        "google.colab.data_table": {
            name: quiet(NoteKind.UNSEEN, f"data_table.{name}")
            for name in ("enable_dataframe_formatter", "disable_dataframe_formatter")
        },
    }  # fmt: skip


class _Colab(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins, unless the submission is ready for their absence."""

    def __init__(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        self._parts = found

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a specification for a stand-in; None for every other module, and where absence is caught."""
        del path, target
        if fullname not in self._parts and fullname != "google":
            return None
        if only_looked_for(__name__) or guarded("ImportError", "ModuleNotFoundError", module=__name__):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=fullname in {"google", "google.colab"})

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        module = ModuleType(spec.name)
        vars(module).update(self._parts.get(spec.name, {}))
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Import the parts of Colab with it, as the original does."""
        if module.__name__ == "google.colab":
            for name in self._parts:
                if name != module.__name__:
                    part = ModuleType(name)
                    vars(part).update(self._parts[name])
                    sys.modules.setdefault(name, part)
                    setattr(module, name.rpartition(".")[2], sys.modules[name])


def _fill(mountpoint: Path, home: Path) -> None:
    """Make the folder that stands for a Drive: what was handed in, under the names that Drives have."""
    drive = mountpoint / "MyDrive"
    drive.mkdir(parents=True, exist_ok=True)
    above = {drive.resolve(), *drive.resolve().parents}
    for path in home.resolve().iterdir():
        if not path.name.startswith(".") and path not in above and not (drive / path.name).exists():
            (drive / path.name).symlink_to(path)
    if not (mountpoint / "My Drive").exists():
        (mountpoint / "My Drive").symlink_to("MyDrive")


def _handed_in(entry: Path) -> dict[str, bytes]:
    """Return the files beside the one that runs, by name, as far as they are not too large."""
    found: dict[str, bytes] = {}
    left = MAX_UPLOAD
    for path in sorted(entry.parent.iterdir()):
        if path.is_file() and path != entry and not path.name.startswith(".") and path.stat().st_size <= left:
            found[path.name] = path.read_bytes()
            left -= len(found[path.name])
    return found


def _show(image: Any) -> None:
    """Show an image whose channels are in OpenCV's order."""
    import numpy as np
    from IPython.display import display
    from PIL import Image

    pixels = np.asarray(image).clip(0, 255).astype("uint8")
    display(Image.fromarray(pixels[..., ::-1] if pixels.ndim == 3 else pixels))
