"""Assemble filters of system calls for the kernel: which numbers are refused, and which of their arguments."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LOAD, IF_EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL_PROCESS, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Where a filter finds the call's number, its architecture and its arguments, of which the lower half is read."""
X32 = 0x40000000
"""Numbers from here on are calls of the ABI x32."""


@dataclass(frozen=True, slots=True)
class Argument:
    """Which values of an argument are refused: those with any of the bits, those listed, or those not listed."""

    place: int
    bits: int = 0
    listed: Sequence[int] = ()
    others: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that fails with an error number (0: it seems to succeed), always or for some values of an argument."""

    number: int
    error: int
    where: Argument | None = None


def assembled(architecture: int, refusals: Iterable[Refusal], *, newest: int, unknown: int) -> bytes:
    """Return a filter, 8 bytes an instruction.

    Args:
        architecture: the machine's, as the kernel numbers it; calls of any other end the process.
        refusals: what is refused; everything else is allowed.
        newest: the highest number that was looked at; calls beyond it fail with `unknown`.
        unknown: an error number.
    """
    code = [
        _step(LOAD, ARCHITECTURE),
        _step(IF_EQUAL, architecture, 1, 0),
        _step(RETURN, KILL_PROCESS),
        _step(LOAD, NUMBER),
        _step(AT_LEAST, X32, 0, 1),
        _step(RETURN, KILL_PROCESS),
        _step(AT_LEAST, newest + 1, 0, 1),
        _step(RETURN, ERRNO | unknown),
    ]
    for refusal in refusals:
        block = list(_block(refusal))
        code += [_step(IF_EQUAL, refusal.number, 0, len(block)), *block]
    return b"".join([*code, _step(RETURN, ALLOW)])


def _block(refusal: Refusal) -> Iterator[bytes]:
    """Yield what is done with a call of the refusal's number."""
    refuse, allow, where = _step(RETURN, ERRNO | refusal.error), _step(RETURN, ALLOW), refusal.where
    if where is None:
        yield refuse
        return
    yield _step(LOAD, ARGUMENTS + 8 * where.place)
    if where.bits:
        yield from (_step(ANY_BIT, where.bits, 0, 1), refuse, allow)
        return
    on_list, at_the_end = (allow, refuse) if where.others else (refuse, allow)
    for value in where.listed:
        yield from (_step(IF_EQUAL, value, 0, 1), on_list)
    yield at_the_end


def _step(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, value)
