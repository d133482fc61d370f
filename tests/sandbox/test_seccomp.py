import subprocess
import sys

import pytest

from autograder.sandbox import seccomp

pytestmark = pytest.mark.skipif(not seccomp.program(namespaces=True, memory_counted=True), reason="no libseccomp here")

ATTEMPTS = """
import ctypes, os, socket, subprocess, sys, threading
from autograder.probe import confine
confine.seccomp(bytes.fromhex(sys.argv[1]))
libc = ctypes.CDLL(None, use_errno=True)
attempts = {
    "threads": lambda: threading.Thread(target=int).start(),
    "processes": lambda: subprocess.run(["true"], check=True),
    "tcp": lambda: socket.socket(socket.AF_INET).close(),
    "unix": lambda: socket.socketpair(),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM).close(),
    "memfd": lambda: os.memfd_create("x"),
    "shm": lambda: confine.check(libc.shmget(0, 4096, 0o1600), "shmget"),
    "unshare": lambda: confine.check(libc.unshare(0x10000000), "unshare"),
    "family beyond 32 bits": lambda: confine.check(libc.syscall(41, ctypes.c_ulong(2**32 + 16), 2, 0), "socket"),
}
for name, attempt in attempts.items():
    try:
        attempt()
        print(name, end=";")
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    ("namespaces", "counted", "works"),
    [
        (True, True, "threads;processes;tcp;unix;memfd;shm;"),
        (True, False, "threads;processes;tcp;unix;"),
        (False, True, "threads;processes;unix;memfd;"),
        (False, False, "threads;processes;unix;"),
    ],
)
def test_what_the_filter_lets_through(namespaces, counted, works):
    program = seccomp.program(namespaces=namespaces, memory_counted=counted)
    ran = subprocess.run([sys.executable, "-c", ATTEMPTS, program.hex()], capture_output=True, text=True, check=True)
    assert ran.stdout == works
