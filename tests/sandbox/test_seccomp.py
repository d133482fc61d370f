import errno
import platform
import struct
import subprocess
import sys

import pytest

from autograder.sandbox import bpf, seccomp
from autograder.sandbox.syscalls import ARCHITECTURES, NEWEST, NUMBERS, number_of

MACHINES = tuple(ARCHITECTURES)
NEEDED = {
    "x86_64": {"read": 0, "openat": 257, "futex": 202, "execve": 59, "mmap": 9, "prctl": 157, "rt_sigaction": 13},
    "aarch64": {"read": 63, "openat": 56, "futex": 98, "execve": 221, "mmap": 222, "prctl": 167, "rt_sigaction": 134},
}
KILLED, ALLOWED = "killed", "allowed"


def decided(program: bytes, number: int, *arguments: int, architecture: int) -> str | int:
    """Return what a filter decides about a call, as the kernel runs it: an error number, or a word."""
    given = (*arguments, *(0,) * (6 - len(arguments)))
    halves = [half for value in given for half in (value & 2**32 - 1, value >> 32)]
    data = struct.pack("=IIQ12I", number & 2**32 - 1, architecture, 0, *halves)
    steps, at, held = list(struct.iter_unpack("=HBBI", program)), 0, 0
    while True:
        code, when_true, when_false, value = steps[at]
        at += 1
        if code == bpf.LOAD:
            held = struct.unpack_from("=I", data, value)[0]
        elif code == bpf.RETURN:
            return {bpf.KILL_PROCESS: KILLED, bpf.ALLOW: ALLOWED}.get(value, value & 0xFFFF)
        else:
            holds = {bpf.IF_EQUAL: held == value, bpf.AT_LEAST: held >= value, bpf.ANY_BIT: bool(held & value)}[code]
            at += when_true if holds else when_false


def asked(machine: str, name: str, *arguments: int, **options: bool) -> str | int:
    given = {"namespaces": True, "memory_counted": True, "pinned": True, **options}
    program = seccomp.program(machine=machine, **given)
    return decided(program, number_of(name, machine), *arguments, architecture=ARCHITECTURES[machine])


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_that_is_listed_is_refused_on_every_architecture(machine):
    for name in seccomp.DENIED:
        if number_of(name, machine) >= 0:
            assert asked(machine, name) == errno.EPERM, name
    for name in seccomp.UNKNOWN:
        if number_of(name, machine) >= 0:
            assert asked(machine, name) == errno.ENOSYS, name
    for name in seccomp.IDLE:
        assert asked(machine, name) == 0, name


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_that_are_newer_than_our_tables_are_refused(machine):
    program = seccomp.program(namespaces=True, memory_counted=True, machine=machine)
    for number in (NEWEST + 1, NEWEST + 100, 2**20):
        assert decided(program, number, architecture=ARCHITECTURES[machine]) == errno.ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_other_architectures_end_the_process(machine):
    program = seccomp.program(namespaces=True, memory_counted=True, machine=machine)
    assert decided(program, 0, architecture=0x40000003) == KILLED
    assert decided(program, 0x40000000 | 39, architecture=ARCHITECTURES[machine]) == KILLED


@pytest.mark.parametrize("machine", MACHINES)
def test_what_every_program_needs_is_allowed(machine):
    program = seccomp.program(namespaces=True, memory_counted=True, pinned=True, machine=machine)
    for name, number in NEEDED[machine].items():
        assert decided(program, number, architecture=ARCHITECTURES[machine]) == ALLOWED, name


@pytest.mark.parametrize("machine", MACHINES)
def test_some_arguments_are_refused(machine):
    for flags, verdict in ((0x1200011, ALLOWED), (0x10000000, errno.EPERM), (0x403D0F00, errno.EPERM)):
        assert asked(machine, "clone", flags) == verdict
    assert [asked(machine, "flock", 3, how) for how in (1, 5, 8, 2, 6)] == [ALLOWED, ALLOWED, ALLOWED, 0, 0]
    assert [asked(machine, "fcntl", 3, how) for how in (3, 6, 7, 37)] == [ALLOWED] * 4
    assert [asked(machine, "fcntl", 3, how) for how in (5, 36, 1024, 1025, 1026)] == [errno.EPERM] * 5
    families = (1, 2, 10, 16, 17, 40, 2**32 + 16)
    refused = [errno.EOPNOTSUPP] * 4
    assert [asked(machine, "socket", family) for family in families] == [ALLOWED] * 3 + refused
    assert asked(machine, "socket", 2, namespaces=False) == errno.EOPNOTSUPP
    assert asked(machine, "shmget", namespaces=False) == errno.EPERM
    assert asked(machine, "memfd_create", memory_counted=False) == errno.EPERM
    assert asked(machine, "memfd_create") == ALLOWED
    assert asked(machine, "sched_setaffinity", pinned=False) == ALLOWED
    assert asked(machine, "sched_setaffinity") == errno.EPERM


def test_no_number_stands_for_two_calls():
    for machine in MACHINES:
        numbers = [number_of(name, machine) for name in NUMBERS if number_of(name, machine) >= 0]
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) <= NEWEST


def test_a_machine_without_a_table_has_no_filter():
    assert seccomp.program(namespaces=True, memory_counted=True, machine="s390x") == b""


known = pytest.mark.skipif(platform.machine() not in ARCHITECTURES, reason="no table for this machine")
CALLED = """
import ctypes, os, sys
from autograder.probe import confine
libc = ctypes.CDLL(None, use_errno=True)
confine.seccomp(bytes.fromhex(sys.argv[1]))
for number in map(int, sys.argv[2:]):
    ctypes.set_errno(0)
    libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
    print(ctypes.get_errno(), end=" ")
"""


@known
def test_the_kernel_refuses_each_call():
    machine = platform.machine()
    names = [name for name in (*seccomp.DENIED, *seccomp.UNKNOWN) if number_of(name, machine) >= 0]
    numbers = [str(number_of(name, machine)) for name in names]
    program = seccomp.program(namespaces=True, memory_counted=True)
    command = [sys.executable, "-c", CALLED, program.hex(), *numbers]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    errors = dict(zip(names, map(int, ran.stdout.split()), strict=True))
    assert errors == {name: errno.ENOSYS if name in seccomp.UNKNOWN else errno.EPERM for name in names}


LOCKING = """
import fcntl, os, sqlite3, sys, tempfile
from autograder.probe import confine
confine.seccomp(bytes.fromhex(sys.argv[1]))
os.chdir(tempfile.mkdtemp())
with sqlite3.connect("a.db") as database:
    database.execute("create table t (x)")
    database.execute("insert into t values (1)")
print(sqlite3.connect("a.db").execute("select x from t").fetchone())
with open("a", "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(file, fcntl.LOCK_UN)
    fcntl.lockf(file, fcntl.LOCK_EX)
    os.fsync(file)
os.sync()
os.posix_fadvise(os.open("a", os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED)
import h5py
with h5py.File("a.h5", "w") as file:
    file["x"] = [1.0]
print(h5py.File("a.h5", "r")["x"][:].tolist())
"""


@known
def test_what_needs_locks_still_works():
    program = seccomp.program(namespaces=True, memory_counted=True, pinned=True)
    ran = subprocess.run([sys.executable, "-c", LOCKING, program.hex()], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "(1,)\n[1.0]\n"), ran.stderr


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


@known
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
