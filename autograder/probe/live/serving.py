"""Answer a course's tests out of a student box, once the hand-in has run."""

from __future__ import annotations

import importlib
import os
import socket
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.probe.box_paths import Room
from autograder.probe.failures import from_exception
from autograder.probe.live.forms import CHANNEL
from autograder.probe.live.server import serve
from autograder.probe.places import Own
from autograder.protocol.jobs import RunJob


def answer_tests(names: Mapping[str, Any], room: Room, job: RunJob, own: Own) -> None:
    """Do what the tests ask until they have ended.

    Args:
        names: the hand-in's top-level names, which the first of the asked modules has.
        room: where the hand-in lies.
        job: names the modules.
        own: knows which code is the student's.
    """

    def where(error: BaseException) -> str:
        return from_exception(error, own, label="").where

    modules = {name: found for name in job.serves for found in _found(name, names, room, job)}
    with socket.socket(fileno=os.dup(CHANNEL)) as stream:
        serve(stream, modules, where)


def _found(name: str, names: Mapping[str, Any], room: Room, job: RunJob) -> Iterator[Mapping[str, Any] | str]:
    """Yield the names of a module, or why there are none: the first one is the hand-in itself unless it has both."""
    path = room.hand_in / name.replace(".", "/")
    there = path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
    if path.with_suffix(".py") == room.hand_in / job.entry or (name == job.serves[0] and not there):
        yield names
        return
    try:
        yield vars(importlib.import_module(name))
    except BaseException as error:  # noqa: BLE001 - a student's module may raise anything
        yield f"{name}: {type(error).__name__}: {error}"[:500]
