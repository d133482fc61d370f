"""The server's process, as the coordinator sees it: started once, and again where it was killed."""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from functools import cache
from threading import Lock

from autograder.apart.rights import environment

PATIENCE_S = 5.0


class CallServer:
    """A process that forks calls. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def start(self) -> socket.socket:
        """Return the socket that takes requests; start the process where there is none."""
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                self._end()
            if self._requests is None:
                self._requests, theirs = socket.socketpair()
                with theirs:
                    self._process = subprocess.Popen(
                        [sys.executable, "-P", "-m", "autograder.apart", str(theirs.fileno())],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        env=environment(os.environ),
                        pass_fds=(theirs.fileno(),),
                        start_new_session=True,
                    )
            return self._requests

    def connect(self) -> socket.socket:
        """Return the socket of a new call.

        Raises:
            OSError: the server is gone twice.
        """
        for last in (False, True):
            requests = self.start()
            ours, theirs = socket.socketpair()
            try:
                with theirs:
                    socket.send_fds(requests, [b"c"], [theirs.fileno()])
            except OSError:
                ours.close()
                if last:
                    raise
            else:
                return ours
        raise AssertionError

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._requests is not None:
            self._requests.close()
            self._requests = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE_S)
            self._process = None


@cache
def server() -> CallServer:
    """Return this process's server."""
    return CallServer()


def warm() -> None:
    """Start the server, so that the first call need not wait for what it imports."""
    if hasattr(os, "fork"):
        server().start()
