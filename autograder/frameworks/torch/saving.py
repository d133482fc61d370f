"""A module as one file: what it computes as JSON, and its weights as NumPy writes them. Nothing in it is run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from autograder.contracts import Saved
from autograder.errors import WireError
from autograder.frameworks.torch.calls import UnfollowedError
from autograder.frameworks.torch.export import ExportedModule, exported
from autograder.frameworks.torch.program import to_json
from autograder.frameworks.torch.reading import MAX_BYTES, read_program, read_weights
from autograder.frameworks.torch.rebuild import RebuiltModule
from autograder.protocol.jobs import DataTask
from autograder.records import Failure, FailureKind
from autograder.wire.arrays import encode_arrays
from autograder.wire.json import encode_json
from autograder.wire.torch_file import MAGIC

MOST_NUMBERS: Final = 1_000_000_000
TASK: Final = 24
"""Bytes that the name of the task takes."""


def save(
    module: Any, path: Path, inputs: Sequence[tuple[tuple[int, ...], str]], *, learned: DataTask, most_mb: float
) -> Saved:
    """Write a module to a file, replacing an earlier one only where that worked.

    Args:
        module: has its weights; left as it is.
        path: the file.
        inputs: the shapes and types that it takes.
        learned: what is learned from the data, which says what its outputs are.
        most_mb: how large the file may be.
    """
    large = sum(held.numel() * held.element_size() for held in (*module.parameters(), *module.buffers())) / 2**20
    if large > most_mb:
        count = sum(held.numel() for held in module.parameters())
        details = {"parameters": f"{count:,}", "found": f"{large:.0f}", "limit": f"{most_mb:.0f}"}
        return Saved(Failure(FailureKind.MODEL_TOO_LARGE, f"the model takes {large:.0f} MB", details=details))
    try:
        data = written(exported(module, inputs), learned)
    except (UnfollowedError, WireError, TypeError) as error:
        return Saved(Failure(FailureKind.UNFOLLOWED, str(error)[:400]))
    partial = path.with_name("partial.torch")
    partial.write_bytes(data)
    partial.replace(path)
    return Saved()


def written(made: ExportedModule, learned: DataTask) -> bytes:
    """Return the bytes of the file: a mark, what is learned, the length of the JSON text, the text, the weights."""
    text = encode_json(to_json(made.program))
    task = learned.value.encode().ljust(TASK)
    return b"".join((MAGIC, task, len(text).to_bytes(8, "little"), text, encode_arrays(made.weights)))


def read(path: Path) -> RebuiltModule:
    """Return the module of a file that `save` may have written.

    Raises:
        WireError: it is no such file.
    """
    data = path.read_bytes()
    start = len(MAGIC) + TASK + 8
    size = int.from_bytes(data[start - 8 : start], "little")
    if not data.startswith(MAGIC) or size > MAX_BYTES:
        raise WireError("expected the file of an exported module, found another")
    program = read_program(data[start : start + size])
    weights = read_weights(data[start + size :], program, max_items=MOST_NUMBERS)
    learned = data[len(MAGIC) : start - 8].decode("ascii", "replace").strip()
    if learned not in list(DataTask):
        raise WireError("expected what an exported module learns, found another word")
    return RebuiltModule(program, weights, learned=DataTask(learned))
