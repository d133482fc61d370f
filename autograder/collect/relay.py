"""What stands between the tests' box and the student's: carries each message over, caps it, and writes it down."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from autograder.errors import WireError
from autograder.wire.frames import GONE, MESSAGE, ClosedError, Frame, packed, receive, send

MAX_KEPT = 64 * 2**20
"""Bytes of a transcript; of what is longer nothing is kept."""
MAX_CARRIED = 8 * 2**30
"""Bytes that may cross in all."""
START_S = 900.0
"""How long one box waits for the other to begin."""


@dataclass
class End:
    """The grader's side of one box's line."""

    stream: socket.socket | None = None
    there: Event = field(default_factory=Event)
    over: bool = False
    lock: Lock = field(default_factory=Lock)

    def opened(self, stream: socket.socket) -> None:
        """Take the socket."""
        with self.lock:
            if self.over:
                stream.close()
                return
            self.stream = stream
        self.there.set()

    def ended(self) -> None:
        """Know that the box has ended: whoever waits for it goes on."""
        with self.lock:
            self.over = True
            if self.stream is not None:
                with contextlib.suppress(OSError):
                    self.stream.shutdown(socket.SHUT_RDWR)
        self.there.set()

    def close(self) -> None:
        """Close the socket; nobody waits for it any more."""
        with self.lock:
            self.over = True
            if self.stream is not None:
                self.stream.close()
                self.stream = None

    def wait(self) -> socket.socket:
        """Return the socket, once there is one.

        Raises:
            ClosedError: the box ended before.
        """
        self.there.wait(START_S)
        if self.stream is None:
            raise ClosedError("the box has ended")
        return self.stream


class Relay:
    """Carries messages between the tests' box and the student's, which take turns: a question, an answer.

    Neither box has a socket of the other. What is no message of limited size ends the line, and no descriptor that is
    sent along is taken.
    """

    def __init__(self) -> None:
        self.tests, self.student = End(), End()
        self._kept: list[Frame] = []
        self._bytes, self._whole = 0, True
        self._thread = Thread(target=self._carry, name="line", daemon=True)

    def start(self) -> None:
        """Begin to carry messages."""
        self._thread.start()

    def close(self) -> None:
        """End both lines; what crossed is final."""
        for end in (self.tests, self.student):
            end.ended()
        self._thread.join()
        for end in (self.tests, self.student):
            end.close()

    @property
    def transcript(self) -> bytes:
        """What crossed, question and answer in turn, as frames; nothing where it was too much to be kept."""
        return b"".join(packed(frame) for frame in self._kept) if self._whole else b""

    def _carry(self) -> None:
        with contextlib.suppress(ClosedError, WireError):
            tests = self.tests.wait()
            while True:
                asked = receive(tests)
                self._note(asked)
                answer = self._answer(asked)
                self._note(answer)
                send(tests, answer)

    def _answer(self, asked: Frame) -> Frame:
        """Return the student's answer, or that there is none any more."""
        if self.student.over and self.student.stream is None:
            return ENDED
        try:
            student = self.student.wait()
            send(student, asked)
            answer = receive(student)
        except (ClosedError, WireError):
            self.student.ended()
            return ENDED
        return answer if answer.kind == MESSAGE else ENDED

    def _note(self, frame: Frame) -> None:
        """Write a message down.

        Raises:
            WireError: more crossed than may.
        """
        self._bytes += frame.size
        if self._bytes > MAX_CARRIED:
            raise WireError("more crossed than may")
        self._whole = self._whole and self._bytes <= MAX_KEPT
        if self._whole:
            self._kept.append(frame)
        else:
            self._kept.clear()


ENDED = Frame(GONE, b"null")
"""What the tests are told where there is no answer any more."""
