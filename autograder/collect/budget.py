"""How much of what one submission leaves is read: bytes over all of its boxes, and files."""

from __future__ import annotations

from autograder.errors import WireError

MB = 1024**2
MODEL_MB = 512
MAX_BYTES = 640 * MB
"""Of one submission: its model and everything else."""
MAX_ARRAY_BYTES = 96 * MB
"""Of one submission in arrays, which are held in memory until it is graded."""
MAX_FILES = 600


class Budget:
    """Counts what was read of one submission. What would exceed it is refused, whoever asks.

    `refused` holds the names of the files that were too large.
    """

    def __init__(
        self, *, max_bytes: int = MAX_BYTES, array_bytes: int = MAX_ARRAY_BYTES, files: int = MAX_FILES
    ) -> None:
        self._bytes, self._array_bytes, self._files = max_bytes, array_bytes, files
        self.refused: set[str] = set()

    def allowed(self, most: int, *, array: bool = False) -> int:
        """Return how many bytes the next file may have, at most `most`.

        Raises:
            WireError: no further file may be read.
        """
        if self._files <= 0:
            raise WireError("expected fewer files from one submission")
        self._files -= 1
        return max(0, min(most, self._bytes, self._array_bytes if array else most))

    def spend(self, count: int, *, array: bool = False) -> None:
        """Note that bytes were read."""
        self._bytes -= count
        if array:
            self._array_bytes -= count
