"""Boxes by podman: containers without an image, over the host's own programs, started with runc by root.

The container's root is an empty folder into which the host's programs are bound, so that nothing must be pulled or
built, and a box sees the same Python as with every other backend.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from autograder.contracts import Box, Mount
from autograder.errors import SandboxError
from autograder.probe.confine import Paths
from autograder.sandbox import gpu, job_spec, seccomp, setup, uid_pool
from autograder.sandbox.backend import Backend
from autograder.sandbox.bubblewrap_arguments import FILES, HOST_FILES, ROOT, TEMPORARY, TOP, WRITABLE, folder_bytes
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.program import Order, Program

CHANNEL = 3
"""The socket's descriptor inside: podman passes descriptors on from 3 without a gap."""
FIRST = ("/bin/sh", "-c", '"$@"; exit "$?"', "sh")
"""The container's first process, which signals from inside do not reach: the box is its child."""
PATIENCE_S = 30.0
PLACE = Path("/run/autograder/podman")
"""Where podman keeps what it knows about boxes, apart from the machine's other containers."""
SHM = "/dev/shm"  # noqa: S108 - the box's own
SETTINGS = f"""\
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
runtime = "runc"
static_dir = "{PLACE}/static"
tmp_dir = "{PLACE}/state"
volume_path = "{PLACE}/volumes"
"""


class Podman(Backend):
    """Runs boxes as containers of podman and runc, as root, with a user of its own for each box."""

    name = "podman"

    def _start(self, box: Box, stack: ExitStack) -> Program:
        if os.geteuid() != 0 or not uid_pool.required():
            raise SandboxError("podman runs boxes as root only")
        client = _client()
        uid = stack.enter_context(uid_pool.leased())
        group = self._group(box, stack, overhead=0)
        name = f"autograder-{os.getpid()}-{secrets.token_hex(8)}"
        stack.callback(_remove, client, name)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-container-")))
        binds = tuple(_binds(box, folder, self._interpreter.folders, self._interpreter.masked))
        with Descriptors() as descriptors:
            channel, theirs = descriptors.socket()
            command = [
                *(*client, "--hooks-dir", str(_joining(folder, group.doors)), "run", "--rm", "--interactive"),
                *("--name", name, "--preserve-fds", "1"),
                *_rights(box, uid),
                *_folders(box),
                *binds,
                *_environment(self._interpreter.environment(box, home=f"{ROOT}/work", temporary=TEMPORARY)),
                *("--workdir", f"{ROOT}/work", "--rootfs", str(_root(folder)), *FIRST),
                *self._interpreter.command(CHANNEL),
            ]
            return Program(
                Order(command, None, (), third=theirs, drops_rights_itself=True),
                sheet=_sheet(box, counted=group.counts_memory),
                environment={"PATH": os.defpath + ":/usr/sbin:/sbin", "CONTAINERS_CONF": str(PLACE / "settings")},
                descriptors=descriptors,
                channel=channel,
                group=group,
                stack=stack,
            )


def _client() -> tuple[str, ...]:
    """Return the beginning of every command to podman.

    Raises:
        SandboxError: podman or runc is not installed.
    """
    programs = {name: shutil.which(name) for name in ("podman", "runc")}
    if missing := [name for name, path in programs.items() if path is None]:
        names = " ".join(missing)
        raise SandboxError(f"{' and '.join(missing)} not installed (Debian and Ubuntu: apt install {names})")
    PLACE.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = PLACE / "settings"
    if not settings.is_file() or settings.read_text(encoding="utf-8") != SETTINGS:
        partial = PLACE / f"settings-{secrets.token_hex(8)}"
        partial.write_text(SETTINGS, encoding="utf-8")
        partial.replace(settings)
    places = ("--root", f"{PLACE}/root", "--runroot", f"{PLACE}/run", "--storage-driver", "vfs")
    return (str(programs["podman"]), "--log-level", "error", *places)


def _joining(folder: Path, doors: tuple[str, ...]) -> Path:
    """Make runc put the box into our control groups, which count and hold it, before its first program starts."""
    hooks = folder / "hooks"
    hooks.mkdir()
    join = "".join(f' && echo "$pid" > {door}' for door in doors)
    script = r"""pid=$(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p')""" + join
    hook = {"path": "/bin/sh", "args": ["sh", "-c", script], "env": [f"PATH={os.defpath}"]}
    order = {"version": "1.0.0", "hook": hook, "when": {"always": True}, "stages": ["createRuntime"]}
    (hooks / "join.json").write_text(json.dumps(order), encoding="utf-8")
    return hooks


def _rights(box: Box, uid: int) -> Iterator[str]:
    yield from ("--network", "none", "--hostname", "box", "--log-driver", "none", "--user", f"{uid}:{uid}")
    yield from ("--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL", "--no-hosts")
    yield from ("--pids-limit", "-1", "--ulimit", f"nofile={job_spec.DESCRIPTORS}:{job_spec.DESCRIPTORS}")
    yield from ("--ulimit", f"nproc={box.limits.processes}:{box.limits.processes}")
    # the probe loads the filter that every backend has
    yield from ("--security-opt", "no-new-privileges", "--security-opt", "seccomp=unconfined")
    if box.gpu:
        for device in gpu.devices(box.gpu):
            yield from ("--device", str(device))
    else:
        yield from ("--security-opt", "mask=/sys")


def _folders(box: Box) -> Iterator[str]:
    size = folder_bytes(box)
    yield from ("--shm-size", f"{size}b")
    for folder in WRITABLE:
        if folder != SHM:
            yield from ("--tmpfs", f"{folder}:rw,nosuid,nodev,exec,notmpcopyup,mode=0777,size={size}")


def _binds(box: Box, folder: Path, shown: tuple[Path, ...], masked: tuple[Path, ...]) -> Iterator[str]:
    """Bind the host's programs, the environment and what the box is given; private files of the latter are copied."""
    tops = [Path(top) for top in TOP if Path(top).is_dir() and not Path(top).is_symlink()]
    for path in (Path("/usr"), *tops, *(Path(name) for name in HOST_FILES if Path(name).exists()), *shown):
        yield from _bind(path, str(path))
    for name, text in FILES.items():
        own = folder / name.rpartition("/")[2]
        own.write_text(text, encoding="utf-8")
        own.chmod(0o644)
        yield from _bind(own, name)
    for path in masked:
        yield from ("--tmpfs", f"{path}:ro,notmpcopyup,mode=0555,size=4096")
    for number, mount in enumerate(box.mounts):
        _refuse_links(mount, box.mounts)
        source = mount.source.resolve()
        if not all(setup.readable(path) for path in setup.walk(str(source))):
            setup.copy(str(source), str(folder / str(number)))
            source = folder / str(number)
        yield from _bind(source, str(PurePosixPath(ROOT) / mount.target))


def _refuse_links(mount: Mount, others: Sequence[Mount]) -> None:
    """Refuse a mount below another one in which a link would lead it elsewhere."""
    for other in others:
        inside = PurePosixPath(mount.target)
        if other is mount or not inside.is_relative_to(other.target):
            continue
        path = other.source
        for part in inside.relative_to(other.target).parts:
            path /= part
            if path.is_symlink():
                raise SandboxError(f"{mount.target}: a link in what is mounted there leads outside the box")


def _bind(source: Path, target: str) -> tuple[str, str]:
    for path in (str(source), target):
        if "," in path or '"' in path:
            raise SandboxError(f"{path}: expected a path without commas and quotation marks, which podman cannot mount")
    return ("--mount", f"type=bind,source={source},destination={target},ro=true,bind-propagation=rprivate")


def _environment(variables: Mapping[str, str]) -> Iterator[str]:
    for name, value in variables.items():
        yield from ("--env", f"{name}={value}")


def _root(folder: Path) -> Path:
    """Return an empty root with the folders and links that every box has; podman adds what it mounts on."""
    root = folder / "root"
    for name in ("proc", "dev", "sys", "etc", "tmp", "run", "box/in", "box/data"):
        (root / name).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)  # what is mounted there takes its mode on
    for top in map(Path, TOP):
        if top.is_symlink():
            (root / top.name).symlink_to(top.readlink())
    return root


def _remove(client: tuple[str, ...], name: str) -> None:
    """Remove what is left of a container that was killed."""
    subprocess.run(
        [*client, "rm", "--force", "--ignore", "--time", "0", name],
        check=False,
        env={"PATH": os.defpath + ":/usr/sbin:/sbin", "CONTAINERS_CONF": str(PLACE / "settings")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE_S,
    )


def _sheet(box: Box, *, counted: bool) -> bytes:
    paths = Paths(readable=("/",), writable=WRITABLE, devices=("/dev", *gpu.writable(box.gpu)))
    rules = seccomp.program(namespaces=True, memory_counted=counted, pinned=bool(box.processors))
    return job_spec.write(box, root=ROOT, paths=paths, seccomp=rules, internet=True, memory_counted=counted)
