"""The first code of a box: give up rights, hand the supervisor the folder for results, run the task.

Started as `python -s -P -B -m autograder.probe.launch DESCRIPTOR`: the specification is on the standard input, the
descriptor is a socket to the supervisor. Nothing of the submission has run when the socket is closed; a box with a line
keeps it, and the supervisor takes nothing but the line's bytes from it then.
"""

from __future__ import annotations

import binascii
import contextlib
import importlib
import json
import os
import socket
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from autograder.probe import confine
from autograder.probe.box_paths import Room
from autograder.probe.launch_spec import LaunchSpec
from autograder.protocol import plain

READY = b"ready"
LINE = 3
"""The descriptor of the line, in a box that has one."""
DONE = "done.json"


def main() -> None:
    """Enter the box; the descriptor of the socket is the only argument."""
    enter(int(sys.argv[1]))


def enter(descriptor: int) -> NoReturn:
    """Run the task of the specification on the standard input and leave; the status is 0 only where the task returned.

    Called by a new process and by a forked one. `descriptor` is the socket to the supervisor.
    """
    with open(0, "rb", closefd=False) as file:
        spec = plain.decode(LaunchSpec, json.load(file))
    room = Room(Path(spec.root))
    results = os.open(room.out, os.O_RDONLY | os.O_DIRECTORY)
    give_up(spec)
    os.chdir(room.work)
    silence_input()
    with socket.socket(fileno=descriptor) as channel:
        socket.send_fds(channel, [READY], [results])
        if spec.line and descriptor != LINE:
            os.dup2(channel.fileno(), LINE, inheritable=False)
        elif spec.line:
            channel.detach()
    os.closerange(LINE + 1 if spec.line else LINE, 1 << 20)
    sys.argv = [""]
    leave(run_task(room, spec))


def give_up(spec: LaunchSpec) -> None:
    """Apply the processors, rlimits, Landlock and the filter that are asked for."""
    if spec.processors:
        os.sched_setaffinity(0, spec.processors)
    confine.limit(**asdict(spec.limits))
    confine.drop_capabilities()
    confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
    if spec.landlock is not None:
        confine.landlock(spec.landlock, network=spec.internet)
    if spec.seccomp:
        confine.seccomp(binascii.a2b_base64(spec.seccomp))


def silence_input() -> None:
    """Replace the standard input by one that is at its end."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def run_task(room: Room, spec: LaunchSpec) -> int:
    """Run a task to its end, then leave the mark that tells the supervisor that it was reached.

    Returns:
        The exit status: 0 where the mark was left, the status asked for after `sys.exit`, otherwise 1, with the
        traceback on the standard error.
    """
    try:
        from autograder.protocol.jobs import JOBS  # loaded here, where a fork has it already

        job = plain.decode(JOBS[spec.task], spec.job)
        importlib.import_module(f"autograder.probe.tasks.{spec.task}").main(room, job)
        (room.out / DONE).write_text(json.dumps({"task": spec.task}), encoding="utf-8")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever ends a submission is reported, and the box ends here
        traceback.print_exc()
        return 1
    return 0


def leave(status: int) -> NoReturn:
    """End the process without running what the submission left behind: atexit, threads, finalisers."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(status & 0xFF)


if __name__ == "__main__":
    main()
