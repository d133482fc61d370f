"""The first code of a box: give up rights, hand the supervisor the folder for results, run the task.

Started as `python -s -P -B -m autograder.probe.launch DESCRIPTOR`: the sheet is on the standard input, the
descriptor is a socket to the supervisor. Nothing of the submission has run when the socket is closed.
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from autograder.probe import confine
from autograder.probe.box_paths import Room

READY = b"ready"
DONE = "done.json"


def main() -> None:
    """Enter the box; the descriptor of the socket is the only argument."""
    enter(int(sys.argv[1]))


def enter(descriptor: int) -> NoReturn:
    """Run the task of the sheet on the standard input and leave; the status is 0 only where the task returned.

    Called by a new process and by a forked one. `descriptor` is the socket to the supervisor.
    """
    with open(0, "rb", closefd=False) as file:
        sheet = json.load(file)
    room = Room(Path(sheet["root"]))
    results = os.open(room.out, os.O_RDONLY | os.O_DIRECTORY)
    give_up(sheet)
    os.chdir(room.work)
    silence_input()
    with socket.socket(fileno=descriptor) as channel:
        socket.send_fds(channel, [READY], [results])
    os.closerange(3, 1 << 20)
    sys.argv = [""]
    leave(run_task(room, sheet["job"], sheet["task"]))


def give_up(sheet: Mapping[str, Any]) -> None:
    """Apply the processors, rlimits, Landlock and the filter that the sheet asks for."""
    if sheet["processors"]:
        os.sched_setaffinity(0, sheet["processors"])
    confine.limit(**sheet["limits"])
    confine.drop_capabilities()
    confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
    if sheet["landlock"] is not None:
        paths = {kind: tuple(sheet["landlock"][kind]) for kind in ("readable", "writable", "devices", "listable")}
        confine.landlock(confine.Paths(**paths), network=sheet["network"])
    if sheet["seccomp"]:
        confine.seccomp(base64.b64decode(sheet["seccomp"]))


def silence_input() -> None:
    """Replace the standard input by one that is at its end."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def run_task(room: Room, job: Mapping[str, Any], task: str) -> int:
    """Run a task to its end, then leave the mark that tells the supervisor that it was reached.

    Returns:
        The exit status: 0 where the mark was left, the status asked for after `sys.exit`, otherwise 1, with the
        traceback on the standard error.
    """
    try:
        importlib.import_module(f"autograder.probe.tasks.{task}").main(room, job)
        (room.out / DONE).write_text(json.dumps({"task": task}), encoding="utf-8")
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
