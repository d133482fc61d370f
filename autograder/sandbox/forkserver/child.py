"""From the fork to the task: how a copy of the server becomes a box."""

from __future__ import annotations

import json
import os
import random
import sys
import traceback
import types
from collections.abc import Mapping
from typing import Any, NoReturn

from autograder.probe import confine, launch
from autograder.sandbox.forkserver.mounts import furnish
from autograder.sandbox.setup import call, drop, drop_bounding_set, libc

CLONE_NEWCGROUP, CLONE_NEWUSER = 0x2000000, 0x10000000
UID = 1000
"""What the box's user is called inside."""


def become(order: int, channel: int, host: int) -> NoReturn:
    """Run the box whose order can be read from a descriptor; the standard streams are its own already.

    Args:
        order: The order, as JSON.
        channel: The socket to the supervisor.
        host: The root of the host.
    """
    try:
        with open(order, encoding="utf-8") as file:
            given = json.load(file)
        move_in(given, host)
        refresh(given["environment"])
        launch.enter(channel)
    except BaseException:  # noqa: BLE001 - a half-made box must not go on as the server
        traceback.print_exc()
        os._exit(1)


def move_in(order: Mapping[str, Any], host: int) -> None:
    """Take on the box's file system, control groups and user.

    Raises:
        OSError: the kernel refused.
    """
    os.setsid()
    os.fchdir(host)
    os.chroot(".")
    doors = [os.open(door, os.O_WRONLY | os.O_CLOEXEC) for door in order["doors"]]
    furnish(order)
    for door in doors:
        os.write(door, b"0")
    call(libc.unshare(CLONE_NEWCGROUP), "unshare")
    if order["uid"] is not None:
        drop(order["uid"])
        confine.prctl(confine.PR_SET_DUMPABLE, 1)  # /proc/self is the user's again
    own_users(UID if order["uid"] is None else order["uid"])
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
    drop_bounding_set()


def own_users(outside: int) -> None:
    """Enter a user namespace of this process's own, which knows one user.

    Raises:
        OSError: the kernel refused.
    """
    call(libc.unshare(CLONE_NEWUSER), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{UID} {outside} 1"), ("gid_map", f"{UID} {outside} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def refresh(environment: Mapping[str, str]) -> None:
    """Replace what all copies of the server would share: the environment, seeds, the main module."""
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))
    sys.modules["__main__"] = types.ModuleType("__main__")
