"""Run a course's own tests in a box without student code; what they ask of the student's goes over a line."""

from __future__ import annotations

import os
import shutil
import socket
import sys

from autograder.probe import course_packages
from autograder.probe.box_paths import Room
from autograder.protocol.jobs import SuiteJob


def main(room: Room, job: SuiteJob) -> None:
    """Run the tests below `in`, or only read them, and write what came of each."""
    from autograder.probe.live.forms import CHANNEL
    from autograder.probe.live.line import StudentLine
    from autograder.probe.live.modules import StudentModules
    from autograder.probe.live.objects import RemoteObjects
    from autograder.probe.live.plugin import SuitePlugin

    course_packages.add(room)
    os.environ.setdefault("MPLBACKEND", "Agg")
    shutil.copytree(room.inputs, room.work, dirs_exist_ok=True)
    os.chdir(room.work)
    sys.path.insert(0, str(room.work))
    line = None
    if not job.only_read:
        line = StudentLine(socket.socket(fileno=os.dup(CHANNEL)))
        RemoteObjects(line, frozenset(job.compares))
    modules = StudentModules(job.modules, line)
    modules.install()
    _run(room, job, SuitePlugin(job, room.out, modules, line))


def _run(room: Room, job: SuiteJob, plugin: object) -> None:
    import pytest

    settings = room.work / job.folder / "pytest.ini"
    if not settings.is_file():
        settings = room.work / "pytest.ini"
        settings.write_text("[pytest]\n", encoding="utf-8")
    arguments = [f"--config-file={settings}", f"--rootdir={room.work}", "-q", "-p", "no:cacheprovider", "--tb=no"]
    arguments += ["--collect-only"] if job.only_read else []
    pytest.main([*arguments, str(room.work / job.folder)], [plugin])
