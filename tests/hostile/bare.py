"""The control: a grader without protection, that runs a submission as itself, beside its secrets.

`python bare.py PAYLOAD TARGETS NAIVE TRICK`, in an empty folder `work` beside an empty folder `out`. Afterwards it
takes the results as NAIVE says: Python with `trick`, the path of a result, and `status`, how the submission ended.
"""

import contextlib
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path


def main() -> None:
    payload, targets, naive, trick = sys.argv[1:]
    found = json.loads(targets)
    if found["victim"] == 0:
        found["victim"] = subprocess.Popen(["/bin/sleep", "60"]).pid
    pid = os.fork()
    if pid == 0:
        grade(payload, found)
        return
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if naive:
        os.chdir("../work")
        exec(naive, globals() | {"trick": trick, "status": status, "payload": payload})


def grade(payload: str, targets: dict) -> None:
    """Run the submission with labels in a variable, hidden checks on the import path and a file of theirs open."""
    labels = [targets["marker"] + "-labels"]
    sys.path.append(targets["folder"])
    with Path(targets["secret"]).open() as secret:
        sys.argv = [payload, json.dumps(targets)]
        try:
            runpy.run_path(payload, run_name="__main__")
        finally:
            sys.stdout.flush()
    del labels, secret


def another_runs(payload: str) -> bool:
    """Look for other processes of the submission, a few times as they may be about to replace themselves."""
    for _ in range(20):
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if process.name != str(os.getpid()) and payload in (process / "cmdline").read_text():
                    return True
    return False


def open_fails(path: str) -> bool:
    try:
        Path(path).open().close()
    except OSError:
        return True
    return False


def allocates(attempt) -> bool:
    try:
        attempt()
    except MemoryError:
        return True
    return False


def recurses(attempt) -> bool:
    try:
        attempt()
    except RecursionError:
        return True
    return False


if __name__ == "__main__":
    main()
