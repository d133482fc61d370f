"""What notebooks from Colab bring along does no harm in the box: Google's modules, magics, shell commands.

A download or an installation would wait for a network that is not there; it is left out and said so.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.probe.keras2 import Spelled, noter

LEFT_OUT = re.compile(
    r"^\s*(?:sudo\s+)?(?:(?:python3?\s+-m\s+)?pip3?\s+(?:install|uninstall)|wget|curl|git\s+clone|gdown|kaggle|apt(?:-get)?|conda"
    r"|autograder)\b"
)


def install(out: Path) -> None:
    """Provide `google.colab` with `drive` and `files` that do nothing; their use is noted in `out`."""
    noted = noter(out, "colab")

    def nothing(name: str) -> Callable[..., dict[str, bytes]]:
        def call(*_args: Any, **_options: Any) -> dict[str, bytes]:
            noted(name, "")
            return {}

        return call

    drive, files = ModuleType("google.colab.drive"), ModuleType("google.colab.files")
    vars(drive).update(mount=nothing("drive.mount"), flush_and_unmount=nothing("drive.flush_and_unmount"))
    vars(files).update(upload=nothing("files.upload"), download=nothing("files.download"))
    colab = ModuleType("google.colab")
    vars(colab).update(drive=drive, files=files)
    sys.modules |= {"google.colab": colab, "google.colab.drive": drive, "google.colab.files": files}


def attach(shell: Any, out: Path) -> None:
    """Teach a notebook's shell the magics of Colab, and leave out what needs a network.

    Args:
        shell: IPython's shell of the kernel.
        out: where `notes.json` lists what was left out, "colab:COMMAND".
    """
    noted = noter(out, "colab")
    for magic in ("tensorflow_version", "pip", "conda"):
        shell.register_magic_function(lambda line, magic=magic: noted(f"%{magic} {line}", ""), magic_name=magic)
    for name in ("system", "system_piped", "system_raw", "getoutput"):
        setattr(shell, name, _filtered(getattr(shell, name), noted))


def _filtered(original: Callable[..., Any], noted: Spelled) -> Callable[..., Any]:
    def run(command: str, *args: Any, **options: Any) -> Any:
        if not LEFT_OUT.match(command):
            return original(command, *args, **options)
        noted(f"!{command.strip()[:80]}", "")
        print(f"left out: {command.strip()[:80]}")  # noqa: T201 - the student reads it in the notebook's output
        return []

    return run
