"""What every sandbox backend must do. A weak backend fails exactly the tests whose layers it declares missing."""

import contextlib
import hashlib
import os
import socket
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath

import pytest

from autograder.contracts import Mount
from autograder.errors import SandboxError, WireError
from autograder.records import Outcome
from autograder.sandbox.selftest import TRIED
from tests import deep

# --- the box as its task sees it -------------------------------------------------------------------------------


def test_a_task_starts_in_an_empty_work_folder_that_is_its_home(printed, tmp_path):
    (tmp_path / "numbers.txt").write_text("123")
    script = """
        import os
        from pathlib import Path
        print(os.listdir(), Path.home() == Path.cwd(), Path("../data/numbers.txt").read_text())
        Path("../out/result").write_text("made")
    """
    assert printed(script, mounts=[Mount(tmp_path / "numbers.txt", "data/numbers.txt")]) == "[] True 123\n"


def test_a_path_from_where_the_grader_stands_can_be_given_to_a_box(printed, tmp_path, monkeypatch):
    (tmp_path / "numbers.txt").write_text("123")
    monkeypatch.chdir(tmp_path)
    assert printed("print(open('../data/n.txt').read())", mounts=[Mount(Path("numbers.txt"), "data/n.txt")]) == "123\n"


def test_folders_deeper_than_a_path_go_with_their_box(sandbox, box_of):
    source = Path(deep.__file__).read_text() + "\ndeepen(Path('.'))\nprint('made')"
    before = set(Path(tempfile.gettempdir()).glob(f"autograder-box-{os.getpid()}-*"))
    for script, said in ((source, "made\n"), ("import os; print(os.listdir())", "[]\n")):
        with sandbox.run(box_of(script)) as result:
            assert (result.outcome, result.stdout) == (Outcome.OK, said)
    assert set(Path(tempfile.gettempdir()).glob(f"autograder-box-{os.getpid()}-*")) <= before


def test_private_files_of_the_host_can_be_given_to_a_box(printed, tmp_path):
    folder = tmp_path / "submission"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("private")
    (folder / "sub" / "a.txt").chmod(0o600)
    folder.chmod(0o700)
    assert printed("print(open('../in/given/sub/a.txt').read())", mounts=[Mount(folder, "in/given")]) == "private\n"


def test_a_link_in_a_submission_does_not_lead_a_mount_outside(run_script, tmp_path, open_folder):
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "sub").symlink_to(open_folder)
    (tmp_path / "given").write_text("x")
    mounts = [Mount(tmp_path / "submission", "in/given"), Mount(tmp_path / "given", "in/given/sub/planted")]
    with contextlib.suppress(SandboxError):
        assert run_script("pass", mounts=mounts).outcome is not Outcome.OK
    assert list(open_folder.iterdir()) == []


def test_a_large_job_with_any_characters_arrives(printed):
    text = '한글 \u202e \\ "' * 50_000
    script = "import sys, hashlib; print(hashlib.sha256(sys.argv[1].encode()).hexdigest())"
    assert printed(script, arguments=[text]).strip() == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.needs("mounts")
def test_a_mount_can_cover_a_file_of_the_environment(printed, tmp_path):
    (tmp_path / "antigravity.py").write_text("flies = False")
    covered = Path(os.__file__).parent / "antigravity.py"
    script = "import antigravity; print(antigravity.flies)"
    assert printed(script, mounts=[Mount(tmp_path / "antigravity.py", str(covered))]) == "False\n"


def test_the_environment_is_clean_but_for_what_the_box_names(printed, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "hidden")
    monkeypatch.setenv("PYTHONSTARTUP", "/nonexistent")
    script = "import os; print(sorted(os.environ), os.environ['COURSE'], os.environ['CUDA_VISIBLE_DEVICES'])"
    names = printed(script, environment={"COURSE": "dl"})
    assert names.endswith("dl \n")
    assert "SECRET" not in names
    assert "STARTUP" not in names


def test_no_descriptor_is_inherited(printed, tmp_path):
    (tmp_path / "secret").write_text("hidden")
    with (tmp_path / "secret").open() as secret:
        os.set_inheritable(secret.fileno(), True)
        script = "import os; print([n for n in range(3, 64) if os.path.exists(f'/proc/self/fd/{n}')])"
        assert printed(script) == "[]\n"


def test_reading_the_standard_input_finds_its_end(run_script):
    result = run_script("input()")
    assert "EOFError" in result.stderr


def test_modules_of_a_submission_do_not_replace_those_of_the_probe(printed, tmp_path):
    for name in ("json", "sitecustomize", "usercustomize", "socket"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('replaced')")
    mounts = [Mount(tmp_path / f"{name}.py", f"in/{name}.py") for name in ("json", "sitecustomize", "usercustomize")]
    assert printed("print('own')", mounts=mounts) == "own\n"


def test_numpy_and_processes_and_threads_work(printed):
    script = """
        import asyncio, subprocess, threading
        import numpy
        ones = numpy.ones((50, 50))
        thread = threading.Thread(target=lambda: print(ones.dot(ones)[0, 0], flush=True))
        thread.start(); thread.join()
        print(subprocess.run(["sh", "-c", "echo shell"], capture_output=True, text=True).stdout, end="")
        async def hello(): return "loop"
        print(asyncio.run(hello()))
    """
    assert printed(script, memory_mb=1024) == "50.0\nshell\nloop\n"


# --- how a box ends --------------------------------------------------------------------------------------------

ENDINGS = {
    "a script that ends": ("pass", Outcome.OK, ""),
    "an exception": ("raise ValueError('mine')", Outcome.CRASHED, "status 1"),
    "sys.exit(3)": ("import sys; sys.exit(3)", Outcome.CRASHED, "status 3"),
    "sys.exit before the task is done": ("import sys; sys.exit(0)", Outcome.CRASHED, "before the task was done"),
    "os._exit(0)": ("import os; os._exit(0)", Outcome.CRASHED, "before the task was done"),
    "os._exit(7)": ("import os; os._exit(7)", Outcome.CRASHED, "status 7"),
    "a segmentation fault": ("import ctypes; ctypes.string_at(0)", Outcome.CRASHED, "SIGSEGV"),
    "abort": ("import os; os.abort()", Outcome.CRASHED, "SIGABRT"),
    "suicide": ("import os; os.kill(os.getpid(), 9)", Outcome.CRASHED, "SIGKILL"),
    "an exit handler that hangs": ("import atexit, time; atexit.register(time.sleep, 60)", Outcome.OK, ""),
    "a thread that stays": (
        "import threading, time; threading.Thread(target=time.sleep, args=[60]).start()",
        Outcome.OK,
        "",
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_outcome_tells_how_a_box_ended(run_script, ending):
    script, outcome, reason = ENDINGS[ending]
    result = run_script(script)
    assert (result.outcome, reason in result.reason) == (outcome, True), (result.reason, result.stderr)


STAYING = {
    "a loop": "while True: pass",
    "a sleep": "time.sleep(60)",
    "a sleep against every signal": (
        "for number in set(signal.Signals) - {9, 19}: signal.signal(number, signal.SIG_IGN)\nwhile True: time.sleep(1)"
    ),
    "children": "for _ in range(4): os.fork()\ntime.sleep(60)",
}


@pytest.mark.parametrize("way", STAYING)
def test_a_box_that_stays_is_ended_at_its_wall_limit_and_its_results_are_kept(run_script, way):
    before = time.monotonic()
    keep = "import os, signal, time\nopen('../out/kept', 'w').write('kept')\n"
    result = run_script(keep + STAYING[way], wall_s=0.5)
    assert (result.outcome, result.reason) == (Outcome.TIMED_OUT, "more than 0.5 s")
    assert result.harvest.read("kept", max_bytes=10) == b"kept"
    assert time.monotonic() - before < 10


def test_processor_time_has_a_limit_of_its_own(run_script):
    result = run_script("while True: pass", cpu_s=1, wall_s=15)
    assert (result.outcome, result.reason) == (Outcome.TIMED_OUT, "more than 1 s of processor time")


def test_a_cancelled_box_is_killed_at_once(run_script):
    cancelled = threading.Event()
    timer = threading.Timer(0.5, cancelled.set)
    timer.start()
    before = time.monotonic()
    result = run_script("import time; time.sleep(60)", cancelled=cancelled)
    assert (result.outcome, result.reason) == (Outcome.KILLED, "cancelled")
    assert time.monotonic() - before < 5
    timer.join()


def test_a_box_that_was_cancelled_before_its_start_does_not_run(run_script):
    cancelled = threading.Event()
    cancelled.set()
    assert run_script("open('../out/ran', 'w')", cancelled=cancelled).outcome is Outcome.KILLED


def test_usage_is_what_was_used(run_script):
    script = """
        import time
        kept = bytearray(100 * 2**20)
        end = time.process_time() + 0.5
        while time.process_time() < end: pass
    """
    usage = run_script(script, memory_mb=512).usage
    assert 0.5 <= usage.cpu_s < 3
    assert 0.5 <= usage.wall_s < 15
    assert 100 <= usage.peak_memory_mb < 400


def test_boxes_run_at_the_same_time(sandbox, box_of):
    def run(box):
        with sandbox.run(box) as result:
            return result.stdout

    boxes = [box_of(f"import time; time.sleep(0.3); print({number})") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(run, boxes)) == [f"{number}\n" for number in range(6)]


# --- output ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_output_without_end_is_cut_off(run_script, stream):
    result = run_script(f"import sys\nwhile True: sys.{stream}.write('y' * 4096)")
    assert (result.outcome, result.reason) == (Outcome.KILLED, "more than 1 MB of output")
    assert 0 < len(getattr(result, stream)) <= 65536


def test_the_end_of_long_output_is_kept(printed):
    text = printed("print('x' * 200_000); print('end')")
    assert text.endswith("x\nend\n")
    assert len(text) <= 65536


def test_output_that_could_fool_a_terminal_or_a_page_is_made_harmless(printed):
    script = r"import sys; sys.stdout.buffer.write(b'\x1b[2J\x1b]0;title\x07a\x00b\xff \xe2\x80\xaec\x1b done\n')"
    assert printed(script) == "a\ufffdb\ufffd \ufffdc\ufffd done\n"


def test_a_progress_bar_leaves_its_last_state(printed):
    assert printed(r"print('1/2 [=  ]\r2/2 [===]')") == "2/2 [===]\n"


# --- attacks on the host ---------------------------------------------------------------------------------------


def test_every_layer_is_reported_with_a_reason(sandbox):
    layers = sandbox.layers()
    assert [layer.name for layer in layers] == list(TRIED)
    assert all(layer.reason for layer in layers)


@pytest.mark.needs("mounts", "landlock")
def test_a_file_of_the_host_cannot_be_read_or_listed(printed, open_folder):
    (open_folder / "labels").write_text("hidden")
    script = """
        import os, sys
        for attempt in (lambda: open(sys.argv[1] + "/labels").read(), lambda: os.listdir(sys.argv[1])):
            try: print(attempt())
            except OSError as error: print(type(error).__name__ in ("FileNotFoundError", "PermissionError"))
    """
    assert printed(script, arguments=[str(open_folder)]) == "True\nTrue\n"


@pytest.mark.needs("mounts", "landlock")
def test_nothing_outside_the_boxs_own_folders_can_be_written(printed, open_folder, tmp_path):
    (tmp_path / "given").write_text("x")
    script = """
        import os, sys
        places = ["/", "/usr", "/etc", "/dev", "/dev/shm/..", "/var/tmp", "../in", "../data", ".."]
        places += [sys.prefix, sys.base_prefix, sys.argv[1]]
        for place in places:
            try: open(place + "/planted", "w").close(); print(place)
            except OSError: pass
        for path in ("../data/given", "/etc/passwd", os.__file__):
            try: open(path, "r+").close(); print(path)
            except OSError: pass
    """
    assert printed(script, arguments=[str(open_folder)], mounts=[Mount(tmp_path / "given", "data/given")]) == ""
    assert list(open_folder.iterdir()) == []


@pytest.mark.needs("mounts", "uid")
def test_the_permissions_of_the_environment_cannot_be_changed(printed):
    script = """
        import os
        for path in ("../in/script.py", "/etc/passwd", os.__file__):
            try: os.chmod(path, os.stat(path).st_mode); print(path)
            except OSError: pass
    """
    assert printed(script) == ""


def test_no_socket_reaches_the_host(printed):
    script = """
        import socket, sys
        port, address, name = int(sys.argv[1]), sys.argv[2], chr(0) + sys.argv[3]
        targets = ((socket.AF_INET, ("127.0.0.1", port)), (socket.AF_INET, (address, port)), (socket.AF_UNIX, name))
        for family, target in targets:
            try: socket.socket(family).connect(target); print("reached", target)
            except OSError: pass
        for family in range(64):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                if family not in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
                    try: socket.socket(family, kind); print("made", family, kind)
                    except OSError: pass
    """
    with socket.create_server(("0.0.0.0", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0autograder-conformance")
        abstract.listen()
        address = socket.gethostbyname(socket.gethostname())
        assert printed(script, arguments=[str(tcp.getsockname()[1]), address, "autograder-conformance"]) == ""


@pytest.mark.needs("mounts")
def test_a_socket_of_the_host_with_a_path_cannot_be_reached(printed, open_folder):
    script = """
        import socket, sys
        try: socket.socket(socket.AF_UNIX).connect(sys.argv[1]); print("reached")
        except OSError: pass
    """
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(open_folder / "socket"))
        (open_folder / "socket").chmod(0o777)
        server.listen()
        assert printed(script, arguments=[str(open_folder / "socket")]) == ""


@pytest.mark.needs("pids", "landlock")
def test_no_other_process_can_be_looked_into(printed, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "hidden")
    script = """
        import os
        for pid in sorted({*filter(str.isdigit, os.listdir("/proc")), str(os.getppid()), "1"} - {str(os.getpid())}):
            for name in ("environ", "mem", "maps", "auxv", "stack"):
                try:
                    if open(f"/proc/{pid}/{name}", "rb").read(1): print(pid, name)
                except OSError: pass
            for name in ("root", "cwd", "exe", *(f"fd/{number}" for number in range(32))):
                try: print(pid, os.readlink(f"/proc/{pid}/{name}"))
                except OSError: pass
    """
    assert printed(script) == ""


@pytest.mark.needs("pids", "landlock")
def test_a_neighbour_can_neither_be_killed_nor_read(sandbox, box_of, open_folder):
    victim = box_of("import time; marker = 'victim-' + '7' * 9; open('secret', 'w').write(marker); time.sleep(1.5)")
    attacker = box_of("""
        import glob, os, signal, time
        time.sleep(0.3)
        me = os.getpid()
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            for path in (f"/proc/{pid}/mem", f"/proc/{pid}/environ", f"/proc/{pid}/cwd/secret"):
                try: open(path, "rb").read(1) if pid != me else None
                except OSError: continue
                if pid != me: print("read", path)
        for path in glob.glob("/tmp/**/secret", recursive=True): print("found", path)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try: os.kill(-1, signal.SIGTERM)
        except OSError: pass
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            try: os.kill(pid, signal.SIGTERM)
            except OSError: pass
    """)

    def run(box):
        with sandbox.run(box) as result:
            return result.outcome, result.stdout

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, (victim, attacker))) == [(Outcome.OK, ""), (Outcome.OK, "")]


@pytest.mark.needs("pids")
def test_the_processes_of_the_host_are_invisible(printed):
    script = "import os; print(len([name for name in os.listdir('/proc') if name.isdigit()]) <= 4)"
    assert printed(script) == "True\n"


def test_a_signal_to_the_parent_does_not_hang_the_grader(run_script):
    result = run_script("import os, signal; os.kill(os.getppid() or 1, signal.SIGSTOP)", wall_s=5)
    assert result.outcome is Outcome.CRASHED
    assert "PermissionError" in result.stderr


def test_no_privilege_can_be_gained(printed):
    script = """
        import ctypes, os, socket, subprocess, time
        libc = ctypes.CDLL(None, use_errno=True)
        attempts = {
            "setuid": lambda: os.setuid(os.getuid() + 1),
            "chroot": lambda: os.chroot("."),
            "mknod": lambda: os.mknod("device", 0o20666, os.makedev(1, 1)),
            "clock": lambda: time.clock_settime(time.CLOCK_REALTIME, 0),
            "hostname": lambda: socket.sethostname("mine"),
            "nice": lambda: os.setpriority(os.PRIO_PROCESS, 0, -10),
            "chown": lambda: (open("own", "w").close(), os.chown("own", os.getuid() + 1, -1)),
        }
        for name, attempt in attempts.items():
            try: attempt(); print(name)
            except OSError: pass
        user = 1 << 28
        calls = {"mount": (165, b"none", b"/tmp", b"tmpfs", 0, 0), "unshare": (272, user), "clone": (56, user + 17)}
        for name, call in calls.items():
            result = libc.syscall(*call)
            if result == 0 and name == "clone" and os.getppid() == 0: os._exit(0)
            if result >= 0: print(name)
        print(subprocess.run(["su", "-c", "id"], capture_output=True, stdin=subprocess.DEVNULL).returncode != 0)
    """
    assert printed(script) == "True\n"


# --- attacks on resources --------------------------------------------------------------------------------------


FORK = """
    if os.fork() == 0: time.sleep(30)
"""
THREAD = """
    threading.Thread(target=time.sleep, args=[30], daemon=True).start()
"""


@pytest.mark.needs("process_count")
@pytest.mark.parametrize("start", [FORK, THREAD], ids=["processes", "threads"])
def test_processes_and_threads_are_counted(printed, start):
    script = """
        import os, threading, time
        count = 0
        try:
            while count < 200:
                START
                count += 1
        except (OSError, RuntimeError): pass
        print(count < 80)
    """
    assert printed(script.replace("START", start.strip())) == "True\n"


def test_a_fork_bomb_ends_with_its_box(sandbox, run_script):
    script = """
        import os
        while True:
            try: os.fork()
            except OSError: pass
    """
    counted = "pids" in sandbox._groups.parents
    result = run_script(script, wall_s=15 if counted else 1)
    ends = {Outcome.KILLED, Outcome.OUT_OF_MEMORY} if counted else {Outcome.TIMED_OUT}  # copies of it take memory too
    assert result.outcome in ends, result.reason
    assert result.outcome is not Outcome.KILLED or result.reason.startswith("more than 64 processes")


@pytest.mark.needs("disk")
@pytest.mark.parametrize("folder", [".", "../out"])
def test_a_folder_cannot_be_filled_beyond_its_size(printed, folder):
    script = """
        import os, sys
        os.chdir(sys.argv[1])
        written = 0
        try:
            while written < 40:
                open(f"{written}", "wb").write(b"x" * 2**20)
                written += 1
        except OSError: pass
        for name in os.listdir(): os.unlink(name)
        print(written)
    """
    assert 6 <= int(printed(script, arguments=[folder])) <= 8


def test_one_file_cannot_exceed_the_disk(run_script):
    result = run_script("open('big', 'wb').truncate(2**30)")
    assert "File too large" in result.stderr


FILL = "\nfor n in range(600): open(folder + f'/autograder-{n}', 'wb').write(b'x' * 2**20)"
FORKS = """
for _ in range(6):
    if os.fork() == 0:
        kept = b'x' * (100 * 2**20)
        time.sleep(30)
os.wait()
"""
MEMORY = {
    "heap": "kept = [bytearray(b'x' * 2**20) for _ in range(600)]",
    "mmap": "import mmap\nm = mmap.mmap(-1, 600 * 2**20)\nfor _ in range(600): m.write(b'x' * 2**20)",
    "forks": "import os, time" + FORKS,
    "shm": "folder = '/dev/shm'" + FILL,
    "tmp": "import os\nfolder = os.environ['TMPDIR']" + FILL,
}


@pytest.mark.needs("memory")
@pytest.mark.parametrize("kind", MEMORY)
def test_no_kind_of_memory_exceeds_the_limit(sandbox, run_script, kind):
    layers = {layer.name: layer.active for layer in sandbox.layers()}
    if kind in ("shm", "tmp") and not layers["disk"]:
        pytest.skip("the box has no file system in memory")
    result = run_script(MEMORY[kind] + "\nimport time; time.sleep(2)", disk_mb=1024, wall_s=15)
    refused = "MemoryError" in result.stderr or "No space left" in result.stderr
    assert result.outcome is Outcome.OUT_OF_MEMORY or refused, (result.outcome, result.reason, result.stderr)


@pytest.mark.needs("memory", "seccomp")
def test_files_in_memory_are_counted_or_refused(run_script):
    script = "import os\nfd = os.memfd_create('x')\nfor _ in range(600): os.write(fd, b'x' * 2**20)"
    result = run_script(script, disk_mb=1024)
    assert result.outcome is Outcome.OUT_OF_MEMORY or "PermissionError" in result.stderr


@pytest.mark.needs("memory", "rlimits")
def test_a_heap_without_end_ends_the_box(run_script):
    result = run_script("kept = []\nwhile True: kept.append(bytearray(b'x' * 2**24))")
    assert result.outcome is Outcome.OUT_OF_MEMORY or "MemoryError" in result.stderr


def test_nothing_outlives_a_box(run_script):
    script = """
        import os, signal, sys, time
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, 100)
                while True:
                    if os.fork() == 0: os.setsid()
                    else: os._exit(0)
                    time.sleep(0.01)
        time.sleep(0.2)
    """
    marker = f"conformance-{os.getpid()}-{time.monotonic_ns()}"
    run_script(script, environment={"MARKER": marker})
    assert not [process for process in Path("/proc").glob("[0-9]*") if marker.encode() in _environment(process)]


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def test_boxes_leave_no_descriptor_group_or_file_behind(sandbox, box_of):
    def traces() -> tuple[int, int, int]:
        groups = list(Path("/sys/fs/cgroup").glob(f"**/autograder-{os.getpid()}-*"))
        mounts = Path("/proc/self/mounts").read_text().count("\n")
        return len(list(Path("/proc/self/fd").iterdir())), len(groups), mounts

    before = traces()
    for script in (
        "pass",
        "import os; os.fork(); os.fork()",
        "import os; os.mkdir('../out/a', 0o000); os.mkdir('b', 0o000)",
        "1/0",
    ):
        with sandbox.run(box_of(script)):
            pass
    assert traces() == before


# --- what a box leaves -----------------------------------------------------------------------------------------


def test_regular_files_are_harvested(run_script):
    script = """
        import os
        os.makedirs("../out/figures/more/deeper")
        for name in ("a.json", "figures/1.png", "figures/more/2.png", "figures/more/deeper/3.png"):
            open("../out/" + name, "w").write(name)
    """
    harvest = run_script(script).harvest
    assert harvest.names() == ("a.json", "done.json", "figures/1.png", "figures/more/2.png")
    assert harvest.read("figures/1.png", max_bytes=13) == b"figures/1.png"
    with pytest.raises(WireError, match="at most 12 bytes, found 13"):
        harvest.read("figures/1.png", max_bytes=12)


TRICKS = {
    "a link to a file of the host": "os.symlink('/etc/passwd', 'trick')",
    "a link to an own file": "open('real', 'w').close(); os.symlink('real', 'trick')",
    "a link to a folder": "os.symlink('/etc', 'folder')",
    "a link by way of /proc": "os.symlink('/proc/self/root/etc/passwd', 'trick')",
    "a second name": "open('real', 'w').close(); os.link('real', 'trick')",
    "a second name of an input": "os.link('../in/script.py', 'trick')",
    "a FIFO": "os.mkfifo('trick')",
    "a socket": "import socket; socket.socket(socket.AF_UNIX).bind('trick')",
    "a device": "os.mknod('trick', 0o20666, os.makedev(1, 5))",
    "a folder": "os.mkdir('trick')",
    "a sparse file": "open('trick', 'wb').truncate(7 * 2**20)",
    "a file elsewhere": "os.chdir('../work'); open('elsewhere', 'w').close()",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_with_files_are_refused(run_script, trick):
    result = run_script(f"import os; os.chdir('../out'); {TRICKS[trick]}")
    for name in (
        "trick",
        "folder/passwd",
        str(PurePath("..", "work", "elsewhere")),
        "/etc/passwd",
        "../../etc/passwd",
        "",
        ".",
        "a\0b",
        "\udcff",
    ):
        with pytest.raises(WireError):
            result.harvest.read(name, max_bytes=2**20)
    assert set(result.harvest.names()) <= {"done.json", "real", "trick"}


def test_the_number_of_names_has_a_limit(run_script):
    script = """
        import os
        for n in range(3000): open(f"../out/{n}", "w").close()
        path = "../out"
        for _ in range(300):
            path += "/d"
            os.mkdir(path)
    """
    assert len(run_script(script, disk_mb=32).harvest.names()) <= 1000
