"""What a process that reads cannot do, were it taken over by what it reads."""

import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.apart import Most, apart, within
from autograder.apart.rights import environment, missing
from autograder.sandbox import seccomp

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(missing()), reason="this kernel has no Landlock or seccomp"
)
HERE = Path(__file__)
ME = os.getpid()


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (Path.read_bytes, (HERE,)),
        (Path.read_bytes, (Path("/etc/passwd"),)),
        (Path.read_bytes, (Path(f"/proc/{ME}/environ"),)),
        (os.listdir, ("/",)),
        (Path.write_text, (HERE.with_name("written"), "x")),
        (Path.write_text, (Path("/tmp/autograder-written"), "x")),
        (Path.unlink, (HERE,)),
        (os.chmod, (sys.executable, 0o755)),
        (os.utime, (sys.executable,)),
        (os.setxattr, (sys.executable, "user.x", b"")),
        (os.kill, (ME, 0)),
        (signal.pidfd_send_signal, (0, 0)),
        (resource.prlimit, (ME, resource.RLIMIT_NOFILE)),
        (os.setpriority, (os.PRIO_PROCESS, ME, 19)),
        (os.sched_setaffinity, (ME, [0])),
        (os.fork, ()),
        (subprocess.check_output, (["true"],)),
        (os.execv, ("/bin/true", ["true"])),
        (socket.create_connection, (("127.0.0.1", 1),)),
        (socket.socketpair, ()),
        (signal.signal, (signal.SIGALRM, signal.SIG_IGN)),
        (signal.setitimer, (signal.ITIMER_REAL, 0)),
        (os.memfd_create, ("x",)),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_reader_reaches_nothing_but_what_it_is_given(function, arguments):
    with pytest.raises(OSError, match=r"not permitted|denied|not supported"):
        apart(function, *arguments)


def test_a_reader_has_the_files_that_it_is_given(tmp_path: Path):
    (tmp_path / "in").write_text("read", encoding="utf-8")
    (tmp_path / "out").mkdir()
    most = Most(readable=(tmp_path / "in",), writable=(tmp_path / "out",))
    assert within(most, Path.read_text, tmp_path / "in") == "read"
    assert within(most, Path.write_text, tmp_path / "out" / "x", "written") == 7
    for function, arguments in (
        (Path.write_text, (tmp_path / "in", "x")),
        (os.symlink, ("/etc", tmp_path / "out" / "link")),
        (os.link, (tmp_path / "in", tmp_path / "out" / "link")),
        (os.mkfifo, (tmp_path / "out" / "pipe",)),
        (Path.rename, (tmp_path / "in", tmp_path / "out" / "y")),
    ):
        with pytest.raises(OSError, match=r"not permitted|denied|cross-device"):
            within(most, function, *arguments)


def test_a_reader_knows_nothing_of_the_graders_environment():
    assert environment({"PATH": "/bin", "TOKEN": "x", "HOME": "/root"}) == {"PATH": "/bin", "OPENBLAS_NUM_THREADS": "1"}
    assert apart(os.getenv, "HOME") is None


def test_a_machine_whose_calls_are_not_known_has_no_filter():
    assert seccomp.for_readers("riscv64") == b""
    assert seccomp.for_readers("aarch64")
