"""The file system of forked boxes: a template that the server makes once, and what each box puts into its own copy."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.sandbox.setup import CLONE_NEWNS, MS_NODEV, MS_NOSUID, MS_REC, call, libc, place

CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWNET = 0x4000000, 0x8000000, 0x40000000
MS_RDONLY, MS_NOEXEC, MS_REMOUNT, MS_SLAVE = 1, 8, 32, 1 << 19
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
MOUNT_SETATTR = 442
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
OUTSIDE = "/mnt"
"""Where a box has the host while it is furnished."""
WITH_GPUS = "/gpus"
"""Where the template has the devices of boxes with a GPU: CUDA fails with noise in a box that sees an empty file."""
MOST_FILES = 65536
"""Files that a folder of a box can hold; each is memory of the kernel."""


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    """Mount a new file system of a kind.

    Raises:
        OSError: the kernel refused.
    """
    name = kind.encode()
    call(libc.mount(name, target.encode(), name, flags, options.encode()), f"mount {kind} on {target}")


def detach(target: str) -> None:
    """Take away what is mounted at a path.

    Raises:
        OSError: nothing is mounted there.
    """
    call(libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def seal(target: str) -> None:
    """Make everything mounted at and below a path read-only, without set-uid programs and devices.

    Raises:
        OSError: the kernel refused, or is older than 5.12.
    """
    attributes = struct.pack("=QQQQ", ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV, 0, 0, 0)
    size = ctypes.c_size_t(len(attributes))
    call(libc.syscall(MOUNT_SETATTR, AT_FDCWD, target.encode(), AT_RECURSIVE, attributes, size), f"seal {target}")


def show(root: str, view: Mapping[str, Any]) -> None:
    """Bind the view's folders of the host into a root, sealed, and cover those that must stay hidden.

    Raises:
        OSError: the kernel refused, or a folder is missing.
    """
    for source, target in view["binds"]:
        place(source, root + target, share=False)
        seal(root + target)
    for path in view["masks"]:
        mount("tmpfs", root + path, MS_NOSUID | MS_NODEV, "mode=555,size=4k")
        seal(root + path)


def lay_template(template: Mapping[str, Any]) -> None:
    """Make the root that every box copies, in a mount namespace of this process.

    Its `proc`, `tmp` and `box` are the server's own, so that it imports packages as a box would.

    Raises:
        OSError: the kernel refused, or a folder is missing.
    """
    root = template["root"]
    call(libc.unshare(CLONE_NEWNS), "unshare")
    call(libc.mount(b"none", b"/", None, MS_REC | MS_SLAVE, None), "mount /")
    mount("tmpfs", root, MS_NOSUID | MS_NODEV, "mode=755")
    for folder in template["folders"]:
        os.makedirs(root + folder)
    show(root, template["view"])
    _lay_devices(root, template, ())
    _lay_devices(root + WITH_GPUS, template, template["points"])
    for path, target in template["links"].items():
        os.symlink(target, root + path)
    for path, text in template["files"].items():
        with open(root + path, "w", encoding="utf-8") as file:
            file.write(text)
    place("/proc", f"{root}/proc", share=False)
    for folder in ("tmp", "box"):
        mount("tmpfs", f"{root}/{folder}", MS_NOSUID | MS_NODEV, "mode=755")
    os.mkdir(f"{root}/box/work")
    show(root, template["late"])
    call(libc.mount(b"none", root.encode(), None, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, None), "remount")


def _lay_devices(root: str, template: Mapping[str, Any], points: Iterable[str]) -> None:
    """Make the devices that every box has, and empty files and folders where those of GPUs may be bound."""
    for folder in ("/dev/shm", "/dev/pts"):  # noqa: S108 - the box's own
        os.makedirs(root + folder)
    for path in template["devices"]:
        place(path, root + path, share=False)
    for path in points:
        os.makedirs(root + path) if os.path.isdir(path) else os.mknod(root + path)
    for path, target in template["device_links"].items():
        os.symlink(target, root + path)


def furnish(order: Mapping[str, Any]) -> None:
    """Turn this process's copy of the template into the box that the order describes, and move into it.

    Sources are opened while the host is the root, targets are looked up when the box is: a link that a submission
    holds leads nowhere else.

    Raises:
        OSError: the kernel refused, or a source is missing.
    """
    call(libc.unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS), "unshare")
    mounts = [(_opened(source), target) for source, target in order["mounts"]]
    devices = [(_opened(path), path) for path in order["devices"]]
    late = {**order["late"], "binds": [(_opened(source), target) for source, target in order["late"]["binds"]]}
    _move(order["root"])
    for folder in ("/proc", "/tmp", "/box"):  # noqa: S108 - the template's
        detach(folder)
    if devices:
        place(f"{WITH_GPUS}/dev", "/dev", share=False)
    mount("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    _inputs([(source, target) for source, target in mounts if target.startswith("/box/")])
    options = f"mode=755,nr_inodes={MOST_FILES},uid={order['owner']},gid={order['owner']},size={order['folder_bytes']}"
    for folder in order["writable"]:
        mount("tmpfs", folder, MS_NOSUID | MS_NODEV, options)
    show("", late)
    _cover([(source, target) for source, target in mounts if not target.startswith("/box/")])
    for source, target in devices:
        place(source, target, share=False)
    detach(OUTSIDE)
    _network()
    socket.sethostname("box")


def _opened(path: str) -> str:
    return f"/proc/self/fd/{os.open(path, os.O_PATH | os.O_CLOEXEC)}"


def _move(root: str) -> None:
    """Make the folder this process's root, with the host's beneath it."""
    os.chdir(root)
    call(libc.syscall(PIVOT_ROOT[os.uname().machine], b".", OUTSIDE[1:].encode()), "pivot_root")
    os.chdir("/")


def _inputs(mounts: Iterable[tuple[str, str]]) -> None:
    mount("tmpfs", "/box", MS_NOSUID | MS_NODEV, "mode=755")
    for folder in ("in", "data", "work", "out"):
        os.mkdir(f"/box/{folder}")
    for source, target in mounts:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        place(source, target, share=True)
    seal("/box")


def _cover(mounts: Iterable[tuple[str, str]]) -> None:
    """Put files over files of the environment, which may itself have been bound below the temporary folder."""
    for source, target in mounts:
        place(source, target, share=True)
        seal(target)


def _network() -> None:
    """Switch on the loopback of the box's own network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", IFF_UP))
