"""Go from the coordinator to the box's command: lay out mounts, join control groups, drop the user, execute.

A script of its own (`python -I -S setup.py ORDER`, the order as JSON), so that nothing runs between fork and exec in
the coordinator, which may have threads. Standard library only; it imports nothing of this package.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import stat
import sys
from collections.abc import Iterable, Mapping
from typing import Any

CLONE_NEWNS = 0x20000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER = 1, 24, 36

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Carry out the order in the first argument; end with the command's status.

    The command runs as a child, and none of its descendants outlives it: orphans become children of this process.
    The signal SIGTERM, sent by the coordinator or by its death, ends everything early.
    """
    order = json.loads(sys.argv[1])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    die_with_parent(order["parent"], signal.SIGTERM)
    call(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
    if order["stage"] is not None:
        lay_out(order["stage"])
    me = os.getpid()
    command = os.fork()
    if command == 0:
        become(order, parent=me)
    status = wait_for(command)
    end_children()
    os._exit(status)


def become(order: Mapping[str, Any], *, parent: int) -> None:
    """Join the control groups, drop the user where one is named and turn into the box's command."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for door in order["doors"]:
        with open(door, "w") as file:
            file.write("0")
    if order["processors"]:
        os.sched_setaffinity(0, order["processors"])
    if order["third"] is not None:
        os.dup2(order["third"], 3)  # where a program looks for what it shall pass on
    if not order["drops_rights_itself"]:
        drop_bounding_set()
    if order["uid"] is not None:
        drop(order["uid"])
    die_with_parent(parent, signal.SIGKILL)  # after the change of user, which clears it
    os.execve(order["argv"][0], order["argv"], os.environ)


def wait_for(command: int) -> int:
    """Return the command's status, 128 plus the number where a signal ended it; likewise when asked to end early."""
    while signal.sigwait({signal.SIGTERM, signal.SIGCHLD}) == signal.SIGCHLD:
        code = reap(command)
        if code is not None:
            return code if code >= 0 else 128 - code
    return 128 + signal.SIGKILL


def reap(command: int) -> int | None:
    """Collect dead children; return the command's exit code once it is among them."""
    found = None
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return found
            if pid == command:
                found = os.waitstatus_to_exitcode(status)
    except ChildProcessError:
        return found


def end_children() -> None:
    """Kill every descendant. They are stopped first, as those of a fork bomb start others faster than they die."""
    stopped: set[int] = set()
    while started := descendants(os.getpid()) - stopped:
        signal_all(started, signal.SIGSTOP)
        stopped |= started
    signal_all(stopped, signal.SIGKILL)
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def signal_all(pids: Iterable[int], number: int) -> None:
    """Send a signal to those that are still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def descendants(pid: int) -> set[int]:
    """Return the children of a process's threads, and theirs."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                found.update(int(child) for child in file.read().split())
    return found.union(*map(descendants, found))


def drop_bounding_set() -> None:
    """Give up, for good, every capability that a program could bring with it, as far as this process may."""
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def call(value: int, what: str) -> None:
    """Raise OSError where a system call returned an error."""
    if value != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def die_with_parent(parent: int, number: int) -> None:
    """Receive a signal when the thread that started this process ends."""
    call(libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0), "prctl")
    if os.getppid() != parent:
        sys.exit("the coordinator is gone")


def drop(uid: int) -> None:
    """Become an unprivileged user, with a group of the same number and no others."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def lay_out(stage: Mapping[str, Any]) -> None:
    """Bind every source beneath one folder that any user can enter, in a mount namespace of this process.

    The sources may lie below folders that only root can enter (`/root/.pyenv`): descriptors reach them. What the
    box's user could not read (a submission of mode 0600) is copied.
    """
    call(libc.unshare(CLONE_NEWNS), "unshare")
    call(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    sources = [(name, os.open(source, os.O_PATH | os.O_CLOEXEC), share) for name, source, share in stage["sources"]]
    root = stage["root"]
    call(libc.mount(b"stage", root.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, b"mode=755"), f"mount {root}")
    for name, descriptor, share in sources:
        place(f"/proc/self/fd/{descriptor}", f"{root}/{name}", share=share)
        os.close(descriptor)


def place(source: str, target: str, *, share: bool) -> None:
    """Bind the source at the target; copy it where it is to be shared and not everything of it is readable."""
    if share and not all(readable(path) for path in walk(source)):
        copy(source, target)
        return
    if stat.S_ISDIR(os.stat(source).st_mode):
        os.makedirs(target, exist_ok=True)
    elif not os.path.lexists(target):
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
    call(libc.mount(source.encode(), target.encode(), None, MS_BIND | MS_REC, None), f"bind {target}")


def walk(top: str) -> Iterable[str]:
    """Yield a file, or a folder and everything in it, following no links but the first."""
    yield top
    for folder, folders, files in os.walk(top):
        yield from (f"{folder}/{name}" for name in (*folders, *files))


def readable(path: str) -> bool:
    """Return whether every user may read a file, or list and enter a folder."""
    mode = os.stat(path, follow_symlinks=path.startswith("/proc/self/fd/") and path.count("/") == 4).st_mode
    if stat.S_ISDIR(mode):
        return mode & 0o005 == 0o005
    return stat.S_ISLNK(mode) or bool(mode & 0o004)


def copy(source: str, target: str) -> None:
    """Copy regular files, folders and links, readable by every user; leave anything else out."""
    if not stat.S_ISDIR(os.stat(source).st_mode):
        copy_file(source, target)
        return
    os.makedirs(target, exist_ok=True)
    os.chmod(target, 0o755)
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), f"{target}/{entry.name}")
            elif entry.is_dir():
                copy(entry.path, f"{target}/{entry.name}")
            elif entry.is_file():
                copy_file(entry.path, f"{target}/{entry.name}")


def copy_file(source: str, target: str) -> None:
    """Copy one file's bytes."""
    with open(source, "rb") as read, open(target, "wb") as write:
        while block := read.read(1 << 20):
            write.write(block)
        os.fchmod(write.fileno(), 0o644)


if __name__ == "__main__":
    main()
