"""File descriptors that a box's first process is to inherit."""

from __future__ import annotations

import os
import socket
from typing import Self


class Descriptors:
    """Descriptors to pass on, closed on this side at the end of the block, so that their other ends see the box's."""

    def __init__(self) -> None:
        self._passed: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def passed(self) -> tuple[int, ...]:
        """Return what is to be inherited."""
        return tuple(self._passed)

    def file(self, data: bytes) -> int:
        """Return a descriptor to read these bytes from."""
        descriptor = os.memfd_create("autograder", os.MFD_CLOEXEC)
        self._passed.append(descriptor)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor

    def socket(self) -> tuple[socket.socket, int]:
        """Return a socket that stays here, and the descriptor of the one that is passed on."""
        ours, theirs = socket.socketpair()
        self._passed.append(theirs.detach())
        return ours, self._passed[-1]

    def pipe(self) -> tuple[int, int]:
        """Return the end of a pipe to read from, which stays here, and the one to write to, which is passed on."""
        read, write = os.pipe()
        self._passed.append(write)
        return read, write

    def close(self) -> None:
        """Close everything on this side."""
        while self._passed:
            os.close(self._passed.pop())
